//! One weight of Inter, embedded with only the glyphs that a document uses.

use super::{Error, Ids, Length, pack};
use pdf_writer::{
    Filter, Finish, Name, Pdf, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, Tag, gsub::SingleSubstitution, gsub::SubstitutionSubtable};

const INFO: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A font, and what has been used of it so far.
pub(super) struct Font {
    /// Six letters mark a font that is not embedded as a whole.
    name: &'static [u8],
    data: &'static [u8],
    face: Face<'static>,
    /// Figures of equal width, so that columns of amounts align.
    tabular: BTreeMap<u16, GlyphId>,
    remapper: GlyphRemapper,
    /// By the glyph's number in the subset: its character and its number in the font.
    used: BTreeMap<u16, (char, GlyphId)>,
}

impl Font {
    pub fn regular() -> Self {
        let data = include_bytes!("../../fonts/inter-regular.ttf");
        Self::of(b"QUITTA+Inter-Regular", data)
    }

    pub fn semibold() -> Self {
        let data = include_bytes!("../../fonts/inter-semibold.ttf");
        Self::of(b"QUITTB+Inter-SemiBold", data)
    }

    fn of(name: &'static [u8], data: &'static [u8]) -> Self {
        let face = Face::parse(data, 0).expect("the font is compiled in");
        let tabular = tabular(&face);
        Self { name, data, face, tabular, remapper: GlyphRemapper::new(), used: BTreeMap::new() }
    }

    /// The glyph of a character; a question mark for what Inter does not have.
    fn glyph(&self, c: char) -> (char, GlyphId) {
        let find = |c| self.face.glyph_index(c).map(|glyph| (c, glyph));
        let (c, glyph) = find(c).or_else(|| find('?')).unwrap_or((c, GlyphId(0)));
        (c, self.tabular.get(&glyph.0).copied().unwrap_or(glyph))
    }

    fn advance(&self, glyph: GlyphId) -> i32 {
        i32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0))
    }

    pub fn width(&self, text: &str, size: Length) -> Length {
        let units: i32 = text.chars().map(|c| self.advance(self.glyph(c).1)).sum();
        let width = i64::from(units) * i64::from(size) / i64::from(self.face.units_per_em());
        i32::try_from(width).unwrap_or(i32::MAX)
    }

    /// The text as numbers of glyphs, which are noted as used.
    pub fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for c in text.chars() {
            let (c, glyph) = self.glyph(c);
            let number = self.remapper.remap(glyph.0);
            self.used.entry(number).or_insert((c, glyph));
            bytes.extend(number.to_be_bytes());
        }
        bytes
    }

    /// Thousandths of the em.
    fn per_mille(&self, units: i32) -> f32 {
        let units = i64::from(units) * 1_000 / i64::from(self.face.units_per_em());
        // Far below 2²⁴, which f32 holds exactly.
        i16::try_from(units).unwrap_or(0).into()
    }

    /// Writes the font's five objects.
    pub fn write(self, pdf: &mut Pdf, id: Ref, ids: &mut Ids) -> Result<(), Error> {
        let (cid, descriptor, cmap, file) = (ids.next(), ids.next(), ids.next(), ids.next());
        pdf.type0_font(id)
            .base_font(Name(self.name))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(cmap);
        self.write_widths(pdf, cid, descriptor);
        self.write_descriptor(pdf, descriptor, file);
        let mut unicode = UnicodeCmap::<u16>::new(Name(b"Custom"), INFO);
        for (number, (c, _)) in &self.used {
            unicode.pair(*number, *c);
        }
        let unicode = pack(&unicode.finish());
        pdf.cmap(cmap, &unicode).filter(Filter::FlateDecode);
        let subset = subsetter::subset(self.data, 0, &self.remapper).map_err(|_| Error::Font)?;
        pdf.stream(file, &pack(&subset)).filter(Filter::FlateDecode);
        Ok(())
    }

    fn write_widths(&self, pdf: &mut Pdf, id: Ref, descriptor: Ref) {
        let mut font = pdf.cid_font(id);
        font.subtype(CidFontType::Type2)
            .base_font(Name(self.name))
            .system_info(INFO)
            .font_descriptor(descriptor)
            .default_width(0.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = font.widths();
        for (number, (_, glyph)) in &self.used {
            widths.same(*number, *number, self.per_mille(self.advance(*glyph)));
        }
        widths.finish();
        font.finish();
    }

    fn write_descriptor(&self, pdf: &mut Pdf, id: Ref, file: Ref) {
        const STEM: f32 = 90.0;
        let face = &self.face;
        let unit = |units: i16| self.per_mille(units.into());
        let bbox = face.global_bounding_box();
        let bbox =
            Rect::new(unit(bbox.x_min), unit(bbox.y_min), unit(bbox.x_max), unit(bbox.y_max));
        pdf.font_descriptor(id)
            .name(Name(self.name))
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(bbox)
            .italic_angle(0.0)
            .ascent(unit(face.ascender()))
            .descent(unit(face.descender()))
            .cap_height(unit(face.capital_height().unwrap_or(face.ascender())))
            .stem_v(STEM)
            .font_file2(file);
    }
}

/// The font's own table of tabular figures (OpenType feature `tnum`).
fn tabular(face: &Face<'_>) -> BTreeMap<u16, GlyphId> {
    let mut found = BTreeMap::new();
    let figures = "0123456789,.\u{2212}".chars().filter_map(|c| face.glyph_index(c));
    let figures: Vec<GlyphId> = figures.collect();
    let gsub = face.tables().gsub;
    let feature = gsub.and_then(|gsub| gsub.features.find(Tag::from_bytes(b"tnum")));
    let (Some(gsub), Some(feature)) = (gsub, feature) else {
        return found;
    };
    let lookups = feature.lookup_indices.into_iter().filter_map(|index| gsub.lookups.get(index));
    for lookup in lookups {
        for subtable in lookup.subtables.into_iter::<SubstitutionSubtable<'_>>() {
            let SubstitutionSubtable::Single(single) = subtable else {
                continue;
            };
            for glyph in &figures {
                if let Some(instead) = substitute(&single, *glyph) {
                    found.insert(glyph.0, instead);
                }
            }
        }
    }
    found
}

fn substitute(single: &SingleSubstitution<'_>, glyph: GlyphId) -> Option<GlyphId> {
    match single {
        SingleSubstitution::Format1 { coverage, delta } => {
            coverage.get(glyph)?;
            Some(GlyphId(glyph.0.wrapping_add_signed(*delta)))
        }
        SingleSubstitution::Format2 { coverage, substitutes } => {
            substitutes.get(coverage.get(glyph)?)
        }
    }
}
