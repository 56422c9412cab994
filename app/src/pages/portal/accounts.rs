//! The accounts that a buyer may go to.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        head::head,
        icon::{Icon, icon},
    },
    page::{self, Tab},
};
use axum::extract::State;
use backend::users::places::{self, AccountPlace};
use domain::ids::AccountId;

/// GET /accounts
pub async fn page(State(app): State<AppState>, visit: Visit) -> PageResult {
    let buyer = visit.buyer()?;
    let here = buyer.account_id;
    let accounts = places::accounts_of(&app.backend, buyer).await?;
    Ok(page::portal(&visit, Tab::Elsewhere, "Change account", || {
        let others = accounts.len() > 1;
        let lede = if others {
            "Each account has its own invoices, payments and people."
        } else {
            "This is the only account that you have been let in to."
        };
        let rows: Vec<_> = accounts.into_iter().map(|account| row(account, here)).collect();
        view! {
            {head("Change account").lede(lede)}
            <form class="stack" method="post" action="/switch-account">{rows}</form>
        }
    }))
}

fn row(account: AccountPlace, here: AccountId) -> Markup {
    let AccountPlace { account_id, number, name, entity_name, role } = account;
    let role = format!("{entity_name} · your role: {}", role.label());
    let act = if account_id == here {
        view! { <span class="tag">{icon(Icon::Good)} "You are here"</span> }.into_markup()
    } else {
        let label = format!("Go there: {name}, {number}");
        view! {
            <button class="button small" name="account_id" value=account_id.to_string() aria-label=label>
                "Go there"
            </button>
        }
        .into_markup()
    };
    view! {
        <div class="panel">
            <div class="body row between">
                <span class="stack tight">
                    <strong>{name} " " <span class="ref mute">{number}</span></strong>
                    <span class="s mute">{role}</span>
                </span>
                {act}
            </div>
        </div>
    }
    .into_markup()
}
