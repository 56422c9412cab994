//! A list of invoices for a file: the same rows, all of them.

use super::{Filter, Row, page};
use crate::{
    Backend, Result, Staff,
    receivables::{EXPORT_MOST, EXPORT_READS, paging::From, too_many},
};
use domain::access::Action;

/// Every row of a filter, in its order. More than [`EXPORT_MOST`] are refused: a file that is cut
/// short would be taken for all. A search is left out, because it is cut anyway.
pub async fn export(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<Vec<Row>> {
    staff.may(Action::ViewReceivables)?;
    let today = backend.clock.today(&staff.time_zone);
    let mut filter = Filter { q: None, from: From::Start, ..filter.clone() };
    let mut tx = backend.db.staff(staff).await?;
    let mut rows = Vec::new();
    loop {
        let page = page(&mut tx, staff, &filter, EXPORT_READS, today).await?;
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
