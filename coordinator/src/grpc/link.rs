//! The streams of enrolled agents: decode, hand over, encode. No decision is taken here.

use std::sync::Arc;

use nocturne_proto::{
    agent::v1::{self as wire, Refusal, agent_link_service_server::AgentLinkService},
    convert::time::timestamp_to_wire,
};
use nocturne_runtime::{accept::ConnInfo, clock};
use nocturne_store::SystemStore;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{Request, Response, Status, Streaming};

use super::{control, data, enrolment::enrol_status, refusal};
use crate::{
    app::enrolment::Enrolment,
    hub::Hub,
    ingest::Ingest,
    pki::identity::{PeerAgent, peer_agent},
    reconcile::desired::DesiredStates,
    telemetry::Telemetry,
};

/// Everything a stream needs. One per process, shared by all streams.
pub struct Link {
    /// Identity, sessions, cursors.
    pub system: SystemStore,
    /// Connected agents.
    pub hub: Hub,
    /// Where batches go.
    pub ingest: Ingest,
    /// Where fresh series are made known.
    pub telemetry: Arc<Telemetry>,
    /// Renewal of certificates.
    pub enrolment: Arc<Enrolment>,
    /// What agents should run.
    pub desired: Arc<DesiredStates>,
    /// How often agents send a heartbeat.
    pub heartbeat: std::time::Duration,
    /// Joined by the server after it stops accepting.
    pub streams: TaskTracker,
}

/// Who is at the other end of a call.
pub(super) struct Peer {
    /// From the certificate.
    pub(super) agent: PeerAgent,
    /// Address.
    pub(super) remote: String,
    /// Cancelled when the connection has reached its age or the coordinator stops: streams end themselves then.
    pub(super) closing: CancellationToken,
}

/// The service.
pub struct LinkService {
    link: Arc<Link>,
}

impl LinkService {
    /// Serves agents.
    #[must_use]
    pub const fn new(link: Arc<Link>) -> Self {
        Self { link }
    }

    fn peer<T>(&self, request: &Request<T>) -> Result<Peer, Status> {
        let connection = request.extensions().get::<ConnInfo>();
        let remote = connection.map(|info| info.peer_addr.to_string()).unwrap_or_default();
        let certificate = connection.and_then(|info| info.peer_certificate.as_deref());
        let der = certificate.ok_or_else(|| refusal::status(Refusal::NoCertificate))?;
        let peer = peer_agent(der, self.link.enrolment.authority().trust_domain()).map_err(|error| {
            tracing::info!(peer = %remote, %error, "a client certificate names no agent of ours");
            refusal::status(Refusal::Unknown)
        })?;
        // A resumed TLS session is not verified again by the library: time and standing are looked at per stream.
        if clock::now().as_microsecond() >= peer.not_after_us {
            return Err(refusal::status(Refusal::Expired));
        }
        let closing = connection.map(|info| info.closing.clone()).unwrap_or_default();
        Ok(Peer { agent: peer, remote, closing })
    }
}

#[tonic::async_trait]
impl AgentLinkService for LinkService {
    type ControlStream = ReceiverStream<Result<wire::Down, Status>>;
    type DataStream = ReceiverStream<Result<wire::DataDown, Status>>;

    async fn renew(
        &self,
        request: Request<wire::RenewRequest>,
    ) -> Result<Response<wire::RenewResponse>, Status> {
        let peer = self.peer(&request)?;
        let csr_der = request.into_inner().csr_der;
        let enrolment = &self.link.enrolment;
        let der = enrolment.renew(&peer.agent, &csr_der).await.map_err(|error| enrol_status(&error))?;
        let root = enrolment.authority().root().to_vec();
        Ok(Response::new(wire::RenewResponse {
            chain_der: vec![der, root.clone()],
            trust_bundle_der: vec![root],
            server_time: Some(timestamp_to_wire(clock::now())),
        }))
    }

    async fn control(
        &self,
        request: Request<Streaming<wire::Up>>,
    ) -> Result<Response<Self::ControlStream>, Status> {
        let peer = self.peer(&request)?;
        let down = control::start(Arc::clone(&self.link), peer, request.into_inner());
        Ok(Response::new(ReceiverStream::new(down)))
    }

    async fn data(
        &self,
        request: Request<Streaming<wire::DataUp>>,
    ) -> Result<Response<Self::DataStream>, Status> {
        let peer = self.peer(&request)?;
        let down = data::start(Arc::clone(&self.link), peer, request.into_inner());
        Ok(Response::new(ReceiverStream::new(down)))
    }
}
