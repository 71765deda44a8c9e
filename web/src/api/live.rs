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
use tonic::{Code, Status, Streaming};
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
        /// Since when.
        since: Timestamp,
        /// When it is tried again.
        retry_at: Timestamp,
    },
}

type Listener = Callback<Rc<Vec<WatchResponse>>>;

/// The stream and its listeners.
#[derive(Clone)]
pub(crate) struct Live(Rc<Inner>);

struct Inner {
    listeners: RefCell<BTreeMap<u64, Listener>>,
    next_listener: Cell<u64>,
    values: RefCell<Option<(u64, String)>>,
    pending: RefCell<Vec<WatchResponse>>,
    delivery: RefCell<Option<Timeout>>,
    /// Which run of the stream counts; another number ends the one before.
    run: Cell<u64>,
    wake: RefCell<Option<oneshot::Sender<()>>>,
    lost_since: Cell<Option<Timestamp>>,
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
        let mine = inner.values.borrow().as_ref().is_some_and(|(id, _)| *id == self.id);
        if mine {
            *inner.values.borrow_mut() = None;
            self.live.wake();
        }
    }
}

/// Why a stream ended.
enum Ended {
    /// Begin another one at once.
    Again,
    /// Wait a while. `silent` is for how long nothing had come before that was noticed.
    Broken { silent: Duration },
}

impl Ended {
    const BROKEN: Self = Self::Broken { silent: Duration::ZERO };
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
            wake: RefCell::default(),
            lost_since: Cell::new(None),
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
    /// subscription at a time has values: the latest.
    #[must_use]
    pub(crate) fn subscribe_values(&self, selector: String, listener: Listener) -> Subscription {
        let subscription = self.subscribe(listener);
        *self.0.values.borrow_mut() = Some((subscription.id, selector));
        self.wake();
        subscription
    }

    /// Tries again now instead of when it would.
    pub(crate) fn wake(&self) {
        if let Some(wake) = self.0.wake.borrow_mut().take() {
            // Whoever waited may have gone on already.
            wake.send(()).ok();
        }
    }

    /// Runs the stream with the credentials of `api`.
    pub(super) fn start(&self, api: Api) {
        self.stop();
        let (live, run) = (self.clone(), self.0.run.get());
        spawn_local(async move { live.run(&api, run).await });
    }

    /// Ends the stream.
    pub(super) fn stop(&self) {
        self.0.run.set(self.0.run.get() + 1);
        self.wake();
    }

    async fn run(&self, api: &Api, run: u64) {
        let mut resume_token = String::new();
        let mut failures = 0;
        while self.0.run.get() == run {
            let request = self.request(&resume_token);
            let send = |channel| {
                let request = request.clone();
                async move { LiveServiceClient::new(channel).watch(request).await }
            };
            let ended = match api.attempt(READ_LIMIT, send).await {
                Ok(answer) => self.follow(answer.into_inner(), run, &mut resume_token, &mut failures).await,
                Err(status) if ends_the_watch(&status) => return,
                Err(_) => Ended::BROKEN,
            };
            if let (Ended::Broken { silent }, true) = (ended, self.0.run.get() == run) {
                failures += 1;
                self.pause(failures, silent).await;
            }
        }
    }

    fn request(&self, resume_token: &str) -> WatchRequest {
        let values = self.0.values.borrow();
        let mut topics: Vec<i32> = TOPICS.into_iter().map(i32::from).collect();
        if values.is_some() {
            topics.push(i32::from(Topic::Values));
        }
        WatchRequest {
            topics,
            selector: values.as_ref().map(|(_, selector)| selector.clone()).unwrap_or_default(),
            resume_token: resume_token.to_owned(),
        }
    }

    async fn follow(
        &self,
        mut stream: Streaming<WatchResponse>,
        run: u64,
        resume_token: &mut String,
        failures: &mut u32,
    ) -> Ended {
        loop {
            let woken = self.wakeable();
            let next = async { heard(stream.message()).await };
            pin_mut!(next);
            let message = match select(next, woken).await {
                Either::Left((message, _)) => message,
                Either::Right(_) => return Ended::Again,
            };
            if self.0.run.get() != run {
                return Ended::Again;
            }
            match message {
                Some(Ok(Some(message))) => {
                    *failures = 0;
                    resume_token.clone_from(&message.resume_token);
                    self.0.lost_since.set(None);
                    self.0.on_connection.emit(Connection::Live);
                    if matches!(message.event, Some(Event::Lagged(_))) {
                        return Ended::Again;
                    }
                    self.deliver(message);
                }
                Some(Err(status)) if status.code() == Code::Unauthenticated => return Ended::Again,
                Some(Ok(None) | Err(_)) => return Ended::BROKEN,
                None => return Ended::Broken { silent: SILENCE },
            }
        }
    }

    async fn pause(&self, failures: u32, silent: Duration) {
        let wait = backoff(failures);
        let now = Timestamp::now();
        let heard = now.checked_sub(silent).unwrap_or(now);
        let since = self.0.lost_since.get().unwrap_or(heard);
        self.0.lost_since.set(Some(since));
        let retry_at = now.checked_add(wait).unwrap_or(now);
        self.0.on_connection.emit(Connection::Lost { since, retry_at });
        select(sleep(wait), self.wakeable()).await;
    }

    fn wakeable(&self) -> oneshot::Receiver<()> {
        let (wake, woken) = oneshot::channel();
        *self.0.wake.borrow_mut() = Some(wake);
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

/// Trying again would not help: the session is over, or it may not watch.
fn ends_the_watch(status: &Status) -> bool {
    matches!(status.code(), Code::Unauthenticated | Code::PermissionDenied | Code::InvalidArgument)
}
