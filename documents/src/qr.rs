//! QR codes as pictures (ISO/IEC 18004), with the middle correction that banks ask for.

use fast_qr::{ECL, Version, qr::QRBuilder};
use std::fmt::Write;

/// A code as SVG, one unit a module and without a margin. None if the text is too long for version 13,
/// which is what bank codes may have at most, 69 modules wide.
pub fn bank_code(text: &str) -> Option<String> {
    picture(text, Version::V13)
}

/// The same up to version 25, 117 modules wide.
pub fn swiss_code(text: &str) -> Option<String> {
    picture(text, Version::V25)
}

fn picture(text: &str, most: Version) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    if code.size > 17 + 4 * (most as usize + 1) {
        return None;
    }
    let size = code.size;
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size).take_while(|&at| code[y][at].value()).count();
            if run > 0 {
                write!(path, "M{x} {y}h{run}v1h-{run}z").ok()?;
            }
            x += run.max(1);
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" \
         width=\"{size}\" height=\"{size}\" shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners() {
        let svg = bank_code("BCD").expect("a code");
        assert!(svg.contains("viewBox=\"0 0 21 21\""), "{svg}");
        assert!(svg.contains("M0 0h7v1h-7z") && svg.contains("M14 0h7v1h-7z"), "{svg}");
        assert!(svg.contains("M0 20h7v1h-7z"), "{svg}");
    }

    #[test]
    fn what_is_too_long_for_a_bank_has_no_code() {
        let svg = bank_code(&"ä".repeat(165)).expect("330 bytes");
        assert!(svg.contains("viewBox=\"0 0 69 69\""), "{}", &svg[..120]);
        assert_eq!(bank_code(&"x".repeat(332)), None);
        assert!(swiss_code(&"x".repeat(997)).is_some());
        assert_eq!(swiss_code(&"x".repeat(998)), None);
    }
}
