//! Reading disputes, as the account's people see them.

use super::{
    deliver::{self, Delivery},
    join::{self, Related},
    proposal::{self, Proposal},
};
use crate::{
    Backend,
    actor::Buyer,
    conversations::{self, Message},
    error::{Error, Result},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    access::Action,
    conversation::About,
    delivery,
    dispute::{Outcome, State},
    dispute_clock::DisputeClock,
    ids::{
        AccountId, ConversationId, CreditNoteId, DeliveryId, DisputeId, DisputeLineId, EntityId,
        InvoiceId,
    },
    money::{Currency, Money},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// The most disputes that one invoice tells of.
const MOST: i64 = 200;

/// Why something can be disputed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// Its code.
    pub code: String,
    /// What people call it.
    pub label: String,
    /// What should have been is asked as a `quantity`, a `price` or a rate of `tax`; where it is
    /// `nothing`, all of the line is disputed.
    pub asks: String,
}

/// A dispute in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    /// Its id.
    pub id: DisputeId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// What it is about mostly.
    pub reason: String,
    /// The numbers of its invoices.
    pub invoices: Vec<String>,
    /// What was disputed.
    pub disputed: Money,
    /// What of it was taken off so far: credited or no longer asked for.
    pub off: Money,
    /// The team that looks after it.
    pub team: String,
    /// Who of it does, if somebody has taken it on.
    pub owner: Option<String>,
    /// By when it is answered and decided.
    pub clock: DisputeClock,
    /// Whether it should have been, by now.
    pub is_late: bool,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
}

impl Detail {
    /// From which day on the time counts in which it can be opened again; none while something is to come.
    pub fn counts_from(&self) -> Option<NaiveDate> {
        let standings = self.deliveries.iter().map(|delivery| delivery.standing);
        delivery::counts_from(self.summary.ended_on, standings)
    }

    /// The delivery that a line waits for, or had.
    pub fn delivery_of(&self, verdict: &Verdict) -> Option<&Delivery> {
        self.deliveries.iter().find(|delivery| Some(delivery.id) == verdict.delivery)
    }
}

impl Summary {
    /// As it stands at a moment.
    pub(crate) fn look(&mut self, now: DateTime<Utc>) {
        self.is_late = self.clock.next(self.state).is_some_and(|next| next.is_late(now));
    }
}

/// A dispute with everything about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Detail {
    /// What a list says of it.
    pub summary: Summary,
    /// Who opened it.
    pub opened_by: String,
    /// What was disputed, line by line.
    pub lines: Vec<Line>,
    /// What it was merged into, and what was merged into it.
    pub related: Vec<Related>,
    /// What is delivered again, or was.
    pub deliveries: Vec<Delivery>,
    /// What waits for the buyer, or for an approver.
    pub proposal: Option<Proposal>,
    /// The conversation about it.
    pub conversation: Option<ConversationId>,
    /// What was written, oldest first.
    pub messages: Vec<Message>,
}

/// One line of a dispute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its id.
    pub id: DisputeLineId,
    /// On which invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub invoice_number: String,
    /// Which line of it; none where it is one amount of the whole.
    pub line_no: Option<i32>,
    /// What that line says.
    pub description: Option<String>,
    /// Why.
    pub reason: String,
    /// What should have been: the field that is wrong, and what is right in ten-thousandths.
    pub claim: String,
    /// See `claim`.
    pub right_e4: Option<i64>,
    /// Net.
    pub net: Money,
    /// The tax on it.
    pub tax: Money,
    /// What was decided, if it was.
    pub verdict: Option<Verdict>,
}

/// What was decided about a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// What.
    pub outcome: Outcome,
    /// What was credited, tax included.
    pub credited: Money,
    /// What is no longer asked for, tax included.
    pub written_off: Money,
    /// The invoice that replaces its own, and its number.
    pub corrected_by: Option<(InvoiceId, String)>,
    /// By which credit note, and its number.
    pub credit_note: Option<(CreditNoteId, String)>,
    /// The delivery that it promises.
    pub delivery: Option<DeliveryId>,
    /// Why.
    pub told: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Verdict {
    /// What was taken off: credited or no longer asked for.
    pub fn off(&self) -> Money {
        Money::new(self.credited.minor + self.written_off.minor, self.credited.currency)
    }
}

/// The reasons that the seller offers now, in order.
pub(super) async fn reasons_of(tx: &mut PgConnection, entity_id: EntityId) -> Result<Vec<Reason>> {
    let reasons = sqlx::query_as!(
        Reason,
        "SELECT code, label, asks FROM dispute_reason WHERE entity_id = $1 AND is_active ORDER BY position, code",
        entity_id.0,
    )
    .fetch_all(tx)
    .await?;
    Ok(reasons)
}

/// Why something can be disputed, in the seller's order.
pub async fn reasons(backend: &Backend, buyer: &Buyer) -> Result<Vec<Reason>> {
    buyer.may(Action::Dispute)?;
    let mut tx = backend.db.portal(buyer).await?;
    let reasons = reasons_of(&mut tx, buyer.entity_id).await?;
    tx.commit().await?;
    Ok(reasons)
}

/// The disputes that are about an invoice, newest first.
pub(crate) async fn of_invoice(
    tx: &mut PgConnection,
    account_id: AccountId,
    invoice: InvoiceId,
) -> Result<Vec<Summary>> {
    summaries(tx, account_id, None, Some(invoice.0)).await
}

/// A dispute of the buyer's account, whose messages they have read now.
pub async fn get(backend: &Backend, buyer: &Buyer, id: DisputeId) -> Result<Detail> {
    buyer.may(Action::ViewAccount)?;
    let now = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    let mut detail = detail(&mut tx, buyer.account_id, id).await?;
    if let Some(read) = detail.conversation.filter(|_| buyer.seen_by_staff.is_none()) {
        conversations::see(&mut tx, buyer.account_id, read, buyer.user_id, now).await?;
    }
    tx.commit().await?;
    detail.summary.look(now);
    Ok(detail)
}

/// What lists say of disputes, newest first: of those with these ids, or of those about an invoice.
pub(super) async fn summaries(
    tx: &mut PgConnection,
    account_id: AccountId,
    ids: Option<&[Uuid]>,
    invoice: Option<Uuid>,
) -> Result<Vec<Summary>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.number, d.state, r.label AS reason, d.currency, d.disputed_minor, d.owner_name, d.opened_on, d.ended_on,
                  t.name AS team, d.clock_from, d.respond_by, d.resolve_by, d.responded_at, d.asked_at, d.waited_seconds,
                  l.off_minor AS "off_minor!", l.invoices AS "invoices!"
           FROM dispute d
           JOIN dispute_reason r ON r.entity_id = d.entity_id AND r.code = d.reason_code
           JOIN team t ON t.entity_id = d.entity_id AND t.id = d.team_id
           CROSS JOIN LATERAL (
               SELECT coalesce(sum(l.credited_minor + l.written_off_minor), 0)::bigint AS off_minor,
                      coalesce(array_agg(DISTINCT i.number) FILTER (WHERE i.number IS NOT NULL), '{}') AS invoices
               FROM dispute_line l JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
               WHERE l.account_id = d.account_id AND l.dispute_id = d.id) l
           WHERE d.account_id = $1 AND ($2::uuid[] IS NULL OR d.id = ANY ($2))
             AND ($3::uuid IS NULL OR d.id IN (
                 SELECT dispute_id FROM dispute_line WHERE account_id = $1 AND invoice_id = $3))
           ORDER BY d.opened_at DESC, d.id DESC LIMIT $4"#,
        account_id.0,
        ids,
        invoice,
        ids.map_or(Some(MOST), |_| None),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency: Currency = row.currency.parse()?;
            Ok(Summary {
                id: row.id.into(),
                number: row.number,
                state: State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?,
                reason: row.reason,
                invoices: row.invoices,
                disputed: Money::new(row.disputed_minor, currency),
                off: Money::new(row.off_minor, currency),
                team: row.team,
                owner: row.owner_name,
                clock: DisputeClock {
                    from: row.clock_from,
                    respond_by: row.respond_by,
                    resolve_by: row.resolve_by,
                    responded_at: row.responded_at,
                    asked_at: row.asked_at,
                    waited: TimeDelta::seconds(row.waited_seconds),
                },
                is_late: false, // nobody has looked at a clock yet
                opened_on: row.opened_on,
                ended_on: row.ended_on,
            })
        })
        .collect()
}

/// A dispute of an account, as far as the role of the transaction may see it.
pub(crate) async fn detail(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
) -> Result<Detail> {
    let found = summaries(tx, account_id, Some(&[id.0]), None).await?;
    let summary = found.into_iter().next().ok_or(Error::NotFound)?;
    let opened_by = sqlx::query_scalar!(
        r#"SELECT u.name AS "name?" FROM dispute d LEFT JOIN app_user u ON u.id = d.opened_by
           WHERE d.account_id = $1 AND d.id = $2"#,
        account_id.0,
        id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    let conversation = conversations::about(tx, account_id, About::Dispute(id)).await?;
    Ok(Detail {
        lines: lines(tx, account_id, id, summary.disputed.currency).await?,
        related: join::related(tx, account_id, id).await?,
        deliveries: deliver::of(tx, account_id, id).await?,
        proposal: proposal::of(tx, account_id, id).await?,
        conversation: conversation.as_ref().map(|found| found.id),
        messages: conversation.map(|found| found.messages).unwrap_or_default(),
        opened_by: opened_by.unwrap_or_default(),
        summary,
    })
}

async fn lines(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
    currency: Currency,
) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"SELECT l.id, l.invoice_id, i.number, l.line_no, b.description AS "description?", r.label AS reason, l.claim,
                  l.right_e4, l.net_minor, l.tax_minor, l.outcome, l.credited_minor, l.told, l.decided_at,
                  l.credit_note_id, c.number AS "credit_note?", l.written_off_minor, l.corrected_by, n.number AS "corrected_number?",
                  l.delivery_id
           FROM dispute_line l
           JOIN dispute d ON d.account_id = l.account_id AND d.id = l.dispute_id
           JOIN dispute_reason r ON r.entity_id = d.entity_id AND r.code = l.reason_code
           JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id
           LEFT JOIN invoice_line b ON b.account_id = l.account_id AND b.invoice_id = l.invoice_id AND b.line_no = l.line_no
           LEFT JOIN credit_note c ON c.account_id = l.account_id AND c.id = l.credit_note_id
           LEFT JOIN invoice n ON n.account_id = l.account_id AND n.id = l.corrected_by
           WHERE l.account_id = $1 AND l.dispute_id = $2 ORDER BY l.position"#,
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let money = |minor| Money::new(minor, currency);
    rows.into_iter()
        .map(|row| {
            let verdict = match (row.outcome, row.decided_at) {
                (Some(outcome), Some(at)) => Some(Verdict {
                    outcome: Outcome::of(&outcome)
                        .ok_or_else(|| Error::bug("dispute_line.outcome"))?,
                    credited: money(row.credited_minor),
                    written_off: money(row.written_off_minor),
                    corrected_by: row.corrected_by.map(InvoiceId).zip(row.corrected_number),
                    credit_note: row.credit_note_id.map(CreditNoteId).zip(row.credit_note),
                    delivery: row.delivery_id.map(DeliveryId),
                    told: row.told.unwrap_or_default(),
                    at,
                }),
                _ => None,
            };
            Ok(Line {
                id: row.id.into(),
                invoice_id: row.invoice_id.into(),
                invoice_number: row.number,
                line_no: row.line_no,
                description: row.description,
                reason: row.reason,
                claim: row.claim,
                right_e4: row.right_e4,
                net: money(row.net_minor),
                tax: money(row.tax_minor),
                verdict,
            })
        })
        .collect()
}
