//! How fast documents are made: one of five lines and one of forty-five as PDF, e-invoices, and ten thousand
//! in one file on two threads. `bench documents` is a process of its own, so that its memory is theirs alone.

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use documents::{
    archive::Archive,
    format,
    invoice::{Invoice, Kind, Line, RemitTo, Tax},
    party::{Contact, Endpoint, Party},
    typeset,
};
use domain::{
    Currency, Money, data_style::DataStyle, format::Format, invoice::Instalment, style::Style,
};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::Path,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

/// How many invoices one file holds.
const MANY: usize = 10_000;
/// On how many threads they are made.
const THREADS: usize = 2;

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// What, and the time that half of them took at most, in microseconds.
    pub one: Vec<(String, u32)>,
    /// How long ten thousand took, in milliseconds.
    pub many_ms: u64,
    /// How long their file is.
    pub many_bytes: u64,
    /// The most memory that was held meanwhile, in kilobytes.
    pub peak_kb: Option<u64>,
}

/// Measures in a process of its own.
pub fn measure() -> Result<Made> {
    let told = Command::new(std::env::current_exe()?).arg("documents").output()?;
    if !told.status.success() {
        bail!("bench documents: {}", String::from_utf8_lossy(&told.stderr));
    }
    let value: Value = serde_json::from_slice(&told.stdout)?;
    let number = |name: &str| value[name].as_u64();
    let one = value["one"].as_array().context("what one takes")?.iter().filter_map(|row| {
        Some((row["what"].as_str()?.to_owned(), u32::try_from(row["p50_micros"].as_u64()?).ok()?))
    });
    Ok(Made {
        one: one.collect(),
        many_ms: number("many_ms").context("what many take")?,
        many_bytes: number("many_bytes").context("how long many are")?,
        peak_kb: number("peak_kb"),
    })
}

/// The process: prints what it measured.
pub fn print() -> Result<()> {
    let mut one = Vec::new();
    let kinds = [
        ("PDF of 5 lines", Format::Pdf, 5, 60),
        ("PDF of 45 lines", Format::Pdf, 45, 30),
        ("Factur-X of 5 lines", Format::FacturX, 5, 30),
        ("Peppol of 5 lines", Format::Peppol, 5, 60),
        ("XRechnung UBL of 5 lines", Format::XrechnungUbl, 5, 60),
        ("XRechnung CII of 5 lines", Format::XrechnungCii, 5, 60),
        ("UBL of 45 lines", Format::Ubl, 45, 60),
    ];
    for (what, format, lines, times) in kinds {
        let micros = median(format, lines, times)?;
        one.push(json!({ "what": what, "p50_micros": micros }));
    }
    let path = std::env::temp_dir().join(format!("quittance-bench-{}.zip", std::process::id()));
    let took = bundle(&path)?;
    let bytes = fs::metadata(&path)?.len();
    fs::remove_file(&path)?;
    let told = json!({
        "one": one,
        "many_ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "many_bytes": bytes,
        "peak_kb": peak_kb(),
    });
    println!("{told}");
    Ok(())
}

/// Each of another invoice, so that nothing is remembered of the last; warm after the first five.
fn median(format: Format, lines: usize, times: usize) -> Result<u32> {
    let data = DataStyle::default();
    let mut micros = Vec::with_capacity(times);
    for n in 0..times + 5 {
        let invoice = invoice(n, lines);
        let began = Instant::now();
        let made = format::write(format, &invoice, Style::default(), &data);
        let took = began.elapsed();
        made.with_context(|| format!("{} cannot be written", format.label()))?;
        if n >= 5 {
            micros.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
        }
    }
    micros.sort_unstable();
    micros.get(times / 2).copied().context("no sample")
}

/// Ten thousand PDFs in one file: made on threads, put in by one.
fn bundle(path: &Path) -> Result<Duration> {
    let began = Instant::now();
    let day = NaiveDate::from_ymd_opt(2026, 11, 18).context("a day")?;
    let mut archive = Archive::begin(BufWriter::new(File::create(path)?), day);
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    // A few ahead, and no more: memory does not grow with their number.
    let (give, take) = mpsc::sync_channel::<(String, Vec<u8>)>(8);
    thread::scope(|scope| -> Result<()> {
        for _ in 0..THREADS {
            let give = give.clone();
            scope.spawn(|| {
                let give = give;
                loop {
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    if n >= MANY {
                        break;
                    }
                    let invoice = invoice(n, 5);
                    let (style, data) = (Style::default(), DataStyle::default());
                    match typeset::alone(|| format::write(Format::Pdf, &invoice, style, &data)) {
                        Ok(bytes) => {
                            if give.send((format::file_name(Format::Pdf, &invoice), bytes)).is_err()
                            {
                                break;
                            }
                        }
                        Err(error) => {
                            *failed.lock().expect("no thread has panicked") = Some(error);
                            break;
                        }
                    }
                }
            });
        }
        drop(give);
        for (name, bytes) in take {
            archive.add(&name, &bytes)?;
        }
        Ok(())
    })?;
    if let Some(error) = failed.into_inner().expect("no thread has panicked") {
        bail!("an invoice cannot be written: {error}");
    }
    archive.finish()?.into_inner().map_err(|e| e.into_error())?.flush()?;
    Ok(began.elapsed())
}

/// The most memory that this process has held.
fn peak_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

fn invoice(n: usize, lines: usize) -> Invoice {
    let money = |minor| Money::new(minor, Currency::EUR);
    let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap_or_default();
    let count = i64::try_from(lines).unwrap_or(0);
    // Ten at 12.50.
    let each = 12_500;
    let net = count * each;
    // 21 %, half up.
    let tax = (net * 21 + 50) / 100;
    let line = |no: i32| Line {
        line_no: no,
        description: format!("6205-2RS deep groove ball bearing, box of 50, batch {n}-{no}"),
        note: None,
        article: Some(format!("10 6205 {no:02}")),
        customer_article: None,
        po_number: None,
        po_line: None,
        site: None,
        cost_centre: None,
        quantity_e4: 100_000,
        unit: "box".to_owned(),
        unit_price_e4: 12_500_000,
        price_per_e4: 10_000,
        adjustments: Vec::new(),
        tax_category: "S".to_owned(),
        tax_bp: 2_100,
        amount: money(each),
    };
    Invoice {
        kind: Kind::Invoice,
        is_copy: false,
        seller: Party {
            address: vec!["Waalhaven Z.z. 12".to_owned(), "3089 JH Rotterdam".to_owned()],
            country: "NL".to_owned(),
            vat_id: Some("NL812345678B01".to_owned()),
            registration: Some("24318902".to_owned()),
            endpoint: Some(Endpoint { scheme: "0106".to_owned(), id: "24318902".to_owned() }),
            contact: Contact {
                name: Some("Receivables desk".to_owned()),
                phone: Some("+31 10 495 0120".to_owned()),
                email: Some("receivables@nordhaven.example".to_owned()),
            },
            ..Party::named("Nordhaven Bearings B.V.")
        },
        remit_to: RemitTo {
            iban: "NL91ABNA0417164300".to_owned(),
            bic: "ABNANL2A".to_owned(),
            bank_name: "ABN AMRO".to_owned(),
        },
        customer: Party {
            address: vec![format!("Industrieweg {n}"), "5026 RB Tilburg".to_owned()],
            country: "NL".to_owned(),
            vat_id: Some("NL001234567B01".to_owned()),
            registration: Some("59110276".to_owned()),
            endpoint: Some(Endpoint { scheme: "0106".to_owned(), id: "59110276".to_owned() }),
            ..Party::named("Ferrow Cycles B.V.")
        },
        account_number: "10482".to_owned(),
        number: format!("NH-26-{n:05}"),
        preceding: None,
        buyer_reference: Some("AP".to_owned()),
        po_number: Some(format!("PO-{n}")),
        customer_po: None,
        contract: None,
        issued_on: day(18),
        delivered_on: Some(day(17)),
        deliver_to: None,
        delivery_note: None,
        period: None,
        lines: (1..).take(lines).map(line).collect(),
        adjustments: Vec::new(),
        tax: vec![Tax {
            category: "S".to_owned(),
            rate_bp: 2_100,
            taxable: money(net),
            tax: money(tax),
            exemption: None,
            exemption_code: None,
        }],
        sales_tax: Vec::new(),
        net: money(net),
        total: money(net + tax),
        prepaid: money(0),
        rounding: money(0),
        instalments: vec![Instalment { due_on: day(30), amount: money(net + tax) }],
        discount: None,
        payment_reference: None,
        pay_at: Some("https://pay.nordhaven.example/pay".to_owned()),
        check: None,
        note: None,
        made_on: day(18),
    }
}
