//! The lines of invoices as they were billed: each with its share of what the whole invoice was made
//! cheaper by, because no more than that was asked for it, and with its sales tax.

use crate::error::Result;
use domain::{
    dispute::Billed,
    ids::{AccountId, InvoiceId},
    money::{Currency, Money},
};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// A line that was billed.
pub(super) struct Line {
    pub invoice_id: InvoiceId,
    pub line_no: i32,
    pub description: String,
    pub billed: Billed,
}

/// The lines of these invoices, by number.
pub(super) async fn lines(
    tx: &mut PgConnection,
    account_id: AccountId,
    invoices: &[Uuid],
) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"SELECT l.invoice_id, l.line_no, l.description, l.quantity_e4, l.unit_price_e4, l.price_per_e4, l.tax_bp, i.currency,
                  (l.amount_minor - CASE WHEN sum(l.amount_minor) OVER same_tax = 0 THEN 0
                       ELSE round(coalesce(a.minor, 0) * l.amount_minor / sum(l.amount_minor) OVER same_tax) END)::bigint AS "net_minor!",
                  coalesce((SELECT sum(s.tax_minor) FROM invoice_sales_tax s
                            WHERE s.account_id = l.account_id AND s.invoice_id = l.invoice_id AND s.line_no = l.line_no), 0)::bigint
                      AS "sales_tax_minor!"
           FROM invoice_line l
           JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
           LEFT JOIN LATERAL (
               SELECT sum(a.amount_minor) AS minor FROM invoice_adjustment a
               WHERE a.account_id = l.account_id AND a.invoice_id = l.invoice_id AND a.line_no IS NULL AND NOT a.is_charge
                 AND a.tax_category = l.tax_category AND a.tax_bp = l.tax_bp) a ON true
           WHERE l.account_id = $1 AND l.invoice_id = ANY ($2)
           WINDOW same_tax AS (PARTITION BY l.invoice_id, l.tax_category, l.tax_bp)
           ORDER BY l.invoice_id, l.line_no"#,
        account_id.0,
        invoices,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency: Currency = row.currency.parse()?;
            let billed = Billed {
                quantity: Decimal::new(row.quantity_e4, 4),
                unit_price_minor: Decimal::new(row.unit_price_e4, 4),
                per: Decimal::new(row.price_per_e4, 4),
                net: Money::new(row.net_minor, currency),
                tax_bp: row.tax_bp,
                sales_tax: Money::new(row.sales_tax_minor, currency),
            };
            Ok(Line {
                invoice_id: row.invoice_id.into(),
                line_no: row.line_no,
                description: row.description,
                billed,
            })
        })
        .collect()
}
