-- What can be chosen beside format and look: the columns on paper and in tables, the letterhead, what is
-- agreed about X12. And the logo that a letterhead has.

ALTER TABLE document_preference
    ADD letterhead text NOT NULL DEFAULT 'logo' CHECK (letterhead IN ('logo', 'name')),
    -- codes in their order; nothing: the usual ones
    ADD line_columns text NOT NULL DEFAULT '' CHECK (line_columns ~ '^[a-z,-]*$' AND length(line_columns) <= 200),
    ADD table_columns text NOT NULL DEFAULT '' CHECK (table_columns ~ '^[a-z_,]*$' AND length(table_columns) <= 1000),
    -- the envelope; none: nothing is agreed
    ADD x12_partner jsonb CHECK (jsonb_typeof(x12_partner) = 'object' AND length(x12_partner::text) <= 1000);
GRANT UPDATE (letterhead, line_columns, table_columns, x12_partner) ON document_preference
    TO quittance_portal, quittance_staff;

-- The mark of an entity's letterheads. The row stays when it is taken off, so that its version goes on.
CREATE TABLE entity_logo (
    entity_id uuid PRIMARY KEY REFERENCES entity (id),
    picture bytea CHECK (length(picture) BETWEEN 1 AND 200000), -- none: taken off
    media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/svg+xml')),
    version bigint NOT NULL DEFAULT 1,       -- a form names the one that it was made on
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL                 -- their name then
);
-- A picture is compressed already.
ALTER TABLE entity_logo ALTER picture SET STORAGE EXTERNAL;

ALTER TABLE entity_logo ENABLE ROW LEVEL SECURITY;
ALTER TABLE entity_logo FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON entity_logo TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_entity ON entity_logo TO quittance_staff
    USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
CREATE POLICY of_entity_to_read ON entity_logo FOR SELECT TO quittance_portal
    USING (entity_id = (SELECT app_entity()));

GRANT SELECT (entity_id, picture, media_type) ON entity_logo TO quittance_portal;
GRANT SELECT ON entity_logo TO quittance_staff, quittance_worker;
GRANT INSERT, UPDATE (picture, media_type, version, changed_at, changed_by) ON entity_logo TO quittance_staff;
