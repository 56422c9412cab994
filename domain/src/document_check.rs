//! The code by which a document on paper is proved to be genuine. Who holds the paper types it at the
//! seller's portal and reads there what the document said when it was issued, and the account to pay to.

/// How many letters a code has. Ten of thirty-two are 50 bits.
pub const LENGTH: usize = 10;

/// The letters of a code: no I, L, O and U, which are read as others (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of random bits.
pub fn code(random: u64) -> String {
    let letter = |n: u32| {
        let at = usize::try_from((random >> (5 * n)) & 31).unwrap_or_default();
        char::from(LETTERS[at])
    };
    (0..10).map(letter).collect()
}

/// As it stands on paper: `K7QN4-1XMZP`.
pub fn written(code: &str) -> String {
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

/// What somebody typed, as it is kept: in any case, with whatever between its halves, and with the letters
/// that are no part of a code read as those that they look like. None if it cannot be a code.
pub fn read(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{2010}'..='\u{2015}'));
    let code: String = letters
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let is_code = code.len() == LENGTH && code.bytes().all(|b| LETTERS.contains(&b));
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(read("k7qn4-1xmzp").as_deref(), Some("K7QN41XMZP"));
        assert_eq!(read(" K7QN4 lXMZP ").as_deref(), Some("K7QN41XMZP"));
        assert_eq!(read("K7QN4–IXMZP").as_deref(), Some("K7QN41XMZP"));
        for none in ["", "K7QN4", "K7QN4-1XMZU", "K7QN4-1XMZP1", "K7QN4-1XMZÜ"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(random in any::<u64>()) {
            let code = code(random);
            prop_assert_eq!(read(&written(&code)), Some(code));
        }
    }
}
