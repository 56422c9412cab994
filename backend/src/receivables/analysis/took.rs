//! How long disputes of the period took to be answered and to be decided, and what became of what they
//! disputed: `disputed = credited + written off + released`.

use super::{Filter, Period, sum};
use crate::{Result, Staff, db::Tx};
use domain::{
    analysis::{Spans, share_tenths, spans},
    dispute::State,
    money::Money,
};

/// How it went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Took {
    /// From opening to the first word to the customer, or the first decision on a line.
    pub answered: Option<Spans>,
    /// How many have no answer yet.
    pub unanswered: i64,
    /// From opening to the decision on the last line, of those that are decided.
    pub decided: Option<Spans>,
    /// What those that are decided disputed.
    pub disputed: Money,
    /// What of it was credited: by credit notes, goodwill among them, and by corrected invoices.
    pub credited: Money,
    /// What of it was written off, without a document.
    pub written_off: Money,
    period: Filter,
}

impl Took {
    /// What share of the amount that is decided was credited, in tenths of a per cent, rounded half up.
    pub fn credited_tenths(&self) -> Option<i64> {
        share_tenths(self.credited.minor, self.disputed.minor)
    }

    /// What of it is asked for again.
    pub fn released(&self) -> Money {
        let left = self.disputed.minor - self.credited.minor - self.written_off.minor;
        Money::new(left, self.disputed.currency)
    }

    /// Shows those that were answered, or those that were not.
    pub fn answered_filter(&self, answered: bool) -> Filter {
        Filter { answered: Some(answered), ..self.period.clone() }
    }

    /// Shows those that are decided.
    pub fn decided_filter(&self) -> Filter {
        Filter { state: Some(State::Decided), ..self.period.clone() }
    }

    /// Shows those that are decided and of which something was credited.
    pub fn credited_filter(&self) -> Filter {
        Filter { credited: true, ..self.decided_filter() }
    }

    /// Shows those that are decided and of which something was written off.
    pub fn written_off_filter(&self) -> Filter {
        Filter { written_off: true, ..self.decided_filter() }
    }

    /// Shows those that are decided and of which something is asked for again.
    pub fn released_filter(&self) -> Filter {
        Filter { released: true, ..self.decided_filter() }
    }
}

pub(super) async fn read(tx: &mut Tx, staff: &Staff, period: &Period) -> Result<Took> {
    let row = sqlx::query!(
        r#"SELECT array_agg(extract(epoch FROM answered_at - opened_at)::bigint)
                      FILTER (WHERE answered_at IS NOT NULL) AS answered,
                  count(*) FILTER (WHERE answered_at IS NULL) AS "unanswered!",
                  array_agg(extract(epoch FROM ended_at - opened_at)::bigint)
                      FILTER (WHERE state = 'decided') AS decided,
                  (sum(disputed_minor) FILTER (WHERE state = 'decided'))::bigint AS disputed,
                  (sum(credited_minor) FILTER (WHERE state = 'decided'))::bigint AS credited,
                  (sum(written_off_minor) FILTER (WHERE state = 'decided'))::bigint AS written_off
           FROM (SELECT d.state, d.opened_at, d.ended_at, d.disputed_minor, l.credited_minor, l.written_off_minor,
                        least(l.decided_at, (
                            SELECT c.answered_at FROM conversation c
                            WHERE c.account_id = d.account_id AND c.about = 'dispute' AND c.about_id = d.id)) AS answered_at
                 FROM dispute d
                 CROSS JOIN LATERAL (
                     SELECT min(decided_at) AS decided_at, sum(credited_minor) AS credited_minor,
                            sum(written_off_minor) AS written_off_minor
                     FROM dispute_line
                     WHERE account_id = d.account_id AND dispute_id = d.id) l
                 WHERE d.entity_id = $1 AND d.currency = $2 AND d.opened_on BETWEEN $3 AND $4
                   AND d.merged_into IS NULL) dispute"#,
        staff.entity_id.0,
        period.currency.code(),
        period.since,
        period.until,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Took {
        answered: spans(row.answered.unwrap_or_default()),
        unanswered: row.unanswered,
        decided: spans(row.decided.unwrap_or_default()),
        disputed: Money::new(sum(row.disputed), period.currency),
        credited: Money::new(sum(row.credited), period.currency),
        written_off: Money::new(sum(row.written_off), period.currency),
        period: period.filter(),
    })
}
