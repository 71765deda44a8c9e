//! Against a real gRPC server on loopback that plays one script for each time the watch is opened.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex},
};

use nocturne_proto::{
    api::v1::{
        RefreshResponse, Session, WatchAlive, WatchLagged, WatchOpened,
        auth_service_server::AuthServiceServer,
        live_service_server::{LiveService, LiveServiceServer},
    },
    convert::time::timestamp_to_wire,
};
use nocturne_shared::time::{Timestamp, add};
use tokio_stream::{Stream, StreamExt as _, wrappers::TcpListenerStream};
use tonic::{Request, Response, Status, transport::Server};

use super::*;
use crate::{
    client::{Credential, channel},
    profile::{Profile, ProfileFile},
    url::ApiUrl,
};

/// What the server does in one watch; it stays open when the script does not end it.
type Script = Vec<Result<WatchResponse, Status>>;

#[derive(Clone, Default)]
struct Played {
    scripts: Arc<Mutex<VecDeque<(Script, bool)>>>,
    /// Resume token and credential of each watch.
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl Played {
    /// One watch that ends after its script.
    fn ends(self, script: Script) -> Self {
        self.scripts.lock().unwrap().push_back((script, true));
        self
    }

    /// One watch that stays open.
    fn stays(self, script: Script) -> Self {
        self.scripts.lock().unwrap().push_back((script, false));
        self
    }

    fn asked(&self) -> Vec<(String, String)> {
        self.asked.lock().unwrap().clone()
    }

    async fn serve(&self) -> ApiUrl {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server::builder()
            .add_service(AuthServiceServer::new(self.clone()))
            .add_service(LiveServiceServer::new(self.clone()))
            .serve_with_incoming(TcpListenerStream::new(listener));
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(server);
        url.parse().unwrap()
    }
}

#[tonic::async_trait]
impl LiveService for Played {
    type WatchStream = Pin<Box<dyn Stream<Item = Result<WatchResponse, Status>> + Send>>;

    async fn watch(&self, request: Request<WatchRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let bearer = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
        let bearer = bearer.unwrap_or_default().trim_start_matches("Bearer ").to_owned();
        self.asked.lock().unwrap().push((request.into_inner().resume_token, bearer));
        let script = self.scripts.lock().unwrap().pop_front();
        let (script, ends) = script.ok_or_else(|| Status::permission_denied("the play is over"))?;
        let played = tokio_stream::iter(script);
        if ends {
            return Ok(Response::new(Box::pin(played)));
        }
        Ok(Response::new(Box::pin(played.chain(tokio_stream::pending()))))
    }
}

renewing! {
    Played, |self, _request| {
        let session = Session {
            access_token: "access-1".to_owned(),
            access_expire_time: Some(timestamp_to_wire(later())),
            refresh_token: "refresh-1".to_owned(),
            ..Session::default()
        };
        Ok(Response::new(RefreshResponse { session: Some(session) }))
    }
}

fn later() -> Timestamp {
    add(Timestamp::now(), Duration::from_mins(10))
}

fn message(sequence: u64, event: Event) -> Result<WatchResponse, Status> {
    Ok(WatchResponse { sequence, resume_token: format!("t{sequence}"), time: None, event: Some(event) })
}

fn opened(resumed: bool) -> Result<WatchResponse, Status> {
    message(1, Event::Opened(WatchOpened { resumed }))
}

fn deleted(sequence: u64) -> Result<WatchResponse, Status> {
    message(sequence, Event::DeletedCheckId("id".to_owned()))
}

/// A session in a profile of its own.
async fn api(url: &ApiUrl, folder: &tempfile::TempDir) -> Api {
    let file = ProfileFile::find(Some(folder.path().join("noctl.yaml")), None, None).unwrap();
    let lock = file.lock().await.unwrap();
    let access = Secret::new("access-0".to_owned());
    let profile = Profile {
        access_token: Some(access.clone()),
        access_expire_time: Some(later()),
        refresh_token: Some(Secret::new("refresh-0".to_owned())),
        ..Profile::default()
    };
    file.save(&profile, &lock).unwrap();
    let timeout = Duration::from_secs(10);
    let credential = Credential::Session { access, expires: later() };
    Api::new(channel(url, None, false, timeout).unwrap(), url.clone(), timeout, credential, file)
}

/// What a watch says until it gives up, as words.
async fn said(played: &Played, silence: Duration) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let api = api(&played.serve().await, &folder).await;
    let wanted = Wanted { topics: vec![Topic::Checks], selector: String::new() };
    let mut source = Source::new(&api, wanted, silence);
    let mut words = Vec::new();
    loop {
        words.push(match source.next().await {
            Ok(Update::Opened { list }) => format!("opened list={list}"),
            Ok(Update::Message(message)) => format!("message {}", message.sequence),
            Ok(Update::Lagged { waiting }) => format!("lagged {waiting}"),
            Ok(Update::Waiting { .. }) => "waiting".to_owned(),
            Err(error) => {
                words.push(error.report());
                return words;
            }
        });
    }
}

#[tokio::test]
async fn a_watch_that_is_cut_goes_on_after_the_last_message() {
    let played = Played::default()
        .ends(vec![opened(true), deleted(2), deleted(3)])
        .ends(vec![opened(true), deleted(4)])
        .ends(vec![opened(false)]);

    let words = said(&played, SILENCE).await;

    let want = [
        "opened list=true",
        "message 2",
        "message 3",
        "waiting",
        "opened list=false",
        "message 4",
        "waiting",
        "opened list=true",
        "waiting",
    ];
    assert_eq!(words[..want.len()], want);
    let tokens: Vec<String> = played.asked().into_iter().map(|(token, _)| token).collect();
    assert_eq!(tokens, ["", "t3", "t4", "t1"]);
    assert!(words.last().unwrap().contains("the play is over"), "{words:?}");
}

#[tokio::test]
async fn a_reader_that_was_too_slow_is_told_and_resumes_at_once() {
    let lagged = message(5, Event::Lagged(WatchLagged { waiting: 7 }));
    let played = Played::default().stays(vec![opened(true), deleted(4), lagged]).ends(vec![opened(true)]);

    let words = said(&played, SILENCE).await;

    assert_eq!(words[..4], ["opened list=true", "message 4", "lagged 7", "opened list=false"]);
    assert_eq!(played.asked()[1].0, "t5");
}

#[tokio::test]
async fn a_token_that_expires_is_renewed_and_the_watch_goes_on() {
    let expired = Err(Status::unauthenticated("the access token has expired"));
    let played = Played::default().ends(vec![opened(true), deleted(2), expired]).ends(vec![opened(true)]);

    let words = said(&played, SILENCE).await;

    assert_eq!(words[..3], ["opened list=true", "message 2", "opened list=false"]);
    let want =
        [("", "access-0"), ("t2", "access-1")].map(|(token, bearer)| (token.to_owned(), bearer.to_owned()));
    assert_eq!(played.asked()[..2], want);
}

#[tokio::test]
async fn a_watch_that_falls_silent_is_opened_again() {
    let alive = message(2, Event::Alive(WatchAlive {}));
    let played = Played::default().stays(vec![opened(true), alive]).ends(vec![opened(true)]);

    let words = said(&played, Duration::from_millis(100)).await;

    assert_eq!(words[..4], ["opened list=true", "message 2", "waiting", "opened list=false"]);
}

#[tokio::test]
async fn a_coordinator_without_live_views_is_named_with_the_way_out() {
    let played = Played::default().ends(vec![Err(Status::unimplemented("watch"))]);

    let words = said(&played, SILENCE).await;

    assert!(
        words[0].contains("has no live views") && words[0].contains("upgrade the coordinator"),
        "{words:?}"
    );
}
