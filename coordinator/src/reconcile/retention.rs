//! Partitions made ahead and dropped when their days are over.

use std::{sync::Arc, time::Duration};

use nocturne_runtime::{clock, health::Health};
use nocturne_store::{StoreError, SystemStore, idempotency, partitions, refresh_token};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::settings::Settings;

/// A few chances a day; partitions are made days ahead.
const PERIOD: Duration = Duration::from_hours(1);
/// Name of the readiness check that this loop feeds.
pub const BEAT: &str = "partitions";
/// Two passes may fail before readiness says so: there are days of partitions left then.
pub const MAX_AGE: Duration = Duration::from_hours(3);

/// How long each table keeps its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// `sample_block`.
    pub samples_days: u32,
    /// `check_event`, `event`, `ingest_dead_letter`.
    pub events_days: u32,
}

/// Runs until shutdown.
///
/// # Errors
///
/// None; the type is the supervisor's.
pub async fn run(
    system: SystemStore,
    settings: Arc<Settings>,
    health: Health,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let mut changes = settings.changes();
    let mut tick = tokio::time::interval(PERIOD);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            _ = tick.tick() => (),
            // Ends only with the settings, which are held here.
            _ = changes.changed() => (),
        }
        match pass(&system, settings.current().retention).await {
            Ok(()) => health.beat(BEAT),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(
                    error,
                    "partitions could not be made or dropped; without them ingest stops in a few days"
                );
            }
        }
    }
}

/// Makes and drops what the plan of today says.
///
/// # Errors
///
/// The store's.
pub async fn pass(system: &SystemStore, retention: Retention) -> Result<(), StoreError> {
    let now = clock::now();
    partitions::ensure(system, now).await?;
    // The age of this is what an alarm looks at: without partitions ingest stops in a few days.
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
    metrics::gauge!("nocturne_partitions_ensured_timestamp_seconds").set(now.as_second() as f64);
    let n_expired = refresh_token::refresh_token_expire(system).await?;
    tracing::debug!(n_expired, "refresh tokens that ended were deleted");
    let n_forgotten = idempotency::idempotency_trim(system).await?;
    tracing::debug!(n_forgotten, "request ids whose day is over were forgotten");
    for (table, days) in [
        ("sample_block", retention.samples_days),
        ("check_event", retention.events_days),
        ("event", retention.events_days),
        ("ingest_dead_letter", retention.events_days),
    ] {
        let n_dropped = partitions::drop_older(system, table, now, days).await?;
        if n_dropped > 0 {
            tracing::info!(table, n_dropped, days, "days that are over were dropped");
        }
    }
    Ok(())
}
