-- What makes pages, paper and mail a seller's own: the mark of its letterhead was there, now its colour, too.
-- Both are one choice of one version. The gate reads them with who somebody is, because every page shows them.
ALTER TABLE entity_logo RENAME TO entity_brand;
ALTER TABLE entity_brand
    ADD colour text CHECK (colour ~ '^#[0-9a-f]{6}$'); -- none: the house's own

CREATE POLICY at_the_gate ON entity_brand FOR SELECT TO quittance_gate USING (true);
GRANT SELECT (entity_id, picture, colour, version) ON entity_brand TO quittance_gate;
GRANT SELECT (colour) ON entity_brand TO quittance_portal;
GRANT UPDATE (colour) ON entity_brand TO quittance_staff;
