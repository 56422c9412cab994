//! The receipt of a settled payment, to be kept or printed.

use super::payment::pays;
use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        date,
        facts::{fact, facts},
        head::{head, reference},
        icon::{Icon, icon},
        money,
        notice::{Tone, notice},
        panel,
        sum::{grand, line, sum},
    },
    files,
    page::{self, Tab},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::{
    brands,
    payments::{
        read::{self, Receipt},
        receipt,
    },
    preferences::{self, At},
    press,
};
use documents::{party::Party, receipt_pdf};
use domain::{document::Kind, ids::PaymentId, payment::State as Standing};

/// GET /payments/{id}/receipt
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<PaymentId>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let receipt = read::receipt(&app.backend, buyer, id).await?;
    let title = format!("Receipt {}", receipt.number);
    Ok(page::portal(&visit, Tab::Payments, title, || body(&receipt)))
}

/// GET /payments/{id}/receipt.pdf
pub async fn pdf(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<PaymentId>,
) -> Result<Response, AppError> {
    let buyer = visit.buyer()?;
    let place = preferences::Place { kind: Kind::Receipt, recipient: None };
    let chosen = preferences::load(&app.backend, At::Own(buyer), place).await?.holds.preference;
    let language = chosen.style.language;
    let mut receipt = receipt::document(&app.backend, buyer, id, language).await?;
    brands::mark(&app.backend, buyer, &mut receipt.seller).await?;
    let name = format!("{}.pdf", receipt.file_name());
    let set = press::make(move || receipt_pdf::write(&receipt, chosen.style)).await?;
    let bytes = set.map_err(|e| backend::Error::caused("setting a receipt", e))?;
    Ok(files::download(&name, "application/pdf", bytes))
}

fn body(receipt: &Receipt) -> Markup {
    let payment = &receipt.payment;
    let back = format!("/payments/{}", payment.id);
    let file = format!("/payments/{}/receipt.pdf", payment.id);
    let number = reference(receipt.number.clone());
    view! {
        {head(view! { "Receipt " {number} })
            .crumb("Payments", "/payments")
            .crumb(payment.reference.clone(), back)
            .here("Receipt")
            .lede("It has everything that your books need.")
            .actions(view! { <a class="button" href=file download="">{icon(Icon::Download)} "PDF"</a> })}
        {came_back(receipt)}
        <div class="split first">
            <div class="stack pin">{stub(receipt)}</div>
            <div class="stack loose">
                {pays(payment)}
                <div class="halves">
                    {side("from", "Received from", &receipt.customer.party())}
                    {side("by", "Received by", &receipt.seller.party())}
                </div>
            </div>
        </div>
    }
    .into_markup()
}

/// A receipt is true for its day. What happened afterwards has to be on it, too.
fn came_back(receipt: &Receipt) -> Option<Markup> {
    let payment = &receipt.payment;
    if payment.state != Standing::Returned {
        return None;
    }
    let on = payment.returned_on.map(|day| view! { " on " {date::long(day)} });
    let told = notice(Tone::Danger, Icon::CameBack)
        .title(view! { "This payment came back" {on} })
        .words("The bank took the money back. This receipt no longer discharges a debt; the invoices are open again.")
        .alert();
    Some(told.view())
}

fn stub(receipt: &Receipt) -> Markup {
    let payment = &receipt.payment;
    let settled = payment.settled_on.map(date::long);
    let above = view! {
        {money::display(payment.charged)}
        {sum([
            line("Applied to invoices", payment.amount),
            line("Fee for this way of paying", payment.fee),
            grand("Received", payment.charged),
        ])}
    };
    let below = facts([
        fact("Receipt", reference(receipt.number.clone())),
        fact("Payment", reference(payment.reference.clone())),
        fact("Received", settled.into_markup()),
        fact("Way", payment.method.label()),
        fact("From", payment.instrument.clone()),
    ]);
    panel::stub("received", "Received", above, below)
}

/// One side, as it stands on documents.
fn side(id: &'static str, title: &'static str, party: &Party) -> Markup {
    let lines: Vec<_> = party.address.iter().map(|line| view! { <br />{line.clone()} }).collect();
    let vat = party.vat_id.as_ref().map(|vat| {
        let vat = format!("VAT number {vat}");
        view! { <p class="s mute">{vat}</p> }
    });
    let body = view! { <p><strong>{party.name.clone()}</strong>{lines}</p>{vat} };
    panel::panel(id, title).aside(icon(Icon::Building)).stack(body).view()
}
