//! Choosing what is in a file: invoices that were ticked, those of a period, or monthly statements; in which
//! format, and as how many files.

use super::{Here, label};
use crate::markup::*;
use crate::{
    Visit,
    components::{
        choice::{option, tick},
        error_summary::error_summary,
        field::field,
        panel::panel,
        select::select,
    },
    forms::{Problems, bundles::Fields},
    page::Page,
};
use backend::bundles::At;
use domain::{
    bundle::{Shape, Telling},
    format::Format,
    ids::InvoiceId,
};

/// The form, as the query proposes it.
pub fn proposed(visit: &Visit, here: &Here<'_>, pairs: &[(String, String)]) -> Page {
    let ticked: Vec<InvoiceId> = pairs
        .iter()
        .filter(|(name, _)| name == "invoice")
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    let fields = Fields::proposing(ticked, visit.today);
    show(visit, here, &fields, &Problems::default())
}

/// The page with a form as it was typed.
pub fn show(visit: &Visit, here: &Here<'_>, fields: &Fields, problems: &Problems) -> Page {
    here.page(visit, label(here), || {
        view! {
            {here.head(label(here))
                .crumb("Files", here.path.clone())
                .here("New")
                .lede("They are put into one file while you go on with something else.")}
            {error_summary("Not asked for", problems)}
            {panel("which", "Which, and in which format").body(form(visit, here, fields, problems))}
        }
    })
}

fn form(visit: &Visit, here: &Here<'_>, fields: &Fields, problems: &Problems) -> Markup {
    let kept: Vec<_> = fields
        .ticked
        .iter()
        .map(|id| view! { <input type="hidden" name="invoice" value=id.to_string() /> })
        .collect();
    let back = match here.at {
        At::Own(_) => "Back to the invoices",
        At::Of(..) => "Back to the account",
    };
    view! {
        <form class="form" method="post">
            <input type="hidden" name="id" value=fields.id.clone() />
            {kept}
            {which(fields, problems)}
            {period(visit, fields, problems)}
            {as_what(fields, problems)}
            <div class="button-row">
                <button class="button primary">"Make the file"</button>
                <a class="button quiet" href=here.back()>{back}</a>
            </div>
        </form>
    }
    .into_markup()
}

fn which(fields: &Fields, problems: &Problems) -> Markup {
    let ticked = fields.ticked.len();
    let these = match ticked {
        1 => "The invoice that is ticked".to_owned(),
        many => format!("The {many} invoices that are ticked"),
    };
    let of_statements = fields.which == "statements";
    let of_period = !of_statements && (fields.which == "issued" || ticked == 0);
    let is_these = !of_statements && !of_period;
    let these = (ticked > 0).then(|| option("which", "these", these).checked(is_these).view());
    view! {
        <fieldset class="stack tight">
            <legend>"Which"</legend>
            {these}
            {option("which", "issued", "The invoices of a period").checked(of_period)}
            {option("which", "statements", "Statements, month by month")
                .note("Of each month that the period touches, in each of the account’s currencies. At most 60 months.")
                .checked(of_statements)}
            {problems.of("which").map(|words| view! { <p class="error">{words.to_owned()}</p> })}
        </fieldset>
    }
    .into_markup()
}

/// The period, and what belongs to it.
fn period(visit: &Visit, fields: &Fields, problems: &Problems) -> Markup {
    let tellings = Telling::ALL.map(|telling| (telling.code(), telling.label()));
    view! {
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
        {tick("credit_notes", "yes", "With the credit notes of the period").checked(fields.with_credit_notes)}
        {select("telling", "What statements tell", tellings).value(fields.telling.clone()).error(problems.of("telling"))}
    }
    .into_markup()
}

fn as_what(fields: &Fields, problems: &Problems) -> Markup {
    let formats = Format::ALL.map(|format| (format.code(), format.label()));
    let shapes: Vec<_> = Shape::ALL
        .into_iter()
        .map(|shape| {
            let one = option("shape", shape.code(), shape.label());
            let one = match shape {
                Shape::Zip => one.note("Up to 10,000 documents."),
                Shape::Bound => {
                    one.note("For printing and reading: up to 200 documents with 1,200 lines in all, with bookmarks. The format has to be PDF.")
                }
            };
            one.checked(fields.shape == shape.code()).view()
        })
        .collect();
    view! {
        {select("format", "Format", formats)
            .value(fields.format.clone())
            .hint("Where a format’s rules refuse an invoice, its PDF is in the file, with a list of what is missing. Statements are PDFs.")
            .error(problems.of("format"))}
        <fieldset class="stack tight">
            <legend>"Put together as"</legend>
            {shapes}
            {problems.of("shape").map(|words| view! { <p class="error">{words.to_owned()}</p> })}
        </fieldset>
    }
    .into_markup()
}
