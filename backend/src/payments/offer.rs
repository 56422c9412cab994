//! The page before the button: what would be paid, and every way of paying with its fee.

use super::quote::{self, Choice, Quote, QuotedItem, Selection, Spread};
use crate::{
    Backend,
    accounts::{self, Agreed, Seller},
    actor::Buyer,
    error::Result,
};
use domain::{
    Refusal,
    access::Action,
    fee::{FeePolicy, Method},
    money::Money,
};

/// The longest text that a SEPA transfer carries.
const LONGEST_REFERENCE: usize = 140;

/// What the buyer has chosen so far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wish {
    /// What is to be paid.
    pub selection: Selection,
    /// How much of it.
    pub spread: Spread,
    /// Whether the account's credit is used first.
    pub use_credit: bool,
    /// How it is paid; the first way that is offered, if nothing was chosen yet.
    pub method: Option<Method>,
}

/// What the page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// What the quote is for: the wish, with its gaps filled.
    pub choice: Choice,
    /// What would be paid.
    pub quote: Quote,
    /// What becomes of what is open.
    pub totals: Totals,
    /// Every way of paying that the account is offered.
    pub ways: Vec<Way>,
    /// How to pay by a transfer that the buyer starts at their bank.
    pub transfer: Transfer,
    /// The account's credit would pay all of it. It is not used then, because a payment of
    /// nothing cannot be made.
    pub credit_would_do: bool,
    /// Who could let the buyer pay, if their role does not include it.
    pub ask: Vec<String>,
}

/// What becomes of what is open on all items: `open = stays + discount + credit + amount + left`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Totals {
    /// What is open.
    pub open: Money,
    /// What stays on hold: disputed, deferred, or on its way already.
    pub stays: Money,
    /// What could be paid, and is not paid now.
    pub left: Money,
    /// What is open afterwards.
    pub open_after: Money,
}

/// A way of paying what is quoted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// How.
    pub method: Method,
    /// Its fee policy.
    pub policy: FeePolicy,
    /// The fee.
    pub fee: Money,
    /// What would be charged: amount and fee.
    pub charged: Money,
}

/// Where a transfer goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// The entity and its bank account.
    pub to: Seller,
    /// What to write on it, so that it finds its invoices.
    pub reference: String,
}

/// Computes what a wish would do. Whoever may see the account may see this, too.
pub async fn offer(backend: &Backend, buyer: &Buyer, wish: &Wish) -> Result<Offer> {
    buyer.may(Action::ViewAccount)?;
    let today = backend.clock.today(&buyer.time_zone);
    let can_charge = backend.providers.for_new_payments().is_some();
    let mut tx = backend.db.portal(buyer).await?;
    let Agreed { seller, ways, .. } = accounts::agreed(&mut tx, buyer).await?;
    let ways = || {
        let usable = |way: &&(Method, FeePolicy)| can_charge || way.0 == Method::BankTransfer;
        ways.iter().filter(usable).copied()
    };
    let first = ways().next().ok_or(Refusal::MethodNotOffered)?.0;
    let wished = wish.method.filter(|method| ways().any(|way| way.0 == *method));
    let mut choice = Choice {
        selection: wish.selection.clone(),
        spread: wish.spread.clone(),
        use_credit: wish.use_credit,
        method: wished.unwrap_or(first),
    };
    let mut quote = quote::compute(&mut tx, buyer.account_id, &choice, today).await?;
    let credit_would_do = quote.amount.is_zero() && quote.credit.minor > 0;
    if credit_would_do {
        choice.use_credit = false;
        quote = quote::compute(&mut tx, buyer.account_id, &choice, today).await?;
    }
    let ask = match buyer.can(Action::Pay) {
        true => Vec::new(),
        false => accounts::admins(&mut tx, buyer).await?,
    };
    tx.end();
    let ways = ways().map(|way| priced(way, quote.amount)).collect::<Result<_>>()?;
    let transfer = Transfer { reference: reference(&quote, buyer), to: seller };
    Ok(Offer { totals: totals(&quote)?, choice, quote, ways, transfer, credit_would_do, ask })
}

/// What stays on hold of an item, because it cannot be paid.
pub fn stays(quoted: &QuotedItem) -> Money {
    let currency = quoted.payable.currency;
    Money::new(quoted.part.open_minor - quoted.payable.minor, currency)
}

fn totals(quote: &Quote) -> Result<Totals> {
    let sum = |of: fn(&QuotedItem) -> Money| Money::sum(quote.items.iter().map(of), quote.currency);
    let stays = sum(stays)?;
    let open_after = sum(|quoted| quoted.open_after)?;
    Ok(Totals {
        open: sum(|quoted| Money::new(quoted.part.open_minor, quoted.payable.currency))?,
        stays,
        left: open_after.minus(stays)?,
        open_after,
    })
}

fn priced((method, policy): (Method, FeePolicy), amount: Money) -> Result<Way> {
    let fee = policy.on(amount)?;
    Ok(Way { method, policy, fee, charged: amount.plus(fee)? })
}

/// The numbers of the invoices that are paid, by which what arrives is matched; the account's
/// number where they would not fit.
fn reference(quote: &Quote, buyer: &Buyer) -> String {
    let mut numbers: Vec<&str> = Vec::new();
    for quoted in quote.items.iter().filter(|quoted| quoted.amount.minor > 0) {
        if !numbers.contains(&quoted.item.item.number.as_str()) {
            numbers.push(&quoted.item.item.number);
        }
    }
    let all = numbers.join(" ");
    if all.is_empty() || all.chars().count() > LONGEST_REFERENCE {
        return buyer.account_number.clone();
    }
    all
}
