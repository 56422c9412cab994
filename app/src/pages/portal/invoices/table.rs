//! The table of the list.

use super::asked::{SORTS, address};
use crate::markup::*;
use crate::{
    Visit,
    components::{
        head::reference,
        icon::{Icon, toned_icon},
        selection::pick,
        state::{State, Tone, of_item},
        table::{self, Cell, Column, cell, column, empty, lead, row},
    },
};
use backend::invoices::list::{Direction, Listed, Page, Place, Sort, Sums, Wanted};
use chrono::NaiveDate;
use domain::{
    Currency, Money, calendar,
    ids::InvoiceId,
    list_view::{Column as C, ListView, grouped},
    open_item,
};

/// The table. `one` is the currency where all rows are in one; `ticked` is there where rows can be
/// ticked.
pub fn table(
    (visit, view): (&Visit, &ListView),
    wanted: &Wanted,
    listed: &Page,
    one: Option<Currency>,
    ticked: Option<&[InvoiceId]>,
) -> Markup {
    let heads = Heads { wanted, one };
    let mut columns: Vec<Column> =
        ticked.is_some().then(|| Column::pick("Select")).into_iter().collect();
    columns.push(heads.by(Sort::Number, "Invoice"));
    columns.extend(chosen(
        view,
        [
            (C::Issued, heads.by(Sort::Issued, "Issued").opt()),
            (C::Due, heads.by(Sort::Due, "Due")),
            (C::State, column("State")),
            (C::Total, heads.by(Sort::Total, "Total").num()),
            (C::Open, column("Open").num()),
        ],
    ));
    columns.push(column("To pay").num());
    let across = columns.len();
    let rows = grouped(&listed.invoices, |invoice| heading(view, invoice));
    let rows = rows.into_iter().flat_map(|(heading, invoices)| {
        let heading = heading.map(|heading| table::group(heading, told(&invoices), across));
        let rows = invoices.into_iter().map(|invoice| {
            let tick = ticked.map(|ticked| ticked.contains(&invoice.id));
            row_of(invoice, (visit.today, view), one, tick)
        });
        heading.into_iter().chain(rows).collect::<Vec<_>>()
    });
    let sums = listed.sums.filter(|_| listed.invoices.len() > 1);
    let sums = sums.map(|sums| sums_of(&sums, view, listed.invoices.len(), ticked.is_some()));
    view! { <div class="panel table-box roomy">{table::table(columns, rows, sums)}</div> }
        .into_markup()
}

/// What is shown of what can be left out.
fn chosen<T>(view: &ListView, all: impl IntoIterator<Item = (C, T)>) -> impl Iterator<Item = T> {
    all.into_iter().filter(|(column, _)| view.shows(*column)).map(|(_, one)| one)
}

/// Under what an invoice stands.
fn heading(view: &ListView, invoice: &Listed) -> Option<String> {
    let order = invoice.customer_po.as_deref().or(invoice.po_number.as_deref());
    view.grouping.heading(invoice.due_on, order)
}

/// How many there are in a group, and what is to pay on them.
fn told(invoices: &[&Listed]) -> String {
    let count = match invoices.len() {
        1 => "1 invoice".to_owned(),
        many => format!("{many} invoices"),
    };
    let currency = invoices[0].total.currency;
    // Of several currencies there is no sum.
    match Money::sum(invoices.iter().map(|invoice| invoice.to_pay()), currency) {
        Ok(sum) => format!("{count}, {} to pay", sum.full()),
        Err(_) => count,
    }
}

/// The heads by which a list is sorted.
struct Heads<'a> {
    wanted: &'a Wanted,
    one: Option<Currency>,
}

impl Heads<'_> {
    /// A link that sorts by this column, or the other way round.
    fn by(&self, sort: Sort, label: &'static str) -> Column {
        let [up, down] =
            SORTS.into_iter().find(|(known, ..)| *known == sort).map_or([""; 2], |s| s.2);
        let now = (self.wanted.sort == sort).then_some(self.wanted.direction);
        let next = match (now, sort) {
            (Some(Direction::Up), _) | (None, Sort::Issued | Sort::Total) => Direction::Down,
            (Some(Direction::Down), _) | (None, Sort::Due | Sort::Number) => Direction::Up,
        };
        let (mark, told, order) = match now {
            Some(Direction::Up) => (" ↓", format!("{up}. Change order"), Some("ascending")),
            Some(Direction::Down) => (" ↑", format!("{down}. Change order"), Some("descending")),
            None => ("", format!("Sort by {}", named(sort)), None),
        };
        let currency = self.one.filter(|_| sort == Sort::Total);
        let label = match currency {
            Some(currency) => format!("{label}, {currency}{mark}"),
            None => format!("{label}{mark}"),
        };
        // What is seen begins what is heard, so that people who speak to their browser are understood.
        let told = format!("{label}: {told}");
        let to = Wanted { sort, direction: next, place: Place::Start, ..self.wanted.clone() };
        let link = view! { <a href=address(&to) aria-label=told>{label}</a> };
        column(link).sorted(order)
    }
}

/// What a list is sorted by, in words.
fn named(sort: Sort) -> &'static str {
    match sort {
        Sort::Due => "due date",
        Sort::Issued => "date of issue",
        Sort::Number => "number",
        Sort::Total => "total",
    }
}

fn row_of(
    invoice: &Listed,
    (today, view): (NaiveDate, &ListView),
    one: Option<Currency>,
    tick: Option<bool>,
) -> Markup {
    let money = |amount: Money| match one {
        Some(_) => amount.bare(),
        None => format!("{} {}", amount.currency, amount.bare()),
    };
    let figure = |amount: Money| {
        let figure = cell(money(amount)).num();
        if amount.is_zero() { figure.class("zero") } else { figure }
    };
    let (open, to_pay) = (invoice.open(), invoice.to_pay());
    let open_cell = match (open.is_zero(), open == invoice.total) {
        (true, _) => figure(open).wide_only(),
        (false, true) => figure(open).label("Open"),
        (false, false) => figure(open).label(format!("Open of {}", money(invoice.total))),
    };
    let tick = tick.map(|ticked| pick(invoice.id, &invoice.number, invoice.pays, open, ticked));
    let state = view! { {state(invoice, today).inline()} {notes(invoice, today)} };
    let cells = chosen(
        view,
        [
            (C::Issued, cell(calendar::short(invoice.issued_on, today)).wide_only().opt()),
            (C::Due, cell(calendar::short(invoice.due_on, today)).nowrap().wide_only()),
            (C::State, cell(state).full()),
            (C::Total, figure(invoice.total).wide_only()),
            (C::Open, open_cell),
        ],
    );
    let lead = std::iter::once(lead(name(invoice, today)));
    let last = std::iter::once(figure(to_pay).key().strong());
    row(tick.into_iter().chain(lead).chain(cells).chain(last))
}

fn name(invoice: &Listed, today: NaiveDate) -> Markup {
    let address = format!("/invoices/{}", invoice.id);
    let due = format!("due {}", calendar::short(invoice.due_on, today));
    let orders = invoice.po_number.iter().chain(&invoice.customer_po);
    let orders: Vec<&str> = orders.map(String::as_str).collect();
    let note = match (!orders.is_empty()).then(|| orders.join(" · ")) {
        Some(order) => {
            view! { {reference(order)} <span class="in-fold">", " {due}</span> }.into_markup()
        }
        None => view! { <span class="in-fold">{due}</span> }.into_markup(),
    };
    view! {
        <a class="id" href=address>{reference(invoice.number.clone())}</a>
        <span class="note">{note}</span>
    }
    .into_markup()
}

fn state(invoice: &Listed, today: NaiveDate) -> State {
    match (invoice.standing.state, invoice.paid_on) {
        (open_item::State::Paid, Some(on)) => {
            let word = format!("Paid {}", calendar::short(on, today));
            State::new(Tone::Settled, Icon::Paid, word)
        }
        (state, _) => of_item(state, today),
    }
}

/// What the state does not say: held and moving amounts, and what can be had.
fn notes(invoice: &Listed, today: NaiveDate) -> Vec<Markup> {
    let part = &invoice.standing.part;
    let money = |minor| Money::new(minor, invoice.total.currency).bare();
    let short = |day: NaiveDate| calendar::short(day, today);
    let mut notes = Vec::new();
    let mut add = |mark: Option<(Tone, Icon)>, words: String| {
        let mark = mark.map(|(tone, icon)| view! { {toned_icon(icon, tone.class())} " " });
        notes.push(view! { <span class="note">{mark}{words}</span> }.into_markup());
    };
    if part.open_minor > 0 && !invoice.settled().is_zero() {
        add(None, format!("{} paid or credited", invoice.settled().bare()));
    }
    // What holds all of it is the state.
    let holds = |minor: i64| minor > 0 && minor < part.open_minor;
    if holds(part.in_flight_minor) {
        let words = format!("{} on its way", money(part.in_flight_minor));
        add(Some((Tone::Moving, Icon::OnItsWay)), words);
    }
    if holds(part.promised_minor) {
        let until = invoice.standing.promised_until.map(short).unwrap_or_default();
        let words = format!("{} promised for {until}", money(part.promised_minor));
        add(Some((Tone::Held, Icon::Promised)), words);
    }
    if holds(part.disputed_minor) {
        let words = format!("{} disputed, on hold", money(part.disputed_minor));
        add(Some((Tone::Held, Icon::Disputed)), words);
    }
    if holds(part.deferred_minor) {
        let words = format!("{} on a plan", money(part.deferred_minor));
        add(Some((Tone::Held, Icon::OnAPlan)), words);
    }
    let late = (today - invoice.due_on).num_days();
    if part.open_minor > 0 && part.collectable_minor == 0 && late > 0 {
        add(None, format!("Was due {} ago", calendar::days_text(late)));
    }
    if let Some((_, until)) = invoice.saves {
        add(None, format!("{} if paid by {}", invoice.pays.bare(), short(until)));
    }
    notes
}

fn sums_of(sums: &Sums, view: &ListView, count: usize, has_ticks: bool) -> Markup {
    let pick: Option<Cell> = has_ticks.then(|| empty().pick());
    let cells = chosen(
        view,
        [
            (C::Issued, empty().wide_only().opt()),
            (C::Due, empty().wide_only()),
            (C::State, empty().wide_only()),
            (C::Total, cell(sums.total.bare()).num().wide_only()),
            (C::Open, cell(sums.open.bare()).num().label("Open")),
        ],
    );
    let lead = std::iter::once(lead(format!("{count} invoices")));
    let last = std::iter::once(cell(sums.to_pay.bare()).num().key());
    row(pick.into_iter().chain(lead).chain(cells).chain(last))
}
