//! How a verb can end. Refusals are the business saying no; the rest is not the caller's fault,
//! except for what is not there, or not theirs: that is the same answer.

use domain::Refusal;
use thiserror::Error;

/// The result of every verb.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How a verb can end.
#[derive(Debug, Error)]
pub enum Error {
    /// The business says no. Nothing has changed.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// It does not exist, or belongs to somebody else. We do not tell which.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    Conflict,
    /// Too much is going on; try again.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// Something that must not happen.
    #[error("{context}")]
    Bug {
        /// What was attempted.
        context: String,
        /// What went wrong.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

impl Error {
    /// An invariant that did not hold.
    pub fn bug(context: impl Into<String>) -> Self {
        Self::Bug { context: context.into(), source: None }
    }

    /// A failure below us, with what was attempted.
    pub fn caused(
        context: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Bug { context: context.into(), source: Some(source.into()) }
    }

    /// Whether the whole transaction may be tried again: serialization failures and deadlocks.
    pub fn is_transient(&self) -> bool {
        let Self::Bug { source: Some(source), .. } = self else {
            return false;
        };
        let Some(sqlx::Error::Database(db)) = source.downcast_ref::<sqlx::Error>() else {
            return false;
        };
        matches!(db.code().as_deref(), Some("40001" | "40P01"))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut => Self::Unavailable("every database connection is in use"),
            sqlx::Error::Database(ref db) => {
                if let Some(refusal) = db.constraint().and_then(refusal_of_constraint) {
                    return Self::Refused(refusal);
                }
                match db.code().as_deref() {
                    // Shut down, crashed, or not up yet.
                    Some("57P01" | "57P02" | "57P03") => {
                        Self::Unavailable("the database is restarting")
                    }
                    // lock_not_available, query_canceled (statement_timeout)
                    Some("55P03" | "57014") => Self::Unavailable("the database is busy"),
                    // A byte that text cannot hold.
                    Some("22021") => Self::NotFound,
                    _ => Self::caused("database", error),
                }
            }
            sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                Self::Unavailable("the database does not answer")
            }
            other => Self::caused("database", other),
        }
    }
}

/// The named constraints whose violation is the business saying no.
fn refusal_of_constraint(name: &str) -> Option<Refusal> {
    Some(match name {
        "open_item_in_flight_is_within_open" | "open_item_open_is_within_amount" => Refusal::Stale,
        "promise_is_one_at_a_time" => Refusal::Stale,
        "payment_pkey" | "team_pkey" | "routing_rule_pkey" => Refusal::KeyReused,
        "entity_short_name_is_unique" => {
            Refusal::field("short name", "There is an entity with this short name already.")
        }
        "team_name_is_unique" => Refusal::field("team", "There is a team with this name already."),
        "contact_email_is_unique" => {
            Refusal::field("email", "There is a contact with this e-mail already.")
        }
        "app_user_email_is_unique" => {
            Refusal::field("email", "There is a user with this e-mail already.")
        }
        "account_is_not_its_own_parent" => {
            Refusal::field("parent", "An account cannot be its own parent.")
        }
        _ => return None,
    })
}
