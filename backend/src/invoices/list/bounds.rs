//! Where a statement begins: at a cursor, or before everything that it can find. So first and later
//! pages are one statement.

use super::{
    Direction,
    cursor::{Cursor, Key},
};
use chrono::NaiveDate;
use uuid::Uuid;

impl Direction {
    /// The other one.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

/// A day and an id.
pub(super) fn day(cursor: Option<&Cursor>, direction: Direction) -> (NaiveDate, Uuid) {
    let (year, month, day) = match direction {
        Direction::Up => (1, 1, 1),
        Direction::Down => (9999, 12, 31),
    };
    let edge = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    match cursor {
        Some(Cursor { key: Key::Day(day), id }) => (*day, *id),
        _ => (edge, edge_id(direction)),
    }
}

/// A text and an id.
pub(super) fn text(cursor: Option<&Cursor>, direction: Direction) -> (String, Uuid) {
    // The last character there is: in the order of bytes, no number comes after it.
    let edge = match direction {
        Direction::Up => String::new(),
        Direction::Down => char::MAX.to_string(),
    };
    match cursor {
        Some(Cursor { key: Key::Text(text), id }) => (text.clone(), *id),
        _ => (edge, edge_id(direction)),
    }
}

/// An amount and an id.
pub(super) fn minor(cursor: Option<&Cursor>, direction: Direction) -> (i64, Uuid) {
    let edge = match direction {
        Direction::Up => i64::MIN,
        Direction::Down => i64::MAX,
    };
    match cursor {
        Some(Cursor { key: Key::Minor(minor), id }) => (*minor, *id),
        _ => (edge, edge_id(direction)),
    }
}

fn edge_id(direction: Direction) -> Uuid {
    match direction {
        Direction::Up => Uuid::nil(),
        Direction::Down => Uuid::max(),
    }
}
