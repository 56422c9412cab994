//! One account's things, of every kind that an address or a form can name: for the table of who may go
//! where.

use crate::{Client, Reply};
use backend::{
    account_changes::{self, NewChange, Subject},
    bundles::{self, At, New, Which},
    calendar_feeds,
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
    preferences::policy,
    print_runs,
    receivables::messages,
    settings::{
        self,
        rules::{self, NewRule},
    },
    supporting_documents::{self, New as NewPaper},
    testing::World,
};
use domain::{
    account_change::Address,
    bundle::Shape,
    channel::Channel,
    conversation::{About, Saying},
    dispute::Outcome,
    document,
    document_policy::DocumentPolicy,
    fee::Method as PaidBy,
    format::Format,
    ids::{
        AccountChangeId, BundleId, CannedAnswerId, ConversationId, DisputeId, ImportId, InvoiceId,
        PaymentId, ProposalId, RuleId, SupportingDocumentId, TeamId,
    },
    supporting_document,
};
use http::Method;

/// What the names in braces stand for.
pub struct Ferrows(Vec<(&'static str, String)>);

impl Ferrows {
    /// An invoice, a payment of it that has settled, and one that waits for its buyer at the bank.
    pub async fn of(world: &World) -> Self {
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
        let credit_note = world.credit("CN-26-0001", 1_000).await;
        let run = print_run(world).await;
        Self(vec![
            ("{file}", calendar(world).await),
            ("/accounts/{id}", format!("/accounts/{}", world.ferrow)),
            (
                "/bundles/{id}",
                format!("/bundles/{}", bundle(world, At::Own(&world.victor), other).await),
            ),
            ("{bundle}", bundle(world, At::Of(&world.lena, world.ferrow), other).await.to_string()),
            ("/changes/{id}", format!("/changes/{}", change(world).await)),
            ("/contacts/{id}", format!("/contacts/{}", one_of(world, "contact").await)),
            ("/conversations/{id}", format!("/conversations/{}", question(world).await)),
            ("/credit-notes/{id}", format!("/credit-notes/{credit_note}")),
            ("/disputes/{id}", format!("/disputes/{disputed}")),
            ("/dispatches/{id}", format!("/dispatches/{}", one_of(world, "dispatch").await)),
            ("/documents/{id}", format!("/documents/{}", one_of(world, "issued_document").await)),
            ("/print-runs/{id}", format!("/print-runs/{run}")),
            ("/files/{id}", format!("/files/{}", one_of(world, "file").await)),
            ("/invoices/{id}", format!("/invoices/{invoice}")),
            ("/originals/{id}", format!("/originals/{}", original(world, invoice).await)),
            ("/payments/{id}", format!("/payments/{payment}")),
            (
                "/supporting-documents/{id}",
                format!("/supporting-documents/{}", paper(world, other).await),
            ),
            ("/teams/{id}", format!("/teams/{team}")),
            ("{team}", team.to_string()),
            ("{rule}", rule.to_string()),
            ("/staff/imports/{id}", format!("/staff/imports/{}", look_at_a_file(world).await)),
            ("/inbound/{id}", format!("/inbound/{}", mail(world).await)),
            ("/messages/{id}", format!("/messages/{}", one_of(world, "outbox").await)),
            ("/webhooks/{id}", format!("/webhooks/{}", one_of(world, "webhook_inbox").await)),
            ("/answers/{id}", format!("/answers/{}", answer(world).await)),
            ("{delivery}", uuid::Uuid::now_v7().to_string()),
            ("{account}", world.ferrow.to_string()),
            ("{entity}", world.entity.to_string()),
            ("{invoice}", other.to_string()),
            ("{contact}", one_of(world, "contact").await.to_string()),
            ("{format}", "pdf".to_owned()),
            ("{kind}", "invoice".to_owned()),
            ("{new}", uuid::Uuid::now_v7().to_string()),
            ("{proposal}", offer(world, disputed).await.to_string()),
            ("{ref}", provider_ref.to_owned()),
        ])
    }

    /// Asks for something of theirs.
    pub async fn ask(&self, client: &Client, (method, path, form): (&str, &str, &str)) -> Reply {
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

/// An invoice that goes by post, in a print run, with the choice for it.
async fn print_run(world: &World) -> uuid::Uuid {
    let (b, today) = (world.backend(), world.today());
    let kept = policy::get(b, &world.ada, document::Kind::Invoice).await.unwrap();
    let offer = DocumentPolicy { sends_from: Some(today), channel: Channel::Print, ..kept.policy };
    policy::set(b, &world.ada, &offer, kept.version).await.unwrap();
    world.issue(world.draft("NH-26-0004", 4_840, today + chrono::Days::new(30))).await;
    world.db.settle_down().await;
    let id = uuid::Uuid::now_v7();
    print_runs::ask(b, &world.lena, id).await.unwrap();
    world.db.settle_down().await;
    id
}

/// A file with an invoice.
async fn bundle(world: &World, at: At<'_>, invoice: InvoiceId) -> BundleId {
    let id = BundleId(uuid::Uuid::now_v7());
    let which = Which::These(vec![invoice]);
    let new = New { id, which, format: Format::Ubl, shape: Shape::Zip };
    bundles::ask(world.backend(), at, &new).await.unwrap();
    world.db.settle_down().await;
    id
}

/// A paper of an invoice.
async fn paper(world: &World, invoice: InvoiceId) -> SupportingDocumentId {
    let note = Upload { name: "Ferrow.txt".to_owned(), bytes: b"Arrived.".to_vec() };
    let new = NewPaper {
        id: SupportingDocumentId(uuid::Uuid::now_v7()),
        about: supporting_document::About::Invoice(invoice),
        kind: supporting_document::Kind::ProofOfDelivery,
        valid_until: None,
        files: files::take_in(world.backend(), vec![note]).await.unwrap(),
    };
    supporting_documents::attach(world.backend(), &world.lena, &new).await.unwrap();
    new.id
}

/// The name of a calendar's file.
async fn calendar(world: &World) -> String {
    let made = calendar_feeds::make(world.backend(), &world.victor, uuid::Uuid::now_v7()).await;
    made.unwrap().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// The oldest row of a table.
async fn one_of(world: &World, table: &str) -> uuid::Uuid {
    let ids = format!("SELECT id FROM {table} ORDER BY id LIMIT 1");
    let mut tx = world.backend().db.worker().await.unwrap();
    world.db.first_id(&mut tx, &ids).await
}

/// An invoice that came as an e-invoice.
async fn original(world: &World, like: InvoiceId) -> uuid::Uuid {
    let (b, id) = (world.backend(), ImportId(uuid::Uuid::now_v7()));
    let xml = world.e_invoice(like, "NH-26-0100").await;
    let mut upload = ImportUpload::begin(b, &world.ada).await.unwrap();
    upload.write(xml.as_bytes()).await.unwrap();
    let run = NewRun {
        id,
        file_name: "NH-26-0100.xml".to_owned(),
        mapping: Mapping::plain(Kind::Invoices),
        mapping_name: String::new(),
        dry_run: false,
        as_of: None,
    };
    runs::start(b, &world.ada, upload.finish().await.unwrap(), &run).await.unwrap();
    world.db.settle_down().await;
    one_of(world, "original").await
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

/// An answer that the entity began with.
async fn answer(world: &World) -> CannedAnswerId {
    let all = settings::canned_answers::list(world.backend(), &world.ada).await.unwrap();
    all[0].id
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
    let decision = Decision {
        dispute_id,
        version: 1,
        lines,
        told: "Half of it?".to_owned(),
        deliver_by: None,
    };
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
        short: None,
    };
    start(world.backend(), &world.mirjam, order).await.unwrap()
}
