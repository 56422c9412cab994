//! Files: choosing those that go with what is written, and those that a message has.

use super::icon::{Icon, icon};
use crate::markup::*;
use crate::{components::choice::tick, forms::Problems, islands::Uploading};
use backend::files::{Attached, Checked};
use domain::file::{Kind, MOST_FILES};

/// The field in which files are chosen, with those that wait from the form before. Where scripts run
/// they are sent to `address` first, and one sees how far it is.
pub fn chooser(kept: &[Checked], address: String, problems: &Problems) -> Markup {
    let optional = view! { <span class="optional">" optional"</span> };
    field_of(kept, address, problems, Some(optional.into_markup()))
}

/// The same in a form that is about the files.
pub fn needed(kept: &[Checked], address: String, problems: &Problems) -> Markup {
    field_of(kept, address, problems, None)
}

fn field_of(
    kept: &[Checked],
    address: String,
    problems: &Problems,
    optional: Option<Markup>,
) -> Markup {
    let error = problems.of("files").map(|words| {
        let words = words.to_owned();
        view! { <span class="error" id="files-error">{icon(Icon::Warn)} <span>{words}</span></span> }
    });
    let (invalid, described) = match error {
        Some(_) => (Some("true"), "files-error files-hint"),
        None => (None, "files-hint"),
    };
    let endings: Vec<String> =
        Kind::ALL.iter().flat_map(|kind| kind.endings()).map(dotted).collect();
    let kept: Vec<_> = kept
        .iter()
        .map(|file| tick("kept", file.id().to_string(), self::described(file)).checked(true).view())
        .collect();
    let kept = (!kept.is_empty()).then(|| {
        view! {
            <fieldset class="stack tight">
                <legend class="s">"Sent already; untick what shall not go with it"</legend>
                {kept}
            </fieldset>
        }
    });
    view! {
        {kept}
        <div class="drop">
            <label for="files">
                {icon(Icon::Clip)} " Files" {optional}
            </label>
            <span id="files-hint">
                {format!("PDF, PNG, JPEG or text, up to 10 MB each, {MOST_FILES} at most.")}
            </span>
            <input
                id="files"
                type="file"
                name="files"
                multiple=true
                accept=endings.join(",")
                aria-invalid=invalid
                aria-describedby=described
            />
            {error}
            <Uploading to=address />
        </div>
    }
    .into_markup()
}

fn dotted(ending: &&str) -> String {
    format!(".{ending}")
}

/// A file that waits: its name, kind and size.
pub fn described(file: &Checked) -> String {
    format!("{} ({}, {})", file.name(), file.kind().label(), size(file.bytes()))
}

/// The files of a message or a paper; nothing if it has none. `folder` is where their addresses begin.
pub fn listing(files: &[Attached], folder: &str) -> Option<Markup> {
    if files.is_empty() {
        return None;
    }
    let files: Vec<_> = files
        .iter()
        .map(|file| {
            let address = format!("{folder}/{}", file.id);
            let kind = format!("{}, {}", file.kind.label(), size(file.bytes));
            view! {
                <li>
                    {icon(Icon::Clip)} <a href=address download="">{file.name.clone()}</a>
                    <span class="mute">{kind}</span>
                </li>
            }
        })
        .collect();
    Some(view! { <ul class="files" aria-label="Files">{files}</ul> }.into_markup())
}

/// How large something is: 640 bytes, 12 kB, 2.1 MB. Rounded up, so that nothing is of no size.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..999_001 => format!("{} kB", (bytes + 999) / 1_000),
        _ => {
            let tenths = (bytes + 99_999) / 100_000;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_said_in_the_unit_that_people_would_choose() {
        for (bytes, words) in [
            (2, "2 bytes"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (1_001, "2 kB"),
            (999_000, "999 kB"),
            (999_001, "1.0 MB"),
            (2_100_000, "2.1 MB"),
            (10_485_760, "10.5 MB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }

    #[test]
    fn a_name_stays_text_and_leads_to_its_file() {
        let id = domain::ids::FileId(uuid::Uuid::nil());
        let name = "<script>alert(1)</script>.png".to_owned();
        let file = Attached { id, name, kind: Kind::Png, bytes: 2_100_000 };
        let html = listing(&[file], "/staff/files").expect("a list").to_html();
        assert!(html.contains(&format!("href=\"/staff/files/{id}\"")), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)") && html.contains("PNG, 2.1 MB"), "{html}");
        assert!(listing(&[], "/files").is_none());
    }
}
