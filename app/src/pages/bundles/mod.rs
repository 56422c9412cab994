//! Files with several documents: those that were asked for, a new one, and one of them. The same pages for
//! the account's people and for the seller's.

pub mod new;
pub mod one;

use crate::markup::*;
use crate::{
    AppError, AppState, PageResult, Visit,
    components::{
        blank::blank,
        date,
        files::size,
        head::{Head, head},
        icon::{Icon, icon},
        pager::pager,
        panel::panel,
        state::{State as Mark, Tone},
        table::{cell, column, lead, row, table},
    },
    page::{self, Page, Place, Tab},
};
use backend::bundles::{self, At, Bundle};
use domain::{
    bundle::{Shape, State as Standing},
    ids::{AccountId, BundleId},
};
use serde::Deserialize;

/// How many a page shows.
const SHOWN: usize = 50;

/// Whose page it is, and its path.
#[derive(Clone, Debug)]
pub struct Here<'a> {
    /// Whose files, and who is at them.
    pub at: At<'a>,
    /// The path of the list.
    pub path: String,
}

impl<'a> Here<'a> {
    /// The pages of the account's people.
    pub fn own(visit: &'a Visit) -> Result<Self, AppError> {
        Ok(Self { at: At::Own(visit.buyer()?), path: "/bundles".to_owned() })
    }

    /// The pages of the seller's people.
    pub fn of(visit: &'a Visit, id: AccountId) -> Result<Self, AppError> {
        Ok(Self { at: At::Of(visit.staff()?, id), path: format!("/staff/accounts/{id}/bundles") })
    }

    /// The path of one of them.
    pub fn to(&self, id: BundleId) -> String {
        format!("{}/{id}", self.path)
    }

    /// Where one comes from, and goes back to.
    pub fn back(&self) -> String {
        match self.at {
            At::Own(_) => "/invoices".to_owned(),
            At::Of(_, id) => format!("/staff/accounts/{id}"),
        }
    }

    /// The head of one of the pages.
    fn head(&self, title: impl IntoView + 'static) -> Head {
        match self.at {
            At::Own(_) => head(title).crumb("Invoices", self.back()),
            At::Of(..) => {
                head(title).crumb("Accounts", "/staff/accounts").crumb("Account", self.back())
            }
        }
    }

    /// The page around a body.
    fn page<V: IntoRender<Output: IntoView>>(
        &self,
        visit: &Visit,
        title: impl Into<String>,
        body: impl FnOnce() -> V,
    ) -> Page {
        let title: String = title.into();
        match self.at {
            At::Own(_) => page::portal(visit, Tab::Invoices, title, body),
            At::Of(..) => page::staff(visit, Place::Accounts, title, body),
        }
    }
}

/// The query of the list.
#[derive(Deserialize, Default)]
pub struct Asked {
    before: Option<String>,
}

/// The list.
pub async fn list(visit: &Visit, app: &AppState, here: &Here<'_>, asked: Asked) -> PageResult {
    let before = asked.before.and_then(|id| id.parse::<BundleId>().ok());
    // One more than is shown tells whether there are older ones.
    let most = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut all = bundles::list(&app.backend, here.at, before, most).await?;
    let is_more = all.len() > SHOWN;
    all.truncate(SHOWN);
    let (title, lede) = match here.at {
        At::Own(_) => {
            ("Files of documents", "Several documents in one file. Each is kept for a week.")
        }
        At::Of(..) => (
            "Documents in one file",
            "What colleagues and you have asked for of this account. Each is kept for a week.",
        ),
    };
    Ok(here.page(visit, title, || {
        let new = format!("{}/new", here.path);
        let new = view! {
            <a class="button primary" href=new>{icon(Icon::Download)} {label(here)}</a>
        };
        view! {
            {here.head(title).here("Files").lede(lede).actions(new)}
            {listed(visit, here, &all, is_more, before.is_some())}
        }
    }))
}

/// What one does here.
fn label(here: &Here<'_>) -> &'static str {
    match here.at {
        At::Own(_) => "Take documents along",
        At::Of(..) => "Put documents into one file",
    }
}

fn listed(visit: &Visit, here: &Here<'_>, all: &[Bundle], is_more: bool, is_later: bool) -> Markup {
    let Some(last) = all.last() else {
        return blank(Icon::Download, "No file yet")
            .words("Choose invoices, a period or monthly statements, and have them in one file.")
            .way_on(label(here), format!("{}/new", here.path))
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
        let address = here.to(bundle.id);
        row([
            lead(view! { <a href=address>{bundle.what.clone()}</a> }),
            cell(mark(bundle).inline()).key(),
            cell(format_of(bundle)).full(),
            cell(view! { {date::instant(bundle.asked_at, visit.time_zone())} <span class="note">{bundle.asked_name.clone()}</span> }).full(),
            cell(bundle.bytes.map(size)).label("Size").num(),
        ])
    });
    let older = is_more.then(|| format!("{}?before={}", here.path, last.id));
    let newest = is_later.then(|| here.path.clone());
    let pages = (older.is_some() || newest.is_some())
        .then(|| pager(format!("{} files, newest first", all.len()), newest, older));
    view! { {panel("files", "Files").table(table(columns, rows, None))} {pages} }.into_markup()
}

/// In which format, and as what.
fn format_of(bundle: &Bundle) -> &'static str {
    match bundle.shape {
        Shape::Zip => bundle.format.label(),
        Shape::Bound => Shape::Bound.label(),
    }
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
