//! Decisions that wait: above a person's limit an approver has to agree, and a proposal is the buyer's
//! to accept. A proposal is made on one version of its dispute; whatever changes the dispute overtakes it.
//!
//! ```text
//! approving → offered → done        an approver agrees, the buyer accepts
//!     ↓    ↘    ↓   ↘
//!  refused  done    declined        void: another proposal took its place
//! ```

use super::{
    decide::{
        Decision, Moment, Standing, account_of, delivers, execute, limit_of, lock, sum_off,
        taken_off_alone, weigh,
    },
    waiting::waiting,
};
use crate::{
    Backend,
    actor::{Actor, Buyer, Staff},
    conversations::{self, Author, Post, To},
    error::{Error, Result},
    events::{self, NewEvent},
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    conversation::{self, About, Saying},
    delivery,
    dispute::{self, Outcome, Step},
    ids::{AccountId, DisputeId, ProposalId, UserId},
    money::Money,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// How a decision is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// It is decided.
    Decide,
    /// It is decided if the buyer accepts it.
    Offer,
}

/// What became of a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Became {
    /// It is done.
    Done,
    /// It is above the limit of whoever made it, and waits for an approver.
    Waits,
    /// It waits for the buyer.
    Offered,
}

/// Decides lines of a dispute, or offers to.
pub async fn decide(
    backend: &Backend,
    staff: &Staff,
    decision: &Decision,
    way: Way,
) -> Result<Became> {
    staff.may(Action::Decide)?;
    if decision.told.trim().is_empty() {
        return Err(Refusal::field("told", "Tell the customer why, in a sentence.").into());
    }
    if decision.told.chars().count() > conversation::LONGEST {
        let words = format!("Write at most {} characters.", conversation::LONGEST);
        return Err(Refusal::field("told", words).into());
    }
    let at = backend.clock.now();
    let on = backend.clock.today(&staff.time_zone);
    let account_id = account_of_staffs(backend, staff, decision.dispute_id).await?;
    let actor = Actor::Staff(staff.clone());
    let mut tx = backend.db.worker().await?;
    let (id, version) = (decision.dispute_id, decision.version);
    let standing = lock(&mut tx, staff.entity_id, account_id, id, version).await?;
    let settled = weigh(&mut tx, &standing, &decision.lines).await?;
    if delivers(&settled) {
        delivery::promise(decision.deliver_by, on)?;
    }
    let off = sum_off(&settled, standing.currency)?;
    let limit = limit_of(&mut tx, staff, standing.currency).await?;
    let before = taken_off_alone(&mut tx, account_id, id, standing.currency).await?;
    let is_mine = dispute::within_limit(before, off, limit)?;
    let became = match (is_mine, way) {
        (true, Way::Decide) => {
            let moment = Moment {
                actor: &actor,
                by: staff.user_id,
                by_name: &staff.name,
                approved_by: None,
                on,
                at,
            };
            let words = (decision.told.trim(), decision.deliver_by);
            execute(&mut tx, &moment, &standing, &settled, words).await?;
            Became::Done
        }
        (true, Way::Offer) => {
            let id =
                insert(&mut tx, staff, &standing, decision, "offered", (true, off, at)).await?;
            offer(
                &mut tx,
                &actor,
                &standing,
                (staff.user_id, &staff.name),
                decision.told.trim(),
                id,
                at,
            )
            .await?;
            Became::Offered
        }
        (false, way) => {
            // It has to be possible now; whether it still is, is asked again when it is approved.
            dispute::after(standing.state, Step::Decide { leaves_some: true }, None, on)?;
            let is_offer = way == Way::Offer;
            let made = (is_offer, off, at);
            let id = insert(&mut tx, staff, &standing, decision, "approving", made).await?;
            let text =
                format!("{} wants to take {off} off dispute {}", staff.name, standing.number);
            record(&mut tx, &actor, &standing, "dispute.put_up", text, id, (false, at)).await?;
            Became::Waits
        }
    };
    tx.commit().await?;
    Ok(became)
}

/// An approver agrees: it is done, or offered to the buyer. Nobody approves what is their own.
pub async fn approve(backend: &Backend, staff: &Staff, id: ProposalId) -> Result<Became> {
    staff.may(Action::Approve)?;
    let at = backend.clock.now();
    let on = backend.clock.today(&staff.time_zone);
    let (account_id, dispute_id, version) = of_staffs(backend, staff, id).await?;
    let actor = Actor::Staff(staff.clone());
    let mut tx = backend.db.worker().await?;
    let standing = lock(&mut tx, staff.entity_id, account_id, dispute_id, version).await?;
    let proposal = waiting(&mut tx, account_id, id, "approving").await?;
    if proposal.made_by == staff.user_id {
        return Err(
            Refusal::field("proposal", "Somebody else has to approve what is yours.").into()
        );
    }
    if proposal.deliver_by.is_some_and(|by| by < on) {
        let words = "The day by which it would be delivered has passed. Decide it anew.";
        return Err(Refusal::field("proposal", words).into());
    }
    let text = format!("{} approved what {} put up", staff.name, proposal.made_by_name);
    record(&mut tx, &actor, &standing, "dispute.approved", text, id, (false, at)).await?;
    let became = if proposal.is_offer {
        agree(&mut tx, account_id, id, staff, "offered", None).await?;
        let by = (proposal.made_by, proposal.made_by_name.as_str());
        offer(&mut tx, &actor, &standing, by, &proposal.told, id, at).await?;
        Became::Offered
    } else {
        agree(&mut tx, account_id, id, staff, "done", Some(at)).await?;
        let settled = weigh(&mut tx, &standing, &proposal.lines).await?;
        let moment = Moment {
            actor: &actor,
            by: proposal.made_by,
            by_name: &proposal.made_by_name,
            approved_by: Some(staff.user_id),
            on,
            at,
        };
        execute(&mut tx, &moment, &standing, &settled, proposal.words()).await?;
        Became::Done
    };
    tx.commit().await?;
    Ok(became)
}

/// An approver does not agree: a note says why, and the dispute is as it was.
pub async fn refuse(backend: &Backend, staff: &Staff, id: ProposalId, why: &str) -> Result<()> {
    staff.may(Action::Approve)?;
    let why = conversation::text(why)?;
    let at = backend.clock.now();
    let (account_id, dispute_id, version) = of_staffs(backend, staff, id).await?;
    let mut tx = backend.db.worker().await?;
    let standing = lock(&mut tx, staff.entity_id, account_id, dispute_id, version).await?;
    waiting(&mut tx, account_id, id, "approving").await?;
    close(&mut tx, account_id, id, "refused", (&staff.name, at)).await?;
    let author = Author { id: staff.user_id, name: &staff.name };
    post(&mut tx, &standing, author, Saying::Note, why, at).await?;
    let text = format!("{} did not approve what was put up for {}", staff.name, standing.number);
    let actor = Actor::Staff(staff.clone());
    record(&mut tx, &actor, &standing, "dispute.not_approved", text, id, (false, at)).await?;
    tx.commit().await
}

/// The buyer accepts: it is decided as proposed.
pub async fn accept(backend: &Backend, buyer: &Buyer, id: ProposalId) -> Result<()> {
    buyer.may(Action::Dispute)?;
    let at = backend.clock.now();
    let on = backend.clock.today(&buyer.time_zone);
    let (dispute_id, version) = of_buyers(backend, buyer, id).await?;
    let actor = Actor::Buyer(buyer.clone());
    let account_id = buyer.account_id;
    let mut tx = backend.db.worker().await?;
    let standing = lock(&mut tx, buyer.entity_id, account_id, dispute_id, version).await?;
    let proposal = waiting(&mut tx, account_id, id, "offered").await?;
    close(&mut tx, account_id, id, "done", (&buyer.name, at)).await?;
    let text = format!("{} accepted the proposal about dispute {}", buyer.name, standing.number);
    record(&mut tx, &actor, &standing, "dispute.accepted", text, id, (true, at)).await?;
    let settled = weigh(&mut tx, &standing, &proposal.lines).await?;
    let moment = Moment {
        actor: &actor,
        by: proposal.made_by,
        by_name: &proposal.made_by_name,
        approved_by: proposal.approved_by,
        on,
        at,
    };
    execute(&mut tx, &moment, &standing, &settled, proposal.words()).await?;
    tx.commit().await
}

/// The buyer does not accept: it is the seller's turn, with what the buyer says.
pub async fn decline(backend: &Backend, buyer: &Buyer, id: ProposalId, why: &str) -> Result<()> {
    buyer.may(Action::Dispute)?;
    let why = conversation::text(why)?;
    let at = backend.clock.now();
    let on = backend.clock.today(&buyer.time_zone);
    let (dispute_id, version) = of_buyers(backend, buyer, id).await?;
    let account_id = buyer.account_id;
    let mut tx = backend.db.worker().await?;
    let standing = lock(&mut tx, buyer.entity_id, account_id, dispute_id, version).await?;
    waiting(&mut tx, account_id, id, "offered").await?;
    close(&mut tx, account_id, id, "declined", (&buyer.name, at)).await?;
    let after = dispute::after(standing.state, Step::Answer, None, on)?;
    super::write::turn(&mut tx, account_id, dispute_id, after, at).await?;
    let author = Author { id: buyer.user_id, name: &buyer.name };
    post(&mut tx, &standing, author, Saying::Asked, why, at).await?;
    let text =
        format!("{} did not accept the proposal about dispute {}", buyer.name, standing.number);
    let actor = Actor::Buyer(buyer.clone());
    record(&mut tx, &actor, &standing, "dispute.declined", text, id, (true, at)).await?;
    tx.commit().await
}

async fn account_of_staffs(backend: &Backend, staff: &Staff, id: DisputeId) -> Result<AccountId> {
    let mut tx = backend.db.staff(staff).await?;
    let account = account_of(&mut tx, staff, id).await?;
    tx.commit().await?;
    Ok(account)
}

/// Of which account and dispute a proposal is, and on which version of it. Row-level security shows
/// staff those of their entity only.
async fn of_staffs(
    backend: &Backend,
    staff: &Staff,
    id: ProposalId,
) -> Result<(AccountId, DisputeId, i64)> {
    let mut tx = backend.db.staff(staff).await?;
    let row = sqlx::query!(
        "SELECT account_id, dispute_id, version FROM dispute_proposal WHERE entity_id = $1 AND id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok((row.account_id.into(), row.dispute_id.into(), row.version))
}

/// The same, as a buyer sees it: what they were not offered is not there.
async fn of_buyers(backend: &Backend, buyer: &Buyer, id: ProposalId) -> Result<(DisputeId, i64)> {
    let mut tx = backend.db.portal(buyer).await?;
    let row = sqlx::query!(
        "SELECT dispute_id, version FROM dispute_proposal WHERE account_id = $1 AND id = $2",
        buyer.account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok((row.dispute_id.into(), row.version))
}

/// Writes a proposal down. One that waits already makes room for it.
async fn insert(
    tx: &mut PgConnection,
    staff: &Staff,
    standing: &Standing,
    decision: &Decision,
    state: &str,
    (is_offer, off, at): (bool, Money, DateTime<Utc>),
) -> Result<ProposalId> {
    sqlx::query!(
        "UPDATE dispute_proposal SET state = 'void', ended_at = $3, ended_by_name = $4
         WHERE account_id = $1 AND dispute_id = $2 AND state IN ('approving', 'offered')",
        standing.account_id.0,
        standing.id.0,
        at,
        staff.name,
    )
    .execute(&mut *tx)
    .await?;
    let id = ProposalId(Uuid::now_v7());
    let again = decision.lines.iter().any(|line| line.outcome == Outcome::Replace);
    let deliver_by = decision.deliver_by.filter(|_| again);
    sqlx::query!(
        "INSERT INTO dispute_proposal (id, entity_id, account_id, dispute_id, version, state, is_offer, told, currency,
                                       off_minor, made_by, made_by_name, made_at, deliver_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        id.0,
        standing.entity_id.0,
        standing.account_id.0,
        standing.id.0,
        decision.version,
        state,
        is_offer,
        decision.told.trim(),
        standing.currency.code(),
        off.minor,
        staff.user_id.0,
        staff.name,
        at,
        deliver_by,
    )
    .execute(&mut *tx)
    .await?;
    for line in &decision.lines {
        sqlx::query!(
            "INSERT INTO dispute_proposal_line (account_id, proposal_id, dispute_line_id, outcome, amount_minor)
             VALUES ($1, $2, $3, $4, $5)",
            standing.account_id.0,
            id.0,
            line.line_id.0,
            line.outcome.code(),
            line.off.minor,
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(id)
}

/// It is the buyer's turn.
async fn offer(
    tx: &mut PgConnection,
    actor: &Actor,
    standing: &Standing,
    (by, by_name): (UserId, &str),
    told: &str,
    id: ProposalId,
    at: DateTime<Utc>,
) -> Result<()> {
    let after = dispute::after(standing.state, Step::Ask, None, at.date_naive())?;
    super::write::turn(tx, standing.account_id, standing.id, after, at).await?;
    super::clock::responded(tx, standing.account_id, standing.id, at).await?;
    post(tx, standing, Author { id: by, name: by_name }, Saying::Question, told, at).await?;
    let text = format!("{by_name} proposed how to settle dispute {}", standing.number);
    record(tx, actor, standing, "dispute.proposed", text, id, (true, at)).await
}

async fn agree(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: ProposalId,
    staff: &Staff,
    state: &str,
    ended_at: Option<DateTime<Utc>>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE dispute_proposal SET state = $3, approved_by = $4, approved_by_name = $5, ended_at = $6, ended_by_name = $7
         WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        state,
        staff.user_id.0,
        staff.name,
        ended_at,
        ended_at.map(|_| staff.name.as_str()),
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn close(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: ProposalId,
    state: &str,
    (by, at): (&str, DateTime<Utc>),
) -> Result<()> {
    sqlx::query!(
        "UPDATE dispute_proposal SET state = $3, ended_at = $4, ended_by_name = $5 WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        state,
        at,
        by,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn post(
    tx: &mut PgConnection,
    standing: &Standing,
    by: Author<'_>,
    saying: Saying,
    text: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let message = Post {
        id: Uuid::now_v7(),
        entity_id: standing.entity_id,
        account_id: standing.account_id,
        to: To::About(About::Dispute(standing.id), &format!("Dispute {}", standing.number)),
        text,
        saying,
        by,
        asked: None,
        files: &[],
        at,
    };
    conversations::post(tx, &message).await?;
    Ok(())
}

async fn record(
    tx: &mut PgConnection,
    actor: &Actor,
    standing: &Standing,
    name: &'static str,
    text: String,
    id: ProposalId,
    (for_buyer, at): (bool, DateTime<Utc>),
) -> Result<()> {
    let event = NewEvent {
        entity_id: Some(standing.entity_id),
        account_id: Some(standing.account_id),
        name,
        subject: ("dispute", standing.id.0),
        text,
        data: serde_json::json!({ "proposal_id": id }),
        for_buyer,
    };
    events::record(tx, actor, at, event).await
}
