//! How documents reach a customer: who chooses, whose choice holds, and what is told of it.

use backend::{
    Error, Staff,
    preferences::{self, At, Place, clear, effective, load, policy, set},
    testing::World,
    timeline,
};
use domain::{
    Currency, Money, Refusal,
    access::StaffRole,
    channel::Channel,
    data_style::DataStyle,
    document::Kind,
    document_policy::DocumentPolicy,
    format::Format,
    ids::ContactId,
    language::Language,
    line_column::LineColumns,
    preference::{Preference, Whose},
    style::{Letterhead, Look, Style},
    table_column::TableColumns,
    x12_partner::{Identity, X12Partner},
};

const INVOICES: Place = Place { kind: Kind::Invoice, recipient: None };

fn choice(format: Format, channel: Channel, target: Option<&str>) -> Preference {
    let style = Style { look: Look::Compact, language: Language::Dutch, ..Style::default() };
    let (data, target) = (DataStyle::default(), target.map(str::to_owned));
    Preference { format, style, data, channel, target }
}

fn peppol() -> Preference {
    choice(Format::Peppol, Channel::Peppol, Some("0106:59110276"))
}

async fn version(world: &World, at: At<'_>, place: Place) -> i64 {
    load(world.backend(), at, place).await.unwrap().version
}

async fn mirjam(world: &World) -> ContactId {
    let settings = load(world.backend(), At::Own(&world.joost), INVOICES).await.unwrap();
    settings.recipients[0].id
}

/// Puts Maasland above Ferrow.
async fn make_group(world: &World) {
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query("UPDATE account SET parent_id = $2 WHERE id = $1")
        .bind(world.ferrow.0)
        .bind(world.maasland.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn field_of<T: std::fmt::Debug>(answer: Result<T, Error>) -> &'static str {
    match answer {
        Err(Error::Refused(Refusal::Field { field, .. })) => field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_has_chosen_nothing_gets_what_the_seller_does_for_all() {
    let world = World::new().await;
    let settings = load(world.backend(), At::Own(&world.victor), INVOICES).await.unwrap();
    assert_eq!((settings.holds.whose, settings.holds.name.as_str()), (Whose::Seller, "Nordhaven"));
    let holds = &settings.holds.preference;
    assert_eq!((holds.format, holds.channel, &holds.target), (Format::Pdf, Channel::Email, &None));
    assert_eq!((settings.version, settings.may_choose), (0, false), "Victor only views");
    assert!(settings.earlier.is_empty() && settings.own.is_none());
    for kind in Kind::ALL {
        let place = Place { kind, recipient: None };
        let settings = load(world.backend(), At::Of(&world.lena, world.ferrow), place).await;
        assert_eq!(settings.unwrap().policy.check(), Ok(()), "{kind:?}");
    }
}

#[tokio::test]
async fn an_admin_of_the_account_chooses_and_goes_back_and_both_are_told() {
    let world = World::new().await;
    let (b, joost) = (world.backend(), At::Own(&world.joost));
    set(b, joost, INVOICES, &peppol(), 0).await.unwrap();
    set(b, joost, INVOICES, &peppol(), 0).await.unwrap(); // sent twice
    let settings = load(b, joost, INVOICES).await.unwrap();
    assert_eq!(settings.holds.whose, Whose::Account);
    let own = settings.own.unwrap();
    assert_eq!((own.preference, own.by.as_str()), (peppol(), "Joost Hartman"));
    assert_eq!((settings.version, settings.earlier.len()), (1, 1));
    let credit_notes = Place { kind: Kind::CreditNote, recipient: None };
    let other = load(b, joost, credit_notes).await.unwrap();
    assert_eq!(other.holds.whose, Whose::Seller, "each kind for itself");

    let paper = choice(Format::Pdf, Channel::Print, None);
    let stale = set(b, joost, INVOICES, &paper, 0).await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::ChangedMeanwhile))), "{stale:?}");
    set(b, joost, INVOICES, &paper, 1).await.unwrap();
    clear(b, joost, INVOICES, 2).await.unwrap();
    clear(b, joost, INVOICES, 2).await.unwrap(); // sent twice
    let settings = load(b, joost, INVOICES).await.unwrap();
    assert_eq!((settings.holds.whose, settings.version), (Whose::Seller, 3));
    let told: Vec<_> = settings.earlier.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("took back") && told[1].contains("before: Peppol"), "{told:?}");

    let story = timeline::of_account(b, &world.victor).await.unwrap();
    let count = |name: &str| story.iter().filter(|event| event.name == name).count();
    let counts =
        ["preference.set", "preference.cleared", "paper.switched_on", "paper.switched_off"];
    assert_eq!(counts.map(count), [2, 1, 1, 1]);
    // A choice that is made again goes on from there.
    set(b, joost, INVOICES, &peppol(), 3).await.unwrap();
    assert_eq!(version(&world, joost, INVOICES).await, 4);
}

#[tokio::test]
async fn only_who_may_chooses_and_strangers_find_nothing() {
    let world = World::new().await;
    let b = world.backend();
    for buyer in [&world.victor, &world.mirjam] {
        let refused = set(b, At::Own(buyer), INVOICES, &peppol(), 0).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{refused:?}");
    }
    let viewer = Staff { role: StaffRole::Viewer, ..world.lena.clone() };
    let at = At::Of(&viewer, world.ferrow);
    assert!(!load(b, at, INVOICES).await.unwrap().may_choose);
    let refused = clear(b, at, INVOICES, 0).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{refused:?}");

    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let at = At::Of(&elsewhere, world.ferrow);
    assert!(matches!(load(b, at, INVOICES).await, Err(Error::NotFound)));
    assert!(matches!(set(b, at, INVOICES, &peppol(), 0).await, Err(Error::NotFound)));
    assert!(matches!(preferences::preview::invoice(b, at).await, Err(Error::NotFound)));
    // Somebody of another account is no recipient here.
    let place = Place { recipient: Some(mirjam(&world).await), ..INVOICES };
    let ruud = At::Own(&world.ruud);
    assert!(matches!(load(b, ruud, place).await, Err(Error::NotFound)));
    assert!(matches!(set(b, ruud, place, &peppol(), 0).await, Err(Error::NotFound)));

    let lena = At::Of(&world.lena, world.ferrow);
    set(b, lena, INVOICES, &peppol(), 0).await.unwrap();
    let settings = load(b, At::Own(&world.joost), INVOICES).await.unwrap();
    assert_eq!(settings.own.unwrap().by, "Lena Okafor");
    assert!(load(b, ruud, INVOICES).await.unwrap().own.is_none());
}

#[tokio::test]
async fn the_nearest_choice_holds_up_the_tree_and_as_a_whole() {
    let world = World::new().await;
    make_group(&world).await;
    let b = world.backend();
    let group = choice(Format::Ubl, Channel::Folder, Some("group-in"));
    set(b, At::Own(&world.ruud), INVOICES, &group, 0).await.unwrap();
    let joost = At::Own(&world.joost);
    let settings = load(b, joost, INVOICES).await.unwrap();
    assert_eq!(settings.holds.whose, Whose::Above(1));
    assert_eq!(settings.holds.name, "Maasland Tractors N.V.");
    assert_eq!(settings.holds.preference, group);
    assert!(settings.own.is_none() && settings.version == 0 && settings.earlier.is_empty());

    let place = Place { recipient: Some(mirjam(&world).await), ..INVOICES };
    let hers = choice(Format::Pdf, Channel::Email, Some("m.dewit@ferrow.example"));
    set(b, joost, place, &hers, 0).await.unwrap();
    let settings = load(b, joost, place).await.unwrap();
    assert_eq!((settings.holds.whose, settings.above.whose), (Whose::Recipient, Whose::Above(1)));
    assert_eq!(load(b, joost, INVOICES).await.unwrap().holds.whose, Whose::Above(1));
    set(b, joost, INVOICES, &peppol(), 0).await.unwrap();

    // Jobs and staff find the same as the portal.
    let mut tx = b.db.worker().await.unwrap();
    for (place, whose, preference) in
        [(place, Whose::Recipient, &hers), (INVOICES, Whose::Account, &peppol())]
    {
        let found = effective(&mut tx, world.ferrow, place.kind, place.recipient).await.unwrap();
        assert_eq!((found.whose, &found.preference), (whose, preference));
        let at = At::Of(&world.lena, world.ferrow);
        assert_eq!(load(b, at, place).await.unwrap().holds, found);
        assert_eq!(load(b, joost, place).await.unwrap().holds, found);
    }
    let up = effective(&mut tx, world.maasland, Kind::Invoice, None).await.unwrap();
    assert_eq!((up.whose, up.preference), (Whose::Account, group));
}

#[tokio::test]
async fn the_portal_learns_of_a_group_and_of_nobody_else() {
    let world = World::new().await;
    make_group(&world).await;
    let b = world.backend();
    set(b, At::Own(&world.ruud), INVOICES, &peppol(), 0).await.unwrap();
    set(b, At::Own(&world.joost), INVOICES, &peppol(), 0).await.unwrap();
    let seen = async |buyer: &backend::Buyer, sql: &'static str| {
        let mut tx = b.db.portal(buyer).await.unwrap();
        sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut *tx).await
    };
    let rows = "SELECT count(*) FROM document_preference";
    assert_eq!(seen(&world.joost, rows).await.unwrap(), 1, "a query without a condition");
    let mine = "SELECT count(*) FROM my_document_choices()";
    assert_eq!(seen(&world.joost, mine).await.unwrap(), 2);
    assert_eq!(seen(&world.ruud, mine).await.unwrap(), 1, "what is below is not above");
    let others = "SELECT count(*) FROM document_choices((SELECT id FROM account LIMIT 1))";
    assert!(seen(&world.joost, others).await.is_err(), "not the portal's to ask");
    let mut tx = b.db.portal(&world.joost).await.unwrap();
    sqlx::query("SELECT set_config('app.account_id', '', true)").execute(&mut *tx).await.unwrap();
    let unset: i64 = sqlx::query_scalar(mine).fetch_one(&mut *tx).await.unwrap();
    assert_eq!(unset, 0);
    for sql in [
        "DELETE FROM document_preference",
        "UPDATE document_preference SET account_id = account_id",
        "UPDATE document_policy SET pdf_instead = false",
        "INSERT INTO document_cost SELECT * FROM document_cost",
    ] {
        let mut tx = b.db.portal(&world.joost).await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await.expect_err(sql).to_string();
        assert!(refused.contains("permission denied"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn what_is_not_offered_forbidden_or_impossible_is_refused() {
    let world = World::new().await;
    let (b, joost) = (world.backend(), At::Own(&world.joost));
    let by_print = choice(Format::Peppol, Channel::Print, None);
    assert_eq!(field_of(set(b, joost, INVOICES, &by_print, 0).await), "channel");
    let nowhere = choice(Format::Peppol, Channel::Peppol, None);
    assert_eq!(field_of(set(b, joost, INVOICES, &nowhere, 0).await), "target");
    let statement = Place { kind: Kind::Statement, recipient: None };
    assert_eq!(field_of(set(b, joost, statement, &peppol(), 0).await), "format");

    // Both companies move to Belgium, where the law leaves one choice.
    let mut tx = b.db.worker().await.unwrap();
    for sql in ["UPDATE account SET country = 'BE'", "UPDATE entity SET country = 'BE'"] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let pdf = choice(Format::Pdf, Channel::Email, None);
    let refused = set(b, joost, INVOICES, &pdf, 0).await;
    assert!(format!("{refused:?}").contains("law of 6 February 2024"), "{refused:?}");
    set(b, joost, INVOICES, &peppol(), 0).await.unwrap();
    set(b, joost, statement, &pdf, 0).await.unwrap(); // no law is about statements
}

#[tokio::test]
async fn admins_say_what_is_offered_and_what_it_costs() {
    let world = World::new().await;
    let b = world.backend();
    let refused = policy::get(b, &world.lena, Kind::Invoice).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{refused:?}");
    let kept = policy::get(b, &world.ada, Kind::Invoice).await.unwrap();
    assert_eq!((kept.version, kept.policy.costs.len()), (1, 0));
    let wanted = DocumentPolicy {
        formats: vec![Format::Pdf, Format::FacturX],
        channels: vec![Channel::Email, Channel::Print],
        costs: vec![(Channel::Print, Money::new(250, Currency::EUR))],
        pdf_instead: false,
        format: Format::FacturX,
        ..kept.policy
    };
    policy::set(b, &world.ada, &wanted, 1).await.unwrap();
    policy::set(b, &world.ada, &wanted, 1).await.unwrap(); // sent twice
    let kept = policy::get(b, &world.ada, Kind::Invoice).await.unwrap();
    assert_eq!((&kept.policy, kept.version), (&wanted, 2));
    let dearer = DocumentPolicy { costs: vec![], ..wanted.clone() };
    let stale = policy::set(b, &world.ada, &dearer, 1).await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::ChangedMeanwhile))), "{stale:?}");
    let nothing = DocumentPolicy { formats: vec![], ..wanted };
    assert_eq!(field_of(policy::set(b, &world.ada, &nothing, 2).await), "format");

    let joost = At::Own(&world.joost);
    let settings = load(b, joost, INVOICES).await.unwrap();
    assert_eq!(settings.holds.preference.format, Format::FacturX);
    assert_eq!(settings.policy.cost(Channel::Print), Some(Money::new(250, Currency::EUR)));
    assert_eq!(field_of(set(b, joost, INVOICES, &peppol(), 0).await), "format");
    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let theirs = policy::get(b, &elsewhere, Kind::Invoice).await.unwrap();
    assert_eq!(theirs.version, 1, "each entity for itself");
}

#[tokio::test]
async fn a_choice_is_tried_with_the_latest_invoice() {
    let world = World::new().await;
    let b = world.backend();
    let (joost, lena) = (At::Own(&world.joost), At::Of(&world.lena, world.ferrow));
    assert!(preferences::preview::invoice(b, joost).await.unwrap().is_none());
    world.invoice("NH-1", 10_000, 10).await;
    world.invoice("NH-2", 10_000, 20).await;
    for at in [joost, lena] {
        let latest = preferences::preview::invoice(b, at).await.unwrap().unwrap();
        assert_eq!((latest.number.as_str(), latest.is_copy), ("NH-2", false));
    }
    let statement = preferences::preview::statement(b, lena).await.unwrap();
    assert_eq!(statement.account_number, "10482");
    assert!(preferences::preview::credit_note(b, joost).await.unwrap().is_none());
    world.credit("NC-1", 5_000).await;
    world.credit("NC-2", 6_000).await;
    for at in [joost, lena] {
        let latest = preferences::preview::credit_note(b, at).await.unwrap().unwrap();
        assert_eq!((latest.number.as_str(), latest.is_copy), ("NC-2", false));
        let sample = preferences::preview::sample(b, at).await.unwrap();
        let (receipt, plan) = (sample.receipt(Language::Dutch), sample.plan());
        assert_eq!((receipt.account_number.as_str(), plan.adds_up()), ("10482", true));
        assert_eq!(receipt.way, "Overboeking");
        let names = [&receipt.seller.name, &plan.seller.name, &sample.reminder().seller.name];
        assert!(names.iter().all(|name| name.contains("Nordhaven")), "{names:?}");
        assert!(sample.reminder().asked().all(|item| item.number.starts_with("SAMPLE")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_is_one_choice() {
    let world = World::new().await;
    let clicks: Vec<_> = (0..5)
        .map(|_| {
            let (b, joost) = (world.backend().clone(), world.joost.clone());
            tokio::spawn(async move { set(&b, At::Own(&joost), INVOICES, &peppol(), 0).await })
        })
        .collect();
    for click in clicks {
        click.await.unwrap().unwrap();
    }
    let (b, joost) = (world.backend(), At::Own(&world.joost));
    let settings = load(b, joost, INVOICES).await.unwrap();
    assert_eq!((settings.version, settings.earlier.len()), (1, 1));
    let mut tx = b.db.worker().await.unwrap();
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM document_preference")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

/// A choice of everything that can be chosen.
fn everything() -> Preference {
    let columns = LineColumns::of("net,item,cost-centre").unwrap();
    let style = Style { columns, letterhead: Letterhead::Name, ..Style::default() };
    let x12 = X12Partner {
        receiver: Identity::read("01", "123456789"),
        element: '|',
        segment: '\n',
        is_production: true,
        ..X12Partner::default()
    };
    let data = DataStyle { table: TableColumns::parse("total,number").unwrap(), x12 };
    Preference { style, data, ..choice(Format::X12, Channel::Edi, Some("ZZ:FERROW")) }
}

#[tokio::test]
async fn columns_letterhead_and_what_is_agreed_are_kept_and_go_down_the_tree() {
    let world = World::new().await;
    make_group(&world).await;
    let (b, ruud) = (world.backend(), At::Own(&world.ruud));
    set(b, ruud, INVOICES, &peppol(), 0).await.unwrap();
    set(b, ruud, INVOICES, &everything(), 1).await.unwrap();
    let own = load(b, ruud, INVOICES).await.unwrap();
    assert_eq!(own.own.unwrap().preference, everything());
    assert!(own.earlier[0].text.contains("to 01:123456789"), "{}", own.earlier[0].text);
    for at in [At::Own(&world.joost), At::Of(&world.lena, world.ferrow)] {
        let below = load(b, at, INVOICES).await.unwrap();
        assert_eq!((below.holds.whose, below.holds.preference), (Whose::Above(1), everything()));
    }
    // What is usual is kept as nobody's choice, so that it may become better.
    set(b, At::Own(&world.joost), INVOICES, &peppol(), 0).await.unwrap();
    let mut tx = b.db.worker().await.unwrap();
    let kept: (String, String, bool) = sqlx::query_as(
        "SELECT line_columns, table_columns, x12_partner IS NULL FROM document_preference WHERE account_id = $1",
    )
    .bind(world.ferrow.0)
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    assert_eq!(kept, (String::new(), String::new(), true));
}

#[tokio::test]
async fn an_envelope_that_cannot_be_is_refused() {
    let world = World::new().await;
    let (b, joost) = (world.backend(), At::Own(&world.joost));
    let mut odd = everything();
    odd.data.x12.component = '|';
    assert_eq!(field_of(set(b, joost, INVOICES, &odd, 0).await), "x12-element");
    odd = everything();
    odd.data.x12.receiver = Identity::read("ZZ", "a|b");
    assert_eq!(field_of(set(b, joost, INVOICES, &odd, 0).await), "x12-receiver");
    assert_eq!(version(&world, joost, INVOICES).await, 0);
}

#[tokio::test]
async fn an_address_that_may_carry_a_key_is_for_who_chooses() {
    let world = World::new().await;
    make_group(&world).await;
    let b = world.backend();
    let secret = "https://erp.maasland.example/in?key=secret";
    let wanted = choice(Format::Ubl, Channel::Webhook, Some(secret));
    set(b, At::Own(&world.ruud), INVOICES, &wanted, 0).await.unwrap();
    let own = load(b, At::Own(&world.ruud), INVOICES).await.unwrap();
    assert_eq!(own.proposed().target.as_deref(), Some(secret));
    assert!(!own.earlier[0].text.contains("key"), "{}", own.earlier[0].text);
    let told = own.holds.preference.target.as_deref().map(|url| Channel::Webhook.told(url));
    assert_eq!(told, Some("erp.maasland.example"));
    let below = load(b, At::Own(&world.joost), INVOICES).await.unwrap();
    assert_eq!((below.holds.whose, below.proposed().target), (Whose::Above(1), None));
}
