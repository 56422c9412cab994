-- The sandbox provider: a payment provider of our own, for demonstrations and tests. It keeps its
-- own books in a schema of its own, as a provider elsewhere would, and tells us by webhooks. Nothing
-- else may read these tables.
CREATE SCHEMA sandbox;
GRANT USAGE ON SCHEMA sandbox TO quittance_worker;

CREATE TABLE sandbox.payment (
    ref text PRIMARY KEY,
    create_key text NOT NULL UNIQUE,         -- the Idempotency-Key of its creation
    confirm_key text,
    metadata_payment_id text NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    instrument text NOT NULL,
    status text NOT NULL,
    reason text,
    created_at timestamptz NOT NULL,
    settles_on date
);
CREATE TABLE sandbox.plan (                  -- what will happen to a payment, and when
    ref text NOT NULL REFERENCES sandbox.payment (ref),
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    status text NOT NULL,
    reason text,
    done boolean NOT NULL DEFAULT false,
    PRIMARY KEY (ref, seq)
);
CREATE INDEX sandbox_plan_due ON sandbox.plan (at) WHERE NOT done;

CREATE TABLE sandbox.event (
    id text PRIMARY KEY,
    ref text NOT NULL REFERENCES sandbox.payment (ref),
    kind text NOT NULL,
    created_at timestamptz NOT NULL,
    deliver_at timestamptz NOT NULL,
    deliveries_left integer NOT NULL DEFAULT 1,
    attempts integer NOT NULL DEFAULT 0,
    delivered_at timestamptz
);
CREATE INDEX sandbox_event_due ON sandbox.event (deliver_at) WHERE deliveries_left > 0;

-- How badly it behaves: late by so many seconds, so many copies, in shuffled order, or not answering.
CREATE TABLE sandbox.behaviour (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    late_seconds integer NOT NULL DEFAULT 0 CHECK (late_seconds BETWEEN 0 AND 864000),
    copies integer NOT NULL DEFAULT 1 CHECK (copies BETWEEN 0 AND 5),
    shuffled boolean NOT NULL DEFAULT false,
    silent_on_confirm boolean NOT NULL DEFAULT false
);
INSERT INTO sandbox.behaviour DEFAULT VALUES;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA sandbox TO quittance_worker;
