//! Every address of the app and who may go there. An address that is not in this table fails the
//! build; what it says is tried with everybody else.

use crate::{Client, TestApp, ferrows::Ferrows};
use std::{collections::BTreeSet, fs};

/// Who may go to an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Who {
    Anybody,
    /// Buyers, of the account that what they ask for belongs to.
    Buyers,
    /// Staff of the entity that it belongs to, with whatever role it takes.
    Staff,
    /// Buyers and staff, about themselves.
    Members,
}
use Who::{Anybody, Buyers, Members, Staff};

/// The table. `{…}` is something of Ferrow's: see [`Ferrows`]. The last column is a form that can be
/// read, so that it is the person who is refused and not what they typed; of a GET it is the query.
const TABLE: &[(&str, &str, Who, &str)] = &[
    ("GET", "/", Buyers, ""),
    ("GET", "/account", Buyers, ""),
    ("GET", "/account/address", Buyers, ""),
    ("GET", "/account/contacts", Buyers, ""),
    ("GET", "/account/contacts/new", Buyers, ""),
    ("GET", "/account/contacts/{id}", Buyers, ""),
    ("GET", "/accounts", Buyers, ""),
    ("GET", "/ask/payments/{id}/state", Buyers, ""),
    ("GET", "/ask/quote", Buyers, "invoice={invoice}"),
    ("GET", "/ask/disputes", Buyers, "invoice={invoice}"),
    ("GET", "/bundles", Buyers, ""),
    ("GET", "/bundles/new", Buyers, ""),
    ("GET", "/bundles/{id}", Buyers, ""),
    ("GET", "/bundles/{id}/file", Buyers, ""),
    ("GET", "/calendar/{file}", Anybody, ""),
    ("GET", "/check", Anybody, ""),
    ("GET", "/brand.css", Anybody, "colour=1c3a70"),
    ("GET", "/logo", Buyers, ""),
    ("GET", "/conversations", Buyers, ""),
    ("GET", "/conversations/new", Buyers, "about=invoice&of={invoice}"),
    ("GET", "/conversations/{id}", Buyers, ""),
    ("GET", "/credit-notes/{id}/copy", Buyers, ""),
    ("GET", "/credit-notes/{id}/copy/{format}", Buyers, ""),
    ("GET", "/disputes", Buyers, ""),
    ("GET", "/disputes.csv", Buyers, ""),
    ("GET", "/disputes/new", Buyers, "invoice={invoice}"),
    ("GET", "/documents/{id}", Buyers, ""),
    ("GET", "/files/{id}", Buyers, ""),
    ("GET", "/disputes/{id}", Buyers, ""),
    ("GET", "/help", Buyers, ""),
    ("GET", "/invoices/{id}/copy", Buyers, ""),
    ("GET", "/invoices/{id}/copy/{format}", Buyers, ""),
    ("GET", "/invoices/{id}/dispute", Buyers, ""),
    ("GET", "/invoices/{id}/help", Buyers, ""),
    ("GET", "/invoices/{id}/help/order", Buyers, ""),
    ("GET", "/invoices/{id}/help/paid", Buyers, ""),
    ("GET", "/login", Anybody, ""),
    ("GET", "/password", Members, ""),
    ("GET", "/originals/{id}", Buyers, ""),
    ("GET", "/pay", Buyers, "invoice={invoice}"),
    ("GET", "/payments", Buyers, ""),
    ("GET", "/payments.csv", Buyers, ""),
    ("GET", "/payments/{id}", Buyers, ""),
    ("GET", "/payments/{id}/receipt", Buyers, ""),
    ("GET", "/payments/{id}/receipt.pdf", Buyers, ""),
    ("GET", "/sandbox/bank/{ref}", Buyers, ""),
    ("GET", "/staff/dispatches", Staff, ""),
    ("GET", "/staff/dispatches.csv", Staff, ""),
    ("GET", "/staff/dispatches/{id}", Staff, ""),
    ("GET", "/staff/documents/{id}", Staff, ""),
    ("GET", "/staff/print-runs", Staff, ""),
    ("GET", "/staff/print-runs/{id}", Staff, ""),
    ("GET", "/staff/print-runs/{id}/file", Staff, ""),
    ("GET", "/staff/print-runs/{id}/manifest.csv", Staff, ""),
    ("GET", "/staff/imports", Staff, ""),
    ("GET", "/staff/imports/mappings", Staff, ""),
    ("GET", "/staff/imports/new", Staff, ""),
    ("GET", "/staff/imports/{id}", Staff, ""),
    ("GET", "/staff/imports/{id}/problems.csv", Staff, ""),
    ("GET", "/staff/me", Staff, ""),
    ("GET", "/settings/formats", Buyers, ""),
    ("GET", "/settings/formats/preview/{kind}", Buyers, "to={contact}"),
    ("GET", "/statement", Buyers, ""),
    ("GET", "/statement.csv", Buyers, ""),
    ("GET", "/statement.pdf", Buyers, ""),
    ("GET", "/invoices", Buyers, ""),
    ("GET", "/invoices.csv", Buyers, ""),
    ("GET", "/invoices/{id}", Buyers, ""),
    ("GET", "/invoices/{id}/promise", Buyers, ""),
    ("GET", "/staff", Staff, ""),
    ("GET", "/staff/accounts", Staff, ""),
    ("GET", "/staff/accounts/{id}", Staff, ""),
    ("GET", "/staff/accounts/{id}/bundles", Staff, ""),
    ("GET", "/staff/accounts/{id}/bundles/new", Staff, ""),
    ("GET", "/staff/accounts/{id}/bundles/{bundle}", Staff, ""),
    ("GET", "/staff/accounts/{id}/bundles/{bundle}/file", Staff, ""),
    ("GET", "/staff/accounts/{id}/formats", Staff, ""),
    ("GET", "/staff/accounts/{id}/formats/preview/{kind}", Staff, ""),
    ("GET", "/staff/changes", Staff, ""),
    ("GET", "/staff/changes/{id}", Staff, ""),
    ("GET", "/staff/clock", Staff, ""),
    ("GET", "/staff/conversations", Staff, ""),
    ("GET", "/staff/conversations/new", Staff, "about=invoice&of={invoice}"),
    ("GET", "/staff/conversations/{id}", Staff, ""),
    ("GET", "/staff/decisions", Staff, ""),
    ("GET", "/staff/disputes", Staff, ""),
    ("GET", "/staff/disputes.csv", Staff, ""),
    ("GET", "/staff/disputes/analysis", Staff, ""),
    ("GET", "/staff/disputes/analysis.csv", Staff, ""),
    ("GET", "/staff/disputes/analysis/questions", Staff, ""),
    ("GET", "/staff/disputes/{id}", Staff, ""),
    ("GET", "/staff/files/{id}", Staff, ""),
    ("GET", "/staff/inbound", Staff, ""),
    ("GET", "/staff/inbound/{id}", Staff, ""),
    ("GET", "/staff/invoices", Staff, ""),
    ("GET", "/staff/invoices.csv", Staff, ""),
    ("GET", "/staff/invoices/{id}", Staff, ""),
    ("GET", "/staff/originals/{id}", Staff, ""),
    ("GET", "/staff/messages", Staff, ""),
    ("GET", "/staff/messages/{id}", Staff, ""),
    ("GET", "/staff/payments", Staff, ""),
    ("GET", "/staff/payments.csv", Staff, ""),
    ("GET", "/staff/payments/{id}", Staff, ""),
    ("GET", "/staff/promises", Staff, ""),
    ("GET", "/staff/sandbox", Staff, ""),
    ("GET", "/staff/search", Staff, ""),
    ("GET", "/staff/self-help", Staff, ""),
    ("GET", "/staff/self-help/cases", Staff, ""),
    ("GET", "/staff/settings/disputes", Staff, ""),
    ("GET", "/staff/settings/documents", Staff, ""),
    ("GET", "/staff/settings/brand", Staff, ""),
    ("GET", "/staff/settings/brand/logo", Staff, ""),
    ("GET", "/staff/settings/disputes/answers", Staff, ""),
    ("GET", "/staff/settings/disputes/answers/{id}", Staff, ""),
    ("GET", "/staff/settings/disputes/limits", Staff, ""),
    ("GET", "/staff/settings/disputes/teams/{id}", Staff, ""),
    ("GET", "/staff/users", Staff, ""),
    ("GET", "/staff/webhooks", Staff, ""),
    ("GET", "/staff/webhooks/{id}", Staff, ""),
    (
        "POST",
        "/account/address",
        Buyers,
        "id=0193a5b0-0000-7000-8000-000000000001&version=1&street=Dock+4&city=3011+Rotterdam",
    ),
    (
        "POST",
        "/account/contacts/new",
        Buyers,
        "id={new}&name=Tess&email=tess@here.example&invoice={invoice}",
    ),
    (
        "POST",
        "/account/contacts/{id}",
        Buyers,
        "id={new}&version=1&name=Tess&email=tess@here.example",
    ),
    ("POST", "/account", Buyers, "notices=all"),
    ("POST", "/account/calendar", Buyers, "id=01980000-0000-7000-8000-000000000001&do=make"),
    ("POST", "/bundles/new", Buyers, "id={new}&which=these&invoice={invoice}&format=ubl"),
    ("POST", "/bundles/{id}/stop", Buyers, ""),
    ("POST", "/choices", Anybody, ""),
    ("POST", "/conversations/new", Buyers, "id={new}&about=invoice&of={invoice}&message=Well"),
    ("POST", "/conversations/{id}", Buyers, "id={new}&message=Well"),
    ("POST", "/credit-notes/{id}/copy", Buyers, "id={new}"),
    ("POST", "/disputes/{id}", Buyers, "id={new}&message=Well"),
    ("POST", "/disputes/{id}/proposals/{proposal}", Buyers, "do=accept"),
    ("POST", "/disputes/{id}/reopen", Buyers, "id={new}&message=Well"),
    ("POST", "/disputes/new", Buyers, "invoice={invoice}&line=1"),
    ("POST", "/disputes/{id}/withdraw", Buyers, ""),
    ("POST", "/files", Buyers, ""),
    ("POST", "/invoices/view", Buyers, "do=usual"),
    ("POST", "/invoices/{id}/copy", Buyers, "id={new}"),
    ("POST", "/invoices/{id}/dispute", Buyers, "line=1"),
    ("POST", "/invoices/{id}/help/order", Buyers, "id={new}&version=1&order=4500"),
    (
        "POST",
        "/invoices/{id}/help/paid",
        Buyers,
        "id={new}&amount=1.00&date=2026-11-16&reference=Ours",
    ),
    ("POST", "/login", Anybody, ""),
    ("POST", "/logout", Anybody, ""),
    ("POST", "/password", Members, ""),
    ("POST", "/sign-out-everywhere", Members, ""),
    ("POST", "/pay", Buyers, "invoice={invoice}&do=pay"),
    ("POST", "/staff/dispatches/{id}", Staff, "do=again&id={new}"),
    ("POST", "/staff/print-runs", Staff, "id=01936f6e-0000-7000-8000-000000000001"),
    ("POST", "/staff/print-runs/{id}/post", Staff, ""),
    ("POST", "/staff/print-runs/{id}/undo", Staff, ""),
    ("POST", "/settings/formats", Buyers, "to={contact}&do=back"),
    ("POST", "/sandbox/bank/{ref}", Buyers, "do=approve"),
    (
        "POST",
        "/staff/accounts/{id}/bundles/new",
        Staff,
        "id={new}&which=these&invoice={invoice}&format=ubl",
    ),
    ("POST", "/staff/accounts/{id}/bundles/{bundle}/stop", Staff, ""),
    ("POST", "/staff/accounts/{id}", Staff, "id={new}&kind=contract"),
    ("POST", "/staff/accounts/{id}/formats", Staff, "do=back"),
    ("POST", "/staff/accounts/{id}/view-portal", Staff, ""),
    ("POST", "/staff/changes", Staff, ""),
    ("POST", "/staff/changes/{id}", Staff, "do=confirm"),
    (
        "POST",
        "/staff/conversations/new",
        Staff,
        "id={new}&about=invoice&of={invoice}&message=Well&to=word",
    ),
    ("POST", "/staff/conversations/{id}", Staff, "id={new}&message=Well&to=word"),
    ("POST", "/staff/conversations/{id}/rest", Staff, ""),
    ("POST", "/staff/disputes/{id}", Staff, "version=1"),
    ("POST", "/staff/disputes/{id}/claim", Staff, ""),
    ("POST", "/staff/disputes/{id}/hand-over", Staff, "id={new}&hands=1&team={team}"),
    ("POST", "/staff/disputes/{id}/priority", Staff, "priority=high"),
    ("POST", "/staff/disputes/{id}/join", Staff, "number=D-26-0001&version=1&do=link"),
    ("POST", "/staff/disputes/{id}/proposals/{proposal}", Staff, "do=approve"),
    (
        "POST",
        "/staff/disputes/{id}/deliveries/{delivery}",
        Staff,
        "do=made&id={new}&version=1&delivered_on=2026-11-18",
    ),
    ("POST", "/staff/disputes/{id}/write", Staff, "id={new}&message=Well&to=note"),
    ("POST", "/staff/files?account={account}", Staff, ""),
    ("POST", "/staff/imports/mappings", Staff, ""),
    ("POST", "/staff/imports/new", Staff, ""),
    ("POST", "/staff/imports/{id}", Staff, "id={new}"),
    ("POST", "/staff/inbound/{id}", Staff, ""),
    ("POST", "/staff/invoices/{id}", Staff, "id={new}&kind=contract"),
    ("POST", "/staff/invoices/view", Staff, "do=usual"),
    ("POST", "/staff/me", Staff, "notices=all"),
    ("POST", "/stop-viewing", Buyers, ""),
    ("POST", "/switch-account", Buyers, "account_id={account}"),
    ("POST", "/switch-entity", Staff, "entity_id={entity}"),
    ("POST", "/invoices/{id}/promise", Buyers, "id={new}&amount=1.00&date=2026-11-20"),
    ("POST", "/invoices/{id}/promise/withdraw", Buyers, ""),
    ("POST", "/staff/clock", Staff, "date=2026-11-20"),
    ("POST", "/staff/sandbox", Staff, "late_seconds=0&copies=1"),
    ("POST", "/staff/settings/disputes", Staff, "do=move-rule&id={rule}&place=1"),
    ("POST", "/staff/settings/disputes/answers", Staff, "do=answer"),
    ("POST", "/staff/settings/disputes/answers/{id}", Staff, "do=remove"),
    ("POST", "/staff/settings/disputes/limits", Staff, "do=set"),
    ("POST", "/staff/settings/disputes/teams/{id}", Staff, "do=save&name=Ours"),
    ("POST", "/staff/settings/documents", Staff, "kind=invoice"),
    ("POST", "/staff/settings/brand", Staff, "do=remove"),
    ("POST", "/staff/supporting-documents/{id}/remove", Staff, ""),
    ("POST", "/staff/users", Staff, "do=add"),
    ("POST", "/staff/webhooks/{id}", Staff, ""),
];

#[test]
fn every_route_is_in_the_table() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/src/pages/routes.rs");
    let routes = routes_in(&fs::read_to_string(source).unwrap());
    let table: BTreeSet<String> = TABLE
        .iter()
        .map(|(method, path, ..)| format!("{method} {}", without_query(path)))
        .collect();
    assert_eq!(table.len(), TABLE.len(), "no line twice");
    let missing: Vec<_> = routes.difference(&table).collect();
    assert!(missing.is_empty(), "who may go to these? {missing:#?}");
    let gone: Vec<_> = table.difference(&routes).collect();
    assert!(gone.is_empty(), "these are in the table but not in the app: {gone:#?}");
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_the_door() {
    let app = TestApp::new().await;
    let ferrows = Ferrows::of(&app.world).await;
    for entry in TABLE.iter().filter(|(.., who, _)| *who != Anybody) {
        let reply = ferrows.ask(&app.anonymous(), asked(entry)).await;
        assert_eq!(reply.status, 303, "{entry:?}: {}", reply.body);
        assert!(reply.header("location").starts_with("/login?next=/"), "{entry:?}");
    }
}

#[tokio::test]
async fn the_other_side_of_the_house_is_not_there() {
    let app = TestApp::new().await;
    let ferrows = Ferrows::of(&app.world).await;
    let (buyer, admin) = (app.buyer().await, app.admin().await);
    for entry in TABLE {
        let other = match entry.2 {
            Anybody | Members => continue,
            Buyers => &admin,
            Staff => &buyer,
        };
        let reply = ferrows.ask(other, asked(entry)).await;
        // The address that people type leads staff to their own first page.
        let expected = if entry.1 == "/" { 303 } else { 404 };
        assert_eq!(reply.status, expected, "{entry:?}: {}", reply.body);
    }
}

#[tokio::test]
async fn what_belongs_to_others_is_not_there() {
    let app = TestApp::new().await;
    let ferrows = Ferrows::of(&app.world).await;
    let stranger = app.stranger().await;
    let elsewhere = app.admin_elsewhere().await;
    for entry in TABLE.iter().filter(|(_, path, _, form)| format!("{path}{form}").contains('{')) {
        let client = match entry.2 {
            Anybody | Members => continue,
            Buyers => &stranger,
            Staff => &elsewhere,
        };
        let reply = ferrows.ask(client, asked(entry)).await;
        assert_eq!(reply.status, 404, "{entry:?}: {}", reply.body);
        assert!(!reply.body.contains("Ferrow"), "{entry:?}");
    }
}

#[tokio::test]
async fn who_may_gets_an_answer() {
    let app = TestApp::new().await;
    let ferrows = Ferrows::of(&app.world).await;
    let (buyer, admin) = (app.buyer_admin().await, app.admin().await);
    for entry in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        let client = match entry.2 {
            Anybody => &app.anonymous(),
            Buyers | Members => &buyer,
            Staff => &admin,
        };
        let reply = ferrows.ask(client, asked(entry)).await;
        assert!(matches!(reply.status, 200 | 303), "{entry:?}: {} {}", reply.status, reply.body);
    }
}

fn without_query(path: &str) -> &str {
    path.split('?').next().unwrap_or_default()
}

/// How an entry is asked for.
fn asked(
    entry: &(&'static str, &'static str, Who, &'static str),
) -> (&'static str, &'static str, &'static str) {
    (entry.0, entry.1, entry.3)
}

impl TestApp {
    /// An admin of another entity of the same seller.
    async fn admin_elsewhere(&self) -> Client {
        use backend::{
            Actor,
            users::admin::{self, Membership, NewUser},
        };
        let membership =
            Membership::Staff(self.world.other_entity, domain::access::StaffRole::Admin);
        let new = NewUser {
            email: "admin@elsewhere.example".to_owned(),
            name: "Noor Smit".to_owned(),
            password: backend::testing::PASSWORD.to_owned(),
            membership,
        };
        admin::create(self.world.backend(), &Actor::System("test"), new).await.unwrap();
        let client = self.anonymous();
        assert_eq!(client.sign_in("admin@elsewhere.example").await.status, 303);
        client
    }
}

/// `METHOD /path` of every route in the source of the table.
fn routes_in(source: &str) -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    for route in source.split(".route(").skip(1) {
        let (_, rest) = route.split_once('"').expect("a path");
        let (path, handlers) = rest.split_once('"').expect("a path");
        for (call, method) in
            [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE")]
        {
            let called = handlers.match_indices(call).any(|(at, _)| {
                let before = handlers[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
            });
            if called {
                routes.insert(format!("{method} {path}"));
            }
        }
    }
    assert!(!routes.is_empty(), "the table can be read");
    routes
}
