//! What is an entity's own: who chooses it, what is taken, and who sees it on pages and paper.

use crate::dispatches::mails;
use backend::{
    Buyer, Error, Staff, brands,
    files::Upload,
    preferences::{self, At},
    testing::World,
};
use domain::{Refusal, colour::Colour};
use image::{DynamicImage, ImageFormat, RgbImage};
use std::io::Cursor;

const SVG: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26"><circle cx="13" cy="13" r="11" fill="#1f6f5c"/></svg>"##;

fn upload(name: &str, bytes: &[u8]) -> Upload {
    Upload { name: name.to_owned(), bytes: bytes.to_vec() }
}

fn photo(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::from(RgbImage::from_pixel(width, height, [31, 111, 92].into()));
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn refused(answer: Result<(), Error>) -> String {
    match answer {
        Err(Error::Refused(Refusal::Field { field: "logo", message })) => message,
        other => panic!("{other:?}"),
    }
}

async fn on_paper(world: &World, buyer: &Buyer) -> Option<Vec<u8>> {
    let invoice = preferences::preview::invoice(world.backend(), At::Own(buyer)).await;
    invoice.unwrap().unwrap().seller.logo.map(|logo| logo.bytes.to_vec())
}

#[tokio::test]
async fn an_admin_puts_a_logo_on_paper_and_takes_it_off() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    world.invoice("NH-1", 10_000, 10).await;
    assert_eq!(on_paper(&world, &world.joost).await, None);
    brands::put(b, ada, upload("mark.SVG", SVG), 0).await.unwrap();
    brands::put(b, ada, upload("mark.svg", SVG), 0).await.unwrap(); // sent twice
    assert_eq!(on_paper(&world, &world.joost).await.as_deref(), Some(SVG));
    let kept = brands::get(b, ada).await.unwrap();
    assert_eq!((kept.version, kept.bytes.map(i64::from)), (1, i64::try_from(SVG.len()).ok()));
    assert_eq!(brands::picture(b, ada).await.unwrap().media_type, "image/svg+xml");

    let wide = photo(ImageFormat::Jpeg, 2_400, 300);
    let stale = brands::put(b, ada, upload("mark.jpg", &wide), 0).await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::ChangedMeanwhile))), "{stale:?}");
    brands::put(b, ada, upload("mark.jpg", &wide), 1).await.unwrap();
    let small = on_paper(&world, &world.joost).await.unwrap();
    let read = image::load_from_memory_with_format(&small, ImageFormat::Png).unwrap();
    assert!(read.width() == 1_100 && read.height() < 300, "{} {}", read.width(), read.height());

    brands::remove(b, ada, 2).await.unwrap();
    brands::remove(b, ada, 2).await.unwrap(); // sent twice
    assert_eq!(on_paper(&world, &world.joost).await, None);
    assert!(matches!(brands::picture(b, ada).await, Err(Error::NotFound)));
    brands::put(b, ada, upload("mark.svg", SVG), 3).await.unwrap();
    assert_eq!(brands::get(b, ada).await.unwrap().version, 4);
    let mut tx = b.db.worker().await.unwrap();
    let told: Vec<String> =
        sqlx::query_scalar("SELECT name FROM event WHERE name LIKE 'brand.%' ORDER BY at, id")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    assert_eq!(told, ["brand.logo_put", "brand.logo_put", "brand.logo_removed", "brand.logo_put"]);
}

#[tokio::test]
async fn a_colour_is_chosen_beside_the_logo_and_is_on_paper() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    world.invoice("NH-1", 10_000, 10).await;
    let green = Colour::of("#1f6f5c");
    brands::paint(b, ada, green, 0).await.unwrap();
    brands::paint(b, ada, green, 0).await.unwrap(); // sent twice
    brands::put(b, ada, upload("mark.svg", SVG), 1).await.unwrap();
    let stale = brands::paint(b, ada, None, 1).await;
    assert!(matches!(stale, Err(Error::Refused(Refusal::ChangedMeanwhile))), "{stale:?}");
    let kept = brands::get(b, ada).await.unwrap();
    assert_eq!((kept.colour, kept.version, kept.bytes.is_some()), (green, 2, true));
    let invoice = preferences::preview::invoice(b, At::Own(&world.joost)).await.unwrap().unwrap();
    assert_eq!((invoice.seller.colour, invoice.seller.logo.is_some()), (green, true));
    brands::paint(b, ada, None, 2).await.unwrap();
    let invoice = preferences::preview::invoice(b, At::Own(&world.joost)).await.unwrap().unwrap();
    assert_eq!((invoice.seller.colour, invoice.seller.logo.is_some()), (None, true));
    let answer = brands::paint(b, &world.lena, green, 3).await;
    assert!(matches!(answer, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{answer:?}");
}

#[tokio::test]
async fn mail_comes_under_the_sellers_name_and_colour_with_their_mark() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    brands::paint(b, ada, Colour::of("#1f6f5c"), 0).await.unwrap();
    let png = photo(ImageFormat::Png, 40, 20);
    brands::put(b, ada, upload("mark.png", &png), 1).await.unwrap();
    world.invoice("NH-1", 100_000, 0).await;
    world.db.settle_down().await;
    let mail = mails(&world).concat().replace("=\r\n", "");
    for expected in ["From: \"Nordhaven", "solid #1f6f5c", "cid:logo", "Content-ID: <logo>"] {
        assert!(mail.contains(expected), "{expected}: {mail}");
    }
}

#[tokio::test]
async fn of_two_who_choose_at_once_one_is_told() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let paint = |colour: &'static str| brands::paint(b, ada, Colour::of(colour), 0);
    let (one, two) = tokio::join!(paint("#1f6f5c"), paint("#98131f"));
    let refused = [&one, &two].into_iter().filter(|it| it.is_err()).count();
    assert_eq!(refused, 1, "{one:?} {two:?}");
    assert_eq!(brands::get(b, ada).await.unwrap().version, 1);
}

#[tokio::test]
async fn only_admins_of_the_entity_put_it_and_no_other_entity_has_it() {
    let world = World::new().await;
    let b = world.backend();
    world.invoice("NH-1", 10_000, 10).await;
    let answer = brands::put(b, &world.lena, upload("mark.svg", SVG), 0).await;
    assert!(matches!(answer, Err(Error::Refused(Refusal::RoleLacks { .. }))), "{answer:?}");
    brands::put(b, &world.ada, upload("mark.svg", SVG), 0).await.unwrap();
    let elsewhere = Staff { entity_id: world.other_entity, ..world.ada.clone() };
    assert_eq!(brands::get(b, &elsewhere).await.unwrap(), brands::Kept::default());
    brands::remove(b, &elsewhere, 0).await.unwrap();
    assert!(on_paper(&world, &world.joost).await.is_some(), "each entity for itself");
    let mut tx = b.db.portal(&world.joost).await.unwrap();
    for sql in ["UPDATE entity_brand SET picture = NULL", "SELECT changed_by FROM entity_brand"] {
        let mut tx = b.db.portal(&world.joost).await.unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await.expect_err(sql).to_string();
        assert!(refused.contains("permission denied"), "{sql}: {refused}");
    }
    sqlx::query("SELECT set_config('app.entity_id', '', true)").execute(&mut *tx).await.unwrap();
    let unset: i64 = sqlx::query_scalar("SELECT count(entity_id) FROM entity_brand")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(unset, 0);
}

#[tokio::test]
async fn what_paper_cannot_show_is_refused_with_words() {
    let world = World::new().await;
    let (b, ada) = (world.backend(), &world.ada);
    let png = photo(ImageFormat::Png, 40, 20);
    let outside = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><!DOCTYPE a [<!ENTITY b "c">]></svg>"##;
    let large = vec![b'x'; brands::MOST_SENT + 1];
    let dense = [SVG, &vec![b' '; 200_000]].concat();
    for (name, bytes, words) in [
        ("mark.txt", b"no picture".as_slice(), "no PNG, JPEG or SVG"),
        ("mark.png", &png[..60], "ends too early"),
        ("mark.svg", b"no picture", "cannot be printed"),
        ("mark.svg", &SVG[..60], "cannot be printed"),
        ("mark.svg", outside, "entities"),
        ("mark.png", &large, "larger than 1 MB"),
        ("mark.svg", &dense, "200 kB at most"),
    ] {
        let told = refused(brands::put(b, ada, upload(name, bytes), 0).await);
        assert!(told.contains(words), "{name}: {told}");
    }
    assert_eq!(brands::get(b, ada).await.unwrap().version, 0);
    brands::put(b, ada, upload("mark.png", &png), 0).await.unwrap();
}
