//! What the form says, as text, and what it means.

use crate::forms::{Problems, pay::Pairs};
use backend::{
    disputes::{Claimed, NewDispute, NewLine, Offer},
    files::Checked,
};
use domain::{
    Currency, Money, Refusal, decimals,
    dispute::{Claim, Disputed},
    ids::DisputeId,
};
use rust_decimal::Decimal;
use std::{collections::BTreeMap, fmt, str::FromStr};
use uuid::Uuid;

/// The row that stands for an amount of the whole invoice.
pub const WHOLE: i32 = 0;

/// A row of the form: a line of one of its invoices, counted from zero. Of the first one it is written
/// as the line's number; of others their place comes before it, as in `1.2`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    /// Which invoice of the form.
    pub invoice: usize,
    /// Its line; [`WHOLE`] is the whole invoice.
    pub line: i32,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.invoice {
            0 => self.line.fmt(f),
            invoice => write!(f, "{invoice}.{}", self.line),
        }
    }
}

impl FromStr for Key {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (invoice, line) = text.split_once('.').unwrap_or(("0", text));
        Ok(Self { invoice: invoice.parse()?, line: line.parse()? })
    }
}
/// The most decimals of a price beyond those of its currency, and of a quantity.
const FINE_DECIMALS: usize = 4;

/// What the button that was pressed asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Act {
    /// The amounts of what was typed.
    #[default]
    Compute,
    /// The dispute.
    Open,
    /// The dispute, and the page on which the rest is paid.
    OpenAndPay,
}

/// What was typed in one row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// Whether it is disputed.
    pub ticked: bool,
    /// The code of a reason.
    pub reason: String,
    /// What should have been; for the whole invoice, the amount that is wrong.
    pub right: String,
}

/// The form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fields {
    /// The dispute's id.
    pub id: DisputeId,
    /// What was pressed.
    pub act: Act,
    /// The rows.
    pub rows: BTreeMap<Key, Row>,
    /// What happened.
    pub text: String,
    /// What shows it.
    pub files: Vec<Checked>,
}

/// What the rows come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measured {
    /// What is claimed and disputed in each, or why it cannot be.
    pub rows: BTreeMap<Key, Result<(Claimed, Disputed), String>>,
    /// The sum.
    pub sum: Disputed,
}

impl Measured {
    /// What goes on hold of one of the invoices, if all of it is open.
    pub fn gross_of(&self, invoice: usize) -> Money {
        let of_it = self.rows.iter().filter(|(key, _)| key.invoice == invoice);
        let minor = of_it.filter_map(|(_, answer)| answer.as_ref().ok());
        let minor = minor.map(|(_, disputed)| disputed.net.minor + disputed.tax.minor).sum();
        Money::new(minor, self.sum.net.currency)
    }

    /// What goes on hold if all of it is open.
    pub fn gross(&self) -> Money {
        Money::new(self.sum.net.minor + self.sum.tax.minor, self.sum.net.currency)
    }
}

impl Fields {
    /// A form in which nothing is ticked.
    pub fn empty() -> Self {
        Self {
            id: DisputeId(Uuid::now_v7()),
            act: Act::Compute,
            rows: BTreeMap::new(),
            text: String::new(),
            files: Vec::new(),
        }
    }

    /// What a form or query says. What it does not say is empty.
    pub fn of(pairs: &Pairs) -> Self {
        let mut fields = Self::empty();
        for (name, value) in pairs {
            match name.as_str() {
                "id" => fields.id = value.parse().unwrap_or(fields.id),
                "text" => fields.text.clone_from(value),
                "do" if value == "open" => fields.act = Act::Open,
                "do" if value == "pay" => fields.act = Act::OpenAndPay,
                "line" => {
                    if let Ok(key) = value.parse() {
                        fields.row(key).ticked = true;
                    }
                }
                name => {
                    let parts = name.split_once('-');
                    match parts.map(|(field, key)| (field, key.parse::<Key>())) {
                        Some(("reason", Ok(key))) => fields.row(key).reason.clone_from(value),
                        Some(("right", Ok(key))) => fields.row(key).right.clone_from(value),
                        _ => {}
                    }
                }
            }
        }
        fields
    }

    fn row(&mut self, key: Key) -> &mut Row {
        self.rows.entry(key).or_default()
    }

    /// What the ticked rows come to. What is wrong with one is noted beside it, and above all.
    pub fn measure(&self, offers: &[Offer], problems: &mut Problems) -> Measured {
        let zero = Money::zero(offers.first().map_or(Currency::EUR, Offer::currency));
        let mut measured =
            Measured { rows: BTreeMap::new(), sum: Disputed { net: zero, tax: zero } };
        for (&key, row) in self.rows.iter().filter(|(_, row)| row.ticked) {
            let Some(offer) = offers.get(key.invoice) else { continue };
            let answer = claim(key.line, row, offer).and_then(|claimed| {
                let disputed = match claimed {
                    Claimed::Line(line, claim) => offer.measure(line, claim)?,
                    Claimed::Amount(gross) => offer.measure_amount(gross)?,
                };
                Ok((claimed, disputed))
            });
            if let Ok((_, disputed)) = &answer {
                measured.sum.net.minor += disputed.net.minor;
                measured.sum.tax.minor += disputed.tax.minor;
            }
            let answer = answer.map_err(|refusal| refusal.to_string());
            if let Err(words) = &answer {
                let words = format!("{}: {words}", name_of(key, offers));
                problems.add(Refusal::field("lines", words));
            }
            measured.rows.insert(key, answer);
        }
        measured
    }

    /// The dispute that the rows open, once all of them can be measured.
    pub fn dispute(&self, offers: &[Offer], measured: &Measured) -> NewDispute {
        let lines = measured.rows.iter().filter_map(|(key, answer)| {
            let (claimed, _) = answer.as_ref().ok()?;
            let reason = self.rows.get(key)?.reason.clone();
            let invoice_id = offers.get(key.invoice)?.invoice_id;
            Some(NewLine { invoice_id, reason, claimed: *claimed })
        });
        let (text, files) = (self.text.clone(), self.files.clone());
        NewDispute { id: self.id, lines: lines.collect(), text, files }
    }
}

fn name_of(key: Key, offers: &[Offer]) -> String {
    let number = offers.get(key.invoice).map(|offer| offer.number.as_str()).unwrap_or_default();
    match (key.line, offers.len()) {
        (WHOLE, 1) => "The whole invoice".to_owned(),
        (WHOLE, _) => format!("All of {number}"),
        (line, 1) => format!("Line {line}"),
        (line, _) => format!("{number}, line {line}"),
    }
}

fn claim(line: i32, row: &Row, offer: &Offer) -> Result<Claimed, Refusal> {
    let reason = offer.reasons.iter().find(|reason| reason.code == row.reason);
    let reason =
        reason.ok_or_else(|| Refusal::field("reason", "Choose what is wrong from the list."))?;
    if line == WHOLE {
        return Ok(Claimed::Amount(Money::parse(row.right.trim(), offer.currency())?));
    }
    let claim = match reason.asks.as_str() {
        "price" => Claim::Price(price(&row.right, offer.currency())?),
        "quantity" => Claim::Quantity(decimals::parse(&row.right, FINE_DECIMALS)?),
        "tax" => Claim::Tax(rate(&row.right)?),
        _ => Claim::Quantity(Decimal::ZERO),
    };
    Ok(Claimed::Line(line, claim))
}

/// A price in major units, as it is printed on the invoice; in minor units, as we count.
fn price(typed: &str, currency: Currency) -> Result<Decimal, Refusal> {
    let exponent = currency.exponent();
    let typed = decimals::parse(typed, FINE_DECIMALS + exponent as usize)?;
    typed.checked_mul(Decimal::from(10_i64.pow(exponent))).ok_or(Refusal::AmountTooLarge)
}

/// A rate in per cent; in hundredths of a per cent, as we count.
fn rate(typed: &str) -> Result<i32, Refusal> {
    let parts = decimals::parse(typed, 2)?.checked_mul(Decimal::ONE_HUNDRED);
    let parts = parts.and_then(|parts| i32::try_from(parts).ok());
    parts.ok_or(Refusal::AmountTooLarge)
}
