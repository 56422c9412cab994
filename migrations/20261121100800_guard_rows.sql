-- Who may touch which rows. Tables that belong to an account are guarded twice: the program asks by
-- account, and these policies hold even where it forgets. `(SELECT …)` is evaluated once per query.
-- FORCE makes them bind the owner, too.

-- Tables with both an entity and an account.
DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['invoice', 'open_item', 'credit_note', 'account_balance', 'payment',
        'ledger_entry', 'ledger_line', 'promise', 'outbox', 'touch']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_account ON %I TO quittance_portal USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()))', guarded);
        EXECUTE format('CREATE POLICY of_entity ON %I TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()))', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
    END LOOP;
    -- Children that carry the account only: staff see them where they see the account, which the
    -- policies of `account` decide.
    FOREACH guarded IN ARRAY ARRAY['contact', 'buyer_membership', 'invoice_line', 'invoice_tax', 'payment_part',
        'payment_event', 'allocation', 'reminder_step', 'decision']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_account ON %I TO quittance_portal USING (account_id = (SELECT app_account())) WITH CHECK (account_id = (SELECT app_account()))', guarded);
        EXECUTE format('CREATE POLICY of_entity ON %1$I TO quittance_staff USING (EXISTS (SELECT FROM account a WHERE a.id = %1$I.account_id)) WITH CHECK (EXISTS (SELECT FROM account a WHERE a.id = %1$I.account_id))', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
    END LOOP;
    FOREACH guarded IN ARRAY ARRAY['entity', 'account', 'event', 'app_user', 'staff_membership', 'import_mapping', 'import_run']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY of_all ON %I TO quittance_worker USING (true) WITH CHECK (true)', guarded);
    END LOOP;
END $$;

CREATE POLICY of_entity ON entity TO quittance_portal, quittance_staff USING (id = (SELECT app_entity()));
CREATE POLICY at_the_gate ON entity TO quittance_gate USING (true);

CREATE POLICY of_account ON account TO quittance_portal USING (id = (SELECT app_account()));
CREATE POLICY of_entity ON account TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
CREATE POLICY at_the_gate ON account TO quittance_gate USING (true);

CREATE POLICY of_account ON event TO quittance_portal USING (account_id = (SELECT app_account()) AND for_buyer) WITH CHECK (account_id = (SELECT app_account()));
CREATE POLICY of_entity ON event TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
CREATE POLICY at_the_gate ON event TO quittance_gate USING (true) WITH CHECK (true);

-- Names of people: the account's own users, and of the staff side whoever works for the entity or
-- belongs to one of its accounts.
CREATE POLICY of_account ON app_user TO quittance_portal
    USING (EXISTS (SELECT FROM buyer_membership m WHERE m.account_id = (SELECT app_account()) AND m.user_id = app_user.id));
CREATE POLICY of_entity ON app_user TO quittance_staff
    USING (EXISTS (SELECT FROM staff_membership m WHERE m.entity_id = (SELECT app_entity()) AND m.user_id = app_user.id)
        OR EXISTS (SELECT FROM buyer_membership m WHERE m.user_id = app_user.id));
CREATE POLICY at_the_gate ON app_user TO quittance_gate USING (true) WITH CHECK (true);
CREATE POLICY at_the_gate ON buyer_membership TO quittance_gate USING (true) WITH CHECK (true);
CREATE POLICY at_the_gate ON staff_membership TO quittance_gate USING (true) WITH CHECK (true);
CREATE POLICY of_entity ON staff_membership TO quittance_staff USING (entity_id = (SELECT app_entity()));
CREATE POLICY of_entity ON import_mapping TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
CREATE POLICY of_entity ON import_run TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));
ALTER TABLE import_problem ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_problem FORCE ROW LEVEL SECURITY;
CREATE POLICY of_all ON import_problem TO quittance_worker USING (true) WITH CHECK (true);
CREATE POLICY of_run ON import_problem TO quittance_staff USING (EXISTS (SELECT FROM import_run r WHERE r.id = import_problem.run_id));

-- The gate: who is there, and nothing of what they owe.
GRANT SELECT (id, name, short_name, time_zone) ON entity TO quittance_gate;
GRANT SELECT (id, entity_id, number, name) ON account TO quittance_gate;
GRANT SELECT, INSERT, UPDATE ON app_user TO quittance_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON buyer_membership, staff_membership TO quittance_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, throttle TO quittance_gate;
GRANT SELECT ON demo_clock TO quittance_gate;
GRANT INSERT ON event, job TO quittance_gate;

-- The portal: reads its account, pays and promises.
GRANT SELECT ON entity, account, contact, buyer_membership, invoice, invoice_line, invoice_tax, open_item, credit_note,
    account_balance, payment, payment_part, payment_event, allocation, ledger_entry, ledger_line, promise, touch, decision, event, reminder_step
    TO quittance_portal;
GRANT SELECT (id, name, email) ON app_user TO quittance_portal;
GRANT INSERT ON payment, payment_part, payment_event, promise, event, job TO quittance_portal;
GRANT UPDATE ON payment, promise TO quittance_portal;
GRANT UPDATE (in_flight_minor, promised_minor, promised_until) ON open_item TO quittance_portal;
GRANT INSERT, UPDATE ON account_balance TO quittance_portal; -- by the trigger that carries holds

-- Staff: read their entity; what they change goes through jobs and imports.
GRANT SELECT ON entity, account, contact, buyer_membership, staff_membership, invoice, invoice_line, invoice_tax, open_item, credit_note,
    account_balance, payment, payment_part, payment_event, allocation, ledger_entry, ledger_line, promise, reminder_step, touch, decision,
    event, outbox, import_mapping, import_run, import_problem TO quittance_staff;
GRANT SELECT (id, kind, name, email, disabled_at) ON app_user TO quittance_staff;
GRANT INSERT ON event, job TO quittance_staff;
GRANT INSERT, UPDATE ON import_mapping, import_run TO quittance_staff;
GRANT SELECT ON webhook_inbox, job TO quittance_staff;

-- The worker: everything that jobs do. The ledger and the logs only grow.
GRANT SELECT, INSERT, UPDATE ON entity, account, contact, app_user, buyer_membership, staff_membership, invoice, invoice_line, invoice_tax, open_item, credit_note,
    account_balance, payment, payment_part, promise, reminder_step, touch, outbox, import_mapping, import_run, job, timer, webhook_inbox, demo_clock
    TO quittance_worker;
GRANT SELECT, INSERT ON payment_event, allocation, ledger_entry, ledger_line, decision, event, import_problem TO quittance_worker;
GRANT DELETE ON job, invoice_line, invoice_tax, session, throttle TO quittance_worker;
GRANT SELECT ON session, throttle TO quittance_worker;
