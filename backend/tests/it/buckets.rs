//! Files in a bucket: a small S3 over HTTP that believes no request whose signature it cannot compute
//! itself, is busy, stalls, or is not there.

use backend::{
    Error,
    files::{self, Upload},
    gateways::files::Files,
    testing::World,
};
use futures_util::StreamExt;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;

const KEY: &str = "AKIDQUITTANCE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const BUCKET: &str = "ar-files";

/// What the bucket does with requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Mood {
    /// What they ask.
    #[default]
    Fine,
    /// Says once that it is busy.
    BusyOnce,
    /// Says so for ever.
    Busy,
    /// Begins to answer and stops.
    Stalls,
}

#[derive(Default)]
struct Bucket {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    mood: Mutex<Mood>,
    asked: Mutex<Vec<String>>,
}

/// A request, read to its end.
struct Request {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Bucket {
    /// Opens on a port of its own, and says where.
    async fn open() -> (Arc<Self>, String) {
        let bucket = Arc::new(Self::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = bucket.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let bucket = serving.clone();
                tokio::spawn(async move { bucket.serve(socket).await });
            }
        });
        (bucket, address)
    }

    async fn serve(&self, socket: TcpStream) -> Option<()> {
        let mut socket = BufReader::new(socket);
        loop {
            let request = read(&mut socket).await?;
            self.asked.lock().unwrap().push(format!("{} {}", request.method, request.path));
            let mood = *self.mood.lock().unwrap();
            let (status, body) = match mood {
                Mood::Busy => ("503 Slow Down", busy()),
                Mood::BusyOnce => {
                    *self.mood.lock().unwrap() = Mood::Fine;
                    ("503 Slow Down", busy())
                }
                Mood::Fine | Mood::Stalls if !is_signed(&request) => {
                    ("403 Forbidden", b"<Error><Code>SignatureDoesNotMatch</Code></Error>".to_vec())
                }
                Mood::Fine | Mood::Stalls => self.answer(&request),
            };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {length}\r\netag: \"1\"\r\n\
                 last-modified: Wed, 18 Nov 2026 08:00:00 GMT\r\n\r\n"
            );
            socket.write_all(head.as_bytes()).await.ok()?;
            if mood == Mood::Stalls {
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
            if request.method != "HEAD" {
                socket.write_all(&body).await.ok()?;
            }
            socket.flush().await.ok()?;
        }
    }

    fn answer(&self, request: &Request) -> (&'static str, Vec<u8>) {
        let mut files = self.files.lock().unwrap();
        let key = request.path.strip_prefix(&format!("/{BUCKET}")).unwrap_or_default();
        let key = key.trim_start_matches('/').to_owned();
        match (request.method.as_str(), key.is_empty()) {
            ("PUT", false) => {
                files.insert(key, request.body.clone());
                ("200 OK", Vec::new())
            }
            ("GET", false) => match files.get(&key) {
                Some(bytes) => ("200 OK", bytes.clone()),
                None => ("404 Not Found", b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
            },
            ("DELETE", false) => {
                files.remove(&key);
                ("204 No Content", Vec::new())
            }
            ("GET", true) => ("200 OK", listing(&files, request)),
            // Deleting several at once, by their names.
            ("POST", true) if request.query.contains("delete") => {
                let asked = String::from_utf8_lossy(&request.body).into_owned();
                let keys =
                    asked.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
                let deleted = keys.map(|key| {
                    files.remove(key);
                    format!("<Deleted><Key>{key}</Key></Deleted>")
                });
                let deleted: String = deleted.collect();
                ("200 OK", format!("<DeleteResult>{deleted}</DeleteResult>").into_bytes())
            }
            _ => ("405 Method Not Allowed", Vec::new()),
        }
    }
}

fn busy() -> Vec<u8> {
    b"<Error><Code>SlowDown</Code></Error>".to_vec()
}

/// Two of a page, so that there is a next one.
fn listing(files: &BTreeMap<String, Vec<u8>>, request: &Request) -> Vec<u8> {
    let asked: BTreeMap<String, String> = pairs(&request.query).into_iter().collect();
    let of = |name: &str| asked.get(name).map(|value| decoded(value)).unwrap_or_default();
    let (prefix, after) = (of("prefix"), of("continuation-token"));
    let mut left = files.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after);
    let page: Vec<_> = left.by_ref().take(2).collect();
    let more = left.next().is_some();
    let rows: String = page
        .iter()
        .map(|(key, bytes)| {
            let size = bytes.len();
            format!(
                "<Contents><Key>{key}</Key><Size>{size}</Size><ETag>\"1\"</ETag>\
                 <LastModified>2026-11-18T08:00:00.000Z</LastModified></Contents>"
            )
        })
        .collect();
    let next = page.last().filter(|_| more).map_or_else(String::new, |(key, _)| {
        format!("<NextContinuationToken>{key}</NextContinuationToken>")
    });
    let count = page.len();
    format!(
        "<?xml version=\"1.0\"?><ListBucketResult><Name>{BUCKET}</Name><KeyCount>{count}</KeyCount>\
         <IsTruncated>{more}</IsTruncated>{next}{rows}</ListBucketResult>"
    )
    .into_bytes()
}

async fn read(socket: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    socket.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        socket.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    socket.read_exact(&mut body).await.ok()?;
    Some(Request { method, path: path.to_owned(), query: query.to_owned(), headers, body })
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                out.extend(hex::decode(digits).unwrap());
            }
            byte => out.push(byte),
        }
    }
    String::from_utf8(out).unwrap()
}

/// AWS Signature Version 4: the request as both sides write it down, signed with a key of the day, the
/// region and the service; and the body is the one whose hash was signed.
fn is_signed(request: &Request) -> bool {
    let header = |name: &str| request.headers.get(name).map(String::as_str).unwrap_or_default();
    let told = header("authorization").strip_prefix("AWS4-HMAC-SHA256 ").unwrap_or_default();
    let part = |name: &str| {
        let mut parts = told.split(',').map(str::trim);
        parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
    };
    let Some((who, scope)) = part("Credential").split_once('/') else { return false };
    let signed: Vec<&str> = part("SignedHeaders").split(';').collect();
    let body = header("x-amz-content-sha256");
    let covers = ["host", "x-amz-date", "x-amz-content-sha256"].iter().all(|h| signed.contains(h));
    let is_its_body = body == hex::encode(Sha256::digest(&request.body));
    if who != KEY || !covers || !is_its_body {
        return false;
    }
    let mut query = pairs(&request.query);
    query.sort();
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let headers: String = signed.iter().map(|name| format!("{name}:{}\n", header(name))).collect();
    let (method, path, query) = (&request.method, &request.path, query.join("&"));
    let canonical = format!("{method}\n{path}\n{query}\n{headers}\n{}\n{body}", signed.join(";"));
    let hash = hex::encode(Sha256::digest(canonical.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{hash}", header("x-amz-date"));
    let first = format!("AWS4{SECRET}").into_bytes();
    let key = scope.split('/').fold(first, |key, part| hmac(&key, part));
    hex::encode(hmac(&key, &text)) == part("Signature")
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The files of a bucket at an address, for who has this secret.
fn files_at(address: &str, secret: &str) -> Files {
    let settings = [
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ENDPOINT", address),
        ("AWS_ALLOW_HTTP", "true"),
        ("UNRELATED", "is not asked"),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Files::bucket_with(&format!("s3://{BUCKET}/quittance"), settings).unwrap()
}

async fn listed(files: &Files) -> Vec<Uuid> {
    files.list().await.unwrap().map(|one| one.unwrap().id).collect().await
}

#[tokio::test]
async fn what_is_put_into_a_bucket_is_found_listed_and_removed() {
    let (bucket, address) = Bucket::open().await;
    let files = files_at(&address, SECRET);
    let ids: Vec<Uuid> = (0..5).map(|_| Uuid::now_v7()).collect();
    for (n, id) in ids.iter().enumerate() {
        files.put(*id, format!("file {n}").into_bytes()).await.unwrap();
    }
    assert_eq!(files.get(ids[3]).await.unwrap(), b"file 3");
    let key = format!("quittance/{}", ids[0]);
    assert!(bucket.files.lock().unwrap().contains_key(&key), "its keys begin as asked");
    bucket.files.lock().unwrap().insert("quittance/readme".to_owned(), vec![1]);
    assert_eq!(listed(&files).await, ids, "all pages, and nothing of others");
    files.remove(ids[1]).await.unwrap();
    files.remove(ids[1]).await.unwrap();
    assert!(files.get(ids[1]).await.is_err());
    assert_eq!(listed(&files).await.len(), 4);
    let empty = files.put(ids[1], Vec::new()).await;
    assert!(empty.is_ok() && files.get(ids[1]).await.unwrap().is_empty(), "{empty:?}");
}

#[tokio::test]
async fn who_has_another_secret_gets_nothing_and_is_told_so_at_once() {
    let (bucket, address) = Bucket::open().await;
    let ours = files_at(&address, SECRET);
    let id = Uuid::now_v7();
    ours.put(id, b"ours".to_vec()).await.unwrap();
    let theirs = files_at(&address, "another secret");
    let asked = bucket.asked.lock().unwrap().len();
    assert!(theirs.get(id).await.is_err());
    assert!(theirs.put(Uuid::now_v7(), b"x".to_vec()).await.is_err());
    assert!(theirs.remove(id).await.is_err(), "not there is removed, not allowed is not");
    assert!(theirs.list().await.unwrap().next().await.unwrap().is_err());
    assert_eq!(bucket.asked.lock().unwrap().len(), asked + 4, "a refusal is not asked again");
    assert_eq!(listed(&ours).await, [id]);
}

#[tokio::test]
async fn a_busy_bucket_is_asked_again_and_not_for_ever() {
    let (bucket, address) = Bucket::open().await;
    let files = files_at(&address, SECRET);
    let id = Uuid::now_v7();
    *bucket.mood.lock().unwrap() = Mood::BusyOnce;
    files.put(id, b"in the end".to_vec()).await.unwrap();
    assert_eq!(files.get(id).await.unwrap(), b"in the end");
    *bucket.mood.lock().unwrap() = Mood::Busy;
    let (since, asked) = (Instant::now(), bucket.asked.lock().unwrap().len());
    assert!(files.get(id).await.is_err());
    let tries = bucket.asked.lock().unwrap().len() - asked;
    assert!(tries > 1 && tries < 6, "{tries}");
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
}

#[tokio::test]
async fn a_bucket_that_stops_in_the_middle_or_is_not_there_keeps_nobody_waiting() {
    let (bucket, address) = Bucket::open().await;
    let files = files_at(&address, SECRET);
    let id = Uuid::now_v7();
    files.put(id, vec![7; 100_000]).await.unwrap();
    *bucket.mood.lock().unwrap() = Mood::Stalls;
    let since = Instant::now();
    assert!(files.get(id).await.is_err());
    assert!(since.elapsed() < Duration::from_secs(40), "{:?}", since.elapsed());
    let nowhere = files_at("http://127.0.0.1:9", SECRET);
    let since = Instant::now();
    assert!(nowhere.put(id, vec![7]).await.is_err());
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
}

#[tokio::test]
async fn a_file_that_cannot_be_kept_is_refused_in_words() {
    let mut world = World::new().await;
    world.db.backend.files = Arc::new(files_at("http://127.0.0.1:9", SECRET));
    let upload = Upload { name: "note.txt".to_owned(), bytes: b"It was short.".to_vec() };
    match files::take_in(world.backend(), vec![upload]).await {
        Err(Error::Refused(refusal)) => {
            let words = refusal.to_string();
            assert!(words.contains("“note.txt” cannot be kept at the moment."), "{words}");
        }
        other => panic!("{other:?}"),
    }
}
