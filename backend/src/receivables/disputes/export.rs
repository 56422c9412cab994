//! A list of disputes for a file: the same rows, all of them.

use super::{Filter, Row, own, page};
use crate::{
    Backend, Result, Staff,
    receivables::{EXPORT_MOST, EXPORT_READS, accounts, paging::From, too_many},
};
use domain::access::Action;

/// Every row of a filter, in its order. More than [`EXPORT_MOST`] are refused: a file that is cut
/// short would be taken for all.
pub async fn export(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<Vec<Row>> {
    staff.may(Action::ViewReceivables)?;
    let mut filter = Filter { from: From::Start, ..filter.clone() };
    let mut tx = backend.db.staff(staff).await?;
    if let Some(id) = filter.account {
        accounts::name_of(&mut tx, staff, id).await?;
    }
    let own = (own(&accounts::currencies(&mut tx, staff).await?), backend.clock.now());
    let mut rows = Vec::new();
    loop {
        let page = page(&mut tx, staff, &filter, own, EXPORT_READS).await?;
        rows.extend(page.rows);
        match page.after {
            _ if rows.len() > EXPORT_MOST => return Err(too_many()),
            Some(key) => filter.from = From::After(key),
            None => break,
        }
    }
    tx.end();
    Ok(rows)
}
