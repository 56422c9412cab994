//! A copy of an invoice as PDF: letterhead, what it is about, its lines, whose head stands on every
//! page, tax by rate, the total, and how it is paid.

use crate::{
    invoice_copy::{InvoiceCopy, Line},
    pdf::{Document, Error, Length, PAGE, Style, mm},
    statement::Party,
};
use domain::{Money, calendar, decimals, rates::percent_text};

const LEFT: Length = mm(20);
const RIGHT: Length = PAGE.0 - mm(20);
const TOP: Length = mm(20);
/// Rows end here; the foot of the page is under it.
const BOTTOM: Length = PAGE.1 - mm(24);
const FOOT: Length = PAGE.1 - mm(14);

const TEXT: Style = Style::of(9_000);
const SMALL: Style = Style::of(8_000).mute();
const TITLE: Style = Style::of(17_000).strong();
const LINE: Length = 13_000;
const ROW: Length = 16_500;

/// Where labels of sums and facts begin.
const LABEL: Length = LEFT + mm(100);

/// The columns of the lines: head, where it begins and ends, and whether it holds figures.
const COLUMNS: [(&str, Length, Length, bool); 6] = [
    ("No.", LEFT, LEFT + mm(8), false),
    ("Item", LEFT + mm(10), LEFT + mm(84), false),
    ("Quantity", LEFT + mm(86), LEFT + mm(108), true),
    ("Price", LEFT + mm(110), LEFT + mm(132), true),
    ("VAT", LEFT + mm(134), LEFT + mm(144), true),
    ("Net", LEFT + mm(146), LEFT + mm(170), true),
];
/// How wide a description may be.
const ITEM: Length = COLUMNS[1].2 - COLUMNS[1].1;

/// Writes it.
pub fn write(copy: &InvoiceCopy) -> Result<Vec<u8>, Error> {
    let mut sheet = Sheet { pdf: Document::new(), y: TOP };
    sheet.letterhead(copy);
    sheet.table_head();
    for line in &copy.lines {
        sheet.line(line, copy.total);
    }
    sheet.sums(copy);
    sheet.terms(copy);
    sheet.feet(copy);
    let title = format!("{}, {}", copy.title(), copy.customer.name);
    sheet.pdf.finish(&title, copy.made_on)
}

struct Sheet {
    pdf: Document,
    /// Where the next line goes, from the top of the page.
    y: Length,
}

impl Sheet {
    fn letterhead(&mut self, copy: &InvoiceCopy) {
        let seller = &copy.seller;
        self.down(LINE);
        self.pdf.text(LEFT, self.y, Style::of(11_000).strong(), &seller.name);
        let about = seller.address.iter().cloned().chain(vat(seller)).chain([copy.email.clone()]);
        let about = self.pdf.cut(SMALL, &about.collect::<Vec<_>>().join(" · "), RIGHT - LEFT);
        self.down(LINE);
        self.pdf.text(LEFT, self.y, SMALL, &about);
        self.down(mm(14));
        let top = self.y;
        self.customer(&copy.customer);
        let after_customer = self.y;
        self.y = top;
        self.facts(copy);
        self.y = self.y.max(after_customer) + mm(16);
        let title = self.pdf.cut(TITLE, &copy.title(), RIGHT - LEFT);
        self.pdf.text(LEFT, self.y, TITLE, &title);
        self.down(LINE + mm(2));
        let made =
            format!("Copy, made on {}. Not to be booked twice.", calendar::long(copy.made_on));
        self.pdf.text(LEFT, self.y, TEXT, &made);
        self.down(mm(8));
    }

    fn customer(&mut self, customer: &Party) {
        let most = LABEL - LEFT - mm(4);
        let lines = [customer.name.clone()].into_iter().chain(customer.address.iter().cloned());
        for (n, line) in lines.chain(vat(customer)).enumerate() {
            if n > 0 {
                self.down(LINE);
            }
            let style = if n == 0 { TEXT.strong() } else { TEXT };
            let line = self.pdf.cut(style, &line, most);
            self.pdf.text(LEFT, self.y, style, &line);
        }
    }

    /// Labels and values, at the right.
    fn facts(&mut self, copy: &InvoiceCopy) {
        let mut facts = vec![
            ("Invoice", copy.number.clone()),
            ("Issued on", calendar::medium(copy.issued_on)),
            ("Customer", copy.account_number.clone()),
        ];
        facts.extend(copy.po_number.clone().map(|order| ("Your order", order)));
        facts.extend(copy.customer_po.clone().map(|order| ("Order, given later", order)));
        facts.extend(copy.delivered_on.map(|day| ("Delivered on", calendar::medium(day))));
        facts.extend(copy.delivery_note.clone().map(|note| ("Delivery note", note)));
        for (n, (name, value)) in facts.into_iter().enumerate() {
            if n > 0 {
                self.down(LINE);
            }
            self.labelled(name, &value, TEXT.strong());
        }
    }

    /// A label, and its value at the right end.
    fn labelled(&mut self, name: &str, value: &str, style: Style) {
        self.pdf.text(LABEL, self.y, TEXT.mute(), name);
        let most = RIGHT - LABEL - self.pdf.width(TEXT, name) - mm(4);
        let value = self.pdf.cut(style, value, most);
        self.pdf.text_ending(RIGHT, self.y, style, &value);
    }

    /// A line of the invoice. What it says is never cut: it takes as many lines as it needs.
    fn line(&mut self, line: &Line, like: Money) {
        let article = line.article.as_ref().map(|article| format!("Art. {article}"));
        let said = self.wrapped(TEXT, &line.description, ITEM);
        let below = article.map(|article| self.wrapped(SMALL, &article, ITEM)).unwrap_or_default();
        let extra = said.len().saturating_sub(1) + below.len();
        self.make_room(ROW + LINE * Length::try_from(extra).unwrap_or(0));
        let unit = format!("{} {}", decimals::quantity(line.quantity_e4), line.unit);
        let figures = [
            unit.trim_end().to_owned(),
            decimals::unit_price(line.unit_price_e4, like.currency),
            percent_text(line.tax_bp),
            line.amount.bare(),
        ];
        self.pdf.text(COLUMNS[0].1, self.y, TEXT.mute(), &line.line_no.to_string());
        for ((_, from, to, _), figure) in COLUMNS.into_iter().skip(2).zip(figures) {
            let figure = self.pdf.cut(TEXT, &figure, to - from);
            self.pdf.text_ending(to, self.y, TEXT, &figure);
        }
        let texts = said.into_iter().map(|text| (TEXT, text));
        for (n, (style, text)) in
            texts.chain(below.into_iter().map(|text| (SMALL, text))).enumerate()
        {
            if n > 0 {
                self.next_line();
            }
            self.pdf.text(COLUMNS[1].1, self.y, style, &text);
        }
        self.pdf.rule(LEFT, RIGHT, self.y + 5_000, 300);
        self.down(ROW);
    }

    /// Net, tax by rate and the total, ruled as in a ledger: once above, twice below.
    fn sums(&mut self, copy: &InvoiceCopy) {
        self.keep_together(ROW + LINE * Length::try_from(copy.tax.len() + 3).unwrap_or(0));
        self.labelled("Net", &copy.net.bare(), TEXT);
        for group in &copy.tax {
            self.down(LINE);
            let label = format!("VAT {} on {}", percent_text(group.rate_bp), group.taxable.bare());
            self.labelled(&label, &group.tax.bare(), TEXT);
        }
        self.pdf.rule(LABEL, RIGHT, self.y + 5_000, 700);
        self.down(ROW);
        self.labelled("Total", &copy.total.full(), TEXT.strong());
        self.pdf.rule(LABEL, RIGHT, self.y + 5_000, 700);
        self.pdf.rule(LABEL, RIGHT, self.y + 7_000, 700);
        self.down(mm(12));
    }

    /// By when and to whom it is paid, and what the seller wrote.
    fn terms(&mut self, copy: &InvoiceCopy) {
        let mut told: Vec<(String, String)> = match copy.instalments.as_slice() {
            [only] => vec![("Due on".to_owned(), calendar::long(only.due_on))],
            parts => parts
                .iter()
                .map(|part| {
                    let due =
                        format!("{}, due on {}", part.amount.full(), calendar::long(part.due_on));
                    ("In parts".to_owned(), due)
                })
                .collect(),
        };
        if let Some((rate_bp, until)) = copy.discount {
            let words = format!("{} until {}", percent_text(rate_bp), calendar::long(until));
            told.push(("Discount".to_owned(), words));
        }
        let remit = &copy.remit_to;
        told.extend([
            ("Pay to".to_owned(), copy.seller.name.clone()),
            ("IBAN".to_owned(), remit.iban.clone()),
            ("BIC".to_owned(), format!("{}, {}", remit.bic, remit.bank_name)),
            ("Reference".to_owned(), copy.number.clone()),
        ]);
        told.extend(copy.note.clone().map(|note| ("Note".to_owned(), note)));
        let value = LEFT + mm(26);
        let mut before = String::new();
        for (label, words) in told {
            for (n, line) in self.wrapped(TEXT, &words, RIGHT - value).into_iter().enumerate() {
                self.keep_together(LINE);
                if n == 0 && label != before {
                    self.pdf.text(LEFT, self.y, TEXT.mute(), &label);
                }
                self.pdf.text(value, self.y, TEXT, &line);
                self.down(LINE);
            }
            before = label;
        }
    }

    fn table_head(&mut self) {
        for (head, from, to, is_figure) in COLUMNS {
            if is_figure {
                self.pdf.text_ending(to, self.y, SMALL, head);
            } else {
                self.pdf.text(from, self.y, SMALL, head);
            }
        }
        self.pdf.rule(LEFT, RIGHT, self.y + 5_000, 700);
        self.down(ROW);
    }

    /// The text in lines that are not wider than allowed, broken between words. A word that is wider
    /// is broken where it has to be.
    fn wrapped(&self, style: Style, text: &str, widest: Length) -> Vec<String> {
        let fits = |line: &str| self.pdf.width(style, line) <= widest;
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                if !line.is_empty() && !fits(&format!("{line}{letter}")) {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// Goes to another page, with the table's head, where there is no room left for so much. What no
    /// page has room for begins here and is broken line by line.
    fn make_room(&mut self, height: Length) {
        let fits_a_page = TOP + LINE + ROW + height <= BOTTOM;
        if self.y + height <= BOTTOM || (!fits_a_page && self.y + ROW <= BOTTOM) {
            return;
        }
        self.next_page();
        self.table_head();
    }

    /// The next line of the same row.
    fn next_line(&mut self) {
        self.down(LINE);
        if self.y > BOTTOM {
            self.next_page();
            self.table_head();
        }
    }

    /// Goes to another page, without the table's head.
    fn keep_together(&mut self, height: Length) {
        if self.y + height > BOTTOM {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.pdf.next_page();
        self.y = TOP + LINE;
    }

    /// Whose page it is, and which of how many.
    fn feet(&mut self, copy: &InvoiceCopy) {
        let count = self.pdf.page_count();
        let whose = format!("{} · {} · {}", copy.seller.name, copy.title(), copy.customer.name);
        let whose = self.pdf.cut(SMALL, &whose, RIGHT - LEFT - mm(25));
        for page in 0..count {
            let which = format!("Page {} of {count}", page + 1);
            let x = RIGHT - self.pdf.width(SMALL, &which);
            self.pdf.text_on(page, LEFT, FOOT, SMALL, &whose);
            self.pdf.text_on(page, x, FOOT, SMALL, &which);
        }
    }

    fn down(&mut self, by: Length) {
        self.y += by;
    }
}

fn vat(party: &Party) -> Option<String> {
    party.vat_id.as_ref().map(|vat| format!("VAT {vat}"))
}
