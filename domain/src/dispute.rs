//! A dispute: what a buyer says is wrong on an invoice, line by line. The amount that is disputed is
//! held until somebody decides; the rest stays payable and is asked for.
//!
//! ```text
//! open ⇄ asked        the seller's turn, the buyer's turn
//!   ↘  ↘ decided      every line has its decision
//!    ↘ withdrawn      the buyer takes it back
//!     ↘ merged        it goes on in another one
//! ```
//! A dispute that has ended can be opened again for [`REOPEN_DAYS`]; where something is delivered again,
//! these count from the delivery.

use crate::{
    money::Money,
    rates::{self, percent_of},
    refusal::Refusal,
};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

/// How long after its end, or after its last delivery, a dispute can be opened again.
pub const REOPEN_DAYS: u64 = 30;

/// Where a dispute stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// The seller has to answer.
    Open,
    /// The buyer was asked something.
    Asked,
    /// Every line is decided.
    Decided,
    /// The buyer took it back.
    Withdrawn,
    /// It goes on in another one.
    Merged,
}

impl State {
    /// Every state.
    pub const ALL: &'static [Self] =
        &[Self::Open, Self::Asked, Self::Decided, Self::Withdrawn, Self::Merged];

    /// The code in the database and in events.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Asked => "asked",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
        }
    }

    /// The state of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.code() == code)
    }

    /// Whether it holds an amount back.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Open | Self::Asked)
    }

    /// What people read where something cannot be done any more.
    fn told(self) -> &'static str {
        match self {
            Self::Open | Self::Asked => "still open",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged into another one",
        }
    }
}

/// What somebody does with a dispute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The seller asks the buyer something.
    Ask,
    /// The buyer writes or adds evidence.
    Answer,
    /// The seller decides some lines; whether any is left.
    Decide {
        /// Lines without a decision remain.
        leaves_some: bool,
    },
    /// The buyer takes it back.
    Withdraw,
    /// The seller lets it go on in another one.
    Merge,
    /// The buyer opens it again.
    Reopen,
}

/// What comes of a step. `ended_on` is the day from which on the time counts in which it can be opened
/// again; see [`crate::delivery::counts_from`].
pub fn after(
    state: State,
    step: Step,
    ended_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<State, Refusal> {
    let wrong = Err(Refusal::WrongState { state: state.told() });
    match (state.is_running(), step) {
        (true, Step::Ask) => Ok(State::Asked),
        (true, Step::Answer) => Ok(State::Open),
        (true, Step::Decide { leaves_some: true }) => Ok(state),
        (true, Step::Decide { leaves_some: false }) => Ok(State::Decided),
        (true, Step::Withdraw) => Ok(State::Withdrawn),
        (true, Step::Merge) => Ok(State::Merged),
        (false, Step::Reopen) if state == State::Merged => wrong,
        (false, Step::Reopen) => {
            let last = ended_on.map(|day| day + Days::new(REOPEN_DAYS));
            match last {
                Some(latest) if today > latest => Err(Refusal::DateTooLate { latest }),
                _ => Ok(State::Open),
            }
        }
        _ => wrong,
    }
}

/// A line as it was billed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Billed {
    /// How much of it.
    pub quantity: Decimal,
    /// The price in minor units; may have decimals.
    pub unit_price_minor: Decimal,
    /// Of how many.
    pub per: Decimal,
    /// Its net amount: with what it, and its share of what the whole invoice, was made cheaper by.
    pub net: Money,
    /// The rate of tax in hundredths of a per cent.
    pub tax_bp: i32,
    /// Sales tax on it, of all jurisdictions.
    pub sales_tax: Money,
}

/// Programs round halves in two ways: a line that is off by so much has its price and nothing else.
const LINE_TOLERANCE_MINOR: i64 = 1;

impl Billed {
    /// What it would have been, net, with another quantity or price: where it was made cheaper or
    /// dearer, in proportion; half up.
    fn net_of(&self, quantity: Decimal, price: Decimal) -> Result<Money, Refusal> {
        let listed = self.listed(self.quantity, self.unit_price_minor)?;
        if (listed.minor - self.net.minor).abs() <= LINE_TOLERANCE_MINOR {
            return self.listed(quantity, price);
        }
        let share = (quantity / self.quantity)
            .checked_mul(price / self.unit_price_minor)
            .ok_or(Refusal::AmountTooLarge)?;
        rates::line_amount(share, Decimal::from(self.net.minor), self.net)
    }

    fn listed(&self, quantity: Decimal, price: Decimal) -> Result<Money, Refusal> {
        rates::line_amount_per(quantity, price, self.per, self.net)
    }

    /// The tax on a part of its net amount, half up; sales tax in proportion, so that all of it is
    /// what was billed.
    fn tax_of(&self, net: Money) -> Result<Money, Refusal> {
        let vat = percent_of(net, rates::from_basis_points(self.tax_bp))?;
        if self.sales_tax.is_zero() || self.net.is_zero() {
            return Ok(vat);
        }
        let share = Decimal::from(net.minor) / Decimal::from(self.net.minor);
        vat.plus(rates::line_amount(share, Decimal::from(self.sales_tax.minor), net)?)
    }
}

/// What a line should have been, as the buyer says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// The quantity that is right; zero where nothing came.
    Quantity(Decimal),
    /// The price that is right, in minor units.
    Price(Decimal),
    /// The rate of tax that is right, in hundredths of a per cent.
    Tax(i32),
}

/// What is disputed of a line or of a whole invoice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disputed {
    /// Net.
    pub net: Money,
    /// The tax on it.
    pub tax: Money,
}

impl Disputed {
    /// Net plus tax: what is held.
    pub fn gross(&self) -> Result<Money, Refusal> {
        self.net.plus(self.tax)
    }
}

/// What is disputed of a line: what was billed less what should have been, and the tax on the
/// difference, half up. What is right is rounded as the invoice was (half up), so that right and
/// disputed add up to what was billed.
pub fn of_line(billed: &Billed, claim: Claim) -> Result<Disputed, Refusal> {
    let zero = Money::zero(billed.net.currency);
    let tax_of = |net: Money, bp| percent_of(net, rates::from_basis_points(bp));
    let disputed = match claim {
        Claim::Quantity(right) => {
            between(right, billed.quantity, "quantity")?;
            let net = billed.net.minus(billed.net_of(right, billed.unit_price_minor)?)?;
            Disputed { net, tax: billed.tax_of(net)? }
        }
        Claim::Price(right) => {
            between(right, billed.unit_price_minor, "price")?;
            let net = billed.net.minus(billed.net_of(billed.quantity, right)?)?;
            Disputed { net, tax: billed.tax_of(net)? }
        }
        Claim::Tax(right) => {
            between(Decimal::from(right), Decimal::from(billed.tax_bp), "rate of tax")?;
            let tax = tax_of(billed.net, billed.tax_bp)?.minus(tax_of(billed.net, right)?)?;
            Disputed { net: zero, tax }
        }
    };
    if disputed.gross()?.minor <= 0 {
        return Err(Refusal::field("right", "That makes no difference to the amount."));
    }
    Ok(disputed)
}

/// What is disputed as one amount of an invoice: its tax is the invoice's share, half up.
pub fn of_amount(
    gross: Money,
    invoice_total: Money,
    invoice_tax: Money,
) -> Result<Disputed, Refusal> {
    if gross.minor <= 0 {
        return Err(Refusal::AmountZero);
    }
    if gross.minor > invoice_total.minor {
        let words = format!("At most {} can be disputed.", invoice_total.bare());
        return Err(Refusal::field("amount", words));
    }
    let share = Decimal::from(gross.minor)
        .checked_mul(Decimal::from(invoice_tax.minor))
        .and_then(|product| product.checked_div(Decimal::from(invoice_total.minor)))
        .ok_or(Refusal::AmountTooLarge)?;
    let tax = rates::line_amount(share, Decimal::ONE, gross)?;
    Ok(Disputed { net: gross.minus(tax)?, tax })
}

/// What is right lies between nothing and what was billed.
fn between(right: Decimal, billed: Decimal, what: &str) -> Result<(), Refusal> {
    if billed <= Decimal::ZERO {
        let words = format!("This line takes something back; its {what} cannot be disputed.");
        return Err(Refusal::field("right", words));
    }
    if right < Decimal::ZERO || right >= billed {
        let words = format!(
            "The right {what} must be less than {}, and not below zero.",
            billed.normalize()
        );
        return Err(Refusal::field("right", words));
    }
    Ok(())
}

/// Puts what is disputed on open items, the one that is due first before the others: it is what
/// would be asked for next. `room` is what is open of each and not disputed already. Says how much
/// each holds; what finds no room was paid before, and is held nowhere.
pub fn spread(gross_minor: i64, room: &[i64]) -> Vec<i64> {
    let mut left = gross_minor.max(0);
    room.iter()
        .map(|room| {
            let held = left.min((*room).max(0));
            left -= held;
            held
        })
        .collect()
}

/// What the seller decides about a line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// The buyer is right, or in part: it is credited.
    Credit,
    /// Credited although the buyer is not right.
    Goodwill,
    /// The invoice is voided and another one is issued, in which the line is as the buyer says.
    Correct,
    /// It is no longer asked for, without a document: too small to argue about, or lost.
    WriteOff,
    /// It is delivered again, and stays as it was billed.
    Replace,
    /// It stays as it was billed.
    Reject,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Self] =
        &[Self::Credit, Self::Goodwill, Self::Correct, Self::WriteOff, Self::Replace, Self::Reject];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::Goodwill => "goodwill",
            Self::Correct => "correct",
            Self::WriteOff => "write_off",
            Self::Replace => "replace",
            Self::Reject => "reject",
        }
    }

    /// The outcome of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.code() == code)
    }

    /// Whether a credit note is issued for a part of the invoice.
    pub fn credits(self) -> bool {
        matches!(self, Self::Credit | Self::Goodwill)
    }

    /// Whether an amount is chosen with it; of others it is all of the line or nothing.
    pub fn takes_an_amount(self) -> bool {
        matches!(self, Self::Credit | Self::Goodwill | Self::WriteOff)
    }

    /// Whether something is taken off what the buyer owes.
    pub fn takes_off(self) -> bool {
        self.takes_an_amount() || self == Self::Correct
    }
}

/// Whether somebody may take so much off a dispute alone: what was taken off it before counts, so that
/// nobody gets round a limit in parts.
pub fn within_limit(before: Money, now: Money, limit: Money) -> Result<bool, Refusal> {
    Ok(before.plus(now)?.minor <= limit.minor)
}

/// What is taken off of a disputed line, in net and tax; the rest is released and asked for again.
/// The tax is the line's share, half up.
pub fn taken_off(disputed: Disputed, outcome: Outcome, gross: Money) -> Result<Disputed, Refusal> {
    let most = disputed.gross()?;
    if outcome == Outcome::Correct {
        return Ok(disputed);
    }
    if !outcome.takes_an_amount() {
        let zero = Money::zero(most.currency);
        return Ok(Disputed { net: zero, tax: zero });
    }
    if gross.currency != most.currency {
        return Err(Refusal::CurrencyMismatch { expected: most.currency, got: gross.currency });
    }
    if gross.minor <= 0 {
        return Err(Refusal::AmountZero);
    }
    if gross.minor > most.minor {
        let words = format!("At most {} of this line is disputed.", most.bare());
        return Err(Refusal::field("credit", words));
    }
    of_amount(gross, most, disputed.tax)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).expect("a date")
    }

    /// 48 × 18.50 = 888.00 at 21 %.
    fn bodies() -> Billed {
        Billed {
            quantity: Decimal::from(48),
            unit_price_minor: Decimal::from(1_850),
            per: Decimal::ONE,
            net: eur(88_800),
            tax_bp: 2_100,
            sales_tax: eur(0),
        }
    }

    #[test]
    fn a_wrong_price_is_disputed_by_the_difference() {
        let disputed = of_line(&bodies(), Claim::Price(Decimal::from(1_650))).expect("disputed");
        assert_eq!((disputed.net, disputed.tax), (eur(9_600), eur(2_016)));
    }

    #[test]
    fn a_short_delivery_is_disputed_by_what_is_missing() {
        let disputed = of_line(&bodies(), Claim::Quantity(Decimal::from(42))).expect("disputed");
        assert_eq!(disputed.net, eur(11_100));
        let whole = of_line(&bodies(), Claim::Quantity(Decimal::ZERO)).expect("disputed");
        assert_eq!(whole.gross(), Ok(eur(107_448)));
    }

    #[test]
    fn a_wrong_rate_of_tax_is_disputed_by_tax_alone() {
        let disputed = of_line(&bodies(), Claim::Tax(900)).expect("disputed");
        assert_eq!((disputed.net, disputed.tax), (eur(0), eur(10_656)));
    }

    #[test]
    fn what_is_right_is_less_than_what_was_billed() {
        let claims = [
            Claim::Quantity(Decimal::from(48)),
            Claim::Quantity(Decimal::from(-1)),
            Claim::Price(Decimal::from(1_850)),
            Claim::Tax(2_100),
        ];
        for claim in claims {
            assert!(of_line(&bodies(), claim).is_err(), "{claim:?}");
        }
        let back = Billed { quantity: Decimal::from(-2), net: eur(-3_700), ..bodies() };
        assert!(of_line(&back, Claim::Quantity(Decimal::ZERO)).is_err());
    }

    #[test]
    fn a_free_amount_has_the_tax_of_the_invoice() {
        let disputed = of_amount(eur(12_100), eur(121_000), eur(21_000)).expect("disputed");
        assert_eq!((disputed.net, disputed.tax), (eur(10_000), eur(2_100)));
        assert!(of_amount(eur(121_001), eur(121_000), eur(21_000)).is_err());
        assert!(of_amount(eur(0), eur(121_000), eur(21_000)).is_err());
    }

    #[test]
    fn what_is_due_first_is_held_first_and_what_was_paid_is_not() {
        assert_eq!(spread(150, &[100, 100]), [100, 50]);
        assert_eq!(spread(150, &[0, 100]), [0, 100]);
        assert_eq!(spread(0, &[100]), [0]);
    }

    #[test]
    fn a_part_that_is_credited_takes_its_share_of_the_tax() {
        let disputed = Disputed { net: eur(100_000), tax: eur(21_000) };
        let part = taken_off(disputed, Outcome::Credit, eur(60_500)).expect("credited");
        assert_eq!((part.net, part.tax), (eur(50_000), eur(10_500)));
        let none = taken_off(disputed, Outcome::Reject, eur(0)).expect("credited");
        assert_eq!(none.gross(), Ok(eur(0)));
        assert!(taken_off(disputed, Outcome::Credit, eur(121_001)).is_err());
        assert!(taken_off(disputed, Outcome::Goodwill, eur(0)).is_err());
        assert!(taken_off(disputed, Outcome::WriteOff, eur(121_001)).is_err());
        let all = taken_off(disputed, Outcome::Correct, eur(0)).expect("corrected");
        assert_eq!(all, disputed, "a line is corrected or it is not");
    }

    #[test]
    fn a_limit_is_not_got_round_in_parts() {
        assert_eq!(within_limit(eur(0), eur(100_000), eur(100_000)), Ok(true));
        assert_eq!(within_limit(eur(60_000), eur(40_001), eur(100_000)), Ok(false));
    }

    #[test]
    fn nothing_is_done_with_a_dispute_that_has_ended_but_to_open_it_again() {
        let go = |state, step| after(state, step, Some(day(1)), day(18));
        assert_eq!(go(State::Open, Step::Ask), Ok(State::Asked));
        assert_eq!(go(State::Asked, Step::Answer), Ok(State::Open));
        assert_eq!(go(State::Asked, Step::Decide { leaves_some: true }), Ok(State::Asked));
        assert_eq!(go(State::Open, Step::Decide { leaves_some: false }), Ok(State::Decided));
        assert_eq!(go(State::Open, Step::Withdraw), Ok(State::Withdrawn));
        assert!(go(State::Open, Step::Reopen).is_err());
        assert_eq!(go(State::Asked, Step::Merge), Ok(State::Merged));
        for step in [Step::Reopen, Step::Merge, Step::Answer] {
            assert!(go(State::Merged, step).is_err(), "{step:?}");
        }
        for ended in [State::Decided, State::Withdrawn] {
            for step in
                [Step::Ask, Step::Answer, Step::Withdraw, Step::Decide { leaves_some: false }]
            {
                assert!(go(ended, step).is_err(), "{ended:?} {step:?}");
            }
            assert_eq!(go(ended, Step::Reopen), Ok(State::Open));
            let late = after(ended, Step::Reopen, Some(day(1)), day(1) + Days::new(31));
            assert!(late.is_err(), "{ended:?}");
        }
    }
}
