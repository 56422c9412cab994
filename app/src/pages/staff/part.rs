//! Which part of a list is asked for: a filter, and before or after a row.

use backend::receivables::paging::{From, Key};
use serde::Deserialize;

/// The query of a list. What cannot be read is ignored.
#[derive(Deserialize, Default)]
pub struct Part {
    /// The filter's code.
    pub show: Option<String>,
    /// What comes before this row.
    pub before: Option<String>,
    /// What comes after this row.
    pub after: Option<String>,
}

impl Part {
    /// As the backend reads it.
    pub fn from(&self) -> From {
        let key = |text: &Option<String>| text.as_deref().and_then(Key::parse);
        match (key(&self.before), key(&self.after)) {
            (Some(key), _) => From::Before(key),
            (None, Some(key)) => From::After(key),
            (None, None) => From::Start,
        }
    }

    /// The queries that lead to the parts before and after.
    pub fn ways(
        &self,
        before: Option<Key>,
        after: Option<Key>,
    ) -> (Option<String>, Option<String>) {
        (before.map(|key| format!("before={key}")), after.map(|key| format!("after={key}")))
    }
}

/// An address with a filter and a place.
pub fn address(path: &str, show: Option<&str>, place: &str) -> String {
    match show {
        Some(show) => format!("{path}?show={show}&{place}"),
        None => format!("{path}?{place}"),
    }
}
