//! Who may do what: roles × actions. The one table; the backend asks it, row-level security
//! stands behind it.

use serde::{Deserialize, Serialize};

macro_rules! roles {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every role, weakest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The code in the database and in forms.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
            /// What people call it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }
            /// The role of a code.
            pub fn of(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

roles! {
    /// What a buyer may do at one account.
    BuyerRole {
        /// Reads everything of the account.
        View = "view", "view";
        /// Reads, pays and promises.
        Pay = "pay", "view and pay";
        /// Reads and disputes.
        Dispute = "dispute", "dispute";
        /// Everything, and runs the roles of the account.
        Admin = "admin", "admin";
    }
}

roles! {
    /// What a member of staff may do at one entity.
    StaffRole {
        /// Reads.
        Viewer = "viewer", "viewer";
        /// Reads, talks to customers, looks at their portal.
        Collector = "collector", "collector";
        /// Reads, imports, applies cash.
        CashApplication = "cash", "cash application";
        /// Decides what is above others' limits.
        Approver = "approver", "approver";
        /// Everything, and runs the users.
        Admin = "admin", "admin";
    }
}

/// Something that can be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// See the account's invoices, payments, statement and data.
    ViewAccount,
    /// Pay invoices of the account.
    Pay,
    /// Promise to pay by a date, or withdraw a promise.
    Promise,
    /// Dispute invoices of the account, or take it back.
    Dispute,
    /// Ask the seller something, and answer.
    Ask,
    /// Change the account's address and contacts; others propose.
    ManageAccount,
    /// Choose the formats and channels of the account's documents.
    ChooseDocuments,
    /// See the receivables of the entity.
    ViewReceivables,
    /// Decide what becomes of a dispute.
    Decide,
    /// Approve what is above a colleague's limit.
    Approve,
    /// Write to customers, and notes for colleagues.
    Write,
    /// Confirm or refuse what customers change of their own data.
    ConfirmChanges,
    /// Look at the portal as an account's user sees it.
    ViewPortalAs,
    /// Load files.
    Import,
    /// See the webhook inbox and work on what is stuck.
    Webhooks,
    /// See and change users and their roles.
    Users,
    /// Change how the entity works: its teams, its rules, its hours, what holds for all its customers.
    Settings,
    /// Move the clock of a demonstration.
    MoveClock,
    /// Read the messages that went out.
    ReadMail,
}

impl Action {
    /// Every action, for the matrix.
    pub const ALL: &'static [Self] = &[
        Self::ViewAccount,
        Self::Pay,
        Self::Promise,
        Self::Dispute,
        Self::Ask,
        Self::ManageAccount,
        Self::ChooseDocuments,
        Self::ViewReceivables,
        Self::Decide,
        Self::Approve,
        Self::Write,
        Self::ConfirmChanges,
        Self::ViewPortalAs,
        Self::Import,
        Self::Webhooks,
        Self::Users,
        Self::Settings,
        Self::MoveClock,
        Self::ReadMail,
    ];
}

/// Whether a buyer's role includes an action.
pub fn buyer_may(role: BuyerRole, action: Action) -> bool {
    use Action as A;
    use BuyerRole as R;
    match action {
        A::ViewAccount | A::Ask => true,
        A::Pay | A::Promise => matches!(role, R::Pay | R::Admin),
        A::Dispute => matches!(role, R::Dispute | R::Admin),
        A::ManageAccount | A::ChooseDocuments => role == R::Admin,
        A::ViewReceivables
        | A::Decide
        | A::Approve
        | A::Write
        | A::ConfirmChanges
        | A::ViewPortalAs
        | A::Import
        | A::Webhooks
        | A::Users
        | A::Settings
        | A::MoveClock
        | A::ReadMail => false,
    }
}

/// Whether a staff role includes an action. Staff never pay, promise or dispute: that is the buyer's.
pub fn staff_may(role: StaffRole, action: Action) -> bool {
    use Action as A;
    use StaffRole as R;
    match action {
        A::ViewReceivables | A::ReadMail => true,
        A::ViewAccount | A::ViewPortalAs | A::Write => role != R::Viewer,
        A::Import | A::Webhooks => matches!(role, R::CashApplication | R::Admin),
        A::Users | A::Settings | A::MoveClock => role == R::Admin,
        A::Approve => matches!(role, R::Approver | R::Admin),
        A::Decide | A::ConfirmChanges | A::ChooseDocuments => {
            matches!(role, R::Collector | R::Approver | R::Admin)
        }
        A::Pay | A::Promise | A::Dispute | A::Ask | A::ManageAccount => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole matrix, as someone who is no engineer reads it. A change here is a decision.
    #[test]
    fn the_matrix_is_as_decided() {
        let buyers: Vec<String> = Action::ALL
            .iter()
            .map(|&action| {
                let may = BuyerRole::ALL.iter().map(|&role| mark(buyer_may(role, action)));
                format!("{action:?} {}", may.collect::<String>())
            })
            .collect();
        let staff: Vec<String> = Action::ALL
            .iter()
            .map(|&action| {
                let may = StaffRole::ALL.iter().map(|&role| mark(staff_may(role, action)));
                format!("{action:?} {}", may.collect::<String>())
            })
            .collect();
        // view, pay, dispute, admin
        assert_eq!(
            buyers,
            [
                "ViewAccount ++++",
                "Pay -+-+",
                "Promise -+-+",
                "Dispute --++",
                "Ask ++++",
                "ManageAccount ---+",
                "ChooseDocuments ---+",
                "ViewReceivables ----",
                "Decide ----",
                "Approve ----",
                "Write ----",
                "ConfirmChanges ----",
                "ViewPortalAs ----",
                "Import ----",
                "Webhooks ----",
                "Users ----",
                "Settings ----",
                "MoveClock ----",
                "ReadMail ----"
            ]
        );
        // viewer, collector, cash application, approver, admin
        assert_eq!(
            staff,
            [
                "ViewAccount -++++",
                "Pay -----",
                "Promise -----",
                "Dispute -----",
                "Ask -----",
                "ManageAccount -----",
                "ChooseDocuments -+-++",
                "ViewReceivables +++++",
                "Decide -+-++",
                "Approve ---++",
                "Write -++++",
                "ConfirmChanges -+-++",
                "ViewPortalAs -++++",
                "Import --+-+",
                "Webhooks --+-+",
                "Users ----+",
                "Settings ----+",
                "MoveClock ----+",
                "ReadMail +++++"
            ]
        );
    }

    fn mark(may: bool) -> char {
        if may { '+' } else { '-' }
    }
}
