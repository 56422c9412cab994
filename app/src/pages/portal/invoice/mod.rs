//! One invoice: how much is to pay on it, why this much, and everything behind that.

mod document;
mod history;
mod money;
mod papers;
mod stub;
mod terms;

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        head::{Head, head, reference},
        icon::Icon,
        state::{State, Tone, of_item},
    },
    page::{self, Tab},
    pages::portal::sent,
};
use axum::extract::{self, Path};
use backend::invoices::detail::{self, Detail};
use domain::{Money, calendar, ids::InvoiceId};

/// GET /invoices/{id}
pub async fn page(
    visit: Visit,
    extract::State(app): extract::State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let invoice = detail::get(&app.backend, buyer, id).await?;
    let title = format!("Invoice {}", invoice.head.number);
    Ok(page::portal(&visit, Tab::Invoices, title, || {
        view! {
            {head_of(&visit, &buyer.account_name, &invoice)}
            <div class="split first">
                <div class="stack pin">{stub::stub(&visit, buyer, &invoice)}</div>
                <div class="stack loose">
                    {document::lines(&invoice)}
                    {document::instalments(&visit, &invoice)}
                    <div class="halves">
                        {terms::terms(&visit, &invoice)}
                        {terms::transfer(&invoice)}
                    </div>
                    {papers::papers(&invoice)}
                    {money::applied(&invoice)}
                    {money::moving(&invoice)}
                    {money::promises(&visit, &invoice)}
                    {money::disputes(&visit, &invoice)}
                    {sent::of_one(&visit, &invoice.dispatches)}
                    {history::said(&invoice)}
                    {history::happened(&visit, &invoice)}
                </div>
            </div>
        }
    }))
}

fn head_of(visit: &Visit, account: &str, invoice: &Detail) -> Head {
    let document = &invoice.head;
    let order = document.po_number.clone().map(|order| {
        view! { " · your order " {reference(order)} }
    });
    let given = document.customer_po.clone().map(|order| {
        view! { " · order number you gave " {reference(order)} }
    });
    let lede = view! {
        "Issued " {date::long(document.issued_on)} {format!(" to {account}")} {order} {given}
        " · due " {date::long(invoice.standing.due_on)}
    };
    let number = document.number.clone();
    let head = head(view! { "Invoice " {reference(number.clone())} })
        .crumb("Invoices", "/invoices")
        .here(number)
        .pill(state(visit, invoice).pill())
        .lede(lede);
    held(visit, invoice).into_iter().fold(head, |head, state| head.pill(state.pill()))
}

fn state(visit: &Visit, invoice: &Detail) -> State {
    of_item(invoice.standing.state, visit.today)
}

/// Amounts that move or are held, where they are not the state already.
fn held(visit: &Visit, invoice: &Detail) -> Vec<State> {
    let part = &invoice.standing.part;
    let money = |minor| Money::new(minor, invoice.head.total.currency).bare();
    let until = invoice.standing.promised_until;
    let until = until.map(|day| calendar::short(day, visit.today)).unwrap_or_default();
    let all = [
        (part.in_flight_minor, Tone::Moving, Icon::OnItsWay, "on its way".to_owned()),
        (part.promised_minor, Tone::Held, Icon::Promised, format!("promised for {until}")),
        (part.disputed_minor, Tone::Held, Icon::Disputed, "disputed".to_owned()),
        (part.deferred_minor, Tone::Held, Icon::OnAPlan, "on a plan".to_owned()),
    ];
    all.into_iter()
        .filter(|(minor, ..)| *minor > 0 && *minor < part.open_minor)
        .map(|(minor, tone, icon, word)| State::new(tone, icon, format!("{} {word}", money(minor))))
        .collect()
}
