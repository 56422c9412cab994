//! The world that typst is shown: one template, sheets of data, the fonts of the house. It has no
//! files, no packages and no clock, so a document cannot reach for anything.

use std::sync::LazyLock;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

/// How all documents look. Its hash tells which version of it set one.
pub const TEMPLATE: &str = include_str!("sheet.typ");

/// Inter for what people read, Liberation Sans for the Swiss payment part, and what they have no letters for:
/// Arabic, Hebrew, Chinese, Japanese and Korean, signs and pictures.
const FONTS: [&[u8]; 8] = [
    include_bytes!("../../fonts/inter-regular.ttf"),
    include_bytes!("../../fonts/inter-semibold.ttf"),
    include_bytes!("../../fonts/liberation-sans-regular.ttf"),
    include_bytes!("../../fonts/liberation-sans-bold.ttf"),
    include_bytes!("../../fonts/noto-sans-arabic.ttf"),
    include_bytes!("../../fonts/noto-sans-hebrew.ttf"),
    include_bytes!("../../fonts/noto-sans-cjk.otf"),
    include_bytes!("../../fonts/noto-emoji.ttf"),
];

/// What is the same for every document.
pub struct House {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    /// The one path under which data are read. Typst keeps every path that it was ever given.
    data: FileId,
    /// The one path under which the picture of the letterhead is read.
    logo: FileId,
}

/// The house, opened once.
pub static HOUSE: LazyLock<House> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
    House {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(path("/sheet.typ"), TEMPLATE.to_owned()),
        data: path("/desk.json"),
        logo: path("/logo"),
    }
});

fn path(name: &'static str) -> FileId {
    let name = VirtualPath::new(name).expect("a path of ours is well formed");
    RootedPath::new(VirtualRoot::Project, name).intern()
}

impl House {
    /// The fonts that almost all is set in: Inter, regular and semibold.
    pub fn inter(&self) -> impl Iterator<Item = Font> {
        self.fonts.iter().take(2).cloned()
    }

    /// Whether a font of the house has this letter.
    pub fn has(&self, letter: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(letter)))
    }
}

/// The house with sheets on the desk.
pub struct Desk {
    data: Bytes,
    logo: Option<Bytes>,
}

impl Desk {
    /// Lays sheets on the desk: JSON, and the picture of their letterhead.
    pub fn with(data: Vec<u8>, logo: Option<&[u8]>) -> Self {
        Self { data: Bytes::new(data), logo: logo.map(|logo| Bytes::new(logo.to_vec())) }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &HOUSE.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &HOUSE.book
    }

    fn main(&self) -> FileId {
        HOUSE.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == HOUSE.template.id() {
            Ok(HOUSE.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = match id {
            id if id == HOUSE.data => Some(&self.data),
            id if id == HOUSE.logo => self.logo.as_ref(),
            _ => None,
        };
        found.cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        HOUSE.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
