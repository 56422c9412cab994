//! How a document went to whom, on the page of what it is of.

use crate::markup::*;
use crate::{
    components::{
        date,
        panel::panel,
        table::{cell, column, dense_table, lead, row},
    },
    pages::staff::dispatches::{PATH, state_of, way_label},
    visit::Visit,
};
use backend::dispatches::Dispatch;

/// The panel, if it went anywhere.
pub fn panel_of(visit: &Visit, all: &[Dispatch]) -> Option<Markup> {
    if all.is_empty() {
        return None;
    }
    let rows = all.iter().map(|one| {
        let to = one.target.as_deref().map(|target| one.channel.told(target).to_owned());
        let since = one.ended_at.or(one.sent_at).unwrap_or(one.queued_at);
        row([
            lead(view! {
                <a href=format!("{PATH}/{}", one.id)>{way_label(one.channel)}</a>
                <span class="note">{one.format.short()}</span>
            }),
            cell(view! { {to.or_else(|| one.person.clone())} }).full(),
            cell(state_of(one).inline()).key(),
            cell(date::instant(since, visit.time_zone())).full().mute(),
        ])
    });
    let columns = [column("Way"), column("To"), column("State"), column("Since")];
    Some(panel("sent", "Deliveries").table(dense_table(columns, rows, None)).view())
}
