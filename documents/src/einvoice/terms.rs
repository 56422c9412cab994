//! Our invoice in the terms of EN 16931: nothing is decided here but how what we have is called there.

use super::{Dialect, Refused, units};
use crate::{
    invoice::{Adjustment, Invoice, Kind, Line, Preceding, Tax},
    party::Party,
    place,
};
use chrono::{Datelike, NaiveDate};
use domain::{calendar, money::Money, rates};
use en16931::{
    Date, DocumentReference, En16931, Identifier, InvoiceAmount, InvoiceLine, InvoiceNote,
    PeppolBis3, Percentage, Quantity, UnitPriceAmount, XRechnung,
    invoice::{
        Code, Contact, CreditTransfer, Delivery, DocumentAllowanceCharge, DocumentKind,
        DocumentTotals, Item, LineAllowanceCharge, LineVat, Party as Side, PaymentInstructions,
        PaymentMeans, Period, PostalAddress, PrecedingInvoice, PriceDetails, VatBreakdown,
    },
    validation::profile::ProfileMarker,
};
use rust_decimal::Decimal;

/// The process of Peppol BIS Billing.
const PEPPOL_PROCESS: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
/// The scheme of electronic addresses that are e-mail addresses (CEF EAS).
const EMAIL: &str = "EM";
/// A transfer within SEPA, and any other (UNTDID 4461).
const TRANSFERS: (&str, &str) = ("58", "30");

/// An invoice in the terms of EN 16931.
pub fn of(invoice: &Invoice, dialect: Dialect) -> Result<en16931::Invoice, Refused> {
    let issued = date(invoice.issued_on);
    let kind = type_code(invoice.kind);
    let currency = invoice.total.currency.code();
    let mut terms =
        en16931::Invoice::builder("", invoice.number.clone(), issued, kind, currency).build();
    if invoice.kind == Kind::CreditNote {
        terms.kind = DocumentKind::CreditNote;
    }
    terms.specification_id = Some(specification(dialect).to_owned());
    if !matches!(dialect, Dialect::Ubl | Dialect::Cii) {
        terms.business_process = Some(PEPPOL_PROCESS.to_owned());
    }
    terms.due_date = invoice.due_on().map(date);
    terms.payment_terms = payment_terms(invoice, dialect);
    terms.buyer_reference = said(&invoice.buyer_reference);
    terms.purchase_order_reference =
        said(&invoice.customer_po).or(said(&invoice.po_number)).map(DocumentReference::new);
    terms.contract_reference = said(&invoice.contract).map(DocumentReference::new);
    terms.despatch_advice_reference = said(&invoice.delivery_note).map(DocumentReference::new);
    terms.preceding_invoices = invoice.preceding.iter().map(preceding).collect();
    terms.notes = said(&invoice.note).into_iter().map(InvoiceNote::new).collect();
    terms.seller = side(&invoice.seller, dialect);
    terms.buyer = side(&invoice.customer, dialect);
    terms.buyer.identifiers = vec![Identifier::new(invoice.account_number.clone())];
    terms.delivery = delivery(invoice);
    terms.invoicing_period =
        invoice.period.map(|(from, to)| Period { start: Some(date(from)), end: Some(date(to)) });
    terms.payment = Some(payment(invoice));
    terms.lines = invoice.lines.iter().map(line).collect::<Result<_, _>>()?;
    let of_all = |charge: bool| {
        let chosen = invoice.adjustments.iter().filter(move |one| one.is_charge == charge);
        chosen.map(of_document).collect::<Result<Vec<_>, _>>()
    };
    (terms.allowances, terms.charges) = (of_all(false)?, of_all(true)?);
    terms.vat_breakdown = invoice.tax.iter().map(tax).collect::<Result<_, _>>()?;
    terms.totals = totals(invoice)?;
    Ok(terms)
}

/// UNTDID 1001.
fn type_code(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoice => "380",
        Kind::Correction => "384",
        Kind::CreditNote => "381",
    }
}

/// Words, if there are any: an empty element is refused by Peppol (R008).
fn said(words: &Option<String>) -> Option<String> {
    words.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned)
}

fn preceding(of: &Preceding) -> PrecedingInvoice {
    PrecedingInvoice {
        reference: DocumentReference::new(of.number.clone()),
        issue_date: of.issued_on.map(date),
    }
}

/// Which rules it says that it follows (BT-24).
fn specification(dialect: Dialect) -> &'static str {
    let profile = match dialect {
        Dialect::Ubl | Dialect::Cii => En16931::PROFILE,
        Dialect::Peppol => PeppolBis3::PROFILE,
        Dialect::XrechnungUbl | Dialect::XrechnungCii => XRechnung::PROFILE,
    };
    profile.specification_id
}

/// One side. Peppol's network knows its own addresses only; elsewhere an e-mail address is one, too.
fn side(party: &Party, dialect: Dialect) -> Side {
    let mut side = Side::new(party.name.clone(), address(party));
    side.vat_identifier = said(&party.vat_id).map(|id| bare_id(&id));
    side.legal_registration = said(&party.registration).map(Identifier::new);
    side.contact = Contact {
        name: said(&party.contact.name),
        phone: said(&party.contact.phone),
        email: said(&party.contact.email),
    };
    let email = side.contact.email.clone().filter(|_| dialect != Dialect::Peppol);
    side.electronic_address = match &party.endpoint {
        Some(endpoint) => Some(Identifier::schemed(endpoint.id.clone(), endpoint.scheme.clone())),
        None => email.map(|email| Identifier::schemed(email, EMAIL)),
    };
    side
}

fn address(party: &Party) -> PostalAddress {
    let place = place::of(party);
    PostalAddress {
        line1: place.street,
        line2: place.more,
        city: place.city,
        post_code: place.post_code,
        subdivision: place.region,
        country: (!party.country.is_empty()).then(|| Code::new(party.country.clone())),
        ..PostalAddress::default()
    }
}

/// A VAT number without what people put between its figures: `NL812345678B01`.
fn bare_id(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// When and where to. An intra-community supply has to say where (BR-IC-12), so what says when does.
fn delivery(invoice: &Invoice) -> Option<Delivery> {
    let to = invoice.deliver_to.as_ref();
    if to.is_none() && invoice.delivered_on.is_none() {
        return None;
    }
    let whose = to.unwrap_or(&invoice.customer);
    Some(Delivery {
        party_name: to.map(|party| party.name.clone()).filter(|name| !name.is_empty()),
        date: invoice.delivered_on.map(date),
        address: (!whose.country.is_empty()).then(|| address(whose)),
        ..Delivery::default()
    })
}

fn payment(invoice: &Invoice) -> PaymentInstructions {
    let remit = &invoice.remit_to;
    let means = if invoice.total.currency.code() == "EUR" { TRANSFERS.0 } else { TRANSFERS.1 };
    PaymentInstructions {
        means_code: Some(Code::new(means)),
        remittance_information: Some(invoice.number.clone()),
        means: Some(PaymentMeans::CreditTransfer(vec![CreditTransfer {
            account_identifier: Some(bare_id(&remit.iban)),
            account_name: Some(invoice.seller.name.clone()),
            provider_identifier: (!remit.bic.is_empty()).then(|| bare_id(&remit.bic)),
        }])),
        ..PaymentInstructions::default()
    }
}

/// In words; a discount as XRechnung's machines read it where it is one.
fn payment_terms(invoice: &Invoice, dialect: Dialect) -> Option<String> {
    let mut told = Vec::new();
    if let [_, _, ..] = invoice.instalments.as_slice() {
        told.extend(invoice.instalments.iter().map(|part| {
            format!("{} {} by {}", part.amount.currency, part.amount.canonical(), part.due_on)
        }));
    }
    if let Some(off) = invoice.discount {
        if matches!(dialect, Dialect::XrechnungUbl | Dialect::XrechnungCii) {
            let days = (off.until - invoice.issued_on).num_days();
            let percent = rates::from_basis_points(off.rate_bp);
            return Some(format!("#SKONTO#TAGE={days}#PROZENT={percent:.2}#\n"));
        }
        let share = rates::percent_text(off.rate_bp);
        told.push(format!("{share} discount until {}", calendar::long(off.until)));
    }
    (!told.is_empty()).then(|| told.join(". "))
}

fn line(line: &Line) -> Result<InvoiceLine, Refused> {
    let at = format!("BG-25[{}]", line.line_no);
    let unit = units::code(&line.unit);
    let mut made = InvoiceLine::new(
        line.line_no.to_string(),
        line.description.clone(),
        Quantity::new(ten_thousandths(line.quantity_e4)),
        unit,
        amount(line.amount, &format!("{at}/BT-131"))?,
        line.tax_category.as_str(),
        None,
    );
    made.vat = vat(&line.tax_category, line.tax_bp);
    made.note = said(&line.note);
    made.order_line_reference = said(&line.po_line).map(DocumentReference::new);
    made.accounting_reference = said(&line.cost_centre);
    let scale = 4 + line.amount.currency.exponent();
    let of_many = line.price_per_e4 != 10_000;
    made.price = PriceDetails {
        net_price: UnitPriceAmount::new(Decimal::new(line.unit_price_e4, scale).normalize()),
        base_quantity: of_many.then(|| Quantity::new(ten_thousandths(line.price_per_e4))),
        base_quantity_code: of_many.then(|| Code::new(unit)),
        ..PriceDetails::default()
    };
    made.item = Item {
        name: Some(line.description.clone()),
        seller_identifier: said(&line.article),
        buyer_identifier: said(&line.customer_article),
        ..Item::default()
    };
    for one in &line.adjustments {
        let list = if one.is_charge { &mut made.charges } else { &mut made.allowances };
        list.push(LineAllowanceCharge {
            amount: amount(one.amount, &at)?,
            base_amount: base(one, &at)?,
            percentage: share(one),
            reason: Some(one.reason.clone()),
            reason_code: said(&one.reason_code).map(Code::new),
        });
    }
    Ok(made)
}

fn of_document(one: &Adjustment) -> Result<DocumentAllowanceCharge, Refused> {
    let at = if one.is_charge { "BG-21" } else { "BG-20" };
    Ok(DocumentAllowanceCharge {
        amount: amount(one.amount, at)?,
        base_amount: base(one, at)?,
        percentage: share(one),
        vat: vat(&one.tax_category, one.tax_bp),
        reason: Some(one.reason.clone()),
        reason_code: said(&one.reason_code).map(Code::new),
    })
}

/// Share and base go together (Peppol R041 and R042).
fn share(one: &Adjustment) -> Option<Percentage> {
    let share = one.share_bp.filter(|_| one.base.is_some())?;
    Some(Percentage::new(rates::from_basis_points(share).normalize()))
}

fn base(one: &Adjustment, at: &str) -> Result<Option<InvoiceAmount>, Refused> {
    one.base.filter(|_| one.share_bp.is_some()).map(|base| amount(base, at)).transpose()
}

fn ten_thousandths(number: i64) -> Decimal {
    Decimal::new(number, 4).normalize()
}

fn vat(category: &str, rate_bp: i32) -> LineVat {
    LineVat { category: Code::new(category), rate: rate(category, rate_bp) }
}

fn tax(tax: &Tax) -> Result<VatBreakdown, Refused> {
    let (reason, code) = exemption(&tax.category);
    Ok(VatBreakdown {
        taxable_amount: amount(tax.taxable, "BG-23/BT-116")?,
        tax_amount: amount(tax.tax, "BG-23/BT-117")?,
        category: Code::new(tax.category.clone()),
        rate: rate(&tax.category, tax.rate_bp),
        exemption_reason: said(&tax.exemption).or(reason.map(str::to_owned)),
        exemption_reason_code: said(&tax.exemption_code).or(code.map(str::to_owned)).map(Code::new),
    })
}

/// A category outside of the scope of VAT has no rate, not even zero (BR-O-05).
fn rate(category: &str, rate_bp: i32) -> Option<Percentage> {
    let percent = rates::from_basis_points(rate_bp).normalize();
    (category != "O").then(|| Percentage::new(percent))
}

/// Why no VAT is charged, in words and in the CEF's list of codes (VATEX).
fn exemption(category: &str) -> (Option<&'static str>, Option<&'static str>) {
    match category {
        "E" => (Some("Exempt from VAT"), None),
        "AE" => (Some("Reverse charge"), Some("VATEX-EU-AE")),
        "K" => (Some("Intra-Community supply"), Some("VATEX-EU-IC")),
        "G" => (Some("Export outside the EU"), Some("VATEX-EU-G")),
        "O" => (Some("Not subject to VAT"), Some("VATEX-EU-O")),
        _ => (None, None),
    }
}

fn totals(invoice: &Invoice) -> Result<DocumentTotals, Refused> {
    let currency = invoice.total.currency;
    let beyond = |_| Refused::one("BR-12", "BG-22", "The sums of it are too large.".into());
    let sum = |all: &mut dyn Iterator<Item = Money>| Money::sum(all, currency).map_err(beyond);
    let lines = sum(&mut invoice.lines.iter().map(|line| line.amount))?;
    let vat = sum(&mut invoice.tax.iter().map(|group| group.tax))?;
    let adjusted = |charge: bool| {
        let chosen = invoice.adjustments.iter().filter(|one| one.is_charge == charge);
        let mut chosen = chosen.map(|one| one.amount).peekable();
        chosen.peek().is_some().then(|| sum(&mut chosen)).transpose()
    };
    let some = |money: Option<Money>, at| money.map(|money| amount(money, at)).transpose();
    let unless_zero = |money: Money| (money.minor != 0).then_some(money);
    Ok(DocumentTotals {
        line_total: amount(lines, "BT-106")?,
        allowance_total: some(adjusted(false)?, "BT-107")?,
        charge_total: some(adjusted(true)?, "BT-108")?,
        taxable_total: amount(invoice.net, "BT-109")?,
        vat_total: Some(amount(vat, "BT-110")?),
        gross_total: amount(invoice.total, "BT-112")?,
        paid: some(unless_zero(invoice.prepaid), "BT-113")?,
        rounding: some(unless_zero(invoice.rounding), "BT-114")?,
        due: amount(invoice.due().map_err(beyond)?, "BT-115")?,
        ..DocumentTotals::default()
    })
}

/// EN 16931 knows two decimals at most (BR-DEC-*).
fn amount(money: Money, at: &str) -> Result<InvoiceAmount, Refused> {
    let exact = Decimal::new(money.minor, money.currency.exponent());
    InvoiceAmount::from_decimal_exact(exact.normalize()).map_err(|_| {
        let words = format!("{} {} has more than two decimals.", money.currency, exact);
        Refused::one("BR-DEC-23", at, words)
    })
}

fn date(day: NaiveDate) -> Date {
    let part = |number: u32| u8::try_from(number).expect("months and days are small");
    Date::new(day.year(), part(day.month()), part(day.day())).expect("a date of the calendar")
}
