//! Who may sign in, and as what.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        error_summary::error_summary,
        field::field,
        head::head,
        icon::Icon,
        panel::panel,
        select::select,
        state::{State as Word, Tone},
        table::{cell, column, lead, row, table},
    },
    error::AppError,
    forms::{Problems, users::Fields},
    page::{self, Page, Place},
};
use axum::extract::State;
use backend::{
    Actor,
    users::listing::{self, Kind, Listed},
};
use domain::access::{BuyerRole, StaffRole};

/// How many of each kind the page shows.
const MOST: i64 = 200;

/// GET /staff/users
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    show(&visit, &app, &Fields::default(), &Problems::default()).await
}

/// The page with what was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    fields: &Fields,
    problems: &Problems,
) -> Result<Page, AppError> {
    let actor = Actor::Staff(visit.staff()?.clone());
    let staff = listing::list(&app.backend, &actor, Kind::Staff, "", MOST).await?;
    let buyers = listing::list(&app.backend, &actor, Kind::Buyers, "", MOST).await?;
    Ok(page::staff(visit, Place::Users, "Users", || {
        view! {
            {head("Users").lede("Who may sign in, and as what. A changed role or password ends their sessions.")}
            {people("staff", "Our people", staff)}
            {people("buyers", "Customers", buyers)}
            <div class="halves">
                {panel("add", "Add a user").stack(add(fields, problems))}
                {panel("password", "Give somebody a new password").stack(password(fields, problems))}
            </div>
        }
    }))
}

fn people(id: &'static str, title: &'static str, users: Vec<Listed>) -> Markup {
    let rows = users.into_iter().map(|user| {
        let state = if user.is_disabled {
            Word::new(Tone::Idle, Icon::Void, "Shut out")
        } else {
            Word::new(Tone::Settled, Icon::Good, "May sign in")
        };
        let act = (!user.is_disabled).then(|| disable(&user));
        row([
            lead(view! { {user.name} <span class="note">{user.email}</span> }),
            cell(user.roles.join(", ")).full(),
            cell(state.inline()).full(),
            cell(act).full().nowrap(),
        ])
    });
    let columns = [column("Who"), column("Roles"), column("State"), column("Access")];
    panel(id, title).table(table(columns, rows, None)).view()
}

/// Asked once more before it is done.
fn disable(user: &Listed) -> Markup {
    let id = user.id.to_string();
    let question = format!("Shut {} out", user.name);
    view! {
        <details class="more">
            <summary>"Sign or shut out…"</summary>
            <form method="post" class="row">
                <input type="hidden" name="user_id" value=id />
                <button class="button small" name="do" value="revoke">"Sign out everywhere"</button>
                <button class="button small danger" name="do" value="disable">{question}</button>
            </form>
        </details>
    }
    .into_markup()
}

fn add(fields: &Fields, problems: &Problems) -> Markup {
    let buyers = BuyerRole::ALL
        .iter()
        .map(|role| (format!("buyer:{}", role.code()), format!("Customer, {}", role.label())));
    let staff = StaffRole::ALL
        .iter()
        .map(|role| (format!("staff:{}", role.code()), format!("Our people, {}", role.label())));
    let roles: Vec<_> = buyers.chain(staff).collect();
    view! {
        {error_summary("Not added", problems)}
        <form class="form" method="post">
            {field("name", "Name").value(fields.name.clone()).error(problems.of("name"))}
            {field("email", "E-mail").email("off").value(fields.email.clone()).error(problems.of("email"))}
            {select("role", "Role", roles).value(fields.role.clone()).error(problems.of("role"))}
            {field("account", "Account number").value(fields.account.clone())
                .hint("Of the customer. Leave it empty for our people.").error(problems.of("account"))}
            {field("password", "First password").password("new-password")
                .hint("At least 12 characters.").error(problems.of("password"))}
            <div><button class="button primary" name="do" value="add">"Add"</button></div>
        </form>
    }
    .into_markup()
}

fn password(fields: &Fields, problems: &Problems) -> Markup {
    view! {
        <form class="form" method="post">
            {field("of_email", "E-mail of the user").value(fields.of_email.clone()).error(problems.of("of_email"))}
            {field("new_password", "New password").password("new-password")
                .hint("At least 12 characters. All their sessions end.").error(problems.of("new_password"))}
            <div><button class="button" name="do" value="password">"Change it"</button></div>
        </form>
    }
    .into_markup()
}
