//! Opening a dispute.

use super::{
    billed, hold,
    route::{self, Desk},
};
use crate::{
    Backend,
    actor::{Actor, Buyer},
    conversations::{self, Author, Post, To},
    error::{Error, Result},
    events::{self, NewEvent},
    files::Checked,
    numbers,
    open_items::{self, Item},
    self_help::{self, Case},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Refusal,
    access::Action,
    conversation::{About, LONGEST, Saying},
    dispute::{self, Billed, Claim, Disputed, State},
    ids::{DisputeId, DisputeLineId, InvoiceId},
    money::{Currency, Money},
    notice,
    self_help::{Kind, Outcome},
};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// The most lines of one dispute.
const MOST_LINES: usize = 200;

/// A dispute that is to be opened. The id is made by the form, so the same form opens one dispute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDispute {
    /// Its id.
    pub id: DisputeId,
    /// What is wrong.
    pub lines: Vec<NewLine>,
    /// What happened, in the buyer's words.
    pub text: String,
    /// What shows it.
    pub files: Vec<Checked>,
}

/// Something that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewLine {
    /// On which invoice.
    pub invoice_id: InvoiceId,
    /// Why, by the code of one of the seller's reasons.
    pub reason: String,
    /// What.
    pub claimed: Claimed,
}

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claimed {
    /// A line should have been something else.
    Line(i32, Claim),
    /// An amount of the whole invoice.
    Amount(Money),
}

impl Claimed {
    fn line_no(&self) -> Option<i32> {
        match self {
            Self::Line(line_no, _) => Some(*line_no),
            Self::Amount(_) => None,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Line(_, Claim::Quantity(_)) => "quantity",
            Self::Line(_, Claim::Price(_)) => "price",
            Self::Line(_, Claim::Tax(_)) => "tax",
            Self::Amount(_) => "amount",
        }
    }

    /// What is right, in ten-thousandths.
    fn right_e4(&self) -> Result<Option<i64>> {
        let right = match self {
            Self::Line(_, Claim::Quantity(right) | Claim::Price(right)) => *right,
            Self::Line(_, Claim::Tax(right)) => Decimal::from(*right),
            Self::Amount(_) => return Ok(None),
        };
        Ok(Some(domain::decimals::to_e4(right)?))
    }
}

/// An invoice that is disputed, as it was billed.
struct Invoice {
    id: InvoiceId,
    number: String,
    total: Money,
    tax: Money,
    lines: Vec<(i32, Billed)>,
    /// What of it is disputed and not decided yet, by line; an amount of the whole has none, and neither
    /// has what was credited.
    running: Vec<(Option<i32>, i64)>,
}

/// Opens it: from this moment its amount is asked for nowhere. Says its id's number.
pub async fn open(backend: &Backend, buyer: &Buyer, new: &NewDispute) -> Result<String> {
    let mut tx = backend.db.portal(buyer).await?;
    match open_in(&mut tx, backend, buyer, new).await? {
        Opened::Now(number) => tx.commit().await.map(|()| number),
        Opened::Before(number) => Ok(number),
    }
}

/// Whether a form has opened a dispute, with its number.
pub(crate) enum Opened {
    /// This time.
    Now(String),
    /// When it was sent before.
    Before(String),
}

/// Opens it in a transaction that does more.
pub(crate) async fn open_in(
    tx: &mut PgConnection,
    backend: &Backend,
    buyer: &Buyer,
    new: &NewDispute,
) -> Result<Opened> {
    buyer.may(Action::Dispute)?;
    let now = backend.clock.now();
    let today = backend.clock.today(&buyer.time_zone);
    check_form(new)?;
    let mut ids: Vec<InvoiceId> = new.lines.iter().map(|line| line.invoice_id).collect();
    ids.sort();
    ids.dedup();
    let items = open_items::of_invoices(tx, buyer.account_id, &ids).await?;
    let item_ids: Vec<_> = items.iter().map(|item| item.item.id).collect();
    open_items::lock(tx, buyer.account_id, &item_ids).await?;
    // Under the lock: of a double click the slower one finds what the faster one has opened.
    if let Some(number) = was_opened(tx, buyer, new.id).await? {
        return Ok(Opened::Before(number));
    }
    let items = open_items::of_invoices(tx, buyer.account_id, &ids).await?;
    let invoices = invoices(tx, buyer, &ids).await?;
    let disputed = measure(new, &invoices)?;
    let currency = invoices.first().ok_or(Refusal::NothingChosen)?.total.currency;
    let total =
        Money::sum(disputed.iter().map(Disputed::gross).collect::<Result<Vec<_>, _>>()?, currency)?;
    check_reasons(tx, buyer, new).await?;
    let reason = mostly(new, &disputed);
    let desk = route::desk_of(tx, buyer, reason, total, now).await?;
    let number = numbers::next(tx, buyer.entity_id, "D", today).await?;
    insert(tx, buyer, new, (&number, reason, total), &desk, (today, now)).await?;
    hold_lines(tx, buyer, new, &disputed, &items, now).await?;
    let numbers: Vec<&str> = invoices.iter().map(|invoice| invoice.number.as_str()).collect();
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name: "dispute.opened",
        subject: ("dispute", new.id.0),
        text: format!("{} disputed {total} of {} ({number})", buyer.name, numbers.join(", ")),
        data: serde_json::json!({ "invoices": ids, "team": desk.target.team_id }),
        for_buyer: true,
    };
    events::record(tx, &Actor::Buyer(buyer.clone()), now, event).await?;
    let case = Case {
        id: new.id.0,
        invoice: ids.first().copied(),
        kind: Kind::Wrong,
        outcome: Outcome::Disputed,
    };
    self_help::note(tx, backend, buyer, case).await?;
    Ok(Opened::Now(number))
}

fn check_form(new: &NewDispute) -> Result<(), Refusal> {
    if new.lines.is_empty() {
        return Err(Refusal::field("lines", "Tick at least one line that is wrong."));
    }
    if new.lines.len() > MOST_LINES {
        let words = format!("At most {MOST_LINES} lines can be disputed together.");
        return Err(Refusal::field("lines", words));
    }
    if new.text.trim().is_empty() {
        return Err(Refusal::field("text", "Write one sentence about what is wrong."));
    }
    if new.text.chars().count() > LONGEST {
        let words = format!("Write at most {LONGEST} characters.");
        return Err(Refusal::field("text", words));
    }
    Ok(())
}

async fn was_opened(tx: &mut PgConnection, buyer: &Buyer, id: DisputeId) -> Result<Option<String>> {
    let number = sqlx::query_scalar!(
        "SELECT number FROM dispute WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?;
    Ok(number)
}

async fn check_reasons(tx: &mut PgConnection, buyer: &Buyer, new: &NewDispute) -> Result<()> {
    let known = super::read::reasons_of(tx, buyer.entity_id).await?;
    let is_known = |line: &NewLine| known.iter().any(|reason| reason.code == line.reason);
    if !new.lines.iter().all(is_known) {
        return Err(Refusal::field("reason", "Choose what is wrong from the list.").into());
    }
    Ok(())
}

async fn invoices(tx: &mut PgConnection, buyer: &Buyer, ids: &[InvoiceId]) -> Result<Vec<Invoice>> {
    let uuids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let heads = sqlx::query!(
        r#"SELECT id, number, currency, total_minor + prepaid_minor AS "billed_minor!", tax_minor FROM invoice
           WHERE account_id = $1 AND id = ANY ($2) ORDER BY number"#,
        buyer.account_id.0,
        &uuids,
    )
    .fetch_all(&mut *tx)
    .await?;
    let lines = billed::lines(tx, buyer.account_id, &uuids).await?;
    let running = sqlx::query!(
        r#"SELECT l.invoice_id AS "invoice_id!", l.line_no, l.net_minor + l.tax_minor AS "gross_minor!" FROM dispute_line l
           JOIN dispute d ON d.account_id = l.account_id AND d.id = l.dispute_id
           WHERE l.account_id = $1 AND l.invoice_id = ANY ($2) AND l.outcome IS NULL AND d.state IN ('open', 'asked')
           UNION ALL
           SELECT c.invoice_id, NULL, c.total_minor FROM credit_note c
           WHERE c.account_id = $1 AND c.invoice_id = ANY ($2)"#,
        buyer.account_id.0,
        &uuids,
    )
    .fetch_all(&mut *tx)
    .await?;
    heads
        .into_iter()
        .map(|head| {
            let currency: Currency = head.currency.parse()?;
            let of = |id: Uuid| id == head.id;
            let its = lines.iter().filter(|line| of(line.invoice_id.0));
            let billed = its.map(|line| (line.line_no, line.billed));
            let running = running.iter().filter(|line| of(line.invoice_id));
            Ok(Invoice {
                id: head.id.into(),
                number: head.number,
                total: Money::new(head.billed_minor, currency),
                tax: Money::new(head.tax_minor, currency),
                lines: billed.collect(),
                running: running.map(|line| (line.line_no, line.gross_minor)).collect(),
            })
        })
        .collect()
}

/// What each line disputes. Nothing can be disputed twice, and no more than was billed.
fn measure(new: &NewDispute, invoices: &[Invoice]) -> Result<Vec<Disputed>> {
    let currency = invoices.first().ok_or(Refusal::NothingChosen)?.total.currency;
    if let Some(other) = invoices.iter().find(|invoice| invoice.total.currency != currency) {
        let (expected, got) = (currency, other.total.currency);
        return Err(Refusal::CurrencyMismatch { expected, got }.into());
    }
    let mut disputed = Vec::with_capacity(new.lines.len());
    for invoice in invoices {
        let mut sum: i64 = invoice.running.iter().map(|(_, minor)| minor).sum();
        let mut lines: Vec<i32> = invoice.running.iter().filter_map(|(line, _)| *line).collect();
        for (at, line) in new.lines.iter().enumerate().filter(|(_, l)| l.invoice_id == invoice.id) {
            let of = one(line, invoice, &mut lines)?;
            sum += of.gross()?.minor;
            if sum > invoice.total.minor {
                let words = format!(
                    "More would be disputed of {} than was billed and not credited yet.",
                    invoice.number
                );
                return Err(Refusal::field("lines", words).into());
            }
            disputed.push((at, of));
        }
    }
    disputed.sort_by_key(|(at, _)| *at);
    Ok(disputed.into_iter().map(|(_, of)| of).collect())
}

fn one(line: &NewLine, invoice: &Invoice, taken: &mut Vec<i32>) -> Result<Disputed> {
    match line.claimed {
        Claimed::Amount(gross) if gross.currency != invoice.total.currency => {
            let (expected, got) = (invoice.total.currency, gross.currency);
            Err(Refusal::CurrencyMismatch { expected, got }.into())
        }
        Claimed::Amount(gross) => Ok(dispute::of_amount(gross, invoice.total, invoice.tax)?),
        Claimed::Line(line_no, claim) => {
            if taken.contains(&line_no) {
                let words = format!("Line {line_no} of {} is disputed already.", invoice.number);
                return Err(Refusal::field("lines", words).into());
            }
            taken.push(line_no);
            let billed = invoice.lines.iter().find(|(no, _)| *no == line_no);
            let (_, billed) = billed.ok_or(Error::NotFound)?;
            Ok(dispute::of_line(billed, claim)?)
        }
    }
}

/// What it is about mostly: the reason of its largest line, the first of equals.
fn mostly<'a>(new: &'a NewDispute, disputed: &[Disputed]) -> &'a str {
    let largest =
        disputed.iter().zip(&new.lines).rev().max_by_key(|(of, _)| of.net.minor + of.tax.minor);
    largest.map_or("", |(_, line)| line.reason.as_str())
}

async fn insert(
    tx: &mut PgConnection,
    buyer: &Buyer,
    new: &NewDispute,
    (number, reason, total): (&str, &str, Money),
    desk: &Desk,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> Result<()> {
    let person = desk.target.person.as_ref();
    sqlx::query!(
        "INSERT INTO dispute (id, entity_id, account_id, number, currency, reason_code, state, disputed_minor,
                              opened_by, opened_on, opened_at, team_id, owner_id, owner_name, priority, clock_from,
                              respond_by, resolve_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        new.id.0,
        buyer.entity_id.0,
        buyer.account_id.0,
        number,
        total.currency.code(),
        reason,
        State::Open.code(),
        total.minor,
        buyer.user_id.0,
        today,
        now,
        desk.target.team_id.0,
        person.map(|(id, _)| id.0),
        person.map(|(_, name)| name.as_str()),
        desk.priority.code(),
        desk.clock.from,
        desk.clock.respond_by,
        desk.clock.resolve_by,
    )
    .execute(&mut *tx)
    .await?;
    let message = Post {
        id: Uuid::now_v7(),
        entity_id: buyer.entity_id,
        account_id: buyer.account_id,
        to: To::About(About::Dispute(new.id), &format!("Dispute {number}")),
        text: new.text.trim(),
        saying: Saying::Asked,
        by: Author { id: buyer.user_id, name: &buyer.name },
        asked: None,
        files: &new.files,
        at: now,
    };
    conversations::post_at(tx, &message, notice::Step::Opened).await?;
    Ok(())
}

/// Writes the lines, and holds each on the items of its invoice: what is open there and no line of a
/// dispute holds yet, the oldest first.
async fn hold_lines(
    tx: &mut PgConnection,
    buyer: &Buyer,
    new: &NewDispute,
    disputed: &[Disputed],
    items: &[Item],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut room: Vec<i64> = items
        .iter()
        .map(|item| item.item.facts.open_minor - item.item.facts.disputed_minor)
        .collect();
    for (position, (line, of)) in (1_i32..).zip(new.lines.iter().zip(disputed)) {
        let id = DisputeLineId(Uuid::now_v7());
        sqlx::query!(
            "INSERT INTO dispute_line (id, account_id, dispute_id, position, invoice_id, line_no, reason_code,
                                       claim, right_e4, net_minor, tax_minor)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            id.0,
            buyer.account_id.0,
            new.id.0,
            position,
            line.invoice_id.0,
            line.claimed.line_no(),
            line.reason,
            line.claimed.code(),
            line.claimed.right_e4()?,
            of.net.minor,
            of.tax.minor,
        )
        .execute(&mut *tx)
        .await?;
        let its: Vec<usize> =
            (0..items.len()).filter(|&n| items[n].item.invoice_id == line.invoice_id).collect();
        let rooms: Vec<i64> = its.iter().map(|&n| room[n]).collect();
        for (&n, held) in its.iter().zip(dispute::spread(of.gross()?.minor, &rooms)) {
            if held > 0 {
                room[n] -= held;
                hold::put(tx, buyer.account_id, id, items[n].item.id, held, now).await?;
            }
        }
    }
    Ok(())
}
