//! PDFs: read to their last object. One that is locked, that acts by itself or carries other files is
//! refused; so is what pretends to be one.

use super::Unfit;
use lopdf::{Dictionary, Document, LoadOptions, Object};

/// What all that is packed in one may come to, in bytes.
const MOST_INFLATED: usize = 256 * 1024 * 1024;
/// The least that one pack of objects may come to, however many there are.
const LEAST_INFLATED: usize = 256 * 1024;
/// The most that one may.
const MOST_OF_ONE: usize = 32 * 1024 * 1024;

/// Actions that run something, send something or open another file.
const ACTIONS: [&[u8]; 7] = [
    b"JavaScript",
    b"Launch",
    b"ImportData",
    b"SubmitForm",
    b"GoToE",
    b"RichMediaExecute",
    b"Rendition",
];
/// Entries that hold scripts, or forms that are programs.
const SCRIPTS: [&[u8]; 3] = [b"JS", b"JavaScript", b"XFA"];
/// Entries that hold other files.
const FILES: [&[u8]; 3] = [b"EmbeddedFiles", b"EF", b"RichMediaContent"];

const UNREADABLE: Unfit = "cannot be read as a PDF. Open it, print it to a new PDF, and send that.";
const LOCKED: Unfit = "is locked. Print it to a PDF without a password, and send that.";
const ACTS: Unfit = "holds a program. Print it to a new PDF, and send that.";
const CARRIES: Unfit =
    "carries other files inside. Print it to a new PDF, or send them one by one.";

/// Whether it may be kept, as it is.
pub(super) fn check(bytes: &[u8]) -> Result<(), Unfit> {
    let packs = count(bytes, b"ObjStm");
    if packs > MOST_INFLATED / LEAST_INFLATED {
        return Err(UNREADABLE);
    }
    let each = (MOST_INFLATED / packs.max(1)).clamp(LEAST_INFLATED, MOST_OF_ONE);
    let options = LoadOptions::with_max_decompressed_size(each);
    let is_marked = count(bytes, b"Encrypt") > 0;
    let unreadable = |_| if is_marked { LOCKED } else { UNREADABLE };
    let document = Document::load_mem_with_options(bytes, options).map_err(unreadable)?;
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(LOCKED);
    }
    document.objects.values().try_for_each(look_at)?;
    if document.get_pages().is_empty() {
        return Err(UNREADABLE);
    }
    Ok(())
}

/// How often a name occurs. The letters of names may be written as numbers.
fn count(bytes: &[u8], wanted: &[u8]) -> usize {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    let names = slashes.map(|(at, _)| letters(&bytes[at + 1..]).take(wanted.len()));
    names.filter(|name| name.clone().eq(wanted.iter().copied())).count()
}

/// The letters of a name, as they are meant.
fn letters(mut bytes: &[u8]) -> impl Iterator<Item = u8> + Clone {
    std::iter::from_fn(move || {
        let (letter, rest) = match bytes {
            [b'#', high, low, rest @ ..] => (digit(*high)? << 4 | digit(*low)?, rest),
            [letter, rest @ ..] => (*letter, rest),
            [] => return None,
        };
        bytes = rest;
        Some(letter)
    })
}

fn digit(letter: u8) -> Option<u8> {
    char::from(letter).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Looks at an object and everything inside of it; what it refers to is looked at by itself.
fn look_at(object: &Object) -> Result<(), Unfit> {
    let mut open = vec![object];
    while let Some(object) = open.pop() {
        match object {
            Object::Array(items) => open.extend(items),
            Object::Dictionary(entries) => {
                look_into(entries)?;
                open.extend(entries.iter().map(|(_, value)| value));
            }
            Object::Stream(stream) => {
                look_into(&stream.dict)?;
                open.extend(stream.dict.iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    Ok(())
}

fn look_into(entries: &Dictionary) -> Result<(), Unfit> {
    let is = |key: &[u8], names: &[&[u8]]| {
        entries.get(key).and_then(Object::as_name).is_ok_and(|name| names.contains(&name))
    };
    if SCRIPTS.iter().any(|key| entries.has(key)) || is(b"S", &ACTIONS) {
        return Err(ACTS);
    }
    let holds_files = FILES.iter().any(|key| entries.has(key));
    if holds_files || is(b"Type", &[b"EmbeddedFile"]) || is(b"Subtype", &[b"FileAttachment"]) {
        return Err(CARRIES);
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use lopdf::{EncryptionState, EncryptionVersion, Permissions, Stream, dictionary};

    /// One page, and something in its catalogue.
    fn with(entry: Option<(&str, Object)>) -> Vec<u8> {
        let mut document = Document::with_version("1.7");
        let pages = document.new_object_id();
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages,
            "MediaBox" => vec![0.into(), 0.into(), 200.into(), 200.into()],
        });
        let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, tree.into());
        let mut catalogue = dictionary! { "Type" => "Catalog", "Pages" => pages };
        if let Some((key, value)) = entry {
            catalogue.set(key, value);
        }
        let catalogue = document.add_object(catalogue);
        document.trailer.set("Root", catalogue);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    /// One empty page.
    pub fn plain() -> Vec<u8> {
        with(None)
    }

    #[test]
    fn what_acts_or_carries_files_is_refused() {
        let action = |kind: &str| dictionary! { "S" => kind, "F" => "cmd.exe" };
        for (entry, why) in [
            (("OpenAction", action("JavaScript").into()), ACTS),
            (("OpenAction", action("Launch").into()), ACTS),
            (("AA", dictionary! { "WC" => action("JavaScript") }.into()), ACTS),
            (("AcroForm", dictionary! { "XFA" => "x" }.into()), ACTS),
            (("Names", dictionary! { "JavaScript" => "x" }.into()), ACTS),
            (("Names", dictionary! { "EmbeddedFiles" => "x" }.into()), CARRIES),
            (("AF", vec![dictionary! { "EF" => "x" }.into()].into()), CARRIES),
        ] {
            let name = format!("{entry:?}");
            assert_eq!(check(&with(Some(entry))), Err(why), "{name}");
        }
        let link = dictionary! { "S" => "URI", "URI" => "https://nordhaven.example" };
        assert_eq!(check(&with(Some(("OpenAction", link.into())))), Ok(()));
        let written_in_numbers =
            String::from_utf8_lossy(&plain()).replace("/Catalog", "/Catalog/J#53 4 0 R");
        assert_eq!(check(written_in_numbers.as_bytes()), Err(ACTS));
    }

    #[test]
    fn what_is_locked_is_refused_with_and_without_a_password_to_open_it() {
        for user_password in ["", "bearings"] {
            let mut document = Document::load_mem(&plain()).unwrap();
            let id = Object::string_literal("nine brown bearings");
            document.trailer.set("ID", vec![id.clone(), id]);
            let lock = EncryptionVersion::V2 {
                document: &document,
                owner_password: "nordhaven",
                user_password,
                key_length: 128,
                permissions: Permissions::all(),
            };
            let lock = EncryptionState::try_from(lock).unwrap();
            document.encrypt(&lock).unwrap();
            let mut bytes = Vec::new();
            document.save_to(&mut bytes).unwrap();
            assert_eq!(check(&bytes), Err(LOCKED), "opened with {user_password:?}");
        }
    }

    #[test]
    fn one_of_ours_is_taken() {
        let mut pdf = pdf_of_ours();
        assert_eq!(check(&pdf), Ok(()));
        pdf.truncate(40);
        assert_eq!(check(&pdf), Err(UNREADABLE));
        assert_eq!(check(b"%PDF-1.7"), Err(UNREADABLE));
        assert_eq!(check(b"%PDF-1.7\n<html><script>alert(1)</script></html>"), Err(UNREADABLE));
    }

    /// Packed objects, as other programs write them.
    fn pdf_of_ours() -> Vec<u8> {
        let mut document = Document::load_mem(&plain()).unwrap();
        let content = document.add_object(Stream::new(dictionary! {}, b"0 0 m 9 9 l S".to_vec()));
        assert!(content.0 > 0);
        let mut bytes = Vec::new();
        document.save_modern(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_is_nested_without_end_or_inflates_without_end_breaks_nothing() {
        for open in ["[", "<<", "<</A ", "("] {
            let nested = format!("%PDF-1.7\n1 0 obj\n{}\n", open.repeat(200_000));
            assert!(check(nested.as_bytes()).is_err(), "{open}");
        }
        let mut bomb = Vec::from(*b"%PDF-1.7\n");
        bomb.extend(b"/#4fbjStm".repeat(2_000));
        bomb.extend(plain());
        assert_eq!(check(&bomb), Err(UNREADABLE));
        assert_eq!(count(b"/ObjStm /Obj#53tm /#4F#62#6a#53#74#6d /ObjSt /Obj", b"ObjStm"), 3);
    }
}
