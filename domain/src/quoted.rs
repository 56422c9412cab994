//! What of a mail is new, and what its writer's program put below it: the letter that is answered, and
//! the signature. Mail programs say so in many ways; the ones here are those of Gmail, Apple Mail,
//! Outlook and Thunderbird, in the languages of our buyers.

/// Stands at the top of every letter that can be answered. Whatever a program does with a letter that it
/// quotes, this line is in it.
pub const MARK: &str = "--- Write your answer above this line ---";

/// A mail's text in its two parts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parts {
    /// What is new.
    pub said: String,
    /// What stood below or above it: kept, and shown to who wants to see it.
    pub quoted: String,
}

/// The most lines over which a program may break its "On … wrote:".
const LONGEST_LEAD: usize = 4;
/// How far apart the first and the last line of Outlook's block may be.
const LONGEST_BLOCK: usize = 8;

/// How programs begin and end the line before a quote, in lower case.
const LEADS: &[(&str, &str)] = &[
    ("on ", "wrote:"),
    ("am ", ":"),
    ("op ", ":"),
    ("le ", "a écrit :"),
    ("le ", "a écrit:"),
    ("el ", "escribió:"),
    ("il ", "ha scritto:"),
];
/// What the German and the Dutch lead say besides.
const SAID: &[&str] = &["schrieb", "schreef", "wrote", "a écrit", "escribió", "ha scritto"];
/// What stands between dashes above a letter that is answered or passed on.
const BARS: &[&str] = &[
    "original message",
    "originalnachricht",
    "ursprüngliche nachricht",
    "oorspronkelijk bericht",
    "message d'origine",
    "mensaje original",
    "messaggio originale",
    "forwarded message",
    "weitergeleitete nachricht",
    "doorgestuurd bericht",
];
/// The first line of Outlook's block, and what one of the next ones begins with.
const FROM: &[&str] = &["from:", "von:", "van:", "de:", "de :", "da:"];
const SENT: &[&str] = &[
    "sent:",
    "gesendet:",
    "verzonden:",
    "envoyé:",
    "envoyé :",
    "enviado:",
    "inviato:",
    "date:",
    "datum:",
];
const TO: &[&str] = &["to:", "an:", "aan:", "à:", "à :", "para:", "a:"];
/// What telephones put under everything.
const SENT_FROM: &[&str] = &[
    "sent from my ",
    "get outlook for ",
    "von meinem ",
    "verstuurd vanaf mijn ",
    "verzonden vanaf mijn ",
    "envoyé de mon ",
    "outlook für ",
];

/// Parts a mail's text. Answers that stand between the lines of what they answer are kept whole: without
/// the questions nobody would understand them.
pub fn part(text: &str) -> Parts {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let lines: Vec<&str> = text.lines().collect();
    let Some(begin) = (0..lines.len()).find(|&n| begins_quote(&lines, n)) else {
        return parted(&lines, &[]);
    };
    let (before, after) = lines.split_at(begin);
    let lead = lead_length(after).unwrap_or(0);
    let is_ours = |line: &&str| !is_quoted(line) && !line.trim().is_empty();
    let below = after[lead..].iter().rposition(|line| is_quoted(line)).map(|last| lead + last + 1);
    match below {
        // Marked by ">": what comes after the last of them is new, too.
        Some(below) if after[below..].iter().any(is_ours) => {
            let is_between = after[lead..below].iter().any(is_ours);
            let above = before.iter().any(|line| !line.trim().is_empty());
            if is_between || above && !is_signature_only(&after[below..]) {
                return parted(&lines, &[]);
            }
            let (said, rest) =
                if above { (before, after) } else { (&after[below..], &after[..below]) };
            parted(said, rest)
        }
        _ => parted(before, after),
    }
}

fn is_signature_only(lines: &[&str]) -> bool {
    let first = lines.iter().position(|line| !line.trim().is_empty());
    first.is_none_or(|first| is_signature(lines[first]))
}

/// The signature goes to what is quoted.
fn parted(said: &[&str], quoted: &[&str]) -> Parts {
    let end = said.iter().position(|line| is_signature(line)).unwrap_or(said.len());
    let rest = said[end..].join("\n");
    let quoted = quoted.join("\n");
    let rest = [rest.trim(), quoted.trim()].join("\n\n");
    Parts { said: said[..end].join("\n").trim().to_owned(), quoted: rest.trim().to_owned() }
}

fn is_signature(line: &str) -> bool {
    let plain = bare(line);
    matches!(line.trim_end(), "--" | "—") || starts_with_any(&plain, SENT_FROM)
}

fn begins_quote(lines: &[&str], n: usize) -> bool {
    is_quoted(lines[n])
        || lines[n].contains(MARK)
        || is_bar(lines[n])
        || lead_length(&lines[n..]).is_some()
        || begins_block(&lines[n..])
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Lower case, without the stars and spaces that stand around bold text, and without odd blanks.
fn bare(line: &str) -> String {
    let line = line.replace(['\u{a0}', '\u{202f}', '\t'], " ").replace('*', "").replace('’', "'");
    line.trim().to_lowercase()
}

fn starts_with_any(line: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| line.starts_with(beginning))
}

/// "-----Original Message-----"
fn is_bar(line: &str) -> bool {
    let plain = bare(line);
    let words = plain.trim_matches(|c| matches!(c, '-' | '_' | ' '));
    plain.starts_with("--") && BARS.contains(&words)
}

/// "On 18 Nov 2026, at 09:12, Lena Okafor <lena@…> wrote:", in how many lines.
fn lead_length(lines: &[&str]) -> Option<usize> {
    let first = bare(lines.first()?);
    if !LEADS.iter().any(|(begins, _)| first.starts_with(begins)) {
        return None;
    }
    (1..=LONGEST_LEAD.min(lines.len())).find(|&count| {
        let joined = bare(&lines[..count].join(" "));
        let has_figure = joined.chars().any(|c| c.is_ascii_digit());
        let says = SAID.iter().any(|word| joined.contains(word));
        let is_lead =
            LEADS.iter().any(|(begins, ends)| joined.starts_with(begins) && joined.ends_with(ends));
        is_lead && has_figure && says
    })
}

/// "From: … Sent: … To: …", with a line of underscores above it or not.
fn begins_block(lines: &[&str]) -> bool {
    let first = bare(lines[0]);
    if first.len() >= 10 && first.chars().all(|c| c == '_') {
        let next = lines[1..].iter().position(|line| !line.trim().is_empty());
        return next.is_some_and(|next| begins_block(&lines[1 + next..]));
    }
    if !starts_with_any(&first, FROM) {
        return false;
    }
    let next: Vec<String> = lines[1..].iter().take(LONGEST_BLOCK).map(|line| bare(line)).collect();
    let has = |beginnings: &[&str]| next.iter().any(|line| starts_with_any(line, beginnings));
    has(SENT) && has(TO)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mail, what is new in it, and a word that must be among what is quoted.
    const MAILS: &[(&str, &str, &str, &str)] = &[
        (
            "Gmail",
            "There were 42.\r\n\r\nOn Wed, 18 Nov 2026 at 09:12, Lena Okafor via Nordhaven <\r\nportal@nordhaven.example> wrote:\r\n\r\n> How many arrived?\r\n>\r\n> Lena\r\n",
            "There were 42.",
            "How many",
        ),
        (
            "Gmail, German",
            "Es waren 42.\n\nAm Mi., 18. Nov. 2026 um 09:12 Uhr schrieb Lena Okafor <portal@nordhaven.example>:\n\n> How many arrived?\n",
            "Es waren 42.",
            "How many",
        ),
        (
            "Gmail, Dutch, broken over two lines",
            "Er waren er 42.\n\nOp wo 18 nov 2026 om 09:12 schreef Lena Okafor\n<portal@nordhaven.example>:\n\n> How many arrived?\n",
            "Er waren er 42.",
            "How many",
        ),
        (
            "Gmail, French",
            "Il y en avait 42.\n\nLe mer. 18 nov. 2026 à 09:12, Lena Okafor <portal@nordhaven.example> a\u{a0}écrit\u{a0}:\n\n> How many arrived?\n",
            "Il y en avait 42.",
            "How many",
        ),
        (
            "Apple Mail",
            "There were 42.\n\nThe rest is missing.\n\n> On 18 Nov 2026, at 09:12, Lena Okafor <portal@nordhaven.example> wrote:\n> \n> How many arrived?\n",
            "There were 42.\n\nThe rest is missing.",
            "How many",
        ),
        (
            "Apple Mail on a telephone",
            "42\n\nSent from my iPhone\n\n> On 18 Nov 2026, at 09:12, Lena Okafor <portal@nordhaven.example> wrote:\n> \n> How many arrived?\n",
            "42",
            "Sent from my iPhone",
        ),
        (
            "Outlook",
            "There were 42.\r\n\r\nFrom: Nordhaven <portal@nordhaven.example>\r\nSent: Wednesday, November 18, 2026 9:12 AM\r\nTo: Joost Hartman <j.hartman@ferrow.example>\r\nSubject: Dispute D-26-0001\r\n\r\nHow many arrived?\r\n",
            "There were 42.",
            "How many",
        ),
        (
            "Outlook, German",
            "Es waren 42.\r\n\r\nMit freundlichen Grüßen\r\nJoost\r\n\r\nVon: Nordhaven <portal@nordhaven.example>\r\nGesendet: Mittwoch, 18. November 2026 09:12\r\nAn: Joost Hartman <j.hartman@ferrow.example>\r\nBetreff: Dispute D-26-0001\r\n\r\nHow many arrived?\r\n",
            "Es waren 42.\n\nMit freundlichen Grüßen\nJoost",
            "How many",
        ),
        (
            "Outlook in a browser",
            "There were 42.\n\n________________________________\n\n*From:* Nordhaven <portal@nordhaven.example>\n*Sent:* Wednesday, November 18, 2026 9:12 AM\n*To:* Joost Hartman\n*Subject:* Dispute D-26-0001\n\nHow many arrived?\n",
            "There were 42.",
            "How many",
        ),
        (
            "Outlook, old",
            "There were 42.\n\n-----Ursprüngliche Nachricht-----\nVon: Nordhaven\nHow many arrived?\n",
            "There were 42.",
            "How many",
        ),
        (
            "Thunderbird, below",
            "On 18/11/2026 09:12, Nordhaven wrote:\n> How many arrived?\n>\n> Lena\n\nThere were 42.\n\n-- \nJoost Hartman\n",
            "There were 42.",
            "Joost Hartman",
        ),
        (
            "with a signature",
            "There were 42.\n-- \nJoost Hartman\nFerrow Cycles\n\nOn 18/11/2026 09:12, Nordhaven wrote:\n> How many arrived?\n",
            "There were 42.",
            "Ferrow Cycles",
        ),
        (
            "a program that nobody knows",
            "There were 42.\n\nNordhaven kirjoitti 18.11.2026:\n--- Write your answer above this line ---\nHow many arrived?\n",
            "There were 42.\n\nNordhaven kirjoitti 18.11.2026:",
            "How many",
        ),
    ];

    #[test]
    fn what_is_new_is_found_whatever_program_it_was_written_with() {
        for (program, mail, said, quoted) in MAILS {
            let parts = part(mail);
            assert_eq!(parts.said, *said, "{program}");
            assert!(parts.quoted.contains(quoted), "{program}: {}", parts.quoted);
            let whole = parts.said.len() + parts.quoted.len();
            assert!(whole + 20 >= mail.replace('\r', "").trim().len(), "{program}: some is lost");
        }
    }

    #[test]
    fn answers_between_the_lines_keep_their_questions() {
        let mail = "See below.\n\nOn 18/11/2026 09:12, Nordhaven wrote:\n> How many arrived?\n42\n> And when?\nOn Monday.\n";
        let parts = part(mail);
        assert_eq!((parts.said.as_str(), parts.quoted.as_str()), (mail.trim(), ""));
    }

    #[test]
    fn words_that_only_look_like_a_quote_are_kept() {
        for mail in [
            "On Monday 42 arrived, as I wrote: too few.\nThe rest is missing.",
            "From: the yard I hear that 42 arrived.\nTo: be sure, count again.",
            "Am Montag kamen 42 an.",
            "5 > 4, and -- as agreed -- we pay 42.",
            "",
        ] {
            assert_eq!(part(mail), Parts { said: mail.to_owned(), quoted: String::new() });
        }
    }

    #[test]
    fn a_mail_that_only_quotes_says_nothing() {
        let parts = part("On 18/11/2026 09:12, Nordhaven wrote:\n> How many arrived?\n");
        assert_eq!(parts.said, "");
        assert!(parts.quoted.contains("How many"));
    }
}
