//! Every address of the app and who may go there. An address that is not in this table fails the
//! build; what it says is tried with everybody else.

use crate::{Client, Reply, TestApp};
use backend::{
    account_changes::{self, NewChange, Subject},
    conversations::{self, NewQuestion, NewWord},
    disputes::{self, Claimed, Decision, Judged, NewDispute, NewLine, Way},
    files::{self, Upload},
    imports::{
        Kind, Mapping,
        files::Upload as ImportUpload,
        runs::{self, NewRun},
    },
    inbound,
    payments::{
        quote::{Choice, Selection, Spread, quote},
        read,
        start::{Order, start},
    },
    receivables::messages,
    settings::{
        self,
        rules::{self, NewRule},
    },
    testing::World,
};
use domain::{
    account_change::Address,
    conversation::{About, Saying},
    dispute::Outcome,
    fee::Method as PaidBy,
    ids::{
        AccountChangeId, ConversationId, DisputeId, ImportId, InvoiceId, PaymentId, ProposalId,
        RuleId, TeamId,
    },
};
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
    ("GET", "/conversations", Buyers, ""),
    ("GET", "/conversations/new", Buyers, "about=invoice&of={invoice}"),
    ("GET", "/conversations/{id}", Buyers, ""),
    ("GET", "/disputes", Buyers, ""),
    ("GET", "/disputes.csv", Buyers, ""),
    ("GET", "/disputes/new", Buyers, "invoice={invoice}"),
    ("GET", "/files/{id}", Buyers, ""),
    ("GET", "/disputes/{id}", Buyers, ""),
    ("GET", "/help", Buyers, ""),
    ("GET", "/invoices/{id}/copy", Buyers, ""),
    ("GET", "/invoices/{id}/copy.pdf", Buyers, ""),
    ("GET", "/invoices/{id}/dispute", Buyers, ""),
    ("GET", "/invoices/{id}/help", Buyers, ""),
    ("GET", "/invoices/{id}/help/order", Buyers, ""),
    ("GET", "/invoices/{id}/help/paid", Buyers, ""),
    ("GET", "/login", Anybody, ""),
    ("GET", "/password", Members, ""),
    ("GET", "/pay", Buyers, "invoice={invoice}"),
    ("GET", "/payments", Buyers, ""),
    ("GET", "/payments.csv", Buyers, ""),
    ("GET", "/payments/{id}", Buyers, ""),
    ("GET", "/payments/{id}/receipt", Buyers, ""),
    ("GET", "/sandbox/bank/{ref}", Buyers, ""),
    ("GET", "/staff/imports", Staff, ""),
    ("GET", "/staff/imports/mappings", Staff, ""),
    ("GET", "/staff/imports/new", Staff, ""),
    ("GET", "/staff/imports/{id}", Staff, ""),
    ("GET", "/staff/imports/{id}/problems.csv", Staff, ""),
    ("GET", "/staff/me", Staff, ""),
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
    ("POST", "/choices", Anybody, ""),
    ("POST", "/conversations/new", Buyers, "id={new}&about=invoice&of={invoice}&message=Well"),
    ("POST", "/conversations/{id}", Buyers, "id={new}&message=Well"),
    ("POST", "/disputes/{id}", Buyers, "id={new}&message=Well"),
    ("POST", "/disputes/{id}/proposals/{proposal}", Buyers, "do=accept"),
    ("POST", "/disputes/{id}/reopen", Buyers, "id={new}&message=Well"),
    ("POST", "/disputes/new", Buyers, "invoice={invoice}&line=1"),
    ("POST", "/disputes/{id}/withdraw", Buyers, ""),
    ("POST", "/files", Buyers, ""),
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
    ("POST", "/pay", Buyers, "invoice={invoice}&do=pay"),
    ("POST", "/sandbox/bank/{ref}", Buyers, "do=approve"),
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
    ("POST", "/staff/disputes/{id}/write", Staff, "id={new}&message=Well&to=note"),
    ("POST", "/staff/files?account={account}", Staff, ""),
    ("POST", "/staff/imports/mappings", Staff, ""),
    ("POST", "/staff/imports/new", Staff, ""),
    ("POST", "/staff/imports/{id}", Staff, "id={new}"),
    ("POST", "/staff/inbound/{id}", Staff, ""),
    ("POST", "/staff/me", Staff, "notices=all"),
    ("POST", "/stop-viewing", Buyers, ""),
    ("POST", "/switch-account", Buyers, "account_id={account}"),
    ("POST", "/switch-entity", Staff, "entity_id={entity}"),
    ("POST", "/invoices/{id}/promise", Buyers, "id={new}&amount=1.00&date=2026-11-20"),
    ("POST", "/invoices/{id}/promise/withdraw", Buyers, ""),
    ("POST", "/staff/clock", Staff, "date=2026-11-20"),
    ("POST", "/staff/sandbox", Staff, "late_seconds=0&copies=1"),
    ("POST", "/staff/settings/disputes", Staff, "do=move-rule&id={rule}&place=1"),
    ("POST", "/staff/settings/disputes/teams/{id}", Staff, "do=save&name=Ours"),
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
        let reply = ferrows.ask(&app.anonymous(), entry).await;
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
        let reply = ferrows.ask(other, entry).await;
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
        let reply = ferrows.ask(client, entry).await;
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
        let reply = ferrows.ask(client, entry).await;
        assert!(matches!(reply.status, 200 | 303), "{entry:?}: {} {}", reply.status, reply.body);
    }
}

fn without_query(path: &str) -> &str {
    path.split('?').next().unwrap_or_default()
}

/// What the names in braces stand for.
struct Ferrows(Vec<(&'static str, String)>);

impl Ferrows {
    /// An invoice, a payment of it that has settled, and one that waits for its buyer at the bank.
    async fn of(world: &World) -> Self {
        let invoice = world.invoice("NH-26-0001", 12_100, 10).await;
        let other = world.invoice("NH-26-0002", 24_200, 10).await;
        let payment = pay(world, invoice, "card_pays").await;
        let waiting = pay(world, other, "card_authenticates").await;
        let waiting = read::get(world.backend(), &world.mirjam, waiting).await.unwrap();
        world.invoice("NH-26-0003", 4_840, 0).await;
        world.db.settle_down().await; // the webhooks come in, and a reminder goes out
        let (team, rule) = team_and_rule(world).await;
        let address = waiting.action_address.unwrap();
        let provider_ref = address.rsplit('/').next().unwrap();
        let disputed = dispute(world, other).await;
        Self(vec![
            ("/accounts/{id}", format!("/accounts/{}", world.ferrow)),
            ("/changes/{id}", format!("/changes/{}", change(world).await)),
            ("/contacts/{id}", format!("/contacts/{}", one_of(world, "contact").await)),
            ("/conversations/{id}", format!("/conversations/{}", question(world).await)),
            ("/disputes/{id}", format!("/disputes/{disputed}")),
            ("/files/{id}", format!("/files/{}", one_of(world, "file").await)),
            ("/invoices/{id}", format!("/invoices/{invoice}")),
            ("/payments/{id}", format!("/payments/{payment}")),
            ("/teams/{id}", format!("/teams/{team}")),
            ("{team}", team.to_string()),
            ("{rule}", rule.to_string()),
            ("/staff/imports/{id}", format!("/staff/imports/{}", look_at_a_file(world).await)),
            ("/inbound/{id}", format!("/inbound/{}", mail(world).await)),
            ("/messages/{id}", format!("/messages/{}", one_of(world, "outbox").await)),
            ("/webhooks/{id}", format!("/webhooks/{}", one_of(world, "webhook_inbox").await)),
            ("{account}", world.ferrow.to_string()),
            ("{entity}", world.entity.to_string()),
            ("{invoice}", other.to_string()),
            ("{new}", uuid::Uuid::now_v7().to_string()),
            ("{proposal}", offer(world, disputed).await.to_string()),
            ("{ref}", provider_ref.to_owned()),
        ])
    }

    /// Asks for something of theirs.
    async fn ask(&self, client: &Client, entry: &(&str, &str, Who, &str)) -> Reply {
        let (method, path, _, form) = *entry;
        let (path, form) = (self.put_in(path), self.put_in(form));
        if method == "GET" {
            return client.get(&format!("{path}?{form}")).await;
        }
        let headers = [("sec-fetch-site", "same-origin")];
        client.send(Method::POST, &path, &headers, Some(form)).await
    }

    fn put_in(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

/// The oldest row of a table.
async fn one_of(world: &World, table: &str) -> uuid::Uuid {
    let ids = format!("SELECT id FROM {table} ORDER BY id LIMIT 1");
    let mut tx = world.backend().db.worker().await.unwrap();
    world.db.first_id(&mut tx, &ids).await
}

/// A file that was uploaded to be looked at.
async fn look_at_a_file(world: &World) -> ImportId {
    let (b, id) = (world.backend(), ImportId(uuid::Uuid::now_v7()));
    let mut upload = ImportUpload::begin(b, &world.ada).await.unwrap();
    upload.write(b"number,name\n").await.unwrap();
    let run = NewRun {
        id,
        file_name: "Ferrow.csv".to_owned(),
        mapping: Mapping::plain(Kind::Accounts),
        mapping_name: String::new(),
        dry_run: true,
        as_of: None,
    };
    let uploaded = upload.finish().await.unwrap();
    runs::start(b, &world.ada, uploaded, &run).await.unwrap();
    id
}

/// A change that waits to be confirmed.
async fn change(world: &World) -> AccountChangeId {
    let address = Address { street: "Dock 4".to_owned(), city: "3011 Rotterdam".to_owned() };
    let id = AccountChangeId(uuid::Uuid::now_v7());
    let new = NewChange { id, wanted: Subject::Address(address), version: 1, invoice: None };
    account_changes::ask(world.backend(), &world.joost, &new).await.unwrap();
    id
}

async fn question(world: &World) -> ConversationId {
    let new = NewQuestion {
        id: uuid::Uuid::now_v7(),
        about: About::Account(world.ferrow),
        subject: "A new address".to_owned(),
        text: "We move in May.".to_owned(),
        files: vec![],
    };
    conversations::ask(world.backend(), &world.joost, &new).await.unwrap()
}

/// The team that takes the rest, and a rule that leads to it.
async fn team_and_rule(world: &World) -> (TeamId, RuleId) {
    let (b, id) = (world.backend(), RuleId(uuid::Uuid::now_v7()));
    let settings = settings::load(b, &world.ada).await.unwrap();
    let rule = NewRule {
        id,
        reason: Some("tax".to_owned()),
        account: None,
        from: None,
        team_id: settings.teams[0].id,
        person_id: None,
        is_high: true,
        version: settings.version,
    };
    rules::add(b, &world.ada, &rule).await.unwrap();
    (rule.team_id, id)
}

/// A mail that answers a word of ours to Ferrow, from somebody else's address.
async fn mail(world: &World) -> uuid::Uuid {
    let (b, id) = (world.backend(), question(world).await);
    let word = NewWord {
        id: uuid::Uuid::now_v7(),
        text: "Thank you.".to_owned(),
        saying: Saying::Word,
        asks: None,
        files: vec![],
    };
    conversations::answer(b, &world.lena, id, &word).await.unwrap();
    world.db.settle_down().await;
    let mut tx = b.db.worker().await.unwrap();
    let letter = "SELECT id FROM outbox WHERE reply_to IS NOT NULL ORDER BY id LIMIT 1";
    let letter = world.db.first_id(&mut tx, letter).await;
    drop(tx);
    let letter = messages::get(b, &world.ada, letter).await.unwrap();
    let to = letter.reply_to.unwrap();
    let raw = format!("From: who@ferrow.example\r\nTo: {to}\r\nSubject: Hello\r\n\r\nWell?\r\n");
    inbound::receive(b, raw.as_bytes()).await.unwrap();
    world.db.settle_down().await;
    one_of(world, "inbound_mail").await
}

async fn dispute(world: &World, invoice_id: InvoiceId) -> DisputeId {
    let amount = domain::Money::new(1_000, domain::Currency::EUR);
    let note = Upload { name: "Ferrow.txt".to_owned(), bytes: b"As agreed.".to_vec() };
    let new = NewDispute {
        id: DisputeId(uuid::Uuid::now_v7()),
        lines: vec![NewLine {
            invoice_id,
            reason: "other".to_owned(),
            claimed: Claimed::Amount(amount),
        }],
        text: "The freight was included.".to_owned(),
        files: files::take_in(world.backend(), vec![note]).await.unwrap(),
    };
    disputes::open(world.backend(), &world.joost, &new).await.unwrap();
    new.id
}

async fn offer(world: &World, dispute_id: DisputeId) -> ProposalId {
    let b = world.backend();
    let line_id = disputes::get(b, &world.joost, dispute_id).await.unwrap().lines[0].id;
    let off = domain::Money::new(500, domain::Currency::EUR);
    let lines = vec![Judged { line_id, outcome: Outcome::Credit, off }];
    let decision = Decision { dispute_id, version: 1, lines, told: "Half of it?".to_owned() };
    disputes::decide(b, &world.lena, &decision, Way::Offer).await.unwrap();
    disputes::get(b, &world.joost, dispute_id).await.unwrap().proposal.unwrap().id
}

async fn pay(world: &World, invoice: InvoiceId, instrument: &str) -> PaymentId {
    let choice = Choice {
        selection: Selection::Invoices(vec![invoice]),
        spread: Spread::InFull,
        use_credit: false,
        method: PaidBy::Card,
    };
    let quoted = quote(world.backend(), &world.mirjam, &choice).await.unwrap();
    let order = Order {
        id: PaymentId(uuid::Uuid::now_v7()),
        choice,
        instrument: instrument.to_owned(),
        expected: quoted.charged,
    };
    start(world.backend(), &world.mirjam, order).await.unwrap()
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
