//! Sessions: how long they last, where they lead, and that none comes back.

use super::*;

/// As time does it.
const ENDINGS: [&str; 2] = [
    "UPDATE session SET idle_until = clock_timestamp()",
    "UPDATE session SET ends_at = clock_timestamp()",
];

#[tokio::test]
async fn a_session_ends_when_nobody_is_there_or_at_the_end_of_the_day() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    for ending in ENDINGS {
        let cookie = enters(&world, MIRJAM).await;
        assert!(who(&world, cookie).await.is_some());
        owner.run(ending).await;
        assert_eq!(who(&world, cookie).await, None, "{ending}");
        assert_eq!(sessions::delete_expired(&world.backend().db).await.unwrap(), 1);
    }
    enters(&world, MIRJAM).await;
    assert_eq!(sessions::delete_expired(&world.backend().db).await.unwrap(), 0);
}

#[tokio::test]
async fn being_there_is_noted_once_a_minute() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    let cookie = enters(&world, MIRJAM).await;
    let seen = "SELECT (extract(epoch FROM seen_at) * 1000000)::bigint FROM session";
    let left = "SELECT extract(epoch FROM idle_until - clock_timestamp())::bigint FROM session";
    let first = owner.number(seen).await;
    who(&world, cookie).await.unwrap();
    assert_eq!(owner.number(seen).await, first, "not twice a minute");
    owner
        .run("UPDATE session SET seen_at = seen_at - interval '61 seconds', idle_until = idle_until - interval '59 minutes'")
        .await;
    who(&world, cookie).await.unwrap();
    assert!(owner.number(seen).await > first - 1_000_000, "after a minute");
    assert!((3_590..=3_600).contains(&owner.number(left).await), "a buyer has an hour");
    owner.run("DELETE FROM session").await;
    enters(&world, "lena@nordhaven.example").await;
    assert!((1_790..=1_800).contains(&owner.number(left).await), "staff have half an hour");
}

#[tokio::test]
async fn a_role_is_that_of_this_moment() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    let cookie = enters(&world, MIRJAM).await;
    owner.run("UPDATE buyer_membership SET role = 'view'").await;
    let Some(Actor::Buyer(buyer)) = who(&world, cookie).await else { panic!("she is in") };
    assert_eq!(buyer.role, BuyerRole::View);
    owner.run("DELETE FROM buyer_membership").await;
    assert_eq!(who(&world, cookie).await, None, "without a membership there is nothing to see");
    let refusal = tries(&world, MIRJAM, PASSWORD, HERE).await.unwrap_err();
    assert_eq!(refusal, LogInRefusal::NowhereToGo);
}

#[tokio::test]
async fn a_password_that_changes_while_it_is_compared_opens_nothing() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    let mut change = owner.0.begin().await.unwrap();
    change.execute("UPDATE app_user SET version = version + 1").await.unwrap();
    let ip: IpAddr = HERE.parse().unwrap();
    let session = request(&world, None);
    let entering = log_in(world.backend(), &session, MIRJAM, PASSWORD.to_owned(), ip);
    let committing = async {
        tokio::time::sleep(Duration::from_millis(600)).await; // by now it waits for the row
        change.commit().await.unwrap();
    };
    let (entered, ()) = tokio::join!(entering, committing);
    assert!(matches!(entered, Err(Error::Conflict)), "{entered:?}");
    assert_eq!(owner.number("SELECT count(*) FROM session").await, 0);
}

#[tokio::test]
async fn a_session_that_has_ended_cannot_be_moved_back_to_life() {
    let world = World::new().await;
    let backend = world.backend();
    let mut owner = Owner::of(&world).await;
    for ending in ENDINGS {
        let cookie = enters(&world, MIRJAM).await;
        owner.run(ending).await;
        let moved = places::switch_account(
            backend,
            &world.mirjam,
            &request(&world, Some(cookie)),
            world.ferrow,
        )
        .await;
        assert!(matches!(moved, Err(Error::NotFound)), "{ending}");
        owner.run("DELETE FROM session").await;
    }
    let cookie = enters(&world, MIRJAM).await;
    sessions::end(&request(&world, Some(cookie))).await.unwrap();
    let moved = places::switch_account(
        backend,
        &world.mirjam,
        &request(&world, Some(cookie)),
        world.ferrow,
    )
    .await;
    assert!(matches!(moved, Err(Error::NotFound)));
    assert_eq!(owner.number("SELECT count(*) FROM session").await, 0);
}

#[tokio::test]
async fn a_slow_request_brings_no_session_back() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    let cookie = enters(&world, MIRJAM).await;
    // Two requests have read the session; then one of them signs out, and the other, which has
    // changed something, is saved at its end as tower-sessions does it.
    let (slow, leaving) = (request(&world, Some(cookie)), request(&world, Some(cookie)));
    assert!(sessions::actor(&slow).await.unwrap().is_some());
    sessions::end(&leaving).await.unwrap();
    slow.insert("anything", true).await.unwrap();
    slow.save().await.unwrap();
    assert_eq!(who(&world, cookie).await, None);
    assert_eq!(owner.number("SELECT count(*) FROM session").await, 0);
    // Nor does it get another one by moving on.
    let moved = places::switch_account(world.backend(), &world.mirjam, &slow, world.ferrow).await;
    assert!(matches!(moved, Err(Error::NotFound)));
    assert_eq!(owner.number("SELECT count(*) FROM session").await, 0);
}

#[tokio::test]
async fn a_cookie_that_was_planted_is_not_the_one_that_signs_in() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    let planted = Id::default();
    let cookie = enters_with(&world, MIRJAM, Some(planted)).await;
    assert_ne!(cookie, planted);
    assert_eq!(who(&world, planted).await, None);
    // And who signs in anew leaves no session behind.
    let next = enters_with(&world, MIRJAM, Some(cookie)).await;
    assert_eq!(who(&world, cookie).await, None);
    assert!(who(&world, next).await.is_some());
    assert_eq!(owner.number("SELECT count(*) FROM session").await, 1);
}

#[tokio::test]
async fn a_move_makes_no_session_longer() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    let cookie = enters(&world, MIRJAM).await;
    owner.run("UPDATE session SET ends_at = clock_timestamp() + interval '10 minutes'").await;
    let moving = request(&world, Some(cookie));
    places::switch_account(world.backend(), &world.mirjam, &moving, world.ferrow).await.unwrap();
    let left = "SELECT extract(epoch FROM ends_at - clock_timestamp())::bigint FROM session";
    assert!((590..=600).contains(&owner.number(left).await));
}

#[tokio::test]
async fn a_buyer_goes_to_their_own_accounts_only_and_the_cookie_changes() {
    let world = World::new().await;
    let backend = world.backend();
    let cookie = enters(&world, MIRJAM).await;
    let strange = places::switch_account(
        backend,
        &world.mirjam,
        &request(&world, Some(cookie)),
        world.maasland,
    )
    .await;
    assert!(matches!(strange, Err(Error::NotFound)));

    let ada = Actor::Staff(world.ada.clone());
    let membership = Membership::Buyer(world.maasland, BuyerRole::View);
    admin::set_role(backend, &ada, world.mirjam.user_id, membership).await.unwrap();
    assert_eq!(who(&world, cookie).await, None, "another role is another session");
    let cookie = enters(&world, MIRJAM).await;
    let names: Vec<_> = places::accounts_of(backend, &world.mirjam)
        .await
        .unwrap()
        .into_iter()
        .map(|account| account.name)
        .collect();
    assert_eq!(names, ["Ferrow Cycles B.V.", "Maasland Tractors N.V."]);
    let moving = request(&world, Some(cookie));
    places::switch_account(backend, &world.mirjam, &moving, world.maasland).await.unwrap();
    let next = moving.id().unwrap();
    assert_eq!(who(&world, cookie).await, None, "the old cookie is void");
    let Some(Actor::Buyer(buyer)) = who(&world, next).await else { panic!("she is in") };
    assert_eq!((buyer.account_id, buyer.role), (world.maasland, BuyerRole::View));
}

#[tokio::test]
async fn staff_look_at_a_portal_read_only_and_the_account_is_told() {
    let world = World::new().await;
    let backend = world.backend();
    let cookie = enters(&world, "lena@nordhaven.example").await;
    let moving = request(&world, Some(cookie));
    places::start_viewing(backend, &world.lena, &moving, world.ferrow).await.unwrap();
    let viewing = moving.id().unwrap();
    let Some(Actor::Buyer(buyer)) = who(&world, viewing).await else { panic!("she looks") };
    assert_eq!(buyer.seen_by_staff.as_deref(), Some("Lena Okafor"));
    assert_eq!((buyer.account_id, buyer.role), (world.ferrow, BuyerRole::View));
    assert_eq!(buyer.user_id, world.lena.user_id);

    let mut told = backend.db.portal(&world.mirjam).await.unwrap();
    let text: String =
        sqlx::query_scalar("SELECT text FROM event WHERE name = 'portal.viewed_by_staff'")
            .fetch_one(&mut *told)
            .await
            .unwrap();
    assert!(text.starts_with("Lena Okafor of Nordhaven"), "{text}");
    drop(told);

    // Not on from there to anybody else's.
    let on = places::switch_account(backend, &buyer, &moving, world.maasland).await;
    assert!(matches!(on, Err(Error::NotFound)));
    // Who may no longer look stands at the entity again.
    let mut owner = Owner::of(&world).await;
    owner.run("UPDATE staff_membership SET role = 'viewer'").await;
    assert!(matches!(who(&world, viewing).await, Some(Actor::Staff(_))));
    owner.run("UPDATE staff_membership SET role = 'collector'").await;
    let back = request(&world, Some(viewing));
    places::stop_viewing(backend, &buyer, &back).await.unwrap();
    let back = back.id().unwrap();
    assert_eq!(who(&world, back).await, Some(Actor::Staff(world.lena.clone())));
    assert_eq!(who(&world, viewing).await, None);
}

#[tokio::test]
async fn looking_needs_the_role_and_the_entity() {
    let world = World::new().await;
    let backend = world.backend();
    let mut owner = Owner::of(&world).await;
    let cookie = enters(&world, "lena@nordhaven.example").await;
    let viewer = backend::Staff { role: StaffRole::Viewer, ..world.lena.clone() };
    let looking = request(&world, Some(cookie));
    let refused = places::start_viewing(backend, &viewer, &looking, world.ferrow).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))));
    let stranger = backend::Staff { entity_id: world.other_entity, ..world.lena.clone() };
    let missing = places::start_viewing(backend, &stranger, &looking, world.ferrow).await;
    assert!(matches!(missing, Err(Error::NotFound)));
    let viewed = "SELECT count(*) FROM event WHERE name = 'portal.viewed_by_staff'";
    assert_eq!(owner.number(viewed).await, 0);
}
