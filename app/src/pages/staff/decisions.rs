//! The log of decisions: what was asked for, and every silence with its reason.

use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::{head, reference},
        icon::Icon,
        links::{chips, link},
        pager::pager,
        panel::panel,
        state::{State, Tone},
        table::{cell, column, lead, row, table},
    },
    page::{self, Place},
    pages::staff::part::{Part, address},
};
use axum::extract::{Query, State as With};
use backend::receivables::decisions::{self, Decision, Filter, Verdict};
use domain::{calendar, ids::AccountId};
use leptos::prelude::*;
use serde::Deserialize;

/// Of which account.
#[derive(Deserialize, Default)]
pub struct About {
    /// Its id.
    pub account: Option<AccountId>,
}

/// GET /staff/decisions
pub async fn page(
    visit: Visit,
    With(app): With<AppState>,
    Query(part): Query<Part>,
    Query(about): Query<About>,
) -> PageResult {
    let staff = visit.staff()?;
    let asked = match part.show.as_deref() {
        Some("asked") => Some(true),
        Some("silent") => Some(false),
        _ => None,
    };
    let filter = Filter { asked, account: about.account, from: part.from(), ..Filter::default() };
    let log = decisions::log(&app.backend, staff, &filter).await?;
    let (newer, older) = part.ways(log.page.before, log.page.after);
    let at = |key: Option<String>| key.map(|key| at(part.show.as_deref(), about.account, &key));
    let (newer, older) = (at(newer), at(older));
    Ok(page::staff(&visit, Place::Messages, "Decisions", || {
        let count = log.page.rows.len();
        let body = if count == 0 {
            blank(Icon::Note, "Nothing was decided")
                .words("On 7 days before, on, and 7 days after each due date we decide what is said, and keep why.")
                .view()
        } else {
            let rows = log.page.rows.into_iter().map(|decision| row_of(&visit, decision));
            let columns = [
                column("Decision"),
                column("Invoice"),
                column("Account"),
                column("Planned for"),
                column("Decided"),
            ];
            panel("decisions", "Newest first").roomy_table(table(columns, rows, None)).view()
        };
        let whose = log.account_name.map(|name| format!(" Only about {name}."));
        view! {
            {head("Decisions").lede(format!(
                "What was asked for, and why nothing was said.{}", whose.unwrap_or_default()
            ))}
            {filters(asked, about.account)}
            {body}
            {(newer.is_some() || older.is_some()).then(|| pager(format!("{count} decisions"), newer, older))}
        }
    }))
}

fn at(show: Option<&str>, account: Option<AccountId>, place: &str) -> String {
    let account = account.map(|id| format!("&account={id}")).unwrap_or_default();
    format!("{}{account}", address("/staff/decisions", show, place))
}

fn filters(asked: Option<bool>, account: Option<AccountId>) -> AnyView {
    let to = |show: &str| match account {
        Some(id) => format!("/staff/decisions?show={show}&account={id}"),
        None => format!("/staff/decisions?show={show}"),
    };
    chips(
        "Which decisions",
        [
            link("All", to("all")).current(asked.is_none()),
            link("Asked", to("asked")).current(asked == Some(true)),
            link("Silent", to("silent")).current(asked == Some(false)),
        ],
    )
}

fn row_of(visit: &Visit, decision: Decision) -> AnyView {
    let (state, why) = verdict(&decision);
    let invoice = format!("/staff/invoices/{}", decision.invoice_id);
    let account = format!("/staff/accounts/{}", decision.account_id);
    row([
        lead(view! { {state.inline()} <span class="note">{why}</span> }),
        cell(view! { <a href=invoice>{reference(decision.number)}</a> }).full(),
        cell(view! { <a href=account>{decision.account_name}</a> }).full(),
        cell(view! {
            {date::short(decision.planned_on, visit.today)}
            <span class="note">{step(decision.step_days)}</span>
        })
        .full(),
        cell(date::instant(decision.decided_at, visit.time_zone())).full().mute(),
    ])
}

/// The word, and from what it was decided.
fn verdict(decision: &Decision) -> (State, AnyView) {
    let facts = &decision.facts;
    let money = |minor| domain::Money::new(minor, decision.currency).bare();
    match decision.verdict {
        Verdict::Asked { amount, message } => {
            let why = format!(
                "{} open, {} collectable",
                money(facts.open_minor),
                money(facts.collectable_minor)
            );
            let why = match message {
                Some(id) => view! { <a href=format!("/staff/messages/{id}")>"The message"</a> {format!(", {why}")} }.into_any(),
                None => why.into_any(),
            };
            (State::new(Tone::Soon, Icon::Mail, format!("Asked for {amount}")), why)
        }
        Verdict::Silent(silence) => {
            let why = format!("Not sent: {}.", silence.words());
            (State::new(Tone::Idle, Icon::Void, "Silent"), why.into_any())
        }
    }
}

fn step(days: i32) -> String {
    match days {
        0 => "on the due date".to_owned(),
        ..0 => format!("{} before", calendar::days_text(i64::from(-days))),
        _ => format!("{} after", calendar::days_text(i64::from(days))),
    }
}
