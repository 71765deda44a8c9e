//! Where each page was scrolled to: Back leads to the same place of it.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::router::{Location, use_location};

/// What scrolls on a wide screen; on a narrow one the page does.
const TABLE: &str = "#main .data-table__scroll";
/// A list is as long as it was only after it was read.
const TRY_MILLIS: u32 = 50;
const TRIES: u32 = 100;
/// So often it must have been there, with everything drawn: a list may become shorter once more.
const ENOUGH: u32 = 6;
const UNREAD: &str = "#main .skeleton, #main [aria-busy=true]";
/// With these a person says where the page is to be.
const BY_HAND: [&str; 4] = ["wheel", "touchmove", "pointerdown", "keydown"];

/// How far a page is scrolled.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Place {
    page: f64,
    table: i32,
}

#[derive(Default)]
struct Memory {
    places: BTreeMap<String, Place>,
    here: Option<Location>,
    /// Where the page is going came from the browser's Back or Forward.
    popped: bool,
    /// The way to a place, until it is reached.
    way: Option<Interval>,
}

/// Remembers it, and goes there.
#[hook]
pub(super) fn use_scroll_memory() {
    let memory = use_mut_ref(Memory::default);
    use_effect_with((), {
        let memory = Rc::clone(&memory);
        move |()| {
            let listeners = listeners(&memory);
            move || drop(listeners)
        }
    });
    let location = use_location();
    use_effect_with(location, move |location| {
        if let Some(location) = location {
            moved(&memory, location);
        }
    });
}

fn listeners(memory: &Rc<RefCell<Memory>>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let on = |event: &'static str, act: fn(&mut Memory)| {
        let memory = Rc::clone(memory);
        let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: true };
        EventListener::new_with_options(&window, event, options, move |_| act(&mut memory.borrow_mut()))
    };
    let mut all = vec![
        on("popstate", |memory| memory.popped = true),
        on("scroll", |memory| {
            if memory.way.is_none() {
                memory.keep();
            }
        }),
    ];
    all.extend(BY_HAND.map(|event| on(event, |memory| memory.way = None)));
    all
}

fn moved(memory: &Rc<RefCell<Memory>>, to: &Location) {
    let mut held = memory.borrow_mut();
    let popped = std::mem::take(&mut held.popped);
    let Some(from) = held.here.replace(to.clone()) else { return };
    held.way = None;
    if popped {
        let place = held.places.get(&key(to)).copied().unwrap_or_default();
        held.way = Some(way_to(place, Rc::clone(memory)));
    } else if from.path == to.path {
        held.keep();
    } else if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

impl Memory {
    fn keep(&mut self) {
        // After the address has changed, and before the page has, it is scrolled because it is gone.
        let address = web_sys::window().and_then(|window| window.location().pathname().ok());
        if let Some(here) = self.here.as_ref().filter(|here| Some(&here.path) == address.as_ref()) {
            self.places.insert(key(here), Place::now());
        }
    }
}

impl Place {
    fn now() -> Self {
        let page = web_sys::window().and_then(|window| window.scroll_y().ok()).unwrap_or_default();
        Self { page, table: table().map_or(0, |table| table.scroll_top()) }
    }

    fn is_near(self, other: Self) -> bool {
        (self.page - other.page).abs() < 2.0 && self.table.abs_diff(other.table) < 2
    }

    fn go(self) {
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, self.page);
        }
        if let Some(table) = table() {
            table.set_scroll_top(self.table);
        }
    }
}

fn way_to(place: Place, memory: Rc<RefCell<Memory>>) -> Interval {
    let (mut left, mut there) = (TRIES, 0);
    Interval::new(TRY_MILLIS, move || {
        let is_there = Place::now().is_near(place) && found(UNREAD).is_none();
        there = if is_there { there + 1 } else { 0 };
        left = left.saturating_sub(1);
        if !is_there {
            place.go();
        }
        if left == 0 || there == ENOUGH {
            memory.borrow_mut().way = None;
        }
    })
}

fn table() -> Option<web_sys::Element> {
    found(TABLE)
}

fn found(selector: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.query_selector(selector).ok()?
}

fn key(location: &Location) -> String {
    format!("{}{}", location.path, location.query)
}
