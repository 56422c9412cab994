-- `--entity nordhaven` has to mean one company.
CREATE UNIQUE INDEX entity_short_name_is_unique ON entity (lower(short_name));
