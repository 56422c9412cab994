//! What was found, in plain words, with the way on.

use crate::components::{
    icon::Icon,
    state::{State as Told, Tone, of_payment},
};
use backend::self_help::{Found, Invoice, Place, Source};
use domain::{Money, calendar, payment::State};

/// What is said of something that was found.
pub struct Said {
    /// Where it stands.
    pub state: Told,
    /// What it is: `€800.00 from 12 November 2026`.
    pub title: String,
    /// What it is called, and how it was made.
    pub called: String,
    /// Where it is, sentence by sentence.
    pub sentences: Vec<String>,
    /// What to do now: words and address.
    pub way_on: Option<(String, String)>,
}

/// Says it.
pub fn say(found: &Found, invoice: &Invoice) -> Said {
    let title = format!("{} from {}", found.amount.full(), calendar::long(found.on));
    match &found.source {
        Source::CreditNote { number, reason, .. } => Said {
            state: Told::new(Tone::Settled, Icon::Credit, "Credit"),
            title,
            called: format!("Credit note {number}: {reason}"),
            sentences: places(found, invoice),
            way_on: use_it(found, invoice),
        },
        Source::Payment { id, reference, method, instrument, state, .. } => Said {
            state: of_payment(*state),
            title,
            called: format!("Payment {reference}, {}, {instrument}", method.label()),
            sentences: sentences(found, invoice),
            way_on: match state {
                State::Settled => use_it(found, invoice),
                State::Failed | State::Canceled | State::Returned => pay(invoice),
                _ => Some(("See the payment".to_owned(), format!("/payments/{id}"))),
            },
        },
    }
}

fn sentences(found: &Found, invoice: &Invoice) -> Vec<String> {
    let Source::Payment { state, settles_on, returned_on, reason, .. } = &found.source else {
        return Vec::new();
    };
    let meant = meant(found, invoice);
    let why = reason.as_ref().map(|reason| format!("The bank says: {reason}"));
    let told = match state {
        State::Settled => return places(found, invoice),
        State::Unknown => {
            format!("It is {meant}. We do not know yet whether it worked. Do not pay again.")
        }
        State::RequiresAction => {
            format!("It is {meant}, and waits for you: your bank wants to hear it from you.")
        }
        State::Created | State::Confirming | State::Processing => match settles_on {
            Some(day) => format!(
                "It is on its way, {meant}. It counts when the money is there, about {}.",
                calendar::long(*day)
            ),
            None => format!("It is on its way, {meant}. It counts when the money is there."),
        },
        State::Failed | State::Canceled => {
            format!("It was {meant}, and did not work. Nothing was charged.")
        }
        State::Returned => match returned_on {
            Some(day) => format!(
                "It was {meant}. The bank took the money back on {}, so it is open again.",
                calendar::long(*day)
            ),
            None => format!("It was {meant}. The bank took the money back, so it is open again."),
        },
    };
    [told].into_iter().chain(why).collect()
}

/// `meant for this invoice`, `meant for NH-26-0894 and NH-26-0895`.
fn meant(found: &Found, invoice: &Invoice) -> String {
    if !found.here.is_zero() {
        return format!("meant for {}", invoice.number);
    }
    match found.elsewhere.as_slice() {
        [] => "not meant for a certain invoice".to_owned(),
        places => format!("meant for {}", numbers(places)),
    }
}

fn numbers(places: &[Place]) -> String {
    let numbers: Vec<&str> = places.iter().map(|place| place.number.as_str()).collect();
    match numbers.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => numbers.concat(),
    }
}

/// Where money that has arrived, or credit, is.
fn places(found: &Found, invoice: &Invoice) -> Vec<String> {
    let part = |amount: Money| match amount == found.amount {
        true => "All of it".to_owned(),
        false => format!("{} of it", amount.full()),
    };
    let mut told = Vec::new();
    if !found.here.is_zero() {
        let rest = match invoice.open.is_zero() {
            true => "It is paid".to_owned(),
            false => format!("{} of it is still open", invoice.open.full()),
        };
        told.push(format!("{} was applied to {}. {rest}.", part(found.here), invoice.number));
    }
    let others = found
        .elsewhere
        .iter()
        .map(|place| format!("{} was applied to {}.", part(place.amount), place.number));
    told.extend(others);
    if !found.left.is_zero() {
        told.push(format!("{} is on your account as credit: you can use it.", part(found.left)));
    }
    told
}

fn use_it(found: &Found, invoice: &Invoice) -> Option<(String, String)> {
    let usable = !found.left.is_zero() && !invoice.open.is_zero();
    let words = format!("Use it for {}", invoice.number);
    usable.then(|| (words, format!("/pay?invoice={}", invoice.id)))
}

fn pay(invoice: &Invoice) -> Option<(String, String)> {
    let words = format!("Pay {}", invoice.number);
    (!invoice.open.is_zero()).then(|| (words, format!("/pay?invoice={}", invoice.id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use backend::self_help::Place;
    use chrono::NaiveDate;
    use domain::{Currency, fee::Method, self_help::Why};
    use uuid::Uuid;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 12).expect("a day")
    }

    fn invoice() -> Invoice {
        Invoice {
            id: Uuid::nil().into(),
            number: "NH-1".to_owned(),
            po_number: None,
            customer_po: None,
            issued_on: day(),
            total: eur(80_000),
            open: eur(80_000),
            version: 1,
        }
    }

    fn found(state: State) -> Found {
        let source = Source::Payment {
            id: Uuid::nil().into(),
            reference: "P-0A1B2C3D".to_owned(),
            method: Method::BankDebit,
            instrument: "NL20 INGB ···· 5678".to_owned(),
            state,
            settles_on: Some(day()),
            returned_on: Some(day()),
            reason: None,
        };
        let (amount, here, left) = (eur(80_000), eur(0), eur(0));
        Found { why: Why::Amount, source, amount, on: day(), here, elsewhere: Vec::new(), left }
    }

    fn place(number: &str, minor: i64) -> Place {
        Place { invoice_id: Uuid::max().into(), number: number.to_owned(), amount: eur(minor) }
    }

    #[test]
    fn it_says_where_the_money_is_and_what_to_do() {
        let moving = say(&Found { here: eur(80_000), ..found(State::Processing) }, &invoice());
        assert_eq!(moving.title, "€800.00 from 12 November 2026");
        assert_eq!(
            moving.sentences,
            [
                "It is on its way, meant for NH-1. It counts when the money is there, about 12 November 2026."
            ]
        );
        let places = vec![place("NH-2", 50_000), place("NH-3", 20_000)];
        let spread = say(
            &Found { elsewhere: places, left: eur(10_000), ..found(State::Settled) },
            &invoice(),
        );
        assert_eq!(
            spread.sentences,
            [
                "€500.00 of it was applied to NH-2.",
                "€200.00 of it was applied to NH-3.",
                "€100.00 of it is on your account as credit: you can use it."
            ]
        );
        assert!(spread.way_on.is_some());
        let places = vec![place("NH-2", 50_000), place("NH-3", 30_000)];
        let back = say(&Found { elsewhere: places, ..found(State::Returned) }, &invoice());
        assert!(back.sentences[0].contains("meant for NH-2 and NH-3"), "{:?}", back.sentences);
        assert!(say(&found(State::Settled), &invoice()).way_on.is_none());
    }
}
