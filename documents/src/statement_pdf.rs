//! A statement of account as PDF: letterhead, what it is about, and its table, whose head stands on
//! every page.

use crate::{
    pdf::{Document, Error, Length, PAGE, Style, mm},
    statement::{Body, Line, OpenLine, Party, Statement},
};
use chrono::NaiveDate;
use domain::{Money, calendar};

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

/// Writes it.
pub fn write(statement: &Statement) -> Result<Vec<u8>, Error> {
    let mut sheet = Sheet { pdf: Document::new(), y: TOP, columns: columns(statement) };
    sheet.letterhead(statement);
    sheet.table_head();
    match &statement.body {
        Body::Forward { from, opening, lines } => sheet.forward(*from, *opening, lines),
        Body::OpenItems { items, unapplied } => sheet.open_items(items, *unapplied),
    }
    sheet.closing(statement);
    sheet.feet(statement);
    let title = format!("{}, {}", statement.title(), statement.customer.name);
    sheet.pdf.finish(&title, statement.made_on)
}

/// A column: its head, where it begins and ends, and whether it holds amounts.
#[derive(Clone, Copy)]
struct Column {
    head: &'static str,
    from: Length,
    to: Length,
    is_amount: bool,
}

fn columns(statement: &Statement) -> Vec<Column> {
    let text = |head, from, to| Column {
        head,
        from: LEFT + mm(from),
        to: LEFT + mm(to),
        is_amount: false,
    };
    let amount = |head, from, to| Column { is_amount: true, ..text(head, from, to) };
    match statement.body {
        Body::Forward { .. } => vec![
            text("Date", 0, 24),
            text("What", 26, 68),
            text("Document", 70, 108),
            amount("Change", 110, 138),
            amount("Balance", 140, 170),
        ],
        Body::OpenItems { .. } => vec![
            text("Invoice", 0, 52),
            text("Issued", 54, 75),
            text("Due", 77, 98),
            amount("Amount", 98, 122),
            amount("Of it disputed", 123, 146),
            amount("Open", 147, 170),
        ],
    }
}

struct Sheet {
    pdf: Document,
    /// Where the next line goes, from the top of the page.
    y: Length,
    columns: Vec<Column>,
}

impl Sheet {
    fn letterhead(&mut self, statement: &Statement) {
        let seller = &statement.seller;
        self.y = TOP + LINE;
        self.pdf.text(LEFT, self.y, Style::of(11_000).strong(), &seller.name);
        let about = seller.address.iter().cloned().chain(vat(seller));
        let about = self.pdf.cut(SMALL, &about.collect::<Vec<_>>().join(" · "), RIGHT - LEFT);
        self.down(LINE);
        self.pdf.text(LEFT, self.y, SMALL, &about);
        self.down(mm(14));
        let top = self.y;
        self.customer(&statement.customer);
        let after_customer = self.y;
        self.y = top;
        self.facts(statement);
        self.y = self.y.max(after_customer) + mm(16);
        self.pdf.text(LEFT, self.y, TITLE, statement.title());
        self.down(LINE + mm(2));
        let to = calendar::long(statement.to);
        let period = match &statement.body {
            Body::Forward { from, .. } => format!("From {} to {to}", calendar::long(*from)),
            Body::OpenItems { .. } => format!("At the end of {to}"),
        };
        self.pdf.text(LEFT, self.y, TEXT, &period);
        self.down(mm(8));
    }

    fn customer(&mut self, customer: &Party) {
        self.pdf.text(LEFT, self.y, TEXT.strong(), &customer.name);
        for line in customer.address.iter().cloned().chain(vat(customer)) {
            self.down(LINE);
            self.pdf.text(LEFT, self.y, TEXT, &line);
        }
    }

    /// Labels and values, at the right.
    fn facts(&mut self, statement: &Statement) {
        let label = LEFT + mm(110);
        let facts = [
            ("Account", statement.account_number.clone()),
            ("Currency", statement.currency.to_string()),
            ("Made on", calendar::medium(statement.made_on)),
            ("Balance", statement.closing.full()),
        ];
        for (n, (name, value)) in facts.into_iter().enumerate() {
            if n > 0 {
                self.down(LINE);
            }
            self.pdf.text(label, self.y, TEXT.mute(), name);
            self.pdf.text_ending(RIGHT, self.y, TEXT.strong(), &value);
        }
    }

    fn forward(&mut self, from: NaiveDate, opening: Money, lines: &[Line]) {
        let before = "Balance before".to_owned();
        self.row(
            TEXT,
            [calendar::medium(from), before, String::new(), String::new(), opening.bare()],
        );
        for Line { row, .. } in lines {
            let movement = &row.movement;
            self.row(
                TEXT,
                [
                    calendar::medium(movement.on),
                    movement.kind.label().to_owned(),
                    movement.reference.clone(),
                    movement.change.bare(),
                    row.balance.bare(),
                ],
            );
        }
    }

    fn open_items(&mut self, items: &[OpenLine], unapplied: Money) {
        for item in items {
            self.row(
                TEXT,
                [
                    item.label(),
                    calendar::medium(item.issued_on),
                    calendar::medium(item.due_on),
                    item.amount.bare(),
                    if item.disputed.is_zero() { String::new() } else { item.disputed.bare() },
                    item.open.bare(),
                ],
            );
        }
        if !unapplied.is_zero() {
            let credit = Money::new(-unapplied.minor, unapplied.currency).bare();
            let none = String::new;
            self.row(
                TEXT,
                ["Credit that is not used yet".to_owned(), none(), none(), none(), none(), credit],
            );
        }
    }

    /// The last line, ruled as in a ledger: once above, twice below.
    fn closing(&mut self, statement: &Statement) {
        let words = match statement.closing.minor {
            0 => "Nothing is owed",
            ..0 => "In your favour",
            _ => "Owed",
        };
        let words = format!("{words} at the end of {}", calendar::long(statement.to));
        self.make_room(ROW + mm(4));
        self.pdf.rule(LEFT, RIGHT, self.y - ROW + mm(2), 700);
        let style = TEXT.strong();
        self.pdf.text(LEFT, self.y, style, &words);
        self.pdf.text_ending(RIGHT, self.y, style, &statement.closing.full());
        self.pdf.rule(LEFT, RIGHT, self.y + 6_000, 700);
        self.pdf.rule(LEFT, RIGHT, self.y + 8_000, 700);
        if !statement.disputed.is_zero() {
            self.down(ROW + mm(2));
            self.make_room(ROW);
            let words = "Of it disputed. It is not asked for until it is decided.";
            self.pdf.text(LEFT, self.y, TEXT, words);
            self.pdf.text_ending(RIGHT, self.y, TEXT, &statement.disputed.full());
        }
    }

    fn row<const N: usize>(&mut self, style: Style, cells: [String; N]) {
        self.make_room(ROW);
        for (column, cell) in self.columns.clone().into_iter().zip(cells) {
            let cell = self.pdf.cut(style, &cell, column.to - column.from);
            if column.is_amount {
                self.pdf.text_ending(column.to, self.y, style, &cell);
            } else {
                self.pdf.text(column.from, self.y, style, &cell);
            }
        }
        self.pdf.rule(LEFT, RIGHT, self.y + 5_000, 300);
        self.down(ROW);
    }

    fn table_head(&mut self) {
        for column in self.columns.clone() {
            if column.is_amount {
                self.pdf.text_ending(column.to, self.y, SMALL, column.head);
            } else {
                self.pdf.text(column.from, self.y, SMALL, column.head);
            }
        }
        self.pdf.rule(LEFT, RIGHT, self.y + 5_000, 700);
        self.down(ROW);
    }

    /// Goes to another page, with the table's head, where there is no room left for so much.
    fn make_room(&mut self, height: Length) {
        if self.y + height <= BOTTOM {
            return;
        }
        self.pdf.next_page();
        self.y = TOP + LINE;
        self.table_head();
    }

    /// Whose page it is, and which of how many.
    fn feet(&mut self, statement: &Statement) {
        let count = self.pdf.page_count();
        let whose = format!(
            "{} · {} {} · {} until {}",
            statement.seller.name,
            statement.customer.name,
            statement.account_number,
            statement.title(),
            calendar::medium(statement.to)
        );
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
