//! Segments of elements of components. What separates them is released by a question mark where it stands in
//! data. Letters are those of ISO 8859-1; others are written with those of ASCII that come nearest.

use super::{Control, Partner, refused};
use crate::{einvoice::Refused, x12::text};
use chrono::NaiveDate;
use domain::money::Money;
use rust_decimal::Decimal;

/// The characters of a number in RFF.
const NUMBER: usize = 35;

/// An interchange that is being written.
pub struct Segments {
    out: Vec<u8>,
    control: Control,
    /// From UNH on.
    count: usize,
}

impl Segments {
    /// Begins with UNA, UNB and UNH.
    pub fn begin(partner: &Partner, control: Control) -> Self {
        let mut new = Self { out: b"UNA:+.? '\n".to_vec(), control, count: 0 };
        let (from, to) = (&partner.sender, &partner.receiver);
        let date = control.made_at.format("%y%m%d").to_string();
        let time = control.made_at.format("%H%M").to_string();
        let number = control.interchange.to_string();
        let is_test = if partner.is_production { "" } else { "1" };
        new.put(
            "UNB",
            &[
                &["UNOC", "3"],
                &[&from.id, &from.qualifier],
                &[&to.id, &to.qualifier],
                &[&date, &time],
                &[&number],
                &[],
                &["INVOIC"],
                &[],
                &[],
                &[],
                &[is_test],
            ],
        );
        new.count = 0;
        new.put("UNH", &[&["1"], &["INVOIC", "D", "96A", "UN"]]);
        new
    }

    /// Adds a segment. What is empty at the end of an element or of the segment is left out.
    pub fn put(&mut self, id: &str, elements: &[&[&str]]) {
        self.out.extend(id.bytes());
        let is_said = |element: &&[&str]| element.iter().any(|part| !part.is_empty());
        let last = elements.iter().rposition(is_said);
        for element in &elements[..last.map_or(0, |last| last + 1)] {
            self.out.push(b'+');
            let last = element.iter().rposition(|part| !part.is_empty());
            for (n, part) in element[..last.map_or(0, |last| last + 1)].iter().enumerate() {
                if n > 0 {
                    self.out.push(b':');
                }
                self.data(part);
            }
        }
        self.out.extend(b"'\n");
        self.count += 1;
    }

    fn data(&mut self, words: &str) {
        for letter in clean(words).chars() {
            if "'+:?".contains(letter) {
                self.out.push(b'?');
            }
            self.out.push(u8::try_from(letter).unwrap_or(b'?'));
        }
    }

    /// DTM: a day.
    pub fn day(&mut self, kind: &str, day: NaiveDate) {
        self.put("DTM", &[&[kind, &day.format("%Y%m%d").to_string(), "102"]]);
    }

    /// MOA: an amount.
    pub fn amount(&mut self, kind: &str, amount: Money) {
        self.put("MOA", &[&[kind, &amount.canonical()]]);
    }

    /// RFF: a number of something, which is never cut, if there is one.
    pub fn reference(&mut self, kind: &str, number: Option<&str>) -> Result<bool, Refused> {
        let Some(number) = number else { return Ok(false) };
        self.put("RFF", &[&[kind, &whole(number, NUMBER, &format!("RFF+{kind}"))?]]);
        Ok(true)
    }

    /// The same, if it fits; else it is told in words, by [`too_long`].
    pub fn reference_if_it_fits(&mut self, kind: &str, number: Option<&str>) {
        if let Some(number) = number.map(clean).filter(|number| number.chars().count() <= NUMBER) {
            self.put("RFF", &[&[kind, &number]]);
        }
    }

    /// FTX: words, in as many segments as they need, but no more than so many.
    pub fn words(&mut self, words: &str, most: usize) -> Result<(), Refused> {
        let pieces = pieces(words, 70);
        if pieces.len() > most * 5 {
            let words = "Its notes are longer than EDIFACT allows.".to_owned();
            return Err(refused("LENGTH", "FTX", words));
        }
        for five in pieces.chunks(5) {
            let five: Vec<&str> = five.iter().map(String::as_str).collect();
            self.put("FTX", &[&["AAI"], &[], &[], &five]);
        }
        Ok(())
    }

    /// Ends with UNT and UNZ, and gives the whole.
    pub fn finish(mut self) -> Vec<u8> {
        let count = (self.count + 1).to_string();
        self.put("UNT", &[&[&count], &["1"]]);
        let number = self.control.interchange.to_string();
        self.put("UNZ", &[&["1"], &[&number]]);
        self.out
    }
}

/// Words with the letters of ISO 8859-1, without line ends, and with single spaces.
pub fn clean(words: &str) -> String {
    let mut latin = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            _ if letter.is_control() => latin.push(' '),
            '\u{a0}'..='\u{ff}' | '\0'..='\u{7f}' => latin.push(letter),
            _ => latin.push_str(&text::ascii(letter.encode_utf8(&mut [0; 4]))),
        }
    }
    latin.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number of something: it fits as it is, or it is refused.
pub fn whole(words: &str, most: usize, at: &str) -> Result<String, Refused> {
    let cleaned = clean(words);
    if cleaned.chars().count() > most {
        let words = format!("“{}” is longer than the {most} characters of EDIFACT.", words.trim());
        return Err(refused("LENGTH", at, words));
    }
    Ok(cleaned)
}

/// What does not fit into RFF, in words.
pub fn too_long(words: &str, number: Option<&str>) -> Option<String> {
    let number = number.filter(|number| clean(number).chars().count() > NUMBER);
    number.map(|number| format!("{words}: {number}"))
}

/// Words in pieces of so many characters, cut between words where that can be.
pub fn pieces(words: &str, most: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for word in clean(words).split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        match pieces.last_mut() {
            Some(last) if last.chars().count() + 1 + length <= most => {
                last.push(' ');
                last.push_str(word);
            }
            _ => {
                let letters: Vec<char> = word.chars().collect();
                pieces.extend(letters.chunks(most).map(String::from_iter));
            }
        }
    }
    pieces
}

/// A number, with no more digits than that.
pub fn figure(number: Decimal, most: usize, at: &str) -> Result<String, Refused> {
    let told = number.normalize().to_string();
    if told.bytes().filter(u8::is_ascii_digit).count() > most {
        let words = format!("{told} has more than the {most} digits of EDIFACT.");
        return Err(refused("LENGTH", at, words));
    }
    Ok(told)
}
