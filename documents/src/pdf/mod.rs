//! The least of PDF that statements need: pages of A4, two weights of one font, lines of text and
//! rules. Lengths are thousandths of a point, so that nothing is rounded twice and equal input gives
//! equal bytes.

mod font;

use font::Font;
use pdf_writer::{Content, Date, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

/// A length in thousandths of a point.
pub type Length = i32;

/// Millimetres as a length: 72 / 25.4 points each.
pub const fn mm(millimetres: i32) -> Length {
    millimetres * 72_000 * 10 / 254
}

/// The size of a page: A4.
pub const PAGE: (Length, Length) = (mm(210), mm(297));

/// How a text is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Its size.
    pub size: Length,
    /// Whether it is set in the heavier weight.
    pub strong: bool,
    /// Whether it stands back, in grey.
    pub mute: bool,
}

impl Style {
    /// Text of a size.
    pub const fn of(size: Length) -> Self {
        Self { size, strong: false, mute: false }
    }

    /// In the heavier weight.
    pub const fn strong(self) -> Self {
        Self { strong: true, ..self }
    }

    /// Standing back.
    pub const fn mute(self) -> Self {
        Self { mute: true, ..self }
    }
}

/// A document that is being written. Heights are measured from the top of the page.
pub struct Document {
    regular: Font,
    strong: Font,
    pages: Vec<Content>,
}

impl Document {
    /// A document of one empty page.
    pub fn new() -> Self {
        Self { regular: Font::regular(), strong: Font::semibold(), pages: vec![Content::new()] }
    }

    /// Begins another page.
    pub fn next_page(&mut self) {
        self.pages.push(Content::new());
    }

    /// How many pages there are.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Sets a line of text on the last page, from `x` on.
    pub fn text(&mut self, x: Length, y: Length, style: Style, text: &str) {
        let page = self.pages.len() - 1;
        self.text_on(page, x, y, style, text);
    }

    /// Sets a line of text on the last page that ends at `x`.
    pub fn text_ending(&mut self, x: Length, y: Length, style: Style, text: &str) {
        let width = self.width(style, text);
        self.text(x - width, y, style, text);
    }

    /// Sets a line of text on any page, for what is only known at the end.
    pub fn text_on(&mut self, page: usize, x: Length, y: Length, style: Style, text: &str) {
        let font = if style.strong { &mut self.strong } else { &mut self.regular };
        let name: &[u8] = if style.strong { b"F2" } else { b"F1" };
        let glyphs = font.encode(text);
        let content = &mut self.pages[page];
        content.begin_text();
        content.set_fill_gray(if style.mute { GREY } else { BLACK });
        content.set_font(Name(name), points(style.size));
        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, points(x), points(PAGE.1 - y)]);
        content.show(Str(&glyphs));
        content.end_text();
    }

    /// How wide a line of text is.
    pub fn width(&self, style: Style, text: &str) -> Length {
        let font = if style.strong { &self.strong } else { &self.regular };
        font.width(text, style.size)
    }

    /// The text, cut with an ellipsis where it is wider than allowed.
    pub fn cut(&self, style: Style, text: &str, widest: Length) -> String {
        if self.width(style, text) <= widest {
            return text.to_owned();
        }
        let mut kept: String = text.to_owned();
        while kept.pop().is_some() {
            let shorter = format!("{}…", kept.trim_end());
            if self.width(style, &shorter) <= widest {
                return shorter;
            }
        }
        String::new()
    }

    /// Draws a rule across the last page.
    pub fn rule(&mut self, from: Length, to: Length, y: Length, width: Length) {
        let page = self.pages.len() - 1;
        let content = &mut self.pages[page];
        content.set_stroke_gray(if width < HAIR { PALE } else { BLACK });
        content.set_line_width(points(width));
        content.move_to(points(from), points(PAGE.1 - y));
        content.line_to(points(to), points(PAGE.1 - y));
        content.stroke();
    }

    /// The bytes. `made_on` is written into the file; nothing else of time is.
    pub fn finish(self, title: &str, made_on: chrono::NaiveDate) -> Result<Vec<u8>, Error> {
        let mut ids = Ids(0);
        let mut pdf = Pdf::new();
        let (catalog, tree, info) = (ids.next(), ids.next(), ids.next());
        let page_ids: Vec<(Ref, Ref)> =
            self.pages.iter().map(|_| (ids.next(), ids.next())).collect();
        let (regular, strong) = (ids.next(), ids.next());
        pdf.catalog(catalog).pages(tree).lang(TextStr("en-GB"));
        write_info(&mut pdf, info, title, made_on);
        let count = i32::try_from(page_ids.len()).map_err(|_| Error::TooLong)?;
        pdf.pages(tree).kids(page_ids.iter().map(|(page, _)| *page)).count(count);
        for ((page_id, content_id), content) in page_ids.into_iter().zip(self.pages) {
            let mut page = pdf.page(page_id);
            page.media_box(Rect::new(0.0, 0.0, points(PAGE.0), points(PAGE.1)));
            page.parent(tree).contents(content_id);
            let mut resources = page.resources();
            resources.fonts().pair(Name(b"F1"), regular).pair(Name(b"F2"), strong);
            resources.finish();
            page.finish();
            let packed = pack(&content.finish());
            pdf.stream(content_id, &packed).filter(Filter::FlateDecode);
        }
        self.regular.write(&mut pdf, regular, &mut ids)?;
        self.strong.write(&mut pdf, strong, &mut ids)?;
        Ok(pdf.finish())
    }
}

/// Why a document cannot be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Error {
    /// More pages than a PDF can count.
    TooLong,
    /// Our own font could not be cut to what is used of it.
    Font,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TooLong => "too many pages",
            Self::Font => "the font cannot be embedded",
        })
    }
}

impl std::error::Error for Error {}

/// Hands out the numbers of a PDF's objects.
struct Ids(i32);

impl Ids {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// A rule thinner than this is a hair line, and stands back.
const HAIR: Length = 600;
const PALE: f32 = 0.78;
const GREY: f32 = 0.38;
const BLACK: f32 = 0.07;

fn write_info(pdf: &mut Pdf, id: Ref, title: &str, made_on: chrono::NaiveDate) {
    use chrono::Datelike;
    let day = |n: u32| u8::try_from(n).unwrap_or(1);
    let year = u16::try_from(made_on.year()).unwrap_or(0);
    let date = Date::new(year).month(day(made_on.month())).day(day(made_on.day()));
    pdf.document_info(id).title(TextStr(title)).creator(TextStr("Quittance")).creation_date(date);
}

/// PDFs count in floating-point points.
#[expect(clippy::float_arithmetic, reason = "the last step out: nothing is computed from it")]
fn points(length: Length) -> f32 {
    // Lengths are below 2²⁴, which f32 holds exactly.
    length as f32 / 1_000.0
}

/// Deflates a stream.
fn pack(bytes: &[u8]) -> Vec<u8> {
    const LEVEL: u8 = 6;
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, LEVEL)
}
