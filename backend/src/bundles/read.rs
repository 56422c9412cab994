//! Bundles of an account: the list, one of them, what is in its file, and stopping one.

use super::At;
use crate::{
    Backend,
    error::{Error, Result},
    events::{self, NewEvent},
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{
    bundle::{Shape, State},
    format::Format,
    ids::BundleId,
};
use futures_util::stream::BoxStream;
use uuid::Uuid;

/// A bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bundle {
    /// Its id.
    pub id: BundleId,
    /// Which documents, in words.
    pub what: String,
    /// In which format.
    pub format: Format,
    /// As how many files.
    pub shape: Shape,
    /// How many documents.
    pub documents: i32,
    /// Where it stands.
    pub state: State,
    /// How many are made.
    pub done: i32,
    /// How many the format refused.
    pub refused: i32,
    /// How large it is.
    pub bytes: Option<i64>,
    /// Who asked for it.
    pub asked_name: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When its days are over.
    pub gone_at: Option<DateTime<Utc>>,
}

struct Row {
    id: Uuid,
    what: String,
    format: String,
    shape: String,
    documents: i32,
    state: String,
    done: i32,
    refused: i32,
    bytes: Option<i64>,
    asked_name: String,
    asked_at: DateTime<Utc>,
    gone_at: Option<DateTime<Utc>>,
}

impl Row {
    /// One whose days are over is gone, even if nobody has swept it away yet.
    fn read(self, now: DateTime<Utc>) -> Result<Bundle> {
        let state = State::of(&self.state).ok_or_else(|| Error::bug("bundle.state"))?;
        let is_over = state == State::Ready && self.gone_at.is_none_or(|end| end <= now);
        Ok(Bundle {
            id: self.id.into(),
            what: self.what,
            format: Format::of(&self.format).ok_or_else(|| Error::bug("bundle.format"))?,
            shape: Shape::of(&self.shape).ok_or_else(|| Error::bug("bundle.shape"))?,
            documents: self.documents,
            state: if is_over { State::Gone } else { state },
            done: self.done,
            refused: self.refused,
            bytes: self.bytes,
            asked_name: self.asked_name,
            asked_at: self.asked_at,
            gone_at: self.gone_at,
        })
    }
}

/// The account's bundles before one of them, the newest first, at most so many.
pub async fn list(
    backend: &Backend,
    at: At<'_>,
    before: Option<BundleId>,
    most: i64,
) -> Result<Vec<Bundle>> {
    at.may_read()?;
    let mut tx = at.begin(backend).await?;
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, what, format, shape, documents, state, done, refused, bytes, asked_name, asked_at, gone_at
         FROM bundle b
         WHERE account_id = $1
           AND ($2::uuid IS NULL OR (asked_at, id) < (SELECT l.asked_at, l.id FROM bundle l WHERE l.account_id = $1 AND l.id = $2))
         ORDER BY asked_at DESC, id DESC LIMIT $3",
        at.account_id().0,
        before.map(|id| id.0),
        most,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    rows.into_iter().map(|row| row.read(backend.clock.now())).collect()
}

/// A bundle of the account.
pub async fn get(backend: &Backend, at: At<'_>, id: BundleId) -> Result<Bundle> {
    at.may_read()?;
    let mut tx = at.begin(backend).await?;
    let row = sqlx::query_as!(
        Row,
        "SELECT id, what, format, shape, documents, state, done, refused, bytes, asked_name, asked_at, gone_at
         FROM bundle WHERE account_id = $1 AND id = $2",
        at.account_id().0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.end();
    row.read(backend.clock.now())
}

/// It, and what is in its file, piece by piece. One that is not ready has none.
pub async fn open(
    backend: &Backend,
    at: At<'_>,
    id: BundleId,
) -> Result<(Bundle, BoxStream<'static, object_store::Result<Bytes>>)> {
    let bundle = get(backend, at, id).await?;
    if bundle.state != State::Ready {
        return Err(Error::NotFound);
    }
    let stream = backend.files.stream(id.0).await?;
    Ok((bundle, stream))
}

/// Stops one that is being made. One that has ended stays as it is.
pub async fn stop(backend: &Backend, at: At<'_>, id: BundleId) -> Result<()> {
    at.may_ask()?;
    let bundle = get(backend, at, id).await?;
    let now = backend.clock.now();
    let mut tx = at.begin(backend).await?;
    let stopped = sqlx::query!(
        "UPDATE bundle SET state = 'stopped' WHERE account_id = $1 AND id = $2 AND state IN ('waiting', 'making')",
        at.account_id().0,
        id.0,
    )
    .execute(&mut *tx)
    .await?;
    if stopped.rows_affected() == 0 {
        return Ok(());
    }
    let event = NewEvent {
        entity_id: Some(at.entity_id()),
        account_id: Some(at.account_id()),
        name: "bundle.stopped",
        subject: ("bundle", id.0),
        text: format!("{} stopped a file with {}", at.name(), bundle.what),
        data: serde_json::json!({}),
        for_buyer: matches!(at, At::Own(_)),
    };
    events::record(&mut tx, &at.actor(), now, event).await?;
    tx.commit().await
}
