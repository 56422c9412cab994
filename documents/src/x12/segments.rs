//! Segments, one after the other, between the headers and trailers of an interchange.

use super::{Control, Partner, text};
use chrono::NaiveDate;

/// The number of the only transaction set of an interchange.
const SET: &str = "0001";

/// An interchange that is being written.
pub struct Segments<'a> {
    partner: &'a Partner,
    control: Control,
    out: String,
    /// From ST on.
    count: usize,
}

impl<'a> Segments<'a> {
    /// Begins with ISA, GS and ST. ISA has 106 characters, its terminator included: readers find the
    /// separators by their places.
    pub fn begin(partner: &'a Partner, control: Control) -> Self {
        let mut new = Self { partner, control, out: String::with_capacity(4_096), count: 0 };
        new.interchange_header();
        let date = new.control.made_at.format("%Y%m%d").to_string();
        let time = new.control.made_at.format("%H%M").to_string();
        let group = control.group.to_string();
        let (from, to) = (&partner.sender.id, &partner.receiver.id);
        new.put("GS", &["IN", from, to, &date, &time, &group, "X", "004010"]);
        new.count = 0;
        new.put("ST", &["810", SET]);
        new
    }

    fn interchange_header(&mut self) {
        let Partner { sender, receiver, component, is_production, .. } = self.partner;
        let made_at = self.control.made_at;
        let elements = [
            "ISA".to_owned(),
            "00".to_owned(),
            " ".repeat(10),
            "00".to_owned(),
            " ".repeat(10),
            sender.qualifier.clone(),
            format!("{:<15}", sender.id),
            receiver.qualifier.clone(),
            format!("{:<15}", receiver.id),
            made_at.format("%y%m%d").to_string(),
            made_at.format("%H%M").to_string(),
            "U".to_owned(),
            "00401".to_owned(),
            format!("{:09}", self.control.interchange),
            "0".to_owned(),
            if *is_production { "P" } else { "T" }.to_owned(),
            component.to_string(),
        ];
        self.out.push_str(&elements.join(&self.partner.element.to_string()));
        self.end();
    }

    /// Adds a segment. Empty elements at its end are left out; what would break it is not in it.
    pub fn put(&mut self, id: &str, elements: &[&str]) {
        self.out.push_str(id);
        let last = elements.iter().rposition(|element| !element.is_empty());
        for element in &elements[..last.map_or(0, |last| last + 1)] {
            self.out.push(self.partner.element);
            self.out.push_str(&text::clean(element, self.partner));
        }
        self.end();
    }

    /// Who reads it.
    pub fn partner(&self) -> &'a Partner {
        self.partner
    }

    /// Ends with SE, GE and IEA, and gives the whole.
    pub fn finish(mut self) -> String {
        let count = (self.count + 1).to_string();
        self.put("SE", &[&count, SET]);
        let group = self.control.group.to_string();
        self.put("GE", &["1", &group]);
        let interchange = format!("{:09}", self.control.interchange);
        self.put("IEA", &["1", &interchange]);
        self.out
    }

    fn end(&mut self) {
        self.count += 1;
        self.out.push(self.partner.segment);
        if self.partner.segment != '\n' {
            self.out.push('\n');
        }
    }
}

/// `20261118`.
pub fn date(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}
