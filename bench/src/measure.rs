//! What is asked, of whom, and over how many connections.

use crate::{
    data::People,
    documents::Made,
    http::{Answer, Asker, Connection, Request},
    load::{self, Samples},
    options::Options,
    process::Server,
    weight::{self, Weight},
};
use anyhow::{Context, Result};
use std::{net::SocketAddr, time::Duration};

/// How many connections ask at once.
pub const CONNECTIONS: [usize; 3] = [1, 8, 32];
/// No list of the heavy account has more pages.
const MOST_PAGES: usize = 200;

/// Everything that came of it.
#[derive(Debug)]
pub struct Outcome {
    /// Each page, with the samples for each number of connections.
    pub pages: Vec<Measured>,
    /// What pages weigh.
    pub weights: Vec<(&'static str, Weight)>,
    /// What could not be measured, and why.
    pub left_out: Vec<String>,
    /// How fast documents are made.
    pub documents: Made,
    /// The invoice's page on one connection while nothing is typeset, and while two others take its PDF
    /// again and again.
    pub beside_the_press: (Samples, Samples),
    /// How many pages the deep one is from the first.
    pub depth: usize,
    /// The server's memory before and after, in kilobytes.
    pub memory_kb: (Option<u64>, Option<u64>),
    /// The minimal server's memory before and after, in kilobytes.
    pub minimal_memory_kb: (Option<u64>, Option<u64>),
}

/// A page under load.
#[derive(Debug)]
pub struct Measured {
    /// What it is called.
    pub name: &'static str,
    /// Its address.
    pub path: String,
    /// The page of the minimal server that it is compared with.
    pub beside: Option<&'static str>,
    /// One for each of [`CONNECTIONS`].
    pub samples: Vec<Samples>,
}

/// Something that is asked for.
struct Page {
    name: &'static str,
    path: String,
    beside: Option<&'static str>,
    address: SocketAddr,
    right: u16,
    /// One for each connection.
    requests: Vec<Request>,
}

/// Starts both servers, measures, and stops them. What documents take was measured before.
pub async fn everything(options: &Options, people: &People, documents: Made) -> Result<Outcome> {
    let ours = start_ours(options).await?;
    let minimal = start_minimal(options).await?;
    let idle = (ours.memory_kb(), minimal.memory_kb());
    let buyer = log_in(ours.address, &people.buyers[0], people.password).await?;
    let staff = log_in(ours.address, &people.staff, people.password).await?;
    let buyers = asker(ours.address, &buyer);
    let all = whole_list(buyers).await?;
    let (deep, depth) = deep_page(buyers, &all).await?;
    let invoice = first_invoice(asker(minimal.address, &buyer)).await?;

    let get = |name, path: &str, session: &str, beside| {
        page(name, asker(ours.address, session), path, beside)
    };
    let by_hand = |name, path: &str| page(name, asker(minimal.address, &buyer), path, None);
    let pages = vec![
        by_hand(LIST_BY_HAND, "/invoices"),
        get(LIST, "/invoices", &buyer, Some(LIST_BY_HAND)),
        get(LIST_OF_ALL, "/invoices?show=all", &buyer, Some(LIST_BY_HAND)),
        get(DEEP, &deep, &buyer, Some(LIST_BY_HAND)),
        by_hand(INVOICE_BY_HAND, &invoice),
        get(INVOICE, &invoice, &buyer, Some(INVOICE_BY_HAND)),
        get("home", "/", &buyer, None),
        get("statement", "/statement", &buyer, None),
        get("staff overview", "/staff", &staff, None),
        log_ins(ours.address, people),
    ];
    let (pages, mut left_out) = that_answer(pages).await?;
    let mut measured: Vec<Measured> = Vec::new();
    for page in &pages {
        measured.push(Measured {
            name: page.name,
            path: page.path.clone(),
            beside: page.beside,
            samples: vec![Samples::default(); CONNECTIONS.len()],
        });
    }
    // Whole rounds, so that whatever else the machine does falls on all of them.
    for round in 1..=options.rounds {
        for (page, measured) in pages.iter().zip(&mut measured) {
            println!("round {round} of {}: {}", options.rounds, page.name);
            for (n, connections) in CONNECTIONS.into_iter().enumerate() {
                let samples = ask(page, connections, options.each).await?;
                measured.samples[n] = std::mem::take(&mut measured.samples[n]).and(samples);
            }
        }
    }
    let after = (ours.memory_kb(), minimal.memory_kb());
    println!("the invoice beside documents");
    let beside_the_press = beside_the_press(buyers, &invoice, options.each).await?;
    Ok(Outcome {
        documents,
        beside_the_press,
        pages: measured,
        weights: weights(buyers, asker(ours.address, &staff), &invoice, &mut left_out).await?,
        left_out,
        depth,
        memory_kb: (idle.0, after.0),
        minimal_memory_kb: (idle.1, after.1),
    })
}

/// The invoice's page alone, and while its PDF is taken without a pause by two others.
async fn beside_the_press(
    buyer: Asker<'_>,
    invoice: &str,
    each: Duration,
) -> Result<(Samples, Samples)> {
    let page = [buyer.get(invoice)];
    let alone = load::ask(buyer.address, &page, 200, each).await?;
    let copy = format!("{invoice}/copy/pdf");
    let copies = [buyer.get(&copy), buyer.get(&copy)];
    // They begin before and end after what is counted.
    let longer = each + Duration::from_secs(1);
    let (taken, beside) = tokio::join!(
        load::ask(buyer.address, &copies, 200, longer),
        load::ask(buyer.address, &page, 200, each),
    );
    anyhow::ensure!(taken?.wrong == 0, "{copy} cannot be had");
    Ok((alone, beside?))
}

/// The pages that the aims speak of.
pub const LIST: &str = "invoices";
/// See above.
pub const LIST_OF_ALL: &str = "invoices, all";
/// See above.
pub const DEEP: &str = "invoices, all, last page";
/// See above.
pub const INVOICE: &str = "invoice";
const LIST_BY_HAND: &str = "invoices, by hand";
const INVOICE_BY_HAND: &str = "invoice, by hand";
/// Not a page: its time is that of the password's hash.
pub const LOG_IN: &str = "log-in";

async fn start_ours(options: &Options) -> Result<Server> {
    let environment = |address: SocketAddr| {
        vec![
            ("DATABASE_URL", options.database.clone()),
            ("QUITTANCE_ADDR", address.to_string()),
            ("QUITTANCE_PUBLIC_URL", format!("http://{address}")),
            ("QUITTANCE_SITE_DIR", options.site.display().to_string()),
            ("QUITTANCE_LOG", "warn".to_owned()),
        ]
    };
    // Reminders of a thousand customers would be written meanwhile.
    Server::start(&options.quittance, &["serve", "--no-work"], environment, "/readyz").await
}

async fn start_minimal(options: &Options) -> Result<Server> {
    let environment = |address: SocketAddr| {
        vec![("DATABASE_URL", options.database.clone()), ("BENCH_ADDR", address.to_string())]
    };
    Server::start(&std::env::current_exe()?, &["minimal"], environment, "/readyz").await
}

fn asker(address: SocketAddr, session: &str) -> Asker<'_> {
    Asker { address, session: Some(session), brotli: false }
}

fn page(name: &'static str, asker: Asker<'_>, path: &str, beside: Option<&'static str>) -> Page {
    let most = CONNECTIONS.into_iter().max().unwrap_or(1);
    Page {
        name,
        path: path.to_owned(),
        beside,
        address: asker.address,
        right: 200,
        requests: vec![asker.get(path); most],
    }
}

/// Each connection signs in as somebody else, as people do.
fn log_ins(address: SocketAddr, people: &People) -> Page {
    let asker = Asker { address, session: None, brotli: false };
    let form = |email: &String| form_of(email, people.password);
    Page {
        name: LOG_IN,
        path: "/login".to_owned(),
        beside: None,
        address,
        right: 303,
        requests: people.buyers.iter().map(|email| asker.post("/login", &form(email))).collect(),
    }
}

fn form_of(email: &str, password: &str) -> String {
    let email = email.replace('@', "%40");
    format!("next=&email={email}&password={}", password.replace(' ', "+"))
}

/// Signs in and returns the cookie's value.
async fn log_in(address: SocketAddr, email: &str, password: &str) -> Result<String> {
    let asker = Asker { address, session: None, brotli: false };
    let request = asker.post("/login", &form_of(email, password));
    let answer = Connection::open(address).await?.ask(&request).await?;
    let cookie = answer.header("set-cookie").and_then(|cookie| cookie.strip_prefix("sid="));
    let value = cookie.and_then(|cookie| cookie.split(';').next());
    value.map(str::to_owned).with_context(|| format!("{email} was not let in: {}", answer.head))
}

/// The list of everything, paid or not, as the list of what is open links to it.
async fn whole_list(asker: Asker<'_>) -> Result<String> {
    let request = asker.get("/invoices");
    let answer = Connection::open(asker.address).await?.ask(&request).await?;
    let html = answer.text();
    let found = html
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/invoices?") && href.contains("=all"));
    Ok(found.map_or("/invoices".to_owned(), |href| href.replace("&amp;", "&")))
}

/// Follows the links to older rows to the end of the list.
async fn deep_page(asker: Asker<'_>, first: &str) -> Result<(String, usize)> {
    let mut connection = Connection::open(asker.address).await?;
    let mut path = first.to_owned();
    for depth in 1..MOST_PAGES {
        let answer = connection.ask(&asker.get(&path)).await?;
        match next_link(&answer) {
            Some(next) => path = next,
            None => return Ok((path, depth)),
        }
    }
    anyhow::bail!("the list has no end: {path}")
}

fn next_link(answer: &Answer) -> Option<String> {
    let html = answer.text();
    let tag = html.split('<').find(|tag| tag.starts_with("a ") && tag.contains("rel=\"next\""))?;
    let (_, rest) = tag.split_once("href=\"")?;
    let href = rest.split('"').next()?;
    Some(href.replace("&amp;", "&"))
}

/// The first invoice that the list links to.
async fn first_invoice(asker: Asker<'_>) -> Result<String> {
    let answer = Connection::open(asker.address).await?.ask(&asker.get("/invoices")).await?;
    let html = answer.text();
    let id = html
        .split("href=\"/invoices/")
        .filter_map(|rest| rest.get(..36))
        .find(|id| id.parse::<uuid::Uuid>().is_ok())
        .context("the list links to no invoice")?;
    Ok(format!("/invoices/{id}"))
}

/// Asks each once before the load, so that nothing wrong is measured for long. One page that does
/// not answer as it should is no reason to measure none.
async fn that_answer(pages: Vec<Page>) -> Result<(Vec<Page>, Vec<String>)> {
    let (mut right, mut left_out) = (Vec::new(), Vec::new());
    for page in pages {
        let request = page.requests.first().context("a page without a request")?;
        let answer = Connection::open(page.address).await?.ask(request).await?;
        if answer.status == page.right {
            right.push(page);
        } else {
            let (name, path, status) = (page.name, &page.path, answer.status);
            left_out.push(format!("{name} is not measured: {path} answers {status}"));
        }
    }
    Ok((right, left_out))
}

async fn ask(page: &Page, connections: usize, each: Duration) -> Result<Samples> {
    let requests = page.requests.get(..connections).context("too few requests")?;
    load::ask(page.address, requests, page.right, each).await
}

async fn weights(
    buyer: Asker<'_>,
    staff: Asker<'_>,
    invoice: &str,
    left_out: &mut Vec<String>,
) -> Result<Vec<(&'static str, Weight)>> {
    let anonymous = Asker { session: None, ..buyer };
    let mut weights = Vec::new();
    for (name, asker, path) in [
        (LOG_IN, anonymous, "/login"),
        ("home", buyer, "/"),
        (LIST, buyer, "/invoices"),
        (INVOICE, buyer, invoice),
        ("statement", buyer, "/statement"),
        ("staff overview", staff, "/staff"),
    ] {
        match weight::weigh(asker, path).await {
            Ok(weight) => weights.push((name, weight)),
            Err(error) => left_out.push(format!("{name} is not weighed: {error:#}")),
        }
    }
    Ok(weights)
}
