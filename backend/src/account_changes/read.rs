//! Reading changes, and what is on file, as the forms need it.

use super::{Confirms, Subject, decide, on_file};
use crate::{
    Backend,
    actor::{Buyer, Staff},
    error::{Error, Result},
    receivables::paging::{From, Key, Page},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    account_change::{Person, State},
    ids::{AccountChangeId, AccountId, ContactId},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// How many changes of an account are shown: those that wait, and the latest of the others.
const SHOWN: i64 = 30;
/// Rows of a page.
const ROWS: usize = 50;

/// A change, asked for or made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its id.
    pub id: AccountChangeId,
    /// What there was; none of somebody new.
    pub was: Option<Subject>,
    /// What shall be.
    pub wanted: Subject,
    /// Where it stands.
    pub state: State,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Who of the seller decided; none where it needed nobody.
    pub decided_by: Option<String>,
    /// When it was decided or made.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// A change, and whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AtAccount {
    /// Whose.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// The change.
    pub change: Change,
}

/// What a form shows of what is on file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// What there is.
    pub subject: Subject,
    /// Its version, which the form carries.
    pub version: i64,
    /// Whether whoever asks makes the change at once.
    pub at_once: bool,
}

struct Row {
    id: Uuid,
    kind: String,
    contact_id: Option<Uuid>,
    was: Option<serde_json::Value>,
    wanted: serde_json::Value,
    state: String,
    asked_name: String,
    asked_at: DateTime<Utc>,
    decided_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    reason: Option<String>,
}

impl TryFrom<Row> for Change {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let contact = row.contact_id.map(ContactId);
        let subject = |json: serde_json::Value| {
            let read = match row.kind.as_str() {
                "address" => serde_json::from_value(json).map(Subject::Address),
                _ => serde_json::from_value(json).map(|person| Subject::Contact(contact, person)),
            };
            read.map_err(|error| Error::caused("reading a change", error))
        };
        Ok(Self {
            id: row.id.into(),
            was: row.was.map(subject).transpose()?,
            wanted: subject(row.wanted)?,
            state: State::of(&row.state).ok_or_else(|| Error::bug("account_change.state"))?,
            asked_by: row.asked_name,
            asked_at: row.asked_at,
            decided_by: row.decided_name,
            decided_at: row.decided_at,
            reason: row.reason,
        })
    }
}

/// The changes of the buyer's account, those that wait first, then the latest.
pub async fn list(backend: &Backend, buyer: &Buyer) -> Result<Vec<Change>> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let changes = of_account(&mut tx, buyer.account_id).await?;
    tx.end();
    Ok(changes)
}

/// The changes of an account, as far as the role of the transaction may see it.
pub(crate) async fn of_account(tx: &mut PgConnection, id: AccountId) -> Result<Vec<Change>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, kind, contact_id, was, wanted, state, asked_name, asked_at, decided_name, decided_at, reason
         FROM account_change WHERE account_id = $1
         ORDER BY state = 'pending' DESC, asked_at DESC, id DESC LIMIT $2",
        id.0,
        SHOWN,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Change::try_from).collect()
}

/// What is on file: the address, a contact, or nothing yet of somebody new.
pub async fn offer(backend: &Backend, buyer: &Buyer, of: Subject) -> Result<Offer> {
    buyer.may(Action::Ask)?;
    let mut tx = backend.db.portal(buyer).await?;
    let Confirms { address, contacts } = decide::read(&mut tx, buyer.entity_id).await?;
    let found = on_file(&mut tx, buyer.account_id, &of).await?;
    tx.end();
    let is_confirmed = if matches!(of, Subject::Address(_)) { address } else { contacts };
    let (subject, version) = found.unwrap_or((Subject::Contact(None, Person::default()), 0));
    Ok(Offer { subject, version, at_once: buyer.can(Action::ManageAccount) && !is_confirmed })
}

/// One change of the entity's accounts.
pub async fn get(backend: &Backend, staff: &Staff, id: AccountChangeId) -> Result<AtAccount> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let change = one(&mut tx, staff, id).await?;
    tx.end();
    Ok(change)
}

pub(super) async fn one(
    tx: &mut PgConnection,
    staff: &Staff,
    id: AccountChangeId,
) -> Result<AtAccount> {
    let mut found = at_accounts(tx, staff, &[id.0]).await?;
    found.pop().ok_or(Error::NotFound)
}

async fn at_accounts(tx: &mut PgConnection, staff: &Staff, ids: &[Uuid]) -> Result<Vec<AtAccount>> {
    let rows = sqlx::query!(
        "SELECT c.id, c.account_id, a.name, c.kind, c.contact_id, c.was, c.wanted, c.state, c.asked_name, c.asked_at,
                c.decided_name, c.decided_at, c.reason
         FROM unnest($2::uuid[]) WITH ORDINALITY AS k (id, n)
         JOIN account_change c ON c.entity_id = $1 AND c.id = k.id
         JOIN account a ON a.id = c.account_id
         ORDER BY k.n",
        staff.entity_id.0,
        ids,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let change = Row {
                id: row.id,
                kind: row.kind,
                contact_id: row.contact_id,
                was: row.was,
                wanted: row.wanted,
                state: row.state,
                asked_name: row.asked_name,
                asked_at: row.asked_at,
                decided_name: row.decided_name,
                decided_at: row.decided_at,
                reason: row.reason,
            };
            let (account_id, account_name) = (row.account_id.into(), row.name);
            Ok(AtAccount { account_id, account_name, change: change.try_into()? })
        })
        .collect()
}

/// A page of the changes that wait for the entity, the longest first.
pub async fn waiting(backend: &Backend, staff: &Staff, from: &From) -> Result<Page<AtAccount>> {
    const ONE_MORE: i64 = ROWS as i64 + 1;
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let ids = if from.is_backwards() {
        let far = DateTime::from_timestamp(32_503_680_000, 0).unwrap_or(DateTime::UNIX_EPOCH);
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((far, Uuid::max()));
        sqlx::query_scalar!(
            "SELECT id FROM account_change WHERE entity_id = $1 AND state = 'pending' AND (asked_at, id) < ($2, $3)
             ORDER BY asked_at DESC, id DESC LIMIT $4",
            staff.entity_id.0,
            at,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut *tx)
        .await?
    } else {
        let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
        sqlx::query_scalar!(
            "SELECT id FROM account_change WHERE entity_id = $1 AND state = 'pending' AND (asked_at, id) > ($2, $3)
             ORDER BY asked_at, id LIMIT $4",
            staff.entity_id.0,
            at,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut *tx)
        .await?
    };
    let rows = at_accounts(&mut tx, staff, &ids).await?;
    tx.end();
    Ok(Page::cut(rows, ROWS, from, |row| {
        Key::new(row.change.asked_at.to_rfc3339(), row.change.id.0)
    }))
}
