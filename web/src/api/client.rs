//! Calls with the caller's token, once more with a fresh one when the first is over.

use std::rc::Rc;

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
        self.0.session.refresh().await?;
        self.who_am_i().await
    }

    /// Logs out, here and at the coordinator.
    pub(crate) async fn logout(&self) {
        self.0.session.logout().await;
        self.0.on_end.emit(End::LoggedOut);
    }

    async fn who_am_i(&self) -> Result<Identity, Failure> {
        let ask = |channel| async { AuthServiceClient::new(channel).who_am_i(WhoAmIRequest {}).await };
        self.call(ask).await.map(Identity)
    }

    /// Calls a method: `send` does it on the channel it is given, and may be asked twice.
    ///
    /// # Errors
    ///
    /// The coordinator's, or that it cannot be reached.
    pub(super) async fn call<T, F, Fut>(&self, send: F) -> Result<T, Failure>
    where
        F: Fn(Channel) -> Fut,
        Fut: Future<Output = Result<Response<T>, Status>>,
    {
        self.attempt(send).await.map(Response::into_inner).map_err(|status| failure(&status))
    }

    /// As [`Api::call`], with the status as it came.
    pub(super) async fn attempt<T, F, Fut>(&self, send: F) -> Result<Response<T>, Status>
    where
        F: Fn(Channel) -> Fut,
        Fut: Future<Output = Result<Response<T>, Status>>,
    {
        let answer = send(self.channel()).await;
        let Err(status) = &answer else { return answer };
        if status.code() != Code::Unauthenticated {
            return answer;
        }
        match self.0.session.refresh().await {
            Ok(()) => send(self.channel()).await,
            Err(failure) if failure.is_unauthenticated() => {
                self.0.session.forget();
                self.0.on_end.emit(End::Over(failure.detail));
                answer
            }
            Err(failure) => Err(Status::unavailable(failure.detail)),
        }
    }

    fn channel(&self) -> Channel {
        let token = self.0.session.token();
        let bearer = token.and_then(|token| format!("Bearer {token}").parse().ok());
        InterceptedService::new(Client::new(String::new()), Bearer(bearer))
    }
}

/// What a status means; one that this side made says that the coordinator cannot be reached.
pub(super) fn failure(status: &Status) -> Failure {
    use std::error::Error as _;
    let local = status.source().is_some_and(|source| source.is::<tonic_web_wasm_client::Error>());
    if local { Failure::unreachable(status.message()) } else { Failure::from_status(status) }
}
