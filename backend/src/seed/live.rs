//! What is under way when the demonstration begins: promises, a dispute, a question and a bank debit, made by the
//! same verbs that the portal calls, at the moment at which they were made.

use super::{
    accounts::{self, Account, FERROW, MAASLAND},
    book::Book,
    desk,
    invoices::moment,
    paper, people,
    questions::Questions,
    replay::{Replay, post, then},
    sellers::ROTTERDAM,
    story,
};
use crate::{
    Backend,
    actor::Buyer,
    conversations::{self, NewQuestion, NewWord},
    disputes::{self, Claimed, NewDispute, NewLine},
    error::{Error, Result},
    files,
    payments::{
        quote::{self, Choice, Selection, Spread},
        start::{self, Order},
    },
    promises::{self, NewPromise},
};
use chrono::Days;
use domain::{
    conversation::{About, Saying},
    dispute::Claim,
    fee::Method,
    ids::{DisputeId, InvoiceId, PaymentId, PromiseId},
    money::Money,
};
use rust_decimal::Decimal;
use uuid::Uuid;

/// The invoices that it is about.
#[derive(Clone, Copy, Debug)]
pub struct Subjects {
    promised: InvoiceId,
    on_its_way: InvoiceId,
    broken: InvoiceId,
    disputed: InvoiceId,
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
        let known = (pinned(story::PROMISED), pinned(story::ON_ITS_WAY), pinned(story::DISPUTED));
        match (known, ordered) {
            ((Some(promised), Some(on_its_way), Some(disputed)), Some(broken)) => {
                Ok(Self { promised, on_its_way, broken: broken.invoice.id, disputed })
            }
            _ => Err(Error::bug("the story is not complete")),
        }
    }
}

/// Begins it. What is told of disputes began two years ago.
pub async fn begin(
    backend: &Backend,
    subjects: &Subjects,
    mut replay: Replay<'_>,
    questions: &Questions,
) -> Result<()> {
    let ferrow = accounts::find(FERROW)?;
    let maasland = accounts::find(MAASLAND)?;
    let today = backend.clock.today(ROTTERDAM.time_zone);
    let began = moment(ferrow, today - Days::new(729), 10, 0)?;
    desk::set_up(&then(backend, began), today).await?;
    replay.until(moment(ferrow, today - Days::new(8), 14, 5)?).await?;
    dispute(backend, ferrow, subjects.disputed).await?;
    replay.until(moment(ferrow, today - Days::new(1), 18, 0)?).await?;
    questions.replay(backend).await?;
    question(backend, ferrow, subjects.promised).await?;
    promise(backend, maasland, subjects.broken, Promised { ago: 12, cents: 4_100_000, days: 10 })
        .await?;
    promise(backend, ferrow, subjects.promised, Promised { ago: 6, cents: 217_800, days: 13 })
        .await?;
    let yesterday = moment(maasland, today - Days::new(1), 6, 0)?;
    promises::look_after(&then(backend, yesterday)).await?;
    debit(backend, ferrow, subjects.on_its_way).await
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

/// Joost counted 50 spindles, and Lena asked him something the same day.
async fn dispute(
    backend: &Backend,
    account: &'static Account,
    invoice_id: InvoiceId,
) -> Result<()> {
    let joost = people::joost(account);
    let day = backend.clock.today(account.seller.time_zone) - Days::new(8);
    let received = Claimed::Line(2, Claim::Quantity(Decimal::from(50)));
    let reason = "quantity".to_owned();
    let new = NewDispute {
        id: DisputeId(Uuid::now_v7()),
        lines: vec![NewLine { invoice_id, reason, claimed: received }],
        text: "We counted 50 spindles, not 100. This is what our gate wrote down.".to_owned(),
        files: files::take_in(backend, vec![paper::goods_received(day)?]).await?,
    };
    disputes::open(&then(backend, moment(account, day, 14, 5)?), &joost, &new).await?;
    let question = NewWord {
        id: Uuid::now_v7(),
        text: "Thank you, that helps. Which delivery note came with the spindles?".to_owned(),
        saying: Saying::Question,
        asks: None,
        files: Vec::new(),
    };
    let (at, lena) = (then(backend, moment(account, day, 17, 17)?), people::lena(account.seller));
    disputes::claim(&at, &lena, new.id).await?;
    disputes::write(&at, &lena, new.id, &question).await?;
    post(backend, at.clock.now()).await
}

/// Mirjam asks about the invoice that she promised to pay; nobody has answered yet.
async fn question(
    backend: &Backend,
    account: &'static Account,
    invoice_id: InvoiceId,
) -> Result<()> {
    let day = backend.clock.today(account.seller.time_zone) - Days::new(1);
    let new = NewQuestion {
        id: Uuid::now_v7(),
        about: About::Invoice(invoice_id),
        subject: String::new(),
        text: "Can you send the signed delivery note for this one? Our warehouse cannot find it."
            .to_owned(),
        files: Vec::new(),
    };
    let at = then(backend, moment(account, day, 15, 32)?);
    conversations::ask(&at, &payer(account)?, &new).await?;
    post(backend, at.clock.now()).await
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
        short: None,
    };
    start::start(backend, &buyer, order).await.map(|_| ())
}
