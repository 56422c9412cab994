//! A copy of an invoice or a credit note: to read, to print, and as a PDF of the same.

use crate::markup::*;
use crate::{
    AppError, AppState, FormResult, PageResult, Visit,
    components::{
        choice::tick,
        date,
        facts::{fact, facts},
        files::size,
        head::{head, reference},
        iban::iban,
        icon::{Icon, icon},
        notice::{Tone, notice},
        panel::panel,
        select::select,
        sum::sum,
        table::{amount, cell, column, lead, row, table},
    },
    files,
    page::{self, Page, Tab},
    pages::billed::{self, Billed},
};
use axum::extract::{Path, Query, State};
use backend::{
    brands, credit_notes,
    files::File,
    invoices::copy,
    originals::{self, By, Original},
    preferences::{self, At, Place},
    press, supporting_documents,
};
use documents::{
    archive::{self, Archive, ZipResult},
    einvoice::{Refused, plain},
    format,
    invoice::{Invoice, Line},
    party::Party,
};
use domain::{
    document::Kind,
    format::Format,
    ids::{CreditNoteId, InvoiceId},
    preference::Preference,
    rates::percent_text,
};
use serde::Deserialize;
use std::io::Cursor;
use uuid::Uuid;

/// What a copy is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// An invoice.
    Invoice(InvoiceId),
    /// A credit note.
    CreditNote(CreditNoteId),
}

impl Of {
    /// Where its copy is.
    pub fn address(self) -> String {
        match self {
            Self::Invoice(id) => format!("/invoices/{id}/copy"),
            Self::CreditNote(id) => format!("/credit-notes/{id}/copy"),
        }
    }

    async fn load(self, visit: &Visit, app: &AppState) -> backend::Result<Invoice> {
        let buyer = visit.buyer().map_err(|_| backend::Error::NotFound)?;
        match self {
            Self::Invoice(id) => copy::get(&app.backend, buyer, id).await,
            Self::CreditNote(id) => credit_notes::copy::get(&app.backend, buyer, id).await,
        }
    }

    /// The e-invoice that it came as.
    async fn original(self, visit: &Visit, app: &AppState) -> Result<Option<Original>, AppError> {
        let of = match self {
            Self::Invoice(id) => originals::Of::Invoice(id),
            Self::CreditNote(id) => originals::Of::CreditNote(id),
        };
        Ok(originals::find(&app.backend, By::Buyer(visit.buyer()?), of).await?)
    }

    /// The format and the look that the account has chosen for such documents.
    async fn chosen(self, visit: &Visit, app: &AppState) -> Result<Preference, AppError> {
        let kind = match self {
            Self::Invoice(_) => Kind::Invoice,
            Self::CreditNote(_) => Kind::CreditNote,
        };
        let place = Place { kind, recipient: None };
        let settings = preferences::load(&app.backend, At::Own(visit.buyer()?), place).await?;
        Ok(settings.holds.preference)
    }

    /// How many papers go with it.
    async fn papers(self, visit: &Visit, app: &AppState) -> Result<usize, AppError> {
        let Self::Invoice(id) = self else { return Ok(0) };
        let papers = supporting_documents::of_invoice(&app.backend, visit.buyer()?, id).await?;
        Ok(papers.len())
    }

    /// What people call it.
    fn word(self) -> &'static str {
        match self {
            Self::Invoice(_) => "invoice",
            Self::CreditNote(_) => "credit note",
        }
    }
}

/// GET /invoices/{id}/copy
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<InvoiceId>,
) -> PageResult {
    one(&visit, &app, Of::Invoice(id)).await
}

/// GET /credit-notes/{id}/copy
pub async fn page_of_credit_note(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<CreditNoteId>,
) -> PageResult {
    one(&visit, &app, Of::CreditNote(id)).await
}

async fn one(visit: &Visit, app: &AppState, of: Of) -> PageResult {
    let chosen = of.chosen(visit, app).await?;
    let copy = of.load(visit, app).await?;
    let beside = Beside::of(visit, app, of, None).await?;
    Ok(show(visit, of, &copy, chosen.format, beside))
}

/// What else stands on the page.
struct Beside {
    /// The e-invoice that it came as.
    original: Option<Original>,
    /// How many papers go with it.
    papers: usize,
    /// What the format has refused.
    refused: Option<Refused>,
}

impl Beside {
    async fn of(
        visit: &Visit,
        app: &AppState,
        of: Of,
        refused: Option<Refused>,
    ) -> Result<Self, AppError> {
        let original = of.original(visit, app).await?;
        let papers = of.papers(visit, app).await?;
        Ok(Self { original, papers, refused })
    }
}

/// The page with a format that is proposed.
fn show(visit: &Visit, of: Of, copy: &Invoice, format: Format, beside: Beside) -> Page {
    page::portal(visit, Tab::Invoices, copy.title(), || {
        let number = copy.number.clone();
        let lede = view! { "Made on " {date::long(copy.made_on)} ". Not to be booked twice." };
        let title = format!("Copy of {} ", of.word());
        let head =
            head(view! { {title} {reference(number.clone())} }).crumb("Invoices", "/invoices");
        let head = match of {
            Of::Invoice(id) => head.crumb(number, format!("/invoices/{id}")).here("Copy"),
            Of::CreditNote(_) => head.here(number),
        };
        view! {
            {head.lede(lede)}
            {beside.refused.as_ref().map(|refused| broken_rules(of.word(), format, refused))}
            {download(of, format, beside.papers)}
            {beside.original.as_ref().map(as_issued)}
            <div class="halves">
                {side("seller", "From", &copy.seller)}
                {side("customer", "To", &copy.customer)}
            </div>
            {about(of, copy)}
            {lines(copy)}
            {matches!(of, Of::Invoice(_)).then(|| payment(copy))}
        }
    })
}

/// Posts, because what was needed and had is counted.
fn download(of: Of, chosen: Format, papers: usize) -> Markup {
    let address = of.address();
    let formats = Format::ALL.map(|format| (format.code(), format.label()));
    view! {
        <form method="post" action=address class="row">
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            {select("format", "Take it as", formats).value(chosen.code()).view()}
            {(papers > 0).then(|| tick("papers", "with", "With its papers, as a ZIP").view())}
            <button class="button primary">{icon(Icon::Download)} "Download"</button>
        </form>
    }
    .into_markup()
}

/// What came in is the document itself, and what it is checked against.
fn as_issued(original: &Original) -> Markup {
    let address = format!("/originals/{}", original.id);
    let size = format!("{}, {}. ", original.name, size(original.bytes));
    view! {
        <p class="s">
            <a href=address download="">{icon(Icon::Download)} "Original as we issued it"</a>
            " "
            <span class="mute">{size} "SHA-256 " <code class="hash">{original.sha256.clone()}</code></span>
        </p>
    }
    .into_markup()
}

/// Why there is no such file: each rule in plain words, and in its authority's.
pub fn broken_rules(what: &str, format: Format, refused: &Refused) -> Markup {
    let rules: Vec<_> = refused
        .rules
        .iter()
        .map(|broken| {
            let words = plain::words(&broken.rule).unwrap_or(&broken.words).to_owned();
            let rule = format!("{} at {}", broken.rule, broken.at);
            view! { <li>{words} " " <span class="mute">{rule}</span></li> }
        })
        .collect();
    let title = format!("This {what} cannot be had as {}", format.label());
    let words = view! { "The format’s rules ask for more than it says. The PDF is there." <ul>{rules}</ul> };
    notice(Tone::Held, Icon::Warn).title(title).words(words).alert().view()
}

/// The query of a file.
#[derive(Deserialize)]
pub struct Asked {
    /// Whether its papers go with it.
    papers: Option<String>,
}

/// GET /invoices/{id}/copy/{format}
pub async fn file(
    visit: Visit,
    State(app): State<AppState>,
    Path((id, code)): Path<(InvoiceId, String)>,
    Query(asked): Query<Asked>,
) -> FormResult {
    let papers = match asked.papers {
        Some(_) => supporting_documents::with_copy(&app.backend, visit.buyer()?, id).await?,
        None => Vec::new(),
    };
    take(&visit, &app, Of::Invoice(id), &code, papers).await
}

/// GET /credit-notes/{id}/copy/{format}
pub async fn file_of_credit_note(
    visit: Visit,
    State(app): State<AppState>,
    Path((id, code)): Path<(CreditNoteId, String)>,
) -> FormResult {
    take(&visit, &app, Of::CreditNote(id), &code, Vec::new()).await
}

async fn take(
    visit: &Visit,
    app: &AppState,
    of: Of,
    code: &str,
    papers: Vec<(String, File)>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let format = Format::of(code).ok_or(backend::Error::NotFound)?;
    let Preference { style, data, .. } = of.chosen(visit, app).await?;
    let mut copy = of.load(visit, app).await?;
    if format.ending() == "pdf" {
        brands::mark(&app.backend, buyer, &mut copy.seller).await?;
    }
    let (copy, written) = press::make(move || {
        let written = format::write(format, &copy, style, &data);
        let written = written.map(|bytes| together(format, &copy, bytes, &papers));
        (copy, written)
    })
    .await?;
    match written {
        Ok(Ok((name, kind, bytes))) => Ok(files::download(&name, kind, bytes)),
        Ok(Err(error)) => Err(backend::Error::caused("packing an invoice", error).into()),
        Err(format::Error::Refused(refused)) => {
            let beside = Beside::of(visit, app, of, Some(refused)).await?;
            Ok(show(visit, of, &copy, format, beside).refused())
        }
        Err(error) => Err(backend::Error::caused("writing an invoice", error).into()),
    }
}

/// The file alone, or with papers as an archive: its name, kind and bytes.
fn together(
    format: Format,
    copy: &Invoice,
    bytes: Vec<u8>,
    papers: &[(String, File)],
) -> ZipResult<(String, &'static str, Vec<u8>)> {
    let name = format::file_name(format, copy);
    if papers.is_empty() {
        return Ok((name, format.media_type(), bytes));
    }
    let mut archive = Archive::begin(Cursor::new(Vec::new()), copy.made_on);
    archive.add(&archive::file_name(&name), &bytes)?;
    for (name, file) in papers {
        archive.add(name, &file.bytes)?;
    }
    let name = format!("{}-with-papers.zip", copy.file_name());
    Ok((name, "application/zip", archive.finish()?.into_inner()))
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

fn about(of: Of, copy: &Invoice) -> Markup {
    let (title, corrects) = match of {
        Of::Invoice(_) => ("Invoice", "Replaces"),
        Of::CreditNote(_) => ("Credit note", "About invoice"),
    };
    let mut told = vec![
        fact(title, reference(copy.number.clone())),
        fact("Issued on", date::long(copy.issued_on)),
        fact("Customer", reference(copy.account_number.clone())),
    ];
    told.extend(copy.preceding.as_ref().map(|of| fact(corrects, reference(of.number.clone()))));
    told.extend(copy.po_number.clone().map(|order| fact("Your order", reference(order))));
    told.extend(copy.customer_po.clone().map(|order| fact("Order, given later", reference(order))));
    told.extend(copy.delivered_on.map(|day| fact("Delivered on", date::long(day))));
    told.extend(copy.delivery_note.clone().map(|note| fact("Delivery note", reference(note))));
    told.extend(billed::particulars(
        copy.buyer_reference.as_ref(),
        copy.contract.as_ref(),
        copy.period,
        copy.deliver_to.as_ref(),
    ));
    panel("about", title).body(facts(told)).view()
}

fn lines(copy: &Invoice) -> Markup {
    let columns = [
        column("Item"),
        column("Quantity").num(),
        column("Price").num(),
        column("VAT").num(),
        column("Net").num(),
    ];
    let rows = copy.lines.iter().map(line_row);
    let sums = Billed::from(copy).sums();
    let note = copy.note.clone().map(|note| view! { <p class="s ink-2">{note}</p> });
    let currency = copy.total.currency;
    panel("lines", "Lines")
        .aside(view! { <small>{format!("Amounts in {currency}, without VAT")}</small> })
        .table(table(columns, rows, None))
        .body(view! { <div class="halves"><div>{note}</div>{sum(sums)}</div> })
        .view()
}

fn line_row(line: &Line) -> Markup {
    row([
        lead(billed::item(line)),
        cell(billed::quantity(line)).num().label("Quantity"),
        cell(billed::price(line)).num().label("Price"),
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
