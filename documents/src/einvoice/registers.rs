//! Registers of companies: the code of each in the list ICD (ISO/IEC 6523), which networks ask for
//! beside a number. A number that has not the form of its country's register is told without one.

use en16931::Identifier;

/// Country, how many figures a number has, what stands before them, and the register.
const REGISTERS: &[(&str, usize, &str, &str)] = &[
    ("BE", 10, "", "0208"),
    ("CH", 9, "CHE", "0183"),
    ("DK", 8, "DK", "0184"),
    ("EE", 8, "", "0191"),
    ("FR", 9, "", "0002"),
    ("FR", 14, "", "0009"),
    ("NL", 8, "", "0106"),
    ("NL", 20, "", "0190"),
    ("NO", 9, "", "0192"),
    ("SE", 10, "", "0007"),
];

/// A company's number as its register writes it, or as it was given.
pub fn identifier(country: &str, number: &str) -> Identifier {
    let figures: String = number.chars().filter(char::is_ascii_digit).collect();
    let found = REGISTERS.iter().find(|(of, count, ..)| *of == country && *count == figures.len());
    match found {
        Some((_, _, prefix, register)) => {
            Identifier::schemed(format!("{prefix}{figures}"), *register)
        }
        None => Identifier::new(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_of_the_register_that_its_form_says() {
        let of = Identifier::schemed;
        assert_eq!(identifier("NL", "24123456"), of("24123456", "0106"));
        assert_eq!(identifier("NL", "KVK 24123456"), of("24123456", "0106"));
        assert_eq!(identifier("NL", "241"), Identifier::new("241"));
        assert_eq!(identifier("FR", "812 345 676"), of("812345676", "0002"));
        assert_eq!(identifier("CH", "CHE-123.456.788"), of("CHE123456788", "0183"));
        assert_eq!(identifier("DE", "HRB 91234"), Identifier::new("HRB 91234"));
    }
}
