//! The subtraction in SQL is the subtraction in Rust.

use backend::testing::World;
use chrono::{Days, NaiveDate};
use domain::{collectable, open_item::Facts};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 18).expect("a date");

fn facts() -> impl Strategy<Value = Facts> {
    let minor = || prop_oneof![Just(0), 0_i64..1_000, 0_i64..1_000_000_000_000];
    let until = prop::option::of((0_u64..5).prop_map(|days| DAY - Days::new(2) + Days::new(days)));
    (minor(), minor(), minor(), minor(), until, minor()).prop_map(
        |(
            open_minor,
            disputed_minor,
            in_flight_minor,
            promised_minor,
            promised_until,
            deferred_minor,
        )| Facts {
            open_minor,
            disputed_minor,
            in_flight_minor,
            promised_minor,
            promised_until,
            deferred_minor,
        },
    )
}

#[tokio::test]
async fn sql_and_rust_ask_for_the_same_amount() {
    let world = World::new().await;
    let mut runner = TestRunner::new(Config::default());
    let mut draw = || facts().new_tree(&mut runner).expect("facts").current();
    let drawn: Vec<Facts> = (0..2_000).map(|_| draw()).collect();
    let column = |of: fn(&Facts) -> i64| drawn.iter().map(of).collect::<Vec<i64>>();
    let until: Vec<Option<NaiveDate>> = drawn.iter().map(|facts| facts.promised_until).collect();
    let mut tx = world.backend().db.portal(&world.mirjam).await.unwrap();
    let asked: Vec<i64> = sqlx::query_scalar(
        "SELECT collectable_minor(u.o, u.d, u.f, u.p, u.until, u.l, $7)
         FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::date[], $6::int8[])
              WITH ORDINALITY AS u (o, d, f, p, until, l, n) ORDER BY n",
    )
    .bind(column(|facts| facts.open_minor))
    .bind(column(|facts| facts.disputed_minor))
    .bind(column(|facts| facts.in_flight_minor))
    .bind(column(|facts| facts.promised_minor))
    .bind(&until)
    .bind(column(|facts| facts.deferred_minor))
    .bind(DAY)
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    for (facts, asked) in drawn.iter().zip(asked) {
        assert_eq!(collectable::of_item(facts, DAY).collectable_minor, asked, "{facts:?}");
    }
}
