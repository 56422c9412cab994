//! Every number of the analysis opens its rows: what was decided is credited, written off or released, what
//! goes on in another dispute is counted there, and as many rows come as were counted.

use crate::{
    analysis::day,
    conversations::written,
    disputes::{eur, open, version},
    proposals::judge,
};
use backend::{
    disputes::{self, Way},
    receivables::{
        analysis::{self, Analysis, Asked, Table},
        disputes::{self as queue, Filter, Row},
        paging::From,
    },
    testing::World,
};
use domain::{
    Money,
    dispute::{Outcome, State},
    ids::DisputeId,
};

/// Seven disputes, each of an invoice over 1,000.00:
///
/// | dispute | over | what became of it |
/// |---|---|---|
/// | 1 | 200.00 | 50.00 written off |
/// | 2 | 300.00 | 100.00 credited, opened again over the rest, 50.00 more credited |
/// | 3 | 100.00 | credited as goodwill; 4 goes on in it |
/// | 4 | 70.00 | in 3: not credited |
/// | 5 | 40.00 | it waits for us |
/// | 6 | 30.00 | taken back |
/// | 7 | 20.00 | we asked |
async fn fates(world: &World) -> Vec<DisputeId> {
    let b = world.backend();
    let mut ids = Vec::new();
    for (n, minor) in [20_000, 30_000, 10_000, 7_000, 4_000, 3_000, 2_000].into_iter().enumerate() {
        let invoice = world.invoice(&format!("NH-{n}"), 100_000, 10).await;
        ids.push(open(world, invoice, minor).await.unwrap());
    }
    let decide = async |id, judged| {
        judge(world, &world.lena, id, judged, Way::Decide).await.unwrap();
    };
    decide(ids[0], (Outcome::WriteOff, 5_000)).await;
    decide(ids[1], (Outcome::Credit, 10_000)).await;
    disputes::reopen(b, &world.joost, ids[1], &written("The rest, too.")).await.unwrap();
    decide(ids[1], (Outcome::Credit, 5_000)).await;
    let at = version(world, ids[3]).await;
    disputes::merge(b, &world.lena, ids[3], at, "D-26-0003").await.unwrap();
    decide(ids[2], (Outcome::Goodwill, 10_000)).await;
    decide(ids[2], (Outcome::Reject, 0)).await;
    disputes::withdraw(b, &world.joost, ids[5]).await.unwrap();
    let word = backend::conversations::NewWord {
        id: uuid::Uuid::now_v7(),
        text: "Which one?".to_owned(),
        saying: domain::conversation::Saying::Question,
        asks: None,
        files: vec![],
    };
    disputes::write(b, &world.lena, ids[6], &word).await.unwrap();
    world.db.assert_books().await;
    ids
}

async fn analysed(world: &World) -> Analysis {
    let asked = Asked { since: day("2026-11-01"), until: day("2026-11-30"), currency: None };
    analysis::analysis(world.backend(), &world.lena, &asked).await.unwrap()
}

async fn rows(world: &World, filter: &Filter) -> Vec<Row> {
    queue::export(world.backend(), &world.lena, filter).await.unwrap()
}

fn sum(rows: &[Row], of: fn(&Row) -> Money) -> Money {
    eur(rows.iter().map(|row| of(row).minor).sum())
}

fn count(rows: &[Row]) -> i64 {
    i64::try_from(rows.len()).unwrap()
}

#[tokio::test]
async fn what_was_decided_is_credited_written_off_or_released_to_the_cent() {
    let world = World::new().await;
    fates(&world).await;
    let took = analysed(&world).await.took;
    let parts = (took.credited, took.written_off, took.released());
    assert_eq!(parts, (eur(25_000), eur(5_000), eur(37_000)));
    assert_eq!(took.disputed, eur(67_000), "200.00 + 300.00 + 170.00");
    let decided = rows(&world, &took.decided_filter()).await;
    assert_eq!(sum(&decided, |row| row.disputed), took.disputed);
    let credited = rows(&world, &took.credited_filter()).await;
    assert_eq!((count(&credited), sum(&credited, |row| row.credited)), (2, took.credited));
    let written_off = rows(&world, &took.written_off_filter()).await;
    let told = (count(&written_off), sum(&written_off, |row| row.written_off));
    assert_eq!(told, (1, took.written_off));
    let released = rows(&world, &took.released_filter()).await;
    assert_eq!((count(&released), sum(&released, |row| row.released)), (3, took.released()));
    for (filter, sums) in [
        (took.credited_filter(), (2, eur(25_000), eur(0))),
        (took.written_off_filter(), (1, eur(0), eur(5_000))),
    ] {
        let list = queue::list(world.backend(), &world.lena, &filter).await.unwrap();
        let [total] = list.totals.as_slice() else { panic!("{:?}", list.totals) };
        assert_eq!((total.count, total.credited, total.written_off), sums);
    }
}

#[tokio::test]
async fn as_many_rows_come_as_were_counted() {
    let world = World::new().await;
    fates(&world).await;
    let seen = analysed(&world).await;
    assert_eq!(seen.all.count, 6, "the one that goes on elsewhere is counted there");
    let every = Table::ALL.into_iter().flat_map(|table| seen.table(table)).chain([&seen.all]);
    for row in every {
        let shown = rows(&world, &row.filter).await;
        assert_eq!(count(&shown), row.count, "{:?}", row.filter);
        assert_eq!(sum(&shown, |one| one.counted), row.disputed, "the rate's: {:?}", row.filter);
        assert_eq!(sum(&shown, |one| one.credited), row.credited);
        assert_eq!(sum(&shown, |one| one.written_off), row.written_off);
        let off = Filter { written_off: true, ..row.filter.clone() };
        assert_eq!(sum(&rows(&world, &off).await, |one| one.written_off), row.written_off);
    }
    let took = &seen.took;
    let answered = took.answered.unwrap();
    assert_eq!(count(&rows(&world, &took.answered_filter(true)).await), answered.count);
    assert_eq!(count(&rows(&world, &took.answered_filter(false)).await), took.unanswered);
    assert_eq!((answered.count, took.unanswered), (4, 2));
    let decided = took.decided.unwrap();
    assert_eq!(count(&rows(&world, &took.decided_filter()).await), decided.count);
    let [month] = seen.months.as_slice() else { panic!("{:?}", seen.months) };
    assert_eq!((month.disputes, count(&rows(&world, &month.filter()).await)), (6, 6));
    let days = (month.since, month.until);
    let asked = analysis::questions(world.backend(), &world.lena, days, &From::Start).await;
    assert_eq!(i64::try_from(asked.unwrap().rows.len()).unwrap(), month.questions);
}

#[tokio::test]
async fn what_goes_on_in_another_dispute_is_shown_as_that_and_waits_no_more() {
    let world = World::new().await;
    let ids = fates(&world).await;
    let all = rows(&world, &Filter::default()).await;
    assert_eq!(all.len(), 7, "it is not hidden");
    let merged = all.iter().find(|row| row.id == ids[3]).unwrap();
    assert_eq!(merged.merged_into, Some((ids[2], "D-26-0003".to_owned())));
    assert!(all.iter().filter(|row| row.id != ids[3]).all(|row| row.merged_into.is_none()));
    let stays = rows(&world, &Filter { without_merged: true, ..Filter::default() }).await;
    assert_eq!(stays.len(), 6);
    for (state, expected) in [(Some(State::Open), 1), (Some(State::Asked), 1)] {
        let list =
            queue::list(world.backend(), &world.lena, &Filter { state, ..Filter::default() }).await;
        let list = list.unwrap();
        assert_eq!((list.page.rows.len(), list.totals[0].count), (1, expected), "{state:?}");
    }
}
