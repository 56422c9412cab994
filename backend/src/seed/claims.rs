//! Finds an invoice in the book for each dispute that is told, and lets the customer pay so much less
//! of it as will be credited or is still disputed: so what is told adds up with the money.

use super::{
    accounts::Account,
    book::Bill,
    habits::{Arrival, banking_day_before},
    particulars,
    quarrels::{QUARRELS, Quarrel, Wrong},
};
use crate::{error::Result, invoices::issue::NewLine};
use chrono::{Days, NaiveDate};
use domain::{
    dispute::{self, Billed, Claim},
    ids::InvoiceId,
    invoice::{self, Line},
    money::Money,
};
use rust_decimal::Decimal;

/// Disputed are invoices of so many days before.
const OF_THE_LAST_DAYS: u64 = 60;

/// A dispute that is told, and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// What is told.
    pub quarrel: &'static Quarrel,
    /// Its place in what is told.
    pub place: usize,
    /// Whose.
    pub account: &'static Account,
    /// The day on which it was opened.
    pub opened_on: NaiveDate,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The line.
    pub line_no: i32,
    /// What is wrong with it.
    pub claim: Claim,
}

/// Finds those of an account. What finds no invoice is not told: on some days a customer happens to
/// have none that fits.
pub fn find(account: &'static Account, bills: &mut [Bill], today: NaiveDate) -> Result<Vec<Found>> {
    let mut found: Vec<Found> = Vec::new();
    let told = QUARRELS.iter().enumerate().filter(|(_, q)| q.account == account.number);
    for (place, quarrel) in told {
        let opened_on = banking_day_before(today - Days::new(quarrel.ago) + Days::new(1));
        let from = opened_on - Days::new(OF_THE_LAST_DAYS);
        for bill in bills.iter_mut().rev() {
            let issued_on = bill.invoice.issued_on;
            let is_taken = found.iter().any(|other| other.invoice_id == bill.invoice.id);
            if is_taken || issued_on < from || issued_on + Days::new(3) > opened_on {
                continue;
            }
            if let Some((line_no, claim, less)) = fit(quarrel, bill, today)? {
                pay_less(bill, less, today);
                let invoice_id = bill.invoice.id;
                let one = Found { quarrel, place, account, opened_on, invoice_id, line_no, claim };
                found.push(one);
                break;
            }
        }
    }
    Ok(found)
}

/// The line of an invoice that fits, if one does and the customer can pay less of it, and how much less.
fn fit(quarrel: &Quarrel, bill: &Bill, today: NaiveDate) -> Result<Option<(i32, Claim, i64)>> {
    let is_plain = bill.pinned.is_none()
        && bill.credit.is_none()
        && bill.arrivals.len() == 1
        && particulars::is_plain(&bill.invoice);
    if !is_plain {
        return Ok(None);
    }
    let unit = 10_i64.pow(bill.invoice.currency.exponent());
    let (least, most) = (quarrel.about.0 * unit, quarrel.about.1 * unit);
    for (line_no, line) in (1..).zip(&bill.invoice.lines) {
        let billed = billed(line, bill);
        let Some(claim) = claim(quarrel.wrong, line, &billed) else { continue };
        let Ok(gross) = dispute::of_line(&billed, claim).and_then(|disputed| disputed.gross())
        else {
            continue; // it makes no difference
        };
        if !(least..=most).contains(&gross.minor) {
            continue;
        }
        let less = match quarrel.is_corrected() {
            true => corrected(bill, line_no, claim)?,
            false => less(quarrel, gross),
        };
        if can_pay_less(bill, less, today) {
            return Ok(Some((line_no, claim, less)));
        }
    }
    Ok(None)
}

fn billed(line: &NewLine, bill: &Bill) -> Billed {
    Billed {
        quantity: Decimal::new(line.quantity_e4, 4),
        unit_price_minor: Decimal::new(line.unit_price_e4, 4),
        per: Decimal::new(line.price_per_e4, 4),
        net: Money::new(line.amount_minor, bill.invoice.currency),
        tax_bp: line.tax_bp,
        sales_tax: Money::zero(bill.invoice.currency),
    }
}

/// What is wrong with a line, if it can be wrong so. Services and freight are not counted.
fn claim(wrong: Wrong, line: &NewLine, billed: &Billed) -> Option<Claim> {
    let is_freight = line.description.starts_with("Freight");
    let is_goods = !is_freight && line.unit != "hour";
    let share = |of: Decimal, share: i64| (of * Decimal::new(share, 2)).floor();
    match wrong {
        Wrong::Freight => is_freight.then_some(Claim::Quantity(Decimal::ZERO)),
        Wrong::Taxed => (line.tax_bp > 0).then_some(Claim::Tax(0)),
        Wrong::All => is_goods.then_some(Claim::Quantity(Decimal::ZERO)),
        Wrong::Came(came) => {
            let right = share(billed.quantity, came);
            (is_goods && right > Decimal::ZERO).then_some(Claim::Quantity(right))
        }
        Wrong::Dearer(by) => {
            let right = share(billed.unit_price_minor, 100 - by);
            (is_goods && right > Decimal::ZERO).then_some(Claim::Price(right))
        }
    }
}

/// What the customer leaves out: what will not be asked for in the end, or all of it while it runs.
fn less(quarrel: &Quarrel, gross: Money) -> i64 {
    match quarrel.ends() {
        (_, true) => gross.minor,
        (off, false) => share_of(gross, off).minor,
    }
}

/// So many hundredths of an amount, rounded down to the minor unit.
pub fn share_of(amount: Money, hundredths: i64) -> Money {
    Money::new(amount.minor * hundredths / 100, amount.currency)
}

/// By how much an invoice is lower with a line as the buyer says.
fn corrected(bill: &Bill, line_no: i32, claim: Claim) -> Result<i64> {
    let lines: Vec<Line> = (1..)
        .zip(&bill.invoice.lines)
        .map(|(no, line)| {
            let billed = billed(line, bill);
            let (mut quantity, mut price) = (billed.quantity, billed.unit_price_minor);
            match claim {
                Claim::Quantity(right) if no == line_no => quantity = right,
                Claim::Price(right) if no == line_no => price = right,
                _ => {}
            }
            Line {
                description: line.description.clone(),
                quantity,
                unit_price_minor: price,
                tax_bp: line.tax_bp,
                tax_category: line.tax_category.clone(),
            }
        })
        .collect();
    let totals = invoice::totals(&lines, Money::zero(bill.invoice.currency))?;
    Ok(bill.invoice.total_minor - totals.gross.minor)
}

fn can_pay_less(bill: &Bill, less: i64, today: NaiveDate) -> bool {
    let last = bill.arrivals.first().and_then(|arrivals| arrivals.last());
    let fits = |arrival: &Arrival| arrival.discount_minor == 0 && arrival.minor > less;
    less == 0 || last.filter(|arrival| arrival.on < today).is_none_or(fits)
}

/// Lets the last money for an invoice be so much less. What has not arrived yet stays as it is.
fn pay_less(bill: &mut Bill, less: i64, today: NaiveDate) {
    let last = bill.arrivals.first_mut().and_then(|arrivals| arrivals.last_mut());
    if let Some(arrival) = last.filter(|arrival| arrival.on < today) {
        arrival.minor -= less;
    }
}
