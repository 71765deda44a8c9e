//! What one commit reads and writes, as values.

use nocturne_core::chain::Chain;
use nocturne_shared::{
    id::{AgentId, CheckId, GapId, OrgId},
    outcome::{CheckStatus, GapCause, Lane, Reason},
    time::Timestamp,
};
use serde_json::Value;
use uuid::Uuid;

/// A locked cursor row.
#[derive(Debug, Clone)]
pub struct LockedRow {
    /// Agent.
    pub agent_id: AgentId,
    /// Lane.
    pub lane: Lane,
    /// Epoch in force.
    pub epoch: i64,
    /// Last stored sequence number.
    pub seq: i64,
    /// Chain there.
    pub chain: Chain,
    /// Fence in force.
    pub fence: i64,
    /// Agent's clock at the last stored record.
    pub last_at: Option<Timestamp>,
}

/// All locked cursor rows of a commit.
#[derive(Debug, Clone)]
pub struct Locked {
    /// Database clock of the transaction.
    pub database_now: Timestamp,
    /// Rows that exist.
    pub rows: Vec<LockedRow>,
}

/// Everything one commit writes.
#[derive(Debug, Default)]
pub struct Rows {
    /// Cursors that moved.
    pub cursors: Vec<CursorRow>,
    /// One per agent.
    pub blocks: Vec<BlockRow>,
    /// Current statuses, one per key.
    pub states: Vec<StateRow>,
    /// Status changes, for the history.
    pub changes: Vec<StateRow>,
    /// Events.
    pub events: Vec<EventRow>,
    /// Times without data.
    pub gaps: Vec<GapRow>,
    /// What became of desired states.
    pub configs: Vec<ConfigRow>,
    /// Records that cannot be read or are not allowed.
    pub dead_letters: Vec<DeadLetterRow>,
}

/// Where a cursor goes.
#[derive(Debug, Clone)]
pub struct CursorRow {
    /// Agent.
    pub agent_id: AgentId,
    /// Lane.
    pub lane: Lane,
    /// Last stored sequence number.
    pub seq: i64,
    /// Chain there.
    pub chain: Chain,
    /// Agent's clock at the last stored record.
    pub last_at: Timestamp,
}

/// A packed block.
#[derive(Debug, Clone)]
pub struct BlockRow {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Epoch of the records.
    pub epoch: i64,
    /// First record in it.
    pub first_seq: i64,
    /// Last record in it.
    pub last_seq: i64,
    /// Earliest sample.
    pub ts_min: Timestamp,
    /// Latest sample.
    pub ts_max: Timestamp,
    /// Samples in it.
    pub n_samples: i32,
    /// Agent's clock minus coordinator's.
    pub clock_offset_us: i64,
    /// True when times were set back because the agent's clock was too far ahead.
    pub times_corrected: bool,
    /// The bytes.
    pub data: Vec<u8>,
}

/// A status of a check at a target from an agent.
#[derive(Debug, Clone)]
pub struct StateRow {
    /// Organization.
    pub org_id: OrgId,
    /// Check.
    pub check_id: CheckId,
    /// Its revision.
    pub revision: i32,
    /// Target as defined.
    pub target: String,
    /// Agent.
    pub agent_id: AgentId,
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
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct EventRow {
    /// Organization.
    pub org_id: OrgId,
    /// Id.
    pub event_id: Uuid,
    /// What happened, e.g. `check.status`.
    pub kind: String,
    /// What it is about; events of one key keep their order.
    pub key: String,
    /// Details.
    pub data: Value,
    /// When.
    pub at: Timestamp,
}

/// A time without data.
#[derive(Debug, Clone)]
pub struct GapRow {
    /// Organization.
    pub org_id: OrgId,
    /// Id.
    pub gap_id: GapId,
    /// Agent.
    pub agent_id: AgentId,
    /// Why.
    pub cause: GapCause,
    /// Begin.
    pub from_at: Timestamp,
    /// End.
    pub to_at: Timestamp,
    /// Records known to be missing.
    pub records: i64,
    /// For people.
    pub detail: String,
}

/// What became of a desired state.
#[derive(Debug, Clone)]
pub struct ConfigRow {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Generation.
    pub generation: i64,
    /// True when it runs.
    pub applied: bool,
    /// Why not.
    pub detail: String,
}

/// A record that cannot be read or is not allowed.
#[derive(Debug, Clone)]
pub struct DeadLetterRow {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Epoch.
    pub epoch: i64,
    /// Lane.
    pub lane: Lane,
    /// Sequence number.
    pub seq: i64,
    /// Kind on the wire.
    pub kind: i32,
    /// Why.
    pub reason: String,
    /// As it came.
    pub payload: Vec<u8>,
}
