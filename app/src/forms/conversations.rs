//! Asking, answering, and letting a conversation rest.

use crate::{
    AppError, AppState, FormResult, Visit,
    done::Done,
    forms::{self, Problems},
    pages::{
        portal::{conversation as one_page, conversations::new as ask_page},
        staff::{conversation as staff_page, conversations::new as first_page},
    },
};
use axum::{
    Form,
    extract::{Path, State},
};
use backend::{
    Buyer,
    conversations::{self, NewQuestion, NewWord},
    receivables::conversations as queue,
};
use domain::{
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
pub async fn ask(
    visit: Visit,
    State(app): State<AppState>,
    Form(question): Form<Question>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let about = question.about(buyer)?;
    let new = NewQuestion {
        id: question.id,
        about,
        subject: question.subject.clone(),
        text: question.message.clone(),
    };
    match forms::refusal_of(conversations::ask(&app.backend, buyer, &new).await)? {
        Ok(id) => Ok(forms::done(&format!("/conversations/{id}"), Done::Asked)),
        Err(refusal) => {
            let filed = conversations::offer(&app.backend, buyer, about).await?;
            Ok(ask_page::show(&visit, &filed, &question, &Problems::from(refusal)).refused())
        }
    }
}

/// What is being written.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Reply {
    /// The message's id, made with the page: sent twice, it is written once.
    pub id: Uuid,
    /// What.
    #[serde(default)]
    pub message: String,
}

impl Default for Reply {
    fn default() -> Self {
        Self { id: Uuid::now_v7(), message: String::new() }
    }
}

/// POST /conversations/{id}
pub async fn reply(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ConversationId>,
    Form(reply): Form<Reply>,
) -> FormResult {
    let buyer = visit.buyer()?;
    let answer = conversations::reply(&app.backend, buyer, id, reply.id, &reply.message).await;
    match forms::refusal_of(answer)? {
        Ok(()) => Ok(forms::done(&format!("/conversations/{id}"), Done::Written)),
        Err(refusal) => {
            let conversation = conversations::get(&app.backend, buyer, id).await?;
            let problems = Problems::from(refusal);
            Ok(one_page::show(&visit, &conversation, &reply, &problems)?.refused())
        }
    }
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
}

impl Default for Word {
    fn default() -> Self {
        Self { id: Uuid::now_v7(), message: String::new(), to: "word".to_owned() }
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
        NewWord { id: self.id, text: self.message.clone(), saying, asks: colleague }
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
}

impl First {
    /// What it is about.
    pub fn about(&self) -> Result<About, AppError> {
        About::of(&self.about, self.of).ok_or_else(|| backend::Error::NotFound.into())
    }
}

/// POST /staff/conversations/new
pub async fn begin(
    visit: Visit,
    State(app): State<AppState>,
    Form(first): Form<First>,
) -> FormResult {
    let staff = visit.staff()?;
    let about = first.about()?;
    let word = Word { id: first.id, message: first.message.clone(), to: first.to.clone() };
    let began =
        conversations::begin(&app.backend, staff, about, &first.subject, &word.read()).await;
    match forms::refusal_of(began)? {
        Ok(id) => Ok(forms::done(&format!("/staff/conversations/{id}"), Done::Written)),
        Err(refusal) => {
            let filed = queue::offer(&app.backend, staff, about).await?;
            Ok(first_page::show(&visit, &filed, &first, &Problems::from(refusal)).refused())
        }
    }
}

/// POST /staff/conversations/{id}
pub async fn answer(
    visit: Visit,
    State(app): State<AppState>,
    Path(id): Path<ConversationId>,
    Form(word): Form<Word>,
) -> FormResult {
    let staff = visit.staff()?;
    let answer = conversations::answer(&app.backend, staff, id, &word.read()).await;
    match forms::refusal_of(answer)? {
        Ok(()) => Ok(forms::done(&format!("/staff/conversations/{id}"), Done::Written)),
        Err(refusal) => {
            let open = queue::get(&app.backend, staff, id).await?;
            let problems = Problems::from(refusal);
            Ok(staff_page::show(&visit, &open, &word, &problems)?.refused())
        }
    }
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
