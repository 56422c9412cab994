//! Disputes: those that wait for us, and what became of the others. By state, customer, owner, reason,
//! article, place, amount and day.

pub mod asked;
mod filters;

use super::parts::{count, disputed as table_of, head_of, one_currency};
use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        icon::{Icon, icon},
        pager::turns,
        panel::panel,
        table::dense_table,
    },
    files,
    page::{self, Place},
};
use asked::Asked;
use axum::{
    extract::{Query, State},
    response::Response,
};
use backend::receivables::{
    disputes::{self, Filter, List, Named, Part, Row, Sort},
    paging::From,
};
use documents::csv::{Cell, Csv};
use domain::dispute::State as Kind;

const PATH: &str = "/staff/disputes";

/// GET /staff/disputes
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let list = disputes::list(&app.backend, staff, &filter).await?;
    Ok(page::staff(&visit, Place::Disputes, "Disputes", || {
        let file = String::from(asked::address(&filter, "/staff/disputes.csv"));
        let file = (!list.page.rows.is_empty())
            .then(|| view! { <a class="button" href=file download="">"CSV"</a> });
        let actions = view! {
            <a class="button" href="/staff/disputes/analysis">{icon(Icon::Chart)} "Analysis"</a>
            {file}
        };
        let head = head_of("Disputes", list.account_name.as_deref(), filter.account);
        view! {
            {head.lede(told(&filter, &list)).actions(actions)}
            <div class="stack">
                {filters::form(&filter, &list)}
                {filters::chips_of(&filter, &list)}
                {body(&visit, &filter, &list)}
            </div>
        }
    }))
}

/// GET /staff/disputes.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let staff = visit.staff()?;
    let filter = asked.filter();
    let rows = disputes::export(&app.backend, staff, &filter).await?;
    let mut csv = Csv::new(&[
        "dispute",
        "state",
        "account_number",
        "account",
        "reason",
        "team",
        "owner",
        "due",
        "opened",
        "ended",
        "currency",
        "disputed",
        "of_these_lines",
        "credited",
        "written_off",
        "released",
        "merged_into",
    ]);
    for row in rows {
        csv.row(record(row));
    }
    let state = filter.state.map_or("all", Kind::code);
    let name = format!("disputes-{state}-{}.csv", visit.today);
    Ok(files::download(&name, "text/csv; charset=utf-8", csv.finish()))
}

fn record(row: Row) -> [Cell; 17] {
    [
        Cell::text(row.number),
        Cell::text(row.state.code()),
        Cell::text(row.account_number),
        Cell::text(row.account_name),
        Cell::text(row.reason),
        Cell::text(row.team),
        Cell::text(row.owner.unwrap_or_default()),
        Cell::text(row.due_at.to_rfc3339()),
        Cell::date(row.opened_on),
        row.ended_on.map_or_else(Cell::empty, Cell::date),
        Cell::text(row.disputed.currency.code()),
        Cell::amount(row.disputed),
        Cell::amount(row.counted),
        Cell::amount(row.credited),
        Cell::amount(row.written_off),
        Cell::amount(row.released),
        row.merged_into.map_or_else(Cell::empty, |(_, number)| Cell::text(number)),
    ]
}

/// What the rows are, what is asked for that no field shows, and what all of them sum to.
fn told(filter: &Filter, list: &List) -> String {
    let mut words = vec![
        match filter.state {
            Some(Kind::Open) => {
                "What customers say is wrong. We do not ask for it until it is decided."
            }
            Some(Kind::Asked) => "The customer was asked something.",
            _ => "What became of disputes.",
        }
        .to_owned(),
    ];
    let unseen = [
        (filter.product == Some(Named::Missing), "Amounts without an article."),
        (filter.site == Some(Named::Missing), "Invoices without a place."),
        (filter.credited, "Lines with credit only."),
        (filter.delivery_late, "Only where what is delivered again is late."),
        (filter.written_off, "Lines with a write-off only."),
        (filter.released, "Lines that are asked for again only."),
        (filter.answered == Some(true), "Answered only."),
        (filter.answered == Some(false), "Without an answer only."),
    ];
    words.extend(unseen.into_iter().filter(|(is, _)| *is).map(|(_, words)| words.to_owned()));
    let sums = list.totals.iter().map(|total| {
        let disputes = count(total.count, "dispute", "disputes");
        let credited =
            (!total.credited.is_zero()).then(|| format!(", {} credited", total.credited.full()));
        let written_off = (!total.written_off.is_zero())
            .then(|| format!(", {} written off", total.written_off.full()));
        let (credited, written_off) =
            (credited.unwrap_or_default(), written_off.unwrap_or_default());
        format!("{disputes}, {} disputed{credited}{written_off}", total.disputed.full())
    });
    let sums = sums.collect::<Vec<_>>().join("; ");
    words.extend((!sums.is_empty()).then(|| format!("{sums}.")));
    words.join(" ")
}

fn body(visit: &Visit, filter: &Filter, list: &List) -> Markup {
    if list.page.rows.is_empty() {
        return nothing(filter, list);
    }
    let shown = table_of::Shown {
        accounts: filter.account.is_none(),
        states: filter.state.is_none(),
        credited: !filter.state.is_some_and(Kind::is_running),
        one: filter.currency.or(one_currency(list.page.rows.iter().map(|row| row.disputed))),
    };
    let columns = table_of::columns(
        shown,
        |label| filters::sorted(filter, Sort::Age, label),
        |label| filters::sorted(filter, Sort::Amount, label),
    );
    let rows = list.page.rows.iter().map(|dispute| table_of::row_of(visit, dispute, shown));
    let (before, after) = asked::address(filter, PATH).pages(&list.page);
    let pages = (before.is_some() || after.is_some()).then(|| {
        let shown = i64::try_from(list.page.rows.len()).unwrap_or(0);
        turns(
            format!("{} on this page", count(shown, "dispute", "disputes")),
            before.map(|address| ("Back", address)),
            after.map(|address| ("More", address)),
        )
    });
    view! { {panel("list", "Disputes").roomy_table(dense_table(columns, rows, None))} {pages} }
        .into_markup()
}

/// Says what to leave out, so that there is something.
fn nothing(filter: &Filter, list: &List) -> Markup {
    let everything = String::from(asked::address(&Filter::default(), PATH));
    let of_state_only = Filter { state: filter.state, order: filter.order, ..Filter::default() };
    let from_the_start = Filter { from: From::Start, ..filter.clone() };
    if from_the_start == of_state_only {
        let title = match filter.state {
            Some(Kind::Open) => "No dispute waits for us",
            Some(_) => "There is none",
            None => "Nothing was ever disputed",
        };
        let blank = blank(Icon::Disputed, title)
            .words("Customers open one on the page of an invoice, in their portal.");
        return match list.in_the_way.is_empty() {
            true => blank.way_on("Open invoices", "/staff/invoices").view(),
            false => blank.way_on("All disputes", everything).view(),
        };
    }
    let blank = blank(Icon::Search, "No dispute is all of that");
    if list.in_the_way.is_empty() {
        return blank
            .words("Leaving out one thing is not enough: more than one is in the way.")
            .way_on("What waits for us", PATH)
            .way_on("All disputes", everything)
            .view();
    }
    let ways = list.in_the_way.iter().take(4).map(|part| {
        let address = asked::address(&filter.without(*part), PATH);
        (format!("Without {}", told_of(*part)), String::from(address))
    });
    let blank = blank.words("Leave out one of these, and there is something.");
    ways.fold(blank, |blank, (label, address)| blank.way_on(label, address)).view()
}

fn told_of(part: Part) -> &'static str {
    match part {
        Part::Customer => "the account",
        Part::Owner => "the owner",
        Part::Team => "the team",
        Part::Late => "“late”",
        Part::ToApprove => "“to approve”",
        Part::DeliveryLate => "“delivery late”",
        Part::Reason => "the reason",
        Part::Product => "the article",
        Part::Site => "the place",
        Part::Credited => "“with credit”",
        Part::WrittenOff => "“written off”",
        Part::Released => "“asked for again”",
        Part::Merged => "“not merged”",
        Part::Answered => "“answered”",
        Part::Currency => "the currency",
        Part::Amount => "the amounts",
        Part::Opened => "the days",
        Part::State => "the state",
    }
}
