//! A crash at every write between what is issued and its arrival: afterwards it has arrived, once.

use crate::dispatches::{chooses, mails, only, sends, today};
use backend::{jobs, print_runs, testing::World};
use domain::{channel::Channel, dispatch::State, format::Format, ids::InvoiceId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Lets the jobs run into a crash at a write, and then to their end. False, if they ended before it.
async fn dies(world: &World, write: u32) -> bool {
    world.db.crash_at(write).await;
    let _ = jobs::run_until_idle(world.backend()).await;
    let died = world.db.has_crashed().await;
    world.db.crash_at(0).await;
    world.db.end_leases().await;
    // The pause before a job is tried again.
    world.db.pass(1).await;
    died
}

/// Sends one invoice after the other, each with a crash at a later write. Says how they went.
async fn dies_everywhere(world: &World, check: impl AsyncFn(InvoiceId)) -> Vec<InvoiceId> {
    world.db.can_crash().await;
    let mut sent = Vec::new();
    for write in 1.. {
        let invoice = world.invoice(&format!("NH-{write}"), 12_100, 25).await;
        sent.push(invoice);
        let died = dies(world, write).await;
        check(invoice).await;
        if !died {
            break;
        }
    }
    assert!(sent.len() > 8, "addressed, queued, issued, handed over, noted: {}", sent.len());
    sent
}

#[tokio::test]
async fn a_letter_leaves_once_wherever_the_process_dies() {
    let world = World::new().await;
    sends(&world, today(&world), None).await;
    let sent = dies_everywhere(&world, async |invoice| {
        let one = only(&world, invoice).await;
        assert_eq!(one.state, State::Sent, "{one:#?}");
    })
    .await;
    // Sent again after a crash it is the same letter, and says so.
    let letters: BTreeSet<String> = mails(&world)
        .iter()
        .map(|mail| mail.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned())
        .collect();
    assert_eq!(letters.len(), sent.len());
}

#[tokio::test]
async fn a_document_is_in_its_folder_once_wherever_the_process_dies() {
    let world = World::new().await;
    sends(&world, today(&world), None).await;
    chooses(&world, Format::Json, Channel::Folder, Some("invoices")).await;
    dies_everywhere(&world, async |invoice| {
        assert_eq!(only(&world, invoice).await.state, State::Delivered);
    })
    .await;
}

#[tokio::test]
async fn a_print_run_is_set_wherever_the_process_dies() {
    let world = World::new().await;
    let b = world.backend();
    sends(&world, today(&world), None).await;
    chooses(&world, Format::Pdf, Channel::Print, None).await;
    world.db.can_crash().await;
    for write in 1.. {
        let invoice = world.invoice(&format!("NH-{write}"), 12_100, 25).await;
        world.db.settle_down().await;
        let run = Uuid::now_v7();
        print_runs::ask(b, &world.lena, run).await.unwrap();
        let died = dies(&world, write).await;
        let set = print_runs::one(b, &world.lena, run).await.unwrap();
        assert_eq!((set.documents, set.pages), (1, Some(2)), "at write {write}");
        world.db.crash_at(write).await;
        let posted = print_runs::post(b, &world.lena, run).await;
        world.db.crash_at(0).await;
        if posted.is_err() {
            assert_eq!(only(&world, invoice).await.state, State::Queued, "nothing half posted");
            print_runs::post(b, &world.lena, run).await.unwrap();
        }
        assert_eq!(only(&world, invoice).await.state, State::Sent);
        if !died && posted.is_ok() {
            break;
        }
    }
}
