//! The query of the list of disputes, there and back.

use crate::pages::query::{self, Address};
use backend::receivables::disputes::{Filter, Named, Order, Owner, Sort};
use domain::dispute::State;
use serde::Deserialize;

/// The query. What cannot be read is not asked. Without a state, it is those that wait for us.
#[derive(Deserialize, Default)]
pub struct Asked {
    state: Option<String>,
    account: Option<String>,
    customer: Option<String>,
    owner: Option<String>,
    team: Option<String>,
    late: Option<String>,
    approve: Option<String>,
    delivery: Option<String>,
    reason: Option<String>,
    product: Option<String>,
    site: Option<String>,
    without: Option<String>,
    credited: Option<String>,
    written_off: Option<String>,
    released: Option<String>,
    answered: Option<String>,
    currency: Option<String>,
    least: Option<String>,
    most: Option<String>,
    since: Option<String>,
    until: Option<String>,
    sort: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    /// The filter.
    pub fn filter(&self) -> Filter {
        let without =
            |what| self.without.as_deref().is_some_and(|w| w.split('.').any(|w| w == what));
        let named = |name: &Option<String>, what| match without(what) {
            true => Some(Named::Missing),
            false => query::typed(name.clone()).map(Named::Is),
        };
        Filter {
            state: match self.state.as_deref() {
                Some("all") => None,
                Some(code) => Some(State::of(code).unwrap_or(State::Open)),
                None => Some(State::Open),
            },
            account: self.account.as_deref().and_then(|id| id.parse().ok()),
            customer: query::typed(self.customer.clone()),
            owner: self.owner.as_deref().and_then(owner),
            team: self.team.as_deref().and_then(|id| id.parse().ok()),
            late: self.late.as_deref() == Some("yes"),
            to_approve: self.approve.as_deref() == Some("yes"),
            delivery_late: self.delivery.as_deref() == Some("late"),
            reason: query::typed(self.reason.clone()),
            product: named(&self.product, "product"),
            site: named(&self.site, "site"),
            credited: self.credited.as_deref() == Some("yes"),
            written_off: self.written_off.as_deref() == Some("yes"),
            released: self.released.as_deref() == Some("yes"),
            without_merged: without("merged"),
            answered: match self.answered.as_deref() {
                Some("yes") => Some(true),
                Some("no") => Some(false),
                _ => None,
            },
            currency: query::currency(self.currency.as_deref()),
            least: query::typed(self.least.clone()),
            most: query::typed(self.most.clone()),
            since: query::day(self.since.as_deref()),
            until: query::day(self.until.as_deref()),
            order: self.sort.as_deref().and_then(order),
            from: query::part(self.after.as_deref(), self.before.as_deref()),
        }
    }
}

fn owner(code: &str) -> Option<Owner> {
    match code {
        "mine" => Some(Owner::Mine),
        "nobody" => Some(Owner::Nobody),
        id => id.parse().ok().map(Owner::Person),
    }
}

/// The code of an owner.
pub fn code_of_owner(owner: Owner) -> String {
    match owner {
        Owner::Mine => "mine".to_owned(),
        Owner::Nobody => "nobody".to_owned(),
        Owner::Person(id) => id.to_string(),
    }
}

/// `age`, or `-age` from the latest on.
fn order(code: &str) -> Option<Order> {
    let (code, descending) = match code.strip_prefix('-') {
        Some(code) => (code, true),
        None => (code, false),
    };
    let sort = Sort::ALL.into_iter().find(|sort| sort.code() == code)?;
    Some(Order { sort, descending })
}

/// The code of an order.
fn code_of(order: Order) -> String {
    let sign = if order.descending { "-" } else { "" };
    format!("{sign}{}", order.sort.code())
}

/// Every part of a filter that stands in its address, but for the page.
pub fn parts(filter: &Filter) -> Vec<(&'static str, String)> {
    let is = |named: &Option<Named>| named.as_ref().and_then(Named::name).map(str::to_owned);
    let missing = [
        ("product", filter.product == Some(Named::Missing)),
        ("site", filter.site == Some(Named::Missing)),
        ("merged", filter.without_merged),
    ];
    let missing = missing.into_iter().filter(|(_, is)| *is).map(|(what, _)| what);
    let missing = missing.collect::<Vec<_>>().join(".");
    let state = match filter.state {
        Some(State::Open) => None,
        Some(state) => Some(state.code().to_owned()),
        None => Some("all".to_owned()),
    };
    let answered = filter.answered.map(|is| if is { "yes" } else { "no" }.to_owned());
    let all = [
        ("state", state),
        ("account", filter.account.map(|id| id.to_string())),
        ("customer", filter.customer.clone()),
        ("owner", filter.owner.map(code_of_owner)),
        ("team", filter.team.map(|id| id.to_string())),
        ("late", filter.late.then(|| "yes".to_owned())),
        ("approve", filter.to_approve.then(|| "yes".to_owned())),
        ("delivery", filter.delivery_late.then(|| "late".to_owned())),
        ("reason", filter.reason.clone()),
        ("product", is(&filter.product)),
        ("site", is(&filter.site)),
        ("without", Some(missing).filter(|missing| !missing.is_empty())),
        ("credited", filter.credited.then(|| "yes".to_owned())),
        ("written_off", filter.written_off.then(|| "yes".to_owned())),
        ("released", filter.released.then(|| "yes".to_owned())),
        ("answered", answered),
        ("currency", filter.currency.map(|currency| currency.to_string())),
        ("least", filter.least.clone()),
        ("most", filter.most.clone()),
        ("since", filter.since.map(|day| day.to_string())),
        ("until", filter.until.map(|day| day.to_string())),
        ("sort", filter.order.map(code_of)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The address of a filter, from the beginning of its list.
pub fn address(filter: &Filter, path: &str) -> Address {
    parts(filter)
        .into_iter()
        .fold(Address::new(path), |address, (name, value)| address.with(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_back_from_its_address() {
        let asked = Asked {
            state: Some("all".to_owned()),
            owner: Some("nobody".to_owned()),
            delivery: Some("late".to_owned()),
            reason: Some("price".to_owned()),
            site: Some("Hall 2".to_owned()),
            without: Some("product.merged".to_owned()),
            credited: Some("yes".to_owned()),
            written_off: Some("yes".to_owned()),
            released: Some("yes".to_owned()),
            answered: Some("no".to_owned()),
            least: Some("100.00".to_owned()),
            since: Some("2026-11-01".to_owned()),
            sort: Some("-amount".to_owned()),
            ..Asked::default()
        };
        let told = String::from(address(&asked.filter(), "/staff/disputes"));
        assert_eq!(
            told,
            "/staff/disputes?state=all&owner=nobody&delivery=late&reason=price&site=Hall%202&without=product.merged\
             &credited=yes&written_off=yes&released=yes&answered=no&least=100.00&since=2026-11-01&sort=-amount"
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_asked() {
        let asked = Asked {
            state: Some("lost".to_owned()),
            owner: Some("me".to_owned()),
            answered: Some("perhaps".to_owned()),
            since: Some("2026-02-30".to_owned()),
            sort: Some("--age".to_owned()),
            product: Some(" ".to_owned()),
            ..Asked::default()
        };
        let waiting = Filter { state: Some(State::Open), ..Filter::default() };
        assert_eq!(asked.filter(), waiting);
        assert_eq!(String::from(address(&waiting, "/staff/disputes")), "/staff/disputes");
    }
}
