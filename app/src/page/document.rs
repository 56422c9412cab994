//! The document around every page: head, body, the icons that it uses, and the script of islands
//! where there are any.

use super::{Page, tidy::tidy};
use crate::markup::*;
use crate::{components::icon, pages::brand, site::Client, visit::Visit};
use backend::Actor;
use leptos::reactive::owner::Owner;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// What stands in the head: the title and how the page behaves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// What the page is, without account and entity.
    pub title: String,
    /// Seconds after which the page asks anew in a browser without scripts; for pages on which
    /// something is under way.
    pub refresh_seconds: Option<u32>,
}

impl<T: Into<String>> From<T> for Head {
    fn from(title: T) -> Self {
        Self { title: title.into(), refresh_seconds: None }
    }
}

impl Head {
    /// Lets browsers without scripts ask anew every few seconds.
    pub fn refreshed_every(mut self, seconds: u32) -> Self {
        self.refresh_seconds = Some(seconds);
        self
    }
}

/// Renders a document. `class` is the body's: the name of the shell.
pub fn document<V: IntoRender<Output: IntoView>>(
    visit: &Visit,
    head: Head,
    class: &'static str,
    body: impl FnOnce() -> V,
) -> Page {
    backend::press::make_way();
    // Views of islands need an owner while they are built; nothing in it outlives the rendering.
    let body = Owner::new_root(None).with(|| body().into_render().to_html());
    let body = tidy(&body);
    let head = head_of(visit, head);
    let symbols = icon::symbols_used_in(&body);
    let script = script(visit, &body);
    let theme = visit.theme.attribute().map(|theme| format!(" data-theme=\"{theme}\""));
    let theme = theme.unwrap_or_default();
    let html = format!(
        "<!doctype html>\n<html lang=\"en-GB\"{theme}>{head}<body class=\"{class}\">{body}{symbols}{script}</body></html>"
    );
    Page { html }
}

fn head_of(visit: &Visit, head: Head) -> String {
    let scheme = visit.theme.attribute().unwrap_or("light dark");
    let refresh = head.refresh_seconds.map(|seconds| {
        view! { <noscript><meta http-equiv="refresh" content=seconds /></noscript> }
    });
    let colour = visit.brand.colour().filter(|_| matches!(visit.actor, Some(Actor::Buyer(_))));
    let brand = colour.map(|colour| {
        view! { <link rel="stylesheet" href=brand::style_of(colour) /> }
    });
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
            <meta name="color-scheme" content=scheme />
            <title>{head.title}</title>
            <link rel="preload" href=visit.site.font().to_owned() r#as="font" r#type="font/woff2" crossorigin="" />
            <link rel="stylesheet" href=visit.site.style().to_owned() />
            {brand}
            <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
            {refresh}
        </head>
    }
    .to_html()
}

/// Starts the islands of a page when the browser has nothing better to do; pages without islands
/// carry no script at all. Every island is a function of the module, named by its element.
fn script(visit: &Visit, body: &str) -> String {
    let islands = ISLAND.find_iter(body.as_bytes()).count();
    let (Some(client), Some(nonce)) = (visit.site.client(), visit.nonce.as_deref()) else {
        return String::new();
    };
    if islands == 0 {
        return String::new();
    }
    // Shortcuts alone are nothing to somebody without a keyboard.
    let only_keys = islands == KEYS_ISLAND.find_iter(body.as_bytes()).count();
    let condition = if only_keys { "if(matchMedia('(hover:hover)').matches)" } else { "" };
    let Client { script, wasm } = client;
    format!(
        "<script type=\"module\" nonce=\"{nonce}\">\
         const go=async()=>{{const app=await import('{script}');\
         await app.default({{module_or_path:'{wasm}'}});app.hydrate();\
         for(const island of document.querySelectorAll('leptos-island'))app[island.dataset.component]?.(island)}};\
         {condition}(window.requestIdleCallback??setTimeout)(go)</script>"
    )
}

/// How the element of any island begins, and that of the island with the shortcuts; see
/// `islands/shortcuts.rs`.
static ISLAND: LazyLock<Finder> = LazyLock::new(|| Finder::new("<leptos-island "));
static KEYS_ISLAND: LazyLock<Finder> =
    LazyLock::new(|| Finder::new("<leptos-island data-component=\"Shortcuts_"));
