//! Addresses at which calendars read by when invoices are to be paid: made, ended and read. An address is shown
//! when it is made and never again, because only its hash is kept.

use crate::{
    Actor, Backend, Buyer, Error, Result,
    events::{self, NewEvent},
    throttle,
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use documents::calendar_feed::{Calendar, Item};
use domain::{
    access::BuyerRole,
    calendar_feed::{Standing, TOLD_DAYS},
    money::{Currency, Money},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::net::IpAddr;
use uuid::Uuid;

/// The octets that nobody guesses. An address has them in hexadecimal figures.
const TOKEN: usize = 32;
/// How often a minute one address is read, and how often one client may ask for addresses that are not there.
const MOST_READS: i32 = 20;
const MOST_MISSES: i32 = 30;
/// The most events of a calendar: what is open comes first, by its days.
const MOST_ITEMS: i64 = 2_000;

/// How a calendar's question ends.
#[derive(Debug)]
pub enum Answer {
    /// With the calendar.
    Calendar(Calendar),
    /// It has asked too often and is to wait for a minute.
    Wait,
}

/// Whose address: nobody's who looks at the portal for staff.
fn owner(buyer: &Buyer) -> Result<Actor> {
    if buyer.seen_by_staff.is_some() {
        return Err(Error::NotFound);
    }
    Ok(Actor::Buyer(buyer.clone()))
}

/// Since when somebody has an address for this account, if they have one.
pub async fn since(backend: &Backend, buyer: &Buyer) -> Result<Option<DateTime<Utc>>> {
    let mut tx = backend.db.portal(buyer).await?;
    let since = sqlx::query_scalar!(
        "SELECT created_at FROM calendar_feed
          WHERE account_id = $1 AND user_id = $2 AND revoked_at IS NULL",
        buyer.account_id.0,
        buyer.user_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.end();
    Ok(since)
}

/// Makes an address, and ends the one that was there. Gives the address, or nothing where this form has
/// made one already: it cannot be shown again.
pub async fn make(backend: &Backend, buyer: &Buyer, id: Uuid) -> Result<Option<String>> {
    let actor = owner(buyer)?;
    let now = backend.clock.now();
    let token: [u8; TOKEN] = rand::random();
    let token = hex::encode(token);
    let mut tx = backend.db.portal(buyer).await?;
    lock(&mut tx, buyer).await?;
    let made = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM calendar_feed
               WHERE account_id = $1 AND id = $2 AND user_id = $3) AS "made!""#,
        buyer.account_id.0,
        id,
        buyer.user_id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    if made {
        return Ok(None);
    }
    end(&mut tx, buyer, now).await?;
    let added = sqlx::query!(
        "INSERT INTO calendar_feed (id, entity_id, account_id, user_id, token_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
        id,
        buyer.entity_id.0,
        buyer.account_id.0,
        buyer.user_id.0,
        &hash(&token),
        now,
    )
    .execute(&mut *tx)
    .await?;
    if added.rows_affected() == 0 {
        return Err(Error::NotFound); // the id is somebody else's
    }
    let text = format!("{} made an address for a calendar", buyer.name);
    record(&mut tx, &actor, buyer, now, ("calendar_feed.made", id), text).await?;
    tx.commit().await?;
    Ok(Some(format!("{}/calendar/{token}.ics", backend.public_url)))
}

/// Ends the address that somebody has. There may be none.
pub async fn revoke(backend: &Backend, buyer: &Buyer) -> Result<()> {
    let actor = owner(buyer)?;
    let now = backend.clock.now();
    let mut tx = backend.db.portal(buyer).await?;
    lock(&mut tx, buyer).await?;
    if let Some(id) = end(&mut tx, buyer, now).await? {
        let text = format!("{} ended the address of a calendar", buyer.name);
        record(&mut tx, &actor, buyer, now, ("calendar_feed.revoked", id), text).await?;
    }
    tx.commit().await
}

/// Two of somebody's forms at once take turns.
async fn lock(tx: &mut PgConnection, buyer: &Buyer) -> Result<()> {
    let key = format!("calendar_feed {} {}", buyer.account_id, buyer.user_id);
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(tx).await?;
    Ok(())
}

async fn end(tx: &mut PgConnection, buyer: &Buyer, now: DateTime<Utc>) -> Result<Option<Uuid>> {
    let ended = sqlx::query_scalar!(
        "UPDATE calendar_feed SET revoked_at = $3
          WHERE account_id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING id",
        buyer.account_id.0,
        buyer.user_id.0,
        now,
    )
    .fetch_optional(tx)
    .await?;
    Ok(ended)
}

async fn record(
    tx: &mut PgConnection,
    actor: &Actor,
    buyer: &Buyer,
    at: DateTime<Utc>,
    (name, id): (&'static str, Uuid),
    text: String,
) -> Result<()> {
    let event = NewEvent {
        entity_id: Some(buyer.entity_id),
        account_id: Some(buyer.account_id),
        name,
        subject: ("calendar_feed", id),
        text,
        data: json!({}),
        for_buyer: false,
    };
    events::record(tx, actor, at, event).await
}

/// What whoever knows an address reads. It is found by the hash of what they know, so how long that takes
/// tells nothing of others. Not there: never made, ended, or its owner has left the account.
pub async fn read(backend: &Backend, token: &str, ip: IpAddr) -> Result<Answer> {
    let found = match is_token(token) {
        true => find(backend, token).await?,
        false => None,
    };
    let Some((id, buyer)) = found else {
        let key = throttle::network_key("calendar", ip);
        let waits = throttle::is_too_often(&backend.db, &key, MOST_MISSES).await?;
        return if waits { Ok(Answer::Wait) } else { Err(Error::NotFound) };
    };
    if throttle::is_too_often(&backend.db, &format!("calendar:{id}"), MOST_READS).await? {
        return Ok(Answer::Wait);
    }
    calendar(backend, &buyer).await.map(Answer::Calendar)
}

fn is_token(text: &str) -> bool {
    text.len() == 2 * TOKEN
        && text.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

/// The owner as they stand at this moment.
async fn find(backend: &Backend, token: &str) -> Result<Option<(Uuid, Buyer)>> {
    let row = sqlx::query!(
        "SELECT f.id, u.id AS user_id, u.name, m.role, a.id AS account_id, a.number,
                a.name AS account_name, e.id AS entity_id, e.short_name, e.time_zone
           FROM calendar_feed f
           JOIN app_user u ON u.id = f.user_id AND u.disabled_at IS NULL
           JOIN buyer_membership m ON m.user_id = f.user_id AND m.account_id = f.account_id
           JOIN account a ON a.id = f.account_id
           JOIN entity e ON e.id = a.entity_id
          WHERE f.token_hash = $1 AND f.revoked_at IS NULL",
        hash(token),
    )
    .fetch_optional(backend.db.gate_pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let buyer = Buyer {
        user_id: row.user_id.into(),
        name: row.name,
        account_id: row.account_id.into(),
        account_number: row.number,
        account_name: row.account_name,
        entity_id: row.entity_id.into(),
        entity_name: row.short_name,
        time_zone: row.time_zone,
        role: BuyerRole::of(&row.role).ok_or_else(|| Error::bug("buyer_membership.role"))?,
        seen_by_staff: None,
    };
    Ok(Some((row.id, buyer)))
}

async fn calendar(backend: &Backend, buyer: &Buyer) -> Result<Calendar> {
    let today = backend.clock.today(&buyer.time_zone);
    let mut tx = backend.db.portal(buyer).await?;
    let rows = rows(&mut tx, buyer, today - Days::new(TOLD_DAYS)).await?;
    tx.end();
    let items = rows.into_iter().map(|row| row.item(&backend.public_url));
    Ok(Calendar {
        seller: buyer.entity_name.clone(),
        customer: buyer.account_name.clone(),
        items: items.collect::<Result<_>>()?,
    })
}

struct Row {
    id: Uuid,
    invoice_id: Uuid,
    number: String,
    seq: i32,
    parts: i64,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    currency: String,
    open_minor: i64,
    disputed_minor: i64,
    changes: i64,
    changed_at: Option<DateTime<Utc>>,
}

impl Row {
    fn item(self, public_url: &str) -> Result<Item> {
        let currency: Currency =
            self.currency.parse().map_err(|_| Error::bug("open_item.currency"))?;
        let (open, disputed) =
            (Money::new(self.open_minor, currency), Money::new(self.disputed_minor, currency));
        let issued_at = self.issued_on.and_time(NaiveTime::MIN).and_utc();
        Ok(Item {
            id: self.id,
            number: self.number,
            instalment: (self.parts > 1).then_some((self.seq, self.parts)),
            due_on: self.due_on,
            open,
            disputed,
            standing: Standing::of(open, disputed)?,
            page: format!("{public_url}/invoices/{}", self.invoice_id),
            changes: self.changes,
            changed_at: self.changed_at.unwrap_or(issued_at),
        })
    }
}

/// What is open, and what was paid since a day. What changes an item is applied to it or held on it, and those
/// rows are never deleted: their count is how often it has changed.
async fn rows(tx: &mut PgConnection, buyer: &Buyer, since: NaiveDate) -> Result<Vec<Row>> {
    let rows = sqlx::query_as!(
        Row,
        r#"WITH item AS (
               (SELECT id, invoice_id, seq, due_on, currency, open_minor, disputed_minor FROM open_item
                 WHERE account_id = $1 AND open_minor > 0 ORDER BY due_on, id LIMIT $3)
               UNION ALL
               (SELECT id, invoice_id, seq, due_on, currency, open_minor, disputed_minor FROM open_item
                 WHERE account_id = $1 AND open_minor = 0 AND id IN (
                     SELECT open_item_id FROM allocation WHERE account_id = $1 AND applied_on >= $2)
                 ORDER BY due_on DESC, id LIMIT $3)),
           held AS (
               SELECT open_item_id, count(*) + count(ended_at) AS changes,
                      greatest(max(held_at), max(ended_at)) AS at
               FROM dispute_hold WHERE account_id = $1 GROUP BY open_item_id)
           SELECT o.id AS "id!", o.invoice_id AS "invoice_id!", i.number, o.seq AS "seq!",
                  (SELECT count(*) FROM open_item p WHERE p.account_id = $1 AND p.invoice_id = o.invoice_id) AS "parts!",
                  i.issued_on, o.due_on AS "due_on!", o.currency AS "currency!",
                  o.open_minor AS "open_minor!", o.disputed_minor AS "disputed_minor!",
                  a.changes + coalesce(h.changes, 0) AS "changes!",
                  greatest(a.at, h.at) AS changed_at
             FROM item o
             JOIN invoice i ON i.account_id = $1 AND i.id = o.invoice_id
             CROSS JOIN LATERAL (SELECT count(*) AS changes, max(applied_at) AS at FROM allocation
                                  WHERE account_id = $1 AND open_item_id = o.id) a
             LEFT JOIN held h ON h.open_item_id = o.id
            ORDER BY o.due_on, o.id"#,
        buyer.account_id.0,
        since,
        MOST_ITEMS,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows)
}

/// What tells one calendar from another: its hash.
pub fn tag(calendar: &str) -> String {
    hex::encode(&Sha256::digest(calendar)[..16])
}
