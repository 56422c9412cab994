-- The roles under which the program works. None owns a table, none can log in by itself and none
-- bypasses row-level security: the program logs in as the user of DATABASE_URL and every pool takes
-- on one of these roles as soon as it connects. Roles belong to the cluster, so they may exist.
--
--   quittance_gate    who is there: users, memberships, sessions, throttling
--   quittance_portal  one account at a time, for its buyers
--   quittance_staff   one entity at a time, for the people who work there
--   quittance_worker  jobs, webhooks, imports: all accounts, but append-only where it must be
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['quittance_gate', 'quittance_portal', 'quittance_staff', 'quittance_worker']
    LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS NOINHERIT', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this cluster has made it
        END;
        BEGIN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        EXCEPTION WHEN unique_violation OR internal_error THEN
            NULL; -- two databases are being migrated at the same moment; the grant is there
        END;
    END LOOP;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO quittance_gate, quittance_portal, quittance_staff, quittance_worker;

-- Whose rows this transaction may see. Unset, and '' as it reads after a transaction that had set
-- it, mean NULL: no row at all, never all of them.
CREATE FUNCTION app_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.account_id', true), '')::uuid;
CREATE FUNCTION app_entity() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.entity_id', true), '')::uuid;

-- For tables that only grow: corrections are new rows.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: corrections are new rows', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- Which migration the database has, for the readiness check; the table itself belongs to the owner.
CREATE FUNCTION app_schema_version() RETURNS bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT max(version) FROM _sqlx_migrations WHERE success);
END $$;
