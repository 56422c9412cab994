//! Everything that happens without anyone asking.
