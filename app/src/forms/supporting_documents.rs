//! Attaching papers to an invoice or an account, and removing them.

use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{
        self, Problems,
        files::{Sending, keep},
    },
    pages::staff::{account as account_page, invoice as invoice_page},
};
use axum::extract::{Path, State};
use backend::{
    files::{By, Checked},
    supporting_documents::{self, New},
};
use domain::{
    Refusal,
    ids::{AccountId, InvoiceId, SupportingDocumentId},
    supporting_document::{About, Kind},
};
use serde::Deserialize;
use uuid::Uuid;

/// A paper as it was chosen.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Fields {
    /// The paper's id, made with the page: sent twice, it is attached once.
    pub id: Uuid,
    /// What it is.
    #[serde(default)]
    pub kind: String,
    /// The last day on which it holds; empty for none.
    #[serde(default)]
    pub valid_until: String,
    /// What is in it.
    #[serde(skip)]
    pub files: Vec<Checked>,
}

impl Default for Fields {
    fn default() -> Self {
        let (id, files) = (Uuid::now_v7(), Vec::new());
        Self { id, kind: String::new(), valid_until: String::new(), files }
    }
}

impl Fields {
    fn read(&self, about: About, problems: &mut Problems) -> Option<New> {
        let no_kind = || Refusal::field("kind", "Choose what it is.");
        let kind = problems.read("kind", Kind::of(&self.kind).ok_or_else(no_kind));
        let last = match self.valid_until.trim() {
            "" => Ok(None),
            typed => forms::day(typed).map(Some),
        };
        let valid_until = problems.read("valid_until", last);
        let (id, files) = (SupportingDocumentId(self.id), self.files.clone());
        Some(New { id, about, kind: kind?, valid_until: valid_until?, files })
    }
}

/// Where a paper is shown to staff.
fn address(about: About) -> String {
    match about {
        About::Invoice(id) => format!("/staff/invoices/{id}"),
        About::Account(id) => format!("/staff/accounts/{id}"),
    }
}

/// POST /staff/invoices/{id}
pub async fn attach_to_invoice(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
    sending: Sending,
) -> FormResult {
    let about = About::Invoice(id);
    match attach(&visit, &app, about, sending).await? {
        Ok(()) => Ok(forms::done(&address(about), Done::Attached)),
        Err((fields, problems)) => {
            Ok(invoice_page::show(&visit, &app, id, &fields, &problems).await?.refused())
        }
    }
}

/// POST /staff/accounts/{id}
pub async fn attach_to_account(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<AccountId>,
    sending: Sending,
) -> FormResult {
    let about = About::Account(id);
    match attach(&visit, &app, about, sending).await? {
        Ok(()) => Ok(forms::done(&address(about), Done::Attached)),
        Err((fields, problems)) => {
            let asked = account_page::Asked::default();
            let page = account_page::show(&visit, &app, id, &asked, &fields, &problems).await?;
            Ok(page.refused())
        }
    }
}

/// Attaches it, or says what is wrong with what was chosen.
async fn attach(
    visit: &Visit,
    app: &AppState,
    about: About,
    sending: Sending,
) -> Result<Result<(), (Fields, Problems)>, AppError> {
    let staff = visit.staff()?;
    let account = supporting_documents::may_attach(&app.backend, staff, about).await?;
    let by = By::Staff(staff, account);
    let mut sent = sending.read(app).await?;
    let mut fields: Fields = sent.fields()?;
    fields.files = sent.files(&app.backend, by).await?;
    let mut problems = sent.problems;
    let new = fields.read(about, &mut problems);
    if let Some(new) = new.filter(|_| problems.is_empty()) {
        let attached = supporting_documents::attach(&app.backend, staff, &new).await;
        match forms::refusal_of(attached)? {
            Ok(()) => return Ok(Ok(())),
            Err(refusal) => problems.add(refusal),
        }
    }
    fields.files = keep(&app.backend, by, fields.files, &mut problems).await?;
    Ok(Err((fields, problems)))
}

/// POST /staff/supporting-documents/{id}/remove
pub async fn remove(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<SupportingDocumentId>,
) -> FormResult {
    let about = supporting_documents::remove(&app.backend, visit.staff()?, id).await?;
    Ok(forms::done(&address(about), Done::Removed))
}
