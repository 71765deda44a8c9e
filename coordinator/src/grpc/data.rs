//! One Data stream: batches up, acknowledgements down.
//!
//! Reading and answering are two tasks, so that several batches of an agent wait for commits at once. Answers leave in
//! the order of the batches.

use std::{sync::Arc, time::Duration};

use nocturne_core::cursor::{Hole, Refusal};
use nocturne_proto::{
    agent::v1 as wire,
    convert::time::{duration_to_wire, timestamp_from_wire},
};
use nocturne_shared::{
    outcome::{GapCause, Lane},
    time::from_micros,
};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tonic::{Status, Streaming};

use super::link::{Link, Peer};
use crate::{
    ingest::{
        decode::{self, Decoded},
        resolve::{Observer, ResolveError, Resolver},
        stage::{Content, DeclaredHole, Reply, Staged, StagedRecord, StatusRow},
    },
    pki::identity::PeerAgent,
};

/// What an agent may have in flight. One number for all until credit follows the commit latency.
pub(super) const FIRST_CREDIT: wire::Credit = wire::Credit { records: 4_096, bytes: 2 * 1024 * 1024 };
/// Batches of one stream that wait for their commit. Full means the agent sends faster than it was allowed to.
const IN_FLIGHT: usize = 64;
/// Largest batch, encoded.
pub const MAX_BATCH_BYTES: usize = 512 * 1024;
/// Largest payload of one record.
const MAX_RECORD_BYTES: usize = 256 * 1024;
/// How long an agent waits after BUSY, before jitter.
const BUSY_WAIT: Duration = Duration::from_secs(2);

type Down = mpsc::Sender<Result<wire::DataDown, Status>>;

/// An answer that is known at once or after a commit, in the order of the batches.
enum Pending {
    Commit(Lane, oneshot::Receiver<Reply>),
    Now(wire::data_down::Kind),
}

/// Serves the stream in tasks of its own; returns what goes to the agent.
pub(super) fn start(
    link: Arc<Link>,
    Peer { agent: peer, closing, .. }: Peer,
    up: Streaming<wire::DataUp>,
) -> mpsc::Receiver<Result<wire::DataDown, Status>> {
    let (down, queue) = mpsc::channel(IN_FLIGHT);
    let (pending, answers) = mpsc::channel(IN_FLIGHT);
    let end = closing.child_token();
    let streams = link.streams.clone();
    streams.spawn(answer(answers, down.clone(), end.clone()));
    streams.spawn(async move {
        if let Err(status) = read(&link, &peer, up, &pending, &end).await {
            down.try_send(Err(status)).ok();
        }
    });
    queue
}

async fn read(
    link: &Link,
    peer: &PeerAgent,
    mut up: Streaming<wire::DataUp>,
    pending: &mpsc::Sender<Pending>,
    end: &CancellationToken,
) -> Result<(), Status> {
    let Some(wire::DataUp { kind: Some(wire::data_up::Kind::Hello(hello)) }) = up.message().await? else {
        return Err(Status::failed_precondition("the first message must be DataHello"));
    };
    let Some(session) = link.hub.session(peer.agent_id, hello.fence) else {
        let gone = Refusal::Fenced { held: i64::MAX, given: hello.fence };
        pending.send(Pending::Now(rejected(Lane::Telemetry, gone))).await.ok();
        return Ok(());
    };
    let mut inlet = Inlet::open(link, peer, hello.fence).await?;

    loop {
        let message = tokio::select! {
            () = session.cancelled() => return Ok(()),
            () = end.cancelled() => return Ok(()),
            message = up.message() => message?,
        };
        let Some(message) = message else { return Ok(()) };
        let Some(wire::data_up::Kind::Batch(batch)) = message.kind else {
            return Err(Status::failed_precondition("DataHello comes once"));
        };
        if let Some(answer) = inlet.take(batch).await?
            && pending.send(answer).await.is_err()
        {
            return Ok(());
        }
    }
}

/// Sends answers; a commit whose outcome is not known ends the stream, so that the agent asks the cursor.
async fn answer(mut answers: mpsc::Receiver<Pending>, down: Down, end: CancellationToken) {
    while let Some(pending) = answers.recv().await {
        let kind = match pending {
            Pending::Now(kind) => kind,
            Pending::Commit(lane, reply) => match reply.await {
                Ok(Reply::Committed { through_seq }) => wire::data_down::Kind::Ack(wire::Ack {
                    lane: lane.number(),
                    through_seq,
                    credit: Some(FIRST_CREDIT),
                }),
                Ok(Reply::Refused(refusal)) => rejected(lane, refusal),
                Err(_unknown) => {
                    down.try_send(Err(Status::unavailable("a commit failed; its outcome is not known"))).ok();
                    break;
                }
            },
        };
        if down.send(Ok(wire::DataDown { kind: Some(kind) })).await.is_err() {
            break;
        }
    }
    end.cancel();
}

/// Takes in the batches of one stream.
struct Inlet<'l> {
    link: &'l Link,
    peer: &'l PeerAgent,
    fence: i64,
    resolver: Resolver,
    /// By lane: after BUSY, the first record of the batch that was sent back. Later ones are stale until it comes again.
    sent_back: [Option<u64>; 2],
}

impl<'l> Inlet<'l> {
    async fn open(link: &'l Link, peer: &'l PeerAgent, fence: i64) -> Result<Self, Status> {
        let unavailable = |_| Status::unavailable("the coordinator cannot reach its database; try again");
        let names = nocturne_store::session::agent_names(&link.system, peer.org_id, peer.agent_id)
            .await
            .map_err(unavailable)?
            .ok_or_else(|| super::refusal::status(wire::Refusal::Unknown))?;
        let observer = Observer {
            org_id: peer.org_id,
            agent_id: peer.agent_id,
            agent: names.agent_slug,
            site: names.site_slug,
        };
        Ok(Self { link, peer, fence, resolver: Resolver::new(observer), sent_back: [None, None] })
    }

    async fn take(&mut self, batch: wire::Batch) -> Result<Option<Pending>, Status> {
        let Some(lane) = Lane::from_number(batch.lane) else {
            return Err(Status::invalid_argument(format!("lane {} does not exist", batch.lane)));
        };
        let payload: usize = batch.records.iter().map(|record| record.payload.len()).sum();
        if batch.records.is_empty() || payload > MAX_BATCH_BYTES {
            return Ok(Some(Pending::Now(rejected(lane, Refusal::Malformed))));
        }
        let first_seq = batch.first_seq;
        if self.sent_back_slot(lane).is_some_and(|waiting| first_seq > waiting) {
            return Ok(None);
        }
        *self.sent_back_slot(lane) = None;

        let (reply, answer) = oneshot::channel();
        let staged = match self.stage(lane, batch, reply).await {
            Ok(Some(staged)) => staged,
            Ok(None) => return Ok(Some(Pending::Now(rejected(lane, Refusal::Malformed)))),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, agent.id = %self.peer.agent_id, "a batch could not be prepared");
                return Ok(Some(self.busy(lane, first_seq)));
            }
        };
        match self.link.ingest.submit(staged).await {
            Ok(()) => Ok(Some(Pending::Commit(lane, answer))),
            Err(_full) => Ok(Some(self.busy(lane, first_seq))),
        }
    }

    fn sent_back_slot(&mut self, lane: Lane) -> &mut Option<u64> {
        let [critical, telemetry] = &mut self.sent_back;
        match lane {
            Lane::Critical => critical,
            Lane::Telemetry => telemetry,
        }
    }

    fn busy(&mut self, lane: Lane, first_seq: u64) -> Pending {
        *self.sent_back_slot(lane) = Some(first_seq);
        metrics::counter!("nocturne_ingest_busy_total").increment(1);
        let wait = BUSY_WAIT.mul_f64(0.5 + fastrand::f64());
        Pending::Now(wire::data_down::Kind::Busy(wire::Busy {
            lane: lane.number(),
            retry_after: Some(duration_to_wire(wait)),
        }))
    }

    /// `None` when the batch breaks a rule of the protocol.
    async fn stage(
        &mut self,
        lane: Lane,
        batch: wire::Batch,
        reply: oneshot::Sender<Reply>,
    ) -> Result<Option<Staged>, nocturne_store::StoreError> {
        let Ok(hole) = batch.hole.map(|hole| declared(&hole)).transpose() else { return Ok(None) };
        let mut records = Vec::with_capacity(batch.records.len());
        let mut samples = Vec::new();
        for record in batch.records {
            let Ok(chain) = <[u8; 16]>::try_from(record.chain.as_ref()) else { return Ok(None) };
            let content = self.content(&record, &mut samples).await?;
            records.push(StagedRecord {
                kind: record.kind,
                payload: record.payload,
                chain,
                at: from_micros(i64::try_from(record.at_us).unwrap_or(i64::MAX)),
                samples_end: samples.len(),
                content,
            });
        }
        Ok(Some(Staged {
            org_id: self.peer.org_id,
            agent_id: self.peer.agent_id,
            agent: self.resolver.observer().agent.clone(),
            lane,
            fence: self.fence,
            epoch: batch.epoch,
            first_seq: batch.first_seq,
            hole,
            records,
            samples,
            clock_offset_us: self.link.hub.clock_offset_us(self.peer.agent_id),
            reply,
        }))
    }

    async fn content(
        &mut self,
        record: &wire::Record,
        samples: &mut Vec<nocturne_core::block::Sample>,
    ) -> Result<Content, nocturne_store::StoreError> {
        let Link { system, telemetry, .. } = self.link;
        if record.payload.len() > MAX_RECORD_BYTES {
            return Ok(Content::Dead(format!(
                "{} bytes are more than a record may have",
                record.payload.len()
            )));
        }
        let decoded = match decode::decode(record.kind, &record.payload) {
            Ok(decoded) => decoded,
            Err(reason) => return Ok(Content::Dead(reason)),
        };
        let content = match decoded {
            Decoded::Results(results) => {
                self.resolver.samples(system, telemetry, &results, samples).await.map(|()| Content::Samples)
            }
            Decoded::Status(status) => {
                self.resolver.target(system, status.check, status.target_index).await.map(
                    |(check_slug, target)| {
                        Content::Status(StatusRow {
                            check: status.check,
                            check_slug,
                            target,
                            before: status.before,
                            status: status.status,
                            reason: status.reason,
                            evidence: status.evidence,
                            at: status.at,
                            repeated: status.repeated,
                        })
                    },
                )
            }
            Decoded::Config(config) => Ok(Content::Config(config)),
            Decoded::Gap(gap) => Ok(Content::Gap(gap)),
        };
        match content {
            Ok(content) => Ok(content),
            Err(ResolveError::Refused(reason)) => Ok(Content::Dead(reason)),
            Err(ResolveError::Store(error)) => Err(error),
        }
    }
}

fn declared(hole: &wire::Hole) -> Result<DeclaredHole, ()> {
    Ok(DeclaredHole {
        hole: Hole {
            first_seq: hole.first_seq,
            last_seq: hole.last_seq,
            chain_after: hole.chain_after.as_slice().try_into().map_err(|_| ())?,
        },
        cause: GapCause::from_code(hole.cause).unwrap_or(GapCause::Unknown),
        from: hole.from_time.as_ref().map(timestamp_from_wire),
        to: hole.to_time.as_ref().map(timestamp_from_wire),
    })
}

fn rejected(lane: Lane, refusal: Refusal) -> wire::data_down::Kind {
    use wire::rejected::Reason;
    let (reason, expected_seq) = match refusal {
        Refusal::Fenced { .. } => (Reason::Fenced, 0),
        Refusal::StaleEpoch { .. } => (Reason::StaleEpoch, 0),
        Refusal::Chain { seq } => (Reason::Chain, seq),
        Refusal::Gap { expected } => (Reason::Gap, expected),
        Refusal::Malformed => (Reason::Malformed, 0),
    };
    wire::data_down::Kind::Rejected(wire::Rejected {
        lane: lane.number(),
        reason: reason.into(),
        expected_seq,
        detail: refusal.to_string(),
    })
}
