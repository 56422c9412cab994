//! The PDFs that the judges read: each look, and every script. Beside each stand the words that a reader
//! has to find in it, and beside a Factur-X the data that it has to carry.

use crate::corpus;
use documents::{
    einvoice::{self, Dialect, factur_x},
    invoice::{Invoice, Kind},
    invoice_pdf,
};
use domain::style::{Look, Paper, Style};
use std::{fs, path::Path};

/// For reading: the case and its look.
const READ: [(&str, Look); 12] = [
    ("standard-rate", Look::Classic),
    ("two-rates-credited", Look::Compact),
    ("all-of-a-line", Look::Detailed),
    ("german", Look::Letter),
    ("forty-five-lines", Look::Compact),
    ("adjusted-all-over", Look::Detailed),
    ("instalments", Look::Letter),
    ("sales-tax-of-three-jurisdictions", Look::Classic),
    ("arabic", Look::Classic),
    ("chinese", Look::Detailed),
    ("signs-of-typesetting", Look::Letter),
    ("very-long-words", Look::Compact),
];

/// With data inside.
const CARRYING: [(&str, Look); 12] = [
    ("standard-rate", Look::Classic),
    ("standard-rate-credited", Look::Compact),
    ("corrected", Look::Detailed),
    ("french-three-rates", Look::Letter),
    ("german", Look::Letter),
    ("intra-community", Look::Classic),
    ("outside-of-vat", Look::Compact),
    ("allowance-and-charge", Look::Detailed),
    ("discount", Look::Letter),
    ("forty-five-lines", Look::Compact),
    ("hebrew", Look::Classic),
    ("signs-of-xml", Look::Detailed),
];

/// Writes them into `pdf` and `factur-x`.
pub fn write(folder: &Path) {
    let cases = corpus::all();
    let found = |name: &str| &cases.iter().find(|case| case.name == name).unwrap().invoice;
    for sort in ["pdf", "factur-x"] {
        fs::create_dir_all(folder.join(sort)).unwrap();
    }
    for (name, look) in READ {
        let file = folder.join("pdf").join(name);
        let pdf = invoice_pdf::write(found(name), style(look)).unwrap();
        fs::write(file.with_extension("pdf"), pdf).unwrap();
        fs::write(file.with_extension("words"), words(found(name)).join("\n")).unwrap();
    }
    for (name, look) in CARRYING {
        let file = folder.join("factur-x").join(name);
        let pdf = factur_x::write(found(name), style(look)).unwrap();
        fs::write(file.with_extension("pdf"), pdf).unwrap();
        let data = einvoice::write(found(name), Dialect::Cii).unwrap();
        fs::write(file.with_extension("xml"), data).unwrap();
        fs::write(file.with_extension("words"), words(found(name)).join("\n")).unwrap();
    }
}

/// Letters on the paper of America, all others on A4.
fn style(look: Look) -> Style {
    let paper = if look == Look::Letter { Paper::Letter } else { Paper::A4 };
    Style { look, paper, ..Style::default() }
}

/// What has to stand on it, whatever its look: numbers, names, and what each line is about. Readers give
/// what is written from right to left in an order of their own, so that is left out.
fn words(invoice: &Invoice) -> Vec<String> {
    let mut words = vec![invoice.number.clone(), invoice.seller.name.clone(), invoice.total.bare()];
    // A credit note asks for no money.
    words.extend((invoice.kind != Kind::CreditNote).then(|| invoice.remit_to.iban.clone()));
    words.push(invoice.customer.name.clone());
    words.extend(invoice.tax.iter().map(|group| group.tax.bare()));
    for line in &invoice.lines {
        words.push(line.description.clone());
        words.push(line.amount.bare());
    }
    let from_the_right = |c: char| matches!(c, '\u{590}'..='\u{6ff}');
    words.retain(|word| !word.chars().any(from_the_right));
    words
}
