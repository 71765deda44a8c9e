//! Things that fail and heal by themselves.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep, sleep_until};

use crate::{
    lab::House,
    scenario::{Change, Turn},
};

/// Lets one entry of the timeline happen, for as long as it is awaited.
///
/// What somebody else sets meanwhile stays: an end takes back its own beginning and nothing else.
pub(crate) async fn play(house: Arc<House>, turn: Turn) {
    let Turn { target, change: Change { fault, at, every, lasts } } = turn;
    let mut next = Instant::now() + at;
    loop {
        sleep_until(next).await;
        match house.set_fault(&target, fault).await {
            Ok(change) => {
                tracing::info!(target.name = target, fault = ?fault, "the timeline changed a target");
                if let Some(lasts) = lasts {
                    end(&house, &target, change, lasts).await;
                }
            }
            // The next turn tries again.
            Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "the timeline failed"),
        }
        let Some(every) = every else { return };
        next += every;
    }
}

async fn end(house: &House, name: &str, change: u64, lasts: Duration) {
    sleep(lasts).await;
    let Ok(target) = house.target(name) else { return };
    match target.end_fault(change).await {
        Ok(()) => tracing::info!(target.name = name, "the timeline healed a target"),
        Err(error) => tracing::warn!(%error, target.name = name, "the timeline could not heal a target"),
    }
}
