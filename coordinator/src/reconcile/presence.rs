//! Writes heartbeats: one statement a second for all agents of this coordinator, never one per beat.

use std::time::Duration;

use nocturne_runtime::{clock, health::Health};
use nocturne_shared::time;
use nocturne_store::{SystemStore, presence as store};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::hub::{Beat, Hub};

/// How often heartbeats are written.
const PERIOD: Duration = Duration::from_secs(1);
/// Name of the readiness check that this loop feeds.
pub const BEAT: &str = "database";

/// Runs until shutdown; also proves every second that the database answers.
///
/// # Errors
///
/// None; the type is the supervisor's.
pub async fn run(
    system: SystemStore,
    hub: Hub,
    health: Health,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let mut tick = tokio::time::interval(PERIOD);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            _ = tick.tick() => (),
        }
        let rows: Vec<store::PresenceRow> = hub.take_beats().iter().map(row).collect();
        match store::presence_put(&system, &rows).await {
            Ok(()) => health.beat(BEAT),
            Err(error) => {
                // The beats are lost and nothing else: the next ones say the same and more.
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, n_agents = rows.len(), "heartbeats could not be written");
            }
        }
    }
}

fn row(beat: &Beat) -> store::PresenceRow {
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let message = &beat.message;
    let degraded: Vec<String> = message
        .degraded
        .iter()
        .take(16)
        .map(|part| part.chars().filter(|c| !c.is_control()).take(200).collect())
        .collect();
    store::PresenceRow {
        org_id: beat.org_id,
        agent_id: beat.agent_id,
        age_us: time::micros(time::since(beat.seen_at, clock::now())),
        clock_offset_us: beat.clock_offset_us,
        spool_pending_records: signed(message.spool_pending_records),
        spool_dropped_records: signed(message.spool_dropped_records),
        scheduled_checks: i32::try_from(message.scheduled_checks).unwrap_or(i32::MAX),
        missed_slots: signed(message.missed_slots),
        degraded,
        remote_address: beat.remote_address.clone(),
    }
}
