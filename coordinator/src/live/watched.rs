//! One organization's log with those who watch it.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use tokio::sync::watch;
use uuid::Uuid;

use super::log::{Log, LogBounds};

/// Who sits at a log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seat {
    /// User or API token.
    pub(super) caller: Uuid,
    pub(super) wants_values: bool,
}

/// A log and its readers.
pub(super) struct Watched {
    pub(super) log: Log,
    /// When the log began.
    pub(super) begun: Instant,
    seats: BTreeMap<u64, Seat>,
    next_seat: u64,
    /// Number of the latest event.
    told: watch::Sender<u64>,
    /// When the last reader left, and the last one of values.
    empty_since: Instant,
    no_values_since: Instant,
}

impl Watched {
    /// An empty log under a name that no other has.
    pub(super) fn new(bounds: LogBounds) -> Self {
        let now = Instant::now();
        Self {
            log: Log::new(Uuid::now_v7(), bounds),
            begun: now,
            seats: BTreeMap::new(),
            next_seat: 0,
            told: watch::Sender::new(0),
            empty_since: now,
            no_values_since: now,
        }
    }

    pub(super) fn n_seats(&self) -> usize {
        self.seats.len()
    }

    pub(super) fn n_seats_of(&self, caller: Uuid) -> usize {
        self.seats.values().filter(|seat| seat.caller == caller).count()
    }

    /// Takes a reader in; values are recorded from here on if it wants them.
    pub(super) fn sit(&mut self, seat: Seat) -> u64 {
        if seat.wants_values {
            self.log.values_begin();
        }
        self.next_seat += 1;
        self.seats.insert(self.next_seat, seat);
        self.next_seat
    }

    pub(super) fn stand_up(&mut self, seat_id: u64, now: Instant) {
        let Some(seat) = self.seats.remove(&seat_id) else { return };
        self.empty_since = now;
        if seat.wants_values {
            self.no_values_since = now;
        }
    }

    /// Ends the recording of values that nobody wanted for `linger`; true when nobody wants anything for that long.
    pub(super) fn is_over(&mut self, now: Instant, linger: Duration) -> bool {
        let is_old = |since: Instant| now.saturating_duration_since(since) >= linger;
        if is_old(self.no_values_since) && !self.seats.values().any(|seat| seat.wants_values) {
            self.log.values_end();
        }
        self.seats.is_empty() && is_old(self.empty_since)
    }

    /// Wakes readers.
    pub(super) fn tell(&self) {
        self.told.send_replace(self.log.head().sequence);
    }

    /// Follows the number of the latest event.
    pub(super) fn told(&self) -> watch::Receiver<u64> {
        self.told.subscribe()
    }
}
