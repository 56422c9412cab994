//! Disputing an invoice, and taking it back. The form carries the dispute's id, so that sending it
//! twice opens one.

mod fields;

pub use fields::{Act, Fields, Key, Measured, Row, WHOLE};

use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{
        self, Problems,
        conversations::Reply,
        files::{Sending, Sent, keep},
        pay::Pairs,
    },
    islands::Answer,
    pages::portal::{dispute as dispute_page, disputes::new as page},
};
use axum::{
    Json,
    extract::{Path, Query, State},
    response::IntoResponse,
};
use backend::{disputes, files::By};
use domain::{
    access::Action,
    ids::{DisputeId, InvoiceId},
};

/// POST /invoices/{id}/dispute
pub async fn open(
    visit: Visit,
    State(app): State<AppState>,
    Path(invoice_id): Path<InvoiceId>,
    sending: Sending,
) -> FormResult {
    visit.buyer()?.may(Action::Dispute)?;
    let sent = sending.read(&app).await?;
    open_of(&visit, &app, &[invoice_id], sent).await
}

/// POST /disputes/new
pub async fn open_several(
    visit: Visit,
    State(app): State<AppState>,
    sending: Sending,
) -> FormResult {
    visit.buyer()?.may(Action::Dispute)?;
    let sent = sending.read(&app).await?;
    let invoices = invoices_in(&sent.pairs)?;
    open_of(&visit, &app, &invoices, sent).await
}

/// The invoices that a form or a query names. What is no id is nobody's invoice.
pub fn invoices_in(pairs: &Pairs) -> Result<Vec<InvoiceId>, AppError> {
    let ids = pairs.iter().filter(|(name, _)| name == "invoice");
    let ids = ids.map(|(_, id)| id.parse().map_err(|_| backend::Error::NotFound.into()));
    ids.collect()
}

async fn open_of(
    visit: &Visit,
    app: &AppState,
    invoices: &[InvoiceId],
    mut sent: Sent,
) -> FormResult {
    let buyer = visit.buyer()?;
    let by = By::Buyer(buyer);
    let offers = disputes::offer(&app.backend, buyer, invoices).await?;
    let mut fields = Fields::of(&sent.pairs);
    fields.files = sent.files(&app.backend, by).await?;
    let mut problems = sent.problems;
    let measured = fields.measure(&offers, &mut problems);
    if fields.act == Act::Compute {
        fields.files = keep(&app.backend, by, fields.files, &mut problems).await?;
        return Ok(page::show(visit, &offers, &fields, &measured, &problems).into_response());
    }
    if problems.is_empty() {
        let new = fields.dispute(&offers, &measured);
        match forms::refusal_of(disputes::open(&app.backend, buyer, &new).await)? {
            Ok(_) if fields.act == Act::OpenAndPay => {
                let ids: Vec<_> =
                    offers.iter().map(|offer| format!("invoice={}", offer.invoice_id)).collect();
                return Ok(forms::go_to(&format!("/pay?{}", ids.join("&"))));
            }
            Ok(_) => return Ok(forms::done(&format!("/disputes/{}", new.id), Done::Disputed)),
            Err(refusal) => problems.add(refusal),
        }
    }
    fields.files = keep(&app.backend, by, fields.files, &mut problems).await?;
    Ok(page::show(visit, &offers, &fields, &measured, &problems).refused())
}

/// GET /ask/disputes
pub async fn ask(
    visit: Visit,
    State(app): State<AppState>,
    Query(pairs): Query<Pairs>,
) -> Result<Json<Answer>, AppError> {
    let offers = disputes::offer(&app.backend, visit.buyer()?, &invoices_in(&pairs)?).await?;
    let fields = Fields::of(&pairs);
    let mut problems = Problems::default();
    let measured = fields.measure(&offers, &mut problems);
    let problem = problems.iter().next().map(|problem| problem.words.clone());
    Ok(Json(Answer { slots: page::slots(&offers, &measured), problem }))
}

/// POST /disputes/{id}
pub async fn answer(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
    sending: Sending,
) -> FormResult {
    write(&visit, &app, id, sending, Writing::Answer).await
}

/// POST /disputes/{id}/reopen
pub async fn reopen(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
    sending: Sending,
) -> FormResult {
    write(&visit, &app, id, sending, Writing::Reopening).await
}

/// What a buyer writes into a dispute.
#[derive(Clone, Copy)]
enum Writing {
    /// More of it, or what was asked.
    Answer,
    /// Why it is opened again.
    Reopening,
}

/// Text and files into a dispute.
async fn write(
    visit: &Visit,
    app: &AppState,
    id: DisputeId,
    sending: Sending,
    writing: Writing,
) -> FormResult {
    let buyer = visit.buyer()?;
    let by = By::Buyer(buyer);
    buyer.may(Action::Dispute)?;
    let mut sent = sending.read(app).await?;
    let mut reply: Reply = sent.fields()?;
    reply.files = sent.files(&app.backend, by).await?;
    let mut problems = sent.problems;
    if problems.is_empty() {
        let new = reply.read();
        let (written, done) = match writing {
            Writing::Answer => {
                (disputes::answer(&app.backend, buyer, id, &new).await, Done::Written)
            }
            Writing::Reopening => {
                (disputes::reopen(&app.backend, buyer, id, &new).await, Done::Reopened)
            }
        };
        match forms::refusal_of(written)? {
            Ok(()) => return Ok(forms::done(&format!("/disputes/{id}"), done)),
            Err(refusal) => problems.add(refusal),
        }
    }
    let dispute = disputes::get(&app.backend, buyer, id).await?;
    reply.files = keep(&app.backend, by, reply.files, &mut problems).await?;
    Ok(dispute_page::show(visit, &dispute, &reply, &problems)?.refused())
}

/// POST /disputes/{id}/withdraw
pub async fn withdraw(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
) -> FormResult {
    let answer = disputes::withdraw(&app.backend, visit.buyer()?, id).await;
    // Whoever comes too late sees on the page what became of it.
    let address = format!("/disputes/{id}");
    Ok(match forms::refusal_of(answer)? {
        Ok(()) => forms::done(&address, Done::DisputeWithdrawn),
        Err(_) => forms::go_to(&address),
    })
}
