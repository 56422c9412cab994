//! EDIFACT INVOIC, read back by a reader that knows nothing of the writer.

use super::{corpus, random};
use chrono::NaiveDate;
use documents::{
    edifact::{Control, Identity, Partner, invoice::write},
    invoice::Invoice,
};
use domain::Money;
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

fn partner() -> Partner {
    let side = |id: &str| Identity { id: id.to_owned(), qualifier: "14".to_owned() };
    Partner { sender: side("8712345000004"), receiver: side("8798765000009"), is_production: true }
}

fn control() -> Control {
    let day = NaiveDate::from_ymd_opt(2026, 11, 18).unwrap();
    Control { interchange: 42, made_at: day.and_hms_opt(9, 5, 0).unwrap() }
}

/// A segment: elements of components; the first one is its id.
type Segment = Vec<Vec<String>>;

/// Reads with the separators of UNA: what a question mark releases is data.
fn segments(bytes: &[u8]) -> Vec<Segment> {
    assert_eq!(&bytes[..9], b"UNA:+.? '");
    let text: String = bytes[9..].iter().map(|byte| char::from(*byte)).collect();
    let (mut all, mut segment, mut element, mut part) =
        (Vec::new(), Vec::new(), Vec::new(), String::new());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '?' => part.extend(letters.next()),
            ':' => element.push(std::mem::take(&mut part)),
            '+' | '\'' => {
                element.push(std::mem::take(&mut part));
                segment.push(std::mem::take(&mut element));
                if letter == '\'' {
                    all.push(std::mem::take(&mut segment));
                }
            }
            '\n' if part.is_empty() => {}
            other => part.push(other),
        }
    }
    assert!(part.is_empty() && segment.is_empty());
    all
}

fn at(segment: &Segment, element: usize, part: usize) -> &str {
    segment.get(element).and_then(|it| it.get(part)).map_or("", String::as_str)
}

fn all<'a>(segments: &'a [Segment], id: &'a str) -> impl Iterator<Item = &'a Segment> {
    segments.iter().filter(move |segment| segment[0][0] == id)
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// The amounts of one kind.
fn amounts(segments: &[Segment], kind: &str) -> Vec<Decimal> {
    let of_kind = |it: &&Segment| at(it, 1, 0) == kind;
    all(segments, "MOA").filter(of_kind).map(|it| number(at(it, 1, 1))).collect()
}

fn adjusted(segments: &[Segment]) -> Decimal {
    let groups = segments.chunk_by(|_, next| next[0][0] != "ALC");
    let groups = groups.filter(|group| group[0][0][0] == "ALC");
    groups.fold(Decimal::ZERO, |sum, group| match (at(&group[0], 1, 0), amounts(group, "8")[0]) {
        ("C", amount) => sum + amount,
        (_, amount) => sum - amount,
    })
}

fn exact(money: Money) -> Decimal {
    Decimal::new(money.minor, money.currency.exponent())
}

fn adds_up(invoice: &Invoice) {
    let read = segments(&write(invoice, &partner(), control()).unwrap());
    let ids: Vec<&str> = read.iter().map(|segment| segment[0][0].as_str()).collect();
    assert_eq!((ids[0], ids[1], ids[2]), ("UNB", "UNH", "BGM"));
    let [.., unt, unz] = read.as_slice() else { panic!() };
    assert_eq!((at(unt, 1, 0), at(unz, 2, 0)), (&*(read.len() - 2).to_string(), "42"));
    let summary = ids.iter().position(|id| *id == "UNS").unwrap();
    let first = ids.iter().position(|id| *id == "LIN").unwrap_or(summary);
    let (head, body, end) = (&read[..first], &read[first..summary], &read[summary..]);
    let mut sum = Decimal::ZERO;
    let mut lines = invoice.lines.iter();
    for line in body.chunk_by(|_, next| next[0][0] != "LIN") {
        let price = all(line, "PRI").next().unwrap();
        let per = if at(price, 1, 4).is_empty() { Decimal::ONE } else { number(at(price, 1, 4)) };
        let quantity = number(at(all(line, "QTY").next().unwrap(), 1, 1));
        let gross = (quantity * number(at(price, 1, 1)) / per).round_dp_with_strategy(
            invoice.total.currency.exponent(),
            RoundingStrategy::MidpointAwayFromZero,
        );
        let told = amounts(line, "203")[0];
        assert_eq!(gross + adjusted(line), told);
        assert_eq!(told, exact(lines.next().unwrap().amount));
        sum += told;
    }
    assert!(lines.next().is_none());
    let one = |kind| {
        let before_taxes = end.iter().position(|it| it[0][0] == "TAX").unwrap_or(end.len());
        amounts(&end[..before_taxes], kind)[0]
    };
    let taxes: Decimal = amounts(end, "124").into_iter().sum();
    assert_eq!(at(all(end, "CNT").next().unwrap(), 1, 1), invoice.lines.len().to_string());
    assert_eq!((sum, adjusted(head), taxes), (one("79"), one("131"), one("176")));
    assert_eq!(one("79") + one("131"), one("125"));
    assert_eq!((one("125"), one("86")), (exact(invoice.net), exact(invoice.total)));
    assert_eq!(one("125") + one("176"), one("86"));
    assert_eq!(one("86") - one("113") + one("165"), one("9"));
    assert_eq!(one("9"), exact(invoice.due().unwrap()));
    lengths(&read);
}

fn lengths(read: &[Segment]) {
    for segment in read {
        let longest = segment.iter().flatten().map(|part| part.chars().count()).max().unwrap();
        let most = match segment[0][0].as_str() {
            "FTX" | "FII" => 70,
            "COM" => 512,
            _ => 35,
        };
        assert!(longest <= most, "{segment:?}");
    }
}

#[test]
fn the_whole_corpus_adds_up() {
    for (name, invoice) in corpus() {
        println!("{name}");
        adds_up(&invoice);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn whatever_an_invoice_is_it_adds_up(invoice in random::invoice()) {
        adds_up(&invoice);
    }
}

fn case(name: &str) -> Invoice {
    corpus().into_iter().find(|(found, _)| *found == name).unwrap().1
}

#[test]
fn an_interchange_says_whose_it_is_and_what_it_is() {
    let file = write(&case("sales-tax-credited"), &partner(), control()).unwrap();
    let text: String = file.iter().map(|byte| char::from(*byte)).collect();
    for expected in [
        "UNB+UNOC:3+8712345000004:14+8798765000009:14+261118:0905+42++INVOIC'\n",
        "UNH+1+INVOIC:D:96A:UN'\nBGM+381+",
        "TAX+7+STT:::NY+++:::4'\nMOA+124:51.30'\n",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let test = Partner { is_production: false, ..partner() };
    let text = String::from_utf8(write(&case("zero-rated"), &test, control()).unwrap()).unwrap();
    assert!(text.contains("+42++INVOIC++++1'\n"), "{text}");
}

#[test]
fn signs_are_released_and_letters_stay_as_far_as_they_can() {
    let mut invoice = case("standard-rate");
    invoice.lines[0].description = "5' + 3: ok? Größe Łódź".to_owned();
    let file = write(&invoice, &partner(), control()).unwrap();
    let text: String = file.iter().map(|byte| char::from(*byte)).collect();
    assert!(text.contains("IMD+F++:::5?' ?+ 3?: ok?? Größe Lódz'"), "{text}");
}

#[test]
fn numbers_are_not_cut_and_sums_not_bent() {
    let rule = |invoice: &Invoice| {
        write(invoice, &partner(), control()).unwrap_err().rules[0].rule.clone()
    };
    let long = Invoice { number: "N".repeat(36), ..case("standard-rate") };
    assert_eq!(rule(&long), "EDIFACT-LENGTH");
    let mut dear = case("standard-rate");
    dear.lines[0].unit_price_e4 += 10_000;
    assert_eq!(rule(&dear), "EDIFACT-SUM");
    let mut off = case("standard-rate");
    off.total = Money::new(1, off.total.currency);
    assert_eq!(rule(&off), "EDIFACT-SUM");
}
