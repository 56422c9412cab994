//! Loading files: the upload, which is written down as it arrives, and doing what a dry run has
//! shown.

pub mod mapping;

use crate::{
    AppError, AppState, FormResult, Visit,
    forms::{self, Problems},
    pages::staff::imports::{new, run},
};
use axum::{
    Form,
    extract::{
        Multipart, Path, State,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    response::IntoResponse,
};
use backend::{
    Staff,
    imports::{
        Kind, Mapping,
        files::{Upload, Uploaded},
        mappings,
        runs::{self, NewRun},
    },
};
use chrono::NaiveDate;
use domain::{Refusal, access::Action, ids::ImportId};
use serde::Deserialize;
use uuid::Uuid;

/// The longest text of a field beside the file.
const FIELD_BYTES: usize = 1_000;

/// What was typed beside the file.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Made with the form: sent twice, it is one run.
    pub id: String,
    /// `kept:` and a name, or `plain:` and a kind.
    pub mapping: String,
    /// A day, or nothing.
    pub as_of: String,
    /// Whether to look first.
    pub dry_run: bool,
}

impl Fields {
    /// What is proposed: to look first.
    pub fn proposed() -> Self {
        Self { id: Uuid::now_v7().to_string(), dry_run: true, ..Self::default() }
    }
}

/// How taking a file can end before anything is decided.
enum Cut {
    Multipart(MultipartError),
    App(AppError),
}

impl From<MultipartError> for Cut {
    fn from(error: MultipartError) -> Self {
        Self::Multipart(error)
    }
}

impl From<backend::Error> for Cut {
    fn from(error: backend::Error) -> Self {
        Self::App(error.into())
    }
}

/// A file that was taken, with its name, or why it was not.
type Taken = Result<(Uploaded, String), Refusal>;

/// POST /staff/imports/new
pub async fn upload(
    visit: Visit,
    State(app): State<AppState>,
    parts: Result<Multipart, MultipartRejection>,
) -> FormResult {
    // Who asks comes first: what they send is nobody's business before.
    let staff = visit.staff()?;
    staff.may(Action::Import)?;
    let parts = match parts {
        Ok(parts) => parts,
        Err(rejection) => return Ok(rejection.into_response()),
    };
    let (fields, taken) = match take(&app, staff, parts).await {
        Ok(taken) => taken,
        Err(Cut::App(error)) => return Err(error),
        // The connection broke, or the body is too large or no form: an error page says so.
        Err(Cut::Multipart(error)) => return Ok(error.into_response()),
    };
    let mut problems = Problems::default();
    let mapping = match mapping_of(&app, staff, &fields).await {
        Ok(found) => Some(found),
        Err(backend::Error::Refused(refusal)) => {
            problems.add_at("mapping", refusal);
            None
        }
        Err(error) => return Err(error.into()),
    };
    let as_of = problems.read("as_of", day(&fields.as_of));
    let taken = problems.read("file", taken);
    if let (Some((mapping, mapping_name)), Some(as_of), Some((uploaded, file_name))) =
        (mapping, as_of, taken)
    {
        let id = fields.id.parse().unwrap_or_else(|_| ImportId(Uuid::now_v7()));
        let run = NewRun { id, file_name, mapping, mapping_name, dry_run: fields.dry_run, as_of };
        match forms::refusal_of(runs::start(&app.backend, staff, uploaded, &run).await)? {
            Ok(()) => return Ok(forms::go_to(&format!("/staff/imports/{id}"))),
            Err(refusal) => problems.add(refusal),
        }
    }
    Ok(new::show(&visit, &app, &fields, &problems).await?.refused())
}

/// Reads the parts as they arrive; the file goes to the disk piece by piece.
async fn take(app: &AppState, staff: &Staff, mut parts: Multipart) -> Result<(Fields, Taken), Cut> {
    let mut fields = Fields::default();
    let mut taken: Taken = Err(Refusal::field("file", "Choose a file."));
    while let Some(part) = parts.next_field().await? {
        match part.name().unwrap_or_default().to_owned().as_str() {
            "id" => fields.id = text(part).await?,
            "mapping" => fields.mapping = text(part).await?,
            "as_of" => fields.as_of = text(part).await?,
            "dry_run" => fields.dry_run = !text(part).await?.is_empty(),
            "file" => taken = file(app, staff, part).await?,
            _ => {}
        }
    }
    Ok((fields, taken))
}

async fn text(mut part: Field<'_>) -> Result<String, Cut> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await? {
        let room = FIELD_BYTES.saturating_sub(bytes.len());
        bytes.extend_from_slice(&piece[..piece.len().min(room)]);
    }
    Ok(String::from_utf8_lossy(&bytes).replace('\0', ""))
}

async fn file(app: &AppState, staff: &Staff, mut part: Field<'_>) -> Result<Taken, Cut> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let mut upload = Upload::begin(&app.backend, staff).await?;
    while let Some(piece) = part.chunk().await? {
        match upload.write(&piece).await {
            Err(backend::Error::Refused(refusal)) => return Ok(Err(refusal)),
            written => written?,
        }
    }
    match upload.finish().await {
        Ok(uploaded) => Ok(Ok((uploaded, name))),
        Err(backend::Error::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(error.into()),
    }
}

/// The mapping that was chosen, and its name.
async fn mapping_of(
    app: &AppState,
    staff: &Staff,
    fields: &Fields,
) -> backend::Result<(Mapping, String)> {
    let unknown = || Refusal::field("mapping", "Choose what the file holds.");
    match fields.mapping.split_once(':') {
        Some(("plain", code)) => {
            let kind = Kind::of(code).ok_or_else(unknown)?;
            Ok((Mapping::plain(kind), String::new()))
        }
        Some(("kept", name)) => match mappings::get(&app.backend, staff, name).await {
            Ok(mapping) => Ok((mapping, name.to_owned())),
            Err(backend::Error::NotFound) => Err(unknown().into()),
            Err(error) => Err(error),
        },
        _ => Err(unknown().into()),
    }
}

fn day(typed: &str) -> Result<Option<NaiveDate>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let day =
        typed.parse().map_err(|_| Refusal::DateUnreadable(typed.chars().take(24).collect()))?;
    Ok(Some(day))
}

/// The form of a dry run.
#[derive(Deserialize)]
pub struct LoadIt {
    id: ImportId,
}

/// POST /staff/imports/{id}
pub async fn load_it(
    visit: Visit,
    State(app): State<AppState>,
    Path(dry_run): Path<ImportId>,
    Form(form): Form<LoadIt>,
) -> FormResult {
    let staff = visit.staff()?;
    let started = runs::load_it(&app.backend, staff, dry_run, form.id).await;
    match forms::refusal_of(started)? {
        Ok(()) => Ok(forms::go_to(&format!("/staff/imports/{}", form.id))),
        Err(refusal) => {
            let problems = Problems::from(refusal);
            let asked = run::Asked::default();
            let (page, _) = run::show(&visit, &app, dry_run, &asked, &problems).await?;
            Ok(page.refused())
        }
    }
}
