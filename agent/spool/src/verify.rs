//! Reads a spool directory for people: what is in it, and whether all of it is in order. Changes nothing.

use std::{path::Path, sync::Arc};

use crate::{
    Chain, Lane, LaneStat, SpoolError, Stat,
    disk::{Disk, OsDisk},
    error::DiskError,
    folder::Folder,
    record::{self, CHAIN_START},
    segment::{HEADER, Run},
    state,
    survey::{Found, LaneFound, Survey, survey},
};

/// Findings beyond this many of one file are only counted.
const MAX_FINDINGS: usize = 20;

/// One file of a spool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// Name inside the spool directory.
    pub name: String,
    /// Lane of its records, if it can be told.
    pub lane: Option<Lane>,
    /// First sequence number it should hold.
    pub first_seq: u64,
    /// Last sequence number it holds; below `first_seq` when it holds none.
    pub last_seq: u64,
    /// Whole records.
    pub records: u64,
    /// Bytes.
    pub bytes: u64,
    /// What is wrong, in the order found; empty is well.
    pub findings: Vec<String>,
}

/// What [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Id of the spool; `None` when neither `spool.id` nor a segment tells it.
    pub spool_id: Option<[u8; 16]>,
    /// Epoch that counts.
    pub epoch: u64,
    /// The last stop was orderly.
    pub clean_stop: bool,
    /// Every segment file, lane by lane in the order of its records.
    pub files: Vec<FileReport>,
    /// What is wrong with the directory itself.
    pub findings: Vec<String>,
}

impl VerifyReport {
    /// True when nothing is wrong.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.findings.is_empty() && self.files.iter().all(|it| it.findings.is_empty())
    }

    /// Whole records in all files.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.files.iter().map(|it| it.records).sum()
    }
}

/// Checks every record of a spool that no process has open: checksum, sequence and chain.
///
/// # Errors
///
/// [`SpoolError::Locked`] while a process has it open; [`SpoolError::Disk`] when the directory cannot be read.
pub fn verify(dir: &Path) -> Result<VerifyReport, SpoolError> {
    verify_on(Arc::new(OsDisk), dir)
}

/// Numbers of a spool, also while a process has it open; what that one has just written may be missing.
///
/// Everything whole counts as durable, and acknowledgements are as old as the hint file.
///
/// # Errors
///
/// [`DiskError`] when the directory cannot be read.
pub fn stat_dir(dir: &Path) -> Result<Stat, DiskError> {
    let survey = survey(&Folder::new(Arc::new(OsDisk), dir))?;
    Ok(Stat {
        spool_id: survey.spool_id.unwrap_or_default(),
        epoch: survey.epoch,
        critical: lane_stat(survey.epoch, &survey.critical),
        telemetry: lane_stat(survey.epoch, &survey.telemetry),
    })
}

/// Like [`verify`], on another disk.
///
/// # Errors
///
/// Those of [`verify`].
pub fn verify_on(disk: Arc<dyn Disk>, dir: &Path) -> Result<VerifyReport, SpoolError> {
    let folder = Folder::new(disk, dir);
    // Without a lock file nobody has it open, and making one would be a change.
    let _lock = match folder.exists(state::LOCK_FILE) {
        true => Some(folder.disk().lock(&dir.join(state::LOCK_FILE)).map_err(|it| match it.kind() {
            std::io::ErrorKind::WouldBlock => SpoolError::Locked { dir: dir.to_owned() },
            _ => SpoolError::Disk(folder.error("lock", state::LOCK_FILE, it)),
        })?),
        false => None,
    };
    let survey = survey(&folder)?;
    let mut report = VerifyReport {
        spool_id: survey.spool_id,
        epoch: survey.epoch,
        clean_stop: survey.clean.is_some(),
        files: Vec::new(),
        findings: findings(&survey),
    };
    for lane in Lane::ALL {
        let mut before: Option<(u64, Chain)> = None;
        for found in &survey.lane(lane).files {
            let mut file = file_report(lane, found);
            check_seam(found, before, &mut file.findings);
            check_chain(&folder, found, &mut file.findings)?;
            before = found.scan.runs().last().map(|it| (it.last_seq, it.last_chain)).or(before);
            report.files.push(file);
        }
    }
    Ok(report)
}

fn findings(survey: &Survey) -> Vec<String> {
    let mut findings = Vec::new();
    if !survey.id_is_written {
        findings.push(format!("{} is missing or damaged", state::ID_FILE));
    }
    if survey.manifest.is_none() {
        findings.push(format!("{} is missing or damaged", state::EPOCH_FILE));
    }
    findings.extend(survey.strangers.iter().map(|it| format!("{}: {}", it.name, it.reason)));
    findings
}

fn file_report(lane: Lane, found: &Found) -> FileReport {
    let mut findings = Vec::new();
    if found.unreadable {
        findings.push("the disk cannot read it".to_owned());
    } else if found.header.is_none() {
        findings.push("its header is damaged".to_owned());
    }
    for run in found.scan.later.iter().take(MAX_FINDINGS) {
        findings.push(format!("damaged before record {}", run.first_seq - 1));
    }
    if found.scan.later.len() > MAX_FINDINGS {
        findings.push(format!("damaged in {} more places", found.scan.later.len() - MAX_FINDINGS));
    }
    if found.scan.leftover > 0 {
        findings.push(format!("{} bytes at its end are no record", found.scan.leftover));
    }
    FileReport {
        name: found.name.clone(),
        lane: Some(lane),
        first_seq: found.first_seq,
        last_seq: found.scan.last_seq().unwrap_or(found.first_seq - 1),
        records: found.scan.records(),
        bytes: found.size,
        findings,
    }
}

fn check_seam(found: &Found, before: Option<(u64, Chain)>, findings: &mut Vec<String>) {
    let (Some((seq, chain)), Some(header)) = (before, &found.header) else { return };
    if seq + 1 < header.first_seq {
        findings.push(format!("records {} to {} are missing before it", seq + 1, header.first_seq - 1));
    } else if seq + 1 == header.first_seq && chain != header.chain_before {
        findings.push(format!("its chain does not continue from record {seq}"));
    }
}

fn check_chain(folder: &Folder, found: &Found, findings: &mut Vec<String>) -> Result<(), DiskError> {
    if found.unreadable {
        return Ok(());
    }
    let Some(bytes) = folder.read(&found.name)? else { return Ok(()) };
    for run in found.scan.runs() {
        if let Some(seq) = broken_chain(run, &bytes) {
            findings.push(format!("the chain breaks at record {seq}"));
        }
    }
    Ok(())
}

/// First record of a run whose chain value is not the hash of what it should be.
fn broken_chain(run: &Run, bytes: &[u8]) -> Option<u64> {
    let from = usize::try_from(run.start).ok()?;
    let to = usize::try_from(run.end).ok()?;
    let mut rest = bytes.get(from..to)?;
    let mut chain = run.chain_before;
    while let Ok((record, behind)) = record::decode(rest) {
        chain = record::chain_next(&chain, record.seq, record.kind, record.payload);
        if chain != record.chain {
            return Some(record.seq);
        }
        rest = behind;
    }
    None
}

fn lane_stat(epoch: u64, found: &LaneFound) -> LaneStat {
    let runs: Vec<&Run> = found.files.iter().flat_map(|it| it.scan.runs()).collect();
    let last = runs.last();
    let first_seq = runs.first().map_or(1, |it| it.first_seq);
    let last_seq = last.map_or(0, |it| it.last_seq);
    let hint = found.hint.as_ref();
    let acked_seq = hint.map_or(0, |it| it.acked_seq).min(last_seq);
    let dropped_before = hint.map_or(0, |it| it.dropped_before).min(acked_seq);
    let unacked = runs.iter().filter(|it| it.last_seq > acked_seq);
    let pending_records = unacked.clone().map(|it| it.last_seq - acked_seq.max(it.first_seq - 1)).sum();
    let bytes = unacked.clone().map(|it| it.end - it.start);
    LaneStat {
        epoch,
        first_seq,
        last_seq,
        last_chain: last.map_or(CHAIN_START, |it| it.last_chain),
        durable_seq: last_seq,
        acked_seq,
        acked_chain: hint.map_or(Some(CHAIN_START), |it| it.acked_chain),
        produced_records: last_seq,
        acked_records: acked_seq - dropped_before,
        pending_records,
        dropped_records: dropped_before + (last_seq - acked_seq - pending_records),
        pending_bytes: bytes.sum(),
        disk_bytes: found.files.iter().map(|it| it.size.max(HEADER as u64)).sum(),
        segments: found.files.len(),
        oldest_at_us: unacked.clone().find_map(|it| it.first_at_us),
    }
}
