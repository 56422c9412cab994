//! How a document on paper is proved to be genuine.

/// A short code over what must not be changed: number, date, total and account of the money. Whoever
/// makes the document computes it with a secret, and knows it again at the address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// The code, as people type it: `K7-41-QN`.
    pub code: String,
    /// Where number and code are typed.
    pub url: String,
}
