-- Codes are text with a rule about their length. As char(n), a column is not compared with a text
-- parameter by its index: every figure of one currency went through all currencies' rows.
DO $$
DECLARE
    of record;
BEGIN
    FOR of IN
        SELECT table_name, string_agg(format(
                   'ALTER COLUMN %1$I TYPE text, ADD CONSTRAINT %2$I CHECK (length(%1$I) = %3$s)',
                   column_name, table_name || '_' || column_name || '_has_its_length', character_maximum_length), ', ') AS changes
        FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'character' GROUP BY table_name
    LOOP
        EXECUTE format('ALTER TABLE %I %s', of.table_name, of.changes);
    END LOOP;
END $$;
