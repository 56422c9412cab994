//! Paying. The form carries the payment's id, so that sending it twice pays once, and what the
//! page showed, so that nothing is ever charged that was not on the screen.

mod fields;
pub mod short;

pub use fields::{Act, Fields, LATER, Rule, offers_credit};

use crate::{
    AppError, AppState, FormResult, Visit,
    forms::{self, Problems},
    islands::Answer,
    pages::portal::pay::{self as page, Note},
};
use axum::{
    Form, Json,
    extract::{Query, State},
    response::IntoResponse,
};
use backend::{
    Buyer,
    disputes::{self, Reason},
    payments::{
        offer::{self, Offer, Wish},
        quote::Spread,
        start::{Order, start},
    },
};
use domain::{
    Refusal,
    access::Action,
    fee::Method,
    ids::{DisputeId, PaymentId},
};
use uuid::Uuid;

/// The pairs of a form or query, in their order.
pub type Pairs = Vec<(String, String)>;

/// POST /pay
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let mut fields = Fields::of(&pairs)?;
    let mut problems = Problems::default();
    if fields.act == Act::Quote {
        let page = page::show(&visit, &app, &fields, &mut problems, None).await?;
        return Ok(page.into_response());
    }
    let note = match fields.order(visit.today) {
        Some(order) => match pay(&app, buyer, order).await? {
            Ok(id) => return Ok(forms::go_to(&format!("/payments/{id}"))),
            Err(Refusal::Stale) => {
                fields.dispute_id = new_dispute_id();
                Some(Note::Overtaken)
            }
            Err(Refusal::KeyReused) => {
                let note = Note::SentBefore(fields.id);
                (fields.id, fields.dispute_id) = (new_id(), new_dispute_id());
                Some(note)
            }
            Err(refusal) => {
                problems.add(refusal);
                None
            }
        },
        None if fields.method == Some(Method::BankTransfer) => Some(Note::NothingCharged),
        None => Some(Note::LookAgain),
    };
    let page = page::show(&visit, &app, &fields, &mut problems, note).await?;
    Ok(page.refused())
}

/// GET /ask/quote
pub async fn ask(
    visit: Visit,
    State(app): State<AppState>,
    Query(pairs): Query<Pairs>,
) -> Result<Json<Answer>, AppError> {
    let buyer = visit.buyer()?;
    let fields = Fields::of(&pairs)?;
    let mut problems = Problems::default();
    let (_, offered) = offered(&app, buyer, &visit, &fields, &mut problems).await??;
    let problem = problems.iter().next().map(|problem| problem.words.clone());
    // While something is wrong, the amounts stay those of the last choice that made sense.
    let slots = match problem {
        Some(_) => Vec::new(),
        None => page::slots(&fields, &offered),
    };
    Ok(Json(Answer { slots, problem }))
}

/// A new payment's id.
pub fn new_id() -> PaymentId {
    PaymentId(Uuid::now_v7())
}

/// The id of a dispute of what is paid short.
pub fn new_dispute_id() -> DisputeId {
    DisputeId(Uuid::now_v7())
}

/// What the fields would do. An amount that cannot be paid is a problem of its field, and all is
/// offered instead; a selection that cannot be paid at all is a refusal.
pub async fn offered(
    app: &AppState,
    buyer: &Buyer,
    visit: &Visit,
    fields: &Fields,
    problems: &mut Problems,
) -> Result<Result<(Wish, Offer), Refusal>, AppError> {
    let mut wish = fields.wish(visit.today, problems);
    let answer = forms::refusal_of(offer::offer(&app.backend, buyer, &wish).await)?;
    match answer {
        Ok(offered) => return Ok(Ok((wish, offered))),
        Err(refusal) if wish.spread == Spread::InFull => return Ok(Err(refusal)),
        Err(refusal) => problems.add_at(fields.rule.field(), refusal),
    }
    wish.spread = Spread::InFull;
    let answer = forms::refusal_of(offer::offer(&app.backend, buyer, &wish).await)?;
    Ok(answer.map(|offered| (wish, offered)))
}

/// Why something can be disputed, for who may dispute.
pub async fn reasons(app: &AppState, buyer: &Buyer) -> Result<Vec<Reason>, AppError> {
    match buyer.can(Action::Dispute) {
        true => Ok(disputes::reasons(&app.backend, buyer).await?),
        false => Ok(Vec::new()),
    }
}

/// Pays. Of a double click one comes too late and is refused: asked again, it finds the payment
/// that the other one has made.
async fn pay(
    app: &AppState,
    buyer: &Buyer,
    order: Order,
) -> Result<Result<PaymentId, Refusal>, AppError> {
    match forms::refusal_of(start(&app.backend, buyer, order.clone()).await)? {
        Ok(id) => Ok(Ok(id)),
        Err(_) => forms::refusal_of(start(&app.backend, buyer, order).await),
    }
}
