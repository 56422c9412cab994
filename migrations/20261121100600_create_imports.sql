-- Files from the ERP: how their columns are read, each run, and every row that was refused.

CREATE TABLE import_mapping (
    entity_id uuid NOT NULL REFERENCES entity (id),
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('accounts', 'contacts', 'invoices', 'credit_notes', 'payments')),
    mapping jsonb NOT NULL,                  -- our column → theirs, with formats and constants
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (entity_id, name)
);

CREATE TABLE import_run (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity (id),
    kind text NOT NULL CHECK (kind IN ('accounts', 'contacts', 'invoices', 'credit_notes', 'payments')),
    file_name text NOT NULL,
    file_path text NOT NULL,                 -- where the upload waits for the job, in the data folder
    mapping jsonb NOT NULL,
    mapping_name text NOT NULL DEFAULT '',
    dry_run boolean NOT NULL,
    as_of date,                              -- only what was known on that day
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    note text NOT NULL DEFAULT '',
    rows_done bigint NOT NULL DEFAULT 0,
    created bigint NOT NULL DEFAULT 0,
    updated bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    left_out bigint NOT NULL DEFAULT 0,      -- not known yet on the as-of day
    refused bigint NOT NULL DEFAULT 0,
    started_by text NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX import_run_of_entity ON import_run (entity_id, started_at DESC, id);

CREATE TABLE import_problem (
    run_id uuid NOT NULL REFERENCES import_run (id),
    seq bigint NOT NULL,
    row_no bigint NOT NULL,                  -- as a spreadsheet counts, the header being row 1
    column_name text NOT NULL,
    value text NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (run_id, seq)
);
