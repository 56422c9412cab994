//! The ways on which documents reach a customer: what each carries, and what it has to be told. Which
//! format goes on which way is decided here once; a pair that cannot be is refused in plain words.

use crate::{
    account_change::{LONGEST_EMAIL, looks_like_email},
    document::Kind,
    format::Format,
    refusal::Refusal,
};

/// The longest address on the web, in characters.
pub const LONGEST_URL: usize = 500;
/// The longest name of a folder, in characters.
pub const LONGEST_FOLDER: usize = 60;

/// A way for documents.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Channel {
    /// By e-mail, attached.
    Email,
    /// By e-mail, as a link into the portal.
    EmailLink,
    /// Nowhere: it waits in the portal.
    Portal,
    /// Into a folder that the customer collects from.
    Folder,
    /// To an address of the customer's on the web.
    Webhook,
    /// Printed and posted.
    Print,
    /// Over the Peppol network.
    Peppol,
    /// Into the customer's EDI mailbox.
    Edi,
}

/// Who can make something of a format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reader {
    /// People.
    People,
    /// People, and programs that look inside.
    Both,
    /// Programs, and the Peppol network knows it.
    Network,
    /// Programs.
    Programs,
}

/// Where a format belongs. A new one has to say so here.
fn reader(format: Format) -> Reader {
    match format {
        Format::Pdf => Reader::People,
        Format::FacturX => Reader::Both,
        Format::Peppol | Format::XrechnungUbl | Format::XrechnungCii => Reader::Network,
        Format::Ubl
        | Format::Cii
        | Format::X12
        | Format::Edifact
        | Format::Csv
        | Format::Xlsx
        | Format::Json => Reader::Programs,
    }
}

/// Whether an EDI mailbox takes a format: X12 and EDIFACT. A new format has to say so here.
fn is_edi(format: Format) -> bool {
    match format {
        Format::X12 | Format::Edifact => true,
        Format::Pdf
        | Format::FacturX
        | Format::Peppol
        | Format::XrechnungUbl
        | Format::XrechnungCii
        | Format::Ubl
        | Format::Cii
        | Format::Csv
        | Format::Xlsx
        | Format::Json => false,
    }
}

/// What a channel has to be told before it can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// Nothing.
    None,
    /// An e-mail address; without one, whom we write to anyway.
    Email,
    /// The name of a folder.
    Folder,
    /// An https address.
    Url,
    /// A participant of the Peppol network, as `0106:59110276`.
    Participant,
    /// An interchange address, as `ZZ:FERROW`.
    Mailbox,
}

impl Channel {
    /// All of them, in the order of offering.
    pub const ALL: [Self; 8] = [
        Self::Email,
        Self::EmailLink,
        Self::Portal,
        Self::Peppol,
        Self::Edi,
        Self::Folder,
        Self::Webhook,
        Self::Print,
    ];

    /// The code in addresses and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::EmailLink => "email-link",
            Self::Portal => "portal",
            Self::Folder => "folder",
            Self::Webhook => "webhook",
            Self::Print => "print",
            Self::Peppol => "peppol",
            Self::Edi => "edi",
        }
    }

    /// The channel of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Email => "By e-mail, attached",
            Self::EmailLink => "By e-mail, as a link",
            Self::Portal => "In the portal only",
            Self::Folder => "Into a folder",
            Self::Webhook => "To your system, over the web",
            Self::Print => "On paper, by post",
            Self::Peppol => "Over the Peppol network",
            Self::Edi => "Into your EDI mailbox",
        }
    }

    /// What it means, in a line.
    pub fn note(self) -> &'static str {
        match self {
            Self::Email => "The file comes with the message",
            Self::EmailLink => "The message leads to it; nothing lies in a mailbox",
            Self::Portal => "Nothing is sent; it is here when you look",
            Self::Folder => "You collect it by SFTP",
            Self::Webhook => "We post each document to an https address of yours",
            Self::Print => "Printed, in an envelope",
            Self::Peppol => "Straight into your accounting",
            Self::Edi => "X12 or EDIFACT, to your provider’s address",
        }
    }

    /// An address on it, as everybody may read it: one on the web may carry a key, so only its host is told.
    pub fn told(self, target: &str) -> &str {
        match self {
            Self::Webhook => {
                let rest = target.strip_prefix("https://").unwrap_or(target);
                rest.split(['/', '?']).next().unwrap_or_default()
            }
            _ => target,
        }
    }

    /// What it has to be told.
    pub fn target(self) -> Target {
        match self {
            Self::Email | Self::EmailLink => Target::Email,
            Self::Portal | Self::Print => Target::None,
            Self::Folder => Target::Folder,
            Self::Webhook => Target::Url,
            Self::Peppol => Target::Participant,
            Self::Edi => Target::Mailbox,
        }
    }

    /// Whether it can be used for every customer as it is: it needs to be told nothing of theirs.
    pub fn suits_all(self) -> bool {
        matches!(self.target(), Target::None | Target::Email)
    }

    /// Whether it carries a kind of document in a format; if not, why.
    pub fn carries(self, kind: Kind, format: Format) -> Result<(), &'static str> {
        if !kind.formats().contains(&format) {
            return Err("This kind of document is made as a PDF only.");
        }
        let to_people_only = matches!(kind, Kind::Reminder | Kind::Plan);
        match self {
            Self::Email | Self::Portal => Ok(()),
            Self::EmailLink if reader(format) == Reader::Programs && is_edi(format) => {
                Err("EDI goes to a mailbox or a system; nobody reads it in a browser.")
            }
            Self::EmailLink => Ok(()),
            Self::Folder | Self::Webhook if to_people_only => {
                Err("It is for people to read: choose e-mail, the portal or paper.")
            }
            Self::Folder | Self::Webhook => Ok(()),
            Self::Print => match reader(format) {
                Reader::People | Reader::Both => Ok(()),
                Reader::Network | Reader::Programs => {
                    Err("Paper carries what people read: choose a PDF.")
                }
            },
            Self::Peppol => match reader(format) {
                Reader::Network => Ok(()),
                Reader::People | Reader::Both | Reader::Programs => {
                    Err("The Peppol network carries Peppol BIS Billing and XRechnung only.")
                }
            },
            Self::Edi if is_edi(format) => Ok(()),
            Self::Edi => Err("An EDI mailbox takes X12 and EDIFACT only."),
        }
    }

    /// Whether any format of a kind goes on it; if not, why.
    pub fn carries_some(self, kind: Kind) -> Result<(), &'static str> {
        let mut why = Ok(());
        for &format in kind.formats() {
            why = self.carries(kind, format);
            if why.is_ok() {
                return Ok(());
            }
        }
        why
    }

    /// Where to, as it is kept; nothing where the channel needs nothing.
    pub fn address(self, typed: &str) -> Result<Option<String>, Refusal> {
        let typed = typed.trim();
        match self.target() {
            Target::None => Ok(None),
            Target::Email if typed.is_empty() => Ok(None),
            Target::Email => email(typed).map(Some),
            Target::Folder => folder(typed).map(Some),
            Target::Url => url(typed).map(Some),
            Target::Participant => participant(typed).map(Some),
            Target::Mailbox => mailbox(typed).map(Some),
        }
    }
}

fn refused<T>(words: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::field("target", words))
}

fn email(typed: &str) -> Result<String, Refusal> {
    let email = typed.to_lowercase();
    if email.chars().count() > LONGEST_EMAIL || !looks_like_email(&email) {
        return refused("This is not an e-mail address.");
    }
    Ok(email)
}

fn folder(typed: &str) -> Result<String, Refusal> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if typed.is_empty() || typed.len() > LONGEST_FOLDER || !typed.chars().all(plain) {
        let words = format!(
            "Type the name of the folder: up to {LONGEST_FOLDER} letters, digits, - and _, like ferrow-invoices."
        );
        return refused(words);
    }
    Ok(typed.to_owned())
}

/// A name on the public internet, not a number and not a machine of ours: what is sent there is sent by
/// our own server.
fn url(typed: &str) -> Result<String, Refusal> {
    const EXAMPLE: &str =
        "Type an address that begins with https://, like https://erp.ferrow.example/invoices.";
    let is_plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`{|}#".contains(c);
    if typed.len() > LONGEST_URL || !typed.chars().all(is_plain) {
        return refused(EXAMPLE);
    }
    let scheme = typed.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let (Some(rest), true) = (typed.get(8..), scheme) else { return refused(EXAMPLE) };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if authority.contains('@') {
        return refused("Leave the name and the password out of the address.");
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let host = host.to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let is_name = labels.len() > 1
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_alphabetic()));
    let is_inside = [".localhost", ".local", ".internal", ".lan", ".home.arpa"]
        .iter()
        .any(|end| host.ends_with(end));
    if !is_name || is_inside || port != "443" {
        return refused("Type an address that the internet knows by name, on the usual port.");
    }
    Ok(format!("https://{host}{}", &rest[authority.len()..]))
}

/// A scheme of the Electronic Address Scheme list (EAS) and an id in it (Peppol Policy for use of
/// identifiers, 4.3). Those of companies in Belgium and of places worldwide have a check digit.
fn participant(typed: &str) -> Result<String, Refusal> {
    const EXAMPLE: &str = "Type your address on the Peppol network, like 0106:59110276.";
    let Some((scheme, id)) = typed.split_once(':') else { return refused(EXAMPLE) };
    let (scheme, id) = (scheme.trim(), id.trim());
    let is_scheme = scheme.len() == 4
        && scheme.chars().all(|c| c.is_ascii_digit())
        && scheme.starts_with(['0', '9']);
    let is_id = !id.is_empty()
        && id.len() <= 50
        && id.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
    if !is_scheme || !is_id {
        return refused(EXAMPLE);
    }
    let adds_up = match scheme {
        "0208" => is_belgian(id),
        "0088" => is_gln(id),
        "0106" => id.len() == 8 && id.chars().all(|c| c.is_ascii_digit()),
        _ => true,
    };
    if !adds_up {
        return refused(format!(
            "There is a slip in {id}: it is no number of the scheme {scheme}."
        ));
    }
    Ok(format!("{scheme}:{id}"))
}

/// Ten digits; the last two are 97 less the rest of the others by 97.
fn is_belgian(id: &str) -> bool {
    let digits = id.len() == 10 && id.chars().all(|c| c.is_ascii_digit());
    let (Some(Ok(first)), Some(Ok(check))) =
        (id.get(..8).map(str::parse::<u32>), id.get(8..).map(str::parse::<u32>))
    else {
        return false;
    };
    digits && 97 - first % 97 == check
}

/// Thirteen digits that weigh, by turns once and three times, a multiple of ten (GS1).
fn is_gln(id: &str) -> bool {
    let digits: Option<Vec<u32>> = id.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 13) else { return false };
    let weighed = digits.iter().zip([1, 3].into_iter().cycle());
    weighed.map(|(digit, weight)| digit * weight).sum::<u32>() % 10 == 0
}

/// A qualifier of two letters or digits and an id of up to fifteen (X12, ISA05 to ISA08).
fn mailbox(typed: &str) -> Result<String, Refusal> {
    let typed = typed.to_ascii_uppercase();
    let parts = typed.split_once(':').map(|(qualifier, id)| (qualifier.trim(), id.trim()));
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric());
    match parts {
        Some((qualifier, id))
            if qualifier.len() == 2
                && (2..=15).contains(&id.len())
                && plain(qualifier)
                && plain(id) =>
        {
            Ok(format!("{qualifier}:{id}"))
        }
        _ => refused("Type qualifier and id of your mailbox, like ZZ:FERROW or 01:123456789."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_read_back() {
        for channel in Channel::ALL {
            assert_eq!(Channel::of(channel.code()), Some(channel));
        }
        assert_eq!(Channel::of("fax"), None);
    }

    #[test]
    fn paper_carries_what_people_read_and_networks_what_they_know() {
        let carries = |channel: Channel| {
            let all = Format::ALL.into_iter();
            let carried = all.filter(|&format| channel.carries(Kind::Invoice, format).is_ok());
            carried.collect::<Vec<_>>()
        };
        assert_eq!(carries(Channel::Print), [Format::Pdf, Format::FacturX]);
        assert_eq!(
            carries(Channel::Peppol),
            [Format::Peppol, Format::XrechnungUbl, Format::XrechnungCii]
        );
        assert_eq!(carries(Channel::Email), Format::ALL);
        let edi = carries(Channel::Edi);
        assert!(edi.iter().all(|&format| is_edi(format)), "{edi:?}");
        assert_eq!(
            Channel::Edi.carries(Kind::Invoice, Format::Pdf),
            Err("An EDI mailbox takes X12 and EDIFACT only.")
        );
    }

    #[test]
    fn a_reminder_goes_to_people() {
        for channel in [Channel::Email, Channel::EmailLink, Channel::Portal, Channel::Print] {
            assert_eq!(channel.carries_some(Kind::Reminder), Ok(()), "{channel:?}");
        }
        for channel in [Channel::Folder, Channel::Webhook, Channel::Peppol, Channel::Edi] {
            assert!(channel.carries_some(Kind::Reminder).is_err(), "{channel:?}");
        }
        assert!(Channel::Email.carries(Kind::Statement, Format::Ubl).is_err());
    }

    #[test]
    fn a_target_is_what_its_channel_needs() {
        let kept = |channel: Channel, typed: &str| channel.address(typed).ok().flatten();
        assert_eq!(kept(Channel::Email, " AP@Ferrow.example "), Some("ap@ferrow.example".into()));
        assert_eq!(Channel::EmailLink.address(" "), Ok(None));
        assert_eq!(Channel::Print.address("anything"), Ok(None));
        assert_eq!(kept(Channel::Folder, "ferrow-in"), Some("ferrow-in".into()));
        assert_eq!(kept(Channel::Peppol, "0106:59110276"), Some("0106:59110276".into()));
        assert_eq!(kept(Channel::Peppol, "0208:0403170701"), Some("0208:0403170701".into()));
        assert_eq!(kept(Channel::Peppol, "0088:4012345000009"), Some("0088:4012345000009".into()));
        assert_eq!(kept(Channel::Edi, "zz:ferrow"), Some("ZZ:FERROW".into()));
        let url = "HTTPS://ERP.Ferrow.example:443/In?key=a";
        assert_eq!(kept(Channel::Webhook, url), Some("https://erp.ferrow.example/In?key=a".into()));
        for (channel, bad) in [
            (Channel::Email, "ap"),
            (Channel::Folder, ""),
            (Channel::Folder, "../etc"),
            (Channel::Peppol, "59110276"),
            (Channel::Peppol, "0106:591102"),
            (Channel::Peppol, "0208:0403170702"),
            (Channel::Peppol, "0088:4012345000008"),
            (Channel::Peppol, "1106:59110276"),
            (Channel::Edi, "FERROW"),
            (Channel::Edi, "ZZ:FERROW CYCLES"),
        ] {
            assert!(channel.address(bad).is_err(), "{channel:?} {bad}");
        }
    }

    #[test]
    fn of_an_address_on_the_web_only_the_host_is_told() {
        let url = "https://erp.ferrow.example/in?key=secret";
        assert_eq!(Channel::Webhook.told(url), "erp.ferrow.example");
        assert_eq!(Channel::Email.told("ap@ferrow.example"), "ap@ferrow.example");
    }

    #[test]
    fn nothing_is_posted_to_a_machine_inside() {
        for bad in [
            "http://erp.ferrow.example/",
            "https://localhost/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://0x7f.1/",
            "https://db.internal/",
            "https://a.localhost/",
            "https://erp.ferrow.example:5432/",
            "https://me:secret@erp.ferrow.example/",
            "https://erp.ferrow.example@127.0.0.1/",
            "https://erp..example/",
            "https://erp.example\\@evil.example/",
            "https:/",
            "https://",
        ] {
            assert!(Channel::Webhook.address(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_kept_once_and_for_all(typed in "\\PC{0,40}", n in 0..8_usize) {
            let channel = Channel::ALL[n];
            if let Ok(Some(kept)) = channel.address(&typed) {
                prop_assert_eq!(channel.address(&kept), Ok(Some(kept.clone())));
            }
        }
    }
}
