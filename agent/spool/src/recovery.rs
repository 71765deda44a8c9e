//! Opens a spool whatever the last stop left behind.

use crate::{
    Hole, HoleCause, Lane, Spool, SpoolError,
    error::DiskError,
    folder::Folder,
    hole::{Span, Spans},
    lane::{Acked, LaneLog, LaneStart},
    record::CHAIN_START,
    repair::{Repairs, Site},
    segment::{HEADER, Run, Segment},
    spool::Options,
    state::{self, End, Manifest},
    survey::{self, LaneFound, Survey, survey},
};

/// What opening a spool found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// The directory held no spool.
    pub created: bool,
    /// The last stop was orderly, or there was none: nothing measured is missing.
    pub clean_stop: bool,
    /// When the last record that survived was appended, or its file was begun; `None` in a created spool. What was
    /// measured after it and before an unclean stop is gone.
    pub last_durable_at_us: Option<u64>,
    /// Bytes cut from the ends of files because no whole record was in them.
    pub truncated_bytes: u64,
    /// Files kept in the quarantine folder, paths inside the spool directory.
    pub quarantined: Vec<String>,
    /// Records missing behind the last acknowledged one, as far as this spool knows of acknowledgements.
    pub holes: Vec<Hole>,
}

/// What is common to both lanes while they are opened.
struct Opening<'o> {
    folder: &'o Folder,
    options: Options,
    spool_id: [u8; 16],
    survey: &'o Survey,
    now_us: u64,
}

pub(crate) fn open(folder: &Folder, options: Options, now_us: u64) -> Result<(Spool, Recovery), SpoolError> {
    let disk = folder.disk();
    disk.create_dir(folder.path()).map_err(|it| folder.error("create", "", it))?;
    let lock = disk.lock(&folder.path().join(state::LOCK_FILE)).map_err(|it| match it.kind() {
        std::io::ErrorKind::WouldBlock => SpoolError::Locked { dir: folder.path().to_owned() },
        _ => SpoolError::Disk(folder.error("lock", state::LOCK_FILE, it)),
    })?;

    let survey = survey(folder)?;
    let created = survey.spool_id.is_none();
    let spool_id = survey.spool_id.map_or_else(random_id, Ok)?;
    settle_files(folder, &survey, spool_id)?;
    let mut recovery =
        Recovery { created, clean_stop: created || survey.clean.is_some(), ..Recovery::default() };
    for stranger in &survey.strangers {
        tracing::warn!(file = stranger.name, reason = stranger.reason, "spool file set aside");
        recovery.quarantined.push(folder.quarantine_move(&stranger.name, now_us)?);
    }

    let opening = Opening { folder, options, spool_id, survey: &survey, now_us };
    let critical = opening.lane(Lane::Critical, &mut recovery)?;
    let telemetry = opening.lane(Lane::Telemetry, &mut recovery)?;
    folder.remove(state::CLEAN_FILE)?;
    // Superseded files go last: until the names above are durable they are the only ones that count without `epoch`.
    folder.sync()?;
    for name in &survey.stale {
        folder.remove(name)?;
    }
    let epoch = survey.epoch;
    let spool = Spool {
        folder: folder.clone(),
        options,
        spool_id,
        epoch,
        critical,
        telemetry,
        wedged: None,
        _lock: lock,
    };
    Ok((spool, recovery))
}

fn random_id() -> Result<[u8; 16], SpoolError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(SpoolError::Random)?;
    Ok(id)
}

fn settle_files(folder: &Folder, survey: &Survey, spool_id: [u8; 16]) -> Result<(), DiskError> {
    if !survey.id_is_written {
        folder.replace(state::ID_FILE, &state::id_encode(spool_id))?;
    }
    if survey.manifest.is_none() {
        let manifest = Manifest { epoch: survey.epoch, previous: survey.epoch };
        folder.replace(state::EPOCH_FILE, &manifest.encode())?;
    }
    Ok(())
}

impl Opening<'_> {
    fn lane(&self, lane: Lane, recovery: &mut Recovery) -> Result<LaneLog, DiskError> {
        let stamp = survey::stamp(self.spool_id, self.survey.epoch, lane);
        let site = Site { folder: self.folder, stamp, now_us: self.now_us };
        let found = self.survey.lane(lane);
        let mut repairs = Repairs::default();
        let mut segments = self.clean_segments(&site, found, &mut repairs)?;
        join_chains(&site, &mut segments, &mut repairs)?;

        let hint_end =
            found.hint.as_ref().and_then(|it| Some(End { seq: it.acked_seq, chain: it.acked_chain? }));
        let clean_end = self.survey.clean.map(|it| it.end(lane));
        let floor = [hint_end, clean_end].into_iter().flatten().max_by_key(|it| it.seq);
        self.reach_floor(&site, &mut segments, floor)?;

        let acked = acked(found, &segments);
        let spans = missing(&segments, acked.seq, found, &repairs.damaged);
        let limits = self.options.limits(lane);
        let folder = self.folder.clone();
        let log = LaneLog::start(LaneStart { folder, stamp, limits, segments, acked, spans })?;

        recovery.last_durable_at_us = recovery.last_durable_at_us.max(youngest_at_us(found));
        recovery.truncated_bytes += repairs.truncated_bytes;
        recovery.quarantined.append(&mut repairs.quarantined);
        recovery.holes.extend(holes(&log));
        Ok(log)
    }

    fn clean_segments(
        &self,
        site: &Site<'_>,
        found: &LaneFound,
        repairs: &mut Repairs,
    ) -> Result<Vec<Segment>, DiskError> {
        let mut segments = Vec::new();
        let mut files = found.files.iter().peekable();
        while let Some(file) = files.next() {
            let mut file = file.clone();
            if let Some(next) = files.peek() {
                file.upper = file.upper.min(next.first_seq);
            }
            if let Some(stem) = file.name.strip_suffix(".new") {
                // The epoch changed, but its files have not got their names yet.
                let name = format!("{stem}.seg");
                if !self.folder.exists(&name) {
                    self.folder.rename(&file.name, &name)?;
                    file.name = name;
                }
            }
            segments.extend(site.repair(&file, files.peek().is_none(), repairs)?);
        }
        Ok(segments)
    }

    /// Goes on behind what the lane is known to have reached, so that no sequence number is given out twice.
    fn reach_floor(
        &self,
        site: &Site<'_>,
        segments: &mut Vec<Segment>,
        floor: Option<End>,
    ) -> Result<(), DiskError> {
        let start = End { seq: 0, chain: CHAIN_START };
        let reached = segments.last().map(|it| it.run.last_seq);
        let end = floor.unwrap_or(start);
        if reached.is_some_and(|it| it >= end.seq) {
            return Ok(());
        }
        let (name, _) = site.create(end.seq + 1, end.chain, &[])?;
        let run = Run::begin(end.seq + 1, end.chain, HEADER as u64);
        if let Some(empty) = segments.pop_if(|it| it.run.is_empty()) {
            self.folder.remove(&empty.name)?;
        }
        segments.push(Segment { name, opened_at_us: self.now_us, run });
        Ok(())
    }
}

/// When the lane last took a record or began a file, as its files tell.
fn youngest_at_us(found: &LaneFound) -> Option<u64> {
    let records = found.files.iter().flat_map(|it| it.scan.runs()).filter_map(|it| it.last_at_us);
    let files = found.files.iter().filter_map(|it| it.header).map(|it| it.opened_at_us);
    records.chain(files).max()
}

/// Where two files touch but disagree on the chain, the last record before the seam is given up: behind a hole the
/// header's word counts.
fn join_chains(site: &Site<'_>, segments: &mut Vec<Segment>, repairs: &mut Repairs) -> Result<(), DiskError> {
    let mut joined: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments.drain(..) {
        if let Some(before) = joined.last_mut() {
            let touch = before.run.last_seq + 1 == segment.run.first_seq;
            if touch && before.run.last_chain != segment.run.chain_before && !before.run.is_empty() {
                let lost = before.run.last_seq;
                repairs.damaged.push((lost, lost, false));
                before.run.cut_last();
                site.folder.truncate(&before.name, before.run.end)?;
            }
            if before.run.is_empty() {
                site.folder.remove(&before.name)?;
                joined.pop();
            }
        }
        joined.push(segment);
    }
    *segments = joined;
    Ok(())
}

/// The hint is written before an acknowledged file is removed. Without it nothing counts as acknowledged: what is
/// missing is rather declared twice than hidden, and the coordinator's cursor corrects it.
fn acked(found: &LaneFound, segments: &[Segment]) -> Acked {
    let last_seq = segments.last().map_or(0, |it| it.run.last_seq);
    let Some(hint) = &found.hint else {
        return Acked { seq: 0, chain: Some(CHAIN_START), dropped_before: 0 };
    };
    let seq = hint.acked_seq.min(last_seq);
    let chain = hint.acked_chain.filter(|_| seq == hint.acked_seq);
    Acked { seq, chain, dropped_before: hint.dropped_before.min(seq) }
}

fn missing(segments: &[Segment], acked_seq: u64, found: &LaneFound, damaged: &[(u64, u64, bool)]) -> Spans {
    let mut spans = Spans::default();
    let mut before: Option<&Segment> = None;
    let mut reached = acked_seq;
    for segment in segments {
        let (first_seq, last_seq) = (reached + 1, segment.run.first_seq - 1);
        if first_seq <= last_seq {
            let hit = damaged.iter().find(|it| it.0 <= last_seq && it.1 >= first_seq);
            let remembered = found.hint.as_ref().and_then(|it| it.spans.describe(first_seq, last_seq));
            let cause = match (hit, remembered) {
                (Some((.., true)), _) => HoleCause::DiskError,
                (Some((.., false)), _) => HoleCause::Corruption,
                (None, Some(span)) => span.cause,
                (None, None) if before.is_some() => HoleCause::Corruption,
                (None, None) => HoleCause::Unknown,
            };
            let from_us = remembered.map_or(before.map(Segment::youngest_at_us), |it| it.from_us);
            let to_us = remembered.map_or(Some(segment.oldest_at_us()), |it| it.to_us);
            spans.add(Span { first_seq, last_seq, cause, from_us, to_us });
        }
        reached = reached.max(segment.run.last_seq);
        before = Some(segment);
    }
    spans
}

fn holes(log: &LaneLog) -> Vec<Hole> {
    let spans = log.spans().iter();
    spans
        .filter_map(|span| {
            let segment = log.segments().find(|it| it.run.first_seq > span.last_seq)?;
            log.hole_before(segment, span.first_seq - 1)
        })
        .collect()
}
