//! Choosing how documents reach an account, through the forms of both sides.

use crate::TestApp;

const PATH: &str = "/settings/formats";
const PEPPOL: [(&str, &str); 6] = [
    ("kind", "invoice"),
    ("format", "peppol"),
    ("channel", "peppol"),
    ("target", "0106:59110276"),
    ("version", "0"),
    ("do", "use"),
];

#[tokio::test]
async fn a_choice_is_tried_made_and_taken_back() {
    let app = TestApp::new().await;
    let invoice = app.world.invoice("NH-26-0001", 12_100, 10).await;
    let joost = app.buyer_admin().await;
    let page = joost.get(PATH).await.body;
    for words in [
        "What holds for invoices now",
        "What Nordhaven does for who has chosen nothing",
        "value=\"factur-x\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("Back to what"), "nothing is chosen yet");
    let tried =
        joost.get(&format!("{PATH}?kind=invoice&format=ubl&look=compact&channel=print")).await;
    assert!(tried.body.contains("preview/invoice?format=ubl&amp;look=compact"), "{}", tried.body);
    assert!(tried.body.contains("Paper carries what people read"), "{}", tried.body);

    let mut wrong = PEPPOL;
    wrong[3] = ("target", "59110276 <b>");
    let refused = joost.post(PATH, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"target-error\""), "{}", refused.body);
    assert!(refused.body.contains("59110276 "), "what was typed is kept");
    assert!(!refused.body.contains("59110276 <b>\u{20}"), "and escaped");
    for _ in 0..2 {
        let chosen = joost.post(PATH, &PEPPOL).await;
        assert_eq!(
            chosen.header("location"),
            format!("{PATH}?kind=invoice&done=chosen"),
            "{}",
            chosen.body
        );
    }
    let stale = joost
        .post(PATH, &[("format", "pdf"), ("channel", "email"), ("version", "0"), ("do", "use")])
        .await;
    assert_eq!(stale.status, 422);
    assert!(
        stale.body.contains("Somebody was faster")
            && stale.body.contains("name=\"version\" value=\"1\"")
    );
    let copy = joost.get(&format!("/invoices/{invoice}/copy")).await.body;
    assert!(copy.contains("value=\"peppol\" selected"), "copies are proposed that way: {copy}");
    let page = joost.get(PATH).await.body;
    for words in [
        "Chosen by Joost Hartman",
        "0106:59110276",
        "Back to what Nordhaven uses",
        "Earlier settings (1)",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let back = joost.post(PATH, &[("kind", "invoice"), ("version", "1"), ("do", "back")]).await;
    assert_eq!(back.status, 303, "{}", back.body);
    assert!(joost.get(PATH).await.body.contains("Earlier settings (2)"));
    assert_eq!(joost.post(PATH, &[("do", "nothing")]).await.status, 404);
    assert_eq!(joost.get(&format!("{PATH}?kind=letter")).await.status, 404);
}

#[tokio::test]
async fn who_may_not_choose_reads_and_tries() {
    let app = TestApp::new().await;
    let mirjam = app.buyer().await;
    let page = mirjam.get(PATH).await.body;
    assert!(page.contains("Only an admin of the account chooses."), "{page}");
    assert!(!page.contains("Use from now on"), "{page}");
    assert_eq!(mirjam.post(PATH, &PEPPOL).await.status, 403);
    let ferrow = format!("/staff/accounts/{}/formats", app.world.ferrow);
    let lena = app.clerk().await;
    assert_eq!(
        lena.post(&ferrow, &PEPPOL).await.header("location"),
        format!("{ferrow}?kind=invoice&done=chosen")
    );
    assert!(mirjam.get(PATH).await.body.contains("Chosen by Lena Okafor"));
    let page = lena.get(&ferrow).await.body;
    assert!(
        page.contains("How documents reach them") && page.contains("Ferrow Cycles B.V."),
        "{page}"
    );
}

#[tokio::test]
async fn a_preview_is_the_document_or_says_why_there_is_none() {
    let app = TestApp::new().await;
    let joost = app.buyer_admin().await;
    let preview = async |query: &str| joost.get(&format!("{PATH}/preview/{query}")).await;
    let nothing = preview("invoice?format=pdf").await;
    assert!(nothing.body.contains("There is no invoice yet"), "{}", nothing.body);
    app.world.invoice("NH-26-0001", 12_100, 10).await;
    let pdf = preview("invoice?format=pdf&look=compact&language=de").await;
    assert!(pdf.body.starts_with("%PDF-"), "{:.80}", pdf.body);
    assert_eq!(pdf.header("content-disposition"), "inline; filename=\"preview.pdf\"");
    let data = preview("invoice?format=cii").await;
    assert_eq!(data.status, 200, "{}", data.body);
    assert!(data.body.contains("NH-26-0001 is valid in this format"), "{}", data.body);
    assert!(data.body.contains("<span class=\"x-tag\">"), "{}", data.body);
    assert!(!data.body.contains("<rsm:") && !data.body.contains("<ram:"), "escaped");
    // The seller of this world names nobody to talk to, which German authorities ask for.
    let refused = preview("invoice?format=xrechnung-ubl").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("BR-DE-"), "{}", refused.body);
    let statement = preview("statement").await;
    assert!(statement.body.starts_with("%PDF-"), "{:.80}", statement.body);
    for sample in ["receipt?language=nl", "reminder?look=letter", "plan?paper=letter"] {
        let sample = preview(sample).await;
        assert!(sample.body.starts_with("%PDF-"), "{:.80}", sample.body);
    }
    let page = joost.get(&format!("{PATH}?kind=reminder")).await.body;
    assert!(page.contains("the amounts are made up"), "{page}");
    let nothing = preview("credit-note?format=pdf").await;
    assert!(nothing.body.contains("There is no credit note yet"), "{}", nothing.body);
    app.world.credit("NC-26-0001", 5_000).await;
    let credit = preview("credit-note?format=ubl").await;
    assert!(credit.body.contains("NC-26-0001 is valid in this format"), "{}", credit.body);
    let beside = joost.get(&format!("{PATH}?format=ubl&pin=yes")).await.body;
    assert_eq!(beside.matches("<iframe").count(), 2, "{beside}");
    assert!(beside.contains("name=\"beside\" value=\"format=ubl&amp;look=classic"), "{beside}");
    let both =
        joost.get(&format!("{PATH}?format=pdf&beside=format%3Dubl%26look%3Dclassic")).await.body;
    assert!(
        both.contains("preview/invoice?format=pdf") && both.contains("preview/invoice?format=ubl")
    );
}

#[tokio::test]
async fn a_pdf_with_data_inside_shows_both() {
    let app = TestApp::new().await;
    let joost = app.buyer_admin().await;
    app.world.invoice("NH-26-0001", 12_100, 10).await;
    let path = format!("{PATH}/preview/invoice?format=factur-x");
    let page = joost.get(&path).await;
    assert_eq!(page.header("x-frame-options"), "SAMEORIGIN");
    assert!(page.header("content-security-policy").contains("frame-src 'self'"));
    assert!(page.body.contains("The data inside"), "{}", page.body);
    assert!(page.body.contains("CrossIndustryInvoice"), "{}", page.body);
    assert!(page.body.contains("&amp;part=pdf"), "{}", page.body);
    let paper = joost.get(&format!("{path}&part=pdf")).await;
    assert!(paper.body.starts_with("%PDF-"), "{:.80}", paper.body);
}

#[tokio::test]
async fn columns_are_chosen_and_seen_in_the_table_the_copy_and_the_bundle() {
    let app = TestApp::new().await;
    let joost = app.buyer_admin().await;
    let invoice = app.world.invoice("NH-26-0001", 12_100, 10).await;
    let form = [
        ("kind", "invoice"),
        ("format", "xlsx"),
        ("channel", "email"),
        ("rows", "document"),
        ("table-number", "yes"),
        ("table-at-number", "2"),
        ("table-total", "yes"),
        ("table-at-total", "1"),
        ("table-quantity", "yes"),
        ("version", "0"),
        ("do", "use"),
    ];
    let query: Vec<_> = form[1..9].iter().map(|(name, value)| format!("{name}={value}")).collect();
    let tried = joost.get(&format!("{PATH}/preview/invoice?{}", query.join("&"))).await.body;
    let (total, number) = (tried.find(">Total<").unwrap(), tried.find(">Number<").unwrap());
    assert!(total < number && !tried.contains(">Quantity<"), "{tried}");
    assert!(tried.contains("121.00"), "{tried}");

    assert_eq!(joost.post(PATH, &form).await.status, 303);
    let page = joost.get(PATH).await.body;
    assert!(page.contains("2 columns, a row for each document"), "{page}");
    let at = |name: &str| page.find(name).unwrap();
    assert!(at("name=\"table-at-total\"") < at("name=\"table-at-number\""), "in their order");
    let copy = joost.get(&format!("/invoices/{invoice}/copy/csv")).await.body;
    let lines: Vec<_> = copy.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines, ["total,number", "121.00,NH-26-0001"]);
    assert!(joost.get(PATH).await.body.contains("preview/invoice?format=xlsx"));
    assert!(page.contains("table=total%2Cnumber"), "{page}");
}

#[tokio::test]
async fn paper_has_the_columns_that_were_ticked_or_says_that_they_are_too_many() {
    let app = TestApp::new().await;
    let joost = app.buyer_admin().await;
    app.world.invoice("NH-26-0001", 12_100, 10).await;
    let all = ["no", "item", "article", "order", "site", "cost-centre", "quantity", "price", "tax"];
    let ticked = |codes: &[&str]| {
        let ticked = codes.iter().map(|code| (format!("line-{code}"), "yes".to_owned()));
        let rest =
            [("kind", "invoice"), ("format", "pdf"), ("channel", "email"), ("columns", "ticked")];
        let rest =
            rest.into_iter().chain([("letterhead", "name"), ("version", "0"), ("do", "use")]);
        rest.map(|(name, value)| (name.to_owned(), value.to_owned()))
            .chain(ticked)
            .collect::<Vec<_>>()
    };
    let post = async |form: Vec<(String, String)>| {
        let form: Vec<_> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        joost.post(PATH, &form).await
    };
    let refused = post(ticked(&all)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Paper has room for 8 columns"), "{}", refused.body);
    assert!(refused.body.contains("name=\"line-site\" value=\"yes\" checked"), "{}", refused.body);
    let preview = format!("{PATH}/preview/invoice?format=pdf&lines={}", all.join("%2C"));
    let seen = joost.get(&preview).await;
    assert_eq!(seen.status, 422);
    assert!(seen.body.contains("Paper has room for 8 columns"), "{}", seen.body);
    assert_eq!(post(ticked(&all[..5])).await.status, 303);
    let page = joost.get(PATH).await.body;
    assert!(page.contains("lines=no%2Citem%2Carticle%2Corder%2Csite%2Cnet"), "{page}");
    assert!(page.contains("<option value=\"name\" selected"), "{page}");
}

#[tokio::test]
async fn what_is_agreed_about_x12_is_on_the_envelope() {
    let app = TestApp::new().await;
    let joost = app.buyer_admin().await;
    let invoice = app.world.invoice("NH-26-0001", 12_100, 10).await;
    let form = |receiver: &'static str, component: &'static str| {
        [
            ("kind", "invoice"),
            ("format", "x12-810"),
            ("channel", "edi"),
            ("target", "01:123456789"),
            ("x12-receiver-kind", "01"),
            ("x12-receiver", receiver),
            ("x12-element", "|"),
            ("x12-component", component),
            ("x12-usage", "production"),
            ("version", "0"),
            ("do", "use"),
        ]
    };
    let refused = joost.post(PATH, &form("123|456 <b>", ":")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"x12-receiver-error\""), "{}", refused.body);
    assert!(refused.body.contains("123|456 "), "what was typed is kept");
    let refused = joost.post(PATH, &form("123456789", "|")).await;
    assert!(refused.body.contains("id=\"x12-element-error\""), "{}", refused.body);
    let seen = joost.get(&format!("{PATH}/preview/invoice?format=x12-810&x12-element=")).await;
    assert_eq!(seen.status, 422);
    assert!(seen.body.contains("Type one sign."), "{}", seen.body);
    let chosen = joost.post(PATH, &form("123456789", ":")).await;
    assert_eq!(chosen.status, 303, "{}", chosen.body);
    let copy = joost.get(&format!("/invoices/{invoice}/copy/x12-810")).await.body;
    assert!(copy.starts_with("ISA|00|"), "{copy:.110}");
    assert!(copy[..106].contains("|01|123456789      |"), "{copy:.110}");
    assert!(copy[..106].ends_with("|P|:~"), "{copy:.110}");
}

#[tokio::test]
async fn admins_of_the_seller_say_what_is_offered() {
    let app = TestApp::new().await;
    let (lena, ada, joost) = (app.clerk().await, app.admin().await, app.buyer_admin().await);
    let path = "/staff/settings/documents";
    assert_eq!(lena.get(path).await.status, 403);
    let form = |cost: &'static str| {
        [
            ("kind", "invoice"),
            ("version", "1"),
            ("format", "pdf"),
            ("format", "peppol"),
            ("channel", "email"),
            ("channel", "print"),
            ("cost-print", cost),
            ("default-format", "pdf"),
            ("default-channel", "email"),
        ]
    };
    assert_eq!(lena.post(path, &form("2.50")).await.status, 403);
    let refused = ada.post(path, &form("much")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"much\""), "{}", refused.body);
    let saved = ada.post(path, &form("2.50")).await;
    assert_eq!(
        saved.header("location"),
        format!("{path}?kind=invoice&done=saved"),
        "{}",
        saved.body
    );
    let page = joost.get(PATH).await.body;
    assert!(
        page.contains("€2.50 each") && page.contains("The seller does not offer this."),
        "{page}"
    );
    let refused = joost.post(PATH, &PEPPOL).await;
    assert_eq!(refused.status, 422);
    assert!(ada.get("/staff/settings/disputes").await.body.contains(path));
    assert!(joost.get("/account").await.body.contains(PATH));
}
