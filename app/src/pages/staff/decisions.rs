//! The log of decisions, by day: every day on which something could have been said, with what was
//! said or why nothing was.

use super::{
    parts::{count, decided, head_of},
    query::{self, Address},
};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        icon::Icon,
        links::{chips, link, tabs},
        pager::pager,
    },
    page::{self, Place},
};
use axum::extract::{Query, State};
use backend::receivables::{
    decisions::{self, Decision, Filter, Log, Verdict},
    paging::From,
};
use domain::dunning::Silence;
use serde::Deserialize;

const PATH: &str = "/staff/decisions";

/// The reasons to choose from, and what their chips say.
const REASONS: [(Silence, &str); 8] = [
    (Silence::Paid, "Paid"),
    (Silence::InFlight, "On its way"),
    (Silence::Promised, "Promised"),
    (Silence::Disputed, "Disputed"),
    (Silence::OnAPlan, "On a plan"),
    (Silence::CreditCovers, "Covered by credit"),
    (Silence::Missed, "Day had passed"),
    (Silence::NoContact, "No contact"),
];

/// The query of the page. What cannot be read is not asked.
#[derive(Deserialize, Default)]
pub struct Asked {
    show: Option<String>,
    reason: Option<String>,
    account: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn filter(&self) -> Filter {
        let reason = self.reason.as_deref().and_then(Silence::of);
        let asked = match (self.show.as_deref(), reason) {
            (Some("asked"), _) => Some(true),
            (Some("silent"), _) | (_, Some(_)) => Some(false),
            _ => None,
        };
        Filter {
            asked,
            // A reason is one of a silence.
            reason: reason.filter(|_| asked == Some(false)),
            account: self.account.as_deref().and_then(|id| id.parse().ok()),
            from: query::part(self.after.as_deref(), self.before.as_deref()),
        }
    }
}

fn address(filter: &Filter) -> Address {
    let show = filter.asked.map(|asked| if asked { "asked" } else { "silent" });
    Address::new(PATH)
        .maybe("show", show)
        .maybe("reason", filter.reason.map(Silence::code))
        .maybe("account", filter.account)
}

/// GET /staff/decisions
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let log = decisions::log(&app.backend, staff, &filter).await?;
    Ok(page::staff(&visit, Place::Messages, "Decisions", || {
        let page_head = head_of("Decisions", log.account_name.as_deref(), filter.account);
        let lede = "Every day on which something could have been said about an open invoice: what \
                    was asked for, or why nothing was.";
        view! {
            {page_head.lede(lede)}
            {places(true)}
            <div class="stack">{filters(&filter)} {body(&visit, &filter, &log)}</div>
        }
    }))
}

/// Messages and decisions are two sides of one thing.
pub fn places(decisions: bool) -> Markup {
    tabs(
        "Messages and decisions",
        [
            link("Messages", "/staff/messages").current(!decisions),
            link("Decisions", PATH).current(decisions),
        ],
    )
}

fn filters(filter: &Filter) -> Markup {
    let to = |asked: Option<bool>, reason: Option<Silence>| {
        address(&Filter { asked, reason, from: From::Start, ..filter.clone() })
    };
    let verdicts = [(None, "All"), (Some(true), "Asked"), (Some(false), "Not sent")]
        .map(|(asked, label)| link(label, to(asked, None)).current(filter.asked == asked));
    let reasons = (filter.asked == Some(false)).then(|| {
        let every = link("Any reason", to(Some(false), None)).current(filter.reason.is_none());
        let one = |(silence, label): (Silence, &str)| {
            link(label, to(Some(false), Some(silence))).current(filter.reason == Some(silence))
        };
        chips("Reason", std::iter::once(every).chain(REASONS.map(one)))
    });
    view! { {chips("Verdict", verdicts)} {reasons} }.into_markup()
}

fn body(visit: &Visit, filter: &Filter, log: &Log) -> Markup {
    let rows = &log.page.rows;
    if rows.is_empty() {
        return blank(Icon::Mail, "Nothing was decided")
            .words("Decisions are taken 7 days before the due date, on it, and 7 days after.")
            .way_on("All decisions", PATH)
            .view();
    }
    let days = rows.chunk_by(|a, b| a.decided_on == b.decided_on).enumerate();
    let days: Vec<_> = days.map(|(n, of_day)| day(visit, filter, n, of_day)).collect();
    let (newer, older) = address(filter).pages(&log.page);
    let pages = (newer.is_some() || older.is_some()).then(|| {
        let shown = i64::try_from(rows.len()).unwrap_or(0);
        pager(format!("{} on this page", count(shown, "decision", "decisions")), newer, older)
    });
    view! { {days} {pages} }.into_markup()
}

fn day(visit: &Visit, filter: &Filter, n: usize, of_day: &[Decision]) -> Markup {
    let is_asked = |one: &&Decision| matches!(one.verdict, Verdict::Asked { .. });
    let asked = of_day.iter().filter(is_asked).count();
    let told = format!("{asked} asked, {} not sent", of_day.len() - asked);
    let shows = decided::Shows { day: false, documents: true, accounts: filter.account.is_none() };
    let id = format!("day-{n}");
    let labelled_by = id.clone();
    view! {
        <section class="panel" aria-labelledby=labelled_by>
            <header><h2 id=id>{date::long(of_day[0].decided_on)}</h2><small>{told}</small></header>
            {decided::log(visit, of_day, shows)}
        </section>
    }
    .into_markup()
}
