//! Whether two descriptions of a company are of the same one.

/// Somebody, as documents and registers know them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The VAT number.
    pub vat_id: Option<String>,
    /// The number in a register of companies.
    pub registration: Option<String>,
}

impl Identity {
    /// Whether it is the same company. The strongest mark that both have decides: the VAT number, then the
    /// number in the register, then the name. How they are spaced, dotted and written large does not count.
    pub fn is(&self, other: &Self) -> bool {
        let numbers = [(&self.vat_id, &other.vat_id), (&self.registration, &other.registration)];
        let decided = numbers.into_iter().find_map(|(one, two)| {
            let (one, two) = (bare(one.as_deref()?), bare(two.as_deref()?));
            (!one.is_empty() && !two.is_empty()).then(|| one == two)
        });
        decided.unwrap_or_else(|| bare(&self.name) == bare(&other.name))
    }
}

/// Letters and figures only, all of them small.
fn bare(text: &str) -> String {
    let marks = text.chars().filter(|mark| mark.is_alphanumeric());
    marks.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, vat_id: Option<&str>, registration: Option<&str>) -> Identity {
        Identity {
            name: name.to_owned(),
            vat_id: vat_id.map(str::to_owned),
            registration: registration.map(str::to_owned),
        }
    }

    #[test]
    fn the_strongest_mark_that_both_have_decides() {
        let ours = of("Nordhaven Bearings B.V.", Some("NL812345678B01"), Some("24356789"));
        assert!(ours.is(&of("Nordhaven", Some("NL 8123.45.678 b01"), Some("1"))));
        assert!(!ours.is(&of("Nordhaven Bearings B.V.", Some("NL999999999B01"), Some("24356789"))));
        assert!(ours.is(&of("Nordhaven", None, Some("2435 6789"))));
        assert!(!ours.is(&of("Nordhaven Bearings B.V.", Some(" "), Some("1"))));
        assert!(ours.is(&of("NORDHAVEN BEARINGS BV", None, None)));
        assert!(!ours.is(&of("Maasland Tractors N.V.", None, None)));
    }
}
