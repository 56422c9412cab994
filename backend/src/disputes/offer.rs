//! What can be disputed of an invoice: for the form, before anything is written.

use super::{
    billed,
    read::{Reason, reasons_of},
};
use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
    open_items,
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    access::Action,
    collectable::{self, Collectable},
    dispute::{self, Billed, Claim, Disputed},
    ids::InvoiceId,
    money::{Currency, Money},
    open_item::Facts,
};
use sqlx::PgConnection;

/// An invoice, as the form needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Which.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What was billed.
    pub total: Money,
    /// The tax in it.
    pub tax: Money,
    /// Its open items, the one that is due first before the others.
    pub items: Vec<Facts>,
    /// The day on which it is looked at.
    pub on: NaiveDate,
    /// Its lines.
    pub lines: Vec<Offered>,
    /// Why something can be disputed, in the seller's order.
    pub reasons: Vec<Reason>,
}

/// A line that can be disputed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offered {
    /// Its number on the document.
    pub line_no: i32,
    /// What was sold.
    pub description: String,
    /// As it was billed.
    pub billed: Billed,
    /// Whether it is disputed already and not decided.
    pub is_running: bool,
}

impl Offer {
    /// What a claim on a line disputes.
    pub fn measure(&self, line_no: i32, claim: Claim) -> Result<Disputed, Refusal> {
        let line = self.lines.iter().find(|line| line.line_no == line_no && !line.is_running);
        dispute::of_line(&line.ok_or(Refusal::Stale)?.billed, claim)
    }

    /// What an amount of the whole invoice disputes.
    pub fn measure_amount(&self, gross: Money) -> Result<Disputed, Refusal> {
        dispute::of_amount(gross, self.total, self.tax)
    }

    /// What may be asked for now, and what of it stays once an amount is disputed.
    pub fn collectable(&self, disputed: Money) -> (Money, Money) {
        let room: Vec<i64> =
            self.items.iter().map(|item| item.open_minor - item.disputed_minor).collect();
        let held = dispute::spread(disputed.minor, &room);
        let sum = |items: &mut dyn Iterator<Item = Facts>| {
            let parts = items.map(|facts| collectable::of_item(&facts, self.on));
            Money::new(Collectable::sum(parts).collectable_minor, self.currency())
        };
        let before = sum(&mut self.items.iter().copied());
        let after = sum(&mut self
            .items
            .iter()
            .zip(held)
            .map(|(item, held)| Facts { disputed_minor: item.disputed_minor + held, ..*item }));
        (before, after)
    }

    /// What the invoice's amounts are in.
    pub fn currency(&self) -> Currency {
        self.total.currency
    }
}

/// The most invoices of one form.
const MOST_INVOICES: usize = 20;

/// Reads what can be disputed together: invoices of one currency.
pub async fn offer(backend: &Backend, buyer: &Buyer, ids: &[InvoiceId]) -> Result<Vec<Offer>> {
    buyer.may(Action::Dispute)?;
    if ids.is_empty() {
        return Err(Refusal::NothingChosen.into());
    }
    if ids.len() > MOST_INVOICES {
        let words = format!("At most {MOST_INVOICES} invoices can be disputed together.");
        return Err(Refusal::field("lines", words).into());
    }
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let mut offers: Vec<Offer> = Vec::with_capacity(ids.len());
    for id in ids {
        let offer = one(&mut tx, buyer, *id, today).await?;
        let first = offers.first().map_or(offer.currency(), Offer::currency);
        if offer.currency() != first {
            let got = offer.currency();
            return Err(Refusal::CurrencyMismatch { expected: first, got }.into());
        }
        if !offers.iter().any(|known| known.invoice_id == offer.invoice_id) {
            offers.push(offer);
        }
    }
    tx.end();
    Ok(offers)
}

async fn one(
    tx: &mut PgConnection,
    buyer: &Buyer,
    id: InvoiceId,
    today: NaiveDate,
) -> Result<Offer> {
    let head = sqlx::query!(
        r#"SELECT number, currency, total_minor + prepaid_minor AS "billed_minor!", tax_minor FROM invoice
           WHERE account_id = $1 AND id = $2"#,
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let currency: Currency = head.currency.parse()?;
    let running = sqlx::query_scalar!(
        r#"SELECT l.line_no AS "line_no!" FROM dispute_line l
           JOIN dispute d ON d.account_id = l.account_id AND d.id = l.dispute_id
           WHERE l.account_id = $1 AND l.invoice_id = $2 AND l.line_no IS NOT NULL AND l.outcome IS NULL
             AND d.state IN ('open', 'asked')"#,
        buyer.account_id.0,
        id.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    let lines = billed::lines(tx, buyer.account_id, &[id.0]).await?;
    let items = open_items::of_invoices(tx, buyer.account_id, &[id]).await?;
    let reasons = reasons_of(tx, buyer.entity_id).await?;
    let lines = lines.into_iter().map(|line| Offered {
        line_no: line.line_no,
        description: line.description,
        billed: line.billed,
        is_running: running.contains(&line.line_no),
    });
    Ok(Offer {
        invoice_id: id,
        number: head.number,
        total: Money::new(head.billed_minor, currency),
        tax: Money::new(head.tax_minor, currency),
        items: items.iter().map(|item| item.item.facts).collect(),
        on: today,
        lines: lines.collect(),
        reasons,
    })
}
