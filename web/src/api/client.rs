//! Calls with the caller's token, once more with a fresh one when the first is over.

use std::{error::Error as _, fmt, rc::Rc, sync::Arc, time::Duration};

use futures::{
    future::{Either, select},
    pin_mut,
};
use gloo_timers::future::sleep;
use nocturne_proto::api::v1::{WhoAmIRequest, auth_service_client::AuthServiceClient};
use nocturne_web_model::failure::Failure;
use tonic::{
    Code, Request, Response, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
};
use tonic_web_wasm_client::Client;
use yew::Callback;

use super::{
    live::Live,
    session::{End, Identity, Session},
};

/// Longest wait for an answer to a reading, and for the first word of a stream. Pages read every 15 s: a reading that
/// is not answered has failed before the next one begins.
pub(super) const READ_LIMIT: Duration = Duration::from_secs(12);
/// Longest wait for an answer to a change: to give it up means not to know.
const CHANGE_LIMIT: Duration = Duration::from_secs(30);

/// What a call does to what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing.
    Reads,
    /// Something, perhaps also when no answer comes.
    Changes,
}

/// No answer came within this time.
#[derive(Debug)]
struct Silent(Duration);

impl fmt::Display for Silent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer came within {} s", self.0.as_secs())
    }
}

impl std::error::Error for Silent {}

/// A connection on which every call carries the token.
pub(super) type Channel = InterceptedService<Client, Bearer>;

/// Puts the token into a call.
#[derive(Clone)]
pub(super) struct Bearer(Option<MetadataValue<Ascii>>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(value) = &self.0 {
            request.metadata_mut().insert("authorization", value.clone());
        }
        Ok(request)
    }
}

/// The coordinator.
#[derive(Clone)]
pub(crate) struct Api(Rc<Inner>);

struct Inner {
    session: Session,
    live: Live,
    on_end: Callback<End>,
}

impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Api {
    /// Nobody is logged in yet. `on_end` hears of sessions that end.
    pub(super) fn new(live: Live, on_end: Callback<End>) -> Self {
        Self(Rc::new(Inner { session: Session::default(), live, on_end }))
    }

    /// What happens, as it happens.
    #[must_use]
    pub(crate) fn live(&self) -> &Live {
        &self.0.live
    }

    /// Logs in.
    ///
    /// # Errors
    ///
    /// The coordinator's.
    pub(crate) async fn login(&self, username: &str, password: &str) -> Result<Identity, Failure> {
        self.0.session.login(username, password).await?;
        self.who_am_i().await
    }

    /// Goes on with the session this browser still has.
    ///
    /// # Errors
    ///
    /// [`Failure::is_unauthenticated`] when there is none; that the coordinator cannot be reached.
    pub(crate) async fn resume(&self) -> Result<Identity, Failure> {
        let answer = self.0.session.refresh().await;
        if answer.as_ref().is_err_and(Failure::is_unauthenticated) {
            self.0.session.forget();
        }
        answer?;
        self.who_am_i().await
    }

    /// Logs out, here and at the coordinator.
    pub(crate) async fn logout(&self) {
        self.0.session.logout().await;
        self.0.on_end.emit(End::LoggedOut);
    }

    /// Why this tab's session does not go on, when another tab of this browser has ended or replaced it.
    pub(super) fn ended_elsewhere(&self) -> Option<End> {
        self.0.session.ended_elsewhere()
    }

    async fn who_am_i(&self) -> Result<Identity, Failure> {
        let ask = |channel| async { AuthServiceClient::new(channel).who_am_i(WhoAmIRequest {}).await };
        self.call(Effect::Reads, ask).await.map(Identity)
    }

    /// Calls a method: `send` does it on the channel it is given, and may be asked twice.
    ///
    /// # Errors
    ///
    /// The coordinator's, or that no answer came. Of a change without an answer it is not known whether it happened.
    pub(super) async fn call<T, F, Fut>(&self, effect: Effect, send: F) -> Result<T, Failure>
    where
        F: Fn(Channel) -> Fut,
        Fut: Future<Output = Result<Response<T>, Status>>,
    {
        let (limit, meaning): (_, fn(Failure) -> Failure) = match effect {
            Effect::Reads => (READ_LIMIT, |failure| failure),
            Effect::Changes => (CHANGE_LIMIT, Failure::unconfirmed_if_unanswered),
        };
        let answer = self.attempt(limit, send).await;
        answer.map(Response::into_inner).map_err(|status| meaning(failure(&status)))
    }

    /// As [`Api::call`], with the status as it came. `limit` is how long an answer is waited for; that of a stream is
    /// there as soon as it begins.
    pub(super) async fn attempt<T, F, Fut>(&self, limit: Duration, send: F) -> Result<Response<T>, Status>
    where
        F: Fn(Channel) -> Fut,
        Fut: Future<Output = Result<Response<T>, Status>>,
    {
        let answer = self.ask(limit, &send).await;
        let Err(status) = &answer else { return answer };
        // A call that was under way when its session ended is no second end.
        if status.code() != Code::Unauthenticated || self.0.session.token().is_none() {
            return answer;
        }
        match self.0.session.refresh().await {
            Ok(()) => self.ask(limit, &send).await,
            Err(failure) if failure.is_unauthenticated() => {
                if self.0.session.token().is_some() {
                    self.0.on_end.emit(self.0.session.end(failure));
                }
                answer
            }
            Err(failure) => Err(Status::unavailable(failure.detail)),
        }
    }

    async fn ask<T, F, Fut>(&self, limit: Duration, send: &F) -> Result<Response<T>, Status>
    where
        F: Fn(Channel) -> Fut,
        Fut: Future<Output = Result<Response<T>, Status>>,
    {
        let answer = within(limit, send(self.channel())).await;
        if answer.is_ok() {
            self.0.live.heard();
        }
        answer
    }

    fn channel(&self) -> Channel {
        let token = self.0.session.token();
        let bearer = token.and_then(|token| format!("Bearer {token}").parse().ok());
        InterceptedService::new(Client::new(String::new()), Bearer(bearer))
    }
}

/// The answer, unless it takes too long: then the request is dropped, which gives its connection back to the browser.
async fn within<T>(limit: Duration, answer: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
    pin_mut!(answer);
    match select(answer, sleep(limit)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            let silent = Silent(limit);
            let mut status = Status::deadline_exceeded(silent.to_string());
            status.set_source(Arc::new(silent));
            Err(status)
        }
    }
}

/// What a status means; one that this side made says that nothing came from the coordinator.
fn failure(status: &Status) -> Failure {
    let Some(source) = status.source() else { return Failure::from_status(status) };
    if let Some(Silent(limit)) = source.downcast_ref() {
        return Failure::silent(*limit);
    }
    if source.is::<tonic_web_wasm_client::Error>() {
        return Failure::unreachable(status.message());
    }
    Failure::from_status(status)
}
