-- What staff look disputes up by and count them by. A line carries its entity, its article and its
-- invoice's site: those who write one name its invoice only, and an issued invoice never changes.
ALTER TABLE dispute_line
    ADD COLUMN entity_id uuid,
    ADD COLUMN article text,                 -- none where it is one amount of the whole invoice
    ADD COLUMN site text;
CREATE FUNCTION dispute_line_of_its_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT i.entity_id, i.site INTO NEW.entity_id, NEW.site
    FROM invoice i WHERE i.account_id = NEW.account_id AND i.id = NEW.invoice_id;
    NEW.article := (SELECT l.article FROM invoice_line l
                    WHERE l.account_id = NEW.account_id AND l.invoice_id = NEW.invoice_id AND l.line_no = NEW.line_no);
    RETURN NEW;
END $$;
CREATE TRIGGER dispute_line_is_of_its_invoice BEFORE INSERT ON dispute_line
    FOR EACH ROW EXECUTE FUNCTION dispute_line_of_its_invoice();
-- The owner of the tables is under row-level security, too, and sees nothing; the worker sees all.
SET LOCAL ROLE quittance_worker;
UPDATE dispute_line d SET
    entity_id = i.entity_id,
    site = i.site,
    article = (SELECT l.article FROM invoice_line l
               WHERE l.account_id = d.account_id AND l.invoice_id = d.invoice_id AND l.line_no = d.line_no)
FROM invoice i WHERE i.account_id = d.account_id AND i.id = d.invoice_id;
RESET ROLE;
ALTER TABLE dispute_line ALTER COLUMN entity_id SET NOT NULL;
DROP POLICY of_entity ON dispute_line;
CREATE POLICY of_entity ON dispute_line TO quittance_staff
    USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));

CREATE INDEX dispute_line_of_reason ON dispute_line (entity_id, reason_code, account_id, dispute_id);
CREATE INDEX dispute_line_of_article ON dispute_line (entity_id, article, account_id, dispute_id);
CREATE INDEX dispute_line_of_site ON dispute_line (entity_id, site, account_id, dispute_id);

-- One index for every order and for what narrows most.
CREATE INDEX dispute_of_entity_by_age ON dispute (entity_id, opened_at, id);
CREATE INDEX dispute_of_entity_by_amount ON dispute (entity_id, disputed_minor, id);
CREATE INDEX dispute_of_state_by_amount ON dispute (entity_id, state, disputed_minor, id);
CREATE INDEX dispute_of_owner ON dispute (entity_id, owner_id, opened_at, id);
CREATE INDEX dispute_of_account_by_amount ON dispute (account_id, disputed_minor, id);
-- Disputes of a period.
CREATE INDEX dispute_of_period ON dispute (entity_id, currency, opened_on);

-- What buyers ask beside disputes, by day.
CREATE INDEX conversation_of_buyers ON conversation (entity_id, began_at, id) WHERE began_by = 'buyer' AND about <> 'dispute';
