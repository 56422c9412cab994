//! Receipts, reminders and agreements on paper, and that no language loses a figure of any document.

use crate::samples::correspondence::{plan, receipt, reminder};
use crate::samples::invoices::{day, invoice};
use crate::samples::papers::{american, credit_note, reverse_charge, rich, swiss};
use crate::samples::pdf::{pages, says};
use chrono::Days;
use documents::{
    invoice_pdf, plan_pdf, receipt_pdf, reminder::Stage, reminder_pdf, sheet::Sheet, typeset,
};
use domain::{
    Currency, Money,
    language::Language,
    style::{Look, Style},
};

/// All documents, in a language.
fn all(language: Language) -> Vec<Sheet> {
    let style = Style { look: Look::Detailed, language, ..Style::default() };
    let mut sheets: Vec<_> =
        [rich(), credit_note(), reverse_charge(), american(), swiss(), invoice()]
            .iter()
            .map(|invoice| invoice_pdf::sheet(invoice, style))
            .collect();
    for stage in [Stage::Ahead, Stage::First, Stage::Second, Stage::Last] {
        sheets.push(reminder_pdf::sheet(&reminder(stage), style).unwrap());
    }
    sheets.push(receipt_pdf::sheet(&receipt(), style).unwrap());
    sheets.push(plan_pdf::sheet(&plan(), style).unwrap());
    sheets
}

/// The digits of all words of a sheet, sorted, because languages put them in another order.
fn digits(sheet: &Sheet) -> String {
    let mut value = serde_json::to_value(sheet).unwrap();
    for slot in ["code", "slip"] {
        if let Some(picture) = value.pointer_mut(&format!("/{slot}/picture")) {
            *picture = serde_json::Value::Null;
        }
    }
    let mut digits: Vec<char> = value.to_string().chars().filter(char::is_ascii_digit).collect();
    digits.sort_unstable();
    String::from_iter(digits)
}

#[test]
fn no_language_loses_a_figure() {
    let english: Vec<_> = all(Language::English).iter().map(digits).collect();
    for &language in Language::ALL {
        for (sheet, expected) in all(language).iter().zip(&english) {
            assert_eq!(&digits(sheet), expected, "{} in {}", sheet.heading, language.label());
            assert_eq!(sheet.language, language.code());
        }
    }
}

#[test]
fn a_receipt_says_what_was_paid_and_what_is_left() {
    let pages = pages(&receipt_pdf::write(&receipt(), Style::default()).unwrap());
    for expected in [
        "Receipt RC-26-0311",
        "We have received €2,420.00 from you on 18 November 2026",
        "NH-26-0871 9 Oct 2026 24.20 1,185.80 0.00",
        "NH-26-0894 9 Oct 2026 1,000.00 1,420.00",
        "Kept as credit 230.00",
        "Fee for this way of paying 4.20",
        "Received €2,420.00",
    ] {
        assert!(says(&pages[0], expected), "{expected}: {}", pages[0]);
    }
    let mut back = receipt();
    back.came_back_on = Some(day());
    let sheet = receipt_pdf::sheet(&back, Style::default()).unwrap();
    assert!(sheet.lede[1].contains("no longer discharges a debt"), "{:?}", sheet.lede);
}

#[test]
fn a_reminder_asks_for_what_is_late_and_may_be_asked_for_and_nothing_else() {
    let letter = Style { look: Look::Letter, ..Style::default() };
    let pages = pages(&reminder_pdf::write(&reminder(Stage::Second), letter).unwrap());
    for expected in [
        "Second reminder",
        "Please pay €8,406.00 by 28 November 2026",
        "NH-26-0871 28 Sept 2026 28 Oct 2026 21 2,840.00 2,840.00",
        "NH-26-0894 7 Oct 2026 6 Nov 2026 12 6,776.00 5,566.00",
        "Not asked for",
        "\u{2212}1,210.00",
        "To pay €8,406.00",
        "NL91 ABNA 0417 1643 00",
    ] {
        let expected = expected.replace("Sept", "Sep");
        assert!(says(&pages[0], &expected), "{expected}: {}", pages[0]);
    }
    assert!(!says(&pages[0], "NH-26-0901"), "nothing is asked for of it: {}", pages[0]);
}

#[test]
fn a_reminder_ahead_of_the_day_counts_no_days_and_each_currency_has_its_own_sum() {
    let mut ahead = reminder(Stage::Ahead);
    ahead.items.truncate(2);
    for item in &mut ahead.items {
        item.due_on = day() + Days::new(7);
    }
    let one = reminder_pdf::sheet(&ahead, Style::default()).unwrap();
    assert!(one.heading == "Payment due soon" && one.lede[0].contains("€8,406.00 is due by"));
    assert!(one.tables[0].rows.iter().all(|row| row.cells[3].is_empty()), "{:?}", one.tables[0]);
    assert!(one.code.is_some(), "one amount has a code");

    let francs: Currency = "CHF".parse().unwrap();
    ahead.items[1].open = Money::new(50_000, francs);
    ahead.items[1].collectable = Money::new(40_000, francs);
    let pages = pages(&reminder_pdf::write(&ahead, Style::default()).unwrap());
    for expected in ["€2,840.00 + CHF 400.00 is due by", "To pay €2,840.00", "To pay CHF 400.00"]
    {
        assert!(says(&pages[0], expected), "{expected}: {}", pages[0]);
    }
    let two = reminder_pdf::sheet(&ahead, Style::default()).unwrap();
    assert!(two.code.is_none() && two.slip.is_none(), "a code stands for one amount");
    let titles: Vec<_> = two.tables.iter().filter_map(|table| table.title.clone()).collect();
    assert_eq!(titles, ["EUR", "CHF"]);
}

#[test]
fn each_stage_has_its_tone() {
    let told = |stage| {
        let sheet = reminder_pdf::sheet(&reminder(stage), Style::default()).unwrap();
        (sheet.heading, sheet.lede.concat())
    };
    let [first, second, last] = [Stage::First, Stage::Second, Stage::Last].map(told);
    assert!(first.0 == "Reminder" && first.1.contains("Perhaps they were overlooked"));
    assert!(second.1.contains("We reminded you") && !first.1.contains("interest"));
    assert!(last.0 == "Final reminder" && last.1.contains("statutory interest"));
}

#[test]
fn an_agreement_says_what_is_paid_by_when_and_is_signed() {
    let pages = pages(&plan_pdf::write(&plan(), Style::default()).unwrap());
    for expected in [
        "Payment plan PP-26-0007",
        "agree that €8,431.00 is paid in 3 instalments",
        "Instalment 1 of 3 18 Dec 2026 2,810.34",
        "Fee for the plan 25.00",
        "more than 5 days late",
        "For Ferrow Cycles B.V., place and date",
    ] {
        assert!(says(&pages[0], expected), "{expected}: {}", pages[0]);
    }
    let mut wrong = plan();
    wrong.instalments[0].amount = Money::new(1, wrong.fee.currency);
    assert!(plan_pdf::sheet(&wrong, Style::default()).is_err(), "it does not add up");
}

#[test]
fn equal_letters_are_equal_bytes() {
    let style = Style { language: Language::French, ..Style::default() };
    let set = || {
        [
            receipt_pdf::write(&receipt(), style).unwrap(),
            reminder_pdf::write(&reminder(Stage::Last), style).unwrap(),
            plan_pdf::write(&plan(), style).unwrap(),
        ]
    };
    assert!(set() == set(), "the bytes differ");
}

/// Not a test of ours: writes samples where it is told to, for looking at them.
#[test]
fn samples_can_be_looked_at() {
    let Ok(folder) = std::env::var("QUITTANCE_SAMPLES") else {
        return;
    };
    let letter = Style { look: Look::Letter, language: Language::German, ..Style::default() };
    let write = |name: &str, sheet: Sheet| {
        std::fs::write(format!("{folder}/{name}.pdf"), typeset::pdf(&sheet).unwrap()).unwrap();
    };
    write("receipt", receipt_pdf::sheet(&receipt(), Style::default()).unwrap());
    write("reminder-1", reminder_pdf::sheet(&reminder(Stage::First), Style::default()).unwrap());
    write("reminder-3", reminder_pdf::sheet(&reminder(Stage::Last), letter).unwrap());
    write("plan", plan_pdf::sheet(&plan(), Style::default()).unwrap());
}
