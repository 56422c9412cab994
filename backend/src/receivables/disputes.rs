//! Disputes, as staff see them: those that wait on top, by their clock.

use super::{
    PAGE_ROWS,
    desk::{self, Desk},
    money,
    paging::{From, Key, Page},
    unknown,
};
use crate::{
    Backend, Error, Result, Staff,
    db::Tx,
    disputes::{Detail, Related, clock::hours_of, detail, linked},
    users::{self, Colleague},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{
    access::Action,
    business_hours::BusinessHours,
    dispute::State,
    dispute_clock::{DisputeClock, Priority, Standing},
    ids::{AccountId, DisputeId, TeamId},
    money::Money,
};
use uuid::Uuid;

/// One dispute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Which.
    pub id: DisputeId,
    /// Its number.
    pub number: String,
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// What it is about mostly.
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// What was disputed.
    pub disputed: Money,
    /// The team that looks after it.
    pub team: String,
    /// Who of it does.
    pub owner: Option<String>,
    /// How urgent it is.
    pub priority: Priority,
    /// How its clock stands.
    pub standing: Standing,
    /// By when something has to be done.
    pub due_at: DateTime<Utc>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// See `opened_on`.
    pub opened_at: DateTime<Utc>,
}

/// A dispute with what staff need to decide it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dispute {
    /// Of whom.
    pub account_id: AccountId,
    /// Their name.
    pub account_name: String,
    /// Counts its changes: a decision names the one that it was made on.
    pub version: i64,
    /// In whose hands it is.
    pub desk: Desk,
    /// What the customer sees, and what staff wrote for themselves.
    pub detail: Detail,
    /// Those that staff look at together with it.
    pub linked: Vec<Related>,
    /// Who can be asked.
    pub colleagues: Vec<Colleague>,
}

/// Which disputes are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// In this state.
    pub state: State,
    /// Of this team.
    pub team: Option<TeamId>,
    /// In these hands.
    pub whose: Option<Whose>,
    /// Only what is late.
    pub is_late: bool,
}

/// In whose hands a dispute is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Of who asks.
    Mine,
    /// Nobody has taken it on.
    Nobodys,
}

impl Wanted {
    /// All of a state.
    pub fn all(state: State) -> Self {
        Self { state, team: None, whose: None, is_late: false }
    }
}

/// The states, in the order of offering.
pub const STATES: [State; 4] = [State::Open, State::Asked, State::Decided, State::Withdrawn];

/// Reads a page of disputes: those that wait for us by their clock, what is due first before the others;
/// what has ended from the latest on.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    wanted: &Wanted,
    from: &From,
) -> Result<Page<Row>> {
    staff.may(Action::ViewReceivables)?;
    let now = backend.clock.now();
    let mut tx = backend.db.staff(staff).await?;
    let ids = keys(&mut tx, staff, wanted, from, now).await?;
    let hours = hours_of(&mut tx, staff.entity_id).await?;
    let rows = by_ids(&mut tx, staff, &ids, &hours, now).await?;
    tx.commit().await?;
    let key = |row: &Row| {
        let at = if row.state.is_running() { row.due_at } else { row.opened_at };
        Key::new(at.to_rfc3339(), row.id.0)
    };
    Ok(Page::cut(rows, PAGE_ROWS, from, key))
}

/// The ids of a page, in the direction in which it is read. Each is one scan of an index, by the clock
/// or by when it was opened.
async fn keys(
    tx: &mut Tx,
    staff: &Staff,
    wanted: &Wanted,
    from: &From,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    const ONE_MORE: i64 = PAGE_ROWS as i64 + 1;
    let by_clock = wanted.state.is_running();
    let down = by_clock == from.is_backwards();
    let key = from.key().and_then(|key| Some((key.value.parse().ok()?, key.id)));
    let end = if down { (far(), Uuid::max()) } else { (DateTime::UNIX_EPOCH, Uuid::nil()) };
    let (at, id): (DateTime<Utc>, Uuid) = key.unwrap_or(end);
    let (entity, state, at) = (staff.entity_id.0, wanted.state.code(), at.min(far()));
    let team = wanted.team.map(|team| team.0);
    let owner = (wanted.whose == Some(Whose::Mine)).then_some(staff.user_id.0);
    let nobodys = wanted.whose == Some(Whose::Nobodys);
    let late = (wanted.is_late && by_clock).then_some(now);
    macro_rules! read {
        ($sql:literal) => {
            sqlx::query_scalar!($sql, entity, state, at, id, ONE_MORE, team, owner, nobodys, late)
                .fetch_all(&mut **tx)
                .await?
        };
    }
    Ok(match (by_clock, down) {
        (true, false) => read!(
            "SELECT id FROM dispute WHERE entity_id = $1 AND state = $2 AND (due_at, id) > ($3, $4)
               AND ($6::uuid IS NULL OR team_id = $6) AND ($7::uuid IS NULL OR owner_id = $7)
               AND (NOT $8 OR owner_id IS NULL) AND ($9::timestamptz IS NULL OR state = 'open' AND due_at < $9)
             ORDER BY due_at, id LIMIT $5"
        ),
        (true, true) => read!(
            "SELECT id FROM dispute WHERE entity_id = $1 AND state = $2 AND (due_at, id) < ($3, $4)
               AND ($6::uuid IS NULL OR team_id = $6) AND ($7::uuid IS NULL OR owner_id = $7)
               AND (NOT $8 OR owner_id IS NULL) AND ($9::timestamptz IS NULL OR state = 'open' AND due_at < $9)
             ORDER BY due_at DESC, id DESC LIMIT $5"
        ),
        (false, false) => read!(
            "SELECT id FROM dispute WHERE entity_id = $1 AND state = $2 AND (opened_at, id) > ($3, $4)
               AND ($6::uuid IS NULL OR team_id = $6) AND ($7::uuid IS NULL OR owner_id = $7)
               AND (NOT $8 OR owner_id IS NULL) AND $9::timestamptz IS NULL
             ORDER BY opened_at, id LIMIT $5"
        ),
        (false, true) => read!(
            "SELECT id FROM dispute WHERE entity_id = $1 AND state = $2 AND (opened_at, id) < ($3, $4)
               AND ($6::uuid IS NULL OR team_id = $6) AND ($7::uuid IS NULL OR owner_id = $7)
               AND (NOT $8 OR owner_id IS NULL) AND $9::timestamptz IS NULL
             ORDER BY opened_at DESC, id DESC LIMIT $5"
        ),
    })
}

/// After every moment that Postgres and people know.
fn far() -> DateTime<Utc> {
    DateTime::from_timestamp(32_503_680_000, 0).unwrap_or(DateTime::UNIX_EPOCH)
}

async fn by_ids(
    tx: &mut Tx,
    staff: &Staff,
    ids: &[Uuid],
    hours: &BusinessHours<Tz>,
    now: DateTime<Utc>,
) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.number, d.account_id, a.name AS account_name, r.label AS reason, d.state, d.disputed_minor,
                  d.currency, d.owner_name, d.opened_on, d.opened_at, t.name AS team, d.priority, d.due_at AS "due_at!",
                  d.clock_from, d.respond_by, d.resolve_by, d.responded_at, d.asked_at, d.waited_seconds
           FROM unnest($2::uuid[]) WITH ORDINALITY AS k (id, n)
           JOIN dispute d ON d.entity_id = $1 AND d.id = k.id
           JOIN account a ON a.id = d.account_id
           JOIN dispute_reason r ON r.entity_id = d.entity_id AND r.code = d.reason_code
           JOIN team t ON t.entity_id = d.entity_id AND t.id = d.team_id
           ORDER BY k.n"#,
        staff.entity_id.0,
        ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let state = State::of(&row.state).ok_or_else(|| unknown("dispute.state"))?;
            let clock = DisputeClock {
                from: row.clock_from,
                respond_by: row.respond_by,
                resolve_by: row.resolve_by,
                responded_at: row.responded_at,
                asked_at: row.asked_at,
                waited: TimeDelta::seconds(row.waited_seconds),
            };
            Ok(Row {
                id: row.id.into(),
                number: row.number,
                account_id: row.account_id.into(),
                account_name: row.account_name,
                reason: row.reason,
                state,
                disputed: money(row.disputed_minor, &row.currency)?,
                team: row.team,
                owner: row.owner_name,
                priority: Priority::of(&row.priority).ok_or_else(|| unknown("dispute.priority"))?,
                standing: clock.standing(state, hours, now),
                due_at: row.due_at,
                opened_on: row.opened_on,
                opened_at: row.opened_at,
            })
        })
        .collect()
}

/// A dispute of the entity.
pub async fn get(backend: &Backend, staff: &Staff, id: DisputeId) -> Result<Dispute> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let head = sqlx::query!(
        "SELECT d.account_id, a.name, d.version FROM dispute d JOIN account a ON a.id = d.account_id
         WHERE d.entity_id = $1 AND d.id = $2",
        staff.entity_id.0,
        id.0,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or(Error::NotFound)?;
    let account_id = AccountId(head.account_id);
    let detail = detail(&mut tx, account_id, id).await?;
    let desk = desk::of(&mut tx, staff, &detail.summary, backend.clock.now()).await?;
    let mut colleagues = users::colleagues(&mut tx, staff.entity_id).await?;
    colleagues.retain(|colleague| colleague.id != staff.user_id);
    let linked = linked(&mut tx, account_id, id).await?;
    tx.commit().await?;
    let (account_name, version) = (head.name, head.version);
    Ok(Dispute { account_id, account_name, version, desk, detail, linked, colleagues })
}
