//! gRPC by hand: raw frames by path.

use std::{convert::Infallible, net::SocketAddr};

use bytes::{BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, Request, header};
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{body::Frame, client::conn::http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tonic::Code;

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// One connection.
pub(super) struct Rpc {
    sender: http2::SendRequest<Body>,
    at: SocketAddr,
}

impl Rpc {
    pub(super) async fn connect(at: SocketAddr) -> Self {
        let stream = TokioIo::new(TcpStream::connect(at).await.unwrap());
        let (sender, connection) = http2::handshake(TokioExecutor::new(), stream).await.unwrap();
        #[expect(clippy::disallowed_methods, reason = "ends with the sender")]
        tokio::spawn(connection);
        Self { sender, at }
    }

    /// Calls a method; of a stream that begins well, nothing more is read.
    pub(super) async fn call(&mut self, path: &str, token: Option<&str>, message: &[u8]) -> Code {
        let mut frame = BytesMut::with_capacity(5 + message.len());
        frame.put_u8(0);
        frame.put_u32(u32::try_from(message.len()).unwrap());
        frame.extend_from_slice(message);
        let length = frame.len();
        self.send(path, token, length, Full::new(frame.freeze()).boxed_unsync()).await
    }

    /// Sends a head that tells of so many bytes, and none of them.
    pub(super) async fn announce(&mut self, path: &str, token: Option<&str>, length: usize) -> Code {
        let never = StreamBody::new(tokio_stream::pending::<Result<Frame<Bytes>, Infallible>>());
        self.send(path, token, length, never.boxed_unsync()).await
    }

    async fn send(&mut self, path: &str, token: Option<&str>, length: usize, body: Body) -> Code {
        let mut request = Request::post(format!("http://{}{path}", self.at))
            .header(header::CONTENT_TYPE, "application/grpc")
            .header(header::CONTENT_LENGTH, length)
            .header(header::TE, "trailers");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.sender.ready().await.unwrap();
        let response = self.sender.send_request(request.body(body).unwrap()).await.unwrap();
        let (head, mut body) = response.into_parts();
        if let Some(code) = code(&head.headers) {
            return code;
        }
        while let Some(frame) = body.frame().await {
            let frame = frame.unwrap();
            match frame.trailers_ref() {
                Some(trailers) => return code(trailers).unwrap_or(Code::Unknown),
                // A stream that says something was let in, and does not end by itself.
                None if path.ends_with("/Watch") => return Code::Ok,
                None => {}
            }
        }
        Code::Unknown
    }
}

fn code(headers: &HeaderMap) -> Option<Code> {
    headers.get("grpc-status").map(|value| Code::from_bytes(value.as_bytes()))
}
