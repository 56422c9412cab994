//! Invoices: lines, tax, terms, discount and instalments. The currency is frozen on the document.

use crate::{
    money::Money,
    rates::{self, percent_of},
    refusal::Refusal,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What one line says, before it is summed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What was sold.
    pub description: String,
    /// How much of it; negative where something is taken back.
    pub quantity: Decimal,
    /// Price per unit in minor units; may have decimals, as prices per thousand do.
    pub unit_price_minor: Decimal,
    /// The tax rate in hundredths of a per cent: 21 % is 2100.
    pub tax_bp: i32,
    /// The category of EN 16931 (BT-151): S, Z, E, AE, K, G, O.
    pub tax_category: String,
}

/// Tax of one category and rate. Computed once per group, not per line (EN 16931, BG-23).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaxGroup {
    /// The category.
    pub category: String,
    /// The rate in hundredths of a per cent.
    pub rate_bp: i32,
    /// What the tax is computed from.
    pub taxable: Money,
    /// The tax, rounded half up.
    pub tax: Money,
    /// Why there is none, in words (BT-120).
    pub exemption: Option<String>,
    /// Why, as a code of the list VATEX (BT-121).
    pub exemption_code: Option<String>,
}

/// A net amount and the tax on it: of a line, or of what the whole is made cheaper (negative) or dearer
/// by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taxed<'a> {
    /// The category.
    pub category: &'a str,
    /// The rate in hundredths of a per cent.
    pub rate_bp: i32,
    /// The net amount.
    pub net: Money,
}

/// The sums of an invoice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Totals {
    /// Net amount of each line, half up.
    pub lines: Vec<Money>,
    /// Tax by category and rate, in the order in which they first appear.
    pub tax: Vec<TaxGroup>,
    /// Sum of the lines (BT-109).
    pub net: Money,
    /// Sum of the tax (BT-110).
    pub tax_total: Money,
    /// Net plus tax (BT-112).
    pub gross: Money,
}

/// Sums lines as EN 16931 does: BR-CO-10, -13, -14, -15, -17.
pub fn totals(lines: &[Line], like: Money) -> Result<Totals, Refusal> {
    let mut amounts = Vec::with_capacity(lines.len());
    for line in lines {
        amounts.push(rates::line_amount(line.quantity, line.unit_price_minor, like)?);
    }
    let taxed = lines.iter().zip(&amounts).map(|(line, &net)| Taxed {
        category: &line.tax_category,
        rate_bp: line.tax_bp,
        net,
    });
    let groups = tax_groups(taxed)?;
    let net = Money::sum(amounts.iter().copied(), like.currency)?;
    let tax_total = Money::sum(groups.iter().map(|g| g.tax), like.currency)?;
    let gross = net.plus(tax_total)?;
    Ok(Totals { lines: amounts, tax: groups, net, tax_total, gross })
}

/// Tax by category and rate, in the order in which they first appear; of each the tax is computed once,
/// half up.
pub fn tax_groups<'a>(
    parts: impl IntoIterator<Item = Taxed<'a>>,
) -> Result<Vec<TaxGroup>, Refusal> {
    let mut groups: Vec<TaxGroup> = Vec::new();
    for part in parts {
        let same = |g: &&mut TaxGroup| g.category == part.category && g.rate_bp == part.rate_bp;
        match groups.iter_mut().find(same) {
            Some(group) => group.taxable = group.taxable.plus(part.net)?,
            None => groups.push(TaxGroup {
                category: part.category.to_owned(),
                rate_bp: part.rate_bp,
                taxable: part.net,
                tax: Money::zero(part.net.currency),
                exemption: None,
                exemption_code: None,
            }),
        }
    }
    for group in &mut groups {
        group.tax = percent_of(group.taxable, rates::from_basis_points(group.rate_bp))?;
    }
    Ok(groups)
}

/// An early-payment discount (Skonto): a share of the gross total, if all of the rest arrives
/// by a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DiscountTerms {
    /// The share in hundredths of a per cent: 2 % is 200.
    pub rate_bp: i32,
    /// The last day on which it is granted.
    pub until: NaiveDate,
}

impl DiscountTerms {
    /// What is saved by paying on a day: the share of the total, rounded half up; nothing after
    /// the last day. The one pricing rule: portal, reminders and autopay ask here.
    pub fn discount(&self, total: Money, on: NaiveDate) -> Result<Money, Refusal> {
        if on > self.until {
            return Ok(Money::zero(total.currency));
        }
        percent_of(total, rates::from_basis_points(self.rate_bp))
    }
}

/// One instalment of an invoice: an amount and the day by which it is to be paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instalment {
    /// The day.
    pub due_on: NaiveDate,
    /// The amount.
    pub amount: Money,
}

/// Checks that instalments are in order of their dates and sum to the total.
pub fn check_instalments(total: Money, parts: &[Instalment]) -> Result<(), Refusal> {
    let sum = Money::sum(parts.iter().map(|p| p.amount), total.currency)?;
    let refused = |message: &str| Err(Refusal::field("instalments", message));
    if parts.is_empty() || sum != total {
        return refused("The instalments must sum to the total.");
    }
    if parts.iter().any(|p| p.amount.minor <= 0) {
        return refused("Each instalment must be more than zero.");
    }
    if parts.windows(2).any(|pair| pair[0].due_on >= pair[1].due_on) {
        return refused("The instalments must be in order of their due dates.");
    }
    Ok(())
}

/// The longest order number, in characters: it is the key of an index.
pub const LONGEST_ORDER: usize = 64;

/// The order number that a customer gives for an invoice, as it is kept; none takes it away. It can be
/// given until the invoice is paid.
pub fn customer_po(typed: &str, open: Money) -> Result<Option<String>, Refusal> {
    if open.is_zero() {
        return Err(Refusal::WrongState { state: "paid" });
    }
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if typed.chars().count() > LONGEST_ORDER || typed.chars().any(char::is_control) {
        let words = format!("Write one line of at most {LONGEST_ORDER} characters.");
        return Err(Refusal::field("order", words));
    }
    if !typed.chars().any(char::is_alphanumeric) {
        return Err(Refusal::field("order", "Type the number of your order."));
    }
    Ok(Some(typed.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn line(quantity: i64, price: i64, tax_bp: i32) -> Line {
        Line {
            description: String::new(),
            quantity: Decimal::from(quantity),
            unit_price_minor: Decimal::from(price),
            tax_bp,
            tax_category: "S".to_owned(),
        }
    }

    #[test]
    fn tax_is_computed_once_per_rate() {
        let eur = Money::zero(Currency::EUR);
        let sums =
            totals(&[line(40, 6_250, 2_100), line(1, 14_000, 2_100), line(3, 999, 900)], eur)
                .expect("sums");
        assert_eq!(sums.net.minor, 250_000 + 14_000 + 2_997);
        assert_eq!(sums.tax.len(), 2);
        assert_eq!(sums.tax[0].tax.minor, 55_440);
        assert_eq!(sums.tax[1].tax.minor, 270);
        assert_eq!(sums.gross.minor, sums.net.minor + 55_710);
    }

    #[test]
    fn a_discount_ends_with_its_last_day() {
        let until = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a date");
        let terms = DiscountTerms { rate_bp: 200, until };
        let total = Money::new(847_000, Currency::EUR);
        assert_eq!(terms.discount(total, until).map(|m| m.minor), Ok(16_940));
        let after = until.succ_opt().expect("a day");
        assert_eq!(terms.discount(total, after).map(|m| m.minor), Ok(0));
    }

    #[test]
    fn an_order_number_is_one_line_and_given_until_the_invoice_is_paid() {
        let open = Money::new(1, Currency::EUR);
        assert_eq!(customer_po(" PO 4488-B ", open), Ok(Some("PO 4488-B".to_owned())));
        assert_eq!(customer_po(" ", open), Ok(None));
        for bad in ["-", "PO\n4488", &"4".repeat(LONGEST_ORDER + 1)] {
            assert!(customer_po(bad, open).is_err(), "{bad}");
        }
        let paid = customer_po("PO 4488", Money::new(0, Currency::EUR));
        assert_eq!(paid, Err(Refusal::WrongState { state: "paid" }));
    }
}
