//! Takes out of a page what only hydration needs: the empty comments by which it finds text nodes
//! again, and attributes without content. Islands are hydrated, so they keep theirs.

use memchr::{memmem::Finder, memrchr2};
use std::{ops::Range, sync::LazyLock};

/// Compiled once: every page is searched for them.
static MARKER: LazyLock<Finder> = LazyLock::new(|| Finder::new("<!>"));
static EMPTY_CLASS: LazyLock<Finder> = LazyLock::new(|| Finder::new(" class=\"\""));
static ISLAND: LazyLock<Finder> = LazyLock::new(|| Finder::new("<leptos-island "));
static ISLAND_ENDS: LazyLock<Finder> = LazyLock::new(|| Finder::new("</leptos-island>"));

/// The same page in fewer bytes. Relies on text and attributes being escaped: every `<` begins a
/// tag and ends with the next `>`.
pub fn tidy(html: &str) -> String {
    let bytes = html.as_bytes();
    let islands: Vec<Range<usize>> = ISLAND
        .find_iter(bytes)
        .map(|at| at..ISLAND_ENDS.find(&bytes[at..]).map_or(bytes.len(), |length| at + length))
        .collect();
    let outside = |at: &usize| !islands.iter().any(|island| island.contains(at));
    let in_tag = |at: &usize| {
        memrchr2(b'<', b'>', &bytes[..*at]).is_some_and(|before| bytes[before] == b'<')
    };
    let markers = MARKER.find_iter(bytes).filter(outside).map(|at| (at, MARKER.needle().len()));
    let classes = EMPTY_CLASS.find_iter(bytes).filter(in_tag);
    let classes = classes.map(|at| (at, EMPTY_CLASS.needle().len()));
    let mut cuts: Vec<(usize, usize)> = markers.chain(classes).collect();
    cuts.sort_unstable();
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for (at, length) in cuts {
        out.push_str(&html[from..at]);
        from = at + length;
    }
    out.push_str(&html[from..]);
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
