//! Choosing what is in a file: invoices that were ticked, or a period; and in which format.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        choice::option, error_summary::error_summary, field::field, head::head, panel::panel,
        select::select,
    },
    forms::{Problems, bundles::Fields},
    page::{self, Page, Tab},
};
use axum::extract::{Query, State};
use domain::{format::Format, ids::InvoiceId};

/// GET /bundles/new
pub async fn page(
    visit: Visit,
    State(_): State<AppState>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> PageResult {
    visit.buyer()?;
    let ticked: Vec<InvoiceId> = pairs
        .iter()
        .filter(|(name, _)| name == "invoice")
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    let fields = Fields::proposing(ticked, visit.today);
    Ok(show(&visit, &fields, &Problems::default()))
}

/// The page with a form as it was typed.
pub fn show(visit: &Visit, fields: &Fields, problems: &Problems) -> Page {
    page::portal(visit, Tab::Invoices, "Take invoices along", || {
        view! {
            {head("Take invoices along")
                .crumb("Invoices", "/invoices")
                .crumb("Files", "/bundles")
                .here("New")
                .lede("They are put into one ZIP file while you go on with something else.")}
            {error_summary("Not asked for", problems)}
            {panel("which", "Which, and in which format").body(form(visit, fields, problems))}
        }
    })
}

fn form(visit: &Visit, fields: &Fields, problems: &Problems) -> Markup {
    let ticked = fields.ticked.len();
    let these = match ticked {
        1 => "The invoice that is ticked".to_owned(),
        many => format!("The {many} invoices that are ticked"),
    };
    let is_period = fields.which == "issued" || ticked == 0;
    let these = (ticked > 0).then(|| option("which", "these", these).checked(!is_period).view());
    let kept: Vec<_> = fields
        .ticked
        .iter()
        .map(|id| view! { <input type="hidden" name="invoice" value=id.to_string() /> })
        .collect();
    let formats = Format::ALL.map(|format| (format.code(), format.label()));
    view! {
        <form class="form" method="post">
            <input type="hidden" name="id" value=fields.id.clone() />
            {kept}
            <fieldset class="stack tight">
                <legend>"Which"</legend>
                {these}
                {option("which", "issued", "Those that were issued in a period").checked(is_period)}
                {problems.of("which").map(|words| view! { <p class="error">{words.to_owned()}</p> })}
            </fieldset>
            <div class="form two contain">
                {field("from", "From")
                    .date(None, Some(visit.today))
                    .value(fields.from.clone())
                    .error(problems.of("from"))}
                {field("to", "To")
                    .date(None, Some(visit.today))
                    .value(fields.to.clone())
                    .error(problems.of("to"))}
            </div>
            {select("format", "Format", formats)
                .value(fields.format.clone())
                .hint("Where a format’s rules refuse an invoice, its PDF is in the file, with a list of what is missing.")
                .error(problems.of("format"))}
            <div class="button-row">
                <button class="button primary">"Make the file"</button>
                <a class="button quiet" href="/invoices">"Back to the invoices"</a>
            </div>
        </form>
    }
    .into_markup()
}
