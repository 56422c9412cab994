//! The inbox of providers' webhooks. It is older than any entity: a webhook belongs to the one
//! whose payment it is about, and what is about no payment of ours is anybody's to look into. Row
//! policies cannot tell the two apart, so it is read as the worker, after the role was asked.

use super::{
    PAGE_ROWS,
    paging::{From, Key, Page},
    timeline::far,
};
use crate::{
    Actor, Backend, Error, Result, Staff,
    db::Tx,
    events::{self, NewEvent},
    jobs::{self, Job},
};
use chrono::{DateTime, Utc};
use domain::{Refusal, access::Action, ids::PaymentId};
use uuid::Uuid;

/// Where a webhook stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// A job will act on it.
    Pending,
    /// It was acted on.
    Applied,
    /// There was nothing to do.
    Ignored,
    /// It was tried too often; a person has to look.
    Dead,
}

impl State {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 4] = [Self::Applied, Self::Pending, Self::Ignored, Self::Dead];

    /// The code in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Applied => "applied",
            Self::Ignored => "ignored",
            Self::Dead => "dead",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One webhook of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: Uuid,
    /// Whose.
    pub provider: String,
    /// What the provider calls the event.
    pub event_id: String,
    /// What it is about.
    pub kind: String,
    /// The provider's reference of what it is about.
    pub object_ref: Option<String>,
    /// Our payment, if it is about one.
    pub payment: Option<(PaymentId, String)>,
    /// When it came first.
    pub received_at: DateTime<Utc>,
    /// How often it came.
    pub deliveries: i32,
    /// Where it stands.
    pub state: State,
    /// What came of it.
    pub note: String,
    /// When.
    pub applied_at: Option<DateTime<Utc>>,
}

/// Reads a page of the inbox, newest first.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    state: Option<State>,
    from: &From,
) -> Result<Page<Row>> {
    staff.may(Action::Webhooks)?;
    let mut tx = backend.db.worker().await?;
    let ids = keys(&mut tx, staff, state, from).await?;
    let rows = by_ids(&mut tx, staff, &ids).await?;
    tx.commit().await?;
    let key = |row: &Row| Key::new(row.received_at.to_rfc3339(), row.id);
    Ok(Page::cut(rows, PAGE_ROWS, from, key))
}

macro_rules! keys {
    ($tx:ident, $staff:ident, $state:ident, $start:ident, $kind:literal, $than:literal, $way:literal) => {
        sqlx::query_scalar!(
            "SELECT w.id FROM webhook_inbox w
             LEFT JOIN payment p ON p.provider = w.provider AND p.provider_ref = w.object_ref
             WHERE (p.id IS NULL OR p.entity_id = $1) AND "
                + $kind
                + " AND (w.received_at, w.id) "
                + $than
                + " ($3, $4) ORDER BY w.received_at "
                + $way
                + ", w.id "
                + $way
                + " LIMIT $5",
            $staff.entity_id.0,
            $state.map(State::code) as Option<&str>,
            $start.0,
            $start.1,
            PAGE_ROWS as i64 + 1,
        )
        .fetch_all(&mut **$tx)
        .await
    };
}

async fn keys(tx: &mut Tx, staff: &Staff, state: Option<State>, from: &From) -> Result<Vec<Uuid>> {
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let start: (DateTime<Utc>, Uuid) = key.unwrap_or((far(), Uuid::max()));
    let keys = match (state.is_some(), from.is_backwards()) {
        (true, false) => keys!(tx, staff, state, start, "w.state = $2", "<", "DESC"),
        (true, true) => keys!(tx, staff, state, start, "w.state = $2", ">", "ASC"),
        (false, false) => keys!(tx, staff, state, start, "$2::text IS NULL", "<", "DESC"),
        (false, true) => keys!(tx, staff, state, start, "$2::text IS NULL", ">", "ASC"),
    };
    Ok(keys?)
}

async fn by_ids(tx: &mut Tx, staff: &Staff, ids: &[Uuid]) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT w.id, w.provider, w.event_id, w.kind, w.object_ref, w.received_at, w.deliveries, w.state, w.note,
                  w.applied_at, p.id AS "payment_id?", p.reference AS "reference?"
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN webhook_inbox w ON w.id = wanted.id
           LEFT JOIN payment p ON p.provider = w.provider AND p.provider_ref = w.object_ref
           WHERE p.id IS NULL OR p.entity_id = $1 ORDER BY wanted.n"#,
        staff.entity_id.0,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Row {
                id: row.id,
                provider: row.provider,
                event_id: row.event_id,
                kind: row.kind,
                object_ref: row.object_ref,
                payment: row.payment_id.map(PaymentId).zip(row.reference),
                received_at: row.received_at,
                deliveries: row.deliveries,
                state: State::of(&row.state)
                    .ok_or_else(|| super::unknown("webhook_inbox.state"))?,
                note: row.note,
                applied_at: row.applied_at,
            })
        })
        .collect()
}

/// Those about one payment of the entity, newest first. The caller has found the payment.
pub(super) async fn about(
    tx: &mut Tx,
    provider: &str,
    provider_ref: &str,
    payment: (PaymentId, String),
) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        "SELECT id, provider, event_id, kind, object_ref, received_at, deliveries, state, note, applied_at
         FROM webhook_inbox WHERE provider = $1 AND object_ref = $2 ORDER BY received_at DESC, id DESC LIMIT 50",
        provider,
        provider_ref,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Row {
                id: row.id,
                provider: row.provider,
                event_id: row.event_id,
                kind: row.kind,
                object_ref: row.object_ref,
                payment: Some(payment.clone()),
                received_at: row.received_at,
                deliveries: row.deliveries,
                state: State::of(&row.state)
                    .ok_or_else(|| super::unknown("webhook_inbox.state"))?,
                note: row.note,
                applied_at: row.applied_at,
            })
        })
        .collect()
}

/// Reads one webhook, and its body as it came, as text.
pub async fn get(backend: &Backend, staff: &Staff, id: Uuid) -> Result<(Row, String)> {
    staff.may(Action::Webhooks)?;
    let mut tx = backend.db.worker().await?;
    let row = by_ids(&mut tx, staff, &[id]).await?.pop().ok_or(Error::NotFound)?;
    let raw = sqlx::query_scalar!("SELECT raw FROM webhook_inbox WHERE id = $1", id)
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok((row, String::from_utf8_lossy(&raw).into_owned()))
}

/// Lets a webhook that was given up be tried again.
pub async fn retry(backend: &Backend, staff: &Staff, id: Uuid) -> Result<()> {
    staff.may(Action::Webhooks)?;
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let row = by_ids(&mut tx, staff, &[id]).await?.pop().ok_or(Error::NotFound)?;
    let woken = sqlx::query!(
        "UPDATE webhook_inbox SET state = 'pending', note = '', applied_at = NULL
         WHERE id = $1 AND state = 'dead'",
        id,
    )
    .execute(&mut *tx)
    .await?;
    if woken.rows_affected() != 1 {
        return Err(Refusal::WrongState { state: row.state.code() }.into());
    }
    jobs::enqueue(&mut tx, &Job::ApplyWebhook { inbox_id: id }, now, now).await?;
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: None,
        name: "webhook.retried",
        subject: ("webhook", id),
        text: format!("{} let webhook {} be tried again", staff.name, row.event_id),
        data: serde_json::json!({}),
        for_buyer: false,
    };
    events::record(&mut tx, &Actor::Staff(staff.clone()), now, event).await?;
    tx.commit().await
}
