//! Deciding lines of a dispute. What is taken off is taken off in the same transaction; what is not is
//! asked for again. What is above a person's limit waits for an approver, and what the buyer is asked
//! waits for them: see [`super::propose`].

mod correct;
mod credit;
mod credited;
mod limit;
mod write_off;

pub(super) use limit::{of as limit_of, used as taken_off_alone};

use super::{clock, deliver, hold};
use crate::{
    actor::{Actor, Staff},
    conversations::{self, Author, Post, To},
    error::{Error, Result},
    events::{self, NewEvent},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Refusal, calendar,
    conversation::{About, Saying},
    dispute::{self, Disputed, Outcome, State, Step},
    ids::{
        AccountId, CreditNoteId, DeliveryId, DisputeId, DisputeLineId, EntityId, InvoiceId, UserId,
    },
    money::{Currency, Money},
    notice,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What was decided about some lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// About which dispute.
    pub dispute_id: DisputeId,
    /// Its version when the form was made.
    pub version: i64,
    /// Line by line.
    pub lines: Vec<Judged>,
    /// What the buyer is told.
    pub told: String,
    /// By when what is delivered again comes; asked for where something is.
    pub deliver_by: Option<NaiveDate>,
}

/// What was decided about a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Which.
    pub line_id: DisputeLineId,
    /// What.
    pub outcome: Outcome,
    /// How much is taken off, tax included; nothing where the outcome has no amount.
    pub off: Money,
}

/// Under the locks: where the dispute stands.
pub(super) struct Standing {
    pub id: DisputeId,
    pub entity_id: EntityId,
    pub account_id: AccountId,
    pub number: String,
    pub state: State,
    pub currency: Currency,
}

/// Who decides, who else saw it, and when.
pub(super) struct Moment<'a> {
    /// Whose act brings it about.
    pub actor: &'a Actor,
    /// Whose decision it is.
    pub by: UserId,
    /// Their name.
    pub by_name: &'a str,
    /// Who approved what is above their limit.
    pub approved_by: Option<UserId>,
    /// The business date.
    pub on: NaiveDate,
    /// The instant.
    pub at: DateTime<Utc>,
}

/// One line that is decided.
pub(super) struct Settled {
    judged: Judged,
    invoice_id: InvoiceId,
    off: Disputed,
}

/// What a decision left behind, by line.
#[derive(Clone, Copy, Default)]
struct Trace {
    credit_note: Option<CreditNoteId>,
    corrected_by: Option<InvoiceId>,
    delivery: Option<DeliveryId>,
}

/// Which account a dispute is of. Row-level security shows staff those of their entity only.
pub(super) async fn account_of(
    tx: &mut PgConnection,
    staff: &Staff,
    id: DisputeId,
) -> Result<AccountId> {
    let account = sqlx::query_scalar!(
        "SELECT account_id FROM dispute WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?;
    account.map(AccountId).ok_or(Error::NotFound)
}

/// Locks the open items and the dispute, and refuses what was decided on an old page.
pub(super) async fn lock(
    tx: &mut PgConnection,
    entity_id: EntityId,
    account_id: AccountId,
    id: DisputeId,
    version: i64,
) -> Result<Standing> {
    let items = hold::items_of(tx, account_id, id).await?;
    crate::open_items::lock(tx, account_id, &items).await?;
    let row = sqlx::query!(
        "SELECT number, state, currency, version FROM dispute
         WHERE entity_id = $1 AND account_id = $2 AND id = $3 FOR UPDATE",
        entity_id.0,
        account_id.0,
        id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    if row.version != version {
        return Err(Refusal::Stale.into());
    }
    Ok(Standing {
        id,
        entity_id,
        account_id,
        number: row.number,
        state: State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?,
        currency: row.currency.parse()?,
    })
}

/// What each decided line comes to. Lines are decided once.
pub(super) async fn weigh(
    tx: &mut PgConnection,
    standing: &Standing,
    lines: &[Judged],
) -> Result<Vec<Settled>> {
    if lines.is_empty() {
        return Err(Refusal::field("lines", "Decide at least one line.").into());
    }
    let rows = sqlx::query!(
        "SELECT id, invoice_id, net_minor, tax_minor FROM dispute_line
         WHERE account_id = $1 AND dispute_id = $2 AND outcome IS NULL",
        standing.account_id.0,
        standing.id.0,
    )
    .fetch_all(tx)
    .await?;
    let money = |minor| Money::new(minor, standing.currency);
    let mut settled: Vec<Settled> = Vec::with_capacity(lines.len());
    for judged in lines {
        let is_twice = settled.iter().any(|line| line.judged.line_id == judged.line_id);
        let row = rows.iter().find(|row| row.id == judged.line_id.0).filter(|_| !is_twice);
        let row = row.ok_or(Refusal::Stale)?;
        let disputed = Disputed { net: money(row.net_minor), tax: money(row.tax_minor) };
        let off = dispute::taken_off(disputed, judged.outcome, judged.off)?;
        settled.push(Settled { judged: *judged, invoice_id: row.invoice_id.into(), off });
    }
    Ok(settled)
}

/// What the lines take off together.
pub(super) fn sum_off(settled: &[Settled], currency: Currency) -> Result<Money> {
    let gross = settled.iter().map(|line| line.off.gross()).collect::<Result<Vec<_>, _>>()?;
    Ok(Money::sum(gross, currency)?)
}

/// Whether any line is delivered again.
pub(super) fn delivers(settled: &[Settled]) -> bool {
    settled.iter().any(|line| line.judged.outcome == Outcome::Replace)
}

/// Does what was decided. The caller holds the locks, and knows that it may be done.
pub(super) async fn execute(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    settled: &[Settled],
    (told, deliver_by): (&str, Option<NaiveDate>),
) -> Result<()> {
    let ids: Vec<_> = settled.iter().map(|line| line.judged.line_id).collect();
    hold::end(tx, standing.account_id, &ids, moment.at).await?;
    let mut traces: Vec<Trace> = vec![Trace::default(); settled.len()];
    credit::credit(tx, moment, standing, settled, &mut traces).await?;
    correct::correct(tx, moment, standing, settled, &mut traces).await?;
    write_off::write_off(tx, moment, standing, settled).await?;
    let deliver_by = deliver_by.filter(|_| delivers(settled));
    if let Some(by) = deliver_by {
        let delivery = deliver::promise(tx, moment, standing, by).await?;
        let again = settled.iter().zip(&mut traces);
        again
            .filter(|(line, _)| line.judged.outcome == Outcome::Replace)
            .for_each(|(_, trace)| trace.delivery = Some(delivery));
    }
    for (line, trace) in settled.iter().zip(&traces) {
        write(tx, moment, standing, line, *trace, told).await?;
    }
    let step = end(tx, moment, standing).await?;
    tell(tx, moment, standing, settled, (told, step, deliver_by)).await
}

async fn write(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    line: &Settled,
    trace: Trace,
    told: &str,
) -> Result<()> {
    let off = line.off.gross()?.minor;
    let (credited, written_off) = match line.judged.outcome {
        Outcome::WriteOff => (0, off),
        _ => (off, 0),
    };
    sqlx::query!(
        "UPDATE dispute_line SET outcome = $3, credited_minor = $4, written_off_minor = $5, told = $6, decided_by = $7,
                approved_by = $8, decided_at = $9, credit_note_id = $10, corrected_by = $11, delivery_id = $12
         WHERE account_id = $1 AND id = $2",
        standing.account_id.0,
        line.judged.line_id.0,
        line.judged.outcome.code(),
        credited,
        written_off,
        told,
        moment.by.0,
        moment.approved_by.map(|id| id.0),
        moment.at,
        trace.credit_note.map(|note| note.0),
        trace.corrected_by.map(|invoice| invoice.0),
        trace.delivery.map(|delivery| delivery.0),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The dispute ends with its last line. Says what people are told of.
async fn end(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
) -> Result<notice::Step> {
    let leaves_some = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM dispute_line WHERE account_id = $1 AND dispute_id = $2 AND outcome IS NULL) AS "is!""#,
        standing.account_id.0,
        standing.id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let after = dispute::after(standing.state, Step::Decide { leaves_some }, None, moment.on)?;
    let ended = !after.is_running();
    sqlx::query!(
        "UPDATE dispute SET state = $3, ended_on = $4, ended_at = $5, version = version + 1
         WHERE account_id = $1 AND id = $2",
        standing.account_id.0,
        standing.id.0,
        after.code(),
        ended.then_some(moment.on),
        ended.then_some(moment.at),
    )
    .execute(&mut *tx)
    .await?;
    clock::responded(tx, standing.account_id, standing.id, moment.at).await?;
    clock::turned(tx, standing.account_id, standing.id, after, moment.at).await?;
    Ok(if ended { notice::Step::Decided } else { notice::Step::PartDecided })
}

async fn tell(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    settled: &[Settled],
    (told, step, deliver_by): (&str, notice::Step, Option<NaiveDate>),
) -> Result<()> {
    let message = Post {
        id: Uuid::now_v7(),
        entity_id: standing.entity_id,
        account_id: standing.account_id,
        to: To::About(About::Dispute(standing.id), &format!("Dispute {}", standing.number)),
        text: told,
        saying: Saying::Word,
        by: Author { id: moment.by, name: moment.by_name },
        asked: None,
        files: &[],
        at: moment.at,
    };
    // A buyer who accepts what was proposed knows what is decided: they have just done it.
    let caused_by = match moment.actor {
        Actor::Buyer(buyer) => Some(buyer.user_id),
        Actor::Staff(_) | Actor::System(_) => None,
    };
    conversations::post_caused(tx, &message, step, caused_by).await?;
    let off = sum_off(settled, standing.currency)?;
    let off = if off.is_zero() { "nothing".to_owned() } else { off.full() };
    let again = deliver_by.map(|by| format!(", delivered again by {}", calendar::long(by)));
    let again = again.unwrap_or_default();
    let event = NewEvent {
        entity_id: Some(standing.entity_id),
        account_id: Some(standing.account_id),
        name: "dispute.decided",
        subject: ("dispute", standing.id.0),
        text: format!("Dispute {}: {off} taken off{again}", standing.number),
        data: serde_json::json!({ "lines": settled.len(), "decided_by": moment.by, "approved_by": moment.approved_by,
                                  "deliver_by": deliver_by }),
        for_buyer: true,
    };
    events::record(tx, moment.actor, moment.at, event).await
}
