//! Registers of companies: the code of each in the list ICD (ISO/IEC 6523), which networks ask for
//! beside a number. A number that has not the form of its country's register is told without one.

/// Country, how many figures or letters a number has, and the register.
const REGISTERS: &[(&str, usize, &str)] = &[
    ("BE", 10, "0208"),
    ("CH", 12, "0183"),
    ("DK", 8, "0184"),
    ("EE", 8, "0191"),
    ("FI", 8, "0212"),
    ("FR", 9, "0002"),
    ("FR", 14, "0009"),
    ("NL", 8, "0106"),
    ("NL", 20, "0190"),
    ("NO", 9, "0192"),
    ("SE", 10, "0007"),
];

/// The register that a company's number is of.
pub fn scheme(country: &str, number: &str) -> Option<&'static str> {
    let plain = super::sides::bare_id(number);
    let figures = if country == "CH" { plain.strip_prefix("CHE")? } else { &plain };
    if !figures.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let found = REGISTERS.iter().find(|(of, length, _)| *of == country && *length == plain.len());
    found.map(|(_, _, scheme)| *scheme)
}

#[cfg(test)]
mod tests {
    use super::scheme;

    #[test]
    fn a_number_is_of_the_register_that_its_form_says() {
        assert_eq!(scheme("NL", "24123456"), Some("0106"));
        assert_eq!(scheme("NL", "KVK 24123456"), None);
        assert_eq!(scheme("FR", "812 345 676"), Some("0002"));
        assert_eq!(scheme("CH", "CHE-123.456.788"), Some("0183"));
        assert_eq!(scheme("DE", "HRB 91234"), None);
    }
}
