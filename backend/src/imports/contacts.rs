//! People at the customers: matched by account and e-mail address.

use super::{
    cells::{Cells, NAME_LETTERS, NUMBER_LETTERS},
    document::{Circumstances, Defaults, Document, Read, Tally},
    lookups::{self, UNKNOWN_ACCOUNT},
    problems::Findings,
};
use crate::{
    error::Result,
    events::{self, NewEvent},
};
use chrono::NaiveDate;
use domain::{account_change::looks_like_email, ids::AccountId};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The longest e-mail address (RFC 5321, 4.5.3.1.3).
const EMAIL_LETTERS: usize = 254;

/// A person, as a file says. What is not there stays as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Contact {
    account: String,
    email: String,
    name: String,
    phone: Option<Option<String>>,
    job: Option<String>,
    receives_reminders: Option<bool>,
}

/// A row of the table, as it is or as it shall be.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Stored {
    id: Uuid,
    account_id: Uuid,
    name: String,
    email: String,
    phone: Option<String>,
    job: String,
    receives_reminders: bool,
}

impl Document for Contact {
    fn read(cells: &mut Cells<'_>, _: &Defaults) -> Option<Self> {
        let email = cells.needed("email", EMAIL_LETTERS);
        if email.as_deref().is_some_and(|email| !looks_like_email(email)) {
            cells.refuse("email", "This is not an e-mail address.");
        }
        Some(Self {
            account: cells.needed("account", NUMBER_LETTERS)?,
            email: email?.to_lowercase(),
            name: cells.needed("name", NAME_LETTERS)?,
            phone: cells.has("phone").then(|| cells.text("phone", 40)),
            job: cells.has("job").then(|| cells.text("job", NAME_LETTERS).unwrap_or_default()),
            receives_reminders: cells.flag("receives_reminders"),
        })
    }

    fn key(&self) -> String {
        format!("{}\n{}", self.account, self.email)
    }

    fn known_on(&self) -> Option<NaiveDate> {
        None
    }

    async fn load(
        tx: &mut PgConnection,
        run: &Circumstances,
        batch: &[Read<Self>],
        findings: &mut Findings,
    ) -> Result<Tally> {
        let numbers = batch.iter().map(|read| read.document.account.as_str());
        let accounts = lookups::accounts(tx, run.entity_id, numbers).await?;
        let ids: Vec<Uuid> = accounts.values().map(|account| account.id.0).collect();
        let mut known = stored(tx, &ids, batch).await?;
        let mut tally = Tally::default();
        for read in batch {
            let contact = &read.document;
            let Some(account) = accounts.get(&contact.account) else {
                run.refuse(findings, read.row_no, "account", &contact.account, UNKNOWN_ACCOUNT);
                tally.refused += 1;
                continue;
            };
            let before = known.remove(&(account.id.0, contact.email.clone()));
            let after = contact.applied_to(before.as_ref(), account.id);
            let name = match &before {
                None => "contact.created",
                Some(before) if *before == after => {
                    tally.unchanged += 1;
                    continue;
                }
                Some(_) => "contact.updated",
            };
            if before.is_none() {
                tally.created += 1;
            } else {
                tally.updated += 1;
            }
            if !run.dry_run {
                store(tx, run, &after).await?;
                record(tx, run, name, &after).await?;
            }
        }
        Ok(tally)
    }
}

impl Contact {
    fn applied_to(&self, before: Option<&Stored>, account_id: AccountId) -> Stored {
        let base = before.cloned().unwrap_or_else(|| Stored {
            id: Uuid::now_v7(),
            account_id: account_id.0,
            name: String::new(),
            email: self.email.clone(),
            phone: None,
            job: String::new(),
            receives_reminders: true,
        });
        Stored {
            name: self.name.clone(),
            phone: self.phone.clone().unwrap_or(base.phone),
            job: self.job.clone().unwrap_or(base.job),
            receives_reminders: self.receives_reminders.unwrap_or(base.receives_reminders),
            ..base
        }
    }
}

async fn stored(
    tx: &mut PgConnection,
    accounts: &[Uuid],
    batch: &[Read<Contact>],
) -> Result<HashMap<(Uuid, String), Stored>> {
    let emails: Vec<String> = batch.iter().map(|read| read.document.email.clone()).collect();
    let rows = sqlx::query_as!(
        Stored,
        "SELECT id, account_id, name, email, phone, job, receives_reminders FROM contact
         WHERE account_id = ANY ($1) AND lower(email) = ANY ($2)",
        accounts,
        &emails,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.account_id, row.email.to_lowercase()), row)).collect())
}

async fn store(tx: &mut PgConnection, run: &Circumstances, contact: &Stored) -> Result<()> {
    sqlx::query!(
        "INSERT INTO contact AS c (id, account_id, name, email, phone, job, receives_reminders, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, phone = EXCLUDED.phone, job = EXCLUDED.job,
             receives_reminders = EXCLUDED.receives_reminders, version = c.version + 1
         WHERE c.account_id = EXCLUDED.account_id",
        contact.id,
        contact.account_id,
        contact.name,
        contact.email,
        contact.phone,
        contact.job,
        contact.receives_reminders,
        run.now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn record(
    tx: &mut PgConnection,
    run: &Circumstances,
    name: &'static str,
    contact: &Stored,
) -> Result<()> {
    let done = if name == "contact.created" { "added" } else { "changed" };
    let event = NewEvent {
        entity_id: Some(run.entity_id),
        account_id: Some(AccountId(contact.account_id)),
        name,
        subject: ("contact", contact.id),
        text: format!("Contact {} ({}) {done}", contact.name, contact.email),
        data: json!({}),
        for_buyer: false,
    };
    events::record(tx, &run.actor, run.now, event).await
}
