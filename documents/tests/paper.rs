//! Invoices on paper: nothing that an invoice says is lost in any look, grouping or language.
#![expect(
    clippy::unwrap_used,
    reason = "clippy knows tests by their attribute; these are their helpers"
)]

mod invoices;
mod papers;
mod pdf;

use documents::{invoice::Invoice, invoice_pdf};
use domain::{
    columns::Columns,
    language::Language,
    style::{Grouping, Look, Paper, Style},
};
use invoices::{invoice, invoice_of, line};
use papers::{american, credit_note, reverse_charge, rich, swiss};
use pdf::{pages, says};

fn set(invoice: &Invoice, style: Style) -> Vec<String> {
    pages(&invoice_pdf::write(invoice, style).unwrap())
}

/// Not a test of ours: writes samples where it is told to, for looking at them.
#[test]
fn samples_can_be_looked_at() {
    let Ok(folder) = std::env::var("QUITTANCE_SAMPLES") else {
        return;
    };
    let write = |name: &str, invoice: &Invoice, style| {
        let bytes = invoice_pdf::write(invoice, style).unwrap();
        std::fs::write(format!("{folder}/{name}.pdf"), bytes).unwrap();
    };
    let plain = Style::default();
    let detailed = Style { look: Look::Detailed, ..plain };
    write("plain", &invoice(), plain);
    write("rich", &rich(), detailed);
    write(
        "rich-de",
        &rich(),
        Style { language: Language::German, grouping: Grouping::Order, ..detailed },
    );
    write(
        "compact-fr",
        &rich(),
        Style { look: Look::Compact, language: Language::French, ..plain },
    );
    write("letter-nl", &rich(), Style { look: Look::Letter, language: Language::Dutch, ..plain });
    write("credit-es", &credit_note(), Style { language: Language::Spanish, ..plain });
    write("reverse-it", &reverse_charge(), Style { language: Language::Italian, ..plain });
    let us = Style { paper: Paper::Letter, look: Look::Letter, ..plain };
    write("american", &american(), us);
    write("swiss", &swiss(), Style { language: Language::German, ..plain });
    let columns = Columns::of("customer-article,item,cost-centre,quantity,net").unwrap();
    write("columns", &rich(), Style { columns, grouping: Grouping::CostCentre, ..plain });
    let long = invoice_of((1..=45).map(|n| line(n, "Deep groove ball bearing, boxed")).collect());
    write("long", &long, Style { grouping: Grouping::Order, ..plain });
}
