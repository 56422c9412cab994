//! The invoices of the entity: by state, age, currency, account and days of issue, in four orders,
//! or those that somebody searches for.

mod asked;
mod filters;

use super::parts::{self, count, head_of, invoices as table_of, one_currency};
use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        icon::Icon,
        pager::turns,
        panel::panel,
        table::{self, dense_table},
    },
    files,
    forms::list_views,
    page::{self, Place},
};
use asked::Asked;
pub use asked::asked_by;
use axum::{
    extract::{Query, State},
    response::Response,
};
use backend::receivables::{
    PAGE_ROWS,
    invoices::{self, Filter, List, Row, Show},
};
use documents::csv::{Cell, Csv};
use domain::{
    Money,
    list_view::{self as lists, ListView, grouped},
    open_item,
};

/// GET /staff/invoices
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let view = visit.views.of(lists::List::StaffInvoices);
    let filter = asked.or(view.query.as_deref()).filter();
    let list = invoices::list(&app.backend, staff, &filter).await?;
    Ok(page::staff(&visit, Place::Invoices, title(&list), || {
        let file = String::from(asked::address(&filter, "/staff/invoices.csv"));
        let files = (!list.page.rows.is_empty() && filter.q.is_none())
            .then(|| view! { <a class="button" href=file download="">"CSV"</a> });
        let page_head = head_of("Invoices", list.account_name.as_deref(), filter.account);
        view! {
            {page_head.lede(told(&filter, &list)).actions(files)}
            <div class="stack">
                {filters::form(&filter)}
                {filters::chips_of(&filter, &list)}
                {list_views::form(&visit, lists::List::StaffInvoices, asked::query(&filter))}
                {body((&visit, &view), &filter, &list)}
            </div>
        }
    }))
}

/// GET /staff/invoices.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let rows = invoices::export(&app.backend, staff, &filter).await?;
    let mut csv = Csv::new(&[
        "account_number",
        "account",
        "invoice",
        "order",
        "order_given",
        "issued",
        "due",
        "state",
        "currency",
        "total",
        "open",
        "collectable",
        "on_its_way",
        "on_hold",
        "of_it_disputed",
    ]);
    for row in rows {
        csv.row(record(row));
    }
    let name = format!("invoices-{}-{}.csv", filter.show.code(), visit.today);
    Ok(files::download(&name, "text/csv; charset=utf-8", csv.finish()))
}

fn record(row: Row) -> [Cell; 15] {
    let amount = |minor| Cell::amount(row.money(minor));
    [
        Cell::text(row.account_number.clone()),
        Cell::text(row.account_name.clone()),
        Cell::text(row.number.clone()),
        Cell::text(row.po_number.clone().unwrap_or_default()),
        Cell::text(row.customer_po.clone().unwrap_or_default()),
        Cell::date(row.issued_on),
        Cell::date(row.due_on),
        Cell::text(code_of(row.state)),
        Cell::text(row.total.currency.code()),
        Cell::amount(row.total),
        amount(row.sums.open_minor),
        amount(row.sums.collectable_minor),
        amount(row.sums.in_flight_minor),
        amount(row.sums.held_minor()),
        amount(row.sums.disputed_minor),
    ]
}

/// The state for programs: without days.
fn code_of(state: open_item::State) -> &'static str {
    use open_item::State as S;
    match state {
        S::Open { .. } | S::DueSoon { .. } => "open",
        S::PartPaid => "part_paid",
        S::Overdue { .. } => "overdue",
        S::OnItsWay => "on_its_way",
        S::Promised { .. } => "promised",
        S::Disputed => "disputed",
        S::OnAPlan => "on_a_plan",
        S::Paid => "paid",
        S::Void => "void",
    }
}

fn title(list: &List) -> String {
    match &list.account_name {
        Some(name) => format!("Invoices of {name}"),
        None => "Invoices".to_owned(),
    }
}

/// What the rows are, and what all of them sum to.
fn told(filter: &Filter, list: &List) -> String {
    if let Some(q) = &filter.q {
        let cut =
            list.is_cut.then(|| format!(" These are the first {PAGE_ROWS}: type more of it."));
        let cut = cut.unwrap_or_default();
        return format!(
            "Number, order or account begin with “{q}”, or the total is exactly that.{cut}"
        );
    }
    let sums: Vec<String> = list
        .totals
        .iter()
        .map(|total| match total.billed {
            Some(billed) => {
                format!("{}, {} billed", count(total.count, "invoice", "invoices"), billed.full())
            }
            None => {
                let items = count(total.count, "open item", "open items");
                format!("{items}, {} {}", total.amount.full(), what(filter.show))
            }
        })
        .collect();
    match sums.is_empty() {
        true => "Of all customers, newest first.".to_owned(),
        false => format!("{}.", sums.join("; ")),
    }
}

fn what(show: Show) -> &'static str {
    match show {
        Show::Overdue => "overdue",
        Show::Moving => "on its way",
        Show::Held => "on hold",
        Show::Disputed => "disputed",
        _ => "open",
    }
}

fn body((visit, view): (&Visit, &ListView), filter: &Filter, list: &List) -> Markup {
    if list.page.rows.is_empty() {
        return nothing(filter);
    }
    let shown = table_of::Shown {
        show: filter.show,
        accounts: filter.account.is_none(),
        compact: false,
        view: Some(view),
        one: filter.currency.or(one_currency(list.page.rows.iter().map(|row| row.total))),
    };
    let columns = table_of::columns(shown, |sort, label| filters::sorted(filter, sort, label));
    let across = columns.len();
    let rows = grouped(&list.page.rows, |row| {
        let order = row.customer_po.as_deref().or(row.po_number.as_deref());
        view.grouping.heading(row.due_on, order)
    });
    let rows = rows.into_iter().flat_map(|(heading, rows)| {
        let told = count(i64::try_from(rows.len()).unwrap_or(0), "invoice", "invoices");
        let heading = heading.map(|heading| table::group(heading, told, across));
        let rows = rows.into_iter().map(|row| table_of::row_of(visit, row, shown));
        heading.into_iter().chain(rows).collect::<Vec<_>>()
    });
    let total = total(list, shown);
    let (before, after) = asked::address(filter, "/staff/invoices").pages(&list.page);
    let pages = (before.is_some() || after.is_some()).then(|| {
        let told = count(i64::try_from(list.page.rows.len()).unwrap_or(0), "invoice", "invoices");
        turns(
            format!("{told} on this page"),
            before.map(|address| ("Back", address)),
            after.map(|address| ("More", address)),
        )
    });
    view! {
        {panel("list", "Invoices").roomy_table(dense_table(columns, rows, total))}
        {pages}
    }
    .into_markup()
}

/// The sums under the rows, where all rows are of one currency.
fn total(list: &List, shown: table_of::Shown<'_>) -> Option<Markup> {
    let [total] = list.totals.as_slice() else { return None };
    shown.one.filter(|one| *one == total.open.currency)?;
    let label = match total.billed {
        Some(_) => parts::count(total.count, "invoice", "invoices"),
        None => parts::count(total.count, "open item", "open items"),
    };
    let last: Option<Money> =
        matches!(shown.show, Show::Overdue | Show::Moving | Show::Held | Show::Disputed)
            .then_some(total.amount);
    Some(table_of::total_of(shown, label, [total.billed, Some(total.open), total.disputed, last]))
}

fn nothing(filter: &Filter) -> Markup {
    let all = |label: &'static str| {
        let filter = Filter { q: filter.q.clone(), show: Show::All, ..Filter::default() };
        (label, String::from(asked::address(&filter, "/staff/invoices")))
    };
    let (icon, title, words) = match (filter.show, &filter.q) {
        (Show::All, Some(q)) => {
            let title = format!("Nothing begins with “{q}”");
            (
                Icon::Search,
                title,
                "Neither a number, nor an order, nor an account, and no total is that.",
            )
        }
        (_, Some(q)) => {
            let title = format!("Nothing of these begins with “{q}”");
            (Icon::Search, title, "It may be paid already, or in another state.")
        }
        (Show::Overdue, None) => (
            Icon::Good,
            "Nothing is overdue".to_owned(),
            "Nothing that may be asked for is past due here.",
        ),
        (Show::Moving, None) => (
            Icon::OnItsWay,
            "Nothing is on its way".to_owned(),
            "No payment is under way for these.",
        ),
        (Show::Held, None) => (
            Icon::Promised,
            "Nothing is on hold".to_owned(),
            "Nothing is disputed, promised or on a plan here.",
        ),
        (Show::Disputed, None) => (
            Icon::Disputed,
            "Nothing is disputed".to_owned(),
            "No customer says that something is wrong here, or all of it is decided.",
        ),
        _ => (
            Icon::Invoice,
            "No invoices".to_owned(),
            "None is in this state, of this age and currency.",
        ),
    };
    let (label, address) = match filter.show {
        Show::All if filter.q.is_none() => ("Load a file", "/staff/imports/new".to_owned()),
        Show::All => all("All invoices without a search").clone(),
        _ => all("Look among all invoices"),
    };
    blank(icon, title).words(words).way_on(label, address).view()
}
