//! What would be paid: shown before the buyer confirms, computed again under locks when they do.

use crate::{
    Backend,
    actor::Buyer,
    error::Result,
    open_items::{self, Item},
};
use chrono::NaiveDate;
use domain::{
    Refusal,
    access::Action,
    allocation::{self, Part, Payable},
    collectable::{self, Collectable},
    fee::{FeePolicy, Method},
    ids::{AccountId, InvoiceId},
    money::{Currency, Money},
};
use sqlx::PgConnection;

/// The most invoices that one payment may pay.
pub const MOST_INVOICES: usize = 200;

/// What is to be paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Selection {
    /// These invoices.
    Invoices(Vec<InvoiceId>),
    /// Whatever of one currency is due by a day and asked for.
    DueBy(NaiveDate, Currency),
}

/// How much of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Spread {
    /// All that may be paid, with the discounts still to be had.
    InFull,
    /// An amount, oldest due date first.
    OldestFirst(Money),
    /// An amount for each invoice.
    PerInvoice(Vec<(InvoiceId, Money)>),
}

/// What the buyer has chosen so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What is to be paid.
    pub selection: Selection,
    /// How much of it.
    pub spread: Spread,
    /// Whether the account's credit is used first. Only where all is paid in full.
    pub use_credit: bool,
    /// How it is paid.
    pub method: Method,
}

/// What happens to one open item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuotedItem {
    /// The item.
    pub item: Item,
    /// Why not all of it may be paid.
    pub part: Collectable,
    /// What may be paid: collectable, and what is promised (a promise may be kept early).
    pub payable: Money,
    /// The discount granted.
    pub discount: Money,
    /// What the account's credit pays.
    pub credit: Money,
    /// What this payment pays.
    pub amount: Money,
    /// What is open afterwards.
    pub open_after: Money,
}

/// What would be paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quote {
    /// One currency for all.
    pub currency: Currency,
    /// The items, oldest due date first; those that get nothing are there, too.
    pub items: Vec<QuotedItem>,
    /// What the account has as credit in this currency.
    pub credit_available: Money,
    /// Discounts in total.
    pub discount: Money,
    /// Credit used in total.
    pub credit: Money,
    /// What is applied to the items from this payment.
    pub amount: Money,
    /// The fee for this way of paying.
    pub fee: Money,
    /// What is charged: amount and fee.
    pub charged: Money,
}

/// Computes a quote for a page.
pub async fn quote(backend: &Backend, buyer: &Buyer, choice: &Choice) -> Result<Quote> {
    buyer.may(Action::ViewAccount)?;
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let quote = compute(&mut tx, buyer.account_id, choice, today).await?;
    tx.end();
    Ok(quote)
}

/// Computes a quote in a transaction; where the items are locked, it is what will be done.
pub(crate) async fn compute(
    tx: &mut PgConnection,
    account_id: AccountId,
    choice: &Choice,
    today: NaiveDate,
) -> Result<Quote> {
    let items = select(tx, account_id, &choice.selection).await?;
    let currency = one_currency(&items, &choice.selection)?;
    let terms = load_terms(tx, account_id, currency).await?;
    if !terms.methods.iter().any(|code| code == choice.method.code()) {
        return Err(Refusal::MethodNotOffered.into());
    }
    let payables = items
        .iter()
        .map(|item| match choice.selection {
            // Chosen by name, a promise may be kept early; what is merely due leaves it out.
            Selection::Invoices(_) => payable(item, today),
            Selection::DueBy(..) => asked_for(item, today),
        })
        .collect::<Result<Vec<_>>>()?;
    let credit_for = covered(&payables, choice, terms.credit_minor)?;
    let parts = spread(&items, &payables, choice)?;
    assemble(items, payables, &parts, &credit_for, choice, today, &terms)
}

async fn select(
    tx: &mut PgConnection,
    account_id: AccountId,
    selection: &Selection,
) -> Result<Vec<Item>> {
    let items = match selection {
        Selection::Invoices(ids) => {
            let mut ids = ids.clone();
            ids.sort();
            ids.dedup();
            if ids.is_empty() {
                return Err(Refusal::NothingChosen.into());
            }
            if ids.len() > MOST_INVOICES {
                return Err(Refusal::TooManyChosen { most: MOST_INVOICES }.into());
            }
            open_items::of_invoices(tx, account_id, &ids).await?
        }
        Selection::DueBy(day, currency) => open_items::open_of_account(tx, account_id)
            .await?
            .into_iter()
            .filter(|i| i.item.due_on <= *day && i.item.currency == *currency)
            .collect(),
    };
    Ok(items)
}

fn one_currency(items: &[Item], selection: &Selection) -> Result<Currency> {
    let currency = match (items.first(), selection) {
        (Some(item), _) => item.item.currency,
        (None, Selection::DueBy(_, currency)) => *currency,
        (None, Selection::Invoices(_)) => return Err(Refusal::NothingChosen.into()),
    };
    match items.iter().find(|item| item.item.currency != currency) {
        Some(other) => {
            let got = other.item.currency;
            Err(Refusal::CurrencyMismatch { expected: currency, got }.into())
        }
        None => Ok(currency),
    }
}

struct Terms {
    methods: Vec<String>,
    card_fee_bp: i32,
    credit_minor: i64,
}

async fn load_terms(
    tx: &mut PgConnection,
    account_id: AccountId,
    currency: Currency,
) -> Result<Terms> {
    let row = sqlx::query!(
        r#"SELECT a.methods, e.card_fee_bp,
                  (SELECT coalesce(sum(c.left_minor), 0)::bigint FROM credit_note c
                   WHERE c.account_id = a.id AND c.currency = $2 AND c.left_minor > 0) AS "credit_minor!"
           FROM account a JOIN entity e ON e.id = a.entity_id WHERE a.id = $1"#,
        account_id.0,
        currency.code(),
    )
    .fetch_one(tx)
    .await?;
    Ok(Terms { methods: row.methods, card_fee_bp: row.card_fee_bp, credit_minor: row.credit_minor })
}

/// What may be paid of an item on a day, and what paying all of it now saves.
pub(crate) fn payable(item: &Item, today: NaiveDate) -> Result<Payable> {
    let part = item.item.collectable(today);
    let currency = item.item.currency;
    let payable = Money::new(part.collectable_minor + part.promised_minor, currency);
    let is_untouched = payable == item.invoice_total;
    let discount = match item.discount {
        Some(terms) if is_untouched => terms.discount(item.invoice_total, today)?,
        _ => Money::zero(currency),
    };
    Ok(Payable {
        id: item.item.id,
        number: item.item.number.clone(),
        due_on: item.item.due_on,
        payable,
        discount,
    })
}

/// What may be asked for of an item on a day: as [`payable`], without what is promised.
fn asked_for(item: &Item, today: NaiveDate) -> Result<Payable> {
    let all = payable(item, today)?;
    let part = item.item.collectable(today);
    if part.promised_minor == 0 {
        return Ok(all);
    }
    let currency = item.item.currency;
    let payable = Money::new(part.collectable_minor, currency);
    Ok(Payable { payable, discount: Money::zero(currency), ..all })
}

/// How much of each item the account's credit covers.
fn covered(payables: &[Payable], choice: &Choice, credit_minor: i64) -> Result<Vec<i64>> {
    if !choice.use_credit || choice.spread != Spread::InFull {
        return Ok(vec![0; payables.len()]);
    }
    let net = payables.iter().map(|p| p.payable.minor - p.discount.minor);
    Ok(collectable::cover_with_credits(net, credit_minor))
}

fn spread(items: &[Item], payables: &[Payable], choice: &Choice) -> Result<Vec<Part>> {
    match &choice.spread {
        Spread::InFull => Ok(allocation::in_full(payables)?),
        Spread::OldestFirst(amount) => {
            same_currency(*amount, items)?;
            Ok(allocation::oldest_first(payables, *amount)?)
        }
        Spread::PerInvoice(amounts) => {
            let mut parts = Vec::new();
            for (invoice, amount) in amounts.iter().filter(|(_, amount)| amount.minor > 0) {
                same_currency(*amount, items)?;
                parts.extend(within_invoice(*invoice, *amount, items, payables)?);
            }
            if parts.is_empty() {
                return Err(Refusal::AmountZero.into());
            }
            Ok(parts)
        }
    }
}

/// Pays one invoice with an amount, its oldest instalment first.
fn within_invoice(
    invoice: InvoiceId,
    amount: Money,
    items: &[Item],
    payables: &[Payable],
) -> Result<Vec<Part>> {
    let of_it: Vec<Payable> = items
        .iter()
        .zip(payables)
        .filter(|(item, _)| item.item.invoice_id == invoice)
        .map(|(_, payable)| payable.clone())
        .collect();
    let Some(first) = of_it.first() else {
        return Err(crate::Error::NotFound);
    };
    let number = first.number.clone();
    let most = Money::sum(of_it.iter().map(|p| p.payable), amount.currency)?;
    if most.is_zero() {
        let reason = "it is paid, on its way or on hold".to_owned();
        return Err(Refusal::NothingToPay { number, reason }.into());
    }
    // An amount between what is due after the discount and the full amount pays in full without it.
    let discounted = of_it.len() == 1 && of_it[0].discount.minor > 0;
    if discounted {
        return Ok(vec![allocation::settle(&of_it[0], amount)?]);
    }
    if amount.minor > most.minor {
        return Err(Refusal::Overpayment { number, most }.into());
    }
    Ok(allocation::oldest_first(&of_it, amount)?)
}

fn same_currency(amount: Money, items: &[Item]) -> Result<()> {
    match items.first() {
        Some(item) if item.item.currency != amount.currency => {
            let (expected, got) = (item.item.currency, amount.currency);
            Err(Refusal::CurrencyMismatch { expected, got }.into())
        }
        _ => Ok(()),
    }
}

fn assemble(
    items: Vec<Item>,
    payables: Vec<Payable>,
    parts: &[Part],
    credit_for: &[i64],
    choice: &Choice,
    today: NaiveDate,
    terms: &Terms,
) -> Result<Quote> {
    let currency = one_currency(&items, &choice.selection)?;
    let money = |minor| Money::new(minor, currency);
    let mut quoted = Vec::with_capacity(items.len());
    for ((item, payable), credit_minor) in items.into_iter().zip(payables).zip(credit_for) {
        let part = parts.iter().find(|part| part.id == item.item.id);
        let credit = money(if part.is_some() { *credit_minor } else { 0 });
        let amount = money(part.map_or(0, |part| part.amount.minor)).minus(credit)?;
        let discount = money(part.map_or(0, |part| part.discount.minor));
        let open_after =
            money(item.item.facts.open_minor).minus(amount)?.minus(discount)?.minus(credit)?;
        quoted.push(QuotedItem {
            part: item.item.collectable(today),
            payable: payable.payable,
            discount,
            credit,
            amount,
            open_after,
            item,
        });
    }
    let amount = Money::sum(quoted.iter().map(|q| q.amount), currency)?;
    let fee = match choice.method {
        Method::Card => FeePolicy { rate_bp: terms.card_fee_bp }.on(amount)?,
        Method::BankDebit | Method::BankTransfer => Money::zero(currency),
    };
    Ok(Quote {
        currency,
        credit_available: money(terms.credit_minor),
        discount: Money::sum(quoted.iter().map(|q| q.discount), currency)?,
        credit: Money::sum(quoted.iter().map(|q| q.credit), currency)?,
        amount,
        fee,
        charged: amount.plus(fee)?,
        items: quoted,
    })
}
