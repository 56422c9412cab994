//! What is delivered again: that it has come, or that it comes on another day.

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
    disputes::{self, Made, Moved},
    receivables::disputes as queue,
};
use domain::{
    Refusal,
    ids::{DeliveryId, DisputeId},
};
use serde::Deserialize;
use uuid::Uuid;

/// Both forms of a delivery, as they were typed.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// Which of the two it is.
    #[serde(rename = "do")]
    pub act: String,
    /// The id of the message that tells the buyer, made with the page: sent twice, it is told once.
    pub id: Uuid,
    /// The version of the delivery that the form was made on.
    pub version: i64,
    /// When it came.
    #[serde(default)]
    pub delivered_on: String,
    /// The number of its delivery note.
    #[serde(default)]
    pub note: String,
    /// By when it comes.
    #[serde(default)]
    pub moved_to: String,
    /// Why it comes later.
    #[serde(default)]
    pub reason: String,
    /// Of which delivery it is.
    #[serde(skip)]
    pub of: Option<DeliveryId>,
}

impl Fields {
    fn made(&self, dispute_id: DisputeId, id: DeliveryId) -> Result<Made, Refusal> {
        let on = forms::day(&self.delivered_on)?;
        let (version, message, note) = (self.version, self.id, self.note.clone());
        Ok(Made { dispute_id, id, version, message, on, note })
    }

    fn moved(&self, dispute_id: DisputeId, id: DeliveryId) -> Result<Moved, Refusal> {
        let to = forms::day(&self.moved_to)?;
        let (version, message, reason) = (self.version, self.id, self.reason.clone());
        Ok(Moved { dispute_id, id, version, message, to, reason })
    }
}

/// POST /staff/disputes/{id}/deliveries/{delivery}
pub async fn submit(
    visit: Visit,
    State(app): State<AppState>,
    Path((dispute_id, id)): Path<(DisputeId, DeliveryId)>,
    Form(fields): Form<Fields>,
) -> FormResult {
    let staff = visit.staff()?;
    let dispute = queue::get(&app.backend, staff, dispute_id).await?;
    let is_move = fields.act == "move";
    let (day, done) = match is_move {
        true => ("moved_to", Done::DeliveryMoved),
        false => ("delivered_on", Done::Delivered),
    };
    let outcome = match is_move {
        true => match fields.moved(dispute_id, id) {
            Ok(moved) => {
                forms::refusal_of(disputes::move_delivery(&app.backend, staff, &moved).await)?
            }
            Err(refusal) => Err(refusal),
        },
        false => match fields.made(dispute_id, id) {
            Ok(made) => forms::refusal_of(disputes::deliver(&app.backend, staff, &made).await)?,
            Err(refusal) => Err(refusal),
        },
    };
    let Err(refusal) = outcome else {
        return Ok(forms::done(&format!("/staff/disputes/{dispute_id}"), done));
    };
    let mut problems = Problems::default();
    problems.add_day(day, refusal);
    // The page now shows how it stands; who presses again wants it of that.
    let delivery = dispute.detail.deliveries.iter().find(|delivery| delivery.id == id);
    let version = delivery.map_or(fields.version, |delivery| delivery.version);
    let fields = Fields { version, of: Some(id), ..fields };
    let typed = page::Typed::delivery(&dispute, fields);
    Ok(page::show_all(&visit, &dispute, &typed, &problems)?.refused())
}
