-- What is promised, what is due to be said, what was decided and what was sent.

CREATE TABLE promise (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    open_item_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    arrived_minor bigint NOT NULL DEFAULT 0, -- what has come in on the item since
    currency char(3) NOT NULL,
    until_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'kept', 'broken', 'withdrawn')),
    made_by uuid NOT NULL REFERENCES app_user (id),
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    UNIQUE (account_id, id),
    FOREIGN KEY (account_id, open_item_id) REFERENCES open_item (account_id, id)
);
CREATE UNIQUE INDEX promise_is_one_at_a_time ON promise (account_id, open_item_id) WHERE state = 'open';
CREATE INDEX promise_of_item ON promise (account_id, open_item_id, made_at);
CREATE INDEX promise_open_by_day ON promise (until_on) WHERE state = 'open';

-- The due-work table: the days on which something may have to be said about an open item. Laid down
-- when the item appears, so that a missed day is caught up and never lost.
CREATE TABLE reminder_step (
    account_id uuid NOT NULL,
    open_item_id uuid NOT NULL,
    step_days integer NOT NULL,              -- relative to the due date
    planned_on date NOT NULL,
    decided_at timestamptz,
    PRIMARY KEY (account_id, open_item_id, step_days),
    FOREIGN KEY (account_id, open_item_id) REFERENCES open_item (account_id, id)
);
CREATE INDEX reminder_step_due ON reminder_step (planned_on, account_id) WHERE decided_at IS NULL;

-- One contact with the customer.
CREATE TABLE touch (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('reminder')),
    channel text NOT NULL CHECK (channel IN ('mail')),
    contact_id uuid NOT NULL,
    recipient text NOT NULL,
    day date NOT NULL,
    outbox_id uuid NOT NULL REFERENCES outbox (id),
    at timestamptz NOT NULL,
    UNIQUE (account_id, id),
    CONSTRAINT touch_is_one_per_account_and_day UNIQUE (account_id, kind, day),
    FOREIGN KEY (account_id, contact_id) REFERENCES contact (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);

-- Why something was said, or was not: the facts, the verdict and its reason.
CREATE TABLE decision (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    open_item_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    step_days integer NOT NULL,
    planned_on date NOT NULL,
    decided_on date NOT NULL,
    decided_at timestamptz NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('asked', 'silent')),
    reason text,                             -- of a silence
    amount_minor bigint,                     -- what was asked for
    currency char(3) NOT NULL,
    facts jsonb NOT NULL,
    touch_id uuid,
    CONSTRAINT decision_says_why CHECK ((verdict = 'silent') = (reason IS NOT NULL) AND (verdict = 'asked') = (amount_minor IS NOT NULL AND touch_id IS NOT NULL)),
    UNIQUE (account_id, open_item_id, step_days),
    FOREIGN KEY (account_id, open_item_id) REFERENCES open_item (account_id, id),
    FOREIGN KEY (account_id, touch_id) REFERENCES touch (account_id, id)
);
CREATE INDEX decision_of_invoice ON decision (account_id, invoice_id, decided_at);
CREATE TRIGGER decision_only_grows BEFORE UPDATE OR DELETE ON decision FOR EACH ROW EXECUTE FUNCTION refuse_change();
