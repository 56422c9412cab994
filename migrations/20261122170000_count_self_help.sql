-- Cases in which a buyer needed something, and how each ended: with what the portal had, with a question
-- or with a dispute. One row for each case; the id is that of its form, so a second click counts nothing.
CREATE TABLE self_help (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    invoice_id uuid,                         -- none where it is about the account or a payment
    kind text NOT NULL CHECK (kind IN ('paid', 'copy', 'order', 'contact', 'wrong', 'other')),
    outcome text NOT NULL CHECK (outcome IN ('helped', 'asked', 'disputed')),
    ended_by uuid NOT NULL REFERENCES app_user (id),
    ended_name text NOT NULL,                -- their name then
    ended_on date NOT NULL,                  -- the business date, in the entity's zone
    ended_at timestamptz NOT NULL,
    CONSTRAINT self_help_dispute_is_about_what_is_wrong CHECK (outcome <> 'disputed' OR kind = 'wrong'),
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);
CREATE INDEX self_help_of_entity ON self_help (entity_id, ended_on, id) INCLUDE (kind, outcome);

-- The order number that a customer gives for an invoice. What was issued stays as it was issued.
ALTER TABLE invoice
    ADD COLUMN customer_po text COLLATE "C" CHECK (length(customer_po) BETWEEN 1 AND 64);
CREATE INDEX invoice_of_entity_by_customer_order ON invoice (entity_id, customer_po) WHERE customer_po IS NOT NULL;

-- What people search in has it at its end.
CREATE FUNCTION carry_customer_po() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.customer_po IS NOT NULL THEN
        NEW.search_text := left(OLD.search_text, length(OLD.search_text) - length(lower(OLD.customer_po)) - 1);
    END IF;
    IF NEW.customer_po IS NOT NULL THEN
        NEW.search_text := NEW.search_text || ' ' || lower(NEW.customer_po);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_carries_customer_po BEFORE UPDATE OF customer_po ON invoice
    FOR EACH ROW WHEN (OLD.customer_po IS DISTINCT FROM NEW.customer_po) EXECUTE FUNCTION carry_customer_po();

-- Money that is applied to nothing is looked for by whoever believes that they have paid.
CREATE INDEX payment_loose_of_account ON payment (account_id, created_at) WHERE left_minor > 0;

ALTER TABLE self_help ENABLE ROW LEVEL SECURITY;
ALTER TABLE self_help FORCE ROW LEVEL SECURITY;
CREATE POLICY of_account ON self_help TO quittance_portal
    USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()));
CREATE POLICY of_entity ON self_help TO quittance_staff USING (entity_id = (SELECT app_entity()));
CREATE POLICY of_all ON self_help TO quittance_worker USING (true) WITH CHECK (true);

GRANT SELECT, INSERT ON self_help TO quittance_portal, quittance_worker;
GRANT SELECT ON self_help TO quittance_staff;
GRANT UPDATE (customer_po, version) ON invoice TO quittance_portal;
