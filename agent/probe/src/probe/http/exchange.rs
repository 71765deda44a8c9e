//! One request and the head of its answer (RFC 9112).

use std::{
    io,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Uri, header};
use http_body_util::Full;
use hyper::{
    Response,
    body::Incoming,
    client::conn::http1::{Builder, SendRequest},
};
use hyper_util::rt::TokioIo;
use nocturne_shared::{check::Method, outcome::Reason};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use url::{Position, Url};

use super::{fault::broken, phase::FirstByte, redirect::Ask};
use crate::probe::measurement::Finding;

/// Who asks, unless the check says otherwise.
const USER_AGENT: &str = concat!("nocturne/", env!("CARGO_PKG_VERSION"));
/// Longest head of an answer, bytes: what browsers and servers agree on is a fraction of it.
const MAX_HEAD: usize = 64 * 1024;

/// A stream, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// The head of an answer, and the connection its body comes from.
pub(super) struct Reply {
    pub(super) response: Response<Incoming>,
    pub(super) connection: Connection,
}

/// Sends the request and waits for the head of the answer.
pub(super) async fn exchange(
    ask: &Ask,
    stream: Box<dyn Stream>,
    first_byte: FirstByte,
    attempt: &str,
) -> Result<Reply, Finding> {
    let host = ask.url.host_str().unwrap_or_default();
    let fault = |error: &hyper::Error| broken(error, host, attempt);
    let request = request(ask).map_err(|error| {
        Finding::failure(Reason::HttpProtocol, format!("{attempt}: the request cannot be written: {error}"))
    })?;
    let io = TokioIo::new(Watched { stream, first_byte });
    let (mut sender, connection) =
        Builder::new().max_buf_size(MAX_HEAD).handshake(io).await.map_err(|error| fault(&error))?;
    let mut connection = Connection {
        driver: Some(Box::pin(async {
            connection.await.ok();
        })),
        _sender: None,
    };
    let response = connection.alongside(sender.send_request(request)).await.map_err(|error| fault(&error))?;
    connection._sender = Some(sender);
    Ok(Reply { response, connection })
}

/// What moves the bytes of an answer. Owned by who reads it, so nothing runs on when the execution ends.
pub(super) struct Connection {
    driver: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// Without it the connection would take the answer for the last thing anybody wants.
    _sender: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    /// Runs `work`, which waits for this connection. Errors of the connection reach `work` too.
    pub(super) async fn alongside<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        std::future::poll_fn(|context| {
            if let Some(driver) = &mut self.driver
                && driver.as_mut().poll(context).is_ready()
            {
                self.driver = None;
            }
            work.as_mut().poll(context)
        })
        .await
    }
}

fn request(ask: &Ask) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut request = Request::builder()
        .method(ask.method.as_str())
        .uri(Uri::try_from(&ask.url[Position::BeforePath..Position::AfterQuery])?)
        .body(Full::new(Bytes::copy_from_slice(ask.body.as_bytes())))?;
    let headers = request.headers_mut();
    for (name, value) in &ask.headers {
        headers.append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    let defaults = [
        (header::HOST, host(&ask.url)),
        (header::USER_AGENT, USER_AGENT.to_owned()),
        (header::ACCEPT, "*/*".to_owned()),
        (header::ACCEPT_ENCODING, "identity".to_owned()),
    ];
    for (name, value) in defaults {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::try_from(value)?);
        }
    }
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    if ask.body.is_empty() && matches!(ask.method, Method::Post | Method::Put | Method::Patch) {
        // RFC 9110 §8.6: a method that has a body says so when it is empty.
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(request)
}

/// The host with its port, which is left out when it is the scheme's own (RFC 9110 §7.2).
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Notes when the first byte was read.
struct Watched {
    stream: Box<dyn Stream>,
    first_byte: FirstByte,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.first_byte.get_or_init(Instant::now);
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(method: Method, url: &str, headers: &[(&str, &str)]) -> Ask {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ask { method, url: url.parse().unwrap(), headers, body: String::new() }
    }

    #[test]
    fn the_host_has_a_port_when_it_is_not_the_usual_one() {
        let host = |url: &str| host(&url.parse().unwrap());

        assert_eq!(host("http://a.example/"), "a.example");
        assert_eq!(host("http://a.example:80/"), "a.example");
        assert_eq!(host("https://a.example:80/"), "a.example:80");
        assert_eq!(host("https://[::1]:8443/"), "[::1]:8443");
    }

    #[test]
    fn headers_of_the_check_go_before_the_usual_ones() {
        let given = [("user-agent", "mine"), ("x-a", "1"), ("x-a", "2"), ("host", "other")];
        let request = request(&ask(Method::Get, "http://a/b?c=|", &given)).unwrap();

        assert_eq!(request.uri(), "/b?c=|");
        let all = |name: &str| request.headers().get_all(name).iter().collect::<Vec<_>>();
        assert_eq!(all("user-agent"), ["mine"]);
        assert_eq!(all("x-a"), ["1", "2"]);
        assert_eq!(all("host"), ["other"]);
        assert_eq!(all("accept-encoding"), ["identity"]);
        assert!(all("content-length").is_empty());
    }

    #[test]
    fn methods_with_a_body_say_how_long_an_empty_one_is() {
        let request = request(&ask(Method::Post, "http://a/", &[])).unwrap();

        assert_eq!(request.headers().get("content-length").unwrap(), "0");
    }
}
