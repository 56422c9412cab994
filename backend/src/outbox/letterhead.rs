//! What stands around a letter's words: a bar of the seller's colour above, their mark below. Nothing that
//! can be read is above, where whoever answers is looked for the mark that parts their words from ours.

use crate::{
    brands::{Letterhead, PNG, Picture},
    reminders::escape,
};
use domain::colour::Colour;

/// How HTML calls the picture that comes with a letter.
pub const LOGO: &str = "logo";
/// The house's own, as in `style/tokens.css`.
const OURS: &str = "#1c3a70";

/// The picture, if programs that show mail can show it: they show no drawings.
pub(super) fn logo(letterhead: &Letterhead) -> Option<&Picture> {
    letterhead.picture.as_ref().filter(|picture| picture.media_type == PNG)
}

/// Words as a whole document.
pub(super) fn around(words: &str, subject: &str, seller: &str, letterhead: &Letterhead) -> String {
    let colour = letterhead.colour.map(Colour::in_light);
    let colour = colour.map_or_else(|| OURS.to_owned(), |colour| colour.to_string());
    let mark = logo(letterhead).map(|_| {
        let seller = escape(seller);
        format!("<p><img src=\"cid:{LOGO}\" alt=\"{seller}\" style=\"max-height:42px;max-width:180px\"></p>")
    });
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>{}</title></head><body>\
         <div style=\"border-top:4px solid {colour};padding-top:12px\">{words}</div>{}</body></html>",
        escape(subject),
        mark.unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(media_type: &str) -> Letterhead {
        let picture = Picture { media_type: media_type.to_owned(), bytes: vec![1] };
        Letterhead { picture: Some(picture), colour: Colour::of("#ffcc00") }
    }

    #[test]
    fn words_are_under_the_sellers_colour_and_above_their_mark() {
        let html = around("<p>Hello</p>", "1 < 2", "A & B", &with("image/png"));
        let colour = Colour::of("#ffcc00").expect("a colour").in_light();
        assert!(
            html.contains(&format!("solid {colour}")) && html.contains("<title>1 &lt; 2"),
            "{html}"
        );
        let (words, mark) =
            (html.find("<p>Hello</p>"), html.find("src=\"cid:logo\" alt=\"A &amp; B\""));
        assert!(words.is_some() && words < mark, "{html}");
    }

    #[test]
    fn who_has_chosen_nothing_has_our_colour_and_a_drawing_stays_on_paper() {
        let plain = around("<p>Hello</p>", "", "A", &Letterhead::default());
        assert!(plain.contains(OURS) && !plain.contains("<img"), "{plain}");
        assert!(!around("", "", "A", &with("image/svg+xml")).contains("<img"));
    }
}
