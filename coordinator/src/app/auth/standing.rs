//! How users stand, remembered for a moment: every call of a session asks for it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use nocturne_shared::id::{OrgId, UserId};
use nocturne_store::user::{self, UserStanding};

use super::Auth;
use crate::error::ApiError;

/// How long a standing is remembered: what another coordinator changed is not seen for this long. What this one changes is
/// forgotten at once.
const LIFE: Duration = Duration::from_secs(3);
/// Standings remembered; beyond it all are asked for again.
const MAX_STANDINGS: usize = 10_000;

/// Standings that were asked for lately.
#[derive(Default)]
pub(super) struct Standings {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// Raised by whoever forgets, so that an answer from before is not remembered after.
    era: u64,
    standings: BTreeMap<(OrgId, UserId), (Instant, UserStanding)>,
}

impl Standings {
    fn lock(&self) -> MutexGuard<'_, Held> {
        // Every change is a single call: a panic in between leaves nothing half done.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Auth {
    /// How a user stands in an organization; `None` without a role there.
    ///
    /// # Errors
    ///
    /// The store's.
    pub(super) async fn standing(
        &self,
        org_id: OrgId,
        user_id: UserId,
    ) -> Result<Option<UserStanding>, ApiError> {
        let now = Instant::now();
        let key = (org_id, user_id);
        let era = {
            let held = self.standings.lock();
            let fresh = |(at, _): &&(Instant, UserStanding)| now.duration_since(*at) < LIFE;
            if let Some((_, standing)) = held.standings.get(&key).filter(fresh) {
                return Ok(Some(standing.clone()));
            }
            held.era
        };
        let standing = user::user_standing(&self.system, org_id, user_id).await?;
        let mut held = self.standings.lock();
        if held.standings.len() >= MAX_STANDINGS {
            held.standings.clear();
        }
        match &standing {
            Some(standing) if held.era == era => drop(held.standings.insert(key, (now, standing.clone()))),
            _ => drop(held.standings.remove(&key)),
        }
        drop(held);
        Ok(standing)
    }

    /// Has every standing asked for again: what users or roles may do was changed, and that has been committed.
    pub(in crate::app) fn forget_standings(&self) {
        let mut held = self.standings.lock();
        held.era += 1;
        held.standings.clear();
    }
}
