//! Addresses inside files: what a stylesheet and the client's loader point at gets the name
//! that the file has in the site.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

/// Replaces each `url(/…)`. A file that is not there is an error now and not a missing font later.
pub fn in_css(css: &str, manifest: &BTreeMap<String, String>) -> Result<String> {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("url(") {
        let (before, from) = rest.split_at(start + "url(".len());
        let quote = from.chars().next().filter(|c| ['"', '\''].contains(c));
        // A picture in quotes may have brackets in it.
        let end = match quote {
            Some(quote) => from[1..].find(quote).map(|at| at + 2),
            None => from.find(')'),
        };
        let Some(end) = end else { bail!("a url( in the style has no end") };
        let (inside, after) = from.split_at(end);
        let address = inside.trim().trim_matches(['"', '\'']);
        out.push_str(before);
        // Pictures written into the style itself, and parts of the same page.
        if address.starts_with("data:") || address.starts_with('#') {
            out.push_str(inside);
        } else {
            let Some(url) = address.strip_prefix('/').and_then(|name| manifest.get(name)) else {
                bail!("the style asks for {address}, which is not in public/ (write /path/file)");
            };
            out.push('"');
            out.push_str(url);
            out.push('"');
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The loader fetches its module from beside itself unless it is told another address.
pub fn in_loader(script: &str, module: &str, hashed: &str) -> Result<String> {
    if !script.contains(module) {
        bail!("the client's loader no longer names {module}: see xtask/src/references.rs");
    }
    Ok(script.replace(module, hashed))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::in_css;

    #[test]
    fn fonts_get_their_hashed_name_and_missing_ones_are_found() {
        let manifest =
            BTreeMap::from([("fonts/a.woff2".to_owned(), "/fonts/a.1f.woff2".to_owned())]);
        let css = "src: url('/fonts/a.woff2') format('woff2'); b: url(\"data:(x)\")";
        let expected = "src: url(\"/fonts/a.1f.woff2\") format('woff2'); b: url(\"data:(x)\")";
        assert_eq!(in_css(css, &manifest).unwrap(), expected);
        assert!(in_css("url(/fonts/b.woff2)", &manifest).is_err());
    }
}
