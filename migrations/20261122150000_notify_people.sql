-- Notices by mail, and replies by mail.

-- Of what somebody wants mail: of all that concerns them, of what waits for them, of nothing.
ALTER TABLE app_user ADD COLUMN notices text NOT NULL DEFAULT 'all' CHECK (notices IN ('all', 'waiting', 'none'));
GRANT SELECT (notices) ON app_user TO quittance_portal, quittance_staff;

-- What people are to be told of: one step of a dispute, or something that was written. Written in the
-- transaction of the change, with the amounts of that moment. To whom it goes is found out by the
-- worker: whoever writes must not read the other side's addresses.
CREATE TABLE notice (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid,                         -- what was written; none where somebody only did something
    step text NOT NULL CHECK (step IN ('opened', 'reopened', 'taken_on', 'answered', 'asked', 'told', 'part_decided', 'decided', 'withdrawn', 'noted')),
    by_id uuid NOT NULL REFERENCES app_user (id),
    by_name text NOT NULL,
    at timestamptz NOT NULL,
    currency text CHECK (length(currency) = 3), -- of the amounts; none where it is about no dispute
    disputed_minor bigint NOT NULL DEFAULT 0,
    off_minor bigint NOT NULL DEFAULT 0,
    undecided_minor bigint NOT NULL DEFAULT 0,
    written_at timestamptz,                  -- when its letters were
    UNIQUE (account_id, id),
    CONSTRAINT notice_of_a_message_is_one UNIQUE (account_id, message_id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id),
    FOREIGN KEY (account_id, message_id) REFERENCES message (account_id, id)
);
CREATE INDEX notice_of_conversation ON notice (account_id, conversation_id, at, id);

-- A letter that is a notice says whose it is and in which conversation: what comes back to its reply
-- address belongs there, and is theirs.
ALTER TABLE outbox
    ADD COLUMN kind text NOT NULL DEFAULT 'reminder' CHECK (kind IN ('reminder', 'notice')),
    ADD COLUMN notice_id uuid,
    ADD COLUMN conversation_id uuid,
    ADD COLUMN user_id uuid REFERENCES app_user (id),
    ADD COLUMN reply_to text,                -- signed; none where no mail comes in
    ADD COLUMN follows_id uuid,              -- the letter before it to the same person in the same conversation
    ADD CONSTRAINT outbox_notice_has_a_reader CHECK ((kind = 'notice') = (notice_id IS NOT NULL)
        AND (kind = 'notice') = (conversation_id IS NOT NULL) AND (kind = 'notice') = (user_id IS NOT NULL)),
    ADD FOREIGN KEY (account_id, notice_id) REFERENCES notice (account_id, id),
    ADD FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id);
CREATE INDEX outbox_of_conversation ON outbox (account_id, conversation_id, user_id, sequence) WHERE conversation_id IS NOT NULL;

-- Mail as it came: raw bytes, stored once by its Message-ID and the address that it came to, worked on
-- later. Its id becomes the message's, so however often it is worked on, it is written down once.
CREATE TABLE inbound_mail (
    id uuid PRIMARY KEY,
    message_id text NOT NULL,                -- the mail's own; a hash of it where it has none
    recipient text NOT NULL,
    raw bytea NOT NULL,
    received_at timestamptz NOT NULL,
    deliveries integer NOT NULL DEFAULT 1,   -- how often it came
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'posted', 'refused', 'dropped', 'dead')),
    reason text,                             -- why it was refused or dropped
    note text NOT NULL DEFAULT '',
    sender text NOT NULL DEFAULT '',
    subject text NOT NULL DEFAULT '',
    entity_id uuid,                          -- these four by its reply address, once that is checked
    account_id uuid,
    conversation_id uuid,
    user_id uuid REFERENCES app_user (id),
    worked_at timestamptz,
    CONSTRAINT inbound_mail_is_stored_once UNIQUE (message_id, recipient),
    CONSTRAINT inbound_mail_belongs_or_not CHECK ((entity_id IS NULL) = (account_id IS NULL)
        AND (entity_id IS NULL) = (conversation_id IS NULL) AND (entity_id IS NULL) = (user_id IS NULL)),
    CONSTRAINT inbound_mail_says_why_not CHECK ((state IN ('refused', 'dropped')) = (reason IS NOT NULL)),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id)
);
CREATE INDEX inbound_mail_by_time ON inbound_mail (received_at DESC, id DESC);
CREATE INDEX inbound_mail_by_state ON inbound_mail (state, received_at DESC, id DESC);
CREATE INDEX inbound_mail_of_conversation ON inbound_mail (account_id, conversation_id, user_id, received_at) WHERE account_id IS NOT NULL;

-- What came by mail, and what stood below it there: what was quoted, and the signature.
CREATE TABLE message_mail (
    account_id uuid NOT NULL,
    message_id uuid NOT NULL,
    quoted text NOT NULL,
    PRIMARY KEY (account_id, message_id),
    FOREIGN KEY (account_id, message_id) REFERENCES message (account_id, id)
);

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['notice', 'inbound_mail', 'message_mail'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
    END LOOP;
END $$;
CREATE POLICY of_account ON notice TO quittance_portal USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()));
CREATE POLICY of_entity ON notice TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
-- Mail that nobody could place is anybody's of the seller to look into.
CREATE POLICY of_entity ON inbound_mail TO quittance_staff
    USING (entity_id IS NULL OR entity_id = (SELECT app_entity())) WITH CHECK (entity_id IS NULL OR entity_id = (SELECT app_entity()));
-- Whoever may read a message may read what stood below it.
CREATE POLICY of_message ON message_mail FOR SELECT TO quittance_portal, quittance_staff
    USING (EXISTS (SELECT FROM message m WHERE m.account_id = message_mail.account_id AND m.id = message_mail.message_id));

GRANT INSERT (id, entity_id, account_id, conversation_id, message_id, step, by_id, by_name, at, currency, disputed_minor, off_minor, undecided_minor)
    ON notice TO quittance_portal, quittance_staff;
GRANT SELECT, INSERT, UPDATE ON notice, inbound_mail TO quittance_worker;
GRANT SELECT, INSERT ON message_mail TO quittance_worker;
GRANT SELECT ON message_mail TO quittance_portal, quittance_staff;
GRANT SELECT ON inbound_mail TO quittance_staff;
GRANT UPDATE (state, note, worked_at) ON inbound_mail TO quittance_staff; -- to let it be tried again
