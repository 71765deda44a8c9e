//! One file in each form it is sent in.

use bytes::Bytes;
use http::HeaderValue;

use crate::app::auth::secret;

/// A file as the program carries it.
#[derive(Debug)]
pub struct EmbeddedFile {
    /// Relative, with slashes, e.g. `assets/app-1f2e.js`.
    pub path: &'static str,
    /// Its content.
    pub raw: &'static [u8],
    /// The same, compressed.
    pub brotli: Option<&'static [u8]>,
    /// The same, compressed.
    pub gzip: Option<&'static [u8]>,
}

/// How an answer is coded; the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    /// As headers say it; `None` is not coded.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

/// A file in memory.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) content_type: &'static str,
    raw: Variant,
    compressed: Vec<(Coding, Variant)>,
}

/// One form of a file.
#[derive(Debug, Clone)]
pub(super) struct Variant {
    pub(super) bytes: Bytes,
    /// Strong: differs for every coding.
    pub(super) etag: HeaderValue,
}

impl File {
    pub(super) fn new(path: &str, raw: Bytes, brotli: Option<Bytes>, gzip: Option<Bytes>) -> Self {
        let compressed = [(Coding::Brotli, brotli), (Coding::Gzip, gzip)];
        Self {
            content_type: content_type(path).unwrap_or("application/octet-stream"),
            raw: Variant::new(raw),
            compressed: compressed
                .into_iter()
                .filter_map(|(coding, bytes)| Some((coding, Variant::new(bytes?))))
                .collect(),
        }
    }

    pub(super) fn embedded(file: &EmbeddedFile) -> Self {
        let bytes = |compressed: Option<&'static [u8]>| compressed.map(Bytes::from_static);
        Self::new(file.path, Bytes::from_static(file.raw), bytes(file.brotli), bytes(file.gzip))
    }

    /// The smallest form that is accepted.
    pub(super) fn suited(&self, accepted: impl Fn(Coding) -> bool) -> (Coding, &Variant) {
        let found = self.compressed.iter().find(|(coding, _)| accepted(*coding));
        found.map_or((Coding::Identity, &self.raw), |(coding, variant)| (*coding, variant))
    }
}

impl Variant {
    fn new(bytes: Bytes) -> Self {
        let hash = secret::sha256(&bytes);
        let etag = format!("\"{}\"", hex::encode(hash.split_at(16).0));
        // Digits only.
        let etag = HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"\""));
        Self { bytes, etag }
    }
}

/// Media type by what a path ends in; `None` for what no file of a console ends in.
pub(super) fn content_type(path: &str) -> Option<&'static str> {
    let (_, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" | "md" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => return None,
    })
}
