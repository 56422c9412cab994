//! One account: what it owes and why, what was said, who is there, and what happened.

mod lists;
mod people;
mod standing;

use super::{
    account_changes,
    parts::{decided, supporting_documents, written},
    query,
};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        head::{Head, head},
        icon::{Icon, icon},
    },
    forms::{Problems, supporting_documents::Fields},
    page::{self, Place},
    pages::staff::query::Address,
};
use axum::extract::{Path, Query, State};
use backend::receivables::account::{self, Account, Profile};
use domain::{
    access::Action, conversation::About, ids::AccountId, rates::percent_text, supporting_document,
};
use serde::Deserialize;

/// The query of the page: which part of what happened.
#[derive(Default, Deserialize)]
pub struct Asked {
    after: Option<String>,
    before: Option<String>,
}

/// GET /staff/accounts/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> PageResult {
    show(&visit, &app, id, &asked, &Fields::default(), &Problems::default()).await
}

/// The page with a paper as it was chosen.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    id: AccountId,
    asked: &Asked,
    fields: &Fields,
    problems: &Problems,
) -> PageResult {
    let staff = visit.staff()?;
    let events = query::part(asked.after.as_deref(), asked.before.as_deref());
    let account = account::get(&app.backend, staff, id, &events).await?;
    let title = account.profile.name.clone();
    Ok(page::staff(visit, Place::Accounts, title, || {
        let look = staff.can(Action::ViewPortalAs).then(|| look(id));
        view! {
            {head_of(&account.profile).actions(view! { {documents(id)}{look} })}
            {standing::figures(visit, &account)}
            <div class="split">
                <div class="stack loose">
                    {standing::reasons(visit, &account)}
                    {lists::open_invoices(visit, &account)}
                    {lists::payments(visit, &account)}
                    {lists::disputes(visit, &account)}
                    {lists::promises(visit, &account)}
                    {written::panel_of(visit, About::Account(id), &account.conversations)}
                    {supporting_documents::panel_of(
                        visit,
                        (supporting_document::About::Account(id), id),
                        &account.papers,
                        (fields, problems),
                    )}
                    {decisions(visit, &account)}
                    {lists::credit_notes(visit, &account)}
                </div>
                <div class="stack loose">
                    {standing::balances(&account)}
                    {standing::age(&account)}
                    {people::profile(visit, &account.profile)}
                    {people::tree(&account.profile)}
                    {people::contacts(&account)}
                    {account_changes::panel_of(visit, &account.changes)}
                    {people::users(&account)}
                    {lists::story_of(visit, &account)}
                </div>
            </div>
        }
    }))
}

fn head_of(profile: &Profile) -> Head {
    let place = [profile.city.as_str(), profile.country.as_str()];
    let mut told: Vec<String> =
        place.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect();
    told.push(format!("{} days to pay", profile.terms_days));
    if let Some((bp, days)) = profile.discount {
        told.push(format!("{} off within {days} days", percent_text(bp)));
    }
    let mut head = head(profile.name.clone()).crumb("Accounts", "/staff/accounts");
    if let Some(parent) = &profile.parent {
        head = head.crumb(parent.name.clone(), format!("/staff/accounts/{}", parent.id));
    }
    head.here(profile.number.clone()).lede(told.join(" · "))
}

/// How documents reach them, and several of them at once.
fn documents(id: AccountId) -> Markup {
    let address = format!("/staff/accounts/{id}/formats");
    let files = format!("/staff/accounts/{id}/bundles");
    view! {
        <a class="button" href=address>{icon(Icon::Letter)} "Documents"</a>
        <a class="button" href=files>{icon(Icon::Download)} "Documents in one file"</a>
    }
    .into_markup()
}

/// Posts, because the account is told of it.
fn look(id: AccountId) -> Markup {
    let address = format!("/staff/accounts/{id}/view-portal");
    view! {
        <form method="post" action=address>
            <button class="button">{icon(Icon::Eye)} "See the portal as this account"</button>
        </form>
    }
    .into_markup()
}

const SHOWS: decided::Shows = decided::Shows { day: true, documents: true, accounts: false };

fn decisions(visit: &Visit, account: &Account) -> Option<Markup> {
    let rows = &account.decisions.rows;
    let last = rows.first()?;
    let all = String::from(Address::new("/staff/decisions").with("account", account.profile.id));
    Some(
        view! {
            <section class="panel" aria-labelledby="decided">
                <header>
                    <div>
                        <h2 id="decided">"Written to, or not, and why"</h2>
                        <p>"Last decided on " {date::medium(last.decided_on)}</p>
                    </div>
                    <a class="s" href=all>"All decisions"</a>
                </header>
                {decided::log(visit, rows, SHOWS)}
            </section>
        }
        .into_markup(),
    )
}
