-- Documents that came in as e-invoices: what came is kept as it came, and never changes.

CREATE TABLE original (
    id uuid PRIMARY KEY,                     -- its key in the store, too
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    invoice_id uuid,                         -- what it became: an invoice …
    credit_note_id uuid,                     -- … or a credit note
    import_id uuid NOT NULL REFERENCES import_run (id),
    name text NOT NULL CHECK (name <> ''),   -- as the file was called
    media_type text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    kept_at timestamptz NOT NULL,
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id),
    FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_note (account_id, id),
    CONSTRAINT original_is_of_one_document CHECK (num_nonnulls(invoice_id, credit_note_id) = 1)
);
CREATE UNIQUE INDEX original_of_invoice ON original (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE UNIQUE INDEX original_of_credit_note ON original (credit_note_id) WHERE credit_note_id IS NOT NULL;

ALTER TABLE original ENABLE ROW LEVEL SECURITY;
ALTER TABLE original FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON original TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_account ON original FOR SELECT TO quittance_portal USING (account_id = (SELECT app_account()));
CREATE POLICY of_entity ON original FOR SELECT TO quittance_staff USING (entity_id = (SELECT app_entity()));

GRANT SELECT ON original TO quittance_portal, quittance_staff;
GRANT SELECT, INSERT ON original TO quittance_worker;

-- Of which file in a ZIP a problem is; empty where the file is one table.
ALTER TABLE import_problem ADD COLUMN file_name text NOT NULL DEFAULT '';
