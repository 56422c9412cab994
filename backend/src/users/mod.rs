//! People who sign in. A user is a buyer or staff for good; what they may do is in their
//! memberships: a buyer's role at an account, a staff role at an entity.
//!
//! [`log_in`] lets them in, [`places`] moves them between their accounts and entities, [`admin`]
//! makes and changes them, [`own_password`] and [`notices`] are theirs to change, [`revoke`] ends what lets them in, [`listing`] tells who there is, [`standing`] says who
//! somebody is at this moment, and [`Colleague`] is one of an entity's people.

pub mod admin;
mod colleagues;
pub mod listing;
mod log_in;
pub mod notices;
pub mod own_password;
pub mod places;
pub mod revoke;
pub(crate) mod standing;

pub use colleagues::Colleague;
pub use log_in::{LogInRefusal, log_in};

pub(crate) use colleagues::{colleagues, decider, deciders, told_of};

/// As e-mail addresses are kept: without the blanks around them, in lower case.
pub fn normal_email(typed: &str) -> String {
    typed.trim().to_lowercase()
}
