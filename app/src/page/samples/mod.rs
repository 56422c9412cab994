//! Every brick on the pages that it was made for, with the people, the day and the amounts of the
//! design's screens. The tests hold what every page must hold. To look at them:
//! `QUITTANCE_SAMPLES=/some/folder cargo test -p app --features ssr samples`.

mod invoice;
mod invoices;
mod overview;
mod pay;
mod promise;

use super::{Page, Place, door, staff};
use crate::markup::*;
use crate::{
    choices::Keys,
    error::Failure,
    pages::public::errors,
    testing::{mirjam, staff_visit, today, visit},
    visit::Circumstances,
};
use backend::{Actor, Buyer};
use chrono::NaiveDate;
use domain::{Currency, Money, access::StaffRole};

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn day(days_from_today: i64) -> NaiveDate {
    today() + chrono::Duration::days(days_from_today)
}

fn samples() -> Vec<(&'static str, Page)> {
    let looked_at = Buyer { seen_by_staff: Some("Lena Okafor".to_owned()), ..mirjam() };
    let looked_at = visit(Some(Actor::Buyer(looked_at))).into();
    let anonymous = visit(None).into();
    let broken = Failure::Broken { reference: "Q-8F2K-19".to_owned() };
    vec![
        ("invoice", invoice::invoice()),
        ("invoices", invoices::invoices()),
        ("promise", promise::promise()),
        ("pay", pay::pay()),
        ("overview", overview::overview()),
        ("not-allowed", errors::page(&looked_at, &Failure::NotAllowed("No.".to_owned()))),
        ("not-there", errors::page(&anonymous, &Failure::NotThere)),
        ("broken", errors::page(&staff_visit(StaffRole::Viewer), &broken)),
        ("door", door(&anonymous, "Sign in", || view! { <h1>"Sign in"</h1> })),
    ]
}

#[test]
fn every_page_has_one_heading_one_title_and_no_inline_style() {
    let folder = std::env::var_os("QUITTANCE_SAMPLES").map(std::path::PathBuf::from);
    for (name, page) in samples() {
        let html = page.html();
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<title>").count(), 1, "{name}");
        assert_eq!(html.matches("<main id=\"main\">").count(), 1, "{name}");
        assert!(!html.contains(" style="), "{name}");
        assert!(!html.contains("<script>alert"), "{name}");
        for icon in html.match_indices("href=\"#i-").map(|(at, found)| &html[at + found.len()..]) {
            let id = icon.split('"').next().expect("an id");
            assert!(html.contains(&format!("<symbol id=\"i-{id}\"")), "{name} lacks {id}");
        }
        if let Some(folder) = &folder {
            std::fs::write(folder.join(name).with_extension("html"), html).expect("written");
        }
    }
}

#[test]
fn titles_say_page_account_and_entity() {
    let invoice = invoice::invoice();
    let title = "<title>Invoice NH-26-0894 · Ferrow Cycles B.V. · Nordhaven</title>";
    assert!(invoice.html().contains(title), "{}", invoice.html());
    assert!(
        overview::overview().html().contains("<title>Overview · Nordhaven receivables</title>")
    );
}

#[test]
fn pages_are_only_for_those_whose_shell_they_have() {
    let visit = staff_visit(StaffRole::Viewer);
    assert!(visit.buyer().is_err() && visit.staff().is_ok());
    let html = staff(&visit, Place::Overview, "Overview", || "").html().to_owned();
    assert!(html.contains("/staff/accounts") && !html.contains("/staff/users"), "{html}");
}

#[test]
fn only_pages_with_islands_carry_a_script_and_it_has_the_nonce() {
    let with = invoices::invoices();
    let script = "<script type=\"module\" nonce=\"n0nce\">";
    assert!(with.html().contains(script), "{}", with.html());
    let without = door(&visit(None).into(), "Sign in", || view! { <h1>"Sign in"</h1> });
    assert!(!without.html().contains("<script"), "{}", without.html());
}

#[test]
fn whoever_switched_the_keys_off_gets_no_island_for_them() {
    let keys_off = Circumstances { keys: Keys::Off, ..visit(Some(Actor::Buyer(mirjam()))) };
    let page = errors::page(&keys_off.into(), &Failure::NotThere);
    assert!(!page.html().contains("leptos-island"), "{}", page.html());
}
