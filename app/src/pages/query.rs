//! Addresses of lists: what is asked stands in the query, so that every filter is a bookmark.

use backend::receivables::paging::{self, Key, Page};
use chrono::NaiveDate;
use domain::Currency;
use std::fmt::{Display, Write as _};

/// An address, while it is put together. Clones begin with the same parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address(String);

impl Address {
    /// A path of ours, without a query.
    pub fn new(path: &str) -> Self {
        Self(path.to_owned())
    }

    /// With a part of the query.
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        let mark = if self.0.contains('?') { '&' } else { '?' };
        let _ = write!(self.0, "{mark}{name}=");
        for byte in value.to_string().bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    self.0.push(char::from(byte));
                }
                _ => {
                    let _ = write!(self.0, "%{byte:02X}");
                }
            }
        }
        self
    }

    /// With a part of the query, if there is one.
    pub fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The parts before and after a page of a list, where there are some.
    pub fn pages<T>(&self, page: &Page<T>) -> (Option<String>, Option<String>) {
        let at = |name: &str, key: &Key| self.clone().with(name, key).0;
        (
            page.before.as_ref().map(|key| at("before", key)),
            page.after.as_ref().map(|key| at("after", key)),
        )
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

/// Which part of a list is asked for; what cannot be read is its beginning.
pub fn part(after: Option<&str>, before: Option<&str>) -> paging::From {
    let key = |text: Option<&str>| text.and_then(Key::parse);
    match (key(after), key(before)) {
        (Some(key), _) => paging::From::After(key),
        (None, Some(key)) => paging::From::Before(key),
        (None, None) => paging::From::Start,
    }
}

/// A day, if it is one.
pub fn day(text: Option<&str>) -> Option<NaiveDate> {
    text?.parse().ok()
}

/// A currency, if it is one.
pub fn currency(text: Option<&str>) -> Option<Currency> {
    text?.parse().ok()
}

/// What was typed into a search, if that is anything.
pub fn typed(text: Option<String>) -> Option<String> {
    let text = text?.trim().to_owned();
    (!text.is_empty() && !text.contains(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_whatever_was_typed() {
        let address = Address::new("/staff/invoices")
            .with("q", "a&b=ø 1")
            .maybe("show", Some("open"))
            .maybe("account", None::<&str>);
        let text = String::from(address);
        assert_eq!(text, "/staff/invoices?q=a%26b%3D%C3%B8%201&show=open");
    }

    #[test]
    fn what_cannot_be_read_is_the_beginning() {
        assert_eq!(part(Some("zz"), None), paging::From::Start);
        assert_eq!(typed(Some(" \u{0} ".to_owned())), None);
        assert_eq!(day(Some("2026-02-30")), None);
    }
}
