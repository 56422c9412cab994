//! Reminders: due-work table → facts → decision → touch. One account at a time, so that several
//! processes share the work and a crash loses none of it: everything about one account and day is
//! one transaction. The touch goes the way that the customer has chosen, as every document does
//! ([`crate::dispatches`]).

mod letter;
mod words;

pub(crate) use letter::{document, written};
pub(crate) use words::escape;

use crate::{
    Backend,
    actor::Actor,
    dispatches,
    error::{Error, Result},
    events::{self, NewEvent},
    issued_documents::Subject,
    jobs::{self, Job},
    open_items::{self, Item},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    channel::{Channel, Target},
    collectable,
    dispatch::Way,
    document::Kind,
    dunning::{self, Considered, Decision},
    ids::{AccountId, ContactId, EntityId, OpenItemId, TouchId},
    language::Language,
    money::{Currency, Money},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Finds the accounts that have something to decide today and enqueues one job for each.
pub async fn plan(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let accounts = sqlx::query_scalar!(
        "SELECT DISTINCT account_id FROM reminder_step WHERE decided_at IS NULL AND planned_on <= $1",
        now.date_naive() + chrono::Days::new(1),
    )
    .fetch_all(&mut *tx)
    .await?;
    for account in &accounts {
        let job = Job::Remind { account_id: (*account).into() };
        jobs::enqueue(&mut tx, &job, now, now).await?;
    }
    tx.commit().await?;
    Ok(accounts.len())
}

struct Account {
    id: AccountId,
    entity_id: EntityId,
    name: String,
    entity_name: String,
    entity_email: String,
    time_zone: String,
    /// The first of those whom we write to.
    contact: Option<(Uuid, String)>,
    /// The ways that lead to somebody.
    ways: Vec<Way<ContactId>>,
}

struct Step {
    open_item_id: OpenItemId,
    step_days: i32,
    planned_on: NaiveDate,
}

/// An item that is asked for, and how much of it.
pub(crate) struct Asked {
    pub item: Item,
    pub amount: Money,
    pub step_days: i32,
    pub planned_on: NaiveDate,
    facts: serde_json::Value,
}

/// Decides everything that is due for one account, and writes at most one message.
pub async fn remind(backend: &Backend, account_id: AccountId) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.worker().await?;
    let account = load_account(&mut tx, account_id).await?;
    let today = backend.clock.today(&account.time_zone);
    let steps = take_due(&mut tx, account_id, today, now).await?;
    if steps.is_empty() {
        return Ok(());
    }
    let items = open_items::open_of_account(&mut tx, account_id).await?;
    let covered = cover(&mut tx, account_id, &items, today).await?;
    let mut asked = Vec::new();
    for step in latest_of_each(&steps) {
        let found = items.iter().position(|i| i.item.id == step.open_item_id);
        let part = found.map(|n| items[n].item.collectable(today)).unwrap_or_default();
        let covered_minor = found.map_or(0, |n| covered[n]);
        let considered = Considered {
            planned_on: step.planned_on,
            today,
            part,
            covered_minor,
            has_contact: !account.ways.is_empty(),
        };
        let facts = serde_json::json!({
            "open_minor": part.open_minor, "disputed_minor": part.disputed_minor,
            "in_flight_minor": part.in_flight_minor, "promised_minor": part.promised_minor,
            "deferred_minor": part.deferred_minor, "collectable_minor": part.collectable_minor,
            "covered_minor": covered_minor, "today": today,
        });
        match (dunning::decide(&considered), found) {
            (Decision::Ask { amount_minor }, Some(n)) => asked.push(Asked {
                amount: Money::new(amount_minor, items[n].item.currency),
                item: items[n].clone(),
                step_days: step.step_days,
                planned_on: step.planned_on,
                facts,
            }),
            (Decision::Silent(silence), _) => {
                be_silent(&mut tx, &account, step, silence, &facts, today, now).await?;
            }
            (Decision::Ask { .. }, None) => {
                return Err(Error::bug("something is asked for on an item that is not open"));
            }
        }
    }
    for step in superseded(&steps) {
        let facts = serde_json::json!({ "superseded": true });
        be_silent(&mut tx, &account, step, dunning::Silence::Missed, &facts, today, now).await?;
    }
    if !asked.is_empty() {
        ask(backend, &mut tx, &account, &asked, today, now).await?;
    }
    tx.commit().await
}

async fn load_account(tx: &mut PgConnection, account_id: AccountId) -> Result<Account> {
    let row = sqlx::query!(
        r#"SELECT a.id, a.entity_id, a.name, e.name AS entity_name, e.email AS entity_email, e.time_zone,
                  c.id AS "contact_id?", c.name AS "contact_name?"
           FROM account a JOIN entity e ON e.id = a.entity_id
           LEFT JOIN LATERAL (SELECT id, name FROM contact WHERE account_id = a.id AND receives_reminders
                              ORDER BY created_at, id LIMIT 1) c ON true
           WHERE a.id = $1 FOR UPDATE OF a"#,
        account_id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let mut ways = dispatches::ways(tx, account_id, Kind::Reminder).await?;
    ways.retain(|way| way.to.is_some() || way.preference.channel.target() == Target::None);
    Ok(Account {
        id: row.id.into(),
        entity_id: row.entity_id.into(),
        name: row.name,
        entity_name: row.entity_name,
        entity_email: row.entity_email,
        time_zone: row.time_zone,
        contact: row.contact_id.zip(row.contact_name),
        ways,
    })
}

async fn take_due(
    tx: &mut PgConnection,
    account_id: AccountId,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Step>> {
    let rows = sqlx::query!(
        "UPDATE reminder_step SET decided_at = $3
         WHERE account_id = $1 AND planned_on <= $2 AND decided_at IS NULL
         RETURNING open_item_id, step_days, planned_on",
        account_id.0,
        today,
        now,
    )
    .fetch_all(tx)
    .await?;
    let mut steps: Vec<Step> = rows
        .into_iter()
        .map(|row| Step {
            open_item_id: row.open_item_id.into(),
            step_days: row.step_days,
            planned_on: row.planned_on,
        })
        .collect();
    steps.sort_by_key(|step| (step.open_item_id, step.step_days));
    Ok(steps)
}

/// If several days of one item were missed, only the last of them can still be said something on.
fn latest_of_each(steps: &[Step]) -> impl Iterator<Item = &Step> {
    steps.iter().enumerate().filter_map(|(n, step)| is_last(steps, n).then_some(step))
}

fn superseded(steps: &[Step]) -> impl Iterator<Item = &Step> {
    steps.iter().enumerate().filter_map(|(n, step)| (!is_last(steps, n)).then_some(step))
}

fn is_last(steps: &[Step], n: usize) -> bool {
    steps.get(n + 1).is_none_or(|next| next.open_item_id != steps[n].open_item_id)
}

/// How much of each item the account's credit covers, by currency, oldest due date first.
async fn cover(
    tx: &mut PgConnection,
    account_id: AccountId,
    items: &[Item],
    today: NaiveDate,
) -> Result<Vec<i64>> {
    let credits = sqlx::query!(
        "SELECT currency, credit_minor FROM account_balance WHERE account_id = $1 AND credit_minor > 0",
        account_id.0,
    )
    .fetch_all(tx)
    .await?;
    let mut covered = vec![0; items.len()];
    for credit in credits {
        let currency: Currency = credit.currency.parse()?;
        let of_it: Vec<usize> =
            (0..items.len()).filter(|&n| items[n].item.currency == currency).collect();
        let asked = of_it.iter().map(|&n| items[n].item.collectable(today).collectable_minor);
        let covers = collectable::cover_with_credits(asked, credit.credit_minor);
        for (n, minor) in of_it.into_iter().zip(covers) {
            covered[n] = minor;
        }
    }
    Ok(covered)
}

async fn be_silent(
    tx: &mut PgConnection,
    account: &Account,
    step: &Step,
    silence: dunning::Silence,
    facts: &serde_json::Value,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO decision (id, account_id, open_item_id, invoice_id, step_days, planned_on, decided_on, decided_at,
                               verdict, reason, currency, facts)
         SELECT $1, account_id, id, invoice_id, $3, $4, $5, $6, 'silent', $7, currency, $8
         FROM open_item WHERE account_id = $2 AND id = $9",
        Uuid::now_v7(),
        account.id.0,
        step.step_days,
        step.planned_on,
        today,
        now,
        silence.code(),
        facts,
        step.open_item_id.0,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// One message that asks for exactly these amounts, on each of the account's ways, and one decision for
/// each item in it.
async fn ask(
    backend: &Backend,
    tx: &mut PgConnection,
    account: &Account,
    asked: &[Asked],
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<()> {
    let greeted = account.contact.as_ref().map_or(&account.name, |(_, name)| name);
    let letter = words::Letter {
        contact: greeted,
        account: &account.name,
        entity: &account.entity_name,
        entity_email: &account.entity_email,
        public_url: &backend.public_url,
        today,
        asked,
        // Whoever reads it in several ways reads the same words.
        language: account
            .ways
            .first()
            .map_or_else(Language::default, |way| way.preference.style.language),
    };
    let touch_id = TouchId(Uuid::now_v7());
    let channel = account.ways.first().map_or(Channel::Portal, |way| way.preference.channel);
    let recipient = told(&account.ways);
    sqlx::query!(
        "INSERT INTO touch (id, entity_id, account_id, kind, channel, contact_id, recipient, day, subject, body_text, body_html, at)
         VALUES ($1, $2, $3, 'reminder', $4, $5, $6, $7, $8, $9, $10, $11)",
        touch_id.0,
        account.entity_id.0,
        account.id.0,
        channel.code(),
        account.contact.as_ref().map(|(id, _)| *id),
        recipient,
        today,
        letter.subject()?,
        letter.text()?,
        letter.html()?,
        now,
    )
    .execute(&mut *tx)
    .await?;
    for one in asked {
        record_asked(tx, account, one, &recipient, touch_id, today, now).await?;
    }
    let subject = Subject { kind: Kind::Reminder, account_id: account.id, id: touch_id.0 };
    let ways = account.ways.clone();
    dispatches::queue_all(tx, account.entity_id, subject, &today.to_string(), ways, now).await
}

/// To whom it goes: `m.dewit@ferrow.example, the portal`.
fn told(ways: &[Way<ContactId>]) -> String {
    let told = ways.iter().map(|way| match (&way.to, way.preference.channel) {
        (Some(to), _) => to.as_str(),
        (None, Channel::Print) => "the postal address",
        (None, _) => "the portal",
    });
    told.collect::<Vec<_>>().join(", ")
}

async fn record_asked(
    tx: &mut PgConnection,
    account: &Account,
    asked: &Asked,
    recipient: &str,
    touch_id: TouchId,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<()> {
    let item = &asked.item.item;
    sqlx::query!(
        "INSERT INTO decision (id, account_id, open_item_id, invoice_id, step_days, planned_on, decided_on, decided_at,
                               verdict, amount_minor, currency, facts, touch_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'asked', $9, $10, $11, $12)",
        Uuid::now_v7(),
        account.id.0,
        item.id.0,
        item.invoice_id.0,
        asked.step_days,
        asked.planned_on,
        today,
        now,
        asked.amount.minor,
        item.currency.code(),
        asked.facts,
        touch_id.0,
    )
    .execute(&mut *tx)
    .await?;
    let event = NewEvent {
        entity_id: Some(account.entity_id),
        account_id: Some(account.id),
        name: "reminder.sent",
        subject: ("invoice", item.invoice_id.0),
        text: format!("Reminder of {} on {} to {recipient}", asked.amount, item.number),
        data: serde_json::json!({ "touch_id": touch_id }),
        for_buyer: true,
    };
    events::record(tx, &Actor::System("reminders"), now, event).await
}
