//! A list of payments for a file: the same rows, all of them.

use super::{Filter, Row, page};
use crate::{
    Backend, Result, Staff,
    receivables::{EXPORT_MOST, EXPORT_READS, paging::From, too_many},
};
use domain::access::Action;

/// Every row of a filter, in its order. More than [`EXPORT_MOST`] are refused.
pub async fn export(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<Vec<Row>> {
    staff.may(Action::ViewReceivables)?;
    let mut filter = Filter { from: From::Start, ..filter.clone() };
    let mut tx = backend.db.staff(staff).await?;
    let mut rows = Vec::new();
    loop {
        let page = page(&mut tx, staff, &filter, EXPORT_READS).await?;
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
