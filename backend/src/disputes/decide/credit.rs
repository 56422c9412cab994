//! Crediting a part of an invoice.

use super::{Moment, Settled, Standing, Trace, credited};
use crate::{
    allocations::{self, Application, Source},
    credit_notes::{self, Credited, NewCreditNote},
    error::{Error, Result},
    numbers, open_items,
};
use domain::{
    Refusal,
    dispute::Disputed,
    ids::{CreditNoteId, InvoiceId},
    money::Money,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// One credit note for each invoice, applied to what is open of it. Its number is of a series of its own:
/// those of the ERP come from there.
pub(super) async fn credit(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    settled: &[Settled],
    traces: &mut [Trace],
) -> Result<()> {
    let credited = |line: &&Settled| line.judged.outcome.credits();
    let mut invoices: Vec<InvoiceId> =
        settled.iter().filter(credited).map(|line| line.invoice_id).collect();
    invoices.sort();
    invoices.dedup();
    for invoice_id in invoices {
        let of_it: Vec<usize> = (0..settled.len())
            .filter(|&n| credited(&&settled[n]) && settled[n].invoice_id == invoice_id)
            .collect();
        let sum = |part: fn(&Disputed) -> Money| {
            Money::sum(of_it.iter().map(|&n| part(&settled[n].off)), standing.currency)
        };
        let (net, tax) = (sum(|off| off.net)?, sum(|off| off.tax)?);
        let reason = format!("Dispute {}", standing.number);
        let lines: Vec<&Settled> = of_it.iter().map(|&n| &settled[n]).collect();
        let credited = credited::of(tx, standing, invoice_id, &lines).await?;
        let new = New { invoice_id, net, tax, reason, credited };
        let note = issue(tx, moment, standing, new).await?;
        apply(tx, moment, &note, invoice_id, "dispute").await?;
        for n in of_it {
            traces[n].credit_note = Some(note.id);
        }
    }
    Ok(())
}

/// A credit note about an invoice.
pub(super) struct New {
    pub invoice_id: InvoiceId,
    pub net: Money,
    pub tax: Money,
    pub reason: String,
    pub credited: Credited,
}

/// Issues a credit note about an invoice.
pub(super) async fn issue(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    new: New,
) -> Result<NewCreditNote> {
    let New { invoice_id, net, tax, reason, credited } = new;
    let rounding = Money::new(credited.rounding_minor, standing.currency);
    check(tx, standing, invoice_id, net.plus(tax)?.plus(rounding)?).await?;
    let note = NewCreditNote {
        id: CreditNoteId(Uuid::now_v7()),
        entity_id: standing.entity_id,
        account_id: standing.account_id,
        invoice_id: Some(invoice_id),
        number: numbers::next(tx, standing.entity_id, "DC", moment.on).await?,
        issued_on: moment.on,
        currency: standing.currency,
        net_minor: net.minor,
        tax_minor: tax.minor,
        reason,
        import_hash: None,
        credited,
    };
    credit_notes::issue(tx, moment.actor, moment.at, &note).await?;
    Ok(note)
}

/// No more is credited of an invoice than was billed, however many disputes there were about it.
async fn check(
    tx: &mut PgConnection,
    standing: &Standing,
    invoice_id: InvoiceId,
    gross: Money,
) -> Result<()> {
    let left = sqlx::query_scalar!(
        r#"SELECT (i.total_minor + i.prepaid_minor - coalesce((SELECT sum(c.total_minor) FROM credit_note c
                                             WHERE c.account_id = i.account_id AND c.invoice_id = i.id), 0))::bigint AS "left!"
           FROM invoice i WHERE i.account_id = $1 AND i.id = $2"#,
        standing.account_id.0,
        invoice_id.0,
    )
    .fetch_one(tx)
    .await?;
    if gross.minor > left {
        let left = Money::new(left.max(0), standing.currency);
        let words = format!("Only {left} of this invoice was billed and is not credited yet.");
        return Err(Refusal::field("credit", words).into());
    }
    Ok(())
}

/// What is left of a credit note and finds something open on an invoice is applied there, the oldest
/// first. What payments on their way will take is left to them, and the rest stays the account's credit.
pub(super) async fn apply(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    note: &NewCreditNote,
    invoice_id: InvoiceId,
    rule: &'static str,
) -> Result<()> {
    let left = sqlx::query_scalar!(
        "SELECT left_minor FROM credit_note WHERE account_id = $1 AND id = $2",
        note.account_id.0,
        note.id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let mut left = left.ok_or_else(|| Error::bug("a credit note that was just issued"))?;
    let items = open_items::of_invoices(tx, note.account_id, &[invoice_id]).await?;
    for item in items.iter().map(|item| &item.item) {
        let amount = left.min(item.facts.open_minor - item.facts.in_flight_minor);
        if amount <= 0 {
            continue;
        }
        left -= amount;
        credit_notes::take(tx, note.account_id, note.id, amount).await?;
        let application = Application {
            entity_id: note.entity_id,
            account_id: note.account_id,
            open_item_id: item.id,
            source: Source::CreditNote(note.id),
            amount_minor: amount,
            discount_minor: 0,
            currency: note.currency,
            rule,
            reference: note.number.clone(),
            on: moment.on,
            at: moment.at,
        };
        allocations::apply(tx, &application).await?;
    }
    Ok(())
}
