//! Asking for several documents in one file, and stopping it.

use crate::{
    AppState, FormResult, Visit,
    forms::{self, Problems, day, refusal_of},
    pages::portal::bundles::new as page,
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::bundles::{self, New, Which};
use chrono::{Datelike, Days, NaiveDate};
use domain::{
    Refusal,
    format::Format,
    ids::{BundleId, InvoiceId},
};
use uuid::Uuid;

/// The form, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fields {
    /// The file's id, made with the page: sent twice, it is one file.
    pub id: String,
    /// `these` or `issued`.
    pub which: String,
    /// What was ticked in a list.
    pub ticked: Vec<InvoiceId>,
    /// The first day of the period.
    pub from: String,
    /// The last one.
    pub to: String,
    /// The code of a format.
    pub format: String,
}

impl Fields {
    /// What was ticked, or last month.
    pub fn proposing(ticked: Vec<InvoiceId>, today: NaiveDate) -> Self {
        let first = today.with_day(1).unwrap_or(today);
        let last = first - Days::new(1);
        Self {
            id: Uuid::now_v7().to_string(),
            which: if ticked.is_empty() { "issued" } else { "these" }.to_owned(),
            ticked,
            from: last.with_day(1).unwrap_or(last).to_string(),
            to: last.to_string(),
            format: Format::Pdf.code().to_owned(),
        }
    }

    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "id" => fields.id = value,
                "which" => fields.which = value,
                "invoice" => fields.ticked.extend(value.parse::<InvoiceId>().ok()),
                "from" => fields.from = value,
                "to" => fields.to = value,
                "format" => fields.format = value,
                _ => {}
            }
        }
        fields
    }

    fn read(&self, problems: &mut Problems) -> Option<New> {
        let id = self.id.parse::<BundleId>().map_err(|_| Refusal::KeyReused);
        let id = problems.read("id", id);
        let unknown = || Refusal::field("format", "Choose one of the formats.");
        let format = problems.read("format", Format::of(&self.format).ok_or_else(unknown));
        let which = if self.which == "these" {
            Some(Which::These(self.ticked.clone()))
        } else {
            let from = problems.read("from", day(&self.from));
            let to = problems.read("to", day(&self.to));
            from.zip(to).map(|(from, to)| Which::Issued(from, to))
        };
        Some(New { id: id?, which: which?, format: format? })
    }
}

/// POST /bundles/new
pub async fn ask(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let fields = Fields::of(pairs);
    let mut problems = Problems::default();
    if let Some(new) = fields.read(&mut problems) {
        match refusal_of(bundles::ask(&app.backend, buyer, &new).await)? {
            Ok(()) => return Ok(forms::go_to(&format!("/bundles/{}", new.id))),
            Err(refusal) => problems.add(refusal),
        }
    }
    Ok(page::show(&visit, &fields, &problems).refused())
}

/// POST /bundles/{id}/stop
pub async fn stop(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<BundleId>,
) -> FormResult {
    bundles::stop(&app.backend, visit.buyer()?, id).await?;
    Ok(forms::go_to(&format!("/bundles/{id}")))
}
