//! Several documents in one PDF: each as it is alone, with its own pages, and bookmarks that lead to it.

use crate::samples::invoices::{invoice, invoice_of, line};
use crate::samples::papers::{american, credit_note, reverse_charge, rich, swiss};
use crate::samples::pdf::{pages, says};
use documents::{invoice::Invoice, invoice_pdf, party::Logo, sheet::Sheet, typeset};
use domain::style::{Look, Style};

fn named(number: &str, invoice: Invoice) -> Invoice {
    Invoice { number: number.to_owned(), ..invoice }
}

fn sheets(all: &[Invoice], style: Style) -> Vec<Sheet> {
    all.iter().map(|one| invoice_pdf::sheet(one, style)).collect()
}

fn long(number: &str) -> Invoice {
    named(number, invoice_of((1..=45).map(|n| line(n, "Deep groove ball bearing")).collect()))
}

/// The words of the bookmarks, in their order.
fn bookmarks(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let toc = document.get_toc().unwrap();
    toc.toc.into_iter().map(|entry| entry.title).collect()
}

#[test]
fn each_counts_its_own_pages_and_stands_as_it_does_alone() {
    let all = [named("NH-1", invoice()), long("NH-2"), swiss(), credit_note()];
    let style = Style::default();
    let bound = typeset::bound(&sheets(&all, style)).unwrap();
    let alone: Vec<String> =
        all.iter().flat_map(|one| pages(&invoice_pdf::write(one, style).unwrap())).collect();
    let bound = pages(&bound);
    assert_eq!((bound.len(), alone.len()), (7, 7), "one has three pages, and one a slip");
    // Readers take kerning for spaces, and kern otherwise where a font has other letters in it.
    assert!(bound.iter().zip(&alone).all(|(page, alone)| says(page, alone)), "{bound:?}");
    assert!(says(&bound[1], "Page 1 of 3") && says(&bound[3], "Page 3 of 3"), "{bound:?}");
    assert!(says(&bound[4], "Page 1 of 2"), "{bound:?}");
}

#[test]
fn bookmarks_lead_to_each_in_its_order() {
    let all = [named("NH-2", invoice()), named("NH-1", invoice()), credit_note()];
    let bound = typeset::bound(&sheets(&all, Style::default())).unwrap();
    assert_eq!(
        bookmarks(&bound),
        ["Copy of invoice NH-2", "Copy of invoice NH-1", "Copy of credit note CN-26-0057"]
    );
    let document = lopdf::Document::load_mem(&bound).unwrap();
    let titled = document.objects.values().any(|object| {
        let title = object.as_dict().and_then(|it| it.get(b"Title"));
        let title = title.ok().and_then(|title| lopdf::decode_text_string(title).ok());
        title.is_some_and(|title| {
            title.contains("Copy of invoice NH-2 \u{2013} Copy of credit note")
        })
    });
    assert!(titled, "the window says what is in it");
}

#[test]
fn equal_sheets_are_equal_bytes_and_another_order_is_not() {
    let mut all = vec![rich(), swiss(), american(), reverse_charge()];
    let style = Style { look: Look::Letter, ..Style::default() };
    let one = typeset::bound(&sheets(&all, style)).unwrap();
    assert!(one == typeset::bound(&sheets(&all, style)).unwrap(), "the bytes differ");
    all.reverse();
    assert!(one != typeset::bound(&sheets(&all, style)).unwrap());
    assert!(typeset::bound(&[]).is_err(), "nothing is no document");
}

#[test]
fn the_mark_of_the_seller_stands_on_each() {
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26"><circle cx="13" cy="13" r="11" fill="#1f6f5c"/></svg>"##;
    let mut marked = invoice();
    marked.seller.logo = Some(Logo { bytes: svg.as_slice().into(), alt: String::new() });
    let style = Style::default();
    let with = |all: &[Invoice]| typeset::bound(&sheets(all, style)).unwrap();
    let figures = |pdf: &[u8]| {
        let document = lopdf::Document::load_mem(pdf).unwrap();
        let is_figure = |object: &&lopdf::Object| {
            let kind = object.as_dict().and_then(|it| it.get(b"S")).and_then(|it| it.as_name());
            kind.is_ok_and(|kind| kind == b"Figure")
        };
        document.objects.values().filter(is_figure).count()
    };
    let one = figures(&with(std::slice::from_ref(&marked)));
    assert!(one > figures(&with(&[invoice()])));
    assert_eq!(figures(&with(&[marked.clone(), marked])), 2 * one);
}

/// Not a test of ours: binds as many as it is told to, for measuring.
#[test]
fn many_can_be_measured() {
    let Some(many) = std::env::var("QUITTANCE_BOUND").ok().and_then(|n| n.parse::<i32>().ok())
    else {
        return;
    };
    let five = |n| {
        let lines = (1..=5).map(|no| line(no, "Deep groove ball bearing")).collect();
        named(&format!("NH-{n}"), invoice_of(lines))
    };
    let all: Vec<_> = (0..many).map(five).collect();
    let begun = std::time::Instant::now();
    let bytes = typeset::bound(&sheets(&all, Style::default())).unwrap().len();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap().to_owned();
    println!("{many}: {bytes} bytes in {:?}, {peak}", begun.elapsed());
}
