//! Which passwords are accepted: long ones that nobody guesses first. No rules about signs and
//! digits: they make people write `Password1!`, which is guessed first.

use domain::Refusal;
use std::{collections::HashSet, sync::LazyLock};

/// Shorter ones fall to guessing, longer ones only cost time. In bytes; nothing is cut off.
const LENGTHS: std::ops::RangeInclusive<usize> = 12..=256;
/// What must be left of a password without the words that anybody would try at this place.
const LEFT_WITHOUT_CONTEXT: usize = 6;
/// How many steps from one character to the next a run along the keyboard may have that are no
/// run, and still count as one.
const JUMPS_OF_A_RUN: usize = 2;

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("common.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Refuses a password that is too short, too long or among the first to be guessed. `context` are
/// words that belong to the user or the place: the e-mail address, the company's name.
pub fn accept(password: &str, context: &[&str]) -> Result<(), Refusal> {
    let refuse = |message: &str| Err(Refusal::field("password", message));
    if password.len() < *LENGTHS.start() {
        return refuse("Use at least 12 characters. A few words in a row are easy to remember.");
    }
    if password.len() > *LENGTHS.end() {
        return refuse("Use at most 256 characters.");
    }
    let lower = password.to_lowercase();
    if is_common(&lower) || is_repetition(&lower) || is_run(&lower) {
        return refuse(
            "This is among the first passwords that are guessed. Use a few words in a row.",
        );
    }
    if is_made_of(&lower, context) {
        return refuse("This is made of your e-mail address or a company's name. Use other words.");
    }
    Ok(())
}

/// In the list as it is, or once what was put around its word, or in the place of its letters, is
/// gone.
fn is_common(lower: &str) -> bool {
    let within = core(lower);
    let without_end = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    let plain = |text: &str| text.chars().map(unleet).collect::<String>();
    within.is_empty()
        || [lower, within, &plain(within), &plain(without_end)]
            .iter()
            .any(|text| COMMON.contains(text))
}

/// What is between the digits and signs at both ends.
fn core(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphabetic())
}

/// The letter that a sign is written for.
fn unleet(sign: char) -> char {
    match sign {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    }
}

/// A short piece again and again, or hardly any different characters.
fn is_repetition(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    let different: HashSet<char> = chars.iter().copied().collect();
    let repeats = |piece: usize| chars.iter().zip(&chars[piece..]).all(|(a, b)| a == b);
    different.len() < 5 || (1..=(chars.len() / 2).min(8)).any(repeats)
}

/// Along the alphabet, the digits or the rows of a keyboard, forwards or backwards.
fn is_run(lower: &str) -> bool {
    const ROWS: [&str; 6] =
        ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop"];
    let beside = |a: char, b: char| {
        u32::from(a).abs_diff(u32::from(b)) <= 1
            || ROWS.iter().any(|row| match (row.find(a), row.find(b)) {
                (Some(a), Some(b)) => a.abs_diff(b) == 1,
                _ => false,
            })
    };
    let next = lower.chars().skip(1);
    lower.chars().zip(next).filter(|&(a, b)| !beside(a, b)).count() <= JUMPS_OF_A_RUN
}

/// Hardly anything is left when the context's words are taken out.
fn is_made_of(lower: &str, context: &[&str]) -> bool {
    let context: Vec<String> = context.iter().map(|words| words.to_lowercase()).collect();
    let words = context
        .iter()
        .flat_map(|words| words.split(|c: char| !c.is_alphanumeric()))
        .chain(["quittance"])
        .filter(|word| word.chars().count() >= 4);
    let mut rest = lower.to_owned();
    let mut found = false;
    for word in words {
        found |= rest.contains(word);
        rest = rest.replace(word, "");
    }
    found && rest.chars().filter(|c| c.is_alphanumeric()).count() < LEFT_WITHOUT_CONTEXT
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: [&str; 2] = ["m.dewit@ferrow.example", "Ferrow Cycles B.V."];

    #[test]
    fn what_is_guessed_first_is_refused() {
        for guessed in [
            "short words",
            "password1234",
            "Password2026!",
            "P@ssw0rd12345",
            "$ummer2026!!!",
            "123456789012",
            "98765432109876",
            "aaaaaaaaaaaa",
            "abababababab",
            "bearingbearing",
            "qwertyuiop123",
            "abcdefghijklm",
            "1qaz2wsx3edc",
            "!!!!!!!!!!!!!!",
            "Summer-2026-2027",
            "quittance2026",
            "ferrow-cycles-1",
            "FerrowDewit12",
        ] {
            assert!(accept(guessed, &CONTEXT).is_err(), "{guessed} was accepted");
        }
    }

    #[test]
    fn what_nobody_guesses_is_accepted() {
        for fine in [
            "nine brown bearings",
            "correct horse battery staple",
            "zo fiets je naar Delft",
            "kV7#tq92LmXw",
            "ferrow pays on the last day",
            "пять коричневых колёс",
        ] {
            assert_eq!(accept(fine, &CONTEXT), Ok(()), "{fine} was refused");
        }
    }

    #[test]
    fn the_length_is_counted_in_bytes_and_ends_at_256() {
        let words = "seven wet bearings in a box ".repeat(10);
        assert_eq!(accept(&words[..256], &[]), Ok(()));
        assert!(accept(&words[..257], &[]).is_err());
        assert!(accept("nine boxes", &[]).is_err());
        assert_eq!(accept("пять коробок", &[]), Ok(()));
    }
}
