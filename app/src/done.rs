//! What the form before this page did: a code in the query, said in fixed words. So nobody can
//! send a link that makes our page say something of theirs.

macro_rules! done {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $words:literal;)*) => {
        /// What a form did.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Done { $($(#[$doc])* $variant),* }

        impl Done {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code in the query.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// What the page says.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),* }
            }
        }
    };
}

done! {
    /// A calendar's address was ended.
    CalendarEnded = "calendar-ended", "The address is ended. Calendars that use it get nothing any more.";
    /// A calendar's address was made by this form before.
    CalendarMade = "calendar-made", "The address was made already, and is shown once only. If you lost it, make a new one.";
    /// A promise was made.
    Promised = "promised", "Promise kept on file. We do not ask for that amount until its day has passed.";
    /// A promise was taken back.
    PromiseWithdrawn = "promise-withdrawn", "The promise is withdrawn. The amount is to pay again.";
    /// A dispute was opened.
    Disputed = "disputed", "The dispute is open. We do not ask for that amount until it is decided.";
    /// A dispute was taken back.
    DisputeWithdrawn = "dispute-withdrawn", "The dispute is taken back. The amount is to pay again.";
    /// Something was written.
    Written = "written", "It is written, and those whom it is for can read it.";
    /// Something was asked.
    Asked = "asked", "It is sent. The answer comes here.";
    /// A payment was found.
    Found = "found", "Found. We keep on file that you looked for it.";
    /// A change waits to be confirmed.
    Proposed = "proposed", "It waits for the seller to confirm it. Until then what is on file holds.";
    /// Lines of a dispute were decided.
    Decided = "decided", "It is decided, and the customer can read it.";
    /// A decision waits for an approver.
    PutUp = "put-up", "That is above what you decide alone. It waits for an approver.";
    /// A decision waits for the customer.
    Offered = "offered", "It is proposed. It is decided when the customer accepts.";
    /// An approver did not agree.
    NotApproved = "not-approved", "It is not approved. Your note says why.";
    /// The buyer accepted.
    Accepted = "accepted", "It is settled as proposed.";
    /// The buyer did not accept.
    Declined = "declined", "The seller reads why, and what is disputed stays on hold.";
    /// A dispute was opened again.
    Reopened = "reopened", "The dispute is open again. We do not ask for what is left of it until it is decided.";
    /// A dispute is in other hands.
    HandedOver = "handed-over", "It is in other hands now.";
    /// What is delivered again has come.
    Delivered = "delivered", "The customer is told that it has come.";
    /// What is delivered again comes on another day.
    DeliveryMoved = "delivery-moved", "The customer is told the new day, and why.";
    /// A payment is under way.
    PaymentStarted = "payment-started", "The payment is on its way. It counts as paid when the money is there.";
    /// A payment was given up before money moved.
    PaymentCanceled = "payment-canceled", "The payment is canceled. Nothing was charged.";
    /// Another account is shown.
    AccountChanged = "account-changed", "This is the account you chose.";
    /// Something was written down as typed.
    Saved = "saved", "Saved.";
    /// How documents reach somebody was chosen.
    Chosen = "chosen", "It holds from the next document on. What was sent stays as it was.";
    /// A document goes once more.
    SentAgain = "sent-again", "It goes once more. This page says how.";
    /// A refused document was looked after.
    LookedAfter = "looked-after", "It waits for nobody any more.";
    /// A print run is in the post.
    RunPosted = "run-posted", "Its documents count as sent.";
    /// A print run was undone.
    RunUndone = "run-undone", "Its documents wait for the next run.";
    /// A paper was attached.
    Attached = "attached", "It is attached, and the customer can fetch it.";
    /// Something was removed.
    Removed = "removed", "Removed.";
    /// A user was created.
    UserCreated = "user-created", "The user can sign in now.";
    /// A user cannot sign in any more.
    UserDisabled = "user-disabled", "The user is signed out everywhere and cannot sign in again.";
    /// A user has to sign in again.
    UserRevoked = "user-revoked", "The user is signed out everywhere, and the addresses of their calendars have ended.";
    /// Somebody changed their own password.
    OwnPasswordChanged = "own-password-changed", "Your password is changed. Wherever else you were signed in, you are signed out.";
    /// A password was changed.
    PasswordChanged = "password-changed", "The password is changed. All other sessions have ended.";
    /// A file was taken in.
    Imported = "imported", "The file is taken in.";
    /// The clock of the demonstration was moved.
    ClockMoved = "clock-moved", "The clock of this demonstration is moved for everybody.";
    /// Something will be tried again.
    TriedAgain = "tried-again", "It will be tried again within a minute.";
    /// A member of staff has stopped looking at the portal.
    ViewingStopped = "viewing-stopped", "You are back in your own view.";
    /// Signed out.
    SignedOut = "signed-out", "You are signed out.";
    /// Signed out in all browsers.
    SignedOutEverywhere = "signed-out-everywhere", "You are signed out everywhere, and the address of your calendar has ended.";
}

impl Done {
    /// The one that a query tells.
    pub fn of_query(query: &str) -> Option<Self> {
        let code = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
        Self::ALL.iter().copied().find(|done| done.code() == code)
    }

    /// An address that says so when it is opened.
    pub fn at(self, address: &str) -> String {
        let mark = if address.contains('?') { '&' } else { '?' };
        format!("{address}{mark}done={}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_travels_as_a_known_code_only() {
        for done in Done::ALL {
            let address = done.at("/invoices?state=open");
            let (_, query) = address.split_once('?').expect("a query");
            assert_eq!(Done::of_query(query), Some(*done));
        }
        assert_eq!(Done::of_query("done=Call+%2B1+900"), None);
    }
}
