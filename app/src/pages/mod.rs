//! The GETs: one file per noun. A handler loads what it needs from the backend, then renders; it
//! holds no rules and no SQL. `portal` is for buyers, `staff` for the seller's people, `public`
//! for anybody; [`brand`] is what is the seller's own, [`preferences`] and [`bundles`] are pages for both sides. [`routes`] lists every address.

pub mod billed;
pub mod brand;
pub mod bundles;
pub mod portal;
pub mod preferences;
pub mod public;
pub mod query;
pub mod routes;
pub mod staff;
