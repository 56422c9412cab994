//! A copy of an invoice as PDF: it says what was billed, that it is a copy, and where the money goes.

use crate::samples::invoices::{invoice, invoice_of, line};
use crate::samples::pdf::{pages, says};
use documents::invoice_pdf;
use domain::style::Style;

#[test]
fn a_copy_says_all_that_the_invoice_said_and_that_it_is_one() {
    let copy = invoice();
    let pages = pages(&invoice_pdf::write(&copy, Style::default()).unwrap());
    assert_eq!(pages.len(), 1);
    for expected in [
        "Copy of invoice NH-26-0894",
        "Copy, made on 18 November 2026",
        "Ferrow Cycles B.V.",
        "3011 Rotterdam",
        "PO 4488 ",
        "PO 4488-B",
        "DN-77",
        "6205-2RS ball bearing, box of 50",
        "Art. 10 6205 1",
        "2.5 box",
        "VAT 21% on 2,000.00",
        "420.00",
        "€2,420.00",
        "18 November 2026",
        "2% until 2 November 2026",
        "NL91ABNA0417164300",
        "ABNANL2A, ABN AMRO",
        "Thank you for the order.",
        "Page 1 of 1",
    ] {
        assert!(says(&pages[0], expected), "{expected}: {}", pages[0]);
    }
    assert!(
        invoice_pdf::write(&copy, Style::default()).unwrap()
            == invoice_pdf::write(&copy, Style::default()).unwrap()
    );
}

#[test]
fn nothing_of_a_long_invoice_is_cut_off() {
    let long = "Deep groove ball bearing, sealed on both sides, with grease for high temperature, \
                boxed by fifty and delivered to the ramp ENDOFTEXT";
    let copy = invoice_of((1..=90).map(|n| line(n, long)).collect());
    let pages = pages(&invoice_pdf::write(&copy, Style::default()).unwrap());
    assert!(pages.len() > 3, "{}", pages.len());
    for (n, page) in pages.iter().enumerate() {
        assert!(says(page, &format!("Page {} of {}", n + 1, pages.len())), "{page}");
    }
    let all = pages.concat();
    assert_eq!(all.matches("ENDOFTEXT").count(), 90);
    for n in 1..=90 {
        assert_eq!(all.matches(&format!("Art. 10 6205 {n} ")).count(), 1, "line {n}");
    }
    assert!(all.rfind("ENDOFTEXT") < all.find("€108,900.00"), "the total is under the last line");
}

#[test]
fn a_line_longer_than_a_page_goes_on_on_the_next() {
    let words: Vec<String> = (0..900).map(|n| format!("word{n:04}")).collect();
    let copy = invoice_of(vec![line(1, &words.join(" ")), line(2, &"Q".repeat(400))]);
    let pages = pages(&invoice_pdf::write(&copy, Style::default()).unwrap());
    let all = pages.concat();
    assert!(words.iter().all(|word| all.matches(word.as_str()).count() == 1), "each word once");
    assert_eq!(all.matches('Q').count(), 400 + all.matches("Quantity").count(), "it is broken");
}
