//! What is under way when the demonstration begins: promises and a bank debit, made by the same
//! verbs that the portal calls, at the moment at which they were made.

use super::{
    accounts::{self, Account, FERROW, MAASLAND},
    book::Book,
    invoices::moment,
    people, story,
};
use crate::{
    Backend,
    actor::Buyer,
    error::{Error, Result},
    gateways::clock::Clock,
    payments::{
        quote::{self, Choice, Selection, Spread},
        start::{self, Order},
    },
    promises::{self, NewPromise},
};
use chrono::{DateTime, Days, Utc};
use domain::{
    fee::Method,
    ids::{InvoiceId, PaymentId, PromiseId},
    money::Money,
};
use uuid::Uuid;

/// The invoices that it is about.
#[derive(Clone, Copy, Debug)]
pub struct Subjects {
    promised: InvoiceId,
    on_its_way: InvoiceId,
    broken: InvoiceId,
}

impl Subjects {
    /// Finds them in the book.
    pub fn of(book: &Book) -> Result<Self> {
        let pinned = |number| {
            let found = book.bills.iter().find(|bill| bill.pinned == Some(number));
            found.map(|bill| bill.invoice.id)
        };
        let ordered = book
            .bills
            .iter()
            .find(|bill| bill.invoice.po_number.as_deref() == Some(story::BROKEN_PROMISE_ORDER));
        match (pinned(story::PROMISED), pinned(story::ON_ITS_WAY), ordered) {
            (Some(promised), Some(on_its_way), Some(broken)) => {
                Ok(Self { promised, on_its_way, broken: broken.invoice.id })
            }
            _ => Err(Error::bug("the story is not complete")),
        }
    }
}

/// Begins it.
pub async fn begin(backend: &Backend, subjects: &Subjects) -> Result<()> {
    let ferrow = accounts::find(FERROW)?;
    let maasland = accounts::find(MAASLAND)?;
    promise(backend, maasland, subjects.broken, Promised { ago: 12, cents: 4_100_000, days: 10 })
        .await?;
    promise(backend, ferrow, subjects.promised, Promised { ago: 6, cents: 217_800, days: 13 })
        .await?;
    let today = backend.clock.today(maasland.seller.time_zone);
    let yesterday = moment(maasland, today - Days::new(1), 6, 0)?;
    promises::look_after(&then(backend, yesterday)).await?;
    debit(backend, ferrow, subjects.on_its_way).await
}

/// The same hands at another moment.
fn then(backend: &Backend, at: DateTime<Utc>) -> Backend {
    Backend { clock: Clock::fixed(at), ..backend.clone() }
}

fn payer(account: &'static Account) -> Result<Buyer> {
    people::payer_of(account)
        .ok_or_else(|| Error::bug(format!("nobody pays for {}", account.number)))
}

struct Promised {
    ago: u64,
    cents: i64,
    days: u64,
}

async fn promise(
    backend: &Backend,
    account: &'static Account,
    invoice_id: InvoiceId,
    promised: Promised,
) -> Result<()> {
    let day = backend.clock.today(account.seller.time_zone) - Days::new(promised.ago);
    let new = NewPromise {
        id: PromiseId(Uuid::now_v7()),
        invoice_id,
        amount: Money::new(promised.cents, account.currency()?),
        until: day + Days::new(promised.days),
    };
    let at = moment(account, day, 11, 47)?;
    promises::make(&then(backend, at), &payer(account)?, &new).await
}

/// Sent today; it settles in two banking days.
async fn debit(backend: &Backend, account: &'static Account, invoice_id: InvoiceId) -> Result<()> {
    if backend.providers.for_new_payments().is_none() {
        return Ok(()); // without the sandbox nothing can be under way
    }
    let buyer = payer(account)?;
    let choice = Choice {
        selection: Selection::Invoices(vec![invoice_id]),
        spread: Spread::InFull,
        use_credit: false,
        method: Method::BankDebit,
    };
    let quote = quote::quote(backend, &buyer, &choice).await?;
    let order = Order {
        id: PaymentId(Uuid::now_v7()),
        choice,
        instrument: "debit_settles".to_owned(),
        expected: quote.charged,
    };
    start::start(backend, &buyer, order).await.map(|_| ())
}
