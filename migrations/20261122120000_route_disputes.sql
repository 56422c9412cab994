-- Who looks after a dispute, and by when: teams, the rules that lead to them, and a clock that runs in
-- the hours in which the seller works.

CREATE TABLE team (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL REFERENCES entity (id),
    name text NOT NULL CHECK (name <> ''),
    is_active boolean NOT NULL DEFAULT true, -- one that was removed keeps the name of what it had
    UNIQUE (entity_id, id)
);
CREATE UNIQUE INDEX team_name_is_unique ON team (entity_id, lower(name)) WHERE is_active;

CREATE TABLE team_member (
    entity_id uuid NOT NULL,
    team_id uuid NOT NULL,
    user_id uuid NOT NULL,
    is_lead boolean NOT NULL DEFAULT false,  -- is told of what is late
    PRIMARY KEY (team_id, user_id),
    FOREIGN KEY (entity_id, team_id) REFERENCES team (entity_id, id),
    CONSTRAINT team_member_is_staff FOREIGN KEY (user_id, entity_id)
        REFERENCES staff_membership (user_id, entity_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX team_has_one_lead ON team_member (team_id) WHERE is_lead;
CREATE INDEX team_member_by_user ON team_member (user_id);

-- How an entity looks after disputes: one row each. Whoever changes anything of it locks this row, and
-- says which version their page showed.
CREATE TABLE dispute_desk (
    entity_id uuid PRIMARY KEY REFERENCES entity (id),
    rest_team_id uuid NOT NULL,              -- takes what no rule fits: so nothing is nobody's
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT dispute_desk_rests_on_its_team FOREIGN KEY (entity_id, rest_team_id) REFERENCES team (entity_id, id)
);

-- The first rule that fits says who looks after a dispute. What is empty fits everything.
CREATE TABLE routing_rule (
    id uuid PRIMARY KEY,
    entity_id uuid NOT NULL,
    position integer NOT NULL CHECK (position > 0),
    reason_code text,
    account_id uuid,
    from_minor bigint CHECK (from_minor > 0),
    currency text CHECK (length(currency) = 3),
    team_id uuid NOT NULL,
    person_id uuid,                          -- of the team; whoever leaves it leaves it to the team
    person_name text,                        -- their name then: buyers do not see the seller's people
    is_high boolean NOT NULL DEFAULT false,
    CONSTRAINT routing_rule_amount_has_a_currency CHECK ((from_minor IS NULL) = (currency IS NULL)),
    FOREIGN KEY (entity_id, reason_code) REFERENCES dispute_reason (entity_id, code),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (entity_id, team_id) REFERENCES team (entity_id, id),
    CONSTRAINT routing_rule_person_is_a_member FOREIGN KEY (team_id, person_id)
        REFERENCES team_member (team_id, user_id) ON DELETE SET NULL (person_id)
);
CREATE INDEX routing_rule_of_entity ON routing_rule (entity_id, position, id);

-- How long the first answer and the decision may take, in hours in which the seller works.
CREATE TABLE dispute_target (
    entity_id uuid NOT NULL,
    reason_code text NOT NULL,
    priority text NOT NULL CHECK (priority IN ('normal', 'high')),
    respond_hours integer NOT NULL,
    resolve_hours integer NOT NULL,
    PRIMARY KEY (entity_id, reason_code, priority),
    CONSTRAINT dispute_target_is_in_order CHECK (respond_hours >= 1 AND resolve_hours >= respond_hours AND resolve_hours <= 1000),
    FOREIGN KEY (entity_id, reason_code) REFERENCES dispute_reason (entity_id, code)
);

-- The days of the week on which the seller works, and from when until when in the entity's time zone.
CREATE TABLE opening_hours (
    entity_id uuid NOT NULL REFERENCES entity (id),
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- Monday is 1, as in ISO 8601
    opens time NOT NULL,
    closes time NOT NULL,
    PRIMARY KEY (entity_id, weekday),
    CONSTRAINT opening_hours_close_after_they_open CHECK (opens < closes)
);

CREATE TABLE holiday (
    entity_id uuid NOT NULL REFERENCES entity (id),
    day date NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    PRIMARY KEY (entity_id, day)
);

-- A reason that is in use is not taken away, it is no longer offered.
ALTER TABLE dispute_reason ADD COLUMN is_active boolean NOT NULL DEFAULT true;

ALTER TABLE dispute
    ADD COLUMN team_id uuid,
    ADD COLUMN hands bigint NOT NULL DEFAULT 1,          -- counts through whose hands it went
    ADD COLUMN priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('normal', 'high')),
    ADD COLUMN clock_from timestamptz,                   -- when both clocks began to run
    ADD COLUMN respond_by timestamptz,
    ADD COLUMN resolve_by timestamptz,
    ADD COLUMN responded_at timestamptz,                 -- the seller's first word or decision
    ADD COLUMN asked_at timestamptz,                     -- since when the decision waits for the buyer
    ADD COLUMN waited_seconds bigint NOT NULL DEFAULT 0 CHECK (waited_seconds >= 0), -- for the buyer, of the seller's hours
    ADD CONSTRAINT dispute_team_is_of_the_entity FOREIGN KEY (entity_id, team_id) REFERENCES team (entity_id, id);

-- What was late, and that the seller's own people were told: once for each run of a clock. Buyers are
-- not shown it.
CREATE TABLE dispute_escalation (
    entity_id uuid NOT NULL,
    account_id uuid NOT NULL,
    dispute_id uuid NOT NULL,
    what text NOT NULL CHECK (what IN ('response', 'resolution')),
    clock_from timestamptz NOT NULL,
    due_at timestamptz NOT NULL,             -- by when it should have been
    escalated_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, dispute_id, what, clock_from),
    FOREIGN KEY (entity_id, account_id) REFERENCES account (entity_id, id),
    FOREIGN KEY (account_id, dispute_id) REFERENCES dispute (account_id, id)
);

-- A new entity begins with these, and a new reason with its targets.
CREATE FUNCTION give_dispute_desk() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rest uuid := gen_random_uuid();
BEGIN
    INSERT INTO team (id, entity_id, name) VALUES (rest, NEW.id, 'Receivables');
    INSERT INTO dispute_desk (entity_id, rest_team_id) VALUES (NEW.id, rest);
    INSERT INTO opening_hours (entity_id, weekday, opens, closes)
    SELECT NEW.id, weekday, '09:00', '17:00' FROM generate_series(1, 5) AS weekday;
    RETURN NULL;
END $$;
CREATE TRIGGER entity_has_a_dispute_desk AFTER INSERT ON entity
    FOR EACH ROW EXECUTE FUNCTION give_dispute_desk();
CREATE FUNCTION give_dispute_targets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO dispute_target (entity_id, reason_code, priority, respond_hours, resolve_hours) VALUES
        (NEW.entity_id, NEW.code, 'normal', 8, 40),
        (NEW.entity_id, NEW.code, 'high', 4, 16);
    RETURN NULL;
END $$;
CREATE TRIGGER dispute_reason_has_targets AFTER INSERT ON dispute_reason
    FOR EACH ROW EXECUTE FUNCTION give_dispute_targets();

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['team', 'dispute_desk', 'dispute_target', 'opening_hours', 'holiday'] LOOP
        EXECUTE format('CREATE POLICY of_entity ON %I TO quittance_portal, quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()))', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['team_member', 'routing_rule', 'dispute_escalation'] LOOP
        EXECUTE format('CREATE POLICY of_entity ON %I TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()))', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['team', 'team_member', 'dispute_desk', 'routing_rule', 'dispute_target', 'opening_hours', 'holiday',
        'dispute_escalation']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
        EXECUTE format('GRANT SELECT ON %I TO quittance_staff, quittance_worker', guarded);
        EXECUTE format('GRANT INSERT ON %I TO quittance_worker', guarded);
    END LOOP;
END $$;
-- A buyer's dispute finds its team without seeing who works there, and without the rules of others.
CREATE POLICY of_account ON routing_rule FOR SELECT TO quittance_portal
    USING (entity_id = (SELECT app_entity()) AND (account_id IS NULL OR account_id = (SELECT app_account())));
-- Whoever is shut out leaves their teams, of all entities.
CREATE POLICY at_the_gate ON team_member TO quittance_gate USING (true);

GRANT SELECT (id, entity_id, name, is_active) ON team TO quittance_portal;
GRANT SELECT (entity_id, rest_team_id) ON dispute_desk TO quittance_portal;
GRANT SELECT ON routing_rule, dispute_target, opening_hours, holiday TO quittance_portal;
-- What waited for the buyer goes on; what is opened again begins again, with the team that takes the rest
-- where its own is gone.
GRANT UPDATE (team_id, clock_from, respond_by, resolve_by, responded_at, asked_at, waited_seconds) ON dispute TO quittance_portal;
REVOKE INSERT ON dispute FROM quittance_portal;
GRANT INSERT (id, entity_id, account_id, number, currency, reason_code, state, disputed_minor, opened_by, opened_on,
    opened_at, owner_id, owner_name, team_id, priority, clock_from, respond_by, resolve_by) ON dispute TO quittance_portal;
GRANT SELECT (team_id, user_id), DELETE ON team_member TO quittance_gate;

GRANT UPDATE (team_id, hands, priority, respond_by, resolve_by, responded_at, asked_at, waited_seconds) ON dispute TO quittance_staff;
GRANT INSERT, UPDATE (name, is_active) ON team TO quittance_staff;
GRANT INSERT, DELETE, UPDATE (is_lead) ON team_member TO quittance_staff;
GRANT UPDATE (rest_team_id, version) ON dispute_desk TO quittance_staff;
GRANT INSERT, DELETE, UPDATE (position) ON routing_rule TO quittance_staff;
GRANT INSERT, UPDATE (respond_hours, resolve_hours) ON dispute_target TO quittance_staff;
GRANT INSERT, DELETE, UPDATE (opens, closes) ON opening_hours TO quittance_staff;
GRANT INSERT, DELETE ON holiday TO quittance_staff;
GRANT INSERT, UPDATE (label, position, is_active) ON dispute_reason TO quittance_staff;

-- The entities and disputes that are there already. The owner of the tables is under row-level security,
-- too, and sees nothing; the worker sees all. Their clocks are set in days, generously: how long their
-- sellers worked since is not known here.
SET LOCAL ROLE quittance_worker;
INSERT INTO team (id, entity_id, name) SELECT gen_random_uuid(), id, 'Receivables' FROM entity;
INSERT INTO dispute_desk (entity_id, rest_team_id) SELECT entity_id, id FROM team;
INSERT INTO opening_hours (entity_id, weekday, opens, closes)
SELECT e.id, weekday, '09:00', '17:00' FROM entity e CROSS JOIN generate_series(1, 5) AS weekday;
INSERT INTO dispute_target (entity_id, reason_code, priority, respond_hours, resolve_hours)
SELECT r.entity_id, r.code, t.priority, t.respond_hours, t.resolve_hours
FROM dispute_reason r CROSS JOIN (VALUES ('normal', 8, 40), ('high', 4, 16)) AS t (priority, respond_hours, resolve_hours);
UPDATE dispute d SET
    team_id = k.rest_team_id,
    clock_from = d.opened_at,
    respond_by = d.opened_at + interval '7 days',
    resolve_by = d.opened_at + interval '14 days',
    responded_at = (SELECT min(m.written_at) FROM conversation c
                    JOIN message m ON m.account_id = c.account_id AND m.conversation_id = c.id
                    WHERE c.account_id = d.account_id AND c.about = 'dispute' AND c.about_id = d.id
                      AND m.side = 'seller' AND NOT m.is_internal),
    asked_at = CASE WHEN d.state = 'asked' THEN (
                    SELECT max(v.at) FROM event v WHERE v.subject_id = d.id AND v.name = 'dispute.asked') END
FROM dispute_desk k WHERE k.entity_id = d.entity_id;
RESET ROLE;

ALTER TABLE dispute
    ALTER COLUMN team_id SET NOT NULL,
    ALTER COLUMN clock_from SET NOT NULL,
    ALTER COLUMN respond_by SET NOT NULL,
    ALTER COLUMN resolve_by SET NOT NULL,
    -- What has to be done next has to be done by then.
    ADD COLUMN due_at timestamptz NOT NULL GENERATED ALWAYS AS (
        CASE WHEN responded_at IS NULL THEN least(respond_by, resolve_by) ELSE resolve_by END) STORED;
CREATE INDEX dispute_by_clock ON dispute (entity_id, state, due_at, id);
CREATE INDEX dispute_late ON dispute (due_at) WHERE state = 'open';
