//! Random invoices, summed in whole numbers by a way of its own.

use chrono::{Days, NaiveDate};
use documents::{
    invoice::{Adjustment, Discount, Invoice, Kind, Line, Preceding, RemitTo, SalesTax, Tax},
    party::Party,
};
use domain::{Currency, Money, invoice::Instalment};
use proptest::{collection::vec, option, prelude::*};

/// Words of people: all scripts, and signs that mean something to machines.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z][a-zA-Z ,.]{0,40}",
        "[*~>|:+'\"=@;\\-\t\n<&]{1,8}x",
        "[äøłßçñΩжאب漢字😀]{1,12}",
        "x\\PC{0,30}",
    ]
}

fn number() -> impl Strategy<Value = String> {
    "[A-Z0-9/.-]{1,20}"
}

fn currency() -> impl Strategy<Value = Currency> {
    prop_oneof![
        4 => Just(Currency::EUR),
        2 => Just(Currency::USD),
        1 => Just(Currency::JPY),
        1 => Just(Currency::KWD),
    ]
}

fn adjustment() -> impl Strategy<Value = Adjustment> {
    let code = option::of(prop_oneof![Just("95".to_owned()), Just("FC".to_owned())]);
    (any::<bool>(), words(), code, option::of(1..10_000_i32), 1..5_000_i64).prop_map(
        |(is_charge, reason, reason_code, share_bp, minor)| Adjustment {
            is_charge,
            reason,
            reason_code,
            share_bp,
            base: None,
            amount: Money::new(minor, Currency::EUR),
            tax_category: "S".to_owned(),
            tax_bp: 2_100,
        },
    )
}

prop_compose! {
    fn line()(
        description in words(),
        note in option::of(words()),
        numbers in vec(option::of(number()), 4),
        places in vec(option::of(words()), 2),
        quantity_e4 in -99_999_999..99_999_999_i64,
        unit in prop_oneof![Just("pcs".to_owned()), Just(String::new()), words()],
        unit_price_e4 in 0..500_000_000_i64,
        per in prop_oneof![Just(10_000), Just(1_000_000), Just(10_000_000)],
        adjustments in vec(adjustment(), 0..3),
        rate in prop_oneof![Just(("S", 2_100)), Just(("S", 550)), Just(("Z", 0)), Just(("AE", 0)), Just(("O", 0))],
    ) -> Line {
        let [article, customer_article, po_number, po_line] = numbers.try_into().unwrap();
        let [site, cost_centre] = places.try_into().unwrap();
        Line {
            line_no: 0, description, note, article, customer_article, po_number, po_line, site,
            cost_centre, quantity_e4, unit, unit_price_e4, price_per_e4: per, adjustments,
            tax_category: rate.0.to_owned(), tax_bp: rate.1,
            amount: Money::zero(Currency::EUR),
        }
    }
}

prop_compose! {
    /// An invoice or credit note of any kind.
    pub fn invoice()(
        kind in prop_oneof![Just(Kind::Invoice), Just(Kind::Correction), Just(Kind::CreditNote)],
        is_copy in any::<bool>(),
        currency in currency(),
        number in "[A-Z]{2}-[0-9]{1,10}",
        names in vec(words(), 3),
        texts in vec(option::of(words()), 2),
        numbers in vec(option::of(number()), 5),
        lines in vec(line(), 0..6),
        adjustments in vec(adjustment(), 0..3),
        sales in vec(("(NY|NY-[A-Za-z ]{2,20})", 0..120_000_i32), 0..4),
        odds in (0..9_999_i64, -3..4_i64, 1..4_u64, option::of(1..500_i32), 0..900_u64),
    ) -> Invoice {
        let issued_on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(odds.4);
        let [seller, customer, to] = names.try_into().unwrap();
        let [note, buyer_reference] = texts.try_into().unwrap();
        let [po_number, customer_po, contract, delivery_note, preceding] = numbers.try_into().unwrap();
        let party = |name: String| Party {
            name,
            address: vec!["Waalhaven 12".to_owned(), "3087 JH Rotterdam".to_owned()],
            country: "NL".to_owned(),
            ..Party::default()
        };
        let like = |minor| Money::new(minor, currency);
        let sales_tax = lines.iter().enumerate().flat_map(|(n, _)| {
            sales.iter().map(move |(jurisdiction, rate_e6)| SalesTax {
                line_no: i32::try_from(n).unwrap() + 1,
                jurisdiction: jurisdiction.clone(),
                rate_e6: *rate_e6,
                taxable: Money::zero(currency),
                tax: Money::zero(currency),
            })
        }).collect();
        let until = issued_on + Days::new(10);
        summed(Invoice {
            kind, is_copy,
            seller: party(seller),
            remit_to: RemitTo {
                iban: "NL91ABNA0417164300".to_owned(),
                bic: "ABNANL2A".to_owned(),
                bank_name: "ABN AMRO".to_owned(),
            },
            customer: party(customer),
            account_number: "10482".to_owned(),
            number,
            preceding: preceding.map(|number| Preceding { number, issued_on: Some(issued_on) }),
            buyer_reference, po_number, customer_po, contract, issued_on,
            delivered_on: Some(issued_on),
            deliver_to: (!sales.is_empty()).then(|| party(to)),
            delivery_note,
            period: Some((issued_on, until)),
            lines, adjustments, tax: Vec::new(), sales_tax,
            net: like(0), total: like(0), prepaid: like(odds.0), rounding: like(odds.1),
            instalments: (1..=odds.2).map(|n| Instalment {
                due_on: issued_on + Days::new(n * 30), amount: like(0),
            }).collect(),
            discount: odds.3.map(|rate_bp| Discount { rate_bp, until }),
            note,
            payment_reference: None,
            pay_at: None,
            check: None,
            made_on: issued_on,
        })
    }
}

/// Half away from zero.
fn divided(number: i128, by: i128) -> i64 {
    let half = if number < 0 { -by / 2 } else { by / 2 };
    i64::try_from((number + half) / by).unwrap()
}

fn signed(one: &Adjustment) -> i64 {
    if one.is_charge { one.amount.minor } else { -one.amount.minor }
}

fn summed(mut invoice: Invoice) -> Invoice {
    let currency = invoice.total.currency;
    let like = |minor| Money::new(minor, currency);
    for (line_no, line) in (1..).zip(&mut invoice.lines) {
        let exact = i128::from(line.quantity_e4) * i128::from(line.unit_price_e4);
        let gross = divided(exact, i128::from(line.price_per_e4) * 10_000);
        line.adjustments.iter_mut().for_each(|one| one.amount.currency = currency);
        line.line_no = line_no;
        line.amount = like(gross + line.adjustments.iter().map(signed).sum::<i64>());
    }
    invoice.adjustments.iter_mut().for_each(|one| one.amount.currency = currency);
    let parts = invoice.lines.iter().map(|l| (l.tax_category.clone(), l.tax_bp, l.amount.minor));
    let more = invoice.adjustments.iter().map(|a| (a.tax_category.clone(), a.tax_bp, signed(a)));
    for (category, rate_bp, minor) in parts.chain(more) {
        let same = |tax: &&mut Tax| (&tax.category, tax.rate_bp) == (&category, rate_bp);
        match invoice.tax.iter_mut().find(same) {
            Some(tax) => tax.taxable = like(tax.taxable.minor + minor),
            None => invoice.tax.push(Tax {
                category,
                rate_bp,
                taxable: like(minor),
                tax: like(0),
                exemption: None,
                exemption_code: None,
            }),
        }
    }
    for tax in &mut invoice.tax {
        tax.tax = like(divided(i128::from(tax.taxable.minor) * i128::from(tax.rate_bp), 10_000));
    }
    for tax in &mut invoice.sales_tax {
        let line = invoice.lines.iter().find(|line| line.line_no == tax.line_no).unwrap();
        tax.taxable = line.amount;
        tax.tax = like(divided(i128::from(line.amount.minor) * i128::from(tax.rate_e6), 1_000_000));
    }
    let net = invoice.lines.iter().map(|line| line.amount.minor).sum::<i64>()
        + invoice.adjustments.iter().map(signed).sum::<i64>();
    let tax = invoice.tax.iter().map(|tax| tax.tax.minor).sum::<i64>()
        + invoice.sales_tax.iter().map(|tax| tax.tax.minor).sum::<i64>();
    (invoice.net, invoice.total) = (like(net), like(net + tax));
    let due = invoice.due().unwrap();
    let count = u32::try_from(invoice.instalments.len()).unwrap();
    match due.split(count) {
        Ok(parts) if invoice.kind != Kind::CreditNote => {
            let amounts = invoice.instalments.iter_mut().zip(parts);
            amounts.for_each(|(instalment, amount)| instalment.amount = amount);
        }
        _ => invoice.instalments.clear(),
    }
    invoice
}
