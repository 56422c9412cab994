//! E-invoices of others' making: UBL and CII into our invoice. What EN 16931 refuses is not read, and
//! nothing is rounded to fit.

use super::{Refused, proved, units};
use crate::{
    invoice::{Adjustment, Discount, Invoice, Kind, Line, Preceding, RemitTo, Tax},
    party::{Contact, Endpoint, Party},
};
use chrono::NaiveDate;
use domain::{
    invoice::Instalment,
    money::{Currency, Money},
};
use en16931::{
    Date, DocumentReference, En16931, InvoiceAmount, InvoiceLine, Percentage, Severity,
    invoice::{
        Code, DocumentAllowanceCharge, LineAllowanceCharge, LineVat, Party as Side, PaymentMeans,
        PostalAddress, VatBreakdown,
    },
};
use en16931_formats::Error;
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// What reading one came to.
type Told<T> = Result<T, Refused>;

/// Reads one, or tells which rules it breaks.
pub fn read(bytes: &[u8]) -> Told<Invoice> {
    let read = en16931_formats::read(bytes).map_err(|error| unreadable(&error))?;
    if let Some(entry) = read.entries.iter().find(|entry| entry.kind.level() == Severity::Fatal) {
        let rule = entry.rule.as_deref().unwrap_or("XML");
        return Err(Refused::one(rule, &entry.path, entry.message.clone()));
    }
    proved::<En16931>(read.invoice.clone(), Vec::new())?;
    of(&read.invoice)
}

fn unreadable(error: &Error) -> Refused {
    Refused::one("XML", "the file", error.to_string())
}

fn of(terms: &en16931::Invoice) -> Told<Invoice> {
    let currency = terms.currency.as_ref().map(Code::as_str).unwrap_or_default();
    let currency: Currency = currency.parse().map_err(|_| {
        Refused::one("BR-05", "BT-5", format!("{currency} is not a currency that is known here."))
    })?;
    let totals = &terms.totals;
    let whole = |amount: InvoiceAmount, at| money(amount, currency, at);
    let or_none = |amount: Option<InvoiceAmount>, at| {
        amount.map_or(Ok(Money::zero(currency)), |amount| whole(amount, at))
    };
    let issued_on = date(terms.issue_date).ok_or_else(|| missing("BR-03", "BT-2"))?;
    let due = whole(totals.due, "BT-115")?;
    let due_on = date(terms.due_date);
    Ok(Invoice {
        kind: kind(terms),
        is_copy: false,
        seller: party(&terms.seller),
        remit_to: remit_to(terms),
        customer: party(&terms.buyer),
        account_number: terms
            .buyer
            .identifiers
            .first()
            .map(|id| id.content().to_owned())
            .unwrap_or_default(),
        number: terms.number.clone().ok_or_else(|| missing("BR-02", "BT-1"))?,
        preceding: terms.preceding_invoices.first().map(|of| Preceding {
            number: of.reference.as_str().to_owned(),
            issued_on: date(of.issue_date),
        }),
        buyer_reference: terms.buyer_reference.clone(),
        po_number: reference(&terms.purchase_order_reference),
        customer_po: None,
        contract: reference(&terms.contract_reference),
        issued_on,
        delivered_on: terms.delivery.as_ref().and_then(|delivery| date(delivery.date)),
        deliver_to: terms.delivery.as_ref().and_then(|delivery| {
            let address = delivery.address.as_ref();
            let party = Party {
                name: delivery.party_name.clone().unwrap_or_default(),
                address: address.map(lines_of).unwrap_or_default(),
                country: address.map(country_of).unwrap_or_default(),
                ..Party::default()
            };
            (party != Party::default()).then_some(party)
        }),
        delivery_note: reference(&terms.despatch_advice_reference),
        period: terms
            .invoicing_period
            .as_ref()
            .and_then(|period| date(period.start).zip(date(period.end))),
        lines: (1..)
            .zip(&terms.lines)
            .map(|(n, one)| line(n, one, currency))
            .collect::<Told<_>>()?,
        adjustments: of_all(terms, currency)?,
        tax: terms.vat_breakdown.iter().map(|group| tax(group, currency)).collect::<Told<_>>()?,
        sales_tax: Vec::new(),
        net: whole(totals.taxable_total, "BT-109")?,
        total: whole(totals.gross_total, "BT-112")?,
        prepaid: or_none(totals.paid, "BT-113")?,
        rounding: or_none(totals.rounding, "BT-114")?,
        instalments: due_on.map(|due_on| Instalment { due_on, amount: due }).into_iter().collect(),
        discount: None::<Discount>,
        note: {
            let notes: Vec<&str> =
                terms.notes.iter().filter_map(|note| note.note.as_deref()).collect();
            (!notes.is_empty()).then(|| notes.join("\n"))
        },
        payment_reference: None,
        pay_at: None,
        check: None,
        made_on: issued_on,
    })
}

fn kind(terms: &en16931::Invoice) -> Kind {
    match terms.type_code.as_ref().map(Code::as_str) {
        Some("381" | "396" | "532" | "308") => Kind::CreditNote,
        Some("384") => Kind::Correction,
        _ => Kind::Invoice,
    }
}

fn missing(rule: &str, at: &str) -> Refused {
    Refused::one(rule, at, "It is missing.".to_owned())
}

fn party(side: &Side) -> Party {
    Party {
        name: side.name.clone().unwrap_or_default(),
        address: lines_of(&side.address),
        country: country_of(&side.address),
        vat_id: side.vat_identifier.clone(),
        logo: None,
        colour: None,
        registration: side.legal_registration.as_ref().map(|id| id.content().to_owned()),
        endpoint: side.electronic_address.as_ref().and_then(|id| {
            let scheme = id.scheme()?.to_owned();
            Some(Endpoint { scheme, id: id.content().to_owned() })
        }),
        contact: Contact {
            name: side.contact.name.clone(),
            phone: side.contact.phone.clone(),
            email: side.contact.email.clone(),
        },
    }
}

/// Street, then postcode and city.
fn lines_of(address: &PostalAddress) -> Vec<String> {
    let town = [&address.post_code, &address.city];
    let town: Vec<&str> = town.into_iter().filter_map(Option::as_deref).collect();
    let street = [&address.line1, &address.line2, &address.line3];
    let mut lines: Vec<String> = street.into_iter().flatten().cloned().collect();
    lines.push(town.join(" "));
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn country_of(address: &PostalAddress) -> String {
    address.country.as_ref().map(|code| code.as_str().to_owned()).unwrap_or_default()
}

fn remit_to(terms: &en16931::Invoice) -> RemitTo {
    let means = terms.payment.as_ref().and_then(|payment| payment.means.as_ref());
    let transfer = match means {
        Some(PaymentMeans::CreditTransfer(all)) => all.first(),
        _ => None,
    };
    RemitTo {
        iban: transfer.and_then(|to| to.account_identifier.clone()).unwrap_or_default(),
        bic: transfer.and_then(|to| to.provider_identifier.clone()).unwrap_or_default(),
        bank_name: String::new(),
    }
}

fn line(line_no: i32, one: &InvoiceLine, currency: Currency) -> Told<Line> {
    let at = |term: &str| format!("BG-25[{line_no}]/{term}");
    let (category, tax_bp) = vat(&one.vat, &at("BT-152"))?;
    let per = one.price.base_quantity;
    let adjust = |is_charge: bool, all: &[LineAllowanceCharge]| {
        all.iter()
            .map(|one| of_line(is_charge, one, (&category, tax_bp), currency, &at("BG-27")))
            .collect::<Told<Vec<_>>>()
    };
    let mut adjustments = adjust(false, &one.allowances)?;
    adjustments.extend(adjust(true, &one.charges)?);
    let price = one.price.net_price.into_decimal();
    Ok(Line {
        line_no,
        description: one.item.name.clone().unwrap_or_default(),
        note: one.note.clone().or(one.item.description.clone()),
        article: one.item.seller_identifier.clone(),
        customer_article: one.item.buyer_identifier.clone(),
        po_number: None,
        po_line: one.order_line_reference.as_ref().map(|of| of.as_str().to_owned()),
        site: None,
        cost_centre: one.accounting_reference.clone(),
        quantity_e4: steps(one.quantity.into_decimal(), 4, &at("BT-129"))?,
        unit: units::word(one.unit_code.as_str()).to_owned(),
        unit_price_e4: steps(price, 4 + currency.exponent(), &at("BT-146"))?,
        price_per_e4: per.map_or(Ok(10_000), |per| steps(per.into_decimal(), 4, &at("BT-149")))?,
        adjustments,
        tax_category: category,
        tax_bp,
        amount: money(one.net_amount, currency, &at("BT-131"))?,
    })
}

fn of_line(
    is_charge: bool,
    one: &LineAllowanceCharge,
    (category, tax_bp): (&str, i32),
    currency: Currency,
    at: &str,
) -> Told<Adjustment> {
    Ok(Adjustment {
        is_charge,
        reason: why(one.reason.as_ref(), one.reason_code.as_ref(), is_charge),
        reason_code: one.reason_code.as_ref().map(|code| code.as_str().to_owned()),
        share_bp: one.percentage.map(|share| basis_points(share, at)).transpose()?,
        base: one.base_amount.map(|base| money(base, currency, at)).transpose()?,
        amount: money(one.amount, currency, at)?,
        tax_category: category.to_owned(),
        tax_bp,
    })
}

fn of_all(terms: &en16931::Invoice, currency: Currency) -> Told<Vec<Adjustment>> {
    let allowances = terms.allowances.iter().map(|one| (false, one, "BG-20"));
    let charges = terms.charges.iter().map(|one| (true, one, "BG-21"));
    let one = |(is_charge, one, at): (bool, &DocumentAllowanceCharge, &str)| {
        let (category, tax_bp) = vat(&one.vat, at)?;
        Ok(Adjustment {
            is_charge,
            reason: why(one.reason.as_ref(), one.reason_code.as_ref(), is_charge),
            reason_code: one.reason_code.as_ref().map(|code| code.as_str().to_owned()),
            share_bp: one.percentage.map(|share| basis_points(share, at)).transpose()?,
            base: one.base_amount.map(|base| money(base, currency, at)).transpose()?,
            amount: money(one.amount, currency, at)?,
            tax_category: category,
            tax_bp,
        })
    };
    allowances.chain(charges).map(one).collect()
}

/// The reason in words; where there is a code only, that.
fn why(words: Option<&String>, code: Option<&Code>, is_charge: bool) -> String {
    let usual = if is_charge { "Charge" } else { "Allowance" };
    let code = code.map(|code| format!("{usual} {}", code.as_str()));
    words.cloned().or(code).unwrap_or_else(|| usual.to_owned())
}

fn tax(group: &VatBreakdown, currency: Currency) -> Told<Tax> {
    Ok(Tax {
        category: group.category.as_str().to_owned(),
        rate_bp: group.rate.map_or(Ok(0), |rate| basis_points(rate, "BT-119"))?,
        taxable: money(group.taxable_amount, currency, "BT-116")?,
        tax: money(group.tax_amount, currency, "BT-117")?,
        exemption: group.exemption_reason.clone(),
        exemption_code: group.exemption_reason_code.as_ref().map(|c| c.as_str().to_owned()),
    })
}

fn vat(vat: &LineVat, at: &str) -> Told<(String, i32)> {
    let rate = vat.rate.map_or(Ok(0), |rate| basis_points(rate, at))?;
    Ok((vat.category.as_str().to_owned(), rate))
}

fn basis_points(rate: Percentage, at: &str) -> Told<i32> {
    let points = steps(rate.into_decimal(), 2, at)?;
    i32::try_from(points).map_err(|_| beyond(rate.into_decimal(), at))
}

fn money(amount: InvoiceAmount, currency: Currency, at: &str) -> Told<Money> {
    let minor = steps(amount.into_decimal(), currency.exponent(), at)?;
    Ok(Money::new(minor, currency))
}

/// A number as an integer of its smallest step; refuses what has more decimals.
fn steps(number: Decimal, decimals: u32, at: &str) -> Told<i64> {
    let steps = number.checked_mul(Decimal::from(10_i64.pow(decimals)));
    let exact = steps.filter(Decimal::is_integer).and_then(|steps| steps.to_i64());
    exact.ok_or_else(|| beyond(number, at))
}

fn beyond(number: Decimal, at: &str) -> Refused {
    Refused::one("decimals", at, format!("{number} has more decimals than can be kept."))
}

fn reference(to: &Option<DocumentReference>) -> Option<String> {
    to.as_ref().map(|to| to.as_str().to_owned())
}

fn date(day: Option<Date>) -> Option<NaiveDate> {
    let day = day?;
    NaiveDate::from_ymd_opt(day.year(), day.month().into(), day.day().into())
}
