//! The signing keys in force, followed while they change.
//!
//! A key signs for 30 days; the one before it is accepted on. Coordinators learn of a new key when a token names it, and
//! after half a minute at the latest, so nobody is logged out by a rotation.

use std::{
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
    time::{Duration, Instant},
};

use nocturne_store::{SystemStore, signing_key::Rotation};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::keys::{ACCESS_LIFE, Claims, SigningKeys};
use crate::{error::ApiError, pki::kek::Kek};

/// How long a key signs.
const KEY_LIFE: Duration = Duration::from_hours(24 * 30);
/// A key younger than this is not followed by another one: tokens of the key before it may be in use.
pub const MIN_KEY_AGE: Duration = ACCESS_LIFE.saturating_mul(2);
/// How long the keys are used without looking whether others are in force.
const MAX_AGE: Duration = Duration::from_secs(30);
/// Tokens that name unknown keys make us look this often at most, and wait for it.
const MIN_AGE: Duration = Duration::from_secs(1);
const PERIOD: Duration = Duration::from_hours(1);

/// Holds the keys in force.
pub struct KeyRing {
    system: SystemStore,
    kek: Kek,
    held: RwLock<(Instant, Arc<SigningKeys>)>,
    /// Whoever reads them again: others wait for what comes of it.
    reading: tokio::sync::Mutex<()>,
}

impl KeyRing {
    /// Loads the keys, making the first one when there is none.
    ///
    /// # Errors
    ///
    /// Those of [`SigningKeys::load_or_create`].
    pub async fn start(system: SystemStore, kek: Kek) -> Result<Self, ApiError> {
        let keys = SigningKeys::load_or_create(&system, &kek).await?;
        let held = RwLock::new((Instant::now(), Arc::new(keys)));
        Ok(Self { system, kek, held, reading: tokio::sync::Mutex::default() })
    }

    /// The keys as they were last read.
    #[must_use]
    pub fn held(&self) -> Arc<SigningKeys> {
        Arc::clone(&self.read().1)
    }

    /// The keys in force. Without the database those that were in force last go on.
    pub async fn current(&self) -> Arc<SigningKeys> {
        self.not_older_than(MAX_AGE).await
    }

    /// Reads an access token of ours that is within its time; `None` for anything else.
    pub async fn claims(&self, token: &str) -> Option<Claims> {
        let keys = self.current().await;
        if !keys.is_of_another_key(token) {
            return keys.read(token);
        }
        let age = self.read().0.elapsed();
        tokio::time::sleep(MIN_AGE.saturating_sub(age)).await;
        self.not_older_than(MIN_AGE).await.read(token)
    }

    /// Puts fresh keys in force as the others come of age. Runs until shutdown.
    ///
    /// # Errors
    ///
    /// None; the type is the supervisor's.
    pub async fn follow(self: Arc<Self>, shutdown: CancellationToken) -> anyhow::Result<()> {
        let mut tick = tokio::time::interval(PERIOD);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while shutdown.run_until_cancelled(tick.tick()).await.is_some() {
            match SigningKeys::rotate(&self.system, &self.kek, KEY_LIFE, 1).await {
                Ok(Rotation::Done) => tracing::info!("another key signs access tokens from now on"),
                Ok(Rotation::Young { .. }) => (),
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the key that signs access tokens could not be looked after; the present one goes on"
                ),
            }
        }
        Ok(())
    }

    async fn not_older_than(&self, max_age: Duration) -> Arc<SigningKeys> {
        if let Some(young) = self.younger_than(max_age) {
            return young;
        }
        let _turn = self.reading.lock().await;
        if let Some(young) = self.younger_than(max_age) {
            return young;
        }
        let keys = match SigningKeys::load_or_create(&self.system, &self.kek).await {
            Ok(keys) => Arc::new(keys),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the signing keys could not be read again; those that are held go on");
                self.held()
            }
        };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), Arc::clone(&keys));
        keys
    }

    fn younger_than(&self, max_age: Duration) -> Option<Arc<SigningKeys>> {
        let (read_at, held) = &*self.read();
        (read_at.elapsed() < max_age).then(|| Arc::clone(held))
    }

    fn read(&self) -> RwLockReadGuard<'_, (Instant, Arc<SigningKeys>)> {
        // Every change is a single assignment: a panic in between leaves nothing half done.
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }
}
