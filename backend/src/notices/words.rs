//! What a notice says: who did what, what was written, what it comes to, and how it is answered.

use super::{letters::Notice, readers::Reader};
use crate::reminders::escape;
use domain::{
    calendar,
    conversation::{About, Side},
    money::Money,
    notice::Step,
    quoted,
};
use std::fmt::Write as _;

/// The most invoices that a subject names.
const NAMED: usize = 3;

/// A letter to be written.
pub(super) struct Letter<'a> {
    pub notice: &'a Notice,
    pub reader: &'a Reader,
    pub public_url: &'a str,
    /// Whether an answer to this letter comes back to us.
    pub can_reply: bool,
    /// Whether nothing is to be answered any more.
    pub is_over: bool,
}

impl Letter<'_> {
    fn is_for_staff(&self) -> bool {
        self.reader.side == Side::Seller
    }

    /// The same for all letters about one thing: mail programs keep together what is called alike.
    pub fn subject(&self) -> String {
        let notice = self.notice;
        let mut subject = notice.subject.clone();
        for number in notice.invoices.iter().take(NAMED) {
            let _ = write!(subject, ", {number}");
        }
        if let Some(more @ 1..) = notice.invoices.len().checked_sub(NAMED) {
            let _ = write!(subject, " and {more} more");
        }
        if self.is_for_staff() {
            subject = format!("{}: {subject}", notice.account_name);
        }
        subject
    }

    /// What it is about, inside a sentence.
    fn thing(&self) -> String {
        let subject = &self.notice.subject;
        let mut letters = subject.chars();
        match (self.notice.about, letters.next()) {
            (About::Account(_), _) | (_, None) => format!("“{subject}”"),
            (_, Some(first)) => format!("{}{}", first.to_lowercase(), letters.as_str()),
        }
    }

    /// Who did it, as this reader knows them.
    fn by(&self) -> String {
        let notice = self.notice;
        let name = &notice.by_name;
        let is_theirs =
            matches!(notice.step, Step::Opened | Step::Reopened | Step::Answered | Step::Withdrawn);
        match (self.reader.side, is_theirs) {
            (Side::Buyer, true) => name.clone(),
            (Side::Buyer, false) => format!("{name} of {}", notice.entity_name),
            (Side::Seller, true) => format!("{name} of {}", notice.account_name),
            (Side::Seller, false) => name.clone(),
        }
    }

    /// What happened, in a sentence; a colon where what was written follows.
    fn told(&self) -> String {
        let (by, thing, notice) = (self.by(), self.thing(), self.notice);
        let zero = notice.amounts.map(|amounts| Money::zero(amounts.disputed.currency));
        match (notice.step, notice.amounts) {
            (Step::Opened, Some(of)) => {
                let invoices = notice.invoices.join(", ");
                let until = "It is on hold until it is decided.";
                format!("{by} disputes {} of {invoices}. {until}", of.disputed.full())
            }
            (Step::Reopened, _) => format!("{by} opened {thing} again:"),
            (Step::HandedOver, _) => self.handed_over(&by, &thing),
            (Step::TakenOn, _) => format!("{by} looks after {thing} now."),
            (Step::Asked, _) if self.is_for_staff() => format!("{by} asks about {thing}:"),
            (Step::Asked, _) => format!("{by} asks you about {thing}:"),
            (Step::Noted, _) => {
                let account = &notice.account_name;
                format!("{by} asks you about {thing} of {account}. The customer does not read it:")
            }
            (Step::PartDecided, Some(of)) => format!(
                "A part of {thing} is decided. Of the {} that were disputed, {} is taken off so far; {} is not decided yet.{}",
                of.disputed.full(),
                taken_off(of.off, zero),
                of.undecided.full(),
                self.comes()
            ),
            (Step::Decided, Some(of)) => format!(
                "It is decided about {thing}. Of the {} that were disputed, {} is taken off.{}",
                of.disputed.full(),
                taken_off(of.off, zero),
                self.comes()
            ),
            (Step::DeliveryMoved, _) => {
                format!("What is delivered again for {thing} comes on another day. {by} wrote:")
            }
            (Step::Delivered, _) => format!("What was to be delivered again for {thing} has come:"),
            (Step::Withdrawn, Some(of)) => {
                format!("{by} took back {thing}. {} is no longer on hold.", of.undecided.full())
            }
            _ => format!("{by} wrote about {thing}:"),
        }
    }

    /// Into whose hands it was given: this reader's, or their team's.
    fn handed_over(&self, by: &str, thing: &str) -> String {
        let (notice, account) = (self.notice, &self.notice.account_name);
        let whom = match (&notice.team, notice.owner_id == Some(self.reader.id.0)) {
            (_, true) | (None, _) => "you".to_owned(),
            (Some((_, team)), false) => format!("{team}; nobody there has taken it on yet"),
        };
        let note = match notice.text {
            Some(_) => " Their note, which the customer does not read:",
            None => "",
        };
        format!("{by} handed {thing} of {account} over to {whom}.{note}")
    }

    /// By when what is delivered again comes.
    fn comes(&self) -> String {
        let by = self.notice.deliver_by.map(calendar::long);
        by.map_or_else(String::new, |by| format!(" What is delivered again comes by {by}."))
    }

    /// What leads to what was written, where the sentence before does not.
    fn lead(&self) -> Option<&'static str> {
        match self.notice.step {
            Step::Opened => Some("What they say:"),
            Step::PartDecided | Step::Decided => Some("Why:"),
            _ => None,
        }
    }

    fn address(&self) -> String {
        let staff = if self.is_for_staff() { "/staff" } else { "" };
        let path = match self.notice.about {
            About::Dispute(id) => format!("disputes/{id}"),
            _ => format!("conversations/{}", self.notice.conversation),
        };
        format!("{}{staff}/{path}", self.public_url)
    }

    /// What to do, before the address.
    fn way_on(&self) -> &'static str {
        match (self.can_reply, self.reader.can_answer && !self.is_over) {
            (true, _) => "Answer this mail, or here",
            (false, true) => "See and answer it",
            (false, false) => "See it",
        }
    }

    /// Who reads an answer to this letter, where somebody might think otherwise.
    fn answer_goes(&self) -> Option<&'static str> {
        match (self.can_reply && self.is_for_staff(), self.notice.step) {
            (false, _) => None,
            (true, step) if step.is_inside() => {
                Some("An answer to this mail is a note; the customer does not read it.")
            }
            (true, _) => Some("An answer to this mail goes to the customer."),
        }
    }

    fn footer(&self) -> [String; 2] {
        let why = if self.is_for_staff() {
            "You get this because you or your team look after it, or were asked."
        } else {
            "You get this because you take part in it or run the account."
        };
        let page = if self.is_for_staff() { "staff/me" } else { "account" };
        [why.to_owned(), format!("{}/{page}", self.public_url)]
    }

    pub fn text(&self) -> String {
        let mut out = String::new();
        if self.can_reply {
            let _ = writeln!(out, "{}\n", quoted::MARK);
        }
        let _ = writeln!(out, "Hello {},\n\n{}\n", self.reader.name, self.told());
        if let Some(text) = &self.notice.text {
            if let Some(lead) = self.lead() {
                let _ = writeln!(out, "{lead}\n");
            }
            for line in text.lines() {
                let _ = writeln!(out, "{}", format!("  {line}").trim_end());
            }
            out.push('\n');
        }
        let _ = writeln!(out, "{}: {}", self.way_on(), self.address());
        if let Some(words) = self.answer_goes() {
            let _ = writeln!(out, "{words}");
        }
        if !self.is_for_staff() {
            let _ = writeln!(out, "We never send new bank details by mail; the portal has them.");
        }
        let [why, page] = self.footer();
        let _ = write!(
            out,
            "\n{}\n\n{why}\nChange what we mail you: {page}\n",
            self.notice.entity_name
        );
        out
    }

    pub fn html(&self) -> String {
        let mark = match self.can_reply {
            true => format!("<p>{}</p>", escape(quoted::MARK)),
            false => String::new(),
        };
        let said = self.notice.text.as_ref().map_or_else(String::new, |text| {
            let lead = self.lead().map_or_else(String::new, |lead| format!("<p>{lead}</p>"));
            let text = escape(text).replace('\n', "<br>");
            format!("{lead}<blockquote>{text}</blockquote>")
        });
        let goes = self.answer_goes().map_or_else(String::new, |words| format!("<p>{words}</p>"));
        let bank = match self.is_for_staff() {
            true => "",
            false => "<p>We never send new bank details by mail; the portal has them.</p>",
        };
        let [why, page] = self.footer();
        format!(
            "<div lang=\"en\">{mark}\
             <p>Hello {name},</p><p>{told}</p>{said}<p><a href=\"{address}\">{way_on}</a></p>{goes}{bank}\
             <p>{entity}</p><p>{why} <a href=\"{page}\">Change what we mail you</a></p></div>",
            name = escape(&self.reader.name),
            told = escape(&self.told()),
            address = escape(&self.address()),
            way_on = self.way_on(),
            entity = escape(&self.notice.entity_name),
            page = escape(&page),
        )
    }
}

fn taken_off(off: Money, zero: Option<Money>) -> String {
    if Some(off) == zero { "nothing".to_owned() } else { off.full() }
}
