//! A list without invoices: why, and one way on.

use super::asked::address;
use crate::components::{blank::blank, icon::Icon};
use crate::markup::*;
use backend::invoices::list::{Filter, Place, Show, Wanted};

/// Nothing is listed.
pub fn nothing(wanted: &Wanted) -> Markup {
    let filter = &wanted.filter;
    if wanted.place != Place::Start {
        let first = Wanted { place: Place::Start, ..wanted.clone() };
        return blank(Icon::Invoice, "The list ends here")
            .words("What was on this page has moved: invoices were paid or issued meanwhile.")
            .way_on("To its beginning", address(&first))
            .view();
    }
    if !filter.words.is_empty() {
        return no_match(wanted);
    }
    match filter.show {
        Show::Open => blank(Icon::Paid, "Nothing to pay")
            .words("All your invoices are settled. New ones appear here when they are issued.")
            .way_on("See paid invoices", "/invoices?show=paid"),
        Show::Overdue => blank(Icon::Paid, "Nothing is overdue")
            .words("Whatever is past due is paid, on its way or on hold.")
            .way_on("See what is open", "/invoices?show=open"),
        Show::Paid => blank(Icon::Invoice, "Nothing is paid yet")
            .words("An invoice is here once its money has arrived.")
            .way_on("See what is open", "/invoices?show=open"),
        Show::All => blank(Icon::Invoice, "No invoices yet")
            .words("They appear here as soon as they are issued."),
    }
    .view()
}

fn no_match(wanted: &Wanted) -> Markup {
    let filter = &wanted.filter;
    let title = format!("No invoice matches “{}”", filter.words);
    let everywhere = Wanted {
        filter: Filter { show: Show::All, currency: None, ..filter.clone() },
        ..wanted.clone()
    };
    let without =
        Wanted { filter: Filter { words: String::new(), ..filter.clone() }, ..wanted.clone() };
    let blank = blank(Icon::Search, title)
        .words("We looked for every word in numbers, orders and texts, and for the amount.");
    let blank = match filter.show {
        Show::All if filter.currency.is_none() => blank,
        _ => blank.way_on("Search all invoices", address(&everywhere)),
    };
    blank.way_on("Show the list", address(&without)).view()
}
