//! Making and changing users, and what it does to their sessions.

use super::*;

#[tokio::test]
async fn who_is_disabled_is_out_at_once_and_cannot_come_back() {
    let world = World::new().await;
    let cookie = enters(&world, MIRJAM).await;
    let mut owner = Owner::of(&world).await;
    // Even if nobody had ended the session.
    owner.run("UPDATE app_user SET disabled_at = created_at").await;
    assert_eq!(who(&world, cookie).await, None);
    owner.run("UPDATE app_user SET disabled_at = NULL").await;
    assert!(who(&world, cookie).await.is_some());

    let ada = Actor::Staff(world.ada.clone());
    admin::disable(world.backend(), &ada, world.mirjam.user_id).await.unwrap();
    assert_eq!(who(&world, cookie).await, None);
    // Told like somebody who does not exist.
    let refusal = tries(&world, MIRJAM, PASSWORD, HERE).await.unwrap_err();
    assert_eq!(refusal, mismatch(4, 0));
    assert_eq!(owner.number("SELECT count(*) FROM session").await, 0);
    assert_eq!(owner.number("SELECT count(*) FROM event WHERE name = 'user.disabled'").await, 1);
}

#[tokio::test]
async fn one_changes_ones_own_password_and_stays() {
    let world = World::new().await;
    let backend = world.backend();
    let (here, elsewhere) = (enters(&world, MIRJAM).await, enters(&world, MIRJAM).await);
    let mirjam = Actor::Buyer(world.mirjam.clone());
    let asked = |current: &str, new: &str| NewPassword {
        current: current.to_owned(),
        new: new.to_owned(),
        ip: HERE.parse().unwrap(),
    };
    let change = async |actor: &Actor, asked| {
        let session = request(&world, Some(here));
        own_password::change(backend, &session, actor, asked).await.map(|()| session.id().unwrap())
    };
    let field = |refused: Result<Id, Error>| match refused {
        Err(Error::Refused(Refusal::Field { field, .. })) => field,
        other => panic!("{other:?}"),
    };
    let guessed = change(&mirjam, asked("guessed words here", "seven green kettles")).await;
    assert_eq!(field(guessed), "current");
    assert_eq!(field(change(&mirjam, asked(PASSWORD, "short")).await), "password");
    let looked_at = backend::Buyer { seen_by_staff: Some("Lena".into()), ..world.mirjam.clone() };
    let looked_at = change(&Actor::Buyer(looked_at), asked(PASSWORD, "seven green kettles")).await;
    assert!(matches!(looked_at, Err(Error::NotFound)));
    assert!(who(&world, elsewhere).await.is_some(), "a refusal changes nothing");

    let next = change(&mirjam, asked(PASSWORD, "seven green kettles")).await.unwrap();
    assert_eq!(who(&world, next).await, Some(mirjam));
    for gone in [here, elsewhere] {
        assert_eq!(who(&world, gone).await, None);
    }
    assert!(tries(&world, MIRJAM, PASSWORD, HERE).await.is_err());
    assert!(tries(&world, MIRJAM, "seven green kettles", HERE).await.is_ok());
}

#[tokio::test]
async fn another_password_ends_every_session() {
    let world = World::new().await;
    let (one, two) = (enters(&world, MIRJAM).await, enters(&world, MIRJAM).await);
    let ada = Actor::Staff(world.ada.clone());
    let set = |password: &str| {
        admin::set_password(world.backend(), &ada, world.mirjam.user_id, password.to_owned())
    };
    let refused = set("ferrow-dewit-1").await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Field { field: "password", .. }))));
    assert!(who(&world, one).await.is_some(), "a refusal changes nothing");
    set("nine brown bearings").await.unwrap();
    assert_eq!(who(&world, one).await, None);
    assert_eq!(who(&world, two).await, None);
    assert!(tries(&world, MIRJAM, PASSWORD, HERE).await.is_err());
    assert!(tries(&world, MIRJAM, "nine brown bearings", HERE).await.is_ok());
}

#[tokio::test]
async fn an_admin_changes_the_users_of_their_entity_only() {
    let world = World::new().await;
    let backend = world.backend();
    let ada = Actor::Staff(world.ada.clone());
    let new = |membership| NewUser {
        email: "new@nordhaven.example".to_owned(),
        name: "New Person".to_owned(),
        password: "nine brown bearings".to_owned(),
        membership,
    };
    // Not at another entity, not by somebody else, not twice.
    let there = Membership::Staff(world.other_entity, StaffRole::Viewer);
    assert!(matches!(admin::create(backend, &ada, new(there)).await, Err(Error::NotFound)));
    let here = Membership::Staff(world.entity, StaffRole::Viewer);
    for (actor, refusal) in
        [(Actor::Staff(world.lena.clone()), true), (Actor::Buyer(world.ruud.clone()), false)]
    {
        let made = admin::create(backend, &actor, new(here)).await;
        assert_eq!(matches!(made, Err(Error::Refused(_))), refusal, "{made:?}");
        assert!(made.is_err());
    }
    let id = admin::create(backend, &ada, new(here)).await.unwrap();
    let twice = admin::create(backend, &ada, new(here)).await;
    assert!(matches!(twice, Err(Error::Refused(Refusal::Field { field: "email", .. }))));
    assert!(tries(&world, "new@nordhaven.example", "nine brown bearings", HERE).await.is_ok());

    // Who also belongs elsewhere is out of reach: their password would open that, too.
    let command_line = Actor::System("command line");
    admin::set_role(backend, &command_line, id, there).await.unwrap();
    assert!(matches!(admin::disable(backend, &ada, id).await, Err(Error::Refused(_))));
    let password = "another long password".to_owned();
    assert!(matches!(
        admin::set_password(backend, &ada, id, password).await,
        Err(Error::Refused(_))
    ));
    // Nor can she lock herself out by a slip.
    let own = admin::disable(backend, &ada, world.ada.user_id).await;
    assert!(matches!(own, Err(Error::Refused(_))));
    admin::disable(backend, &command_line, id).await.unwrap();
}

#[tokio::test]
async fn the_list_shows_an_entity_its_own_people() {
    let world = World::new().await;
    let backend = world.backend();
    let command_line = Actor::System("command line");
    let there = Membership::Staff(world.other_entity, StaffRole::Viewer);
    admin::set_role(backend, &command_line, world.lena.user_id, there).await.unwrap();
    let ada = Actor::Staff(world.ada.clone());
    let staff = listing::list(backend, &ada, Kind::Staff, "", 10).await.unwrap();
    let told: Vec<_> =
        staff.iter().map(|user| (user.email.as_str(), user.roles.join("; "))).collect();
    assert_eq!(
        told,
        [
            ("ada@nordhaven.example", "Nordhaven: admin".to_owned()),
            ("lena@nordhaven.example", "Nordhaven: collector".to_owned()),
        ]
    );
    let next =
        listing::list(backend, &ada, Kind::Staff, "ada@nordhaven.example", 10).await.unwrap();
    assert_eq!(next.len(), 1, "the next page begins after the last of this one");
    let buyers = listing::list(backend, &ada, Kind::Buyers, "", 10).await.unwrap();
    assert_eq!(buyers.len(), 4);
    let stranger = backend::Staff { entity_id: world.other_entity, ..world.ada.clone() };
    let seen = listing::list(backend, &Actor::Staff(stranger), Kind::Buyers, "", 10).await.unwrap();
    assert_eq!(seen, []);
}
