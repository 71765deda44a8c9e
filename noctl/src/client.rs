//! Calling the coordinator: channel, credential, time limit, pages.

use std::{cell::RefCell, fs, path::Path, time::Duration};

use nocturne_proto::{
    api::v1::{RefreshRequest, Session, auth_service_client::AuthServiceClient},
    convert::time::timestamp_from_wire,
};
use nocturne_shared::time::{Timestamp, add};
use tonic::{
    Code, Request, Response, Status,
    metadata::{Ascii, MetadataValue},
    transport::{Certificate, Channel, ClientTlsConfig, Endpoint},
};

use crate::{
    error::{CallError, Error},
    profile::{Profile, ProfileFile, Secret},
    url::ApiUrl,
};

/// Largest answer: a page of 500 checks with 1000 targets each.
pub(crate) const MAX_ANSWER_BYTES: usize = 256 << 20;
/// Largest page the API gives.
pub(crate) const PAGE_SIZE: i32 = 500;
/// An access token that ends this soon is renewed first: it must live until the coordinator looks at it.
const RENEW_BEFORE: Duration = Duration::from_secs(20);

/// How to show who is calling.
#[derive(Debug, Clone)]
pub(crate) enum Credential {
    /// Nothing.
    None,
    /// A token that does not change.
    ApiToken(Secret),
    /// A session whose tokens are in the profile.
    Session {
        /// JWT.
        access: Secret,
        /// When it ends.
        expires: Timestamp,
    },
}

/// A coordinator that can be asked.
#[derive(Debug)]
pub(crate) struct Api {
    channel: Channel,
    url: ApiUrl,
    timeout: Duration,
    credential: RefCell<Credential>,
    profile: ProfileFile,
}

/// Builds the channel to `url`; nothing is connected before the first call.
///
/// # Errors
///
/// [`Error::PlainHttp`], [`Error::NoCa`], [`Error::CaFile`].
pub(crate) fn channel(
    url: &ApiUrl,
    ca_file: Option<&Path>,
    insecure: bool,
    timeout: Duration,
) -> Result<Channel, Error> {
    if !url.is_tls() && !url.is_loopback() && !insecure {
        return Err(Error::PlainHttp { url: url.to_string() });
    }
    let endpoint = Endpoint::from(url.uri().clone())
        .connect_timeout(timeout)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(Duration::from_secs(20))
        .user_agent(concat!("noctl/", env!("CARGO_PKG_VERSION")))
        .map_err(|error| Error::Answer(error.to_string()))?;
    if !url.is_tls() {
        return Ok(endpoint.connect_lazy());
    }
    let path = ca_file.ok_or_else(|| Error::NoCa { url: url.to_string() })?;
    let bad = |reason: String| Error::CaFile { path: path.to_path_buf(), reason };
    let pem = fs::read(path).map_err(|error| bad(error.to_string()))?;
    if !String::from_utf8_lossy(&pem).contains("BEGIN CERTIFICATE") {
        return Err(bad("there is no PEM certificate in it".to_owned()));
    }
    let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem)).domain_name(url.host());
    let endpoint = endpoint.tls_config(tls).map_err(|error| {
        let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        bad(cause)
    })?;
    Ok(endpoint.connect_lazy())
}

impl Api {
    /// A coordinator behind `channel`. `profile` is where a session is kept.
    pub(crate) const fn new(
        channel: Channel,
        url: ApiUrl,
        timeout: Duration,
        credential: Credential,
        profile: ProfileFile,
    ) -> Self {
        Self { channel, url, timeout, credential: RefCell::new(credential), profile }
    }

    /// Where it is.
    pub(crate) const fn url(&self) -> &ApiUrl {
        &self.url
    }

    /// Asks once. A session that ended meanwhile is renewed, once.
    ///
    /// # Errors
    ///
    /// [`Error::Call`] with `attempt` and the reason, [`Error::NotLoggedIn`], [`Error::Profile`].
    pub(crate) async fn call<Q, A, S>(&self, attempt: &'static str, message: Q, send: S) -> Result<A, Error>
    where
        Q: Clone,
        S: AsyncFn(Channel, Request<Q>) -> Result<Response<A>, Status>,
    {
        let first = self.bearer(None).await?;
        match self.send(attempt, message.clone(), Some(&first), &send).await {
            Err(error) if error.code() == Code::Unauthenticated && self.has_session() => {
                let second = self.bearer(Some(&first)).await?;
                Ok(self.send(attempt, message, Some(&second), &send).await?)
            }
            done => Ok(done?),
        }
    }

    /// Opens a stream of answers, which has no end in time. `refused` is a token that the coordinator does not accept any
    /// more. Also returns the token that was sent.
    ///
    /// # Errors
    ///
    /// As [`Api::call`].
    pub(crate) async fn open<Q, A, S>(
        &self,
        attempt: &'static str,
        message: Q,
        refused: Option<&Secret>,
        send: S,
    ) -> Result<(A, Secret), Error>
    where
        Q: Clone,
        S: AsyncFn(Channel, Request<Q>) -> Result<Response<A>, Status>,
    {
        let first = self.bearer(refused).await?;
        let request =
            self.request(message.clone(), Some(&first)).map_err(|status| self.failed(attempt, status))?;
        match self.within(attempt, request, &send).await {
            Err(error)
                if error.code() == Code::Unauthenticated && refused.is_none() && self.has_session() =>
            {
                let second = self.bearer(Some(&first)).await?;
                let request =
                    self.request(message, Some(&second)).map_err(|status| self.failed(attempt, status))?;
                Ok((self.within(attempt, request, &send).await?, second))
            }
            done => Ok((done?, first)),
        }
    }

    /// That an attempt ended with `status`.
    pub(crate) fn failed(&self, attempt: &'static str, status: Status) -> CallError {
        CallError::new(attempt, &self.url, self.timeout, status)
    }

    /// Asks without saying who is asking.
    ///
    /// # Errors
    ///
    /// [`Error::Call`].
    pub(crate) async fn call_anonymous<Q, A, S>(
        &self,
        attempt: &'static str,
        message: Q,
        send: S,
    ) -> Result<A, CallError>
    where
        S: AsyncFn(Channel, Request<Q>) -> Result<Response<A>, Status>,
    {
        self.send(attempt, message, None, &send).await
    }

    async fn send<Q, A, S>(
        &self,
        attempt: &'static str,
        message: Q,
        bearer: Option<&Secret>,
        send: &S,
    ) -> Result<A, CallError>
    where
        S: AsyncFn(Channel, Request<Q>) -> Result<Response<A>, Status>,
    {
        let mut request = self.request(message, bearer).map_err(|status| self.failed(attempt, status))?;
        request.set_timeout(self.timeout);
        self.within(attempt, request, send).await
    }

    fn request<Q>(&self, message: Q, bearer: Option<&Secret>) -> Result<Request<Q>, Status> {
        let mut request = Request::new(message);
        if let Some(bearer) = bearer {
            let value = format!("Bearer {}", bearer.expose()).parse();
            let mut value: MetadataValue<Ascii> =
                value.map_err(|_| Status::unauthenticated("the token holds characters that no token has"))?;
            value.set_sensitive(true);
            request.metadata_mut().insert("authorization", value);
        }
        Ok(request)
    }

    /// Waits for the beginning of the answer for as long as a call may take.
    async fn within<Q, A, S>(
        &self,
        attempt: &'static str,
        request: Request<Q>,
        send: &S,
    ) -> Result<A, CallError>
    where
        S: AsyncFn(Channel, Request<Q>) -> Result<Response<A>, Status>,
    {
        match tokio::time::timeout(self.timeout, send(self.channel.clone(), request)).await {
            Ok(Ok(answer)) => Ok(answer.into_inner()),
            Ok(Err(status)) => Err(self.failed(attempt, status)),
            Err(_elapsed) => Err(CallError::timed_out(attempt, &self.url, self.timeout)),
        }
    }

    /// True when the credential is a session, which can be renewed.
    pub(crate) fn has_session(&self) -> bool {
        matches!(*self.credential.borrow(), Credential::Session { .. })
    }

    /// The token to send, renewed when it ends soon or is the one that was `refused`.
    async fn bearer(&self, refused: Option<&Secret>) -> Result<Secret, Error> {
        let credential = self.credential.borrow().clone();
        match credential {
            Credential::None => Err(self.not_logged_in("")),
            Credential::ApiToken(token) => Ok(token),
            // Another call may have renewed what was refused.
            Credential::Session { access, expires } if refused != Some(&access) && is_fresh(expires) => {
                Ok(access)
            }
            Credential::Session { access, .. } => {
                let (access, expires) = self.renew(&access).await?;
                *self.credential.borrow_mut() = Credential::Session { access: access.clone(), expires };
                Ok(access)
            }
        }
    }

    /// Gets the next token pair, or takes the one that another call got meanwhile.
    async fn renew(&self, old: &Secret) -> Result<(Secret, Timestamp), Error> {
        let lock = self.profile.lock().await?;
        let mut profile = self.profile.load()?;
        if let (Some(access), Some(expires)) = (&profile.access_token, profile.access_expire_time)
            && access != old
            && is_fresh(expires)
        {
            return Ok((access.clone(), expires));
        }
        let Some(refresh) = profile.refresh_token.clone() else {
            return Err(
                self.not_logged_in("the session was ended meanwhile; log in again with `noctl login`")
            );
        };
        let message = RefreshRequest { refresh_token: refresh.expose().to_owned() };
        let answer = self
            .call_anonymous("renew the session", message, async |channel, request| {
                AuthServiceClient::new(channel).refresh(request).await
            })
            .await;
        let session = match answer {
            Ok(answer) => answer.session.unwrap_or_default(),
            Err(error) if error.code() == Code::Unauthenticated => {
                profile.forget_session();
                self.profile.save(&profile, &lock)?;
                return Err(self.not_logged_in("the session is over; log in again with `noctl login`"));
            }
            Err(error) => return Err(error.into()),
        };
        let pair = keep_session(&mut profile, session)?;
        self.profile.save(&profile, &lock)?;
        Ok(pair)
    }

    fn not_logged_in(&self, why: &str) -> Error {
        Error::NotLoggedIn { url: self.url.to_string(), why: why.to_owned() }
    }
}

fn is_fresh(expires: Timestamp) -> bool {
    add(Timestamp::now(), RENEW_BEFORE) < expires
}

/// Puts a session into a profile; returns the access token and its end.
///
/// # Errors
///
/// [`Error::Answer`] when the session is not whole.
pub(crate) fn keep_session(profile: &mut Profile, session: Session) -> Result<(Secret, Timestamp), Error> {
    let expires = session.access_expire_time.as_ref().map(timestamp_from_wire);
    let (false, false, Some(expires)) =
        (session.access_token.is_empty(), session.refresh_token.is_empty(), expires)
    else {
        return Err(Error::Answer("the coordinator answered with a session that is not whole".to_owned()));
    };
    let access = Secret::new(session.access_token);
    if !session.username.is_empty() {
        profile.username = Some(session.username);
    }
    profile.access_token = Some(access.clone());
    profile.access_expire_time = Some(expires);
    profile.refresh_token = Some(Secret::new(session.refresh_token));
    Ok((access, expires))
}

/// Follows pages until the end or `limit`. `fetch` gets page size and page token and gives things and the next token.
///
/// # Errors
///
/// What `fetch` returns; [`Error::Answer`] when a page names itself as the next.
pub(crate) async fn pages<T, F>(limit: Option<usize>, fetch: F) -> Result<Vec<T>, Error>
where
    F: AsyncFn(i32, String) -> Result<(Vec<T>, String), Error>,
{
    let limit = limit.unwrap_or(usize::MAX);
    let mut things = Vec::new();
    let mut token = String::new();
    while things.len() < limit {
        let left = i32::try_from(limit - things.len()).unwrap_or(PAGE_SIZE);
        let (page, next) = fetch(left.min(PAGE_SIZE), token.clone()).await?;
        things.extend(page);
        if next.is_empty() {
            break;
        }
        if next == token {
            return Err(Error::Answer(
                "the coordinator answered with a page that has itself as the next".to_owned(),
            ));
        }
        token = next;
    }
    things.truncate(limit);
    Ok(things)
}

#[cfg(test)]
mod tests;
