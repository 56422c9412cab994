//! What staff read: figures are the sums of their rows and of the ledger, lists have no gaps, and
//! nobody reads another entity.

mod analysis_plans;
mod disputes;
mod figures;
mod lists;
mod pages;
mod plans;
mod strangers;
mod sums;

use backend::{
    Staff,
    receivables::{
        invoices::{self, Filter, Row},
        paging::From,
    },
    testing::World,
};
use domain::access::StaffRole;

/// Somebody of the entity with a role.
pub fn staff(world: &World, role: StaffRole) -> Staff {
    Staff { role, ..world.lena.clone() }
}

/// Somebody who works for the other entity only, as its admin.
pub fn stranger(world: &World) -> Staff {
    Staff { entity_id: world.other_entity, role: StaffRole::Admin, ..world.lena.clone() }
}

/// All rows of a list of invoices, page by page.
pub async fn all_invoices(world: &World, filter: &Filter) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut filter = filter.clone();
    loop {
        let list = invoices::list(world.backend(), &world.lena, &filter).await.unwrap();
        rows.extend(list.page.rows);
        match list.page.after {
            Some(key) => filter.from = From::After(key),
            None => return rows,
        }
    }
}

/// What a list sums to by its own count.
pub async fn total_of(world: &World, filter: &Filter) -> (i64, i64) {
    let list = invoices::list(world.backend(), &world.lena, filter).await.unwrap();
    assert!(list.totals.len() <= 1, "one currency: {:?}", list.totals);
    list.totals.first().map_or((0, 0), |total| (total.count, total.amount.minor))
}
