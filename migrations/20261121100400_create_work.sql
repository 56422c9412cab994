-- What happened, what is to be done, what goes out and what comes in.

-- Every change of state: who, when, what. Written in the transaction of the change.
CREATE TABLE event (
    id uuid PRIMARY KEY,
    entity_id uuid,
    account_id uuid,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('buyer', 'staff', 'system')),
    actor_id uuid,
    actor_name text NOT NULL,
    name text NOT NULL,                      -- e.g. promise.made
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    text text NOT NULL,                      -- one sentence for people
    data jsonb NOT NULL DEFAULT '{}',
    for_buyer boolean NOT NULL               -- whether the account's users read it
);
CREATE INDEX event_of_account ON event (account_id, at DESC, id DESC);
CREATE INDEX event_of_subject ON event (subject_id, at DESC, id DESC);
CREATE INDEX event_of_entity ON event (entity_id, at DESC, id DESC);
CREATE TRIGGER event_only_grows BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The queue. A job's payload is ids; it is claimed with a lease on the database's clock and a fence,
-- so that a worker that was thought dead can write nothing.
CREATE TABLE job (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    run_at timestamptz NOT NULL,             -- business time
    state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'done', 'dead')),
    dedupe text,                             -- at most one ready job of a key
    lease_until timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL,
    done_at timestamptz
);
CREATE INDEX job_ready ON job (run_at, id) WHERE state = 'ready';
CREATE UNIQUE INDEX job_once ON job (dedupe) WHERE state = 'ready' AND dedupe IS NOT NULL;
CREATE INDEX job_dead ON job (created_at) WHERE state = 'dead';

-- The timers: one row each, claimed like a job.
CREATE TABLE timer (
    name text PRIMARY KEY,
    next_at timestamptz NOT NULL,
    lease_until timestamptz
);

-- Messages that are to leave the house. The dedupe key says what may not be said twice.
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    topic text NOT NULL CHECK (topic IN ('mail')),
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    sequence bigint NOT NULL,                -- order within the account
    dedupe text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body_text text NOT NULL,
    body_html text NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    CONSTRAINT outbox_says_nothing_twice UNIQUE (account_id, dedupe),
    UNIQUE (account_id, sequence),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE INDEX outbox_of_entity ON outbox (entity_id, created_at DESC, id DESC);

-- Webhooks as they came: raw bytes, stored once by the provider's event id, worked on later.
CREATE TABLE webhook_inbox (
    id uuid PRIMARY KEY,
    provider text NOT NULL,
    event_id text NOT NULL,
    kind text NOT NULL,
    object_ref text,
    raw bytea NOT NULL,
    received_at timestamptz NOT NULL,
    deliveries integer NOT NULL DEFAULT 1,   -- how often it came
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'applied', 'ignored', 'dead')),
    note text NOT NULL DEFAULT '',
    applied_at timestamptz,
    CONSTRAINT webhook_inbox_is_stored_once UNIQUE (provider, event_id)
);
CREATE INDEX webhook_inbox_by_time ON webhook_inbox (received_at DESC, id DESC);

-- A demonstration's clock: real time plus an offset; while a target is set, work is done day by day
-- until it is reached.
CREATE TABLE demo_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    offset_seconds bigint NOT NULL DEFAULT 0,
    target_at timestamptz
);
INSERT INTO demo_clock DEFAULT VALUES;
