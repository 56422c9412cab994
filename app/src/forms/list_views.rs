//! Choosing how one sees a list: its columns, its groups, and what it begins with.

use super::pay::Pairs;
use crate::markup::*;
use crate::{
    AppError, AppState, FormResult, Visit,
    components::{choice::tick, select::select},
    done::Done,
    forms,
    pages::{portal, staff},
};
use axum::{Form, extract::State};
use backend::{Actor, list_views};
use domain::list_view::{Column, Grouping, List, ListView};

/// Where the form of a list is sent to.
fn path(list: List) -> &'static str {
    match list {
        List::Invoices => "/invoices/view",
        List::StaffInvoices => "/staff/invoices/view",
    }
}

/// The form, folded away. `shown` is the query of what is shown now. Who only looks has none.
pub fn form(visit: &Visit, list: List, shown: String) -> Option<Markup> {
    if matches!(&visit.actor, Some(Actor::Buyer(buyer)) if buyer.seen_by_staff.is_some()) {
        return None;
    }
    let view = visit.views.of(list);
    let columns: Vec<_> = list
        .columns()
        .iter()
        .map(|one| tick("column", one.code(), one.label()).checked(view.shows(*one)).view())
        .collect();
    let groupings = Grouping::ALL.map(|one| (one.code(), one.label()));
    let back = visit.views.has(list).then(|| {
        view! { <button class="button quiet" name="do" value="usual">"Back to the usual"</button> }
    });
    let form = view! {
        <details class="more no-print">
            <summary>"Columns and view"</summary>
            <form class="form" method="post" action=path(list)>
                <input type="hidden" name="list" value=shown />
                <fieldset>
                    <legend class="s">"Columns"</legend>
                    <div class="row">{columns}</div>
                </fieldset>
                {select("grouping", "Group", groupings)
                    .value(view.grouping.code())
                    .hint("Groups are made within each page. The CSV always has every column.")}
                <div class="button-row">
                    <button class="button" name="do" value="save">"Save"</button>
                    <button class="button" name="do" value="begin">
                        "Keep these filters as my default"
                    </button>
                    {back}
                </div>
            </form>
        </details>
    };
    Some(form.into_markup())
}

/// The form as it came.
struct Fields {
    act: String,
    shown: String,
    view: ListView,
}

impl Fields {
    fn of(pairs: &Pairs, list: List) -> Self {
        let values = |name: &'static str| {
            pairs.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        let value = |name| values(name).next().unwrap_or_default();
        let columns: Vec<_> = values("column").filter_map(Column::of).collect();
        let grouping = Grouping::of(value("grouping")).unwrap_or_default();
        Self {
            act: value("do").to_owned(),
            shown: value("list").to_owned(),
            view: ListView::chosen(list, &columns, grouping),
        }
    }
}

/// POST /invoices/view
pub async fn of_buyer(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let actor = Actor::Buyer(visit.buyer()?.clone());
    let fields = Fields::of(&pairs, List::Invoices);
    let (same, begins) = portal::invoices::asked_by(&fields.shown);
    let address = keep((&visit, &app, &actor), List::Invoices, fields, (same, begins)).await?;
    Ok(forms::done(&address, Done::Saved))
}

/// POST /staff/invoices/view
pub async fn of_staff(
    visit: Visit,
    State(app): State<AppState>,
    Form(pairs): Form<Pairs>,
) -> FormResult {
    let actor = Actor::Staff(visit.staff()?.clone());
    let fields = Fields::of(&pairs, List::StaffInvoices);
    let (same, begins) = staff::invoices::asked_by(&fields.shown);
    let address = keep((&visit, &app, &actor), List::StaffInvoices, fields, (same, begins)).await?;
    Ok(forms::done(&address, Done::Saved))
}

/// Keeps it, and says where the list is. `same` is the address of what was shown, `begins` the query
/// that the list would begin with.
async fn keep(
    (visit, app, actor): (&Visit, &AppState, &Actor),
    list: List,
    fields: Fields,
    (same, begins): (String, String),
) -> Result<String, AppError> {
    let path = same.split('?').next().unwrap_or_default().to_owned();
    let (query, address) = match fields.act.as_str() {
        "usual" => {
            list_views::forget(&app.backend, actor, list).await?;
            return Ok(path);
        }
        "begin" => (Some(begins), path),
        _ => (visit.views.of(list).query, same),
    };
    let view = ListView { query, ..fields.view };
    list_views::keep(&app.backend, actor, list, &view).await?;
    Ok(address)
}
