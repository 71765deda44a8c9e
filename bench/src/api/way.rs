//! The ways to get a page, and closed loops over them.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use nocturne_proto::api::v1::{self as api, check_service_client::CheckServiceClient};
use nocturne_store::{bootstrap::connect_once, endpoint::Endpoint};
use nocturne_store_queries::queries::check as sql;
use serde::Serialize;
use tokio::net::TcpStream;
use tonic::{Request, transport::Channel};
use uuid::Uuid;

use super::{Measured, PAGE};
use crate::{
    stats::{median, percentile},
    system::System,
};

/// How a page is had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Way {
    /// The statement alone.
    BareQuery,
    /// gRPC.
    Grpc,
    /// REST over HTTP/1.1.
    Rest,
}

impl Way {
    /// Every way, the limit first.
    pub(crate) const ALL: [Self; 3] = [Self::BareQuery, Self::Grpc, Self::Rest];
}

/// So many clients of each way, connected.
pub(crate) struct Clients {
    n_clients: usize,
    api: SocketAddr,
    app: Endpoint,
    credential: String,
    channels: Vec<Channel>,
    org_id: Uuid,
}

impl Clients {
    /// Connects what can be kept.
    ///
    /// # Errors
    ///
    /// Somebody does not answer.
    pub(crate) async fn connect(system: &System, n_clients: usize) -> anyhow::Result<Self> {
        let mut channels = Vec::new();
        for _ in 0..n_clients {
            channels.push(system.api().await?);
        }
        let database = connect_once(system.database()).await?;
        let row = database.query_one("SELECT org_id FROM organization", &[]).await?;
        Ok(Self {
            n_clients,
            api: system.api_address(),
            app: system.app().clone(),
            credential: system.credential().to_owned(),
            channels,
            org_id: row.get(0),
        })
    }

    /// Lets every client ask again and again for a while.
    ///
    /// # Errors
    ///
    /// An answer that is not a whole page.
    pub(crate) async fn run(&self, way: Way, round: usize, window: Duration) -> anyhow::Result<Measured> {
        let mut loops = tokio::task::JoinSet::new();
        for channel in &self.channels {
            match way {
                Way::BareQuery => {
                    loops.spawn(bare_query(self.app.clone(), self.org_id, window));
                }
                Way::Grpc => {
                    loops.spawn(grpc(channel.clone(), self.credential.clone(), window));
                }
                Way::Rest => {
                    loops.spawn(rest(self.api, self.credential.clone(), window));
                }
            }
        }
        let begun = Instant::now();
        let mut times = Vec::new();
        while let Some(ended) = loops.join_next().await {
            times.extend(ended??);
        }
        let seconds = begun.elapsed().as_secs_f64();
        let n_pages = u64::try_from(times.len())?;
        Ok(Measured {
            round,
            way,
            n_clients: self.n_clients,
            n_pages,
            per_second: u32::try_from(n_pages).map(f64::from)? / seconds,
            median_seconds: median(&times),
            p99_seconds: percentile(&times, 0.99),
        })
    }
}

async fn bare_query(app: Endpoint, org_id: Uuid, window: Duration) -> anyhow::Result<Vec<f64>> {
    let client = connect_once(&app).await?;
    client.execute("SELECT set_config('app.org_id', $1, false)", &[&org_id.to_string()]).await?;
    let statement = sql::check_page().prepare(&client).await?;
    let n_rows = i64::try_from(PAGE)?;
    let (end, mut times) = (Instant::now() + window, Vec::new());
    while Instant::now() < end {
        let begun = Instant::now();
        let rows = statement.bind(&client, &org_id, &None::<&str>, &n_rows).all().await?;
        anyhow::ensure!(rows.len() == PAGE, "the query gave {} rows", rows.len());
        times.push(begun.elapsed().as_secs_f64());
    }
    Ok(times)
}

async fn grpc(channel: Channel, credential: String, window: Duration) -> anyhow::Result<Vec<f64>> {
    let mut client = CheckServiceClient::new(channel);
    let page_size = i32::try_from(PAGE)?;
    let (end, mut times) = (Instant::now() + window, Vec::new());
    while Instant::now() < end {
        let begun = Instant::now();
        let mut request =
            Request::new(api::ListChecksRequest { page_size, ..api::ListChecksRequest::default() });
        request.metadata_mut().insert("authorization", credential.parse()?);
        let checks = client.list_checks(request).await.context("the list failed")?.into_inner().checks;
        anyhow::ensure!(checks.len() == PAGE, "the list has {} checks", checks.len());
        times.push(begun.elapsed().as_secs_f64());
    }
    Ok(times)
}

async fn rest(api: SocketAddr, credential: String, window: Duration) -> anyhow::Result<Vec<f64>> {
    let stream = TcpStream::connect(api).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    let mut connections = tokio::task::JoinSet::new();
    connections.spawn(connection);
    let (end, mut times) = (Instant::now() + window, Vec::new());
    while Instant::now() < end {
        let begun = Instant::now();
        let n_checks = rest_page(&mut sender, api, &credential).await?;
        anyhow::ensure!(n_checks == PAGE, "the list has {n_checks} checks");
        times.push(begun.elapsed().as_secs_f64());
    }
    Ok(times)
}

async fn rest_page(
    sender: &mut SendRequest<Empty<bytes::Bytes>>,
    api: SocketAddr,
    credential: &str,
) -> anyhow::Result<usize> {
    #[derive(serde::Deserialize)]
    struct Page<'p> {
        #[serde(borrow)]
        checks: Vec<&'p serde_json::value::RawValue>,
    }
    sender.ready().await?;
    let request = hyper::Request::get(format!("/api/v1/checks?page_size={PAGE}"))
        .header("host", api.to_string())
        .header("authorization", credential)
        .body(Empty::new())?;
    let answer = sender.send_request(request).await.context("the list failed")?;
    let status = answer.status();
    let body = answer.into_body().collect().await?.to_bytes();
    anyhow::ensure!(status.is_success(), "the list answered {status}: {}", String::from_utf8_lossy(&body));
    Ok(serde_json::from_slice::<Page<'_>>(&body)?.checks.len())
}
