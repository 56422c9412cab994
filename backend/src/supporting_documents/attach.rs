//! Attaching a paper.

use crate::{
    Backend,
    actor::{Actor, Staff},
    error::{Error, Result},
    events::{self, NewEvent},
    files::{self, Carrier, Checked},
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    access::Action,
    conversation::Side,
    ids::{AccountId, SupportingDocumentId},
    supporting_document::{self, About, Kind, MOST},
};
use sqlx::PgConnection;

/// A paper that is to be attached. The id is made by the form, so the same form attaches one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct New {
    /// Its id.
    pub id: SupportingDocumentId,
    /// To what.
    pub about: About,
    /// What it is.
    pub kind: Kind,
    /// The last day on which it holds.
    pub valid_until: Option<NaiveDate>,
    /// What is in it: one file or more.
    pub files: Vec<Checked>,
}

/// What papers are attached to, as the entity knows it.
pub(super) struct Named {
    pub account_id: AccountId,
    /// What people call it in a sentence.
    pub name: String,
}

/// Whether a member of staff may attach papers there: refused by their role, and not found where there
/// is no such thing of their entity. Says whose account it is. Asked before what they send is read.
pub async fn may_attach(backend: &Backend, staff: &Staff, about: About) -> Result<AccountId> {
    staff.may(Action::Write)?;
    let mut tx = backend.db.staff(staff).await?;
    let named = named(&mut tx, staff, about).await?;
    tx.end();
    Ok(named.account_id)
}

/// Attaches a paper. From then on the customer can read it.
pub async fn attach(backend: &Backend, staff: &Staff, new: &New) -> Result<()> {
    staff.may(Action::Write)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let named = named(&mut tx, staff, new.about).await?;
    if was_attached(&mut tx, staff, new).await? {
        return Ok(());
    }
    let today = backend.clock.today(&staff.time_zone);
    supporting_document::check(new.kind, new.about, new.valid_until, today)?;
    if new.files.is_empty() {
        return Err(Refusal::field("files", "Choose the file to attach.").into());
    }
    has_room(&mut tx, named.account_id, new.about).await?;
    if !insert(&mut tx, staff, new, named.account_id, now).await? {
        // The same form at the same moment, or another one's id.
        return if was_attached(&mut tx, staff, new).await? {
            Ok(())
        } else {
            Err(Refusal::KeyReused.into())
        };
    }
    let place = files::Place {
        entity_id: staff.entity_id,
        account_id: named.account_id,
        side: Side::Seller,
        by: staff.user_id,
        at: now,
    };
    files::attach(&mut tx, &place, Carrier::Paper(new.id), &new.files).await?;
    let event = event(staff, &named, new.about, new.id, (new.kind, true));
    events::record(&mut tx, &Actor::Staff(staff.clone()), now, event).await?;
    tx.commit().await
}

/// What it is about, if it is the entity's.
pub(super) async fn named(tx: &mut PgConnection, staff: &Staff, about: About) -> Result<Named> {
    let (account_id, number) = match about {
        About::Account(id) => {
            let found = sqlx::query_scalar!(
                "SELECT id FROM account WHERE entity_id = $1 AND id = $2",
                staff.entity_id.0,
                id.0,
            );
            (found.fetch_optional(tx).await?.ok_or(Error::NotFound)?, None)
        }
        About::Invoice(id) => {
            let found = sqlx::query!(
                "SELECT account_id, number FROM invoice WHERE entity_id = $1 AND id = $2",
                staff.entity_id.0,
                id.0,
            );
            let row = found.fetch_optional(tx).await?.ok_or(Error::NotFound)?;
            (row.account_id, Some(row.number))
        }
    };
    let name = number.unwrap_or_else(|| "the account".to_owned());
    Ok(Named { account_id: AccountId(account_id), name })
}

/// Whether this form was there before; refused where its id is that of something else.
async fn was_attached(tx: &mut PgConnection, staff: &Staff, new: &New) -> Result<bool> {
    let known = sqlx::query!(
        "SELECT account_id, invoice_id, kind FROM supporting_document WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        new.id.0,
    )
    .fetch_optional(tx)
    .await?;
    let Some(known) = known else { return Ok(false) };
    let is_there = match new.about {
        About::Invoice(id) => known.invoice_id == Some(id.0),
        About::Account(id) => known.invoice_id.is_none() && known.account_id == id.0,
    };
    let same = is_there && known.kind == new.kind.code();
    if same { Ok(true) } else { Err(Refusal::KeyReused.into()) }
}

async fn has_room(tx: &mut PgConnection, account_id: AccountId, about: About) -> Result<()> {
    let count = sqlx::query_scalar!(
        r#"SELECT CASE WHEN $2::uuid IS NULL
                       THEN (SELECT count(*) FROM supporting_document
                             WHERE account_id = $1 AND invoice_id IS NULL AND removed_at IS NULL)
                       ELSE (SELECT count(*) FROM supporting_document
                             WHERE account_id = $1 AND invoice_id = $2 AND removed_at IS NULL) END AS "count!""#,
        account_id.0,
        invoice_of(about),
    )
    .fetch_one(tx)
    .await?;
    if count >= MOST {
        let words = format!("There are {MOST} papers already. Remove what nobody needs.");
        return Err(Refusal::field("files", words).into());
    }
    Ok(())
}

fn invoice_of(about: About) -> Option<uuid::Uuid> {
    match about {
        About::Invoice(id) => Some(id.0),
        About::Account(_) => None,
    }
}

/// Writes the row, if the id is free.
async fn insert(
    tx: &mut PgConnection,
    staff: &Staff,
    new: &New,
    account_id: AccountId,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<bool> {
    let written = sqlx::query!(
        "INSERT INTO supporting_document (id, entity_id, account_id, invoice_id, kind, valid_until, attached_by,
                                          attached_name, attached_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
        new.id.0,
        staff.entity_id.0,
        account_id.0,
        invoice_of(new.about),
        new.kind.code(),
        new.valid_until,
        staff.user_id.0,
        staff.name,
        now,
    )
    .execute(tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// That a paper came, or went. The names of its files are not in it: what is removed may have been
/// attached to the wrong customer.
pub(super) fn event(
    staff: &Staff,
    named: &Named,
    about: About,
    id: SupportingDocumentId,
    (kind, came): (Kind, bool),
) -> NewEvent {
    let subject = match about {
        About::Invoice(id) => ("invoice", id.0),
        About::Account(id) => ("account", id.0),
    };
    let (by, what, name) = (&staff.name, kind.in_words(), &named.name);
    let (event, text) = match came {
        true => ("supporting_document.attached", format!("{by} attached {what} to {name}")),
        false => ("supporting_document.removed", format!("{by} removed {what} from {name}")),
    };
    NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(named.account_id),
        name: event,
        subject,
        text,
        data: serde_json::json!({ "supporting_document_id": id, "kind": kind.code() }),
        for_buyer: true,
    }
}
