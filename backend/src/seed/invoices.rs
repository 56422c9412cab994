//! Invoices that look like invoices: lines, freight, tax, orders, delivery notes, instalments.

use super::{
    accounts::Account,
    catalogue::{self, Article, FREIGHT},
    particulars,
    random::Random,
};
use crate::{
    error::{Error, Result},
    gateways::clock::zone,
    invoices::issue::{NewInvoice, NewLine, Particulars},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    ids::InvoiceId,
    invoice::{self, Instalment, Line},
    money::{Currency, Money},
};
use rust_decimal::Decimal;

/// A line before it is summed.
#[derive(Clone, Copy, Debug)]
pub struct Sold {
    /// What.
    pub text: &'static str,
    /// Its number.
    pub article: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// How many.
    pub quantity: i64,
    /// Price of one, in ten-thousandths of a minor unit.
    pub price_e4: i64,
}

/// An hour of a day at the seller's.
pub fn moment(account: &Account, day: NaiveDate, hour: u32, minute: u32) -> Result<DateTime<Utc>> {
    day.and_hms_opt(hour, minute, 0)
        .and_then(|local| {
            let zoned = local.and_local_timezone(zone(account.seller.time_zone));
            zoned.earliest()
        })
        .map(|at| at.with_timezone(&Utc))
        .ok_or_else(|| Error::bug(format!("{day} has no {hour}:{minute}")))
}

/// Puts an invoice together; its number comes later, when all of them are in order.
pub fn assemble(
    account: &Account,
    issued_on: NaiveDate,
    sold: &[Sold],
    random: &mut Random,
) -> Result<NewInvoice> {
    let currency = account.currency()?;
    let lines: Vec<Line> = sold
        .iter()
        .map(|sold| Line {
            description: sold.text.to_owned(),
            quantity: Decimal::from(sold.quantity),
            unit_price_minor: Decimal::new(sold.price_e4, 4),
            tax_bp: account.tax.1,
            tax_category: account.tax.0.to_owned(),
        })
        .collect();
    let totals = invoice::totals(&lines, Money::zero(currency))?;
    let terms = u64::try_from(account.terms_days).unwrap_or(0);
    let is_service = sold.iter().all(|sold| sold.unit == "hour");
    let delivered_on = issued_on - Days::new(u64::from(random.below(3)));
    Ok(NewInvoice {
        id: InvoiceId(random.id(moment(account, issued_on, 9, 12)?)),
        entity_id: account.seller.id,
        account_id: account.id(),
        number: String::new(),
        po_number: None,
        issued_on,
        currency,
        lines: new_lines(account, sold, &totals.lines),
        tax: totals.tax,
        net_minor: totals.net.minor,
        tax_minor: totals.tax_total.minor,
        total_minor: totals.gross.minor,
        terms_days: account.terms_days,
        discount: account.discount.map(|(bp, days)| (bp, issued_on + Days::new(days))),
        delivered_on: Some(delivered_on),
        delivery_note: (!is_service).then(|| format!("DN-{}", random.between(70_000, 79_999))),
        site: (!is_service).then(|| account.site(issued_on)),
        note: None,
        instalments: vec![Instalment {
            due_on: issued_on + Days::new(terms),
            amount: totals.gross,
        }],
        import_hash: None,
        particulars: Particulars::default(),
    })
}

fn new_lines(account: &Account, sold: &[Sold], amounts: &[Money]) -> Vec<NewLine> {
    sold.iter()
        .zip(amounts)
        .map(|(sold, amount)| NewLine {
            description: sold.text.to_owned(),
            article: Some(sold.article.to_owned()),
            quantity_e4: sold.quantity * 10_000,
            unit: sold.unit.to_owned(),
            unit_price_e4: sold.price_e4,
            amount_minor: amount.minor,
            tax_category: account.tax.0.to_owned(),
            tax_bp: account.tax.1,
            ..NewLine::default()
        })
        .collect()
}

/// An invoice over what a customer of that size happens to need.
pub fn draw(account: &Account, issued_on: NaiveDate, random: &mut Random) -> Result<NewInvoice> {
    let currency = account.currency()?;
    let few = 1 + random.below(3);
    let more = if random.chance(300) { random.below(5) } else { 0 };
    let mut sold: Vec<Sold> = catalogue::choose(few + more, random)
        .into_iter()
        .map(|article| {
            let most = article.steps * account.size;
            let quantity = article.step * random.between(1, most);
            sell(article, quantity, currency)
        })
        .collect();
    if random.chance(450) {
        let freight = random.pick(FREIGHT);
        sold.push(sell(freight, random.between(1, freight.steps), currency));
    }
    let mut invoice = assemble(account, issued_on, &sold, random)?;
    particulars::add(account, &mut invoice)?;
    if invoice.total_minor >= 30_000 && random.chance(25) {
        in_instalments(&mut invoice, random.between(2, 3))?;
    }
    if random.chance(40) {
        invoice.note = Some("One position is on backorder and follows next week.".to_owned());
    }
    Ok(invoice)
}

/// Pays by parts, 30 days apart. A discount is on the whole invoice, so there is none.
pub fn in_instalments(invoice: &mut NewInvoice, count: u32) -> Result<()> {
    let total = Money::new(invoice.total_minor, invoice.currency);
    let first = invoice.instalments.first().map_or(invoice.issued_on, |part| part.due_on);
    invoice.discount = None;
    invoice.instalments = (0..)
        .zip(total.split(count)?)
        .map(|(n, amount)| Instalment { due_on: first + Days::new(30 * n), amount })
        .collect();
    Ok(())
}

fn sell(article: &Article, quantity: u32, currency: Currency) -> Sold {
    Sold {
        text: article.text,
        article: article.number,
        unit: article.unit,
        quantity: i64::from(quantity),
        price_e4: price_in(article.price_e4, currency),
    }
}

/// The list price in another currency, in ten-thousandths of its minor unit, at a rate that is
/// good enough for a price list. Whole minor units, but for what costs next to nothing.
fn price_in(price_e4: i64, currency: Currency) -> i64 {
    let thousandths = match currency.code() {
        "USD" => 1_090,
        "GBP" => 850,
        "JPY" => 1_650,
        "KWD" => 3_300,
        "CHF" => 950,
        "NOK" => 11_700,
        _ => 1_000,
    };
    let exact = price_e4 * thousandths / 1_000;
    let step = if exact < 1_000_000 { 100 } else { 10_000 };
    (exact / step * step).max(step)
}
