//! X12 810, read back by a reader that knows nothing of the writer.

use super::{corpus, random};
use chrono::NaiveDate;
use documents::{
    invoice::{Invoice, Kind},
    x12::{Control, Identity, Partner, invoice::write},
};
use domain::{Money, x12_partner::X12Partner};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

fn partner() -> Partner {
    let side = |id: &str| Identity { qualifier: "ZZ".to_owned(), id: id.to_owned() };
    Partner {
        sender: side("NORDHAVEN"),
        receiver: side("FERROW"),
        element: '*',
        component: '>',
        segment: '~',
        is_production: true,
    }
}

fn control() -> Control {
    let day = NaiveDate::from_ymd_opt(2026, 11, 18).unwrap();
    Control { interchange: 42, group: 7, made_at: day.and_hms_opt(9, 5, 0).unwrap() }
}

/// A segment: its id and its elements, from 1 on.
type Segment = Vec<String>;

/// Reads as a partner's machine does: the separators are where ISA has them.
fn segments(text: &str) -> Vec<Segment> {
    assert!(text.is_ascii());
    let element = text.as_bytes()[3] as char;
    let terminator = text.as_bytes()[105] as char;
    let parts = text.split(terminator).map(|part| part.trim_start_matches(['\n', '\r']));
    let of = |part: &str| part.split(element).map(str::to_owned).collect();
    parts.filter(|part| !part.is_empty()).map(of).collect()
}

fn at(segment: &Segment, n: usize) -> &str {
    segment.get(n).map_or("", String::as_str)
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// An amount with two decimals that are not written.
fn implied(text: &str) -> Decimal {
    assert!(!text.contains('.'), "{text}");
    number(text) / Decimal::ONE_HUNDRED
}

fn all<'a>(segments: &'a [Segment], id: &'a str) -> impl Iterator<Item = &'a Segment> {
    segments.iter().filter(move |segment| segment[0] == id)
}

fn allowances_and_charges(segments: &[Segment]) -> Decimal {
    all(segments, "SAC").fold(Decimal::ZERO, |sum, sac| match at(sac, 1) {
        "C" => sum + implied(at(sac, 5)),
        _ => sum - implied(at(sac, 5)),
    })
}

/// Adds it all up as whoever reads it does, and compares: with its own total, and with the invoice.
fn adds_up(invoice: &Invoice, text: &str) {
    let read = segments(text);
    envelope(&read);
    let first_line = read.iter().position(|segment| segment[0] == "IT1");
    let summary = read.iter().position(|segment| segment[0] == "TDS").unwrap();
    let body = &read[first_line.unwrap_or(summary)..summary];
    let decimals = invoice.total.currency.exponent();
    let mut sum = Decimal::ZERO;
    let mut lines = 0;
    for line in body.chunk_by(|_, next| next[0] != "IT1") {
        let per = match at(&line[0], 5) {
            "HP" => Decimal::ONE_HUNDRED,
            "TP" => Decimal::ONE_THOUSAND,
            other => {
                assert_eq!(other, "");
                Decimal::ONE
            }
        };
        let gross = (number(at(&line[0], 2)) * number(at(&line[0], 4)) / per)
            .round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        let told = number(at(all(line, "PAM").next().unwrap(), 5));
        assert_eq!(gross + allowances_and_charges(line), told);
        assert_eq!(told, exact(invoice.lines[lines].amount));
        sum += told;
        lines += 1;
    }
    assert_eq!(lines, invoice.lines.len());
    let end = &read[summary..];
    assert_eq!(at(all(end, "CTT").next().unwrap(), 1), lines.to_string());
    let taxes: Decimal = all(end, "TXI").map(|tax| number(at(tax, 2))).sum();
    let of_lines: Decimal =
        all(body, "TXI").filter(|tax| at(tax, 1) != "VA").map(|tax| number(at(tax, 2))).sum();
    let of_places: Decimal =
        all(end, "TXI").filter(|tax| at(tax, 1) != "VA").map(|tax| number(at(tax, 2))).sum();
    assert_eq!(of_lines, of_places, "sales tax of the lines is that of the jurisdictions");
    let total = implied(at(&end[0], 1));
    assert_eq!(sum + allowances_and_charges(end) + taxes, total);
    assert_eq!(total, exact(invoice.due().unwrap()));
    let parts: Vec<Decimal> = all(&read, "ITD")
        .filter(|itd| at(itd, 1) == "04")
        .map(|itd| implied(at(itd, 10)))
        .collect();
    let in_words = all(&read, "ITD").any(|itd| !at(itd, 12).is_empty());
    assert!(parts.is_empty() || in_words || parts.iter().sum::<Decimal>() == total, "{parts:?}");
}

fn envelope(read: &[Segment]) {
    let ids: Vec<&str> = read.iter().map(|segment| segment[0].as_str()).collect();
    assert_eq!(
        (ids[..3].to_vec(), ids[ids.len() - 3..].to_vec()),
        (vec!["ISA", "GS", "ST"], vec!["SE", "GE", "IEA"])
    );
    let [.., se, ge, iea] = read else { panic!() };
    assert_eq!(at(se, 1), (read.len() - 4).to_string(), "ST and SE count");
    assert_eq!(
        (at(se, 2), at(ge, 2), at(iea, 2)),
        (at(&read[2], 2), at(&read[1], 6), at(&read[0], 13))
    );
    let longest = |id: &str, n: usize| all(read, id).map(|s| at(s, n).len()).max().unwrap_or(0);
    for (id, n, most) in [
        ("BIG", 2, 22),
        ("BIG", 4, 22),
        ("NTE", 2, 80),
        ("REF", 2, 30),
        ("REF", 3, 80),
        ("N1", 2, 60),
        ("N2", 1, 60),
        ("N2", 2, 60),
        ("N3", 1, 55),
        ("N3", 2, 55),
        ("N4", 1, 30),
        ("N4", 2, 2),
        ("PER", 2, 60),
        ("IT1", 2, 12),
        ("IT1", 3, 2),
        ("IT1", 4, 18),
        ("IT1", 7, 48),
        ("PID", 5, 80),
        ("TXI", 3, 11),
        ("TXI", 5, 10),
        ("TXI", 8, 11),
        ("SAC", 2, 4),
        ("SAC", 15, 80),
        ("TDS", 1, 16),
    ] {
        assert!(longest(id, n) <= most, "{id}{n:02}: {}", longest(id, n));
    }
}

fn exact(money: Money) -> Decimal {
    Decimal::new(money.minor, money.currency.exponent())
}

/// What has thousandths cannot be written, and says so; nor can what is short in letters of its own and too
/// long once it is spelled in those of X12.
fn written(invoice: &Invoice) -> Option<String> {
    match write(invoice, &partner(), control()) {
        Ok(text) => Some(text),
        Err(refused) => {
            for broken in &refused.rules {
                match broken.rule.as_str() {
                    "X12-CURRENCY" => assert_eq!(invoice.total.currency.exponent(), 3),
                    "X12-LENGTH" => {
                        let text = broken.words.split(['“', '”']).nth(1).unwrap();
                        assert!(!text.is_ascii() && text.chars().count() <= 80, "{broken:?}");
                    }
                    _ => panic!("{broken:?}"),
                }
            }
            None
        }
    }
}

#[test]
fn the_whole_corpus_adds_up() {
    let mut count = 0;
    for (name, invoice) in corpus() {
        println!("{name}");
        if let Some(text) = written(&invoice) {
            adds_up(&invoice, &text);
            count += 1;
        }
    }
    assert!(count >= 60, "{count}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn whatever_an_invoice_is_it_adds_up(invoice in random::invoice()) {
        if let Some(text) = written(&invoice) {
            adds_up(&invoice, &text);
        }
    }
}

fn case(name: &str) -> Invoice {
    corpus().into_iter().find(|(found, _)| *found == name).unwrap().1
}

fn lines(invoice: &Invoice) -> Vec<String> {
    write(invoice, &partner(), control()).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn an_interchange_begins_with_106_characters() {
    let text = write(&case("standard-rate"), &partner(), control()).unwrap();
    assert_eq!(
        &text[..106],
        "ISA*00*          *00*          *ZZ*NORDHAVEN      *ZZ*FERROW         *261118*0905*U*00401*000000042*0*P*>~"
    );
    assert!(text.contains("\nGS*IN*NORDHAVEN*FERROW*20261118*0905*7*X*004010~\nST*810*0001~\n"));
    let own = Partner { element: '|', component: '^', segment: '\n', ..partner() };
    let text = write(&case("signs-of-edi"), &own, control()).unwrap();
    assert_eq!((&text[3..4], &text[104..106]), ("|", "^\n"));
    adds_up(&case("signs-of-edi"), &text);
}

#[test]
fn an_envelope_is_as_agreed_and_what_is_not_is_the_invoices_own() {
    let invoice = case("standard-rate");
    let begins = |agreed: &X12Partner| {
        let text = write(&invoice, &Partner::of(agreed, &invoice), control()).unwrap();
        adds_up(&invoice, &text);
        text[..106].to_owned()
    };
    let own = begins(&X12Partner::default());
    assert!(own.starts_with("ISA*00*") && own.ends_with("*T*>~"), "{own}");
    let sender = own.split('*').nth(6).unwrap().to_owned();
    let agreed = X12Partner {
        receiver: Identity::read("01", "123456789"),
        element: '|',
        component: ':',
        segment: '\n',
        is_production: true,
        ..X12Partner::default()
    };
    let text = begins(&agreed);
    assert!(text.ends_with("|P|:\n"), "{text}");
    let parts: Vec<_> = text.split('|').collect();
    assert_eq!(parts[5..9], ["ZZ", &sender, "01", "123456789      "], "{text}");
}

#[test]
fn a_credit_note_says_that_it_is_one_and_has_positive_figures() {
    let credit = case("sales-tax-credited");
    assert_eq!(credit.kind, Kind::CreditNote);
    let read = segments(&lines(&credit).concat());
    let big = all(&read, "BIG").next().unwrap();
    assert_eq!((at(big, 7), at(big, 8)), ("CR", "00"));
    assert!(implied(at(all(&read, "TDS").next().unwrap(), 1)) > Decimal::ZERO);
    let named = credit.preceding.unwrap().number;
    assert!(all(&read, "REF").any(|it| at(it, 1) == "IV" && at(it, 2) == named));
}

#[test]
fn sales_tax_is_told_by_line_and_by_jurisdiction() {
    let read = lines(&case("sales-tax-of-three-jurisdictions"));
    // 4 % of 1,000.00; 4.5 % and 0.375 % of it; then the three lines together.
    for expected in [
        "TXI*ST*40.00*0.04*VD*NY***1000~",
        "TXI*LT*45.00*0.045*VD*#2***1000~",
        "TXI*LT*3.75*0.00375*VD*NY-MCTD***1000~",
        "NTE*GEN*Tax jurisdiction #2: NY-New York~",
        "TXI*ST*51.30*0.04*VD*NY***1282.38~",
    ] {
        assert!(read.iter().any(|line| line == expected), "{expected}: {read:#?}");
    }
}

#[test]
fn yen_have_two_decimals_where_decimals_are_implied() {
    let yen = case("yen");
    let read = segments(&lines(&yen).concat());
    let told = at(all(&read, "TDS").next().unwrap(), 1).to_owned();
    assert_eq!(told, format!("{}00", yen.due().unwrap().minor));
    assert!(all(&read, "CUR").any(|cur| at(cur, 2) == "JPY"));
}

#[test]
fn numbers_are_not_cut_and_sums_not_bent() {
    let rule = |invoice: &Invoice, partner: &Partner| {
        write(invoice, partner, control()).unwrap_err().rules[0].rule.clone()
    };
    let invoice = || case("standard-rate");
    let long = Invoice { number: "N".repeat(23), ..invoice() };
    assert_eq!(rule(&long, &partner()), "X12-LENGTH");
    let starred = Invoice { number: "NH*1".to_owned(), ..invoice() };
    assert_eq!(rule(&starred, &partner()), "X12-NUMBER");
    let off = Invoice { total: Money::new(1, invoice().total.currency), ..invoice() };
    assert_eq!(rule(&off, &partner()), "X12-SUM");
    let mut dear = invoice();
    dear.lines[0].unit_price_e4 += 10_000;
    assert_eq!(rule(&dear, &partner()), "X12-SUM");
    let mut many = invoice();
    many.lines[0].article = Some("9".repeat(49));
    assert_eq!(rule(&many, &partner()), "X12-LENGTH");
    for separators in [['*', '*', '~'], ['-', '>', '~'], ['A', '>', '~'], ['*', '\n', '~']] {
        let [element, component, segment] = separators;
        let odd = Partner { element, component, segment, ..partner() };
        assert_eq!(rule(&invoice(), &odd), "X12-ISA", "{separators:?}");
    }
}

#[test]
fn what_is_long_goes_on_in_the_next_segment() {
    let long = case("very-long-words");
    let read = segments(&lines(&long).concat());
    let told: String = all(&read, "PID").map(|pid| at(pid, 5)).collect();
    assert!(told.contains(&"Q".repeat(400)), "{told}");
    let mut excused = case("standard-rate");
    excused.lines[0].unit = "wagonload".to_owned();
    let read = lines(&excused);
    assert!(read.contains(&"PID*F****Unit: wagonload~".to_owned()), "{read:#?}");
}
