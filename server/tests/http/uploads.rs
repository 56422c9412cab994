//! Files through forms, as browsers without scripts send them, and by the island that sends them ahead.

use crate::{Client, Reply, TestApp, client::multipart};
use domain::ids::InvoiceId;
use uuid::Uuid;

/// A picture of one pixel.
const PIXEL: &str = "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d494441\
                     5478da6364f8cf500f00038601805a347d6b0000000049454e44ae426082";

fn pixel() -> Vec<u8> {
    hex::decode(PIXEL).unwrap()
}

/// Disputes line 1 of an invoice.
async fn dispute(
    client: &Client,
    invoice: InvoiceId,
    (right, act): (&str, &str),
    kept: &[&str],
    files: &[(&str, &[u8])],
) -> Reply {
    let id = Uuid::now_v7().to_string();
    let mut form = vec![
        ("id", id.as_str()),
        ("line", "1"),
        ("reason-1", "price"),
        ("right-1", right),
        ("text", "We agreed on <800>."),
    ];
    form.extend(kept.iter().map(|id| ("kept", *id)));
    form.push(("do", act));
    client.post_files(&format!("/invoices/{invoice}/dispute"), &form, files).await
}

/// The ids of the files that a page says are waiting.
fn kept(body: &str) -> Vec<&str> {
    let boxes = body.split("name=\"kept\" value=\"").skip(1);
    boxes.filter_map(|rest| rest.split('"').next()).collect()
}

/// The addresses of the files that a page lists.
fn listed<'a>(body: &'a str, folder: &str) -> Vec<&'a str> {
    let links = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|address| address.starts_with(folder)).collect()
}

#[tokio::test]
async fn a_dispute_is_opened_with_a_photo_and_a_mail_that_both_sides_can_fetch() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let (joost, lena, ruud) = (app.buyer_admin().await, app.clerk().await, app.stranger().await);
    let png = pixel();
    let files =
        [("schade foto ü.png", &png[..]), ("Re agreed price.eml", &b"Subject: 800\r\n"[..])];
    let opened = dispute(&joost, invoice, ("800.00", "open"), &[], &files).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let address = opened.header("location").split('?').next().unwrap_or_default().to_owned();
    let page = joost.get(&address).await.body;
    assert!(page.contains("schade foto ü.png") && page.contains("PNG, "), "{page}");
    let [photo, mail] = listed(&page, "/files/")[..] else { panic!("{page}") };
    let got = joost.get(mail).await;
    assert_eq!((got.status, got.body.as_str()), (200, "Subject: 800\r\n"));
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        ("content-length", "14"),
        ("content-security-policy", "sandbox"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        (
            "content-disposition",
            "attachment; filename=\"Re agreed price.eml\"; filename*=UTF-8''Re%20agreed%20price.eml",
        ),
    ] {
        assert_eq!(got.header(name), value, "{name}");
    }
    let got = joost.get(photo).await;
    assert_eq!((got.status, got.header("content-type")), (200, "image/png"));
    assert!(
        got.header("content-disposition").ends_with("filename*=UTF-8''schade%20foto%20%C3%BC.png")
    );
    assert_eq!(ruud.get(photo).await.status, 404, "of another account");
    assert_eq!(joost.get(&format!("/staff{photo}")).await.status, 404);

    let page = lena.get(&format!("/staff{address}")).await.body;
    assert_eq!(listed(&page, "/staff/files/").len(), 2, "{page}");
    assert_eq!(lena.get(&format!("/staff{photo}")).await.status, 200);
    assert_eq!(lena.get(photo).await.status, 404, "that is the portal's address");
    let note = Uuid::now_v7().to_string();
    let form = [("id", note.as_str()), ("message", "Their margin."), ("to", "note")];
    let files = [("margin.txt", &b"12 %"[..])];
    let write = format!("/staff{address}/write");
    assert_eq!(lena.post_files(&write, &form, &files).await.status, 303);
    let page = lena.get(&format!("/staff{address}")).await.body;
    let inside = listed(&page, "/staff/files/").pop().unwrap().replacen("/staff", "", 1);
    assert_eq!(lena.get(&format!("/staff{inside}")).await.body, "12 %");
    assert_eq!(joost.get(&inside).await.status, 404, "a note's file is not for buyers");
    assert!(!joost.get(&address).await.body.contains("margin.txt"));
}

#[tokio::test]
async fn a_refused_form_keeps_its_files_and_what_was_typed() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let (joost, mirjam) = (app.buyer_admin().await, app.buyer().await);
    let files = [("agreed.txt", &b"800"[..]), ("gate.txt", &b"50"[..])];
    let wrong = dispute(&joost, invoice, ("1.000,00", "open"), &[], &files).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("We agreed on &lt;800&gt;."), "{}", wrong.body);
    assert!(wrong.body.contains("agreed.txt (text, 3 bytes)"), "{}", wrong.body);
    let [agreed, gate] = kept(&wrong.body)[..] else { panic!("{}", wrong.body) };
    assert_eq!(joost.get(&format!("/files/{agreed}")).await.status, 404, "it only waits");

    // To compute again keeps them, too; a colleague who names them gets nothing of them.
    let again = dispute(&joost, invoice, ("800.00", "compute"), &[agreed, gate], &[]).await;
    assert_eq!((again.status, kept(&again.body)), (200, vec![agreed, gate]));
    let id = Uuid::now_v7().to_string();
    let asked = [("id", id.as_str()), ("subject", "x"), ("message", "Well?"), ("kept", agreed)];
    let asked = mirjam.post_files("/conversations/new", &asked, &[]).await;
    let page = mirjam.get(asked.header("location")).await.body;
    assert!(page.contains("Well?") && listed(&page, "/files/").is_empty(), "{page}");

    // One is unticked, and one more comes.
    let more = [("price.txt", &b"Price list"[..])];
    let opened = dispute(&joost, invoice, ("800.00", "open"), &[agreed], &more).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let page = joost.get(opened.header("location")).await.body;
    assert!(page.contains("agreed.txt") && page.contains("price.txt"), "{page}");
    assert!(!page.contains("gate.txt"), "{page}");
}

#[tokio::test]
async fn what_is_not_taken_is_named_beside_the_field_and_the_rest_waits() {
    let app = TestApp::new().await;
    let lena = app.clerk().await;
    let about = app.world.ferrow.to_string();
    let id = Uuid::now_v7().to_string();
    let form = [
        ("id", id.as_str()),
        ("about", "account"),
        ("of", about.as_str()),
        ("subject", "Your terms"),
        ("message", "Have a look."),
        ("to", "word"),
    ];
    let large = vec![b'a'; 10 * 1024 * 1024 + 1];
    let path = "/staff/conversations/new";
    for (name, bytes, words) in [
        ("run.exe", &b"MZ"[..], "“run.exe” is of a kind that we do not take"),
        ("photo.png", b"<svg/>", "“photo.png” is not what its name says"),
        ("a.pdf", b"%PDF-1.7", "“a.pdf” cannot be read as a PDF"),
        ("long.txt", &large, "“long.txt” is larger than 10 MB"),
    ] {
        let reply = lena.post_files(path, &form, &[("good.txt", b"ok"), (name, bytes)]).await;
        assert_eq!(reply.status, 422, "{name}");
        assert!(reply.body.contains("id=\"files-error\"") && reply.body.contains(words), "{name}");
        assert!(reply.body.contains("Have a look.") && reply.body.contains("Your terms"));
        assert_eq!(kept(&reply.body).len(), 1, "{name}: the other one waits");
    }
    let eleven: Vec<(String, Vec<u8>)> =
        (0..11).map(|n| (format!("{n}.txt"), b"x".to_vec())).collect();
    let eleven: Vec<(&str, &[u8])> =
        eleven.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let reply = lena.post_files(path, &form, &eleven).await;
    assert!(
        reply.status == 422 && reply.body.contains("“10.txt” is one too many"),
        "{}",
        reply.body
    );
    let ten = kept(&reply.body);
    assert_eq!(ten.len(), 10);
    let mut again = form.to_vec();
    again.extend(ten.iter().map(|id| ("kept", *id)));
    let sent = lena.post_files(path, &again, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = lena.get(sent.header("location")).await.body;
    assert_eq!(listed(&page, "/staff/files/").len(), 10);
    // A form of a browser that chose nothing has an empty file.
    let id = Uuid::now_v7().to_string();
    let word = [("id", id.as_str()), ("message", "That is all."), ("to", "word")];
    let address = sent.header("location").split('?').next().unwrap_or_default();
    assert_eq!(lena.post_files(address, &word, &[("", b"")]).await.status, 303);
}

#[tokio::test]
async fn a_body_that_is_no_form_is_answered_with_words() {
    let app = TestApp::new().await;
    let mirjam = app.buyer().await;
    let id = Uuid::now_v7().to_string();
    let form = [("id", id.as_str()), ("subject", "x"), ("message", "Hello?")];
    let whole = multipart(&form, &[("a.txt", b"a")]);
    let boundary = "multipart/form-data; boundary=bearing";
    let nul = multipart(&[("message", "a\0b")], &[]);
    let mut latin = multipart(&[("message", "~")], &[]);
    let at = latin.iter().position(|byte| *byte == b'~').unwrap();
    latin[at] = 0xff;
    for (kind, body, status) in [
        ("multipart/form-data", whole.clone(), 400),
        ("multipart/form-data; boundary=", whole.clone(), 400),
        (boundary, whole[..whole.len() - 20].to_vec(), 400),
        (boundary, b"--bearing\r\n\r\n\r\n".to_vec(), 400),
        (boundary, Vec::new(), 400),
        (boundary, nul, 400),
        (boundary, latin, 400),
        (boundary, multipart(&[("message", &"x".repeat(3 << 20))], &[]), 413),
        ("text/plain", whole, 415),
    ] {
        let length = body.len();
        for path in ["/conversations/new", "/files"] {
            let reply = mirjam.post_body(path, kind, body.clone()).await;
            assert_eq!(reply.status, status, "{path}, {kind}, {length} bytes: {}", reply.body);
            assert!(reply.body.contains("<h1"), "{kind}, {length} bytes: words for people");
        }
    }
    assert!(!mirjam.get("/conversations").await.body.contains("Hello?"));
}

#[tokio::test]
async fn files_that_are_sent_ahead_wait_for_their_form() {
    let app = TestApp::new().await;
    let (joost, victor) = (app.buyer_admin().await, app.anonymous());
    let files = [("good.txt", &b"ok"[..]), ("run.exe", &b"MZ"[..])];
    let ahead = joost.post_files("/files", &[], &files).await;
    assert_eq!(ahead.status, 200, "{}", ahead.body);
    let answer: serde_json::Value = serde_json::from_str(&ahead.body).unwrap();
    assert_eq!(answer["files"][0]["words"], "good.txt (text, 2 bytes)");
    assert!(answer["problems"][0].as_str().unwrap().contains("run.exe"), "{answer}");
    let waits = answer["files"][0]["id"].as_str().unwrap();
    let id = Uuid::now_v7().to_string();
    let form = [("id", id.as_str()), ("subject", "x"), ("message", "Look."), ("kept", waits)];
    let asked = joost.post_files("/conversations/new", &form, &[]).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    let page = joost.get(asked.header("location")).await.body;
    assert_eq!(listed(&page, "/files/"), [format!("/files/{waits}")]);
    victor.sign_in("v.bos@ferrow.example").await;
    assert_eq!(victor.get(&format!("/files/{waits}")).await.body, "ok");
}

#[tokio::test]
async fn a_dispute_is_opened_again_with_files_and_a_picture_that_was_cut_is_refused() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 100_000, 10).await;
    let (joost, lena, ruud) = (app.buyer_admin().await, app.clerk().await, app.stranger().await);
    let opened = dispute(&joost, invoice, ("800.00", "open"), &[], &[]).await;
    let address = opened.header("location").split('?').next().unwrap_or_default().to_owned();
    let running = joost.get(&address).await.body;
    assert!(!running.contains(&format!("action=\"{address}/reopen\"")), "{running}");
    assert_eq!(joost.post(&format!("{address}/withdraw"), &[]).await.status, 303);
    let ended = joost.get(&address).await.body;
    let form = ended.split(&format!("action=\"{address}/reopen\"")).nth(1).expect("the form");
    let form = form.split("</form>").next().unwrap();
    assert!(form.contains("type=\"file\"") && form.contains("multipart/form-data"), "{form}");

    let (id, png) = (Uuid::now_v7().to_string(), pixel());
    let reopen = async |client: &Client, kept: &[&str], files: &[(&str, &[u8])]| {
        let mut form = vec![("id", id.as_str()), ("message", "It was less, see <photo>.")];
        form.extend(kept.iter().map(|id| ("kept", *id)));
        client.post_files(&format!("{address}/reopen"), &form, files).await
    };
    let most = [("note.txt", &b"800"[..]), ("photo.png", &png[..png.len() - 4])];
    let cut = reopen(&joost, &[], &most).await;
    assert_eq!(cut.status, 422);
    assert!(cut.body.contains("“photo.png” ends too early"), "{}", cut.body);
    assert!(cut.body.contains("It was less, see &lt;photo&gt;."), "what was typed is kept");
    let [note] = kept(&cut.body)[..] else { panic!("{}", cut.body) };
    assert_eq!(reopen(&ruud, &[], &[]).await.status, 404, "of another account");
    for _ in 0..2 {
        let done = reopen(&joost, &[note], &[("photo.png", &png[..])]).await;
        assert_eq!(done.status, 303, "{}", done.body);
    }
    let page = joost.get(&address).await.body;
    assert_eq!(listed(&page, "/files/").len(), 2, "sent twice, it has its files once: {page}");
    let page = lena.get(&format!("/staff{address}")).await.body;
    assert_eq!(listed(&page, "/staff/files/").len(), 2, "{page}");
}
