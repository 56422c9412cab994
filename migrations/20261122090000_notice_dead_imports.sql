-- When a run last gave a sign of life, by the database's clock: one whose process was killed would
-- otherwise be told as running for ever.
ALTER TABLE import_run ADD COLUMN alive_at timestamptz NOT NULL DEFAULT clock_timestamp();
