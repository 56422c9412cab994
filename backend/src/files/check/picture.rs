//! Pictures. They are decoded and written anew: what is kept is pixels, turned as the camera was held,
//! without places, names, thumbnails or anything after their end.

use super::Unfit;
use domain::file::{Kind, MOST_PIXELS};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
};
use std::io::Cursor;

/// How much a decoder may take for itself: twice the pixels at their widest.
const MOST_MEMORY: u64 = 2 * MOST_PIXELS * 8;
/// How good a photo stays. Above it files grow and eyes see nothing.
const QUALITY: u8 = 88;
/// A picture may grow when it is written anew, to so many bytes.
const MOST_KEPT: usize = 24 * 1024 * 1024;

/// Decoders forgive what is missing at the end, and paint it grey.
const CUT: Unfit = "ends too early: a part of the picture is missing. Send the whole file.";
const UNREADABLE: Unfit = "cannot be read as a picture. Open it, save it again, and send that.";

/// The same picture, written by us.
pub(super) fn anew(kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    let format = if kind == Kind::Png { ImageFormat::Png } else { ImageFormat::Jpeg };
    let decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder();
    let mut decoder = decoder.map_err(|_| UNREADABLE)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err("has more than 40 million pixels. Make it smaller and send that.");
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits).map_err(|_| UNREADABLE)?;
    if !is_whole(kind, bytes) {
        return Err(CUT);
    }
    let turned = decoder.orientation().map_err(|_| UNREADABLE)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| UNREADABLE)?;
    picture.apply_orientation(turned);
    let kept = written(kind, picture).map_err(|_| UNREADABLE)?;
    if kept.len() > MOST_KEPT {
        return Err("is too large once it is opened. Save it as a JPEG and send that.");
    }
    Ok(kept)
}

/// Whether a picture has its end.
fn is_whole(kind: Kind, bytes: &[u8]) -> bool {
    let whole = if kind == Kind::Png { end_of_png(bytes) } else { end_of_jpeg(bytes) };
    whole.is_some()
}

/// Where a PNG ends: behind the chunk that says so. Each has its length before it and a sum behind it.
fn end_of_png(bytes: &[u8]) -> Option<usize> {
    let mut at: usize = 8;
    loop {
        let head = bytes.get(at..at.checked_add(8)?)?;
        let (length, name) = head.split_first_chunk()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        at = at.checked_add(12)?.checked_add(length)?;
        if name == b"IEND" {
            return (at <= bytes.len()).then_some(at);
        }
    }
}

/// Where a JPEG ends: behind its last marker. Those before have segments with their length; what follows a
/// scan goes on until a marker that is neither a byte of it nor a restart.
fn end_of_jpeg(bytes: &[u8]) -> Option<usize> {
    const END: u8 = 0xd9;
    let mut at: usize = 2;
    loop {
        let marked = at + bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        let code = marked + bytes.get(marked..)?.iter().position(|byte| *byte != 0xff)?;
        at = code + 1;
        match *bytes.get(code)? {
            END => return Some(at),
            // A byte of a scan, and markers that stand alone: a restart, a start.
            0 | 0x01 | 0xd0..=0xd8 => {}
            _ => {
                let length = bytes.get(at..)?.first_chunk().map(|two| u16::from_be_bytes(*two))?;
                at = at.checked_add(usize::from(length))?;
            }
        }
    }
}

fn written(kind: Kind, picture: DynamicImage) -> image::ImageResult<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let is_grey = !picture.color().has_color();
    let has_alpha = picture.color().has_alpha() && kind == Kind::Png;
    let (pixels, colour) = match (is_grey, has_alpha) {
        (_, true) => (picture.into_rgba8().into_raw(), ExtendedColorType::Rgba8),
        (true, false) => (picture.into_luma8().into_raw(), ExtendedColorType::L8),
        (false, false) => (picture.into_rgb8().into_raw(), ExtendedColorType::Rgb8),
    };
    let mut out = Vec::new();
    match kind {
        Kind::Png => {
            let (how, lines) = (CompressionType::Default, FilterType::Adaptive);
            let encoder = PngEncoder::new_with_quality(&mut out, how, lines);
            encoder.write_image(&pixels, width, height, colour)?;
        }
        _ => JpegEncoder::new_with_quality(&mut out, QUALITY)
            .write_image(&pixels, width, height, colour)?,
    }
    Ok(out)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A picture that gets redder to the right.
    pub fn picture(kind: Kind, width: u32, height: u32) -> Vec<u8> {
        let red = |x: u32| u8::try_from(x * 255 / width.max(2)).unwrap();
        let pixels = image::RgbImage::from_fn(width, height, |x, _| image::Rgb([red(x), 40, 90]));
        written(kind, pixels.into()).unwrap()
    }

    /// The width and height that a PNG claims, whatever is in it.
    fn claiming(width: u32, height: u32) -> Vec<u8> {
        let mut png = picture(Kind::Png, 2, 2);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let checksum = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&checksum.to_be_bytes());
        png
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 }
            })
        })
    }

    /// A photo with a place in it, taken with the camera held upright: Exif says to turn it.
    fn photo() -> Vec<u8> {
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0 at 52.09 N, 5.12 E";
        let jpeg = picture(Kind::Jpeg, 20, 10);
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, exif, &jpeg[2..]].concat()
    }

    #[test]
    fn a_photo_keeps_its_pixels_upright_and_nothing_else() {
        let kept = anew(Kind::Jpeg, &photo()).unwrap();
        assert!(!kept.windows(7).any(|part| part == b"52.09 N"), "where it was taken");
        let size =
            ImageReader::with_format(Cursor::new(&kept), ImageFormat::Jpeg).into_dimensions();
        assert_eq!(size.unwrap(), (10, 20));
    }

    /// A picture with so much in it that half of it is a lot.
    fn rich(kind: Kind) -> Vec<u8> {
        let of = |x: u32, y: u32| u8::try_from((x * x * 7 + y * y * 13 + x * y) % 251).unwrap();
        let pixels = image::RgbImage::from_fn(160, 120, |x, y| {
            image::Rgb([of(x, y), of(y, x), of(x + y, 3)])
        });
        written(kind, pixels.into()).unwrap()
    }

    #[test]
    fn a_picture_that_was_cut_is_refused_wherever_it_was_cut() {
        for kind in [Kind::Png, Kind::Jpeg] {
            let whole = rich(kind);
            assert!(anew(kind, &whole).is_ok(), "{kind:?}");
            let half = anew(kind, &whole[..whole.len() / 2]);
            assert_eq!(half, Err(CUT), "{kind:?}");
            for length in (0..whole.len()).step_by(97).chain([whole.len() - 2, whole.len() - 1]) {
                assert!(anew(kind, &whole[..length]).is_err(), "{kind:?} cut at {length}");
            }
        }
    }

    #[test]
    fn the_end_of_what_is_in_a_photo_is_not_its_end() {
        // A thumbnail in the Exif part has an end of its own.
        let whole = rich(Kind::Jpeg);
        let small = [b"Exif\0\0".as_slice(), &picture(Kind::Jpeg, 4, 4)].concat();
        let length = u16::try_from(small.len() + 2).unwrap().to_be_bytes();
        let photo = [&whole[..2], b"\xff\xe1", &length, &small, &whole[2..]].concat();
        assert_eq!(end_of_jpeg(&photo), Some(photo.len()));
        assert_eq!(end_of_jpeg(&photo[..photo.len() / 2]), None);
        assert_eq!(anew(Kind::Jpeg, &photo[..photo.len() - 3]), Err(CUT));
    }

    #[test]
    fn what_follows_a_picture_is_dropped() {
        for kind in [Kind::Png, Kind::Jpeg] {
            let mut bytes = picture(kind, 12, 9);
            bytes.extend(b"PK\x03\x04 <script>alert(1)</script>");
            let kept = anew(kind, &bytes).unwrap();
            assert!(!kept.windows(8).any(|part| part == b"<script>"), "{kind:?}");
        }
    }

    #[test]
    fn too_many_pixels_are_refused_before_they_are_decoded() {
        for (width, height) in [(10_000, 4_001), (1 << 31, 1 << 31), (u32::MAX, 1), (0, 5)] {
            let since = std::time::Instant::now();
            assert!(anew(Kind::Png, &claiming(width, height)).is_err(), "{width} × {height}");
            assert!(since.elapsed().as_millis() < 500, "{width} × {height}");
        }
    }

    #[test]
    fn grey_and_clear_pictures_stay_so() {
        let grey = image::GrayImage::from_pixel(3, 3, image::Luma([9]));
        let clear = image::RgbaImage::from_pixel(3, 3, image::Rgba([9, 8, 7, 0]));
        let deep = image::ImageBuffer::from_pixel(3, 3, image::Rgb([9_000_u16, 8, 7]));
        for (picture, colour) in [
            (DynamicImage::from(grey), image::ColorType::L8),
            (clear.into(), image::ColorType::Rgba8),
            (DynamicImage::ImageRgb16(deep), image::ColorType::Rgb8),
        ] {
            let mut png = Cursor::new(Vec::new());
            picture.write_to(&mut png, ImageFormat::Png).unwrap();
            let kept = anew(Kind::Png, png.get_ref()).unwrap();
            assert_eq!(image::load_from_memory(&kept).unwrap().color(), colour);
        }
    }
}
