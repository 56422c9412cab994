//! How somebody sees a list: kept for them alone, and there with their session.

use backend::{
    Actor, Buyer, Error, list_views,
    sessions::{self, Id},
    testing::{self, PASSWORD, World},
    users::log_in,
};
use domain::list_view::{Column, Grouping, List, ListView, ListViews};

/// The cookie of somebody who signed in.
async fn enters(world: &World, email: &str) -> Id {
    let session = testing::session(world.backend(), None);
    let from = "192.0.2.1".parse().unwrap();
    log_in(world.backend(), &session, email, PASSWORD.to_owned(), from).await.unwrap().unwrap();
    session.id().unwrap()
}

async fn seen(world: &World, cookie: Id) -> ListViews {
    let session = testing::session(world.backend(), Some(cookie));
    assert!(sessions::actor(&session).await.unwrap().is_some());
    sessions::views(&session).await.unwrap()
}

fn overdue() -> ListView {
    let query = Some("show=overdue&sort=-due".to_owned());
    ListView { query, ..ListView::chosen(List::Invoices, &[Column::Due], Grouping::DueMonth) }
}

#[tokio::test]
async fn a_view_comes_with_the_session_of_who_kept_it_and_of_nobody_else() {
    let world = World::new().await;
    let b = world.backend();
    let (mirjam, joost) = (Actor::Buyer(world.mirjam.clone()), Actor::Buyer(world.joost.clone()));
    let hers = enters(&world, "m.dewit@ferrow.example").await;
    assert_eq!(seen(&world, hers).await, ListViews::default());
    list_views::keep(b, &mirjam, List::Invoices, &overdue()).await.unwrap();
    assert_eq!(seen(&world, hers).await.of(List::Invoices), overdue());
    assert!(!seen(&world, hers).await.has(List::StaffInvoices));
    let Actor::Buyer(his) = &joost else { unreachable!() };
    assert_ne!(his.user_id, world.mirjam.user_id);
    let theirs = enters(&world, "ada@nordhaven.example").await;
    assert_eq!(seen(&world, theirs).await, ListViews::default());

    // Kept again it is another, and forgotten it is the usual.
    let other = ListView::chosen(List::Invoices, &[], Grouping::Order);
    list_views::keep(b, &mirjam, List::Invoices, &other).await.unwrap();
    assert_eq!(seen(&world, hers).await.of(List::Invoices), other);
    list_views::forget(b, &joost, List::Invoices).await.unwrap();
    assert!(seen(&world, hers).await.has(List::Invoices), "he has forgotten his own");
    list_views::forget(b, &mirjam, List::Invoices).await.unwrap();
    list_views::forget(b, &mirjam, List::Invoices).await.unwrap();
    assert_eq!(seen(&world, hers).await, ListViews::default());
    let mut tx = b.db.worker().await.unwrap();
    let events: i64 =
        sqlx::query_scalar("SELECT count(*) FROM event WHERE name = 'user.list_view_changed'")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert_eq!(events, 3);
}

#[tokio::test]
async fn each_side_has_its_own_lists_and_who_only_looks_keeps_none() {
    let world = World::new().await;
    let b = world.backend();
    let looks = Buyer { seen_by_staff: Some("Lena".to_owned()), ..world.mirjam.clone() };
    for (actor, list) in [
        (Actor::Buyer(looks), List::Invoices),
        (Actor::Buyer(world.mirjam.clone()), List::StaffInvoices),
        (Actor::Staff(world.lena.clone()), List::Invoices),
        (Actor::System("test"), List::Invoices),
    ] {
        let kept = list_views::keep(b, &actor, list, &overdue()).await;
        assert!(matches!(kept, Err(Error::NotFound)), "{actor:?}");
        assert!(matches!(list_views::forget(b, &actor, list).await, Err(Error::NotFound)));
    }
    // Whoever reads an account's or an entity's rows reads nobody's views.
    list_views::keep(b, &Actor::Staff(world.lena.clone()), List::StaffInvoices, &overdue())
        .await
        .unwrap();
    for mut tx in [b.db.portal(&world.mirjam).await.unwrap(), b.db.staff(&world.ada).await.unwrap()]
    {
        let read = sqlx::query("SELECT FROM list_view").execute(&mut *tx).await;
        assert!(read.unwrap_err().to_string().contains("permission denied"));
    }
}
