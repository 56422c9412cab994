//! Disputes, as staff see them: by state, reason, customer, owner, article, place, amount and day, from the
//! oldest, latest or largest on. A figure of the analysis is the sum of what one of these filters shows.

mod export;
mod filter;
mod keys;

pub use export::export;
pub use filter::{Filter, Named, Order, Owner, Part, Sort};

use super::{
    PAGE_ROWS, accounts,
    desk::{self, Desk},
    money,
    paging::{From, Key, Page},
    sum, unknown,
};
use crate::{
    Backend, Error, Result, Staff,
    db::Tx,
    disputes::{Detail, Related, clock::hours_of, detail, linked},
    settings::canned_answers::{self, Filled},
    users::{self, Colleague},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::{
    access::Action,
    business_hours::BusinessHours,
    canned_answer::Facts,
    dispute::State,
    dispute_clock::{DisputeClock, Priority, Standing},
    ids::{AccountId, DisputeId, TeamId},
    language::Language,
    money::{Currency, Money},
};
use filter::Asked;
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
    /// Their number.
    pub account_number: String,
    /// What it is about mostly.
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// What was disputed.
    pub disputed: Money,
    /// What of it is on lines that the filter asks for: all of it where it asks for none.
    pub counted: Money,
    /// What was credited on these lines.
    pub credited: Money,
    /// What was written off of them.
    pub written_off: Money,
    /// What of them was decided and is asked for again.
    pub released: Money,
    /// The dispute in which it goes on, if it was merged into another.
    pub merged_into: Option<(DisputeId, String)>,
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
    /// By when something is delivered again, if something is to come.
    pub deliver_by: Option<NaiveDate>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// See `opened_on`.
    pub opened_at: DateTime<Utc>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
}

impl Row {
    fn key(&self, sort: Sort) -> Key {
        match sort {
            Sort::Age => Key::new(self.opened_at.to_rfc3339(), self.id.0),
            Sort::Amount => Key::new(self.disputed.minor, self.id.0),
            Sort::Clock => Key::new(self.due_at.to_rfc3339(), self.id.0),
        }
    }
}

/// What all rows sum to, in one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Total {
    /// How many disputes.
    pub count: i64,
    /// What is disputed on the lines that are asked for.
    pub disputed: Money,
    /// What was credited on them.
    pub credited: Money,
    /// What was written off of them.
    pub written_off: Money,
}

/// A page of disputes, and what can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct List {
    /// The disputes.
    pub page: Page<Row>,
    /// By currency; none where the rows are not counted.
    pub totals: Vec<Total>,
    /// The currencies to choose from, the entity's own first.
    pub currencies: Vec<Currency>,
    /// The reasons to choose from: code and label.
    pub reasons: Vec<(String, String)>,
    /// Who can look after one.
    pub people: Vec<Colleague>,
    /// The teams to choose from.
    pub teams: Vec<(TeamId, String)>,
    /// The name of the account, if they are of one.
    pub account_name: Option<String>,
    /// Where nothing is shown: what shows something when it is left out.
    pub in_the_way: Vec<Part>,
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
    /// What is often written about such a one, filled in, for who may write.
    pub answers: Vec<Filled>,
}

/// The states, in the order of offering.
pub const STATES: [State; 4] = [State::Open, State::Asked, State::Decided, State::Withdrawn];

/// Reads a page of disputes.
pub async fn list(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<List> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let account_name = match filter.account {
        Some(id) => Some(accounts::name_of(&mut tx, staff, id).await?),
        None => None,
    };
    let currencies = accounts::currencies(&mut tx, staff).await?;
    let own = (own(&currencies), backend.clock.now());
    let page = page(&mut tx, staff, filter, own, PAGE_ROWS).await?;
    let totals = match filter.is_counted() && !page.rows.is_empty() {
        true => {
            let asked = keys::ask(&mut tx, staff, filter, own).await?;
            keys::totals(&mut tx, &asked).await?
        }
        false => Vec::new(),
    };
    let in_the_way = match page.rows.is_empty() {
        true => in_the_way(&mut tx, staff, filter, own).await?,
        false => Vec::new(),
    };
    let list = List {
        reasons: reasons(&mut tx, staff).await?,
        people: users::colleagues(&mut tx, staff.entity_id).await?,
        teams: desk::teams_of(&mut tx, staff).await?,
        page,
        totals,
        currencies,
        account_name,
        in_the_way,
    };
    tx.commit().await?;
    Ok(list)
}

/// The currency in which amounts are typed where none is chosen: the entity's own is the first.
fn own(currencies: &[Currency]) -> Currency {
    currencies.first().copied().unwrap_or(Currency::EUR)
}

/// Reads so many disputes.
pub(super) async fn page(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    own: (Currency, DateTime<Utc>),
    most: usize,
) -> Result<Page<Row>> {
    let asked = keys::ask(tx, staff, filter, own).await?;
    let ids = keys::keys(tx, &asked, filter, most + 1).await?;
    let hours = hours_of(tx, staff.entity_id).await?;
    let rows = by_ids(tx, &asked, &ids, &hours, own.1).await?;
    let sort = filter.order().sort;
    Ok(Page::cut(rows, most, &filter.from, |row| row.key(sort)))
}

/// What shows something when it alone is left out.
async fn in_the_way(
    tx: &mut Tx,
    staff: &Staff,
    filter: &Filter,
    own: (Currency, DateTime<Utc>),
) -> Result<Vec<Part>> {
    let mut found = Vec::new();
    let here = Filter { from: From::Start, ..filter.clone() };
    for part in Part::ALL {
        let other = filter.without(part);
        if other == here {
            continue;
        }
        let asked = keys::ask(tx, staff, &other, own).await?;
        if !keys::keys(tx, &asked, &other, 1).await?.is_empty() {
            found.push(part);
        }
    }
    Ok(found)
}

/// Every reason of the entity, in its order.
pub(super) async fn reasons(tx: &mut Tx, staff: &Staff) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "SELECT code, label FROM dispute_reason WHERE entity_id = $1 ORDER BY position, code",
        staff.entity_id.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, row.label)).collect())
}

async fn by_ids(
    tx: &mut Tx,
    asked: &Asked<'_>,
    ids: &[Uuid],
    hours: &BusinessHours<Tz>,
    now: DateTime<Utc>,
) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"SELECT d.id, d.number, d.account_id, a.name AS account_name, a.number AS account_number, r.label AS reason,
                  d.state, d.disputed_minor, d.currency, d.owner_name, d.opened_on, d.opened_at, d.ended_on,
                  m.minor AS "counted_minor?", m.credited AS "credited_minor?",
                  m.written_off AS "written_off_minor?", m.released AS "released_minor?", d.merged_into,
                  g.number AS "goes_on_in?", t.name AS team, d.priority, d.due_at AS "due_at!",
                  d.clock_from, d.respond_by, d.resolve_by, d.responded_at, d.asked_at, d.waited_seconds,
                  (SELECT min(v.promised_on) FROM dispute_delivery v
                   WHERE v.account_id = d.account_id AND v.dispute_id = d.id AND v.state = 'promised') AS deliver_by
           FROM unnest($2::uuid[]) WITH ORDINALITY AS k (id, n)
           JOIN dispute d ON d.entity_id = $1 AND d.id = k.id
           JOIN account a ON a.id = d.account_id
           JOIN dispute_reason r ON r.entity_id = d.entity_id AND r.code = d.reason_code
           JOIN team t ON t.entity_id = d.entity_id AND t.id = d.team_id
           LEFT JOIN dispute g ON g.account_id = d.account_id AND g.id = d.merged_into
           CROSS JOIN LATERAL (
               SELECT (sum(l.net_minor + l.tax_minor) FILTER (WHERE l.reopens IS NULL))::bigint AS minor,
                      sum(l.credited_minor)::bigint AS credited, sum(l.written_off_minor)::bigint AS written_off,
                      (sum(l.net_minor + l.tax_minor - l.credited_minor - l.written_off_minor) FILTER (
                          WHERE l.outcome IS NOT NULL AND NOT EXISTS (
                              SELECT FROM dispute_line r WHERE r.account_id = l.account_id AND r.reopens = l.id)))::bigint AS released
               FROM dispute_line l
               WHERE l.entity_id = $1 AND l.account_id = d.account_id AND l.dispute_id = d.id
                 AND ($3::text IS NULL OR l.reason_code = $3)
                 AND ($4::text IS NULL OR l.article = $4) AND (NOT $5 OR l.article IS NULL)
                 AND ($6::text IS NULL OR l.site = $6) AND (NOT $7 OR l.site IS NULL)
                 AND (NOT $8 OR l.credited_minor > 0) AND (NOT $9 OR l.written_off_minor > 0)
                 AND (NOT $10 OR l.outcome IS NOT NULL AND l.net_minor + l.tax_minor > l.credited_minor + l.written_off_minor
                      AND NOT EXISTS (SELECT FROM dispute_line r WHERE r.account_id = l.account_id AND r.reopens = l.id))) m
           ORDER BY k.n"#,
        asked.entity_id,
        ids,
        asked.reason as Option<&str>,
        asked.product as Option<&str>,
        asked.no_product,
        asked.site as Option<&str>,
        asked.no_site,
        asked.credited,
        asked.written_off,
        asked.released,
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
                account_number: row.account_number,
                reason: row.reason,
                state,
                disputed: money(row.disputed_minor, &row.currency)?,
                counted: money(sum(row.counted_minor), &row.currency)?,
                credited: money(sum(row.credited_minor), &row.currency)?,
                written_off: money(sum(row.written_off_minor), &row.currency)?,
                released: money(sum(row.released_minor), &row.currency)?,
                merged_into: row.merged_into.map(DisputeId).zip(row.goes_on_in),
                team: row.team,
                owner: row.owner_name,
                priority: Priority::of(&row.priority).ok_or_else(|| unknown("dispute.priority"))?,
                standing: clock.standing(state, hours, now),
                due_at: row.due_at,
                deliver_by: row.deliver_by,
                opened_on: row.opened_on,
                opened_at: row.opened_at,
                ended_on: row.ended_on,
            })
        })
        .collect()
}

/// A dispute of the entity.
pub async fn get(backend: &Backend, staff: &Staff, id: DisputeId) -> Result<Dispute> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let head = sqlx::query!(
        "SELECT d.account_id, a.name, a.language, d.reason_code, d.version FROM dispute d JOIN account a ON a.id = d.account_id
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
    let linked = linked(&mut tx, account_id, id).await?;
    let mut colleagues = users::colleagues(&mut tx, staff.entity_id).await?;
    colleagues.retain(|colleague| colleague.id != staff.user_id);
    let answers = match staff.can(Action::Write) {
        true => {
            let language = Language::of(&head.language).unwrap_or_default();
            let facts = facts(&detail, &head.name, language);
            canned_answers::filled(&mut tx, staff, (&head.reason_code, language), &facts).await?
        }
        false => Vec::new(),
    };
    tx.commit().await?;
    let (account_name, version) = (head.name, head.version);
    Ok(Dispute { account_id, account_name, version, desk, detail, linked, colleagues, answers })
}

/// What an answer can name, as the customer writes it.
fn facts(detail: &Detail, customer: &str, language: Language) -> Facts {
    let summary = &detail.summary;
    let open = detail.lines.iter().filter(|line| line.verdict.is_none());
    let held: i64 = open.map(|line| line.net.minor + line.tax.minor).sum();
    let amount = match summary.state.is_running() {
        true => Money::new(held, summary.disputed.currency),
        false => summary.disputed,
    };
    Facts {
        customer: customer.to_owned(),
        dispute: summary.number.clone(),
        invoices: summary.invoices.join(", "),
        amount: language.amount(amount),
    }
}
