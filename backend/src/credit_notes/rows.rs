//! The rows of a credit note below its head.

use super::{Credited, NewCreditNote};
use crate::{error::Result, invoices::issue::Children};
use sqlx::PgConnection;

/// Writes them. A note without lines has one, by its reason.
pub(super) async fn insert(tx: &mut PgConnection, note: &NewCreditNote) -> Result<()> {
    let one_line;
    let credited = if note.credited.lines.is_empty() {
        let (net, tax) = (note.money(note.net_minor), note.money(note.tax_minor));
        one_line = Credited::one_line(&note.reason, net, tax);
        &one_line
    } else {
        &note.credited
    };
    let children = Children {
        account_id: note.account_id,
        of: note.id.0,
        lines: &credited.lines,
        tax: &credited.tax,
        adjustments: &credited.adjustments,
        sales_tax: &credited.sales_tax,
    };
    lines(tx, &children).await?;
    tax(tx, &children).await?;
    adjustments(tx, &children).await?;
    sales_tax(tx, &children).await
}

async fn lines(tx: &mut PgConnection, of: &Children<'_>) -> Result<()> {
    for (line_no, line) in of.numbered() {
        sqlx::query!(
            "INSERT INTO credit_note_line (account_id, credit_note_id, line_no, description, note, article, customer_article,
                                           po_number, po_line, site, cost_centre, quantity_e4, unit, unit_price_e4,
                                           price_per_e4, amount_minor, tax_category, tax_bp)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
            of.account_id.0,
            of.of,
            line_no,
            line.description,
            line.note,
            line.article,
            line.customer_article,
            line.po_number,
            line.po_line,
            line.site,
            line.cost_centre,
            line.quantity_e4,
            line.unit,
            line.unit_price_e4,
            line.price_per_e4,
            line.amount_minor,
            line.tax_category,
            line.tax_bp,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

async fn tax(tx: &mut PgConnection, of: &Children<'_>) -> Result<()> {
    for group in of.tax {
        sqlx::query!(
            "INSERT INTO credit_note_tax (account_id, credit_note_id, category, rate_bp, taxable_minor, tax_minor, exemption,
                                          exemption_code)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            of.account_id.0,
            of.of,
            group.category,
            group.rate_bp,
            group.taxable.minor,
            group.tax.minor,
            group.exemption,
            group.exemption_code,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

async fn adjustments(tx: &mut PgConnection, of: &Children<'_>) -> Result<()> {
    for placed in of.placed() {
        sqlx::query!(
            "INSERT INTO credit_note_adjustment (account_id, credit_note_id, seq, line_no, is_charge, reason, reason_code,
                                                 share_bp, base_minor, amount_minor, tax_category, tax_bp)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            of.account_id.0,
            of.of,
            placed.seq,
            placed.line_no,
            placed.one.is_charge,
            placed.one.reason,
            placed.one.reason_code,
            placed.one.share_bp,
            placed.one.base.map(|base| base.minor),
            placed.one.amount.minor,
            placed.one.tax_category,
            placed.one.tax_bp,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

async fn sales_tax(tx: &mut PgConnection, of: &Children<'_>) -> Result<()> {
    for one in of.sales_tax {
        sqlx::query!(
            "INSERT INTO credit_note_sales_tax (account_id, credit_note_id, line_no, jurisdiction, rate_e6, taxable_minor,
                                                tax_minor)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            of.account_id.0,
            of.of,
            one.line_no,
            one.jurisdiction,
            one.rate_e6,
            one.taxable.minor,
            one.tax.minor,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
