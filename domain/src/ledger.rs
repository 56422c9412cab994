//! Double entry. Every business event that moves money is one entry whose debits equal its
//! credits; entries are never changed, only reversed. Balances are derived.

use crate::money::Money;

/// The accounts of the ledger. Those of a customer are kept per account and currency; the
/// seller's own per entity and currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LedgerAccount {
    /// What the customer owes for invoices.
    Receivable,
    /// Money and credit of the customer that is not applied to anything yet.
    Unapplied,
    /// Money received through providers and banks.
    Cash,
    /// What was sold, without tax.
    Revenue,
    /// Tax that is owed to the state.
    Tax,
    /// Discounts granted for early payment.
    Discount,
    /// Fees for ways of paying.
    Fee,
    /// What is no longer asked for, and was not credited.
    WriteOff,
    /// What customers paid before their invoice was issued, and is kept elsewhere.
    Prepaid,
    /// What invoices are rounded by, so that they can be paid in coins.
    Rounding,
}

impl LedgerAccount {
    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Receivable => "receivable",
            Self::Unapplied => "unapplied",
            Self::Cash => "cash",
            Self::Revenue => "revenue",
            Self::Tax => "tax",
            Self::Discount => "discount",
            Self::Fee => "fee",
            Self::WriteOff => "write_off",
            Self::Prepaid => "prepaid",
            Self::Rounding => "rounding",
        }
    }

    /// Whether it belongs to a customer (else to the entity).
    pub fn is_customers(self) -> bool {
        matches!(self, Self::Receivable | Self::Unapplied)
    }
}

/// One line of an entry: a debit or a credit of a positive amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryLine {
    /// The account.
    pub account: LedgerAccount,
    /// Minor units, positive: debit; negative: credit.
    pub debit_minor: i64,
}

/// The sums of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sums {
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// What was paid before.
    pub prepaid: Money,
    /// What is added so that the rest can be paid in coins; may be negative.
    pub rounding: Money,
}

/// An invoice is issued: the customer owes net and tax, less what was paid before, and rounded.
pub fn invoice_issued(sums: Sums) -> Vec<EntryLine> {
    let Sums { net, tax, prepaid, rounding } = sums;
    let due = net.minor + tax.minor - prepaid.minor + rounding.minor;
    entry(&[
        (LedgerAccount::Receivable, due),
        (LedgerAccount::Prepaid, prepaid.minor),
        (LedgerAccount::Revenue, -net.minor),
        (LedgerAccount::Tax, -tax.minor),
        (LedgerAccount::Rounding, -rounding.minor),
    ])
}

/// A credit note is issued: revenue and tax fall; the customer has credit.
pub fn credit_issued(sums: Sums) -> Vec<EntryLine> {
    let Sums { net, tax, prepaid, rounding } = sums;
    let credit = net.minor + tax.minor - prepaid.minor + rounding.minor;
    entry(&[
        (LedgerAccount::Revenue, net.minor),
        (LedgerAccount::Tax, tax.minor),
        (LedgerAccount::Rounding, rounding.minor),
        (LedgerAccount::Prepaid, -prepaid.minor),
        (LedgerAccount::Unapplied, -credit),
    ])
}

/// Money arrives: `amount` for the customer, `fee` for us.
pub fn money_received(amount: Money, fee: Money) -> Vec<EntryLine> {
    entry(&[
        (LedgerAccount::Cash, amount.minor + fee.minor),
        (LedgerAccount::Unapplied, -amount.minor),
        (LedgerAccount::Fee, -fee.minor),
    ])
}

/// Money or credit is applied to what is owed, with a discount granted for paying early.
pub fn applied(amount: Money, discount: Money) -> Vec<EntryLine> {
    entry(&[
        (LedgerAccount::Unapplied, amount.minor),
        (LedgerAccount::Discount, discount.minor),
        (LedgerAccount::Receivable, -(amount.minor + discount.minor)),
    ])
}

/// What is owed is no longer asked for: a loss of ours, without a document for the customer.
pub fn written_off(amount: Money) -> Vec<EntryLine> {
    entry(&[(LedgerAccount::WriteOff, amount.minor), (LedgerAccount::Receivable, -amount.minor)])
}

/// The reversal of an entry: the same lines, the other way round.
pub fn reversed(lines: &[EntryLine]) -> Vec<EntryLine> {
    lines.iter().map(|line| EntryLine { debit_minor: -line.debit_minor, ..*line }).collect()
}

/// Whether debits equal credits.
pub fn balances(lines: &[EntryLine]) -> bool {
    lines.iter().map(|line| i128::from(line.debit_minor)).sum::<i128>() == 0
}

fn entry(lines: &[(LedgerAccount, i64)]) -> Vec<EntryLine> {
    let lines: Vec<EntryLine> = lines
        .iter()
        .filter(|(_, debit_minor)| *debit_minor != 0)
        .map(|&(account, debit_minor)| EntryLine { account, debit_minor })
        .collect();
    debug_assert!(balances(&lines));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_entry_balances_and_its_reversal_undoes_it(a in 0_i64..1_000_000, b in 0_i64..1_000) {
            let (a, b) = (Money::new(a, Currency::EUR), Money::new(b, Currency::EUR));
            let sums = Sums { net: a, tax: b, prepaid: b, rounding: Money::new(-7, Currency::EUR) };
            for lines in [invoice_issued(sums), credit_issued(sums), money_received(a, b), applied(a, b), written_off(a)] {
                prop_assert!(balances(&lines));
                let back = reversed(&lines);
                prop_assert!(balances(&back));
                let all: Vec<_> = lines.iter().zip(&back).map(|(x, y)| x.debit_minor + y.debit_minor).collect();
                prop_assert!(all.iter().all(|sum| *sum == 0));
            }
        }
    }
}
