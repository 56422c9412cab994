//! Promises to pay, as staff see them: by state, those that end first on top.

use super::{
    PAGE_ROWS, money,
    paging::{From, Key, Page},
    unknown,
};
use crate::{Backend, Result, Staff, db::Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    ids::{AccountId, InvoiceId, PromiseId},
    money::Money,
    promise::State,
};
use uuid::Uuid;

/// One promise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: PromiseId,
    /// By whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// On which invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What was promised.
    pub amount: Money,
    /// What has arrived on the item since.
    pub arrived: Money,
    /// Its last day.
    pub until: NaiveDate,
    /// Where it stands.
    pub state: State,
    /// Who made it.
    pub made_by: Option<String>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// The states, in the order of offering.
pub const STATES: [State; 4] = [State::Open, State::Broken, State::Kept, State::Withdrawn];

/// Reads a page of promises of a state: open ones from the first last day on, others from the last.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    state: State,
    from: &From,
) -> Result<Page<Row>> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let ids = keys(&mut tx, staff, state, from).await?;
    let rows = by_ids(&mut tx, staff, &ids).await?;
    tx.end();
    Ok(Page::cut(rows, PAGE_ROWS, from, |row| Key::new(row.until, row.id.0)))
}

async fn keys(tx: &mut Tx, staff: &Staff, state: State, from: &From) -> Result<Vec<Uuid>> {
    const ONE_MORE: i64 = PAGE_ROWS as i64 + 1;
    let down = (state != State::Open) != from.is_backwards();
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let ids = if down {
        let (until, id): (NaiveDate, Uuid) = key.unwrap_or((LAST_DAY, Uuid::max()));
        sqlx::query_scalar!(
            "SELECT id FROM promise WHERE entity_id = $1 AND state = $2 AND (until_on, id) < ($3, $4)
             ORDER BY until_on DESC, id DESC LIMIT $5",
            staff.entity_id.0,
            state.code(),
            until,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        let (until, id): (NaiveDate, Uuid) = key.unwrap_or((FIRST_DAY, Uuid::nil()));
        sqlx::query_scalar!(
            "SELECT id FROM promise WHERE entity_id = $1 AND state = $2 AND (until_on, id) > ($3, $4)
             ORDER BY until_on, id LIMIT $5",
            staff.entity_id.0,
            state.code(),
            until,
            id,
            ONE_MORE,
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(ids)
}

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date");
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2900, 1, 1).expect("a date");

/// The latest promises of an account, or of one of its invoices.
pub(super) async fn of_account(
    tx: &mut Tx,
    staff: &Staff,
    account_id: AccountId,
    invoice_id: Option<InvoiceId>,
    most: i64,
) -> Result<Vec<Row>> {
    let ids = sqlx::query_scalar!(
        "SELECT p.id FROM promise p JOIN open_item o ON o.account_id = p.account_id AND o.id = p.open_item_id
         WHERE p.account_id = $1 AND p.entity_id = $2 AND ($3::uuid IS NULL OR o.invoice_id = $3)
         ORDER BY p.made_at DESC, p.id DESC LIMIT $4",
        account_id.0,
        staff.entity_id.0,
        invoice_id.map(|id| id.0),
        most,
    )
    .fetch_all(&mut **tx)
    .await?;
    by_ids(tx, staff, &ids).await
}

async fn by_ids(tx: &mut Tx, staff: &Staff, ids: &[Uuid]) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT p.id, p.account_id, a.name, o.invoice_id, i.number, p.amount_minor, p.arrived_minor, p.currency,
                  p.until_on, p.state, u.name AS "made_by?", p.made_at
           FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n)
           JOIN promise p ON p.id = wanted.id
           JOIN account a ON a.id = p.account_id
           JOIN open_item o ON o.account_id = p.account_id AND o.id = p.open_item_id
           JOIN invoice i ON i.account_id = o.account_id AND i.id = o.invoice_id
           LEFT JOIN app_user u ON u.id = p.made_by
           WHERE p.entity_id = $1 ORDER BY wanted.n"#,
        staff.entity_id.0,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Row {
                id: row.id.into(),
                account_id: row.account_id.into(),
                account_name: row.name,
                invoice_id: row.invoice_id.into(),
                number: row.number,
                amount: money(row.amount_minor, &row.currency)?,
                arrived: money(row.arrived_minor, &row.currency)?,
                until: row.until_on,
                state: State::of(&row.state).ok_or_else(|| unknown("promise.state"))?,
                made_by: row.made_by,
                made_at: row.made_at,
            })
        })
        .collect()
}
