//! Turns one segment file, damaged or not, into clean ones: contiguous records right behind a whole header.
//!
//! Steps are ordered so that a crash between any two leaves a directory that the next recovery brings to the same
//! end: copies first, then the cut of the original.

use crate::{
    error::DiskError,
    folder::Folder,
    record::Chain,
    segment::{Header, Run, Segment, Stamp},
    survey::Found,
};

/// What repairs did, for the report.
#[derive(Debug, Default)]
pub(crate) struct Repairs {
    pub(crate) truncated_bytes: u64,
    pub(crate) quarantined: Vec<String>,
    /// Sequence numbers that a damaged file may have held, first and last, and whether the disk refused to read it.
    pub(crate) damaged: Vec<(u64, u64, bool)>,
}

/// Where repaired files go and how they are marked.
pub(crate) struct Site<'s> {
    pub(crate) folder: &'s Folder,
    pub(crate) stamp: Stamp,
    pub(crate) now_us: u64,
}

impl Site<'_> {
    /// Cleans one file. The last file of a lane may end in a torn record, which is no damage.
    pub(crate) fn repair(
        &self,
        found: &Found,
        is_last: bool,
        repairs: &mut Repairs,
    ) -> Result<Vec<Segment>, DiskError> {
        let damaged = found.scan.is_broken() || (found.scan.leftover > 0 && !is_last);
        if damaged {
            let reach = found.scan.last_seq().filter(|_| found.scan.leftover == 0);
            let last = reach.unwrap_or(u64::MAX).min(found.upper.saturating_sub(1));
            repairs.damaged.push((found.first_seq, last, found.unreadable));
        }
        if found.scan.runs().next().is_none() {
            repairs.quarantined.push(self.folder.quarantine_move(&found.name, self.now_us)?);
            return Ok(Vec::new());
        }

        let mut segments = Vec::new();
        if damaged {
            let bytes = self.folder.read(&found.name)?.unwrap_or_default();
            repairs.quarantined.extend(self.folder.quarantine_copy(&found.name, &bytes, self.now_us));
            segments = self.save_later(found, &bytes, is_last)?;
        }
        let keeps_place = is_last && segments.is_empty();
        match (&found.header, &found.scan.head) {
            (Some(header), Some(run)) if !run.is_empty() || keeps_place => {
                if found.size > run.end {
                    self.folder.truncate(&found.name, run.end)?;
                    repairs.truncated_bytes += found.size - run.end;
                }
                let opened_at_us = header.opened_at_us;
                segments.insert(0, Segment { name: found.name.clone(), opened_at_us, run: run.clone() });
            }
            (Some(_) | None, Some(_) | None) => self.folder.remove(&found.name)?,
        }
        Ok(segments)
    }

    /// A file that begins with `first_seq` and holds `records`, durable, name and all.
    pub(crate) fn create(
        &self,
        first_seq: u64,
        chain_before: Chain,
        records: &[u8],
    ) -> Result<(String, Box<dyn crate::disk::DiskFile>), DiskError> {
        let name = self.free_name(first_seq);
        let file = self.create_named(&name, first_seq, chain_before, records)?;
        Ok((name, file))
    }

    /// Like [`Site::create`], replacing the file of that name.
    pub(crate) fn create_named(
        &self,
        name: &str,
        first_seq: u64,
        chain_before: Chain,
        records: &[u8],
    ) -> Result<Box<dyn crate::disk::DiskFile>, DiskError> {
        let header = Header { stamp: self.stamp, first_seq, chain_before, opened_at_us: self.now_us };
        let mut bytes = header.encode();
        bytes.extend_from_slice(records);
        self.folder.replace(name, &bytes)
    }

    fn save_later(&self, found: &Found, bytes: &[u8], is_last: bool) -> Result<Vec<Segment>, DiskError> {
        let mut segments = Vec::new();
        let mut later = found.scan.later.iter().peekable();
        while let Some(run) = later.next() {
            let carries_chain = is_last && later.peek().is_none();
            if run.is_empty() && !carries_chain {
                continue;
            }
            segments.push(self.save_run(run, bytes)?);
        }
        Ok(segments)
    }

    fn save_run(&self, run: &Run, bytes: &[u8]) -> Result<Segment, DiskError> {
        let from = usize::try_from(run.start).unwrap_or(usize::MAX);
        let to = usize::try_from(run.end).unwrap_or(usize::MAX);
        let records = bytes.get(from..to).unwrap_or_default();
        let (name, _) = self.create(run.first_seq, run.chain_before, records)?;
        Ok(Segment { name, opened_at_us: self.now_us, run: run.clone().rebased() })
    }

    /// The usual name, or a variant when a file of another content happens to have it.
    fn free_name(&self, first_seq: u64) -> String {
        let usual = self.stamp.file_name(first_seq);
        let stem = usual.trim_end_matches(".seg").to_owned();
        let mut name = usual;
        let mut variant = 0_u32;
        while self.folder.exists(&name) {
            variant += 1;
            name = format!("{stem}-r{variant}.seg");
        }
        name
    }
}
