//! A corpus: invoices of every kind that documents are made of, made up, and exact to the cent. Whatever
//! writes a format is judged by all of them.

mod adjusted;
pub mod build;
mod currencies;
mod details;
mod parties;
mod prices;
mod sales_tax;
mod sizes;
mod vat;
mod words;

use build::summed;
use documents::invoice::Invoice;

/// An invoice, and what is special about it.
pub struct Case {
    /// In small letters and hyphens; good as a file's name.
    pub name: &'static str,
    /// The invoice. All of its sums are right.
    pub invoice: Invoice,
}

/// All of them. Always the same ones, in the same order.
pub fn all() -> Vec<Case> {
    let chapters = [
        vat::cases(),
        adjusted::cases(),
        prices::cases(),
        details::cases(),
        currencies::cases(),
        sales_tax::cases(),
        words::cases(),
        sizes::cases(),
    ];
    chapters.into_iter().flatten().collect()
}

/// A case of an invoice whose sums are computed here. Its number is its name's, so that files can be
/// told apart.
fn case(name: &'static str, invoice: Invoice) -> Case {
    let number =
        if invoice.number.is_empty() { name.to_uppercase() } else { invoice.number.clone() };
    Case { name, invoice: summed(Invoice { number, ..invoice }) }
}
