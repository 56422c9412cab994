-- Reminders and statements go the way that their customer has chosen, as invoices do.

-- What a reminder says is kept with it, and each way that it takes is a dispatch. Older ones left by mail only.
ALTER TABLE touch
    ALTER COLUMN contact_id DROP NOT NULL,   -- nobody is written to where it goes by post or to the portal
    ALTER COLUMN outbox_id DROP NOT NULL,
    DROP CONSTRAINT touch_channel_check,
    ADD CONSTRAINT touch_channel_check CHECK (channel IN ('mail', 'email', 'email-link', 'portal', 'print')),
    ADD COLUMN subject text,
    ADD COLUMN body_text text,
    ADD COLUMN body_html text,
    ADD CONSTRAINT touch_says_something
        CHECK (outbox_id IS NOT NULL OR (subject IS NOT NULL AND body_text IS NOT NULL AND body_html IS NOT NULL));
CREATE INDEX decision_of_touch ON decision (account_id, touch_id) WHERE touch_id IS NOT NULL;

-- Who has chosen nothing gets them as before: as a mail that says everything, with nothing attached.
UPDATE document_policy SET default_channel = 'email-link', version = version + 1
WHERE kind = 'reminder' AND default_channel = 'email' AND 'email-link' = ANY (channels);
CREATE OR REPLACE FUNCTION give_document_policies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO document_policy (entity_id, kind, formats, channels, default_format, default_channel)
    SELECT NEW.id, f.kind, f.formats, f.channels, 'pdf', CASE f.kind WHEN 'reminder' THEN 'email-link' ELSE 'email' END
    FROM first_document_policies() f;
    RETURN NULL;
END $$;

-- A statement that goes out: what is open at the end of a month, in one currency.
CREATE TABLE issued_statement (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    currency text NOT NULL,
    last_on date NOT NULL,                   -- its last day
    number text NOT NULL CHECK (number <> ''), -- the month, with the currency where it is not the account's
    made_on date NOT NULL,
    UNIQUE (account_id, id),
    CONSTRAINT issued_statement_is_one UNIQUE (account_id, currency, last_on),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE TRIGGER issued_statement_only_grows BEFORE UPDATE OR DELETE ON issued_statement FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Which months an entity has issued statements of.
CREATE TABLE statement_month (
    entity_id uuid NOT NULL REFERENCES entity (id),
    last_on date NOT NULL,
    issued_at timestamptz NOT NULL,
    PRIMARY KEY (entity_id, last_on)
);

-- Networks are asked first about what they were asked about longest ago, so that one that never ends hides
-- none that came later.
ALTER TABLE dispatch ADD COLUMN asked_at timestamptz;
GRANT UPDATE (asked_at) ON dispatch TO quittance_worker;
DROP INDEX dispatch_under_way;
CREATE INDEX dispatch_under_way ON dispatch (asked_at NULLS FIRST, id) WHERE state = 'sent' AND channel = 'peppol';

-- What went to an account that is of no one invoice.
CREATE INDEX dispatch_of_letters ON dispatch (account_id, id DESC) WHERE kind IN ('statement', 'reminder');

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['issued_statement', 'statement_month'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO quittance_worker', guarded);
    END LOOP;
END $$;
CREATE POLICY of_account ON issued_statement FOR SELECT TO quittance_portal USING (account_id = (SELECT app_account()));
CREATE POLICY of_entity ON issued_statement FOR SELECT TO quittance_staff USING (entity_id = (SELECT app_entity()));
GRANT SELECT ON issued_statement TO quittance_portal, quittance_staff;
