//! The letter about a dispute that is late. It goes to the seller's own people.

use crate::reminders::escape;
use domain::money::Money;

/// What is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// The first answer.
    Response,
    /// The decision.
    Resolution,
    /// What is delivered again.
    Delivery,
}

impl What {
    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Resolution => "resolution",
            Self::Delivery => "delivery",
        }
    }

    /// In a few words.
    pub fn missing(self) -> &'static str {
        match self {
            Self::Response => "without an answer",
            Self::Resolution => "not decided",
            Self::Delivery => "not delivered",
        }
    }
}

pub(super) struct Letter<'a> {
    pub reader: &'a str,
    pub what: What,
    pub due: &'a str,
    pub number: &'a str,
    pub account: &'a str,
    pub amount: Money,
    pub reason: &'a str,
    pub team: &'a str,
    pub owner: Option<&'a str>,
    pub address: String,
}

impl Letter<'_> {
    pub fn subject(&self) -> String {
        format!("Late: dispute {} of {}, {}", self.number, self.account, self.what.missing())
    }

    fn paragraphs(&self) -> [String; 3] {
        let due = self.due;
        let was_due = match self.what {
            What::Response => format!("should have had an answer by {due}, and has none"),
            What::Resolution => format!("should have been decided by {due}, and is not"),
            What::Delivery => format!("promises a delivery by {due}, which has not come"),
        };
        let who = match self.owner {
            Some(owner) => format!("{owner}, {}, looks after it.", self.team),
            None => format!("{} looks after it, and nobody there has taken it on yet.", self.team),
        };
        let standing = match self.what {
            What::Response | What::Resolution => {
                "The customer is not told of this. What is disputed stays on hold, and reminders leave it out."
            }
            What::Delivery => {
                "The customer sees the day that was promised. Note there that it has come, or move the day and say why."
            }
        };
        [
            format!(
                "dispute {} of {} over {} ({}) {was_due}.",
                self.number, self.account, self.amount, self.reason
            ),
            who,
            standing.to_owned(),
        ]
    }

    pub fn text(&self) -> String {
        let paragraphs = self.paragraphs().join("\n\n");
        format!("Hello {},\n\n{paragraphs}\n\nOpen it: {}\n", self.reader, self.address)
    }

    pub fn html(&self) -> String {
        let paragraphs = self.paragraphs().map(|text| format!("<p>{}</p>", escape(&text))).concat();
        format!(
            "<div lang=\"en\"><p>Hello {},</p>{paragraphs}<p><a href=\"{}\">Open it</a></p></div>",
            escape(self.reader),
            escape(&self.address),
        )
    }
}
