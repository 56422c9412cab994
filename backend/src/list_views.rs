//! How somebody sees their lists: theirs to say, and read with their session, so that no page asks for
//! it. Of several tabs, whichever is saved last holds.

use crate::{
    Actor, Backend, Error, Result,
    events::{self, NewEvent},
};
use domain::{
    ids::{AccountId, EntityId, UserId},
    list_view::{LONGEST_QUERY, List, ListView},
};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

/// Who keeps a view, and where they stand.
struct Owner<'a> {
    user_id: UserId,
    name: &'a str,
    entity_id: EntityId,
    account_id: Option<AccountId>,
}

/// Each side has its own lists. Who looks at the portal for staff keeps nothing there.
fn owner(actor: &Actor, list: List) -> Result<Owner<'_>> {
    match (actor, list) {
        (Actor::Buyer(buyer), List::Invoices) if buyer.seen_by_staff.is_none() => Ok(Owner {
            user_id: buyer.user_id,
            name: &buyer.name,
            entity_id: buyer.entity_id,
            account_id: Some(buyer.account_id),
        }),
        (Actor::Staff(staff), List::StaffInvoices) => Ok(Owner {
            user_id: staff.user_id,
            name: &staff.name,
            entity_id: staff.entity_id,
            account_id: None,
        }),
        _ => Err(Error::NotFound),
    }
}

/// Keeps how somebody sees a list.
pub async fn keep(backend: &Backend, actor: &Actor, list: List, view: &ListView) -> Result<()> {
    let owner = owner(actor, list)?;
    let now = backend.clock.now();
    let columns: Vec<String> = view.columns.iter().map(|one| one.code().to_owned()).collect();
    let is_short = |query: &&str| !query.is_empty() && query.len() <= LONGEST_QUERY;
    let mut tx = backend.db.gate().await?;
    sqlx::query!(
        "INSERT INTO list_view (user_id, list, columns, grouping, query, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id, list) DO UPDATE
         SET columns = excluded.columns, grouping = excluded.grouping, query = excluded.query, kept_at = excluded.kept_at",
        owner.user_id.0,
        list.code(),
        &columns,
        view.grouping.code(),
        view.query.as_deref().filter(is_short),
        now,
    )
    .execute(&mut *tx)
    .await?;
    tell(&mut tx, backend, actor, &owner, list).await?;
    tx.commit().await
}

/// Back to the usual.
pub async fn forget(backend: &Backend, actor: &Actor, list: List) -> Result<()> {
    let owner = owner(actor, list)?;
    let mut tx = backend.db.gate().await?;
    let gone = sqlx::query!(
        "DELETE FROM list_view WHERE user_id = $1 AND list = $2",
        owner.user_id.0,
        list.code(),
    )
    .execute(&mut *tx)
    .await?;
    if gone.rows_affected() == 0 {
        return Ok(());
    }
    tell(&mut tx, backend, actor, &owner, list).await?;
    tx.commit().await
}

async fn tell(
    tx: &mut PgConnection,
    backend: &Backend,
    actor: &Actor,
    owner: &Owner<'_>,
    list: List,
) -> Result<()> {
    let subject: Uuid = owner.user_id.0;
    let event = NewEvent {
        entity_id: Some(owner.entity_id),
        account_id: owner.account_id,
        name: "user.list_view_changed",
        subject: ("user", subject),
        text: format!("{} changed how they see the list of invoices", owner.name),
        data: json!({ "list": list.code() }),
        for_buyer: false,
    };
    events::record(tx, actor, backend.clock.now(), event).await
}
