//! What both sides have agreed on, who may do what, and who has looked.

use crate::markup::*;
use crate::{
    AppState, PageResult, Visit,
    components::{
        date,
        facts::{fact, facts},
        head::{head, reference},
        iban::iban,
        icon::{Icon, icon},
        panel::panel,
        sum::{less, line, sum, total},
        table::{cell, column, lead, row, table},
    },
    forms::{
        Problems,
        calendar_feeds::{self, Feed},
        notices::Fields,
    },
    page::{self, Tab},
};
use axum::extract::State;
use backend::{
    Actor, Buyer, Result as BackendResult,
    accounts::{self, Account, Contact, Look, User},
    users::notices as wishes,
};
use domain::{
    access::BuyerRole,
    calendar,
    fee::{FeePolicy, Method},
    rates,
};

/// GET /account
pub async fn page(visit: Visit, State(app): State<AppState>) -> PageResult {
    show(&visit, &app, None, &Problems::default()).await
}

/// The page with its form as it was typed.
pub async fn show(
    visit: &Visit,
    app: &AppState,
    fields: Option<Fields>,
    problems: &Problems,
) -> PageResult {
    let feed = feed(app, visit.buyer()?).await?;
    show_feed(visit, app, fields, problems, feed).await
}

/// Whether somebody has an address for their calendar. Staff who look at the portal have none.
async fn feed(app: &AppState, buyer: &Buyer) -> BackendResult<Option<Feed>> {
    if buyer.seen_by_staff.is_some() {
        return Ok(None);
    }
    let since = backend::calendar_feeds::since(&app.backend, buyer).await?;
    Ok(Some(since.map_or(Feed::None, Feed::Since)))
}

/// The same with what is to be said of the calendar.
pub async fn show_feed(
    visit: &Visit,
    app: &AppState,
    fields: Option<Fields>,
    problems: &Problems,
    feed: Option<Feed>,
) -> PageResult {
    let buyer = visit.buyer()?;
    let account = accounts::get(&app.backend, buyer).await?;
    // Staff who look at the portal have a place of theirs for this.
    let fields = match fields {
        None if buyer.seen_by_staff.is_none() => {
            Some(Fields::of(wishes::wish(&app.backend, &Actor::Buyer(buyer.clone())).await?))
        }
        fields => fields,
    };
    Ok(page::portal(visit, Tab::Account, "Account", || {
        let lede =
            format!("What {} and {} have agreed on.", account.customer.name, account.seller.name);
        view! {
            {head("Account").lede(lede).actions(view! {
                <a class="button" href="/settings/formats">"Documents"</a>
                <a class="button" href="/account/contacts">"Address and contacts"</a>
                <a class="button" href="/conversations">"Messages"</a>
            })}
            <div class="halves">{customer(&account)} {terms(&account)}</div>
            <div class="halves">{ways(&account)} {seller(&account)}</div>
            {users(account.users)}
            {contacts(account.contacts)}
            {fields.map(|fields| notices(&fields, problems))}
            {feed.map(|feed| calendar_feeds::panel_of(feed, visit))}
            {looks(visit, account.looks)}
        }
    }))
}

fn customer(account: &Account) -> Markup {
    let customer = &account.customer;
    let mut told = vec![
        fact("Name", customer.name.clone()),
        fact("Number", reference(customer.number.clone())),
    ];
    told.extend(address(&customer.address, &customer.city).map(|lines| fact("Address", lines)));
    told.extend(customer.vat_id.clone().map(|vat| fact("VAT number", reference(vat))));
    told.push(fact("Billed in", customer.currency.code().to_owned()));
    panel("customer", "Your company").body(facts(told)).view()
}

fn address(street: &str, city: &str) -> Option<Markup> {
    match (street, city) {
        ("", "") => None,
        ("", one) | (one, "") => Some(one.to_owned().into_markup()),
        (street, city) => Some(view! { {street.to_owned()}<br />{city.to_owned()} }.into_markup()),
    }
}

fn terms(account: &Account) -> Markup {
    let terms = &account.terms;
    let days = match terms.days {
        0 => "At once".to_owned(),
        days => format!("{} net", calendar::days_text(days.into())),
    };
    let discount = match terms.discount_bp {
        0 => "None agreed".to_owned(),
        rate => format!(
            "{} within {} of the invoice's date",
            rates::percent_text(rate),
            calendar::days_text(terms.discount_days.into())
        ),
    };
    let agreed = facts([fact("Payment", days), fact("Discount", discount)]);
    let credit = match account.credit {
        None => view! { <p class="s ink-2">"No credit limit is set."</p> }.into_markup(),
        Some(credit) => sum([
            line("Credit limit", credit.limit),
            line("Open, less your credit", less(credit.used)),
            total("Left", credit.left),
        ]),
    };
    panel("terms", "Terms").stack(view! { {agreed}{credit} }).view()
}

fn ways(account: &Account) -> Markup {
    let rows: Vec<_> = account.ways.iter().map(way).collect();
    let words =
        "Valid today. A fee is shown before you pay and on the receipt, never on an invoice.";
    panel("ways", "Ways of paying")
        .table(table([column("Way"), column("Fee").num()], rows, None))
        .footer(view! { <p class="s ink-2">{words}</p> })
        .view()
}

fn way((method, fee): &(Method, FeePolicy)) -> Markup {
    let fee = match fee.rate_bp {
        0 => "No fee".to_owned(),
        rate => format!("{} of what you pay", rates::percent_text(rate)),
    };
    row([lead(method.label()), cell(fee).num().key()])
}

fn seller(account: &Account) -> Markup {
    let seller = &account.seller;
    let mut told = vec![fact("Name", seller.name.clone())];
    told.extend(address(&seller.address, &seller.city).map(|lines| fact("Address", lines)));
    told.extend(seller.vat_id.clone().map(|vat| fact("VAT number", reference(vat))));
    let mail = format!("mailto:{}", seller.email);
    told.push(fact("E-mail", view! { <a href=mail>{seller.email.clone()}</a> }));
    told.push(fact("Bank", seller.bank_name.clone()));
    told.push(fact("IBAN", iban(&seller.iban)));
    told.push(fact("BIC", reference(seller.bic.clone())));
    let since = calendar::long(seller.bank_since);
    let words = format!("This page is the source. The account has been the same since {since}.");
    panel("seller", "Who bills you")
        .stack(view! {
            {facts(told)}
            <p class="iconed">{icon(Icon::Shield)}<span>{words}</span></p>
        })
        .view()
}

fn users(users: Vec<User>) -> Markup {
    let row_of = |user: User| {
        row([
            lead(user.name),
            cell(user.email).full(),
            cell(may(user.role)).full().mute(),
            cell(user.role.label()).key(),
        ])
    };
    let columns = [column("Name"), column("E-mail"), column("May"), column("Role")];
    let rows: Vec<_> = users.into_iter().map(row_of).collect();
    panel("users", "Who may sign in").table(table(columns, rows, None)).view()
}

fn may(role: BuyerRole) -> &'static str {
    match role {
        BuyerRole::View => "Reads everything",
        BuyerRole::Pay => "Reads, pays and promises",
        BuyerRole::Dispute => "Reads and disputes",
        BuyerRole::Admin => "Everything, and hands out the roles",
    }
}

/// What whoever is signed in wants for themselves.
fn notices(fields: &Fields, problems: &Problems) -> Markup {
    panel("notices", "Mail to you").stack(fields.view(problems)).view()
}

fn contacts(contacts: Vec<Contact>) -> Markup {
    if contacts.is_empty() {
        let words = "Nobody is on file, so no reminder is sent to anybody.";
        return panel("contacts", "Whom we write to")
            .body(view! { <p class="s ink-2">{words}</p> })
            .view();
    }
    let row_of = |contact: Contact| {
        let job =
            (!contact.job.is_empty()).then(|| view! { <span class="note">{contact.job}</span> });
        let reminders = match contact.receives_reminders {
            true => "Gets reminders",
            false => "No reminders",
        };
        row([
            lead(view! { {contact.name}{job} }),
            cell(contact.email).full(),
            cell(contact.phone.unwrap_or_default()).full(),
            cell(reminders).full().mute(),
        ])
    };
    let columns = [column("Name"), column("E-mail"), column("Phone"), column("Reminders")];
    let rows: Vec<_> = contacts.into_iter().map(row_of).collect();
    panel("contacts", "Whom we write to").table(table(columns, rows, None)).view()
}

/// Staff may look at the portal as its people see it. They change nothing, and it is told here.
fn looks(visit: &Visit, looks: Vec<Look>) -> Markup {
    if looks.is_empty() {
        let words = "Nobody of their staff has looked at this portal as you see it, in 90 days.";
        return panel("looks", "Who looked").body(view! { <p class="s ink-2">{words}</p> }).view();
    }
    let item = |look: Look| {
        view! {
            <li>{icon(Icon::Eye)}{look.by}<span class="note">{date::instant(look.at, visit.time_zone())}</span></li>
        }
    };
    let looks: Vec<_> = looks.into_iter().map(item).collect();
    panel("looks", "Who looked")
        .aside(view! { <small>"Their staff, as you see it, in 90 days. They can change nothing."</small> })
        .body(view! { <ul class="links">{looks}</ul> })
        .view()
}
