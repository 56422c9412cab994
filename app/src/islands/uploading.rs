//! Files on their way, before the form that they belong to: how far it is, and a button to stop it.
//! They are taken in and wait, and the form is then sent with their ids. Without it, or when it does
//! not work, the form takes them along itself.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The answer to files that were sent ahead.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Taken {
    /// Those that wait now.
    pub files: Vec<TakenFile>,
    /// Why others were not taken.
    pub problems: Vec<String>,
}

/// A file that waits.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TakenFile {
    /// Its id.
    pub id: String,
    /// Its name, kind and size.
    pub words: String,
}

/// Sends the files of the form that it stands in ahead of it.
#[island]
pub fn Uploading(
    /// Where to.
    to: String,
) -> impl IntoView {
    let percent = RwSignal::new(None::<u8>);
    let taken = RwSignal::new(Taken::default());
    #[cfg(feature = "hydrate")]
    browser::follow(to, percent, taken);
    #[cfg(not(feature = "hydrate"))]
    let _ = to;
    let stop = move |_| {
        #[cfg(feature = "hydrate")]
        browser::stop();
    };
    view! {
        <div class="stack tight" data-uploading="">
            <div class="stack tight" role="status" hidden=move || percent.get().is_none()>
                <progress class="meter" max="100" aria-label="Sending the files" value=move || percent.get().unwrap_or(0).to_string()></progress>
                <span>{move || format!("{} % sent", percent.get().unwrap_or(0))}</span>
                <button type="button" class="button small" on:click=stop>"Stop"</button>
            </div>
            <div role="alert">
                {move || {
                    let problems = taken.get().problems;
                    problems
                        .into_iter()
                        .map(|words| view! { <p class="error">{words}</p> })
                        .collect::<Vec<_>>()
                }}
            </div>
            {move || {
                taken
                    .get()
                    .files
                    .into_iter()
                    .map(|file| {
                        view! {
                            <label class="choice s">
                                <input type="checkbox" name="kept" value=file.id checked=true />
                                <span>{file.words}</span>
                            </label>
                        }
                    })
                    .collect::<Vec<_>>()
            }}
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::Taken;
    use crate::islands::browser::first;
    use leptos::prelude::*;
    use std::{
        cell::{Cell, RefCell},
        rc::Rc,
        time::Duration,
    };
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web_sys::{
        Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, ProgressEvent,
        SubmitEvent, XmlHttpRequest,
    };

    thread_local! {
        /// What is on its way: one form at a time is sent.
        static UNDER_WAY: RefCell<Option<XmlHttpRequest>> = const { RefCell::new(None) };
        /// Whether somebody stopped it.
        static STOPPED: Cell<bool> = const { Cell::new(false) };
    }

    /// What an upload needs to know.
    struct Upload {
        to: String,
        percent: RwSignal<Option<u8>>,
        taken: RwSignal<Taken>,
        /// Whether the form takes its files along itself.
        is_plain: Cell<bool>,
    }

    pub fn follow(to: String, percent: RwSignal<Option<u8>>, taken: RwSignal<Taken>) {
        let upload = Rc::new(Upload { to, percent, taken, is_plain: Cell::new(false) });
        let _ = window_event_listener(leptos::ev::submit, move |event: SubmitEvent| {
            let Some(form) = form().filter(|form| is_of(&event, form)) else { return };
            if upload.is_plain.get() || files().is_none_or(|input| chosen(&input) == 0) {
                return;
            }
            event.prevent_default();
            if UNDER_WAY.with_borrow(Option::is_none) {
                let pressed = event.submitter();
                if begin(&upload, &form, pressed.clone()).is_err() {
                    send_plain(&upload, &form, pressed.as_ref());
                }
            }
        });
    }

    pub fn stop() {
        if let Some(request) = UNDER_WAY.with_borrow(Clone::clone) {
            STOPPED.set(true);
            // An error means that it has ended by itself.
            let _ = request.abort();
        }
    }

    fn form() -> Option<HtmlFormElement> {
        first("form:has([data-uploading])")
    }

    fn files() -> Option<HtmlInputElement> {
        first("form:has([data-uploading]) input[type=file]")
    }

    fn chosen(input: &HtmlInputElement) -> u32 {
        input.files().map_or(0, |files| files.length())
    }

    fn is_of(event: &Event, form: &HtmlFormElement) -> bool {
        let target: Option<HtmlFormElement> =
            event.target().and_then(|target| target.dyn_into().ok());
        target.as_ref() == Some(form)
    }

    fn begin(
        upload: &Rc<Upload>,
        form: &HtmlFormElement,
        pressed: Option<HtmlElement>,
    ) -> Result<(), JsValue> {
        let data = FormData::new()?;
        let files = files().and_then(|input| input.files());
        for file in (0..).map_while(|n| files.as_ref()?.get(n)) {
            data.append_with_blob_and_filename("files", &file, &file.name())?;
        }
        let request = XmlHttpRequest::new()?;
        request.open("POST", &upload.to)?;
        let percent = upload.percent;
        let moved = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            percent.set(Some(part(event.loaded(), event.total())));
        });
        request.upload()?.set_onprogress(Some(moved.as_ref().unchecked_ref()));
        let ended = {
            let (upload, form, request) = (upload.clone(), form.clone(), request.clone());
            Closure::once_into_js(move || {
                drop(moved);
                end(&upload, &form, pressed, &request);
            })
        };
        request.set_onloadend(Some(ended.unchecked_ref()));
        upload.percent.set(Some(0));
        UNDER_WAY.set(Some(request.clone()));
        request.send_with_opt_form_data(Some(&data)).inspect_err(|_| {
            UNDER_WAY.set(None);
            upload.percent.set(None);
        })
    }

    /// Browsers count bytes as numbers with a fraction.
    #[expect(
        clippy::float_arithmetic,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of 100, shown and nothing else"
    )]
    fn part(loaded: f64, total: f64) -> u8 {
        if total > 0.0 { (loaded * 100.0 / total).clamp(0.0, 100.0) as u8 } else { 0 }
    }

    /// It was answered, stopped, or could not be sent.
    fn end(
        upload: &Rc<Upload>,
        form: &HtmlFormElement,
        pressed: Option<HtmlElement>,
        request: &XmlHttpRequest,
    ) {
        UNDER_WAY.set(None);
        upload.percent.set(None);
        let was_stopped = STOPPED.take();
        let text = request.response_text().ok().flatten();
        let answer = text.filter(|_| request.status() == Ok(200));
        let answer = answer.and_then(|text| leptos::serde_json::from_str::<Taken>(&text).ok());
        match answer {
            Some(new) => {
                if let Some(input) = files() {
                    input.set_value("");
                }
                let is_good = new.problems.is_empty();
                upload.taken.update(|taken| {
                    taken.files.extend(new.files);
                    taken.problems = new.problems;
                });
                if is_good {
                    // After the boxes of what waits are there.
                    let form = form.clone();
                    set_timeout(move || submit(&form, pressed.as_ref()), Duration::ZERO);
                }
            }
            None if was_stopped => {}
            None => send_plain(upload, form, pressed.as_ref()),
        }
    }

    fn send_plain(upload: &Upload, form: &HtmlFormElement, pressed: Option<&HtmlElement>) {
        upload.is_plain.set(true);
        submit(form, pressed);
    }

    fn submit(form: &HtmlFormElement, pressed: Option<&HtmlElement>) {
        // An error means that the button is not there any more; then nothing happens.
        let _ = form.request_submit_with_submitter(pressed);
    }
}
