//! Payment providers behind one trait. A provider holds one object per payment: it is created
//! unconfirmed, its reference is stored, and only then is it asked to move money.

use crate::gateways::sandbox::Sandbox;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Money, fee::Method, ids::PaymentId, payment::Reported};
use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc};

/// What a provider is told to prepare. `amount` includes the fee.
#[derive(Clone, Debug)]
pub struct Creation {
    /// Our payment; the provider keeps it, and its creation is idempotent by it.
    pub payment_id: PaymentId,
    /// What will be charged, fee included.
    pub amount: Money,
    /// How.
    pub method: Method,
    /// From what: the provider's token of a card or bank account.
    pub instrument: String,
}

/// What a provider says of a payment. Payloads of webhooks are not believed: this is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The provider's reference.
    pub provider_ref: String,
    /// Where it stands.
    pub reported: Reported,
    /// Why it failed or came back, in words for people.
    pub reason: Option<String>,
    /// When it is expected to settle.
    pub settles_on: Option<NaiveDate>,
    /// Where the buyer has to go, if they have to act: a path or an https address.
    pub action_url: Option<String>,
    /// What it is for, fee included: checked against ours.
    pub amount: Money,
}

/// How asking a provider can fail.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// No answer, or one that says nothing: it may have happened. Never ask again, look it up.
    #[error("the provider did not answer: {0}")]
    NoAnswer(String),
    /// It said no, and nothing happened.
    #[error("the provider refused: {0}")]
    Refused(String),
}

/// A webhook whose signature was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookEvent {
    /// The provider's id of the event.
    pub event_id: String,
    /// What kind of event it is.
    pub kind: String,
    /// The provider's reference of the payment it is about.
    pub object_ref: Option<String>,
}

/// Why a webhook is not believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WebhookRefusal {
    /// No signature header, or one that cannot be read.
    #[error("unsigned")]
    Unsigned,
    /// The signature is not ours.
    #[error("wrong signature")]
    WrongSignature,
    /// Signed too long ago, or in the future.
    #[error("stale signature")]
    Stale,
    /// The body is not an event.
    #[error("unreadable")]
    Unreadable,
}

/// A future that can be held in a trait object.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;

/// A payment provider.
pub trait PaymentProvider: Send + Sync {
    /// Its name in the database and in the webhook's path.
    fn name(&self) -> &'static str;

    /// Prepares a payment without moving money. The same payment id gives the same object.
    fn create<'a>(&'a self, creation: &'a Creation) -> Answer<'a, Snapshot>;

    /// Asks to move money.
    fn confirm<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot>;

    /// Says where it stands.
    fn get<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot>;

    /// Gives it up, if money has not moved.
    fn cancel<'a>(&'a self, provider_ref: &'a str) -> Answer<'a, Snapshot>;

    /// Checks a webhook's signature over its raw bytes, in constant time.
    fn verify(
        &self,
        signature: Option<&str>,
        raw: &[u8],
        at: DateTime<Utc>,
    ) -> Result<WebhookEvent, WebhookRefusal>;
}

/// The providers that are configured. The sandbox is there in demonstrations and tests.
#[derive(Clone, Default)]
pub struct Providers {
    by_name: BTreeMap<&'static str, Arc<dyn PaymentProvider>>,
    sandbox: Option<Arc<Sandbox>>,
}

impl Providers {
    /// With the sandbox only.
    pub fn with_sandbox(sandbox: Sandbox) -> Self {
        let sandbox = Arc::new(sandbox);
        let provider: Arc<dyn PaymentProvider> = sandbox.clone();
        Self { sandbox: Some(sandbox), ..Self::default() }.with(provider)
    }

    /// With another provider, in place of one of the same name.
    pub fn with(mut self, provider: Arc<dyn PaymentProvider>) -> Self {
        self.by_name.insert(provider.name(), provider);
        self
    }

    /// A provider by its name.
    pub fn find(&self, name: &str) -> Option<Arc<dyn PaymentProvider>> {
        self.by_name.get(name).cloned()
    }

    /// The one that new payments are made with.
    pub fn for_new_payments(&self) -> Option<Arc<dyn PaymentProvider>> {
        self.by_name.values().next().cloned()
    }

    /// The sandbox itself, for its own pages and jobs.
    pub fn sandbox(&self) -> Option<&Arc<Sandbox>> {
        self.sandbox.as_ref()
    }
}
