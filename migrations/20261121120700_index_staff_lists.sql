-- What the lists of staff need, so that each of their orders and filters is an index scan.

-- Staff read decisions of the whole entity by day. Those who write one know its item only.
ALTER TABLE decision ADD COLUMN entity_id uuid;
CREATE FUNCTION decision_of_its_entity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.entity_id := (SELECT entity_id FROM open_item WHERE account_id = NEW.account_id AND id = NEW.open_item_id);
    RETURN NEW;
END $$;
CREATE TRIGGER decision_is_of_its_entity BEFORE INSERT ON decision
    FOR EACH ROW EXECUTE FUNCTION decision_of_its_entity();
ALTER TABLE decision DISABLE TRIGGER decision_only_grows;
UPDATE decision d SET entity_id = (SELECT o.entity_id FROM open_item o WHERE o.account_id = d.account_id AND o.id = d.open_item_id);
ALTER TABLE decision ENABLE TRIGGER decision_only_grows;
ALTER TABLE decision ALTER COLUMN entity_id SET NOT NULL;
CREATE INDEX decision_of_entity ON decision (entity_id, decided_at, id);
CREATE INDEX decision_of_entity_by_verdict ON decision (entity_id, verdict, decided_at, id);
CREATE INDEX decision_of_entity_by_reason ON decision (entity_id, reason, decided_at, id) WHERE reason IS NOT NULL;
DROP POLICY of_entity ON decision;
CREATE POLICY of_entity ON decision TO quittance_staff USING (entity_id = (SELECT app_entity())) WITH CHECK (entity_id = (SELECT app_entity()));

-- What people call a payment, as payments::reference in the backend has it, to find it by.
ALTER TABLE payment ADD COLUMN reference text COLLATE "C"
    GENERATED ALWAYS AS ('P-' || upper(right(id::text, 8))) STORED;
CREATE INDEX payment_of_entity_by_reference ON payment (entity_id, reference);
-- Most payments are settled: those that are not have an index to themselves, and those that are
-- have one by the day on which the money came.
CREATE INDEX payment_not_settled_of_entity ON payment (entity_id, created_at, id) WHERE state <> 'settled';
CREATE INDEX payment_received_of_entity ON payment (entity_id, settled_on, id) WHERE state = 'settled';

CREATE INDEX promise_of_entity ON promise (entity_id, state, until_on, id);
CREATE INDEX outbox_unsent_of_entity ON outbox (entity_id, created_at, id) WHERE state <> 'sent';
CREATE INDEX webhook_inbox_by_state ON webhook_inbox (state, received_at, id);
CREATE INDEX webhook_inbox_by_object ON webhook_inbox (provider, object_ref, received_at);

-- Sales of a period, for days sales outstanding.
CREATE INDEX invoice_billed_of_entity ON invoice (entity_id, currency, issued_on) INCLUDE (total_minor);
-- Accounts with credit.
CREATE INDEX account_credit_of_entity ON account_balance (entity_id, currency, credit_minor DESC, account_id)
    WHERE credit_minor > 0;

-- What is on its way of an open item, after what is disputed of it: the second subtraction of
-- domain/src/collectable.rs. The rest that is neither collectable nor on its way is on hold.
CREATE FUNCTION moving_minor(open_minor bigint, disputed_minor bigint, in_flight_minor bigint)
RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN least(in_flight_minor, greatest(0, open_minor - disputed_minor));
