//! Asking, answering, and letting a conversation rest.

use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{
        self,
        files::{Sending, keep},
    },
    pages::{
        portal::{conversation as one_page, conversations::new as ask_page},
        staff::{conversation as staff_page, conversations::new as first_page},
    },
};
use axum::extract::{Path, State};
use backend::{
    Buyer,
    conversations::{self, NewQuestion, NewReply, NewWord},
    files::{self, By, Checked},
    receivables::conversations as queue,
};
use domain::{
    access::Action,
    conversation::{About, Saying},
    ids::ConversationId,
};
use serde::Deserialize;
use uuid::Uuid;

/// A question as it was typed.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Question {
    /// The message's id, made with the page: sent twice, it is asked once.
    #[serde(default = "Uuid::now_v7")]
    pub id: Uuid,
    /// What kind of thing it is about; none is the account.
    about: Option<String>,
    /// Which one.
    of: Option<Uuid>,
    /// What it is about, in a few words.
    #[serde(default)]
    pub subject: String,
    /// What is asked.
    #[serde(default)]
    pub message: String,
    /// The files that go with it.
    #[serde(skip)]
    pub files: Vec<Checked>,
}

impl Question {
    /// What it is about. Disputes have a form of their own.
    pub fn about(&self, buyer: &Buyer) -> Result<About, AppError> {
        match (self.about.as_deref(), self.of) {
            (None | Some("account"), _) => Ok(About::Account(buyer.account_id)),
            (Some(code), Some(id)) => {
                About::of(code, id).ok_or_else(|| backend::Error::NotFound.into())
            }
            (Some(_), None) => Err(backend::Error::NotFound.into()),
        }
    }
}

/// POST /conversations/new
pub async fn ask(visit: Visit, State(app): State<AppState>, sending: Sending) -> FormResult {
    let buyer = visit.buyer()?;
    let by = By::Buyer(buyer);
    files::may_put(&app.backend, by).await?;
    let mut sent = sending.read(&app).await?;
    let mut question: Question = sent.fields()?;
    let about = question.about(buyer)?;
    question.files = sent.files(&app.backend, by).await?;
    let mut problems = sent.problems;
    if problems.is_empty() {
        let new = NewQuestion {
            id: question.id,
            about,
            subject: question.subject.clone(),
            text: question.message.clone(),
            files: question.files.clone(),
        };
        match forms::refusal_of(conversations::ask(&app.backend, buyer, &new).await)? {
            Ok(id) => return Ok(forms::done(&format!("/conversations/{id}"), Done::Asked)),
            Err(refusal) => problems.add(refusal),
        }
    }
    let filed = conversations::offer(&app.backend, buyer, about).await?;
    question.files = keep(&app.backend, by, question.files, &mut problems).await?;
    Ok(ask_page::show(&visit, &filed, &question, &problems).refused())
}

/// What is being written.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Reply {
    /// The message's id, made with the page: sent twice, it is written once.
    pub id: Uuid,
    /// What.
    #[serde(default)]
    pub message: String,
    /// The files that go with it.
    #[serde(skip)]
    pub files: Vec<Checked>,
}

impl Default for Reply {
    fn default() -> Self {
        Self { id: Uuid::now_v7(), message: String::new(), files: Vec::new() }
    }
}

impl Reply {
    /// What it means.
    pub fn read(&self) -> NewReply {
        NewReply { id: self.id, text: self.message.clone(), files: self.files.clone() }
    }
}

/// POST /conversations/{id}
pub async fn reply(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ConversationId>,
    sending: Sending,
) -> FormResult {
    let buyer = visit.buyer()?;
    let by = By::Buyer(buyer);
    files::may_put(&app.backend, by).await?;
    let mut sent = sending.read(&app).await?;
    let mut reply: Reply = sent.fields()?;
    reply.files = sent.files(&app.backend, by).await?;
    let mut problems = sent.problems;
    if problems.is_empty() {
        let answer = conversations::reply(&app.backend, buyer, id, &reply.read()).await;
        match forms::refusal_of(answer)? {
            Ok(()) => return Ok(forms::done(&format!("/conversations/{id}"), Done::Written)),
            Err(refusal) => problems.add(refusal),
        }
    }
    let conversation = conversations::get(&app.backend, buyer, id).await?;
    reply.files = keep(&app.backend, by, reply.files, &mut problems).await?;
    Ok(one_page::show(&visit, &conversation, &reply, &problems)?.refused())
}

/// What staff write.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Word {
    /// The message's id, made with the page: sent twice, it is written once.
    pub id: Uuid,
    /// What.
    #[serde(default)]
    pub message: String,
    /// For whom: `word`, `question`, `note`, or `ask-` and a colleague's id.
    #[serde(default)]
    pub to: String,
    /// `canned` where an answer is to be put into it, and nothing sent.
    #[serde(default, rename = "do")]
    pub act: String,
    /// The answer that was chosen, by its id.
    #[serde(default)]
    pub canned_message: String,
    /// The files that go with it.
    #[serde(skip)]
    pub files: Vec<Checked>,
}

impl Default for Word {
    fn default() -> Self {
        let (id, to) = (Uuid::now_v7(), "word".to_owned());
        let (message, act, canned_message) = Default::default();
        Self { id, message, to, act, canned_message, files: Vec::new() }
    }
}

impl Word {
    /// A form that proposes to ask the customer.
    pub fn question() -> Self {
        Self { to: "question".to_owned(), ..Self::default() }
    }

    /// What it means. What nobody can read is shown to nobody outside.
    pub fn read(&self) -> NewWord {
        let colleague = self.to.strip_prefix("ask-").and_then(|id| id.parse().ok());
        let saying = match self.to.as_str() {
            "question" => Saying::Question,
            "word" => Saying::Word,
            _ => Saying::Note,
        };
        let (text, files) = (self.message.clone(), self.files.clone());
        NewWord { id: self.id, text, saying, asks: colleague, files }
    }
}

/// The first thing that staff write about something.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct First {
    /// The message's id, made with the page: sent twice, it is written once.
    #[serde(default = "Uuid::now_v7")]
    pub id: Uuid,
    about: String,
    of: Uuid,
    /// What it is about, in a few words; for an account.
    #[serde(default)]
    pub subject: String,
    /// What.
    #[serde(default)]
    pub message: String,
    /// Whether an answer is awaited.
    #[serde(default)]
    pub to: String,
    /// The files that go with it.
    #[serde(skip)]
    pub files: Vec<Checked>,
}

impl First {
    /// What it is about.
    pub fn about(&self) -> Result<About, AppError> {
        About::of(&self.about, self.of).ok_or_else(|| backend::Error::NotFound.into())
    }

    fn word(&self) -> Word {
        let (message, to) = (self.message.clone(), self.to.clone());
        Word { id: self.id, message, to, files: self.files.clone(), ..Word::default() }
    }
}

/// POST /staff/conversations/new
pub async fn begin(visit: Visit, State(app): State<AppState>, sending: Sending) -> FormResult {
    let staff = visit.staff()?;
    staff.may(Action::Write)?;
    let mut sent = sending.read(&app).await?;
    let mut first: First = sent.fields()?;
    let about = first.about()?;
    let filed = queue::offer(&app.backend, staff, about).await?;
    let by = By::Staff(staff, filed.account_id);
    first.files = sent.files(&app.backend, by).await?;
    let mut problems = sent.problems;
    if problems.is_empty() {
        let word = first.word().read();
        let began = conversations::begin(&app.backend, staff, about, &first.subject, &word).await;
        match forms::refusal_of(began)? {
            Ok(id) => {
                return Ok(forms::done(&format!("/staff/conversations/{id}"), Done::Written));
            }
            Err(refusal) => problems.add(refusal),
        }
    }
    first.files = keep(&app.backend, by, first.files, &mut problems).await?;
    Ok(first_page::show(&visit, &filed, &first, &problems).refused())
}

/// POST /staff/conversations/{id}
pub async fn answer(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ConversationId>,
    sending: Sending,
) -> FormResult {
    let staff = visit.staff()?;
    staff.may(Action::Write)?;
    let open = queue::get(&app.backend, staff, id).await?;
    let by = By::Staff(staff, open.account_id);
    let mut sent = sending.read(&app).await?;
    let mut word: Word = sent.fields()?;
    word.files = sent.files(&app.backend, by).await?;
    let mut problems = sent.problems;
    if problems.is_empty() {
        let answer = conversations::answer(&app.backend, staff, id, &word.read()).await;
        match forms::refusal_of(answer)? {
            Ok(()) => return Ok(forms::done(&format!("/staff/conversations/{id}"), Done::Written)),
            Err(refusal) => problems.add(refusal),
        }
    }
    word.files = keep(&app.backend, by, word.files, &mut problems).await?;
    Ok(staff_page::show(&visit, &open, &word, &problems)?.refused())
}

/// POST /staff/conversations/{id}/rest
pub async fn rest(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ConversationId>,
) -> FormResult {
    conversations::rest(&app.backend, visit.staff()?, id).await?;
    Ok(forms::done(&format!("/staff/conversations/{id}"), Done::Saved))
}
