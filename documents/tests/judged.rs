//! The corpus as files, for the judges of `documents/judges`, and what each format's rules refuse of it.
#![expect(
    clippy::unwrap_used,
    reason = "clippy knows tests by their attribute; these are their helpers"
)]

mod corpus;

use documents::einvoice::{self, Dialect};
use std::{fs, path::PathBuf};

const DIALECTS: [(Dialect, &str); 5] = [
    (Dialect::Ubl, "ubl"),
    (Dialect::Cii, "cii"),
    (Dialect::Peppol, "peppol"),
    (Dialect::XrechnungUbl, "xrechnung-ubl"),
    (Dialect::XrechnungCii, "xrechnung-cii"),
];

#[test]
#[ignore = "it writes the files that the judges read"]
fn files_for_the_judges() {
    let folder = PathBuf::from(std::env::var("QUITTANCE_JUDGED").unwrap());
    for (dialect, name) in DIALECTS {
        fs::create_dir_all(folder.join(name)).unwrap();
        for case in corpus::all() {
            match einvoice::write(&case.invoice, dialect) {
                Ok(xml) => {
                    fs::write(folder.join(name).join(format!("{}.xml", case.name)), xml).unwrap()
                }
                Err(refused) => {
                    let rules: Vec<_> =
                        refused.rules.iter().map(|r| format!("{}@{}", r.rule, r.at)).collect();
                    println!("{name}\t{}\t{}", case.name, rules.join(" "));
                }
            }
        }
    }
}
