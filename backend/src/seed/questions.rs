//! What customers asked besides, and what they were answered. Some wait for an answer, some for a
//! reader.

use super::{
    accounts::{self, Account, FERROW, MAASLAND},
    book::Book,
    habits::banking_day_before,
    invoices::moment,
    people,
    replay::{post, then},
};
use crate::{
    Backend,
    conversations::{self, NewQuestion, NewReply, NewWord},
    error::{Error, Result},
};
use chrono::{Days, Duration};
use domain::{
    conversation::{About, Saying},
    ids::{ConversationId, InvoiceId},
};
use uuid::Uuid;

/// Something that was asked.
struct Told {
    account: &'static str,
    /// Asked so many days ago.
    ago: u64,
    /// A few words where it is about the account; else it is about the invoice before.
    subject: &'static str,
    /// The first word is the customer's, and after so many days come the others.
    words: &'static [(u64, Word)],
    /// Whether the customer has read what was written last.
    is_read: bool,
}

enum Word {
    /// The customer writes.
    Theirs(&'static str),
    /// The seller writes.
    Ours(&'static str),
    /// It needs no answer.
    Rests,
}

use Word::{Ours, Rests, Theirs};

/// Every one, the oldest first. The first word of each is the customer's.
#[rustfmt::skip]
const QUESTIONS: &[Told] = &[
    Told { account: "10034", ago: 92, subject: "Holiday in August", is_read: true, words: &[
        (0, Theirs("We are closed for two weeks in August. Our run of the 31st comes on 3 September.")),
        (0, Ours("Thank you for telling us. We have noted it.")),
        (1, Theirs("Thanks.")),
        (1, Rests),
    ] },
    Told { account: FERROW, ago: 33, subject: "A letter about a new bank account", is_read: true, words: &[
        (0, Theirs("We got a letter that says your bank account has changed. Is it from you?")),
        (0, Ours("No. Our account is the one on every invoice here, since 2021. Please do not pay to the other one, and send us the letter.")),
        (1, Theirs("It is in the post. Thank you.")),
        (1, Rests),
    ] },
    Told { account: "10084", ago: 20, subject: "", is_read: false, words: &[
        (0, Theirs("Which of our orders is this? Two were open on that day.")),
        (1, Ours("It is the one of Tuesday, with the chains. We wrote its number on the invoice.")),
    ] },
    Told { account: "10012", ago: 14, subject: "Another address for deliveries", is_read: true, words: &[
        (0, Theirs("From next month on please deliver to gate 3.")),
        (1, Ours("Done. Does the office stay where it is?")),
        (2, Theirs("Yes, only the goods go there.")),
    ] },
    Told { account: FERROW, ago: 6, subject: "The statement of last quarter", is_read: false, words: &[
        (0, Theirs("Our auditors ask for a statement of the last quarter, signed. Can you do that?")),
        (1, Ours("The PDF on the page Statement is what we would sign. If they want it on paper, tell us their address.")),
    ] },
    Told { account: MAASLAND, ago: 4, subject: "", is_read: true, words: &[
        (0, Theirs("Can we pay half of it now and the rest at the end of the month?")),
    ] },
    Told { account: "70037", ago: 2, subject: "A new card", is_read: true, words: &[
        (0, Theirs("Our card has a new number from Monday on. Do we have to tell you?")),
    ] },
];

/// What each is about, found in the book.
pub struct Questions(Vec<(&'static Told, &'static Account, About)>);

impl Questions {
    /// Finds the invoices. What finds none is not asked.
    pub fn of(book: &Book, backend: &Backend) -> Result<Self> {
        let mut asked = Vec::new();
        for told in QUESTIONS {
            let account = accounts::find(told.account)?;
            let on = backend.clock.today(account.seller.time_zone) - Days::new(told.ago + 3);
            let about = match told.subject {
                "" => last_before(book, account, on).map(About::Invoice),
                _ => Some(About::Account(account.id())),
            };
            asked.extend(about.map(|about| (told, account, about)));
        }
        Ok(Self(asked))
    }

    /// Asks and answers them.
    pub async fn replay(&self, backend: &Backend) -> Result<()> {
        for (told, account, about) in &self.0 {
            ask(backend, told, account, *about).await?;
        }
        Ok(())
    }
}

/// The last invoice of an account before a day.
fn last_before(book: &Book, account: &Account, on: chrono::NaiveDate) -> Option<InvoiceId> {
    let theirs = book.bills.iter().filter(|bill| bill.account.number == account.number);
    let before = theirs.filter(|bill| bill.invoice.issued_on < on);
    before.max_by_key(|bill| bill.invoice.issued_on).map(|bill| bill.invoice.id)
}

async fn ask(
    backend: &Backend,
    told: &Told,
    account: &'static Account,
    about: About,
) -> Result<()> {
    let nobody = || Error::bug(format!("nobody asks for {}", account.number));
    let buyer = people::disputer_of(account).ok_or_else(nobody)?;
    let clerk = people::lena(account.seller);
    let today = backend.clock.today(account.seller.time_zone);
    let asked_on = banking_day_before(today - Days::new(told.ago) + Days::new(1));
    let mut at = moment(account, asked_on, 10, 20)?;
    let mut conversation: Option<ConversationId> = None;
    for (days, word) in told.words {
        let day = banking_day_before(asked_on + Days::new(days + 1));
        at = moment(account, day, 10, 20)?.max(at + Duration::minutes(50));
        let then = then(backend, at);
        let id = Uuid::now_v7();
        match (word, conversation) {
            (Theirs(text), None) => {
                let (subject, text) = (told.subject.to_owned(), (*text).to_owned());
                let new = NewQuestion { id, about, subject, text, files: Vec::new() };
                conversation = Some(conversations::ask(&then, &buyer, &new).await?);
            }
            (Theirs(text), Some(conversation)) => {
                let new = NewReply { id, text: (*text).to_owned(), files: Vec::new() };
                conversations::reply(&then, &buyer, conversation, &new).await?;
            }
            (Ours(text), Some(conversation)) => {
                let (text, saying) = ((*text).to_owned(), Saying::Word);
                let new = NewWord { id, text, saying, asks: None, files: Vec::new() };
                conversations::answer(&then, &clerk, conversation, &new).await?;
            }
            (Rests, Some(conversation)) => {
                conversations::rest(&then, &clerk, conversation).await?;
            }
            (Ours(_) | Rests, None) => return Err(Error::bug("a question begins with a question")),
        }
        post(backend, at).await?;
        if let Some(conversation) = conversation.filter(|_| told.is_read) {
            conversations::get(&then, &buyer, conversation).await?;
        }
    }
    Ok(())
}
