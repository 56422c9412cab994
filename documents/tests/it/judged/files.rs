//! The files that the judges read. Below their folder: one folder for each format, whose files have to be
//! accepted; `refused`, with the same folders, whose files have to be refused by the rules that stand
//! beside them; and the PDFs.

use super::{DIALECTS, broken, pdfs, rules};
use crate::samples::corpus;
use documents::{
    einvoice::{self, Dialect},
    invoice::Invoice,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where they go: where `cargo xtask test documents` wants them, or out of the way.
pub fn folder() -> PathBuf {
    let wanted = std::env::var_os("QUITTANCE_JUDGED");
    wanted.map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("judged"), PathBuf::from)
}

/// Whether somebody judges them. PDFs take minutes to set without optimisation, and are made for the judges only.
pub fn are_judged() -> bool {
    std::env::var_os("QUITTANCE_JUDGED").is_some()
}

/// Writes all of them.
pub fn write(folder: &Path) {
    for (dialect, format) in DIALECTS {
        let (good, bad) = (folder.join(format), folder.join("refused").join(format));
        fs::create_dir_all(&good).unwrap();
        fs::create_dir_all(&bad).unwrap();
        for case in corpus::all() {
            match einvoice::write(&case.invoice, dialect) {
                Ok(xml) => fs::write(good.join(case.name).with_extension("xml"), xml).unwrap(),
                Err(_) => {
                    let rules = rules(&case.invoice, dialect).join("\n");
                    refused(&bad.join(case.name), &case.invoice, dialect, &rules);
                }
            }
        }
        for case in broken::all().iter().filter(|case| case.dialects.contains(&dialect)) {
            refused(&bad.join(case.name), &case.invoice, dialect, case.rule);
        }
    }
    if are_judged() {
        pdfs::write(folder);
    }
}

/// What is refused, written all the same, and the rules that have to refuse it. What has no form at all in
/// the syntax cannot be judged.
fn refused(file: &Path, invoice: &Invoice, dialect: Dialect, rules: &str) {
    if let Some(xml) = einvoice::write_unproved(invoice, dialect) {
        fs::write(file.with_extension("xml"), xml).unwrap();
        fs::write(file.with_extension("rules"), rules).unwrap();
    }
}
