//! One reader of a log: a number, and what it was last given.

use std::{collections::VecDeque, sync::Arc};

use nocturne_shared::{id::OrgId, time::Timestamp};
use tokio::sync::watch;

use super::{
    Live,
    event::{Event, Filter},
    log::{Entry, Position, Read},
};

/// Events taken from the log in one go, under its lock.
const BATCH: usize = 32;

/// A watch. Dropping it makes room for another one.
pub struct Subscription {
    live: Live,
    org_id: OrgId,
    seat_id: u64,
    filter: Filter,
    told: watch::Receiver<u64>,
    position: Position,
    /// Up to here it only makes up for its absence, and is not too slow.
    caught_up_at: u64,
    is_resumed: bool,
    batch: VecDeque<Arc<Entry>>,
    /// Position once the batch is used up.
    batch_through: u64,
}

/// What comes next.
#[derive(Debug, Clone)]
pub enum Delivery {
    /// Something happened.
    Event {
        /// When it was published, coordinator's clock.
        at: Timestamp,
        /// What.
        event: Event,
    },
    /// The reader was too slow, and this is the end of it.
    Lagged {
        /// Events that were waiting.
        waiting: u64,
    },
}

/// Where a subscription begins.
pub(super) struct Start {
    pub(super) position: Position,
    /// Number of the latest event.
    pub(super) head: u64,
    pub(super) is_resumed: bool,
}

impl Subscription {
    pub(super) fn new(
        live: Live,
        (org_id, seat_id): (OrgId, u64),
        filter: Filter,
        told: watch::Receiver<u64>,
        start: &Start,
    ) -> Self {
        Self {
            live,
            org_id,
            seat_id,
            filter,
            told,
            position: start.position,
            caught_up_at: start.head,
            is_resumed: start.is_resumed,
            batch: VecDeque::new(),
            batch_through: start.position.sequence,
        }
    }

    /// False when the position it was to go on from is not known any more.
    #[must_use]
    pub const fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    /// What it watches.
    #[must_use]
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Everything up to here was delivered or is not wanted.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    /// Waits for what comes next. Cancel safe: nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Delivery {
        loop {
            while let Some(entry) = self.batch.pop_front() {
                self.position.sequence = entry.sequence;
                if let Some(event) = self.filter.pass(&entry.event) {
                    return Delivery::Event { at: entry.at, event };
                }
            }
            self.position.sequence = self.batch_through;
            // Seen before it is read: what is published in between wakes the next wait.
            self.told.borrow_and_update();
            match self.read() {
                Read::Lagged { waiting } => return Delivery::Lagged { waiting },
                Read::Entries { entries, through } => {
                    self.batch_through = through;
                    if entries.is_empty() {
                        self.position.sequence = through;
                        // The sender lives as long as the log, and the log as long as its readers.
                        self.told.changed().await.ok();
                    } else {
                        self.batch = entries.into();
                        // A selector may let nothing pass of a great many.
                        tokio::task::yield_now().await;
                    }
                }
            }
        }
    }

    fn read(&self) -> Read {
        let after = self.position.sequence;
        let is_catching_up = after < self.caught_up_at;
        match self.live.logs().get(&self.org_id) {
            Some(watched) => watched.log.read(after, &self.filter.topics, BATCH, is_catching_up),
            None => Read::Lagged { waiting: 0 },
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.live.leave(self.org_id, self.seat_id);
    }
}
