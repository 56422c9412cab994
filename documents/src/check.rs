//! How a document on paper is proved to be genuine.

/// A short code that nobody guesses. Who issued the document knows by it, at the address, what it said: number,
/// date, total and where the money goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// The code, as people type it: `K7-41-QN`.
    pub code: String,
    /// Where number and code are typed.
    pub url: String,
}
