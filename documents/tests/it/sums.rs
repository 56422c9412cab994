//! The corpus itself: its sums are right, its names tell its cases apart.

use crate::samples::corpus;
use std::collections::BTreeSet;

#[test]
fn there_are_many_cases_and_no_two_of_one_name() {
    let cases = corpus::all();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
    assert!(cases.len() >= 60, "{}", cases.len());
    assert_eq!(names.len(), cases.len());
    let plain = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    assert!(names.iter().all(plain), "{names:?}");
}

#[test]
fn what_is_to_be_paid_adds_up() {
    for case in corpus::all() {
        let invoice = case.invoice;
        let due = invoice.due().unwrap();
        let parts: i64 = invoice.instalments.iter().map(|part| part.amount.minor).sum();
        assert!(parts == due.minor || invoice.instalments.is_empty(), "{}", case.name);
        let taxed: i64 = invoice.tax.iter().map(|group| group.taxable.minor).sum();
        assert_eq!(taxed, invoice.net.minor, "{}", case.name);
    }
}

#[test]
fn figures_are_those_that_a_clerk_computes() {
    let cases = corpus::all();
    let found = |name: &str| &cases.iter().find(|case| case.name == name).unwrap().invoice;
    let total = |name: &str| found(name).total.minor;
    // 2.5 × 400.00 + 3.75 × 62.50 (234.375) + 48.00 = 1,282.38; 21 % of it 269.2998.
    assert_eq!((found("standard-rate").net.minor, total("standard-rate")), (128_238, 155_168));
    // 5 % of 0.10 is half a cent: it counts as a whole one, and also when it is taken back.
    assert_eq!(total("half-a-cent-of-vat"), 11);
    assert_eq!(found("half-a-cent-taken-back").tax[1].tax.minor, -1);
    // 8.875 % of 139.93 is 12.4187875.
    assert_eq!(total("sales-tax-of-eight-and-seven-eighths"), 13_993 + 1_242);
    // Nine times 0.07: 21 % of 0.63 is 0.1323, not nine times 0.01 (0.0147).
    assert_eq!(total("vat-by-group-not-by-line"), 63 + 13);
}
