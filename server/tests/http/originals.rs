//! E-invoices that came in: loaded as they are uploaded, and had again as they came, by both sides.

use crate::{Client, TestApp};
use backend::imports::{
    Kind, Mapping,
    files::Upload,
    runs::{self, NewRun},
};
use domain::ids::ImportId;
use uuid::Uuid;

/// Uploads it, and waits until it is loaded.
async fn load(app: &TestApp, file_name: &str, bytes: &[u8]) -> ImportId {
    let (b, ada, id) = (app.world.backend(), &app.world.ada, ImportId(Uuid::now_v7()));
    let mut upload = Upload::begin(b, ada).await.unwrap();
    upload.write(bytes).await.unwrap();
    let run = NewRun {
        id,
        file_name: file_name.to_owned(),
        mapping: Mapping::plain(Kind::Invoices),
        mapping_name: String::new(),
        dry_run: false,
        as_of: None,
    };
    runs::start(b, ada, upload.finish().await.unwrap(), &run).await.unwrap();
    app.world.db.settle_down().await;
    id
}

/// The address in a page that begins so.
async fn link(client: &Client, page: &str, begins: &str) -> String {
    let page = client.get(page).await.body;
    let (_, rest) = page.split_once(&format!("href=\"{begins}")).expect("a link");
    format!("{begins}{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn both_sides_have_an_original_as_it_came() {
    let app = TestApp::new().await;
    let like = app.world.invoice("NH-26-0001", 80_000, 10).await;
    let xml = app.world.e_invoice(like, "NH-26-0100").await;
    let run = load(&app, "NH-26-0100.xml", xml.as_bytes()).await;
    let (joost, lena) = (app.buyer_admin().await, app.clerk().await);
    let list = joost.get("/invoices").await.body;
    // Its box to tick names it, too, and stands before its link.
    let (before, _) = list.rsplit_once("NH-26-0100").expect("it is listed");
    let invoice = before.rsplit("/invoices/").next().unwrap().split('"').next().unwrap();
    let address = link(&joost, &format!("/invoices/{invoice}/copy"), "/originals/").await;
    let file = joost.get(&address).await;
    assert_eq!((file.status, file.body.as_str()), (200, xml.as_str()));
    assert!(file.header("content-disposition").contains("attachment; filename=\""));
    let of_staff = format!("/staff/invoices/{invoice}");
    let of_staff = link(&lena, &of_staff, "/staff/originals/").await;
    assert_eq!(lena.get(&of_staff).await.body, xml);
    assert_eq!(app.stranger().await.get(&address).await.status, 404);
    let without = joost.get(&format!("/invoices/{like}/copy")).await.body;
    assert!(!without.contains("Original as we issued it"), "{without}");
    let told = app.admin().await.get(&format!("/staff/imports/{run}")).await.body;
    assert!(told.contains("No problems"), "{told}");
}

#[tokio::test]
async fn what_is_wrong_in_a_zip_is_told_by_the_name_of_its_file() {
    let app = TestApp::new().await;
    // A ZIP with one empty file that is called notes.txt, as written by hand.
    let (none, name) = ([0; 16], b"notes.txt");
    let local = [b"PK\x03\x04\x0a\0\0\0\0\0\0\0\x21\0", &none[..12], b"\x09\0\0\0", name].concat();
    let central =
        [b"PK\x01\x02\x14\0\x0a\0\0\0\0\0\0\0\x21\0", &none[..12], b"\x09\0", &none, name].concat();
    let [at, long] = [local.len(), central.len()].map(|length| u8::try_from(length).unwrap());
    let mut zip = [local, central].concat();
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend([long, 0, 0, 0, at, 0, 0, 0, 0, 0]);
    let run = load(&app, "november.zip", &zip).await;
    let told = app.admin().await.get(&format!("/staff/imports/{run}")).await.body;
    assert!(told.contains("notes.txt") && told.contains("This is no XML file"), "{told}");
}
