//! One file of documents: how far it is, and the file itself.

use super::{Here, format_of, mark};
use crate::markup::*;
use crate::{
    AppError, AppState, Visit,
    components::{
        date,
        facts::{fact, facts},
        files::size,
        icon::{Icon, icon},
        notice::{Tone, notice},
        panel::panel,
    },
};
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use backend::bundles::{self, Bundle};
use domain::{
    bundle::{Shape, State as Standing},
    ids::BundleId,
};
use http::{HeaderValue, header};

/// Seconds after which the page of a file that is being made looks again. A header does it with and
/// without scripts alike.
const LOOK_AGAIN_SECONDS: &str = "2";

/// One of them.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    here: &Here<'_>,
    id: BundleId,
) -> Result<Response, AppError> {
    let bundle = bundles::get(&app.backend, here.at, id).await?;
    let page = here.page(visit, bundle.what.clone(), || {
        view! {
            {here.head(bundle.what.clone())
                .crumb("Files", here.path.clone())
                .here("File")
                .pill(mark(&bundle).pill())}
            {body(here, &bundle)}
            {about(visit, &bundle)}
        }
    });
    let mut response = page.into_response();
    if bundle.state.is_under_way() {
        let again = HeaderValue::from_static(LOOK_AGAIN_SECONDS);
        response.headers_mut().insert(header::REFRESH, again);
    }
    Ok(response)
}

fn body(here: &Here<'_>, bundle: &Bundle) -> Markup {
    match bundle.state {
        Standing::Waiting | Standing::Making => under_way(here, bundle),
        Standing::Ready => ready(here, bundle),
        Standing::Stopped => again(here, Tone::Idle, "It was stopped", "Nothing of it is kept."),
        Standing::Gone => {
            again(here, Tone::Idle, "It is no longer kept", "Files are kept for a week.")
        }
        Standing::Failed => {
            again(here, Tone::Danger, "It could not be made", why_failed(bundle.shape))
        }
    }
}

fn under_way(here: &Here<'_>, bundle: &Bundle) -> Markup {
    let stop = format!("{}/stop", here.to(bundle.id));
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

fn ready(here: &Here<'_>, bundle: &Bundle) -> Markup {
    let address = format!("{}/file", here.to(bundle.id));
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

/// One PDF is mostly refused because it would be too long, which is known only when all of it is read.
fn why_failed(shape: Shape) -> &'static str {
    match shape {
        Shape::Zip => {
            "That is a fault of ours, and it is on our list. Ask for it once more, or for a part of it."
        }
        Shape::Bound => "One PDF holds 1,200 lines in all. Ask for a part of it, or for a ZIP.",
    }
}

fn again(here: &Here<'_>, tone: Tone, title: &'static str, words: &'static str) -> Markup {
    let new = format!("{}/new", here.path);
    notice(tone, Icon::Info)
        .title(title)
        .words(words)
        .act(view! { <a class="button small act" href=new>"Ask for another"</a> })
        .view()
}

fn about(visit: &Visit, bundle: &Bundle) -> Markup {
    let zone = visit.time_zone();
    let kept = bundle.gone_at.filter(|_| bundle.state == Standing::Ready);
    let mut told = vec![
        fact("Format", format_of(bundle)),
        fact("Asked for by", bundle.asked_name.clone()),
        fact("Asked for", date::instant(bundle.asked_at, zone)),
    ];
    told.extend(kept.map(|end| fact("Kept until", date::instant(end, zone))));
    panel("about", "About it").body(facts(told)).view()
}

/// Its file.
pub async fn file(
    visit: &Visit,
    app: &AppState,
    here: &Here<'_>,
    id: BundleId,
) -> Result<Response, AppError> {
    let (bundle, stream) = bundles::open(&app.backend, here.at, id).await?;
    let name = format!("documents-{}.{}", visit.today, bundle.shape.ending());
    let headers = [
        (header::CONTENT_TYPE, bundle.shape.media_type().to_owned()),
        (header::CONTENT_LENGTH, bundle.bytes.unwrap_or_default().to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}
