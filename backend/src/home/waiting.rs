//! What waits for the buyer: only what is real, and what they can do something about.

use crate::{
    actor::Buyer,
    error::{Error, Result},
    open_items::{Item, Row},
    payments::{self, quote},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    conversation::About,
    ids::{ConversationId, InvoiceId, PaymentId},
    money::Money,
    payment::State,
};
use sqlx::PgConnection;

/// How long something that went wrong is shown.
const FRESH_DAYS: i64 = 14;

/// Something that waits for the buyer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Waiting {
    /// A discount that is still to be had.
    Discount {
        /// On which invoice.
        invoice_id: InvoiceId,
        /// Its number.
        number: String,
        /// What is saved.
        saves: Money,
        /// What is to arrive.
        pays: Money,
        /// By when.
        until: NaiveDate,
    },
    /// A payment that needs them, did not work or came back.
    Payment {
        /// Which.
        id: PaymentId,
        /// What people call it.
        reference: String,
        /// Where it stands.
        state: State,
        /// What was charged.
        charged: Money,
        /// Why, in the provider's words.
        reason: Option<String>,
    },
    /// Something that the seller wrote and they have not read.
    Word {
        /// What it is about.
        about: About,
        /// Where.
        conversation_id: ConversationId,
        /// What lists call it.
        subject: String,
        /// Who wrote.
        author: String,
        /// Whether an answer is awaited.
        is_question: bool,
    },
    /// A promise that was not kept, on something that is still open.
    BrokenPromise {
        /// On which invoice.
        invoice_id: InvoiceId,
        /// Its number.
        number: String,
        /// What was promised.
        amount: Money,
        /// By when.
        until: NaiveDate,
    },
}

pub(super) async fn load(
    tx: &mut PgConnection,
    buyer: &Buyer,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Waiting>> {
    let has = has(tx, buyer, today, now).await?;
    let mut waiting = if has.payments { payments(tx, buyer, now).await? } else { Vec::new() };
    if has.words {
        waiting.extend(words(tx, buyer, now).await?);
    }
    if has.broken_promises {
        waiting.extend(broken_promises(tx, buyer, today).await?);
    }
    waiting.extend(discounts(tx, buyer, today).await?);
    Ok(waiting)
}

/// What there may be of each kind. Mostly there is nothing, and nothing is asked in vain.
struct Has {
    payments: bool,
    words: bool,
    broken_promises: bool,
}

async fn has(
    tx: &mut PgConnection,
    buyer: &Buyer,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Has> {
    let has = sqlx::query_as!(
        Has,
        r#"SELECT EXISTS (SELECT FROM payment WHERE account_id = $1 AND created_at > $2
                            AND state IN ('requires_action', 'failed', 'returned')) AS "payments!",
                  EXISTS (SELECT FROM conversation
                          WHERE account_id = $1 AND last_at > $2 AND last_by = 'seller') AS "words!",
                  EXISTS (SELECT FROM promise
                          WHERE account_id = $1 AND state = 'broken' AND until_on > $3) AS "broken_promises!""#,
        buyer.account_id.0,
        now - Duration::days(3 * FRESH_DAYS),
        today - Duration::days(FRESH_DAYS),
    )
    .fetch_one(tx)
    .await?;
    Ok(has)
}

async fn payments(
    tx: &mut PgConnection,
    buyer: &Buyer,
    now: DateTime<Utc>,
) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        "SELECT id, state, amount_minor + fee_minor AS \"charged!\", currency, reason FROM payment
         WHERE account_id = $1 AND created_at > $2
           AND (state = 'requires_action' OR (state = 'failed' AND created_at > $3) OR state = 'returned')
         ORDER BY created_at DESC, id DESC LIMIT 3",
        buyer.account_id.0,
        now - Duration::days(3 * FRESH_DAYS),
        now - Duration::days(FRESH_DAYS),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting::Payment {
                id: row.id.into(),
                reference: payments::reference(row.id.into()),
                state: State::of(&row.state).unwrap_or(State::Unknown),
                charged: Money::new(row.charged, row.currency.parse()?),
                reason: row.reason,
            })
        })
        .collect()
}

async fn words(tx: &mut PgConnection, buyer: &Buyer, now: DateTime<Utc>) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"SELECT c.id, c.about, c.about_id, c.subject, c.turn = 'buyer' AS "is_question!",
                  (SELECT m.author FROM message m
                   WHERE m.account_id = c.account_id AND m.conversation_id = c.id AND NOT m.is_internal
                   ORDER BY m.written_at DESC, m.id DESC LIMIT 1) AS author
           FROM conversation c
           WHERE c.account_id = $1 AND c.last_at > $3 AND c.last_by = 'seller'
             AND NOT EXISTS (SELECT FROM conversation_seen s
                             WHERE s.account_id = $1 AND s.conversation_id = c.id AND s.user_id = $2 AND s.seen_at >= c.last_at)
           ORDER BY c.last_at DESC, c.id DESC LIMIT 3"#,
        buyer.account_id.0,
        buyer.user_id.0,
        now - Duration::days(3 * FRESH_DAYS),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting::Word {
                about: About::of(&row.about, row.about_id)
                    .ok_or_else(|| Error::bug("conversation.about"))?,
                conversation_id: row.id.into(),
                subject: row.subject,
                author: row.author.unwrap_or_default(),
                is_question: row.is_question,
            })
        })
        .collect()
}

async fn broken_promises(
    tx: &mut PgConnection,
    buyer: &Buyer,
    today: NaiveDate,
) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        "SELECT o.invoice_id, i.number, p.amount_minor, p.currency, p.until_on
         FROM promise p
         JOIN open_item o ON o.account_id = p.account_id AND o.id = p.open_item_id
         JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
         WHERE p.account_id = $1 AND p.state = 'broken' AND p.until_on > $2 AND o.open_minor > 0
         ORDER BY p.until_on DESC LIMIT 3",
        buyer.account_id.0,
        today - Duration::days(FRESH_DAYS),
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting::BrokenPromise {
                invoice_id: row.invoice_id.into(),
                number: row.number,
                amount: Money::new(row.amount_minor, row.currency.parse()?),
                until: row.until_on,
            })
        })
        .collect()
}

/// Priced by the same function as paying is.
async fn discounts(tx: &mut PgConnection, buyer: &Buyer, today: NaiveDate) -> Result<Vec<Waiting>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT o.id, o.invoice_id, i.number, o.seq, o.due_on, o.currency, o.open_minor, o.disputed_minor,
                o.in_flight_minor, o.promised_minor, o.promised_until, o.deferred_minor, o.amount_minor,
                i.total_minor, i.discount_bp, i.discount_until
         FROM invoice i JOIN open_item o ON o.account_id = i.account_id AND o.invoice_id = i.id
         WHERE i.account_id = $1 AND i.open_minor > 0 AND i.due_on >= $2
           AND i.discount_until >= $2 AND i.open_minor = i.total_minor
         ORDER BY i.discount_until, i.number LIMIT 3",
        buyer.account_id.0,
        today,
    )
    .fetch_all(tx)
    .await?;
    let mut found = Vec::new();
    for row in rows {
        let until = row.discount_until;
        let item = Item::try_from(row)?;
        let payable = quote::payable(&item, today)?;
        if let (Some(until), true) = (until, payable.discount.minor > 0) {
            found.push(Waiting::Discount {
                invoice_id: item.item.invoice_id,
                number: item.item.number,
                saves: payable.discount,
                pays: payable.payable.minus(payable.discount)?,
                until,
            });
        }
    }
    Ok(found)
}
