//! Writing payments that have arrived: a batch takes the same few statements, and one for each part
//! that is applied.

use super::{document::Circumstances, items::Part, payments::Payment};
use crate::{
    allocations::{self, Application, Source},
    dispatches,
    error::{Error, Result},
    events::{self, NewEvent},
    gateways::clock,
    ledger::{self, Posting},
};
use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use domain::{
    Money,
    document::Kind,
    ids::{AccountId, OpenItemId, PaymentId},
    ledger as books,
};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where imported payments say they come from.
pub(super) const PROVIDER: &str = "import";

/// A payment that has arrived, and where it goes.
#[derive(Debug)]
pub(super) struct Arrived<'a> {
    id: PaymentId,
    account_id: AccountId,
    hash: String,
    payment: &'a Payment,
    /// By item: several rows may name one invoice.
    parts: BTreeMap<OpenItemId, Part>,
}

impl<'a> Arrived<'a> {
    pub fn of(payment: &'a Payment, account_id: AccountId, hash: &str, parts: Vec<Part>) -> Self {
        let mut by_item: BTreeMap<OpenItemId, Part> = BTreeMap::new();
        for part in parts {
            by_item
                .entry(part.open_item_id)
                .and_modify(|known| {
                    known.amount_minor += part.amount_minor;
                    known.discount_minor += part.discount_minor;
                })
                .or_insert(part);
        }
        Self {
            id: PaymentId(Uuid::now_v7()),
            account_id,
            hash: hash.to_owned(),
            payment,
            parts: by_item,
        }
    }

    /// What is not applied to anything.
    fn left_minor(&self) -> i64 {
        let applied: i64 = self.parts.values().map(|part| part.amount_minor).sum();
        self.payment.amount.minor - applied
    }

    /// The beginning of the day on which it settled, where the entity is.
    fn settled_at(&self, run: &Circumstances) -> DateTime<Utc> {
        let midnight = self.payment.settled_on.and_time(NaiveTime::MIN);
        // A day whose midnight is skipped by the clocks begins an hour later; UTC is near enough.
        clock::zone(&run.time_zone)
            .from_local_datetime(&midnight)
            .earliest()
            .map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
    }
}

/// Writes a batch. The items are locked.
pub(super) async fn store(
    tx: &mut PgConnection,
    run: &Circumstances,
    arrived: &[Arrived<'_>],
) -> Result<()> {
    insert_payments(tx, run, arrived).await?;
    insert_steps(tx, run, arrived).await?;
    insert_parts(tx, arrived).await?;
    let postings: Vec<Posting> = arrived.iter().map(|a| posting(run, a)).collect();
    ledger::post(tx, &postings).await?;
    for one in arrived {
        apply(tx, run, one).await?;
        record(tx, run, one).await?;
    }
    let receipts = arrived.iter().map(|one| dispatches::New {
        account_id: one.account_id,
        id: one.id.0,
        issued_on: one.payment.settled_on,
    });
    dispatches::announce(tx, run.entity_id, Kind::Receipt, receipts, run.now).await
}

async fn insert_payments(
    tx: &mut PgConnection,
    run: &Circumstances,
    arrived: &[Arrived<'_>],
) -> Result<()> {
    macro_rules! column {
        ($f:expr) => {
            &arrived.iter().map($f).collect::<Vec<_>>()
        };
    }
    let label = |a: &Arrived<'_>| {
        let method = a.payment.method.label();
        match &a.payment.reference {
            Some(reference) => format!("{method}, {reference}"),
            None => method.to_owned(),
        }
    };
    // Numbers are the entity's own, references are unique among all.
    let provider_ref = |a: &Arrived<'_>| format!("{}:{}", run.entity_id, a.payment.number);
    let inserted = sqlx::query!(
        "INSERT INTO payment (id, entity_id, account_id, provider, provider_ref, method, instrument, instrument_label,
                              currency, amount_minor, fee_minor, left_minor, state, request_hash, created_at,
                              settled_on, settled_at, receipt_number, import_hash)
         SELECT u.id, $12, u.account_id, $13, u.provider_ref, u.method, u.number, u.label, u.currency, u.amount, 0,
                u.left_over, 'settled', u.hash, u.settled_at, u.settled_on, u.settled_at, u.number, u.hash
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::int8[],
                     $9::text[], $10::timestamptz[], $11::date[], $14::text[])
              AS u (id, account_id, provider_ref, method, label, currency, amount, left_over, hash, settled_at,
                    settled_on, number)",
        column!(|a| a.id.0),
        column!(|a| a.account_id.0),
        column!(provider_ref),
        column!(|a| a.payment.method.code().to_owned()),
        column!(label),
        column!(|a| a.payment.amount.currency.to_string()),
        column!(|a| a.payment.amount.minor),
        column!(Arrived::left_minor),
        column!(|a| a.hash.clone()),
        column!(|a| a.settled_at(run)),
        column!(|a| a.payment.settled_on),
        run.entity_id.0,
        PROVIDER,
        column!(|a| a.payment.number.clone()),
    )
    .execute(tx)
    .await?;
    if inserted.rows_affected() != arrived.len() as u64 {
        return Err(Error::bug("not every payment was inserted"));
    }
    Ok(())
}

async fn insert_steps(
    tx: &mut PgConnection,
    run: &Circumstances,
    arrived: &[Arrived<'_>],
) -> Result<()> {
    let ids: Vec<Uuid> = arrived.iter().map(|_| Uuid::now_v7()).collect();
    let accounts: Vec<Uuid> = arrived.iter().map(|a| a.account_id.0).collect();
    let payments: Vec<Uuid> = arrived.iter().map(|a| a.id.0).collect();
    sqlx::query!(
        "INSERT INTO payment_event (id, account_id, payment_id, at, to_state, source)
         SELECT u.id, u.account_id, u.payment_id, $4, 'settled', 'import'
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u (id, account_id, payment_id)",
        &ids,
        &accounts,
        &payments,
        run.now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_parts(tx: &mut PgConnection, arrived: &[Arrived<'_>]) -> Result<()> {
    let rows: Vec<(&Arrived<'_>, &Part)> =
        arrived.iter().flat_map(|a| a.parts.values().map(move |part| (a, part))).collect();
    macro_rules! column {
        ($f:expr) => {
            &rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO payment_part (account_id, payment_id, open_item_id, amount_minor, discount_minor)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int8[], $5::int8[])",
        column!(|(a, _)| a.account_id.0),
        column!(|(a, _)| a.id.0),
        column!(|(_, part)| part.open_item_id.0),
        column!(|(_, part)| part.amount_minor),
        column!(|(_, part)| part.discount_minor),
    )
    .execute(tx)
    .await?;
    Ok(())
}

fn posting(run: &Circumstances, arrived: &Arrived<'_>) -> Posting {
    let amount = arrived.payment.amount;
    Posting {
        entity_id: run.entity_id,
        account_id: arrived.account_id,
        kind: "money_received",
        source: ("payment", arrived.id.0),
        reference: arrived.payment.number.clone(),
        currency: amount.currency,
        on: arrived.payment.settled_on,
        at: run.now,
        reverses: None,
        lines: books::money_received(amount, Money::zero(amount.currency)),
    }
}

async fn apply(tx: &mut PgConnection, run: &Circumstances, arrived: &Arrived<'_>) -> Result<()> {
    for part in arrived.parts.values() {
        let application = Application {
            entity_id: run.entity_id,
            account_id: arrived.account_id,
            open_item_id: part.open_item_id,
            source: Source::Payment(arrived.id),
            amount_minor: part.amount_minor,
            discount_minor: part.discount_minor,
            currency: arrived.payment.amount.currency,
            rule: "reference",
            reference: arrived.payment.number.clone(),
            on: arrived.payment.settled_on,
            at: run.now,
        };
        allocations::apply(tx, &application).await?;
    }
    Ok(())
}

async fn record(tx: &mut PgConnection, run: &Circumstances, arrived: &Arrived<'_>) -> Result<()> {
    let payment = arrived.payment;
    let event = NewEvent {
        entity_id: Some(run.entity_id),
        account_id: Some(arrived.account_id),
        name: "payment.settled",
        subject: ("payment", arrived.id.0),
        text: format!("Payment {} of {} arrived", payment.number, payment.amount),
        data: serde_json::json!({ "settled_on": payment.settled_on }),
        for_buyer: true,
    };
    events::record(tx, &run.actor, run.now, event).await
}
