//! What is agreed with who reads X12: the numbers on an interchange's envelope and the signs that part it.

use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Somebody on a network for X12.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// What kind of number it is: one of [`QUALIFIERS`], or another code of two letters.
    pub qualifier: String,
    /// The number: 15 characters at most.
    pub id: String,
}

/// What is agreed with a partner about how interchanges look.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct X12Partner {
    /// The seller, if a number is agreed; else one that the invoice has.
    pub sender: Option<Identity>,
    /// The customer or who reads for them; the same.
    pub receiver: Option<Identity>,
    /// Between two elements, usually `*`.
    pub element: char,
    /// Between the parts of an element, usually `>` or `:`.
    pub component: char,
    /// After a segment, usually `~`; a line end can be one.
    pub segment: char,
    /// Whether it counts, or is a test.
    pub is_production: bool,
}

/// The kinds of numbers that can be chosen (ISA05 and ISA07), and what people call them.
pub const QUALIFIERS: [(&str, &str); 7] = [
    ("ZZ", "As agreed (ZZ)"),
    ("01", "D-U-N-S (01)"),
    ("14", "D-U-N-S with a suffix (14)"),
    ("16", "D-U-N-S with four more (16)"),
    ("08", "UCC communications number (08)"),
    ("12", "Telephone (12)"),
    ("30", "US federal tax number (30)"),
];

/// The signs that can end a segment, and what people call them.
pub const SEGMENT_ENDS: [(char, &str); 4] =
    [('~', "~"), ('\'', "'"), ('!', "!"), ('\n', "Line end")];

/// How long a number may be.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=15;

impl Default for X12Partner {
    /// Where nothing is agreed: the signs that most use, and a test.
    fn default() -> Self {
        Self {
            sender: None,
            receiver: None,
            element: '*',
            component: '>',
            segment: '~',
            is_production: false,
        }
    }
}

impl X12Partner {
    /// The three signs.
    pub fn separators(&self) -> [char; 3] {
        [self.element, self.component, self.segment]
    }

    /// All of it as one code: two partners of the same code agreed on the same.
    pub fn code(&self) -> String {
        let side = |side: &Option<Identity>| {
            side.as_ref().map(|one| format!("{}:{}", one.qualifier, one.id)).unwrap_or_default()
        };
        let signs = self.separators().map(|sign| u32::from(sign).to_string()).join(" ");
        let usage = if self.is_production { "P" } else { "T" };
        format!("{} {} {signs} {usage}", side(&self.sender), side(&self.receiver))
    }

    /// Refuses signs that data or figures are made of, and numbers that do not fit on the envelope.
    pub fn check(&self) -> Result<(), Refusal> {
        if !are_separators(self.separators()) {
            let words =
                "Choose three different signs that are no part of a number, like * > and ~.";
            return Err(Refusal::field("x12-element", words));
        }
        for (field, side) in [("x12-sender", &self.sender), ("x12-receiver", &self.receiver)] {
            let Some(side) = side else { continue };
            if !side.fits(self.separators()) {
                let words = "Type 2 to 15 letters and digits, and none of the three signs.";
                return Err(Refusal::field(field, words));
            }
        }
        Ok(())
    }
}

impl Identity {
    /// A number as it was typed; nothing is nobody.
    pub fn read(qualifier: &str, id: &str) -> Option<Self> {
        let (qualifier, id) = (qualifier.trim().to_owned(), id.trim().to_owned());
        (!id.is_empty()).then_some(Self { qualifier, id })
    }

    /// Whether an envelope with these signs can carry it.
    pub fn fits(&self, separators: [char; 3]) -> bool {
        let clean = |text: &str| text.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        let apart = |text: &str| !text.contains(separators) && clean(text);
        self.qualifier.len() == 2
            && LENGTHS.contains(&self.id.len())
            && apart(&self.qualifier)
            && apart(&self.id)
    }
}

/// Whether three signs can part an interchange: all different, and none that data are made of. Only a
/// segment can end with a line.
pub fn are_separators(signs: [char; 3]) -> bool {
    let usable = |c: char| c.is_ascii_punctuation() && !"-.,".contains(c) || c == '\n';
    let [element, component, segment] = signs;
    let doubled = element == component || element == segment || component == segment;
    let line_end_inside = [element, component].contains(&'\n');
    !doubled && !line_end_inside && signs.into_iter().all(usable)
}

/// The one sign that was typed.
pub fn sign(field: &'static str, typed: &str) -> Result<char, Refusal> {
    let mut signs = typed.chars();
    match (signs.next(), signs.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Refusal::field(field, "Type one sign.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agreed() -> X12Partner {
        X12Partner {
            sender: Identity::read("01", " 123456789 "),
            receiver: Identity::read("ZZ", "FERROW"),
            ..X12Partner::default()
        }
    }

    fn field(partner: &X12Partner) -> &'static str {
        match partner.check() {
            Err(Refusal::Field { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_agreed_fits_or_is_refused_beside_its_field() {
        assert_eq!(X12Partner::default().check(), Ok(()));
        assert_eq!(agreed().check(), Ok(()));
        assert_eq!(agreed().sender.map(|one| one.id).as_deref(), Some("123456789"));
        assert_eq!(Identity::read("ZZ", "  "), None);
        for signs in [['*', '*', '~'], ['-', '>', '~'], ['A', '>', '~'], ['*', '\n', '~']] {
            let [element, component, segment] = signs;
            let odd = X12Partner { element, component, segment, ..agreed() };
            assert_eq!(field(&odd), "x12-element", "{signs:?}");
        }
        for id in ["A", "A*B", "sixteen-letters-", "Łódź", "a\tb"] {
            let odd = X12Partner { receiver: Identity::read("ZZ", id), ..agreed() };
            assert_eq!(field(&odd), "x12-receiver", "{id}");
        }
        let odd = X12Partner { sender: Identity::read("Z", "ABC"), ..agreed() };
        assert_eq!(field(&odd), "x12-sender");
        assert_eq!(sign("x12-element", "|"), Ok('|'));
        assert!(sign("x12-element", "").is_err() && sign("x12-element", "||").is_err());
        for (end, _) in SEGMENT_ENDS {
            assert_eq!(X12Partner { segment: end, ..agreed() }.check(), Ok(()));
        }
    }

    proptest! {
        /// Whatever passes, an envelope can be taken apart by its signs again.
        #[test]
        fn an_envelope_comes_apart_again(
            id in "[ -~]{0,17}", element in any::<char>(), component in any::<char>(), segment in any::<char>(),
        ) {
            let receiver = Identity::read("ZZ", &id);
            let partner = X12Partner { receiver, element, component, segment, ..X12Partner::default() };
            if partner.check().is_ok() {
                let id = partner.receiver.map_or("ABC".to_owned(), |one| one.id);
                let line = format!("ISA{element}ZZ{element}{id:<15}{element}{component}{segment}");
                prop_assert_eq!(line.split(segment).count(), 2);
                prop_assert_eq!(line.split(element).count(), 4);
                prop_assert!(line.is_ascii());
            }
        }
    }
}
