//! The form of a choice, and what it makes of an invoice beside it.

use super::{Here, asked::Choice, options, told};
use crate::islands::{PAPER_ALONE, Reframe};
use crate::markup::*;
use crate::{
    components::{
        choice::option,
        field::field,
        icon::{Icon, icon},
        panel::panel,
        select::select,
    },
    forms::Problems,
};
use backend::preferences::Settings;
use domain::{
    calendar,
    channel::{Channel, LONGEST_URL},
    document::Kind,
    format::Format,
    language::Language,
    style::{Grouping, Letterhead, Look, Paper},
};

/// The form. What cannot be chosen is there, and says why.
pub fn choose(
    here: &Here<'_>,
    settings: &Settings,
    choice: &Choice,
    beside: Option<&Choice>,
    problems: &Problems,
) -> Markup {
    let place = settings.place;
    let to = place.recipient.map(|id| id.to_string()).unwrap_or_default();
    let beside = beside.map(Choice::query).unwrap_or_default();
    view! {
        <form class="stack loose" method="post" action=here.path.clone()>
            <input type="hidden" name="kind" value=place.kind.code() />
            <input type="hidden" name="to" value=to />
            <input type="hidden" name="version" value=settings.version.to_string() />
            <input type="hidden" name="beside" value=beside />
            {formats(settings, choice, problems)}
            {looks(settings.place.kind, choice)}
            {settings.place.kind.is_invoice().then(|| options::of(choice, problems))}
            {channels(settings, choice, problems)}
            {field("target", "Where to")
                .value(choice.target.clone())
                .longest(LONGEST_URL as u32)
                .hint(hint(settings))
                .error(problems.of("target"))}
            {signed(settings)}
            {buttons(settings)}
            <Reframe to=here.preview_path(place.kind) />
        </form>
    }
    .into_markup()
}

fn hint(settings: &Settings) -> String {
    let mail = match settings.recipient() {
        Some(one) => format!("for e-mail another address than {}", one.email),
        None => "for e-mail an address, or nothing for whom we write to".to_owned(),
    };
    format!(
        "What the way needs: {mail}; the name of your folder; an https address; your Peppol address, like 0106:59110276; or your EDI mailbox, like ZZ:FERROW. The portal and paper need nothing."
    )
}

fn formats(settings: &Settings, choice: &Choice, problems: &Problems) -> Markup {
    let bounds = settings.bounds();
    let cards: Vec<_> = settings
        .place
        .kind
        .formats()
        .iter()
        .map(|&format| {
            let why_not = bounds.why_not_format(format);
            let note = why_not.clone().unwrap_or_else(|| note(format).to_owned());
            option("format", format.code(), format.label())
                .note(note)
                .end(sort(format))
                .checked(format == choice.format)
                .disabled(why_not.is_some())
                .view()
        })
        .collect();
    let legend = format!("{} go out as", settings.place.kind.label());
    view! {
        <fieldset class="stack tight" id="format">
            <legend>{legend}</legend>
            {error(problems.of("format"))}
            {cards}
        </fieldset>
    }
    .into_markup()
}

/// How a system checks that what comes over the web comes from us. Told where that way is open.
fn signed(settings: &Settings) -> Option<Markup> {
    let bounds = settings.bounds();
    let secret = settings.webhook_secret.clone()?;
    bounds.why_not_channel(Channel::Webhook).is_none().then(|| {
        view! {
            <details class="more">
                <summary>"How your system checks what we post to it"</summary>
                <div class="stack tight">
                    <p class="hint">"Each document is signed with your account’s secret: HMAC-SHA256 over webhook-id, webhook-timestamp and the body, with a full stop between them, in the header webhook-signature. The id stays the same when we try again."</p>
                    <p class="s">"Secret: " <code class="hash">{secret}</code></p>
                </div>
            </details>
        }
        .into_markup()
    })
}

/// What a format is for, in a line.
fn note(format: Format) -> &'static str {
    match format {
        Format::Pdf => "For people; nothing has to be set up",
        Format::FacturX => "For people and for accounting at once",
        Format::Peppol => "UBL, straight into your accounting",
        Format::XrechnungUbl | Format::XrechnungCii => "What German authorities ask for",
        _ => "Data for your programs",
    }
}

/// What sort of thing it is.
fn sort(format: Format) -> &'static str {
    match format {
        Format::Pdf => "document",
        Format::FacturX | Format::Peppol | Format::XrechnungUbl | Format::XrechnungCii => {
            "e-invoice"
        }
        _ => "data",
    }
}

fn looks(kind: Kind, choice: &Choice) -> Markup {
    let style = choice.looks();
    let looks = Look::ALL.map(|one| (one.code(), one.label()));
    let papers = Paper::ALL.map(|one| (one.code(), one.label()));
    let languages = Language::ALL.iter().map(|one| (one.code(), one.label()));
    let groupings = Grouping::ALL.map(|one| (one.code(), one.label()));
    let letterheads = Letterhead::ALL.map(|one| (one.code(), one.label()));
    let grouping = kind
        .is_invoice()
        .then(|| select("grouping", "Lines", groupings).value(style.grouping.code()).view());
    let fields = view! {
        <div class="form two">
            {select("look", "Layout", looks).value(style.look.code())}
            {select("language", "Language", languages).value(style.language.code())}
            {select("paper", "Paper", papers).value(style.paper.code())}
            {select("letterhead", "Letterhead", letterheads).value(style.letterhead.code())}
            {grouping}
        </div>
    };
    let fields = view! { <div class="contain">{fields}</div> };
    panel("look-of-it", "How a PDF looks").body(fields).view()
}

fn channels(settings: &Settings, choice: &Choice, problems: &Problems) -> Markup {
    let bounds = settings.bounds();
    let cards: Vec<_> = Channel::ALL
        .into_iter()
        .map(|channel| {
            let why_not = bounds.why_not_channel(channel);
            // What goes together can be chosen at once, so this is told and not shut.
            let pair = channel.carries(settings.place.kind, choice.format).err();
            let note = why_not.clone().or(pair.map(str::to_owned));
            let cost = settings.policy.cost(channel);
            let end = cost.map_or_else(String::new, |cost| format!("{} each", cost.full()));
            option("channel", channel.code(), channel.label())
                .note(note.unwrap_or_else(|| channel.note().to_owned()))
                .end(end)
                .checked(channel == choice.channel)
                .disabled(why_not.is_some())
                .view()
        })
        .collect();
    view! {
        <fieldset class="stack tight" id="channel">
            <legend>"Which way"</legend>
            {error(problems.of("channel"))}
            {cards}
        </fieldset>
    }
    .into_markup()
}

/// Words beside what several fields make together.
pub(super) fn error(words: Option<&str>) -> Option<Markup> {
    let words = words?.to_owned();
    Some(view! { <p class="error">{icon(Icon::Warn)} <span>{words}</span></p> }.into_markup())
}

/// Who may not choose can try.
fn buttons(settings: &Settings) -> Markup {
    let again = view! {
        <button class="button" formmethod="get">"Show again"</button>
        <button class="button quiet" formmethod="get" name="pin" value="yes">"Put beside the next"</button>
    };
    if !settings.may_choose {
        return view! {
            <div class="button-row">{again}</div>
            <p class="hint">"You can try what it would be. Only an admin of the account chooses."</p>
        }
        .into_markup();
    }
    let back = settings.own.is_some().then(|| {
        let words = format!("Back to what {} uses", settings.above.name);
        view! { <button class="button quiet" name="do" value="back">{words}</button> }
    });
    let why = settings.own.is_some().then(|| {
        let words = format!("Without your choice: {}.", told::whose(&settings.above));
        view! { <p class="hint">{words}</p> }
    });
    let words = "Use from now on";
    let spared = match settings.spared {
        0 => String::new(),
        1 => " One letter was not printed since paper was left.".to_owned(),
        many => format!(" {many} letters were not printed since paper was left."),
    };
    let sent = match settings.policy.sends_from {
        Some(day) => {
            format!(" What is issued from {} on is sent by itself.", calendar::medium(day))
        }
        None => " Nothing of this kind is sent by itself.".to_owned(),
    };
    view! {
        <div class="button-row">
            <button class="button primary" name="do" value="use">{words}</button>
            {again}
            {back}
        </div>
        {why}
        <p class="hint">"Copies that you take, and files of several invoices, are made this way at once." {sent} {spared}</p>
    }
    .into_markup()
}

/// The preview: in a frame, so that a PDF is shown by what shows PDFs.
pub fn seen(
    here: &Here<'_>,
    settings: &Settings,
    choice: &Choice,
    beside: Option<&Choice>,
) -> Markup {
    let framed = |choice: &Choice, title: String, is_live: bool| {
        let address = String::from(here.preview(settings.place, choice));
        let live = is_live.then_some("");
        let paper = format!("{address}{PAPER_ALONE}");
        view! {
            <div class="row between">
                <span class="s mute">{title.clone()}</span>
                <a class="s" href=address>"Open it alone"</a>
            </div>
            <iframe class="sheet" src=paper title=title data-reframe=live></iframe>
        }
        .into_markup()
    };
    let pinned =
        beside.map(|choice| framed(choice, format!("Beside it: {}", choice.format.label()), false));
    let title = match settings.place.kind {
        Kind::Invoice => "Your own latest invoice",
        Kind::CreditNote => "Your own latest credit note",
        Kind::Statement => "Your statement of today",
        Kind::Receipt | Kind::Reminder | Kind::Plan => {
            "A sample: the names are yours, the amounts are made up"
        }
    };
    view! {
        <section class="stack pin contain" aria-label="Preview">
            {framed(choice, title.to_owned(), true)}
            {pinned}
        </section>
    }
    .into_markup()
}
