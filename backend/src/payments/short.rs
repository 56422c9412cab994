//! Paying less than is asked. Of each invoice it is said why: the rest comes later, or something is wrong.
//! Then the rest is disputed in the transaction in which the payment begins, so both are there, or neither.

use super::quote::{Choice, Quote, Spread, compute};
use crate::{
    Backend,
    actor::Buyer,
    disputes::{self, Claimed, NewDispute, NewLine, Opened},
    error::{Error, Result},
    open_items,
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    conversation::LONGEST,
    ids::{DisputeId, InvoiceId, OpenItemId},
    money::Money,
};
use sqlx::PgConnection;

/// What was said about what is not paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Short {
    /// The id of the dispute that it may open, made by the form.
    pub dispute_id: DisputeId,
    /// Why less is paid, invoice by invoice.
    pub whys: Vec<(InvoiceId, Why)>,
    /// What is wrong, in the buyer's words.
    pub text: String,
}

/// Why less than all of an invoice is paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// The rest comes later.
    Later,
    /// Something is wrong, by the code of one of the seller's reasons.
    Wrong(String),
}

impl Short {
    /// What it says, so that the same key with other contents is seen.
    pub(super) fn told(&self) -> String {
        let mut told = format!("|short {}", self.text.trim());
        for (invoice, why) in &self.whys {
            let why = match why {
                Why::Later => "",
                Why::Wrong(reason) => reason,
            };
            told.push_str(&format!("|{invoice} {why}"));
        }
        told
    }

    /// The dispute of what a quote leaves, if something is wrong with it.
    fn dispute(&self, choice: &Choice, quote: &Quote) -> Result<Option<NewDispute>> {
        let Spread::PerInvoice(amounts) = &choice.spread else {
            return Ok(None);
        };
        let mut lines: Vec<NewLine> = Vec::new();
        for (invoice_id, _) in amounts {
            let (number, left) = left_of(*invoice_id, quote)?;
            if left.minor <= 0 || lines.iter().any(|line| line.invoice_id == *invoice_id) {
                continue;
            }
            let why = self.whys.iter().find(|(id, _)| id == invoice_id).map(|(_, why)| why);
            match why {
                None => {
                    let words = format!("Say why you pay {left} less of {number}.");
                    return Err(Refusal::field("parts", words).into());
                }
                Some(Why::Later) => {}
                Some(Why::Wrong(reason)) => lines.push(NewLine {
                    invoice_id: *invoice_id,
                    reason: reason.clone(),
                    claimed: Claimed::Amount(left),
                }),
            }
        }
        if lines.is_empty() {
            return Ok(None);
        }
        let text = self.text.trim().to_owned();
        check(&text)?;
        Ok(Some(NewDispute { id: self.dispute_id, lines, text, files: Vec::new() }))
    }
}

fn check(text: &str) -> Result<(), Refusal> {
    let words = match text.chars().count() {
        0 => "Write one sentence about what is wrong.".to_owned(),
        count if count > LONGEST => format!("Write at most {LONGEST} characters."),
        _ => return Ok(()),
    };
    Err(Refusal::field("short-text", words))
}

/// The number of an invoice, and what a quote leaves of what may be paid of it.
fn left_of(invoice: InvoiceId, quote: &Quote) -> Result<(&str, Money)> {
    let mut number = None;
    let mut left = Money::zero(quote.currency);
    for quoted in quote.items.iter().filter(|quoted| quoted.item.item.invoice_id == invoice) {
        number = Some(quoted.item.item.number.as_str());
        left = left.plus(quoted.payable)?.minus(quoted.amount)?.minus(quoted.discount)?;
    }
    Ok((number.ok_or(Error::NotFound)?, left))
}

/// Locks what a choice pays, and all of the invoices whose rest may be disputed: a dispute holds any
/// instalment.
pub(super) async fn lock(
    tx: &mut PgConnection,
    buyer: &Buyer,
    choice: &Choice,
    short: Option<&Short>,
    today: NaiveDate,
) -> Result<()> {
    let unlocked = compute(tx, buyer.account_id, choice, today).await?;
    let mut ids: Vec<OpenItemId> = unlocked.items.iter().map(|q| q.item.item.id).collect();
    if short.is_some() {
        let mut invoices: Vec<_> = unlocked.items.iter().map(|q| q.item.item.invoice_id).collect();
        invoices.sort();
        invoices.dedup();
        let all = open_items::of_invoices(tx, buyer.account_id, &invoices).await?;
        ids.extend(all.iter().map(|item| item.item.id));
        ids.sort();
        ids.dedup();
    }
    open_items::lock(tx, buyer.account_id, &ids).await
}

/// Opens the dispute of what is paid short, if one is to be opened: then the payment pays all that is
/// still asked for. The caller holds the locks.
pub(super) async fn dispute_the_rest(
    tx: &mut PgConnection,
    backend: &Backend,
    buyer: &Buyer,
    (choice, short): (&Choice, &Short),
    today: NaiveDate,
) -> Result<Option<DisputeId>> {
    let quote = compute(tx, buyer.account_id, choice, today).await?;
    let Some(new) = short.dispute(choice, &quote)? else {
        return Ok(None);
    };
    match disputes::open_in(tx, backend, buyer, &new).await {
        Ok(Opened::Now(_)) => Ok(Some(new.id)),
        // The form of another payment has opened it: this one's rest would be in no dispute.
        Ok(Opened::Before(_)) => Err(Refusal::Stale.into()),
        Err(Error::Refused(Refusal::Field { message, .. })) => {
            Err(Refusal::field("parts", message).into())
        }
        Err(error) => Err(error),
    }
}
