//! Reading a mail: whom it is from and to, what it says in whatever charset, and what hangs on it.

use crate::{files::Upload, gateways::inbound::Inbound, users::normal_email};
use domain::inbound;
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders};
use sha2::{Digest, Sha256};

/// The most characters of an address, a subject or a Message-ID that are kept.
const LONGEST_LINE: usize = 320;
/// The most bodies of one mail that are read: some programs cut a text where something hangs on it.
const MOST_BODIES: usize = 20;

/// What a mail is known by before it is worked on.
pub(super) struct Envelope {
    /// The mail's own id; a hash of it where it has none.
    pub message_id: String,
    /// The address that it came to.
    pub recipient: String,
    /// All addresses that it went to, the likeliest first.
    pub recipients: Vec<String>,
    /// Who wrote it, as it says.
    pub sender: String,
    /// About what.
    pub subject: String,
}

/// A mail that could be read.
pub(super) struct Mail {
    /// Whom it is from.
    pub senders: Vec<String>,
    /// Whom it went to, the likeliest first.
    pub recipients: Vec<String>,
    /// All of its text.
    pub text: String,
    /// Whether a program wrote it.
    pub is_automatic: bool,
    /// Why a letter of ours could not be delivered, if that is what it tells.
    pub undelivered: Option<String>,
    /// What hangs on it.
    pub attachments: Vec<Upload>,
}

impl Envelope {
    /// Of whatever came.
    pub fn of(raw: &[u8], inbound: &Inbound) -> Self {
        let message = MessageParser::default().parse_headers(raw);
        let recipients = message.as_ref().map(recipients).unwrap_or_default();
        let ours = recipients.iter().find(|address| inbound.is_ours(address));
        let said = message.as_ref().and_then(|message| message.message_id()).map(line);
        let sender =
            message.as_ref().and_then(|message| addresses(message.from()).into_iter().next());
        Self {
            message_id: said.filter(|id| !id.is_empty()).unwrap_or_else(|| hash(raw)),
            recipient: ours.or(recipients.first()).map(|address| line(address)).unwrap_or_default(),
            sender: sender.map(|address| line(&address)).unwrap_or_default(),
            subject: message.as_ref().and_then(|m| m.subject()).map(line).unwrap_or_default(),
            recipients,
        }
    }
}

impl Mail {
    /// Reads one; none if it is no mail.
    pub fn read(raw: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(raw)?;
        message.from()?;
        let bodies = message.text_body_count().min(MOST_BODIES);
        let texts: Vec<_> = (0..bodies).filter_map(|n| message.body_text(n)).collect();
        Some(Self {
            senders: addresses(message.from()),
            recipients: recipients(&message),
            text: clean(&texts.join("\n")),
            is_automatic: inbound::is_automatic(|name| header(&message, name)),
            undelivered: undelivered(&message),
            attachments: attachments(&message),
        })
    }
}

/// What the part says that mail servers write for programs.
fn undelivered(message: &Message<'_>) -> Option<String> {
    let is_report = |part: &&MessagePart<'_>| {
        part.content_type().is_some_and(|kind| {
            kind.ctype().eq_ignore_ascii_case("message")
                && kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("delivery-status"))
        })
    };
    let part = message.parts.iter().find(is_report)?;
    inbound::undelivered(&String::from_utf8_lossy(part.contents()))
}

/// What hangs on it, without the pictures that stand inside of its text: signatures have such.
fn attachments(message: &Message<'_>) -> Vec<Upload> {
    let hangs = message.attachments().filter(|part| {
        let is_inline = part.content_disposition().is_some_and(|how| how.is_inline());
        !(is_inline && part.content_id().is_some())
    });
    let upload = |part: &MessagePart<'_>| Upload {
        name: line(part.attachment_name().unwrap_or("a file")),
        bytes: part.contents().to_vec(),
    };
    hangs.map(upload).collect()
}

/// Where it was delivered, as servers note it, before what the writer has typed.
fn recipients(message: &Message<'_>) -> Vec<String> {
    let noted = ["x-original-to", "delivered-to", "envelope-to"];
    let mut all: Vec<String> = noted.iter().flat_map(|name| headers(message, name)).collect();
    for address in message.all_to().chain(message.all_cc()) {
        all.extend(addresses(Some(address)));
    }
    all
}

fn addresses(address: Option<&Address<'_>>) -> Vec<String> {
    let all = address.into_iter().flat_map(|address| address.iter());
    all.filter_map(|one| one.address()).map(normal_email).collect()
}

fn header(message: &Message<'_>, name: &str) -> Option<String> {
    headers(message, name).next()
}

fn headers<'m>(message: &'m Message<'_>, name: &'m str) -> impl Iterator<Item = String> + 'm {
    let named = message.headers_raw().filter(move |(other, _)| other.eq_ignore_ascii_case(name));
    named.map(move |(_, value)| {
        let value = value.trim();
        match name {
            "return-path" => value.to_owned(),
            _ => value.trim_matches(['<', '>']).to_owned(),
        }
    })
}

fn hash(raw: &[u8]) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(raw)))
}

/// One line as it is kept.
fn line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_LINE).collect()
}

/// Text as it is kept: no NUL, which Postgres cannot keep, and nothing else that nobody types.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &[u8]) -> Mail {
        Mail::read(raw).expect("a mail")
    }

    #[test]
    fn a_mail_is_read_whatever_its_charset_and_coding() {
        let latin = b"From: J\xf6rg <j@ferrow.example>\r\nTo: a@b.example\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe\r\n";
        assert_eq!(read(latin).text.trim(), "Grüße");
        let japanese = b"From: j@ferrow.example\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B$3$s$K$A$O\x1b(B\r\n";
        assert_eq!(read(japanese).text.trim(), "こんにちは");
        let broken = b"From: j@ferrow.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nsome\xff\x00thing\r\n";
        assert!(!read(broken).text.contains('\0'));
    }

    #[test]
    fn html_alone_becomes_text_and_what_hangs_on_it_is_named() {
        let raw = b"From: j@ferrow.example\r\nTo: reply+1@x.example, Other <o@x.example>\r\nX-Original-To: reply+2@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>There were <b>42</b>.</p><script>x()</script>\r\n--b\r\nContent-Type: application/pdf; name=\"note.pdf\"\r\nContent-Disposition: attachment; filename=\"note.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b\r\nContent-Type: image/png; name=\"logo.png\"\r\nContent-Disposition: inline; filename=\"logo.png\"\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--b--\r\n";
        let mail = read(raw);
        assert_eq!(mail.text.trim(), "There were 42.");
        let hangs: Vec<_> =
            mail.attachments.iter().map(|one| (one.name.as_str(), one.bytes.as_slice())).collect();
        assert_eq!(hangs, [("note.pdf", b"%PDF".as_slice())]);
        assert_eq!(mail.recipients, ["reply+2@x.example", "reply+1@x.example", "o@x.example"]);
    }

    #[test]
    fn what_has_no_id_is_known_by_its_bytes() {
        let inbound = Inbound::at("x.example", Vec::new());
        let of = |raw: &[u8]| Envelope::of(raw, &inbound);
        let named = of(b"Message-ID: <1@ferrow.example>\r\nFrom: J@ferrow.example\r\nTo: o@y.example, reply+1@X.example\r\n\r\nx");
        assert_eq!(named.message_id, "1@ferrow.example");
        assert_eq!(named.recipient, "reply+1@x.example");
        assert_eq!(named.sender, "j@ferrow.example");
        assert!(of(b"\0\xff").message_id.starts_with("sha256:"));
        assert_ne!(of(b"a").message_id, of(b"b").message_id);
    }
}
