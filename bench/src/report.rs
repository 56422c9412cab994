//! What came of it: a table for people, JSON for programs, and which aims hold.

use crate::{
    load::Samples,
    measure::{CONNECTIONS, DEEP, INVOICE, LIST, LIST_OF_ALL, LOG_IN, Measured, Outcome},
    weight::{Bytes, Weight},
};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{fmt::Write, fs, path::Path};

/// The number of connections that the aims are about.
const BUSY: usize = 1;

/// Something that should be so.
struct Aim {
    told: String,
    holds: bool,
}

/// The whole result as text.
pub fn table(outcome: &Outcome) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_pages(&mut out, outcome);
    let _ = write_weights(&mut out, outcome);
    let _ = write_rest(&mut out, outcome);
    out
}

fn write_pages(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    write!(out, "\n{:<26}", "requests/s · p50 / p99 ms")?;
    for connections in CONNECTIONS {
        write!(out, "{:>28}", format!("{connections} at once"))?;
    }
    writeln!(out, "{:>12}", "of by hand")?;
    for page in &outcome.pages {
        write!(out, "{:<26}", page.name)?;
        for samples in &page.samples {
            let cell = format!(
                "{} · {} / {}",
                samples.per_second(),
                millis(samples.percentile(50)),
                millis(samples.percentile(99))
            );
            write!(out, "{cell:>28}")?;
        }
        match ratio(outcome, page) {
            Some(hundredths) => writeln!(out, "{:>12}", hundredth(hundredths))?,
            None => writeln!(out)?,
        }
        let wrong: u64 = page.samples.iter().map(|samples| samples.wrong).sum();
        if wrong > 0 {
            writeln!(out, "{:<26}{wrong} answers had the wrong status", "")?;
        }
    }
    Ok(())
}

fn write_weights(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    writeln!(
        out,
        "\n{:<26}{:>9}{:>18}{:>18}{:>18}{:>18}",
        "bytes, plain / brotli", "requests", "html", "css", "js + wasm", "all"
    )?;
    for (name, weight) in &outcome.weights {
        let cell = |bytes: Bytes| format!("{} / {}", bytes.identity, bytes.brotli);
        writeln!(
            out,
            "{name:<26}{:>9}{:>18}{:>18}{:>18}{:>18}",
            weight.requests,
            cell(weight.of(&["html"])),
            cell(weight.of(&["css"])),
            cell(weight.of(&["js", "wasm"])),
            cell(weight.total()),
        )?;
    }
    Ok(())
}

fn write_rest(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    let memory = |(idle, after): (Option<u64>, Option<u64>)| {
        let told =
            |kb: Option<u64>| kb.map_or("unknown".to_owned(), |kb| format!("{} MB", kb / 1_000));
        format!("{} idle, {} afterwards", told(idle), told(after))
    };
    writeln!(out)?;
    write_documents(out, outcome)?;
    for told in &outcome.left_out {
        writeln!(out, "{told}")?;
    }
    writeln!(out, "memory: {}", memory(outcome.memory_kb))?;
    writeln!(out, "memory of the minimal server: {}", memory(outcome.minimal_memory_kb))?;
    writeln!(out, "the last page is number {} of its list\n", outcome.depth)?;
    for aim in aims(outcome) {
        let word = if aim.holds { "holds" } else { "MISSED" };
        writeln!(out, "{word:<8}{}", aim.told)?;
    }
    Ok(())
}

fn write_documents(out: &mut String, outcome: &Outcome) -> std::fmt::Result {
    let made = &outcome.documents;
    for (what, micros) in &made.one {
        writeln!(out, "{what:<26}{:>10} ms", millis(*micros))?;
    }
    let peak = made.peak_kb.map_or("unknown".to_owned(), |kb| format!("{} MB", kb / 1_000));
    let (seconds, megabytes) = (made.many_ms / 1_000, made.many_bytes / 1_000_000);
    writeln!(out, "10,000 PDFs in one file: {seconds} s, {megabytes} MB, memory {peak}")?;
    let (alone, beside) = &outcome.beside_the_press;
    writeln!(
        out,
        "invoice, 1 at once: {} ms alone, {} ms while PDFs are made\n",
        millis(alone.percentile(50)),
        millis(beside.percentile(50)),
    )
}

/// What a page reaches of the minimal server's rate, busy, in hundredths.
fn ratio(outcome: &Outcome, page: &Measured) -> Option<u64> {
    let by_hand = find(outcome, page.beside?)?;
    (busy(page).per_second() * 100).checked_div(busy(by_hand).per_second())
}

fn find<'a>(outcome: &'a Outcome, name: &str) -> Option<&'a Measured> {
    outcome.pages.iter().find(|page| page.name == name)
}

fn busy(page: &Measured) -> &Samples {
    &page.samples[BUSY]
}

/// The aims, as the project's performance notes give them.
fn aims(outcome: &Outcome) -> Vec<Aim> {
    let mut aims = Vec::new();
    for name in [LIST, INVOICE] {
        let Some(reached) = find(outcome, name).and_then(|page| ratio(outcome, page)) else {
            continue;
        };
        aims.push(Aim {
            told: format!("{name}: a third of the minimal server's rate ({})", hundredth(reached)),
            holds: reached * 3 >= 100,
        });
    }
    for page in &outcome.pages {
        if page.name == LOG_IN || page.name.ends_with("by hand") {
            continue;
        }
        let slowest = busy(page).percentile(99);
        aims.push(Aim {
            told: format!("{}: p99 below 25 ms ({} ms)", page.name, millis(slowest)),
            holds: (1..25_000).contains(&slowest),
        });
    }
    if let (Some(first), Some(deep)) = (find(outcome, LIST_OF_ALL), find(outcome, DEEP)) {
        let (first, deep) = (busy(first).per_second(), busy(deep).per_second());
        aims.push(Aim {
            told: format!(
                "the last page within a tenth of the first ({deep} and {first} a second)"
            ),
            holds: deep * 10 >= first * 9,
        });
    }
    if let Some(kb) = outcome.memory_kb.1 {
        aims.push(Aim {
            told: format!("less than 150 MB ({} MB)", kb / 1_000),
            holds: kb < 150_000,
        });
    }
    aims.extend(aims_of_documents(outcome));
    if let Some((name, weight)) = outcome.weights.iter().find(|(name, _)| *name == LIST) {
        aims.extend(aims_of_weight(name, weight));
    }
    aims
}

fn aims_of_documents(outcome: &Outcome) -> Vec<Aim> {
    let made = &outcome.documents;
    let mut aims = Vec::new();
    for (what, micros) in &made.one {
        let most = match what.as_str() {
            "PDF of 5 lines" => 15_000,
            "PDF of 45 lines" => 35_000,
            what if what.starts_with("Factur-X") => continue,
            _ => 2_000,
        };
        aims.push(Aim {
            told: format!("{what}: within {} ms ({} ms)", millis(most), millis(*micros)),
            holds: *micros <= most,
        });
    }
    aims.push(Aim {
        told: format!("10,000 PDFs within 2 minutes ({} s)", made.many_ms / 1_000),
        holds: made.many_ms <= 120_000,
    });
    if let Some(kb) = made.peak_kb {
        aims.push(Aim {
            told: format!("and less than 500 MB ({} MB)", kb / 1_000),
            holds: kb < 500_000,
        });
    }
    let (alone, beside) = &outcome.beside_the_press;
    let (alone, beside) = (alone.percentile(50), beside.percentile(50));
    aims.push(Aim {
        told: format!(
            "making PDFs slows the invoice by a tenth at most ({} and {} ms)",
            millis(alone),
            millis(beside)
        ),
        holds: u64::from(beside) * 10 <= u64::from(alone) * 11,
    });
    aims
}

fn aims_of_weight(name: &str, weight: &Weight) -> [Aim; 2] {
    let widgets = weight.of(&["js", "wasm"]).brotli;
    let page = weight.of(&["html", "css"]).brotli;
    [
        Aim {
            told: format!("{name}: WASM and JavaScript below 120 kB with brotli ({widgets} bytes)"),
            holds: widgets < 120_000,
        },
        Aim {
            told: format!("{name}: HTML and CSS below 40 kB with brotli ({page} bytes)"),
            holds: page < 40_000,
        },
    ]
}

/// Microseconds as `1.23`.
fn millis(micros: u32) -> String {
    let hundredths = (micros + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// `0.47`.
fn hundredth(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Writes the result down for programs.
pub fn keep(outcome: &Outcome, path: &Path) -> Result<()> {
    let pages: Vec<Value> = outcome
        .pages
        .iter()
        .map(|page| {
            let loads: Vec<Value> = CONNECTIONS
                .iter()
                .zip(&page.samples)
                .map(|(connections, samples)| {
                    json!({
                        "connections": connections,
                        "per_second": samples.per_second(),
                        "p50_micros": samples.percentile(50),
                        "p99_micros": samples.percentile(99),
                        "wrong": samples.wrong,
                    })
                })
                .collect();
            json!({
                "name": page.name,
                "path": page.path,
                "hundredths_of_by_hand": ratio(outcome, page),
                "loads": loads,
            })
        })
        .collect();
    let weights: Vec<Value> = outcome
        .weights
        .iter()
        .map(|(name, weight)| {
            let kinds = weight.kinds.iter().map(|(kind, bytes)| {
                let bytes = json!({ "identity": bytes.identity, "brotli": bytes.brotli });
                ((*kind).to_owned(), bytes)
            });
            json!({
                "name": name,
                "requests": weight.requests,
                "kinds": kinds.collect::<serde_json::Map<_, _>>(),
            })
        })
        .collect();
    let aims: Vec<Value> = aims(outcome)
        .into_iter()
        .map(|aim| json!({ "aim": aim.told, "holds": aim.holds }))
        .collect();
    let whole = json!({
        "pages": pages,
        "weights": weights,
        "left_out": outcome.left_out,
        "documents": outcome.documents.one.iter()
            .map(|(what, micros)| json!({ "what": what, "p50_micros": micros }))
            .collect::<Vec<_>>(),
        "many_ms": outcome.documents.many_ms,
        "many_bytes": outcome.documents.many_bytes,
        "many_peak_kb": outcome.documents.peak_kb,
        "depth": outcome.depth,
        "memory_kb": { "idle": outcome.memory_kb.0, "afterwards": outcome.memory_kb.1 },
        "minimal_memory_kb": { "idle": outcome.minimal_memory_kb.0, "afterwards": outcome.minimal_memory_kb.1 },
        "aims": aims,
    });
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, serde_json::to_string_pretty(&whole)?)
        .with_context(|| format!("writing {}", path.display()))?;
    println!("\nkept in {}", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_ratios_are_written_without_floats() {
        assert_eq!((millis(1_234), millis(999_996)), ("1.23".to_owned(), "1000.00".to_owned()));
        assert_eq!((hundredth(47), hundredth(105)), ("0.47".to_owned(), "1.05".to_owned()));
    }
}
