//! Whatever an invoice is made of: its e-invoice is written, and whoever reads it finds the same sums, which
//! add up.

use crate::samples::corpus::{
    self,
    build::{sold, summed, under},
};
use documents::{
    einvoice::{self, Dialect},
    invoice::{Adjustment, Invoice, Line},
};
use domain::{Currency, Money};
use en16931::InvoiceAmount;
use proptest::{collection::vec, prelude::*};
use rust_decimal::Decimal;

fn rates() -> impl Strategy<Value = (&'static str, i32)> {
    prop_oneof![Just(("S", 2_100)), Just(("S", 900)), Just(("Z", 0)), Just(("E", 0))]
}

fn adjustments() -> impl Strategy<Value = Adjustment> {
    (any::<bool>(), 0..500_000_i64, rates()).prop_map(|(is_charge, minor, (category, tax_bp))| {
        Adjustment {
            is_charge,
            reason: "Agreed".to_owned(),
            reason_code: None,
            share_bp: None,
            base: None,
            amount: Money::new(minor, Currency::EUR),
            tax_category: category.to_owned(),
            tax_bp,
        }
    })
}

fn lines() -> impl Strategy<Value = Line> {
    let price = -100_000_000..5_000_000_000_i64;
    let per = prop_oneof![Just(1_i64), Just(10), Just(100), Just(1_000)];
    let adjusted = vec(adjustments(), 0..3);
    (-500_000..5_000_000_i64, price, per, rates(), adjusted).prop_map(
        |(quantity, price, per, (category, rate_bp), adjustments)| {
            let line = under(category, rate_bp, sold("Bearing", quantity, "pcs", price));
            Line { price_per_e4: per * 10_000, adjustments, ..line }
        },
    )
}

fn invoices() -> impl Strategy<Value = Invoice> {
    let mut cases = corpus::all().into_iter();
    let plain = cases.find(|case| case.name == "standard-rate").unwrap().invoice;
    let parts = (vec(lines(), 1..20), vec(adjustments(), 0..4), 0..1_000_000_i64, -50..50_i64);
    parts.prop_map(move |(lines, adjustments, prepaid, rounding)| {
        summed(Invoice {
            lines,
            adjustments,
            prepaid: Money::new(prepaid, Currency::EUR),
            rounding: Money::new(rounding, Currency::EUR),
            ..plain.clone()
        })
    })
}

fn cents(amount: InvoiceAmount) -> Decimal {
    amount.into_decimal()
}

fn is(amount: InvoiceAmount, money: Money) -> bool {
    cents(amount) == Decimal::new(money.minor, 2)
}

fn sum(amounts: impl Iterator<Item = InvoiceAmount>) -> Decimal {
    amounts.map(cents).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_read_again_adds_up_to_what_was_billed(invoice in invoices()) {
        for dialect in [Dialect::Ubl, Dialect::Cii, Dialect::XrechnungUbl] {
            let xml = einvoice::write(&invoice, dialect).unwrap();
            let read = en16931_formats::read(xml.as_bytes()).unwrap().invoice;
            let totals = &read.totals;
            prop_assert!(is(totals.taxable_total, invoice.net));
            prop_assert!(is(totals.gross_total, invoice.total));
            prop_assert!(is(totals.due, invoice.due().unwrap()));
            let lines = sum(read.lines.iter().map(|line| line.net_amount));
            let off = sum(read.allowances.iter().map(|one| one.amount));
            let on = sum(read.charges.iter().map(|one| one.amount));
            prop_assert_eq!(cents(totals.line_total), lines);
            prop_assert_eq!(cents(totals.taxable_total), lines - off + on);
            let taxed = sum(read.vat_breakdown.iter().map(|group| group.taxable_amount));
            let tax = sum(read.vat_breakdown.iter().map(|group| group.tax_amount));
            prop_assert_eq!(cents(totals.taxable_total), taxed);
            prop_assert_eq!(cents(totals.gross_total), taxed + tax);
            prop_assert_eq!(read.lines.len(), invoice.lines.len());
        }
    }
}
