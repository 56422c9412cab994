//! What both sides wrote, oldest first; under it, what is being written.

use super::{date, files, panel::panel};
use crate::Visit;
use crate::markup::*;
use backend::{Actor, conversations::Message};

/// The panel of a conversation, with the form in which it goes on.
pub fn thread(visit: &Visit, messages: &[Message], form: Option<Markup>) -> Markup {
    let messages: Vec<_> = messages.iter().map(|message| one(visit, message)).collect();
    let thread = view! { <ol class="thread">{messages}</ol> {form} };
    panel("thread", "Conversation").stack(thread).view()
}

fn one(visit: &Visit, message: &Message) -> Markup {
    let initials: String = message.by.split(' ').filter_map(|part| part.chars().next()).collect();
    let folder = match visit.actor {
        Some(Actor::Staff(_)) => "/staff/files",
        _ => "/files",
    };
    let class = if message.is_ours { "avatar us" } else { "avatar" };
    let private = match &message.asks {
        Some(colleague) => Some(format!("asks {colleague}, staff only ")),
        None => message.is_internal.then(|| "staff only ".to_owned()),
    };
    let by_mail = message.quoted.is_some().then_some(" by mail");
    let quoted = message.quoted.clone().filter(|quoted| !quoted.is_empty()).map(|quoted| {
        view! {
            <details class="more no-print">
                <summary>"What stood below it"</summary>
                <p class="said mute">{quoted}</p>
            </details>
        }
    });
    view! {
        <li>
            <span class=class aria-hidden="true">{initials}</span>
            <div>
                <p>
                    <strong>{message.by.clone()}</strong> " " {private}
                    <span class="mute">{date::instant(message.at, visit.time_zone())} {by_mail}</span>
                </p>
                <p class="said">{message.text.clone()}</p>
                {quoted}
                {files::listing(&message.files, folder)}
            </div>
        </li>
    }
    .into_markup()
}
