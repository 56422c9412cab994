//! The page on which a customer gives the number of their order.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        error_summary::error_summary,
        facts::{fact, facts},
        field::field,
        head::{head, reference},
        icon::Icon,
        panel::panel,
    },
    forms::{Problems, order::Fields},
    page::{self, Page, Tab},
};
use axum::extract::{Path, State};
use backend::self_help::{self, Invoice};
use domain::{access::Action, ids::InvoiceId, invoice::LONGEST_ORDER};

/// GET /invoices/{id}/help/order
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    let buyer = visit.buyer()?;
    buyer.may(Action::Ask)?;
    let invoice = self_help::invoice(&app.backend, buyer, id).await?;
    Ok(show(&visit, &invoice, &Fields::of(&invoice), &Problems::default()))
}

/// The page with a form as it was typed.
pub fn show(visit: &Visit, invoice: &Invoice, fields: &Fields, problems: &Problems) -> Page {
    let number = invoice.number.clone();
    let address = format!("/invoices/{}", invoice.id);
    page::portal(visit, Tab::Invoices, format!("Order number of {number}"), || {
        let head = head(view! { "Your order number for " {reference(number.clone())} })
            .crumb("Invoices", "/invoices")
            .crumb(number.clone(), address.clone())
            .crumb("Help", format!("{address}/help"))
            .here("Order number")
            .lede("The invoice stays as it was issued. Your number stands beside it, here and in what we send you.");
        let body = match invoice.open.is_zero() {
            true => blank(Icon::Paid, "It is paid")
                .words("The order number of a paid invoice stays as it is.")
                .way_on("Back to the invoice", address.clone())
                .view(),
            false => form(invoice, fields, problems, address.clone()),
        };
        view! { {head} {body} }
    })
}

fn form(invoice: &Invoice, fields: &Fields, problems: &Problems, address: String) -> Markup {
    let none = || "None".to_owned();
    let form = view! {
        {facts([
            fact("On the invoice", invoice.po_number.clone().unwrap_or_else(none)),
            fact("Given by you", invoice.customer_po.clone().unwrap_or_else(none)),
        ])}
        <form class="form" method="post">
            <input type="hidden" name="id" value=fields.id.to_string() />
            <input type="hidden" name="version" value=invoice.version.to_string() />
            {field("order", "Your order number")
                .value(fields.order.clone())
                .longest(LONGEST_ORDER as u32)
                .hint("You can change it until the invoice is paid. Empty takes it back.")
                .error(problems.of("order"))}
            <div class="button-row">
                <button class="button primary">"Keep it"</button>
                <a class="button quiet" href=address>"Back to the invoice"</a>
            </div>
        </form>
    };
    view! {
        {error_summary("Not kept", problems)}
        {panel("order-number", "Order number").stack(form)}
    }
    .into_markup()
}
