//! What is the seller's own on pages, paper and in mail: the mark and the colour.

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        date,
        error_summary::error_summary,
        field::field,
        files,
        head::head,
        icon::{Icon, icon},
        panel::panel,
    },
    forms::{
        Problems,
        settings::{
            PATH as SETTINGS, Typed,
            brand::{COLOUR, LOGO, PATH},
        },
    },
    page::{self, Page, Place},
    pages::brand,
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use backend::{Error, brands, brands::Kept};

/// Where the picture is.
const PICTURE: &str = "/staff/settings/brand/logo";

/// GET /staff/settings/brand
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    show(&visit, &app, &Typed::default(), &Problems::default()).await
}

/// The page with what was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, AppError> {
    let kept = brands::get(&app.backend, visit.staff()?).await?;
    let changed = kept.changed.as_ref().map(|(by, at)| {
        let by = by.clone();
        view! { <p class="hint">"Changed by " {by} ", " {date::instant(*at, visit.time_zone())}</p> }
    });
    Ok(page::staff(visit, Place::Settings, "Brand", || {
        view! {
            {head("Brand").crumb("Settings", SETTINGS).here("Brand")
                .lede("What customers see as yours: on their pages, on paper, and in mail. Mail comes under your company’s name.")}
            {error_summary("Not changed", problems)}
            {logo(&kept, problems)}
            {colour(&kept, typed, problems)}
            {changed}
        }
    }))
}

/// GET /staff/settings/brand/logo
pub async fn picture(visit: Visit, State(app): State<AppState>) -> Result<Response, AppError> {
    match brands::picture(&app.backend, visit.staff()?).await {
        Err(Error::NotFound) => Ok(Redirect::to(PATH).into_response()),
        picture => Ok(brand::answer(picture?)),
    }
}

fn logo(kept: &Kept, problems: &Problems) -> Markup {
    let has_one = kept.bytes.is_some();
    let seen = kept.bytes.map(|bytes| {
        let size = files::size(bytes.into());
        view! {
            <p><img class="letter-mark" src=PICTURE alt="The logo, as letterheads show it" /></p>
            <p class="hint">{size}</p>
        }
    });
    let words = if has_one { "Put another there" } else { "Put it there" };
    let remove = has_one.then(|| {
        view! { <button class="button quiet" name="do" value="remove">"Take it off"</button> }
    });
    let body = view! {
        <p class="ink-2">
            "It stands at the top of customers’ pages, in the letterhead of every PDF, except where a customer has chosen to do without, and under mail."
        </p>
        {seen}
        <form class="form" method="post" action=PATH enctype="multipart/form-data">
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

fn colour(kept: &Kept, typed: &Typed, problems: &Problems) -> Markup {
    let holds = kept.colour.map(|colour| colour.to_string()).unwrap_or_default();
    let body = view! {
        <p class="ink-2">
            "Of buttons and of what is chosen, and of headings and rules on paper. Where it could not be read, on white or in the dark, it is made darker or lighter."
        </p>
        <form class="form" method="post" action=PATH>
            <input type="hidden" name="version" value=kept.version.to_string() />
            {field(COLOUR, "Your colour").value(typed.shown("paint", COLOUR, holds)).longest(7)
                .hint("Like #1c3a70. Empty: our own blue.").error(problems.of(COLOUR)).view()}
            <div class="button-row">
                <button class="button" name="do" value="paint">"Save colour"</button>
            </div>
        </form>
    };
    panel("paint", "Colour").stack(body).view()
}

fn chooser(problems: &Problems) -> Markup {
    let error = problems.of(LOGO).map(|words| {
        let words = words.to_owned();
        view! { <span class="error" id="logo-error">{icon(Icon::Warn)} <span>{words}</span></span> }
    });
    let (invalid, described) = match error {
        Some(_) => (Some("true"), "logo-error logo-hint"),
        None => (None, "logo-hint"),
    };
    view! {
        <label class="drop" for=LOGO>
            <strong>"Picture"</strong>
            <span id="logo-hint">"PNG, JPEG or SVG, 1 MB at most. Paper shows it 45 by 14 mm large, pages 32 pixels high."</span>
            <input
                id=LOGO
                type="file"
                name=LOGO
                accept=".png,.jpg,.jpeg,.svg,image/png,image/jpeg,image/svg+xml"
                aria-invalid=invalid
                aria-describedby=described
            />
            {error}
        </label>
    }
    .into_markup()
}
