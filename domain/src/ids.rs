//! Typed ids, so that an invoice's id can never be passed where a payment's is meant.
//! All are UUIDs, version 7 where we make them: they sort by time and tell nothing of volumes.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A legal entity of the seller.
    EntityId,
    /// A customer company of one entity.
    AccountId,
    /// A login, of a buyer or of staff.
    UserId,
    /// A person at an account who is written to.
    ContactId,
    /// An invoice.
    InvoiceId,
    /// What is to be paid of an invoice by one date.
    OpenItemId,
    /// A credit note.
    CreditNoteId,
    /// A payment, and the idempotency key under which it was made.
    PaymentId,
    /// A promise to pay.
    PromiseId,
    /// A document as it came in, and its key in the store.
    OriginalId,
    /// Several documents in one file, and the key of the form that asked for it.
    BundleId,
    /// A dispute, and the key of the form that opened it.
    DisputeId,
    /// One line of a dispute.
    DisputeLineId,
    /// What somebody would decide about a dispute.
    ProposalId,
    /// A delivery that a decision promises.
    DeliveryId,
    /// An answer that staff write often.
    CannedAnswerId,
    /// A conversation.
    ConversationId,
    /// People of the seller who look after disputes together.
    TeamId,
    /// A rule that leads disputes to a team.
    RuleId,
    /// A change of an account's own data.
    AccountChangeId,
    /// A file that goes with a message or a paper.
    FileId,
    /// A paper that the seller attached, and the key of the form that did it.
    SupportingDocumentId,
    /// One contact with the customer.
    TouchId,
    /// One run of an import.
    ImportId,
    /// A row of the job queue.
    JobId,
}
