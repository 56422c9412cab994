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
            false => panel("all", "All disputes").table(of(&list)).view(),
        };
        view! {
            {head("Disputes").crumb("Invoices", "/invoices").here("Disputes")
                .lede("What you said is wrong, and what became of it.")}
            {body}
        }
    }))
}

/// A table of disputes.
pub fn of(list: &[Summary]) -> Markup {
    let columns = [
        column("Dispute"),
        column("State"),
        column("About"),
        column("Opened"),
        column("Taken off").num(),
        column("Disputed").num(),
    ];
    table(columns, list.iter().map(row_of), None)
}

fn row_of(dispute: &Summary) -> Markup {
    let address = format!("/disputes/{}", dispute.id);
    let money = |amount: domain::Money| format!("{} {}", amount.currency, amount.bare());
    row([
        lead(view! {
            <a class="id" href=address>{reference(dispute.number.clone())}</a>
            <span class="note">{dispute.reason.clone()}</span>
        }),
        cell(of_dispute(dispute.state).inline()).full(),
        cell(dispute.invoices.join(", ")).full(),
        cell(date::medium(dispute.opened_on)).full().mute(),
        cell(money(dispute.off)).num().label("Taken off"),
        cell(money(dispute.disputed)).num().key().strong(),
    ])
}
