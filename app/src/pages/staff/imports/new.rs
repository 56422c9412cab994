//! A file to be loaded: which one, what it holds, and whether to look first.

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        choice::tick, error_summary::error_summary, field::field, head::head, icon::Icon,
        icon::icon, panel::panel, select::select,
    },
    forms::{Problems, imports::Fields},
    page::{self, Page, Place},
};
use axum::extract::State;
use backend::imports::{Kind, files::UPLOAD_BYTES, mappings};
use domain::access::Action;

/// GET /staff/imports/new
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    show(&visit, &app, &Fields::proposed(), &Problems::default()).await
}

/// The form, with what was typed. A file cannot be kept: browsers do not send it back.
pub(crate) async fn show(
    visit: &Visit,
    app: &AppState,
    fields: &Fields,
    problems: &Problems,
) -> Result<Page, AppError> {
    let staff = visit.staff()?;
    staff.may(Action::Import)?;
    let kept = mappings::list(&app.backend, staff).await?;
    Ok(page::staff(visit, Place::Imports, "Load a file", || {
        let kept = kept.into_iter().map(|(name, kind)| {
            (format!("kept:{name}"), format!("{}, as in “{name}”", kind.label()))
        });
        let plain = Kind::ALL.iter().map(|kind| {
            let label = format!("{}, headers are our own names", kind.label());
            (format!("plain:{}", kind.code()), label)
        });
        let how: Vec<(String, String)> = kept.chain(plain).collect();
        view! {
            {head("Load a file")
                .crumb("Imports", "/staff/imports")
                .here("Load a file")
                .lede("A CSV file from the ERP, or e-invoices (UBL or CII): one as XML, or up to 10,000 in a ZIP. Up to 64 MiB; larger ones go by the command line.")}
            {error_summary("Not taken in", problems)}
            {panel("file", "The file").body(form(visit, fields, problems, how))}
        }
    }))
}

fn form(visit: &Visit, fields: &Fields, problems: &Problems, how: Vec<(String, String)>) -> Markup {
    let error = problems.of("file").map(|words| {
        view! { <span class="error" id="file-error">{icon(Icon::Warn)} <span>{words.to_owned()}</span></span> }
    });
    let invalid = error.is_some().then_some("true");
    let described = error.is_some().then_some("file-error");
    let limit = format!("{} MiB at most", UPLOAD_BYTES / 1024 / 1024);
    view! {
        // The file comes last, so that all else is known when it arrives.
        <form class="form" method="post" enctype="multipart/form-data">
            <input type="hidden" name="id" value=fields.id.clone() />
            {select("mapping", "What it holds", how)
                .value(fields.mapping.clone())
                .hint("A mapping says which of its columns is which.")
                .error(problems.of("mapping"))}
            {field("as_of", "As of")
                .date(None, Some(visit.today))
                .value(fields.as_of.clone())
                .optional()
                .hint("Only what was known on that day is loaded.")
                .error(problems.of("as_of"))}
            {tick("dry_run", "yes", "Look first")
                .checked(fields.dry_run)
                .note("A dry run changes nothing and shows what would happen.")}
            <label class="drop" for="upload">
                <strong>"CSV, XML or ZIP file"</strong>
                <span>{limit}</span>
                <input id="upload" type="file" name="file" accept=".csv,.txt,.xml,.zip,text/csv,text/plain,application/xml,text/xml,application/zip" required=true aria-invalid=invalid aria-describedby=described />
                {error}
            </label>
            <div class="button-row"><button class="button primary">"Upload"</button></div>
        </form>
    }
    .into_markup()
}
