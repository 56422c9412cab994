-- What a run tells while it works and afterwards: how far into the file it is, and how many problems
-- there were beyond those that are kept. A problem may only be a note: money whose invoice nobody
-- knows is taken in all the same.
ALTER TABLE import_run
    ADD COLUMN file_bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN bytes_done bigint NOT NULL DEFAULT 0,
    ADD COLUMN problems bigint NOT NULL DEFAULT 0,      -- all that were found, kept or not
    ADD CONSTRAINT import_run_is_within_its_file CHECK (bytes_done BETWEEN 0 AND file_bytes);
ALTER TABLE import_problem ADD COLUMN refuses boolean NOT NULL DEFAULT true;

-- A run that is picked up again after a crash starts over, and so does its list of problems.
GRANT DELETE ON import_problem TO quittance_worker;
