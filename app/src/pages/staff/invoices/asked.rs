//! The query of the list of invoices, there and back.

use crate::pages::staff::query::{self, Address};
use axum::{extract::Query, http::Uri};
use backend::receivables::invoices::{Filter, Order, Show, Sort};
use domain::ageing::Bucket;
use serde::Deserialize;

/// The query. What cannot be read is not asked.
#[derive(PartialEq, Eq, Deserialize, Default)]
pub struct Asked {
    show: Option<String>,
    bucket: Option<String>,
    currency: Option<String>,
    account: Option<String>,
    since: Option<String>,
    until: Option<String>,
    q: Option<String>,
    sort: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    /// What is asked; where that is nothing, what somebody's own list begins with.
    pub fn or(self, begins: Option<&str>) -> Self {
        if self != Self::default() {
            return self;
        }
        begins.and_then(read).unwrap_or(self)
    }

    /// The filter.
    pub fn filter(&self) -> Filter {
        let show = self.show.as_deref();
        Filter {
            show: Show::ALL.into_iter().find(|s| show == Some(s.code())).unwrap_or_default(),
            bucket: self.bucket.as_deref().and_then(Bucket::from_code),
            currency: query::currency(self.currency.as_deref()),
            account: self.account.as_deref().and_then(|id| id.parse().ok()),
            since: query::day(self.since.as_deref()),
            until: query::day(self.until.as_deref()),
            q: query::typed(self.q.clone()),
            order: self.sort.as_deref().and_then(order),
            from: query::part(self.after.as_deref(), self.before.as_deref()),
        }
    }
}

/// A query, taken apart.
fn read(query: &str) -> Option<Asked> {
    let uri = format!("/?{query}").parse::<Uri>().ok()?;
    Query::<Asked>::try_from_uri(&uri).ok().map(|Query(asked)| asked)
}

/// The address of the list that a query asks for, and the query that one's own list would begin with
/// to be like it: its state, age, currency and order. The rest is of one customer or of a moment.
pub fn asked_by(query: &str) -> (String, String) {
    let filter = read(query).unwrap_or_default().filter();
    let begins = Filter {
        show: filter.show,
        bucket: filter.bucket,
        currency: filter.currency,
        order: filter.order,
        ..Filter::default()
    };
    (address(&filter, "/staff/invoices").into(), self::query(&begins))
}

/// What a filter is asked by.
pub fn query(filter: &Filter) -> String {
    let address = String::from(address(filter, ""));
    address.trim_start_matches('?').to_owned()
}

/// `due`, or `-due` from the latest on.
fn order(code: &str) -> Option<Order> {
    let (code, descending) = match code.strip_prefix('-') {
        Some(code) => (code, true),
        None => (code, false),
    };
    let sort = Sort::ALL.into_iter().find(|sort| sort.code() == code)?;
    Some(Order { sort, descending })
}

/// The code of an order.
pub fn code_of(order: Order) -> String {
    let sign = if order.descending { "-" } else { "" };
    format!("{sign}{}", order.sort.code())
}

/// The address of a filter, from the beginning of its list. It always says the state: to ask for
/// nothing is to ask for one's own list.
pub fn address(filter: &Filter, path: &str) -> Address {
    let shown = Some(filter.show.code());
    Address::new(path)
        .maybe("show", shown)
        .maybe("bucket", filter.bucket.filter(|_| filter.show.is_of_open()).map(Bucket::code))
        .maybe("currency", filter.currency)
        .maybe("account", filter.account)
        .maybe("since", filter.since)
        .maybe("until", filter.until)
        .maybe("q", filter.q.as_deref())
        .maybe("sort", filter.order.map(code_of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_back_from_its_address() {
        let asked = Asked {
            show: Some("overdue".to_owned()),
            bucket: Some("31-60".to_owned()),
            currency: Some("EUR".to_owned()),
            sort: Some("-amount".to_owned()),
            since: Some("2026-11-01".to_owned()),
            ..Asked::default()
        };
        let told = String::from(address(&asked.filter(), "/staff/invoices"));
        assert_eq!(
            told,
            "/staff/invoices?show=overdue&bucket=31-60&currency=EUR&since=2026-11-01&sort=-amount"
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_asked() {
        let asked = Asked {
            show: Some("everything".to_owned()),
            bucket: Some("31-61".to_owned()),
            account: Some("x".to_owned()),
            sort: Some("--due".to_owned()),
            ..Asked::default()
        };
        assert_eq!(asked.filter(), Filter::default());
    }

    #[test]
    fn ones_own_list_is_what_nothing_asks_for() {
        let kept = "show=held&currency=EUR&sort=-amount";
        let own = Some(kept);
        let query_of = |asked: Asked| super::query(&asked.filter());
        assert_eq!(query_of(Asked::default().or(own)), kept);
        assert_eq!(query_of(read("done=saved").unwrap().or(own)), kept);
        assert_eq!(query_of(read("show=open").unwrap().or(own)), "show=open");
        let (same, begins) = asked_by("show=paid&q=NH&since=2026-11-01&sort=due&after=x");
        assert_eq!(same, "/staff/invoices?show=paid&since=2026-11-01&q=NH&sort=due");
        assert_eq!(begins, "show=paid&sort=due");
        assert_eq!(asked_by("//evil").0, "/staff/invoices?show=open");
    }
}
