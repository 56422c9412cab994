//! Icons: a 16 px grid, 1.5 px lines, in the colour of the text around them. A page carries the
//! drawings that it uses, once each, at its end; an icon refers to its drawing.

use crate::markup::*;
use memchr::memmem::Finder;
use std::sync::LazyLock;

macro_rules! icons {
    ($($variant:ident = $id:literal, $drawing:literal;)*) => {
        /// An icon.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Icon { $($variant),* }

        impl Icon {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            fn drawing(self) -> &'static str {
                match self { $(Self::$variant => $drawing),* }
            }
        }
    };
}

#[rustfmt::skip]
icons! {
    Bell = "bell", r##"<path d="M3.5 11.5c1-1.2 1-2.6 1-4.25a3.5 3.5 0 0 1 7 0c0 1.65 0 3.05 1 4.25zM6.75 13.75h2.5"/>"##;
    Building = "building", r##"<path d="M3 14V2.5h6.5V14M9.5 6.5H13V14M1.75 14h12.5M5.25 5.25h2M5.25 8h2M5.25 10.75h2"/>"##;
    Calendar = "calendar", r##"<path d="M2.5 3.5h11v10h-11zM2.5 7h11M5.5 2v3M10.5 2v3"/>"##;
    Chart = "chart", r##"<path d="M2.5 2.5v11h11M5.5 11V8M8.5 11V5M11.5 11V6.5"/>"##;
    Chat = "chat", r##"<path d="M2.5 3h11v8H7.25L4.5 13.5V11h-2z"/>"##;
    Clip = "clip", r##"<path d="m13 7.5-5.2 5.2a3.2 3.2 0 0 1-4.5-4.5l5.6-5.6a2.1 2.1 0 0 1 3 3L6.4 11a1 1 0 0 1-1.5-1.5L9.8 4.7"/>"##;
    Copy = "copy", r##"<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>"##;
    Down = "down", r##"<path d="m4 6.25 4 4 4-4"/>"##;
    Download = "download", r##"<path d="M8 2v8M4.75 6.9 8 10.15l3.25-3.25M2.5 13.5h11"/>"##;
    Edit = "edit", r##"<path d="m10.5 3 2.5 2.5L6 12.5l-3.25.75L3.5 10z"/>"##;
    Eye = "eye", r##"<path d="M1.5 8C3 5.2 5.3 3.75 8 3.75S13 5.2 14.5 8c-1.5 2.8-3.8 4.25-6.5 4.25S3 10.8 1.5 8z"/><circle cx="8" cy="8" r="2"/>"##;
    Filter = "filter", r##"<path d="M2 4h12M4.5 8h7M6.75 12h2.5"/>"##;
    Flow = "flow", r##"<circle cx="3.75" cy="4" r="1.75"/><circle cx="12.25" cy="12" r="1.75"/><path d="M5.5 4H9a2 2 0 0 1 2 2v0a2 2 0 0 1-2 2H7a2 2 0 0 0-2 2v0a2 2 0 0 0 2 2h3.5"/>"##;
    Good = "good", r##"<circle cx="8" cy="8" r="6.25"/><path d="m5.25 8.25 2 2 3.5-4"/>"##;
    Home = "home", r##"<path d="M2.5 7 8 2.5 13.5 7v6.5h-4v-4h-3v4h-4z"/>"##;
    Inbox = "inbox", r##"<path d="M2.5 2.5h11v11h-11zM2.5 9.5h3l1 1.75h3l1-1.75h3"/>"##;
    Info = "info", r##"<circle cx="8" cy="8" r="6.25"/><path d="M8 7.25v3.75M8 5v.01"/>"##;
    Invoice = "invoice", r##"<path d="M3.5 1.75h9v12.5L10.25 13 8 14.25 5.75 13 3.5 14.25zM6 5h4M6 8h4"/>"##;
    Key = "key", r##"<circle cx="5" cy="11" r="2.75"/><path d="m7 9 6-6M10.75 5.25 12.5 7M9 7l1.25 1.25"/>"##;
    Keyboard = "keyboard", r##"<path d="M1.75 4.25h12.5v7.5H1.75zM4.25 6.75h.01M6.75 6.75h.01M9.25 6.75h.01M11.75 6.75h.01M5 9.25h6"/>"##;
    Left = "left", r##"<path d="m9.75 4-4 4 4 4"/>"##;
    Letter = "letter", r##"<path d="M3.5 1.75h6l3 3v9.5h-9zM9.5 1.75v3h3M5.75 8h4.5M5.75 10.75h4.5"/>"##;
    List = "list", r##"<path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01"/>"##;
    Lock = "lock", r##"<path d="M3.5 7h9v6.75h-9zM5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>"##;
    Mail = "mail", r##"<path d="M1.75 3.5h12.5v9H1.75zM2 4l6 5 6-5"/>"##;
    Menu = "menu", r##"<path d="M2 4.5h12M2 8h12M2 11.5h12"/>"##;
    Moon = "moon", r##"<path d="M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z"/>"##;
    Note = "note", r##"<path d="M3 2.5h10v7.5L9.5 13.5H3zM13 10H9.5v3.5"/>"##;
    Out = "out", r##"<path d="M6.5 2.5h-4v11h4M10 4.75 13.25 8 10 11.25M13 8H6"/>"##;
    Pay = "pay", r##"<path d="M1.75 4h12.5v8.5H1.75zM1.75 7h12.5M4.5 10h2.5"/>"##;
    Phone = "phone", r##"<path d="M3 2.5h2.5L7 6 5.25 7.25a8 8 0 0 0 3.5 3.5L10 9l3.5 1.5V13c-6 1-11.5-4.5-10.5-10.5z"/>"##;
    Plus = "plus", r##"<path d="M8 3v10M3 8h10"/>"##;
    Right = "right", r##"<path d="m6.25 4 4 4-4 4"/>"##;
    Search = "search", r##"<circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 3.35 3.35"/>"##;
    Shield = "shield", r##"<path d="M8 1.75 13 3.5V8c0 3-2 5.25-5 6.25C5 13.25 3 11 3 8V3.5zM5.75 8 7.4 9.65 10.5 6.5"/>"##;
    Sliders = "sliders", r##"<path d="M2 4.75h5.5M11 4.75h3M2 11.25h3M8.5 11.25H14"/><circle cx="9.25" cy="4.75" r="1.75"/><circle cx="6.75" cy="11.25" r="1.75"/>"##;
    Mobile = "sms", r##"<path d="M4.5 1.75h7v12.5h-7zM7.25 12h1.5"/>"##;
    Statement = "statement", r##"<path d="M2.75 2.5h10.5v11H2.75zM2.75 6h10.5M7 6v7.5"/>"##;
    Tag = "tag", r##"<path d="M2.5 2.5h5l6 6-5 5-6-6zM5.25 5.25v.01"/>"##;
    Truck = "truck", r##"<path d="M1.5 4h8v7h-8zM9.5 6.5h3l2 2.25V11h-5"/><circle cx="4.5" cy="11.75" r="1.25"/><circle cx="11.5" cy="11.75" r="1.25"/>"##;
    User = "user", r##"<circle cx="8" cy="5.25" r="2.75"/><path d="M2.75 13.75c.6-2.6 2.7-4 5.25-4s4.65 1.4 5.25 4"/>"##;
    Users = "users", r##"<circle cx="6" cy="5.5" r="2.5"/><path d="M1.75 13c.5-2.4 2.2-3.6 4.25-3.6s3.75 1.2 4.25 3.6M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.8c1.2.5 2 1.6 2.3 3.2"/>"##;
    Warn = "warn", r##"<path d="M8 2 14.5 13.5h-13zM8 6.5v3.25M8 11.75v.01"/>"##;
    Credit = "s-credit", r##"<circle cx="8" cy="8" r="6.25"/><path d="M5.25 8h5.5"/>"##;
    Disputed = "s-disputed", r##"<circle cx="8" cy="8" r="6.25"/><path d="M6.4 5.75v4.5M9.6 5.75v4.5"/>"##;
    CameBack = "s-failed", r##"<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path class="knock" d="m5.7 5.7 4.6 4.6M10.3 5.7l-4.6 4.6"/>"##;
    OnItsWay = "s-moving", r##"<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path class="knock" d="M4.9 8h6M8.7 5.6 11.1 8l-2.4 2.4"/>"##;
    Open = "s-open", r##"<circle cx="8" cy="8" r="6.25"/>"##;
    Overdue = "s-overdue", r##"<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path class="knock" d="M8 4.5v4.25M8 11.4v.01"/>"##;
    Paid = "s-paid", r##"<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path class="knock" d="m4.9 8.3 2.1 2.1 4-4.5"/>"##;
    PartPaid = "s-part", r##"<circle cx="8" cy="8" r="6.25"/><path d="M8 4a4 4 0 0 1 0 8z" fill="currentColor" stroke="none"/>"##;
    OnAPlan = "s-plan", r##"<circle cx="8" cy="8" r="6.25"/><path d="M8 8V1.9M8 8l5.2 3M8 8l-5.2 3"/>"##;
    Promised = "s-promised", r##"<circle cx="8" cy="8" r="6.25"/><path d="M6.4 11.25v-6.5h3.9L9.2 6.4l1.1 1.6H6.4"/>"##;
    Refund = "s-refund", r##"<circle cx="8" cy="8" r="6.25"/><path d="M7 5.25 5 7.25l2 2M5.25 7.25H9a1.75 1.75 0 0 1 0 3.5H8"/>"##;
    Scheduled = "s-sched", r##"<circle cx="8" cy="8" r="6.25" stroke-dasharray="2.45 2.45"/><path d="M5.4 8h5M8.5 6l2 2-2 2"/>"##;
    DueSoon = "s-soon", r##"<circle cx="8" cy="8" r="6.25"/><path d="M8 4.75V8l2.1 1.4"/>"##;
    Void = "s-void", r##"<circle cx="8" cy="8" r="6.25"/><path d="m3.7 12.3 8.6-8.6"/>"##;
    Waiting = "s-wait", r##"<circle cx="8" cy="8" r="6.25" stroke-dasharray="2.45 2.45"/>"##;
}

/// An icon beside a word. Icons without a word need a label at the element that they stand in.
pub fn icon(icon: Icon) -> Markup {
    toned_icon(icon, "")
}

/// An icon with further classes: a tone, or `l` for large.
pub fn toned_icon(icon: Icon, class: &str) -> Markup {
    let class = if class.is_empty() { "icon".to_owned() } else { format!("icon {class}") };
    let drawing = format!("{}{}", PREFIX, icon.id());
    view! { <svg class=class aria-hidden="true"><use href=format!("#{drawing}")></use></svg> }
        .into_markup()
}

/// Sets the ids of drawings apart from those of a page's own parts.
const PREFIX: &str = "i-";

/// The drawings of all icons that occur in a page. Text of users cannot bring any in: its angle
/// brackets are escaped.
pub fn symbols_used_in(html: &str) -> String {
    let mut used: Vec<Icon> = Vec::new();
    for at in USE.find_iter(html.as_bytes()) {
        let id = html[at + USE.needle().len()..].split('"').next().unwrap_or_default();
        let icon = Icon::ALL.iter().find(|icon| icon.id() == id);
        used.extend(icon.filter(|icon| !used.contains(icon)));
    }
    if used.is_empty() {
        return String::new();
    }
    let symbols = used.iter().map(|icon| {
        let (id, drawing) = (icon.id(), icon.drawing());
        format!("<symbol id=\"{PREFIX}{id}\" viewBox=\"0 0 16 16\">{drawing}</symbol>")
    });
    format!("<svg hidden><defs>{}</defs></svg>", symbols.collect::<String>())
}

static USE: LazyLock<Finder> = LazyLock::new(|| Finder::new("<use href=\"#i-"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_carries_each_drawing_that_it_uses_once() {
        let html =
            view! { <p>{icon(Icon::Mail)} {icon(Icon::Overdue)} {icon(Icon::Mail)}</p> }.to_html();
        let symbols = symbols_used_in(&html);
        assert_eq!(symbols.matches("<symbol ").count(), 2);
        assert!(symbols.contains("id=\"i-mail\"") && symbols.contains("id=\"i-s-overdue\""));
    }

    #[test]
    fn ids_of_drawings_differ() {
        let ids: std::collections::BTreeSet<_> = Icon::ALL.iter().map(|icon| icon.id()).collect();
        assert_eq!(ids.len(), Icon::ALL.len());
    }
}
