//! The parts of an address. It is kept as people write it, and formats want it in parts.

use crate::party::Party;

/// An address in parts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Street and number (BT-35, BT-50).
    pub street: Option<String>,
    /// What else stands before the city (BT-36, BT-51).
    pub more: Option<String>,
    /// The city (BT-37, BT-52).
    pub city: Option<String>,
    /// The postcode (BT-38, BT-53).
    pub post_code: Option<String>,
    /// The state or province (BT-39, BT-54).
    pub region: Option<String>,
}

/// The parts of a party's address. The last line is the city's, unless it is the only one.
pub fn of(party: &Party) -> Place {
    let mut lines: Vec<String> = party
        .address
        .iter()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let city_line = if lines.len() > 1 { lines.pop() } else { None };
    let rest = lines.split_off(lines.len().min(1));
    let (post_code, city, region) =
        city_line.map_or((None, None, None), |line| split(&line, &party.country));
    Place {
        street: lines.pop(),
        more: (!rest.is_empty()).then(|| rest.join(", ")),
        city,
        post_code,
        region,
    }
}

type Parts = (Option<String>, Option<String>, Option<String>);

/// Postcode, city and state of the line of a city.
fn split(line: &str, country: &str) -> Parts {
    match country {
        "US" | "CA" | "AU" | "MX" => after_comma(line),
        "GB" | "IE" => code_behind(line),
        _ => code_before(line),
    }
}

/// `Chicago, IL 60608`.
fn after_comma(line: &str) -> Parts {
    let Some((city, rest)) = line.rsplit_once(',') else { return code_before(line) };
    let mut words = rest.split_whitespace();
    let region = words.next();
    (joined(words), some(city), region.and_then(some))
}

/// `London SW1A 1AA`: the words with a digit at the end.
fn code_behind(line: &str) -> Parts {
    let words: Vec<&str> = line.split_whitespace().collect();
    let codes = words.iter().rev().take_while(|word| has_digit(word)).count();
    if codes == 0 {
        return code_before(line);
    }
    let (city, code) = words.split_at(words.len() - codes);
    (
        joined(code.iter().copied()),
        joined(city.iter().copied()).map(|city| city.trim_end_matches(',').to_owned()),
        None,
    )
}

/// `3087 JH Rotterdam`: all words with a digit at the beginning, and two capitals after them, belong to
/// the code.
fn code_before(line: &str) -> Parts {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut count = words.iter().take_while(|word| has_digit(word)).count();
    let is_letters = |word: &&str| word.len() == 2 && word.chars().all(|c| c.is_ascii_uppercase());
    if count > 0 && words.get(count).is_some_and(is_letters) && words.len() > count + 1 {
        count += 1;
    }
    let (code, city) = words.split_at(count);
    (joined(code.iter().copied()), joined(city.iter().copied()), None)
}

fn has_digit(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

fn some(words: &str) -> Option<String> {
    let words = words.trim();
    (!words.is_empty()).then(|| words.to_owned())
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    some(&words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(country: &str, line: &str) -> [String; 3] {
        let (code, city, region) = split(line, country);
        [code, city, region].map(Option::unwrap_or_default)
    }

    #[test]
    fn a_line_of_a_city_has_its_parts_where_its_country_writes_them() {
        assert_eq!(parts("NL", "3087 Rotterdam"), ["3087", "Rotterdam", ""]);
        assert_eq!(parts("NL", "3087 JH Rotterdam"), ["3087 JH", "Rotterdam", ""]);
        assert_eq!(parts("DE", "Bad Homburg"), ["", "Bad Homburg", ""]);
        assert_eq!(parts("DE", "20095 Hamburg"), ["20095", "Hamburg", ""]);
        assert_eq!(parts("GB", "London SW1A 1AA"), ["SW1A 1AA", "London", ""]);
        assert_eq!(parts("GB", "SW1A 1AA London"), ["SW1A 1AA", "London", ""]);
        assert_eq!(parts("US", "Chicago, IL 60608"), ["60608", "Chicago", "IL"]);
        assert_eq!(parts("CA", "Toronto, ON M5V 2T6"), ["M5V 2T6", "Toronto", "ON"]);
    }

    #[test]
    fn the_last_line_is_the_citys_unless_it_is_the_only_one() {
        let party = |lines: &[&str]| Party {
            address: lines.iter().map(|&line| line.to_owned()).collect(),
            country: "NL".to_owned(),
            ..Party::default()
        };
        let all = of(&party(&["Waalhaven 12", "Hall 3", "", "3087 JH Rotterdam"]));
        let some = |words: &str| Some(words.to_owned());
        assert_eq!(all.street, some("Waalhaven 12"));
        assert_eq!(all.more, some("Hall 3"));
        assert_eq!(all.city, some("Rotterdam"));
        let only = of(&party(&["Waalhaven 12"]));
        assert_eq!((only.street, only.city), (some("Waalhaven 12"), None));
    }
}
