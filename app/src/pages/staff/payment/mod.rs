//! One payment: everything that is known of it.

mod provider;
mod spread;

use super::parts::{books, payments::state_of, story};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        facts::{fact, facts},
        head::{head, reference},
        money::display,
        panel::panel,
        sum::{grand, line, sum},
    },
    page::{self, Place},
};
use axum::extract::{Path, State};
use backend::receivables::payment::{self, Payment};
use domain::{access::Action, ids::PaymentId, payment::State as Stage};

/// GET /staff/payments/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<PaymentId>,
) -> PageResult {
    let staff = visit.staff()?;
    let payment = payment::get(&app.backend, staff, id).await?;
    let title = format!("Payment {}", payment.row.reference);
    Ok(page::staff(&visit, Place::Payments, title, || {
        let account = format!("/staff/accounts/{}", payment.row.account_id);
        let by = payment.made_by.clone().map(|name| format!(", {name}"));
        let lede = view! {
            <a href=account.clone()>{payment.row.account_name.clone()}</a>
            {by}
            ", "
            {date::instant(payment.row.made_at, visit.time_zone())}
        };
        view! {
            {head(view! { "Payment " {reference(payment.row.reference.clone())} })
                .crumb("Payments", "/staff/payments")
                .here(payment.row.reference.clone())
                .pill(state_of(payment.row.state).pill())
                .lede(lede)}
            <div class="split">
                <div class="stack loose">
                    {spread::parts(&payment)}
                    {spread::allocations(&visit, &payment)}
                    {provider::steps(&visit, &payment)}
                    {books::entries(&payment.entries, payment.row.amount.currency)}
                    {provider::webhooks(&visit, &payment, staff.can(Action::Webhooks))}
                </div>
                <div class="stack loose">
                    {amounts(&payment)}
                    {provider::facts_of(&visit, &payment)}
                    {what_happened(&visit, &payment)}
                </div>
            </div>
        }
    }))
}

fn amounts(payment: &Payment) -> Markup {
    let left = (payment.row.state == Stage::Settled && !payment.left.is_zero())
        .then(|| view! { <p class="hint">{format!("{} is not applied to anything yet.", payment.left.full())}</p> });
    panel("amounts", "Amounts")
        .stack(view! {
            {display(payment.charged)}
            {sum([
                line("For invoices", payment.row.amount),
                line("Fee", payment.fee),
                grand("Charged", payment.charged),
            ])}
            {left}
            {facts([
                fact("Receipt", payment.row.receipt_number.clone().unwrap_or_else(|| "None: it has not settled".to_owned())),
            ])}
        })
        .view()
}

fn what_happened(visit: &Visit, payment: &Payment) -> Option<Markup> {
    (!payment.timeline.is_empty()).then(|| {
        panel("story", "What happened").body(story::story(visit, &payment.timeline)).view()
    })
}
