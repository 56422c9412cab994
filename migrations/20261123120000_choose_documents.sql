-- How documents reach customers: what the seller offers of each kind, and what an account, one of its
-- recipients or a company above it has chosen. The nearest choice holds, as a whole.

-- What is offered, and what holds for who has chosen nothing. Codes of formats are those of the program;
-- one that it does not know is not offered.
CREATE TABLE document_policy (
    entity_id uuid NOT NULL REFERENCES entity (id),
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit-note', 'statement', 'receipt', 'reminder', 'plan')),
    formats text[] NOT NULL CHECK (cardinality(formats) > 0),
    channels text[] NOT NULL CHECK (cardinality(channels) > 0
        AND channels <@ ARRAY['email', 'email-link', 'portal', 'folder', 'webhook', 'print', 'peppol', 'edi']),
    default_format text NOT NULL,
    default_channel text NOT NULL,
    pdf_instead boolean NOT NULL DEFAULT true, -- a PDF goes out where a format's rules refuse a document
    version bigint NOT NULL DEFAULT 1,       -- a form names the one that it was made on
    PRIMARY KEY (entity_id, kind),
    CONSTRAINT document_policy_default_format_is_offered CHECK (default_format = ANY (formats)),
    CONSTRAINT document_policy_default_channel_is_offered CHECK (default_channel = ANY (channels)),
    CONSTRAINT document_policy_default_needs_no_address CHECK (default_channel IN ('email', 'email-link', 'portal', 'print'))
);

-- What one document costs the customer on a channel, in minor units of the entity's currency. No row: nothing.
CREATE TABLE document_cost (
    entity_id uuid NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'email-link', 'portal', 'folder', 'webhook', 'print', 'peppol', 'edi')),
    cost_minor bigint NOT NULL CHECK (cost_minor BETWEEN 1 AND 10000),
    PRIMARY KEY (entity_id, kind, channel),
    FOREIGN KEY (entity_id, kind) REFERENCES document_policy (entity_id, kind)
);

-- A choice. The row stays when it is cleared, so that its version goes on and what was before can be read
-- by its id.
CREATE TABLE document_preference (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit-note', 'statement', 'receipt', 'reminder', 'plan')),
    contact_id uuid,                         -- none: of the whole account
    is_set boolean NOT NULL,                 -- no: back to what is above it
    format text NOT NULL,
    look text NOT NULL CHECK (look IN ('classic', 'compact', 'detailed', 'letter')),
    paper text NOT NULL CHECK (paper IN ('a4', 'letter')),
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    grouping text NOT NULL CHECK (grouping IN ('none', 'order', 'site', 'cost-centre')),
    channel text NOT NULL CHECK (channel IN ('email', 'email-link', 'portal', 'folder', 'webhook', 'print', 'peppol', 'edi')),
    target text CHECK (target <> ''),
    version bigint NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,                -- their name then
    CONSTRAINT document_preference_is_one UNIQUE NULLS NOT DISTINCT (account_id, kind, contact_id),
    CONSTRAINT document_preference_target_where_needed
        CHECK (NOT is_set OR target IS NOT NULL OR channel IN ('email', 'email-link', 'portal', 'print')),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, contact_id) REFERENCES contact (account_id, id)
);

-- What an entity begins with.
CREATE FUNCTION first_document_policies() RETURNS TABLE (kind text, formats text[], channels text[]) LANGUAGE sql IMMUTABLE AS $$
    SELECT k.kind,
           CASE WHEN k.is_invoice
                THEN ARRAY['pdf', 'factur-x', 'peppol', 'xrechnung-ubl', 'xrechnung-cii', 'ubl', 'cii', 'x12-810', 'edifact-invoic', 'csv', 'xlsx', 'json']
                ELSE ARRAY['pdf'] END,
           CASE WHEN k.is_invoice THEN ARRAY['email', 'email-link', 'portal', 'peppol', 'edi', 'folder', 'webhook', 'print']
                WHEN k.is_for_people THEN ARRAY['email', 'email-link', 'portal', 'print']
                ELSE ARRAY['email', 'email-link', 'portal', 'folder', 'webhook', 'print'] END
    FROM (VALUES ('invoice', true, false), ('credit-note', true, false), ('statement', false, false),
                 ('receipt', false, false), ('reminder', false, true), ('plan', false, true)) AS k (kind, is_invoice, is_for_people)
$$;
CREATE FUNCTION give_document_policies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO document_policy (entity_id, kind, formats, channels, default_format, default_channel)
    SELECT NEW.id, f.kind, f.formats, f.channels, 'pdf', 'email' FROM first_document_policies() f;
    RETURN NULL;
END $$;
CREATE TRIGGER entity_has_document_policies AFTER INSERT ON entity
    FOR EACH ROW EXECUTE FUNCTION give_document_policies();

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['document_policy', 'document_cost', 'document_preference'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('GRANT SELECT ON %I TO quittance_portal, quittance_staff, quittance_worker', guarded);
        EXECUTE format('GRANT INSERT ON %I TO quittance_worker', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['document_policy', 'document_cost'] LOOP
        EXECUTE format('CREATE POLICY of_entity ON %I TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()))', guarded);
        EXECUTE format('CREATE POLICY of_entity_to_read ON %I FOR SELECT TO quittance_portal USING (entity_id = (SELECT app_entity()))', guarded);
    END LOOP;
END $$;
CREATE POLICY of_account ON document_preference TO quittance_portal
    USING (account_id = (SELECT app_account()))
    WITH CHECK (account_id = (SELECT app_account()) AND entity_id = (SELECT app_entity()));
CREATE POLICY of_entity ON document_preference TO quittance_staff
    USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));

GRANT INSERT, UPDATE (is_set, format, look, paper, language, grouping, channel, target, version, changed_at, changed_by)
    ON document_preference TO quittance_portal, quittance_staff;
GRANT UPDATE (formats, channels, default_format, default_channel, pdf_instead, version) ON document_policy TO quittance_staff;
GRANT INSERT, DELETE ON document_cost TO quittance_staff;

-- What an account and the companies above it have chosen, the nearest first: each step up is found by its
-- key, so is each choice. The tree of accounts is no deeper than twenty.
CREATE FUNCTION document_choices(wanted uuid)
RETURNS TABLE (distance integer, account_name text, preference document_preference) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE line (id, name, parent_id, distance) AS (
        SELECT a.id, a.name, a.parent_id, 0 FROM account a WHERE a.id = wanted
        UNION ALL
        SELECT a.id, a.name, a.parent_id, l.distance + 1
        FROM line l JOIN account a ON a.id = l.parent_id WHERE l.distance < 20
    )
    SELECT l.distance, l.name, p
    FROM line l JOIN document_preference p ON p.account_id = l.id AND p.is_set
    WHERE l.distance = 0 OR p.contact_id IS NULL
    ORDER BY l.distance
$$;
-- The portal sees one account, and yet has to know what a company above it has chosen for its group: of
-- that, and of the name, it is told by this function, which sees all and asks for nobody but the account
-- of the transaction.
CREATE FUNCTION my_document_choices()
RETURNS TABLE (distance integer, account_name text, preference document_preference)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM document_choices(app_account())
$$;
REVOKE EXECUTE ON FUNCTION document_choices(uuid), my_document_choices() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION document_choices(uuid) TO quittance_staff, quittance_worker;
GRANT EXECUTE ON FUNCTION my_document_choices() TO quittance_portal;
-- Whoever owns it has to be able to make such things for a moment.
GRANT CREATE ON SCHEMA public TO quittance_worker;
ALTER FUNCTION my_document_choices() OWNER TO quittance_worker;
REVOKE CREATE ON SCHEMA public FROM quittance_worker;

-- The entities that are there already. The owner of the tables is under row-level security, too, and
-- sees nothing; the worker sees all.
SET LOCAL ROLE quittance_worker;
INSERT INTO document_policy (entity_id, kind, formats, channels, default_format, default_channel)
SELECT e.id, f.kind, f.formats, f.channels, 'pdf', 'email' FROM entity e CROSS JOIN first_document_policies() f;
RESET ROLE;
