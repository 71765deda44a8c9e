//! What the crate must be told, because descriptors do not say it.

use std::{fmt, time::Duration};

use http::StatusCode;

use crate::status::StatusOf;

/// Largest body of a request, bytes.
const MAX_BODY: usize = 1 << 20;
/// Time a body may take to arrive: a megabyte over a bad radio link.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Time without a message after which an event stream says that it is alive: proxies close at 30 to 60 s.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Who may call a method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Whoever has a valid credential.
    Login,
    /// Whoever has this permission.
    Permission(String),
}

/// A kind of failure, for the documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `ErrorInfo.reason`: `NOT_FOUND`.
    pub reason: &'static str,
    /// HTTP status.
    pub status: StatusCode,
    /// What it means and what to do.
    pub meaning: &'static str,
}

/// How the service is presented.
pub struct RestOptions {
    /// Title of the API.
    pub title: String,
    /// Version of the API's description.
    pub version: String,
    /// What it is, Markdown.
    pub description: String,
    /// The table from reasons and codes to HTTP.
    pub status_of: StatusOf,
    /// Kinds of failure of the service, for the documentation.
    pub failures: Vec<Failure>,
    /// Who may call a method, by its gRPC path.
    pub access: Box<dyn Fn(&str) -> Access + Send + Sync>,
    /// Id of the request that the running task serves; empty when there is none.
    pub request_id: fn() -> String,
    /// Names of fields that the service makes. A PATCH without a mask leaves them out.
    pub server_made: &'static [&'static str],
    /// Where the description is served, as a link of the documentation page.
    pub openapi_href: String,
    /// Where the page's stylesheet is served.
    pub css_href: String,
    /// Largest body of a request, bytes.
    pub max_body_bytes: usize,
    /// Time a body may take to arrive.
    pub body_timeout: Duration,
    /// Time without a message after which an event stream says that it is alive.
    pub keep_alive: Duration,
}

impl RestOptions {
    /// Options with the usual limits.
    #[must_use]
    pub fn new(title: impl Into<String>, version: impl Into<String>, status_of: StatusOf) -> Self {
        Self {
            title: title.into(),
            version: version.into(),
            description: String::new(),
            status_of,
            failures: Vec::new(),
            access: Box::new(|_method| Access::Login),
            request_id: String::new,
            server_made: &["create_time", "update_time", "delete_time", "revision"],
            openapi_href: "/api/openapi.json".to_owned(),
            css_href: "/api/docs.css".to_owned(),
            max_body_bytes: MAX_BODY,
            body_timeout: BODY_TIMEOUT,
            keep_alive: KEEP_ALIVE,
        }
    }
}

impl fmt::Debug for RestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestOptions").field("title", &self.title).finish_non_exhaustive()
    }
}
