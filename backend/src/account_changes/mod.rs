//! Changes of an account's own data that its people make: where invoices go, and who is written to.
//! What the entity confirms, and what is only proposed, waits for its staff; both sides see it.

mod ask;
mod decide;
mod read;

pub use ask::{Asked, NewChange, ask};
pub use decide::{Confirms, confirms, decide, set_confirms};
pub use read::{AtAccount, Change, Offer, get, list, offer, waiting};

pub(crate) use read::of_account;

use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use domain::{
    account_change::{Address, Person},
    ids::{AccountChangeId, AccountId, ContactId},
};
use sqlx::PgConnection;

/// What is to be changed into what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Where invoices go.
    Address(Address),
    /// Whom we write to: somebody who is on file, or somebody new.
    Contact(Option<ContactId>, Person),
}

impl Subject {
    fn kind(&self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::Contact(..) => "contact",
        }
    }

    fn contact_id(&self) -> Option<ContactId> {
        match self {
            Self::Address(_) => None,
            Self::Contact(id, _) => *id,
        }
    }

    fn json(&self) -> Result<serde_json::Value> {
        let json = match self {
            Self::Address(address) => serde_json::to_value(address),
            Self::Contact(_, person) => serde_json::to_value(person),
        };
        json.map_err(|error| Error::caused("writing a change down", error))
    }

    /// What it is, in the middle of a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::Address(address) => {
                format!("the address on invoices to {}, {}", address.street, address.city)
            }
            Self::Contact(None, person) => {
                format!("a contact: {} ({})", person.name, person.email)
            }
            Self::Contact(Some(_), person) => {
                format!("the contact {} ({})", person.name, person.email)
            }
        }
    }
}

/// Makes a change: what is on file is from now on what was wanted. A contact who is new gets the id of
/// the change.
async fn apply(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: AccountChangeId,
    subject: &Subject,
    at: DateTime<Utc>,
) -> Result<()> {
    let changed = match subject {
        Subject::Address(address) => sqlx::query!(
            "UPDATE account SET address = $2, city = $3, version = version + 1 WHERE id = $1",
            account_id.0,
            address.street,
            address.city,
        )
        .execute(tx)
        .await?,
        Subject::Contact(Some(contact), person) => sqlx::query!(
            "UPDATE contact SET name = $3, email = $4, phone = $5, version = version + 1 WHERE account_id = $1 AND id = $2",
            account_id.0,
            contact.0,
            person.name,
            person.email,
            person.phone,
        )
        .execute(tx)
        .await?,
        Subject::Contact(None, person) => sqlx::query!(
            "INSERT INTO contact (id, account_id, name, email, phone, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            id.0,
            account_id.0,
            person.name,
            person.email,
            person.phone,
            at,
        )
        .execute(tx)
        .await?,
    };
    if changed.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// What is on file now, and its version; nothing of somebody new.
async fn on_file(
    tx: &mut PgConnection,
    account_id: AccountId,
    subject: &Subject,
) -> Result<Option<(Subject, i64)>> {
    match subject {
        Subject::Address(_) => {
            let row = sqlx::query!(
                "SELECT address, city, version FROM account WHERE id = $1",
                account_id.0
            )
            .fetch_optional(tx)
            .await?
            .ok_or(Error::NotFound)?;
            let address = Address { street: row.address, city: row.city };
            Ok(Some((Subject::Address(address), row.version)))
        }
        Subject::Contact(None, _) => Ok(None),
        Subject::Contact(Some(id), _) => {
            let row = sqlx::query!(
                "SELECT name, email, phone, version FROM contact WHERE account_id = $1 AND id = $2",
                account_id.0,
                id.0,
            )
            .fetch_optional(tx)
            .await?
            .ok_or(Error::NotFound)?;
            let person = Person { name: row.name, email: row.email, phone: row.phone };
            Ok(Some((Subject::Contact(Some(*id), person), row.version)))
        }
    }
}
