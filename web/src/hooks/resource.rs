//! Something the coordinator knows, read once and again when it may have changed.

use std::{any::Any, cell::RefCell, future::Future, rc::Rc};

use futures::future::LocalBoxFuture;
use gloo_timers::callback::{Interval, Timeout};
use jiff::Timestamp;
use nocturne_proto::api::v1::{WatchResponse, watch_response::Event};
use nocturne_web_model::failure::Failure;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{Api, use_api},
    hooks::use_live,
    lean::hooks::Deps,
};

/// Between two readings of the same thing because of what happened: several changes are read together.
const SETTLE_MILLIS: u32 = 400;

/// When a resource is read again.
#[derive(Clone, Copy)]
pub(crate) struct Refresh {
    /// Seconds between two readings while the tab is seen; 0 is never.
    pub every_secs: u32,
    /// True for events after which it must be read again.
    pub on: fn(&Event) -> bool,
}

impl Refresh {
    /// Only on demand.
    pub(crate) const NEVER: Self = Self { every_secs: 0, on: |_| false };

    /// After these events, and every 15 s, because a confirmation of what did not change is no event.
    #[must_use]
    pub(crate) const fn on(on: fn(&Event) -> bool) -> Self {
        Self { every_secs: 15, on }
    }
}

/// What is known of it.
pub(crate) struct Resource<T> {
    /// What was read last.
    pub data: Option<Rc<T>>,
    /// Why the latest reading failed.
    pub failure: Option<Failure>,
    /// A reading is under way.
    pub loading: bool,
    /// When `data` was read.
    pub at: Option<Timestamp>,
    /// Reads it again.
    pub reload: Callback<()>,
}

#[derive(Clone)]
struct Held {
    data: Option<Rc<dyn Any>>,
    failure: Option<Failure>,
    loading: bool,
    at: Option<Timestamp>,
}

impl Default for Held {
    fn default() -> Self {
        Self { data: None, failure: None, loading: true, at: None }
    }
}

struct Reader {
    generation: u64,
    key: Option<Deps>,
    held: Held,
    settling: Option<Timeout>,
    /// Something happened during a reading: what is being read may be old already.
    again: bool,
}

type Answer = Result<Rc<dyn Any>, Failure>;
type Load = Rc<dyn Fn(Api) -> LocalBoxFuture<'static, Answer>>;

/// Reads what `load` reads for `key`, and again as `refresh` says. With another key what was read before is gone; while
/// it is read again it stays.
#[hook]
pub(crate) fn use_resource<K, T, F, Fut>(key: K, refresh: Refresh, load: F) -> Resource<T>
where
    K: Clone + PartialEq + 'static,
    T: 'static,
    F: Fn(Api, K) -> Fut + 'static,
    Fut: Future<Output = Result<T, Failure>> + 'static,
{
    let load: Load = {
        let key = key.clone();
        Rc::new(move |api| {
            let answer = load(api, key.clone());
            Box::pin(async move { answer.await.map(|data| Rc::new(data) as Rc<dyn Any>) })
        })
    };
    let (Held { data, failure, loading, at }, reload) = use_any_resource(Deps::new(key), refresh, load);
    Resource { data: data.and_then(|data| data.downcast().ok()), failure, loading, at, reload }
}

/// The same for all kinds of resources.
#[hook]
fn use_any_resource(key: Deps, refresh: Refresh, load: Load) -> (Held, Callback<()>) {
    let api = use_api();
    let drawn = use_force_update();
    let reader = use_mut_ref(|| Reader {
        generation: 0,
        key: None,
        held: Held::default(),
        settling: None,
        again: false,
    });

    let read = {
        let reader = Rc::clone(&reader);
        use_callback(key.clone(), move |(), key| {
            let generation = begin(&reader, key);
            drawn.force_update();
            let (reader, drawn, answer) = (Rc::clone(&reader), drawn.clone(), load(api.clone()));
            spawn_local(async move {
                if end(&reader, generation, answer.await) {
                    drawn.force_update();
                }
            });
        })
    };

    use_effect_with(key, {
        let (read, reader) = (read.clone(), Rc::clone(&reader));
        move |_| {
            read.emit(());
            move || reader.borrow_mut().generation += 1
        }
    });
    use_effect_with((read.clone(), refresh.every_secs), {
        let reader = Rc::clone(&reader);
        move |(read, every_secs)| {
            let read = read.clone();
            let timer = (*every_secs > 0).then(|| {
                Interval::new(every_secs.saturating_mul(1_000), move || {
                    // A reading that is under way is not begun anew: of a coordinator that is silent it would never end.
                    if seen() && !reader.borrow().held.loading {
                        read.emit(());
                    }
                })
            });
            move || drop(timer)
        }
    });
    let on_events = {
        let reader = Rc::clone(&reader);
        use_callback(read.clone(), move |events: Rc<Vec<WatchResponse>>, read| {
            let failed = reader.borrow().held.failure.is_some();
            let touched = events.iter().filter_map(|event| event.event.as_ref()).any(|event| {
                (refresh.on)(event) || matches!(event, Event::Opened(opened) if failed || !opened.resumed)
            });
            if touched {
                settle(&reader, read.clone());
            }
        })
    };
    use_live(on_events);
    if read_again(&reader) {
        settle(&reader, read.clone());
    }
    let held = reader.borrow().held.clone();
    (held, read)
}

fn begin(reader: &RefCell<Reader>, key: &Deps) -> u64 {
    let mut reader = reader.borrow_mut();
    reader.generation += 1;
    if reader.key.as_ref() != Some(key) {
        reader.held = Held::default();
        reader.key = Some(key.clone());
    }
    reader.held.loading = true;
    reader.settling = None;
    reader.generation
}

/// False when another reading has begun since.
fn end(reader: &RefCell<Reader>, generation: u64, answer: Answer) -> bool {
    let mut reader = reader.borrow_mut();
    if reader.generation != generation {
        return false;
    }
    reader.held.loading = false;
    match answer {
        Ok(data) => {
            reader.held.data = Some(data);
            reader.held.at = Some(Timestamp::now());
            reader.held.failure = None;
        }
        Err(failure) => reader.held.failure = Some(failure),
    }
    true
}

fn read_again(reader: &RefCell<Reader>) -> bool {
    let mut reader = reader.borrow_mut();
    !reader.held.loading && std::mem::take(&mut reader.again)
}

fn settle(reader: &RefCell<Reader>, read: Callback<()>) {
    let mut held = reader.borrow_mut();
    if held.held.loading {
        held.again = true;
    } else if held.settling.is_none() {
        held.settling = Some(Timeout::new(SETTLE_MILLIS, move || read.emit(())));
    }
}

fn seen() -> bool {
    web_sys::window().and_then(|window| window.document()).is_none_or(|document| !document.hidden())
}
