//! What customers asked to change of their own data, and what has to be confirmed at all.

use super::query::{self, Address};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        choice::tick,
        date,
        error_summary::error_summary,
        facts::{fact, facts},
        field::field,
        head::head,
        icon::Icon,
        pager::turns,
        panel::panel,
        table::{cell, column, dense_table, lead, row},
    },
    forms::{Problems, account_changes::Decision},
    page::{self, Page, Place},
    pages::portal::account_changes::{state_of, words},
};
use axum::extract::{Path, Query, State};
use backend::{
    account_changes::{self, AtAccount, Change, Confirms, Subject},
    receivables::paging::Page as Listed,
};
use domain::{
    access::Action,
    account_change::{LONGEST_REASON, State as Standing},
    ids::AccountChangeId,
};
use serde::Deserialize;

const PATH: &str = "/staff/changes";

/// The query of the page.
#[derive(Deserialize)]
pub struct Asked {
    after: Option<String>,
    before: Option<String>,
}

/// GET /staff/changes
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let from = query::part(asked.after.as_deref(), asked.before.as_deref());
    let list = account_changes::waiting(&app.backend, staff, &from).await?;
    let confirms = account_changes::confirms(&app.backend, staff).await?;
    Ok(page::staff(&visit, Place::Accounts, "Changes to confirm", || {
        view! {
            {head("Changes to confirm")
                .crumb("Accounts", "/staff/accounts")
                .here("Changes")
                .lede("What customers asked to change of their address and contacts, the longest first.")}
            {body(&visit, &list)}
            {switches(confirms, staff.can(Action::Settings))}
        }
    }))
}

fn body(visit: &Visit, list: &Listed<AtAccount>) -> Markup {
    if list.rows.is_empty() {
        return blank(Icon::Building, "Nothing waits to be confirmed")
            .words("What customers change at once is on the page of their account.")
            .view();
    }
    let rows = list.rows.iter().map(|one| {
        let account = format!("/staff/accounts/{}", one.account_id);
        let address = format!("{PATH}/{}", one.change.id);
        row([
            lead(view! { <a href=address>{words(&one.change)}</a> }),
            cell(view! { <a href=account>{one.account_name.clone()}</a> }).full(),
            cell(one.change.asked_by.clone()).full().mute(),
            cell(date::instant(one.change.asked_at, visit.time_zone())).num().mute(),
        ])
    });
    let columns = [column("Change"), column("Account"), column("Asked by"), column("When").num()];
    let (before, after) = Address::new(PATH).pages(list);
    let pages = (before.is_some() || after.is_some()).then(|| {
        turns(
            format!("{} on this page", list.rows.len()),
            before.map(|address| ("Back", address)),
            after.map(|address| ("More", address)),
        )
    });
    view! { {panel("list", "Waiting").table(dense_table(columns, rows, None))} {pages} }
        .into_markup()
}

fn switches(confirms: Confirms, may: bool) -> Markup {
    if !may {
        let words = match (confirms.address, confirms.contacts) {
            (true, true) => "Addresses and contacts are confirmed.",
            (true, false) => "Addresses are confirmed, contacts are not.",
            (false, true) => "Contacts are confirmed, addresses are not.",
            (false, false) => "Whoever runs an account changes its data at once.",
        };
        let body = view! { <p class="s ink-2">{words}</p> };
        return panel("switches", "What is confirmed").body(body).view();
    }
    let form = view! {
        <form class="form" method="post" action=PATH>
            {tick("address", "yes", "The address on invoices").checked(confirms.address)}
            {tick("contacts", "yes", "Contacts").checked(confirms.contacts)}
            <p class="hint">"Who may only propose waits in any case. What waits goes on waiting."</p>
            <div class="button-row"><button class="button">"Save"</button></div>
        </form>
    };
    panel("switches", "What is confirmed, even if those who run the account change it")
        .body(form)
        .view()
}

/// GET /staff/changes/{id}
pub async fn one(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountChangeId>,
) -> PageResult {
    let change = account_changes::get(&app.backend, visit.staff()?, id).await?;
    Ok(show(&visit, &change, &Decision::default(), &Problems::default()))
}

/// The page with a decision as it was typed.
pub fn show(visit: &Visit, at: &AtAccount, decision: &Decision, problems: &Problems) -> Page {
    page::staff(visit, Place::Accounts, "Change", || {
        let change = &at.change;
        let account = format!("/staff/accounts/{}", at.account_id);
        view! {
            {head(words(change))
                .crumb("Accounts", "/staff/accounts")
                .crumb(at.account_name.clone(), account)
                .here("Change")
                .pill(state_of(change).pill())}
            {error_summary("Not decided", problems)}
            {panel("change", "What was asked for").stack(view! {
                {told(visit, change)}
                {decides(visit, change, decision, problems)}
            })}
        }
    })
}

/// What there was, what shall be, and who said so.
fn told(visit: &Visit, change: &Change) -> Markup {
    let mut told = Vec::new();
    told.extend(change.was.as_ref().map(|was| fact("On file", value(was))));
    told.push(fact("Wanted", value(&change.wanted)));
    let when = date::instant(change.asked_at, visit.time_zone());
    told.push(fact("Asked", view! { {change.asked_by.clone()} ", " {when} }));
    if let (Some(by), Some(at)) = (change.decided_by.clone(), change.decided_at) {
        let when = date::instant(at, visit.time_zone());
        told.push(fact("Decided", view! { {by} ", " {when} }));
    }
    told.extend(change.reason.clone().map(|reason| fact("Why not", reason)));
    facts(told)
}

fn value(subject: &Subject) -> String {
    let lines = match subject {
        Subject::Address(address) => vec![address.street.clone(), address.city.clone()],
        Subject::Contact(_, person) => {
            let known = [person.name.clone(), person.email.clone()];
            known.into_iter().chain(person.phone.clone()).collect()
        }
    };
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { "Nothing".to_owned() } else { lines.join(", ") }
}

/// What can be decided, on the change's own page and on that of its account.
pub fn decides(
    visit: &Visit,
    change: &Change,
    decision: &Decision,
    problems: &Problems,
) -> Option<Markup> {
    let may = visit.staff().is_ok_and(|staff| staff.can(Action::ConfirmChanges));
    if !may || change.state != Standing::Pending {
        return None;
    }
    let action = format!("{PATH}/{}", change.id);
    let form = view! {
        <form method="post" action=action.clone()>
            <div class="button-row">
                <button class="button primary" name="do" value="confirm">"Confirm"</button>
            </div>
        </form>
        <form class="form" method="post" action=action>
            {field("reason", "Why not, for the customer")
                .value(decision.reason.clone())
                .longest(LONGEST_REASON as u32)
                .error(problems.of("reason"))}
            <div class="button-row"><button class="button" name="do" value="refuse">"Refuse"</button></div>
        </form>
    };
    Some(form.into_markup())
}

/// On the page of an account: what waits, with what can be decided, and what was decided lately.
pub fn panel_of(visit: &Visit, changes: &[Change]) -> Option<Markup> {
    if changes.is_empty() {
        return None;
    }
    let may = visit.staff().is_ok_and(|staff| staff.can(Action::ConfirmChanges));
    let of_change = |change: &Change| {
        let address = format!("{PATH}/{}", change.id);
        let waits = may && change.state == Standing::Pending;
        let act = waits.then(|| {
            view! {
                <form class="button-row" method="post" action=address.clone()>
                    <button class="button small primary" name="do" value="confirm">"Confirm"</button>
                    <a class="button small" href=address.clone()>"Refuse"</a>
                </form>
            }
        });
        let when = date::instant(change.asked_at, visit.time_zone());
        view! {
            <div class="stack tight">
                <p><a href=address>{words(change)}</a></p>
                <p class="s">{state_of(change).inline()}</p>
                <p class="s ink-2">{change.asked_by.clone()} ", " {when}</p>
                {act}
            </div>
        }
        .into_markup()
    };
    let all: Vec<_> = changes.iter().take(SHOWN).map(of_change).collect();
    let queue = view! { <a class="s" href=PATH>"All that wait"</a> };
    Some(panel("changes", "Changes of its data").aside(queue).stack(all).view())
}

/// The most that the page of an account shows.
const SHOWN: usize = 8;
