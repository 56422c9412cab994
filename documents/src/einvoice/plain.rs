//! Rules that invoices of ours can break, said so that a clerk knows what to do. The authority's own
//! words stand for all others.

/// Rule, and what is missing.
const PLAIN: &[(&str, &str)] = &[
    ("BR-02", "The invoice has no number."),
    ("BR-06", "The seller has no name."),
    ("BR-07", "The customer has no name."),
    ("BR-09", "The seller’s country is missing."),
    ("BR-11", "The customer’s country is missing."),
    ("BR-12", "The amounts are too large."),
    ("BR-16", "The invoice has no lines."),
    ("BR-25", "A line does not say what was sold."),
    ("BR-27", "A price is less than nothing."),
    ("BR-29", "The period ends before it begins."),
    ("BR-33", "An allowance has no reason."),
    ("BR-38", "A charge has no reason."),
    ("BR-42", "An allowance on a line has no reason."),
    ("BR-44", "A charge on a line has no reason."),
    ("BR-55", "The number of the invoice that is credited or corrected is missing."),
    ("BR-57", "The country of the place of delivery is missing."),
    ("BR-61", "The account to pay to is missing."),
    ("BR-62", "The seller’s address for e-invoices does not say of which network it is."),
    ("BR-63", "The customer’s address for e-invoices does not say of which network it is."),
    ("BR-CL-17", "A category of VAT is none that is known: S Z E AE K G O."),
    ("BR-CL-18", "A category of VAT is none that is known: S Z E AE K G O."),
    ("BR-CL-19", "The code of the reason of an allowance is none that is known."),
    ("BR-CL-20", "The code of the reason of a charge is none that is known."),
    ("BR-CL-22", "The code of the reason why there is no VAT is none that is known."),
    ("BR-CL-25", "The network of an address for e-invoices is none that is known."),
    ("BR-CO-09", "A VAT number does not begin with its country, as in NL812345678B01."),
    ("BR-CO-10", "The lines do not add up to the sum of the lines."),
    ("BR-CO-13", "Lines, allowances and charges do not add up to the total without VAT."),
    ("BR-CO-14", "The VAT of all rates does not add up to the VAT of the invoice."),
    (
        "BR-CO-15",
        "Total without VAT and VAT do not add up to the total. Sales tax of the United States has no \
         place in this format.",
    ),
    (
        "BR-CO-16",
        "The total, what was prepaid and the rounding do not add up to what is to be paid.",
    ),
    ("BR-CO-17", "The VAT of a rate is not that rate of its amount."),
    ("BR-CO-18", "It is not told how much VAT of which rate the invoice has."),
    ("BR-CO-19", "The period has neither beginning nor end."),
    ("BR-CO-25", "The day by which it is to be paid is missing."),
    ("BR-CO-26", "The seller has no VAT number and no other registration."),
    ("BR-DE-1", "How to pay is missing."),
    ("BR-DE-2", "The seller names nobody to talk to."),
    ("BR-DE-3", "The seller’s city is missing."),
    ("BR-DE-4", "The seller’s postcode is missing."),
    ("BR-DE-5", "The seller’s contact has no name."),
    ("BR-DE-6", "The seller’s contact has no telephone number."),
    ("BR-DE-7", "The seller’s contact has no e-mail address."),
    ("BR-DE-8", "The customer’s city is missing."),
    ("BR-DE-9", "The customer’s postcode is missing."),
    ("BR-DE-10", "The city of the place of delivery is missing."),
    ("BR-DE-11", "The postcode of the place of delivery is missing."),
    ("BR-DE-15", "Your reference is missing: an order number, or a Leitweg-ID."),
    ("BR-DE-16", "The seller’s VAT number is missing."),
    ("BR-DEC-23", "Amounts of this currency have more decimals than the format allows."),
    ("BR-IC-11", "The day of delivery, or the period, is missing."),
    ("BR-IC-12", "The country of the place of delivery is missing."),
    ("DK-R-002", "The seller’s CVR number is missing."),
    ("DK-R-005", "A Danish seller has to name an IBAN to be paid to in euros."),
    ("DK-R-014", "The seller’s registration is no CVR number of 8 figures."),
    ("DK-R-016", "A credit note of a Danish seller may not be negative."),
    ("IT-R-002", "The seller’s street is missing."),
    ("IT-R-003", "The seller’s city is missing."),
    ("IT-R-004", "The seller’s postcode is missing."),
    ("NL-R-001", "The number of the invoice that is credited is missing."),
    ("NL-R-002", "Street, city or postcode of the seller is missing."),
    ("NL-R-003", "The seller’s registration is no number of the KVK (8 figures) and no OIN."),
    ("NL-R-004", "Street, city or postcode of the customer is missing."),
    ("NL-R-005", "The customer’s registration is no number of the KVK (8 figures) and no OIN."),
    ("NL-R-009", "A line names the line of an order, and the order’s number is missing."),
    ("NO-R-001", "The seller’s VAT number is not as in NO123456789MVA."),
    ("PEPPOL-COMMON-R040", "A GLN has a wrong figure."),
    ("PEPPOL-COMMON-R041", "A Norwegian organisation number has a wrong figure."),
    ("PEPPOL-COMMON-R042", "A CVR number is not as in DK12345674."),
    ("PEPPOL-COMMON-R043", "A Belgian enterprise number has a wrong figure."),
    ("PEPPOL-COMMON-R047", "An Italian VAT number has a wrong figure."),
    ("PEPPOL-COMMON-R049", "A Swedish organisation number has a wrong figure."),
    ("PEPPOL-EN16931-R003", "Your reference is missing: an order number, or a reference of yours."),
    ("PEPPOL-EN16931-R010", "Your company’s address on the Peppol network is missing."),
    ("PEPPOL-EN16931-R020", "The seller’s address on the Peppol network is missing."),
    ("PEPPOL-EN16931-R040", "An allowance or charge is not its share of its base."),
    ("PEPPOL-EN16931-R110", "The period of a line begins before the invoice’s period."),
    ("PEPPOL-EN16931-R111", "The period of a line ends after the invoice’s period."),
    ("PEPPOL-EN16931-R120", "The amount of a line is not its quantity times its price."),
    ("PEPPOL-EN16931-R121", "A price is of a quantity of nothing."),
    ("SE-R-001", "The seller’s VAT number is not SE and 12 figures."),
    ("SE-R-002", "The seller’s VAT number is not SE and 12 figures."),
    ("SE-R-006", "Swedish VAT has the rates 6, 12 and 25 per cent, and another one is used."),
];

/// A rule in plain words, if it is one of those.
pub fn words(rule: &str) -> Option<&'static str> {
    let exactly = PLAIN.iter().find(|(id, _)| *id == rule).map(|(_, words)| *words);
    exactly.or_else(|| of_category(rule)).or_else(|| of_reason(rule))
}

/// Peppol's rules that bind the codes of reasons to their categories: P0104 to P0111.
fn of_reason(rule: &str) -> Option<&'static str> {
    let number: u16 = rule.strip_prefix("PEPPOL-EN16931-P")?.parse().ok()?;
    let words = "The code of the reason why there is no VAT belongs to another category of VAT.";
    (104..=111).contains(&number).then_some(words)
}

/// The rules of categories of VAT have the same numbers in each: `BR-S-08`, `BR-AE-08`.
fn of_category(rule: &str) -> Option<&'static str> {
    let (category, number) = rule.strip_prefix("BR-")?.split_once('-')?;
    if !matches!(category, "S" | "Z" | "E" | "AE" | "IC" | "G" | "O") {
        return None;
    }
    match (number, category) {
        ("02" | "03" | "04", "AE") => Some("Reverse charge needs the VAT numbers of both sides."),
        ("02" | "03" | "04", "IC") => {
            Some("Supplies to another country of the EU need the VAT numbers of both sides.")
        }
        ("02" | "03" | "04", "O") => {
            Some("What is outside of the scope of VAT may not tell VAT numbers.")
        }
        ("02" | "03" | "04", _) => Some("The seller’s VAT number is missing."),
        ("05" | "06" | "07", "S") => Some("A standard rate is more than nothing."),
        ("05" | "06" | "07", _) => Some("A category without VAT has a rate."),
        ("01" | "08", _) => Some("The amounts of a rate do not add up to what its VAT is of."),
        ("09", _) => Some("The VAT of a rate is not that rate of its amount."),
        ("10", "S" | "Z") => Some("What has VAT may not tell a reason for having none."),
        ("10", _) => Some("The reason why there is no VAT is missing."),
        (_, "O") => Some("What is outside of the scope of VAT stands on an invoice of its own."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn rules_of_all_categories_are_said_once() {
        assert_eq!(words("BR-S-02"), words("BR-G-03"));
        assert!(words("BR-IC-02").is_some_and(|words| words.contains("both sides")));
        assert_eq!(words("PEPPOL-EN16931-P0104"), words("PEPPOL-EN16931-P0111"));
        assert_eq!(
            (words("BR-X-02"), words("PEPPOL-EN16931-P0112"), words("")),
            (None, None, None)
        );
    }
}
