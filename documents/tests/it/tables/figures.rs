//! What readers of these tests compare: amounts as text with the decimals of their currency.

use documents::invoice::Invoice;
use domain::{
    Money,
    table_column::{Level, TableColumn, TableColumns},
};

/// All columns.
pub fn columns() -> TableColumns {
    TableColumns::new(TableColumn::ALL.to_vec()).unwrap()
}

/// Those of documents.
pub fn of_documents() -> TableColumns {
    let chosen = TableColumn::ALL.iter().filter(|column| column.level() == Level::Document);
    TableColumns::new(chosen.copied().collect()).unwrap()
}

/// The code of a column, and the amount that has to be in it.
pub fn totals(invoice: &Invoice) -> Vec<(&'static str, Money)> {
    let sum = |amounts: &mut dyn Iterator<Item = Money>| {
        Money::new(amounts.map(|amount| amount.minor).sum(), invoice.total.currency)
    };
    vec![
        ("lines", sum(&mut invoice.lines.iter().map(|line| line.amount))),
        ("net", invoice.net),
        ("vat", sum(&mut invoice.tax.iter().map(|tax| tax.tax))),
        ("sales_tax", sum(&mut invoice.sales_tax.iter().map(|tax| tax.tax))),
        ("total", invoice.total),
        ("prepaid", invoice.prepaid),
        ("rounding", invoice.rounding),
        ("due", invoice.due().unwrap()),
    ]
}
