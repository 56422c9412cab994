//! The page on which an amount is promised.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        error_summary::error_summary,
        field::field,
        head::{head, reference},
        icon::Icon,
        panel::panel,
        state::Tone,
        sum::{grand, less, line, sum, total},
    },
    forms::{Problems, promises::Fields},
    page::{self, Page, Tab},
};
use axum::extract::{Path, State};
use backend::invoices::detail::{self, Detail};
use chrono::Days;
use domain::{Money, access::Action, calendar, ids::InvoiceId, promise};

/// GET /invoices/{id}/promise
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    visit.buyer()?.may(Action::Promise)?;
    let invoice = detail::get(&app.backend, visit.buyer()?, id).await?;
    let fields = Fields::proposing(invoice.promisable, visit.today);
    Ok(show(&visit, &invoice, &fields, &Problems::default()))
}

/// The page with a form as it was typed.
pub fn show(visit: &Visit, invoice: &Detail, fields: &Fields, problems: &Problems) -> Page {
    let number = invoice.head.number.clone();
    let address = format!("/invoices/{}", invoice.id);
    let title = format!("Promise a date for {number}");
    page::portal(visit, Tab::Invoices, title, || {
        let head = head(view! { "Promise a date for " {reference(number.clone())} })
            .crumb("Invoices", "/invoices")
            .crumb(number.clone(), address.clone())
            .here("Promise")
            .lede("What you promise goes on hold at once: we do not ask for it until its day has passed. The rest stays payable.");
        let nothing = invoice.promisable.is_zero() && problems.is_empty();
        let body = if nothing {
            cannot(invoice, &address)
        } else {
            form(visit, invoice, fields, problems, address.clone())
        };
        view! { {head} {body} }
    })
}

/// Nothing is left to promise: why, and one way on.
fn cannot(invoice: &Detail, address: &str) -> Markup {
    let words = match invoice.running_promise() {
        Some(promise) => format!(
            "There is a promise of {} until {} already. Withdraw it first to make another.",
            promise.amount,
            calendar::long(promise.until)
        ),
        None if invoice.open().is_zero() => "It is paid.".to_owned(),
        None => "All of it is on its way or on hold, so we do not ask for it.".to_owned(),
    };
    blank(Icon::Promised, "Nothing to promise")
        .words(words)
        .way_on("Back to the invoice", address)
        .view()
}

fn form(
    visit: &Visit,
    invoice: &Detail,
    fields: &Fields,
    problems: &Problems,
    address: String,
) -> Markup {
    let currency = invoice.head.total.currency;
    let latest = visit.today + Days::new(promise::LONGEST_DAYS);
    let most = format!("At most {}.", invoice.promisable.bare());
    let until = format!("Until {} at the latest.", calendar::long(latest));
    let form = view! {
        <form class="form" method="post">
            <input type="hidden" name="id" value=fields.id.clone() />
            {field("amount", "Amount")
                .money(currency.sign())
                .value(fields.amount.clone())
                .hint(most)
                .error(problems.of("amount"))}
            {field("date", "Paid by")
                .date(Some(visit.today), Some(latest))
                .value(fields.date.clone())
                .hint(until)
                .error(problems.of("date"))}
            <div class="button-row">
                <button class="button primary">"Promise"</button>
                <a class="button quiet" href=address>"Back to the invoice"</a>
            </div>
        </form>
    };
    view! {
        {error_summary("Not promised", problems)}
        <div class="split">
            {panel("promise", "How much, and by when").body(form)}
            {standing(invoice)}
        </div>
    }
    .into_markup()
}

/// What can be promised, and why it is this much.
fn standing(invoice: &Detail) -> Markup {
    let part = &invoice.standing.part;
    let minus = |minor| less(Money::new(minor, invoice.head.total.currency));
    let held = part.disputed_minor + part.deferred_minor;
    let held =
        (held > 0).then(|| line("Otherwise on hold", minus(held)).icon(Tone::Held, Icon::Disputed));
    let mut lines = vec![
        line("Total", invoice.head.total),
        line("Paid and credited", less(invoice.settled())),
        total("Open", invoice.open()),
        line("On its way", minus(part.in_flight_minor)).icon(Tone::Moving, Icon::OnItsWay),
        line("Promised", minus(part.promised_minor)).icon(Tone::Held, Icon::Promised),
    ];
    lines.extend(held);
    lines.push(grand("To pay", invoice.to_pay()));
    let parts = (invoice.instalments.len() > 1).then(|| {
        view! {
            <p class="s ink-2">
                "Of an invoice in parts, the one that is due first can be promised."
            </p>
        }
    });
    panel("standing", "Where it stands").stack(view! { {sum(lines)} {parts} }).view()
}
