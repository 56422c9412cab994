//! Asking for several documents in one file, and stopping it.

use crate::{
    AppState, FormResult, Visit,
    forms::{self, Problems, day, refusal_of},
    pages::bundles::{Here, new as page},
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::bundles::{self, New, Which};
use chrono::{Datelike, Days, NaiveDate};
use domain::{
    Refusal,
    bundle::{Shape, Telling},
    format::Format,
    ids::{AccountId, BundleId, InvoiceId},
};
use uuid::Uuid;

/// The form, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fields {
    /// The file's id, made with the page: sent twice, it is one file.
    pub id: String,
    /// `these`, `issued` or `statements`.
    pub which: String,
    /// What was ticked in a list.
    pub ticked: Vec<InvoiceId>,
    /// The first day of the period.
    pub from: String,
    /// The last one.
    pub to: String,
    /// Whether the credit notes of the period go with its invoices.
    pub with_credit_notes: bool,
    /// The code of what statements tell.
    pub telling: String,
    /// The code of a format.
    pub format: String,
    /// The code of a shape.
    pub shape: String,
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
            with_credit_notes: false,
            telling: Telling::Forward.code().to_owned(),
            format: Format::Pdf.code().to_owned(),
            shape: Shape::Zip.code().to_owned(),
        }
    }

    fn of(pairs: Vec<(String, String)>) -> Self {
        let shape = Shape::Zip.code().to_owned();
        let mut fields = Self { shape, ..Self::default() };
        for (name, value) in pairs {
            match name.as_str() {
                "id" => fields.id = value,
                "which" => fields.which = value,
                "invoice" => fields.ticked.extend(value.parse::<InvoiceId>().ok()),
                "from" => fields.from = value,
                "to" => fields.to = value,
                "credit_notes" => fields.with_credit_notes = true,
                "telling" => fields.telling = value,
                "format" => fields.format = value,
                "shape" => fields.shape = value,
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
        let unknown = || Refusal::field("shape", "Choose one of them.");
        let shape = problems.read("shape", Shape::of(&self.shape).ok_or_else(unknown));
        let which = self.read_which(problems);
        Some(New { id: id?, which: which?, format: format?, shape: shape? })
    }

    fn read_which(&self, problems: &mut Problems) -> Option<Which> {
        if self.which == "these" {
            return Some(Which::These(self.ticked.clone()));
        }
        let from = problems.read("from", day(&self.from));
        let to = problems.read("to", day(&self.to));
        if self.which != "statements" {
            let with_credit_notes = self.with_credit_notes;
            return Some(Which::Issued { from: from?, to: to?, with_credit_notes });
        }
        let unknown = || Refusal::field("telling", "Choose one of them.");
        let telling = problems.read("telling", Telling::of(&self.telling).ok_or_else(unknown));
        Some(Which::Statements { from: from?, to: to?, telling: telling? })
    }
}

/// POST /bundles/new
pub async fn ask(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> FormResult {
    submit(&visit, &app, &Here::own(&visit)?, pairs).await
}

/// POST /staff/accounts/{id}/bundles/new
pub async fn ask_for(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> FormResult {
    submit(&visit, &app, &Here::of(&visit, id)?, pairs).await
}

async fn submit(
    visit: &Visit,
    app: &AppState,
    here: &Here<'_>,
    pairs: Vec<(String, String)>,
) -> FormResult {
    bundles::check(&app.backend, here.at).await?;
    let fields = Fields::of(pairs);
    let mut problems = Problems::default();
    if let Some(new) = fields.read(&mut problems) {
        match refusal_of(bundles::ask(&app.backend, here.at, &new).await)? {
            Ok(()) => return Ok(forms::go_to(&here.to(new.id))),
            Err(refusal) => problems.add(refusal),
        }
    }
    Ok(page::show(visit, here, &fields, &problems).refused())
}

/// POST /bundles/{id}/stop
pub async fn stop(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<BundleId>,
) -> FormResult {
    stop_it(&app, &Here::own(&visit)?, id).await
}

/// POST /staff/accounts/{id}/bundles/{bundle}/stop
pub async fn stop_for(
    visit: Visit,
    State(app): State<AppState>,
    Path((id, bundle)): Path<(AccountId, BundleId)>,
) -> FormResult {
    stop_it(&app, &Here::of(&visit, id)?, bundle).await
}

async fn stop_it(app: &AppState, here: &Here<'_>, id: BundleId) -> FormResult {
    bundles::stop(&app.backend, here.at, id).await?;
    Ok(forms::go_to(&here.to(id)))
}
