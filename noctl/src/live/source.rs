//! The watch itself: opened, read, and opened again.

use std::time::Duration;

use nocturne_proto::api::v1::{
    Topic, WatchRequest, WatchResponse, live_service_client::LiveServiceClient, watch_response::Event,
};
use tokio::time::{Instant, sleep_until, timeout};
use tonic::{Code, Streaming};

use super::link::{End, Link, Next};
use crate::{
    client::{Api, MAX_ANSWER_BYTES},
    error::Error,
    profile::Secret,
};

/// Longest silence of a watch that works: the coordinator says something every 15 s, and two may be late.
pub(crate) const SILENCE: Duration = Duration::from_secs(45);
const ATTEMPT: &str = "watch";

/// What to watch.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Topics; at least one.
    pub topics: Vec<Topic>,
    /// Label selector over values.
    pub selector: String,
}

/// Something that whoever shows the watch must know.
#[derive(Debug)]
pub(crate) enum Update {
    /// It is live. With `list`, lists must be read: what they say is older than every event that follows.
    Opened {
        /// Whether.
        list: bool,
    },
    /// Something happened, or at least it is alive.
    Message(Box<WatchResponse>),
    /// It was read too slowly and goes on at once.
    Lagged {
        /// Messages that were waiting.
        waiting: u64,
    },
    /// It is not live, and will be tried again.
    Waiting {
        /// Why.
        reason: String,
        /// When, from this moment.
        after: Duration,
    },
}

/// A watch that goes on until repeating does not help.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    api: &'a Api,
    wanted: Wanted,
    silence: Duration,
    link: Link,
    stream: Option<Streaming<WatchResponse>>,
    /// Sent with the stream.
    bearer: Option<Secret>,
    renew: bool,
    not_before: Instant,
}

impl<'a> Source<'a> {
    /// A watch that is not open yet.
    pub(crate) fn new(api: &'a Api, wanted: Wanted, silence: Duration) -> Self {
        Self {
            api,
            wanted,
            silence,
            link: Link::default(),
            stream: None,
            bearer: None,
            renew: false,
            not_before: Instant::now(),
        }
    }

    /// The next thing to know. To be awaited to its end: an attempt that is dropped begins anew.
    ///
    /// # Errors
    ///
    /// What repeating does not mend; [`Error::NoLive`] when the coordinator has no live views.
    pub(crate) async fn next(&mut self) -> Result<Update, Error> {
        let Some(stream) = &mut self.stream else { return self.open().await };
        let message = match timeout(self.silence, stream.message()).await {
            Ok(Ok(Some(message))) => message,
            Ok(Ok(None)) => return self.end(End::Closed, None),
            Err(_elapsed) => return self.end(End::Silent, None),
            Ok(Err(status)) => {
                let error = Error::from(self.api.failed(ATTEMPT, status));
                let ended = self.end(end_of(&error), Some(error));
                // That a session's token ends is the normal course of a watch.
                return if self.renew { self.open().await } else { ended };
            }
        };
        let is_event = !matches!(message.event, Some(Event::Alive(_) | Event::Opened(_) | Event::Lagged(_)));
        self.link.heard(&message.resume_token, is_event);
        match message.event {
            Some(Event::Opened(opened)) => Ok(Update::Opened { list: self.link.opened(opened.resumed) }),
            Some(Event::Lagged(lagged)) => {
                let waiting = lagged.waiting;
                self.end(End::Lagged, None).map(|update| match update {
                    Update::Waiting { after: Duration::ZERO, .. } => Update::Lagged { waiting },
                    update => update,
                })
            }
            _ => Ok(Update::Message(Box::new(message))),
        }
    }

    async fn open(&mut self) -> Result<Update, Error> {
        sleep_until(self.not_before).await;
        let message = WatchRequest {
            topics: self.wanted.topics.iter().map(|topic| i32::from(*topic)).collect(),
            selector: self.wanted.selector.clone(),
            resume_token: self.link.resume_token().to_owned(),
        };
        let refused = if self.renew { self.bearer.take() } else { None };
        let opening = self.api.open(ATTEMPT, message, refused.as_ref(), async |channel, request| {
            LiveServiceClient::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES).watch(request).await
        });
        match opening.await {
            Ok((stream, bearer)) => {
                (self.stream, self.bearer, self.renew) = (Some(stream), Some(bearer), false);
                // Its first message says that it is open.
                Box::pin(self.next()).await
            }
            // A session that could be renewed was, by the call itself.
            Err(Error::Call(error)) if error.code() != Code::Unauthenticated => {
                let error = Error::Call(error);
                self.end(end_of(&error), Some(error))
            }
            Err(error) => Err(error),
        }
    }

    fn end(&mut self, end: End, error: Option<Error>) -> Result<Update, Error> {
        self.stream = None;
        let next = self.link.ended(end, self.api.has_session(), fastrand::f64());
        match (next, error) {
            (Next::Retry { after, renew }, error) => {
                self.renew = renew;
                self.not_before = Instant::now() + after;
                let reason = error.map_or_else(|| reason(end), |error| error.line());
                Ok(Update::Waiting { reason, after })
            }
            (Next::GiveUp, Some(Error::Call(error))) if error.code() == Code::Unimplemented => {
                Err(Error::NoLive { url: self.api.url().to_string() })
            }
            (Next::GiveUp, Some(error)) => Err(error),
            (Next::GiveUp, None) => Err(Error::Answer(reason(end))),
        }
    }
}

fn reason(end: End) -> String {
    match end {
        End::Closed => "the coordinator ended the watch".to_owned(),
        End::Silent => "nothing was heard from the coordinator for too long".to_owned(),
        End::Lagged => "this noctl read too slowly".to_owned(),
        End::Away => "the coordinator cannot be reached".to_owned(),
        End::Misaddressed => "this is not the coordinator".to_owned(),
        End::Refused(code) => code.description().to_owned(),
    }
}

fn end_of(error: &Error) -> End {
    match error {
        Error::Call(call) if call.is_misaddressed() => End::Misaddressed,
        Error::Call(call) if call.is_away() => End::Away,
        Error::Call(call) => End::Refused(call.code()),
        _ => End::Away,
    }
}

#[cfg(test)]
mod tests;
