//! Units of measure as X12 writes them: data element 355 of release 004010.

/// Words that people write, and their code.
const UNITS: &[(&str, &str)] = &[
    ("bag", "BG"),
    ("bottle", "BO"),
    ("box", "BX"),
    ("boxes", "BX"),
    ("carton", "CT"),
    ("day", "DA"),
    ("days", "DA"),
    ("dozen", "DZ"),
    ("drum", "DR"),
    ("each", "EA"),
    ("ft", "FT"),
    ("g", "GR"),
    ("gallon", "GA"),
    ("h", "HR"),
    ("hour", "HR"),
    ("hours", "HR"),
    ("kg", "KG"),
    ("kwh", "KH"),
    ("l", "LT"),
    ("lb", "LB"),
    ("litre", "LT"),
    ("m", "MR"),
    ("m2", "SM"),
    ("m3", "CR"),
    ("metre", "MR"),
    ("mm", "MM"),
    ("month", "MO"),
    ("months", "MO"),
    ("m²", "SM"),
    ("m³", "CR"),
    ("pack", "PK"),
    ("pair", "PR"),
    ("pairs", "PR"),
    ("pallet", "PL"),
    ("pc", "PC"),
    ("pcs", "PC"),
    ("piece", "PC"),
    ("pieces", "PC"),
    ("roll", "RL"),
    ("set", "ST"),
    ("sets", "ST"),
    ("t", "MP"),
    ("year", "YR"),
];

/// The code of a unit as it is written on invoices. What has none is each one of it, or `ZZ`, as agreed, with its
/// word told beside.
pub fn code(unit: &str) -> &'static str {
    let unit = unit.trim().to_lowercase();
    if unit.is_empty() {
        return "EA";
    }
    UNITS.binary_search_by(|(word, _)| (*word).cmp(unit.as_str())).map_or("ZZ", |at| UNITS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_codes_and_others_are_as_agreed() {
        assert!(UNITS.is_sorted(), "they are searched by halves");
        assert_eq!((code("Box"), code(" pcs "), code("m²")), ("BX", "PC", "SM"));
        assert_eq!((code(""), code("wagonload")), ("EA", "ZZ"));
    }
}
