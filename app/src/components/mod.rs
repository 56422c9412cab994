//! The bricks of pages: small, rendered on the server, without rules and without SQL.
//!
//! They are plain functions and builders, not `#[component]`s: a call in braces renders one
//! (`{head("Invoices").lede("…")}`). They end in text, as [`Markup`](crate::markup::Markup), so that
//! pages compile and render quickly. Labels are a `String` or `&'static str`; places that may hold
//! more than text take any view.

pub mod agenda;
pub mod bars;
pub mod blank;
pub mod canned;
pub mod choice;
pub mod code;
pub mod date;
pub mod error_summary;
pub mod facts;
pub mod field;
pub mod figures;
pub mod files;
pub mod head;
pub mod iban;
pub mod icon;
pub mod links;
pub mod money;
pub mod notice;
pub mod pager;
pub mod panel;
pub mod select;
pub mod selection;
pub mod state;
pub mod strip;
pub mod sum;
pub mod table;
pub mod text_area;
pub mod thread;
pub mod timeline;

/// Lets a builder stand in a view: `{head("Invoices")}`.
macro_rules! renders {
    ($builder:ty) => {
        impl $crate::markup::IntoRender for $builder {
            type Output = $crate::markup::Markup;
            fn into_render(self) -> Self::Output {
                self.view()
            }
        }
    };
}
pub(crate) use renders;
