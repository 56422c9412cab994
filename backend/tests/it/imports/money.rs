//! Payments and credit notes: nothing is lost, and nothing is given away twice.

use super::{invoice, load, only, scalar, tally};
use backend::{imports::Kind, testing::World};

#[tokio::test]
async fn money_is_never_refused_because_of_what_it_is_meant_for() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, 5).await;
    world.invoice("NH-2", 4_000, 9).await;
    let head = "number,account,settled_on,amount,invoice,discount,total\n";
    let text = format!(
        "{head}P1,10482,2026-11-10,60.00,NH-1,,\n\
         P2,10482,2026-11-11,50.00,NH-1,,\n\
         P3,10482,2026-11-12,30.00,4711,,\n\
         P4,10117,2026-11-12,20.00,NH-2,,\n\
         P5,10482,2026-11-13,39.00,NH-2,1.00,45.00\n\
         P6,4711,2026-11-13,5.00,NH-2,,\n\
         P7,10482,2026-11-13,0.00,NH-2,,\n\
         P8,10482,2026-11-13,9.00,NH-2,,8.00\n"
    );
    let (run, problems) = load(&world, Kind::Payments, &text).await;
    assert_eq!(run.progress.tally, tally(5, 0, 0, 0, 3));
    let told: Vec<(u64, bool)> = problems.iter().map(|p| (p.row_no, p.refuses)).collect();
    assert_eq!(told, [(3, false), (4, false), (5, false), (7, true), (8, true), (9, true)]);
    assert!(problems[0].message.starts_with("Only €40.00 of €50.00 could be applied"));
    assert_eq!(invoice(&world, "NH-1").await, Some((0, 1)));
    assert_eq!(invoice(&world, "NH-2").await, Some((0, 1)));
    // 10 over on NH-1, 30 for an unknown one, 20 of the wrong account, 6 of P5.
    assert_eq!(scalar(&world, "SELECT sum(left_minor)::bigint FROM payment").await, 6_600);
    assert_eq!(
        scalar(&world, "SELECT count(*) FROM payment p WHERE state = 'settled' AND provider = 'import'
                        AND settled_on = (created_at AT TIME ZONE 'Europe/Amsterdam')::date AND receipt_number IS NOT NULL
                        AND EXISTS (SELECT FROM payment_event e WHERE e.payment_id = p.id AND e.source = 'import')").await,
        5
    );
    world.db.assert_books().await;

    let (run, _) = load(&world, Kind::Payments, &text).await;
    assert_eq!(run.progress.tally, tally(0, 0, 5, 0, 3));
    let (_, problems) =
        load(&world, Kind::Payments, format!("{head}P1,10482,2026-11-10,61.00,NH-1,,\n")).await;
    assert!(
        only(&problems).2.contains("the amount is €61.00 here and €60.00 there"),
        "{problems:?}"
    );
    // The same number at another entity is another payment.
    world.db.assert_books().await;
}

#[tokio::test]
async fn what_a_payment_under_way_holds_is_not_given_away() {
    let world = World::new().await;
    world.invoice("NH-1", 10_000, 5).await;
    let mut tx = world.backend().db.worker().await.expect("a transaction");
    sqlx::query("UPDATE open_item SET in_flight_minor = 7000")
        .execute(&mut *tx)
        .await
        .expect("a hold");
    tx.commit().await.expect("committed");
    let head = "number,account,issued_on,total,invoice\n";
    let (run, problems) =
        load(&world, Kind::CreditNotes, format!("{head}CN-1,10482,2026-11-01,50.00,NH-1\n")).await;
    assert_eq!((run.progress.tally, problems), (tally(1, 0, 0, 0, 0), vec![]));
    assert_eq!(invoice(&world, "NH-1").await, Some((7_000, 1)));
    assert_eq!(scalar(&world, "SELECT left_minor FROM credit_note").await, 2_000);
    let (run, problems) = load(
        &world,
        Kind::CreditNotes,
        format!("{head}CN-2,10482,2026-11-01,5.00,4711\nCN-1,10482,2026-11-01,51.00,NH-1\n"),
    )
    .await;
    assert_eq!(run.progress.tally, tally(1, 0, 0, 0, 1));
    assert!(!problems[0].refuses && problems[0].message.contains("stays as credit"));
    assert!(problems[1].message.contains("the total is €51.00 here and €50.00 there"));
}
