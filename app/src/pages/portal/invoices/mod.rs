//! The account's invoices: find, look, tick and pay.

mod asked;
mod nothing;
mod table;
mod tools;

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{head::head, pager, selection::selection_bar, state},
    files,
    forms::list_views,
    islands::Chosen,
    page::{self, Tab},
};
pub use asked::asked_by;
use asked::{Asked, Pairs, address, query};
use axum::{
    extract::{Query, State},
    response::Response,
};
use backend::invoices::list::{self, Direction, Page, Place, Sort, Wanted};
use documents::csv::{Cell, Csv};
use domain::{
    Currency, Money,
    access::Action,
    ids::InvoiceId,
    list_view::{List, ListView},
};

/// GET /invoices
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(pairs): Query<Pairs>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let view = visit.views.of(List::Invoices);
    let asked = Asked::of(&pairs, view.query.as_deref());
    let listed = list::page(&app.backend, buyer, &asked.wanted).await?;
    let can_pay = buyer.can(Action::Pay);
    Ok(page::portal(&visit, Tab::Invoices, "Invoices", || {
        let csv = format!("/invoices.csv?{}", query(&whole(&asked.wanted)));
        let csv = (!listed.invoices.is_empty()).then(|| {
            view! {
                <a class="button" href="/bundles/new">"Files"</a>
                <a class="button" href=csv download="">"CSV"</a>
            }
        });
        view! {
            {head("Invoices").lede(lede(&listed)).actions(csv)}
            <div class="stack">
                {tools::search(&asked.wanted)}
                {tools::filters(&asked.wanted, &listed)}
                {list_views::form(&visit, List::Invoices, query(&asked.wanted))}
                {body((&visit, &view), &asked, &listed, (can_pay, buyer.can(Action::Dispute)))}
            </div>
        }
    }))
}

/// GET /invoices.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, AppError> {
    let buyer = visit.buyer()?;
    let invoices = list::export(&app.backend, buyer, &Asked::of(&pairs, None).wanted).await?;
    let mut csv = Csv::new(&[
        "invoice",
        "order",
        "order_given",
        "issued",
        "due",
        "state",
        "currency",
        "total",
        "open",
        "to_pay",
        "on_its_way",
        "promised",
        "promised_until",
        "disputed",
        "on_a_plan",
        "discount",
        "discount_until",
        "paid",
    ]);
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(Cell::empty, Cell::date);
    for invoice in invoices {
        let part = &invoice.standing.part;
        let currency = invoice.total.currency;
        let amount = |minor| Cell::amount(Money::new(minor, currency));
        csv.row([
            Cell::text(&invoice.number),
            Cell::text(invoice.po_number.as_deref().unwrap_or_default()),
            Cell::text(invoice.customer_po.as_deref().unwrap_or_default()),
            Cell::date(invoice.issued_on),
            Cell::date(invoice.due_on),
            Cell::text(state::of_item(invoice.standing.state, visit.today).word),
            Cell::text(currency.code()),
            Cell::amount(invoice.total),
            Cell::amount(invoice.open()),
            Cell::amount(invoice.to_pay()),
            amount(part.in_flight_minor),
            amount(part.promised_minor),
            day(invoice.standing.promised_until),
            amount(part.disputed_minor),
            amount(part.deferred_minor),
            invoice.saves.map_or_else(Cell::empty, |(saves, _)| Cell::amount(saves)),
            day(invoice.saves.map(|(_, until)| until)),
            day(invoice.paid_on),
        ]);
    }
    let name = format!("invoices-{}-{}.csv", buyer.account_number, visit.today);
    Ok(files::download(&name, "text/csv; charset=utf-8", csv.finish()))
}

/// The list from its beginning.
fn whole(wanted: &Wanted) -> Wanted {
    Wanted { place: Place::Start, ..wanted.clone() }
}

/// What is open, and how much of it may be paid now.
fn lede(listed: &Page) -> String {
    let open: Vec<_> = listed.balances.iter().filter(|balance| balance.open.minor > 0).collect();
    if open.is_empty() {
        return "Nothing is open.".to_owned();
    }
    let each = |of: fn(&list::Balance) -> Money| {
        let amounts: Vec<_> = open.iter().map(|balance| of(balance).full()).collect();
        amounts.join(" and ")
    };
    let all = open.iter().all(|balance| balance.open == balance.collectable);
    let (count, sums) = (listed.open_count, each(|balance| balance.open));
    if all {
        return format!("{count} open, {sums}. All of it can be paid now.");
    }
    let payable = each(|balance| balance.collectable);
    format!(
        "{count} open, {sums}. Of that, {payable} can be paid now; the rest is on its way or on hold."
    )
}

fn body(
    (visit, view): (&Visit, &ListView),
    asked: &Asked,
    listed: &Page,
    (can_pay, can_dispute): (bool, bool),
) -> Markup {
    if listed.invoices.is_empty() {
        return nothing::nothing(&asked.wanted);
    }
    let one = one_currency(listed);
    let can_tick = (can_pay || can_dispute)
        && one.is_some()
        && listed.invoices.iter().any(|i| i.pays.minor > 0);
    let ticked = can_tick.then_some(asked.ticked.as_slice());
    let table = table::table((visit, view), &asked.wanted, listed, one, ticked);
    let list = match one.filter(|_| can_tick) {
        Some(currency) => {
            let chosen = chosen(listed, &asked.ticked, currency);
            let at = query(&asked.wanted);
            let buttons = view! {
                <button class="button extra" formaction="/invoices" name="list" value=at>
                    "Update total"
                </button>
                <button class="button quiet" formaction="/bundles/new">"Download"</button>
                {can_dispute.then(|| view! {
                    <button class="button" formaction="/disputes/new">"Something is wrong"</button>
                })}
                {can_pay.then(|| view! { <button class="button primary">"Review and pay"</button> })}
            };
            view! {
                <form action="/pay">
                    {table}
                    {selection_bar(chosen, buttons)}
                </form>
            }
            .into_markup()
        }
        None => table,
    };
    let mixed = (can_pay && one.is_none()).then(|| {
        view! { <p class="s ink-2">"To pay several at once, choose one currency above."</p> }
    });
    view! { {mixed} {list} {pages(&asked.wanted, listed)} }.into_markup()
}

/// The currency, where all that is listed is in one.
fn one_currency(listed: &Page) -> Option<Currency> {
    let first = listed.invoices.first()?.total.currency;
    let all = listed.invoices.iter().all(|invoice| invoice.total.currency == first);
    all.then_some(first)
}

/// What is ticked on this page. A sum that `domain` refuses is left to the page of paying.
fn chosen(listed: &Page, ticked: &[InvoiceId], currency: Currency) -> Chosen {
    let is_ticked = |id: &InvoiceId| ticked.contains(id);
    let chosen: Vec<_> = listed
        .invoices
        .iter()
        .filter(|invoice| invoice.pays.minor > 0 && is_ticked(&invoice.id))
        .collect();
    let sum = |of: fn(&list::Listed) -> Money| {
        let amounts = chosen.iter().map(|invoice| of(invoice));
        Money::sum(amounts, currency).unwrap_or(Money::zero(currency))
    };
    Chosen {
        count: u32::try_from(chosen.len()).unwrap_or(u32::MAX),
        pay: sum(|invoice| invoice.pays),
        open: sum(list::Listed::open),
    }
}

fn pages(wanted: &Wanted, listed: &Page) -> Option<Markup> {
    if listed.before.is_none() && listed.after.is_none() {
        return None;
    }
    let to = |place| address(&Wanted { place, ..wanted.clone() });
    let back = listed.before.clone().map(|cursor| to(Place::Before(cursor)));
    let on = listed.after.clone().map(|cursor| to(Place::After(cursor)));
    let (back_word, on_word) = match (wanted.sort, wanted.direction) {
        (Sort::Issued, Direction::Down) => ("Newer", "Older"),
        (Sort::Issued, Direction::Up) => ("Older", "Newer"),
        (Sort::Due, Direction::Up) => ("Earlier", "Later"),
        (Sort::Due, Direction::Down) => ("Later", "Earlier"),
        (Sort::Number | Sort::Total, _) => ("Back", "Next"),
    };
    let count = listed.invoices.len();
    let told = if count == 1 { "1 invoice".to_owned() } else { format!("{count} invoices") };
    Some(pager::turns(told, back.map(|to| (back_word, to)), on.map(|to| (on_word, to))))
}
