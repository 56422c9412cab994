//! Passwords and throttling: who gets in, and what strangers cannot do about it.

use super::*;

#[tokio::test]
async fn the_right_password_opens_the_first_account() {
    let world = World::new().await;
    let cookie = enters(&world, " M.DeWit@Ferrow.example ").await;
    assert_eq!(who(&world, cookie).await, Some(Actor::Buyer(world.mirjam.clone())));
    let cookie = enters(&world, "lena@nordhaven.example").await;
    assert_eq!(who(&world, cookie).await, Some(Actor::Staff(world.lena.clone())));
}

#[tokio::test]
async fn unknown_users_and_wrong_passwords_are_told_the_same() {
    let world = World::new().await;
    for email in [MIRJAM, "nobody@ferrow.example", "nul\0@ferrow.example", &"x".repeat(3_000)] {
        for left in [4, 3, 2, 1] {
            let refusal = tries(&world, email, "not this one", HERE).await.unwrap_err();
            assert_eq!(refusal, mismatch(left, 0), "{email}");
        }
        let refusal = tries(&world, email, "not this one", HERE).await.unwrap_err();
        assert_eq!(refusal, mismatch(0, 30), "{email}");
        let refusal = tries(&world, email, PASSWORD, HERE).await.unwrap_err();
        assert!(matches!(refusal, LogInRefusal::Wait { seconds: 1..=30 }), "{refusal:?}");
    }
    // Somewhere else she is not held up by what happened here.
    assert!(tries(&world, MIRJAM, PASSWORD, ELSEWHERE).await.is_ok());
}

#[tokio::test]
async fn a_hash_of_another_time_is_made_anew_on_the_way_in() {
    use argon2::{Argon2, Params, PasswordHasher, password_hash::phc::PasswordHash};
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    let cheap = Argon2::new(
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        Params::new(1_024, 1, 1, Some(32)).unwrap(),
    );
    let hash: PasswordHash = cheap.hash_password(PASSWORD.as_bytes()).unwrap();
    sqlx::query("UPDATE app_user SET password_hash = $1")
        .bind(hash.to_string())
        .execute(&mut owner.0)
        .await
        .unwrap();
    let before = enters(&world, MIRJAM).await;
    let made_anew = "SELECT count(*) FROM app_user
                      WHERE password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'";
    assert_eq!(owner.number(made_anew).await, 1);
    enters(&world, MIRJAM).await;
    assert!(who(&world, before).await.is_some(), "it is the same password: nobody is thrown out");
}

#[tokio::test]
async fn success_forgets_the_failures_before_it() {
    let world = World::new().await;
    for _ in 0..4 {
        tries(&world, MIRJAM, "not this one", HERE).await.unwrap_err();
    }
    enters(&world, MIRJAM).await;
    let refusal = tries(&world, MIRJAM, "not this one", HERE).await.unwrap_err();
    assert_eq!(refusal, mismatch(4, 0));
    let mut owner = Owner::of(&world).await;
    let counted = "SELECT failures::bigint FROM throttle WHERE key LIKE 'address:%'";
    assert_eq!(owner.number(counted).await, 5, "the address keeps its own failures");
}

#[tokio::test]
async fn guesses_at_the_same_moment_do_not_slip_through_together() {
    let world = World::new().await;
    let guess = |_| tries(&world, MIRJAM, "not this one", HERE);
    let mut judged = 0;
    for guess in join_all((0..20).map(guess).collect()).await {
        match guess.unwrap_err() {
            LogInRefusal::Mismatch { .. } => judged += 1,
            LogInRefusal::Wait { .. } => {}
            LogInRefusal::NowhereToGo => panic!("she has an account"),
        }
    }
    assert_eq!(judged, 5);
}

#[tokio::test]
async fn waiting_ends_and_then_each_failure_doubles_it() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    for _ in 0..5 {
        tries(&world, MIRJAM, "not this one", HERE).await.unwrap_err();
    }
    for wait in [60, 120, 240] {
        owner.run("UPDATE throttle SET blocked_until = clock_timestamp()").await;
        let refusal = tries(&world, MIRJAM, "not this one", HERE).await.unwrap_err();
        assert_eq!(refusal, mismatch(0, wait));
    }
    // After half a day without a try it starts anew.
    owner
        .run("UPDATE throttle SET blocked_until = NULL, last_at = last_at - interval '13 hours'")
        .await;
    let refusal = tries(&world, MIRJAM, "not this one", HERE).await.unwrap_err();
    assert_eq!(refusal, mismatch(4, 0));
}

#[tokio::test]
async fn strangers_delay_nobody_who_belongs_here() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    enters(&world, MIRJAM).await;
    tries(&world, MIRJAM, "not this one", ELSEWHERE).await.unwrap_err();
    // As in a night of guesses from everywhere.
    let flooded = "UPDATE throttle SET failures = 1000000, last_at = clock_timestamp(),
                          blocked_until = clock_timestamp() + interval '1 minute'
                    WHERE key LIKE 'user:%'";
    assert!(owner.run(flooded).await >= 1);
    let own = tries(&world, MIRJAM, PASSWORD, HERE).await;
    assert!(own.is_ok(), "from her own address");
    // From a new address she gets in as soon as the last guess is a minute old.
    owner.run("UPDATE throttle SET blocked_until = clock_timestamp()").await;
    tries(&world, MIRJAM, "not this one", "203.0.113.1").await.unwrap_err();
    let refusal = tries(&world, MIRJAM, PASSWORD, "203.0.113.2").await.unwrap_err();
    assert!(matches!(refusal, LogInRefusal::Wait { seconds: 1..=60 }), "{refusal:?}");
}

#[tokio::test]
async fn counts_that_nobody_needs_are_deleted() {
    let world = World::new().await;
    let mut owner = Owner::of(&world).await;
    enters(&world, MIRJAM).await;
    tries(&world, MIRJAM, "not this one", ELSEWHERE).await.unwrap_err();
    owner.run("UPDATE throttle SET last_at = last_at - interval '2 days'").await;
    throttle::delete_forgotten(&world.backend().db).await.unwrap();
    let left: Vec<String> =
        sqlx::query_scalar("SELECT key FROM throttle").fetch_all(&mut owner.0).await.unwrap();
    assert!(left.len() == 1 && left[0].starts_with("known:"), "{left:?}");
}

/// All at once, without another crate for it.
async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.into_iter().map(|f| (Box::pin(f), None)).collect();
    std::future::poll_fn(|context| {
        let mut ready = true;
        for (future, output) in &mut futures {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(done) => *output = Some(done),
                    std::task::Poll::Pending => ready = false,
                }
            }
        }
        if ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    futures.into_iter().filter_map(|(_, output)| output).collect()
}
