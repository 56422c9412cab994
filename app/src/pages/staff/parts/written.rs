//! Conversations with a customer, as a panel of what they are about.

use crate::markup::*;
use crate::{
    components::{
        date,
        panel::panel,
        table::{cell, column, dense_table, lead, row},
    },
    pages::staff::{conversations::state_of, query::Address},
    visit::Visit,
};
use backend::conversations::Summary;
use domain::{access::Action, conversation::About};

/// The panel, with the way to write.
pub fn panel_of(visit: &Visit, about: About, list: &[Summary]) -> Option<Markup> {
    let may = visit.staff().is_ok_and(|staff| staff.can(Action::Write));
    if list.is_empty() && !may {
        return None;
    }
    let write = may.then(|| {
        let address = Address::new("/staff/conversations/new")
            .with("about", about.code())
            .with("of", about.id());
        view! { <a class="s" href=String::from(address)>"Write to the customer"</a> }
    });
    let panel = panel("written", "Conversations").aside(write);
    if list.is_empty() {
        return Some(
            panel.body(view! { <p class="s ink-2">"Nothing was written yet."</p> }).view(),
        );
    }
    let columns = [column("About"), column("State"), column("Last"), column("When").num()];
    let rows = list.iter().map(|one| {
        let address = format!("/staff/conversations/{}", one.id);
        let subject = match one.is_unread {
            true => view! { <strong>{one.subject.clone()}</strong> }.into_markup(),
            false => one.subject.clone().into_markup(),
        };
        row([
            lead(view! { <a href=address>{subject}</a> }),
            cell(state_of(one.turn).inline()).full(),
            cell(format!("{}: {}", one.last_author, one.last_text)).full().mute(),
            cell(date::instant(one.last_at, visit.time_zone())).num().mute(),
        ])
    });
    Some(panel.table(dense_table(columns, rows, None)).view())
}
