//! The query of the list of invoices, there and back.

use crate::pages::staff::query::{self, Address};
use backend::receivables::invoices::{Filter, Order, Show, Sort};
use domain::ageing::Bucket;
use serde::Deserialize;

/// The query. What cannot be read is not asked.
#[derive(Deserialize, Default)]
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

/// The address of a filter, from the beginning of its list.
pub fn address(filter: &Filter, path: &str) -> Address {
    let shown = (filter.show != Show::default()).then(|| filter.show.code());
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
}
