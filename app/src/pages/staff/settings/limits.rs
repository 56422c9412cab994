//! How much somebody takes off a dispute alone.

use super::version;
use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        error_summary::error_summary,
        field::field,
        head::head,
        icon::Icon,
        panel::panel,
        select::select,
        table::{amount, cell, column, lead, row, table},
    },
    forms::{
        Problems,
        settings::{
            PATH as DISPUTES, Typed,
            limits::{PATH, code_of},
        },
    },
    page::{self, Page, Place},
};
use axum::extract::State;
use backend::settings::{
    self, Settings,
    limits::{self, Limit, Whose},
};

/// GET /staff/settings/disputes/limits
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
    let staff = visit.staff()?;
    let settings = settings::load(&app.backend, staff).await?;
    let all = limits::list(&app.backend, staff).await?;
    Ok(page::staff(visit, Place::Settings, "Limits", || {
        let list = match all.is_empty() {
            true => blank(Icon::Lock, "No limits")
                .words("Without one nobody takes anything off alone: every decision that does waits for an approver.")
                .view(),
            false => {
                let columns = [column("Who"), column("Currency"), column("At most").num(), column("Change")];
                let rows = all.iter().map(|limit| limit_row(&settings, limit));
                panel("limits", "Limits").table(table(columns, rows, None)).view()
            }
        };
        view! {
            {head("What is decided alone").crumb("How disputes are looked after", DISPUTES).here("Limits")
                .lede("The most that somebody takes off one dispute alone. What is above it waits for an approver. A person’s own limit goes before that of their role.")}
            {error_summary("Not changed", problems)}
            {list}
            {panel("set", "Set a limit").stack(form(&settings, typed, problems))}
        }
    }))
}

fn limit_row(settings: &Settings, limit: &Limit) -> Markup {
    let currency = limit.most.currency.to_string();
    let label = format!("Remove the limit of {} in {currency}", limit.name);
    let holds = match limit.whose {
        Whose::Role(_) => "Without it they take nothing off alone.",
        Whose::Person(_) => "Then the limit of their role holds.",
    };
    let remove = view! {
        <details class="more">
            <summary aria-label=label>"Remove…"</summary>
            <form method="post" class="stack tight" action=PATH>
                {version(settings)}
                <input type="hidden" name="whose" value=code_of(limit.whose) />
                <input type="hidden" name="currency" value=currency.clone() />
                <p class="s ink-2">{holds}</p>
                <div class="button-row">
                    <button class="button small danger" name="do" value="remove">"Remove the limit"</button>
                </div>
            </form>
        </details>
    };
    row([
        lead(limit.name.clone()),
        cell(currency).label("Currency"),
        amount(limit.most).key().strong(),
        cell(remove).full(),
    ])
}

fn form(settings: &Settings, typed: &Typed, problems: &Problems) -> Markup {
    let shown = |name, holds: String| typed.shown("set", name, holds);
    let roles =
        limits::roles().map(|role| (code_of(Whose::Role(role)), format!("Every {}", role.label())));
    let people = settings.people.iter();
    let people = people.map(|one| (code_of(Whose::Person(one.id)), one.name.clone()));
    let currencies = settings.currencies.iter().map(|code| (code.to_string(), code.to_string()));
    let first = settings.currencies.first().map(ToString::to_string).unwrap_or_default();
    view! {
        <form class="form" method="post" action=PATH>
            {version(settings)}
            {select("whose", "Who", roles.chain(people)).value(shown("whose", String::new()))
                .error(problems.of("whose"))}
            {select("currency", "Currency", currencies).value(shown("currency", first))
                .error(problems.of("currency"))}
            {field("amount", "At most").value(shown("amount", String::new()))
                .hint("Tax included. Where there is a limit already, this takes its place; 0.00 leaves everything to an approver.")
                .error(problems.of("amount"))}
            <div class="button-row"><button class="button" name="do" value="set">"Set it"</button></div>
        </form>
    }
    .into_markup()
}
