//! Sessions over REST: these three calls carry a cookie that no script can read.

use gloo_net::{Error, http::Request};
use nocturne_web_model::failure::Failure;
use serde::{Deserialize, Serialize};
use web_sys::AbortSignal;

use super::client::READ_LIMIT;

/// Asks for the session's secret as a cookie. A page of another origin cannot send it, so no cookie is used unasked.
const SESSION_HEADER: (&str, &str) = ("x-nocturne-session", "cookie");

#[derive(Serialize)]
struct Login<'a> {
    username: &'a str,
    password: &'a str,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Answer {
    session: Session,
}

/// A session, as the coordinator gives it out.
#[derive(Deserialize)]
pub(super) struct Session {
    /// Says to the coordinator who is asking.
    pub access_token: String,
    /// Who that is.
    pub username: String,
}

/// Exchanges a name and a password for a session.
pub(super) async fn login(username: &str, password: &str) -> Result<Session, Failure> {
    let answer: Answer = read(post("/api/v1/auth/login", &Login { username, password }).await?).await?;
    Ok(answer.session)
}

/// Exchanges the cookie for what the session goes on with.
pub(super) async fn refresh() -> Result<Session, Failure> {
    let answer: Answer = read(post("/api/v1/auth/refresh", &Nothing {}).await?).await?;
    Ok(answer.session)
}

/// Ends the session of the cookie.
pub(super) async fn logout() -> Result<(), Failure> {
    post("/api/v1/auth/logout", &Nothing {}).await.map(drop)
}

async fn post<T: Serialize>(path: &str, body: &T) -> Result<gloo_net::http::Response, Failure> {
    let limit = AbortSignal::timeout_with_u32(u32::try_from(READ_LIMIT.as_millis()).unwrap_or(u32::MAX));
    let request = Request::post(path).header(SESSION_HEADER.0, SESSION_HEADER.1).abort_signal(Some(&limit));
    let request = request.json(body).map_err(|error| unanswered(&error))?;
    let response = request.send().await.map_err(|error| unanswered(&error))?;
    if response.ok() {
        return Ok(response);
    }
    let retry_after = response.headers().get("retry-after");
    let body = response.binary().await.unwrap_or_default();
    Err(Failure::from_problem(response.status(), &body, retry_after.as_deref()))
}

async fn read<T: for<'de> Deserialize<'de>>(response: gloo_net::http::Response) -> Result<T, Failure> {
    response.json().await.map_err(|error| unanswered(&error))
}

/// What the browser says when there is no answer, or none that is one.
fn unanswered(error: &Error) -> Failure {
    match error {
        Error::JsError(error) if error.name == "TimeoutError" => Failure::silent(READ_LIMIT),
        _ => Failure::unreachable(error.to_string()),
    }
}
