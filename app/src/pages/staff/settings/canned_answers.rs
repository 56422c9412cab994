//! Answers that staff write often: all of them, and one to be changed.

use super::{new_id, version};
use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        error_summary::error_summary,
        field::field,
        head::head,
        icon::{Icon, icon},
        links::{chips, link},
        panel::panel,
        select::select,
        table::{cell, column, lead, row, table},
        text_area::text_area,
    },
    forms::{
        Problems,
        settings::{PATH as DISPUTES, Typed, canned_answers::PATH},
    },
    page::{self, Page, Place},
};
use axum::extract::{Path, Query, State};
use backend::settings::{
    self, Settings,
    canned_answers::{self, CannedAnswer},
};
use domain::{ids::CannedAnswerId, language::Language};
use serde::Deserialize;

/// How much of an answer the list shows, in characters.
const SHOWN: usize = 120;

/// The query. What cannot be read is not asked.
#[derive(Deserialize, Default)]
pub struct Asked {
    language: Option<String>,
}

/// GET /staff/settings/disputes/answers
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let language = asked.language.as_deref().and_then(Language::of);
    show(&visit, &app, language, &Typed::default(), &Problems::default()).await
}

/// The page with what was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    language: Option<Language>,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, AppError> {
    let staff = visit.staff()?;
    let settings = settings::load(&app.backend, staff).await?;
    let all = canned_answers::list(&app.backend, staff).await?;
    Ok(page::staff(visit, Place::Settings, "Answers", || {
        let is_wanted = |answer: &&CannedAnswer| language.is_none_or(|l| l == answer.language);
        let shown: Vec<_> = all.iter().filter(is_wanted).collect();
        let list = match shown.is_empty() {
            true => blank(Icon::Chat, "No answers yet")
                .words("What your team writes again and again can be kept here, and is put in with one press.")
                .view(),
            false => panel("answers", "Answers").table(list(&settings, &shown)).view(),
        };
        view! {
            {head("Answers that you often give").crumb("How disputes are looked after", DISPUTES).here("Answers")
                .lede("They are offered where a dispute is answered or decided: those for its reason and in the customer’s language first.")}
            {error_summary("Not added", problems)}
            {languages(&all, language)}
            {list}
            {panel("add", "Add an answer").stack(add(&settings, language, typed, problems))}
        }
    }))
}

/// Which languages there are, where there is more than one.
fn languages(all: &[CannedAnswer], wanted: Option<Language>) -> Option<Markup> {
    let has = |language: &&Language| all.iter().any(|answer| answer.language == **language);
    let known: Vec<_> = Language::ALL.iter().filter(has).copied().collect();
    if known.len() < 2 {
        return None;
    }
    let every = link("All languages", PATH).current(wanted.is_none());
    let each = known.into_iter().map(|language| {
        link(language.label(), format!("{PATH}?language={}", language.code()))
            .current(wanted == Some(language))
    });
    Some(chips("Language", std::iter::once(every).chain(each)))
}

fn list(settings: &Settings, all: &[&CannedAnswer]) -> Markup {
    let columns = [column("Answer"), column("For"), column("Language"), column("It says")];
    let rows = all.iter().map(|answer| {
        let reason = match &answer.reason {
            None => "Any reason".to_owned(),
            Some(code) => reason_of(settings, code),
        };
        let mut text: String = answer.text.chars().take(SHOWN).collect();
        if text.len() < answer.text.len() {
            text.push('…');
        }
        let address = format!("{PATH}/{}", answer.id);
        row([
            lead(view! { <a href=address>{answer.title.clone()}</a> }),
            cell(reason).label("For"),
            cell(answer.language.label()).label("Language"),
            cell(text).full().mute(),
        ])
    });
    table(columns, rows, None)
}

fn reason_of(settings: &Settings, code: &str) -> String {
    let reason = settings.reasons.iter().find(|reason| reason.code == code);
    reason.map_or_else(|| code.to_owned(), |reason| reason.label.clone())
}

/// What an answer is, to be typed. `act` is the form's, `answer` what it is now.
fn fields(
    settings: &Settings,
    act: &str,
    answer: Option<&CannedAnswer>,
    typed: &Typed,
    problems: &Problems,
) -> Markup {
    let holds = |read: fn(&CannedAnswer) -> String| answer.map(read).unwrap_or_default();
    let reason = holds(|answer| answer.reason.clone().unwrap_or_default());
    let title = holds(|answer| answer.title.clone());
    let language = match answer {
        Some(answer) => answer.language,
        None => Language::default(),
    };
    let reasons = settings.reasons.iter().map(|reason| (reason.code.clone(), reason.label.clone()));
    let reasons = std::iter::once((String::new(), "Any reason".to_owned())).chain(reasons);
    let languages = Language::ALL.iter().map(|language| (language.code(), language.label()));
    let text = holds(|answer| answer.text.clone());
    view! {
        {field("title", "Name").value(typed.shown(act, "title", title)).longest(60)
            .hint("What your team chooses it by.").error(problems.of("title"))}
        {select("reason", "For", reasons).value(typed.shown(act, "reason", reason)).error(problems.of("reason"))}
        {select("language", "Language", languages).value(typed.shown(act, "language", language.code()))
            .error(problems.of("language"))}
        {text_area("text", "What it says").value(typed.shown(act, "text", text)).longest(4_000)
            .hint("{customer}, {dispute}, {invoices} and {amount} are filled in.").error(problems.of("text"))}
    }
    .into_markup()
}

fn add(
    settings: &Settings,
    language: Option<Language>,
    typed: &Typed,
    problems: &Problems,
) -> Markup {
    let typed = match (language, typed.act()) {
        (Some(language), "") => &typed.with("language", language.code(), "answer"),
        _ => typed,
    };
    view! {
        <form class="form" method="post" action=PATH>
            {version(settings)} {new_id(typed, "answer")}
            {fields(settings, "answer", None, typed, problems)}
            <div class="button-row">
                <button class="button" name="do" value="answer">{icon(Icon::Plus)} "Add"</button>
            </div>
        </form>
    }
    .into_markup()
}

/// GET /staff/settings/disputes/answers/{id}
pub async fn one(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<CannedAnswerId>,
) -> PageResult {
    show_one(&visit, &app, id, &Typed::default(), &Problems::default()).await
}

/// The page of one with what was typed.
pub async fn show_one(
    visit: &Visit,
    app: &AppState,
    id: CannedAnswerId,
    typed: &Typed,
    problems: &Problems,
) -> Result<Page, AppError> {
    let staff = visit.staff()?;
    let settings = settings::load(&app.backend, staff).await?;
    let all = canned_answers::list(&app.backend, staff).await?;
    let answer = all.iter().find(|answer| answer.id == id).ok_or(backend::Error::NotFound)?;
    let title = answer.title.clone();
    Ok(page::staff(visit, Place::Settings, format!("Answer {title}"), || {
        let remove = format!("Remove “{title}”");
        view! {
            {head(title.clone()).crumb("How disputes are looked after", DISPUTES).crumb("Answers", PATH).here(title)
                .lede("What was sent with it before stays as it was sent.")}
            {error_summary("Not changed", problems)}
            {panel("answer", "The answer").stack(view! {
                <form class="form" method="post">
                    {version(&settings)}
                    {fields(&settings, "save", Some(answer), typed, problems)}
                    <div class="button-row"><button class="button primary" name="do" value="save">"Save"</button></div>
                </form>
            })}
            {panel("remove", "Remove it").stack(view! {
                <details class="more">
                    <summary>"Remove it…"</summary>
                    <form method="post" class="row">
                        {version(&settings)}
                        <button class="button small danger" name="do" value="remove">{remove}</button>
                    </form>
                </details>
            })}
        }
    }))
}
