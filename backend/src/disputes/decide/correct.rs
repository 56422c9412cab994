//! Correcting an invoice: it is voided by a credit note over all of it, and another one is issued in
//! which the lines are as the buyer says. What was paid on the old one goes over to the new one.

use super::{Moment, Settled, Standing, Trace, credit};
use crate::{
    credit_notes::Credited,
    error::{Error, Result},
    invoices::{
        again::{self, Again},
        issue::{self, NewInvoice, NewLine, Particulars, Place},
        says::{self, Says},
    },
    numbers, open_items,
};
use chrono::{Days, NaiveDate};
use domain::{Refusal, dispute::Outcome, ids::InvoiceId, invoice::Instalment};
use sqlx::PgConnection;
use uuid::Uuid;

/// Corrects each invoice of which lines were decided so.
pub(super) async fn correct(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    settled: &[Settled],
    traces: &mut [Trace],
) -> Result<()> {
    let corrected = |n: &usize| settled[*n].judged.outcome == Outcome::Correct;
    let mut invoices: Vec<InvoiceId> =
        (0..settled.len()).filter(corrected).map(|n| settled[n].invoice_id).collect();
    invoices.sort();
    invoices.dedup();
    for invoice_id in invoices {
        check(tx, standing, settled, invoice_id).await?;
        let (note, new) = reissue(tx, moment, standing, settled, invoice_id).await?;
        for n in (0..settled.len()).filter(corrected) {
            if settled[n].invoice_id == invoice_id {
                let corrected =
                    Trace { credit_note: Some(note), corrected_by: Some(new), ..traces[n] };
                traces[n] = corrected;
            }
        }
    }
    Ok(())
}

/// All of an invoice is replaced, so nothing of it may be unsettled.
async fn check(
    tx: &mut PgConnection,
    standing: &Standing,
    settled: &[Settled],
    invoice_id: InvoiceId,
) -> Result<()> {
    let refuse = |words: &str| Err(Refusal::field("lines", words).into());
    let of_it = settled.iter().filter(|line| line.invoice_id == invoice_id);
    if of_it.into_iter().any(|line| line.judged.outcome.takes_an_amount()) {
        return refuse("Correct an invoice, or credit parts of it: not both at once.");
    }
    let decided: Vec<Uuid> = settled.iter().map(|line| line.judged.line_id.0).collect();
    let elsewhere = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM dispute_line l JOIN dispute d ON d.account_id = l.account_id AND d.id = l.dispute_id
                          WHERE l.account_id = $1 AND l.invoice_id = $2 AND l.outcome IS NULL AND d.state IN ('open', 'asked')
                            AND l.id <> ALL ($3)) AS "is!""#,
        standing.account_id.0,
        invoice_id.0,
        &decided,
    )
    .fetch_one(&mut *tx)
    .await?;
    if elsewhere {
        return refuse(
            "Other lines of this invoice are disputed, too. Decide them first or together.",
        );
    }
    let items = open_items::of_invoices(tx, standing.account_id, &[invoice_id]).await?;
    if items.iter().any(|item| item.item.facts.in_flight_minor > 0) {
        return refuse(
            "A payment of this invoice is on its way. Correct it when the money is there.",
        );
    }
    let is_void = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM invoice WHERE account_id = $1 AND corrects_id = $2) AS "is!""#,
        standing.account_id.0,
        invoice_id.0,
    )
    .fetch_one(tx)
    .await?;
    if is_void {
        return refuse("This invoice was corrected before.");
    }
    Ok(())
}

async fn reissue(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    settled: &[Settled],
    old: InvoiceId,
) -> Result<(domain::ids::CreditNoteId, InvoiceId)> {
    let head = sqlx::query!(
        "SELECT number, po_number, issued_on, terms_days, discount_bp, discount_until, delivered_on, delivery_note, site,
                deliver_to_name, deliver_to_address, deliver_to_city, deliver_to_country
         FROM invoice WHERE account_id = $1 AND id = $2",
        standing.account_id.0,
        old.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let says = says::of_invoice(tx, standing.account_id, old).await?;
    let lines = lines(tx, standing, settled, &says, old).await?;
    let Again { lines, adjustments, sales_tax, sums } =
        again::bill(&says, lines, standing.currency)?;
    if sums.total.minor <= 0 {
        let words = "Nothing would be left of this invoice. Credit it instead.";
        return Err(Refusal::field("lines", words).into());
    }
    let number = numbers::next(tx, standing.entity_id, "CI", moment.on).await?;
    let days = Days::new(u64::try_from(head.terms_days).unwrap_or(0));
    let discount = head.discount_until.map(|until| {
        let grace = (until - head.issued_on).num_days().max(0);
        (head.discount_bp, moment.on + Days::new(grace.unsigned_abs()))
    });
    let place = Place {
        name: head.deliver_to_name,
        address: head.deliver_to_address,
        city: head.deliver_to_city,
        country: head.deliver_to_country,
    };
    let new = NewInvoice {
        id: InvoiceId(Uuid::now_v7()),
        entity_id: standing.entity_id,
        account_id: standing.account_id,
        number: number.clone(),
        po_number: head.po_number,
        issued_on: moment.on,
        currency: standing.currency,
        lines,
        tax: sums.tax,
        net_minor: sums.net.minor,
        tax_minor: sums.tax_total.minor,
        total_minor: sums.total.minor,
        terms_days: head.terms_days,
        discount,
        delivered_on: head.delivered_on,
        delivery_note: head.delivery_note,
        site: head.site,
        note: Some(format!("Replaces {}.", head.number)),
        instalments: vec![Instalment { due_on: moment.on + days, amount: sums.total }],
        import_hash: None,
        // What was paid before the old one comes back as credit, and is applied to this one.
        particulars: Particulars {
            buyer_reference: says.buyer_reference.clone(),
            contract: says.contract.clone(),
            period: says.period,
            deliver_to: says.deliver_to.is_some().then_some(place),
            adjustments,
            sales_tax,
            ..Particulars::default()
        },
    };
    let reason = format!("{} is replaced by {number}", head.number);
    let credited = Credited::whole(&says);
    let whole =
        credit::New { invoice_id: old, net: says.net, tax: says.tax_total, reason, credited };
    let note = credit::issue(tx, moment, standing, whole).await?;
    credit::apply(tx, moment, &note, old, "corrected").await?;
    issue_it(tx, moment, &new, old, moment.on).await?;
    credit::apply(tx, moment, &note, new.id, "corrected").await?;
    Ok((note.id, new.id))
}

async fn issue_it(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    new: &NewInvoice,
    old: InvoiceId,
    today: NaiveDate,
) -> Result<()> {
    issue::issue_many(tx, moment.actor, moment.at, today, std::slice::from_ref(new)).await?;
    let linked = sqlx::query!(
        "UPDATE invoice SET corrects_id = $3 WHERE account_id = $1 AND id = $2",
        new.account_id.0,
        new.id.0,
        old.0,
    )
    .execute(tx)
    .await?;
    if linked.rows_affected() != 1 {
        return Err(Error::bug("a corrected invoice was not linked"));
    }
    Ok(())
}

/// The lines of the old invoice, those that are corrected as the buyer says. What they did not get is
/// left out.
async fn lines(
    tx: &mut PgConnection,
    standing: &Standing,
    settled: &[Settled],
    says: &Says,
    old: InvoiceId,
) -> Result<Vec<(i32, NewLine)>> {
    let corrected: Vec<Uuid> = settled
        .iter()
        .filter(|line| line.judged.outcome == Outcome::Correct && line.invoice_id == old)
        .map(|line| line.judged.line_id.0)
        .collect();
    let claims = sqlx::query!(
        "SELECT line_no, claim, right_e4 FROM dispute_line WHERE account_id = $1 AND id = ANY ($2)",
        standing.account_id.0,
        &corrected,
    )
    .fetch_all(tx)
    .await?;
    if claims.iter().any(|claim| claim.line_no.is_none() || claim.right_e4.is_none()) {
        let words =
            "An amount of the whole invoice has no line that could be corrected. Credit it.";
        return Err(Refusal::field("lines", words).into());
    }
    let mut lines = Vec::with_capacity(says.lines.len());
    for was in &says.lines {
        let mut line = NewLine::from(was);
        let claim = claims.iter().find(|claim| claim.line_no == Some(was.line_no));
        if let Some((claim, right)) = claim.and_then(|c| Some((c.claim.as_str(), c.right_e4?))) {
            match claim {
                "quantity" => line.quantity_e4 = right,
                "price" => line.unit_price_e4 = right,
                // A rate is kept in hundredths of a per cent, and these in ten-thousandths.
                _ => line.tax_bp = i32::try_from(right / 10_000).unwrap_or(line.tax_bp),
            }
        }
        if line.quantity_e4 != 0 {
            lines.push((was.line_no, line));
        }
    }
    Ok(lines)
}
