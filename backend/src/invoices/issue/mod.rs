//! Issuing invoices: the document, its open items, the ledger, the days on which something may have
//! to be said, and the event, in one go. Batches of any size take the same few statements.

mod new;
mod rows;

pub use new::{NewInvoice, NewLine, Particulars, Place};
pub(crate) use rows::Children;

use crate::{
    actor::Actor,
    dispatches,
    error::Result,
    events::{self, NewEvent},
    ledger::{self, Posting},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{document::Kind, ids::EntityId, ledger as books, money::Money};
use sqlx::PgConnection;
use std::collections::BTreeSet;

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
    rows::invoices(tx, at, invoices).await?;
    let of_all: Vec<Children<'_>> = invoices.iter().map(Children::from).collect();
    rows::lines(tx, &of_all).await?;
    rows::tax(tx, &of_all).await?;
    rows::adjustments(tx, &of_all).await?;
    rows::sales_tax(tx, &of_all).await?;
    rows::open_items(tx, today, invoices).await?;
    ledger::post(tx, &postings(at, invoices)).await?;
    for invoice in invoices {
        events::record(&mut *tx, actor, at, issued(invoice)).await?;
    }
    send(tx, at, invoices).await
}

/// Sends them, where the entity has documents sent by themselves.
async fn send(tx: &mut PgConnection, at: DateTime<Utc>, invoices: &[NewInvoice]) -> Result<()> {
    let entities: BTreeSet<EntityId> = invoices.iter().map(|invoice| invoice.entity_id).collect();
    for entity_id in entities {
        let issued = invoices.iter().filter(|invoice| invoice.entity_id == entity_id);
        let issued = issued.map(|invoice| dispatches::New {
            account_id: invoice.account_id,
            id: invoice.id.0,
            issued_on: invoice.issued_on,
        });
        dispatches::announce(tx, entity_id, Kind::Invoice, issued, at).await?;
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
            lines: books::invoice_issued(sums(invoice)),
        })
        .collect()
}

fn sums(invoice: &NewInvoice) -> books::Sums {
    let money = |minor| Money::new(minor, invoice.currency);
    books::Sums {
        net: money(invoice.net_minor),
        tax: money(invoice.tax_minor),
        prepaid: money(invoice.particulars.prepaid_minor),
        rounding: money(invoice.particulars.rounding_minor),
    }
}
