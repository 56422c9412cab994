//! A whole list at once, for a file.

use super::{Listed, Show, Sort, Wanted, rows, scope::Scope, totals};
use crate::{Backend, actor::Buyer, error::Result};
use domain::{Refusal, access::Action};

/// The most invoices that one file has.
pub const MOST_EXPORTED: usize = 50_000;

/// Every invoice of a list, whatever its order, by due date. Refuses more than
/// [`MOST_EXPORTED`]: a file that is cut short would be taken for all.
pub async fn export(backend: &Backend, buyer: &Buyer, wanted: &Wanted) -> Result<Vec<Listed>> {
    buyer.may(Action::ViewAccount)?;
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let (balances, _) = totals::of_account(&mut tx, buyer.account_id, today).await?;
    let scope = Scope::of(buyer.account_id, wanted, &balances, today);
    let open = matches!(wanted.filter.show, Show::Open | Show::Overdue);
    let mut all: Vec<Listed> = Vec::new();
    loop {
        let after = all.last().map(|last| last.cursor(Sort::Due));
        let more = rows::load_thousand(&mut tx, &scope, open, after.as_ref(), today).await?;
        let is_end = more.is_empty();
        all.extend(more);
        if all.len() > MOST_EXPORTED {
            let words = "More than 50,000 invoices match. Narrow the list down first.";
            return Err(Refusal::field("q", words).into());
        }
        if is_end {
            break;
        }
    }
    tx.end();
    Ok(all)
}
