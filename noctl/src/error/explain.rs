//! A failed call in words.

use std::{error::Error as StdError, io, time::Duration};

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{span, url::ApiUrl};

/// A call that failed.
#[derive(Debug, thiserror::Error)]
#[error("could not {attempt}: {}", self.why())]
pub(crate) struct CallError {
    /// What was tried, e.g. `list agents`.
    attempt: &'static str,
    url: ApiUrl,
    timeout: Duration,
    status: Box<Status>,
    /// Fields by the names the reader knows them by; `None` is the API's names.
    places: Option<Vec<String>>,
}

/// What stands between us and a coordinator that never answered.
#[derive(Debug, PartialEq, Eq)]
enum Barrier {
    Refused,
    Unresolved,
    Unreachable,
    Timeout,
    Certificate(String),
    NotTls,
    NotGrpc,
    Cut,
    Other(String),
}

impl CallError {
    /// A call and the status it ended with.
    pub(crate) fn new(attempt: &'static str, url: &ApiUrl, timeout: Duration, status: Status) -> Self {
        Self { attempt, url: url.clone(), timeout, status: Box::new(status), places: None }
    }

    /// A call that got no answer in its time.
    pub(crate) fn timed_out(attempt: &'static str, url: &ApiUrl, timeout: Duration) -> Self {
        Self::new(attempt, url, timeout, Status::deadline_exceeded("no answer"))
    }

    /// The code it ended with.
    pub(crate) fn code(&self) -> Code {
        self.status.code()
    }

    /// `ErrorInfo.reason`, which tells errors of the same code from each other; empty when the coordinator gave none.
    pub(crate) fn reason(&self) -> String {
        self.status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
    }

    /// True when the coordinator may answer the same call a moment later.
    pub(crate) fn is_away(&self) -> bool {
        self.barrier().is_some() || matches!(self.code(), Code::Unavailable | Code::DeadlineExceeded)
    }

    /// True when something answers that is no coordinator, or none that can be trusted.
    pub(crate) fn is_misaddressed(&self) -> bool {
        matches!(self.barrier(), Some(Barrier::Certificate(_) | Barrier::NotTls | Barrier::NotGrpc))
    }

    /// True when the coordinator may have done it although no answer came, and the same may work a moment later.
    pub(crate) fn is_cut_off(&self) -> bool {
        match self.barrier() {
            Some(Barrier::Cut) => true,
            Some(_) => false,
            None => self.code() == Code::Unavailable,
        }
    }

    /// What is wrong with which field, as the coordinator says it.
    pub(crate) fn violations(&self) -> Vec<String> {
        let found = self.fields();
        let places = self.places.as_ref().filter(|places| places.len() == found.len());
        let line = |index: usize, field: &str, reason: &str| {
            let place = places.and_then(|places| places.get(index)).map_or(field, String::as_str);
            if place.is_empty() { reason.to_owned() } else { format!("{place}: {reason}") }
        };
        found.iter().enumerate().map(|(index, (field, reason))| line(index, field, reason)).collect()
    }

    /// Names fields as `place` does from here on: as options, or as lines of a file.
    pub(crate) fn place(&mut self, place: impl Fn(&str) -> String) {
        let bare = |field: &str| field.strip_prefix("check.").unwrap_or(field).to_owned();
        self.places = Some(self.fields().iter().map(|(field, _)| place(&bare(field))).collect());
    }

    fn fields(&self) -> Vec<(String, String)> {
        let details = self.status.get_details_bad_request();
        let found = details.map(|bad| bad.field_violations).unwrap_or_default();
        found.into_iter().map(|one| (one.field, one.description)).collect()
    }

    /// What to do about it.
    pub(crate) fn advice(&self) -> String {
        let text = match (self.barrier(), self.code()) {
            (Some(Barrier::Refused | Barrier::Cut), _) => {
                "check that the coordinator runs and that the address is that of its API port"
            }
            (Some(Barrier::Unresolved), _) => "check the host name in api_url and this machine's DNS",
            (Some(Barrier::Unreachable), _) => "check this machine's network, routes and firewalls",
            (Some(Barrier::Timeout), _) | (_, Code::DeadlineExceeded) => {
                "try again, give more time with --timeout, or look at the coordinator's load and the network between"
            }
            (Some(Barrier::Certificate(_)), _) => {
                "check that ca_file is the CA of this coordinator and that api_url names the host as its certificate does"
            }
            (Some(Barrier::NotTls), _) => {
                "use http:// if this is a coordinator without TLS, or correct the port"
            }
            (Some(Barrier::NotGrpc), _) => {
                "give the API port (not the agent or metrics port), with https:// if it speaks TLS"
            }
            (Some(Barrier::Other(_)), _) | (_, Code::Unavailable) => "try again in a moment",
            (_, Code::Unauthenticated) => "log in with `noctl login`, or check the API token",
            (_, Code::PermissionDenied) if self.reason() == "PASSWORD_CHANGE_REQUIRED" => {
                "choose your own password with `noctl passwd`"
            }
            (_, Code::PermissionDenied) => "use an account or API token whose role has this permission",
            (_, Code::InvalidArgument | Code::OutOfRange) => "correct the input and repeat",
            (_, Code::NotFound) => "check the name; the matching `list` command shows what exists",
            (_, Code::AlreadyExists) => {
                "choose another name, or change the existing one (`noctl checks apply`)"
            }
            (_, Code::Aborted) => "somebody else changed it meanwhile: look at it again and repeat",
            (_, Code::ResourceExhausted) => return self.exhausted_advice(),
            (_, Code::Unimplemented) => {
                "this coordinator does not know the call: compare `noctl --version` with its version"
            }
            (_, Code::Internal | Code::Unknown | Code::DataLoss) => {
                "look into the coordinator's log; if it repeats, report it with this message"
            }
            (_, Code::Ok | Code::Cancelled | Code::FailedPrecondition) => "",
        };
        text.to_owned()
    }

    fn exhausted_advice(&self) -> String {
        match self.status.get_details_retry_info().and_then(|info| info.retry_delay) {
            Some(delay) => format!("try again in {}", span::text(delay)),
            None => "ask for less at once, or try again in a minute".to_owned(),
        }
    }

    fn why(&self) -> String {
        let url = &self.url;
        match self.barrier() {
            Some(Barrier::Refused) => format!("nothing listens at {url} (connection refused)"),
            Some(Barrier::Unresolved) => format!("the host name {} could not be resolved", url.host()),
            Some(Barrier::Unreachable) => format!("{url} cannot be reached from here"),
            Some(Barrier::Timeout) => format!("no answer from {url} within {}", span::text(self.timeout)),
            Some(Barrier::Certificate(reason)) => {
                format!("the certificate of {url} was not accepted: {reason}")
            }
            Some(Barrier::NotTls) => format!("{url} does not speak TLS"),
            Some(Barrier::NotGrpc) => format!("{url} answers, but does not speak gRPC"),
            Some(Barrier::Cut) => format!("the connection to {url} was cut before the answer came"),
            Some(Barrier::Other(text)) => format!("no connection to {url}: {text}"),
            None => self.said(),
        }
    }

    /// The coordinator's own words.
    fn said(&self) -> String {
        let message = self.status.message();
        // What is wrong with which field stands on lines of its own, under the names the reader knows.
        if self.fields().iter().any(|(_, reason)| message.contains(reason.as_str())) {
            return "what was sent is not valid".to_owned();
        }
        match (self.code(), message.is_empty()) {
            (Code::Internal, false) => format!("the coordinator failed: {message}"),
            (_, false) => message.to_owned(),
            (Code::Unauthenticated, true) => "the coordinator does not accept the credential".to_owned(),
            (Code::PermissionDenied, true) => "this is not permitted".to_owned(),
            (Code::NotFound, true) => "there is no such thing".to_owned(),
            (code, true) => code.description().to_owned(),
        }
    }

    /// Looks for the cause below gRPC; `None` when the coordinator itself answered.
    fn barrier(&self) -> Option<Barrier> {
        let status = &*self.status;
        let is_timeout = status.code() == Code::DeadlineExceeded && status.message() == "no answer"
            || status.code() == Code::Cancelled && status.message().contains("Timeout expired");
        if is_timeout {
            return Some(Barrier::Timeout);
        }
        // Made by tonic from an HTTP answer that carries no gRPC status.
        if status.message().starts_with("grpc-status header missing")
            || status.message().contains("invalid compression flag")
        {
            return Some(Barrier::NotGrpc);
        }
        let mut texts = Vec::new();
        let mut found = None;
        let mut cause = status.source();
        while let Some(error) = cause {
            texts.push(error.to_string());
            found = found.or_else(|| by_type(error));
            // An io::Error hides what it wraps from source().
            cause = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(inner) => Some(inner as &(dyn StdError + 'static)),
                None => error.source(),
            };
        }
        if texts.is_empty() {
            return None;
        }
        found.or_else(|| by_text(&texts.join(": "))).or_else(|| texts.pop().map(Barrier::Other))
    }
}

fn by_type(error: &(dyn StdError + 'static)) -> Option<Barrier> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(match tls {
            rustls::Error::InvalidCertificate(reason) => Barrier::Certificate(reason.to_string()),
            rustls::Error::InvalidMessage(_) => Barrier::NotTls,
            other => Barrier::Other(other.to_string()),
        });
    }
    match error.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::ConnectionRefused => Some(Barrier::Refused),
        io::ErrorKind::TimedOut => Some(Barrier::Timeout),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            Some(Barrier::Unreachable)
        }
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
            Some(Barrier::Cut)
        }
        _ => None,
    }
}

/// Errors of the layers below that have no public type.
fn by_text(chain: &str) -> Option<Barrier> {
    let table = [
        ("dns error", Barrier::Unresolved),
        ("failed to lookup address", Barrier::Unresolved),
        ("deadline has elapsed", Barrier::Timeout),
        ("frame with invalid size", Barrier::NotGrpc),
        ("http2 error", Barrier::NotGrpc),
        ("HTTP/2 was not negotiated", Barrier::NotGrpc),
        ("connection closed", Barrier::Cut),
        ("channel closed", Barrier::Cut),
    ];
    table.into_iter().find(|(text, _)| chain.contains(text)).map(|(_, barrier)| barrier)
}

#[cfg(test)]
mod tests;
