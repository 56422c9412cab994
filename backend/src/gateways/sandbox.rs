//! The sandbox: a payment provider of our own, for demonstrations and tests. Cards succeed, are
//! declined or ask for authentication; bank debits are under way for days, then settle, fail or come
//! back. It keeps its own books and tells us by signed webhooks, as badly behaved as it is asked to be.

mod instruments;

pub use instruments::{INSTRUMENTS, Instrument, instrument};

use crate::{
    db::Db,
    error::{Error, Result},
    gateways::{
        clock::Clock,
        provider::{
            Answer, Creation, PaymentProvider, ProviderError, Snapshot, WebhookEvent,
            WebhookRefusal,
        },
        signature::{self, Unbelieved},
    },
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{Money, calendar, payment::Reported};
use uuid::Uuid;

/// The sandbox.
pub struct Sandbox {
    db: Db,
    clock: Clock,
    secret: Vec<u8>,
}

/// A webhook that is to be delivered now.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The event's id.
    pub event_id: String,
    /// The body.
    pub body: Vec<u8>,
    /// The value of the header `webhook-signature`.
    pub signature: String,
}

/// How badly the sandbox behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Behaviour {
    /// Webhooks are late by so many seconds.
    pub late_seconds: i32,
    /// So many copies of each webhook are sent (0: it is lost, and only polling finds out).
    pub copies: i32,
    /// Webhooks are sent in any order.
    pub shuffled: bool,
    /// Confirmations happen, but are not answered.
    pub silent_on_confirm: bool,
}

struct Plan {
    status: Reported,
    reason: Option<&'static str>,
    settles_on: Option<NaiveDate>,
    later: Vec<(DateTime<Utc>, Reported, Option<&'static str>)>,
}

impl Sandbox {
    /// A sandbox that signs with a secret.
    pub fn new(db: Db, clock: Clock, secret: Vec<u8>) -> Self {
        Self { db, clock, secret }
    }

    /// What happens to a confirmed payment.
    fn plan(&self, token: &str) -> Plan {
        let now = self.clock.now();
        let today = now.date_naive();
        let day = |banking_days| calendar::banking_days_after(today, banking_days);
        let at = |date: NaiveDate| {
            date.and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default()).and_utc()
        };
        let now_is = |status, reason| Plan { status, reason, settles_on: None, later: Vec::new() };
        let under_way = |settles_on, later| Plan {
            status: Reported::Processing,
            reason: None,
            settles_on: Some(settles_on),
            later,
        };
        match token {
            "card_declined" => now_is(Reported::Failed, Some("The card's bank declined it.")),
            "card_authenticates" => now_is(Reported::RequiresAction, None),
            "debit_settles" => under_way(day(2), vec![(at(day(2)), Reported::Succeeded, None)]),
            "debit_fails" => {
                under_way(day(2), vec![(at(day(1)), Reported::Failed, Some("Not enough funds."))])
            }
            "debit_returned" => under_way(
                day(2),
                vec![
                    (at(day(2)), Reported::Succeeded, None),
                    (at(day(7)), Reported::Returned, Some("The account holder objected.")),
                ],
            ),
            _ => now_is(Reported::Succeeded, None),
        }
    }

    /// The buyer acts at their bank: approves or refuses. Says whether there was anything to do.
    pub async fn act(&self, provider_ref: &str, approve: bool) -> Result<bool> {
        let (status, reason) = match approve {
            true => (Reported::Succeeded, None),
            false => (Reported::Failed, Some("You refused it at your bank.")),
        };
        let mut tx = self.db.worker().await?;
        let changed = sqlx::query!(
            "UPDATE sandbox.payment SET status = $2, reason = $3
             WHERE ref = $1 AND status = 'requires_action'",
            provider_ref,
            status.code(),
            reason,
        )
        .execute(&mut *tx)
        .await?
        .rows_affected();
        if changed == 1 {
            self.tell(&mut tx, provider_ref, status).await?;
        }
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Lets happen what is due. Says how much did.
    pub async fn tick(&self) -> Result<usize> {
        let mut tx = self.db.worker().await?;
        let due = sqlx::query!(
            "UPDATE sandbox.plan SET done = true
             WHERE (ref, seq) IN (SELECT ref, seq FROM sandbox.plan WHERE NOT done AND at <= $1
                                  ORDER BY at, seq LIMIT 100 FOR UPDATE SKIP LOCKED)
             RETURNING ref, seq, status, reason",
            self.clock.now(),
        )
        .fetch_all(&mut *tx)
        .await?;
        let mut due = due;
        due.sort_by_key(|plan| plan.seq);
        for plan in &due {
            let status = Reported::of(&plan.status)
                .ok_or_else(|| Error::bug(format!("sandbox status {}", plan.status)))?;
            sqlx::query!(
                "UPDATE sandbox.payment SET status = $2, reason = $3 WHERE ref = $1",
                plan.r#ref,
                plan.status,
                plan.reason,
            )
            .execute(&mut *tx)
            .await?;
            self.tell(&mut tx, &plan.r#ref, status).await?;
        }
        tx.commit().await?;
        Ok(due.len())
    }

    /// Writes down that a webhook has to be sent.
    async fn tell(&self, tx: &mut sqlx::PgConnection, of: &str, status: Reported) -> Result<()> {
        let now = self.clock.now();
        sqlx::query!(
            "INSERT INTO sandbox.event (id, ref, kind, created_at, deliver_at, deliveries_left)
             SELECT $1, $2, $3, $4::timestamptz, $4::timestamptz + make_interval(secs => b.late_seconds), b.copies
             FROM sandbox.behaviour b",
            format!("evt_{}", Uuid::now_v7().simple()),
            of,
            format!("payment.{}", status.code()),
            now,
        )
        .execute(tx)
        .await?;
        Ok(())
    }

    /// The webhooks that are due, signed for this attempt. One that is not acknowledged by
    /// [`Sandbox::delivered`] is due again later, as every provider does it.
    pub async fn due_deliveries(&self) -> Result<Vec<Delivery>> {
        let now = self.clock.now();
        let rows = sqlx::query!(
            "UPDATE sandbox.event e SET attempts = attempts + 1, deliver_at = $1 + interval '5 minutes'
             FROM sandbox.behaviour b
             WHERE e.id IN (SELECT id FROM sandbox.event WHERE deliveries_left > 0 AND deliver_at <= $1
                            ORDER BY deliver_at, id LIMIT 100 FOR UPDATE SKIP LOCKED)
             RETURNING e.id, e.ref, e.kind, e.created_at, e.deliveries_left, b.shuffled",
            now,
        )
        .fetch_all(self.db.worker_pool())
        .await?;
        let mut deliveries = Vec::new();
        let mut rows = rows;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        if rows.first().is_some_and(|row| row.shuffled) {
            rows.reverse();
        }
        for row in rows {
            let body = serde_json::json!({
                "id": row.id,
                "type": row.kind,
                "created": row.created_at.timestamp(),
                "data": { "object": { "id": row.r#ref } },
            });
            let body = body.to_string().into_bytes();
            for _ in 0..row.deliveries_left {
                deliveries.push(Delivery {
                    event_id: row.id.clone(),
                    signature: self.sign(&body, now),
                    body: body.clone(),
                });
            }
        }
        Ok(deliveries)
    }

    /// Notes that a webhook was taken.
    pub async fn delivered(&self, event_id: &str) -> Result<()> {
        sqlx::query!(
            "UPDATE sandbox.event SET deliveries_left = deliveries_left - 1, delivered_at = $2
             WHERE id = $1 AND deliveries_left > 0",
            event_id,
            self.clock.now(),
        )
        .execute(self.db.worker_pool())
        .await?;
        Ok(())
    }

    /// How it behaves.
    pub async fn behaviour(&self) -> Result<Behaviour> {
        let row = sqlx::query_as!(
            Behaviour,
            "SELECT late_seconds, copies, shuffled, silent_on_confirm FROM sandbox.behaviour"
        )
        .fetch_one(self.db.worker_pool())
        .await?;
        Ok(row)
    }

    /// Makes it behave.
    pub async fn behave(&self, to: Behaviour) -> Result<()> {
        sqlx::query!(
            "UPDATE sandbox.behaviour SET late_seconds = $1, copies = $2, shuffled = $3, silent_on_confirm = $4",
            to.late_seconds,
            to.copies,
            to.shuffled,
            to.silent_on_confirm,
        )
        .execute(self.db.worker_pool())
        .await?;
        Ok(())
    }

    /// The signature of a body at a time: `t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">`.
    pub fn sign(&self, body: &[u8], at: DateTime<Utc>) -> String {
        signature::sign(&self.secret, body, at)
    }

    async fn snapshot(&self, provider_ref: &str) -> Result<Snapshot, ProviderError> {
        let row = sqlx::query!(
            "SELECT ref, status, reason, settles_on, amount_minor, currency FROM sandbox.payment WHERE ref = $1",
            provider_ref
        )
        .fetch_optional(self.db.worker_pool())
        .await
        .map_err(no_answer)?
        .ok_or_else(|| ProviderError::Refused(format!("no payment {provider_ref}")))?;
        let reported = Reported::of(&row.status)
            .ok_or_else(|| ProviderError::NoAnswer(format!("status {}", row.status)))?;
        let currency = row.currency.parse().map_err(no_answer)?;
        let action_url =
            (reported == Reported::RequiresAction).then(|| format!("/sandbox/bank/{}", row.r#ref));
        Ok(Snapshot {
            provider_ref: row.r#ref,
            reported,
            reason: row.reason,
            settles_on: row.settles_on,
            action_url,
            amount: Money::new(row.amount_minor, currency),
        })
    }

    async fn create_now(&self, creation: &Creation) -> Result<Snapshot, ProviderError> {
        let known = instrument(&creation.instrument)
            .is_some_and(|instrument| instrument.method == creation.method);
        if !known {
            return Err(ProviderError::Refused("no such card or account".to_owned()));
        }
        let key = format!("{}:create", creation.payment_id);
        let row = sqlx::query!(
            "INSERT INTO sandbox.payment (ref, create_key, metadata_payment_id, amount_minor, currency,
                                          method, instrument, status, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'unconfirmed', $8)
             ON CONFLICT (create_key) DO UPDATE SET create_key = EXCLUDED.create_key
             RETURNING ref",
            format!("sbx_{}", Uuid::new_v4().simple()),
            key,
            creation.payment_id.to_string(),
            creation.amount.minor,
            creation.amount.currency.code(),
            creation.method.code(),
            creation.instrument,
            self.clock.now(),
        )
        .fetch_one(self.db.worker_pool())
        .await
        .map_err(no_answer)?;
        self.snapshot(&row.r#ref).await
    }

    async fn confirm_now(&self, provider_ref: &str) -> Result<Snapshot, ProviderError> {
        let silent = self.behaviour().await.map_err(no_answer)?.silent_on_confirm;
        let mut tx = self.db.worker().await.map_err(no_answer)?;
        let row = sqlx::query!(
            "SELECT status, instrument FROM sandbox.payment WHERE ref = $1 FOR UPDATE",
            provider_ref
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(no_answer)?
        .ok_or_else(|| ProviderError::Refused(format!("no payment {provider_ref}")))?;
        // Confirming again answers as the first time did.
        if row.status == Reported::Unconfirmed.code() {
            self.carry_out(&mut tx, provider_ref, &row.instrument).await.map_err(no_answer)?;
        }
        tx.commit().await.map_err(no_answer)?;
        if silent || row.instrument == "card_no_answer" {
            return Err(ProviderError::NoAnswer("the connection was lost".to_owned()));
        }
        self.snapshot(provider_ref).await
    }

    async fn carry_out(
        &self,
        tx: &mut sqlx::PgConnection,
        provider_ref: &str,
        token: &str,
    ) -> Result<()> {
        let plan = self.plan(token);
        sqlx::query!(
            "UPDATE sandbox.payment SET status = $2, reason = $3, settles_on = $4 WHERE ref = $1",
            provider_ref,
            plan.status.code(),
            plan.reason,
            plan.settles_on,
        )
        .execute(&mut *tx)
        .await?;
        for (seq, (at, status, reason)) in (1_i32..).zip(&plan.later) {
            sqlx::query!(
                "INSERT INTO sandbox.plan (ref, seq, at, status, reason) VALUES ($1, $2, $3, $4, $5)",
                provider_ref,
                seq,
                at,
                status.code(),
                *reason,
            )
            .execute(&mut *tx)
            .await?;
        }
        self.tell(tx, provider_ref, plan.status).await
    }

    async fn cancel_now(&self, provider_ref: &str) -> Result<Snapshot, ProviderError> {
        sqlx::query!(
            "UPDATE sandbox.payment SET status = 'canceled' WHERE ref = $1 AND status IN ('unconfirmed', 'requires_action')",
            provider_ref
        )
        .execute(self.db.worker_pool())
        .await
        .map_err(no_answer)?;
        self.snapshot(provider_ref).await
    }
}

impl PaymentProvider for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn create<'a>(&'a self, creation: &'a Creation) -> Answer<'a, Snapshot> {
        Box::pin(self.create_now(creation))
    }

    fn confirm<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
        Box::pin(self.confirm_now(provider_ref))
    }

    fn get<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
        Box::pin(self.snapshot(provider_ref))
    }

    fn cancel<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot> {
        Box::pin(self.cancel_now(provider_ref))
    }

    fn verify(
        &self,
        signature: Option<&str>,
        raw: &[u8],
        at: DateTime<Utc>,
    ) -> Result<WebhookEvent, WebhookRefusal> {
        signature::verify(&self.secret, signature, raw, at).map_err(|refusal| match refusal {
            Unbelieved::Unsigned => WebhookRefusal::Unsigned,
            Unbelieved::Wrong => WebhookRefusal::WrongSignature,
            Unbelieved::Stale => WebhookRefusal::Stale,
        })?;
        read_event(raw).ok_or(WebhookRefusal::Unreadable)
    }
}

fn read_event(raw: &[u8]) -> Option<WebhookEvent> {
    let body: serde_json::Value = serde_json::from_slice(raw).ok()?;
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    Some(WebhookEvent {
        event_id: text(&body["id"])?,
        kind: text(&body["type"])?,
        object_ref: text(&body["data"]["object"]["id"]),
    })
}

fn no_answer(error: impl std::fmt::Display) -> ProviderError {
    ProviderError::NoAnswer(error.to_string())
}
