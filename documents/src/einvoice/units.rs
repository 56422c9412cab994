//! Units of measure as e-invoices write them: UN/ECE Recommendation 20, and 21 with an X before it.

/// Words that people write, and their code.
const UNITS: &[(&str, &str)] = &[
    ("bag", "XBG"),
    ("bottle", "XBO"),
    ("box", "XBX"),
    ("boxes", "XBX"),
    ("carton", "XCT"),
    ("day", "DAY"),
    ("days", "DAY"),
    ("drum", "XDR"),
    ("g", "GRM"),
    ("h", "HUR"),
    ("hour", "HUR"),
    ("hours", "HUR"),
    ("kg", "KGM"),
    ("km", "KMT"),
    ("kwh", "KWH"),
    ("l", "LTR"),
    ("litre", "LTR"),
    ("m", "MTR"),
    ("m2", "MTK"),
    ("m3", "MTQ"),
    ("metre", "MTR"),
    ("mm", "MMT"),
    ("month", "MON"),
    ("months", "MON"),
    ("m²", "MTK"),
    ("m³", "MTQ"),
    ("pack", "XPK"),
    ("pair", "PR"),
    ("pairs", "PR"),
    ("pallet", "XPX"),
    ("pc", "H87"),
    ("pcs", "H87"),
    ("piece", "H87"),
    ("pieces", "H87"),
    ("roll", "XRO"),
    ("set", "SET"),
    ("sets", "SET"),
    ("t", "TNE"),
    ("year", "ANN"),
];

/// `C62`: one of something, where no better word is known.
const ONE: &str = "C62";

/// The code of a unit as it is written on invoices.
pub fn code(unit: &str) -> &'static str {
    let unit = unit.trim().to_lowercase();
    UNITS.binary_search_by(|(word, _)| (*word).cmp(unit.as_str())).map_or(ONE, |at| UNITS[at].1)
}

/// The word of a code; what has none is called by its code.
pub fn word(code: &str) -> &str {
    let known = UNITS.iter().find(|(_, known)| *known == code);
    known.map_or(if code == ONE { "" } else { code }, |(word, _)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_codes_and_what_has_none_is_one_of_it() {
        assert!(UNITS.is_sorted(), "they are searched by halves");
        assert_eq!((code("Box"), code(" pcs "), code("m²")), ("XBX", "H87", "MTK"));
        assert_eq!((code(""), code("wagonload")), ("C62", "C62"));
    }
}
