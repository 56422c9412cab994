//! What is the seller's own on a buyer's pages: the mark in their bar, and the colour of what is pressed.

use crate::{AppError, AppState, Visit};
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    Error,
    brands::{self, Picture},
};
use domain::colour::Colour;
use http::header;
use serde::Deserialize;

/// The stylesheet of a colour. Its address says all that is in it.
pub const STYLE: &str = "/brand.css";
/// The mark.
pub const LOGO: &str = "/logo";

/// How long browsers keep both: their addresses change with what is in them.
const KEPT: &str = "private, max-age=86400";

/// The query of the stylesheet.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Asked {
    /// Six digits.
    colour: String,
}

/// Where the stylesheet of a colour is.
pub fn style_of(colour: Colour) -> String {
    let colour = colour.to_string();
    format!("{STYLE}?colour={}", colour.trim_start_matches('#'))
}

/// GET /brand.css?colour=1c3a70
pub async fn style(Query(asked): Query<Asked>) -> Result<Response, AppError> {
    let colour = Colour::of(&format!("#{}", asked.colour)).ok_or(Error::NotFound)?;
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, KEPT)];
    Ok((headers, tokens(colour)).into_response())
}

/// The tokens that a tenant may set (`style/tokens.css`), so that they can be read in light and in the dark.
fn tokens(colour: Colour) -> String {
    let (light, dark) = (colour.in_light(), colour.in_dark());
    format!(
        ":root{{--brand:light-dark({light},{dark});--on-brand:light-dark(#ffffff,#0b1117);\
         --brand-hover:color-mix(in oklab,var(--brand) 85%,light-dark(#000,#fff));\
         --brand-tint:color-mix(in oklab,var(--brand) 10%,var(--surface))}}"
    )
}

/// GET /logo: the seller's, or the house's.
pub async fn logo(visit: Visit, State(app): State<AppState>) -> Result<Response, AppError> {
    let picture = match brands::shown(&app.backend, visit.buyer()?).await {
        Err(Error::NotFound) => return Ok(Redirect::to("/favicon.svg").into_response()),
        picture => picture?,
    };
    Ok(([(header::CACHE_CONTROL, KEPT)], answer(picture)).into_response())
}

/// A picture that somebody sent. A drawing is shown as such, and reaches for nothing.
pub fn answer(picture: Picture) -> Response {
    const DRAWN: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    let headers = [
        (header::CONTENT_TYPE, picture.media_type),
        (header::CONTENT_SECURITY_POLICY, DRAWN.to_owned()),
    ];
    (headers, picture.bytes).into_response()
}
