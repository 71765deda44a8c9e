//! Keeps the certificate alive: asks for the next one in good time, over the session that is there.

use std::{sync::Arc, time::Duration};

use nocturne_proto::{agent::v1 as wire, convert::time::timestamp_from_wire};
use nocturne_runtime::clock;
use nocturne_shared::time::{Timestamp, since};
use tonic::Status;

use crate::{
    connect::Connection,
    degraded::Degraded,
    enrol::certificates,
    identity::{Facts, Identity, IdentityError, IdentityStore, Issued},
    link::{
        machine::Pace,
        renewal_time::{renew_at, retry_after, server_now},
        session::{Ended, client, ended_by},
    },
    refusal::{refusal_of, status_sentence},
    spool::chain_of,
};

/// How long the coordinator may take to certify a key.
const RENEW_WITHIN: Duration = Duration::from_secs(20);
/// The clock is looked at again after this long: it may have been set.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// Name of this part among those that are not well.
const PART: &str = "certificate";

/// What renewal needs.
pub struct RenewalSetup {
    /// The session's connection.
    pub connection: Connection,
    /// Where the identity lies.
    pub store: IdentityStore,
    /// The one in use.
    pub identity: Arc<Identity>,
    /// Coordinator's clock minus ours, microseconds.
    pub offset_us: i64,
    /// How long to wait between attempts.
    pub pace: Pace,
    /// What is not well.
    pub degraded: Degraded,
}

#[derive(Debug, thiserror::Error)]
enum RenewalError {
    #[error("{}", status_sentence(.0))]
    Call(Status),
    #[error("the renewed certificate cannot be used")]
    Identity(#[from] IdentityError),
    #[error("the renewed certificate could not be kept")]
    Lost,
}

/// Waits until the certificate is due, renews it, and ends with [`Ended::Renewed`] when the next one is on disk.
pub async fn run(setup: RenewalSetup) -> Ended {
    let not_after = setup.identity.certificate().not_after;
    let due = renew_at(setup.identity.issued_at(), not_after, fastrand::f64());
    wait_until(due, setup.offset_us).await;
    let mut n_failures = 0;
    loop {
        let error = match renew(&setup).await {
            Ok(()) => {
                setup.degraded.clear(PART);
                metrics::counter!("nocturne_agent_renewals_total", "result" => "ok").increment(1);
                return Ended::Renewed;
            }
            Err(error) => error,
        };
        metrics::counter!("nocturne_agent_renewals_total", "result" => "failed").increment(1);
        if let RenewalError::Call(status) = &error
            && refusal_of(status).is_some()
        {
            return ended_by(status, &setup.connection.fault);
        }
        n_failures += 1;
        let left = since(server_now(clock::now(), setup.offset_us), not_after);
        let reason = chain_of(&error);
        tracing::warn!(
            n_failures,
            left_s = left.as_secs(),
            reason,
            "the certificate could not be renewed yet"
        );
        setup.degraded.set(PART, format!("certificate: renewal failed {n_failures} times: {reason}"));
        tokio::time::sleep(retry_after(n_failures, left, setup.pace.base, setup.pace.max)).await;
    }
}

async fn wait_until(due: Timestamp, offset_us: i64) {
    loop {
        let left = since(server_now(clock::now(), offset_us), due);
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left.min(LOOK_AGAIN)).await;
    }
}

async fn renew(setup: &RenewalSetup) -> Result<(), RenewalError> {
    let (store, identity) = (setup.store.clone(), Arc::clone(&setup.identity));
    let key = blocking(move || store.next_key(Some(&identity))).await?;
    let request = wire::RenewRequest { csr_der: key.request_der()? };
    let mut link = client(&setup.connection);
    let answer = tokio::time::timeout(RENEW_WITHIN, link.renew(request))
        .await
        .unwrap_or_else(|_elapsed| Err(Status::deadline_exceeded("no answer")))
        .map_err(RenewalError::Call)?
        .into_inner();
    let issued = Issued {
        chain: certificates(&answer.chain_der),
        roots: certificates(&answer.trust_bundle_der),
        facts: Facts {
            issued_at: answer
                .server_time
                .as_ref()
                .map_or_else(|| server_now(clock::now(), setup.offset_us), timestamp_from_wire),
            ..setup.identity.facts().clone()
        },
    };
    let (store, expected) = (setup.store.clone(), setup.identity.agent_id());
    let agent_id = blocking(move || {
        store.adopt(&key, &issued)?;
        store.load()
    })
    .await?
    .map(|identity| identity.agent_id());
    tracing::info!(agent.id = %expected, renewed = ?agent_id, "the certificate was renewed");
    Ok(())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IdentityError> + Send + 'static,
) -> Result<T, RenewalError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(_panicked) => Err(RenewalError::Lost),
    }
}
