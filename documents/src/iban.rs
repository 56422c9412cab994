//! Numbers with digits that prove them: IBAN (ISO 13616), creditor references (ISO 11649) and Swiss QR
//! references.

/// An IBAN without spaces, if it is one: two letters, two digits, 11 to 30 letters and digits, and right
/// by modulo 97 (ISO 7064).
pub fn read(text: &str) -> Option<String> {
    let iban = squeezed(text);
    let well_formed = (15..=34).contains(&iban.len())
        && iban[..2].bytes().all(|b| b.is_ascii_uppercase())
        && iban[2..4].bytes().all(|b| b.is_ascii_digit());
    (well_formed && is_right(&iban)).then_some(iban)
}

/// A creditor reference without spaces, if it is one: `RF`, two digits, and up to 21 letters and digits.
pub fn creditor_reference(text: &str) -> Option<String> {
    let reference = squeezed(text);
    let well_formed = (5..=25).contains(&reference.len())
        && reference.starts_with("RF")
        && reference[2..4].bytes().all(|b| b.is_ascii_digit());
    (well_formed && is_right(&reference)).then_some(reference)
}

/// A Swiss QR reference without spaces, if it is one: 27 digits, right by modulo 10, recursively.
pub fn qr_reference(text: &str) -> Option<String> {
    let reference = squeezed(text);
    let digits = reference.bytes().map(|b| b.is_ascii_digit().then(|| usize::from(b - b'0')));
    let digits: Vec<usize> = digits.collect::<Option<_>>()?;
    let (check, body) = digits.split_last()?;
    let is_right = body.len() == 26 && carry(body) == *check && body.iter().any(|&digit| digit > 0);
    is_right.then_some(reference)
}

/// As it is printed: in fours.
pub fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// As a Swiss QR reference is printed: two digits, then fives.
pub fn in_fives(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let (first, rest) = letters.split_at(letters.len() % 5);
    let parts = [first].into_iter().chain(rest.chunks(5)).filter(|part| !part.is_empty());
    parts.map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// Without spaces and in capitals; empty if there is anything but ASCII.
fn squeezed(text: &str) -> String {
    let letters = text.chars().filter(|c| !c.is_whitespace());
    letters
        .map(|c| c.is_ascii().then(|| c.to_ascii_uppercase()))
        .collect::<Option<_>>()
        .unwrap_or_default()
}

/// Whether the rest is 1, with the first four letters behind and letters as numbers from 10.
fn is_right(text: &str) -> bool {
    let (head, body) = text.split_at(4);
    let rest = body.bytes().chain(head.bytes()).try_fold(0_u32, |rest, b| match b {
        b'0'..=b'9' => Some((rest * 10 + u32::from(b - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(b - b'A') + 10) % 97),
        _ => None,
    });
    rest == Some(1)
}

/// The digit that proves the others.
fn carry(digits: &[usize]) -> usize {
    const TABLE: [usize; 10] = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
    (10 - digits.iter().fold(0, |carry, digit| TABLE[(carry + digit) % 10])) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_are_right_by_their_check_digits() {
        assert_eq!(read("nl91 ABNA 0417 1643 00").as_deref(), Some("NL91ABNA0417164300"));
        assert_eq!(read("CH4431999123000889012").as_deref(), Some("CH4431999123000889012"));
        for bad in ["NL91ABNA0417164301", "071000013 44170992", "", "NL", "NL91ABNÄ0417164300"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(in_fours("NL91ABNA0417164300"), "NL91 ABNA 0417 1643 00");
    }

    #[test]
    fn references_are_right_by_theirs() {
        let rf = creditor_reference("RF18 5390 0754 7034").expect("the example of ISO 11649");
        assert_eq!(rf, "RF18539007547034");
        assert_eq!(creditor_reference("RF19539007547034"), None);
        let qr = qr_reference("21 00000 00003 13947 14300 09017").expect("the example of SIX");
        assert_eq!(in_fives(&qr), "21 00000 00003 13947 14300 09017");
        assert_eq!(qr_reference("210000000003139471430009018"), None);
        assert_eq!(qr_reference("000000000000000000000000000"), None);
        assert_eq!(qr_reference("NH-26-0894"), None);
    }
}
