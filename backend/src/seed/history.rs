//! Writes the book down day by day, as it would have been written then: documents are issued and
//! money is applied by the same functions, with the dates and instants of their day.

use super::{
    book::{Bill, Book, Credit, Fate, Payment},
    invoices::moment,
    people,
};
use crate::{
    actor::Actor,
    allocations::{self, Application, Source},
    credit_notes,
    error::{Error, Result},
    events::{self, NewEvent},
    gateways::clock::Clock,
    invoices::issue::{NewInvoice, issue_many},
    ledger::{self, Posting},
    payments::{self, By},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    fee::Method,
    ids::{InvoiceId, OpenItemId},
    ledger as books,
    payment::State,
};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What the ERP does.
const ERP: Actor = Actor::System("import");
/// What providers and bank statements do.
const PAYMENTS: Actor = Actor::System("payments");

/// What happens on one day, in this order.
#[derive(Default)]
struct Day {
    bills: Vec<Bill>,
    credits: Vec<Credit>,
    payments: Vec<Payment>,
}

/// Items by invoice and instalment.
type Items = HashMap<(InvoiceId, i32), OpenItemId>;

/// Writes everything down.
pub async fn write(tx: &mut PgConnection, clock: &Clock, book: Book) -> Result<()> {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for bill in book.bills {
        let on = bill.invoice.issued_on;
        days.entry(on).or_default().bills.push(bill);
    }
    for credit in book.credits {
        let on = credit.note.issued_on;
        days.entry(on).or_default().credits.push(credit);
    }
    for payment in book.payments {
        days.entry(payment.on).or_default().payments.push(payment);
    }
    let mut items = Items::new();
    // What is issued or received now and has its consequence on a later day.
    let mut unused: BTreeMap<NaiveDate, Vec<Credit>> = BTreeMap::new();
    let mut taken_back: BTreeMap<NaiveDate, Vec<Payment>> = BTreeMap::new();
    let Some((&first, _)) = days.first_key_value() else {
        return Ok(());
    };
    for on in first.iter_days() {
        if days.is_empty() && unused.is_empty() && taken_back.is_empty() {
            break;
        }
        let day = days.remove(&on).unwrap_or_default();
        issue(tx, clock, day.bills, &mut items).await?;
        for credit in day.credits {
            let at = moment(credit.account, on, 10, 0)?;
            credit_notes::issue(tx, &ERP, at, &credit.note).await?;
            if let Some((_, applied_on)) = credit.applied {
                unused.entry(applied_on).or_default().push(credit);
            }
        }
        for credit in unused.remove(&on).unwrap_or_default() {
            use_credit(tx, &credit, on, &items).await?;
        }
        receive(tx, &day.payments, &items).await?;
        for payment in taken_back.remove(&on).unwrap_or_default() {
            take_back(tx, &payment, on).await?;
        }
        for payment in day.payments {
            if let Fate::Returned(back_on) = payment.fate {
                taken_back.entry(back_on).or_default().push(payment);
            }
        }
    }
    Ok(())
}

/// Issues a day's invoices, those of each seller at once.
async fn issue(
    tx: &mut PgConnection,
    clock: &Clock,
    bills: Vec<Bill>,
    items: &mut Items,
) -> Result<()> {
    let mut by_moment: BTreeMap<(DateTime<Utc>, NaiveDate), Vec<NewInvoice>> = BTreeMap::new();
    for bill in bills {
        let at = moment(bill.account, bill.invoice.issued_on, 9, 12)?;
        // Reminders are laid down as of the real today: history has had its own.
        let today = clock.today(bill.account.seller.time_zone);
        by_moment.entry((at, today)).or_default().push(bill.invoice);
    }
    for ((at, today), invoices) in by_moment {
        issue_many(tx, &ERP, at, today, &invoices).await?;
        let accounts: Vec<_> = invoices.iter().map(|i| i.account_id.0).collect();
        let ids: Vec<_> = invoices.iter().map(|i| i.id.0).collect();
        let rows = sqlx::query!(
            "SELECT id, invoice_id, seq FROM open_item WHERE account_id = ANY ($1) AND invoice_id = ANY ($2)",
            &accounts,
            &ids,
        )
        .fetch_all(&mut *tx)
        .await?;
        for row in rows {
            items.insert((row.invoice_id.into(), row.seq), row.id.into());
        }
    }
    Ok(())
}

fn item(items: &Items, invoice_id: InvoiceId, seq: i32) -> Result<OpenItemId> {
    items
        .get(&(invoice_id, seq))
        .copied()
        .ok_or_else(|| Error::bug(format!("instalment {seq} of invoice {invoice_id} is missing")))
}

/// Applies a whole credit note to the invoice that it corrects.
async fn use_credit(
    tx: &mut PgConnection,
    credit: &Credit,
    on: NaiveDate,
    items: &Items,
) -> Result<()> {
    let Some((invoice_id, _)) = credit.applied else {
        return Ok(());
    };
    let note = &credit.note;
    sqlx::query!(
        "UPDATE credit_note SET left_minor = 0 WHERE account_id = $1 AND id = $2",
        note.account_id.0,
        note.id.0,
    )
    .execute(&mut *tx)
    .await?;
    let application = Application {
        entity_id: note.entity_id,
        account_id: note.account_id,
        open_item_id: item(items, invoice_id, 1)?,
        source: Source::CreditNote(note.id),
        amount_minor: note.total_minor(),
        discount_minor: 0,
        currency: note.currency,
        rule: "credit",
        reference: note.number.clone(),
        on,
        at: moment(credit.account, on, 6, 0)?,
    };
    allocations::apply(tx, &application).await
}

/// Writes down a day's payments, and applies those that settled.
async fn receive(tx: &mut PgConnection, payments: &[Payment], items: &Items) -> Result<()> {
    if payments.is_empty() {
        return Ok(());
    }
    insert_payments(tx, payments).await?;
    insert_parts(tx, payments, items).await?;
    insert_steps(tx, payments).await?;
    let settled: Vec<&Payment> =
        payments.iter().filter(|payment| payment.fate != Fate::Failed).collect();
    let postings: Vec<Posting> = settled.iter().map(|payment| posting(payment)).collect();
    ledger::post(tx, &postings).await?;
    for payment in settled {
        for part in &payment.parts {
            let application = Application {
                entity_id: payment.account.seller.id,
                account_id: payment.account.id(),
                open_item_id: item(items, part.invoice_id, part.seq)?,
                source: Source::Payment(payment.id),
                amount_minor: part.minor,
                discount_minor: part.discount_minor,
                currency: payment.amount.currency,
                rule: if is_by_portal(payment) { "chosen" } else { "reference" },
                reference: payments::reference(payment.id),
                on: payment.on,
                at: payment.at,
            };
            allocations::apply(tx, &application).await?;
        }
    }
    for payment in payments {
        tell(tx, payment).await?;
    }
    Ok(())
}

fn is_by_portal(payment: &Payment) -> bool {
    payment.account.method != Method::BankTransfer
}

fn posting(payment: &Payment) -> Posting {
    Posting {
        entity_id: payment.account.seller.id,
        account_id: payment.account.id(),
        kind: "money_received",
        source: ("payment", payment.id.0),
        reference: payments::reference(payment.id),
        currency: payment.amount.currency,
        on: payment.on,
        at: payment.at,
        reverses: None,
        lines: books::money_received(payment.amount, payment.fee),
    }
}

async fn insert_payments(tx: &mut PgConnection, payments: &[Payment]) -> Result<()> {
    macro_rules! column {
        ($f:expr) => {
            &payments.iter().map($f).collect::<Vec<_>>()
        };
    }
    let settled = |payment: &Payment| payment.fate != Fate::Failed;
    sqlx::query!(
        "INSERT INTO payment (id, entity_id, account_id, provider, provider_ref, method, instrument, instrument_label,
                              currency, amount_minor, fee_minor, left_minor, state, reason, request_hash, initiated_by,
                              created_at, settles_on, settled_on, settled_at, receipt_number)
         SELECT *
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::text[], $10::int8[], $11::int8[], $12::int8[], $13::text[], $14::text[], $15::text[],
                     $16::uuid[], $17::timestamptz[], $18::date[], $19::date[], $20::timestamptz[], $21::text[])",
        column!(|p| p.id.0),
        column!(|p| p.account.seller.id.0),
        column!(|p| p.account.id().0),
        column!(|p| (if is_by_portal(p) { "sandbox" } else { "import" }).to_owned()),
        column!(|p| is_by_portal(p).then(|| format!("sbx_{}", p.id.0.simple()))) as &[Option<String>],
        column!(|p| p.account.method.code().to_owned()),
        column!(|p| p.instrument().0.to_owned()),
        column!(|p| p.instrument().1.to_owned()),
        column!(|p| p.amount.currency.to_string()),
        column!(|p| p.amount.minor),
        column!(|p| p.fee.minor),
        column!(|p| p.left_minor),
        column!(|p| (if settled(p) { State::Settled } else { State::Failed }).code().to_owned()),
        column!(|p| (!settled(p)).then(|| DECLINED.to_owned())) as &[Option<String>],
        column!(|p| format!("history of {}", p.id)),
        column!(|p| people::payer_of(p.account)
            .filter(|_| is_by_portal(p))
            .map(|buyer| buyer.user_id.0)) as &[Option<Uuid>],
        column!(|p| p.created_at),
        column!(|p| (p.account.method == Method::BankDebit).then_some(p.on)) as &[Option<NaiveDate>],
        column!(|p| settled(p).then_some(p.on)) as &[Option<NaiveDate>],
        column!(|p| settled(p).then_some(p.at)) as &[Option<DateTime<Utc>>],
        column!(|p| settled(p).then(|| receipt_number(p))) as &[Option<String>],
    )
    .execute(tx)
    .await?;
    Ok(())
}

const DECLINED: &str = "The card's bank declined it.";
const OBJECTED: &str = "The account holder objected.";

/// As a settled payment's receipt is numbered: `R-`, the year and the end of the payment's id.
fn receipt_number(payment: &Payment) -> String {
    let reference = payments::reference(payment.id);
    format!("R-{}-{}", payment.on.format("%y"), &reference[2..])
}

async fn insert_parts(tx: &mut PgConnection, payments: &[Payment], items: &Items) -> Result<()> {
    let rows: Vec<_> = payments
        .iter()
        .flat_map(|payment| payment.parts.iter().map(move |part| (payment, part)))
        .collect();
    let open_items = rows
        .iter()
        .map(|(_, part)| item(items, part.invoice_id, part.seq).map(|id| id.0))
        .collect::<Result<Vec<_>>>()?;
    sqlx::query!(
        "INSERT INTO payment_part (account_id, payment_id, open_item_id, amount_minor, discount_minor)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int8[], $5::int8[])",
        &rows.iter().map(|(p, _)| p.account.id().0).collect::<Vec<_>>(),
        &rows.iter().map(|(p, _)| p.id.0).collect::<Vec<_>>(),
        &open_items,
        &rows.iter().map(|(_, part)| part.minor).collect::<Vec<_>>(),
        &rows.iter().map(|(_, part)| part.discount_minor).collect::<Vec<_>>(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// One move of a payment.
struct Step {
    from: Option<State>,
    to: State,
    source: &'static str,
    at: DateTime<Utc>,
}

/// The states that a payment went through, who moved it, and when.
fn steps(payment: &Payment) -> Vec<Step> {
    use State as S;
    let (began, ended) = (payment.created_at, payment.at);
    let step = |from, to, source, at| Step { from, to, source, at };
    if !is_by_portal(payment) {
        return vec![step(None, S::Settled, "import", ended)];
    }
    let created = step(None, S::Created, "buyer", began);
    let confirming = step(Some(S::Created), S::Confirming, "guard", began);
    let mut steps = vec![created, confirming];
    let asked = Some(S::Confirming);
    match (payment.fate, payment.account.method) {
        (Fate::Failed, _) => steps.push(step(asked, S::Failed, "provider", ended)),
        (_, Method::Card) => steps.push(step(asked, S::Settled, "provider", ended)),
        _ => {
            steps.push(step(asked, S::Processing, "provider", began));
            steps.push(step(Some(S::Processing), S::Settled, "webhook", ended));
        }
    }
    steps
}

async fn insert_steps(tx: &mut PgConnection, payments: &[Payment]) -> Result<()> {
    let rows: Vec<_> = payments
        .iter()
        .flat_map(|payment| steps(payment).into_iter().map(move |step| (payment, step)))
        .collect();
    macro_rules! column {
        ($f:expr) => {
            &rows.iter().map($f).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "INSERT INTO payment_event (id, account_id, payment_id, at, from_state, to_state, source, detail)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[],
                              $7::text[], $8::text[])",
        column!(|_| Uuid::now_v7()),
        column!(|(p, _)| p.account.id().0),
        column!(|(p, _)| p.id.0),
        column!(|(_, step)| step.at),
        column!(|(_, step)| step.from.map(|from| from.code().to_owned())) as &[Option<String>],
        column!(|(_, step)| step.to.code().to_owned()),
        column!(|(_, step)| step.source.to_owned()),
        column!(|(_, step)| (if step.to == State::Failed { DECLINED } else { "" }).to_owned()),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Both sides read what happened.
async fn tell(tx: &mut PgConnection, payment: &Payment) -> Result<()> {
    let reference = payments::reference(payment.id);
    let charged = payment.amount.plus(payment.fee)?;
    if let Some(buyer) = people::payer_of(payment.account).filter(|_| is_by_portal(payment)) {
        let by = payment.account.method.label().to_lowercase();
        let text = format!("Payment {reference} of {charged} by {by} started");
        let started = event(payment, "payment.started", text);
        events::record(&mut *tx, &Actor::Buyer(buyer), payment.created_at, started).await?;
    }
    let ended = match payment.fate {
        Fate::Failed => event(
            payment,
            "payment.failed",
            format!("Payment {reference} of {charged} did not work. {DECLINED}"),
        ),
        _ => event(payment, "payment.settled", format!("Payment {reference} of {charged} settled")),
    };
    events::record(tx, &PAYMENTS, payment.at, ended).await
}

fn event(payment: &Payment, name: &'static str, text: String) -> NewEvent {
    NewEvent {
        entity_id: Some(payment.account.seller.id),
        account_id: Some(payment.account.id()),
        name,
        subject: ("payment", payment.id.0),
        text,
        data: serde_json::json!({ "fee_minor": payment.fee.minor }),
        for_buyer: true,
    }
}

/// The bank takes a settled payment back: everything that it did is reversed.
async fn take_back(tx: &mut PgConnection, payment: &Payment, on: NaiveDate) -> Result<()> {
    let at = moment(payment.account, on, 8, 0)?;
    let account_id = payment.account.id();
    let locked = payments::lock(tx, By::Id(payment.id)).await?;
    allocations::reverse_payment(tx, account_id, payment.id, on, at).await?;
    let entry = sqlx::query_scalar!(
        "SELECT id FROM ledger_entry WHERE source_type = 'payment' AND source_id = $1 AND kind = 'money_received'",
        payment.id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    ledger::reverse(tx, account_id, entry, on, at).await?;
    sqlx::query!(
        "UPDATE payment SET returned_on = $3, reason = $4, left_minor = 0 WHERE account_id = $1 AND id = $2",
        account_id.0,
        payment.id.0,
        on,
        OBJECTED,
    )
    .execute(&mut *tx)
    .await?;
    payments::advance(tx, &locked, State::Returned, "webhook", OBJECTED, at).await?;
    let reference = payments::reference(payment.id);
    let charged = payment.amount.plus(payment.fee)?;
    let text = format!("Payment {reference} of {charged} came back. {OBJECTED}");
    events::record(tx, &PAYMENTS, at, event(payment, "payment.returned", text)).await
}
