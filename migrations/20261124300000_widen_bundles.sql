-- Bundles hold credit notes and monthly statements, too, are one PDF or a ZIP, and are asked for by staff as well.

ALTER TABLE bundle
    ADD COLUMN shape text NOT NULL DEFAULT 'zip' CHECK (shape IN ('zip', 'bound')), -- files in a ZIP, or one PDF
    ADD COLUMN side text NOT NULL DEFAULT 'buyer' CHECK (side IN ('buyer', 'staff')); -- who asked, and may have it
ALTER TABLE bundle ALTER COLUMN shape DROP DEFAULT, ALTER COLUMN side DROP DEFAULT;

ALTER TABLE bundle_invoice RENAME TO bundle_document;
ALTER TABLE bundle_document
    ALTER COLUMN invoice_id DROP NOT NULL,
    ADD COLUMN credit_note_id uuid,
    ADD COLUMN telling text CHECK (telling IN ('forward', 'open_items')), -- of a statement: what it tells …
    ADD COLUMN first_on date,                -- … and of which days
    ADD COLUMN last_on date,
    ADD COLUMN currency text,
    ADD CONSTRAINT bundle_document_is_of_credit_note FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_note (account_id, id),
    ADD CONSTRAINT bundle_document_is_one_thing CHECK (num_nonnulls(invoice_id, credit_note_id, telling) = 1),
    ADD CONSTRAINT bundle_document_statement_is_whole CHECK (num_nonnulls(telling, first_on, last_on, currency) IN (0, 4) AND first_on <= last_on);

-- What one side asked for is nobody else's to have.
DROP POLICY of_account ON bundle;
CREATE POLICY of_account ON bundle TO quittance_portal
    USING (account_id = (SELECT app_account()) AND side = 'buyer')
    WITH CHECK (account_id = (SELECT app_account()) AND side = 'buyer');
CREATE POLICY of_entity ON bundle TO quittance_staff
    USING (entity_id = (SELECT app_entity()) AND side = 'staff')
    WITH CHECK (entity_id = (SELECT app_entity()) AND side = 'staff');
CREATE POLICY of_entity ON bundle_document TO quittance_staff
    USING (EXISTS (SELECT FROM bundle b WHERE b.account_id = bundle_document.account_id AND b.id = bundle_document.bundle_id))
    WITH CHECK (EXISTS (SELECT FROM bundle b WHERE b.account_id = bundle_document.account_id AND b.id = bundle_document.bundle_id));

GRANT SELECT, INSERT ON bundle TO quittance_staff;
GRANT INSERT ON bundle_document TO quittance_staff;
GRANT SELECT (account_id, bundle_id) ON bundle_document TO quittance_staff;
GRANT UPDATE (state) ON bundle TO quittance_staff; -- stopping it
