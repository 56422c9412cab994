//! Where a list goes on: what it is sorted by, and the id that breaks ties. In an address it is a
//! code that nobody has to read; one that cannot be read begins the list anew.

use chrono::NaiveDate;
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// What a list is sorted by, at one of its rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// A date.
    Day(NaiveDate),
    /// A number of a document.
    Text(String),
    /// An amount in minor units.
    Minor(i64),
}

/// A place in a list: the row with this key and id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// What it is sorted by.
    pub key: Key,
    /// Which of those with the same key.
    pub id: Uuid,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match &self.key {
            Key::Day(day) => format!("d{day}"),
            Key::Text(text) => format!("t{text}"),
            Key::Minor(minor) => format!("m{minor}"),
        };
        write!(f, "{}-{}", hex::encode(key), self.id.simple())
    }
}

/// The code was not made by us, or cut short.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unreadable;

impl FromStr for Cursor {
    type Err = Unreadable;
    fn from_str(code: &str) -> Result<Self, Unreadable> {
        let (key, id) = code.split_once('-').ok_or(Unreadable)?;
        let key = hex::decode(key).map_err(|_| Unreadable)?;
        let key = String::from_utf8(key).map_err(|_| Unreadable)?;
        if key.chars().any(char::is_control) {
            return Err(Unreadable);
        }
        let key = match key.split_at_checked(1).ok_or(Unreadable)? {
            ("d", day) => Key::Day(day.parse().map_err(|_| Unreadable)?),
            ("t", text) => Key::Text(text.to_owned()),
            ("m", minor) => Key::Minor(minor.parse().map_err(|_| Unreadable)?),
            _ => return Err(Unreadable),
        };
        let id = id.parse().map_err(|_| Unreadable)?;
        Ok(Self { key, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let id = Uuid::now_v7();
        let day = NaiveDate::from_ymd_opt(2026, 11, 18).expect("a date");
        for key in [Key::Day(day), Key::Text("NH-26/ä 1".to_owned()), Key::Minor(-5)] {
            let cursor = Cursor { key, id };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        let nul = format!("{}-{}", hex::encode("t\0"), id.simple());
        for bad in ["", "-", "64", "zz-1", "7a31-0", "6432-x", nul.as_str()] {
            assert_eq!(bad.parse::<Cursor>(), Err(Unreadable), "{bad}");
        }
    }
}
