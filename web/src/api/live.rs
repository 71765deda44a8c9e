//! The one stream of this tab: what happens is heard here and handed to whoever listens, at most four times a second.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::Duration,
};

use futures::{
    channel::oneshot,
    future::{Either, select},
    pin_mut,
};
use gloo_timers::{callback::Timeout, future::sleep};
use jiff::Timestamp;
use nocturne_proto::api::v1::{
    Topic, WatchRequest, WatchResponse, live_service_client::LiveServiceClient, watch_response::Event,
};
use nocturne_web_model::live::backoff;
use tonic::{Code, Streaming};
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::{Api, client::READ_LIMIT};

/// Between two deliveries to the listeners.
const DELIVERY_MILLIS: u32 = 250;
/// The coordinator says every 15 s that it is there; when it has not for this long, the connection is dead.
const SILENCE: Duration = Duration::from_secs(25);
const TOPICS: [Topic; 4] = [Topic::Agents, Topic::Checks, Topic::CheckEvents, Topic::Gaps];

/// Whether what is seen is what happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Connection {
    /// Not yet known.
    Connecting,
    /// Events arrive as they happen.
    Live,
    /// The coordinator cannot be reached.
    Lost {
        /// When its last word came.
        since: Timestamp,
        /// When it is tried again; `None` while it is being tried.
        retry_at: Option<Timestamp>,
    },
}

type Listener = Callback<Rc<Vec<WatchResponse>>>;

/// The stream and its listeners.
#[derive(Clone)]
pub(crate) struct Live(Rc<Inner>);

struct Inner {
    listeners: RefCell<BTreeMap<u64, Listener>>,
    next_listener: Cell<u64>,
    /// Selectors of the listeners that want values.
    values: RefCell<BTreeMap<u64, String>>,
    pending: RefCell<Vec<WatchResponse>>,
    delivery: RefCell<Option<Timeout>>,
    /// Which run of the stream counts; another number ends the one before.
    run: Cell<u64>,
    /// Grows with every wish for another stream: one that was begun before does not do any more.
    wishes: Cell<u64>,
    /// Ends the stream, the attempt or the pause that is under way.
    wake: RefCell<Option<oneshot::Sender<()>>>,
    /// When the coordinator's last word came.
    heard_at: Cell<Timestamp>,
    on_connection: Callback<Connection>,
}

/// Listens until it is dropped.
pub(crate) struct Subscription {
    live: Live,
    id: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let inner = &self.live.0;
        inner.listeners.borrow_mut().remove(&self.id);
        let wanted_values = inner.values.borrow_mut().remove(&self.id).is_some();
        if wanted_values {
            self.live.wake();
        }
    }
}

/// Why a stream ended.
enum Ended {
    /// Begin another one at once.
    Again,
    /// Wait a while.
    Broken,
}

/// What the next stream has to know of those before it.
#[derive(Default)]
struct Before {
    /// Of the last message.
    resume_token: String,
    /// In a row.
    failures: u32,
}

impl Live {
    /// Not running. `on_connection` hears whether it is.
    pub(super) fn new(on_connection: Callback<Connection>) -> Self {
        Self(Rc::new(Inner {
            listeners: RefCell::default(),
            next_listener: Cell::new(0),
            values: RefCell::default(),
            pending: RefCell::default(),
            delivery: RefCell::default(),
            run: Cell::new(0),
            wishes: Cell::new(0),
            wake: RefCell::default(),
            heard_at: Cell::new(Timestamp::now()),
            on_connection,
        }))
    }

    /// Hands every event to `listener` while the subscription is held.
    #[must_use]
    pub(crate) fn subscribe(&self, listener: Listener) -> Subscription {
        let id = self.0.next_listener.get();
        self.0.next_listener.set(id + 1);
        self.0.listeners.borrow_mut().insert(id, listener);
        Subscription { live: self.clone(), id }
    }

    /// As [`Live::subscribe`], and committed values of series that match `selector` are among the events. One
    /// subscription at a time has values: the latest one that is held.
    #[must_use]
    pub(crate) fn subscribe_values(&self, selector: String, listener: Listener) -> Subscription {
        let subscription = self.subscribe(listener);
        self.0.values.borrow_mut().insert(subscription.id, selector);
        self.wake();
        subscription
    }

    /// Begins another stream now, whatever is under way.
    pub(crate) fn wake(&self) {
        self.0.wishes.set(self.0.wishes.get() + 1);
        if let Some(wake) = self.0.wake.borrow_mut().take() {
            // Whoever waited may have gone on already.
            wake.send(()).ok();
        }
    }

    /// The coordinator said something, here or in answer to a call.
    pub(super) fn heard(&self) {
        self.0.heard_at.set(Timestamp::now());
    }

    /// Runs the stream with the credentials of `api`.
    pub(super) fn start(&self, api: Api) {
        self.stop();
        self.0.on_connection.emit(Connection::Connecting);
        let (live, run) = (self.clone(), self.0.run.get());
        spawn_local(async move { live.run(&api, run).await });
    }

    /// Ends the stream.
    pub(super) fn stop(&self) {
        self.0.run.set(self.0.run.get() + 1);
        self.wake();
    }

    async fn run(&self, api: &Api, run: u64) {
        let mut before = Before::default();
        while self.0.run.get() == run {
            let wishes = self.0.wishes.get();
            let ended = {
                let watching = self.watch(api, &mut before);
                pin_mut!(watching);
                match select(watching, self.wish_after(wishes)).await {
                    Either::Left((ended, _)) => ended,
                    Either::Right(_) => Ended::Again,
                }
            };
            if let (Ended::Broken, true) = (ended, self.0.run.get() == run) {
                before.failures += 1;
                self.pause(run, before.failures, wishes).await;
            }
        }
    }

    /// Asks for what is wanted now, and hears it until it ends.
    async fn watch(&self, api: &Api, before: &mut Before) -> Ended {
        let request = self.request(&before.resume_token);
        let send = |channel| {
            let request = request.clone();
            async move { LiveServiceClient::new(channel).watch(request).await }
        };
        match api.attempt(READ_LIMIT, send).await {
            Ok(answer) => self.follow(answer.into_inner(), before).await,
            Err(_) => Ended::Broken,
        }
    }

    fn request(&self, resume_token: &str) -> WatchRequest {
        let values = self.0.values.borrow();
        let selector = values.last_key_value().map(|(_, selector)| selector.clone());
        let mut topics: Vec<i32> = TOPICS.into_iter().map(i32::from).collect();
        if selector.is_some() {
            topics.push(i32::from(Topic::Values));
        }
        WatchRequest { topics, selector: selector.unwrap_or_default(), resume_token: resume_token.to_owned() }
    }

    async fn follow(&self, mut stream: Streaming<WatchResponse>, before: &mut Before) -> Ended {
        let mut is_new = true;
        loop {
            match heard(stream.message()).await {
                Some(Ok(Some(message))) => {
                    is_new = false;
                    before.failures = 0;
                    before.resume_token.clone_from(&message.resume_token);
                    self.heard();
                    self.0.on_connection.emit(Connection::Live);
                    if matches!(message.event, Some(Event::Lagged(_))) {
                        return Ended::Again;
                    }
                    self.deliver(message);
                }
                // A stream lasts as long as the token it was begun with.
                Some(Err(status)) if status.code() == Code::Unauthenticated && !is_new => {
                    return Ended::Again;
                }
                Some(Ok(None) | Err(_)) | None => return Ended::Broken,
            }
        }
    }

    async fn pause(&self, run: u64, failures: u32, wishes: u64) {
        let wait = backoff(failures);
        let now = Timestamp::now();
        let retry_at = now.checked_add(wait).unwrap_or(now);
        self.lost(Some(retry_at));
        select(sleep(wait), self.wish_after(wishes)).await;
        if self.0.run.get() == run {
            self.lost(None);
        }
    }

    fn lost(&self, retry_at: Option<Timestamp>) {
        self.0.on_connection.emit(Connection::Lost { since: self.0.heard_at.get(), retry_at });
    }

    /// Comes to an end with the first wish for another stream after so many; at once when there was one already.
    fn wish_after(&self, wishes: u64) -> oneshot::Receiver<()> {
        let (wake, woken) = oneshot::channel();
        if self.0.wishes.get() == wishes {
            *self.0.wake.borrow_mut() = Some(wake);
        }
        woken
    }

    fn deliver(&self, message: WatchResponse) {
        if matches!(message.event, Some(Event::Alive(_))) {
            return;
        }
        self.0.pending.borrow_mut().push(message);
        let mut delivery = self.0.delivery.borrow_mut();
        if delivery.is_none() {
            let live = self.clone();
            *delivery = Some(Timeout::new(DELIVERY_MILLIS, move || live.flush()));
        }
    }

    fn flush(&self) {
        self.0.delivery.borrow_mut().take();
        let events = Rc::new(std::mem::take(&mut *self.0.pending.borrow_mut()));
        let listeners: Vec<_> = self.0.listeners.borrow().values().cloned().collect();
        for listener in listeners {
            listener.emit(Rc::clone(&events));
        }
    }
}

/// The next message; none when there was silence for too long.
async fn heard<T>(next: impl Future<Output = T>) -> Option<T> {
    pin_mut!(next);
    match select(next, sleep(SILENCE)).await {
        Either::Left((message, _)) => Some(message),
        Either::Right(_) => None,
    }
}
