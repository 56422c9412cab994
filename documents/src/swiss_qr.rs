//! The Swiss QR code of a QR-bill: SIX, Implementation Guidelines QR-bill 2.3. Addresses are structured.
//! For francs only: euros on Swiss accounts have the code of [`crate::epc_qr`].

use crate::{iban, party::Party, place};
use domain::Money;

/// The most that a bill asks for: 999,999,999.99.
const MOST_MINOR: i64 = 99_999_999_999;

/// What a bill says.
#[derive(Clone, Copy, Debug)]
pub struct Bill<'a> {
    /// Who gets the money.
    pub creditor: &'a Party,
    /// The account, of Switzerland or Liechtenstein.
    pub iban: &'a str,
    /// How much, in francs.
    pub amount: Money,
    /// Who pays. One without a full address is left blank, to be written by hand.
    pub debtor: &'a Party,
    /// What the payment names it by.
    pub reference: &'a str,
    /// Words to who gets the money.
    pub message: &'a str,
}

/// A reference, of the kind that goes with the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reference {
    /// A QR reference, for a QR-IBAN.
    Qr(String),
    /// A creditor reference, for any other IBAN.
    Creditor(String),
    /// None.
    None,
}

/// An address in parts, each no longer than the code may have it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    /// The name.
    pub name: String,
    /// The street.
    pub street: String,
    /// The number in it.
    pub house: String,
    /// The postcode.
    pub post_code: String,
    /// The city.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// What the code holds, and what is printed beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    /// 31 lines.
    pub payload: String,
    /// The account, without spaces.
    pub iban: String,
    /// Who gets the money.
    pub creditor: Address,
    /// Who pays, if the address is known.
    pub debtor: Option<Address>,
    /// The reference.
    pub reference: Reference,
    /// Words to who gets the money; may be empty.
    pub message: String,
}

/// The code of a bill. None if it cannot be one: no francs, nothing to pay, an account elsewhere, no full
/// address of who gets the money, or a QR-IBAN without a QR reference.
pub fn code(bill: &Bill) -> Option<Code> {
    let iban = iban::read(bill.iban).filter(|iban| matches!(&iban[..2], "CH" | "LI"))?;
    let is_asked =
        bill.amount.currency.code() == "CHF" && (1..=MOST_MINOR).contains(&bill.amount.minor);
    if !is_asked || iban.len() != 21 {
        return None;
    }
    let reference = reference(&iban, bill.reference)?;
    // A number that is no reference is said in words, so that the payment can be placed by it.
    let number = if reference == Reference::None { bill.reference } else { "" };
    let words: Vec<_> =
        [number, bill.message].into_iter().filter(|it| !it.trim().is_empty()).collect();
    let mut code = Code {
        payload: String::new(),
        creditor: address(bill.creditor)?,
        debtor: address(bill.debtor),
        message: fit(&words.join(", "), 140),
        iban,
        reference,
    };
    code.payload = payload(&code, bill.amount);
    Some(code)
}

fn payload(code: &Code, amount: Money) -> String {
    let (kind, reference) = match &code.reference {
        Reference::Qr(reference) => ("QRR", reference.as_str()),
        Reference::Creditor(reference) => ("SCOR", reference.as_str()),
        Reference::None => ("NON", ""),
    };
    let amount = amount.canonical();
    let mut lines = vec!["SPC", "0200", "1", &code.iban];
    lines.extend(lines_of(Some(&code.creditor)));
    // Who gets it in the end: reserved, always empty.
    lines.extend(lines_of(None));
    lines.extend([amount.as_str(), "CHF"]);
    lines.extend(lines_of(code.debtor.as_ref()));
    lines.extend([kind, reference, &code.message, "EPD"]);
    lines.join("\n")
}

fn lines_of(address: Option<&Address>) -> [&str; 7] {
    address.map_or([""; 7], |it| {
        ["S", &it.name, &it.street, &it.house, &it.post_code, &it.city, &it.country]
    })
}

/// A QR-IBAN's institution is 30000 to 31999; it wants a QR reference, and nothing else may have one.
fn reference(iban: &str, text: &str) -> Option<Reference> {
    let is_qr = matches!(&iban[4..6], "30" | "31");
    if is_qr {
        return iban::qr_reference(text).map(Reference::Qr);
    }
    Some(iban::creditor_reference(text).map_or(Reference::None, Reference::Creditor))
}

/// None without name, postcode, city and country, which the code has to have.
fn address(party: &Party) -> Option<Address> {
    let place = place::of(party);
    let (street, house) = place.street.map(|street| numbered(&street)).unwrap_or_default();
    let address = Address {
        name: fit(&party.name, 70),
        street: fit(&street, 70),
        house: fit(&house, 16),
        post_code: fit(&place.post_code?, 16),
        city: fit(&place.city?, 35),
        country: party.country.clone(),
    };
    let is_full =
        ![&address.name, &address.post_code, &address.city].iter().any(|it| it.is_empty());
    (is_full && address.country.len() == 2).then_some(address)
}

/// Street and house number: `Waalhaven Zuidzijde 21`, `Rue du Lac 1268`, `Postfach`.
fn numbered(street: &str) -> (String, String) {
    match street.trim().rsplit_once(' ') {
        Some((street, house)) if house.starts_with(|c: char| c.is_ascii_digit()) => {
            (street.trim_end_matches(',').to_owned(), house.to_owned())
        }
        _ => (street.trim().to_owned(), String::new()),
    }
}

/// On one line, in letters that the code may have, and no longer than that.
fn fit(text: &str, most: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat.chars().map(|c| if is_allowed(c) { c } else { '.' }).take(most).collect()
}

/// Latin, Latin-1 and Latin Extended-A, and the few beside them that the guidelines name.
fn is_allowed(c: char) -> bool {
    matches!(c, '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{17f}' | '\u{218}'..='\u{21b}' | '€')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(name: &str, lines: &[&str]) -> Party {
        Party {
            name: name.to_owned(),
            address: lines.iter().map(|&line| line.to_owned()).collect(),
            country: "CH".to_owned(),
            ..Party::default()
        }
    }

    fn francs(minor: i64) -> Money {
        Money::new(minor, "CHF".parse().expect("a currency"))
    }

    fn coded(iban: &str, reference: &str) -> Option<Code> {
        let creditor = party("Robert Schneider AG", &["Rue du Lac 1268", "2501 Biel"]);
        let debtor =
            party("Pia-Maria Rutschmann-Schnyder", &["Grosse Marktgasse 28", "9400 Rorschach"]);
        code(&Bill {
            creditor: &creditor,
            iban,
            amount: francs(194_975),
            debtor: &debtor,
            reference,
            message: "Auftrag vom 15.06.2020",
        })
    }

    #[test]
    fn the_example_of_the_guidelines_is_written_as_it_stands_there() {
        let code = coded("CH4431999123000889012", "210000000003139471430009017").expect("a bill");
        let expected = "SPC\n0200\n1\nCH4431999123000889012\nS\nRobert Schneider AG\nRue du Lac\n1268\n2501\n\
            Biel\nCH\n\n\n\n\n\n\n\n1949.75\nCHF\nS\nPia-Maria Rutschmann-Schnyder\nGrosse Marktgasse\n28\n\
            9400\nRorschach\nCH\nQRR\n210000000003139471430009017\nAuftrag vom 15.06.2020\nEPD";
        assert_eq!(code.payload, expected);
        assert_eq!(code.payload.split('\n').count(), 31);
    }

    #[test]
    fn the_reference_goes_with_the_account() {
        let plain = "CH9300762011623852957";
        let kind = |iban, reference| coded(iban, reference).map(|code| code.reference);
        let rf = "RF18539007547034";
        assert_eq!(kind(plain, rf), Some(Reference::Creditor(rf.to_owned())));
        let free = coded(plain, "NH-26-0894").expect("a bill");
        assert_eq!(free.reference, Reference::None);
        assert!(free.payload.ends_with("NON\n\nNH-26-0894, Auftrag vom 15.06.2020\nEPD"));
        assert_eq!(
            kind("CH4431999123000889012", "NH-26-0894"),
            None,
            "a QR-IBAN wants a QR reference"
        );
        assert_eq!(kind("NL91ABNA0417164300", rf), None);
    }

    #[test]
    fn an_address_that_lacks_something_is_left_blank_or_stops_it() {
        let (full, bare) = (party("Seller AG", &["Platz 1", "8000 Zürich"]), party("Ferrow", &[]));
        let bill = |creditor, debtor, amount| {
            code(&Bill {
                creditor,
                iban: "CH9300762011623852957",
                amount,
                debtor,
                reference: "",
                message: "",
            })
        };
        let blank = bill(&full, &bare, francs(5)).expect("a bill");
        assert_eq!(blank.debtor, None);
        assert!(blank.payload.contains("\n0.05\nCHF\n\n\n\n\n\n\n\nNON\n"), "{}", blank.payload);
        assert_eq!(bill(&bare, &full, francs(5)), None);
        assert_eq!(bill(&full, &full, francs(0)), None);
        assert_eq!(bill(&full, &full, Money::new(5, domain::Currency::EUR)), None);
    }

    #[test]
    fn letters_that_banks_do_not_take_become_points() {
        assert_eq!(fit("Żółta 自転\nGmbH €", 70), "Żółta .. GmbH €");
        assert_eq!(numbered("Postfach"), ("Postfach".to_owned(), String::new()));
        assert_eq!(numbered("Weg 12a"), ("Weg".to_owned(), "12a".to_owned()));
    }
}
