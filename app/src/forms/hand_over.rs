//! Giving a dispute into other hands, and another priority.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems},
    pages::staff::dispute as page,
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::{
    disputes::{self, HandOver},
    receivables::disputes::{self as queue, Dispute},
};
use domain::{Refusal, dispute_clock::Priority, ids::DisputeId};
use serde::Deserialize;
use uuid::Uuid;

/// The form in which a dispute is handed over.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// The id of its note, made with the page: sent twice, it is written once.
    pub id: Uuid,
    /// Through how many hands it had gone when the form was made.
    #[serde(default)]
    pub hands: i64,
    /// The id of a team.
    #[serde(default)]
    pub team: String,
    /// The id of a colleague; nothing leaves it to the team.
    #[serde(default)]
    pub owner: String,
    /// What they should know.
    #[serde(default)]
    pub note: String,
    /// Whether it was sent, and is not what we propose.
    #[serde(skip)]
    pub is_typed: bool,
}

impl Fields {
    /// What we propose: the hands in which it is.
    pub fn proposing(dispute: &Dispute) -> Self {
        let desk = &dispute.desk;
        Self {
            id: Uuid::now_v7(),
            hands: desk.hands,
            team: desk.team_id.to_string(),
            owner: desk.owner_id.map(|id| id.to_string()).unwrap_or_default(),
            note: String::new(),
            is_typed: false,
        }
    }

    fn read(&self, dispute_id: DisputeId) -> Result<HandOver, Refusal> {
        let unknown = |field| move |_| Refusal::field(field, "Choose from the list.");
        let owner = (!self.owner.is_empty()).then(|| self.owner.parse());
        Ok(HandOver {
            id: self.id,
            dispute_id,
            hands: self.hands,
            team_id: self.team.parse().map_err(unknown("team"))?,
            owner_id: owner.transpose().map_err(unknown("owner"))?,
            note: self.note.clone(),
        })
    }
}

/// POST /staff/disputes/{id}/hand-over
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let staff = visit.staff()?;
    let dispute = queue::get(&app.backend, staff, id).await?;
    let outcome = match fields.read(id) {
        Ok(to) => forms::refusal_of(disputes::hand_over(&app.backend, staff, &to).await)?,
        Err(refusal) => Err(refusal),
    };
    let refusal = match outcome {
        Ok(()) => return Ok(forms::done(&format!("/staff/disputes/{id}"), Done::HandedOver)),
        Err(refusal) => refusal,
    };
    // The page now shows in whose hands it is; who presses again takes it from those.
    let fields = Fields { hands: dispute.desk.hands, is_typed: true, ..fields };
    Ok(page::show_all(
        &visit,
        &dispute,
        &page::Typed::hand_over(&dispute, fields),
        &Problems::from(refusal),
    )?
    .refused())
}

/// The button that gives a dispute another priority.
#[derive(Deserialize)]
pub struct Wanted {
    /// The code of a priority.
    #[serde(default)]
    priority: String,
}

/// POST /staff/disputes/{id}/priority
pub async fn prioritise(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<DisputeId>,
    Form(wanted): Form<Wanted>,
) -> FormResult {
    let staff = visit.staff()?;
    let priority = Priority::of(&wanted.priority).ok_or(backend::Error::NotFound)?;
    let answer = disputes::prioritise(&app.backend, staff, id, priority).await;
    // Whoever comes too late sees on the page what became of it.
    let address = format!("/staff/disputes/{id}");
    Ok(match forms::refusal_of(answer)? {
        Ok(()) => forms::done(&address, Done::Saved),
        Err(_) => forms::go_to(&address),
    })
}
