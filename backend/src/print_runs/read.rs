//! Reading runs, what waits for one, and how much paper is spared.

use crate::{
    Backend, Error, Result, Staff,
    receivables::paging::{From, Key, Page},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    ids::AccountId,
    money::{Currency, Money},
    print_run::State,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How many rows a page has.
const PAGE_ROWS: usize = 50;

/// A run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// Who started it.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// How many documents it has.
    pub documents: i32,
    /// Where it stands.
    pub state: State,
    /// How many pages it has, once it is set.
    pub pages: Option<i32>,
    /// How long its file is.
    pub bytes: Option<i64>,
    /// The file's hash.
    pub sha256: Option<String>,
    /// When it was posted or undone.
    pub ended_at: Option<DateTime<Utc>>,
    /// By whom.
    pub ended_by: Option<String>,
}

/// What waits to be printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// How many documents.
    pub documents: i64,
    /// For how many accounts.
    pub accounts: i64,
}

struct Row {
    id: Uuid,
    asked_name: String,
    asked_at: DateTime<Utc>,
    documents: i32,
    state: String,
    pages: Option<i32>,
    bytes: Option<i64>,
    sha256: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    ended_by: Option<String>,
}

impl Row {
    fn read(self) -> Result<Run> {
        Ok(Run {
            id: self.id,
            asked_by: self.asked_name,
            asked_at: self.asked_at,
            documents: self.documents,
            state: State::of(&self.state).ok_or_else(|| Error::bug("print_run.state"))?,
            pages: self.pages,
            bytes: self.bytes,
            sha256: self.sha256,
            ended_at: self.ended_at,
            ended_by: self.ended_by,
        })
    }
}

/// The runs of the entity, newest first.
pub async fn list(backend: &Backend, staff: &Staff, from: &From) -> Result<Page<Run>> {
    staff.may(Action::ViewReceivables)?;
    let key = from.key().and_then(|key| Some((key.value.parse::<DateTime<Utc>>().ok()?, key.id)));
    let (at, id) = key.unzip();
    let most = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let mut tx = backend.db.staff(staff).await?;
    let rows = match from.is_backwards() {
        false => {
            sqlx::query_as!(
                Row,
                "SELECT id, asked_name, asked_at, documents, state, pages, bytes, sha256, ended_at, ended_by FROM print_run
                 WHERE entity_id = $1 AND ($2::timestamptz IS NULL OR (asked_at, id) < ($2, $3))
                 ORDER BY asked_at DESC, id DESC LIMIT $4",
                staff.entity_id.0,
                at,
                id,
                most,
            )
            .fetch_all(&mut *tx)
            .await?
        }
        true => {
            sqlx::query_as!(
                Row,
                "SELECT id, asked_name, asked_at, documents, state, pages, bytes, sha256, ended_at, ended_by FROM print_run
                 WHERE entity_id = $1 AND ($2::timestamptz IS NULL OR (asked_at, id) > ($2, $3))
                 ORDER BY asked_at, id LIMIT $4",
                staff.entity_id.0,
                at,
                id,
                most,
            )
            .fetch_all(&mut *tx)
            .await?
        }
    };
    tx.end();
    let rows = rows.into_iter().map(Row::read).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(rows, PAGE_ROWS, from, |run| Key::new(run.asked_at.to_rfc3339(), run.id)))
}

/// One of them.
pub async fn one(backend: &Backend, staff: &Staff, id: Uuid) -> Result<Run> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query_as!(
        Row,
        "SELECT id, asked_name, asked_at, documents, state, pages, bytes, sha256, ended_at, ended_by
         FROM print_run WHERE id = $1 AND entity_id = $2",
        id,
        staff.entity_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.end();
    row.read()
}

/// Its file, as it was set.
pub async fn file(backend: &Backend, staff: &Staff, id: Uuid) -> Result<Vec<u8>> {
    let run = one(backend, staff, id).await?;
    let sha256 = run.sha256.ok_or(Error::NotFound)?;
    let bytes = backend.files.get(id).await?;
    match hex::encode(Sha256::digest(&bytes)) == sha256 {
        true => Ok(bytes),
        false => Err(Error::bug(format!("the bytes of print run {id} are not what was set"))),
    }
}

/// What is in it, as CSV.
pub async fn manifest(backend: &Backend, staff: &Staff, id: Uuid) -> Result<String> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let manifest = sqlx::query_scalar!(
        "SELECT manifest FROM print_run WHERE id = $1 AND entity_id = $2",
        id,
        staff.entity_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .flatten();
    tx.end();
    manifest.ok_or(Error::NotFound)
}

/// What waits for the next run.
pub async fn waiting(backend: &Backend, staff: &Staff) -> Result<Waiting> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        r#"SELECT count(*) AS "documents!", count(DISTINCT account_id) AS "accounts!" FROM dispatch
           WHERE entity_id = $1 AND channel = 'print' AND state = 'queued' AND print_run_id IS NULL AND document_id IS NOT NULL"#,
        staff.entity_id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.end();
    Ok(Waiting { documents: row.documents, accounts: row.accounts })
}

/// How many letters were not printed since customers left paper, of the entity or of one account, and what
/// they would have cost at what a letter costs today.
pub async fn spared(
    backend: &Backend,
    staff: &Staff,
    account: Option<AccountId>,
) -> Result<(i64, Money)> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        r#"SELECT e.currency, coalesce(sum(s.letters), 0)::bigint AS "letters!",
                  coalesce(sum(s.letters * coalesce(c.cost_minor, 0)), 0)::bigint AS "cost!"
           FROM entity e
           LEFT JOIN (SELECT kind, count(*) AS letters FROM dispatch
                      WHERE entity_id = $1 AND spared_paper AND ($2::uuid IS NULL OR account_id = $2)
                      GROUP BY kind) s ON true
           LEFT JOIN document_cost c ON c.entity_id = e.id AND c.kind = s.kind AND c.channel = 'print'
           WHERE e.id = $1 GROUP BY e.currency"#,
        staff.entity_id.0,
        account.map(|id| id.0),
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.end();
    let currency: Currency = row.currency.parse()?;
    Ok((row.letters, Money::new(row.cost, currency)))
}
