//! The session of a browser: its refresh token is a cookie that no script can read.
//!
//! ```text
//!  POST /api/v1/auth/login    X-Nocturne-Session: cookie            ─▶ Set-Cookie, no token in the body
//!  POST /api/v1/auth/signup   X-Nocturne-Session: cookie            ─▶ the same
//!  POST /api/v1/auth/refresh  X-Nocturne-Session: cookie, Cookie    ─▶ Set-Cookie, no token in the body
//!  POST /api/v1/auth/logout   X-Nocturne-Session: cookie, Cookie    ─▶ the cookie is cleared
//! ```
//!
//! The header is what tells our own page from any other: no form can send it, and a script of another origin would have
//! to ask first and be refused. Without it the cookie is not looked at, and nothing differs for programs. The handlers know
//! neither: this layer puts the token into the message and takes it out of the answer.

mod origin;

use std::{convert::Infallible, time::Duration};

use axum::{Router, body::Body, extract::Request, response::Response};
use bytes::{BufMut as _, Bytes, BytesMut};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{COOKIE, SET_COOKIE},
    uri::Authority,
};
use http_body_util::{BodyExt as _, Full};
use nocturne_proto::{
    api::v1::{LoginResponse, LogoutRequest, RefreshRequest, RefreshResponse, Session, SignUpResponse},
    convert::time::timestamp_from_wire,
};
use nocturne_rest::{Match, Problem};
use nocturne_runtime::clock;
use nocturne_shared::time;
use prost::Message;
use tonic::Status;
use tower::{Service, ServiceExt as _};

use crate::error::ApiError;

/// Says that the session is kept in a cookie.
const HEADER: HeaderName = HeaderName::from_static("x-nocturne-session");
/// Its name, followed by the port when the address has one: browsers hand cookies to every port of a host, and two
/// coordinators on one host must not take each other's session.
const NAME: &str = "nocturne_refresh";
/// These methods, and nothing else, get to see it.
const PATH: &str = "/api/v1/auth";
/// Compression flag and length in front of a message.
const HEAD: usize = 5;

const NO_COOKIE: &str = "there is no session: the request has no cookie of one and no refresh_token; log in";

/// Which of the methods that carry a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Login,
    SignUp,
    Refresh,
    Logout,
}

/// A call whose session is kept in a cookie.
#[derive(Debug, Clone)]
pub(super) struct SessionCookie {
    step: Step,
    name: String,
    presented: Option<String>,
    /// By TLS, here or at a proxy before us.
    secure: bool,
}

/// The token that an answer would have had in its body.
#[derive(Debug, Clone)]
struct Given {
    token: String,
    life: Duration,
}

impl SessionCookie {
    /// What the head of a call says; `None` when no cookie is to be used or made. `host` is what the caller asked, `tls`
    /// whether this port is reached by TLS.
    ///
    /// # Errors
    ///
    /// 403 for another origin's page, 400 for another value of the header.
    pub(super) fn asked(
        matched: &Match,
        headers: &HeaderMap,
        host: Option<&str>,
        tls: bool,
    ) -> Result<Option<Self>, Problem> {
        let step = match matched.method() {
            "/nocturne.api.v1.AuthService/Login" => Step::Login,
            "/nocturne.api.v1.AuthService/SignUp" => Step::SignUp,
            "/nocturne.api.v1.AuthService/Refresh" => Step::Refresh,
            "/nocturne.api.v1.AuthService/Logout" => Step::Logout,
            _ => return Ok(None),
        };
        match headers.get(HEADER) {
            None => return Ok(None),
            Some(value) if value == "cookie" => {}
            Some(_) => {
                let detail = "the header X-Nocturne-Session can only be `cookie`; without it the refresh token is a \
                              field of the body";
                return Err(Problem::new("malformed", StatusCode::BAD_REQUEST, detail));
            }
        }
        let secure = origin::check(headers, host, tls).map_err(|why| {
            let detail = format!("a session in a cookie is for pages of this coordinator only: {why}");
            Problem::new("forbidden", StatusCode::FORBIDDEN, detail)
        })?;
        let name = name(host);
        let presented = presented(headers, &name);
        Ok(Some(Self { step, name, presented, secure }))
    }

    /// The services, called with the cookie's token where the message has none.
    pub(super) fn around(
        &self,
        services: Router,
    ) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + use<> {
        let cookie = self.clone();
        tower::service_fn(move |request: Request| {
            let (cookie, services) = (cookie.clone(), services.clone());
            async move { Ok(cookie.call(request, services).await) }
        })
    }

    /// Sets or clears the cookie, as the answer of the method says.
    pub(super) fn finish(&self, mut response: Response) -> Response {
        let given = response.extensions_mut().remove::<Given>();
        let over = response.status() == StatusCode::UNAUTHORIZED && self.step == Step::Refresh;
        let ended = response.status().is_success() && self.step == Step::Logout;
        let cookie = match given {
            Some(Given { token, life }) => Some(self.header(&token, life)),
            None if (over || ended) && self.presented.is_some() => Some(self.header("", Duration::ZERO)),
            None => None,
        };
        if let Some(Ok(cookie)) = cookie {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }

    async fn call(&self, request: Request, services: Router) -> Response {
        let (head, body) = request.into_parts();
        // Written by the transcoder: whole, in memory and bounded.
        let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let body = match self.step {
            Step::Login | Step::SignUp => Ok(body),
            Step::Refresh => {
                with_token(body, |message: &mut RefreshRequest| &mut message.refresh_token, self)
            }
            Step::Logout => with_token(body, |message: &mut LogoutRequest| &mut message.refresh_token, self),
        };
        let body = match body {
            Ok(body) => body,
            Err(refused) => return refused.into_http(),
        };
        let Ok(response) = services.oneshot(Request::from_parts(head, Body::from(body))).await;
        match self.step {
            Step::Login => without_token(response, |answer: &mut LoginResponse| &mut answer.session).await,
            Step::SignUp => without_token(response, |answer: &mut SignUpResponse| &mut answer.session).await,
            Step::Refresh => {
                without_token(response, |answer: &mut RefreshResponse| &mut answer.session).await
            }
            Step::Logout => response,
        }
    }

    fn header(&self, token: &str, life: Duration) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let (name, age) = (&self.name, life.as_secs());
        HeaderValue::try_from(format!(
            "{name}={token}; HttpOnly; SameSite=Strict; Path={PATH}; Max-Age={age}{secure}"
        ))
    }
}

/// The cookie's name at the address that was asked.
fn name(host: Option<&str>) -> String {
    let port = host.and_then(|host| host.parse::<Authority>().ok()?.port_u16());
    port.map_or_else(|| NAME.to_owned(), |port| format!("{NAME}_{port}"))
}

/// The cookie's value.
fn presented(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let texts = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == wanted && !value.is_empty()).map(|(_, value)| value.to_owned())
}

/// The message with the cookie's token, unless it has one of its own.
fn with_token<M: Message + Default>(
    body: Bytes,
    token: impl Fn(&mut M) -> &mut String,
    cookie: &SessionCookie,
) -> Result<Bytes, Status> {
    let Some(mut message) = unframed::<M>(&body) else { return Ok(body) };
    let token = token(&mut message);
    if !token.is_empty() {
        return Ok(body);
    }
    match &cookie.presented {
        Some(presented) => token.clone_from(presented),
        // Nothing to end is fine.
        None if cookie.step == Step::Logout => return Ok(body),
        None => return Err(ApiError::Unauthenticated(NO_COOKIE).into()),
    }
    Ok(framed(&message))
}

/// The answer without its token, which is in the extensions then.
async fn without_token<M: Message + Default>(
    response: Response,
    session: impl Fn(&mut M) -> &mut Option<Session>,
) -> Response {
    let (mut head, body) = response.into_parts();
    let collected = match body.collect().await {
        Ok(collected) => collected,
        Err(error) => return Status::internal(error.to_string()).into_http(),
    };
    let trailers = collected.trailers().cloned();
    let mut bytes = collected.to_bytes();
    if let Some(mut answer) = unframed::<M>(&bytes)
        && let Some(session) = session(&mut answer)
    {
        let token = std::mem::take(&mut session.refresh_token);
        let ends_at = session.refresh_expire_time.as_ref().map(timestamp_from_wire);
        let life = ends_at.map_or(Duration::ZERO, |ends_at| time::since(clock::now(), ends_at));
        head.extensions.insert(Given { token, life });
        bytes = framed(&answer);
    }
    let body = Full::new(bytes).with_trailers(async move { trailers.map(Ok) });
    Response::from_parts(head, Body::new(body))
}

fn unframed<M: Message + Default>(frame: &Bytes) -> Option<M> {
    (frame.len() >= HEAD).then(|| M::decode(frame.slice(HEAD..)).ok())?
}

fn framed(message: &impl Message) -> Bytes {
    let mut frame = BytesMut::with_capacity(HEAD + message.encoded_len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.encoded_len()).unwrap_or(u32::MAX));
    // A buffer that grows has room for every message.
    message.encode(&mut frame).unwrap_or_default();
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(step: Step, presented: Option<&str>, secure: bool) -> SessionCookie {
        SessionCookie { step, name: name(None), presented: presented.map(str::to_owned), secure }
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let of = |values: &[&'static str]| {
            let pairs = values.iter().map(|value| (COOKIE, HeaderValue::from_static(value)));
            presented(&pairs.collect(), NAME)
        };

        assert_eq!(of(&["a=b; nocturne_refresh=noc_rt_x; c=d"]).as_deref(), Some("noc_rt_x"));
        assert_eq!(of(&["a=b", "nocturne_refresh=noc_rt_x"]).as_deref(), Some("noc_rt_x"));
        for none in ["nocturne_refresh=", "xnocturne_refresh=y", "nocturne_refresh", ""] {
            assert_eq!(of(&[none]), None, "{none}");
        }
    }

    #[test]
    fn coordinators_on_one_host_have_cookies_of_their_own() {
        let names =
            [None, Some("nocturne.example"), Some("127.0.0.1:8080"), Some("[::1]:8081"), Some("a b:1")];
        let expected = [
            "nocturne_refresh",
            "nocturne_refresh",
            "nocturne_refresh_8080",
            "nocturne_refresh_8081",
            "nocturne_refresh",
        ];
        assert_eq!(names.map(name), expected);
    }

    #[test]
    fn an_answer_sets_keeps_or_clears_the_cookie() {
        let answered = |step: Step, presented: Option<&str>, status: u16, token: Option<&str>| {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            if let Some(token) = token {
                let given = Given { token: token.to_owned(), life: Duration::from_secs(60) };
                response.extensions_mut().insert(given);
            }
            let response = cookie(step, presented, false).finish(response);
            response.headers().get(SET_COOKIE).map(|value| value.to_str().unwrap().to_owned())
        };

        let set = "nocturne_refresh=t; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=60";
        let clear = "nocturne_refresh=; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=0";
        let cases = [
            (Step::Login, None, 200, Some("t"), Some(set)),
            (Step::Login, Some("old"), 401, None, None),
            (Step::Refresh, Some("old"), 200, Some("t"), Some(set)),
            (Step::Refresh, Some("old"), 401, None, Some(clear)),
            (Step::Refresh, None, 401, None, None),
            (Step::Refresh, Some("old"), 503, None, None),
            (Step::Logout, Some("old"), 200, None, Some(clear)),
            (Step::Logout, Some("old"), 500, None, None),
            (Step::Logout, None, 200, None, None),
        ];
        for (step, presented, status, token, want) in cases {
            let found = answered(step, presented, status, token);
            assert_eq!(found.as_deref(), want, "{step:?} {presented:?} {status}");
        }
    }

    #[test]
    fn by_tls_the_cookie_is_for_tls_only() {
        let header = cookie(Step::Login, None, true).header("t", Duration::from_secs(1)).unwrap();

        assert!(header.to_str().unwrap().ends_with("; Max-Age=1; Secure"));
    }
}
