//! Files that people keep: named, and never shown inside of a page.

use crate::error::in_query;
use axum::response::{IntoResponse, Response};
use backend::files::File;
use domain::file::Kind;
use http::header;

/// A file. The name is made of our own words, numbers and dates.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "-_.".contains(*c);
    let name: String = name.chars().filter(is_plain).collect();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}

/// A file that somebody sent, under the name that they gave it (RFC 6266). A browser keeps it and does
/// nothing else with it: it is no part of our pages, whatever is in it.
pub fn sent(file: File) -> Response {
    let kind = match file.kind {
        Kind::Text => "text/plain; charset=utf-8",
        kind => kind.media_type(),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&file.name)),
        (header::CONTENT_SECURITY_POLICY, "sandbox".to_owned()),
    ];
    (headers, file.bytes).into_response()
}

/// The name twice: in plain letters for those who know no others, and as it is.
fn disposition(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " -_.()".contains(c);
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let exact = in_query(name).replace('/', "%2F");
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_leave_its_header() {
        let header = disposition("a\"; filename=b\r\nX: ünï/写.pdf");
        assert_eq!(
            header,
            "attachment; filename=\"a__ filename_b__X_ _n___.pdf\"; \
             filename*=UTF-8''a%22%3B%20filename%3Db%0D%0AX%3A%20%C3%BCn%C3%AF%2F%E5%86%99.pdf"
        );
    }
}
