//! Reading how documents went.

use crate::{Backend, Buyer, Error, Result, Staff};
use chrono::{DateTime, Utc};
use domain::{
    access::Action, channel::Channel, dispatch::State, document::Kind, format::Format,
    ids::AccountId,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// How many of the latest letters are told.
const LETTERS: i64 = 24;

/// A document on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispatch {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub account_id: AccountId,
    /// The account's name.
    pub account: String,
    /// Of which kind.
    pub kind: Kind,
    /// The invoice's or the credit note's id.
    pub subject_id: Uuid,
    /// What people call it.
    pub number: String,
    /// Whose choice it follows, if one person's.
    pub person: Option<String>,
    /// As what it goes.
    pub format: Format,
    /// On which way.
    pub channel: Channel,
    /// To which address.
    pub target: Option<String>,
    /// How it stands.
    pub state: State,
    /// The channel's last words.
    pub answer: String,
    /// What the other side calls it.
    pub reference: Option<String>,
    /// What was issued.
    pub document: Option<Uuid>,
    /// The one that was refused, in whose place it goes.
    pub instead_of: Option<Uuid>,
    /// The one that was sent once more with it.
    pub again_of: Option<Uuid>,
    /// Who asked to.
    pub asked_by: Option<String>,
    /// Since when.
    pub queued_at: DateTime<Utc>,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
    /// When its way ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who has looked after it, if it was refused.
    pub settled: Option<Settled>,
}

/// What became of one that was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
    /// What.
    pub note: String,
}

/// A step on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// How it stood then.
    pub state: State,
    /// What was answered.
    pub answer: String,
}

impl Dispatch {
    /// What people call it where its kind is not said.
    pub fn called(&self) -> String {
        self.kind.called(&self.number)
    }

    /// Whether a person has to look.
    pub fn waits_for_somebody(&self) -> bool {
        self.state == State::Refused && self.settled.is_none()
    }
}

/// Reads dispatches as rows: from where, and which.
macro_rules! each_dispatch {
    ($from:literal, $which:literal, $($arg:expr),+ $(,)?) => {
        sqlx::query_as!(
            crate::dispatches::read::Row,
            r#"SELECT d.id, d.account_id, a.name AS account, d.kind, d.subject_id, d.number, c.name AS "person?", d.format,
                      d.channel, d.target, d.state, d.answer, d.reference, d.document_id, d.instead_of, d.again_of,
                      d.asked_by, d.queued_at, d.sent_at, d.ended_at, d.settled_at, d.settled_by, d.settled_note
               FROM "#
                + $from
                + " JOIN account a ON a.id = d.account_id
                    LEFT JOIN contact c ON c.account_id = d.account_id AND c.id = d.contact_id
                    WHERE "
                + $which,
            $($arg),+
        )
    };
}
pub(super) use each_dispatch;

pub(super) struct Row {
    pub id: Uuid,
    pub account_id: Uuid,
    pub account: String,
    pub kind: String,
    pub subject_id: Uuid,
    pub number: String,
    pub person: Option<String>,
    pub format: String,
    pub channel: String,
    pub target: Option<String>,
    pub state: String,
    pub answer: String,
    pub reference: Option<String>,
    pub document_id: Option<Uuid>,
    pub instead_of: Option<Uuid>,
    pub again_of: Option<Uuid>,
    pub asked_by: Option<String>,
    pub queued_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub settled_at: Option<DateTime<Utc>>,
    pub settled_by: Option<String>,
    pub settled_note: Option<String>,
}

impl Row {
    pub(super) fn read(self) -> Result<Dispatch> {
        let bug = || Error::bug("dispatch");
        let settled = match (self.settled_at, self.settled_by, self.settled_note) {
            (Some(at), Some(by), Some(note)) => Some(Settled { at, by, note }),
            _ => None,
        };
        Ok(Dispatch {
            id: self.id,
            account_id: AccountId(self.account_id),
            account: self.account,
            kind: Kind::of(&self.kind).ok_or_else(bug)?,
            subject_id: self.subject_id,
            number: self.number,
            person: self.person,
            format: Format::of(&self.format).ok_or_else(bug)?,
            channel: Channel::of(&self.channel).ok_or_else(bug)?,
            target: self.target,
            state: State::of(&self.state).ok_or_else(bug)?,
            answer: self.answer,
            reference: self.reference,
            document: self.document_id,
            instead_of: self.instead_of,
            again_of: self.again_of,
            asked_by: self.asked_by,
            queued_at: self.queued_at,
            sent_at: self.sent_at,
            ended_at: self.ended_at,
            settled,
        })
    }
}

/// How a document of an account went, newest first, as its people read it.
pub(crate) async fn for_buyer(
    tx: &mut PgConnection,
    account_id: AccountId,
    subject: Uuid,
) -> Result<Vec<Dispatch>> {
    let found = load(tx, account_id, subject).await?;
    Ok(found.into_iter().map(for_its_people).collect())
}

/// How a document went, with all that is known.
pub async fn of_subject(
    backend: &Backend,
    staff: &Staff,
    account_id: AccountId,
    subject: Uuid,
) -> Result<Vec<Dispatch>> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let found = load(&mut tx, account_id, subject).await?;
    tx.end();
    Ok(found)
}

/// The latest statements and reminders that went to the buyer's account, newest first, as its people read
/// them.
pub async fn letters(backend: &Backend, buyer: &Buyer) -> Result<Vec<Dispatch>> {
    buyer.may(Action::ViewAccount)?;
    let mut tx = backend.db.portal(buyer).await?;
    let rows = each_dispatch!(
        "dispatch d",
        "d.account_id = $1 AND d.kind IN ('statement', 'reminder') ORDER BY d.id DESC LIMIT $2",
        buyer.account_id.0,
        LETTERS,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    rows.into_iter().map(|row| Ok(for_its_people(row.read()?))).collect()
}

/// What channels answered is told to the seller's people only.
fn for_its_people(one: Dispatch) -> Dispatch {
    Dispatch { answer: String::new(), settled: None, ..one }
}

async fn load(
    tx: &mut PgConnection,
    account_id: AccountId,
    subject: Uuid,
) -> Result<Vec<Dispatch>> {
    let rows = each_dispatch!(
        "dispatch d",
        "d.account_id = $1 AND d.subject_id = $2 ORDER BY d.id DESC LIMIT 50",
        account_id.0,
        subject,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// One of the entity, with its steps, oldest first.
pub async fn one(backend: &Backend, staff: &Staff, id: Uuid) -> Result<(Dispatch, Vec<Step>)> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let row =
        each_dispatch!("dispatch d", "d.id = $1 AND d.entity_id = $2", id, staff.entity_id.0,)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(Error::NotFound)?;
    let steps = sqlx::query!(
        "SELECT at, state, answer FROM dispatch_step WHERE account_id = $1 AND dispatch_id = $2 ORDER BY seq",
        row.account_id,
        id,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    let steps = steps.into_iter().map(|step| {
        let state = State::of(&step.state).ok_or_else(|| Error::bug("dispatch_step.state"))?;
        Ok(Step { at: step.at, state, answer: step.answer })
    });
    Ok((row.read()?, steps.collect::<Result<_>>()?))
}
