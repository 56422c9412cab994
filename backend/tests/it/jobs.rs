//! The queue: nothing is lost, nothing is done twice, and what cannot be done waits for a person.

use backend::{
    jobs::{self, Job, schedule},
    outbox::{self, NewMessage},
    testing::World,
};
use uuid::Uuid;

async fn enqueue(world: &World, job: &Job) {
    let b = world.backend();
    let mut tx = b.db.worker().await.unwrap();
    jobs::enqueue(&mut tx, job, b.clock.now(), b.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn jobs_in(world: &World, state: &str) -> i64 {
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM job WHERE state = $1")
        .bind(state)
        .fetch_one(&mut *tx)
        .await
        .unwrap()
}

fn message(world: &World, n: usize) -> NewMessage {
    NewMessage {
        id: Uuid::now_v7(),
        entity_id: world.entity,
        account_id: world.ferrow,
        dedupe: format!("test:{n}"),
        recipient: "m.dewit@ferrow.example".to_owned(),
        subject: format!("Message {n}"),
        text: "Hello".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        kind: outbox::Kind::Reminder(None),
    }
}

#[tokio::test]
async fn a_job_that_keeps_failing_is_buried_after_five_tries() {
    let world = World::new().await;
    enqueue(&world, &Job::SendMessage { outbox_id: Uuid::now_v7() }).await;
    for _ in 0..4 {
        assert!(jobs::run_one(world.backend()).await.unwrap());
        assert_eq!(jobs_in(&world, "ready").await, 1);
        assert!(!jobs::run_one(world.backend()).await.unwrap(), "not before its pause is over");
        let clock = &world.backend().clock;
        clock.set(clock.now() + chrono::Duration::minutes(5));
    }
    assert!(jobs::run_one(world.backend()).await.unwrap());
    assert_eq!(jobs_in(&world, "dead").await, 1);
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_up_when_its_lease_ends() {
    let world = World::new().await;
    enqueue(&world, &Job::Remind { account_id: world.ferrow }).await;
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query("UPDATE job SET lease_until = clock_timestamp() + interval '1 minute', fence = 1")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!jobs::run_one(world.backend()).await.unwrap(), "somebody is at it");
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query("UPDATE job SET lease_until = clock_timestamp() - interval '1 second'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(jobs::run_one(world.backend()).await.unwrap());
    assert_eq!(jobs_in(&world, "done").await, 1);
}

#[tokio::test]
async fn the_same_reminder_waits_once() {
    let world = World::new().await;
    for _ in 0..3 {
        enqueue(&world, &Job::Remind { account_id: world.ferrow }).await;
    }
    assert_eq!(jobs_in(&world, "ready").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_send_each_message_once_and_in_its_place() {
    let world = World::new().await;
    let b = world.backend();
    for n in 0..12 {
        let mut tx = b.db.worker().await.unwrap();
        outbox::queue(&mut tx, b.clock.now(), &message(&world, n)).await.unwrap();
        tx.commit().await.unwrap();
    }
    let work = |b: backend::Backend| async move { while jobs::run_one(&b).await.unwrap() {} };
    tokio::join!(work(b.clone()), work(b.clone()), work(b.clone()));
    assert_eq!(std::fs::read_dir(b.data_dir.join("mail")).unwrap().count(), 12);
    let mut tx = b.db.worker().await.unwrap();
    let (sent, last): (i64, i64) = sqlx::query_as(
        "SELECT count(*), max(sequence) FROM outbox WHERE state = 'sent' AND attempts = 1",
    )
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    assert_eq!((sent, last), (12, 12));
}

#[tokio::test]
async fn nothing_is_said_twice() {
    let world = World::new().await;
    let b = world.backend();
    let mut tx = b.db.worker().await.unwrap();
    outbox::queue(&mut tx, b.clock.now(), &message(&world, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = b.db.worker().await.unwrap();
    assert!(outbox::queue(&mut tx, b.clock.now(), &message(&world, 1)).await.is_err());
}

#[tokio::test]
async fn a_timer_runs_in_one_process_at_a_time() {
    let world = World::new().await;
    schedule::run_due(world.backend()).await.unwrap();
    let mut tx = world.backend().db.worker().await.unwrap();
    // Another process holds the timers.
    sqlx::query("UPDATE timer SET next_at = '2000-01-01', lease_until = clock_timestamp() + interval '1 minute'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.invoice("NH-1", 100_000, 0).await;
    schedule::run_due(world.backend()).await.unwrap();
    assert_eq!(jobs_in(&world, "ready").await, 0, "nobody planned reminders");
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query("UPDATE timer SET lease_until = NULL").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    schedule::run_due(world.backend()).await.unwrap();
    assert_eq!(jobs_in(&world, "ready").await, 1);
}

/// By how many seconds the demonstration's clock has been moved.
async fn moved(world: &World) -> i64 {
    let mut tx = world.backend().db.worker().await.unwrap();
    sqlx::query_scalar("SELECT offset_seconds FROM demo_clock").fetch_one(&mut *tx).await.unwrap()
}

#[tokio::test]
async fn the_clock_waits_for_documents_that_are_on_their_way() {
    let world = World::new().await;
    let b = world.backend();
    enqueue(&world, &Job::Dispatch { dispatch_id: Uuid::now_v7() }).await;
    let lease = async |until: &str| {
        let mut tx = b.db.worker().await.unwrap();
        sqlx::query("UPDATE job SET lease_until = $1::timestamptz")
            .bind(until)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    // Somebody else is at it.
    lease("infinity").await;
    jobs::advance::move_to(b, &world.ada, world.today() + chrono::Days::new(1)).await.unwrap();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(jobs::run(b.clone(), stopped));
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(moved(&world).await, 0);
    lease("-infinity").await;
    for _ in 0..100 {
        if moved(&world).await > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(moved(&world).await > 0, "it goes on when that is done");
    stop.send(true).unwrap();
    worker.await.unwrap();
}
