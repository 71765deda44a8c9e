//! Looks at a spool directory without changing it. Recovery acts on what is found, verify and stat report it.
//!
//! Headers are believed, names are not: a name only places a file whose header is unreadable. Of two files that
//! cover the same records the one that begins later is right; a crash leaves such a pair only when that one was
//! already complete. The exception is a file without records, which never got past its creation.

use crate::{
    Lane,
    error::DiskError,
    folder::Folder,
    scan::{self, Scan},
    segment::{Header, NameParts, Stamp},
    state::{self, Clean, Hint, Manifest},
};

/// Linux's number of "input/output error": the medium cannot give back what it holds.
const EIO: i32 = 5;

/// A segment file of the current epoch.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) header: Option<Header>,
    pub(crate) first_seq: u64,
    pub(crate) scan: Scan,
    pub(crate) size: u64,
    /// The disk could not read it.
    pub(crate) unreadable: bool,
    /// Records from here on belong to the next file.
    pub(crate) upper: u64,
}

/// A file that does not belong here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stranger {
    pub(crate) name: String,
    pub(crate) reason: &'static str,
}

/// Everything in a spool directory.
#[derive(Debug)]
pub(crate) struct Survey {
    /// `None` in a directory that never held a spool.
    pub(crate) spool_id: Option<[u8; 16]>,
    pub(crate) id_is_written: bool,
    pub(crate) epoch: u64,
    pub(crate) manifest: Option<Manifest>,
    pub(crate) clean: Option<Clean>,
    pub(crate) critical: LaneFound,
    pub(crate) telemetry: LaneFound,
    pub(crate) strangers: Vec<Stranger>,
    /// Left behind by a crash or superseded: no longer needed.
    pub(crate) stale: Vec<String>,
}

/// What one lane has.
#[derive(Debug, Default)]
pub(crate) struct LaneFound {
    /// In the order of their records.
    pub(crate) files: Vec<Found>,
    pub(crate) hint: Option<Hint>,
}

struct Candidate {
    name: String,
    header: Option<Header>,
    parts: Option<NameParts>,
}

impl Survey {
    pub(crate) fn lane(&self, lane: Lane) -> &LaneFound {
        match lane {
            Lane::Critical => &self.critical,
            Lane::Telemetry => &self.telemetry,
        }
    }

    fn lane_mut(&mut self, lane: Lane) -> &mut LaneFound {
        match lane {
            Lane::Critical => &mut self.critical,
            Lane::Telemetry => &mut self.telemetry,
        }
    }
}

/// Looks at `folder`. Files that vanish meanwhile are as if never seen, so this may run beside a writer.
pub(crate) fn survey(folder: &Folder) -> Result<Survey, DiskError> {
    let names = folder.list()?;
    let candidates = candidates(folder, &names)?;
    let written_id = read_small(folder, state::ID_FILE)?.and_then(|it| state::id_decode(&it));
    let spool_id =
        written_id.or_else(|| candidates.iter().find_map(|it| it.header).map(|it| it.stamp.spool_id));
    let manifest = read_small(folder, state::EPOCH_FILE)?.and_then(|it| Manifest::decode(&it));
    let epoch = manifest.map_or_else(|| highest_epoch(&candidates, spool_id), |it| it.epoch);
    let clean = read_small(folder, state::CLEAN_FILE)?.and_then(|it| Clean::decode(&it));
    let mut survey = Survey {
        spool_id,
        id_is_written: written_id.is_some(),
        epoch,
        manifest,
        clean: clean.filter(|it| it.epoch == epoch),
        critical: LaneFound::default(),
        telemetry: LaneFound::default(),
        strangers: Vec::new(),
        stale: names.iter().filter(|it| it.ends_with(".tmp")).cloned().collect(),
    };
    for candidate in candidates {
        place(folder, &mut survey, candidate)?;
    }
    for lane in Lane::ALL {
        let hint = read_small(folder, &state::hint_file(lane))?.and_then(|it| Hint::decode(&it));
        let mut files = std::mem::take(&mut survey.lane_mut(lane).files);
        files.sort_by_key(|it| (it.first_seq, it.scan.records()));
        settle_overlaps(folder, &mut files, &mut survey.stale)?;
        *survey.lane_mut(lane) = LaneFound { files, hint: hint.filter(|it| it.epoch == epoch) };
    }
    Ok(survey)
}

/// Reads and scans one file of the current epoch; `None` if it vanished.
pub(crate) fn look(
    folder: &Folder,
    name: &str,
    header: Option<Header>,
    first_seq: u64,
    upper: u64,
) -> Result<Option<Found>, DiskError> {
    let (bytes, unreadable) = match folder.read(name) {
        Ok(Some(bytes)) => (bytes, false),
        Ok(None) => return Ok(None),
        Err(failed) if failed.source.raw_os_error() == Some(EIO) => (Vec::new(), true),
        Err(failed) => return Err(failed),
    };
    let header = header.filter(|_| !unreadable);
    let scan = scan::scan(&bytes, header.as_ref(), first_seq, upper);
    let size = bytes.len() as u64;
    Ok(Some(Found { name: name.to_owned(), header, first_seq, scan, size, unreadable, upper }))
}

fn read_small(folder: &Folder, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
    match folder.read(name) {
        Err(failed) if failed.source.raw_os_error() == Some(EIO) => Ok(None),
        other => other,
    }
}

fn candidates(folder: &Folder, names: &[String]) -> Result<Vec<Candidate>, DiskError> {
    let mut candidates = Vec::new();
    for name in names.iter().filter(|it| it.ends_with(".seg") || it.ends_with(".new")) {
        let Some(bytes) = read_head(folder, name)? else { continue };
        let header = Header::decode(&bytes);
        candidates.push(Candidate { name: name.clone(), header, parts: NameParts::parse(name) });
    }
    Ok(candidates)
}

fn read_head(folder: &Folder, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
    let file = match folder.open(name, false) {
        Ok(file) => file,
        Err(failed) if failed.source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(failed) => return Err(failed),
    };
    match crate::folder::read_range(file.as_ref(), 0, crate::segment::HEADER as u64) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(failed) if failed.raw_os_error() == Some(EIO) => Ok(Some(Vec::new())),
        Err(failed) => Err(folder.error("read", name, failed)),
    }
}

/// Staged files do not count: they become real only by the manifest, or by the first of them that was renamed.
fn highest_epoch(candidates: &[Candidate], spool_id: Option<[u8; 16]>) -> u64 {
    let real = candidates.iter().filter(|it| it.name.ends_with(".seg"));
    let by_header = real
        .clone()
        .filter_map(|it| it.header)
        .filter(|it| Some(it.stamp.spool_id) == spool_id)
        .map(|it| it.stamp.epoch)
        .max();
    by_header.or_else(|| real.filter_map(|it| it.parts).map(|it| it.epoch).max()).unwrap_or(0)
}

fn place(folder: &Folder, survey: &mut Survey, candidate: Candidate) -> Result<(), DiskError> {
    let Candidate { name, header, parts } = candidate;
    let staged = name.ends_with(".new");
    let previous = survey.manifest.map(|it| it.previous);
    let placed = match (header, parts) {
        (Some(header), _) if Some(header.stamp.spool_id) != survey.spool_id => {
            Err("belongs to another spool")
        }
        (Some(header), _) => Ok((header.stamp.epoch, header.stamp.lane, header.first_seq)),
        (None, Some(parts)) => Ok((parts.epoch, parts.lane, parts.first_seq)),
        (None, None) => Err("neither its header nor its name can be read"),
    };
    match placed {
        Ok((epoch, lane, first_seq)) if epoch == survey.epoch => {
            if let Some(found) = look(folder, &name, header, first_seq, u64::MAX)? {
                survey.lane_mut(lane).files.push(found);
            }
        }
        Ok((epoch, ..)) if staged || Some(epoch) == previous => survey.stale.push(name),
        Ok(_) => survey.strangers.push(Stranger { name, reason: "belongs to another epoch" }),
        Err(_) if staged => survey.stale.push(name),
        Err(reason) => survey.strangers.push(Stranger { name, reason }),
    }
    Ok(())
}

fn settle_overlaps(
    folder: &Folder,
    files: &mut Vec<Found>,
    stale: &mut Vec<String>,
) -> Result<(), DiskError> {
    let mut settled: Vec<Found> = Vec::with_capacity(files.len());
    for file in files.drain(..) {
        let Some(before) = settled.last() else {
            settled.push(file);
            continue;
        };
        let reach = before.scan.last_seq().unwrap_or(before.first_seq - 1);
        if reach < file.first_seq {
            settled.push(file);
        } else if file.scan.records() == 0 && file.header.is_some() && file.scan.leftover == 0 {
            stale.push(file.name);
        } else if file.scan.records() == 0 {
            // Unreadable and covered by another file: nothing is missing because of it.
            settled.push(file);
        } else {
            let again = look(folder, &before.name, before.header, before.first_seq, file.first_seq)?;
            settled.pop();
            settled.extend(again);
            settled.push(file);
        }
    }
    *files = settled;
    Ok(())
}

/// The stamp files of a lane carry.
pub(crate) fn stamp(spool_id: [u8; 16], epoch: u64, lane: Lane) -> Stamp {
    Stamp { spool_id, epoch, lane }
}
