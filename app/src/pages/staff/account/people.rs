//! What an account is, where it stands in its tree, and who is there.

use crate::markup::*;
use crate::{
    components::{
        date,
        facts::{fact, facts},
        icon::{Icon, icon},
        panel::panel,
    },
    visit::Visit,
};
use backend::{
    gateways::clock,
    receivables::account::{Account, Profile, Relative},
};
use domain::rates::percent_text;

/// What it is.
pub fn profile(visit: &Visit, profile: &Profile) -> Markup {
    let address = [profile.address.as_str(), profile.city.as_str(), profile.country.as_str()];
    let address: Vec<&str> = address.into_iter().filter(|part| !part.is_empty()).collect();
    let methods: Vec<&str> = profile.methods.iter().map(|method| method.label()).collect();
    let mut told = vec![
        fact("Number", profile.number.clone()),
        fact("Address", address.join(", ")),
        fact("Terms", format!("{} days", profile.terms_days)),
    ];
    if let Some((bp, days)) = profile.discount {
        told.push(fact("Discount", format!("{} within {days} days", percent_text(bp))));
    }
    told.extend(profile.limit.map(|limit| fact("Limit", limit.full())));
    told.extend(profile.vat_id.clone().map(|id| fact("VAT number", id)));
    told.push(fact("Offered", methods.join(", ")));
    let since = clock::date_in(profile.since, visit.time_zone());
    told.push(fact("Here since", date::medium(since)));
    panel("profile", "Account").body(facts(told)).view()
}

/// The accounts above and under it.
pub fn tree(profile: &Profile) -> Option<Markup> {
    if profile.parent.is_none() && profile.children.is_empty() {
        return None;
    }
    let link = |one: &Relative, word: &'static str| {
        let address = format!("/staff/accounts/{}", one.id);
        let note = format!("{} · {word}", one.number);
        view! {
            <li>
                {icon(Icon::Building)}
                <a href=address>{one.name.clone()}</a>
                <span class="note">{note}</span>
            </li>
        }
    };
    let parent = profile.parent.as_ref().map(|parent| link(parent, "above"));
    let children: Vec<_> = profile.children.iter().map(|child| link(child, "under it")).collect();
    let tree = view! { <ul class="links">{parent}{children}</ul> };
    Some(panel("tree", "Its group").body(tree).view())
}

/// Who is written to.
pub fn contacts(account: &Account) -> Markup {
    if account.contacts.is_empty() {
        let words = "Nobody. Reminders find no one here: load a contact from your ERP.";
        return panel("contacts", "Contacts").body(view! { <p class="s ink-2">{words}</p> }).view();
    }
    let contacts: Vec<_> = account
        .contacts
        .iter()
        .map(|contact| {
            let symbol = if contact.receives_reminders { Icon::Mail } else { Icon::User };
            let told = [contact.job.clone(), contact.email.clone()];
            let told = told.into_iter().chain(contact.phone.clone());
            let told: Vec<String> = told.filter(|part| !part.is_empty()).collect();
            let silent = (!contact.receives_reminders)
                .then(|| view! { <span class="note">"Gets no reminders"</span> });
            view! {
                <li>
                    {icon(symbol)}
                    <span>
                        {contact.name.clone()}
                        <span class="note">{told.join(" · ")}</span>
                        {silent}
                    </span>
                </li>
            }
        })
        .collect();
    panel("contacts", "Contacts").body(view! { <ul class="links people">{contacts}</ul> }).view()
}

/// Who can sign in for it.
pub fn users(account: &Account) -> Markup {
    let title = "Users of the portal";
    if account.users.is_empty() {
        let words = "Nobody can sign in for this account yet.";
        return panel("users", title).body(view! { <p class="s ink-2">{words}</p> }).view();
    }
    let users: Vec<_> = account
        .users
        .iter()
        .map(|user| {
            let shut = user.is_disabled.then_some(", shut out");
            let note =
                format!("{} · {}{}", user.email, user.role.label(), shut.unwrap_or_default());
            view! {
                <li>
                    {icon(Icon::Key)}
                    <span>{user.name.clone()}<span class="note">{note}</span></span>
                </li>
            }
        })
        .collect();
    panel("users", title).body(view! { <ul class="links people">{users}</ul> }).view()
}
