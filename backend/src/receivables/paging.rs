//! Where one is in a list: behind or before a row, which is named by what the list is sorted by
//! and by its id. No page numbers, no counting, nothing skipped: every page is one index scan.

use std::fmt;
use uuid::Uuid;

/// A row's place in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// What the list is sorted by, as text.
    pub value: String,
    /// The row's id, which orders equal values.
    pub id: Uuid,
}

impl Key {
    /// The place of a row.
    pub fn new(value: impl fmt::Display, id: Uuid) -> Self {
        let value = value.to_string();
        Self { value, id }
    }

    /// Reads what [`Key`] writes. Anything else is no place.
    pub fn parse(text: &str) -> Option<Self> {
        let (value, id) = text.split_once('.')?;
        let value = String::from_utf8(hex::decode(value).ok()?).ok()?;
        let id = id.parse().ok()?;
        (!value.contains(char::is_control)).then_some(Self { value, id })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", hex::encode(&self.value), self.id.simple())
    }
}

/// Which part of a list is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum From {
    /// Its beginning.
    #[default]
    Start,
    /// What comes after a row.
    After(Key),
    /// What comes before a row.
    Before(Key),
}

impl From {
    /// The row that it is counted from.
    pub fn key(&self) -> Option<&Key> {
        match self {
            Self::Start => None,
            Self::After(key) | Self::Before(key) => Some(key),
        }
    }

    /// Whether the list is read backwards.
    pub fn is_backwards(&self) -> bool {
        matches!(self, Self::Before(_))
    }
}

/// A part of a list, and where it goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// What to read before, if there is something.
    pub before: Option<Key>,
    /// What to read after, if there is something.
    pub after: Option<Key>,
}

impl<T> Page<T> {
    /// Cuts a page of `most` rows out of what was read: one row more than that, if there is one,
    /// in the order in which it was read.
    pub fn cut(mut rows: Vec<T>, most: usize, from: &From, key: impl Fn(&T) -> Key) -> Self {
        let goes_on = rows.len() > most;
        rows.truncate(most);
        if from.is_backwards() {
            rows.reverse();
        }
        let (first, last) = (rows.first().map(&key), rows.last().map(&key));
        let (before, after) = match from {
            From::Start => (None, last.filter(|_| goes_on)),
            From::After(_) => (first, last.filter(|_| goes_on)),
            From::Before(_) => (first.filter(|_| goes_on), last),
        };
        Self { rows, before, after }
    }

    /// The same page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            rows: self.rows.into_iter().map(f).collect(),
            before: self.before,
            after: self.after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: &i32) -> Key {
        Key::new(n, Uuid::nil())
    }

    #[test]
    fn a_place_reads_back_as_it_was_written_and_nothing_else_is_one() {
        let place = Key::new("NH-26.0894 & ø", Uuid::now_v7());
        assert_eq!(Key::parse(&place.to_string()), Some(place));
        for other in [
            "",
            ".",
            "00.00000000000000000000000000000000",
            "zz.0",
            "00",
            "ff.00000000000000000000000000000000",
        ] {
            assert_eq!(Key::parse(other), None, "{other}");
        }
    }

    #[test]
    fn pages_lead_to_each_other() {
        let first = Page::cut(vec![1, 2, 3], 2, &From::Start, key);
        assert_eq!((first.rows, first.before), (vec![1, 2], None));
        let last = Page::cut(vec![3], 2, &From::After(first.after.unwrap()), key);
        assert_eq!((last.rows, last.after), (vec![3], None));
        // Backwards it is read from the nearest row on.
        let back = Page::cut(vec![2, 1], 2, &From::Before(last.before.unwrap()), key);
        assert_eq!((back.rows, back.before, back.after), (vec![1, 2], None, Some(key(&2))));
    }
}
