//! What of a target changes while it runs: its fault and its counter.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::sleep;

use crate::fault::{Fail, Fault, Share};

/// Shared by a target's servers and those who switch its fault.
#[derive(Debug, Default)]
pub(crate) struct Live(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    fault: Option<Fault>,
    /// Rises with every change, so that a fault can be taken back by whom it belongs to and nobody else.
    generation: u64,
    /// Requests since the fault began.
    n_since: u64,
    served: u64,
}

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Strike {
    delay: Duration,
    /// How it fails, if it does.
    pub(crate) fail: Option<Fail>,
}

impl Live {
    /// Counts a request and says what happens to it.
    pub(crate) fn request(&self) -> Strike {
        self.with(|inner| {
            inner.served = inner.served.saturating_add(1);
            inner.n_since = inner.n_since.saturating_add(1);
            let hit = inner.fault.filter(|fault| match fault.share {
                Share::All => true,
                Share::Probability(probability) => fastrand::f64() < probability,
                Share::OneIn(n) => inner.n_since.is_multiple_of(u64::from(n)),
            });
            match hit {
                Some(fault) => Strike { delay: fault.delay, fail: fault.fail },
                None => Strike { delay: Duration::ZERO, fail: None },
            }
        })
    }

    /// Requests so far.
    pub(crate) fn served(&self) -> u64 {
        self.with(|inner| inner.served)
    }

    /// What is wrong.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.with(|inner| inner.fault)
    }

    /// Changes what is wrong; returns the number of the change.
    pub(crate) fn set(&self, fault: Option<Fault>) -> u64 {
        self.with(|inner| {
            inner.fault = fault;
            inner.n_since = 0;
            inner.generation = inner.generation.saturating_add(1);
            inner.generation
        })
    }

    /// The number of the last change.
    pub(crate) fn generation(&self) -> u64 {
        self.with(|inner| inner.generation)
    }

    /// A panic elsewhere leaves at worst a request that was not counted.
    fn with<T>(&self, ask: impl FnOnce(&mut Inner) -> T) -> T {
        ask(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Strike {
    /// Waits as long as the fault says.
    pub(crate) async fn wait(&self) {
        if !self.delay.is_zero() {
            sleep(self.delay).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(live: &Live, n_requests: usize) -> Vec<bool> {
        (0..n_requests).map(|_| live.request().fail.is_some()).collect()
    }

    #[test]
    fn one_in_three_hits_every_third() {
        let live = Live::default();
        live.set(Some(Fault::fail(Fail::Reset).with_share(Share::OneIn(3))));

        assert_eq!(hits(&live, 7), [false, false, true, false, false, true, false]);
        assert_eq!(live.served(), 7);
    }

    #[test]
    fn chance_hits_some_and_spares_some() {
        let live = Live::default();
        live.set(Some(Fault::fail(Fail::Reset).with_share(Share::Probability(0.5))));

        let n_hits = hits(&live, 1_000).into_iter().filter(|hit| *hit).count();

        assert!((300..700).contains(&n_hits), "{n_hits} of 1000");
    }

    #[test]
    fn a_fault_ends() {
        let live = Live::default();
        let begun = live.set(Some(Fault::fail(Fail::Refuse)));
        assert_eq!(live.request().fail, Some(Fail::Refuse));

        assert!(live.set(None) > begun);

        assert_eq!(live.request().fail, None);
        assert_eq!(live.fault(), None);
    }
}
