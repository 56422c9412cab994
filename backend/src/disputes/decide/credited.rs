//! What a credit note says of the lines of a dispute: as they were billed, less what was right.

use super::{Settled, Standing};
use crate::{
    credit_notes::{Credited, plain},
    disputes::billed,
    error::{Error, Result},
    invoices::{
        issue::NewLine,
        says::{self, Says},
        sums::listed,
    },
};
use domain::{
    dispute::{Billed, Disputed},
    ids::InvoiceId,
    money::Money,
    rates,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A disputed line, as it was opened.
struct Claimed {
    id: Uuid,
    line_no: Option<i32>,
    claim: String,
    right_e4: Option<i64>,
    net_minor: i64,
    tax_minor: i64,
}

/// What is credited of an invoice.
pub(super) async fn of(
    tx: &mut PgConnection,
    standing: &Standing,
    invoice_id: InvoiceId,
    settled: &[&Settled],
) -> Result<Credited> {
    let says = says::of_invoice(tx, standing.account_id, invoice_id).await?;
    let billed = billed::lines(tx, standing.account_id, &[invoice_id.0]).await?;
    let ids: Vec<Uuid> = settled.iter().map(|line| line.judged.line_id.0).collect();
    let claims = sqlx::query_as!(
        Claimed,
        "SELECT id, line_no, claim, right_e4, net_minor, tax_minor FROM dispute_line
         WHERE account_id = $1 AND id = ANY ($2)",
        standing.account_id.0,
        &ids,
    )
    .fetch_all(tx)
    .await?;
    let words = format!("Dispute {}", standing.number);
    let mut credited = Credited::default();
    for line in settled {
        let claim = claims.iter().find(|claim| claim.id == line.judged.line_id.0);
        let claim = claim.ok_or_else(|| Error::bug("a disputed line is not there"))?;
        let was = billed.iter().find(|was| Some(was.line_no) == claim.line_no);
        match was {
            Some(was) => of_line(&mut credited, &says, claim, &was.billed, line.off)?,
            None => {
                let part = Credited::amount(&says, &words, line.off.net, line.off.tax)?;
                join(&mut credited, part);
            }
        }
    }
    credited.explain(&says.tax);
    Ok(credited)
}

fn of_line(
    credited: &mut Credited,
    says: &Says,
    claim: &Claimed,
    billed: &Billed,
    off: Disputed,
) -> Result<()> {
    let was = says.lines.iter().find(|line| Some(line.line_no) == claim.line_no);
    let was = was.ok_or_else(|| Error::bug("a billed line is not there"))?;
    let whole = (off.net.minor, off.tax.minor) == (claim.net_minor, claim.tax_minor);
    let like = NewLine { adjustments: Vec::new(), ..NewLine::from(was) };
    if off.net.is_zero() {
        return of_rate(credited, like, claim, billed, off.tax, whole);
    }
    let vat = match billed.sales_tax.is_zero() {
        true => off.tax,
        false => {
            let vat = rates::percent_of(off.net, rates::from_basis_points(was.tax_bp))?;
            if vat.minor > off.tax.minor { off.tax } else { vat }
        }
    };
    let exact = exact(&like, claim, off.net).filter(|_| whole);
    let one = plain(&like.description, off.net, &like.tax_category, like.tax_bp);
    credited.add(exact.unwrap_or(NewLine { article: like.article.clone(), ..one }), vat);
    let sales = off.tax.minus(vat)?;
    if !sales.is_zero() {
        let of_it: Vec<_> =
            says.sales_tax.iter().filter(|one| one.line_no == was.line_no).cloned().collect();
        credited.add_sales_tax(&of_it, sales)?;
    }
    Ok(())
}

/// The line with the difference in quantity or price, if that comes to what is credited.
fn exact(like: &NewLine, claim: &Claimed, net: Money) -> Option<NewLine> {
    let right = claim.right_e4?;
    let line = match claim.claim.as_str() {
        "quantity" => NewLine { quantity_e4: like.quantity_e4 - right, ..like.clone() },
        "price" => NewLine { unit_price_e4: like.unit_price_e4 - right, ..like.clone() },
        _ => return None,
    };
    let comes_to = listed(&line, net.currency).ok()?;
    (comes_to == net).then_some(NewLine { amount_minor: net.minor, ..line })
}

/// A wrong rate of tax: the line at the rate that was billed is taken back, and billed at the right one.
/// Of a part of it there is the tax alone.
fn of_rate(
    credited: &mut Credited,
    like: NewLine,
    claim: &Claimed,
    billed: &Billed,
    tax: Money,
    whole: bool,
) -> Result<()> {
    let right = claim.right_e4.and_then(|right| i32::try_from(right / 10_000).ok());
    let Some(right) = right.filter(|_| whole && claim.claim == "tax") else {
        credited.add(
            plain(&like.description, Money::zero(tax.currency), &like.tax_category, like.tax_bp),
            tax,
        );
        return Ok(());
    };
    let net = billed.net;
    let billed_tax = rates::percent_of(net, rates::from_basis_points(like.tax_bp))?;
    let category = if right > 0 { "S" } else { "Z" };
    let back = plain(&like.description, net, &like.tax_category, like.tax_bp);
    let again = plain(&like.description, net, category, right);
    let again = NewLine { quantity_e4: -10_000, amount_minor: -net.minor, ..again };
    credited.add(NewLine { article: like.article.clone(), ..back }, billed_tax);
    credited.add(NewLine { article: like.article, ..again }, tax.minus(billed_tax)?);
    Ok(())
}

/// Adds the lines of one to those of another.
fn join(credited: &mut Credited, part: Credited) {
    let before = i32::try_from(credited.lines.len()).unwrap_or(i32::MAX);
    let taxes = part.tax;
    for line in part.lines {
        let vat = taxes
            .iter()
            .find(|group| group.category == line.tax_category && group.rate_bp == line.tax_bp)
            .map(|group| group.tax);
        if let Some(vat) = vat {
            credited.add(line, vat);
        }
    }
    let moved = part.sales_tax.into_iter();
    credited.sales_tax.extend(moved.map(|mut one| {
        one.line_no += before;
        one
    }));
}
