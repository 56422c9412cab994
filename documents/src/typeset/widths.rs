//! How wide columns are. Typst sets every cell of a column that is as wide as its widest twice, the first time
//! to measure it: a tenth of the time that a page of figures takes. What the letters of the house take is known.

use super::world::HOUSE;
use crate::sheet::{Column, Kind, Table};
use std::sync::LazyLock;
use typst::{
    layout::Abs,
    text::{FontVariant, FontVariations},
};

/// Letters up to here are known: Latin, Greek, Cyrillic, signs and currencies.
const LETTERS: u32 = 0x2300;
/// A digit, or a sign between digits, where all are as wide; in thousandths of an em, as all here.
const TABULAR: u32 = 649;
/// A bracket there.
const TABULAR_BRACKET: u32 = 391;
/// Heads are set a point smaller than cells, which have nine at most: percent of their size.
const HEAD_PERCENT: u32 = 89;
/// What kerning may add, and rounding: percent.
const SPARE_PERCENT: u32 = 2;
/// What all columns may take of the some 53 em between margins. If they need more, typst finds a way.
const MOST: u32 = 40_000;

/// What each letter takes at most, regular or semibold; nothing of those that Inter does not have.
static ADVANCES: LazyLock<Vec<Option<u32>>> = LazyLock::new(|| {
    let inter: Vec<_> = HOUSE
        .inter()
        .map(|font| {
            font.instantiate(FontVariant::default(), Abs::pt(1.0), &FontVariations::default())
        })
        .collect();
    let advance = |letter: char| {
        let of = |font: &typst::text::FontInstance| {
            let em = font.x_advance(font.ttf().glyph_index(letter)?.0)?;
            // Letters are some ten ems wide at most, and never less than nothing.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Some((em.get() * 1_000.0).ceil().max(0.0) as u32)
        };
        let all: Option<Vec<u32>> = inter.iter().map(of).collect();
        all?.into_iter().max()
    };
    (0..LETTERS).map(|code| char::from_u32(code).and_then(advance)).collect()
});

/// How wide each column's words are, in thousandths of an em of its cells, without margins. None if a letter
/// is not known or they are wider than the paper bears. The lead column's is not asked for, and is 0.
pub fn of(table: &Table) -> Option<Vec<u32>> {
    let widths: Vec<u32> = table
        .columns
        .iter()
        .enumerate()
        .map(|(nth, column)| if column.lead { Some(0) } else { width(table, nth, column) })
        .collect::<Option<_>>()?;
    (widths.iter().sum::<u32>() <= MOST).then_some(widths)
}

fn width(table: &Table, nth: usize, column: &Column) -> Option<u32> {
    let head = taken(&column.head, false)? * HEAD_PERCENT / 100;
    let rows = table.rows.iter().filter(|row| row.kind != Kind::Group);
    let cells = rows.filter_map(|row| row.cells.get(nth));
    let widest = cells
        .map(|cell| taken(cell, column.figure))
        .try_fold(head, |most, taken| taken.map(|taken| most.max(taken)))?;
    Some(widest + widest * SPARE_PERCENT / 100)
}

/// What words take on one line.
fn taken(words: &str, is_figure: bool) -> Option<u32> {
    words.chars().map(|letter| advance(letter, is_figure)).sum()
}

fn advance(letter: char, is_figure: bool) -> Option<u32> {
    match letter {
        '0'..='9' | '+' | '-' | '\u{2212}' | '\u{d7}' | '*' if is_figure => Some(TABULAR),
        '(' | ')' if is_figure => Some(TABULAR_BRACKET),
        letter => *ADVANCES.get(usize::try_from(u32::from(letter)).ok()?)?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sheet::Row, typeset::world::Desk};
    use typst::{
        Library, World,
        diag::FileResult,
        foundations::{Bytes, Datetime, Duration},
        syntax::{FileId, Source},
        text::{Font, FontBook},
        utils::LazyHash,
    };
    use typst_layout::PagedDocument;

    /// A page that is as wide as its words.
    struct Page {
        house: Desk,
        source: Source,
    }

    impl World for Page {
        fn library(&self) -> &LazyHash<Library> {
            self.house.library()
        }

        fn book(&self) -> &LazyHash<FontBook> {
            self.house.book()
        }

        fn main(&self) -> FileId {
            self.source.id()
        }

        fn source(&self, _: FileId) -> FileResult<Source> {
            Ok(self.source.clone())
        }

        fn file(&self, id: FileId) -> FileResult<Bytes> {
            self.house.file(id)
        }

        fn font(&self, index: usize) -> Option<Font> {
            self.house.font(index)
        }

        fn today(&self, _: Option<Duration>) -> Option<Datetime> {
            None
        }
    }

    /// What typst says that words take, in thousandths of an em.
    fn set(words: &str, is_figure: bool, weight: u32) -> f64 {
        let figures = if is_figure { "tabular" } else { "proportional" };
        let text = format!(
            "#set page(width: auto, height: auto, margin: 0pt)\n\
             #set text(font: \"Inter\", size: 1000pt, weight: {weight}, number-width: \"{figures}\")\n\
             #{words:?}"
        );
        let page = Page { house: Desk::with(Vec::new(), None), source: Source::detached(text) };
        let set = typst::compile::<PagedDocument>(&page).output.unwrap();
        set.pages()[0].frame.width().to_pt()
    }

    fn table(column: Column, cell: &str) -> Table {
        let rows = vec![Row::item(vec![cell.to_owned()])];
        Table { title: None, columns: vec![column], rows }
    }

    #[test]
    fn a_column_has_room_for_its_widest_cell_and_little_more() {
        let figures = [
            "1,234,567.89",
            "\u{2212}1\u{a0}234,50\u{202f}€",
            "21%",
            "CHF 1\u{2019}000.00",
            "(0.125)",
            "10 boxes",
            "99.9999 per 1,000",
            "¥120",
        ];
        let words =
            ["18 Nov 2026", "NH-26-0894", "10 6205 01", "Überfällig", "WWWW", "4 nov. 2026"];
        let cells =
            figures.map(|cell| (cell, true)).into_iter().chain(words.map(|cell| (cell, false)));
        for (cell, is_figure) in cells {
            let column = if is_figure { Column::figure("") } else { Column::text("") };
            let room = of(&table(column, cell)).unwrap()[0];
            for weight in [400, 600] {
                let set = set(cell, is_figure, weight);
                let fits = set <= f64::from(room) && f64::from(room) < set * 1.2;
                assert!(fits, "{cell} takes {set} and has {room}");
            }
        }
    }

    #[test]
    fn a_head_has_room_too() {
        let room = of(&table(Column::figure("Unit price excl. VAT"), "1")).unwrap()[0];
        let set = set("Unit price excl. VAT", false, 400);
        assert!(f64::from(room) >= set * 8.0 / 9.0, "{room} for {set}");
    }

    #[test]
    fn what_is_not_known_or_too_wide_is_left_to_typst() {
        assert_eq!(of(&table(Column::text(""), "\u{8f74}\u{627f}")), None);
        assert_eq!(of(&table(Column::text(""), &"word ".repeat(40))), None);
        assert_eq!(of(&table(Column::text("").lead(), "\u{8f74}\u{627f}")), Some(vec![0]));
    }
}
