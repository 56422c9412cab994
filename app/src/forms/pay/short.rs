//! Paying less than is asked: of each invoice the form says why. The rest comes later, or something is
//! wrong, and then it is disputed before the payment is made.

use super::fields::{Fields, LATER, Rule};
use backend::{
    disputes::{Claimed, NewDispute, NewLine, Reason},
    payments::offer::Offer,
};
use domain::{Money, Refusal, ids::InvoiceId};

/// What of an invoice may be paid, over all of its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Whole {
    /// Which.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// At most.
    pub most: Money,
}

/// The invoices of which something may be paid.
pub fn invoices(offer: &Offer) -> Vec<Whole> {
    let mut invoices: Vec<Whole> = Vec::new();
    for quoted in offer.quote.items.iter().filter(|quoted| quoted.payable.minor > 0) {
        let item = &quoted.item.item;
        match invoices.iter_mut().find(|whole| whole.id == item.invoice_id) {
            Some(whole) => whole.most = whole.most.plus(quoted.payable).unwrap_or(whole.most),
            None => invoices.push(Whole {
                id: item.invoice_id,
                number: item.number.clone(),
                most: quoted.payable,
            }),
        }
    }
    invoices
}

/// What stays of each invoice that is paid in part, less the discount that settles it.
fn shorts(fields: &Fields, offer: &Offer) -> Vec<(Whole, Money)> {
    if fields.rule != Rule::Each {
        return Vec::new();
    }
    let short = |whole: Whole| {
        let typed = Money::parse(fields.part(whole.id), whole.most.currency).ok()?;
        let granted: i64 = offer
            .quote
            .items
            .iter()
            .filter(|quoted| quoted.item.item.invoice_id == whole.id)
            .map(|quoted| quoted.discount.minor)
            .sum();
        let left = whole.most.minor - typed.minor - granted;
        (left > 0).then(|| (whole.clone(), Money::new(left, whole.most.currency)))
    };
    invoices(offer).into_iter().filter_map(short).collect()
}

/// The dispute that what is paid short opens, if it opens one. Each invoice has to say why.
pub fn dispute(
    fields: &Fields,
    offer: &Offer,
    reasons: &[Reason],
) -> Result<Option<NewDispute>, Refusal> {
    let mut lines = Vec::new();
    for (whole, left) in shorts(fields, offer) {
        let why = fields.why(whole.id);
        if why == LATER {
            continue;
        }
        let reason = reasons.iter().find(|reason| reason.code == why).ok_or_else(|| {
            let words = format!("Say why you pay {left} less of {}.", whole.number);
            Refusal::field("parts", words)
        })?;
        let claimed = Claimed::Amount(left);
        lines.push(NewLine { invoice_id: whole.id, reason: reason.code.clone(), claimed });
    }
    if lines.is_empty() {
        return Ok(None);
    }
    if fields.short_text.trim().is_empty() {
        return Err(Refusal::field("short-text", "Write one sentence about what is wrong."));
    }
    Ok(Some(NewDispute {
        id: fields.dispute_id,
        lines,
        text: fields.short_text.clone(),
        files: Vec::new(),
    }))
}
