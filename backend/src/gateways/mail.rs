//! How mail leaves the house: a folder of `.eml` files by default, SMTP by configuration.

use crate::{
    error::{Error, Result},
    outbox::letterhead::LOGO,
};
use chrono::{DateTime, Utc};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::Envelope,
    message::{
        self, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use std::path::PathBuf;
use uuid::Uuid;

/// A message that is ready to go.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The row of the outbox: becomes the Message-ID, so that receivers can tell doubles.
    pub id: Uuid,
    /// The sender's name.
    pub from_name: String,
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text for those who read text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The picture that the HTML shows as [`LOGO`]: a PNG.
    pub logo: Option<Vec<u8>>,
    /// The business time at which it leaves.
    pub at: DateTime<Utc>,
    /// The address under which it is answered, if not the sender's.
    pub reply_to: Option<String>,
    /// Where it goes back to if it cannot be delivered, if not to the sender's address.
    pub bounces_to: Option<String>,
    /// What it belongs to, so that mail programs show it there.
    pub thread: Option<Thread>,
    /// What comes with it.
    pub attachment: Option<Attachment>,
}

/// A file that comes with a letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Whether a letter was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Taken {
    /// It is on its way.
    Yes,
    /// It was refused for good: there is no such address, or it is too large. In the server's words.
    Never(String),
}

/// Where a letter stands among those that belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thread {
    /// What they belong to: a letter of this id may never have been written.
    pub root: Uuid,
    /// The one before it.
    pub follows: Option<Uuid>,
}

/// Where mail goes.
pub enum Mail {
    /// Into a folder, one file a message.
    Folder {
        /// The folder.
        path: PathBuf,
        /// The sender's address.
        from: String,
    },
    /// To a mail server.
    Smtp {
        /// The connection pool.
        transport: AsyncSmtpTransport<Tokio1Executor>,
        /// The sender's address.
        from: String,
    },
}

impl Mail {
    /// Mail into a folder.
    pub fn folder(path: PathBuf, from: impl Into<String>) -> Self {
        Self::Folder { path, from: from.into() }
    }

    /// Mail to a server, e.g. `smtps://user:password@mail.example:465`.
    pub fn smtp(url: &str, from: impl Into<String>) -> Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|e| Error::caused("reading the SMTP address", e))?
            .build();
        Ok(Self::Smtp { transport, from: from.into() })
    }

    /// Sends one message. An error means that it may be tried again.
    pub async fn send(&self, letter: &Letter) -> Result<Taken> {
        match self {
            Self::Folder { path, from } => {
                let message = compose(letter, from)?;
                tokio::fs::create_dir_all(path)
                    .await
                    .map_err(|e| Error::caused("making the mail folder", e))?;
                let name = format!("{}-{}.eml", letter.at.format("%Y%m%d-%H%M%S"), letter.id);
                tokio::fs::write(path.join(name), message.formatted())
                    .await
                    .map_err(|e| Error::caused("writing a message", e))?;
                Ok(Taken::Yes)
            }
            Self::Smtp { transport, from } => {
                let message = compose(letter, from)?;
                match transport.send(message).await {
                    Ok(_) => Ok(Taken::Yes),
                    Err(error) if error.is_permanent() => Ok(Taken::Never(error.to_string())),
                    Err(error) => Err(Error::caused("sending mail", error)),
                }
            }
        }
    }
}

fn compose(letter: &Letter, from: &str) -> Result<Message> {
    let unusable = |e| Error::caused("an address that mail cannot be sent to", e);
    let sender = from.parse().map_err(unusable)?;
    let recipient: Mailbox = letter.to.parse().map_err(unusable)?;
    let recipient_address = recipient.email.clone();
    let domain = from.rsplit('@').next().unwrap_or("localhost");
    let name = |id: Uuid| format!("<{id}@{domain}>");
    let mut message = Message::builder()
        .from(Mailbox::new(Some(letter.from_name.clone()), sender))
        .to(recipient)
        .message_id(Some(name(letter.id)))
        .date(letter.at.into())
        .subject(letter.subject.clone())
        // Nobody's absence is to be answered to us.
        .raw_header(plain("Auto-Submitted", "auto-generated")?)
        .raw_header(plain("X-Auto-Response-Suppress", "All")?);
    if let Some(address) = &letter.bounces_to {
        let back = Some(address.parse().map_err(unusable)?);
        let envelope = Envelope::new(back, vec![recipient_address])
            .map_err(|e| Error::caused("addressing a message", e))?;
        message = message.envelope(envelope);
    }
    if let Some(address) = &letter.reply_to {
        message = message.reply_to(address.parse().map_err(unusable)?);
    }
    if let Some(thread) = letter.thread {
        let before = thread.follows.map(name);
        let root = name(thread.root);
        let all = before.iter().fold(root.clone(), |all, id| format!("{all} {id}"));
        message = message.in_reply_to(before.unwrap_or(root)).references(all);
    }
    let words = words(letter)?;
    let whole = match &letter.attachment {
        None => words,
        Some(file) => {
            let kind = ContentType::parse(file.media_type)
                .map_err(|e| Error::caused("naming a media type", e))?;
            let part = message::Attachment::new(file.name.clone());
            MultiPart::mixed().multipart(words).singlepart(part.body(file.bytes.clone(), kind))
        }
    };
    message.multipart(whole).map_err(|e| Error::caused("composing a message", e))
}

/// The letter as text and as HTML, with the picture that the HTML shows.
fn words(letter: &Letter) -> Result<MultiPart> {
    let (text, html) = (letter.text.clone(), letter.html.clone());
    let Some(logo) = &letter.logo else { return Ok(MultiPart::alternative_plain_html(text, html)) };
    let png =
        ContentType::parse("image/png").map_err(|e| Error::caused("naming a media type", e))?;
    let picture = message::Attachment::new_inline(LOGO.to_owned()).body(logo.clone(), png);
    let shown = MultiPart::related().singlepart(SinglePart::html(html)).singlepart(picture);
    Ok(MultiPart::alternative().singlepart(SinglePart::plain(text)).multipart(shown))
}

fn plain(name: &'static str, value: &str) -> Result<HeaderValue> {
    let name = HeaderName::new_from_ascii(name.to_owned())
        .map_err(|e| Error::caused("naming a header", e))?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_comes_back_to_where_it_says_and_comes_from_the_seller() {
        let letter = Letter {
            id: Uuid::from_u128(7),
            from_name: "Nordhaven Bearings".to_owned(),
            to: "m.dewit@ferrow.example".to_owned(),
            subject: "Invoice NH-1".to_owned(),
            text: "It is attached.".to_owned(),
            html: "<p>It is attached.</p>".to_owned(),
            logo: Some(b"picture".to_vec()),
            at: DateTime::UNIX_EPOCH,
            reply_to: None,
            bounces_to: Some("bounce+7@reply.nordhaven.example".to_owned()),
            thread: None,
            attachment: None,
        };
        let message = compose(&letter, "portal@nordhaven.example").expect("a message");
        let back = message.envelope().from().map(ToString::to_string);
        assert_eq!(back.as_deref(), Some("bounce+7@reply.nordhaven.example"));
        let to: Vec<_> = message.envelope().to().iter().map(ToString::to_string).collect();
        assert_eq!(to, ["m.dewit@ferrow.example"]);
        let text = String::from_utf8_lossy(&message.formatted()).into_owned();
        assert!(text.contains("portal@nordhaven.example") && !text.contains("bounce+"), "{text}");
        assert!(text.contains("From: \"Nordhaven Bearings\" <"), "{text}");
        assert!(
            text.contains("Content-ID: <logo>") && text.contains("multipart/related"),
            "{text}"
        );
    }
}
