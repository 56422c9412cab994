//! Reading PDFs of ours, to see that they say what they shall say.

/// The text of each page, as a reader finds it, with one space between words.
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    let text = |number: u32| document.extract_text(&[number]).unwrap();
    numbers.into_iter().map(|number| flat(&text(number))).collect()
}

/// Whether a page says that. Readers take kerning for spaces, so spaces do not count.
pub fn says(page: &str, words: &str) -> bool {
    let squeezed = |text: &str| String::from_iter(text.split_whitespace());
    squeezed(page).contains(&squeezed(words))
}

/// The fonts of a page: `AQECDE+LiberationSans-Bold`.
pub fn fonts(pdf: &[u8], page: u32) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let fonts = document.get_page_fonts(document.get_pages()[&page]).unwrap();
    let name = |font: &lopdf::Dictionary| {
        let name = font.get(b"BaseFont").and_then(lopdf::Object::as_name).unwrap();
        String::from_utf8_lossy(name).into_owned()
    };
    fonts.values().map(|font| name(font)).collect()
}

fn flat(text: &str) -> String {
    text.replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
