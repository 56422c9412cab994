//! Rules that invoices of ours can break, said so that a clerk knows what to do. The authority's own
//! words stand for all others.

/// Rule, and what is missing.
const PLAIN: &[(&str, &str)] = &[
    ("BR-02", "The invoice has no number."),
    ("BR-06", "The seller has no name."),
    ("BR-07", "The customer has no name."),
    ("BR-09", "The seller’s country is missing."),
    ("BR-11", "The customer’s country is missing."),
    ("BR-16", "The invoice has no lines."),
    ("BR-CO-09", "A VAT number does not begin with its country, as in NL812345678B01."),
    ("BR-CO-10", "The lines do not add up to the sum of the lines."),
    ("BR-CO-13", "Lines, allowances and charges do not add up to the total without VAT."),
    ("BR-CO-14", "The VAT of all rates does not add up to the VAT of the invoice."),
    ("BR-CO-15", "Total without VAT and VAT do not add up to the total."),
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
    ("BR-DE-15", "Your reference is missing: an order number, or a Leitweg-ID."),
    ("BR-DEC-23", "Amounts of this currency have more decimals than the format allows."),
    ("BR-IC-02", "Supplies to another country of the EU need the VAT numbers of both sides."),
    ("BR-AE-02", "Reverse charge needs the VAT numbers of both sides."),
    ("PEPPOL-EN16931-R003", "Your reference is missing: an order number, or a reference of yours."),
    ("PEPPOL-EN16931-R010", "Your company’s address on the Peppol network is missing."),
    ("PEPPOL-EN16931-R020", "The seller’s address on the Peppol network is missing."),
];

/// A rule in plain words, if it is one of those.
pub fn words(rule: &str) -> Option<&'static str> {
    PLAIN.iter().find(|(id, _)| *id == rule).map(|(_, words)| *words)
}
