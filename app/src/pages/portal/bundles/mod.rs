//! Files with several documents: those that were asked for, a new one, and one of them.

pub mod new;
pub mod one;

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        files::size,
        head::head,
        icon::{Icon, icon},
        pager::pager,
        panel::panel,
        state::{State as Mark, Tone},
        table::{cell, column, lead, row, table},
    },
    page::{self, Tab},
};
use axum::extract::{Query, State};
use backend::bundles::{self, Bundle};
use domain::{bundle::State as Standing, ids::BundleId};
use serde::Deserialize;

/// How many a page shows.
const SHOWN: usize = 50;

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct Asked {
    before: Option<String>,
}

/// GET /bundles
pub async fn page(
    visit: Visit,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let before = asked.before.and_then(|id| id.parse::<BundleId>().ok());
    // One more than is shown tells whether there are older ones.
    let most = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut all = bundles::list(&app.backend, visit.buyer()?, before, most).await?;
    let is_more = all.len() > SHOWN;
    all.truncate(SHOWN);
    Ok(page::portal(&visit, Tab::Invoices, "Files of invoices", || {
        let new = view! {
            <a class="button primary" href="/bundles/new">{icon(Icon::Download)} "Take invoices along"</a>
        };
        view! {
            {head("Files of invoices")
                .crumb("Invoices", "/invoices")
                .here("Files")
                .lede("Several invoices in one file. Each is kept for a week.")
                .actions(new)}
            {listed(&visit, &all, is_more, before.is_some())}
        }
    }))
}

fn listed(visit: &Visit, all: &[Bundle], is_more: bool, is_later: bool) -> Markup {
    let Some(last) = all.last() else {
        return blank(Icon::Download, "No file yet")
            .words("Choose invoices or a period, and take them along in one file.")
            .way_on("Take invoices along", "/bundles/new")
            .view();
    };
    let columns = [
        column("What"),
        column("State"),
        column("Format"),
        column("Asked for"),
        column("Size").num(),
    ];
    let rows = all.iter().map(|bundle| {
        let address = format!("/bundles/{}", bundle.id);
        row([
            lead(view! { <a href=address>{bundle.what.clone()}</a> }),
            cell(mark(bundle).inline()).key(),
            cell(bundle.format.label()).full(),
            cell(view! { {date::instant(bundle.asked_at, visit.time_zone())} <span class="note">{bundle.asked_name.clone()}</span> }).full(),
            cell(bundle.bytes.map(size)).label("Size").num(),
        ])
    });
    let older = is_more.then(|| format!("/bundles?before={}", last.id));
    let newest = is_later.then(|| "/bundles".to_owned());
    let pages = (older.is_some() || newest.is_some())
        .then(|| pager(format!("{} files, newest first", all.len()), newest, older));
    view! { {panel("files", "Files").table(table(columns, rows, None))} {pages} }.into_markup()
}

/// Where it stands, in a word.
fn mark(bundle: &Bundle) -> Mark {
    match bundle.state {
        Standing::Waiting => Mark::new(Tone::Moving, Icon::Waiting, "Waits its turn"),
        Standing::Making => {
            let told = format!("{} of {} made", bundle.done, bundle.documents);
            Mark::new(Tone::Moving, Icon::Waiting, told)
        }
        Standing::Ready => Mark::new(Tone::Settled, Icon::Good, "Ready"),
        Standing::Stopped => Mark::new(Tone::Idle, Icon::Info, "Stopped"),
        Standing::Failed => Mark::new(Tone::Danger, Icon::Warn, "Could not be made"),
        Standing::Gone => Mark::new(Tone::Idle, Icon::Info, "No longer kept"),
    }
}
