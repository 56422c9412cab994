//! The addresses of lists: every filter, order and page is one, so that it can be kept and sent on.

use crate::error::in_query;
use axum::{extract::Query, http::Uri};
use backend::invoices::list::{Direction, Filter, Place, Show, Sort, Wanted};
use domain::ids::InvoiceId;
use std::fmt::Write as _;

/// The names and values of a query.
pub type Pairs = Vec<(String, String)>;

/// The tabs, with their codes in addresses.
pub const SHOWS: [(Show, &str); 4] =
    [(Show::Open, "open"), (Show::Overdue, "overdue"), (Show::Paid, "paid"), (Show::All, "all")];

/// The orders, with their codes in addresses and in words, smallest and largest first.
pub const SORTS: [(Sort, &str, [&str; 2]); 4] = [
    (Sort::Due, "due", ["Due, oldest first", "Due, latest first"]),
    (Sort::Issued, "issued", ["Issued, oldest first", "Issued, newest first"]),
    (Sort::Number, "number", ["Number, lowest first", "Number, highest first"]),
    (Sort::Total, "total", ["Total, smallest first", "Total, largest first"]),
];

/// What was asked for: a page of a list, and what is ticked on it.
pub struct Asked {
    /// The page.
    pub wanted: Wanted,
    /// What is ticked.
    pub ticked: Vec<InvoiceId>,
}

impl Asked {
    /// Reads a query. What cannot be read is left out. "Update total" carries the address of its
    /// list as one value, so that paying need not carry it. Where nothing of a list is asked,
    /// `begins` holds: the query that somebody's own list begins with.
    pub fn of(pairs: &Pairs, begins: Option<&str>) -> Self {
        let asks = NAMES.iter().any(|name| value(pairs, name).is_some());
        let of_list = value(pairs, "list").or(begins.filter(|_| !asks)).and_then(read);
        let wanted = of_list.map_or_else(|| wanted(pairs), |list| wanted(&list));
        let ticked = pairs
            .iter()
            .filter(|(name, _)| name == "invoice")
            .filter_map(|(_, id)| id.parse().ok())
            .collect();
        Self { wanted, ticked }
    }
}

/// What a list is asked by, in addresses.
const NAMES: [&str; 6] = ["show", "currency", "q", "sort", "after", "before"];

/// A query, taken apart.
fn read(query: &str) -> Option<Pairs> {
    let uri = format!("/?{query}").parse::<Uri>().ok()?;
    Query::<Pairs>::try_from_uri(&uri).ok().map(|Query(pairs)| pairs)
}

/// The address of the list that a query asks for, and the query that one's own list would begin with
/// to be like it: its state, currency and order. A search and a place in it are of a moment.
pub fn asked_by(query_text: &str) -> (String, String) {
    let wanted = wanted(&read(query_text).unwrap_or_default());
    let filter = Filter { words: String::new(), ..wanted.filter.clone() };
    let begins = Wanted { filter, place: Place::Start, ..wanted.clone() };
    (address(&wanted), query(&begins))
}

fn wanted(pairs: &Pairs) -> Wanted {
    let show = value(pairs, "show")
        .and_then(|code| SHOWS.into_iter().find(|(_, known)| *known == code))
        .map_or(Show::Open, |(show, _)| show);
    let (sort, direction) =
        value(pairs, "sort").and_then(sort_of).unwrap_or_else(|| usual_order(show));
    let cursor = |name| value(pairs, name).and_then(|code| code.parse().ok());
    let place = match (cursor("after"), cursor("before")) {
        (Some(cursor), _) => Place::After(cursor),
        (None, Some(cursor)) => Place::Before(cursor),
        (None, None) => Place::Start,
    };
    let filter = Filter {
        show,
        currency: value(pairs, "currency").and_then(|code| code.parse().ok()),
        words: value(pairs, "q").unwrap_or_default().trim().chars().take(100).collect(),
    };
    Wanted { filter, sort, direction, place }
}

fn value<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// `due`, and `-due` for the other way round.
fn sort_of(code: &str) -> Option<(Sort, Direction)> {
    let (direction, code) = match code.strip_prefix('-') {
        Some(code) => (Direction::Down, code),
        None => (Direction::Up, code),
    };
    SORTS.into_iter().find(|(_, known, _)| *known == code).map(|(sort, ..)| (sort, direction))
}

/// The code of an order.
pub fn sort_code(sort: Sort, direction: Direction) -> String {
    let code = SORTS.into_iter().find(|(known, ..)| *known == sort).map_or("", |(_, code, _)| code);
    match direction {
        Direction::Up => code.to_owned(),
        Direction::Down => format!("-{code}"),
    }
}

/// What to pay: what waits longest first. What is done: the newest first.
pub fn usual_order(show: Show) -> (Sort, Direction) {
    match show {
        Show::Open | Show::Overdue => (Sort::Due, Direction::Up),
        Show::Paid | Show::All => (Sort::Issued, Direction::Down),
    }
}

/// The address of a page of a list; what is usual is left out.
pub fn address(wanted: &Wanted) -> String {
    format!("/invoices?{}", query(wanted))
}

/// The same as a query. It is never empty: to ask for nothing is to ask for one's own.
pub fn query(wanted: &Wanted) -> String {
    let mut query = String::new();
    let mut add = |name: &str, value: &str| {
        let mark = if query.is_empty() { "" } else { "&" };
        // Writing to a String cannot fail.
        let _ = write!(query, "{mark}{name}={}", in_query(value));
    };
    let filter = &wanted.filter;
    if let Some((_, code)) = SHOWS.iter().find(|(show, _)| *show == filter.show)
        && filter.show != Show::Open
    {
        add("show", code);
    }
    if let Some(currency) = filter.currency {
        add("currency", currency.code());
    }
    if !filter.words.is_empty() {
        add("q", &filter.words);
    }
    if (wanted.sort, wanted.direction) != usual_order(filter.show) {
        add("sort", &sort_code(wanted.sort, wanted.direction));
    }
    match &wanted.place {
        Place::Start => {}
        Place::After(cursor) => add("after", &cursor.to_string()),
        Place::Before(cursor) => add("before", &cursor.to_string()),
    }
    if query.is_empty() {
        return "show=open".to_owned();
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend::invoices::cursor::{Cursor, Key};
    use uuid::Uuid;

    fn read(query: &str) -> Asked {
        let uri: Uri = format!("/invoices?{query}").parse().expect("an address");
        let Query(pairs) = Query::<Pairs>::try_from_uri(&uri).expect("a query");
        Asked::of(&pairs, None)
    }

    #[test]
    fn ones_own_list_is_what_nothing_asks_for() {
        let own = Some("show=overdue&sort=-total");
        let of = |query: &str| address(&Asked::of(&super::read(query).unwrap(), own).wanted);
        for nothing in ["", "done=saved", "invoice=x"] {
            assert_eq!(of(nothing), "/invoices?show=overdue&sort=-total", "{nothing}");
        }
        for asks in ["show=open", "q=", "list=show=open"] {
            assert_eq!(of(asks), "/invoices?show=open", "{asks}");
        }
        let (same, begins) = asked_by("show=paid&currency=USD&q=NH-1&sort=total");
        assert_eq!(same, "/invoices?show=paid&currency=USD&q=NH-1&sort=total");
        assert_eq!(begins, "show=paid&currency=USD&sort=total");
        assert_eq!(asked_by("/evil?%zz").0, "/invoices?show=open");
    }

    #[test]
    fn an_address_reads_back() {
        let place = Place::After(Cursor { key: Key::Minor(5), id: Uuid::now_v7() });
        for show in SHOWS.map(|(show, _)| show) {
            for sort in SORTS.map(|(sort, ..)| sort) {
                for direction in [Direction::Up, Direction::Down] {
                    let filter = Filter {
                        show,
                        currency: "USD".parse().ok(),
                        words: "50% & <b> \"ä\"".to_owned(),
                    };
                    let wanted = Wanted { filter, sort, direction, place: place.clone() };
                    assert_eq!(read(&query(&wanted)).wanted, wanted);
                    let list = in_query(&query(&wanted));
                    assert_eq!(read(&format!("invoice=x&list={list}")).wanted, wanted);
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_what_is_usual_is_not_said() {
        let asked = read("show=none&sort=colour&currency=XYZ&after=1&invoice=1");
        assert_eq!(address(&asked.wanted), "/invoices?show=open");
        assert!(asked.ticked.is_empty());
        assert_eq!(address(&read("show=paid&sort=-issued").wanted), "/invoices?show=paid");
    }
}
