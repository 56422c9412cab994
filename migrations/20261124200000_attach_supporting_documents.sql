-- Papers that the seller's people attach to an invoice, or to a whole account: the order, the proof of
-- delivery, the contract, certificates for the tax office. What is in them are files, like those of
-- messages. One that is removed stays, with who did it; the customer is not offered it any more.
CREATE TABLE supporting_document (
    id uuid PRIMARY KEY,                     -- made by the form: sent twice, it is attached once
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    invoice_id uuid,                         -- none: of the whole account
    kind text NOT NULL CHECK (kind IN ('purchase-order', 'proof-of-delivery', 'contract', 'w9', 'tax-certificate', 'other')),
    valid_until date,                        -- the last day on which it holds
    attached_by uuid NOT NULL REFERENCES app_user (id),
    attached_name text NOT NULL,             -- their name then
    attached_at timestamptz NOT NULL,
    removed_by uuid REFERENCES app_user (id),
    removed_name text,
    removed_at timestamptz,
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id),
    CONSTRAINT supporting_document_of_account_is_general
        CHECK (invoice_id IS NOT NULL OR kind IN ('contract', 'w9', 'tax-certificate')),
    CONSTRAINT supporting_document_that_ends
        CHECK (valid_until IS NULL OR kind IN ('contract', 'tax-certificate')),
    CONSTRAINT supporting_document_is_removed_by_somebody
        CHECK (num_nonnulls(removed_by, removed_name, removed_at) IN (0, 3))
);
CREATE INDEX supporting_document_of ON supporting_document (account_id, invoice_id);

ALTER TABLE supporting_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE supporting_document FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON supporting_document TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_account ON supporting_document FOR SELECT TO quittance_portal
    USING (account_id = (SELECT app_account()) AND removed_at IS NULL);
CREATE POLICY of_entity ON supporting_document FOR SELECT TO quittance_staff
    USING (entity_id = (SELECT app_entity()));
CREATE POLICY new_of_entity ON supporting_document FOR INSERT TO quittance_staff
    WITH CHECK (entity_id = (SELECT app_entity()) AND removed_at IS NULL);
CREATE POLICY removed_of_entity ON supporting_document FOR UPDATE TO quittance_staff
    USING (entity_id = (SELECT app_entity()) AND removed_at IS NULL)
    WITH CHECK (entity_id = (SELECT app_entity()) AND removed_at IS NOT NULL);

GRANT SELECT ON supporting_document TO quittance_staff, quittance_worker;
GRANT SELECT (id, entity_id, account_id, invoice_id, kind, valid_until, attached_name, attached_at, removed_name, removed_at)
    ON supporting_document TO quittance_portal;
GRANT INSERT, UPDATE (removed_by, removed_name, removed_at) ON supporting_document TO quittance_staff;

-- A file goes with a message or with a paper, or waits for one of them.
ALTER TABLE file
    ADD COLUMN supporting_document_id uuid,
    ADD COLUMN waits boolean NOT NULL GENERATED ALWAYS AS (message_id IS NULL AND supporting_document_id IS NULL) STORED,
    ADD CONSTRAINT file_goes_with_one_thing CHECK (num_nonnulls(message_id, supporting_document_id) <= 1),
    ADD FOREIGN KEY (account_id, supporting_document_id) REFERENCES supporting_document (account_id, id);
CREATE INDEX file_of_supporting_document ON file (account_id, supporting_document_id) WHERE supporting_document_id IS NOT NULL;
DROP INDEX file_waits;
CREATE INDEX file_waits ON file (put_at) WHERE waits;

-- As with messages, who may read a paper may read its files: so a removed one takes its files from buyers.
ALTER POLICY of_account ON file USING (account_id = (SELECT app_account())
    AND CASE WHEN message_id IS NOT NULL
             THEN EXISTS (SELECT FROM message m WHERE m.account_id = file.account_id AND m.id = file.message_id)
             WHEN supporting_document_id IS NOT NULL
             THEN EXISTS (SELECT FROM supporting_document d
                          WHERE d.account_id = file.account_id AND d.id = file.supporting_document_id)
             ELSE side = 'buyer' END);
ALTER POLICY of_entity ON file USING (entity_id = (SELECT app_entity()) AND (NOT waits OR side = 'seller'));

-- Only the seller's people attach papers.
ALTER POLICY new_of_account ON file
    WITH CHECK (account_id = (SELECT app_account()) AND side = 'buyer' AND supporting_document_id IS NULL
        AND (message_id IS NULL OR EXISTS (SELECT FROM message m
            WHERE m.account_id = file.account_id AND m.id = file.message_id AND m.side = 'buyer')));
ALTER POLICY new_of_entity ON file
    WITH CHECK (entity_id = (SELECT app_entity()) AND side = 'seller'
        AND (message_id IS NULL OR EXISTS (SELECT FROM message m
            WHERE m.account_id = file.account_id AND m.id = file.message_id AND m.side = 'seller'))
        AND (supporting_document_id IS NULL OR EXISTS (SELECT FROM supporting_document d
            WHERE d.account_id = file.account_id AND d.id = file.supporting_document_id)));
ALTER POLICY waiting_of_entity ON file
    USING (entity_id = (SELECT app_entity()) AND side = 'seller' AND waits)
    WITH CHECK (entity_id = (SELECT app_entity()) AND side = 'seller'
        AND (EXISTS (SELECT FROM message m
                WHERE m.account_id = file.account_id AND m.id = file.message_id AND m.side = 'seller')
            OR EXISTS (SELECT FROM supporting_document d
                WHERE d.account_id = file.account_id AND d.id = file.supporting_document_id)));
GRANT UPDATE (supporting_document_id) ON file TO quittance_staff;
