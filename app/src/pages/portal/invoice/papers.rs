//! Papers that the seller attached to the invoice, or to the account.

use crate::components::{date, files, panel::panel};
use crate::markup::*;
use backend::{invoices::detail::Detail, supporting_documents::SupportingDocument};

/// Each with its files; nothing where there are none.
pub fn papers(invoice: &Detail) -> Option<Markup> {
    if invoice.papers.is_empty() {
        return None;
    }
    let papers: Vec<_> = invoice.papers.iter().map(paper).collect();
    let address = format!("/invoices/{}/copy", invoice.id);
    let aside = view! { <a class="s" href=address>"Take them with the invoice"</a> };
    Some(panel("papers", "Papers").aside(aside).stack(papers).view())
}

fn paper(paper: &SupportingDocument) -> Markup {
    let general = paper.is_general().then_some(", for all your invoices");
    let until = paper.valid_until.map(|last| {
        view! { <span class="mute">", valid until " {date::medium(last)}</span> }
    });
    view! {
        <div>
            <p><strong>{paper.kind.label()}</strong>{general}{until}</p>
            {files::listing(&paper.files, "/files")}
        </div>
    }
    .into_markup()
}
