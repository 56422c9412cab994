//! How a made-up invoice is put together: lines first, sums by [`summed`]. The arithmetic is its own, in
//! whole numbers, so that it proves that of the product.

use super::parties::Seller;
use chrono::{Days, NaiveDate};
use documents::{
    invoice::{Adjustment, Invoice, Kind, Line, SalesTax, Tax},
    party::Party,
};
use domain::{Currency, Money, invoice::Instalment};

/// One whole unit of a currency with cents, as prices are kept: in ten-thousandths of a minor unit.
pub const ONE: i64 = 1_000_000;
/// One of something, as quantities are kept.
pub const PIECE: i64 = 10_000;

/// A day of 2026.
pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// What is billed to whom. It lacks its number and its sums.
pub fn bill(seller: Seller, customer: Party, lines: Vec<Line>) -> Invoice {
    let nothing = Money::zero(seller.currency);
    Invoice {
        kind: Kind::Invoice,
        is_copy: false,
        seller: seller.party,
        remit_to: seller.remit_to,
        customer,
        account_number: "10482".to_owned(),
        number: String::new(),
        preceding: None,
        buyer_reference: None,
        po_number: Some("PO 4488".to_owned()),
        customer_po: None,
        contract: None,
        issued_on: day(10, 19),
        delivered_on: Some(day(10, 17)),
        deliver_to: None,
        delivery_note: None,
        period: None,
        lines,
        adjustments: Vec::new(),
        tax: Vec::new(),
        sales_tax: Vec::new(),
        net: nothing,
        total: nothing,
        prepaid: nothing,
        rounding: nothing,
        instalments: Vec::new(),
        discount: None,
        note: None,
        payment_reference: None,
        pay_at: None,
        check: None,
        made_on: day(11, 18),
    }
}

/// A line under the standard rate of the Netherlands. Its number and its amount come with the sums.
pub fn sold(description: &str, quantity_e4: i64, unit: &str, unit_price_e4: i64) -> Line {
    Line {
        line_no: 0,
        description: description.to_owned(),
        note: None,
        article: None,
        customer_article: None,
        po_number: None,
        po_line: None,
        site: None,
        cost_centre: None,
        quantity_e4,
        unit: unit.to_owned(),
        unit_price_e4,
        price_per_e4: 10_000,
        adjustments: Vec::new(),
        tax_category: "S".to_owned(),
        tax_bp: 2_100,
        amount: Money::zero(Currency::EUR),
    }
}

/// The line, in that category and at that rate in hundredths of a per cent.
pub fn under(category: &str, rate_bp: i32, line: Line) -> Line {
    Line { tax_category: category.to_owned(), tax_bp: rate_bp, ..line }
}

/// Three ordinary lines, in that category and at that rate.
pub fn goods(category: &str, rate_bp: i32) -> Vec<Line> {
    let lines = [
        sold("6205-2RS ball bearing, box of 50", 25_000, "box", 400 * ONE),
        sold("Mounting, by the hour", 37_500, "hours", 62 * ONE + 500_000),
        sold("Freight", PIECE, "", 48 * ONE),
    ];
    lines.into_iter().map(|line| under(category, rate_bp, line)).collect()
}

/// Why a group has no tax. Its figures come with the sums.
pub fn without_tax(category: &str, words: &str, code: Option<&str>) -> Vec<Tax> {
    vec![Tax {
        category: category.to_owned(),
        rate_bp: 0,
        taxable: Money::zero(Currency::EUR),
        tax: Money::zero(Currency::EUR),
        exemption: Some(words.to_owned()),
        exemption_code: code.map(str::to_owned),
    }]
}

/// Puts in what follows from the rest: the amounts of the lines, tax by category and rate, net and total,
/// sales tax, and when what is to be paid of it.
pub fn summed(mut invoice: Invoice) -> Invoice {
    let currency = invoice.total.currency;
    for (line_no, line) in (1..).zip(&mut invoice.lines) {
        line.line_no = line_no;
        line.amount = Money::new(line_minor(line), currency);
        of_currency(&mut line.adjustments, currency);
    }
    of_currency(&mut invoice.adjustments, currency);
    invoice.tax = groups(&invoice);
    for tax in &mut invoice.sales_tax {
        tax_a_sale(tax, &invoice.lines);
    }
    let net = invoice.lines.iter().map(|line| line.amount.minor).sum::<i64>()
        + invoice.adjustments.iter().map(signed).sum::<i64>();
    let tax: i64 = invoice.tax.iter().map(|group| group.tax.minor).sum();
    let sales_tax: i64 = invoice.sales_tax.iter().map(|tax| tax.tax.minor).sum();
    invoice.net = Money::new(net, currency);
    invoice.total = Money::new(net + tax + sales_tax, currency);
    invoice.prepaid.currency = currency;
    invoice.rounding.currency = currency;
    invoice.instalments = instalments(&invoice);
    invoice
}

/// A whole number divided, half away from zero.
pub fn half_up(number: i128, by: i128) -> i64 {
    let half = if number < 0 { -by / 2 } else { by / 2 };
    i64::try_from((number + half) / by).unwrap()
}

fn line_minor(line: &Line) -> i64 {
    let exact = i128::from(line.quantity_e4) * i128::from(line.unit_price_e4);
    let sum = half_up(exact, i128::from(line.price_per_e4) * 10_000);
    sum + line.adjustments.iter().map(signed).sum::<i64>()
}

fn signed(one: &Adjustment) -> i64 {
    if one.is_charge { one.amount.minor } else { -one.amount.minor }
}

fn of_currency(adjustments: &mut [Adjustment], currency: Currency) {
    for one in adjustments {
        one.amount.currency = currency;
        if let Some(base) = &mut one.base {
            base.currency = currency;
        }
    }
}

/// Tax is computed once of each category and rate, never by line.
fn groups(invoice: &Invoice) -> Vec<Tax> {
    let lines = invoice.lines.iter().map(|l| (&l.tax_category, l.tax_bp, l.amount.minor));
    let adjustments = invoice.adjustments.iter().map(|a| (&a.tax_category, a.tax_bp, signed(a)));
    let mut sums: Vec<(&String, i32, i64)> = Vec::new();
    for (category, rate, minor) in lines.chain(adjustments) {
        match sums.iter_mut().find(|sum| (sum.0, sum.1) == (category, rate)) {
            Some(sum) => sum.2 += minor,
            None => sums.push((category, rate, minor)),
        }
    }
    let group = |(category, rate_bp, taxable): (&String, i32, i64)| {
        let why = invoice.tax.iter().find(|given| &given.category == category);
        let tax = half_up(i128::from(taxable) * i128::from(rate_bp), 10_000);
        Tax {
            category: category.clone(),
            rate_bp,
            taxable: Money::new(taxable, invoice.total.currency),
            tax: Money::new(tax, invoice.total.currency),
            exemption: why.and_then(|why| why.exemption.clone()),
            exemption_code: why.and_then(|why| why.exemption_code.clone()),
        }
    };
    sums.into_iter().map(group).collect()
}

fn tax_a_sale(tax: &mut SalesTax, lines: &[Line]) {
    let line = lines.iter().find(|line| line.line_no == tax.line_no).unwrap();
    tax.taxable = line.amount;
    let minor = half_up(i128::from(line.amount.minor) * i128::from(tax.rate_e6), 1_000_000);
    tax.tax = Money::new(minor, line.amount.currency);
}

/// What is to be paid, in equal parts by the days that were given, or in thirty days. Of a credit note
/// nothing is to be paid.
fn instalments(invoice: &Invoice) -> Vec<Instalment> {
    let due = invoice.due().unwrap();
    if invoice.kind == Kind::CreditNote || due.minor <= 0 {
        return Vec::new();
    }
    let days: Vec<NaiveDate> = match invoice.instalments.as_slice() {
        [] => vec![invoice.issued_on + Days::new(30)],
        given => given.iter().map(|part| part.due_on).collect(),
    };
    let parts = due.split(u32::try_from(days.len()).unwrap()).unwrap();
    let parts = days.into_iter().zip(parts);
    parts.map(|(due_on, amount)| Instalment { due_on, amount }).collect()
}
