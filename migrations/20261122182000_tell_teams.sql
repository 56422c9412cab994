-- Mail inside the team: a team is told of what nobody has taken on, and of what is handed over to it.
ALTER TABLE notice
    DROP CONSTRAINT notice_step_check,
    ADD CONSTRAINT notice_step_check CHECK (step IN ('opened', 'reopened', 'taken_on', 'handed_over', 'answered', 'asked', 'told',
        'part_decided', 'decided', 'delivery_moved', 'delivered', 'withdrawn', 'noted')),
    -- Whose act brought it about, where somebody else is named: who accepts a proposal need not be told.
    ADD COLUMN caused_by uuid REFERENCES app_user (id);
GRANT INSERT (caused_by) ON notice TO quittance_portal, quittance_staff;

-- What a letter is: to the customer or to the seller's own people.
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check, DROP CONSTRAINT outbox_notice_has_a_reader;
SET LOCAL ROLE quittance_worker;
UPDATE outbox SET kind = 'late' WHERE dedupe LIKE 'late:%';
UPDATE outbox o SET kind = 'team' FROM app_user u WHERE o.kind = 'notice' AND u.id = o.user_id AND u.kind = 'staff';
RESET ROLE;
ALTER TABLE outbox
    ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('reminder', 'notice', 'team', 'late')),
    ADD CONSTRAINT outbox_notice_has_a_reader CHECK ((kind IN ('notice', 'team')) = (notice_id IS NOT NULL)
        AND (kind IN ('notice', 'team')) = (conversation_id IS NOT NULL) AND (kind IN ('notice', 'team')) = (user_id IS NOT NULL));
CREATE INDEX outbox_of_kind ON outbox (entity_id, kind, created_at DESC, id DESC);
