//! How long things may take, when we work, and when we do not.

use super::version;
use crate::markup::*;
use crate::{
    components::{
        date,
        field::field,
        icon::{Icon, icon},
        panel::panel,
        table::{cell, column, dense_table, lead, row, table},
    },
    forms::{
        Problems,
        settings::{Typed, hours::target_field},
    },
};
use backend::settings::{Holiday, Reason, Settings};
use domain::dispute_clock::{Priority, Target};

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What is wrong with a whole table.
fn wrong(words: Option<&str>) -> Option<Markup> {
    let words = words?.to_owned();
    Some(view! { <p class="error">{icon(Icon::Warn)} <span>{words}</span></p> }.into_markup())
}

/// Hours for each reason, in a table.
pub fn targets(settings: &Settings, typed: &Typed, problems: &Problems) -> Markup {
    let columns = [
        column("Reason"),
        column("First answer"),
        column("Decision"),
        column("First answer, high"),
        column("Decision, high"),
    ];
    let rows = settings.reasons.iter().filter(|reason| reason.is_active);
    let rows = rows.map(|reason| target_row(reason, typed));
    let form = view! {
        <form method="post">
            {version(settings)}
            <div class="table-box roomy">{dense_table(columns, rows, None)}</div>
            <div class="body stack tight">
                {wrong(problems.of("targets"))}
                <div class="button-row"><button class="button" name="do" value="targets">"Save the hours"</button></div>
            </div>
        </form>
    };
    panel("targets", "How long it may take")
        .aside(view! { <small>"In hours in which we work"</small> })
        .flush(form)
        .view()
}

fn target_row(reason: &Reason, typed: &Typed) -> Markup {
    let input = |priority: Priority, what: &'static str, hours: i32, says: &'static str| {
        let name = target_field(&reason.code, priority, what);
        let value = typed.shown("targets", &name, hours.to_string());
        let label = format!("{}: {says}, in hours", reason.label);
        cell(
            view! { <input type="text" inputmode="numeric" maxlength="4" size="4" name=name value=value aria-label=label /> },
        )
    };
    let both = |priority, target: Target, first, last| {
        [
            input(priority, "respond", target.respond_hours, first).label(first),
            input(priority, "resolve", target.resolve_hours, last).label(last),
        ]
    };
    let normal = both(Priority::Normal, reason.normal, "First answer", "Decision");
    let high = both(Priority::High, reason.high, "First answer, high", "Decision, high");
    let code = reason.code.clone();
    let head =
        lead(view! { {reason.label.clone()} <input type="hidden" name="target" value=code /> });
    row([head].into_iter().chain(normal).chain(high))
}

/// From when until when each day is worked.
pub fn week(settings: &Settings, typed: &Typed, problems: &Problems) -> Markup {
    let rows = DAYS.iter().zip(&settings.week).enumerate().map(|(at, (day, hours))| {
        let input = |what: &str, says: &str, time: Option<chrono::NaiveTime>| {
            let name = format!("{what}.{at}");
            let holds = time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default();
            let value = typed.shown("hours", &name, holds);
            let label = format!("{day}: {says}");
            cell(view! { <input type="time" name=name value=value aria-label=label /> })
        };
        row([
            lead(*day),
            input("opens", "from", hours.map(|hours| hours.opens)).label("From"),
            input("closes", "until", hours.map(|hours| hours.closes)).label("Until"),
        ])
    });
    let columns = [column("Day"), column("From"), column("Until")];
    let form = view! {
        <form method="post">
            {version(settings)}
            <div class="table-box">{dense_table(columns, rows, None)}</div>
            <div class="body stack tight">
                {wrong(problems.of("hours"))}
                <p class="s ink-2">"A day without times is not worked."</p>
                <div class="button-row"><button class="button" name="do" value="hours">"Save the days"</button></div>
            </div>
        </form>
    };
    panel("hours", "When we work").flush(form).view()
}

/// Days on which nobody works.
pub fn holidays(settings: &Settings, typed: &Typed, problems: &Problems) -> Markup {
    let panel = panel("holidays", "Holidays");
    let panel = if settings.holidays.is_empty() {
        panel.body(view! { <p class="ink-2">"None yet. Clocks stand still on these days."</p> })
    } else {
        let rows = settings.holidays.iter().map(|holiday| holiday_row(settings, holiday));
        let columns = [column("Day"), column("Holiday"), column("Remove")];
        panel.table(table(columns, rows, None))
    };
    let add = view! {
        <form class="form" method="post">
            {version(settings)}
            {field("date", "Day").date(None, None).value(typed.shown("holiday", "date", "")).error(problems.of("date"))}
            {field("holiday", "Name").value(typed.shown("holiday", "holiday", "")).longest(60).error(problems.of("holiday"))}
            <div class="button-row"><button class="button" name="do" value="holiday">"Add"</button></div>
        </form>
    };
    panel.body(add).view()
}

/// Added again in two fields, so it is not asked twice.
fn holiday_row(settings: &Settings, holiday: &Holiday) -> Markup {
    let day = holiday.day.to_string();
    let label = format!("Remove {}, {}", holiday.name, domain::calendar::long(holiday.day));
    row([
        lead(date::medium(holiday.day)),
        cell(holiday.name.clone()).full(),
        cell(view! {
            <form method="post">
                {version(settings)}
                <input type="hidden" name="day" value=day />
                <button class="button small" name="do" value="remove-holiday" aria-label=label>"Remove"</button>
            </form>
        })
        .key(),
    ])
}
