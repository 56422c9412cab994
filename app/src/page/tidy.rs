//! Takes out of a page what only hydration needs: the empty comments by which it finds text nodes
//! again, and attributes without content. Islands are hydrated, so they keep theirs.

use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Compiled once: it is looked for in every tag of every page.
static EMPTY_CLASS: LazyLock<Finder> = LazyLock::new(|| Finder::new(" class=\"\""));

/// The same page in fewer bytes. Relies on text and attributes being escaped: every `<` begins a
/// tag and ends with the next `>`.
pub fn tidy(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut pieces = html.split('<');
    out.push_str(pieces.next().unwrap_or_default());
    let mut in_island = false;
    for piece in pieces {
        in_island = match piece {
            _ if piece.starts_with("leptos-island ") => true,
            _ if piece.starts_with("/leptos-island>") => false,
            _ => in_island,
        };
        match piece.strip_prefix("!>") {
            Some(text) if !in_island => out.push_str(text),
            _ => {
                let (tag, text) = piece.split_at(piece.find('>').unwrap_or(piece.len()));
                out.push('<');
                match EMPTY_CLASS.find(tag.as_bytes()) {
                    Some(at) => {
                        out.push_str(&tag[..at]);
                        out.push_str(&tag[at + EMPTY_CLASS.needle().len()..]);
                    }
                    None => out.push_str(tag),
                }
                out.push_str(text);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn only_islands_keep_their_markers() {
        let island = "<leptos-island data-component=\"x\">c<!>d</leptos-island>";
        let html = format!("<p>a<!>b</p>{island}<p>e<!>f</p>");
        assert_eq!(tidy(&html), format!("<p>ab</p>{island}<p>ef</p>"));
    }

    #[test]
    fn empty_classes_go_but_what_people_wrote_stays() {
        let html = "<p class=\"\" id=\"a\">write class=\"\" here</p>";
        assert_eq!(tidy(html), "<p id=\"a\">write class=\"\" here</p>");
    }
}
