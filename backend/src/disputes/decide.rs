//! Deciding lines of a dispute. What is credited is issued and applied in the same transaction; what is
//! not is asked for again.

use super::hold;
use crate::{
    Backend,
    actor::{Actor, Staff},
    allocations::{self, Application, Source},
    conversations::{self, Author, Post, To},
    credit_notes::{self, NewCreditNote},
    error::{Error, Result},
    events::{self, NewEvent},
    numbers, open_items,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Refusal,
    access::Action,
    conversation::{About, Saying},
    dispute::{self, Disputed, Outcome, State, Step},
    ids::{AccountId, CreditNoteId, DisputeId, DisputeLineId, EntityId, InvoiceId},
    money::{Currency, Money},
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
}

/// What was decided about a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Which.
    pub line_id: DisputeLineId,
    /// What.
    pub outcome: Outcome,
    /// How much is credited, tax included; nothing where it is rejected.
    pub credit: Money,
}

/// Under the locks: where the dispute stands.
struct Standing {
    account_id: AccountId,
    number: String,
    state: State,
    currency: Currency,
}

/// What somebody decided, by whom and when.
struct Moment<'a> {
    staff: &'a Staff,
    on: NaiveDate,
    at: DateTime<Utc>,
}

/// One line that is decided.
struct Settled {
    judged: Judged,
    invoice_id: InvoiceId,
    credited: Disputed,
}

/// Decides.
pub async fn decide(backend: &Backend, staff: &Staff, decision: &Decision) -> Result<()> {
    staff.may(Action::Decide)?;
    if decision.told.trim().is_empty() {
        return Err(Refusal::field("told", "Tell the customer why, in a sentence.").into());
    }
    let at = backend.clock.now();
    let moment = Moment { staff, on: backend.clock.today(&staff.time_zone), at };
    let account_id = account_of(backend, staff, decision.dispute_id).await?;
    let mut tx = backend.db.worker().await?;
    let standing = lock(&mut tx, staff, account_id, decision).await?;
    let settled = weigh(&mut tx, &standing, decision).await?;
    let ids: Vec<_> = settled.iter().map(|line| line.judged.line_id).collect();
    hold::end(&mut tx, account_id, &ids, at).await?;
    let notes = credit(&mut tx, &moment, &standing, &settled).await?;
    for line in &settled {
        let note = notes.iter().find(|(invoice, _)| *invoice == line.invoice_id);
        write(&mut tx, &moment, account_id, line, decision, note.map(|(_, note)| *note)).await?;
    }
    end(&mut tx, &moment, &standing, decision).await?;
    tell(&mut tx, &moment, &standing, &settled, decision).await?;
    tx.commit().await
}

/// Which account it is of. Row-level security shows staff the disputes of their entity only.
async fn account_of(backend: &Backend, staff: &Staff, id: DisputeId) -> Result<AccountId> {
    let mut tx = backend.db.staff(staff).await?;
    let account = sqlx::query_scalar!(
        "SELECT account_id FROM dispute WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok(AccountId(account))
}

async fn lock(
    tx: &mut PgConnection,
    staff: &Staff,
    account_id: AccountId,
    decision: &Decision,
) -> Result<Standing> {
    let items = hold::items_of(tx, account_id, decision.dispute_id).await?;
    open_items::lock(tx, account_id, &items).await?;
    let row = sqlx::query!(
        "SELECT number, state, currency, version FROM dispute
         WHERE entity_id = $1 AND account_id = $2 AND id = $3 FOR UPDATE",
        staff.entity_id.0,
        account_id.0,
        decision.dispute_id.0,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    if row.version != decision.version {
        return Err(Refusal::Stale.into());
    }
    Ok(Standing {
        account_id,
        number: row.number,
        state: State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?,
        currency: row.currency.parse()?,
    })
}

/// What each decided line comes to. Lines are decided once.
async fn weigh(
    tx: &mut PgConnection,
    standing: &Standing,
    decision: &Decision,
) -> Result<Vec<Settled>> {
    if decision.lines.is_empty() {
        return Err(Refusal::field("lines", "Decide at least one line.").into());
    }
    let rows = sqlx::query!(
        "SELECT id, invoice_id, net_minor, tax_minor FROM dispute_line
         WHERE account_id = $1 AND dispute_id = $2 AND outcome IS NULL",
        standing.account_id.0,
        decision.dispute_id.0,
    )
    .fetch_all(tx)
    .await?;
    let money = |minor| Money::new(minor, standing.currency);
    let mut settled: Vec<Settled> = Vec::with_capacity(decision.lines.len());
    for judged in &decision.lines {
        let is_twice = settled.iter().any(|line| line.judged.line_id == judged.line_id);
        let row = rows.iter().find(|row| row.id == judged.line_id.0).filter(|_| !is_twice);
        let row = row.ok_or(Refusal::Stale)?;
        let disputed = Disputed { net: money(row.net_minor), tax: money(row.tax_minor) };
        let credited = dispute::credited(disputed, judged.outcome, judged.credit)?;
        settled.push(Settled { judged: *judged, invoice_id: row.invoice_id.into(), credited });
    }
    Ok(settled)
}

/// One credit note for each invoice, applied to what is open of it. Its number is of a series of its own:
/// those of the ERP come from there.
async fn credit(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    settled: &[Settled],
) -> Result<Vec<(InvoiceId, CreditNoteId)>> {
    let mut invoices: Vec<InvoiceId> = settled
        .iter()
        .filter(|line| line.judged.outcome.credits())
        .map(|line| line.invoice_id)
        .collect();
    invoices.sort();
    invoices.dedup();
    let mut notes = Vec::with_capacity(invoices.len());
    for invoice_id in invoices {
        let sum = |of: fn(&Disputed) -> Money| -> Result<Money> {
            let of_invoice = settled.iter().filter(|line| line.invoice_id == invoice_id);
            Ok(Money::sum(of_invoice.map(|line| of(&line.credited)), standing.currency)?)
        };
        let (net, tax) = (sum(|of| of.net)?, sum(|of| of.tax)?);
        let entity_id = moment.staff.entity_id;
        let note = NewCreditNote {
            id: CreditNoteId(Uuid::now_v7()),
            entity_id,
            account_id: standing.account_id,
            invoice_id: Some(invoice_id),
            number: numbers::next(tx, entity_id, "DC", moment.on).await?,
            issued_on: moment.on,
            currency: standing.currency,
            net_minor: net.minor,
            tax_minor: tax.minor,
            reason: format!("Dispute {}", standing.number),
            import_hash: None,
        };
        let actor = Actor::Staff(moment.staff.clone());
        credit_notes::issue(tx, &actor, moment.at, &note).await?;
        apply(tx, moment, entity_id, &note).await?;
        notes.push((invoice_id, note.id));
    }
    Ok(notes)
}

/// What of a credit note finds something open on its invoice is applied there, the oldest first. What
/// payments on their way will take is left to them, and the rest stays the account's credit.
async fn apply(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    entity_id: EntityId,
    note: &NewCreditNote,
) -> Result<()> {
    let invoice = note.invoice_id.ok_or_else(|| Error::bug("a credit without its invoice"))?;
    let items = open_items::of_invoices(tx, note.account_id, &[invoice]).await?;
    let mut left = note.total_minor();
    for item in items.iter().map(|item| &item.item) {
        let amount = left.min(item.facts.open_minor - item.facts.in_flight_minor);
        if amount <= 0 {
            continue;
        }
        left -= amount;
        credit_notes::take(tx, note.account_id, note.id, amount).await?;
        let application = Application {
            entity_id,
            account_id: note.account_id,
            open_item_id: item.id,
            source: Source::CreditNote(note.id),
            amount_minor: amount,
            discount_minor: 0,
            currency: note.currency,
            rule: "dispute",
            reference: note.number.clone(),
            on: moment.on,
            at: moment.at,
        };
        allocations::apply(tx, &application).await?;
    }
    Ok(())
}

async fn write(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    account_id: AccountId,
    line: &Settled,
    decision: &Decision,
    note: Option<CreditNoteId>,
) -> Result<()> {
    let credited = line.credited.gross()?.minor;
    sqlx::query!(
        "UPDATE dispute_line SET outcome = $3, credited_minor = $4, told = $5, decided_by = $6, decided_at = $7,
                credit_note_id = $8
         WHERE account_id = $1 AND id = $2",
        account_id.0,
        line.judged.line_id.0,
        line.judged.outcome.code(),
        credited,
        decision.told.trim(),
        moment.staff.user_id.0,
        moment.at,
        note.filter(|_| credited > 0).map(|note| note.0),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The dispute ends with its last line.
async fn end(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    decision: &Decision,
) -> Result<()> {
    let leaves_some = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM dispute_line WHERE account_id = $1 AND dispute_id = $2 AND outcome IS NULL) AS "is!""#,
        standing.account_id.0,
        decision.dispute_id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let after = dispute::after(standing.state, Step::Decide { leaves_some }, None, moment.on)?;
    let ended = !after.is_running();
    sqlx::query!(
        "UPDATE dispute SET state = $3, ended_on = $4, ended_at = $5, version = version + 1
         WHERE account_id = $1 AND id = $2",
        standing.account_id.0,
        decision.dispute_id.0,
        after.code(),
        ended.then_some(moment.on),
        ended.then_some(moment.at),
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn tell(
    tx: &mut PgConnection,
    moment: &Moment<'_>,
    standing: &Standing,
    settled: &[Settled],
    decision: &Decision,
) -> Result<()> {
    let staff = moment.staff;
    let message = Post {
        id: Uuid::now_v7(),
        entity_id: staff.entity_id,
        account_id: standing.account_id,
        to: To::About(About::Dispute(decision.dispute_id), &format!("Dispute {}", standing.number)),
        text: decision.told.trim(),
        saying: Saying::Word,
        by: Author { id: staff.user_id, name: &staff.name },
        asked: None,
        at: moment.at,
    };
    conversations::post(tx, &message).await?;
    let gross = settled.iter().map(|line| line.credited.gross()).collect::<Result<Vec<_>, _>>()?;
    let credited = Money::sum(gross, standing.currency)?;
    let told = if credited.is_zero() { "nothing".to_owned() } else { credited.full() };
    let event = NewEvent {
        entity_id: Some(staff.entity_id),
        account_id: Some(standing.account_id),
        name: "dispute.decided",
        subject: ("dispute", decision.dispute_id.0),
        text: format!("Dispute {}: {told} credited", standing.number),
        data: serde_json::json!({ "lines": settled.len() }),
        for_buyer: true,
    };
    events::record(tx, &Actor::Staff(staff.clone()), moment.at, event).await
}
