//! The buyer's shell: a bar on top, whose list becomes a tab bar at the thumb on small screens.

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
    pages::brand,
    visit::Visit,
};
use backend::{Actor, Buyer};

/// Where in the portal a page belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// What is to pay now.
    Home,
    /// Invoices and paying them.
    Invoices,
    /// Payments and receipts.
    Payments,
    /// The statement of account.
    Statement,
    /// The account's data, its users, one's own settings.
    Account,
    /// In none of these places.
    Elsewhere,
}

/// Each with its address, its word, its icon, and the key that leads there after `g`.
const TABS: [(Tab, &str, &str, Icon, &str); 5] = [
    (Tab::Home, "/", "Home", Icon::Home, "h"),
    (Tab::Invoices, "/invoices", "Invoices", Icon::Invoice, "i"),
    (Tab::Payments, "/payments", "Payments", Icon::Pay, "p"),
    (Tab::Statement, "/statement", "Statement", Icon::Statement, "s"),
    (Tab::Account, "/account", "Account", Icon::Building, "a"),
];

/// A page of the portal. `body` is what stands in the main column: a heading first, with the
/// page's only `<h1>`, then sections. Nobody but a buyer sees one; for others it is a [`door`].
///
/// [`door`]: super::door()
pub fn portal<V: IntoRender<Output: IntoView>>(
    visit: &Visit,
    tab: Tab,
    head: impl Into<Head>,
    body: impl FnOnce() -> V,
) -> Page {
    let Some(Actor::Buyer(buyer)) = &visit.actor else {
        return super::door(visit, head, body);
    };
    let mut head = head.into();
    head.title = format!("{} · {} · {}", head.title, buyer.account_name, buyer.entity_name);
    document(visit, head, "portal", || {
        view! {
            {shell::skip_link()}
            {top(visit, buyer, tab)}
            <main id="main">
                <div class="wrap page">
                    {looked_at(buyer)}
                    {shell::done_notice(visit)}
                    {body().into_render().into_markup()}
                </div>
            </main>
            {foot(visit, buyer)}
            {shell::shortcuts(visit)}
        }
    })
}

fn top(visit: &Visit, buyer: &Buyer, current: Tab) -> Markup {
    let tabs = TABS.map(|(tab, address, label, symbol, key)| {
        let current = (tab == current).then_some("page");
        view! { <a href=address aria-current=current data-key=key>{icon(symbol)}{label}</a> }
    });
    view! {
        <header class="top">
            <div class="wrap">
                <a class="seller" href="/">{seller(visit, buyer)}</a>
                <nav class="tabs-main" aria-label="Main">{tabs}</nav>
                <div class="who">{account_menu(visit, buyer)}</div>
            </div>
        </header>
    }
    .into_markup()
}

/// Whose portal it is: their mark, or ours with their name.
fn seller(visit: &Visit, buyer: &Buyer) -> Markup {
    let name = buyer.entity_name.clone();
    if !visit.brand.has_logo {
        return view! { {shell::mark()} " " <span>{name}</span> }.into_markup();
    }
    // Browsers keep it: the address says whose it is, for who buys from several.
    let address = format!("{}?of={}&v={}", brand::LOGO, buyer.entity_id, visit.brand.version);
    view! { <img src=address alt=name /> }.into_markup()
}

fn account_menu(visit: &Visit, buyer: &Buyer) -> Markup {
    let label = format!("Account: {}, {}. Menu", buyer.account_name, buyer.account_number);
    let person = format!("{}, {}", buyer.name, buyer.role.label());
    view! {
        <button class="account-chip" popovertarget="account-menu" aria-label=label>
            <span>
                {buyer.account_name.clone()} " "
                <span class="mute">{buyer.account_number.clone()}</span>
            </span>
            {icon(Icon::Down)}
        </button>
        <div id="account-menu" class="menu" popover="auto">
            <a href="/account">{icon(Icon::User)} {person}</a>
            <a href="/conversations">{icon(Icon::Chat)} "Messages"</a>
            <a href="/accounts">{icon(Icon::Building)} "Change account"</a>
            {buyer.seen_by_staff.is_none().then(shell::change_password)}
            {shell::choices(visit)}
            {shell::sign_out()}
        </div>
    }
    .into_markup()
}

/// Tells a member of staff whose view this is, on every page of it.
fn looked_at(buyer: &Buyer) -> Option<Markup> {
    let staff = buyer.seen_by_staff.as_ref()?;
    let who = format!("{staff} of {} is looking at this as you would see it.", buyer.entity_name);
    let banner = view! {
        <form class="notice tone-held no-print" method="post" action="/stop-viewing">
            {icon(Icon::Eye)}
            <div>
                <strong>{who}</strong>
                <span>"Nothing can be paid, promised or changed from here."</span>
            </div>
            <button class="button small act">"Stop"</button>
        </form>
    };
    Some(banner.into_markup())
}

fn foot(visit: &Visit, buyer: &Buyer) -> Markup {
    let today = visit.demo.then(|| {
        view! { <span>"Demonstration: today is " {date::medium(visit.today)}</span> }
    });
    view! {
        <footer class="foot no-print">
            <div class="wrap">
                <span class="mark">
                    {icon(Icon::Shield)} {format!("{} · on Quittance", buyer.entity_name)}
                </span>
                {today}
            </div>
        </footer>
    }
    .into_markup()
}
