//! Calendars, read back as RFC 5545 says: lines are unfolded, then they are properties.

use chrono::{DateTime, NaiveDate, Utc};
use documents::calendar_feed::{Calendar, Item, write};
use domain::{Currency, Money, calendar_feed::Standing};
use proptest::prelude::*;
use uuid::Uuid;

fn item(open: i64, disputed: i64) -> Item {
    let eur = |minor| Money::new(minor, Currency::EUR);
    Item {
        id: Uuid::from_u128(7),
        number: "NH-26-0894".to_owned(),
        instalment: Some((2, 3)),
        due_on: NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
        open: eur(open),
        disputed: eur(disputed),
        standing: Standing::of(eur(open), eur(disputed)).unwrap(),
        page: "https://pay.nordhaven.example/invoices/7".to_owned(),
        changes: 3,
        changed_at: "2026-11-18T08:00:00Z".parse::<DateTime<Utc>>().unwrap(),
    }
}

fn calendar(seller: &str, items: Vec<Item>) -> Calendar {
    Calendar { seller: seller.to_owned(), customer: "Ferrow Cycles B.V.".to_owned(), items }
}

/// The properties of each event, with the names that they begin with.
fn events(text: &str) -> Vec<Vec<(String, String)>> {
    let whole = text.replace("\r\n ", "");
    assert!(whole.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    let parts = whole.split("BEGIN:VEVENT\r\n").skip(1);
    let property = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_owned(), value.replace("\\,", ",").replace("\\;", ";"))
    };
    let event = |part: &str| {
        let (event, _) = part.split_once("END:VEVENT\r\n").unwrap();
        event.split_terminator("\r\n").map(property).collect()
    };
    parts.map(event).collect()
}

fn of<'a>(event: &'a [(String, String)], name: &str) -> &'a str {
    let mut found = event.iter().filter(|(found, _)| found == name);
    let (_, value) = found.next().unwrap();
    assert!(found.next().is_none(), "{name} twice");
    value
}

#[test]
fn an_event_says_what_is_to_be_paid_by_when() {
    let text = write(&calendar("Nordhaven", vec![item(124_000, 4_000)]));
    let read = &events(&text)[0];
    assert_eq!(of(read, "SUMMARY"), "Pay €1,200.00 to Nordhaven (NH-26-0894)");
    assert_eq!(of(read, "UID"), "00000000-0000-0000-0000-000000000007");
    assert_eq!((of(read, "STATUS"), of(read, "SEQUENCE")), ("CONFIRMED", "3"));
    for line in [
        "DTSTART;VALUE=DATE:20261231\r\n",
        "DTEND;VALUE=DATE:20270101\r\n",
        "DTSTAMP:20261118T080000Z\r\n",
        "LAST-MODIFIED:20261118T080000Z\r\n",
        "TRANSP:TRANSPARENT\r\n",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n",
        "URL:https://pay.nordhaven.example/invoices/7\r\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn what_is_paid_or_waits_is_cancelled() {
    let read = events(&write(&calendar("Nordhaven", vec![item(0, 0), item(5_000, 5_000)])));
    let told: Vec<_> =
        read.iter().map(|event| (of(event, "STATUS"), of(event, "SUMMARY"))).collect();
    assert_eq!(told[0], ("CANCELLED", "Paid: NH-26-0894 of Nordhaven"));
    assert_eq!(told[1], ("CANCELLED", "On hold: NH-26-0894 of Nordhaven"));
}

proptest! {
    #[test]
    fn no_line_is_long_and_words_come_back(seller in "\\PC{1,200}") {
        let text = write(&calendar(&seller, vec![item(100, 0)]));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']));
        }
        let whole = text.replace("\r\n ", "");
        let line = whole.lines().find(|line| line.starts_with("SUMMARY:")).unwrap();
        let words = line.trim_start_matches("SUMMARY:");
        let words = words.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
        assert_eq!(words, format!("Pay €1.00 to {seller} (NH-26-0894)"));
    }
}
