//! Statements as files: they say what the statement says, on every page, and always in the same bytes.

use crate::samples::pdf::{pages, says};
use crate::samples::statements::{forward, open_items};
use documents::{statement::Statement, statement_csv, statement_pdf};
use domain::{language::Language, style::Style};

#[test]
fn the_pdf_says_what_the_statement_says() {
    let pages = pages(&statement_pdf::write(&open_items(), Style::default()).unwrap());
    assert_eq!(pages.len(), 1);
    for expected in [
        "Nordhaven Bearings B.V.",
        "Open items",
        "At the end of 18 November 2026",
        "NH-26-0894, instalment 2 of 3",
        "5,566.00",
        "\u{2212}605.00",
        "Owed at the end of 18 November 2026",
        "121.00",
        "Of it disputed. It is not asked for until it is decided.",
        "€121.00",
        "€4,961.00",
        "Page 1 of 1",
    ] {
        assert!(says(&pages[0], expected), "{expected}: {}", pages[0]);
    }
    assert!(pages[0].contains("Żółta Łódź Sp. z o.o. 自転車"), "{}", pages[0]);
}

#[test]
fn every_page_has_the_tables_head_and_the_last_one_the_balance() {
    let statement = forward(200);
    let pages = pages(&statement_pdf::write(&statement, Style::default()).unwrap());
    assert!(pages.len() > 3, "{}", pages.len());
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains("Document Change Balance"), "page {n}: {page}");
        assert!(page.contains(&format!("Page {} of {}", n + 1, pages.len())), "{page}");
    }
    let all = pages.concat();
    for n in 0..200 {
        assert_eq!(all.matches(&format!("NH-26-{n:04} ")).count(), 1, "line {n}");
    }
    assert!(pages[pages.len() - 1].contains(&statement.closing.full()));
}

#[test]
fn equal_statements_are_equal_bytes() {
    let write = || statement_pdf::write(&forward(50), Style::default()).unwrap();
    let (one, two) = (write(), write());
    assert!(one == two, "the bytes differ");
    assert!(one.starts_with(b"%PDF-1.") && one.len() < 120_000, "{} bytes", one.len());
}

#[test]
fn the_csv_adds_up_by_itself() {
    let text = String::from_utf8(statement_csv::write(&open_items())).unwrap();
    assert_eq!(
        text,
        "\u{feff}invoice,issued,due,amount,open,of_it_disputed,currency\n\
         \"NH-26-0894, instalment 2 of 3\",2026-10-07,2026-11-06,6776.00,5566.00,121.00,EUR\n\
         Credit that is not used yet,,,,-605.00,,EUR\n\
         Balance,,,,4961.00,121.00,EUR\n"
    );
    let text = String::from_utf8(statement_csv::write(&forward(2))).unwrap();
    assert_eq!(
        text,
        "\u{feff}date,what,document,change,balance,currency\n\
         2026-10-19,Balance before,,,1.00,EUR\n\
         2026-10-29,Invoice,NH-26-0000,1234.56,1235.56,EUR\n\
         2026-10-29,Invoice,NH-26-0001,1234.56,2470.12,EUR\n\
         2026-11-18,Balance after,,,2470.12,EUR\n\
         2026-11-18,Of it disputed,,,121.00,EUR\n"
    );
}

#[test]
fn no_language_loses_a_figure_of_a_statement() {
    let digits = |statement: &Statement, language| {
        let sheet = statement_pdf::sheet(statement, Style { language, ..Style::default() });
        let text = serde_json::to_string(&sheet).unwrap();
        let mut digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
        digits.sort_unstable();
        (sheet.heading, String::from_iter(digits))
    };
    for statement in [forward(20), open_items()] {
        let (_, expected) = digits(&statement, Language::English);
        for &language in Language::ALL {
            assert_eq!(digits(&statement, language).1, expected, "{}", language.label());
        }
    }
    assert_eq!(digits(&open_items(), Language::German).0, "Offene Posten");
    assert_eq!(digits(&forward(1), Language::French).0, "Relevé de compte");
}

/// Not a test of ours: writes a sample where it is told to, for looking at it.
#[test]
fn a_sample_can_be_looked_at() {
    let Ok(folder) = std::env::var("QUITTANCE_SAMPLES") else {
        return;
    };
    let write = |name, statement: &Statement| {
        std::fs::write(
            format!("{folder}/{name}"),
            statement_pdf::write(statement, Style::default()).unwrap(),
        )
        .unwrap();
    };
    write("forward.pdf", &forward(60));
    write("open.pdf", &open_items());
}
