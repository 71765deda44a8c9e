//! `LiveService`: what happens, as it happens.
//!
//! A watch is a stream that is asked for its next message and nothing else: no task stands behind it, and it is gone with
//! its connection.

use std::{pin::Pin, sync::Arc, time::Duration};

use futures_util::stream;
use nocturne_proto::{
    api::v1::{self as wire, live_service_server::LiveService, watch_response::Event as Kind},
    convert::{
        api::{labels_to_wire, status_to_wire},
        time::timestamp_to_wire,
    },
};
use nocturne_runtime::{accept::ConnInfo, clock};
use nocturne_shared::{
    kind::ErrorKind,
    time::{self, Timestamp},
};
use tokio::time::{Instant, sleep_until};
use tokio_stream::Stream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use super::{agent, caller::principal, check, telemetry};
use crate::{
    api_state::ApiState,
    app::{
        auth::Principal,
        live::{WatchInput, watch_begin, watch_prove},
    },
    live::{
        event::{Event, StatusChange, Topic},
        subscription::{Delivery, Subscription},
    },
};

/// How long a caller is believed while the database cannot be asked about them.
const MAX_UNPROVEN: Duration = Duration::from_secs(30);
const STOPPING: &str = "the coordinator is stopping; watch again in a while, and read the lists again when the answer is not \
                        resumed";

/// Live views.
pub struct LiveApi(pub Arc<ApiState>);

#[tonic::async_trait]
impl LiveService for LiveApi {
    type WatchStream = Pin<Box<dyn Stream<Item = Result<wire::WatchResponse, Status>> + Send>>;

    async fn watch(
        &self,
        request: Request<wire::WatchRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let principal = principal(&request)?;
        let connection = request.extensions().get::<ConnInfo>();
        let closing = connection.map(|info| info.closing.clone()).unwrap_or_default();
        let subscription = watch_begin(&self.0, &principal, &input(request.into_inner()))?;
        let watch = Watch::new(Arc::clone(&self.0), principal, subscription, closing);
        Ok(Response::new(Box::pin(stream::unfold(watch, Watch::next))))
    }
}

/// One watch.
struct Watch {
    state: Arc<ApiState>,
    principal: Principal,
    subscription: Subscription,
    /// Cancelled when the coordinator stops.
    closing: CancellationToken,
    stage: Stage,
    alive_at: Instant,
    proven_at: Instant,
    prove_at: Instant,
}

enum Stage {
    Opening,
    Running,
    Over,
}

impl Watch {
    fn new(
        state: Arc<ApiState>,
        principal: Principal,
        subscription: Subscription,
        closing: CancellationToken,
    ) -> Self {
        let now = Instant::now();
        let stage = Stage::Opening;
        let mut watch = Self {
            state,
            principal,
            subscription,
            closing,
            stage,
            alive_at: now,
            proven_at: now,
            prove_at: now,
        };
        watch.prove_later();
        watch
    }

    async fn next(mut self) -> Option<(Result<wire::WatchResponse, Status>, Self)> {
        let message = match self.stage {
            Stage::Over => return None,
            Stage::Opening => {
                self.stage = Stage::Running;
                let resumed = self.subscription.is_resumed();
                Ok(self.message(clock::now(), Kind::Opened(wire::WatchOpened { resumed })))
            }
            Stage::Running => self.wait().await,
        };
        if message.is_err() {
            self.stage = Stage::Over;
        }
        self.alive_at = Instant::now() + self.state.live.options().alive;
        Some((message, self))
    }

    async fn wait(&mut self) -> Result<wire::WatchResponse, Status> {
        loop {
            tokio::select! {
                biased;
                () = self.closing.cancelled() => return Err(Status::unavailable(STOPPING)),
                () = sleep_until(self.prove_at) => self.prove().await?,
                delivery = self.subscription.next() => return Ok(self.deliver(delivery)),
                () = sleep_until(self.alive_at) => {
                    return Ok(self.message(clock::now(), Kind::Alive(wire::WatchAlive {})));
                }
            }
        }
    }

    /// Looks at the caller's credential again. A database that does not answer says nothing about it, for a while.
    async fn prove(&mut self) -> Result<(), Status> {
        let proof = watch_prove(&self.state, &self.principal, self.subscription.filter());
        match self.closing.run_until_cancelled(proof).await {
            None => return Err(Status::unavailable(STOPPING)),
            Some(Ok(principal)) => {
                self.principal = principal;
                self.proven_at = Instant::now();
            }
            Some(Err(error)) => {
                let is_ours = matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Internal);
                if !is_ours || self.proven_at.elapsed() >= MAX_UNPROVEN {
                    return Err(error.into());
                }
            }
        }
        self.prove_later();
        Ok(())
    }

    fn prove_later(&mut self) {
        // A little after the end, so that the look at it finds it over.
        const AFTER: Duration = Duration::from_millis(5);
        let period = self.state.live.options().prove;
        let left = self.principal.ends_at().map(|ends_at| time::since(clock::now(), ends_at) + AFTER);
        self.prove_at = Instant::now() + left.unwrap_or(period).min(period);
    }

    fn deliver(&mut self, delivery: Delivery) -> wire::WatchResponse {
        match delivery {
            Delivery::Event { at, event } => self.message(at, to_wire(event)),
            Delivery::Lagged { waiting } => {
                self.stage = Stage::Over;
                metrics::counter!("nocturne_watch_lagged_total").increment(1);
                tracing::info!(org.id = %self.principal.org_id, waiting, "a watch was too slow and is cut");
                self.message(clock::now(), Kind::Lagged(wire::WatchLagged { waiting }))
            }
        }
    }

    fn message(&self, at: Timestamp, event: Kind) -> wire::WatchResponse {
        let position = self.subscription.position();
        wire::WatchResponse {
            sequence: position.sequence,
            resume_token: position.to_token(),
            time: Some(timestamp_to_wire(at)),
            event: Some(event),
        }
    }
}

fn input(sent: wire::WatchRequest) -> WatchInput {
    WatchInput {
        topics: sent.topics.into_iter().map(topic).collect(),
        selector: sent.selector,
        resume_token: sent.resume_token,
    }
}

fn topic(number: i32) -> Result<Topic, i32> {
    match wire::Topic::try_from(number) {
        Ok(wire::Topic::Agents) => Ok(Topic::Agents),
        Ok(wire::Topic::Checks) => Ok(Topic::Checks),
        Ok(wire::Topic::CheckEvents) => Ok(Topic::CheckEvents),
        Ok(wire::Topic::Values) => Ok(Topic::Values),
        Ok(wire::Topic::Gaps) => Ok(Topic::Gaps),
        Ok(wire::Topic::Unspecified) | Err(_) => Err(number),
    }
}

fn to_wire(event: Event) -> Kind {
    match event {
        Event::Agent(view) => Kind::Agent(agent::to_wire(*view)),
        Event::Check(row) => Kind::Check(check::to_wire(*row)),
        Event::CheckDeleted(check_id) => Kind::DeletedCheckId(check_id.to_string()),
        Event::StatusChanged(change) => Kind::CheckEvent(change_to_wire(*change)),
        Event::Gap(gap) => Kind::Gap(telemetry::gap_to_wire(*gap)),
        Event::Values(values) => {
            let value =
                |(sample, info): (nocturne_core::block::Sample, Arc<crate::telemetry::SeriesInfo>)| {
                    wire::LatestValue {
                        series: Some(wire::Series {
                            series_id: sample.series_id.to_string(),
                            metric: info.metric.clone(),
                            labels: labels_to_wire(&info.labels),
                        }),
                        sample: Some(wire::Sample {
                            time: Some(timestamp_to_wire(time::from_micros(sample.at_us))),
                            value: sample.value,
                        }),
                    }
                };
            Kind::Values(wire::WatchValues { values: values.into_iter().map(value).collect() })
        }
    }
}

fn change_to_wire(change: StatusChange) -> wire::CheckEvent {
    wire::CheckEvent {
        check_id: change.check_id.to_string(),
        check: change.check,
        target: change.target,
        agent_id: change.agent_id.to_string(),
        agent: change.agent,
        from_status: change.before.map_or(wire::check_state::Status::Unspecified, status_to_wire).into(),
        to_status: status_to_wire(change.status).into(),
        reason: change.reason.as_str().to_owned(),
        evidence: change.evidence,
        time: Some(timestamp_to_wire(change.at)),
        receive_time: Some(timestamp_to_wire(change.received_at)),
    }
}
