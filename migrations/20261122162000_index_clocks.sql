-- The queue of all states by their clocks.
CREATE INDEX dispute_of_entity_by_clock ON dispute (entity_id, due_at, id);
