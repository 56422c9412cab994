//! Reading PDFs of ours, to see that they say what they shall say.

use std::collections::HashMap;

/// The text of each page, as a reader that knows PDF would find it: streams inflated, and numbers of
/// glyphs turned into characters by the font's own map.
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let streams = streams(pdf);
    let maps: Vec<HashMap<u16, char>> = streams
        .iter()
        .filter(|stream| stream.contains("beginbfchar"))
        .map(|stream| characters(stream))
        .collect();
    let shown = streams.iter().filter(|stream| stream.contains(" Tf\n"));
    shown.map(|page| text(page, &maps)).collect()
}

fn streams(pdf: &[u8]) -> Vec<String> {
    let find = |from: usize, what: &[u8]| {
        let found = pdf[from..].windows(what.len()).position(|window| window == what);
        found.map(|at| from + at)
    };
    let (mut streams, mut at) = (Vec::new(), 0);
    while let Some(start) = find(at, b"stream\n") {
        let end = find(start, b"\nendstream").unwrap();
        let packed = &pdf[start + "stream\n".len()..end];
        let bytes = miniz_oxide::inflate::decompress_to_vec_zlib(packed).unwrap();
        // Latin-1, so that every byte is one character.
        streams.push(bytes.into_iter().map(char::from).collect());
        at = end + "\nendstream".len();
    }
    streams
}

/// `<0001> <0041>` within a map of a font.
fn characters(map: &str) -> HashMap<u16, char> {
    let hex = |text: &str| u32::from_str_radix(text.trim_matches(['<', '>']), 16).ok();
    let pair = |line: &str| {
        let (glyph, unicode) = line.split_once(' ')?;
        Some((u16::try_from(hex(glyph)?).ok()?, char::from_u32(hex(unicode)?)?))
    };
    map.lines().filter_map(pair).collect()
}

fn text(page: &str, maps: &[HashMap<u16, char>]) -> String {
    let mut map = &maps[0];
    let mut text = String::new();
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("/F") {
            let nth: usize = rest[..1].parse().unwrap();
            map = &maps[nth - 1];
        } else if let Some(shown) = line.strip_suffix(" Tj") {
            let bytes = glyphs(shown);
            let glyph = |pair: &[u8]| u16::from_be_bytes([pair[0], pair[1]]);
            text.extend(bytes.chunks_exact(2).map(|pair| map[&glyph(pair)]));
            text.push('\n');
        }
    }
    text
}

/// A PDF string, written as hex or with escapes.
fn glyphs(shown: &str) -> Vec<u8> {
    if let Some(hex) = shown.strip_prefix('<') {
        let digits: Vec<char> = hex.trim_end_matches('>').chars().collect();
        let byte =
            |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
        return digits.chunks_exact(2).map(byte).collect();
    }
    let mut inside = shown[1..shown.len() - 1].chars();
    let mut bytes = Vec::new();
    while let Some(c) = inside.next() {
        bytes.push(if c == '\\' { escaped(&mut inside) } else { byte(c) });
    }
    bytes
}

fn escaped(rest: &mut std::str::Chars<'_>) -> u8 {
    match rest.next().unwrap() {
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'b' => 8,
        'f' => 12,
        first @ '0'..='7' => {
            let digits: String = [first].into_iter().chain(rest.take(2)).collect();
            u8::from_str_radix(&digits, 8).unwrap()
        }
        other => byte(other),
    }
}

fn byte(c: char) -> u8 {
    u8::try_from(u32::from(c)).unwrap()
}
