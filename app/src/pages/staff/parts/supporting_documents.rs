//! Papers that were attached for a customer, as a panel of what they are attached to.

use crate::markup::*;
use crate::{
    Visit,
    components::{
        date,
        error_summary::error_summary,
        field::field,
        files,
        icon::Icon,
        panel::panel,
        select::select,
        state::{State, Tone},
        table::{cell, column, dense_table, lead, row},
    },
    forms::{Problems, supporting_documents::Fields},
};
use backend::supporting_documents::SupportingDocument;
use domain::{
    access::Action,
    ids::AccountId,
    supporting_document::{About, has_ended},
};

/// The panel, with the form that attaches one.
pub fn panel_of(
    visit: &Visit,
    (about, account): (About, AccountId),
    papers: &[SupportingDocument],
    (fields, problems): (&Fields, &Problems),
) -> Option<Markup> {
    let may = visit.staff().is_ok_and(|staff| staff.can(Action::Write));
    if papers.is_empty() && !may {
        return None;
    }
    let panel =
        panel("papers", "Papers").aside(view! { <small>"the customer can fetch them"</small> });
    let panel = match papers.is_empty() {
        true => panel.body(view! { <p class="s ink-2">"Nothing is attached yet."</p> }),
        false => {
            let columns = [
                column("What"),
                column("Files"),
                column("State"),
                column("Attached"),
                column("Remove"),
            ];
            let rows = papers.iter().map(|paper| row_of(visit, about, paper, may));
            panel.table(dense_table(columns, rows, None))
        }
    };
    let form = may.then(|| form(about, account, fields, problems));
    Some(match form {
        Some(form) => panel.body(form).view(),
        None => panel.view(),
    })
}

fn row_of(visit: &Visit, about: About, paper: &SupportingDocument, may: bool) -> Markup {
    let (by, at) = paper.attached.clone();
    let note = (paper.about != about).then(|| view! { <span class="note">"of the account"</span> });
    let act = (may && paper.removed.is_none()).then(|| remove(paper));
    row([
        lead(view! { {paper.kind.label()} {note} }),
        cell(files::listing(&paper.files, "/staff/files")).full(),
        cell(state(visit, paper)).full(),
        cell(view! { {format!("{by}, ")} {date::instant(at, visit.time_zone())} }).full().mute(),
        cell(act).full(),
    ])
}

fn state(visit: &Visit, paper: &SupportingDocument) -> Markup {
    if let Some((by, at)) = paper.removed.clone() {
        let told = State::new(Tone::Idle, Icon::Void, "Removed").inline();
        let by = format!("by {by}, ");
        let note = view! { {by} {date::instant(at, visit.time_zone())} };
        return view! { {told} <span class="note">{note}</span> }.into_markup();
    }
    let told = match has_ended(paper.valid_until, visit.today) {
        true => State::new(Tone::Danger, Icon::Overdue, "Expired"),
        false => State::new(Tone::Settled, Icon::Good, "Offered"),
    };
    let note = paper.valid_until.map(|last| {
        view! { <span class="note">"valid until " {date::medium(last)}</span> }
    });
    view! { {told.inline()} {note} }.into_markup()
}

/// Asked once more before it is done.
fn remove(paper: &SupportingDocument) -> Markup {
    let address = format!("/staff/supporting-documents/{}/remove", paper.id);
    view! {
        <details class="more">
            <summary>"Remove…"</summary>
            <form method="post" action=address>
                <button class="button small danger">"Take it from the customer"</button>
            </form>
        </details>
    }
    .into_markup()
}

fn form(about: About, account: AccountId, fields: &Fields, problems: &Problems) -> Markup {
    let kinds: Vec<_> = about.kinds().map(|kind| (kind.code(), kind.label())).collect();
    let ahead = format!("/staff/files?account={account}");
    view! {
        <details class="more" open=!problems.is_empty()>
            <summary>"Attach a paper…"</summary>
            {error_summary("Not attached", problems)}
            <form class="form" method="post" enctype="multipart/form-data">
                <input type="hidden" name="id" value=fields.id.to_string() />
                {select("kind", "What it is", kinds)
                    .value(fields.kind.clone())
                    .error(problems.of("kind"))}
                {field("valid_until", "Valid until")
                    .date(None, None)
                    .value(fields.valid_until.clone())
                    .hint("Of a contract or a tax certificate, if it ends.")
                    .optional()
                    .error(problems.of("valid_until"))}
                {files::needed(&fields.files, ahead, problems)}
                <div class="button-row"><button class="button primary">"Attach"</button></div>
            </form>
        </details>
    }
    .into_markup()
}
