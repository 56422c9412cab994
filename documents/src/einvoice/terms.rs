//! Our invoice in the terms of EN 16931: nothing is decided here but how what we have is called there.

use super::{Dialect, Refused, lines, sides, sides::bare_id};
use crate::{
    invoice::{Discount, Invoice, Kind, Preceding, Tax},
    party::Party,
};
use chrono::{Datelike, NaiveDate};
use domain::{calendar, money::Money, rates};
use en16931::{
    Date, DocumentReference, En16931, InvoiceAmount, InvoiceNote, PeppolBis3, Percentage,
    XRechnung,
    invoice::{
        Code, CreditTransfer, DocumentKind, DocumentTotals, PaymentInstructions, PaymentMeans,
        Period, PrecedingInvoice, VatBreakdown,
    },
    validation::profile::ProfileMarker,
};
use rust_decimal::Decimal;

/// The process of Peppol BIS Billing.
const PEPPOL_PROCESS: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
/// A transfer within SEPA, and any other (UNTDID 4461).
const TRANSFERS: (&str, &str) = ("58", "30");

/// An invoice in the terms of EN 16931.
pub fn of(invoice: &Invoice, dialect: Dialect) -> Result<en16931::Invoice, Refused> {
    let issued = date(invoice.issued_on);
    let kind = type_code(invoice, dialect);
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
    terms.buyer_reference = buyer_reference(invoice, dialect);
    terms.purchase_order_reference = order(invoice).map(DocumentReference::new);
    terms.contract_reference = said(&invoice.contract).map(DocumentReference::new);
    terms.despatch_advice_reference = said(&invoice.delivery_note).map(DocumentReference::new);
    terms.preceding_invoices = invoice.preceding.iter().map(preceding).collect();
    terms.notes = said(&invoice.note).into_iter().map(InvoiceNote::new).collect();
    (terms.seller, terms.buyer) = sides::of(invoice, dialect);
    terms.delivery = sides::delivery(invoice);
    terms.invoicing_period =
        invoice.period.map(|(from, to)| Period { start: Some(date(from)), end: Some(date(to)) });
    terms.payment = Some(payment(invoice));
    terms.lines = lines::of(invoice)?;
    terms.allowances = lines::adjustments(invoice, false)?;
    terms.charges = lines::adjustments(invoice, true)?;
    terms.vat_breakdown =
        invoice.tax.iter().map(|group| tax(group, dialect)).collect::<Result<_, _>>()?;
    terms.totals = totals(invoice)?;
    Ok(terms)
}

/// UNTDID 1001. Peppol has corrected invoices between Germans only (P0112); among all others what
/// corrects an invoice is an invoice that names it.
fn type_code(invoice: &Invoice, dialect: Dialect) -> &'static str {
    let german = |party: &Party| party.country == "DE";
    let known = dialect != Dialect::Peppol || german(&invoice.seller) && german(&invoice.customer);
    match invoice.kind {
        Kind::Correction if known => "384",
        Kind::Invoice | Kind::Correction => "380",
        Kind::CreditNote => "381",
    }
}

/// The customer's order: the number that they gave last.
pub fn order(invoice: &Invoice) -> Option<String> {
    said(&invoice.customer_po).or(said(&invoice.po_number))
}

/// What the customer knows it by. XRechnung cannot do without (BR-DE-15), and where there is no other,
/// that is the order.
fn buyer_reference(invoice: &Invoice, dialect: Dialect) -> Option<String> {
    let given = said(&invoice.buyer_reference);
    if is_xrechnung(dialect) { given.or(order(invoice)) } else { given }
}

fn is_xrechnung(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::XrechnungUbl | Dialect::XrechnungCii)
}

/// Words, if there are any: an empty element is refused by Peppol (R008).
pub fn said(words: &Option<String>) -> Option<String> {
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

fn payment(invoice: &Invoice) -> PaymentInstructions {
    let remit = &invoice.remit_to;
    let account = bare_id(&remit.iban);
    let is_iban = account.starts_with(|c: char| c.is_ascii_alphabetic());
    let within_sepa = is_iban && invoice.total.currency.code() == "EUR";
    PaymentInstructions {
        means_code: Some(Code::new(if within_sepa { TRANSFERS.0 } else { TRANSFERS.1 })),
        remittance_information: Some(invoice.number.clone()),
        means: Some(PaymentMeans::CreditTransfer(vec![CreditTransfer {
            account_identifier: Some(account).filter(|account| !account.is_empty()),
            account_name: Some(invoice.seller.name.clone()),
            provider_identifier: Some(bare_id(&remit.bic)).filter(|code| !code.is_empty()),
        }])),
        ..PaymentInstructions::default()
    }
}

/// In words; a discount as XRechnung's machines read it where it is one, on a line of its own (BR-DE-18).
fn payment_terms(invoice: &Invoice, dialect: Dialect) -> Option<String> {
    let mut told = Vec::new();
    if let [_, _, ..] = invoice.instalments.as_slice() {
        told.extend(invoice.instalments.iter().map(|part| {
            format!("{} {} by {}", part.amount.currency, part.amount.canonical(), part.due_on)
        }));
    }
    let for_machines = invoice.discount.filter(|_| is_xrechnung(dialect));
    if let (Some(off), None) = (invoice.discount, for_machines) {
        let share = rates::percent_text(off.rate_bp);
        told.push(format!("{share} discount until {}", calendar::long(off.until)));
    }
    let told = told.join(". ");
    match for_machines {
        Some(off) if told.is_empty() => Some(skonto(off, invoice.issued_on)),
        Some(off) => Some(format!("{told}\n{}", skonto(off, invoice.issued_on))),
        None => (!told.is_empty()).then_some(told),
    }
}

fn skonto(off: Discount, issued_on: NaiveDate) -> String {
    let days = (off.until - issued_on).num_days();
    let percent = rates::from_basis_points(off.rate_bp);
    format!("#SKONTO#TAGE={days}#PROZENT={percent:.2}#\n")
}

/// What is outside of the scope of VAT has no rate (BR-48); XRechnung wants one of each (BR-DE-14), and
/// there it is zero.
fn tax(tax: &Tax, dialect: Dialect) -> Result<VatBreakdown, Refused> {
    let (reason, code) = exemption(&tax.category);
    Ok(VatBreakdown {
        taxable_amount: amount(tax.taxable, "BG-23/BT-116")?,
        tax_amount: amount(tax.tax, "BG-23/BT-117")?,
        category: Code::new(tax.category.clone()),
        rate: (tax.category != "O" || is_xrechnung(dialect)).then(|| rate(tax.rate_bp)),
        exemption_reason: said(&tax.exemption).or(reason.map(str::to_owned)),
        exemption_reason_code: said(&tax.exemption_code).or(code.map(str::to_owned)).map(Code::new),
    })
}

/// A rate of so many hundredths of a per cent.
pub fn rate(rate_bp: i32) -> Percentage {
    Percentage::new(rates::from_basis_points(rate_bp).normalize())
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
pub fn amount(money: Money, at: &str) -> Result<InvoiceAmount, Refused> {
    let exact = Decimal::new(money.minor, money.currency.exponent());
    InvoiceAmount::from_decimal_exact(exact.normalize()).map_err(|_| {
        let words = format!("{} {} has more than two decimals.", money.currency, exact);
        Refused::one("BR-DEC-23", at, words)
    })
}

pub fn date(day: NaiveDate) -> Date {
    let part = |number: u32| u8::try_from(number).expect("months and days are small");
    Date::new(day.year(), part(day.month()), part(day.day())).expect("a date of the calendar")
}
