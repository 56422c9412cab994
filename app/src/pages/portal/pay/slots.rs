//! The texts of the page that follow the form, each under the name of its place. The page renders
//! the same texts: one source, so that the preview and "Compute again" cannot differ.

use super::{stub, table, ways};
use crate::{components::sum::less, forms::pay::Fields};
use backend::payments::offer::Offer;
use domain::Money;

/// The place of an item's discount.
pub fn discount(n: usize) -> String {
    format!("discount-{n}")
}

/// The place of what credit pays of an item.
pub fn credit(n: usize) -> String {
    format!("credit-{n}")
}

/// The place of what the payment pays of an item.
pub fn amount(n: usize) -> String {
    format!("amount-{n}")
}

/// The place of what is open of an item afterwards.
pub fn after(n: usize) -> String {
    format!("after-{n}")
}

/// The places of a way's fee and of what it would charge.
pub fn way(code: &str) -> (String, String) {
    (format!("fee-{code}"), format!("charged-{code}"))
}

/// Every text that an answer to the form's fields changes.
pub fn slots(fields: &Fields, offer: &Offer) -> Vec<(String, String)> {
    let quote = &offer.quote;
    let mut slots = Vec::new();
    let mut put = |name: String, text: String| slots.push((name, text));
    for (n, quoted) in table::shown(offer) {
        put(discount(n), or_nothing(less(quoted.discount)));
        put(credit(n), or_nothing(less(quoted.credit)));
        put(amount(n), quoted.amount.bare());
        put(after(n), quoted.open_after.bare());
    }
    put("discount".into(), or_nothing(less(quote.discount)));
    put("credit".into(), or_nothing(less(quote.credit)));
    put("amount".into(), quote.amount.bare());
    put("after".into(), offer.totals.open_after.bare());
    for paid in &offer.ways {
        let (fee, charged) = way(paid.method.code());
        put(fee, ways::fee_text(paid));
        put(charged, paid.charged.full());
    }
    for (name, text) in stub::texts(offer) {
        put(name.into(), text);
    }
    put("expected".into(), quote.charged.canonical());
    put("shown".into(), fields.proposed(offer).choice());
    slots
}

/// Cells of nothing are empty, so that the table leaves them out where it folds.
fn or_nothing(amount: Money) -> String {
    if amount.is_zero() {
        return String::new();
    }
    amount.bare()
}
