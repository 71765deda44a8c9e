//! A coordinator as small as the protocol allows: real TLS, real gRPC, everything else in memory.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use nocturne_agent::address::Address;
use nocturne_proto::{
    agent::v1::{
        self as wire, Refusal,
        agent_enrolment_service_server::{AgentEnrolmentService, AgentEnrolmentServiceServer},
        agent_link_service_server::{AgentLinkService, AgentLinkServiceServer},
        data_down, data_up, down, up,
    },
    convert::{
        agent::{REFUSAL_KEY, refusal_to_metadata},
        time::timestamp_to_wire,
    },
};
use nocturne_runtime::{
    accept::{AcceptLoop, AcceptOptions, ConnInfo},
    clock, tls,
};
use nocturne_spool::{CHAIN_START, Chain, chain_next};
use prost::Message as _;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, PublicKeyData, SanType,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest as _, Sha256};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

pub(crate) const ORG: &str = "0198f3a2-7c1e-7d33-9b61-2f0c5e8a4d10";
pub(crate) const AGENT: &str = "0198f3a2-7c1e-7d33-9b61-2f0c5e8a4d11";

/// What the coordinator knows and what the test wants of it.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) lanes: BTreeMap<u32, LaneLog>,
    pub(crate) epoch: u64,
    pub(crate) fence: i64,
    pub(crate) desired: Option<(u64, wire::DesiredState)>,
    pub(crate) beats: Vec<wire::Heartbeat>,
    pub(crate) hellos: Vec<wire::Hello>,
    pub(crate) n_renewals: u32,
    pub(crate) certificate_life: Duration,
    pub(crate) token_key: Option<Vec<u8>>,
    /// Answers Hello with this.
    pub(crate) refuse: Option<Refusal>,
    /// Commits this many batches more and then cuts the stream in place of the acknowledgement.
    pub(crate) cut_after: Option<u32>,
    /// Answers this many batches with Busy.
    pub(crate) busy: u32,
    /// Ends all sessions that run.
    pub(crate) kick: CancellationToken,
    /// What the protocol forbids and the agent did.
    pub(crate) violations: Vec<String>,
}

#[derive(Default, Clone)]
pub(crate) struct LaneLog {
    pub(crate) acked: u64,
    pub(crate) chain: Chain,
    pub(crate) records: Vec<(u64, wire::Record)>,
    pub(crate) holes: Vec<wire::Hole>,
}

impl World {
    pub(crate) fn payloads<T: prost::Message + Default>(&self, lane: u32, kind: wire::RecordKind) -> Vec<T> {
        let Some(log) = self.lanes.get(&lane) else { return Vec::new() };
        log.records
            .iter()
            .filter(|(_, record)| record.kind() == kind)
            .map(|(_, record)| T::decode(record.payload.as_ref()).unwrap())
            .collect()
    }
}

#[derive(Clone)]
pub(crate) struct Coordinator {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) address: Address,
    pub(crate) pin: [u8; 32],
    issuer: Arc<Issuer<'static, KeyPair>>,
    root: CertificateDer<'static>,
}

impl Coordinator {
    pub(crate) async fn start(tasks: &mut JoinSet<anyhow::Result<()>>) -> Self {
        tls::install_crypto();
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = params.self_signed(&key).unwrap().der().clone();
        let issuer = Arc::new(Issuer::new(params, key));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string().parse().unwrap();
        let world = World { epoch: 1, certificate_life: Duration::from_hours(24), ..World::default() };
        let pin = tls::spki_sha256(&root).unwrap();
        let coordinator = Self { world: Arc::new(Mutex::new(world)), address, pin, issuer, root };

        let own = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let chain = coordinator.issue(
            &own,
            "nocturne://test/coordinator",
            ExtendedKeyUsagePurpose::ServerAuth,
            Duration::from_hours(1),
        );
        let key = PrivateKeyDer::try_from(own.serialize_der()).unwrap();
        let config = tls::server_config(chain, key, std::slice::from_ref(&coordinator.root)).unwrap();
        let routes = tonic::service::Routes::new(AgentEnrolmentServiceServer::new(coordinator.clone()))
            .add_service(AgentLinkServiceServer::new(coordinator.clone()));
        let tls = Some(Arc::new(arc_swap::ArcSwap::from_pointee(config)));
        let accept = AcceptLoop { listener, tls, options: AcceptOptions::default() };
        tasks.spawn(accept.run(routes.into_axum_router(), CancellationToken::new(), Duration::ZERO));
        coordinator
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub(crate) fn token(&self) -> String {
        format!("noc1.{ORG}.secret.{}", hex::encode(self.pin))
    }

    /// Ends every session.
    pub(crate) fn kick(&self) {
        let mut world = self.world();
        std::mem::take(&mut world.kick).cancel();
    }

    fn issue(
        &self,
        key: &impl PublicKeyData,
        uri: &str,
        usage: ExtendedKeyUsagePurpose,
        life: Duration,
    ) -> Vec<CertificateDer<'static>> {
        let now = Duration::from_micros(u64::try_from(clock::now_micros()).unwrap());
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![SanType::URI(uri.try_into().unwrap())];
        params.extended_key_usages = vec![usage];
        params.not_before = epoch + now - Duration::from_hours(1);
        params.not_after = epoch + now + life;
        vec![params.signed_by(key, &self.issuer).unwrap().der().clone(), self.root.clone()]
    }

    fn issue_agent(&self, csr_der: &[u8]) -> Vec<Vec<u8>> {
        let csr = CertificateSigningRequestParams::from_der(&csr_der.into()).unwrap();
        let life = self.world().certificate_life;
        let uri = format!("nocturne://test/org/{ORG}/agent/{AGENT}");
        let chain = self.issue(&csr.public_key, &uri, ExtendedKeyUsagePurpose::ClientAuth, life);
        chain.iter().map(|certificate| certificate.to_vec()).collect()
    }
}

fn refused(refusal: Refusal) -> Status {
    let mut status = Status::permission_denied("refused");
    status.metadata_mut().insert(REFUSAL_KEY, refusal_to_metadata(refusal).parse().unwrap());
    status
}

fn require_certificate<T>(request: &Request<T>) -> Result<(), Status> {
    match request.extensions().get::<ConnInfo>() {
        Some(info) if info.peer_certificate.is_some() => Ok(()),
        _ => Err(refused(Refusal::NoCertificate)),
    }
}

#[tonic::async_trait]
impl AgentEnrolmentService for Coordinator {
    async fn enrol(
        &self,
        request: Request<wire::EnrolRequest>,
    ) -> Result<Response<wire::EnrolResponse>, Status> {
        let request = request.into_inner();
        if request.token != self.token() {
            return Err(refused(Refusal::TokenUnknown));
        }
        let csr = CertificateSigningRequestParams::from_der(&request.csr_der.as_slice().into()).unwrap();
        let key = csr.public_key.subject_public_key_info();
        if self.world().token_key.get_or_insert_with(|| key.clone()) != &key {
            return Err(refused(Refusal::TokenUsed));
        }
        Ok(Response::new(wire::EnrolResponse {
            chain_der: self.issue_agent(&request.csr_der),
            trust_bundle_der: vec![self.root.to_vec()],
            server_time: Some(timestamp_to_wire(clock::now())),
            agent_slug: "rack-1".to_owned(),
            site_slug: "ams".to_owned(),
        }))
    }
}

#[tonic::async_trait]
impl AgentLinkService for Coordinator {
    type ControlStream = ReceiverStream<Result<wire::Down, Status>>;
    type DataStream = ReceiverStream<Result<wire::DataDown, Status>>;

    async fn renew(
        &self,
        request: Request<wire::RenewRequest>,
    ) -> Result<Response<wire::RenewResponse>, Status> {
        require_certificate(&request)?;
        self.world().n_renewals += 1;
        Ok(Response::new(wire::RenewResponse {
            chain_der: self.issue_agent(&request.into_inner().csr_der),
            trust_bundle_der: vec![self.root.to_vec()],
            server_time: Some(timestamp_to_wire(clock::now())),
        }))
    }

    async fn control(
        &self,
        request: Request<Streaming<wire::Up>>,
    ) -> Result<Response<Self::ControlStream>, Status> {
        require_certificate(&request)?;
        let mut messages = request.into_inner();
        let Some(wire::Up { kind: Some(up::Kind::Hello(hello)) }) = messages.message().await? else {
            return Err(Status::failed_precondition("the first word is Hello"));
        };
        let (down, stream) = mpsc::channel(8);
        let (welcome, parts, kick) = self.welcome(hello)?;
        down.try_send(Ok(wire::Down { kind: Some(down::Kind::Welcome(welcome)) })).unwrap();
        let coordinator = self.clone();
        let mut session = JoinSet::new();
        session.spawn(async move {
            for part in parts {
                down.send(Ok(wire::Down { kind: Some(down::Kind::DesiredStatePart(part)) })).await.ok();
            }
            while let Some(Ok(Some(message))) = kick.run_until_cancelled(messages.message()).await {
                if let Some(up::Kind::Heartbeat(beat)) = message.kind {
                    coordinator.world().beats.push(beat);
                }
            }
        });
        session.detach_all();
        Ok(Response::new(ReceiverStream::new(stream)))
    }

    async fn data(
        &self,
        request: Request<Streaming<wire::DataUp>>,
    ) -> Result<Response<Self::DataStream>, Status> {
        require_certificate(&request)?;
        let mut messages = request.into_inner();
        let (down, stream) = mpsc::channel(8);
        let coordinator = self.clone();
        let kick = self.world().kick.clone();
        let mut session = JoinSet::new();
        session.spawn(async move {
            while let Some(Ok(Some(message))) = kick.run_until_cancelled(messages.message()).await {
                let answer = match message.kind {
                    Some(data_up::Kind::Hello(hello)) if hello.fence == coordinator.world().fence => continue,
                    Some(data_up::Kind::Batch(batch)) => coordinator.commit(batch),
                    _ => Err(Status::failed_precondition("no batch and no Hello of this fence")),
                };
                let is_over = answer.is_err();
                down.send(answer.map(|kind| wire::DataDown { kind: Some(kind) })).await.ok();
                if is_over {
                    break;
                }
            }
        });
        session.detach_all();
        Ok(Response::new(ReceiverStream::new(stream)))
    }
}

type Accepted = (wire::Welcome, Vec<wire::DesiredStatePart>, CancellationToken);

impl Coordinator {
    fn welcome(&self, hello: wire::Hello) -> Result<Accepted, Status> {
        let mut world = self.world();
        if let Some(refusal) = world.refuse {
            return Err(refused(refusal));
        }
        world.fence += 1;
        if hello.epoch != world.epoch {
            world.lanes.values_mut().for_each(|lane| (lane.acked, lane.chain) = (0, CHAIN_START));
        }
        let cursors = [0, 1].map(|lane| {
            let log = world.lanes.entry(lane).or_default();
            wire::LaneCursor { lane, acked_seq: log.acked, acked_chain: log.chain.to_vec() }
        });
        let parts = match &world.desired {
            Some((generation, state)) if *generation != hello.generation => parts_of(*generation, state),
            _ => Vec::new(),
        };
        world.hellos.push(hello);
        let welcome = wire::Welcome {
            fence: world.fence,
            epoch: world.epoch,
            cursors: cursors.to_vec(),
            server_time: Some(timestamp_to_wire(clock::now())),
            heartbeat_interval: Some(prost_types::Duration { seconds: 0, nanos: 100_000_000 }),
            agent_slug: "rack-1".to_owned(),
            site_slug: "ams".to_owned(),
            credit: Some(wire::Credit { records: 100, bytes: 1 << 20 }),
            ..wire::Welcome::default()
        };
        Ok((welcome, parts, world.kick.clone()))
    }

    /// The ingest transaction, in memory.
    fn commit(&self, batch: wire::Batch) -> Result<data_down::Kind, Status> {
        let mut world = self.world();
        if batch.encoded_len() > 512 << 10 {
            world.violations.push(format!("a batch of {} bytes", batch.encoded_len()));
        }
        if 0 < world.busy {
            world.busy -= 1;
            let retry_after = Some(prost_types::Duration { seconds: 0, nanos: 50_000_000 });
            return Ok(data_down::Kind::Busy(wire::Busy { lane: batch.lane, retry_after }));
        }
        let epoch = world.epoch;
        let log = world.lanes.entry(batch.lane).or_default();
        let mut next = log.acked + 1;
        let mut chain = log.chain;
        if let Some(hole) = batch.hole {
            next = hole.last_seq + 1;
            chain = hole.chain_after.as_slice().try_into().unwrap();
            log.holes.push(hole);
        }
        if next < batch.first_seq || batch.epoch != epoch {
            let reason = wire::rejected::Reason::Gap.into();
            let detail = String::new();
            return Ok(data_down::Kind::Rejected(wire::Rejected {
                lane: batch.lane,
                reason,
                expected_seq: next,
                detail,
            }));
        }
        for (seq, record) in (batch.first_seq..).zip(batch.records) {
            if seq < next {
                continue;
            }
            chain = chain_next(&chain, seq, u8::try_from(record.kind).unwrap(), &record.payload);
            if chain.as_slice() != record.chain.as_ref() {
                return Err(Status::data_loss(format!("the chain breaks at {seq}")));
            }
            next = seq + 1;
            log.records.push((seq, record));
        }
        (log.acked, log.chain) = (next - 1, chain);
        let through_seq = log.acked;
        match &mut world.cut_after {
            Some(0) => {
                world.cut_after = None;
                Err(Status::unavailable("cut between commit and acknowledgement"))
            }
            counter => {
                if let Some(n) = counter {
                    *n -= 1;
                }
                Ok(data_down::Kind::Ack(wire::Ack { lane: batch.lane, through_seq, credit: None }))
            }
        }
    }
}

fn parts_of(generation: u64, state: &wire::DesiredState) -> Vec<wire::DesiredStatePart> {
    let bytes = state.encode_to_vec();
    let chunks: Vec<&[u8]> = bytes.chunks(40).collect();
    let n_parts = u32::try_from(chunks.len()).unwrap();
    let part = |(number, data): (u32, &[u8])| wire::DesiredStatePart {
        generation,
        sha256: Sha256::digest(&bytes).to_vec(),
        total_bytes: bytes.len() as u64,
        part: number,
        parts: n_parts,
        data: data.to_vec().into(),
    };
    (0_u32..).zip(chunks).map(part).collect()
}
