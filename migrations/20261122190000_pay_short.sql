-- A payment that was less than asked for, because something is wrong, knows the dispute of the rest. Both
-- are made in one transaction.

ALTER TABLE payment
    ADD COLUMN dispute_id uuid,
    ADD CONSTRAINT payment_knows_its_dispute FOREIGN KEY (account_id, dispute_id) REFERENCES dispute (account_id, id);
CREATE UNIQUE INDEX payment_of_dispute ON payment (account_id, dispute_id) WHERE dispute_id IS NOT NULL;
