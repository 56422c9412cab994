-- Conversations: what both sides write about an account, an invoice, a payment or a dispute. Of the last
-- three each has one; an account has one for each question.
CREATE TABLE conversation (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    about text NOT NULL CHECK (about IN ('account', 'invoice', 'payment', 'dispute')),
    about_id uuid NOT NULL,
    subject text NOT NULL CHECK (subject <> ''), -- as lists call it
    turn text NOT NULL CHECK (turn IN ('seller', 'buyer', 'nobody')), -- who has to answer
    began_by text NOT NULL CHECK (began_by IN ('buyer', 'seller')),
    began_at timestamptz NOT NULL,
    answered_at timestamptz,                 -- the first word of the other side
    last_by text NOT NULL CHECK (last_by IN ('buyer', 'seller')),
    last_at timestamptz NOT NULL,            -- of the last word that both sides can read
    UNIQUE (account_id, id),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id)
);
CREATE UNIQUE INDEX conversation_about_one ON conversation (account_id, about, about_id) WHERE about <> 'account';
CREATE INDEX conversation_of_account ON conversation (account_id, last_at DESC, id DESC);
-- Disputes have a queue of their own.
CREATE INDEX conversation_of_entity ON conversation (entity_id, turn, last_at, id) WHERE about <> 'dispute';
CREATE INDEX conversation_of_entity_by_time ON conversation (entity_id, last_at, id) WHERE about <> 'dispute';

-- Until when somebody has read it.
CREATE TABLE conversation_seen (
    account_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES app_user (id),
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, conversation_id, user_id),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id)
);

ALTER TABLE message
    ADD COLUMN conversation_id uuid,
    ADD COLUMN asked_id uuid REFERENCES app_user (id), -- the colleague whom a note asks
    ADD COLUMN asked text;                   -- their name then

-- What is there is about disputes. The owner of the tables sees nothing of them; the worker sees all.
GRANT SELECT, INSERT, UPDATE ON conversation, conversation_seen TO quittance_worker;
GRANT UPDATE ON message TO quittance_worker;
SET LOCAL ROLE quittance_worker;
INSERT INTO conversation (id, entity_id, account_id, about, about_id, subject, turn, began_by, began_at, answered_at, last_by, last_at)
SELECT gen_random_uuid(), d.entity_id, d.account_id, 'dispute', d.id, 'Dispute ' || d.number,
       CASE d.state WHEN 'open' THEN 'seller' WHEN 'asked' THEN 'buyer' ELSE 'nobody' END, 'buyer', d.opened_at,
       (SELECT min(m.written_at) FROM message m WHERE m.account_id = d.account_id AND m.about_id = d.id AND m.side = 'seller' AND NOT m.is_internal),
       l.side, l.written_at
FROM dispute d
CROSS JOIN LATERAL (SELECT m.side, m.written_at FROM message m WHERE m.account_id = d.account_id AND m.about_id = d.id AND NOT m.is_internal
                    ORDER BY m.written_at DESC, m.id DESC LIMIT 1) l;
UPDATE message m SET conversation_id = c.id FROM conversation c WHERE c.account_id = m.account_id AND c.about_id = m.about_id;
RESET ROLE;

DROP INDEX message_about;
ALTER TABLE message
    ALTER COLUMN conversation_id SET NOT NULL,
    DROP COLUMN about,
    DROP COLUMN about_id,
    ADD CONSTRAINT message_asks_inside CHECK (asked_id IS NULL OR is_internal),
    ADD CONSTRAINT message_asked_has_a_name CHECK ((asked_id IS NULL) = (asked IS NULL)),
    ADD UNIQUE (account_id, id),
    ADD FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id);
CREATE INDEX message_of_conversation ON message (account_id, conversation_id, written_at, id);
CREATE INDEX message_asks ON message (asked_id, written_at) WHERE asked_id IS NOT NULL;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['conversation', 'conversation_seen'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('CREATE POLICY of_account ON %I TO quittance_portal USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()))', guarded);
    END LOOP;
END $$;
CREATE POLICY of_entity ON conversation TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
CREATE POLICY of_entity ON conversation_seen TO quittance_staff USING (EXISTS (SELECT FROM account a WHERE a.id = conversation_seen.account_id)) WITH CHECK (EXISTS (SELECT FROM account a WHERE a.id = conversation_seen.account_id));

GRANT SELECT, INSERT ON conversation, conversation_seen TO quittance_portal, quittance_staff;
GRANT UPDATE (turn, answered_at, last_by, last_at) ON conversation TO quittance_portal, quittance_staff;
GRANT UPDATE (seen_at) ON conversation_seen TO quittance_portal, quittance_staff;
