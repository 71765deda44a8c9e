//! The web console: files, and nothing that asks who somebody is.
//!
//! ```text
//! GET /assets/app-1f2e.js   a file whose name has its hash   kept by browsers for a year
//! GET /, /index.html        any other file                   asked for again every time, by its ETag
//! GET /agents/ams-1         no file: a page of the console   index.html
//! GET /assets/gone.js       no file, and looks like one      404
//! ```

mod accept;
mod file;
mod files;
mod page;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY},
    request::Parts,
};

pub use self::file::EmbeddedFile;
use self::{file::File, files::Files};

/// What every page of the console starts with.
const INDEX: &str = "index.html";
/// Everything below it has the hash of its content in its name.
const ASSETS: &str = "/assets/";
/// A year: the longest that browsers heed.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Where the console comes from.
#[derive(Debug, Clone, Default)]
pub struct Console(Source);

#[derive(Debug, Clone, Default)]
enum Source {
    #[default]
    Absent,
    Embedded(&'static [EmbeddedFile]),
    Folder(PathBuf),
}

impl Console {
    /// The files in the program; none is no console.
    #[must_use]
    pub const fn embedded(files: &'static [EmbeddedFile]) -> Self {
        Self(if files.is_empty() { Source::Absent } else { Source::Embedded(files) })
    }

    /// A folder that is read at every request, for whoever works on the console.
    #[must_use]
    pub const fn folder(folder: PathBuf) -> Self {
        Self(Source::Folder(folder))
    }

    /// Whether there is one.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        !matches!(self.0, Source::Absent)
    }
}

/// Answers what is neither a call nor documentation.
#[derive(Debug)]
pub struct ConsoleSurface {
    files: Files,
}

impl ConsoleSurface {
    /// Serves `console`.
    #[must_use]
    pub fn new(console: Console) -> Self {
        Self { files: Files::new(console.0) }
    }

    /// Answers one request; its head is all it takes.
    pub async fn answer(&self, head: &Parts) -> Response {
        let mut response = match head.method {
            Method::GET => self.get(head).await,
            Method::HEAD => without_body(self.get(head).await),
            _ => not_allowed(head.uri.path()),
        };
        response.headers_mut().extend(page::protections());
        response
    }

    async fn get(&self, head: &Parts) -> Response {
        let path = head.uri.path();
        if let Some(file) = self.files.find(path).await {
            let keep = if path.starts_with(ASSETS) { FOREVER } else { ASK_AGAIN };
            return serve(&file, &head.headers, keep, HeaderValue::from_static("accept-encoding"));
        }
        if looks_like_a_file(path) || !accept::html(&head.headers) {
            return text(StatusCode::NOT_FOUND, format!("There is no file at {}.\n", shown(path)));
        }
        match self.files.find("/").await {
            Some(index) => {
                let vary = HeaderValue::from_static("accept, accept-encoding");
                serve(&index, &head.headers, ASK_AGAIN, vary)
            }
            None => page::absent(self.files.folder()),
        }
    }
}

/// The variant that suits the caller, unless they have it.
fn serve(file: &File, asked: &HeaderMap, keep: HeaderValue, vary: HeaderValue) -> Response {
    let (coding, variant) = file.suited(|coding| accept::coding(asked, coding));
    let mut response = if accept::has_it(asked, &variant.etag) {
        status(StatusCode::NOT_MODIFIED, Bytes::new())
    } else {
        let mut response = status(StatusCode::OK, variant.bytes.clone());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(variant.bytes.len()));
        headers.extend(coding.name().map(|name| (CONTENT_ENCODING, HeaderValue::from_static(name))));
        response
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, variant.etag.clone());
    headers.insert(CACHE_CONTROL, keep);
    headers.insert(VARY, vary);
    response
}

/// A page of the console may end in anything but what files end in.
fn looks_like_a_file(path: &str) -> bool {
    path.starts_with(ASSETS) || file::content_type(path).is_some()
}

fn not_allowed(path: &str) -> Response {
    let mut response = text(
        StatusCode::METHOD_NOT_ALLOWED,
        format!(
            "{} is answered to GET and HEAD. Calls go to /api/v1/ with JSON, or to a method with application/grpc or \
             application/grpc-web as Content-Type; /api/docs describes them.\n",
            shown(path)
        ),
    );
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// As much of a path as a sentence can bear.
fn shown(path: &str) -> String {
    path.chars().take(200).collect()
}

fn text(code: StatusCode, text: String) -> Response {
    let mut response = status(code, Bytes::from(text));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    response
}

fn status(code: StatusCode, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = code;
    response
}

/// The same head as with the body.
fn without_body(response: Response) -> Response {
    let (head, _body) = response.into_parts();
    Response::from_parts(head, Body::empty())
}
