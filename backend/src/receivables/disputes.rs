//! Disputes, as staff see them: those that wait on top, the oldest first.

use super::{
    PAGE_ROWS, money,
    paging::{From, Key, Page},
    unknown,
};
use crate::{
    Backend, Error, Result, Staff,
    db::Tx,
    disputes::{Detail, Related, detail, linked},
    users::{self, Colleague},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    dispute::State,
    ids::{AccountId, DisputeId},
    money::Money,
};
use uuid::Uuid;

/// One dispute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: DisputeId,
    /// Its number.
    pub number: String,
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// What it is about mostly.
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// What was disputed.
    pub disputed: Money,
    /// Who looks after it.
    pub owner: Option<String>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// See `opened_on`.
    pub opened_at: DateTime<Utc>,
}

/// A dispute with what staff need to decide it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispute {
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// Counts its changes: a decision names the one that it was made on.
    pub version: i64,
    /// What the customer sees, and what staff wrote for themselves.
    pub detail: Detail,
    /// Those that staff look at together with it.
    pub linked: Vec<Related>,
    /// Who can be asked.
    pub colleagues: Vec<Colleague>,
}

/// The states, in the order of offering.
pub const STATES: [State; 4] = [State::Open, State::Asked, State::Decided, State::Withdrawn];

/// Reads a page of disputes of a state: those that wait from the oldest on, others from the latest.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    state: State,
    from: &From,
) -> Result<Page<Row>> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let ids = keys(&mut tx, staff, state, from).await?;
    let rows = by_ids(&mut tx, staff, &ids).await?;
    tx.commit().await?;
    let key = |row: &Row| Key::new(row.opened_at.to_rfc3339(), row.id.0);
    Ok(Page::cut(rows, PAGE_ROWS, from, key))
}

async fn keys(tx: &mut Tx, staff: &Staff, state: State, from: &From) -> Result<Vec<Uuid>> {
    const ONE_MORE: i64 = PAGE_ROWS as i64 + 1;
    let down = state.is_running() == from.is_backwards();
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let ids = if down {
        let (at, id): (DateTime<Utc>, Uuid) =
            key.unwrap_or((DateTime::<Utc>::MAX_UTC, Uuid::max()));
        sqlx::query_scalar!(
            "SELECT id FROM dispute WHERE entity_id = $1 AND state = $2 AND (opened_at, id) < ($3, $4)
             ORDER BY opened_at DESC, id DESC LIMIT $5",
            staff.entity_id.0,
            state.code(),
            at.min(far()),
            id,
            ONE_MORE,
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
        sqlx::query_scalar!(
            "SELECT id FROM dispute WHERE entity_id = $1 AND state = $2 AND (opened_at, id) > ($3, $4)
             ORDER BY opened_at, id LIMIT $5",
            staff.entity_id.0,
            state.code(),
            at,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(ids)
}

/// After every moment that Postgres and people know.
fn far() -> DateTime<Utc> {
    DateTime::from_timestamp(32_503_680_000, 0).unwrap_or(DateTime::UNIX_EPOCH)
}

async fn by_ids(tx: &mut Tx, staff: &Staff, ids: &[Uuid]) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.number, d.account_id, a.name AS account_name, r.label AS reason, d.state, d.disputed_minor,
                  d.currency, d.owner_name, d.opened_on, d.opened_at
           FROM unnest($2::uuid[]) WITH ORDINALITY AS k (id, n)
           JOIN dispute d ON d.entity_id = $1 AND d.id = k.id
           JOIN account a ON a.id = d.account_id
           JOIN dispute_reason r ON r.entity_id = d.entity_id AND r.code = d.reason_code
           ORDER BY k.n"#,
        staff.entity_id.0,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Row {
                id: row.id.into(),
                number: row.number,
                account_id: row.account_id.into(),
                account_name: row.account_name,
                reason: row.reason,
                state: State::of(&row.state).ok_or_else(|| unknown("dispute.state"))?,
                disputed: money(row.disputed_minor, &row.currency)?,
                owner: row.owner_name,
                opened_on: row.opened_on,
                opened_at: row.opened_at,
            })
        })
        .collect()
}

/// A dispute of the entity.
pub async fn get(backend: &Backend, staff: &Staff, id: DisputeId) -> Result<Dispute> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let head = sqlx::query!(
        "SELECT d.account_id, a.name, d.version FROM dispute d JOIN account a ON a.id = d.account_id
         WHERE d.entity_id = $1 AND d.id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let account_id = AccountId(head.account_id);
    let detail = detail(&mut tx, account_id, id).await?;
    let mut colleagues = users::colleagues(&mut tx, staff.entity_id).await?;
    colleagues.retain(|colleague| colleague.id != staff.user_id);
    let linked = linked(&mut tx, account_id, id).await?;
    tx.commit().await?;
    let (account_name, version) = (head.name, head.version);
    Ok(Dispute { account_id, account_name, version, detail, linked, colleagues })
}
