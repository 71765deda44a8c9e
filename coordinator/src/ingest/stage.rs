//! A batch on its way to the writer.

use bytes::Bytes;
use nocturne_core::{
    block::Sample,
    chain::Chain,
    cursor::{Hole, Refusal},
};
use nocturne_shared::{
    id::{AgentId, CheckId, OrgId},
    outcome::{CheckStatus, GapCause, Lane, Reason},
    time::Timestamp,
};
use tokio::sync::oneshot;

use super::decode::{ConfigStatus, Gap};

/// A decoded batch. Everything in it belongs to one agent and lane.
pub struct Staged {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Its name.
    pub agent: String,
    /// Lane.
    pub lane: Lane,
    /// Session.
    pub fence: i64,
    /// Epoch of the records.
    pub epoch: u64,
    /// Sequence number of the first record.
    pub first_seq: u64,
    /// Explanation of missing records before it.
    pub hole: Option<DeclaredHole>,
    /// Records, consecutive.
    pub records: Vec<StagedRecord>,
    /// Samples of all records, in their order.
    pub samples: Vec<Sample>,
    /// Agent's clock minus coordinator's.
    pub clock_offset_us: i64,
    /// Told once, after the commit or the refusal. Dropped when the outcome is not known.
    pub reply: oneshot::Sender<Reply>,
}

impl Staged {
    /// The same batch with every record for the dead letters: the cursor moves on, and the payloads are kept for a look.
    #[must_use]
    pub fn into_dead(mut self, why: &str) -> Self {
        self.samples.clear();
        for record in &mut self.records {
            record.samples_end = 0;
            record.at = Timestamp::UNIX_EPOCH;
            record.content = Content::Dead(why.to_owned());
        }
        self
    }
}

/// A hole with what the agent says about it.
#[derive(Debug, Clone)]
pub struct DeclaredHole {
    /// Range and chain.
    pub hole: Hole,
    /// Why.
    pub cause: GapCause,
    /// Begin, if the agent knows.
    pub from: Option<Timestamp>,
    /// End, if the agent knows.
    pub to: Option<Timestamp>,
}

/// One record of a batch.
pub struct StagedRecord {
    /// Kind on the wire.
    pub kind: i32,
    /// Payload as it came, for the chain and the dead letters.
    pub payload: Bytes,
    /// Chain after it, as claimed.
    pub chain: Chain,
    /// Agent's clock when it was spooled.
    pub at: Timestamp,
    /// Samples of the batch up to and including this record.
    pub samples_end: usize,
    /// What else it holds.
    pub content: Content,
}

/// What a record holds beside samples.
pub enum Content {
    /// Nothing.
    Samples,
    /// A status.
    Status(StatusRow),
    /// A time without data.
    Gap(Gap),
    /// What became of a desired state.
    Config(ConfigStatus),
    /// It cannot be read or is not allowed, and why.
    Dead(String),
}

/// A status with the names of its check and target.
#[derive(Debug, Clone)]
pub struct StatusRow {
    /// Check and revision.
    pub check: (CheckId, u32),
    /// Name of the check.
    pub check_slug: String,
    /// Target as defined.
    pub target: String,
    /// Before, if there was one.
    pub before: Option<CheckStatus>,
    /// From `at` on.
    pub status: CheckStatus,
    /// Why.
    pub reason: Reason,
    /// What was seen.
    pub evidence: String,
    /// Agent's clock.
    pub at: Timestamp,
    /// True when it only repeats.
    pub repeated: bool,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Committed up to and including this sequence number.
    Committed {
        /// Last committed sequence number.
        through_seq: u64,
    },
    /// Nothing of it was stored.
    Refused(Refusal),
}
