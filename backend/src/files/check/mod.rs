//! What is in a file: whether it is what its name says, and nothing that acts by itself. Answers with
//! the bytes that are kept. No I/O: whoever calls decides where the time is spent.

mod pdf;
mod picture;
mod text;

use domain::file::{Kind, MOST_BYTES};

/// Why a file is not taken, in words that go on after its name.
pub(super) type Unfit = &'static str;

/// The kind of a file, by its name and its first bytes.
pub(super) fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Unfit> {
    if bytes.is_empty() {
        return Err("is empty. Choose another file.");
    }
    if bytes.len() > MOST_BYTES {
        return Err("is larger than 10 MB. Send a smaller one, or a part of it.");
    }
    let kind = Kind::of_name(name)
        .ok_or("is of a kind that we do not take. Send it as PDF, PNG, JPEG or text.")?;
    if !kind.fits(bytes) {
        return Err("is not what its name says. Save it again, as PDF, PNG, JPEG or text.");
    }
    Ok(kind)
}

/// Reads all of it. The bytes that come back are those to keep.
pub(super) fn contents(kind: Kind, bytes: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    match kind {
        Kind::Pdf => pdf::check(&bytes).map(|()| bytes),
        Kind::Png | Kind::Jpeg => picture::anew(kind, &bytes),
        Kind::Text => text::as_utf8(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::{picture::tests::picture, *};
    use proptest::prelude::*;

    /// A file of each kind that is as it should be.
    fn good() -> Vec<(Kind, Vec<u8>)> {
        vec![
            (Kind::Pdf, pdf::tests::plain()),
            (Kind::Png, picture(Kind::Png, 12, 9)),
            (Kind::Jpeg, picture(Kind::Jpeg, 12, 9)),
            (Kind::Text, b"Dear all,\r\nit was short.\r\n".to_vec()),
        ]
    }

    #[test]
    fn what_is_as_it_should_be_is_taken_and_taken_again() {
        for (kind, bytes) in good() {
            let kept = contents(kind, bytes).unwrap_or_else(|why| panic!("{kind:?} {why}"));
            assert!(kind.fits(&kept), "{kind:?}");
            assert!(contents(kind, kept).is_ok(), "{kind:?}");
        }
    }

    #[test]
    fn a_name_does_not_make_a_kind() {
        for (kind, bytes) in good() {
            for name in ["a.pdf", "a.png", "a.jpg", "a.txt", "a.svg", "a.html", "a.zip", "a"] {
                let is_its = kind.endings().iter().any(|ending| name == format!("a.{ending}"));
                assert_eq!(super::kind(name, &bytes).is_ok(), is_its, "{name} of {kind:?}");
            }
        }
        assert!(super::kind("a.txt", b"").is_err());
        assert!(super::kind("a.txt", &vec![b'a'; MOST_BYTES]).is_ok());
        assert!(super::kind("a.txt", &vec![b'a'; MOST_BYTES + 1]).is_err());
    }

    #[test]
    fn a_file_that_ends_too_early_is_refused_and_breaks_nothing() {
        for (kind, bytes) in good().into_iter().filter(|(kind, _)| *kind != Kind::Text) {
            for length in 0..bytes.len() {
                let answer = contents(kind, bytes[..length].to_vec());
                // Of a PDF what can be read is all there is to know.
                let may_be = kind == Kind::Pdf && length > bytes.len() / 2;
                assert!(answer.is_err() || may_be, "{kind:?} cut at {length}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn whatever_is_in_it_there_is_an_answer(
            which in 0_usize..4,
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
            tail in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let (kind, mut bytes) = good().swap_remove(which);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.extend(tail);
            for other in Kind::ALL {
                let _ = contents(*other, bytes.clone());
            }
            let _ = contents(kind, bytes);
        }
    }
}
