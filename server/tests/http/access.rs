//! Every address of the app and who may go there. An address that is not in this table fails the
//! build; what it says is tried with everybody else.

use crate::{Client, Reply, TestApp};
use http::Method;
use std::{collections::BTreeSet, fs};

/// Who may go to an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Who {
    Anybody,
    /// Buyers, of the account that what they ask for belongs to.
    Buyers,
    /// Staff of the entity that it belongs to, with whatever role it takes.
    Staff,
}
use Who::{Anybody, Buyers, Staff};

/// The table. `{…}` is something of Ferrow's: see [`TestApp::ferrows`]. The last column is a form
/// that can be read, so that it is the person who is refused and not what they typed.
const TABLE: &[(&str, &str, Who, &str)] = &[
    ("GET", "/accounts", Buyers, ""),
    ("GET", "/login", Anybody, ""),
    ("GET", "/staff/me", Staff, ""),
    ("POST", "/choices", Anybody, ""),
    ("POST", "/login", Anybody, ""),
    ("POST", "/logout", Anybody, ""),
    ("POST", "/staff/accounts/{id}/view-portal", Staff, ""),
    ("POST", "/stop-viewing", Buyers, ""),
    ("POST", "/switch-account", Buyers, "account_id={account}"),
    ("POST", "/switch-entity", Staff, "entity_id={entity}"),
];

#[test]
fn every_route_is_in_the_table() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/src/pages/routes.rs");
    let routes = routes_in(&fs::read_to_string(source).unwrap());
    let table: BTreeSet<String> = TABLE
        .iter()
        .map(|(method, path, ..)| format!("{method} {path}"))
        .collect();
    assert_eq!(table.len(), TABLE.len(), "no line twice");
    let missing: Vec<_> = routes.difference(&table).collect();
    assert!(missing.is_empty(), "who may go to these? {missing:#?}");
    let gone: Vec<_> = table.difference(&routes).collect();
    assert!(
        gone.is_empty(),
        "these are in the table but not in the app: {gone:#?}"
    );
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_the_door() {
    let app = TestApp::new().await;
    for entry in TABLE.iter().filter(|(.., who, _)| *who != Anybody) {
        let reply = app.ask(&app.anonymous(), entry).await;
        assert_eq!(reply.status, 303, "{entry:?}: {}", reply.body);
        assert!(
            reply.header("location").starts_with("/login?next=/"),
            "{entry:?}"
        );
    }
}

#[tokio::test]
async fn the_other_side_of_the_house_is_not_there() {
    let app = TestApp::new().await;
    let (buyer, admin) = (app.buyer().await, app.admin().await);
    for entry in TABLE {
        let other = match entry.2 {
            Anybody => continue,
            Buyers => &admin,
            Staff => &buyer,
        };
        let reply = app.ask(other, entry).await;
        assert_eq!(reply.status, 404, "{entry:?}: {}", reply.body);
    }
}

#[tokio::test]
async fn what_belongs_to_others_is_not_there() {
    let app = TestApp::new().await;
    let stranger = app.stranger().await;
    let elsewhere = app.admin_elsewhere().await;
    for entry in TABLE
        .iter()
        .filter(|(_, path, _, form)| format!("{path}{form}").contains('{'))
    {
        let client = match entry.2 {
            Anybody => continue,
            Buyers => &stranger,
            Staff => &elsewhere,
        };
        let reply = app.ask(client, entry).await;
        assert_eq!(reply.status, 404, "{entry:?}: {}", reply.body);
        assert!(!reply.body.contains("Ferrow"), "{entry:?}");
    }
}

#[tokio::test]
async fn who_may_gets_an_answer() {
    let app = TestApp::new().await;
    let (buyer, admin) = (app.buyer().await, app.admin().await);
    for entry in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        let client = match entry.2 {
            Anybody => &app.anonymous(),
            Buyers => &buyer,
            Staff => &admin,
        };
        let reply = app.ask(client, entry).await;
        assert!(
            matches!(reply.status, 200 | 303),
            "{entry:?}: {} {}",
            reply.status,
            reply.body
        );
    }
}

impl TestApp {
    async fn ask(&self, client: &Client, entry: &(&str, &str, Who, &str)) -> Reply {
        let (method, path, _, form) = *entry;
        let path = self.ferrows(path);
        match method {
            "GET" => client.send(Method::GET, &path, &[], None).await,
            _ => {
                let headers = [("sec-fetch-site", "same-origin")];
                client
                    .send(Method::POST, &path, &headers, Some(self.ferrows(form)))
                    .await
            }
        }
    }

    /// Puts something of Ferrow's in the place of each name in braces.
    fn ferrows(&self, text: &str) -> String {
        let account = self.world.ferrow.to_string();
        text.replace("/accounts/{id}", &format!("/accounts/{account}"))
            .replace("{account}", &account)
            .replace("{entity}", &self.world.entity.to_string())
    }

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
        admin::create(self.world.backend(), &Actor::System("test"), new)
            .await
            .unwrap();
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
        for (call, method) in [
            ("get(", "GET"),
            ("post(", "POST"),
            ("put(", "PUT"),
            ("delete(", "DELETE"),
        ] {
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
