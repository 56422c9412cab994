//! Asking for several documents. Which ones they are is settled now: what is issued later is in the
//! next bundle.

use crate::{
    Backend,
    actor::{Actor, Buyer},
    error::{Error, Result},
    events::{self, NewEvent},
    jobs::{self, Job},
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    access::Action,
    bundle, calendar,
    format::Format,
    ids::{BundleId, InvoiceId},
};
use sqlx::PgConnection;

/// Which invoices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Which {
    /// These, in this order.
    These(Vec<InvoiceId>),
    /// Those issued from one day to another.
    Issued(NaiveDate, NaiveDate),
}

/// A bundle that is asked for. The id is made by the form, so the same form asks once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct New {
    /// Its id.
    pub id: BundleId,
    /// Which invoices.
    pub which: Which,
    /// In which format.
    pub format: Format,
}

/// Asks for it. A job makes it.
pub async fn ask(backend: &Backend, buyer: &Buyer, new: &New) -> Result<()> {
    buyer.may(Action::ViewAccount)?;
    if buyer.seen_by_staff.is_some() {
        return Err(Refusal::RoleLacks { role: buyer.role.label() }.into());
    }
    let now = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    if was_asked(&mut tx, buyer, new.id).await? {
        return Ok(());
    }
    let ids = chosen(&mut tx, buyer, &new.which).await?;
    bundle::of_many(ids.len())?;
    refuse_too_many(&mut tx, buyer).await?;
    let what = words(&new.which, ids.len());
    sqlx::query!(
        "INSERT INTO bundle (id, entity_id, account_id, asked_by, asked_name, asked_at, what, format, documents, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')",
        new.id.0,
        buyer.entity_id.0,
        buyer.account_id.0,
        buyer.user_id.0,
        buyer.name,
        now,
        what,
        new.format.code(),
        i32::try_from(ids.len()).unwrap_or(i32::MAX),
    )
    .execute(&mut *tx)
    .await?;
    keep(&mut tx, buyer, new.id, &ids).await?;
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "bundle.asked",
        subject: ("bundle", new.id.0),
        text: format!("{} asked for {what} as {}", buyer.name, new.format.label()),
        data: serde_json::json!({ "documents": ids.len(), "format": new.format.code() }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), now, event).await?;
    jobs::enqueue(&mut tx, &Job::MakeBundle { bundle_id: new.id }, now, now).await?;
    tx.commit().await
}

/// The same form, sent again.
async fn was_asked(tx: &mut PgConnection, buyer: &Buyer, id: BundleId) -> Result<bool> {
    let known = sqlx::query_scalar!(
        "SELECT id FROM bundle WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?;
    Ok(known.is_some())
}

/// Their ids. One that is not the account's is not there.
async fn chosen(tx: &mut PgConnection, buyer: &Buyer, which: &Which) -> Result<Vec<InvoiceId>> {
    let account_id = buyer.account_id.0;
    match which {
        Which::These(ids) => {
            bundle::of_many(ids.len())?;
            let wanted: Vec<_> = ids.iter().map(|id| id.0).collect();
            let there = sqlx::query_scalar!(
                r#"SELECT count(*) AS "count!" FROM invoice WHERE account_id = $1 AND id = ANY ($2)"#,
                account_id,
                &wanted,
            )
            .fetch_one(tx)
            .await?;
            if usize::try_from(there).ok() != Some(ids.len()) {
                return Err(Error::NotFound);
            }
            Ok(ids.clone())
        }
        Which::Issued(from, to) => {
            let (from, to) = bundle::period(*from, *to)?;
            let most = i64::try_from(bundle::MOST).unwrap_or(i64::MAX) + 1;
            let ids = sqlx::query_scalar!(
                "SELECT id FROM invoice WHERE account_id = $1 AND issued_on BETWEEN $2 AND $3
                 ORDER BY issued_on, id LIMIT $4",
                account_id,
                from,
                to,
                most,
            )
            .fetch_all(tx)
            .await?;
            Ok(ids.into_iter().map(InvoiceId).collect())
        }
    }
}

/// Each of them takes a worker's time.
async fn refuse_too_many(tx: &mut PgConnection, buyer: &Buyer) -> Result<()> {
    let under_way = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM bundle WHERE account_id = $1 AND state IN ('waiting', 'making')"#,
        buyer.account_id.0,
    )
    .fetch_one(tx)
    .await?;
    if under_way >= bundle::MOST_AT_ONCE {
        let words = "Three files are being made for you already. Wait for one of them, or stop it.";
        return Err(Refusal::field("which", words).into());
    }
    Ok(())
}

async fn keep(tx: &mut PgConnection, buyer: &Buyer, id: BundleId, ids: &[InvoiceId]) -> Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "INSERT INTO bundle_invoice (account_id, bundle_id, seq, invoice_id)
         SELECT $1, $2, place::int, id FROM unnest($3::uuid[]) WITH ORDINALITY AS chosen (id, place)",
        buyer.account_id.0,
        id.0,
        &ids,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Which ones, for people.
fn words(which: &Which, count: usize) -> String {
    let many = if count == 1 { "1 invoice".to_owned() } else { format!("{count} invoices") };
    match which {
        Which::These(_) => many,
        Which::Issued(from, to) => {
            format!("{many}, issued {} to {}", calendar::medium(*from), calendar::medium(*to))
        }
    }
}
