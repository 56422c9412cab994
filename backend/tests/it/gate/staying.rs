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
        let token = enters(&world, MIRJAM).await;
        assert!(who(&world, &token).await.is_some());
        owner.run(ending).await;
        assert_eq!(who(&world, &token).await, None, "{ending}");
        assert_eq!(sessions::delete_expired(&world.backend().db).await.unwrap(), 1);
    }
    enters(&world, MIRJAM).await;
    assert_eq!(sessions::delete_expired(&world.backend().db).await.unwrap(), 0);
}

#[tokio::test]
async fn being_there_is_noted_once_a_minute() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    let token = enters(&world, MIRJAM).await;
    let seen = "SELECT (extract(epoch FROM seen_at) * 1000000)::bigint FROM session";
    let left = "SELECT extract(epoch FROM idle_until - clock_timestamp())::bigint FROM session";
    let first = owner.number(seen).await;
    who(&world, &token).await.unwrap();
    assert_eq!(owner.number(seen).await, first, "not twice a minute");
    owner
        .run("UPDATE session SET seen_at = seen_at - interval '61 seconds', idle_until = idle_until - interval '59 minutes'")
        .await;
    who(&world, &token).await.unwrap();
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
    let token = enters(&world, MIRJAM).await;
    owner.run("UPDATE buyer_membership SET role = 'view'").await;
    let Some(Actor::Buyer(buyer)) = who(&world, &token).await else { panic!("she is in") };
    assert_eq!(buyer.role, BuyerRole::View);
    owner.run("DELETE FROM buyer_membership").await;
    assert_eq!(who(&world, &token).await, None, "without a membership there is nothing to see");
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
    let entering = log_in(world.backend(), MIRJAM, PASSWORD.to_owned(), ip);
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
        let token = enters(&world, MIRJAM).await;
        owner.run(ending).await;
        let moved = places::switch_account(backend, &world.mirjam, &token, world.ferrow).await;
        assert!(matches!(moved, Err(Error::NotFound)), "{ending}");
        owner.run("DELETE FROM session").await;
    }
    let token = enters(&world, MIRJAM).await;
    sessions::end(&backend.db, &token).await.unwrap();
    let moved = places::switch_account(backend, &world.mirjam, &token, world.ferrow).await;
    assert!(matches!(moved, Err(Error::NotFound)));
    assert_eq!(owner.number("SELECT count(*) FROM session").await, 0);
}

#[tokio::test]
async fn a_buyer_goes_to_their_own_accounts_only_and_the_token_changes() {
    let world = World::new().await;
    let backend = world.backend();
    let token = enters(&world, MIRJAM).await;
    let strange = places::switch_account(backend, &world.mirjam, &token, world.maasland).await;
    assert!(matches!(strange, Err(Error::NotFound)));

    let ada = Actor::Staff(world.ada.clone());
    let membership = Membership::Buyer(world.maasland, BuyerRole::View);
    admin::set_role(backend, &ada, world.mirjam.user_id, membership).await.unwrap();
    assert_eq!(who(&world, &token).await, None, "another role is another session");
    let token = enters(&world, MIRJAM).await;
    let names: Vec<_> = places::accounts_of(backend, &world.mirjam)
        .await
        .unwrap()
        .into_iter()
        .map(|account| account.name)
        .collect();
    assert_eq!(names, ["Ferrow Cycles B.V.", "Maasland Tractors N.V."]);
    let next =
        places::switch_account(backend, &world.mirjam, &token, world.maasland).await.unwrap();
    assert_eq!(who(&world, &token).await, None, "the old token is void");
    let Some(Actor::Buyer(buyer)) = who(&world, &next).await else { panic!("she is in") };
    assert_eq!((buyer.account_id, buyer.role), (world.maasland, BuyerRole::View));
}

#[tokio::test]
async fn staff_look_at_a_portal_read_only_and_the_account_is_told() {
    let world = World::new().await;
    let backend = world.backend();
    let token = enters(&world, "lena@nordhaven.example").await;
    let viewing = places::start_viewing(backend, &world.lena, &token, world.ferrow).await.unwrap();
    let Some(Actor::Buyer(buyer)) = who(&world, &viewing).await else { panic!("she looks") };
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
    let on = places::switch_account(backend, &buyer, &viewing, world.maasland).await;
    assert!(matches!(on, Err(Error::NotFound)));
    // Who may no longer look stands at the entity again.
    let mut owner = Owner::of(&world).await;
    owner.run("UPDATE staff_membership SET role = 'viewer'").await;
    assert!(matches!(who(&world, &viewing).await, Some(Actor::Staff(_))));
    owner.run("UPDATE staff_membership SET role = 'collector'").await;
    let back = places::stop_viewing(backend, &buyer, &viewing).await.unwrap();
    assert_eq!(who(&world, &back).await, Some(Actor::Staff(world.lena.clone())));
    assert_eq!(who(&world, &viewing).await, None);
}

#[tokio::test]
async fn looking_needs_the_role_and_the_entity() {
    let world = World::new().await;
    let backend = world.backend();
    let mut owner = Owner::of(&world).await;
    let token = enters(&world, "lena@nordhaven.example").await;
    let viewer = backend::Staff { role: StaffRole::Viewer, ..world.lena.clone() };
    let refused = places::start_viewing(backend, &viewer, &token, world.ferrow).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::RoleLacks { .. }))));
    let stranger = backend::Staff { entity_id: world.other_entity, ..world.lena.clone() };
    let missing = places::start_viewing(backend, &stranger, &token, world.ferrow).await;
    assert!(matches!(missing, Err(Error::NotFound)));
    let viewed = "SELECT count(*) FROM event WHERE name = 'portal.viewed_by_staff'";
    assert_eq!(owner.number(viewed).await, 0);
}
