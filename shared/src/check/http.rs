//! What an HTTP check sends and expects (RFC 9110).

use std::{fmt, str::FromStr, time::Duration};

use super::{pattern::Pattern, raw::whole_micros};
use crate::field::FieldError;

/// Most headers to send.
const MAX_HEADERS: usize = 32;
/// Longest header value, bytes.
const MAX_HEADER_VALUE: usize = 2_048;
/// Longest body to send, bytes.
const MAX_BODY: usize = 8 * 1024;
/// Most status codes and ranges.
const MAX_STATUSES: usize = 64;
/// Most patterns of each sort.
const MAX_PATTERNS: usize = 16;
/// Most redirects: what browsers follow.
const MAX_REDIRECTS: u32 = 20;
/// Redirects when nothing is said.
const DEFAULT_REDIRECTS: u32 = 5;
/// Most bytes of body that may be read: an agent is small and holds one body per execution.
const MAX_READ: u64 = 16 * 1024 * 1024;
/// Bytes of body that are read when nothing is said.
const DEFAULT_READ: u64 = 1024 * 1024;
/// Longest certificates to trust, bytes of PEM.
const MAX_PEM: usize = 32 * 1024;
/// Longest time a certificate may be asked to last.
const MAX_REMAINING: Duration = Duration::from_hours(24 * 3_650);

/// Method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET.
    Get,
    /// HEAD.
    Head,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
    /// OPTIONS.
    Options,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Options];

    /// The name in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Reads a name in any case; `None` for one that is not known.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text))
    }
}

/// Status codes as ranges, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSet(Vec<(u16, u16)>);

impl StatusSet {
    /// True when the code is in one of the ranges.
    #[must_use]
    pub fn contains(&self, code: u16) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&code))
    }

    /// The ranges as they are written: `204`, `200-299`.
    #[must_use]
    pub fn to_texts(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") })
            .collect()
    }
}

impl Default for StatusSet {
    fn default() -> Self {
        Self(vec![(200, 299)])
    }
}

impl fmt::Display for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_texts().join(", "))
    }
}

/// An HTTP or HTTPS request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSpec {
    /// Method.
    pub method: Method,
    /// Names and values to send, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body to send.
    pub body: String,
    /// Status codes that succeed.
    pub expected_statuses: StatusSet,
    /// All must match the body.
    pub body_matches: Vec<Pattern>,
    /// None may match the body.
    pub body_forbids: Vec<Pattern>,
    /// Redirects to follow.
    pub max_redirects: u32,
    /// Most bytes of body that are read.
    pub max_body_bytes: u64,
    /// Certificates to trust besides the usual roots, PEM; empty is none.
    pub tls_ca_pem: String,
    /// Name the certificate must have; empty is the host of the URL.
    pub tls_server_name: String,
    /// Accepts every certificate.
    pub tls_insecure: bool,
    /// Least time the certificate must still last.
    pub tls_min_remaining: Option<Duration>,
}

/// The same as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawHttp {
    /// Empty is GET.
    pub method: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
    /// Codes and ranges; empty is 200-299.
    pub expected_statuses: Vec<String>,
    /// Expressions.
    pub body_matches: Vec<String>,
    /// Expressions.
    pub body_forbids: Vec<String>,
    /// `None` is 5.
    pub max_redirects: Option<u32>,
    /// 0 is 1 MiB.
    pub max_body_bytes: u64,
    /// PEM.
    pub tls_ca_pem: String,
    /// Name.
    pub tls_server_name: String,
    /// Accepts every certificate.
    pub tls_insecure: bool,
    /// `None` is never.
    pub tls_min_remaining: Option<Duration>,
}

impl RawHttp {
    pub(super) fn check(&self, found: &mut Vec<FieldError>) -> Option<HttpSpec> {
        let before = found.len();
        let method = self.check_method(found);
        let headers = self.check_headers(found);
        let expected_statuses = self.check_statuses(found);
        let body_matches = patterns("http.body_matches", &self.body_matches, found);
        let body_forbids = patterns("http.body_forbids", &self.body_forbids, found);
        self.check_limits(found);
        self.check_tls(found);
        if found.len() > before {
            return None;
        }
        Some(HttpSpec {
            method: method?,
            headers,
            body: self.body.clone(),
            expected_statuses,
            body_matches,
            body_forbids,
            max_redirects: self.max_redirects.unwrap_or(DEFAULT_REDIRECTS),
            max_body_bytes: if self.max_body_bytes == 0 { DEFAULT_READ } else { self.max_body_bytes },
            tls_ca_pem: self.tls_ca_pem.clone(),
            tls_server_name: self.tls_server_name.to_ascii_lowercase(),
            tls_insecure: self.tls_insecure,
            tls_min_remaining: self.tls_min_remaining.map(whole_micros),
        })
    }

    fn check_method(&self, found: &mut Vec<FieldError>) -> Option<Method> {
        if self.method.is_empty() {
            return Some(Method::Get);
        }
        let method = Method::from_text(&self.method);
        if method.is_none() {
            let known = Method::ALL.map(Method::as_str).join(", ");
            let reason = format!("{:?} is not known; use one of {known}", self.method);
            found.push(FieldError::new("http.method", reason));
        }
        method
    }

    fn check_headers(&self, found: &mut Vec<FieldError>) -> Vec<(String, String)> {
        if self.headers.len() > MAX_HEADERS {
            let reason = format!("{} headers given, the limit is {MAX_HEADERS}", self.headers.len());
            found.push(FieldError::new("http.headers", reason));
        }
        let mut headers = Vec::with_capacity(self.headers.len().min(MAX_HEADERS));
        for (index, (name, value)) in self.headers.iter().enumerate().take(MAX_HEADERS) {
            // RFC 9110 §5.6.2 (token) and §5.5 (field value).
            let name_legal = (1..=64).contains(&name.len())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
            let value_legal = value.len() <= MAX_HEADER_VALUE
                && value.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte));
            let lower = name.to_ascii_lowercase();
            let reason = if !name_legal {
                "is no header name"
            } else if ["content-length", "transfer-encoding", "connection", "upgrade"]
                .contains(&lower.as_str())
            {
                "is set by the agent itself"
            } else if !value_legal {
                "has a value that is too long or not printable ASCII"
            } else {
                headers.push((lower, value.clone()));
                continue;
            };
            found.push(FieldError::new(format!("http.headers[{index}]"), format!("{name:?} {reason}")));
        }
        headers
    }

    fn check_statuses(&self, found: &mut Vec<FieldError>) -> StatusSet {
        if self.expected_statuses.is_empty() {
            return StatusSet::default();
        }
        if self.expected_statuses.len() > MAX_STATUSES {
            let reason = format!(
                "{} codes or ranges given, the limit is {MAX_STATUSES}",
                self.expected_statuses.len()
            );
            found.push(FieldError::new("http.expected_statuses", reason));
        }
        let mut ranges = Vec::new();
        for (index, text) in self.expected_statuses.iter().enumerate().take(MAX_STATUSES) {
            match range(text) {
                Some(range) => ranges.push(range),
                None => {
                    let reason = format!("{text:?} is no status code or range; write 204 or 200-299");
                    found.push(FieldError::new(format!("http.expected_statuses[{index}]"), reason));
                }
            }
        }
        StatusSet(ranges)
    }

    fn check_limits(&self, found: &mut Vec<FieldError>) {
        let mut finding = |field: &str, reason: String| found.push(FieldError::new(field, reason));
        if self.body.len() > MAX_BODY {
            finding("http.body", format!("{} bytes, the limit is {MAX_BODY}", self.body.len()));
        }
        if self.body.contains('\0') {
            finding("http.body", "holds the character U+0000; leave it out".to_owned());
        }
        if let Some(redirects) = self.max_redirects.filter(|redirects| *redirects > MAX_REDIRECTS) {
            finding("http.max_redirects", format!("{redirects} is outside 0 to {MAX_REDIRECTS}"));
        }
        if self.max_body_bytes > MAX_READ {
            let reason = format!("{} is more than {MAX_READ} (16 MiB)", self.max_body_bytes);
            finding("http.max_body_bytes", reason);
        }
    }

    fn check_tls(&self, found: &mut Vec<FieldError>) {
        let mut finding = |field: &str, reason: String| found.push(FieldError::new(field, reason));
        if self.tls_ca_pem.len() > MAX_PEM {
            finding("http.tls_ca_pem", format!("{} bytes, the limit is {MAX_PEM}", self.tls_ca_pem.len()));
        } else if !self.tls_ca_pem.is_empty() && !holds_certificates(&self.tls_ca_pem) {
            finding("http.tls_ca_pem", "holds no PEM certificates (BEGIN CERTIFICATE)".to_owned());
        }
        let is_name =
            self.tls_server_name.is_empty() || crate::target::Target::from_str(&self.tls_server_name).is_ok();
        if !is_name || self.tls_server_name.contains("://") {
            finding("http.tls_server_name", format!("{:?} is no host name", self.tls_server_name));
        }
        if self.tls_min_remaining.is_some_and(|span| span > MAX_REMAINING) {
            finding("http.tls_min_remaining", "is longer than 10 years".to_owned());
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn holds_certificates(pem: &str) -> bool {
    use rustls_pki_types::{CertificateDer, pem::PemObject as _};

    let mut certificates = CertificateDer::pem_slice_iter(pem.as_bytes()).peekable();
    certificates.peek().is_some() && certificates.all(|read| read.is_ok())
}

/// A browser looks only for one that begins and ends; what is between is left to the coordinator.
#[cfg(target_arch = "wasm32")]
fn holds_certificates(pem: &str) -> bool {
    let begun = pem.split_once("-----BEGIN CERTIFICATE-----");
    begun.is_some_and(|(_, rest)| rest.contains("-----END CERTIFICATE-----"))
}

fn range(text: &str) -> Option<(u16, u16)> {
    let code = |text: &str| text.trim().parse::<u16>().ok().filter(|code| (100..=599).contains(code));
    match text.split_once('-') {
        None => code(text).map(|code| (code, code)),
        Some((from, to)) => code(from).zip(code(to)).filter(|(from, to)| from <= to),
    }
}

fn patterns(field: &str, given: &[String], found: &mut Vec<FieldError>) -> Vec<Pattern> {
    if given.len() > MAX_PATTERNS {
        let reason = format!("{} expressions given, the limit is {MAX_PATTERNS}", given.len());
        found.push(FieldError::new(field, reason));
    }
    let mut compiled = Vec::new();
    for (index, text) in given.iter().enumerate().take(MAX_PATTERNS) {
        match Pattern::new(text) {
            Ok(pattern) => compiled.push(pattern),
            Err(error) => {
                found.push(FieldError::new(format!("{field}[{index}]"), format!("{text:?} {error}")))
            }
        }
    }
    compiled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(raw: &RawHttp) -> Vec<String> {
        let mut found = Vec::new();
        assert!(raw.check(&mut found).is_none());
        found.into_iter().map(|finding| finding.field).collect()
    }

    #[test]
    fn defaults_fill_what_is_not_given() {
        let spec = RawHttp::default().check(&mut Vec::new()).unwrap();

        assert_eq!((spec.method, spec.max_redirects, spec.max_body_bytes), (Method::Get, 5, 1 << 20));
        assert!(spec.expected_statuses.contains(204) && !spec.expected_statuses.contains(301));
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let raw = RawHttp {
            method: "FETCH".to_owned(),
            headers: vec![("a b".to_owned(), String::new()), ("Content-Length".to_owned(), "1".to_owned())],
            expected_statuses: vec!["200-".to_owned(), "299-200".to_owned(), "204".to_owned()],
            body_matches: vec!["a(b".to_owned()],
            body_forbids: vec!["[".to_owned()],
            max_redirects: Some(21),
            max_body_bytes: u64::MAX,
            tls_ca_pem: "no pem".to_owned(),
            tls_server_name: "https://x".to_owned(),
            ..RawHttp::default()
        };

        assert_eq!(
            fields(&raw),
            [
                "http.method",
                "http.headers[0]",
                "http.headers[1]",
                "http.expected_statuses[0]",
                "http.expected_statuses[1]",
                "http.body_matches[0]",
                "http.body_forbids[0]",
                "http.max_redirects",
                "http.max_body_bytes",
                "http.tls_ca_pem",
                "http.tls_server_name",
            ]
        );
    }

    #[test]
    fn ranges_are_written_as_they_are_read() {
        let raw =
            RawHttp { expected_statuses: vec!["204".to_owned(), "300-308".to_owned()], ..RawHttp::default() };
        let spec = raw.check(&mut Vec::new()).unwrap();

        assert_eq!(spec.expected_statuses.to_texts(), ["204", "300-308"]);
    }
}
