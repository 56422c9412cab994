//! CSV, read back byte for byte as RFC 4180 says.

use super::{corpus, figures, random};
use documents::{invoice::Invoice, invoice_csv::write};
use domain::table_column::TableColumns;
use proptest::prelude::*;

/// Reads by hand: fields, quotes doubled inside of quotes, CR LF between rows.
fn rows(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let text = String::from_utf8(bytes).unwrap();
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {
                assert_eq!(letters.next(), Some('\n'));
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\n' if !quoted => panic!("a line end without CR"),
            other => field.push(other),
        }
    }
    assert!(field.is_empty() && row.is_empty(), "the last row has its end");
    rows
}

fn cell<'a>(rows: &'a [Vec<String>], row: usize, code: &str) -> &'a str {
    let at = rows[0].iter().position(|head| head == code).unwrap();
    &rows[row][at]
}

fn says_it_all(invoice: &Invoice) {
    let both = [invoice.clone(), invoice.clone()];
    let read = rows(write(&both, &figures::columns(), false).unwrap());
    let count = invoice.lines.len().max(1);
    assert_eq!(read.len(), 1 + 2 * count);
    assert!(read.iter().all(|row| row.len() == read[0].len()));
    for (code, amount) in figures::totals(invoice) {
        assert!((1..read.len()).all(|n| cell(&read, n, code) == amount.canonical()), "{code}");
    }
    for (n, line) in (1..).zip(&invoice.lines) {
        assert_eq!(cell(&read, n, "line_net"), line.amount.canonical());
        assert_eq!(cell(&read, n, "line_no"), line.line_no.to_string());
        let told = cell(&read, n, "description");
        assert!(told == line.description || told == format!("'{}", line.description));
        for field in &read[n] {
            let is_figure = field.bytes().all(|b| b"-.0123456789".contains(&b));
            assert!(is_figure || !field.starts_with(['=', '+', '-', '@', '\t']), "{field}");
        }
    }
    let short = rows(write(&both, &figures::of_documents(), false).unwrap());
    assert_eq!(short.len(), 3);
}

#[test]
fn the_whole_corpus_is_said() {
    corpus().iter().for_each(|(_, invoice)| says_it_all(invoice));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn whatever_an_invoice_is_its_amounts_stay(invoice in random::invoice()) {
        says_it_all(&invoice);
    }
}

#[test]
fn columns_stand_as_they_were_chosen() {
    let (_, invoice) = corpus().into_iter().find(|(name, _)| *name == "standard-rate").unwrap();
    let columns = TableColumns::parse("total,number,issued_on,currency,due_on").unwrap();
    let file = write(&[invoice], &columns, true).unwrap();
    let expected = "\u{feff}total,number,issued_on,currency,due_on\r\n\
                    1551.68,NH-26-0000,2026-10-19,EUR,2026-11-18\r\n";
    assert_eq!(String::from_utf8(file).unwrap(), expected);
}
