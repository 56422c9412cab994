//! The clock of a demonstration: business time, and a form that moves it on.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        error_summary::error_summary,
        field::field,
        head::head,
        icon::Icon,
        notice::notice,
        panel::panel,
        state::Tone,
        table::{cell, column, lead, row, table},
    },
    error::AppError,
    forms::Problems,
    page::{self, Head, Page, Place},
};
use axum::extract::State;
use backend::{jobs::advance, receivables::coming};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{access::Action, calendar};

/// How far the buttons move it, in days.
const LEAPS: [i32; 3] = [1, 7, 30];

/// GET /staff/clock
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    let tomorrow = visit.today + Days::new(1);
    show(&visit, &app, &tomorrow.to_string(), &Problems::default()).await
}

/// The page with what was typed. Only a demonstration has it.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    typed: &str,
    problems: &Problems,
) -> Result<Page, AppError> {
    let staff = visit.staff()?;
    if !visit.demo {
        return Err(backend::Error::NotFound.into());
    }
    let target = advance::target(&app.backend).await?;
    let ahead = coming::coming(&app.backend, staff, &LEAPS).await?;
    let now = app.backend.clock.now();
    let may = staff.can(Action::MoveClock);
    let mut document = Head::from("Clock");
    if target.is_some() {
        document = document.refreshed_every(2);
    }
    Ok(page::staff(visit, Place::Elsewhere, document, || {
        let what = match target {
            Some(target) => moving(visit, now, target),
            None if may => form(visit, typed, problems),
            None => notice(Tone::Idle, Icon::Lock)
                .title("You can look, but not move it")
                .words("Only an admin moves the clock.")
                .view(),
        };
        view! {
            {head("Clock").lede(view! { "It is " {date::instant(now, visit.time_zone())} ". Everybody here lives by this clock." })}
            {what}
            {until(visit, &ahead)}
        }
    }))
}

fn moving(visit: &Visit, now: DateTime<Utc>, target: DateTime<Utc>) -> Markup {
    let left = (target - now).num_days() + 1;
    notice(Tone::Moving, Icon::OnItsWay)
        .title(view! { "On the way to " {date::instant(target, visit.time_zone())} })
        .words(format!(
            "{} to go. Everything due in between happens on its day; this page shows when it has arrived.",
            calendar::days_text(left)
        ))
        .act(view! { <a class="button small act" href="/staff/clock">"Look again"</a> })
        .status()
        .view()
}

fn form(visit: &Visit, typed: &str, problems: &Problems) -> Markup {
    let leaps: Vec<_> = LEAPS
        .iter()
        .map(|days| {
            let day = visit.today + chrono::Duration::days(i64::from(*days));
            let label = calendar::days_text(i64::from(*days));
            view! {
                <button class="button" name="leap" value=day.to_string()>{format!("{label} on")}</button>
            }
        })
        .collect();
    let earliest = Some(visit.today + Days::new(1));
    panel("move", "Move it on")
        .stack(view! {
            {error_summary("Not moved", problems)}
            <p class="s ink-2">
                "Debits settle, fail and come back, promises are kept or broken, and reminders are decided, each on its day. There is no way back."
            </p>
            <form class="form contain" method="post">
                {field("date", "To the morning of").date(earliest, None).value(typed.to_owned()).error(problems.of("date"))}
                <div class="button-row">
                    <button class="button primary">"Move the clock"</button>
                    {leaps}
                </div>
            </form>
        })
        .view()
}

fn until(visit: &Visit, ahead: &[coming::Coming]) -> Markup {
    let rows = ahead.iter().map(|one| {
        row([
            lead(view! { "Until " {day(one.until, visit.today)} }),
            cell(one.due.to_string()).num().label("Items due"),
            cell(one.reminders.to_string()).num().label("Reminders to decide"),
            cell(one.promises.to_string()).num().label("Promises that end"),
            cell(one.payments.to_string()).num().label("Payments that settle"),
        ])
    });
    let columns = [
        column("When"),
        column("Items due").num(),
        column("Reminders to decide").num(),
        column("Promises that end").num(),
        column("Payments that settle").num(),
    ];
    panel("ahead", "What lies ahead").table(table(columns, rows, None)).view()
}

fn day(day: NaiveDate, today: NaiveDate) -> Markup {
    date::short(day, today)
}
