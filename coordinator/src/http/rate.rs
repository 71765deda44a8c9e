//! How often somebody may call. Counted by this coordinator alone, from the head of a request; a stream is one call.
//!
//! ```text
//!  a call ─▶ its address has a token? ─▶ credential ─▶ valid: the address gets its token back, the caller pays
//!                    │ no                     └──────▶ none, wrong, or a public method: the address has paid
//!                    └──▶ refused
//! ```
//!
//! So strangers cannot use up a coordinator's time with credentials that lead nowhere, and callers that share an address
//! do not slow each other down.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use http::Extensions;
use nocturne_core::rate::{Limiter, Rate};
use nocturne_runtime::accept::ConnInfo;
use uuid::Uuid;

use crate::{
    app::auth::{Caller, Principal, throttle::network},
    error::ApiError,
    settings::Settings,
};

/// Addresses and callers remembered, each: some megabytes.
const ROOM: usize = 20_000;

/// Everybody's buckets.
pub struct Rates {
    settings: Arc<Settings>,
    /// Times are counted from here.
    start: Instant,
    addresses: Mutex<Limiter<[u8; 16]>>,
    principals: Mutex<Limiter<(u8, Uuid)>>,
}

/// A token that an address paid with; `None` inside one process.
#[derive(Debug)]
#[must_use]
pub struct Paid(Option<[u8; 16]>);

impl Rates {
    /// With full buckets.
    #[must_use]
    pub fn new(settings: Arc<Settings>) -> Self {
        Self {
            settings,
            start: Instant::now(),
            addresses: Mutex::new(Limiter::new(ROOM)),
            principals: Mutex::new(Limiter::new(ROOM)),
        }
    }

    /// Takes a token of the address a request came from.
    ///
    /// # Errors
    ///
    /// [`ApiError::Exhausted`].
    pub fn address(&self, extensions: &Extensions) -> Result<Paid, ApiError> {
        let Some(info) = extensions.get::<ConnInfo>() else { return Ok(Paid(None)) };
        let key = network(info.peer_addr.ip());
        let rate = self.settings.current().address_rate;
        let taken = lock(&self.addresses).take(key, rate, self.start.elapsed());
        taken.map_err(|wait| {
            refused("address", "your address made more calls without a valid credential", rate, wait)
        })?;
        Ok(Paid(Some(key)))
    }

    /// Lets a known caller pay, and gives the address its token back.
    ///
    /// # Errors
    ///
    /// [`ApiError::Exhausted`].
    pub fn principal(&self, paid: Paid, principal: &Principal) -> Result<(), ApiError> {
        let set = self.settings.current();
        if let Some(address) = paid.0 {
            lock(&self.addresses).give_back(&address, set.address_rate);
        }
        let key = match principal.caller {
            Caller::User(user_id) => (0, user_id.uuid()),
            Caller::ApiToken(api_token_id) => (1, api_token_id.uuid()),
        };
        let taken = lock(&self.principals).take(key, set.principal_rate, self.start.elapsed());
        taken.map_err(|wait| refused("principal", "you made more calls", set.principal_rate, wait))
    }
}

fn refused(by: &'static str, who: &str, rate: Rate, wait: Duration) -> ApiError {
    // Whole milliseconds, and not too few of them.
    let retry_after =
        Duration::from_millis(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).saturating_add(1));
    metrics::counter!("nocturne_api_rate_limited_total", "by" => by).increment(1);
    let message = format!("{who} than {} a second and {} at once", rate.per_second, rate.burst);
    ApiError::Exhausted { message, retry_after }
}

fn lock<K>(limiter: &Mutex<Limiter<K>>) -> MutexGuard<'_, Limiter<K>> {
    // Buckets are independent of each other: a panic in between leaves nothing half done.
    limiter.lock().unwrap_or_else(PoisonError::into_inner)
}
