//! Issuing invoices: the document, its open items, the ledger, the days on which something may have
//! to be said, and the event, in one go. Batches of any size take the same few statements.

use crate::{
    actor::Actor,
    error::{Error, Result},
    events::{self, NewEvent},
    ledger::{self, Posting},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    dunning,
    ids::{AccountId, EntityId, InvoiceId},
    invoice::{Instalment, TaxGroup},
    ledger as books,
    money::{Currency, Money},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A line as it is stored. Quantities and prices keep four decimals.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewLine {
    /// What was sold.
    pub description: String,
    /// The seller's article number.
    pub article: Option<String>,
    /// Ten-thousandths of a unit.
    pub quantity_e4: i64,
    /// What is counted: pieces, boxes, hours.
    pub unit: String,
    /// Ten-thousandths of a minor unit.
    pub unit_price_e4: i64,
    /// The net amount.
    pub amount_minor: i64,
    /// EN 16931, BT-151.
    pub tax_category: String,
    /// Hundredths of a per cent.
    pub tax_bp: i32,
}

/// An invoice that is to be issued. Its sums are checked by the database, too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewInvoice {
    /// Its id.
    pub id: InvoiceId,
    /// The entity that bills.
    pub entity_id: EntityId,
    /// The customer.
    pub account_id: AccountId,
    /// The ERP's number.
    pub number: String,
    /// The customer's order.
    pub po_number: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Frozen with the document.
    pub currency: Currency,
    /// Its lines.
    pub lines: Vec<NewLine>,
    /// Tax by category and rate.
    pub tax: Vec<TaxGroup>,
    /// The sum of the lines.
    pub net_minor: i64,
    /// The sum of the tax.
    pub tax_minor: i64,
    /// Net plus tax.
    pub total_minor: i64,
    /// Days until it is due.
    pub terms_days: i32,
    /// Early-payment discount in hundredths of a per cent, and its last day.
    pub discount: Option<(i32, NaiveDate)>,
    /// When it was delivered.
    pub delivered_on: Option<NaiveDate>,
    /// The delivery note's number.
    pub delivery_note: Option<String>,
    /// The place that it was delivered to, as the ERP names it.
    pub site: Option<String>,
    /// Words to the customer.
    pub note: Option<String>,
    /// What is to be paid by when: at least one.
    pub instalments: Vec<Instalment>,
    /// What it was imported from.
    pub import_hash: Option<String>,
}

/// How far back a day of the reminder schedule may lie when an invoice reaches us.
const SCHEDULE_REACHES_BACK_DAYS: i64 = dunning::CATCH_UP_DAYS;

/// Issues invoices. `today` is the business date: days of the schedule that are long gone are not
/// laid down.
pub async fn issue_many(
    tx: &mut PgConnection,
    actor: &Actor,
    at: DateTime<Utc>,
    today: NaiveDate,
    invoices: &[NewInvoice],
) -> Result<()> {
    for invoice in invoices {
        let total = Money::new(invoice.total_minor, invoice.currency);
        domain::invoice::check_instalments(total, &invoice.instalments)?;
    }
    insert_invoices(tx, at, invoices).await?;
    insert_lines(tx, invoices).await?;
    insert_tax(tx, invoices).await?;
    insert_open_items(tx, today, invoices).await?;
    ledger::post(tx, &postings(at, invoices)).await?;
    for invoice in invoices {
        events::record(&mut *tx, actor, at, issued(invoice)).await?;
    }
    Ok(())
}

fn issued(invoice: &NewInvoice) -> NewEvent {
    let total = Money::new(invoice.total_minor, invoice.currency);
    NewEvent {
        entity_id: Some(invoice.entity_id),
        account_id: Some(invoice.account_id),
        name: "invoice.issued",
        subject: ("invoice", invoice.id.0),
        text: format!("Invoice {} over {total} issued", invoice.number),
        data: serde_json::json!({ "issued_on": invoice.issued_on }),
        for_buyer: true,
    }
}

fn postings(at: DateTime<Utc>, invoices: &[NewInvoice]) -> Vec<Posting> {
    invoices
        .iter()
        .map(|invoice| Posting {
            entity_id: invoice.entity_id,
            account_id: invoice.account_id,
            kind: "invoice_issued",
            source: ("invoice", invoice.id.0),
            reference: invoice.number.clone(),
            currency: invoice.currency,
            on: invoice.issued_on,
            at,
            reverses: None,
            lines: books::invoice_issued(
                Money::new(invoice.total_minor, invoice.currency),
                Money::new(invoice.tax_minor, invoice.currency),
            ),
        })
        .collect()
}

/// What people search in: number, order and what was sold, in lower case.
fn search_text(invoice: &NewInvoice) -> String {
    let mut text = invoice.number.to_lowercase();
    for part in invoice.po_number.iter().chain(invoice.lines.iter().map(|l| &l.description)) {
        text.push(' ');
        text.push_str(&part.to_lowercase());
    }
    text.chars().take(2_000).collect()
}

async fn insert_invoices(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
    invoices: &[NewInvoice],
) -> Result<()> {
    macro_rules! column {
        ($f:expr) => {
            &invoices.iter().map($f).collect::<Vec<_>>()
        };
    }
    let due_on = |i: &NewInvoice| i.instalments.first().map_or(i.issued_on, |part| part.due_on);
    sqlx::query!(
        "INSERT INTO invoice (id, entity_id, account_id, number, po_number, issued_on, due_on, currency,
                              net_minor, tax_minor, total_minor, open_minor, terms_days, discount_bp,
                              discount_until, delivered_on, delivery_note, note, search_text, import_hash,
                              site, created_at)
         SELECT u.id, u.entity_id, u.account_id, u.number, u.po_number, u.issued_on, u.due_on, u.currency,
                u.net, u.tax, u.total, u.total, u.terms, u.discount_bp, u.discount_until, u.delivered_on,
                u.delivery_note, u.note, u.search_text, u.import_hash, u.site, $21
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[],
                     $8::text[], $9::int8[], $10::int8[], $11::int8[], $12::int4[], $13::int4[], $14::date[],
                     $15::date[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[])
              AS u (id, entity_id, account_id, number, po_number, issued_on, due_on, currency, net, tax,
                    total, terms, discount_bp, discount_until, delivered_on, delivery_note, note,
                    search_text, import_hash, site)",
        column!(|i| i.id.0),
        column!(|i| i.entity_id.0),
        column!(|i| i.account_id.0),
        column!(|i| i.number.clone()),
        column!(|i| i.po_number.clone()) as &[Option<String>],
        column!(|i| i.issued_on),
        column!(due_on),
        column!(|i| i.currency.to_string()),
        column!(|i| i.net_minor),
        column!(|i| i.tax_minor),
        column!(|i| i.total_minor),
        column!(|i| i.terms_days),
        column!(|i| i.discount.map_or(0, |(bp, _)| bp)),
        column!(|i| i.discount.map(|(_, until)| until)) as &[Option<NaiveDate>],
        column!(|i| i.delivered_on) as &[Option<NaiveDate>],
        column!(|i| i.delivery_note.clone()) as &[Option<String>],
        column!(|i| i.note.clone()) as &[Option<String>],
        column!(search_text),
        column!(|i| i.import_hash.clone()) as &[Option<String>],
        column!(|i| i.site.clone()) as &[Option<String>],
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_lines(tx: &mut PgConnection, invoices: &[NewInvoice]) -> Result<()> {
    let rows: Vec<(&NewInvoice, i32, &NewLine)> = invoices
        .iter()
        .flat_map(|invoice| (1..).zip(&invoice.lines).map(move |(n, line)| (invoice, n, line)))
        .collect();
    macro_rules! column {
        ($f:expr) => {
            &rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO invoice_line (account_id, invoice_id, line_no, description, article, quantity_e4, unit,
                                   unit_price_e4, amount_minor, tax_category, tax_bp)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int4[], $4::text[], $5::text[], $6::int8[],
                              $7::text[], $8::int8[], $9::int8[], $10::text[], $11::int4[])",
        column!(|(i, _, _)| i.account_id.0),
        column!(|(i, _, _)| i.id.0),
        column!(|(_, n, _)| *n),
        column!(|(_, _, l)| l.description.clone()),
        column!(|(_, _, l)| l.article.clone()) as &[Option<String>],
        column!(|(_, _, l)| l.quantity_e4),
        column!(|(_, _, l)| l.unit.clone()),
        column!(|(_, _, l)| l.unit_price_e4),
        column!(|(_, _, l)| l.amount_minor),
        column!(|(_, _, l)| l.tax_category.clone()),
        column!(|(_, _, l)| l.tax_bp),
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_tax(tx: &mut PgConnection, invoices: &[NewInvoice]) -> Result<()> {
    let rows: Vec<(&NewInvoice, &TaxGroup)> =
        invoices.iter().flat_map(|i| i.tax.iter().map(move |group| (i, group))).collect();
    macro_rules! column {
        ($f:expr) => {
            &rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO invoice_tax (account_id, invoice_id, category, rate_bp, taxable_minor, tax_minor)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int4[], $5::int8[], $6::int8[])",
        column!(|(i, _)| i.account_id.0),
        column!(|(i, _)| i.id.0),
        column!(|(_, g)| g.category.clone()),
        column!(|(_, g)| g.rate_bp),
        column!(|(_, g)| g.taxable.minor),
        column!(|(_, g)| g.tax.minor),
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn insert_open_items(
    tx: &mut PgConnection,
    today: NaiveDate,
    invoices: &[NewInvoice],
) -> Result<()> {
    let rows: Vec<(Uuid, &NewInvoice, i32, &Instalment)> = invoices
        .iter()
        .flat_map(|i| (1..).zip(&i.instalments).map(move |(n, part)| (Uuid::now_v7(), i, n, part)))
        .collect();
    macro_rules! column {
        ($rows:expr, $f:expr) => {
            &$rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    let inserted = sqlx::query!(
        "INSERT INTO open_item (id, entity_id, account_id, invoice_id, seq, due_on, currency,
                                amount_minor, open_minor)
         SELECT u.id, u.entity_id, u.account_id, u.invoice_id, u.seq, u.due_on, u.currency, u.amount, u.amount
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int4[], $6::date[], $7::text[],
                     $8::int8[])
              AS u (id, entity_id, account_id, invoice_id, seq, due_on, currency, amount)",
        column!(rows, |(id, ..)| *id),
        column!(rows, |(_, i, ..)| i.entity_id.0),
        column!(rows, |(_, i, ..)| i.account_id.0),
        column!(rows, |(_, i, ..)| i.id.0),
        column!(rows, |(_, _, n, _)| *n),
        column!(rows, |(_, _, _, part)| part.due_on),
        column!(rows, |(_, i, ..)| i.currency.to_string()),
        column!(rows, |(_, _, _, part)| part.amount.minor),
    )
    .execute(&mut *tx)
    .await?;
    if inserted.rows_affected() != rows.len() as u64 {
        return Err(Error::bug("not every open item was inserted"));
    }
    let steps: Vec<(Uuid, Uuid, i32, NaiveDate)> = rows
        .iter()
        .flat_map(|(id, i, _, part)| {
            dunning::SCHEDULE
                .map(|step| (*id, i.account_id.0, step, dunning::step_on(part.due_on, step)))
        })
        .filter(|(.., on)| (today - *on).num_days() <= SCHEDULE_REACHES_BACK_DAYS)
        .collect();
    sqlx::query!(
        "INSERT INTO reminder_step (account_id, open_item_id, step_days, planned_on)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int4[], $4::date[])",
        column!(steps, |(_, account, ..)| *account),
        column!(steps, |(id, ..)| *id),
        column!(steps, |(_, _, step, _)| *step),
        column!(steps, |(.., on)| *on),
    )
    .execute(tx)
    .await?;
    Ok(())
}
