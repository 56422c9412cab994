//! The seller's colour: what a tenant may choose of the portal's look, and what becomes of it so that words in
//! it and on it can be read by everybody.

use crate::Refusal;
use std::fmt;

/// Red, green and blue of sRGB, written `#1c3a70`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Colour([u8; 3]);

/// How much lighter the lighter of two has to be: what WCAG 2.2 asks of text (1.4.3: 4.5 to 1), and room for
/// the tint that some of it stands on.
const READABLE: f64 = 5.5;
/// The surface of pages and paper in light, and of pages in the dark: tokens of the style.
const PAPER: Colour = Colour([0xff, 0xff, 0xff]);
const NIGHT: Colour = Colour([0x15, 0x1a, 0x21]);
/// Where an unreadable one is moved to, in so many steps.
const STEPS: u16 = 50;

impl Colour {
    /// Reads `#1c3a70`, in any case.
    pub fn of(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// Reads what was typed; nothing is no colour.
    ///
    /// # Errors
    /// In words, about the field `colour`.
    pub fn typed(text: &str) -> Result<Option<Self>, Refusal> {
        match text.trim() {
            "" => Ok(None),
            text => Self::of(text).map(Some).ok_or_else(|| {
                let words = "Write it as # and six digits from 0 to 9 and a to f, like #1c3a70.";
                Refusal::field("colour", words)
            }),
        }
    }

    /// As text on white, and under white text: itself, or as much darker as it takes.
    pub fn in_light(self) -> Self {
        self.readable_on(PAPER, [0; 3])
    }

    /// As text in the dark, and under dark text: itself, or as much lighter as it takes.
    pub fn in_dark(self) -> Self {
        self.readable_on(NIGHT, [0xff; 3])
    }

    fn readable_on(self, ground: Self, towards: [u8; 3]) -> Self {
        let moved = (0..=STEPS).map(|step| self.mixed(towards, step));
        moved.into_iter().find(|it| it.contrast(ground) >= READABLE).unwrap_or(Self(towards))
    }

    /// So many steps of the way to another; each part rounds down.
    fn mixed(self, towards: [u8; 3], step: u16) -> Self {
        let part = |nth: usize| {
            let (from, to) = (u16::from(self.0[nth]), u16::from(towards[nth]));
            u8::try_from((from * (STEPS - step) + to * step) / STEPS).unwrap_or(u8::MAX)
        };
        Self([part(0), part(1), part(2)])
    }

    /// By how much the lighter of the two is lighter, 1 to 21. Formula: WCAG 2.2, contrast ratio.
    #[expect(clippy::float_arithmetic, reason = "light is no money")]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Formula: WCAG 2.2, relative luminance.
    #[expect(clippy::float_arithmetic, reason = "light is no money")]
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn colour(text: &str) -> Colour {
        Colour::of(text).expect(text)
    }

    #[test]
    fn contrast_is_what_the_standard_says() {
        let tenths = |one: &str, two: &str| format!("{:.1}", colour(one).contrast(colour(two)));
        assert_eq!(tenths("#000000", "#ffffff"), "21.0");
        assert_eq!(tenths("#777777", "#ffffff"), "4.5");
        assert_eq!(tenths("#1c3a70", "#1c3a70"), "1.0");
    }

    #[test]
    fn what_can_be_read_stays_as_it_is() {
        assert_eq!(colour("#1c3a70").in_light(), colour("#1c3a70"));
        assert_eq!(colour("#b3c8f7").in_dark(), colour("#b3c8f7"));
    }

    #[test]
    fn what_is_typed_is_read_or_told_of() {
        assert_eq!(Colour::typed(" #1C3A70 "), Ok(Some(colour("#1c3a70"))));
        assert_eq!(Colour::typed(" "), Ok(None));
        for odd in ["1c3a70", "#1c3a7", "#1c3a7g", "#+1c3a7", "red", "#1c3a70;x", "#ééé"] {
            assert!(Colour::typed(odd).is_err(), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn any_colour_can_be_read_in_light_and_in_the_dark(parts: [u8; 3]) {
            let chosen = Colour(parts);
            prop_assert!(chosen.in_light().contrast(PAPER) >= READABLE);
            prop_assert!(chosen.in_dark().contrast(NIGHT) >= READABLE);
            prop_assert_eq!(Colour::of(&chosen.to_string()), Some(chosen));
        }
    }
}
