//! Lists of an account's invoices: one page at a time, by where one is and not by number, always in
//! the order of an index.

mod bounds;
mod export;
mod listed;
mod row;
mod rows;
mod scope;
mod totals;
mod wanted;

pub use export::{MOST_EXPORTED, export};
pub use listed::Listed;
pub use totals::Balance;
pub use wanted::{Direction, Filter, Place, Show, Sort, Wanted};

use super::cursor::{self, Cursor};
use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
};
use domain::{access::Action, money::Money};

/// The invoices of a page. The queries say 51: one more, to see whether the list goes on.
pub const PER_PAGE: usize = 50;

/// The sums of a list that fits on one page, and is in one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sums {
    /// What was billed.
    pub total: Money,
    /// What is open.
    pub open: Money,
    /// What may be asked for.
    pub to_pay: Money,
}

/// A page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its invoices.
    pub invoices: Vec<Listed>,
    /// Where the part before it ends.
    pub before: Option<Cursor>,
    /// Where the part after it begins.
    pub after: Option<Cursor>,
    /// What the account has open, by currency.
    pub balances: Vec<Balance>,
    /// How many invoices are open.
    pub open_count: i64,
    /// The sums, where they are those of the whole list.
    pub sums: Option<Sums>,
}

/// One page of the account's invoices, and what the account has open.
pub async fn page(backend: &Backend, buyer: &Buyer, wanted: &Wanted) -> Result<Page> {
    buyer.may(Action::ViewAccount)?;
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let (balances, open_count) = totals::of_account(&mut tx, buyer.account_id, today).await?;
    let mut invoices = rows::load(&mut tx, buyer.account_id, wanted, &balances, today).await?;
    tx.end();
    let goes_on = invoices.len() > PER_PAGE;
    invoices.truncate(PER_PAGE);
    let backwards = matches!(wanted.place, Place::Before(_));
    if backwards {
        invoices.reverse();
    }
    let at = |invoice: Option<&Listed>| invoice.map(|invoice| invoice.cursor(wanted.sort));
    let (first, last) = (at(invoices.first()), at(invoices.last()));
    let (before, after) = match wanted.place {
        Place::Start => (None, last.filter(|_| goes_on)),
        Place::After(_) => (first, last.filter(|_| goes_on)),
        Place::Before(_) => (first.filter(|_| goes_on), last),
    };
    let is_whole = before.is_none() && after.is_none();
    let sums = if is_whole { sums(&invoices)? } else { None };
    Ok(Page { invoices, before, after, balances, open_count, sums })
}

fn sums(invoices: &[Listed]) -> Result<Option<Sums>> {
    let Some(currency) = invoices.first().map(|invoice| invoice.total.currency) else {
        return Ok(None);
    };
    if invoices.iter().any(|invoice| invoice.total.currency != currency) {
        return Ok(None);
    }
    let sum = |of: fn(&Listed) -> Money| {
        Money::sum(invoices.iter().map(of), currency).map_err(Error::from)
    };
    Ok(Some(Sums {
        total: sum(|invoice| invoice.total)?,
        open: sum(Listed::open)?,
        to_pay: sum(Listed::to_pay)?,
    }))
}
