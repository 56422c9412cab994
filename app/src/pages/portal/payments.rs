//! Payments: what was sent, and what became of it.

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        head::{head, reference},
        icon::Icon,
        links::{chips, link},
        pager::pager,
        panel::panel,
        state::{self, Tone},
        table::{self, amount, cell, column, empty, lead, row},
    },
    files,
    page::{self, Tab},
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use backend::{
    gateways::clock,
    payments::list::{self, Cursor, Filter, Listed, Page},
};
use documents::csv::{Cell, Csv};
use domain::Currency;
use serde::Deserialize;

/// The query of the page.
#[derive(Deserialize, Default)]
pub struct Asked {
    /// Which payments.
    pub state: Option<String>,
    /// From where on.
    pub at: Option<String>,
}

impl Asked {
    /// The filter, where it is one.
    pub fn filter(&self) -> Filter {
        self.state.as_deref().map(Filter::of).unwrap_or_default()
    }

    fn cursor(&self) -> Option<Cursor> {
        self.at.as_deref().and_then(Cursor::of)
    }
}

/// GET /payments
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let filter = asked.filter();
    let page = list::list(&app.backend, buyer, filter, asked.cursor()).await?;
    Ok(page::portal(&visit, Tab::Payments, "Payments", || {
        let files = (!page.payments.is_empty()).then(|| {
            let address = format!("/payments.csv{}", query(filter));
            view! { <a class="button" href=address download="">"CSV"</a> }
        });
        view! {
            {head("Payments").lede("What you sent, and what became of it.").actions(files)}
            {filters(filter)}
            {body(&visit, filter, page)}
        }
    }))
}

/// GET /payments.csv
pub async fn csv(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    let buyer = visit.buyer()?;
    let payments = list::export(&app.backend, buyer, asked.filter()).await?;
    let mut csv = Csv::new(&[
        "payment", "made_at", "state", "way", "from", "amount", "fee", "currency", "settled",
        "receipt", "invoices",
    ]);
    for payment in payments {
        csv.row([
            Cell::text(payment.reference),
            Cell::instant(payment.made_at),
            Cell::text(payment.state.code()),
            Cell::text(payment.method.label()),
            Cell::text(payment.instrument),
            Cell::amount(payment.amount),
            Cell::amount(payment.fee),
            Cell::text(payment.amount.currency.code()),
            payment.settled_on.map_or_else(Cell::empty, Cell::date),
            Cell::text(payment.receipt_number.unwrap_or_default()),
            Cell::text(payment.invoices.join(" ")),
        ]);
    }
    let name = format!("payments-{}-{}.csv", buyer.account_number, visit.today);
    Ok(files::download(&name, "text/csv; charset=utf-8", csv.finish()))
}

fn body(visit: &Visit, filter: Filter, page: Page) -> Markup {
    if page.payments.is_empty() {
        return nothing(filter);
    }
    let at = |cursor: String| {
        let first = query(filter);
        let mark = if first.is_empty() { '?' } else { '&' };
        format!("/payments{first}{mark}at={cursor}")
    };
    let (newer, older) = (page.newer.map(at), page.older.map(at));
    let told = match page.payments.len() {
        1 => "1 payment, newest first".to_owned(),
        more => format!("{more} payments, newest first"),
    };
    let pages = (newer.is_some() || older.is_some()).then(|| pager(told, newer, older));
    // Where all are in one currency the head names it once.
    let first = page.payments[0].amount.currency;
    let one = page.payments.iter().all(|payment| payment.amount.currency == first).then_some(first);
    let fees = page.payments.iter().any(|payment| payment.fee.minor > 0);
    let shown = Shown { one, fees };
    let rows = page.payments.into_iter().map(|payment| row_of(visit, payment, shown));
    let rows: Vec<_> = rows.collect();
    let named =
        |label: &str| one.map_or(label.to_owned(), |currency| format!("{label}, {currency}"));
    let mut columns = vec![column("Payment"), column("State"), column("Made on"), column("Pays")];
    columns.extend(fees.then(|| column(named("Fee")).num()));
    columns.push(column(named("Amount")).num());
    view! { {panel("all", "All payments").roomy_table(table::table(columns, rows, None))} {pages} }
        .into_markup()
}

/// What the table has room for.
#[derive(Clone, Copy)]
struct Shown {
    /// The currency, where all payments are in one.
    one: Option<Currency>,
    /// Whether any has a fee.
    fees: bool,
}

fn row_of(visit: &Visit, payment: Listed, shown: Shown) -> Markup {
    let one = shown.one;
    let address = format!("/payments/{}", payment.id);
    let made_on = clock::date_in(payment.made_at, visit.time_zone());
    let money = |amount: domain::Money| match one {
        Some(_) => amount.bare(),
        None => format!("{} {}", amount.currency, amount.bare()),
    };
    let fee = match payment.fee.is_zero() {
        true => empty().num(),
        false => cell(money(payment.fee)).num().label("Fee"),
    };
    let sum = match one {
        Some(_) => amount(payment.amount),
        None => cell(money(payment.amount)).num(),
    };
    let how = format!("{}, {}", payment.method.label(), payment.instrument);
    let mut cells = vec![
        lead(view! {
            <a class="id" href=address>{reference(payment.reference)}</a>
            <span class="note">{how}</span>
        }),
        cell(state::of_payment(payment.state).inline()).full(),
        cell(date::medium(made_on)).full().mute(),
        cell(invoices(payment.invoices, payment.has_more_invoices)).full(),
    ];
    cells.extend(shown.fees.then_some(fee));
    cells.push(sum.key().strong());
    row(cells)
}

fn invoices(numbers: Vec<String>, has_more: bool) -> Markup {
    if numbers.is_empty() {
        return view! { <span class="mute">"Nothing yet"</span> }.into_markup();
    }
    let last = numbers.len() - 1;
    let each = |(n, number): (usize, String)| {
        let comma = (n < last).then_some(", ");
        view! { {reference(number)}{comma} }
    };
    let numbers: Vec<_> = numbers.into_iter().enumerate().map(each).collect();
    let more = has_more.then_some(" and more");
    view! { {numbers}{more} }.into_markup()
}

fn filters(current: Filter) -> Markup {
    let chip = |filter: Filter| {
        let address = format!("/payments{}", query(filter));
        let chip = match filter {
            Filter::All => link("All", address),
            Filter::OnItsWay => link("On its way", address).icon(Tone::Moving, Icon::OnItsWay),
            Filter::Paid => link("Paid", address).icon(Tone::Settled, Icon::Paid),
            Filter::CameBack => {
                link("Came back or did not work", address).icon(Tone::Danger, Icon::CameBack)
            }
        };
        chip.current(filter == current)
    };
    chips("Filter", Filter::ALL.map(chip))
}

fn nothing(filter: Filter) -> Markup {
    let (title, words) = match filter {
        Filter::All => (
            "No payments yet",
            "What you pay here or by transfer appears on this page, with the invoices that it pays.",
        ),
        Filter::OnItsWay => ("Nothing is on its way", "Every payment has arrived, or has ended."),
        Filter::Paid => ("Nothing has arrived yet", "A payment is here once its money is there."),
        Filter::CameBack => ("Nothing came back", "No payment failed, and none was returned."),
    };
    let blank = blank(Icon::Pay, title).words(words);
    match filter {
        Filter::All => blank.way_on("See what is open", "/invoices"),
        _ => blank.way_on("All payments", "/payments"),
    }
    .view()
}

fn query(filter: Filter) -> String {
    match filter {
        Filter::All => String::new(),
        other => format!("?state={}", other.code()),
    }
}
