//! E-invoices as rows: UBL and CII, of one file or of several in a ZIP. Each is one document, told in the columns in
//! which a CSV file would tell it, so that everything that holds there holds here.

use super::{
    kind::Kind,
    mapping::{Format, Mapping},
    rows::{Cell, Row, Stop},
    sheet::Sheet,
    xml_files::{Found, Source},
};
use crate::originals::Came;
use documents::{
    einvoice::{Refused, plain, read},
    invoice::{Adjustment, Invoice, Kind as Of, Line, Tax},
    party::Party,
};
use domain::{money::Money, seller::Identity};
use rust_decimal::Decimal;
use std::{collections::HashMap, sync::Arc};

/// E-invoices that are being read.
pub(super) struct Files {
    source: Source,
    seller: Identity,
    number: u64,
    original: Option<Arc<Came>>,
    names: HashMap<u64, String>,
    /// What the rows are read by.
    pub sheet: Sheet,
}

impl Files {
    /// Those of a source, as far as the seller has issued them.
    pub fn of(source: Source, mapping: &Mapping, seller: Identity) -> Self {
        let sheet = Sheet {
            kind: mapping.kind,
            format: Format::default(),
            width: 0,
            sources: vec![None; mapping.kind.columns().len()],
        };
        Self { source, seller, number: 0, original: None, names: HashMap::new(), sheet }
    }

    /// How many bytes of the file have been read.
    pub fn bytes_done(&self) -> u64 {
        self.source.bytes_done()
    }

    /// What the last document was read from.
    pub fn original(&mut self) -> Option<Arc<Came>> {
        self.original.take()
    }

    /// What the files are called that were read since this was asked last; of one alone it is known.
    pub fn names(&mut self) -> HashMap<u64, String> {
        std::mem::take(&mut self.names)
    }

    /// The rows of the next document.
    pub fn next_document(&mut self) -> Result<Option<Vec<Row>>, Stop> {
        let Some(Found { name, bytes }) = self.source.next_file()? else { return Ok(None) };
        self.number += 1;
        let (kind, number) = (self.sheet.kind, self.number);
        if self.source.has_several() {
            self.names.insert(number, name.clone());
        }
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(why) => return Ok(Some(vec![broken(kind, number, why)])),
        };
        Ok(Some(match read::read(&bytes) {
            Ok(invoice) if !self.seller.is(&who(&invoice.seller)) => {
                vec![broken(kind, number, self.of_somebody_else(&invoice.seller))]
            }
            Ok(invoice) => {
                self.original = Some(Arc::new(Came { name, bytes }));
                rows(&invoice, kind, number)
            }
            Err(refused) => vec![broken(kind, number, told(&refused))],
        }))
    }

    fn of_somebody_else(&self, seller: &Party) -> String {
        let vat_id = seller.vat_id.as_ref().map(|id| format!(", VAT number {id}"));
        format!(
            "This is issued by {}{}, not by {}. Load it for the seller who issued it.",
            seller.name,
            vat_id.unwrap_or_default(),
            self.seller.name
        )
    }
}

fn who(party: &Party) -> Identity {
    Identity {
        name: party.name.clone(),
        vat_id: party.vat_id.clone(),
        registration: party.registration.clone(),
    }
}

/// The rules that it breaks, in plain words where there are some.
fn told(refused: &Refused) -> String {
    let all: Vec<String> = refused
        .rules
        .iter()
        .take(10)
        .map(|broken| {
            let words = plain::words(&broken.rule).unwrap_or(&broken.words);
            format!("{words} ({} at {})", broken.rule, broken.at)
        })
        .collect();
    all.join(" ")
}

fn broken(kind: Kind, number: u64, why: String) -> Row {
    let cells = vec![Cell::default(); kind.columns().len()];
    Row { number, cells, broken: Some(why), bytes: 0 }
}

/// One document as rows: its lines, and what is beside them.
fn rows(invoice: &Invoice, kind: Kind, number: u64) -> Vec<Row> {
    let is_note = invoice.kind == Of::CreditNote;
    if is_note != (kind == Kind::CreditNotes) {
        let told = match is_note {
            true => "This is a credit note. Load it as one.",
            false => "This is an invoice. Load it as one.",
        };
        return vec![broken(kind, number, told.to_owned())];
    }
    let mut rows: Vec<Filled> = Vec::new();
    for line in &invoice.lines {
        let tax = invoice.tax.iter().find(|tax| tax.category == line.tax_category);
        rows.push(of_line(Filled::of(kind, number), line, tax));
        for one in &line.adjustments {
            let row = Filled::of(kind, number).text("of_line", line.line_no.to_string());
            rows.push(of_adjustment(row, one, false));
        }
    }
    for one in &invoice.adjustments {
        rows.push(of_adjustment(Filled::of(kind, number), one, true));
    }
    if let Some(first) = rows.first_mut() {
        let filled = std::mem::replace(first, Filled::of(kind, number));
        *first = of_head(filled, invoice);
    }
    let finish = |row: Filled| {
        // What names the document is on every row of it.
        let row = row.text("number", invoice.number.clone());
        let row = row.text("account", invoice.account_number.clone());
        row.text("issued_on", invoice.issued_on.to_string())
            .text("currency", invoice.total.currency.to_string())
            .finish()
    };
    rows.into_iter().map(finish).collect()
}

fn of_head(row: Filled, invoice: &Invoice) -> Filled {
    let due = invoice.due().ok();
    let tax: i64 = invoice.tax.iter().map(|tax| tax.tax.minor).sum();
    let row = row
        .maybe("due_on", invoice.due_on().map(|day| day.to_string()))
        .maybe("po_number", invoice.po_number.clone())
        .maybe("delivered_on", invoice.delivered_on.map(|day| day.to_string()))
        .maybe("delivery_note", invoice.delivery_note.clone())
        .maybe("note", invoice.note.clone())
        .maybe("reason", invoice.note.clone())
        .maybe("invoice", invoice.preceding.as_ref().map(|of| of.number.clone()))
        .maybe("buyer_reference", invoice.buyer_reference.clone())
        .maybe("contract", invoice.contract.clone())
        .maybe("period_from", invoice.period.map(|(from, _)| from.to_string()))
        .maybe("period_to", invoice.period.map(|(_, to)| to.to_string()))
        .money("net", invoice.net)
        .money("tax", Money::new(tax, invoice.net.currency))
        .money("total", invoice.total)
        .money("rounding", invoice.rounding)
        .maybe("payable", due.map(text_of));
    let row = if invoice.prepaid.is_zero() { row } else { row.money("prepaid", invoice.prepaid) };
    let Some(to) = &invoice.deliver_to else { return row };
    let (town, street) = to
        .address
        .split_last()
        .map_or((None, String::new()), |(town, street)| (Some(town.clone()), street.join(", ")));
    row.text("deliver_to_name", to.name.clone())
        .text("deliver_to_address", street)
        .maybe("deliver_to_city", town)
        .text("deliver_to_country", to.country.clone())
}

fn of_line(row: Filled, line: &Line, tax: Option<&Tax>) -> Filled {
    let exponent = line.amount.currency.exponent();
    row.text("row", "line".to_owned())
        .text("description", line.description.clone())
        .maybe("article", line.article.clone())
        .text("quantity", number(line.quantity_e4, 4))
        .text("unit", line.unit.clone())
        .text("unit_price", number(line.unit_price_e4, 4 + exponent))
        .text("price_per", number(line.price_per_e4, 4))
        .text("line_amount", number(line.amount.minor.abs(), exponent))
        .text("tax_percent", number(line.tax_bp.into(), 2))
        .text("tax_category", line.tax_category.clone())
        .maybe("line_note", line.note.clone())
        .maybe("customer_article", line.customer_article.clone())
        .maybe("line_order", line.po_number.clone())
        .maybe("order_line", line.po_line.clone())
        .maybe("line_site", line.site.clone())
        .maybe("cost_centre", line.cost_centre.clone())
        .maybe("exemption", tax.and_then(|tax| tax.exemption.clone()))
        .maybe("exemption_code", tax.and_then(|tax| tax.exemption_code.clone()))
}

fn of_adjustment(row: Filled, one: &Adjustment, on_all: bool) -> Filled {
    let sort = if one.is_charge { "charge" } else { "allowance" };
    let row = row
        .text("row", sort.to_owned())
        .text("description", one.reason.clone())
        .maybe("reason_code", one.reason_code.clone())
        .maybe("percent", one.share_bp.map(|bp| number(bp.into(), 2)))
        .maybe("base", one.base.map(text_of))
        .money("line_amount", one.amount);
    if !on_all {
        return row;
    }
    row.text("tax_percent", number(one.tax_bp.into(), 2))
        .text("tax_category", one.tax_category.clone())
}

/// A row that is being filled.
struct Filled {
    kind: Kind,
    row: Row,
}

impl Filled {
    fn of(kind: Kind, number: u64) -> Self {
        let cells = vec![Cell::default(); kind.columns().len()];
        Self { kind, row: Row { number, cells, broken: None, bytes: 0 } }
    }

    /// Fills a column, if the kind has it.
    fn text(mut self, name: &str, text: String) -> Self {
        if let Some(cell) = self.kind.position(name).and_then(|n| self.row.cells.get_mut(n)) {
            cell.text = text.trim().to_owned();
        }
        self
    }

    fn maybe(self, name: &str, text: Option<String>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    fn money(self, name: &str, amount: Money) -> Self {
        self.text(name, text_of(amount))
    }

    fn finish(mut self) -> Row {
        let text = self.row.cells.iter().map(|cell| cell.text.len() + size_of::<Cell>());
        self.row.bytes = text.sum();
        self.row
    }
}

fn text_of(amount: Money) -> String {
    number(amount.minor, amount.currency.exponent())
}

fn number(steps: i64, decimals: u32) -> String {
    Decimal::new(steps, decimals).normalize().to_string()
}
