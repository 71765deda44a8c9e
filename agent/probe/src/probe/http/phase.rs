//! Where the time goes.
//!
//! ```text
//!   resolve ── connect ── tls ── processing ── transfer      of every request, added up over redirects
//!                                │             └ first byte of the answer until the end of its body
//!                                └ request handed over until the first byte of the answer
//! ```

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

/// A part of an execution, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Resolve,
    Connect,
    Tls,
    Processing,
    Transfer,
}

impl Phase {
    pub(super) const fn labels(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Resolve => &[("phase", "resolve")],
            Self::Connect => &[("phase", "connect")],
            Self::Tls => &[("phase", "tls")],
            Self::Processing => &[("phase", "processing")],
            Self::Transfer => &[("phase", "transfer")],
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.labels().first().map_or("", |(_name, phase)| phase))
    }
}

/// When the first byte of an answer came.
pub(super) type FirstByte = Arc<OnceLock<Instant>>;

/// A stopwatch with laps.
#[derive(Debug)]
pub(super) struct Phases {
    took: BTreeMap<Phase, Duration>,
    current: Phase,
    since: Instant,
    first_byte: FirstByte,
}

impl Phases {
    pub(super) fn new() -> Self {
        Self {
            took: BTreeMap::new(),
            current: Phase::Resolve,
            since: Instant::now(),
            first_byte: FirstByte::default(),
        }
    }

    /// What comes next. The phase before is counted only when it was ended.
    pub(super) fn begin(&mut self, phase: Phase) {
        self.current = phase;
        self.since = Instant::now();
    }

    /// Begins to wait for an answer; what is returned is to be set when its first byte is there.
    pub(super) fn await_answer(&mut self) -> FirstByte {
        self.first_byte = FirstByte::default();
        self.begin(Phase::Processing);
        Arc::clone(&self.first_byte)
    }

    /// The current phase is complete.
    pub(super) fn end(&mut self) {
        self.end_at(Instant::now());
    }

    /// Notices the first byte. Call before anything is read out of this.
    pub(super) fn settle(&mut self) {
        if let (Phase::Processing, Some(at)) = (self.current, self.first_byte.get().copied()) {
            self.end_at(at);
            self.current = Phase::Transfer;
            self.since = at;
        }
    }

    pub(super) const fn current(&self) -> Phase {
        self.current
    }

    pub(super) fn took(&self) -> impl Iterator<Item = (Phase, Duration)> + '_ {
        self.took.iter().map(|(phase, took)| (*phase, *took))
    }

    fn end_at(&mut self, at: Instant) {
        *self.took.entry(self.current).or_default() += at.saturating_duration_since(self.since);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_add_up_and_what_was_not_ended_does_not_count() {
        let mut phases = Phases::new();
        let start = phases.since;
        for _redirect in 0..2 {
            phases.begin(Phase::Connect);
            phases.since = start;
            phases.end_at(start + Duration::from_millis(5));
        }
        phases.await_answer().set(start).unwrap();
        phases.since = start - Duration::from_millis(3);

        phases.settle();

        assert_eq!(phases.current(), Phase::Transfer);
        let took: Vec<_> = phases.took().collect();
        assert_eq!(
            took,
            [(Phase::Connect, Duration::from_millis(10)), (Phase::Processing, Duration::from_millis(3))]
        );
    }
}
