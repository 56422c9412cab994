//! An invoice or a credit note as PDF: letterhead, what it is about, its lines, tax by rate, the total, and
//! how it is paid.

use crate::{
    invoice::{Invoice, Line},
    sheet::{self, Column, Kind, Row, Sheet, Sum, Table},
    typeset::{self, Error},
};
use domain::{Money, calendar, decimals, rates::percent_text, style::Style};

/// Writes it.
pub fn write(invoice: &Invoice, style: Style) -> Result<Vec<u8>, Error> {
    typeset::pdf(&sheet(invoice).styled(style))
}

/// What stands on it.
fn sheet(invoice: &Invoice) -> Sheet {
    let title = invoice.title();
    let made =
        format!("Copy, made on {}. Not to be booked twice.", calendar::long(invoice.made_on));
    Sheet {
        facts: facts(invoice),
        lede: invoice.is_copy.then_some(made).into_iter().collect(),
        table: Some(lines(invoice)),
        sums: sums(invoice),
        terms: terms(invoice),
        ident: format!("{} {}", invoice.seller.name, title),
        foot: format!("{} · {title} · {}", invoice.seller.name, invoice.customer.name),
        ..Sheet::new(
            title,
            &invoice.seller,
            invoice.seller.contact.email.clone(),
            &invoice.customer,
            invoice.made_on,
        )
    }
}

fn facts(invoice: &Invoice) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Invoice", invoice.number.clone()),
        ("Issued on", calendar::medium(invoice.issued_on)),
        ("Customer", invoice.account_number.clone()),
    ];
    facts.extend(invoice.po_number.clone().map(|order| ("Your order", order)));
    facts.extend(invoice.customer_po.clone().map(|order| ("Order, given later", order)));
    facts.extend(invoice.delivered_on.map(|day| ("Delivered on", calendar::medium(day))));
    facts.extend(invoice.delivery_note.clone().map(|note| ("Delivery note", note)));
    sheet::labelled(facts)
}

fn lines(invoice: &Invoice) -> Table {
    let columns = vec![
        Column::text("No."),
        Column::text("Item").lead(),
        Column::figure("Quantity"),
        Column::figure("Price"),
        Column::figure("VAT"),
        Column::figure("Net"),
    ];
    let mut so_far = Money::zero(invoice.total.currency);
    let rows = invoice.lines.iter().map(|line| {
        // Lines that cannot be summed are not carried forward; their sum is on the document.
        so_far = so_far.plus(line.amount).unwrap_or(so_far);
        row(line, so_far)
    });
    Table { rows: rows.collect(), columns }
}

fn row(line: &Line, so_far: Money) -> Row {
    let quantity = format!("{} {}", decimals::quantity(line.quantity_e4), line.unit);
    Row {
        kind: Kind::Item,
        cells: vec![
            line.line_no.to_string(),
            line.description.clone(),
            quantity.trim_end().to_owned(),
            decimals::unit_price(line.unit_price_e4, line.amount.currency),
            percent_text(line.tax_bp),
            line.amount.bare(),
        ],
        note: line.article.iter().map(|article| format!("Art. {article}")).collect(),
        so_far: Some(so_far.bare()),
    }
}

/// Net, tax by rate and the total.
fn sums(invoice: &Invoice) -> Vec<Sum> {
    let mut sums = vec![Sum::line("Net".to_owned(), invoice.net.bare())];
    sums.extend(invoice.tax.iter().map(|group| {
        let label = format!("VAT {} on {}", percent_text(group.rate_bp), group.taxable.bare());
        Sum::line(label, group.tax.bare())
    }));
    sums.push(Sum::grand("Total".to_owned(), invoice.total.full()));
    sums
}

/// By when and to whom it is paid, and what the seller wrote.
fn terms(invoice: &Invoice) -> Vec<(String, String)> {
    let mut told = match invoice.instalments.as_slice() {
        [only] => vec![("Due on", calendar::long(only.due_on))],
        parts => parts
            .iter()
            .enumerate()
            .map(|(n, part)| {
                let due = format!("{}, due on {}", part.amount.full(), calendar::long(part.due_on));
                (if n == 0 { "In parts" } else { "" }, due)
            })
            .collect(),
    };
    if let Some(off) = invoice.discount {
        let words = format!("{} until {}", percent_text(off.rate_bp), calendar::long(off.until));
        told.push(("Discount", words));
    }
    let remit = &invoice.remit_to;
    told.extend([
        ("Pay to", invoice.seller.name.clone()),
        ("IBAN", remit.iban.clone()),
        ("BIC", format!("{}, {}", remit.bic, remit.bank_name)),
        ("Reference", invoice.number.clone()),
    ]);
    told.extend(invoice.note.clone().map(|note| ("Note", note)));
    sheet::labelled(told)
}
