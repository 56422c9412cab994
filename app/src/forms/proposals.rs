//! Decisions that wait: an approver agrees or not, and the buyer accepts or not.

use crate::{
    AppState, FormResult, Visit,
    done::Done,
    forms::{
        self, Problems,
        conversations::{Reply, Word},
        decide::Fields,
    },
    pages::{portal::dispute as buyers_page, staff::dispute as staff_page},
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::{
    disputes::{self, Became},
    receivables::disputes as queue,
};
use domain::ids::{DisputeId, ProposalId};
use serde::Deserialize;

/// What somebody answers.
#[derive(Deserialize)]
pub struct Answer {
    #[serde(rename = "do")]
    act: String,
    /// Why not.
    #[serde(default)]
    why: String,
}

impl Answer {
    /// Whatever is not a clear yes is a no.
    fn is_yes(&self) -> bool {
        matches!(self.act.as_str(), "approve" | "accept")
    }
}

/// POST /staff/disputes/{id}/proposals/{proposal}
pub async fn approve(
    visit: Visit,
    State(app): State<AppState>,
    Path((dispute_id, id)): Path<(DisputeId, ProposalId)>,
    Form(answer): Form<Answer>,
) -> FormResult {
    let staff = visit.staff()?;
    let address = format!("/staff/disputes/{dispute_id}");
    let done = match answer.is_yes() {
        true => disputes::approve(&app.backend, staff, id).await.map(of_became),
        false => {
            disputes::refuse(&app.backend, staff, id, &answer.why).await.map(|()| Done::NotApproved)
        }
    };
    match forms::refusal_of(done)? {
        Ok(done) => Ok(forms::done(&address, done)),
        Err(refusal) => {
            let dispute = queue::get(&app.backend, staff, dispute_id).await?;
            let fields = Fields::proposing(&dispute);
            let problems = Problems::from(refusal);
            Ok(staff_page::show(&visit, &dispute, &fields, &Word::question(), &problems)?.refused())
        }
    }
}

/// What the page says of what became of a decision.
pub fn of_became(became: Became) -> Done {
    match became {
        Became::Done => Done::Decided,
        Became::Waits => Done::PutUp,
        Became::Offered => Done::Offered,
    }
}

/// POST /disputes/{id}/proposals/{proposal}
pub async fn accept(
    visit: Visit,
    State(app): State<AppState>,
    Path((dispute_id, id)): Path<(DisputeId, ProposalId)>,
    Form(answer): Form<Answer>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let address = format!("/disputes/{dispute_id}");
    let done = match answer.is_yes() {
        true => disputes::accept(&app.backend, buyer, id).await.map(|()| Done::Accepted),
        false => {
            disputes::decline(&app.backend, buyer, id, &answer.why).await.map(|()| Done::Declined)
        }
    };
    match forms::refusal_of(done)? {
        Ok(done) => Ok(forms::done(&address, done)),
        Err(refusal) => {
            let dispute = disputes::get(&app.backend, buyer, dispute_id).await?;
            let problems = Problems::from(refusal);
            Ok(buyers_page::show(&visit, &dispute, &Reply::default(), &problems)?.refused())
        }
    }
}
