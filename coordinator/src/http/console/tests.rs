use std::{fs::File as DiskFile, io::Write as _, path::Path, time::Duration};

use http::{
    HeaderName, Request,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_SECURITY_POLICY, IF_NONE_MATCH, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use http_body_util::BodyExt as _;

use super::*;

static FILES: &[EmbeddedFile] = &[
    EmbeddedFile { path: "index.html", raw: b"<!doctype html>", brotli: Some(b"I.br"), gzip: None },
    EmbeddedFile {
        path: "assets/app-1f2e.js",
        raw: b"console.log(1)",
        brotli: Some(b"J.br"),
        gzip: Some(b"J.gz"),
    },
    EmbeddedFile { path: "assets/app-1f2e_bg.wasm", raw: b"\0asm", brotli: None, gzip: Some(b"W.gz") },
    EmbeddedFile { path: "assets/style-9a.css", raw: b"a{}", brotli: None, gzip: None },
    EmbeddedFile { path: "favicon.svg", raw: b"<svg/>", brotli: None, gzip: None },
];

/// What was answered, with the body in memory.
struct Answered {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl Answered {
    fn header(&self, name: impl Into<HeaderName>) -> Option<&str> {
        self.headers.get(name.into()).map(|value| value.to_str().unwrap())
    }
}

async fn ask(surface: &ConsoleSurface, verb: &str, path: &str, headers: &[(HeaderName, &str)]) -> Answered {
    let mut request = Request::builder().method(verb).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let (head, ()) = request.body(()).unwrap().into_parts();
    let (head, body) = surface.answer(&head).await.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answered { status: head.status.as_u16(), headers: head.headers, body }
}

fn embedded() -> ConsoleSurface {
    ConsoleSurface::new(Console::embedded(FILES))
}

#[tokio::test]
async fn files_have_their_type_and_hashed_ones_are_kept() {
    let surface = embedded();
    let forever = "public, max-age=31536000, immutable";
    for (path, media_type, keep) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
        ("/assets/app-1f2e.js", "text/javascript; charset=utf-8", forever),
        ("/assets/app-1f2e_bg.wasm", "application/wasm", forever),
        ("/assets/style-9a.css", "text/css; charset=utf-8", forever),
    ] {
        let answer = ask(&surface, "GET", path, &[]).await;

        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header(CONTENT_TYPE), Some(media_type), "{path}");
        assert_eq!(answer.header(CACHE_CONTROL), Some(keep), "{path}");
        assert_eq!(answer.header(VARY), Some("accept-encoding"), "{path}");
    }
}

#[tokio::test]
async fn the_smallest_accepted_form_is_sent_under_a_tag_of_its_own() {
    let surface = embedded();
    let path = "/assets/app-1f2e.js";
    let mut tags = std::collections::BTreeSet::new();
    for (accepted, coding, body) in [
        ("gzip, deflate, br, zstd", Some("br"), "J.br"),
        ("gzip, br;q=0", Some("gzip"), "J.gz"),
        ("identity", None, "console.log(1)"),
    ] {
        let answer = ask(&surface, "GET", path, &[(ACCEPT_ENCODING, accepted)]).await;
        assert_eq!(
            (answer.header(CONTENT_ENCODING), &answer.body[..]),
            (coding, body.as_bytes()),
            "{accepted}"
        );
        assert_eq!(answer.header(CONTENT_LENGTH), Some(body.len().to_string().as_str()));

        let tag = answer.header(ETAG).unwrap().to_owned();
        assert!(tag.starts_with('"'), "{tag} is weak");
        let asked = [(ACCEPT_ENCODING, accepted), (IF_NONE_MATCH, tag.as_str())];
        let again = ask(&surface, "GET", path, &asked).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{accepted}");
        assert_eq!(again.header(ETAG), Some(tag.as_str()));
        assert_eq!(again.header(CACHE_CONTROL), answer.header(CACHE_CONTROL));
        tags.insert(tag);
    }
    assert_eq!(tags.len(), 3);
    // One that a former build had.
    assert_eq!(ask(&surface, "GET", path, &[(IF_NONE_MATCH, "\"0\"")]).await.status, 200);
}

#[tokio::test]
async fn pages_without_a_file_are_the_index_and_missing_files_are_not() {
    let surface = embedded();
    let page = [(ACCEPT, "text/html,*/*;q=0.8")];
    for path in
        ["/", "/agents", "/agents/0198c0de", "/checks/web.example.org", "/agents/10.0.0.1", "/../secret"]
    {
        let answer = ask(&surface, "GET", path, &page).await;
        assert_eq!((answer.status, &answer.body[..]), (200, &b"<!doctype html>"[..]), "{path}");
        assert_eq!(answer.header(CACHE_CONTROL), Some("no-cache"), "{path}");
    }
    for path in ["/assets/gone-1.js", "/assets/", "/assets/x", "/robots.txt", "/favicon.ico", "/a/b.map"] {
        let answer = ask(&surface, "GET", path, &page).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header(CONTENT_TYPE), Some("text/plain; charset=utf-8"), "{path}");
    }
    let data = ask(&surface, "GET", "/agents", &[(ACCEPT, "application/json")]).await;
    assert_eq!(data.status, 404);
}

#[tokio::test]
async fn head_is_get_without_the_body_and_other_verbs_are_refused() {
    let surface = embedded();

    let head = ask(&surface, "HEAD", "/assets/style-9a.css", &[]).await;
    assert_eq!((head.status, head.header(CONTENT_LENGTH), head.body.len()), (200, Some("3"), 0));

    for verb in ["POST", "PUT", "DELETE", "OPTIONS", "BREW"] {
        let answer = ask(&surface, verb, "/agents", &[]).await;
        assert_eq!((answer.status, answer.header(ALLOW)), (405, Some("GET, HEAD")), "{verb}");
    }
}

#[tokio::test]
async fn every_answer_is_protected() {
    let surface = embedded();
    for (verb, path) in [("GET", "/"), ("GET", "/assets/gone.js"), ("POST", "/"), ("GET", "/agents")] {
        let answer = ask(&surface, verb, path, &[]).await;

        let policy = answer.header(CONTENT_SECURITY_POLICY).unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(answer.header(X_CONTENT_TYPE_OPTIONS), Some("nosniff"));
        assert_eq!(answer.header(REFERRER_POLICY), Some("no-referrer"));
        let opener = HeaderName::from_static("cross-origin-opener-policy");
        assert_eq!(answer.header(opener), Some("same-origin"), "{verb} {path}");
    }
}

#[tokio::test]
async fn without_a_console_a_page_says_how_to_build_one() {
    let surface = ConsoleSurface::new(Console::embedded(&[]));

    let answer = ask(&surface, "GET", "/", &[(ACCEPT, "text/html")]).await;

    let page = String::from_utf8(answer.body.to_vec()).unwrap();
    assert_eq!(answer.status, 200);
    assert!(page.contains("cargo run -p xtask -- web") && page.contains("href=\"/api/docs\""), "{page}");
    assert_eq!(ask(&surface, "GET", "/assets/a.js", &[]).await.status, 404);
    assert!(!Console::embedded(&[]).is_there() && Console::embedded(FILES).is_there());
}

fn write(path: &Path, text: &str, age: Duration) {
    let mut file = DiskFile::create(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000) - age).unwrap();
}

#[tokio::test]
async fn a_folder_is_read_at_every_request_and_nothing_beside_it() {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("dist");
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    write(&outside.path().join("secret.txt"), "secret", Duration::ZERO);
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), folder.join("link.txt")).unwrap();
    let surface = ConsoleSurface::new(Console::folder(folder.clone()));

    let before = ask(&surface, "GET", "/", &[]).await;
    assert!(String::from_utf8_lossy(&before.body).contains("has no <code>index.html</code>"));

    write(&folder.join("index.html"), "one", Duration::ZERO);
    assert_eq!(&ask(&surface, "GET", "/", &[]).await.body[..], b"one");
    write(&folder.join("index.html"), "two", Duration::ZERO);
    assert_eq!(&ask(&surface, "GET", "/agents", &[]).await.body[..], b"two");
    for path in ["/link.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/assets"] {
        let answer = ask(&surface, "GET", path, &[]).await;
        assert!(!answer.body.starts_with(b"secret"), "{path}");
    }
}

#[tokio::test]
async fn a_compressed_sibling_in_a_folder_is_sent_unless_the_file_is_newer() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("assets")).unwrap();
    let path = |name: &str| folder.path().join("assets").join(name);
    let surface = ConsoleSurface::new(Console::folder(folder.path().to_owned()));
    let coding = async || {
        let answer = ask(&surface, "GET", "/assets/a.js", &[(ACCEPT_ENCODING, "br")]).await;
        answer.header(CONTENT_ENCODING).map(str::to_owned)
    };

    write(&path("a.js.br"), "B", Duration::from_secs(5));
    write(&path("a.js"), "raw", Duration::from_secs(9));
    assert_eq!(coding().await.as_deref(), Some("br"));

    write(&path("a.js"), "newer", Duration::ZERO);
    assert_eq!(coding().await, None);
}
