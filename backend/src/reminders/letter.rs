//! A reminder that was decided, as a letter: what it asks for is what was decided then, never computed again.

use crate::{Backend, Buyer, Error, Result, accounts, issued_documents::Subject};
use documents::reminder::{Item, Reminder, Stage};
use domain::{
    dunning,
    ids::TouchId,
    money::{Currency, Money},
};

/// What it says as mail: subject, text and HTML.
pub(crate) async fn written(
    backend: &Backend,
    subject: Subject,
) -> Result<(String, String, String)> {
    let row = sqlx::query!(
        r#"SELECT subject AS "subject!", body_text AS "text!", body_html AS "html!" FROM touch
           WHERE account_id = $1 AND id = $2 AND subject IS NOT NULL AND body_text IS NOT NULL AND body_html IS NOT NULL"#,
        subject.account_id.0,
        subject.id,
    )
    .fetch_optional(backend.db.worker_pool())
    .await?
    .ok_or(Error::NotFound)?;
    Ok((row.subject, row.text, row.html))
}

/// The same as a document, and the day that it is called by.
pub(crate) async fn document(
    backend: &Backend,
    buyer: &Buyer,
    id: TouchId,
) -> Result<(String, Reminder)> {
    let mut tx = backend.db.portal(buyer).await?;
    let agreed = accounts::agreed(&mut tx, buyer).await?;
    let day = sqlx::query_scalar!(
        "SELECT day FROM touch WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let rows = sqlx::query!(
        r#"SELECT d.amount_minor AS "amount_minor!", d.currency, (d.facts->>'open_minor')::bigint AS "open_minor!",
                  i.number, i.issued_on, o.due_on, o.seq,
                  (SELECT count(*) FROM open_item p WHERE p.account_id = o.account_id AND p.invoice_id = o.invoice_id) AS "parts!"
           FROM decision d
           JOIN open_item o ON o.account_id = d.account_id AND o.id = d.open_item_id
           JOIN invoice i ON i.account_id = d.account_id AND i.id = d.invoice_id
           WHERE d.account_id = $1 AND d.touch_id = $2
           ORDER BY o.due_on, i.number, o.seq"#,
        buyer.account_id.0,
        id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.end();
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let currency: Currency = row.currency.parse()?;
        items.push(Item {
            number: match row.parts {
                1 => row.number,
                parts => format!("{} ({}/{parts})", row.number, row.seq),
            },
            issued_on: row.issued_on,
            due_on: row.due_on,
            open: Money::new(row.open_minor, currency),
            collectable: Money::new(row.amount_minor, currency),
        });
    }
    let is_late = items.iter().any(|item| item.due_on < day);
    let last_due = items.iter().map(|item| item.due_on).max().unwrap_or(day);
    let reminder = Reminder {
        seller: agreed.seller.party(),
        remit_to: agreed.seller.remit_to(),
        customer: agreed.customer.party(),
        account_number: agreed.customer.number.clone(),
        stage: if is_late { Stage::First } else { Stage::Ahead },
        items,
        pay_by: dunning::pay_by(day, last_due),
        payment_reference: None,
        pay_at: Some(format!("{}/pay", backend.public_url)),
        check: None,
        made_on: day,
    };
    Ok((day.to_string(), reminder))
}
