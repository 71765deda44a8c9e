//! gRPC messages in HTTP bodies: five bytes of head, then the message; the status comes in the trailers.

use std::error::Error;

use axum::body::Body;
use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, Uri, Version,
    header::{CONTENT_TYPE, TE},
    request::Parts,
};
use http_body::Body as HttpBody;
use http_body_util::{BodyExt as _, combinators::UnsyncBoxBody};
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use tonic::{Code, Status};

/// Compression flag and length.
const HEAD: usize = 5;
/// Largest message of an answer, bytes: more is a mistake of the service, not something to hold in memory.
const MAX_ANSWER: usize = 256 << 20;
/// Headers that a method may want to know; the rest is about this hop or about JSON.
const FORWARDED: [&str; 12] = [
    "authorization",
    "cookie",
    "origin",
    "host",
    "user-agent",
    "accept-language",
    "x-request-id",
    "traceparent",
    "tracestate",
    "x-forwarded-for",
    "x-forwarded-proto",
    "forwarded",
];

/// The call of a method, with the extensions of the request that asked for it.
pub(crate) fn request(head: Parts, grpc: &Uri, message: &DynamicMessage) -> Request<Body> {
    let mut frame = BytesMut::with_capacity(HEAD + message.encoded_len());
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.encoded_len()).unwrap_or(u32::MAX));
    // A buffer that grows has room for every message.
    message.encode(&mut frame).unwrap_or_default();

    let mut request = Request::new(Body::from(frame.freeze()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = grpc.clone();
    *request.version_mut() = Version::HTTP_2;
    let headers = request.headers_mut();
    for name in FORWARDED {
        for value in head.headers.get_all(name) {
            headers.append(name, value.clone());
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert(TE, HeaderValue::from_static("trailers"));
    *request.extensions_mut() = head.extensions;
    request
}

/// Messages of an answer, one after the other.
pub(crate) struct Messages {
    body: UnsyncBoxBody<Bytes, Status>,
    descriptor: MessageDescriptor,
    buffer: BytesMut,
    /// The status came with the head, and it is a good one.
    ended: bool,
}

impl Messages {
    /// Begins to read; `Err` is a call that failed without a message.
    pub(crate) fn of<B>(
        answer: Response<B>,
        descriptor: MessageDescriptor,
    ) -> Result<(Self, HeaderMap), Status>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (head, body) = answer.into_parts();
        let status = Status::from_header_map(&head.headers);
        let ended = status.is_some();
        if let Some(status) = status.and_then(failure) {
            return Err(status);
        }
        if !head.status.is_success() {
            return Err(Status::unknown(format!("the service answered with HTTP {}", head.status)));
        }
        let body = body.map_err(|error| Status::from_error(error.into())).boxed_unsync();
        Ok((Self { body, descriptor, buffer: BytesMut::new(), ended }, head.headers))
    }

    /// The next message; `None` after the last one of a call that ended well. May be dropped between two frames, but
    /// not called again after an error.
    pub(crate) async fn next(&mut self) -> Result<Option<DynamicMessage>, Status> {
        if self.ended {
            return Ok(None);
        }
        loop {
            if let Some(message) = self.take()? {
                let message = DynamicMessage::decode(self.descriptor.clone(), message);
                return message.map(Some).map_err(|error| Status::internal(error.to_string()));
            }
            let Some(frame) = self.body.frame().await else {
                return Err(Status::unknown("the call ended without a status"));
            };
            match frame?.into_data() {
                Ok(data) => self.buffer.extend_from_slice(&data),
                Err(frame) => {
                    let status = frame.trailers_ref().and_then(Status::from_header_map);
                    return match status.map(failure) {
                        Some(None) if self.buffer.is_empty() => Ok(None),
                        Some(None) => Err(Status::internal("the call ended inside of a message")),
                        Some(Some(status)) => Err(status),
                        None => Err(Status::unknown("the call ended without a status")),
                    };
                }
            }
        }
    }

    /// A whole message from what has arrived.
    fn take(&mut self) -> Result<Option<Bytes>, Status> {
        let Some((flag, length)) = head(&self.buffer) else { return Ok(None) };
        if flag != 0 {
            return Err(Status::internal("the answer is compressed, which nobody asked for"));
        }
        if length > MAX_ANSWER {
            return Err(Status::internal(format!("the answer has {length} bytes, more than {MAX_ANSWER}")));
        }
        if self.buffer.len() < HEAD + length {
            return Ok(None);
        }
        self.buffer.advance(HEAD);
        Ok(Some(self.buffer.split_to(length).freeze()))
    }
}

fn head(buffer: &[u8]) -> Option<(u8, usize)> {
    let ([flag, length @ ..], _) = buffer.split_first_chunk::<HEAD>()?;
    Some((*flag, usize::try_from(u32::from_be_bytes(*length)).ok()?))
}

fn failure(status: Status) -> Option<Status> {
    (status.code() != Code::Ok).then_some(status)
}
