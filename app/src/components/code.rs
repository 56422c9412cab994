//! Data to look at: XML with its parts in colours, each element on a line of its own, and only so much of
//! it that a page stays a page.

use crate::markup::*;

/// How many lines are shown at once, and how many more can be unfolded.
const SHOWN: usize = 160;
const FOLDED: usize = 1_500;

/// A part of XML.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token<'a> {
    /// `<a b="c">`, or `<a/>`, as it stands there.
    Open(&'a str),
    /// `</a>`.
    Close(&'a str),
    /// What stands between.
    Text(&'a str),
    /// A declaration or a comment.
    Other(&'a str),
}

/// XML, to read.
pub fn xml(label: &'static str, text: &str) -> Markup {
    let lines = lines(text);
    block(label, lines)
}

/// Any other text, line by line.
pub fn plain(label: &'static str, text: &str) -> Markup {
    let lines = text.lines().map(|line| view! { {line.to_owned()}"\n" }.into_markup()).collect();
    block(label, lines)
}

fn block(label: &'static str, mut lines: Vec<Markup>) -> Markup {
    let all = lines.len();
    let mut rest = lines.split_off(all.min(SHOWN));
    let hidden = rest.len();
    rest.truncate(FOLDED);
    let left_out = (hidden > FOLDED).then(|| {
        let words = format!("{} more lines are left out here.", hidden - FOLDED);
        view! { <p class="hint">{words}</p> }
    });
    let more = (hidden > 0).then(|| {
        let label = format!("{label}, continued");
        view! {
            <details class="more">
                <summary>{format!("{hidden} more lines")}</summary>
                <pre class="code" tabindex="0" role="region" aria-label=label>{rest}</pre>
                {left_out}
            </details>
        }
    });
    view! {
        <pre class="code" tabindex="0" role="region" aria-label=label>{lines}</pre>
        {more}
    }
    .into_markup()
}

/// Every element on its line, and one that holds nothing but text with it.
fn lines(text: &str) -> Vec<Markup> {
    let tokens: Vec<Token<'_>> = lex(text)
        .into_iter()
        .filter(|token| !matches!(token, Token::Text(text) if text.trim().is_empty()))
        .collect();
    let (mut lines, mut depth, mut at) = (Vec::new(), 0_usize, 0);
    while let Some(token) = tokens.get(at) {
        let mut parts = vec![shown(*token)];
        let mut inside = depth;
        match token {
            Token::Open(raw) if !raw.ends_with("/>") => {
                let short = match tokens.get(at + 1..at + 3) {
                    Some([Token::Text(_), Token::Close(_)]) => 2,
                    _ if matches!(tokens.get(at + 1), Some(Token::Close(_))) => 1,
                    _ => 0,
                };
                parts.extend(tokens.iter().skip(at + 1).take(short).map(|token| shown(*token)));
                at += short;
                depth += usize::from(short == 0);
            }
            Token::Close(_) => {
                depth = depth.saturating_sub(1);
                inside = depth;
            }
            _ => {}
        }
        let indent = "  ".repeat(inside.min(20));
        lines.push(view! { {indent}{parts}"\n" }.into_markup());
        at += 1;
    }
    lines
}

fn shown(token: Token<'_>) -> Markup {
    match token {
        Token::Open(raw) => open(raw),
        Token::Close(raw) => view! { <span class="x-tag">{raw.to_owned()}</span> }.into_markup(),
        Token::Text(raw) => raw.trim().to_owned().into_markup(),
        Token::Other(raw) => view! { <span class="x-other">{raw.to_owned()}</span> }.into_markup(),
    }
}

/// A tag whose attributes stand out.
fn open(raw: &str) -> Markup {
    let mut parts = Vec::new();
    let mut rest = raw;
    while let Some(at) = rest.find(['"', '\'']) {
        let quote = rest.as_bytes()[at];
        let Some(length) = rest[at + 1..].bytes().position(|byte| byte == quote) else { break };
        let (before, from) = rest.split_at(at);
        let (value, after) = from.split_at(length + 2);
        parts.push(view! { <span class="x-tag">{before.to_owned()}</span> }.into_markup());
        parts.push(view! { <span class="x-value">{value.to_owned()}</span> }.into_markup());
        rest = after;
    }
    parts.push(view! { <span class="x-tag">{rest.to_owned()}</span> }.into_markup());
    parts.into_markup()
}

/// Parts XML. What is none is text to its end; nothing of it is lost.
fn lex(text: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (token, after) = next(rest);
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn next(text: &str) -> (Token<'_>, &str) {
    let until = |end: &str| text.find(end).map(|at| text.split_at(at + end.len()));
    let found = if text.starts_with("<!--") {
        until("-->").map(|(raw, rest)| (Token::Other(raw), rest))
    } else if text.starts_with("<?") {
        until("?>").map(|(raw, rest)| (Token::Other(raw), rest))
    } else if text.starts_with("</") {
        until(">").map(|(raw, rest)| (Token::Close(raw), rest))
    } else if text.starts_with('<') {
        tag_end(text).map(|end| (Token::Open(&text[..end]), &text[end..]))
    } else {
        let end = text.find('<').unwrap_or(text.len());
        Some((Token::Text(&text[..end]), &text[end..]))
    };
    found.unwrap_or((Token::Text(text), ""))
}

/// Behind the bracket that ends a tag; those in quotes do not.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_whatever_it_is() {
        for text in [
            "",
            "no xml",
            "<a",
            "<a b='>'>x</a>",
            "<!-- <b> --><?xml version=\"1.0\"?><a/>",
            "<a b=\"1' c=\"2\">",
            "</",
            "<?",
            "ü<ö ä=\"é>\">ß</ö>",
        ] {
            let raw = lex(text).into_iter().map(|token| match token {
                Token::Open(raw) | Token::Close(raw) | Token::Text(raw) | Token::Other(raw) => raw,
            });
            assert_eq!(raw.collect::<String>(), text);
        }
    }

    #[test]
    fn an_element_with_text_is_a_line_and_brackets_are_no_markup() {
        let html = xml("XML", "<a><b c=\"1\">x &lt;script&gt;</b><d/></a>").to_html();
        assert!(!html.contains("<b ") && !html.contains("<script>"), "{html}");
        assert!(html.contains("x &amp;lt;script&amp;gt;"), "as it stands in the file: {html}");
        assert!(html.contains("<span class=\"x-value\">\"1\"</span>"), "{html}");
        assert_eq!(html.matches('\n').count(), 4, "{html}");
    }

    #[test]
    fn a_long_document_is_folded_and_bounded() {
        let long = format!("<a>{}</a>", "<b>1</b>".repeat(SHOWN + FOLDED + 10));
        let html = xml("XML", &long).to_html();
        assert!(
            html.contains("<details") && html.contains("12 more lines are left out"),
            "{html:.0}"
        );
        assert!(html.matches('\n').count() <= SHOWN + FOLDED + 1);
    }
}
