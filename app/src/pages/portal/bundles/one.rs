//! One file of documents: how far it is, and the file itself.

use super::mark;
use crate::markup::*;
use crate::{
    AppError, AppState, Visit,
    components::{
        date,
        facts::{fact, facts},
        files::size,
        head::head,
        icon::{Icon, icon},
        notice::{Tone, notice},
        panel::panel,
    },
    page::{self, Tab},
};
use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use backend::bundles::{self, Bundle};
use domain::{bundle::State as Standing, ids::BundleId};
use http::{HeaderValue, header};

/// Seconds after which the page of a file that is being made looks again. A header does it with and
/// without scripts alike.
const LOOK_AGAIN_SECONDS: &str = "2";

/// GET /bundles/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<BundleId>,
) -> Result<Response, AppError> {
    let bundle = bundles::get(&app.backend, visit.buyer()?, id).await?;
    let page = page::portal(&visit, Tab::Invoices, bundle.what.clone(), || {
        view! {
            {head(bundle.what.clone())
                .crumb("Invoices", "/invoices")
                .crumb("Files", "/bundles")
                .here("File")
                .pill(mark(&bundle).pill())}
            {body(&bundle)}
            {about(&visit, &bundle)}
        }
    });
    let mut response = page.into_response();
    if bundle.state.is_under_way() {
        let again = HeaderValue::from_static(LOOK_AGAIN_SECONDS);
        response.headers_mut().insert(header::REFRESH, again);
    }
    Ok(response)
}

fn body(bundle: &Bundle) -> Markup {
    match bundle.state {
        Standing::Waiting | Standing::Making => under_way(bundle),
        Standing::Ready => ready(bundle),
        Standing::Stopped => again(Tone::Idle, "It was stopped", "Nothing of it is kept."),
        Standing::Gone => again(Tone::Idle, "It is no longer kept", "Files are kept for a week."),
        Standing::Failed => again(
            Tone::Danger,
            "It could not be made",
            "That is a fault of ours, and it is on our list. Ask for it once more, or for a part of it.",
        ),
    }
}

fn under_way(bundle: &Bundle) -> Markup {
    let stop = format!("/bundles/{}/stop", bundle.id);
    let told = match bundle.state {
        Standing::Waiting => "It begins within a few seconds.".to_owned(),
        _ => format!(
            "{} of {} documents are made. This page looks again by itself; you can leave it.",
            bundle.done, bundle.documents
        ),
    };
    panel("progress", "Under way")
        .stack(view! {
            <progress class="meter" max=bundle.documents value=bundle.done aria-labelledby="progress"></progress>
            <p class="s ink-2">{told}</p>
            <form method="post" action=stop>
                <button class="button small">"Stop"</button>
            </form>
        })
        .view()
}

fn ready(bundle: &Bundle) -> Markup {
    let address = format!("/bundles/{}/file", bundle.id);
    let refused = (bundle.refused > 0).then(|| {
        let many = match bundle.refused {
            1 => "One invoice".to_owned(),
            many => format!("{many} invoices"),
        };
        let words = format!(
            "{many} cannot be had as {}. Their PDF is in the file, and refused.csv says what is missing.",
            bundle.format.label()
        );
        notice(Tone::Held, Icon::Warn).words(words).view()
    });
    view! {
        {refused}
        <p>
            <a class="button primary" href=address download="">
                {icon(Icon::Download)} "Download" {bundle.bytes.map(|bytes| format!(", {}", size(bytes)))}
            </a>
        </p>
    }
    .into_markup()
}

fn again(tone: Tone, title: &'static str, words: &'static str) -> Markup {
    notice(tone, Icon::Info)
        .title(title)
        .words(words)
        .act(view! { <a class="button small act" href="/bundles/new">"Ask for another"</a> })
        .view()
}

fn about(visit: &Visit, bundle: &Bundle) -> Markup {
    let zone = visit.time_zone();
    let kept = bundle.gone_at.filter(|_| bundle.state == Standing::Ready);
    let mut told = vec![
        fact("Format", bundle.format.label()),
        fact("Asked for by", bundle.asked_name.clone()),
        fact("Asked for", date::instant(bundle.asked_at, zone)),
    ];
    told.extend(kept.map(|end| fact("Kept until", date::instant(end, zone))));
    panel("about", "About it").body(facts(told)).view()
}

/// GET /bundles/{id}/file
pub async fn file(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<BundleId>,
) -> Result<Response, AppError> {
    let buyer = visit.buyer()?;
    let (bytes, stream) = bundles::open(&app.backend, buyer, id).await?;
    let name = format!("attachment; filename=\"invoices-{}.zip\"", visit.today);
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, bytes.to_string()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}
