//! A copy of an invoice: to read, to print, and as a PDF of the same.

use crate::markup::*;
use crate::{
    AppState, FormResult, PageResult, Visit,
    components::{
        date,
        facts::{fact, facts},
        head::{head, reference},
        iban::iban,
        icon::{Icon, icon},
        notice::{Tone, notice},
        panel::panel,
        select::select,
        sum::{grand, line, sum},
        table::{amount, cell, column, lead, row, table},
    },
    files,
    page::{self, Page, Tab},
};
use axum::extract::{Path, State};
use backend::{invoices::copy, press};
use documents::{
    einvoice::{Refused, plain},
    format,
    invoice::{Invoice, Line},
    party::Party,
};
use domain::{decimals, format::Format, ids::InvoiceId, rates::percent_text, style::Style};
use uuid::Uuid;

/// GET /invoices/{id}/copy
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    let copy = copy::get(&app.backend, visit.buyer()?, id).await?;
    Ok(show(&visit, id, &copy, None))
}

/// The page; with what a format refused, if one did.
fn show(visit: &Visit, id: InvoiceId, copy: &Invoice, refused: Option<(Format, &Refused)>) -> Page {
    page::portal(visit, Tab::Invoices, copy.title(), || {
        let number = copy.number.clone();
        let lede = view! { "Made on " {date::long(copy.made_on)} ". Not to be booked twice." };
        let chosen = refused.map_or(Format::Pdf, |(format, _)| format);
        view! {
            {head(view! { "Copy of invoice " {reference(number.clone())} })
                .crumb("Invoices", "/invoices")
                .crumb(number, format!("/invoices/{id}"))
                .here("Copy")
                .lede(lede)}
            {refused.map(|(format, refused)| broken_rules(format, refused))}
            {download(id, chosen)}
            <div class="halves">
                {side("seller", "From", &copy.seller)}
                {side("customer", "To", &copy.customer)}
            </div>
            {about(copy)}
            {lines(copy)}
            {payment(copy)}
        }
    })
}

/// Posts, because what was needed and had is counted.
fn download(id: InvoiceId, chosen: Format) -> Markup {
    let address = format!("/invoices/{id}/copy");
    let formats = Format::ALL.map(|format| (format.code(), format.label()));
    view! {
        <form method="post" action=address class="row">
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            {select("format", "Take it as", formats).value(chosen.code()).view()}
            <button class="button primary">{icon(Icon::Download)} "Download"</button>
        </form>
    }
    .into_markup()
}

/// Why there is no such file: each rule in plain words, and in its authority's.
pub fn broken_rules(format: Format, refused: &Refused) -> Markup {
    let rules: Vec<_> = refused
        .rules
        .iter()
        .map(|broken| {
            let words = plain::words(&broken.rule).unwrap_or(&broken.words).to_owned();
            let rule = format!("{} at {}", broken.rule, broken.at);
            view! { <li>{words} " " <span class="mute">{rule}</span></li> }
        })
        .collect();
    let title = format!("This invoice cannot be had as {}", format.label());
    let words = view! { "The format’s rules ask for more than it says. The PDF is there." <ul>{rules}</ul> };
    notice(Tone::Held, Icon::Warn).title(title).words(words).alert().view()
}

/// GET /invoices/{id}/copy/{format}
pub async fn file(
    visit: Visit,
    State(app): State<AppState>,
    Path((id, code)): Path<(InvoiceId, String)>,
) -> FormResult {
    let format = Format::of(&code).ok_or(backend::Error::NotFound)?;
    let copy = copy::get(&app.backend, visit.buyer()?, id).await?;
    let (copy, written) = press::make(move || {
        let written = format::write(format, &copy, Style::default());
        (copy, written)
    })
    .await?;
    match written {
        Ok(bytes) => {
            Ok(files::download(&format::file_name(format, &copy), format.media_type(), bytes))
        }
        Err(format::Error::Refused(refused)) => {
            Ok(show(&visit, id, &copy, Some((format, &refused))).refused())
        }
        Err(error) => Err(backend::Error::caused("writing an invoice", error).into()),
    }
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

fn about(copy: &Invoice) -> Markup {
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

fn lines(copy: &Invoice) -> Markup {
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

fn line_row(line: &Line, copy: &Invoice) -> Markup {
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
fn payment(copy: &Invoice) -> Markup {
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
    told.extend(copy.discount.map(|off| {
        fact("Discount", view! { {percent_text(off.rate_bp)} " until " {date::long(off.until)} })
    }));
    let remit = &copy.remit_to;
    told.extend([
        fact("Pay to", copy.seller.name.clone()),
        fact("IBAN", iban(&remit.iban)),
        fact("BIC", format!("{}, {}", remit.bic, remit.bank_name)),
        fact("Reference", reference(copy.number.clone())),
        fact("Questions", copy.seller.contact.email.clone().unwrap_or_default()),
    ]);
    panel("payment", "Payment").body(facts(told)).view()
}
