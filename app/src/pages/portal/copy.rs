//! A copy of an invoice: to read, to print, and as a PDF of the same.

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        date,
        facts::{fact, facts},
        head::{head, reference},
        iban::iban,
        icon::{Icon, icon},
        panel::panel,
        sum::{grand, line, sum},
        table::{amount, cell, column, lead, row, table},
    },
    files,
    page::{self, Tab},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::invoices::copy;
use documents::{
    invoice_copy::{InvoiceCopy, Line},
    invoice_copy_pdf,
    statement::Party,
};
use domain::{decimals, ids::InvoiceId, rates::percent_text};
use uuid::Uuid;

/// GET /invoices/{id}/copy
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    let copy = copy::get(&app.backend, visit.buyer()?, id).await?;
    Ok(page::portal(&visit, Tab::Invoices, copy.title(), || {
        let number = copy.number.clone();
        let lede = view! { "Made on " {date::long(copy.made_on)} ". Not to be booked twice." };
        view! {
            {head(view! { "Copy of invoice " {reference(number.clone())} })
                .crumb("Invoices", "/invoices")
                .crumb(number, format!("/invoices/{id}"))
                .here("Copy")
                .lede(lede)
                .actions(download(id))}
            <div class="halves">
                {side("seller", "From", &copy.seller)}
                {side("customer", "To", &copy.customer)}
            </div>
            {about(&copy)}
            {lines(&copy)}
            {payment(&copy)}
        }
    }))
}

/// Posts, because what was needed and had is counted.
fn download(id: InvoiceId) -> Markup {
    let address = format!("/invoices/{id}/copy");
    view! {
        <form method="post" action=address>
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <button class="button primary">{icon(Icon::Download)} "Download the PDF"</button>
        </form>
    }
    .into_markup()
}

/// GET /invoices/{id}/copy.pdf
pub async fn pdf(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> Result<Response, AppError> {
    let copy = copy::get(&app.backend, visit.buyer()?, id).await?;
    let name = format!("{}.pdf", copy.file_name());
    // Thousands of lines take a while, and other pages must not wait for them.
    let bytes = tokio::task::spawn_blocking(move || invoice_copy_pdf::write(&copy))
        .await
        .map_err(|error| backend::Error::caused("writing a PDF", error))?
        .map_err(|error| backend::Error::caused("writing a PDF", error))?;
    Ok(files::download(&name, "application/pdf", bytes))
}

/// One side, as it stands on documents.
fn side(id: &'static str, title: &'static str, party: &Party) -> Markup {
    let lines: Vec<_> = party.address.iter().map(|line| view! { <br />{line.clone()} }).collect();
    let vat = party.vat_id.as_ref().map(|vat| {
        let vat = format!("VAT number {vat}");
        view! { <p class="s mute">{vat}</p> }
    });
    let body = view! { <p><strong>{party.name.clone()}</strong>{lines}</p>{vat} };
    panel(id, title).aside(icon(Icon::Building)).stack(body).view()
}

fn about(copy: &InvoiceCopy) -> Markup {
    let mut told = vec![
        fact("Invoice", reference(copy.number.clone())),
        fact("Issued on", date::long(copy.issued_on)),
        fact("Customer", reference(copy.account_number.clone())),
    ];
    told.extend(copy.po_number.clone().map(|order| fact("Your order", reference(order))));
    told.extend(copy.customer_po.clone().map(|order| fact("Order, given later", reference(order))));
    told.extend(copy.delivered_on.map(|day| fact("Delivered on", date::long(day))));
    told.extend(copy.delivery_note.clone().map(|note| fact("Delivery note", reference(note))));
    panel("about", "Invoice").body(facts(told)).view()
}

fn lines(copy: &InvoiceCopy) -> Markup {
    let columns = [
        column("Item"),
        column("Quantity").num(),
        column("Price").num(),
        column("VAT").num(),
        column("Net").num(),
    ];
    let rows = copy.lines.iter().map(|line| line_row(line, copy));
    let mut sums = vec![line("Net", copy.net)];
    sums.extend(copy.tax.iter().map(|group| {
        let label = format!("VAT {} on {}", percent_text(group.rate_bp), group.taxable.bare());
        line(label, group.tax)
    }));
    sums.push(grand("Total", copy.total));
    let note = copy.note.clone().map(|note| view! { <p class="s ink-2">{note}</p> });
    let currency = copy.total.currency;
    panel("lines", "Lines")
        .aside(view! { <small>{format!("Amounts in {currency}, without VAT")}</small> })
        .table(table(columns, rows, None))
        .body(view! { <div class="halves"><div>{note}</div>{sum(sums)}</div> })
        .view()
}

fn line_row(line: &Line, copy: &InvoiceCopy) -> Markup {
    let article = line.article.clone().map(|article| view! { " · art. " {reference(article)} });
    let quantity = format!("{} {}", decimals::quantity(line.quantity_e4), line.unit);
    row([
        lead(view! {
            {line.description.clone()}
            <span class="note">{format!("Line {}", line.line_no)}{article}</span>
        }),
        cell(quantity.trim_end().to_owned()).num().label("Quantity"),
        cell(decimals::unit_price(line.unit_price_e4, copy.total.currency)).num().label("Price"),
        cell(percent_text(line.tax_bp)).num().label("VAT"),
        amount(line.amount).key(),
    ])
}

/// By when and to whom it is paid.
fn payment(copy: &InvoiceCopy) -> Markup {
    let mut told: Vec<_> = match copy.instalments.as_slice() {
        [only] => vec![fact("Due on", date::long(only.due_on))],
        parts => parts
            .iter()
            .map(|part| {
                fact(
                    "In parts",
                    view! { {part.amount.full()} ", due on " {date::long(part.due_on)} },
                )
            })
            .collect(),
    };
    told.extend(copy.discount.map(|(rate_bp, until)| {
        fact("Discount", view! { {percent_text(rate_bp)} " until " {date::long(until)} })
    }));
    let remit = &copy.remit_to;
    told.extend([
        fact("Pay to", copy.seller.name.clone()),
        fact("IBAN", iban(&remit.iban)),
        fact("BIC", format!("{}, {}", remit.bic, remit.bank_name)),
        fact("Reference", reference(copy.number.clone())),
        fact("Questions", copy.email.clone()),
    ]);
    panel("payment", "Payment").body(facts(told)).view()
}
