//! Plain text, and e-mails, which are text.

use super::Unfit;
use encoding_rs::WINDOWS_1252;

/// The text as UTF-8. What is none is what Western Windows and older mail programs write.
pub(super) fn as_utf8(bytes: Vec<u8>) -> Result<Vec<u8>, Unfit> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(other) => WINDOWS_1252.decode_without_bom_handling(other.as_bytes()).0.into_owned(),
    };
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    if !text.chars().all(is_text) {
        return Err("is not plain text. Send it as PDF, PNG, JPEG or text.");
    }
    Ok(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::as_utf8;

    #[test]
    fn text_is_kept_and_that_of_older_programs_becomes_utf_8() {
        let kept = |bytes: &[u8]| as_utf8(bytes.to_vec()).ok();
        assert_eq!(kept("Grüße\r\n\tJoost".as_bytes()), Some("Grüße\r\n\tJoost".into()));
        assert_eq!(kept(b"Gr\xfc\xdfe, 20 \x80"), Some("Grüße, 20 €".into()));
        for other in [&b"a\0b"[..], b"\x1b[2J", b"\xff\xfea\0b\0", b"\x7fELF\x02", b"a\x08"] {
            assert_eq!(kept(other), None, "{other:?}");
        }
    }
}
