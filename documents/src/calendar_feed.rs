//! A calendar of the days by which something is to be paid: iCalendar (RFC 5545, with names of RFC 7986), an event
//! of the whole day for each open item.
//!
//! Written by hand: of the crate `icalendar` these properties would use the escaping and the folding, and it
//! brings a clock, a parser, and the present time and random ids where none are given.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar_feed::Standing;
use domain::money::Money;
use uuid::Uuid;

/// The octets of a line, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// A calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// Who is paid.
    pub seller: String,
    /// Who pays.
    pub customer: String,
    /// What is to be paid, and what was.
    pub items: Vec<Item>,
}

/// An open item, or one that was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its id: what a calendar knows the event by.
    pub id: Uuid,
    /// The number of its invoice.
    pub number: String,
    /// Which one of how many, where the invoice has several.
    pub instalment: Option<(i32, i64)>,
    /// By when.
    pub due_on: NaiveDate,
    /// What is open.
    pub open: Money,
    /// What of that is disputed.
    pub disputed: Money,
    /// What is to be done.
    pub standing: Standing,
    /// The page of its invoice.
    pub page: String,
    /// How often it has changed. It only grows.
    pub changes: i64,
    /// When it changed last.
    pub changed_at: DateTime<Utc>,
}

/// Writes it. Equal calendars are equal bytes: no present time is in it.
pub fn write(calendar: &Calendar) -> String {
    let mut out = Lines(String::with_capacity(512 * (calendar.items.len() + 1)));
    let name = format!("To pay to {}: {}", calendar.seller, calendar.customer);
    out.put("BEGIN", "VCALENDAR");
    out.put("VERSION", "2.0");
    out.put("PRODID", "-//Quittance//Due dates//EN");
    out.put("CALSCALE", "GREGORIAN");
    out.text("NAME", &name);
    out.text("X-WR-CALNAME", &name);
    out.put("REFRESH-INTERVAL;VALUE=DURATION", "PT6H");
    out.put("X-PUBLISHED-TTL", "PT6H");
    for item in &calendar.items {
        event(&mut out, item, &calendar.seller);
    }
    out.put("END", "VCALENDAR");
    out.0
}

fn event(out: &mut Lines, item: &Item, seller: &str) {
    let changed_at = item.changed_at.format("%Y%m%dT%H%M%SZ").to_string();
    let day = |day: NaiveDate| day.format("%Y%m%d").to_string();
    out.put("BEGIN", "VEVENT");
    out.put("UID", &item.id.to_string());
    out.put("DTSTAMP", &changed_at);
    out.put("LAST-MODIFIED", &changed_at);
    out.put("SEQUENCE", &item.changes.to_string());
    out.put("DTSTART;VALUE=DATE", &day(item.due_on));
    out.put("DTEND;VALUE=DATE", &day(item.due_on.succ_opt().unwrap_or(item.due_on)));
    out.text("SUMMARY", &summary(item, seller));
    out.text("DESCRIPTION", &description(item));
    out.put("URL", &item.page);
    let is_open = matches!(item.standing, Standing::ToPay(_));
    out.put("STATUS", if is_open { "CONFIRMED" } else { "CANCELLED" });
    out.put("TRANSP", "TRANSPARENT");
    out.put("END", "VEVENT");
}

fn summary(item: &Item, seller: &str) -> String {
    let number = &item.number;
    match item.standing {
        Standing::ToPay(amount) => format!("Pay {} to {seller} ({number})", amount.full()),
        Standing::Disputed => format!("On hold: {number} of {seller}"),
        Standing::Done => format!("Paid: {number} of {seller}"),
    }
}

fn description(item: &Item) -> String {
    let mut told = match item.instalment {
        Some((nth, of)) => format!("Invoice {}, instalment {nth} of {of}.", item.number),
        None => format!("Invoice {}.", item.number),
    };
    if item.disputed.minor > 0 && item.open.minor > 0 {
        let (open, disputed) = (item.open.full(), item.disputed.full());
        told.push_str(&format!("\n{open} is open. {disputed} of it is disputed and waits."));
    }
    told
}

/// Lines of content, each with its end.
struct Lines(String);

impl Lines {
    /// A value that is made of our own letters.
    fn put(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if letter.is_control() {
                continue;
            }
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            room -= letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }

    /// A value that is words (RFC 5545, 3.3.11).
    fn text(&mut self, name: &str, words: &str) {
        let mut escaped = String::with_capacity(words.len());
        for letter in words.chars() {
            match letter {
                '\\' | ';' | ',' => escaped.extend(['\\', letter]),
                '\n' => escaped.push_str("\\n"),
                other => escaped.push(other),
            }
        }
        self.put(name, &escaped);
    }
}
