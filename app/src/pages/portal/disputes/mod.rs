//! The account's disputes, and the form in which one is opened.

pub mod new;

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::{head, reference},
        icon::Icon,
        panel::panel,
        state::of_dispute,
        table::{cell, column, lead, row, table},
    },
    page::{self, Tab},
};
use axum::extract::State;
use backend::disputes::{self, Summary};
use domain::{dispute::State as Kind, dispute_clock::Next};

/// GET /disputes
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    let list = disputes::list(&app.backend, visit.buyer()?).await?;
    Ok(page::portal(&visit, Tab::Invoices, "Disputes", || {
        let body = match list.is_empty() {
            true => blank(Icon::Disputed, "Nothing is disputed")
                .words(
                    "If something on an invoice is wrong, open it and press “Something is wrong”.",
                )
                .way_on("Invoices", "/invoices")
                .view(),
            false => panel("all", "All disputes").table(of(&visit, &list)).view(),
        };
        view! {
            {head("Disputes").crumb("Invoices", "/invoices").here("Disputes")
                .lede("What you said is wrong, and what became of it.")}
            {body}
        }
    }))
}

/// Who does what next, and by when; nothing where nothing is left to do.
pub fn next_step(visit: &Visit, dispute: &Summary) -> Option<Markup> {
    if dispute.state == Kind::Asked {
        return Some(view! { "Your turn: we asked you something" }.into_markup());
    }
    let next = dispute.clock.next(dispute.state)?;
    let team = dispute.team.clone();
    let (does, should_have) = match next {
        Next::Respond(_) => (" answers by ", " should have answered by "),
        Next::Resolve(_) => (" decides by ", " should have decided by "),
    };
    let words = if dispute.is_late { should_have } else { does };
    Some(view! { {team} {words} {date::until(next.by(), visit.time_zone())} }.into_markup())
}

/// A table of disputes.
pub fn of(visit: &Visit, list: &[Summary]) -> Markup {
    let columns = [
        column("Dispute"),
        column("State"),
        column("About"),
        column("Opened"),
        column("Taken off").num(),
        column("Disputed").num(),
    ];
    table(columns, list.iter().map(|dispute| row_of(visit, dispute)), None)
}

fn row_of(visit: &Visit, dispute: &Summary) -> Markup {
    let address = format!("/disputes/{}", dispute.id);
    let money = |amount: domain::Money| format!("{} {}", amount.currency, amount.bare());
    row([
        lead(view! {
            <a class="id" href=address>{reference(dispute.number.clone())}</a>
            <span class="note">{dispute.reason.clone()}</span>
        }),
        cell(view! {
            {of_dispute(dispute.state).inline()}
            {next_step(visit, dispute).map(|next| view! { <span class="note">{next}</span> })}
        })
        .full(),
        cell(dispute.invoices.join(", ")).full(),
        cell(date::medium(dispute.opened_on)).full().mute(),
        cell(money(dispute.off)).num().label("Taken off"),
        cell(money(dispute.disputed)).num().key().strong(),
    ])
}
