//! Spreading money over open items: as chosen, or an amount oldest due date first. Shown before
//! the buyer confirms; computed again on the server when they do.

use crate::{
    ids::OpenItemId,
    money::{Currency, Money},
    refusal::Refusal,
};
use chrono::NaiveDate;

/// An item that may be paid: what it is, and how much of it at most.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payable {
    /// The item.
    pub id: OpenItemId,
    /// The invoice's number, for words.
    pub number: String,
    /// The day by which it is due.
    pub due_on: NaiveDate,
    /// What may be paid: its collectable amount plus what is promised (a promise may be kept early).
    pub payable: Money,
    /// What is saved if all of it is paid now (already subtracted from nothing: see [`settle`]).
    pub discount: Money,
}

/// What a payment does to one item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// The item.
    pub id: OpenItemId,
    /// The money applied.
    pub amount: Money,
    /// The discount granted because the money settles the item in time.
    pub discount: Money,
}

impl Part {
    /// By how much the item's open amount falls.
    pub fn relief_minor(&self) -> i64 {
        self.amount.minor + self.discount.minor
    }
}

/// Pays one item with an amount. If the amount reaches what is payable less the discount, the
/// discount is granted and no more than needed is taken.
pub fn settle(item: &Payable, amount: Money) -> Result<Part, Refusal> {
    if amount.minor <= 0 {
        return Err(Refusal::AmountZero);
    }
    let net = item.payable.minus(item.discount)?;
    if item.discount.minor > 0 && amount.minor == net.minor {
        return Ok(Part { id: item.id, amount, discount: item.discount });
    }
    if amount.minor > item.payable.minor {
        return Err(Refusal::Overpayment { number: item.number.clone(), most: item.payable });
    }
    Ok(Part { id: item.id, amount, discount: Money::zero(amount.currency) })
}

/// Pays every item in full, taking the discounts that are still to be had.
pub fn in_full(items: &[Payable]) -> Result<Vec<Part>, Refusal> {
    items
        .iter()
        .filter(|item| item.payable.minor > 0)
        .map(|item| settle(item, item.payable.minus(item.discount)?))
        .collect()
}

/// Spreads an amount over items, oldest due date first (the number breaks ties). Items that get
/// nothing are left out. Refuses more than all of them can take.
pub fn oldest_first(items: &[Payable], amount: Money) -> Result<Vec<Part>, Refusal> {
    if amount.minor <= 0 {
        return Err(Refusal::AmountZero);
    }
    let mut order: Vec<&Payable> = items.iter().filter(|i| i.payable.minor > 0).collect();
    order.sort_by(|a, b| (a.due_on, &a.number, a.id).cmp(&(b.due_on, &b.number, b.id)));
    let mut left = amount;
    let mut parts = Vec::new();
    for item in order {
        if left.is_zero() {
            break;
        }
        let net = item.payable.minus(item.discount)?;
        let part = if left.minor >= net.minor { settle(item, net)? } else { settle(item, left)? };
        left = left.minus(part.amount)?;
        parts.push(part);
    }
    if left.minor > 0 {
        return Err(Refusal::OverpaymentInTotal { most: amount.minus(left)? });
    }
    Ok(parts)
}

/// What all parts take together.
pub fn total(parts: &[Part], currency: Currency) -> Result<Money, Refusal> {
    Money::sum(parts.iter().map(|part| part.amount), currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn item(n: u128, due: u32, payable: i64, discount: i64) -> Payable {
        Payable {
            id: OpenItemId(Uuid::from_u128(n)),
            number: format!("NH-{n}"),
            due_on: NaiveDate::from_ymd_opt(2026, 11, due).expect("a date"),
            payable: Money::new(payable, Currency::EUR),
            discount: Money::new(discount, Currency::EUR),
        }
    }

    #[test]
    fn the_oldest_are_paid_first() {
        let items = [item(1, 20, 100, 0), item(2, 6, 50, 0), item(3, 28, 70, 0)];
        let parts = oldest_first(&items, Money::new(120, Currency::EUR)).expect("parts");
        let told: Vec<_> = parts.iter().map(|p| (p.id.0.as_u128(), p.amount.minor)).collect();
        assert_eq!(told, [(2, 50), (1, 70)]);
    }

    #[test]
    fn a_discount_is_granted_only_to_what_is_settled() {
        let full = in_full(&[item(1, 20, 1_000, 20)]).expect("parts");
        assert_eq!((full[0].amount.minor, full[0].discount.minor), (980, 20));
        let part = settle(&item(1, 20, 1_000, 20), Money::new(979, Currency::EUR)).expect("a part");
        assert_eq!((part.amount.minor, part.discount.minor), (979, 0));
    }

    #[test]
    fn more_than_is_payable_is_refused() {
        let refused = settle(&item(1, 20, 100, 0), Money::new(101, Currency::EUR));
        assert!(matches!(refused, Err(Refusal::Overpayment { .. })));
        let refused = oldest_first(&[item(1, 20, 100, 0)], Money::new(101, Currency::EUR));
        let most = Money::new(100, Currency::EUR);
        assert_eq!(refused, Err(Refusal::OverpaymentInTotal { most }));
    }

    proptest! {
        #[test]
        fn what_is_spread_is_what_was_given(
            amounts in prop::collection::vec((1_u32..28, 1_i64..5_000, 0_i64..3), 1..12),
            given in 1_i64..20_000,
        ) {
            let items: Vec<Payable> = amounts.iter().enumerate()
                .map(|(n, (due, payable, bp))| item(n as u128 + 1, *due, *payable, payable * bp / 100))
                .collect();
            let most: i64 = items.iter().map(|i| i.payable.minor - i.discount.minor).sum();
            match oldest_first(&items, Money::new(given, Currency::EUR)) {
                Ok(parts) => {
                    prop_assert_eq!(total(&parts, Currency::EUR).expect("a sum").minor, given);
                    for part in parts {
                        let of = items.iter().find(|i| i.id == part.id).expect("the item");
                        prop_assert!(part.amount.minor > 0);
                        prop_assert!(part.relief_minor() <= of.payable.minor);
                    }
                }
                Err(refusal) => {
                    prop_assert!(given > most);
                    let most = Money::new(most, Currency::EUR);
                    prop_assert_eq!(refusal, Refusal::OverpaymentInTotal { most });
                }
            }
        }
    }
}
