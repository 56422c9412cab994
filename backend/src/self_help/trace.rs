//! What of an account's money and credit is looked through, with what it can be recognised by.

use super::look::{Found, Place, Source};
use crate::{
    actor::Buyer,
    error::{Error, Result},
    gateways::clock,
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    fee::Method,
    ids::InvoiceId,
    money::Money,
    payment::State,
    self_help::{Trace, Wanted, Why},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// How far back it is looked: before the invoice was issued, or before the day that is remembered.
const BACK: Days = Days::new(40);
/// The most payments and the most credit notes that are looked through.
const MOST: i64 = 300;

/// Where money or credit is: by its id, the invoices that it pays.
type Places = HashMap<Uuid, Vec<Place>>;

/// The payments and credit notes that may be meant, each with what it is.
pub(super) async fn candidates(
    tx: &mut PgConnection,
    buyer: &Buyer,
    invoice: InvoiceId,
    wanted: &Wanted,
) -> Result<Vec<(Trace, Found)>> {
    let remembered = wanted.remembered.on.unwrap_or(wanted.issued_on);
    let since = remembered.min(wanted.issued_on).checked_sub_days(BACK).unwrap_or(NaiveDate::MIN);
    let mut candidates = payments(tx, buyer, invoice, wanted, since).await?;
    candidates.extend(credit_notes(tx, buyer, invoice, wanted, since).await?);
    Ok(candidates)
}

/// Those since a day, those that are applied to nothing, those of the invoice, and the one that is
/// called as somebody remembers: each an index scan.
async fn payments(
    tx: &mut PgConnection,
    buyer: &Buyer,
    invoice: InvoiceId,
    wanted: &Wanted,
    since: NaiveDate,
) -> Result<Vec<(Trace, Found)>> {
    let called = wanted.remembered.reference.as_deref().unwrap_or_default().trim().to_uppercase();
    let rows = sqlx::query!(
        r#"SELECT p.id, p.reference AS "reference!", p.provider_ref, p.receipt_number, p.method, p.instrument_label,
                  p.amount_minor, p.fee_minor, p.left_minor, p.state, p.reason, p.created_at, p.settles_on,
                  p.settled_on, p.returned_on
           FROM payment p
           WHERE p.account_id = $1 AND p.currency = $2 AND p.id = ANY (ARRAY(
               (SELECT id FROM payment WHERE account_id = $1 AND created_at >= $4 ORDER BY created_at DESC, id DESC LIMIT $5)
               UNION
               (SELECT id FROM payment WHERE account_id = $1 AND left_minor > 0 ORDER BY created_at DESC LIMIT $5)
               UNION
               SELECT pp.payment_id FROM open_item o
               JOIN payment_part pp ON pp.account_id = o.account_id AND pp.open_item_id = o.id
               WHERE o.account_id = $1 AND o.invoice_id = $3
               UNION
               SELECT a.payment_id FROM open_item o
               JOIN allocation a ON a.account_id = o.account_id AND a.open_item_id = o.id
               WHERE o.account_id = $1 AND o.invoice_id = $3 AND a.payment_id IS NOT NULL
               UNION
               SELECT id FROM payment WHERE entity_id = $6 AND account_id = $1 AND reference = $7
               UNION
               SELECT id FROM payment WHERE entity_id = $6 AND account_id = $1 AND receipt_number = $7))
           ORDER BY p.created_at DESC, p.id DESC"#,
        buyer.account_id.0,
        wanted.total.currency.code(),
        invoice.0,
        DateTime::<Utc>::from_naive_utc_and_offset(since.and_time(NaiveTime::MIN), Utc),
        MOST,
        buyer.entity_id.0,
        called,
    )
    .fetch_all(&mut *tx)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut applied = applied(tx, buyer, &ids, wanted.total).await?;
    let mut meant = meant(tx, buyer, &ids, wanted.total).await?;
    let money = |minor| Money::new(minor, wanted.total.currency);
    rows.into_iter()
        .map(|row| {
            let state = State::of(&row.state).ok_or_else(|| Error::bug("payment.state"))?;
            let method = Method::of(&row.method).ok_or_else(|| Error::bug("payment.method"))?;
            let (applied, meant) = (applied.remove(&row.id), meant.remove(&row.id));
            let places = if state == State::Settled { applied } else { meant };
            let (here, elsewhere) = parted(places.unwrap_or_default(), invoice, wanted.total)?;
            let made_on = clock::date_in(row.created_at, &buyer.time_zone);
            let on = row.settled_on.map_or(made_on, |settled_on| settled_on.min(made_on));
            let came_back = state == State::Returned;
            let loose = if came_back { row.amount_minor } else { row.left_minor };
            let numbers = elsewhere.iter().map(|place| place.number.clone());
            let names = [row.reference.clone(), row.instrument_label.clone()].into_iter();
            let names = names.chain(row.provider_ref).chain(row.receipt_number).chain(numbers);
            let trace = Trace {
                is_of_invoice: !here.is_zero(),
                amount: money(row.amount_minor),
                charged: money(row.amount_minor).plus(money(row.fee_minor))?,
                loose: money(loose),
                on,
                names: names.collect(),
            };
            let source = Source::Payment {
                id: row.id.into(),
                reference: row.reference,
                method,
                instrument: row.instrument_label,
                state,
                settles_on: row.settles_on,
                returned_on: row.returned_on,
                reason: row.reason.filter(|reason| !reason.is_empty()),
            };
            let (amount, left) = (trace.amount, money(row.left_minor));
            Ok((trace, Found { why: Why::Room, source, amount, on, here, elsewhere, left }))
        })
        .collect()
}

/// Those that are not used up, those of the invoice, and those since a day.
async fn credit_notes(
    tx: &mut PgConnection,
    buyer: &Buyer,
    invoice: InvoiceId,
    wanted: &Wanted,
    since: NaiveDate,
) -> Result<Vec<(Trace, Found)>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.number, c.issued_on, c.total_minor, c.left_minor, c.reason,
                  coalesce(c.invoice_id = $3, false) AS "corrects!"
           FROM credit_note c
           WHERE c.account_id = $1 AND c.currency = $2 AND c.id = ANY (ARRAY(
               (SELECT id FROM credit_note WHERE account_id = $1 AND issued_on >= $4 ORDER BY issued_on DESC, id DESC LIMIT $5)
               UNION
               (SELECT id FROM credit_note WHERE account_id = $1 AND currency = $2 AND left_minor > 0 LIMIT $5)
               UNION
               SELECT a.credit_note_id FROM open_item o
               JOIN allocation a ON a.account_id = o.account_id AND a.open_item_id = o.id
               WHERE o.account_id = $1 AND o.invoice_id = $3 AND a.credit_note_id IS NOT NULL))
           ORDER BY c.issued_on DESC, c.id DESC"#,
        buyer.account_id.0,
        wanted.total.currency.code(),
        invoice.0,
        since,
        MOST,
    )
    .fetch_all(&mut *tx)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut applied = applied(tx, buyer, &ids, wanted.total).await?;
    let money = |minor| Money::new(minor, wanted.total.currency);
    rows.into_iter()
        .map(|row| {
            let places = applied.remove(&row.id).unwrap_or_default();
            let (here, elsewhere) = parted(places, invoice, wanted.total)?;
            let (amount, left, on) = (money(row.total_minor), money(row.left_minor), row.issued_on);
            let numbers = elsewhere.iter().map(|place| place.number.clone());
            let trace = Trace {
                is_of_invoice: !here.is_zero() || row.corrects,
                amount,
                charged: amount,
                loose: left,
                on,
                names: [row.number.clone()].into_iter().chain(numbers).collect(),
            };
            let source =
                Source::CreditNote { id: row.id.into(), number: row.number, reason: row.reason };
            Ok((trace, Found { why: Why::Room, source, amount, on, here, elsewhere, left }))
        })
        .collect()
}

/// What pays the invoice, and what pays others.
fn parted(places: Vec<Place>, invoice: InvoiceId, like: Money) -> Result<(Money, Vec<Place>)> {
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        places.into_iter().partition(|place| place.invoice_id == invoice);
    let here = Money::sum(here.into_iter().map(|place| place.amount), like.currency)?;
    Ok((here, elsewhere))
}

/// What payments or credit notes are applied to now, less what was taken back.
async fn applied(
    tx: &mut PgConnection,
    buyer: &Buyer,
    ids: &[Uuid],
    like: Money,
) -> Result<Places> {
    let rows = sqlx::query!(
        r#"SELECT coalesce(a.payment_id, a.credit_note_id) AS "source!", i.id, i.number,
                  sum(a.amount_minor)::bigint AS "minor!"
           FROM (SELECT * FROM allocation WHERE account_id = $1 AND payment_id = ANY ($2)
                 UNION ALL
                 SELECT * FROM allocation WHERE account_id = $1 AND credit_note_id = ANY ($2)) a
           JOIN open_item o ON o.account_id = $1 AND o.id = a.open_item_id
           JOIN invoice i ON i.account_id = $1 AND i.id = o.invoice_id
           GROUP BY 1, i.id HAVING sum(a.amount_minor) > 0 ORDER BY i.number"#,
        buyer.account_id.0,
        ids,
    )
    .fetch_all(tx)
    .await?;
    Ok(gathered(rows.into_iter().map(|row| (row.source, row.id, row.number, row.minor)), like))
}

/// What payments are or were meant for; of those that were imported, what they were applied to.
async fn meant(tx: &mut PgConnection, buyer: &Buyer, ids: &[Uuid], like: Money) -> Result<Places> {
    let rows = sqlx::query!(
        r#"SELECT m.payment_id AS "source!", i.id, i.number, sum(m.amount_minor)::bigint AS "minor!"
           FROM (SELECT payment_id, open_item_id, amount_minor FROM payment_part
                 WHERE account_id = $1 AND payment_id = ANY ($2)
                 UNION ALL
                 SELECT a.payment_id, a.open_item_id, a.amount_minor FROM allocation a
                 WHERE a.account_id = $1 AND a.payment_id = ANY ($2) AND a.reverses IS NULL
                   AND NOT EXISTS (SELECT FROM payment_part p WHERE p.account_id = $1 AND p.payment_id = a.payment_id)) m
           JOIN open_item o ON o.account_id = $1 AND o.id = m.open_item_id
           JOIN invoice i ON i.account_id = $1 AND i.id = o.invoice_id
           GROUP BY 1, i.id HAVING sum(m.amount_minor) > 0 ORDER BY i.number"#,
        buyer.account_id.0,
        ids,
    )
    .fetch_all(tx)
    .await?;
    Ok(gathered(rows.into_iter().map(|row| (row.source, row.id, row.number, row.minor)), like))
}

fn gathered(rows: impl Iterator<Item = (Uuid, Uuid, String, i64)>, like: Money) -> Places {
    let mut places = Places::new();
    for (source, invoice, number, minor) in rows {
        let amount = Money::new(minor, like.currency);
        places.entry(source).or_default().push(Place {
            invoice_id: invoice.into(),
            number,
            amount,
        });
    }
    places
}
