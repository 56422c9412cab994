//! Spreadsheets, read back by another library.

use super::{corpus, figures, random};
use calamine::{Data, Range, Reader, Xlsx};
use chrono::NaiveDate;
use documents::{invoice::Invoice, invoice_xlsx::write};
use domain::table_column::{TableColumn, TableColumns};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::io::Cursor;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap()
}

fn read(bytes: Vec<u8>) -> Range<Data> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let formulas = book.worksheet_formula("Invoices").unwrap();
    assert!(formulas.used_cells().next().is_none(), "a formula");
    book.worksheet_range("Invoices").unwrap()
}

fn cell<'a>(sheet: &'a Range<Data>, row: u32, code: &str) -> &'a Data {
    let label = TableColumn::of(code).unwrap().label();
    let heads = sheet.rows().next().unwrap();
    let at = heads.iter().position(|head| *head == Data::String(label.to_owned())).unwrap();
    sheet.get_value((row, u32::try_from(at).unwrap())).unwrap_or(&Data::Empty)
}

/// The number of a cell, exactly as it is written in the file.
fn number(data: &Data) -> Decimal {
    match data {
        Data::Float(number) => number.to_string().parse().unwrap(),
        Data::Int(number) => (*number).into(),
        other => panic!("{other:?} is no number"),
    }
}

fn says_it_all(invoice: &Invoice) {
    let sheet = read(write(std::slice::from_ref(invoice), &figures::columns(), day()).unwrap());
    for (code, amount) in figures::totals(invoice) {
        let exact = Decimal::new(amount.minor, amount.currency.exponent());
        assert_eq!(number(cell(&sheet, 1, code)), exact, "{code}");
    }
    for (n, line) in (1..).zip(&invoice.lines) {
        let exact = Decimal::new(line.amount.minor, line.amount.currency.exponent());
        assert_eq!(number(cell(&sheet, n, "line_net")), exact);
        assert_eq!(number(cell(&sheet, n, "quantity")), Decimal::new(line.quantity_e4, 4));
    }
    let since = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    match cell(&sheet, 1, "issued_on") {
        Data::DateTime(found) => {
            let days = (invoice.issued_on - since).num_days();
            assert_eq!(found.as_f64().to_string(), days.to_string());
        }
        other => panic!("{other:?} is no day"),
    }
}

#[test]
fn the_whole_corpus_is_said() {
    let small = |(_, invoice): &(&str, Invoice)| invoice.lines.len() < 100;
    corpus().iter().filter(|case| small(case)).for_each(|(_, invoice)| says_it_all(invoice));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_an_invoice_is_its_amounts_stay(invoice in random::invoice()) {
        says_it_all(&invoice);
    }
}

#[test]
fn what_looks_like_a_formula_is_text() {
    let (_, invoice) =
        corpus().into_iter().find(|(name, _)| *name == "signs-of-a-spreadsheet").unwrap();
    let sheet = read(write(&[invoice], &figures::columns(), day()).unwrap());
    assert_eq!(cell(&sheet, 1, "description"), &Data::String("=SUM(A1:A9)".to_owned()));
    assert_eq!(cell(&sheet, 3, "description"), &Data::String("-1".to_owned()));
}

#[test]
fn equal_invoices_make_equal_bytes() {
    let invoices: Vec<Invoice> = corpus().into_iter().take(5).map(|(_, invoice)| invoice).collect();
    let columns = TableColumns::parse("number,issued_on,total").unwrap();
    let file = || write(&invoices, &columns, day()).unwrap();
    let first = file();
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert!(first == file(), "the bytes differ");
}

#[test]
fn figures_that_a_float_would_bend_are_text() {
    let (_, mut invoice) = corpus().into_iter().next().unwrap();
    invoice.lines[0].quantity_e4 = 1_234_567_890_123_456_789;
    let sheet = read(write(&[invoice], &figures::columns(), day()).unwrap());
    let told = Data::String("123456789012345.6789".to_owned());
    assert_eq!(cell(&sheet, 1, "quantity"), &told);
}
