//! One delivery: what went where, each step of its way, and what can be done about it.

use super::{PATH, state_of, subject_path, way_label};
use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        date,
        error_summary::error_summary,
        facts::{fact, facts},
        field::field,
        files::size,
        head::{head, reference},
        icon::{Icon, icon},
        panel::panel,
        select::select,
        state::{State as Told, Tone},
        text_area::text_area,
        timeline::{moment, timeline},
    },
    forms::{Problems, dispatches::Fields},
    page::{self, Page, Place},
};
use axum::extract::{Path, State};
use backend::{
    dispatches::{self, Dispatch, Step},
    issued_documents::{self, Issued},
};
use domain::{
    access::Action,
    channel::{Channel, Target},
    dispatch::State as Stands,
};
use uuid::Uuid;

/// All that the page tells.
pub struct Seen {
    dispatch: Dispatch,
    steps: Vec<Step>,
    issued: Option<Issued>,
}

/// GET /staff/dispatches/{id}
pub async fn page(visit: Visit, State(app): State<AppState>, Path(id): Path<Uuid>) -> PageResult {
    let fields = Fields { id: Uuid::now_v7(), ..Fields::default() };
    show(&visit, &app, id, &fields, &Problems::default()).await
}

/// The page with what was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    id: Uuid,
    fields: &Fields,
    problems: &Problems,
) -> Result<Page, AppError> {
    let staff = visit.staff()?;
    let (dispatch, steps) = dispatches::one(&app.backend, staff, id).await?;
    let issued = match dispatch.document {
        Some(document) => {
            Some(issued_documents::get_for_staff(&app.backend, staff, document).await?)
        }
        None => None,
    };
    let seen = Seen { dispatch, steps, issued };
    let may = staff.can(Action::ChooseDocuments);
    Ok(page::staff(visit, Place::Dispatches, seen.dispatch.called(), || {
        let one = &seen.dispatch;
        view! {
            {head(reference(one.called()))
                .crumb("Deliveries", PATH)
                .here(one.called())
                .pill(state_of(one).pill())
                .lede(lede(one))}
            {error_summary("Not done", problems)}
            <div class="split">
                <div class="stack loose">
                    {panel("way", "Its way").body(way(visit, &seen.steps))}
                    {may.then(|| act(one, fields, problems))}
                </div>
                <div class="stack loose">
                    {panel("about", "About it").body(about(visit, &seen))}
                </div>
            </div>
        }
    }))
}

fn lede(one: &Dispatch) -> Markup {
    let account = format!("/staff/accounts/{}", one.account_id);
    let what = one.kind.one();
    view! {
        {format!("The {what} to ")} <a href=account>{one.account.clone()}</a>
        {one.person.clone().map(|name| format!(", as {name} has chosen"))}
    }
    .into_markup()
}

fn way(visit: &Visit, steps: &[Step]) -> Markup {
    timeline(steps.iter().rev().map(|step| {
        let (tone, icon) = match step.state {
            Stands::Queued => (Tone::Idle, Icon::Waiting),
            Stands::Sent => (Tone::Moving, Icon::OnItsWay),
            Stands::Delivered => (Tone::Settled, Icon::Good),
            Stands::Refused => (Tone::Danger, Icon::CameBack),
        };
        let answer = (!step.answer.is_empty()).then(|| format!(": {}", step.answer));
        let what = view! { {step.state.label()} {answer} };
        moment(tone, icon, what, date::instant(step.at, visit.time_zone()))
    }))
}

fn about(visit: &Visit, seen: &Seen) -> Markup {
    let one = &seen.dispatch;
    let zone = visit.time_zone();
    let target = one.target.as_deref().map(|target| one.channel.told(target).to_owned());
    let linked = |label: &str, id: Option<Uuid>| {
        id.map(|id| fact(label, view! { <a href=format!("{PATH}/{id}")>"See it"</a> }))
    };
    let mut all = vec![
        fact("Document", view! { <a href=subject_path(one)>{one.called()}</a> }),
        fact("Way", way_label(one.channel)),
    ];
    all.extend(target.map(|to| fact("To", view! { <span class="hash">{to}</span> })));
    all.push(fact("Format", one.format.label()));
    // A letter has the id of its dispatch, as soon as it is written.
    if one.channel.target() == Target::Email && one.state != Stands::Queued {
        let letter = format!("/staff/messages/{}", one.id);
        all.push(fact("Letter", view! { <a href=letter>"What it says"</a> }));
    }
    all.extend(one.reference.clone().map(|reference| fact("Their reference", reference)));
    all.push(fact("Queued", date::instant(one.queued_at, zone)));
    all.extend(one.sent_at.map(|at| fact("Sent", date::instant(at, zone))));
    all.extend(one.ended_at.map(|at| fact("Ended", date::instant(at, zone))));
    all.extend(linked("In place of", one.instead_of));
    all.extend(linked("Sent once more after", one.again_of));
    all.extend(one.asked_by.clone().map(|name| fact("Asked for by", name)));
    if let Some(settled) = &one.settled {
        all.push(fact("Looked after", format!("{}: {}", settled.by, settled.note)));
    }
    let issued = seen.issued.as_ref().map(|issued| {
        let address = format!("/staff/documents/{}", issued.id);
        let verdict = match issued.is_judged {
            true => Told::new(Tone::Settled, Icon::Good, "Keeps the format’s rules"),
            false => Told::new(Tone::Idle, Icon::Info, "The format has no rules"),
        };
        let told = facts([
            fact("Issued", date::instant(issued.issued_at, zone)),
            fact("SHA-256", view! { <code class="hash">{issued.sha256.clone()}</code> }),
            fact("Made with", issued.made_with.clone()),
            fact("Verdict", verdict.inline()),
        ]);
        view! {
            <h3>"As it was issued"</h3>
            <p><a class="button small" href=address download="">{icon(Icon::Download)} {format!("{}, {}", issued.file_name, size(issued.bytes))}</a></p>
            {told}
        }
    });
    view! { <div class="stack">{facts(all)} {issued}</div> }.into_markup()
}

fn act(one: &Dispatch, fields: &Fields, problems: &Problems) -> Markup {
    let path = format!("{PATH}/{}", one.id);
    let same = std::iter::once(("", "The same way"));
    let others =
        Channel::ALL.into_iter().filter(|other| other.suits_all() && *other != one.channel);
    let ways = same.chain(others.map(|other| (other.code(), way_label(other))));
    let again = view! {
        <form class="stack tight" method="post" action=path.clone()>
            <input type="hidden" name="do" value="again" />
            <input type="hidden" name="id" value=fields.id.to_string() />
            {select("by", "Way", ways).value(fields.by.clone()).error(problems.of("by"))}
            {field("to", "To another address").optional().value(fields.to.clone())
                .hint("Empty: the one of before, or whom we write to.").error(problems.of("to"))}
            <div class="button-row"><button class="button">"Send once more"</button></div>
        </form>
    };
    let settle = one.waits_for_somebody().then(|| {
        view! {
            <form class="stack tight" method="post" action=path>
                <input type="hidden" name="do" value="settle" />
                {text_area("note", "What became of it").value(fields.note.clone()).longest(500)
                    .hint("It waits for nobody any more then. For us only.").error(problems.of("note"))}
                <div class="button-row"><button class="button">"It is looked after"</button></div>
            </form>
        }
    });
    panel("act", "What to do").stack(view! { {settle} {again} }).view()
}
