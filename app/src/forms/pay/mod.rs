//! Paying. The form carries the payment's id, so that sending it twice pays once, and what the
//! page showed, so that nothing is ever charged that was not on the screen.

mod fields;

pub use fields::{Act, Fields, Rule, offers_credit};

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
    payments::{
        offer::{self, Offer, Wish},
        quote::Spread,
        start::{Order, start},
    },
};
use domain::{Money, Refusal, fee::Method, ids::PaymentId};
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
        return Ok(page::show(&visit, &app, &fields, &mut problems, None)
            .await?
            .into_response());
    }
    let (wish, offered) = match offered(&app, buyer, &visit, &fields, &mut problems).await? {
        Ok(offered) => offered,
        Err(refusal) => return Ok(page::cannot(&visit, &refusal).refused()),
    };
    if !problems.is_empty() {
        return Ok(page::render(&visit, &fields, &offered, &problems, None).refused());
    }
    if offered.choice.method == Method::BankTransfer {
        let note = Some(Note::NothingCharged);
        return Ok(page::render(&visit, &fields, &offered, &problems, note).into_response());
    }
    if fields.shown != fields.choice() {
        let note = Some(Note::LookAgain);
        return Ok(page::render(&visit, &fields, &offered, &problems, note).refused());
    }
    let note = match pay(&app, buyer, &fields, wish, &offered).await? {
        Ok(id) => return Ok(forms::go_to(&format!("/payments/{id}"))),
        Err(Refusal::Stale) => Some(Note::Overtaken),
        Err(Refusal::KeyReused) => {
            let note = Note::SentBefore(fields.id);
            fields.id = new_id();
            Some(note)
        }
        Err(refusal) => {
            problems.add(refusal);
            None
        }
    };
    Ok(page::show(&visit, &app, &fields, &mut problems, note)
        .await?
        .refused())
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

async fn pay(
    app: &AppState,
    buyer: &Buyer,
    fields: &Fields,
    wish: Wish,
    offered: &Offer,
) -> Result<Result<PaymentId, Refusal>, AppError> {
    let currency = offered.quote.currency;
    if fields.currency != currency.code() {
        return Ok(Err(Refusal::Stale));
    }
    // What cannot be read was not written by our page: it shows another amount than we do.
    let Ok(expected) = Money::parse(&fields.expected, currency) else {
        return Ok(Err(Refusal::Stale));
    };
    let order = Order {
        id: fields.id,
        choice: backend::payments::quote::Choice {
            spread: wish.spread,
            ..offered.choice.clone()
        },
        instrument: fields.instrument(offered.choice.method).to_owned(),
        expected,
    };
    match forms::refusal_of(start(&app.backend, buyer, order.clone()).await)? {
        Ok(id) => Ok(Ok(id)),
        // Of a double click one is too late: asked again, it finds what the other one made.
        Err(_) => forms::refusal_of(start(&app.backend, buyer, order).await),
    }
}
