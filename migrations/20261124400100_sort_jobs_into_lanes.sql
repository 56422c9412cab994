-- What takes minutes, and what comes in thousands after an import, has workers of its own, so that mail and
-- payments wait for neither. Each worker finds its next job by one index, however many wait in other lanes.
ALTER TABLE job ADD COLUMN lane text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN kind IN ('import', 'make_bundle', 'print') THEN 'long'
         WHEN kind IN ('address', 'dispatch') THEN 'many'
         ELSE 'quick' END) STORED;
CREATE INDEX job_ready_in_lane ON job (lane, run_at, id) WHERE state = 'ready';
DROP INDEX job_ready;
