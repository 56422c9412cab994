-- Disputes about the same thing: one goes on in another, or the two are known to belong together.
ALTER TABLE dispute
    DROP CONSTRAINT dispute_state_check,
    ADD CONSTRAINT dispute_state_check CHECK (state IN ('open', 'asked', 'decided', 'withdrawn', 'merged')),
    DROP CONSTRAINT dispute_ends_when_it_ends,
    ADD CONSTRAINT dispute_ends_when_it_ends CHECK ((state IN ('decided', 'withdrawn', 'merged')) = (ended_at IS NOT NULL)),
    ADD COLUMN merged_into uuid,             -- the dispute in which it goes on
    ADD FOREIGN KEY (account_id, merged_into) REFERENCES dispute (account_id, id),
    ADD CONSTRAINT dispute_goes_on_elsewhere CHECK ((state = 'merged') = (merged_into IS NOT NULL) AND merged_into <> id);
CREATE INDEX dispute_merged_into ON dispute (account_id, merged_into) WHERE merged_into IS NOT NULL;

-- Two disputes of an account that staff look at together. The lesser id comes first.
CREATE TABLE dispute_link (
    account_id uuid NOT NULL,
    one_id uuid NOT NULL,
    other_id uuid NOT NULL,
    linked_by uuid NOT NULL REFERENCES app_user (id),
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, one_id, other_id),
    CONSTRAINT dispute_link_is_of_two CHECK (one_id < other_id),
    FOREIGN KEY (account_id, one_id) REFERENCES dispute (account_id, id),
    FOREIGN KEY (account_id, other_id) REFERENCES dispute (account_id, id)
);
CREATE INDEX dispute_link_of_other ON dispute_link (account_id, other_id);

ALTER TABLE dispute_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE dispute_link FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON dispute_link TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_entity ON dispute_link TO quittance_staff USING (EXISTS (SELECT FROM account a WHERE a.id = dispute_link.account_id)) WITH CHECK (EXISTS (SELECT FROM account a WHERE a.id = dispute_link.account_id));
GRANT SELECT, INSERT ON dispute_link TO quittance_staff;
GRANT SELECT, INSERT ON dispute_link TO quittance_worker;
