//! Opening a dispute again that has ended: what was not taken off is held once more.

use super::{clock, deliver, hold};
use crate::{
    Backend,
    actor::{Actor, Buyer},
    conversations::{self, Author, NewReply, Post, To},
    error::{Error, Result},
    events::{self, NewEvent},
    open_items::{self, Item},
};
use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    access::Action,
    conversation::{self, About, Saying},
    delivery,
    dispute::{self, State, Step},
    ids::{AccountId, DisputeId, DisputeLineId, InvoiceId},
    notice,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// What of a line was not taken off.
struct Rest {
    line_id: DisputeLineId,
    invoice_id: InvoiceId,
    line_no: Option<i32>,
    reason_code: String,
    is_decided: bool,
    net_minor: i64,
    tax_minor: i64,
}

/// Opens it again, with the reason and what shows it. The message's id is made by the form: sent twice,
/// it is done once.
pub async fn reopen(backend: &Backend, buyer: &Buyer, id: DisputeId, new: &NewReply) -> Result<()> {
    buyer.may(Action::Dispute)?;
    let why = conversation::text(&new.text)?;
    let now = backend.clock.now();
    let today = backend.clock.today(&buyer.time_zone);
    let account_id = buyer.account_id;
    let mut tx = backend.db.portal(buyer).await?;
    let items = hold::items_of(&mut tx, account_id, id).await?;
    open_items::lock(&mut tx, account_id, &items).await?;
    let row = sqlx::query!(
        "SELECT number, state, ended_on FROM dispute WHERE account_id = $1 AND id = $2 FOR UPDATE",
        account_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let state = State::of(&row.state).ok_or_else(|| Error::bug("dispute.state"))?;
    let subject = format!("Dispute {}", row.number);
    let post = Post {
        id: new.id,
        entity_id: buyer.entity_id,
        account_id,
        to: To::About(About::Dispute(id), &subject),
        text: why,
        saying: Saying::Asked,
        by: Author { id: buyer.user_id, name: &buyer.name },
        asked: None,
        files: &new.files,
        at: now,
    };
    if conversations::post_at(&mut tx, &post, notice::Step::Reopened).await?.is_none() {
        return Ok(());
    }
    let deliveries = deliver::of(&mut tx, account_id, id).await?;
    let from = delivery::counts_from(row.ended_on, deliveries.iter().map(|one| one.standing));
    let after = dispute::after(state, Step::Reopen, from, today)?;
    deliver::overtake(&mut tx, account_id, id).await?;
    let rests = rests(&mut tx, account_id, id).await?;
    if rests.is_empty() {
        let words = "All of it was taken off. If something else is wrong, open a new dispute.";
        return Err(Refusal::field("message", words).into());
    }
    check(&mut tx, account_id, &rests).await?;
    hold_again(&mut tx, account_id, id, &rests, now).await?;
    sqlx::query!(
        "UPDATE dispute SET state = $3, ended_on = NULL, ended_at = NULL, version = version + 1
         WHERE account_id = $1 AND id = $2",
        account_id.0,
        id.0,
        after.code(),
    )
    .execute(&mut *tx)
    .await?;
    clock::restart(&mut tx, buyer.entity_id, (account_id, id), now).await?;
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(account_id),
        name: "dispute.reopened",
        subject: ("dispute", id.0),
        text: format!("{} opened dispute {} again", buyer.name, row.number),
        data: serde_json::json!({ "message_id": new.id }),
        for_buyer: true,
    };
    events::record(&mut tx, &Actor::Buyer(buyer.clone()), now, event).await?;
    tx.commit().await
}

/// What was not taken off of each line. What replaced another invoice is disputed there.
async fn rests(tx: &mut PgConnection, account_id: AccountId, id: DisputeId) -> Result<Vec<Rest>> {
    let rows = sqlx::query!(
        r#"SELECT id, invoice_id, line_no, reason_code, outcome IS NOT NULL AS "is_decided!", net_minor, tax_minor,
                  credited_minor + written_off_minor AS "off_minor!"
           FROM dispute_line
           WHERE account_id = $1 AND dispute_id = $2 AND corrected_by IS NULL
             AND net_minor + tax_minor > credited_minor + written_off_minor
             AND NOT EXISTS (SELECT FROM dispute_line later WHERE later.account_id = $1 AND later.reopens = dispute_line.id)
           ORDER BY position"#,
        account_id.0,
        id.0,
    )
    .fetch_all(tx)
    .await?;
    let rests = rows.into_iter().map(|row| {
        let gross = row.net_minor + row.tax_minor;
        let left = gross - row.off_minor;
        // The tax is the line's share, rounded down: net and tax add up to what is left.
        let tax = i128::from(left) * i128::from(row.tax_minor) / i128::from(gross);
        let tax_minor = i64::try_from(tax).unwrap_or(0);
        Rest {
            line_id: row.id.into(),
            invoice_id: row.invoice_id.into(),
            line_no: row.line_no,
            reason_code: row.reason_code,
            is_decided: row.is_decided,
            net_minor: left - tax_minor,
            tax_minor,
        }
    });
    Ok(rests.collect())
}

/// Nothing is disputed twice: a line may have come into another dispute meanwhile.
async fn check(tx: &mut PgConnection, account_id: AccountId, rests: &[Rest]) -> Result<()> {
    for rest in rests {
        let number = sqlx::query_scalar!(
            "SELECT d.number FROM dispute_line l JOIN dispute d ON d.account_id = l.account_id AND d.id = l.dispute_id
             WHERE l.account_id = $1 AND l.invoice_id = $2 AND l.line_no = $3 AND l.outcome IS NULL
               AND d.state IN ('open', 'asked')",
            account_id.0,
            rest.invoice_id.0,
            rest.line_no,
        )
        .fetch_optional(&mut *tx)
        .await?;
        if let Some(number) = number {
            let words = format!("It is disputed in {number} already. Go on there.");
            return Err(Refusal::field("message", words).into());
        }
    }
    Ok(())
}

/// Holds the rest of each line on its invoice's items again. A line that was decided stays as it was
/// decided, and its rest becomes a line that follows it.
async fn hold_again(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
    rests: &[Rest],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut invoices: Vec<InvoiceId> = rests.iter().map(|rest| rest.invoice_id).collect();
    invoices.sort();
    invoices.dedup();
    let items = open_items::of_invoices(tx, account_id, &invoices).await?;
    let room_of = |item: &Item| item.item.facts.open_minor - item.item.facts.disputed_minor;
    let mut room: Vec<i64> = items.iter().map(room_of).collect();
    for rest in rests {
        let line_id = match rest.is_decided {
            true => follow(tx, account_id, id, rest).await?,
            false => rest.line_id,
        };
        let its: Vec<usize> =
            (0..items.len()).filter(|&n| items[n].item.invoice_id == rest.invoice_id).collect();
        let rooms: Vec<i64> = its.iter().map(|&n| room[n]).collect();
        let held = dispute::spread(rest.net_minor + rest.tax_minor, &rooms);
        for (&n, held) in its.iter().zip(held).filter(|(_, held)| *held > 0) {
            room[n] -= held;
            hold::put(tx, account_id, line_id, items[n].item.id, held, now).await?;
        }
    }
    Ok(())
}

async fn follow(
    tx: &mut PgConnection,
    account_id: AccountId,
    id: DisputeId,
    rest: &Rest,
) -> Result<DisputeLineId> {
    let line_id = DisputeLineId(Uuid::now_v7());
    sqlx::query!(
        "INSERT INTO dispute_line (id, account_id, dispute_id, position, invoice_id, line_no, reason_code, claim,
                                   net_minor, tax_minor, reopens)
         SELECT $3, $1, $2, max(position) + 1, $4, $5, $6, 'amount', $7, $8, $9
         FROM dispute_line WHERE account_id = $1 AND dispute_id = $2",
        account_id.0,
        id.0,
        line_id.0,
        rest.invoice_id.0,
        rest.line_no,
        rest.reason_code,
        rest.net_minor,
        rest.tax_minor,
        rest.line_id.0,
    )
    .execute(tx)
    .await?;
    Ok(line_id)
}
