//! One payment: where it stands, what it pays, and how it got there.

mod steps;
mod stub;

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        facts::{fact, facts},
        head::{head, reference},
        panel::panel,
        state,
        sum::less,
        table::{Cell, amount, cell, column, empty, lead, row, table},
    },
    islands::PaymentWatch,
    page::{self, Head, Tab},
};
use axum::{
    Json,
    extract::{Path, State},
};
use backend::payments::read::{self, Part, Payment};
use domain::{Money, ids::PaymentId, payment::State as Standing};

/// GET /payments/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<PaymentId>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let payment = read::get(&app.backend, buyer, id).await?;
    let title = format!("Payment {}", payment.reference);
    let mut document = Head::from(title);
    if let Some(seconds) = looks_again_after(payment.state) {
        document = document.refreshed_every(seconds);
    }
    Ok(page::portal(&visit, Tab::Payments, document, || body(&visit, &payment)))
}

/// GET /ask/payments/{id}/state
pub async fn ask(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<PaymentId>,
) -> Result<Json<&'static str>, crate::AppError> {
    let buyer = visit.buyer()?;
    Ok(Json(read::state(&app.backend, buyer, id).await?.code()))
}

/// Seconds after which a browser without scripts looks again. A debit takes days, and where the
/// buyer has to act they must not lose the link under their finger.
fn looks_again_after(state: Standing) -> Option<u32> {
    use Standing as S;
    match state {
        S::Created | S::Confirming | S::Unknown => Some(5),
        S::RequiresAction | S::Processing => Some(60),
        S::Settled | S::Failed | S::Canceled | S::Returned => None,
    }
}

fn body(visit: &Visit, payment: &Payment) -> Markup {
    let number = reference(payment.reference.clone());
    let watch = payment.state.is_live().then(|| {
        let (id, state) = (payment.id.to_string(), payment.state.code().to_owned());
        view! { <PaymentWatch id=id state=state /> }
    });
    view! {
        {head(view! { "Payment " {number} })
            .crumb("Payments", "/payments")
            .here(payment.reference.clone())
            .pill(state::of_payment(payment.state).pill())}
        {stub::notice_of(visit, payment).map(|notice| notice.view())}
        <div class="split first">
            <div class="stack pin">{stub::stub(visit, payment)} {watch}</div>
            <div class="stack loose">
                {pays(payment)}
                <div class="halves">{how(visit, payment)} {steps::steps(visit, payment)}</div>
            </div>
        </div>
    }
    .into_markup()
}

/// What the payment does to each invoice.
pub fn pays(payment: &Payment) -> Markup {
    let currency = payment.amount.currency;
    let has = |of: fn(&Part) -> Money| payment.parts.iter().any(|part| of(part).minor > 0);
    let (discounts, credits) = (has(|part| part.discount), has(|part| part.credit));
    let mut columns = vec![column("Invoice")];
    columns.extend(discounts.then(|| column("Discount").num()));
    columns.extend(credits.then(|| column("Credit").num()));
    columns.push(column("This payment").num());
    let rows: Vec<_> =
        payment.parts.iter().map(|part| row(cells(payment, part, discounts, credits))).collect();
    let title = match payment.state {
        Standing::Settled => "What it paid",
        Standing::Failed | Standing::Canceled => "What it would have paid",
        Standing::Returned => "What it had paid",
        _ => "What it pays",
    };
    let panel = panel("pays", title).aside(view! { <small>{currency.code().to_owned()}</small> });
    if rows.is_empty() {
        let words = "It is not applied to an invoice yet. It is kept for you as credit.";
        return panel.body(view! { <p class="s ink-2">{words}</p> }).view();
    }
    let left = (payment.left.minor > 0).then(|| {
        let words = format!("{} of it is not applied to anything yet.", payment.left.full());
        view! { <p class="s ink-2">{words}</p> }
    });
    let panel = panel.table(table(columns, rows, None));
    match left {
        Some(left) => panel.footer(left).view(),
        None => panel.view(),
    }
}

fn cells(payment: &Payment, part: &Part, discounts: bool, credits: bool) -> Vec<Cell> {
    let address = format!("/invoices/{}", part.invoice_id);
    let instalment = part.instalment.map(|nth| format!("Instalment {nth} · "));
    let note = note(payment, part);
    let optional = |amount: Money, label: &'static str| match amount.is_zero() {
        true => empty().num(),
        false => cell(less(amount).bare()).num().label(label),
    };
    let mut cells = vec![lead(view! {
        <a class="id" href=address>{reference(part.number.clone())}</a>
        <span class="note">{instalment}{note}</span>
    })];
    cells.extend(discounts.then(|| optional(part.discount, "Discount")));
    cells.extend(credits.then(|| optional(part.credit, "Credit")));
    cells.push(amount(part.amount).key().strong());
    cells
}

/// Why this invoice, and how it stands now.
fn note(payment: &Payment, part: &Part) -> String {
    let why = match part.rule.as_str() {
        "oldest_first" => "oldest due date first",
        "reference" => "matched by its reference",
        _ => "as chosen",
    };
    let open = match (payment.state, part.open.is_zero()) {
        (Standing::Settled, true) => ", settled".to_owned(),
        (Standing::Returned, false) => format!(", open again: {}", part.open.bare()),
        (Standing::Failed | Standing::Canceled, false) => {
            format!(", still open: {}", part.open.bare())
        }
        _ => String::new(),
    };
    format!("{why}{open}")
}

fn how(visit: &Visit, payment: &Payment) -> Markup {
    let mut told =
        vec![fact("Way", payment.method.label()), fact("From", payment.instrument.clone())];
    told.extend(payment.made_by.clone().map(|name| fact("Made by", name)));
    told.push(fact(
        "Made on",
        crate::components::date::instant(payment.made_at, visit.time_zone()),
    ));
    told.extend(payment.receipt_number.clone().map(|number| {
        let address = format!("/payments/{}/receipt", payment.id);
        fact("Receipt", view! { <a href=address>{reference(number)}</a> })
    }));
    panel("how", "How it was made").body(facts(told)).view()
}
