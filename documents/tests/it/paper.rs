//! Invoices on paper: nothing that an invoice says is lost in any look, grouping or language.

use crate::samples::invoices::{eur, invoice, invoice_of, line};
use crate::samples::papers::{american, credit_note, reverse_charge, rich, swiss};
use crate::samples::pdf::{fonts, pages, says};
use documents::{
    invoice::{Invoice, Line},
    invoice_pdf,
    party::Logo,
    sheet::Kind,
    typeset,
};
use domain::{
    colour::Colour,
    language::Language,
    line_column::LineColumns,
    style::{Grouping, Letterhead, Look, Paper, Style},
};

fn set(invoice: &Invoice, style: Style) -> Vec<String> {
    pages(&invoice_pdf::write(invoice, style).unwrap())
}

#[test]
fn in_detail_an_invoice_says_all_that_is_known() {
    let detailed = Style { look: Look::Detailed, ..Style::default() };
    let all = set(&rich(), detailed).concat();
    for expected in [
        "Invoice NH-26-0894",
        "04011000-12345-34",
        "FC-2026-7",
        "1 Oct 2026 to 31 Oct 2026",
        "Delivered to Ferrow Workshop Vlampijpstraat 84",
        "Batch 77-B, sealed on both sides",
        "Art. 10 6205 1 · Your art. F-1182 · Order PO 4488, line 10",
        "Delivered to Ghent workshop",
        "Cost centre CC-311",
        "Volume, 10% of 1,000.00: \u{2212}100.00",
        "125.00 per 100",
        "Sum of the lines 3,110.50",
        "Annual bonus, 2% of 3,110.50 \u{2212}62.21",
        "Freight +140.00",
        "Net 3,188.29",
        "VAT 21% on 3,188.29 669.54",
        "Paid already \u{2212}1,000.00",
        "Rounding 0.02",
        "To pay €2,857.85",
        "€1,428.93, due on 18 November 2026",
        "€1,428.92, due on 18 December 2026",
        "NL91 ABNA 0417 1643 00",
        "RF18 5390 0754 7034",
        "https://pay.nordhaven.example/invoices/0192f3a0-7f3k/pay",
        "Check code K7-41-QN",
    ] {
        assert!(says(&all, expected), "{expected}: {all}");
    }
}

#[test]
fn a_pay_link_can_be_followed_as_it_is() {
    let bytes = invoice_pdf::write(&rich(), Style::default()).unwrap();
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let followed = document.objects.values().any(|object| {
        let uri = object.as_dict().and_then(|it| it.get(b"A")).and_then(|it| it.as_dict());
        let uri = uri.and_then(|action| action.get(b"URI")).and_then(|uri| uri.as_str());
        uri.is_ok_and(|uri| uri == b"https://pay.nordhaven.example/invoices/0192f3a0-7f3k/pay")
    });
    assert!(followed, "no annotation has the address");
}

#[test]
fn groups_have_their_sums_and_lines_keep_their_order_in_them() {
    let told = |grouping| {
        let sheet = invoice_pdf::sheet(&rich(), Style { grouping, ..Style::default() });
        let rows = &sheet.tables[0].rows;
        let told = rows.iter().map(|row| match row.kind {
            Kind::Group => row.cells[0].clone(),
            Kind::Sum => format!("= {}", row.cells[5]),
            Kind::Item => format!("{} {}", row.cells[0], row.so_far.clone().unwrap()),
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        told(Grouping::Order),
        [
            "Order PO 4488",
            "1 900.00",
            "3 1,860.50",
            "= 1,860.50",
            "Order PO 4501",
            "2 3,110.50",
            "= 1,250.00"
        ]
    );
    assert_eq!(told(Grouping::Site)[0], "Utrecht workshop");
    assert_eq!(told(Grouping::CostCentre)[4], "Cost centre CC-311");
    assert_eq!(told(Grouping::None), ["1 900.00", "2 2,150.00", "3 3,110.50"]);
}

/// Lines of which no two sums are equal.
fn long(count: i32) -> Invoice {
    let lines = (1..=count).map(|n| Line {
        amount: eur(i64::from(n) * 137 + 11),
        po_number: Some(format!("PO {}", n / 30)),
        ..line(n, "Deep groove ball bearing")
    });
    invoice_of(lines.collect())
}

/// What a page says behind a word, up to the next space.
fn behind(page: &str, word: &str) -> Option<String> {
    let (_, rest) = page.split_once(word)?;
    rest.split_whitespace().next().map(str::to_owned)
}

#[test]
fn what_is_carried_forward_is_the_sum_of_the_lines_above() {
    for (count, grouping) in [(45, Grouping::None), (200, Grouping::Order)] {
        let long = long(count);
        let pages = set(&long, Style { grouping, ..Style::default() });
        assert!(pages.len() > 1, "{}", pages.len());
        let (mut last, mut sum, mut carried) = (0, 0, None);
        for page in &pages {
            assert_eq!(behind(page, "Brought forward"), carried, "{page}");
            let here = |n: &i32| page.contains(&format!("Art. 10 6205 {n} "));
            for n in (last + 1..=count).take_while(here) {
                (last, sum) = (n, sum + long.lines[usize::try_from(n).unwrap() - 1].amount.minor);
            }
            carried = behind(page, "Carried forward");
            if last < count {
                assert_eq!(carried, Some(eur(sum).bare()), "after line {last}: {page}");
            }
        }
        assert_eq!((last, sum), (count, long.net.minor));
        assert!(pages.iter().all(|page| !page.contains("Art.") || says(page, "No. Item Quantity")));
    }
}

#[test]
fn an_invoice_without_vat_says_why_as_its_law_wants() {
    let told = |language, category: &str| {
        let mut invoice = reverse_charge();
        invoice.tax[0].category = category.to_owned();
        let sheet = invoice_pdf::sheet(&invoice, Style { language, ..Style::default() });
        sheet.sums[1].note.join(" ")
    };
    assert_eq!(
        told(Language::German, "AE"),
        "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge)."
    );
    assert_eq!(told(Language::Dutch, "AE"), "Btw verlegd.");
    assert!(told(Language::French, "AE").starts_with("Autoliquidation"));
    assert_eq!(told(Language::Spanish, "AE"), "Inversión del sujeto pasivo.");
    assert!(told(Language::German, "K").contains("innergemeinschaftliche Lieferung"));
    assert!(told(Language::English, "G").contains("article 146"));
    assert_eq!(told(Language::Italian, "E"), "Esente da IVA.");
}

#[test]
fn american_sales_tax_stands_by_jurisdiction_and_no_vat_beside_it() {
    let detailed = Style { look: Look::Detailed, paper: Paper::Letter, ..Style::default() };
    let sheet = invoice_pdf::sheet(&american(), detailed);
    let sums: Vec<_> = sheet.sums.iter().map(|it| format!("{} {}", it.label, it.amount)).collect();
    assert_eq!(
        sums,
        [
            "Net 2,000.00",
            "Sales tax NY, 4% on 2,000.00 80.00",
            "Sales tax NY-New York, 4.5% on 2,000.00 90.00",
            "Sales tax NY-MCTD, 0.375% on 2,000.00 7.50",
            "Total $2,177.50",
        ]
    );
    assert_eq!(sheet.tables[0].rows[1].note[1], "Sales tax NY 4%: 40.00");
    let all = serde_json::to_string(&sheet).unwrap();
    assert!(!all.contains("VAT") && !all.contains("IBAN"), "{all}");
    assert!(all.contains("Routing number") && sheet.code.is_none(), "{all}");
}

#[test]
fn a_credit_note_says_what_it_credits_and_asks_for_nothing() {
    let all = set(&credit_note(), Style::default()).concat();
    for expected in [
        "Copy of credit note CN-26-0057",
        "It credits invoice NH-26-0894 of 19 October 2026.",
        "Total credited €1,210.00",
        "Nothing is to be paid: €1,210.00 is credited to your account 10482.",
    ] {
        assert!(says(&all, expected), "{expected}: {all}");
    }
    assert!(!all.contains("NL91") && !all.contains("Due on"), "{all}");
    assert_eq!(invoice_pdf::sheet(&credit_note(), Style::default()).code, None);
}

#[test]
fn there_is_a_code_to_pay_by_where_one_applies() {
    let codes = |invoice: &Invoice| {
        let sheet = invoice_pdf::sheet(invoice, Style::default());
        (sheet.code.is_some(), sheet.slip.is_some())
    };
    assert_eq!(codes(&rich()), (true, false));
    assert_eq!(codes(&american()), (false, false));
    assert_eq!(codes(&swiss()), (false, true));
    let paid = Invoice { prepaid: rich().total, rounding: eur(0), ..rich() };
    assert_eq!(codes(&paid), (false, false));
    let sheet = invoice_pdf::sheet(&rich(), Style::default());
    assert!(sheet.code.unwrap().caption.contains("€2,857.85"), "what is due, not the total");
}

#[test]
fn the_swiss_payment_part_stands_on_a_page_of_its_own_and_in_its_own_words() {
    let pages = set(&swiss(), Style { language: Language::French, ..Style::default() });
    assert_eq!(pages.len(), 2);
    for expected in [
        "Récépissé",
        "Section paiement",
        "CH44 3199 9123 0008 8901 2",
        "21 00000 00003 13947 14300 09017",
        "Payable par Pia-Maria Rutschmann-Schnyder Grosse Marktgasse 28 9400 Rorschach",
        "1 081.00",
    ] {
        assert!(says(&pages[1], expected), "{expected}: {}", pages[1]);
    }
    // SIX, Style Guide QR-bill: Arial, Frutiger, Helvetica or Liberation Sans.
    let pdf = invoice_pdf::write(&swiss(), Style::default()).unwrap();
    let fonts = fonts(&pdf, 2);
    assert!(
        fonts.len() == 2 && fonts.iter().all(|font| font.contains("LiberationSans")),
        "{fonts:?}"
    );
}

#[test]
fn columns_are_those_that_were_chosen_in_their_order() {
    let columns = LineColumns::of("customer-article,item,order,cost-centre,net").unwrap();
    let sheet = invoice_pdf::sheet(&rich(), Style { columns, ..Style::default() });
    let table = &sheet.tables[0];
    let heads: Vec<_> = table.columns.iter().map(|column| column.head.as_str()).collect();
    assert_eq!(heads, ["Your article", "Item", "Your order", "Cost centre", "Amount"]);
    assert_eq!(
        table.rows[0].cells,
        ["F-1182", "6205-2RS ball bearing, box of 50", "PO 4488, line 10", "CC-310", "900.00"]
    );
    assert!(table.columns[1].lead && table.columns[4].figure);
}

#[test]
fn names_of_the_world_have_their_letters() {
    let mut foreign = invoice();
    foreign.customer.name = "شركة الدراجات 自行车有限公司 אופניים 🚲 Żółć".to_owned();
    // Whatever no font has would stop it: assertions are on, and typst warns.
    let all = set(&foreign, Style { language: Language::French, ..Style::default() }).concat();
    for letters in ["自行车有限公司", "🚲", "Żółć"] {
        assert!(says(&all, letters), "{letters}: {all}");
    }
    // Readers give letters of right-to-left scripts in one order or the other.
    let either =
        |word: &str| all.contains(word) || all.contains(&word.chars().rev().collect::<String>());
    assert!(either("אופניים"), "{all}");
    assert!("شركة".chars().all(|letter| all.contains(letter)), "{all}");
}

/// A PNG of one dot.
const DOT: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\
    \x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0d\x49\x44\x41\x54\x78\xda\x63\
    \x64\xf8\xcf\x50\x0f\x00\x03\x86\x01\x80\x5a\x34\x7d\x6b\x00\x00\x00\x00\x49\x45\x4e\x44\
    \xae\x42\x60\x82";

#[test]
fn a_logo_stands_in_the_letterhead_and_a_broken_one_is_refused() {
    let logo = |bytes: &[u8]| Logo { bytes: bytes.into(), alt: String::new() };
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26"><circle cx="13" cy="13" r="11" fill="#1f6f5c"/></svg>"##;
    typeset::check_logo(&logo(svg)).unwrap();
    typeset::check_logo(&logo(DOT)).unwrap();
    let mut huge = DOT.to_vec();
    huge[16] = 0x7f;
    assert!(typeset::check_logo(&logo(&huge)).is_err(), "a head that says two milliard dots");
    assert!(typeset::check_logo(&logo(&DOT[..40])).is_err());
    assert!(typeset::check_logo(&logo(b"no picture")).is_err());
    assert!(typeset::check_logo(&logo(&svg[..60])).is_err());
    let mut marked = invoice();
    marked.seller.logo = Some(logo(svg));
    let bytes = invoice_pdf::write(&marked, Style::default()).unwrap();
    let text = "Mark of Nordhaven Bearings B.V.";
    let sheet = invoice_pdf::sheet(&marked, Style::default());
    assert_eq!(sheet.seller.logo.as_deref(), Some(text));
    assert!(bytes != invoice_pdf::write(&invoice(), Style::default()).unwrap());
    assert!(bytes == invoice_pdf::write(&marked, Style::default()).unwrap(), "the bytes differ");
    let plain = Style { letterhead: Letterhead::Name, ..Style::default() };
    assert_eq!(invoice_pdf::sheet(&marked, plain).seller.logo, None);
    assert!(
        invoice_pdf::write(&marked, plain).unwrap()
            == invoice_pdf::write(&invoice(), Style::default()).unwrap(),
        "without it nothing of it is there"
    );
}

#[test]
fn a_sellers_colour_is_on_paper_as_dark_as_it_takes() {
    let mut painted = invoice();
    painted.seller.colour = Colour::of("#ffcc00");
    let sheet = invoice_pdf::sheet(&painted, Style::default());
    let dark = Colour::of(sheet.seller.colour.as_deref().unwrap()).unwrap();
    assert_eq!(Some(dark), painted.seller.colour.map(Colour::in_light));
    let bytes = invoice_pdf::write(&painted, Style::default()).unwrap();
    assert!(bytes != invoice_pdf::write(&invoice(), Style::default()).unwrap());
    assert_eq!(pages(&bytes), set(&invoice(), Style::default()), "and nothing else changes");
}

#[test]
fn each_look_and_paper_sets_the_same_invoice_in_the_same_bytes_again() {
    for (look, paper) in [(Look::Letter, Paper::Letter), (Look::Compact, Paper::A4)] {
        let style = Style { look, paper, language: Language::German, ..Style::default() };
        let (one, two) = (invoice_pdf::write(&swiss(), style), invoice_pdf::write(&swiss(), style));
        assert!(one.unwrap() == two.unwrap(), "the bytes differ");
    }
}

/// Not a test of ours: writes samples where it is told to, for looking at them.
#[test]
fn samples_can_be_looked_at() {
    let Ok(folder) = std::env::var("QUITTANCE_SAMPLES") else {
        return;
    };
    let write = |name: &str, invoice: &Invoice, style| {
        let bytes = invoice_pdf::write(invoice, style).unwrap();
        std::fs::write(format!("{folder}/{name}.pdf"), bytes).unwrap();
    };
    let plain = Style::default();
    let detailed = Style { look: Look::Detailed, ..plain };
    write("plain", &invoice(), plain);
    write("rich", &rich(), detailed);
    write(
        "rich-de",
        &rich(),
        Style { language: Language::German, grouping: Grouping::Order, ..detailed },
    );
    write(
        "compact-fr",
        &rich(),
        Style { look: Look::Compact, language: Language::French, ..plain },
    );
    write("letter-nl", &rich(), Style { look: Look::Letter, language: Language::Dutch, ..plain });
    write("credit-es", &credit_note(), Style { language: Language::Spanish, ..plain });
    write("reverse-it", &reverse_charge(), Style { language: Language::Italian, ..plain });
    let us = Style { paper: Paper::Letter, look: Look::Letter, ..plain };
    write("american", &american(), us);
    write("swiss", &swiss(), Style { language: Language::German, ..plain });
    let columns = LineColumns::of("customer-article,item,cost-centre,quantity,net").unwrap();
    write("columns", &rich(), Style { columns, grouping: Grouping::CostCentre, ..plain });
    let long = invoice_of((1..=45).map(|n| line(n, "Deep groove ball bearing, boxed")).collect());
    write("long", &long, Style { grouping: Grouping::Order, ..plain });
}
