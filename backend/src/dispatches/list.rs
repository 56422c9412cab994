//! The dispatches of an entity, newest first.

use super::read::{Dispatch, Row, each_dispatch};
use crate::{
    Backend, Result, Staff,
    receivables::paging::{From, Key, Page},
};
use domain::{access::Action, channel::Channel, dispatch::State, ids::AccountId};
use sqlx::PgConnection;
use uuid::Uuid;

/// How many rows a page has.
const PAGE_ROWS: usize = 50;
/// How many rows an export has at most.
const EXPORT_ROWS: usize = 50_000;

/// Which dispatches are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Show {
    /// All of them.
    #[default]
    All,
    /// Those that were refused, and that nobody has looked after.
    Waiting,
    /// Those that stand somewhere.
    In(State),
}

impl Show {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 6] = [
        Self::Waiting,
        Self::All,
        Self::In(State::Queued),
        Self::In(State::Sent),
        Self::In(State::Delivered),
        Self::In(State::Refused),
    ];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Waiting => "waiting",
            Self::In(state) => state.code(),
        }
    }

    /// What of a code is shown.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.code() == code)
    }
}

/// What of the list is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Which.
    pub show: Show,
    /// Only those on a channel.
    pub channel: Option<Channel>,
    /// Only those to an account.
    pub account: Option<AccountId>,
    /// Which part of the list.
    pub from: From,
}

/// Reads a page.
pub async fn list(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<Page<Dispatch>> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let rows = rows(&mut tx, staff, filter, PAGE_ROWS + 1).await?;
    tx.end();
    Ok(Page::cut(rows, PAGE_ROWS, &filter.from, |one| Key::new("", one.id)))
}

/// Reads all of them, up to fifty thousand.
pub async fn export(backend: &Backend, staff: &Staff, filter: &Filter) -> Result<Vec<Dispatch>> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let all = Filter { from: From::Start, ..filter.clone() };
    let rows = rows(&mut tx, staff, &all, EXPORT_ROWS).await?;
    tx.end();
    Ok(rows)
}

/// How many wait for a person.
pub async fn count_waiting(backend: &Backend, staff: &Staff) -> Result<i64> {
    staff.may(Action::ViewReceivables)?;
    let mut tx = backend.db.staff(staff).await?;
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM dispatch
           WHERE entity_id = $1 AND state = 'refused' AND settled_at IS NULL"#,
        staff.entity_id.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.end();
    Ok(count)
}

/// Their ids, off one index in its order: ids are of the moment at which they were made.
async fn keys(
    tx: &mut PgConnection,
    staff: &Staff,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Uuid>> {
    let key = filter.from.key().map(|key| key.id);
    let (entity, most) = (staff.entity_id.0, i64::try_from(most).unwrap_or(i64::MAX));
    let channel = filter.channel.map(Channel::code);
    let account = filter.account.map(|id| id.0);
    let back = filter.from.is_backwards();
    let after = key.filter(|_| !back).unwrap_or(Uuid::max());
    let before = key.filter(|_| back).unwrap_or_default();
    let ids = match filter.show {
        Show::All => {
            sqlx::query_scalar!(
                r#"(SELECT id AS "id!" FROM dispatch WHERE NOT $7 AND entity_id = $1 AND id < $2
                      AND ($4::text IS NULL OR channel = $4) AND ($5::uuid IS NULL OR account_id = $5)
                    ORDER BY id DESC LIMIT $6)
                   UNION ALL
                   (SELECT id FROM dispatch WHERE $7 AND entity_id = $1 AND id > $3
                      AND ($4::text IS NULL OR channel = $4) AND ($5::uuid IS NULL OR account_id = $5)
                    ORDER BY id LIMIT $6)"#,
                entity, after, before, channel, account, most, back,
            )
            .fetch_all(tx)
            .await?
        }
        Show::Waiting => {
            sqlx::query_scalar!(
                r#"(SELECT id AS "id!" FROM dispatch
                    WHERE NOT $7 AND entity_id = $1 AND id < $2 AND state = 'refused' AND settled_at IS NULL
                      AND ($4::text IS NULL OR channel = $4) AND ($5::uuid IS NULL OR account_id = $5)
                    ORDER BY id DESC LIMIT $6)
                   UNION ALL
                   (SELECT id FROM dispatch
                    WHERE $7 AND entity_id = $1 AND id > $3 AND state = 'refused' AND settled_at IS NULL
                      AND ($4::text IS NULL OR channel = $4) AND ($5::uuid IS NULL OR account_id = $5)
                    ORDER BY id LIMIT $6)"#,
                entity, after, before, channel, account, most, back,
            )
            .fetch_all(tx)
            .await?
        }
        Show::In(state) => {
            sqlx::query_scalar!(
                r#"(SELECT id AS "id!" FROM dispatch WHERE NOT $7 AND entity_id = $1 AND state = $8 AND id < $2
                      AND ($4::text IS NULL OR channel = $4) AND ($5::uuid IS NULL OR account_id = $5)
                    ORDER BY id DESC LIMIT $6)
                   UNION ALL
                   (SELECT id FROM dispatch WHERE $7 AND entity_id = $1 AND state = $8 AND id > $3
                      AND ($4::text IS NULL OR channel = $4) AND ($5::uuid IS NULL OR account_id = $5)
                    ORDER BY id LIMIT $6)"#,
                entity, after, before, channel, account, most, back, state.code(),
            )
            .fetch_all(tx)
            .await?
        }
    };
    Ok(ids)
}

async fn rows(
    tx: &mut PgConnection,
    staff: &Staff,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Dispatch>> {
    let ids = keys(tx, staff, filter, most).await?;
    let rows = each_dispatch!(
        "unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n) JOIN dispatch d ON d.id = wanted.id",
        "d.entity_id = $1 ORDER BY wanted.n",
        staff.entity_id.0,
        &ids,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(Row::read).collect()
}
