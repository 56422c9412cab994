//! The mark of the letterheads: what there is, and putting another one there.

use crate::markup::*;
use crate::{
    AppError, AppState, Visit,
    components::{
        date, files,
        icon::{Icon, icon},
        panel::panel,
    },
    forms::{
        Problems,
        settings::{
            documents::PATH as DOCUMENTS,
            logo::{FIELD, PATH},
        },
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use backend::{Error, logos, logos::Kept};
use domain::document::Kind;
use http::header;

/// GET /staff/settings/documents/logo: the picture. A drawing is shown as such, and reaches for nothing.
pub async fn picture(visit: Visit, State(app): State<AppState>) -> Result<Response, AppError> {
    let picture = match logos::picture(&app.backend, visit.staff()?).await {
        Err(Error::NotFound) => return Ok(Redirect::to(DOCUMENTS).into_response()),
        picture => picture?,
    };
    let headers = [
        (header::CONTENT_TYPE, picture.media_type),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned(),
        ),
    ];
    Ok((headers, picture.bytes).into_response())
}

/// The panel on the page of documents.
pub fn panel_of(visit: &Visit, kind: Kind, kept: &Kept, problems: &Problems) -> Markup {
    let has_one = kept.bytes.is_some();
    let seen = kept.bytes.map(|bytes| {
        let size = files::size(bytes.into());
        view! {
            <p><img class="letter-mark" src=PATH alt="The logo, as letterheads show it" /></p>
            <p class="hint">{size}</p>
        }
    });
    let changed = kept.changed.as_ref().map(|(by, at)| {
        let by = by.clone();
        view! { <p class="hint">"Changed by " {by} ", " {date::instant(*at, visit.time_zone())}</p> }
    });
    let words = if has_one { "Put another there" } else { "Put it there" };
    let remove = has_one.then(|| {
        view! { <button class="button quiet" name="do" value="remove">"Take it off"</button> }
    });
    let body = view! {
        <p class="ink-2">
            "It stands in the letterhead of every PDF from now on, except where a customer has chosen to do without."
        </p>
        {seen}
        {changed}
        <form class="form" method="post" action=PATH enctype="multipart/form-data">
            <input type="hidden" name="kind" value=kind.code() />
            <input type="hidden" name="version" value=kept.version.to_string() />
            {chooser(problems)}
            <div class="button-row">
                <button class="button" name="do" value="put">{words}</button>
                {remove}
            </div>
        </form>
    };
    panel("letterhead", "Logo").stack(body).view()
}

fn chooser(problems: &Problems) -> Markup {
    let error = problems.of(FIELD).map(|words| {
        let words = words.to_owned();
        view! { <span class="error" id="logo-error">{icon(Icon::Warn)} <span>{words}</span></span> }
    });
    let (invalid, described) = match error {
        Some(_) => (Some("true"), "logo-error logo-hint"),
        None => (None, "logo-hint"),
    };
    view! {
        <label class="drop" for=FIELD>
            <strong>"Picture"</strong>
            <span id="logo-hint">"PNG, JPEG or SVG, 1 MB at most. It is printed 45 by 14 mm large."</span>
            <input
                id=FIELD
                type="file"
                name=FIELD
                accept=".png,.jpg,.jpeg,.svg,image/png,image/jpeg,image/svg+xml"
                aria-invalid=invalid
                aria-describedby=described
            />
            {error}
        </label>
    }
    .into_markup()
}
