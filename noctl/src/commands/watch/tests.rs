use std::sync::{Arc, Mutex};

use clap::Parser as _;
use nocturne_proto::api::v1::{
    self as wire,
    live_service_server::{LiveService, LiveServiceServer},
    telemetry_service_server::{TelemetryService, TelemetryServiceServer},
    watch_response::Event,
};
use tokio::sync::mpsc;
use tokio_stream::{
    Stream, StreamExt as _,
    wrappers::{ReceiverStream, TcpListenerStream},
};
use tonic::{Request, Response, Status, transport::Server};

use super::*;
use crate::cli::{Cli, Command};

fn parsed(line: &str) -> WatchArgs {
    let line = ["noctl", "watch"].into_iter().chain(line.split_whitespace());
    match Cli::try_parse_from(line).unwrap().command {
        Command::Watch(arguments) => arguments,
        other => panic!("{other:?}"),
    }
}

#[test]
fn topics_are_what_is_named() {
    let topics = |line: &str| parsed(line).wanted().topics;

    assert_eq!(topics(""), [Topic::Checks, Topic::CheckEvents]);
    assert_eq!(topics("agents gaps"), [Topic::Agents, Topic::Gaps]);
    assert_eq!(topics("all").len(), 5);
    assert_eq!(parsed("values").wants(), Wants { values: true, ..Wants::default() });
}

#[test]
fn the_coordinator_selects_values_only() {
    let selector = |line: &str| parsed(line).wanted().selector;

    assert_eq!(selector("checks -l site=ams"), "");
    assert_eq!(selector("values -l site=ams --check web"), "check=web,site=ams");
    assert_eq!(selector("all --check web"), "check=web");
}

type Sender = mpsc::Sender<Result<wire::WatchResponse, Status>>;

/// Notes in which order it is asked; its first watch is cut while lists are read.
#[derive(Clone, Default)]
struct World {
    asked: Arc<Mutex<Vec<&'static str>>>,
    /// The first watch lasts as long as this.
    first: Arc<Mutex<Option<Sender>>>,
}

impl World {
    fn note(&self, what: &'static str) -> usize {
        let mut asked = self.asked.lock().unwrap();
        asked.push(what);
        asked.iter().filter(|one| **one == what).count()
    }

    async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server::builder()
            .add_service(LiveServiceServer::new(self.clone()))
            .add_service(TelemetryServiceServer::new(self.clone()))
            .serve_with_incoming(TcpListenerStream::new(listener));
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(server);
        url
    }
}

fn message(sequence: u64, event: Event) -> Result<wire::WatchResponse, Status> {
    let resume_token = format!("t{sequence}");
    Ok(wire::WatchResponse { sequence, resume_token, time: None, event: Some(event) })
}

#[tonic::async_trait]
impl LiveService for World {
    type WatchStream = Pin<Box<dyn Stream<Item = Result<wire::WatchResponse, Status>> + Send>>;

    async fn watch(&self, _: Request<wire::WatchRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let opened = message(1, Event::Opened(wire::WatchOpened { resumed: true }));
        if self.note("watch") == 1 {
            let (sender, receiver) = mpsc::channel(1);
            *self.first.lock().unwrap() = Some(sender);
            let rest = ReceiverStream::new(receiver);
            return Ok(Response::new(Box::pin(tokio_stream::iter([opened]).chain(rest))));
        }
        let event = message(2, Event::CheckEvent(wire::CheckEvent::default()));
        let played = tokio_stream::iter([opened, event]).chain(tokio_stream::pending());
        Ok(Response::new(Box::pin(played)))
    }
}

#[tonic::async_trait]
impl TelemetryService for World {
    async fn list_check_states(
        &self,
        _: Request<wire::ListCheckStatesRequest>,
    ) -> Result<Response<wire::ListCheckStatesResponse>, Status> {
        if self.note("list") == 1 {
            // The watch is cut before this is answered.
            self.first.lock().unwrap().take();
            std::future::pending::<()>().await;
        }
        Ok(Response::new(wire::ListCheckStatesResponse::default()))
    }

    async fn list_latest_values(
        &self,
        _: Request<wire::ListLatestValuesRequest>,
    ) -> Result<Response<wire::ListLatestValuesResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn get_series_range(
        &self,
        _: Request<wire::GetSeriesRangeRequest>,
    ) -> Result<Response<wire::GetSeriesRangeResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn list_check_verdicts(
        &self,
        _: Request<wire::ListCheckVerdictsRequest>,
    ) -> Result<Response<wire::ListCheckVerdictsResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn list_check_events(
        &self,
        _: Request<wire::ListCheckEventsRequest>,
    ) -> Result<Response<wire::ListCheckEventsResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn list_gaps(
        &self,
        _: Request<wire::ListGapsRequest>,
    ) -> Result<Response<wire::ListGapsResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }
}

#[tokio::test]
async fn lists_are_read_when_the_watch_is_open_and_again_when_it_was_cut_meanwhile() {
    let world = World::default();
    let url = world.serve().await;
    let line =
        ["noctl", "--home", "/nowhere", "--api-url", &url, "--api-token", "t", "watch", "--count", "2"];
    let cli = Cli::try_parse_from(line).unwrap();
    let Command::Watch(arguments) = cli.command else { panic!("another command") };

    let context = Context::new(cli.global).unwrap();

    let done = run(&context, arguments);
    tokio::time::timeout(Duration::from_secs(20), done).await.expect("it ends").unwrap();

    assert_eq!(*world.asked.lock().unwrap(), ["watch", "list", "watch", "list"]);
}
