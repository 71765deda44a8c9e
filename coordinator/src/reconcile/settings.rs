//! Follows what administrators stored, on whatever coordinator they did.

use std::{sync::Arc, time::Duration};

use nocturne_store::{SystemStore, setting::setting_load};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::settings::Settings;

/// How old a coordinator's settings can be.
pub const PERIOD: Duration = Duration::from_secs(2);

/// Runs until shutdown. While the database does not answer, the last known values hold.
///
/// # Errors
///
/// None; the type is the supervisor's.
pub async fn run(
    system: SystemStore,
    settings: Arc<Settings>,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let mut tick = tokio::time::interval(PERIOD);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            _ = tick.tick() => (),
            () = settings.asked_to_look() => (),
        }
        match setting_load(&system).await {
            Ok(stored) => settings.install(stored),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "settings could not be looked at; the last known ones hold");
            }
        }
    }
}
