//! Going along the chain from its first seal, and saying what does not fit.

use nocturne_shared::id::{AuditId, OrgId};

use super::{Entry, SEAL_START, Seal, seal};

/// Findings that are kept; more are only counted.
pub const MAX_FINDINGS: usize = 100;

/// A seal that somebody kept elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Its number.
    pub seq: u64,
    /// Its value.
    pub seal: Seal,
}

/// A seal as it is stored, with the entry it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Number, from 1.
    pub seq: u64,
    /// Entry it is over.
    pub audit_id: AuditId,
    /// Value.
    pub seal: Seal,
    /// The entry; `None` when it is not there.
    pub entry: Option<Entry>,
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which way.
    pub kind: FindingKind,
    /// Number of the seal; `None` for an entry that has none.
    pub seq: Option<u64>,
    /// The entry; `None` when a seal itself is not there.
    pub audit_id: Option<AuditId>,
}

/// In which way something does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// The entry is not the one that was sealed.
    EntryChanged,
    /// The seal is there and its entry is not.
    EntryMissing,
    /// The entry has no seal and does not wait for one: it was slipped in, or its seal was taken away.
    EntryUnsealed,
    /// The seal is not the one that was made, its entry is.
    SealChanged,
    /// A number of the chain has no seal.
    SealMissing,
    /// The seal with the expected number is another one, or is not there: the chain was made again or cut.
    Unexpected,
}

/// What a walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Seals that were looked at.
    pub n_seals: u64,
    /// Number of the last seal; 0 without any.
    pub head_seq: u64,
    /// Its value; [`SEAL_START`] without any.
    pub head: Seal,
    /// In the order of the chain, at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
    /// How many there are in all.
    pub n_findings: u64,
}

/// A walk along the chain of one organization, seal after seal in ascending order of their numbers.
#[derive(Debug)]
pub struct Walk {
    org_id: OrgId,
    expected: Option<Expected>,
    outcome: Outcome,
    doubt: Option<Doubt>,
}

/// A seal that is not that of its entry. The next one tells which of the two was changed.
#[derive(Debug, Clone, Copy)]
struct Doubt {
    seq: u64,
    audit_id: AuditId,
    /// What the seal would be for the entry as it stands.
    candidate: Seal,
}

impl Walk {
    /// Begins before the first seal.
    #[must_use]
    pub const fn new(org_id: OrgId, expected: Option<Expected>) -> Self {
        let outcome =
            Outcome { n_seals: 0, head_seq: 0, head: SEAL_START, findings: Vec::new(), n_findings: 0 };
        Self { org_id, expected, outcome, doubt: None }
    }

    /// Looks at the next seal.
    pub fn step(&mut self, link: &Link) {
        let next_seq = self.outcome.head_seq.saturating_add(1);
        let is_gap = link.seq != next_seq;
        let fits = |previous: &Seal| {
            link.entry.as_ref().is_some_and(|entry| seal(previous, link.seq, self.org_id, entry) == link.seal)
        };
        let (fits_head, doubt) = (!is_gap && fits(&self.outcome.head), self.doubt.take());
        let doubted_seal = !is_gap && !fits_head && doubt.is_some_and(|doubt| fits(&doubt.candidate));

        if let Some(doubt) = doubt {
            let kind = if doubted_seal { FindingKind::SealChanged } else { FindingKind::EntryChanged };
            self.find(kind, Some(doubt.seq), Some(doubt.audit_id));
        }
        if is_gap {
            // What this seal was made upon is not there: nothing can be said of its entry.
            self.find(FindingKind::SealMissing, Some(next_seq), None);
        }
        match &link.entry {
            None => self.find(FindingKind::EntryMissing, Some(link.seq), Some(link.audit_id)),
            Some(entry) if !is_gap && !fits_head && !doubted_seal => {
                let candidate = seal(&self.outcome.head, link.seq, self.org_id, entry);
                self.doubt = Some(Doubt { seq: link.seq, audit_id: link.audit_id, candidate });
            }
            Some(_) => {}
        }
        if let Some(expected) = self.expected
            && expected.seq == link.seq
        {
            self.expected = None;
            if expected.seal != link.seal {
                self.find(FindingKind::Unexpected, Some(link.seq), Some(link.audit_id));
            }
        }
        self.outcome.n_seals += 1;
        self.outcome.head_seq = link.seq;
        self.outcome.head = link.seal;
    }

    /// Notes an entry that has no seal and does not wait for one.
    pub fn unsealed(&mut self, audit_id: AuditId) {
        self.settle();
        self.find(FindingKind::EntryUnsealed, None, Some(audit_id));
    }

    /// Ends behind the last seal.
    #[must_use]
    pub fn finish(mut self) -> Outcome {
        self.settle();
        if let Some(expected) = self.expected.take()
            && (expected.seq, expected.seal) != (0, SEAL_START)
        {
            self.find(FindingKind::Unexpected, Some(expected.seq), None);
        }
        self.outcome
    }

    /// Nothing comes after the last seal that could tell its entry from itself; the entry is what people edit.
    fn settle(&mut self) {
        if let Some(doubt) = self.doubt.take() {
            self.find(FindingKind::EntryChanged, Some(doubt.seq), Some(doubt.audit_id));
        }
    }

    fn find(&mut self, kind: FindingKind, seq: Option<u64>, audit_id: Option<AuditId>) {
        self.outcome.n_findings += 1;
        if self.outcome.findings.len() < MAX_FINDINGS {
            self.outcome.findings.push(Finding { kind, seq, audit_id });
        }
    }
}
