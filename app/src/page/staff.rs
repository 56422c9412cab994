//! The staff's shell: a list at the side, which on small screens is a drawer that opens without a
//! script, and a bar with the search.

use super::{
    Page,
    document::{Head, document},
    shell,
};
use crate::markup::*;
use crate::{
    components::{
        date,
        icon::{Icon, icon},
    },
    visit::Visit,
};
use backend::{Actor, Staff};
use domain::access::Action;

/// Where in the staff's view a page belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The book at a glance, and what to do next.
    Overview,
    /// Customer accounts.
    Accounts,
    /// All invoices.
    Invoices,
    /// All payments.
    Payments,
    /// What customers say is wrong.
    Disputes,
    /// What customers ask.
    Conversations,
    /// Promises to pay.
    Promises,
    /// How documents went to customers.
    Dispatches,
    /// Messages that went out, or will.
    Messages,
    /// Mail that came in.
    Inbound,
    /// What providers sent us.
    Webhooks,
    /// Files that were loaded.
    Imports,
    /// Users and their roles.
    Users,
    /// How the entity works.
    Settings,
    /// In none of these places: search, the clock.
    Elsewhere,
}

/// A line of the side list: place, address, word, icon, the key that leads there after `g`, and
/// what the role must include.
struct Entry(Place, &'static str, &'static str, Icon, &'static str, Action);

#[rustfmt::skip]
const BOOK: &[Entry] = &[
    Entry(Place::Overview, "/staff", "Overview", Icon::Chart, "h", Action::ViewReceivables),
    Entry(Place::Accounts, "/staff/accounts", "Accounts", Icon::Users, "a", Action::ViewReceivables),
    Entry(Place::Invoices, "/staff/invoices", "Invoices", Icon::Invoice, "i", Action::ViewReceivables),
    Entry(Place::Payments, "/staff/payments", "Payments", Icon::Pay, "p", Action::ViewReceivables),
];
#[rustfmt::skip]
const FOLLOW_UP: &[Entry] = &[
    Entry(Place::Disputes, "/staff/disputes", "Disputes", Icon::Disputed, "d", Action::ViewReceivables),
    Entry(Place::Conversations, "/staff/conversations", "Conversations", Icon::Chat, "c", Action::ViewReceivables),
    Entry(Place::Promises, "/staff/promises", "Promises", Icon::Promised, "o", Action::ViewReceivables),
    Entry(Place::Dispatches, "/staff/dispatches", "Deliveries", Icon::Truck, "l", Action::ViewReceivables),
    Entry(Place::Messages, "/staff/messages", "Messages", Icon::Mail, "m", Action::ReadMail),
];
#[rustfmt::skip]
const PLUMBING: &[Entry] = &[
    Entry(Place::Webhooks, "/staff/webhooks", "Webhooks", Icon::Flow, "w", Action::Webhooks),
    Entry(Place::Inbound, "/staff/inbound", "Mail in", Icon::Mail, "e", Action::ReadMail),
    Entry(Place::Imports, "/staff/imports", "Imports", Icon::Inbox, "f", Action::Import),
    Entry(Place::Users, "/staff/users", "Users", Icon::Key, "u", Action::Users),
    Entry(Place::Settings, "/staff/settings/disputes", "Settings", Icon::Sliders, "s", Action::Settings),
];

/// A page of the staff's view. `body` is what stands in the main column: a heading first, with
/// the page's only `<h1>`, then sections. Nobody but staff sees one; for others it is a [`door`].
///
/// [`door`]: super::door()
pub fn staff<V: IntoRender<Output: IntoView>>(
    visit: &Visit,
    place: Place,
    head: impl Into<Head>,
    body: impl FnOnce() -> V,
) -> Page {
    let Some(Actor::Staff(staff)) = &visit.actor else {
        return super::door(visit, head, body);
    };
    let mut head = head.into();
    head.title = format!("{} · {} receivables", head.title, staff.entity_name);
    document(visit, head, "staff", || {
        view! {
            {shell::skip_link()}
            {side(staff, place)}
            <div>
                {bar(visit, staff)}
                <main id="main">
                    <div class="wrap page">{shell::done_notice(visit)} {body().into_render().into_markup()}</div>
                </main>
            </div>
            {shell::shortcuts(visit)}
        }
    })
}

fn side(staff: &Staff, current: Place) -> Markup {
    view! {
        <nav class="side no-print" id="side" popover="auto" aria-label="Main">
            <a class="seller" href="/staff">{shell::mark()} <span>{staff.entity_name.clone()}</span></a>
            {group(None, BOOK, staff, current)}
            {group(Some("Follow-up"), FOLLOW_UP, staff, current)}
            {group(Some("Plumbing"), PLUMBING, staff, current)}
        </nav>
    }
    .into_markup()
}

/// What the role does not include is left out: a link that leads to a refusal helps nobody.
fn group(
    title: Option<&'static str>,
    entries: &'static [Entry],
    staff: &Staff,
    current: Place,
) -> Option<Markup> {
    let links: Vec<_> = entries
        .iter()
        .filter(|Entry(.., needs)| staff.can(*needs))
        .map(|Entry(place, address, label, symbol, key, _)| {
            let current = (*place == current).then_some("page");
            view! {
                <li>
                    <a href=*address aria-current=current data-key=*key>{icon(*symbol)}{*label}</a>
                </li>
            }
        })
        .collect();
    if links.is_empty() {
        return None;
    }
    let title = title.map(|title| view! { <h2>{title}</h2> });
    Some(view! { <div>{title} <ul class="nav">{links}</ul></div> }.into_markup())
}

fn bar(visit: &Visit, staff: &Staff) -> Markup {
    view! {
        <header class="bar no-print">
            <div class="wrap">
                <button class="button icon-only menu-open" popovertarget="side" aria-label="Menu">
                    {icon(Icon::Menu)}
                </button>
                <form class="search" role="search" aria-label="Everything" action="/staff/search">
                    <label class="vh" for="q">"Search accounts, invoices, amounts"</label>
                    {icon(Icon::Search)}
                    <input id="q" name="q" type="search" placeholder="Account, invoice, PO, amount" />
                </form>
                <div class="who">{clock(visit, staff)} {my_menu(visit, staff)}</div>
            </div>
        </header>
    }
    .into_markup()
}

/// In a demonstration the day is shown, and whoever may move it gets there from here.
fn clock(visit: &Visit, staff: &Staff) -> Option<Markup> {
    if !visit.demo {
        return None;
    }
    let day = || view! { {icon(Icon::Calendar)} <span>"As of " {date::medium(visit.today)}</span> };
    Some(if staff.can(Action::MoveClock) {
        view! { <a class="button small as-of" href="/staff/clock">{day()}</a> }.into_markup()
    } else {
        view! { <span class="tag as-of">{day()}</span> }.into_markup()
    })
}

fn my_menu(visit: &Visit, staff: &Staff) -> Markup {
    let person = format!("{}, {}", staff.name, staff.role.label());
    view! {
        <button class="button icon-only quiet" popovertarget="me">
            <span class="avatar us" aria-hidden="true">{initials(&staff.name)}</span>
            <span class="vh">{format!("{person}: your menu")}</span>
        </button>
        <div id="me" class="menu" popover="auto">
            <a href="/staff/me">{icon(Icon::User)} {person}</a>
            {shell::change_password()}
            {shell::choices(visit)}
            {shell::sign_out()}
        </div>
    }
    .into_markup()
}

/// The first letters of the first and the last name: `Lena Okafor` is `LO`.
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn names_have_at_most_two_initials() {
        assert_eq!(initials("Lena Okafor"), "LO");
        assert_eq!(initials("Mirjam de Wit"), "MW");
        assert_eq!(initials("øyvind"), "Ø");
        assert_eq!(initials(" "), "");
    }
}
