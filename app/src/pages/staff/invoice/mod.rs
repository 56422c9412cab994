//! One invoice: what was billed, what is open of it and why, what was applied, and its entries.

mod document;
mod open;

use super::parts::{
    books, decided, one_currency, payments as payments_table, promised, sent, story,
    supporting_documents, written,
};
use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        head::{head, reference},
        panel::panel,
        state,
        table::dense_table,
    },
    forms::{Problems, supporting_documents::Fields},
    page::{self, Place},
};
use axum::extract::{Path, State};
use backend::{
    dispatches,
    originals::{self, By, Of},
    receivables::invoice::{self, Invoice},
};
use domain::{conversation::About, ids::InvoiceId, supporting_document};

/// GET /staff/invoices/{id}
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    show(&visit, &app, id, &Fields::default(), &Problems::default()).await
}

/// The page with a paper as it was chosen.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    id: InvoiceId,
    fields: &Fields,
    problems: &Problems,
) -> PageResult {
    let staff = visit.staff()?;
    let invoice = invoice::get(&app.backend, staff, id).await?;
    let ways = dispatches::of_subject(&app.backend, staff, invoice.row.account_id, id.0).await?;
    let original = originals::find(&app.backend, By::Staff(staff), Of::Invoice(id)).await?;
    let title = invoice.row.number.clone();
    Ok(page::staff(visit, Place::Invoices, title, || {
        let row = &invoice.row;
        let account = format!("/staff/accounts/{}", row.account_id);
        let order = row.po_number.clone().map(|number| view! { ", order " {reference(number)} });
        let given = row.customer_po.clone();
        let given = given.map(|number| view! { ", order given later " {reference(number)} });
        let lede = view! {
            <a href=account.clone()>{row.account_name.clone()}</a>
            {order}
            {given}
            ", issued "
            {date::long(row.issued_on)}
            ", due "
            {date::long(row.due_on)}
        };
        view! {
            {head(reference(row.number.clone()))
                .crumb("Invoices", "/staff/invoices")
                .crumb(row.account_name.clone(), account.clone())
                .here(row.number.clone())
                .pill(state::of_item(row.state, visit.today).pill())
                .lede(lede)}
            <div class="split">
                <div class="stack loose">
                    {open::items(visit, &invoice)}
                    {document::lines(&invoice)}
                    {open::allocations(visit, &invoice)}
                    {payments(visit, &invoice)}
                    {promises(visit, &invoice)}
                    {supporting_documents::panel_of(
                        visit,
                        (supporting_document::About::Invoice(id), row.account_id),
                        &invoice.papers,
                        (fields, problems),
                    )}
                    {written::panel_of(visit, About::Invoice(id), &invoice.conversations)}
                    {sent::panel_of(visit, &ways)}
                    {decisions(visit, &invoice)}
                    {books::entries(&invoice.entries, row.total.currency)}
                </div>
                <div class="stack loose">
                    {open::balance(&invoice)}
                    {document::totals(&invoice)}
                    {document::facts_of(visit, &invoice, original.as_ref())}
                    {panel("story", "What happened").body(story::story(visit, &invoice.timeline))}
                </div>
            </div>
        }
    }))
}

/// By which rule money was applied, in words.
pub fn rule(code: &str) -> String {
    match code {
        "chosen" => "the payer's choice",
        "oldest_first" => "oldest first",
        "reference" => "its reference",
        "credit" => "credit",
        "returned" => "taken back",
        other => other,
    }
    .to_owned()
}

fn payments(visit: &Visit, invoice: &Invoice) -> Option<Markup> {
    if invoice.payments.is_empty() {
        return None;
    }
    let one = one_currency(invoice.payments.iter().map(|payment| payment.amount));
    let shown = payments_table::Shown { accounts: false, compact: true, one };
    let table = dense_table(
        payments_table::columns(shown),
        invoice.payments.iter().map(|payment| payments_table::row_of(visit, payment, shown)),
        None,
    );
    let note = view! { <small>"whole amounts, which may pay other invoices, too"</small> };
    Some(panel("payments", "Payments for it").aside(note).table(table).view())
}

fn promises(visit: &Visit, invoice: &Invoice) -> Option<Markup> {
    if invoice.promises.is_empty() {
        return None;
    }
    let one = Some(invoice.row.total.currency);
    let table = dense_table(
        promised::columns(false, one),
        invoice.promises.iter().map(|promise| promised::row_of(visit, promise, false, one)),
        None,
    );
    Some(panel("promises", "Promises").table(table).view())
}

fn decisions(visit: &Visit, invoice: &Invoice) -> Option<Markup> {
    (!invoice.decisions.is_empty()).then(|| {
        let shows = decided::Shows { day: true, documents: false, accounts: false };
        let log = decided::log(visit, &invoice.decisions, shows);
        panel("decided", "Written about, or not, and why").flush(log).view()
    })
}
