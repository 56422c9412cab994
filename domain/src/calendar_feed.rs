//! What a calendar is told of an open item: by when how much is to be paid, that it waits while it is disputed,
//! and that it is done.

use crate::{money::Money, refusal::Refusal};

/// For how many days an item that was paid is told as done. Whoever has not looked by then keeps what they had.
pub const TOLD_DAYS: u64 = 60;

/// What is to be done about an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// That much is to be paid.
    ToPay(Money),
    /// All of it is disputed, and nothing is asked for.
    Disputed,
    /// Nothing is open any more.
    Done,
}

impl Standing {
    /// Of what is open and what of it is disputed.
    pub fn of(open: Money, disputed: Money) -> Result<Self, Refusal> {
        let left = open.minus(disputed)?;
        Ok(match (open.minor > 0, left.minor > 0) {
            (false, _) => Self::Done,
            (true, false) => Self::Disputed,
            (true, true) => Self::ToPay(left),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn what_is_disputed_is_not_asked_for() {
        let eur = |minor| Money::new(minor, Currency::EUR);
        let of = |open, disputed| Standing::of(eur(open), eur(disputed)).unwrap();
        assert_eq!(of(100, 0), Standing::ToPay(eur(100)));
        assert_eq!(of(100, 40), Standing::ToPay(eur(60)));
        assert_eq!(of(100, 100), Standing::Disputed);
        assert_eq!(of(0, 0), Standing::Done);
    }
}
