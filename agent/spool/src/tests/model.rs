//! Random histories of an agent with its spool and a coordinator, compared with what must hold.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{NOW, assert_accounted, faulty::FaultyDisk, payload, small};
use crate::{CHAIN_START, Chain, Lane, Options, Spool, chain_next};

#[derive(Debug, Clone)]
enum Step {
    Append(u8),
    Sync,
    /// Reads up to so many records and commits them; the acknowledgement may be lost.
    Send(u8, bool),
    Enforce(u16),
    /// Power cut after so many further changes, keeping a part of what was not synced.
    Cut(u8),
    Crash(u8),
    Restart,
    FailSyncs(u8),
    Full(u16),
    Roomy,
    Adopt,
}

/// What the coordinator has of the current epoch.
struct Coordinator {
    epoch: u64,
    seq: u64,
    chain: Chain,
    /// Payload numbers by how often they were committed, over all epochs.
    stored: BTreeMap<Vec<u8>, u32>,
}

struct World {
    disk: FaultyDisk,
    spool: Option<Spool>,
    coordinator: Coordinator,
    options: Options,
    /// Payload by sequence number of the current epoch, as appended.
    appended: BTreeMap<u64, Vec<u8>>,
    promised: BTreeSet<Vec<u8>>,
    declared: BTreeSet<Vec<u8>>,
    next: u64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (1..12_u8).prop_map(Step::Append),
        5 => Just(Step::Sync),
        5 => (1..30_u8, any::<bool>()).prop_map(|(count, lost)| Step::Send(count, lost)),
        1 => (0..3000_u16).prop_map(Step::Enforce),
        2 => (0..40_u8).prop_map(Step::Cut),
        2 => any::<u8>().prop_map(Step::Crash),
        1 => Just(Step::Restart),
        1 => (1..4_u8).prop_map(Step::FailSyncs),
        1 => (0..900_u16).prop_map(Step::Full),
        2 => Just(Step::Roomy),
        1 => Just(Step::Adopt),
    ];
    proptest::collection::vec(step, 1..60)
}

impl World {
    fn new(options: Options) -> Self {
        let coordinator = Coordinator { epoch: 0, seq: 0, chain: CHAIN_START, stored: BTreeMap::new() };
        let mut world = Self {
            disk: FaultyDisk::default(),
            spool: None,
            coordinator,
            options,
            appended: BTreeMap::new(),
            promised: BTreeSet::new(),
            declared: BTreeSet::new(),
            next: 0,
        };
        world.start();
        world
    }

    fn start(&mut self) {
        let disk = std::sync::Arc::new(self.disk.clone());
        let opened = Spool::open_on(disk, super::DIR.as_ref(), self.options, NOW);
        if self.disk.is_dead() {
            // The cut hit recovery.
            drop(opened);
            return self.crash(100);
        }
        let (mut spool, _) = opened.expect("opens");
        assert_accounted(&spool);
        let epoch = spool.epoch();
        if epoch != self.coordinator.epoch {
            // A change of epoch was cut after it had happened.
            self.over(epoch);
        }
        let cursor = &self.coordinator;
        if let Some(chain) = spool.chain_at(Lane::Telemetry, cursor.seq) {
            assert_eq!(chain, cursor.chain);
        }
        spool.ack(Lane::Telemetry, cursor.seq).expect("the spool has what was committed");
        assert_accounted(&spool);
        let last = spool.stat().telemetry.last_seq;
        self.appended.retain(|seq, _| *seq <= last);
        self.spool = Some(spool);
    }

    /// Renumbers what was not committed.
    fn over(&mut self, epoch: u64) {
        let by = self.coordinator.seq;
        let appended = std::mem::take(&mut self.appended);
        self.appended = appended.into_iter().filter(|it| it.0 > by).map(|(seq, it)| (seq - by, it)).collect();
        self.coordinator.epoch = epoch;
        self.coordinator.seq = 0;
        self.coordinator.chain = CHAIN_START;
    }

    fn crash(&mut self, keep: u8) {
        self.spool = None;
        self.disk.room(None);
        self.disk.fail_syncs(0);
        self.disk.reboot(keep);
        self.start();
    }

    fn promise(&mut self) {
        let Some(spool) = &self.spool else { return };
        let durable = spool.durable_seq(Lane::Telemetry);
        self.promised.extend(self.appended.range(..=durable).map(|it| it.1.clone()));
    }

    fn take(&mut self, step: &Step) {
        let Some(spool) = &mut self.spool else { return };
        match *step {
            Step::Append(count) => {
                for _ in 0..count {
                    let mut bytes = payload(self.next);
                    bytes.extend_from_slice(&self.next.to_le_bytes());
                    self.next += 1;
                    if let Ok(seq) = spool.append(Lane::Telemetry, 1, &bytes, NOW + self.next) {
                        self.appended.insert(seq, bytes);
                    }
                }
            }
            Step::Sync => drop(spool.sync_all()),
            Step::Send(count, lost) => self.send(usize::from(count), lost),
            Step::Enforce(free) => drop(spool.enforce(NOW, u64::from(free))),
            Step::Cut(after) => self.disk.cut_after(u64::from(after)),
            Step::Crash(keep) => self.crash(keep),
            Step::Restart => {
                let closed = self.spool.take().map(Spool::close);
                drop(closed);
                self.disk.room(None);
                self.disk.fail_syncs(0);
                if !self.disk.is_dead() {
                    self.start();
                }
            }
            Step::FailSyncs(count) => self.disk.fail_syncs(u64::from(count)),
            Step::Full(room) => self.disk.room(Some(self.disk.used() + u64::from(room))),
            Step::Roomy => self.disk.room(None),
            Step::Adopt => {
                let epoch = self.coordinator.epoch + 1;
                if spool.ack(Lane::Telemetry, self.coordinator.seq).is_ok()
                    && spool.adopt_epoch(epoch, NOW).is_ok()
                {
                    self.over(epoch);
                }
            }
        }
        if self.disk.is_dead() {
            self.crash(u8::try_from(self.next * 53 % 256).unwrap());
        }
        if let Some(spool) = &self.spool {
            assert_accounted(spool);
        }
        self.promise();
    }

    /// Commits one chunk the way the coordinator does.
    fn send(&mut self, count: usize, lost: bool) {
        let Some(spool) = &mut self.spool else { return };
        let cursor = &mut self.coordinator;
        let Ok(chunk) = spool.read(Lane::Telemetry, cursor.seq, count, 1_500) else { return };
        if chunk.records.is_empty() {
            return;
        }
        if let Some(hole) = &chunk.hole {
            assert_eq!(hole.first_seq, cursor.seq + 1);
            self.declared.extend(self.appended.range(hole.first_seq..=hole.last_seq).map(|it| it.1.clone()));
            (cursor.seq, cursor.chain) = (hole.last_seq, hole.chain_after);
        }
        for record in &chunk.records {
            assert_eq!(record.seq, cursor.seq + 1);
            cursor.seq = record.seq;
            cursor.chain = chain_next(&cursor.chain, record.seq, record.kind, &record.payload);
            assert_eq!(record.chain, cursor.chain);
            assert_eq!(self.appended.get(&record.seq), Some(&record.payload), "record {}", record.seq);
            *cursor.stored.entry(record.payload.clone()).or_default() += 1;
        }
        if !lost {
            spool.ack(Lane::Telemetry, cursor.seq).expect("it has just been read");
        }
    }

    fn finish(&mut self) {
        self.crash(255);
        if let Some(spool) = &mut self.spool {
            let seq = spool.append(Lane::Telemetry, 1, b"the end", NOW).expect("appends");
            self.appended.insert(seq, b"the end".to_vec());
            spool.sync_all().expect("syncs");
        }
        loop {
            let before = self.coordinator.seq;
            self.send(100, false);
            if self.coordinator.seq == before {
                break;
            }
        }
        let stored = &self.coordinator.stored;
        assert!(stored.values().all(|it| *it == 1), "something was stored twice");
        for bytes in &self.promised {
            let fate = (stored.contains_key(bytes), self.declared.contains(bytes));
            assert!(fate.0 || fate.1, "promised, but neither stored nor declared: {bytes:?}");
        }
        let stat = self.spool.as_ref().unwrap().stat().telemetry;
        assert_eq!(stat.pending_records, 0);
        assert_eq!(stat.last_seq, self.coordinator.seq);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_was_durable_is_stored_once_or_declared(steps in steps()) {
        let options = Options { max_bytes: 6_000, lane0_max_bytes: 1_000, min_free_bytes: 1_000, ..small() };
        let mut world = World::new(options);
        for step in &steps {
            world.take(step);
        }
        world.finish();
    }
}
