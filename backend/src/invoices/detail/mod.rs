//! One invoice with everything about it: the document, what is to pay and why, how it was paid, what
//! was promised, what was said, and what happened.

mod document;
mod money;
mod said;

pub use document::Seller;
pub use money::{Applied, Moving, Source};
pub use said::{Decided, Promised, Verdict};

use crate::{
    Backend,
    actor::Buyer,
    dispatches::{self, Dispatch},
    disputes,
    error::Result,
    invoices::says::Says,
    open_items::{self, Item},
    payments::quote::payable,
    supporting_documents::{self, SupportingDocument},
    timeline::{self, Event},
};
use chrono::NaiveDate;
use document::{Document, Head};
use domain::{
    access::Action,
    ids::{AccountId, InvoiceId},
    invoice::DiscountTerms,
    money::Money,
    standing::{self, Standing},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// An invoice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Detail {
    /// Its id.
    pub id: InvoiceId,
    /// What stands at the top of the document.
    pub head: Head,
    /// What was sold, tax and sums.
    pub says: Says,
    /// What is to be paid by when: one or more.
    pub instalments: Vec<Instalment>,
    /// What is open, what holds it, and its state.
    pub standing: Standing,
    /// What paying it in full takes today: what may be asked for and what is promised, less the
    /// discount.
    pub pays: Money,
    /// The discount for paying early, if it grants one.
    pub discount: Option<Discount>,
    /// What may be promised: what may be asked for of the instalment that is due first.
    pub promisable: Money,
    /// Money and credit that were applied, oldest first.
    pub applied: Vec<Applied>,
    /// Payments that are under way.
    pub moving: Vec<Moving>,
    /// Promises, newest first.
    pub promises: Vec<Promised>,
    /// Disputes about it, newest first.
    pub disputes: Vec<disputes::Summary>,
    /// How it was sent, newest first.
    pub dispatches: Vec<Dispatch>,
    /// Papers that were attached to it, or to the account.
    pub papers: Vec<SupportingDocument>,
    /// What was sent, and what was not, newest first.
    pub decisions: Vec<Decided>,
    /// What happened, to it and to its payments, newest first.
    pub events: Vec<Event>,
}

/// One instalment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instalment {
    /// 1 for the first.
    pub seq: i32,
    /// The day by which it is to be paid.
    pub due_on: NaiveDate,
    /// What was to be paid.
    pub amount: Money,
    /// Where it stands.
    pub standing: Standing,
}

/// The discount for paying early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Discount {
    /// Rate and last day.
    pub terms: DiscountTerms,
    /// What it is in time.
    pub amount: Money,
    /// What paying today saves.
    pub saves: Money,
    /// What was granted.
    pub taken: Money,
}

impl Detail {
    /// An amount in its currency.
    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.head.total.currency)
    }

    /// What is open.
    pub fn open(&self) -> Money {
        self.money(self.standing.part.open_minor)
    }

    /// What may be asked for.
    pub fn to_pay(&self) -> Money {
        self.money(self.standing.part.collectable_minor)
    }

    /// What was paid, credited or discounted.
    pub fn settled(&self) -> Money {
        self.money(self.head.total.minor - self.standing.part.open_minor)
    }

    /// The promise that holds something back, if one does.
    pub fn running_promise(&self) -> Option<&Promised> {
        let holds = self.standing.part.promised_minor > 0;
        let is_open = |promise: &&Promised| promise.state == domain::promise::State::Open;
        self.promises.iter().find(is_open).filter(|_| holds)
    }
}

/// Everything about an invoice of the buyer's account.
pub async fn get(backend: &Backend, buyer: &Buyer, id: InvoiceId) -> Result<Detail> {
    buyer.may(Action::ViewAccount)?;
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let mut detail = load(&mut tx, buyer.account_id, id, today).await?;
    tx.end();
    detail.disputes.iter_mut().for_each(|dispute| dispute.look(backend.clock.now()));
    Ok(detail)
}

async fn load(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: InvoiceId,
    today: NaiveDate,
) -> Result<Detail> {
    let Document { head, says, has } = document::load(tx, account_id, id).await?;
    let items = open_items::of_invoices(tx, account_id, &[id]).await?;
    let applied =
        if has.allocations { money::applied(tx, account_id, id).await? } else { Vec::new() };
    let facts: Vec<_> = items.iter().map(|item| (item.item.due_on, item.item.facts)).collect();
    let standing = standing::of_items(head.total.minor, &facts, today);
    let moving = if standing.part.in_flight_minor > 0 {
        money::moving(tx, account_id, id).await?
    } else {
        Vec::new()
    };
    let promises =
        if has.promises { said::promises(tx, account_id, &items).await? } else { Vec::new() };
    let decisions =
        if has.decisions { said::decisions(tx, account_id, id).await? } else { Vec::new() };
    let disputes =
        if has.disputes { disputes::of_invoice(tx, account_id, id).await? } else { Vec::new() };
    let dispatches = match has.dispatches {
        true => dispatches::for_buyer(tx, account_id, id.0).await?,
        false => Vec::new(),
    };
    let papers = if has.papers {
        supporting_documents::offered(tx, account_id, id).await?
    } else {
        Vec::new()
    };
    let mut subjects = subjects(id, &applied, &moving);
    subjects.extend(disputes.iter().map(|dispute| dispute.id.0));
    let (pays, discount) = price(&items, &applied, head.total, today)?;
    Ok(Detail {
        id,
        says,
        instalments: items.iter().map(|item| instalment(item, today)).collect(),
        promisable: promisable(&items, head.total, today),
        promises,
        disputes,
        dispatches,
        papers,
        decisions,
        events: timeline::of_subjects(tx, account_id, &subjects).await?,
        head,
        standing,
        pays,
        discount,
        applied,
        moving,
    })
}

/// The invoice and the payments that had to do with it.
fn subjects(id: InvoiceId, applied: &[Applied], moving: &[Moving]) -> Vec<Uuid> {
    let payments = applied.iter().filter_map(|row| match row.source {
        Source::Payment { id, .. } => Some(id.0),
        Source::CreditNote { .. } | Source::WriteOff => None,
    });
    let mut subjects = vec![id.0];
    subjects.extend(payments.chain(moving.iter().map(|payment| payment.id.0)));
    subjects.sort();
    subjects.dedup();
    subjects
}

/// What paying all of it takes today, and the discount that there is, was or would have been.
fn price(
    items: &[Item],
    applied: &[Applied],
    total: Money,
    today: NaiveDate,
) -> Result<(Money, Option<Discount>)> {
    let payables = items.iter().map(|item| payable(item, today)).collect::<Result<Vec<_>>>()?;
    let full = Money::sum(payables.iter().map(|payable| payable.payable), total.currency)?;
    let saves = Money::sum(payables.iter().map(|payable| payable.discount), total.currency)?;
    let discount = match items.iter().find_map(|item| item.discount) {
        Some(terms) => Some(Discount {
            terms,
            amount: terms.discount(total, terms.until)?,
            saves,
            taken: Money::sum(applied.iter().map(|row| row.discount), total.currency)?,
        }),
        None => None,
    };
    Ok((full.minus(saves)?, discount))
}

fn instalment(item: &Item, today: NaiveDate) -> Instalment {
    let amount = item.amount;
    let facts = [(item.item.due_on, item.item.facts)];
    let standing = standing::of_items(amount.minor, &facts, today);
    Instalment { seq: item.item.seq, due_on: item.item.due_on, amount, standing }
}

/// The verb promises the first item that is open; see `promises::make`.
fn promisable(items: &[Item], total: Money, today: NaiveDate) -> Money {
    let first = items.iter().find(|item| item.item.facts.open_minor > 0);
    let minor = first.map_or(0, |item| item.item.collectable(today).collectable_minor);
    Money::new(minor, total.currency)
}
