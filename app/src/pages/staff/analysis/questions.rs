//! The questions of a period: what buyers asked beside disputes.

use super::asked::{Asked, Typed};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::head,
        icon::Icon,
        pager::turns,
        panel::panel,
        table::{cell, column, dense_table, lead, row},
    },
    page::{self, Place},
    pages::staff::parts::count,
};
use axum::extract::{Query, State};
use backend::receivables::{
    analysis::{self, Question},
    paging::Page,
};
use domain::calendar;

const PATH: &str = "/staff/disputes/analysis/questions";

/// GET /staff/disputes/analysis/questions
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(typed): Query<Typed>,
) -> PageResult {
    let staff = visit.staff()?;
    let asked = Asked::of(&typed, visit.today);
    let days = (asked.since, asked.until);
    let list = analysis::questions(&app.backend, staff, days, &typed.from()).await?;
    Ok(page::staff(&visit, Place::Disputes, "Questions", || {
        let (since, until) = (calendar::long(asked.since), calendar::long(asked.until));
        let lede = format!(
            "What customers asked from {since} to {until}: conversations about an account, an invoice \
             or a payment that they began."
        );
        view! {
            {head("Questions").crumb("Disputes", "/staff/disputes")
                .crumb("Analysis", asked.address("/staff/disputes/analysis"))
                .here("Questions").lede(lede)}
            {body(&visit, &asked, &list)}
        }
    }))
}

fn body(visit: &Visit, asked: &Asked, list: &Page<Question>) -> Markup {
    if list.rows.is_empty() {
        return blank(Icon::Chat, "Nobody asked anything")
            .words("No customer began a conversation in these days.")
            .way_on("Back to the analysis", asked.address("/staff/disputes/analysis"))
            .view();
    }
    let columns = [column("Question"), column("Account"), column("Asked"), column("Answered")];
    let rows = list.rows.iter().map(|question| row_of(visit, question));
    let (before, after) = asked.address(PATH).pages(list);
    let pages = (before.is_some() || after.is_some()).then(|| {
        let shown = i64::try_from(list.rows.len()).unwrap_or(0);
        turns(
            format!("{} on this page", count(shown, "question", "questions")),
            before.map(|address| ("Back", address)),
            after.map(|address| ("More", address)),
        )
    });
    view! { <div class="stack">{panel("list", "Questions").table(dense_table(columns, rows, None))} {pages}</div> }
        .into_markup()
}

fn row_of(visit: &Visit, question: &Question) -> Markup {
    let account = format!("/staff/accounts/{}", question.account_id);
    let address = format!("/staff/conversations/{}", question.id);
    let answered = match question.answered_at {
        Some(at) => cell(date::instant(at, visit.time_zone())).label("Answered"),
        None => cell("Not yet").full().mute(),
    };
    row([
        lead(view! { <a href=address>{question.subject.clone()}</a> }),
        cell(view! { <a href=account>{question.account_name.clone()}</a> }).full(),
        cell(date::instant(question.asked_at, visit.time_zone())).full().mute(),
        answered,
    ])
}
