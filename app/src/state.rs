//! What all handlers share.

use crate::site::Site;
use backend::Backend;
use std::sync::Arc;

/// The backend and the names of the static files. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The hands of the program.
    pub backend: Backend,
    /// The static files.
    pub site: Arc<Site>,
}

impl AppState {
    /// Puts both together.
    pub fn new(backend: Backend, site: Site) -> Self {
        Self { backend, site: Arc::new(site) }
    }
}
