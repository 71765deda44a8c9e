//! Nobody loses what they typed by a wrong click.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use nocturne_web_model::status::Tone;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::{
    hooks::Query,
    router::{use_navigator, use_route},
    ui::{ConfirmDialog, Toast, use_toasts},
};

/// What the guard looks at when something happens.
#[derive(Default)]
struct Watched {
    dirty: bool,
    /// Leaving is meant: saved, or confirmed.
    released: bool,
    /// What was pressed and led away.
    link: Option<HtmlElement>,
}

/// The guard of a page.
#[derive(Clone)]
pub(super) struct Guard {
    path: Rc<Option<String>>,
    watched: Rc<RefCell<Watched>>,
    asking: UseStateHandle<bool>,
}

impl Guard {
    /// Lets the page be left without a question.
    pub(super) fn release(&self) {
        self.watched.borrow_mut().released = true;
    }

    /// True while the page is still the one that is seen.
    pub(super) fn is_here(&self) -> bool {
        pathname() == *self.path
    }

    /// The question, when it is to be asked. `on_leave` forgets what was typed.
    pub(super) fn dialog(&self, on_leave: Callback<()>) -> Html {
        let stay = {
            let asking = self.asking.setter();
            Callback::from(move |()| asking.set(false))
        };
        let leave = {
            let guard = self.clone();
            Callback::from(move |()| {
                on_leave.emit(());
                guard.release();
                guard.asking.set(false);
                let link = guard.watched.borrow_mut().link.take();
                if let Some(link) = link {
                    link.click();
                }
            })
        };
        html! {
            <ConfirmDialog
                open={*self.asking}
                title="Leave without saving?"
                confirm="Drop changes and leave"
                danger=true
                on_confirm={leave}
                on_close={stay}
            >
                { "What you typed here is not saved, and leaving drops it." }
            </ConfirmDialog>
        }
    }
}

/// Asks before links and the browser lead away from a page with unsaved changes. Keys and the Back button cannot be held
/// up: then the draft is kept, and a message leads back to it.
#[hook]
pub(super) fn use_guard(dirty: bool, query: &Query) -> Guard {
    let asking = use_state_eq(|| false);
    let watched = use_mut_ref(Watched::default);
    watched.borrow_mut().dirty = dirty;
    use_effect_with(dirty, |dirty| {
        let listener = dirty.then(ask_browser).flatten();
        move || drop(listener)
    });
    use_effect_with((), {
        let (watched, asking) = (Rc::clone(&watched), asking.setter());
        move |()| {
            let listener = hold_links(watched, asking);
            move || drop(listener)
        }
    });
    let path = use_memo((), |()| pathname());
    use_way_back(&watched, query, &path);
    Guard { path, watched, asking }
}

fn ask_browser() -> Option<EventListener> {
    let options = EventListenerOptions::enable_prevent_default();
    let window = web_sys::window()?;
    Some(EventListener::new_with_options(&window, "beforeunload", options, |event| {
        event.prevent_default();
    }))
}

fn hold_links(watched: Rc<RefCell<Watched>>, asking: UseStateSetter<bool>) -> Option<EventListener> {
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    let document = web_sys::window()?.document()?;
    Some(EventListener::new_with_options(&document, "click", options, move |event| {
        let Some(link) = leading_away(event) else { return };
        let mut watched = watched.borrow_mut();
        if watched.dirty && !watched.released {
            event.prevent_default();
            event.stop_propagation();
            watched.link = Some(link);
            asking.set(true);
        }
    }))
}

/// The link that a click would follow in this tab, when it leads to another page.
fn leading_away(event: &Event) -> Option<HtmlElement> {
    let mouse = event.dyn_ref::<MouseEvent>()?;
    if mouse.button() != 0 || mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() {
        return None;
    }
    let link = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??;
    let elsewhere = link.get_attribute("target").is_some_and(|target| target == "_blank");
    let href = link.get_attribute("href")?;
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let here = web_sys::window()?.location().pathname().ok()?;
    let leads_away = !elsewhere && !link.has_attribute("download") && !path.is_empty() && path != here;
    leads_away.then(|| link.dyn_into::<HtmlElement>().ok()).flatten()
}

/// When the page is gone although something was typed, says that it is kept and how to get back.
#[hook]
fn use_way_back(watched: &Rc<RefCell<Watched>>, query: &Query, path: &Rc<Option<String>>) {
    let toasts = use_toasts();
    let navigator = use_navigator();
    let route = use_route();
    let path = Rc::clone(path);
    let pairs = use_mut_ref(BTreeMap::<String, String>::new);
    pairs.borrow_mut().clone_from(query.pairs());
    use_effect_with((), {
        let watched = Rc::clone(watched);
        move |()| {
            move || {
                let lost = watched.borrow().dirty && !watched.borrow().released && pathname() != *path;
                let (Some(navigator), Some(route), true) = (navigator, route, lost) else { return };
                let back = Callback::from(move |()| {
                    navigator.push_with_query(&route, &pairs.borrow());
                });
                toasts.push(
                    Toast::new(Tone::Info, "Your unsaved check is kept in this tab").action("Go back", back),
                );
            }
        }
    });
}

fn pathname() -> Option<String> {
    web_sys::window()?.location().pathname().ok()
}
