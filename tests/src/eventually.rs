//! Waiting for a condition.

use std::time::Duration;

use tokio::time::Instant;

/// Far more than anything here takes on an idle machine: it only bounds how long a failure takes on a busy one.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// Looks again and again until there is something, and returns it.
///
/// # Panics
///
/// Nothing is there within the time; the message is `what`.
pub async fn eventually<T>(what: &str, within: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + within;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {within:?}: {what}");
        tokio::time::sleep(LOOK).await;
    }
}
