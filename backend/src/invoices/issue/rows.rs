//! The rows of invoices that are issued: each kind of row of all of them is one statement.

use super::{NewInvoice, NewLine};
use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use documents::invoice::{Adjustment, SalesTax};
use domain::{
    dunning,
    ids::AccountId,
    invoice::{Instalment, TaxGroup},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// How far back a day of the reminder schedule may lie when an invoice reaches us.
const SCHEDULE_REACHES_BACK_DAYS: i64 = dunning::CATCH_UP_DAYS;

/// What people search in: number, order and what was sold, in lower case.
fn search_text(invoice: &NewInvoice) -> String {
    let mut text = invoice.number.to_lowercase();
    let mut orders: Vec<&String> =
        invoice.po_number.iter().chain(invoice.lines.iter().flat_map(|l| &l.po_number)).collect();
    orders.dedup();
    for part in orders.into_iter().chain(invoice.lines.iter().map(|l| &l.description)) {
        text.push(' ');
        text.push_str(&part.to_lowercase());
    }
    text.chars().take(2_000).collect()
}

pub(super) async fn invoices(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
    invoices: &[NewInvoice],
) -> Result<()> {
    macro_rules! column {
        ($f:expr) => {
            &invoices.iter().map($f).collect::<Vec<_>>()
        };
    }
    let place = |i: &NewInvoice| i.particulars.deliver_to.clone();
    let due_on = |i: &NewInvoice| i.instalments.first().map_or(i.issued_on, |part| part.due_on);
    sqlx::query!(
        "INSERT INTO invoice (id, entity_id, account_id, number, po_number, issued_on, due_on, currency,
                              net_minor, tax_minor, total_minor, open_minor, terms_days, discount_bp,
                              discount_until, delivered_on, delivery_note, note, search_text, import_hash,
                              site, created_at, buyer_reference, contract, period_from, period_to,
                              prepaid_minor, rounding_minor, deliver_to_name, deliver_to_address, deliver_to_city,
                              deliver_to_country)
         SELECT u.id, u.entity_id, u.account_id, u.number, u.po_number, u.issued_on, u.due_on, u.currency,
                u.net, u.tax, u.total, u.total, u.terms, u.discount_bp, u.discount_until, u.delivered_on,
                u.delivery_note, u.note, u.search_text, u.import_hash, u.site, $21, u.buyer_reference, u.contract,
                u.period_from, u.period_to, u.prepaid, u.rounding, u.to_name, u.to_address, u.to_city, u.to_country
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::date[], $7::date[],
                     $8::text[], $9::int8[], $10::int8[], $11::int8[], $12::int4[], $13::int4[], $14::date[],
                     $15::date[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $22::text[],
                     $23::text[], $24::date[], $25::date[], $26::int8[], $27::int8[], $28::text[], $29::text[],
                     $30::text[], $31::text[])
              AS u (id, entity_id, account_id, number, po_number, issued_on, due_on, currency, net, tax,
                    total, terms, discount_bp, discount_until, delivered_on, delivery_note, note,
                    search_text, import_hash, site, buyer_reference, contract, period_from, period_to,
                    prepaid, rounding, to_name, to_address, to_city, to_country)",
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
        column!(|i| i.particulars.buyer_reference.clone()) as &[Option<String>],
        column!(|i| i.particulars.contract.clone()) as &[Option<String>],
        column!(|i| i.particulars.period.map(|(from, _)| from)) as &[Option<NaiveDate>],
        column!(|i| i.particulars.period.map(|(_, to)| to)) as &[Option<NaiveDate>],
        column!(|i| i.particulars.prepaid_minor),
        column!(|i| i.particulars.rounding_minor),
        column!(|i| place(i).and_then(|to| to.name)) as &[Option<String>],
        column!(|i| place(i).and_then(|to| to.address)) as &[Option<String>],
        column!(|i| place(i).and_then(|to| to.city)) as &[Option<String>],
        column!(|i| place(i).and_then(|to| to.country)) as &[Option<String>],
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What an invoice says below its head, beside whose it is.
pub(crate) struct Children<'a> {
    pub account_id: AccountId,
    pub of: Uuid,
    pub lines: &'a [NewLine],
    pub tax: &'a [TaxGroup],
    pub adjustments: &'a [Adjustment],
    pub sales_tax: &'a [SalesTax],
}

impl<'a> From<&'a NewInvoice> for Children<'a> {
    fn from(invoice: &'a NewInvoice) -> Self {
        Self {
            account_id: invoice.account_id,
            of: invoice.id.0,
            lines: &invoice.lines,
            tax: &invoice.tax,
            adjustments: &invoice.particulars.adjustments,
            sales_tax: &invoice.particulars.sales_tax,
        }
    }
}

/// An adjustment with its place among those of its document, and the line that it is of.
pub(crate) struct Placed<'a> {
    pub seq: i32,
    pub line_no: Option<i32>,
    pub one: &'a Adjustment,
}

impl<'a> Children<'a> {
    /// Its lines with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (i32, &'a NewLine)> + use<'a> {
        (1..).zip(self.lines)
    }

    /// Everything that it is made cheaper or dearer by: those of the whole, and then those of lines.
    pub fn placed(&self) -> impl Iterator<Item = Placed<'a>> + use<'a> {
        let of_lines = self.numbered();
        let of_lines =
            of_lines.flat_map(|(n, line)| line.adjustments.iter().map(move |one| (Some(n), one)));
        let all = self.adjustments.iter().map(|one| (None, one)).chain(of_lines);
        (1..).zip(all).map(|(seq, (line_no, one))| Placed { seq, line_no, one })
    }
}

pub(super) async fn lines(tx: &mut PgConnection, of_all: &[Children<'_>]) -> Result<()> {
    let rows: Vec<(&Children<'_>, i32, &NewLine)> =
        of_all.iter().flat_map(|of| of.numbered().map(move |(n, line)| (of, n, line))).collect();
    macro_rules! column {
        ($f:expr) => {
            &rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO invoice_line (account_id, invoice_id, line_no, description, article, quantity_e4, unit,
                                   unit_price_e4, amount_minor, tax_category, tax_bp, note, customer_article,
                                   po_number, po_line, site, cost_centre, price_per_e4)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int4[], $4::text[], $5::text[], $6::int8[],
                              $7::text[], $8::int8[], $9::int8[], $10::text[], $11::int4[], $12::text[],
                              $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::int8[])",
        column!(|(of, ..)| of.account_id.0),
        column!(|(of, ..)| of.of),
        column!(|(_, n, _)| *n),
        column!(|(.., l)| l.description.clone()),
        column!(|(.., l)| l.article.clone()) as &[Option<String>],
        column!(|(.., l)| l.quantity_e4),
        column!(|(.., l)| l.unit.clone()),
        column!(|(.., l)| l.unit_price_e4),
        column!(|(.., l)| l.amount_minor),
        column!(|(.., l)| l.tax_category.clone()),
        column!(|(.., l)| l.tax_bp),
        column!(|(.., l)| l.note.clone()) as &[Option<String>],
        column!(|(.., l)| l.customer_article.clone()) as &[Option<String>],
        column!(|(.., l)| l.po_number.clone()) as &[Option<String>],
        column!(|(.., l)| l.po_line.clone()) as &[Option<String>],
        column!(|(.., l)| l.site.clone()) as &[Option<String>],
        column!(|(.., l)| l.cost_centre.clone()) as &[Option<String>],
        column!(|(.., l)| l.price_per_e4),
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn tax(tx: &mut PgConnection, of_all: &[Children<'_>]) -> Result<()> {
    let rows: Vec<(&Children<'_>, &TaxGroup)> =
        of_all.iter().flat_map(|of| of.tax.iter().map(move |group| (of, group))).collect();
    macro_rules! column {
        ($f:expr) => {
            &rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO invoice_tax (account_id, invoice_id, category, rate_bp, taxable_minor, tax_minor, exemption,
                                  exemption_code)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int4[], $5::int8[], $6::int8[], $7::text[],
                              $8::text[])",
        column!(|(of, _)| of.account_id.0),
        column!(|(of, _)| of.of),
        column!(|(_, g)| g.category.clone()),
        column!(|(_, g)| g.rate_bp),
        column!(|(_, g)| g.taxable.minor),
        column!(|(_, g)| g.tax.minor),
        column!(|(_, g)| g.exemption.clone()) as &[Option<String>],
        column!(|(_, g)| g.exemption_code.clone()) as &[Option<String>],
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn adjustments(tx: &mut PgConnection, of_all: &[Children<'_>]) -> Result<()> {
    let rows: Vec<(&Children<'_>, Placed<'_>)> =
        of_all.iter().flat_map(|of| of.placed().map(move |placed| (of, placed))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    macro_rules! column {
        ($f:expr) => {
            &rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO invoice_adjustment (account_id, invoice_id, seq, line_no, is_charge, reason, reason_code,
                                         share_bp, base_minor, amount_minor, tax_category, tax_bp)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int4[], $4::int4[], $5::bool[], $6::text[], $7::text[],
                              $8::int4[], $9::int8[], $10::int8[], $11::text[], $12::int4[])",
        column!(|(of, _)| of.account_id.0),
        column!(|(of, _)| of.of),
        column!(|(_, p)| p.seq),
        column!(|(_, p)| p.line_no) as &[Option<i32>],
        column!(|(_, p)| p.one.is_charge),
        column!(|(_, p)| p.one.reason.clone()),
        column!(|(_, p)| p.one.reason_code.clone()) as &[Option<String>],
        column!(|(_, p)| p.one.share_bp) as &[Option<i32>],
        column!(|(_, p)| p.one.base.map(|base| base.minor)) as &[Option<i64>],
        column!(|(_, p)| p.one.amount.minor),
        column!(|(_, p)| p.one.tax_category.clone()),
        column!(|(_, p)| p.one.tax_bp),
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn sales_tax(tx: &mut PgConnection, of_all: &[Children<'_>]) -> Result<()> {
    let rows: Vec<(&Children<'_>, &SalesTax)> =
        of_all.iter().flat_map(|of| of.sales_tax.iter().map(move |tax| (of, tax))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    macro_rules! column {
        ($f:expr) => {
            &rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO invoice_sales_tax (account_id, invoice_id, line_no, jurisdiction, rate_e6, taxable_minor, tax_minor)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int4[], $4::text[], $5::int4[], $6::int8[], $7::int8[])",
        column!(|(of, _)| of.account_id.0),
        column!(|(of, _)| of.of),
        column!(|(_, s)| s.line_no),
        column!(|(_, s)| s.jurisdiction.clone()),
        column!(|(_, s)| s.rate_e6),
        column!(|(_, s)| s.taxable.minor),
        column!(|(_, s)| s.tax.minor),
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn open_items(
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
