//! What each path does.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use http::{HeaderValue, Response, StatusCode, header, request::Parts};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    body::{self, Body},
    text,
    wire::{Mode, WireMode},
};

/// In the body of `/ok` and of every path that is well.
pub const OK_PHRASE: &str = "all systems nominal";

/// What `/reset` announces and never sends: little enough for every client to want all of it.
const RESET_BYTES: usize = 64 * 1024;
/// Most that `/bytes` and `/drip` send.
const MAX_BYTES: usize = 64 << 20;
/// Longest wait of a path, milliseconds.
const MAX_WAIT_MS: u64 = 600_000;
const MAX_REDIRECTS: u32 = 100;

const INDEX: &str = "\
nocturne-lab

/ok                  200 and a phrase
/status/{code}       that status, 200 to 599
/redirect/{n}        n redirects, then /ok
/loop                redirects to itself
/slow/{ms}           /ok after a wait
/drip/{bytes}/{ms}   a body that takes so long
/bytes/{n}           a body of n bytes, at most 64 MiB
/json                an object
/headers             the request as it came
/reset               the beginning of a response, then a reset
/garbage             something that is not HTTP
";

/// What a path asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Page {
    Index,
    Ok,
    Status(StatusCode),
    Redirect(u32),
    Loop,
    Slow(Duration),
    Drip { n_bytes: usize, during: Duration },
    Bytes(usize),
    Json,
    Headers,
    Reset,
    Garbage,
}

/// A path that asks for nothing known.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    Path,
    Number(String),
}

/// What an answer may depend on.
pub(super) struct Ask<'a> {
    pub(super) head: &'a Parts,
    pub(super) mode: &'a Arc<WireMode>,
    pub(super) served: u64,
}

impl Page {
    /// Reads a path.
    pub(super) fn of(path: &str) -> Result<Self, Wrong> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Ok(match parts.as_slice() {
            [""] => Self::Index,
            ["ok"] => Self::Ok,
            ["status", code] => {
                let code = number("status code", code, 200, 599)?;
                StatusCode::from_u16(code).map(Self::Status).map_err(|_invalid| Wrong::Path)?
            }
            ["redirect", n] => Self::Redirect(number("number of redirects", n, 0, MAX_REDIRECTS)?),
            ["loop"] => Self::Loop,
            ["slow", ms] => Self::Slow(milliseconds(ms)?),
            ["drip", n, ms] => {
                Self::Drip { n_bytes: number("number of bytes", n, 0, MAX_BYTES)?, during: milliseconds(ms)? }
            }
            ["bytes", n] => Self::Bytes(number("number of bytes", n, 0, MAX_BYTES)?),
            ["json"] => Self::Json,
            ["headers"] => Self::Headers,
            ["reset"] => Self::Reset,
            ["garbage"] => Self::Garbage,
            _ => return Err(Wrong::Path),
        })
    }

    /// Does what the path says.
    pub(super) async fn answer(self, ask: &Ask<'_>) -> Response<Body> {
        match self {
            Self::Index => text(StatusCode::OK, INDEX.to_owned()),
            Self::Ok | Self::Redirect(0) => ok(),
            Self::Status(status) => status_only(status),
            Self::Redirect(1) => redirect("/ok"),
            Self::Redirect(n) => redirect(&format!("/redirect/{}", n.saturating_sub(1))),
            Self::Loop => redirect("/loop"),
            Self::Slow(wait) => {
                sleep(wait).await;
                ok()
            }
            Self::Drip { n_bytes, during } => sized(n_bytes, body::drip(n_bytes, during)),
            Self::Bytes(n_bytes) => sized(n_bytes, body::bytes(n_bytes)),
            Self::Json => json_response(&json!({
                "service": "nocturne-lab", "status": "ok", "message": OK_PHRASE, "served": ask.served,
            })),
            Self::Headers => json_response(&echo(ask.head)),
            Self::Reset => sized(RESET_BYTES, body::broken(Arc::clone(ask.mode))),
            Self::Garbage => {
                ask.mode.set(Mode::Garbage);
                ok()
            }
        }
    }
}

impl Wrong {
    /// What a person sees.
    pub(super) fn response(&self) -> Response<Body> {
        match self {
            Self::Path => {
                text(StatusCode::NOT_FOUND, format!("there is no such path; there are:\n\n{INDEX}"))
            }
            Self::Number(reason) => text(StatusCode::BAD_REQUEST, format!("{reason}\n")),
        }
    }
}

fn number<T>(what: &str, text: &str, least: T, most: T) -> Result<T, Wrong>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    let number = text.parse().ok().filter(|number| (&least..=&most).contains(&number));
    number.ok_or_else(|| Wrong::Number(format!("{text:?} is no {what}; write {least} to {most}")))
}

fn milliseconds(text: &str) -> Result<Duration, Wrong> {
    number("number of milliseconds", text, 0, MAX_WAIT_MS).map(Duration::from_millis)
}

fn ok() -> Response<Body> {
    text(StatusCode::OK, format!("nocturne-lab: {OK_PHRASE}\n"))
}

fn status_only(status: StatusCode) -> Response<Body> {
    // RFC 9110 §6.4.1: these have no body.
    if matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED) {
        let mut response = Response::new(body::whole(""));
        *response.status_mut() = status;
        return response;
    }
    text(status, format!("{status}\n"))
}

fn redirect(to: &str) -> Response<Body> {
    let mut response = text(StatusCode::FOUND, format!("go to {to}\n"));
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn sized(n_bytes: usize, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(n_bytes));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

fn json_response(value: &Value) -> Response<Body> {
    let mut response = Response::new(body::whole(format!("{value}\n")));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn echo(head: &Parts) -> Value {
    let mut headers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, value) in &head.headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers.entry(name.as_str()).or_default().push(value);
    }
    json!({
        "method": head.method.as_str(),
        "uri": head.uri.to_string(),
        "version": format!("{:?}", head.version),
        "headers": headers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_with_their_numbers() {
        assert_eq!(Page::of("/redirect/3"), Ok(Page::Redirect(3)));
        assert_eq!(Page::of("/status/503"), Ok(Page::Status(StatusCode::SERVICE_UNAVAILABLE)));
        assert_eq!(
            Page::of("/drip/10/500"),
            Ok(Page::Drip { n_bytes: 10, during: Duration::from_millis(500) })
        );
        assert_eq!(Page::of("/"), Ok(Page::Index));
    }

    #[test]
    fn a_wrong_number_is_named_with_its_range() {
        for (path, range) in [
            ("/status/101", "200 to 599"),
            ("/status/ok", "200 to 599"),
            ("/bytes/67108865", "0 to 67108864"),
            ("/redirect/-1", "0 to 100"),
            ("/slow/x", "0 to 600000"),
        ] {
            let Err(Wrong::Number(reason)) = Page::of(path) else { panic!("{path} was taken") };
            assert!(reason.contains(range), "{path}: {reason}");
        }
        assert_eq!(Page::of("/nowhere"), Err(Wrong::Path));
    }
}
