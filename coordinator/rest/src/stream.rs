//! Streams of messages as they come: server-sent events, or JSON lines.

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{Stream, stream};
use http::{
    HeaderMap, HeaderName, HeaderValue, Response,
    header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
};
use prost_reflect::{DynamicMessage, ReflectMessage as _, Value};
use tonic::Status;

use crate::{
    binding::Binding,
    frame::Messages,
    json::{Json, Writer},
    problem::Origin,
    status::{self, StatusOf},
};

/// Media type of server-sent events (HTML, section 9.2).
pub(crate) const EVENTS: &str = "text/event-stream";
/// Media type of JSON lines.
pub(crate) const LINES: &str = "application/x-ndjson";
/// Proxies that buffer would hold events back.
const NO_BUFFERING: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Events,
    Lines,
}

impl Form {
    /// Events for who asks for them, lines for everybody else.
    pub(crate) fn wanted(headers: &HeaderMap) -> Self {
        let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let mut types = accepted.flat_map(|value| value.split(','));
        let is_events =
            |value: &str| value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(EVENTS);
        if types.any(is_events) { Self::Events } else { Self::Lines }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Events => EVENTS,
            Self::Lines => LINES,
        }
    }
}

/// What the end of a stream needs to say what went wrong.
pub(crate) struct Context {
    pub(crate) binding: Arc<Binding>,
    pub(crate) origin: Origin,
    pub(crate) status_of: StatusOf,
    pub(crate) keep_alive: Duration,
}

/// The answer: one chunk for each message, none held back. Whoever drops it drops the call.
pub(crate) fn respond(messages: Messages, form: Form, context: Context) -> Response<Body> {
    let mut response = Response::new(Body::from_stream(chunks(messages, form, context)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend([NO_BUFFERING]);
    response
}

fn chunks(
    messages: Messages,
    form: Form,
    context: Context,
) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> {
    stream::unfold(Some((messages, context)), move |state| async move {
        let (mut messages, context) = state?;
        // `next` keeps what has arrived, so a pause may interrupt it.
        let next = match form {
            Form::Events => tokio::time::timeout(context.keep_alive, messages.next()).await.ok(),
            Form::Lines => Some(messages.next().await),
        };
        let (chunk, state) = match next {
            None => (Bytes::from_static(b": keep-alive\n\n"), Some((messages, context))),
            Some(Ok(Some(message))) => {
                (chunk(&message, form, &context.binding.writer), Some((messages, context)))
            }
            Some(Ok(None)) => return None,
            Some(Err(status)) => (last(&status, form, &context), None),
        };
        Some((Ok(chunk), state))
    })
}

fn chunk(message: &DynamicMessage, form: Form, writer: &Writer) -> Bytes {
    let mut json = writer.write(message);
    if form == Form::Lines {
        json.push(b'\n');
        return Bytes::from(json);
    }
    let mut event = Vec::with_capacity(json.len() + 80);
    let token = message.get_field_by_name("resume_token");
    // A line break would end the field, and a NUL makes the whole id void.
    let is_legal = |token: &&str| !token.is_empty() && !token.contains(['\n', '\r', '\0']);
    if let Some(id) = token.as_deref().and_then(Value::as_str).filter(is_legal) {
        event.extend_from_slice(format!("id: {id}\n").as_bytes());
    }
    event.extend_from_slice(format!("event: {}\ndata: ", case(message)).as_bytes());
    event.append(&mut json);
    event.extend_from_slice(b"\n\n");
    Bytes::from(event)
}

/// The field of the oneof that is set.
fn case(message: &DynamicMessage) -> String {
    let descriptor = message.descriptor();
    let mut cases = descriptor.oneofs().filter(|oneof| !oneof.is_synthetic());
    let set = cases.find_map(|oneof| oneof.fields().find(|field| message.has_field(field)));
    set.map_or_else(|| "message".to_owned(), |field| field.name().to_owned())
}

fn last(status: &Status, form: Form, context: &Context) -> Bytes {
    let problem = status::problem(status, context.status_of, Some(&context.binding));
    let document = problem.to_json(&context.origin);
    Bytes::from(match form {
        Form::Events => [b"event: error\ndata: ", document.to_vec().as_slice(), b"\n\n"].concat(),
        Form::Lines => [Json::object([("error", document)]).to_vec().as_slice(), b"\n"].concat(),
    })
}
