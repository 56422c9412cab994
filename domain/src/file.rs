//! Files that people send with messages: which kinds, how large, how many, and what they are called.

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The most files of one message.
pub const MOST_FILES: usize = 10;
/// The most pixels of a picture: more than any phone takes.
pub const MOST_PIXELS: u64 = 40_000_000;
/// The longest name, in characters.
pub const LONGEST_NAME: usize = 120;

/// A kind of file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A document.
    Pdf,
    /// A picture of a screen.
    Png,
    /// A photo.
    Jpeg,
    /// Plain text, or an e-mail, which is kept as such.
    Text,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Pdf, Self::Png, Self::Jpeg, Self::Text];

    /// What the file is sent as; the code in the database.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Text => "text/plain",
        }
    }

    /// The kind of a media type.
    pub fn of(media_type: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.media_type() == media_type)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Text => "text",
        }
    }

    /// The endings that its names have, in small letters.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Text => &["txt", "eml"],
        }
    }

    /// The kind that a name promises.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        Self::ALL.iter().copied().find(|kind| kind.endings().contains(&ending.as_str()))
    }

    /// The kind that the first bytes show. Text has no such mark.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else {
            None
        }
    }

    /// Whether a file of this kind may begin so: what is marked has its mark, and text has none.
    pub fn fits(self, bytes: &[u8]) -> bool {
        Self::of_bytes(bytes).unwrap_or(Self::Text) == self
    }
}

/// A name as it is kept: the last part of a path, without what cannot be seen, not too long; its
/// ending stays. A name of which nothing is left is “file”.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|letter| !is_unseen(*letter)).collect();
    let seen = seen.trim_start_matches(|c: char| c == '.' || c.is_whitespace()).trim_end();
    let (stem, ending) = match seen.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 8 => (stem, Some(ending)),
        _ => (seen, None),
    };
    let stem = if stem.trim().is_empty() { "file" } else { stem };
    let room = LONGEST_NAME - ending.map_or(0, |ending| ending.chars().count() + 1);
    let mut clean: String = stem.chars().take(room).collect();
    if let Some(ending) = ending {
        clean.push('.');
        clean.push_str(ending);
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// Control characters, and those that turn the order of letters round, so that an ending could hide.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_and_the_first_bytes_have_to_agree() {
        let (png, jpeg) = (b"\x89PNG\r\n\x1a\n....".as_slice(), b"\xff\xd8\xff\xe0".as_slice());
        assert_eq!(Kind::of_name("Scan 1.PDF"), Some(Kind::Pdf));
        assert_eq!(Kind::of_name("photo.jpeg"), Some(Kind::Jpeg));
        assert_eq!(Kind::of_name("Re: claim.eml"), Some(Kind::Text));
        for other in ["a.svg", "a.html", "a.zip", "a.docx", "a.pdf.exe", "pdf", "a.", ""] {
            assert_eq!(Kind::of_name(other), None, "{other}");
        }
        assert!(Kind::Png.fits(png) && Kind::Jpeg.fits(jpeg) && Kind::Pdf.fits(b"%PDF-1.7"));
        assert!(Kind::Text.fits(b"Dear all") && Kind::Text.fits(b""));
        assert!(!Kind::Png.fits(jpeg) && !Kind::Pdf.fits(b" %PDF-1.7") && !Kind::Text.fits(png));
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.media_type()), Some(*kind));
        }
    }

    #[test]
    fn a_name_keeps_what_people_see_and_its_ending() {
        for (typed, kept) in [
            ("photo.png", "photo.png"),
            ("C:\\Users\\Joost\\Ünïcode 写真.jpg", "Ünïcode 写真.jpg"),
            ("../../etc/passwd.txt", "passwd.txt"),
            ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
            ("invoice\u{202e}fdp.txt", "invoicefdp.txt"),
            (".pdf", "pdf"),
            ("..", "file"),
            ("", "file"),
            ("  \u{0}.png ", "png"),
        ] {
            assert_eq!(clean_name(typed), kept, "{typed:?}");
        }
        let long = clean_name(&format!("{}.jpeg", "ö".repeat(400)));
        assert_eq!(long.chars().count(), LONGEST_NAME);
        assert!(long.ends_with("ö.jpeg"), "{long}");
    }

    proptest! {
        #[test]
        fn whatever_it_is_called_the_name_can_be_kept(name in any::<String>()) {
            let kept = clean_name(&name);
            prop_assert!(!kept.is_empty() && kept.chars().count() <= LONGEST_NAME);
            prop_assert!(!kept.contains(['/', '\\', '\r', '\n', '\0']));
            prop_assert_eq!(clean_name(&kept), kept);
        }
    }
}
