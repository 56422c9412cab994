//! What people see: pages, forms, components and the few islands.
//!
//! Every page is complete HTML when it leaves the server. A handler loads its data from the
//! backend, then renders: right status, right title, nothing to fetch afterwards. Forms are plain
//! HTML forms that POST to the path of their own page. `docs/pages.md` shows one of each.
//!
//! Map: [`pages`] are the GETs, with the one route table in [`pages::routes`]; [`forms`] the POSTs.
//! [`visit`] is what a page knows of its request, [`page`] puts a body into its document and
//! shell, [`components`] are the bricks, [`error`] is how it ends when it does not end well.
//! [`markup`] is how views become text. [`done`] says what the last form did, [`choices`] what a browser remembers, [`site`] knows the
//! names of the static files, [`state`] is what all handlers share.
//!
//! The crate is compiled twice: with `ssr` for the server, and with `hydrate` for the browser,
//! where only [`islands`] is left. So nothing of the backend can reach the browser.

#[cfg(feature = "ssr")]
pub mod choices;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod done;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod islands;
#[cfg(feature = "ssr")]
pub mod markup;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
pub mod state;
#[cfg(all(test, feature = "ssr"))]
mod testing;
#[cfg(feature = "ssr")]
pub mod visit;

#[cfg(feature = "ssr")]
pub use error::AppError;
#[cfg(feature = "ssr")]
pub use page::{FormResult, PageResult};
#[cfg(feature = "ssr")]
pub use state::AppState;
#[cfg(feature = "ssr")]
pub use visit::Visit;
