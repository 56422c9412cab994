//! One stylesheet from the files of `style/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::stamp::files_below;

/// The order in which the files are read. `layers.css` comes first: it names the layers, and
/// their order decides what wins.
const ORDER: [&str; 7] = [
    "layers.css",
    "tokens.css",
    "base.css",
    "layout.css",
    "components.css",
    "utilities.css",
    "print.css",
];

pub fn bundle(folder: &Path) -> Result<String> {
    for file in files_below(folder)? {
        let name = file.to_string_lossy();
        if name.ends_with(".css") && !ORDER.contains(&name.as_ref()) {
            bail!("style/{name} has no place in the order: name it in xtask/src/style.rs");
        }
    }
    let mut css = String::new();
    for name in ORDER {
        let file = folder.join(name);
        let text = fs::read_to_string(&file)
            .with_context(|| format!("cannot read style/{name}, named in xtask/src/style.rs"))?;
        css.push_str(&strip(&text));
    }
    Ok(css)
}

/// Leaves out comments, indentation and empty lines. What compression would do anyway stays
/// readable in the browser's tools.
fn strip(css: &str) -> String {
    let bare = without_comments(css);
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut quote = None;
    let mut chars = css.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '/') if chars.peek() == Some(&'*') => {
                chars.next();
                let mut last = ' ';
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
                // `a/**/b` are two words.
                out.push(' ');
                continue;
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), _) if q == c => quote = None,
            (Some(_), '\\') => {
                out.push(c);
                out.extend(chars.next());
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::strip;

    #[test]
    fn comments_and_empty_lines_go() {
        assert_eq!(strip("/* one\n two */\n\n  a { b: c } /* d */\n"), "a { b: c }\n");
        assert_eq!(strip("/***/a{}"), "a{}\n");
    }

    #[test]
    fn what_looks_like_a_comment_in_a_string_stays() {
        let css = "a::before { content: \"/* \\\" */\" }\n";
        assert_eq!(strip(css), css);
    }
}
