//! What is offered of each kind of documents, and what holds for who has chosen nothing.

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        choice::tick,
        error_summary::error_summary,
        field::field,
        head::head,
        icon::{Icon, icon},
        links::{link, tabs},
        panel::panel,
        select::select,
    },
    forms::{
        Problems,
        settings::{
            PATH as DISPUTES, Typed,
            documents::{PATH, cost_name},
        },
    },
    page::{self, Page, Place},
    pages::query::Address,
};
use axum::extract::{Query, State};
use backend::preferences::policy::{self, Kept};
use domain::{channel::Channel, document::Kind};
use serde::Deserialize;

/// The query of the page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct Asked {
    kind: Option<String>,
}

/// GET /staff/settings/documents
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let kind = asked.kind.as_deref().and_then(Kind::of).unwrap_or(Kind::Invoice);
    show(&visit, &app, kind, &Typed::default(), &Problems::default()).await
}

/// The page of a kind, with what was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    kind: Kind,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, AppError> {
    let kept = policy::get(&app.backend, visit.staff()?, kind).await?;
    Ok(page::staff(visit, Place::Settings, "What documents are offered", || {
        let links = Kind::ALL.map(|one| {
            link(one.label(), Address::new(PATH).with("kind", one.code())).current(one == kind)
        });
        view! {
            {head("What documents are offered").crumb("Settings", DISPUTES).here("Documents")
                .lede("What customers can choose from, what a way costs them, and what holds for who has chosen nothing. Choices that were made stay.")}
            {tabs("Kinds of documents", links)}
            {error_summary("Not changed", problems)}
            {form(&kept, typed, problems)}
        }
    }))
}

fn form(kept: &Kept, typed: &Typed, problems: &Problems) -> Markup {
    let policy = &kept.policy;
    let was_typed = typed.get("kind").is_some();
    let ticked = |name: &'static str, code: &str, holds: bool| match was_typed {
        true => typed.all(name).any(|one| one == code),
        false => holds,
    };
    let formats: Vec<_> = policy
        .kind
        .formats()
        .iter()
        .map(|one| {
            let holds = policy.formats.contains(one);
            tick("format", one.code(), one.label())
                .checked(ticked("format", one.code(), holds))
                .view()
        })
        .collect();
    let channels: Vec<_> = Channel::ALL
        .into_iter()
        .filter(|one| one.carries_some(policy.kind).is_ok())
        .map(|one| {
            let holds = policy.channels.contains(&one);
            let box_ = tick("channel", one.code(), one.label()).checked(ticked(
                "channel",
                one.code(),
                holds,
            ));
            channel_row(kept, typed, one, box_.view())
        })
        .collect();
    let instead = ticked("pdf-instead", "yes", policy.pdf_instead);
    let body = view! {
        <form class="stack loose" method="post" action=PATH>
            <input type="hidden" name="kind" value=policy.kind.code() />
            <input type="hidden" name="version" value=kept.version.to_string() />
            <fieldset class="stack tight" id="format">
                <legend>"Formats"</legend>
                {error(problems.of("format"))}
                {formats}
            </fieldset>
            <fieldset class="stack tight" id="channel">
                <legend>"Ways, and what one document costs on each"</legend>
                {error(problems.of("channel"))}
                {error(problems.of("cost"))}
                {channels}
            </fieldset>
            {defaults(kept, typed, problems)}
            {tick("pdf-instead", "yes", "Send a PDF where a format’s rules refuse a document")
                .note("Else it waits until somebody has mended what is missing.")
                .checked(instead)}
            {match policy.kind.is_sent() {
                true => sending(kept, typed, problems),
                false => view! { <p class="hint">"These are not sent by themselves. What is chosen holds for those that are taken along, and for their previews."</p> }.into_markup(),
            }}
            <div class="button-row"><button class="button primary">"Save"</button></div>
        </form>
    };
    panel("offer", policy.kind.label()).body(body).view()
}

fn error(words: Option<&str>) -> Option<Markup> {
    let words = words?.to_owned();
    Some(view! { <p class="error">{icon(Icon::Warn)} <span>{words}</span></p> }.into_markup())
}

/// The box of a channel, and beside it what it costs.
fn channel_row(kept: &Kept, typed: &Typed, channel: Channel, tick: Markup) -> Markup {
    let name = cost_name(channel);
    let holds = kept.policy.cost(channel).map(|cost| cost.canonical()).unwrap_or_default();
    let value = typed.get(&name).map_or(holds, str::to_owned);
    let label = format!("{}: cost of one in {}", channel.label(), kept.currency);
    view! {
        <div class="row between">
            {tick}
            <span class="inline">
                <input class="money" name=name value=value inputmode="decimal" aria-label=label placeholder="0.00" />
            </span>
        </div>
    }
    .into_markup()
}

/// From when on, and what happens to what does not arrive.
fn sending(kept: &Kept, typed: &Typed, problems: &Problems) -> Markup {
    let policy = &kept.policy;
    let shown = |name: &str, holds: &str| typed.get(name).unwrap_or(holds).to_owned();
    let others = Channel::ALL.into_iter().filter(|one| one.suits_all());
    let others = others.map(|one| (one.code(), one.label()));
    let person = std::iter::once(("", "Somebody of us looks at it"));
    let from = policy.sends_from.map(|day| day.to_string()).unwrap_or_default();
    let by_itself = policy.kind.goes_out().then(|| {
        let (label, hint) = from_when(policy.kind);
        field("sends-from", label)
            .date(None, None)
            .value(shown("sends-from", &from))
            .hint(hint)
            .error(problems.of("sends-from"))
            .view()
    });
    view! {
        <fieldset class="form two">
            <legend>"Sending"</legend>
            {by_itself}
            {select("fallback", "When a way refuses a document", person.chain(others))
                .value(shown("fallback", policy.fallback.map(Channel::code).unwrap_or_default()))
                .hint("What is refused there, too, waits for one of us under Deliveries.")
                .error(problems.of("fallback"))}
        </fieldset>
    }
    .into_markup()
}

/// What the day means, and what happens without one.
fn from_when(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Statement => (
            "Send one at the end of each month, from this day on",
            "Empty: none is sent by itself. Each account gets what is open at the end of the month, if anything was open or happened in it.",
        ),
        _ => (
            "Send by itself what is issued from this day on",
            "Empty: nothing is sent by itself. What was issued before stays unsent, so that books can be brought along.",
        ),
    }
}

fn defaults(kept: &Kept, typed: &Typed, problems: &Problems) -> Markup {
    let policy = &kept.policy;
    let shown = |name: &str, holds: &str| typed.get(name).unwrap_or(holds).to_owned();
    let formats = policy.kind.formats().iter().map(|one| (one.code(), one.label()));
    let channels =
        Channel::ALL.into_iter().filter(|one| one.suits_all()).map(|one| (one.code(), one.label()));
    view! {
        <fieldset class="form two">
            <legend>"For who has chosen nothing"</legend>
            {select("default-format", "Format", formats)
                .value(shown("default-format", policy.format.code()))
                .error(problems.of("default-format"))}
            {select("default-channel", "Way", channels)
                .value(shown("default-channel", policy.channel.code()))
                .hint("Only ways that need to know nothing of a customer.")
                .error(problems.of("default-channel"))}
        </fieldset>
    }
    .into_markup()
}
