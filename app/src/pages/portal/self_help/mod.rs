//! What do you need? The first question of whoever has one: most of what people ask, they can have here
//! at once.

pub mod order;
pub mod paid;
mod words;

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        error_summary::error_summary,
        field::field,
        head::{head, reference},
        icon::{Icon, icon},
        panel::panel,
    },
    forms::{self, Problems},
    page::{self, Page, Tab},
};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use backend::{
    Buyer,
    payments::read::{self, Payment},
    self_help::{self, Invoice},
};
use domain::{
    Refusal,
    access::Action,
    ids::{InvoiceId, PaymentId},
};
use serde::Deserialize;

/// GET /invoices/{id}/help
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let invoice = self_help::invoice(&app.backend, buyer, id).await?;
    let title = format!("Help with {}", invoice.number);
    Ok(page::portal(&visit, Tab::Invoices, title, || {
        let number = invoice.number.clone();
        view! {
            {head("What do you need?")
                .crumb("Invoices", "/invoices")
                .crumb(number.clone(), format!("/invoices/{id}"))
                .here("Help")
                .lede(view! {
                    "About invoice " {reference(number)}
                    ". Most of it you can have at once, without waiting for an answer."
                })}
            {needs(needs_of(buyer, &invoice))}
        }
    }))
}

/// Something that can be needed, and where it is to be had.
struct Need {
    icon: Icon,
    what: &'static str,
    note: &'static str,
    address: String,
}

fn needs_of(buyer: &Buyer, invoice: &Invoice) -> Vec<Need> {
    let id = invoice.id;
    let asks = buyer.can(Action::Ask);
    let need = |icon, what, note, address| Need { icon, what, note, address };
    let mut needs = vec![
        need(
            Icon::Paid,
            "It is paid already",
            "We look where your payment is.",
            format!("/invoices/{id}/help/paid"),
        ),
        need(
            Icon::Copy,
            "A copy",
            "To read, to print, or as a PDF.",
            format!("/invoices/{id}/copy"),
        ),
    ];
    if asks && !invoice.open.is_zero() {
        needs.push(need(
            Icon::Tag,
            "The order number is missing or wrong",
            "Give yours. We keep it beside the one on the invoice.",
            format!("/invoices/{id}/help/order"),
        ));
    }
    if asks {
        needs.push(need(
            Icon::Building,
            "Another address or contact",
            "For the invoices to come, and for whom we write to.",
            format!("/account/contacts?invoice={id}"),
        ));
    }
    if buyer.can(Action::Dispute) {
        needs.push(need(
            Icon::Disputed,
            "Something on it is wrong",
            "Tick the lines. We do not ask for that amount until it is decided.",
            format!("/invoices/{id}/dispute"),
        ));
    }
    if asks {
        needs.push(need(
            Icon::Chat,
            "Something else",
            "Write to us. The answer comes here.",
            format!("/conversations/new?about=invoice&of={id}"),
        ));
    }
    needs
}

fn needs(needs: Vec<Need>) -> Markup {
    let row = |need: Need| {
        view! {
            <li>
                {icon(need.icon)}
                <div><a href=need.address>{need.what}</a><p class="ink-2">{need.note}</p></div>
            </li>
        }
    };
    let rows: Vec<_> = needs.into_iter().map(row).collect();
    panel("needs", "Choose one").flush(view! { <ul class="todo">{rows}</ul> }).view()
}

/// The query of the page that finds the invoice.
#[derive(Deserialize, Default)]
pub struct Asked {
    number: Option<String>,
    payment: Option<String>,
}

/// GET /help: of which invoice, or of which of a payment's.
pub async fn choose(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let buyer = visit.buyer()?;
    if let Some(id) = asked.payment.as_deref().and_then(|id| id.parse::<PaymentId>().ok()) {
        let payment = read::get(&app.backend, buyer, id).await?;
        return Ok(of_payment(&visit, buyer, &payment).into_response());
    }
    let mut problems = Problems::default();
    let typed = asked.number.unwrap_or_default();
    if !typed.trim().is_empty() {
        if let Some(id) = self_help::called(&app.backend, buyer, &typed).await? {
            return Ok(forms::go_to(&format!("/invoices/{id}/help")));
        }
        let typed: String = typed.trim().chars().take(40).collect();
        let words = format!("No invoice, or more than one, is called “{typed}”.");
        problems.add(Refusal::field("number", words));
    }
    Ok(of_account(&visit, buyer, &typed, &problems).into_response())
}

fn of_account(visit: &Visit, buyer: &Buyer, typed: &str, problems: &Problems) -> Page {
    page::portal(visit, Tab::Account, "Help", || {
        let form = view! {
            <form class="form" method="get" action="/help">
                {field("number", "Its number, or the number of your order")
                    .value(typed.to_owned())
                    .longest(64)
                    .required()
                    .error(problems.of("number"))}
                <div class="button-row">
                    <button class="button primary">"Go on"</button>
                    <a class="button quiet" href="/invoices">"Choose from all invoices"</a>
                </div>
            </form>
        };
        let asks = buyer.can(Action::Ask).then(|| {
            let contact = Need {
                icon: Icon::Building,
                what: "Another address or contact",
                note: "For the invoices to come, and for whom we write to.",
                address: "/account/contacts".to_owned(),
            };
            let other = Need {
                icon: Icon::Chat,
                what: "Something else",
                note: "Write to us. The answer comes here.",
                address: "/conversations/new".to_owned(),
            };
            needs(vec![contact, other])
        });
        view! {
            {head("What do you need?")
                .crumb("Messages", "/conversations")
                .here("Help")
                .lede("Most of it you can have at once, without waiting for an answer.")}
            {error_summary("Not found", problems)}
            {panel("invoice", "About an invoice").body(form)}
            {asks}
        }
    })
}

/// A payment is asked about by way of what it pays.
fn of_payment(visit: &Visit, buyer: &Buyer, payment: &Payment) -> Page {
    page::portal(visit, Tab::Payments, "Help", || {
        let mut known: Vec<InvoiceId> = Vec::new();
        let mut rows: Vec<Markup> = Vec::new();
        for part in &payment.parts {
            if known.contains(&part.invoice_id) {
                continue;
            }
            known.push(part.invoice_id);
            let address = format!("/invoices/{}/help", part.invoice_id);
            let row = view! {
                <li>{icon(Icon::Invoice)}<div><a href=address>"Invoice " {reference(part.number.clone())}</a></div></li>
            };
            rows.push(row.into_markup());
        }
        let itself = buyer.can(Action::Ask).then(|| {
            let address = format!("/conversations/new?about=payment&of={}", payment.id);
            view! {
                <li>
                    {icon(Icon::Chat)}
                    <div>
                        <a href=address>"The payment itself"</a>
                        <p class="ink-2">"Write to us. The answer comes here."</p>
                    </div>
                </li>
            }
        });
        let list = view! { <ul class="todo">{rows}{itself}</ul> };
        view! {
            {head("What is it about?")
                .crumb("Payments", "/payments")
                .crumb(payment.reference.clone(), format!("/payments/{}", payment.id))
                .here("Help")
                .lede("Choose one. Most of it you can have at once, without waiting for an answer.")}
            {panel("about", "Choose one").flush(list)}
        }
    })
}
