//! How checks stand.

use std::time::Duration;

use nocturne_core::assignment::agent_labels;
use nocturne_shared::{
    id::{AgentId, CheckId, OrgId},
    label::Labels,
    outcome::CheckStatus,
    selector::Selector,
    time::Timestamp,
};
use nocturne_store_queries::queries::check_state as sql;
use uuid::Uuid;

use crate::{
    error::{StoreError, query},
    labels::labels_from_json,
    pool::OrgStore,
    row,
};

/// Status of one check at one target as one agent sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckStateRow {
    /// Check.
    pub check_id: CheckId,
    /// Its name.
    pub check: String,
    /// Target as defined.
    pub target: String,
    /// Agent.
    pub agent_id: AgentId,
    /// Its name.
    pub agent: String,
    /// Its site.
    pub site: String,
    /// Status.
    pub status: CheckStatus,
    /// From the closed list; empty is none.
    pub reason: String,
    /// What was seen.
    pub evidence: String,
    /// Since when, agent's clock.
    pub since_at: Timestamp,
    /// When it was last written, database clock.
    pub updated_at: Timestamp,
    /// Time between two executions.
    pub interval: Duration,
    /// Time one execution may take.
    pub timeout: Duration,
    /// Agent's clock minus coordinator's at the last heartbeat, microseconds; 0 when there was none.
    pub clock_offset_us: i64,
    /// Agents the check is meant for.
    pub selector: Selector,
    /// The agent's labels as selectors see them.
    pub agent_labels: Labels,
}

/// What one agent says of a check at a target, without names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SightRow {
    /// Check.
    pub check_id: CheckId,
    /// Target as defined.
    pub target: String,
    /// Agent.
    pub agent_id: AgentId,
    /// Status.
    pub status: CheckStatus,
    /// From the closed list; empty is none.
    pub reason: String,
    /// Since when, agent's clock.
    pub since_at: Timestamp,
    /// When it was last written, database clock.
    pub updated_at: Timestamp,
}

/// Statuses of one check as one agent sees its targets, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateCount {
    /// Check.
    pub check_id: CheckId,
    /// Agent.
    pub agent_id: AgentId,
    /// Status.
    pub status: CheckStatus,
    /// Targets with it.
    pub n_states: u64,
}

/// A place in the list: names of check, target and agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckStatePlace {
    /// Name of the check.
    pub check: String,
    /// Target.
    pub target: String,
    /// Name of the agent.
    pub agent: String,
}

/// Statuses after a place, of one check or of all, by names of check, target and agent.
///
/// Statuses of agents that the selector does not match any more are among them, until those agents are given what to run
/// the next time: whoever lists them asks [`CheckStateRow::is_assigned`].
///
/// # Errors
///
/// [`StoreError::Query`]; [`StoreError::Damaged`].
pub async fn check_state_page(
    org: &OrgStore,
    org_id: OrgId,
    check_id: Option<CheckId>,
    after: Option<&CheckStatePlace>,
    n_rows: usize,
) -> Result<Vec<CheckStateRow>, StoreError> {
    let tx = org.begin("check_state_page", org_id).await?;
    let rows = sql::check_state_page()
        .bind(
            tx.client(),
            &org_id.uuid(),
            &check_id.map(CheckId::uuid),
            &after.map(|place| place.check.as_str()),
            &after.map(|place| place.target.as_str()),
            &after.map(|place| place.agent.as_str()),
            &row::n_rows(n_rows),
        )
        .all()
        .await
        .map_err(query("check_state_page"))?;
    tx.commit().await?;
    rows.into_iter().map(from_row).collect()
}

/// What all agents say of these checks at these targets, in no order; `places` are pairs of both.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn check_state_of_targets(
    org: &OrgStore,
    org_id: OrgId,
    places: &[(CheckId, &str)],
) -> Result<Vec<SightRow>, StoreError> {
    let check_ids: Vec<Uuid> = places.iter().map(|(check_id, _)| check_id.uuid()).collect();
    let targets: Vec<&str> = places.iter().map(|(_, target)| *target).collect();
    let tx = org.begin("check_state_of_targets", org_id).await?;
    let rows = sql::check_state_of_targets()
        .bind(tx.client(), &org_id.uuid(), &check_ids, &targets)
        .all()
        .await
        .map_err(query("check_state_of_targets"))?;
    tx.commit().await?;
    let sight = |row: sql::CheckStateOfTargets| {
        Ok(SightRow {
            check_id: CheckId::from_uuid(row.check_id),
            target: row.target,
            agent_id: AgentId::from_uuid(row.agent_id),
            status: row::status(&row.status)?,
            reason: row.reason,
            since_at: row.since_at,
            updated_at: row.updated_at,
        })
    };
    rows.into_iter().map(sight).collect()
}

/// Statuses by check, agent and kind; kinds without any are left out. What [`check_state_page`] says of agents that the
/// selector does not match any more holds here too.
///
/// # Errors
///
/// [`StoreError::Query`].
pub async fn check_state_count(org: &OrgStore, org_id: OrgId) -> Result<Vec<StateCount>, StoreError> {
    let tx = org.begin("check_state_count", org_id).await?;
    let rows = sql::check_state_count()
        .bind(tx.client(), &org_id.uuid())
        .all()
        .await
        .map_err(query("check_state_count"))?;
    tx.commit().await?;
    let count = |row: sql::CheckStateCount| {
        Ok(StateCount {
            check_id: CheckId::from_uuid(row.check_id),
            agent_id: AgentId::from_uuid(row.agent_id),
            status: row::status(&row.status)?,
            n_states: row::natural(row.n_states),
        })
    };
    rows.into_iter().map(count).collect()
}

impl CheckStateRow {
    /// True when the agent is meant to run the check.
    #[must_use]
    pub fn is_assigned(&self) -> bool {
        self.selector.matches(&self.agent_labels)
    }
}

fn from_row(row: sql::CheckStatePage) -> Result<CheckStateRow, StoreError> {
    let micros = |number: i64| Duration::from_micros(row::natural(number));
    Ok(CheckStateRow {
        selector: row::selector(&row.agent_selector)?,
        agent_labels: agent_labels(&labels_from_json(row.labels)?, &row.agent_slug, &row.site),
        check_id: CheckId::from_uuid(row.check_id),
        check: row.check_slug,
        target: row.target,
        agent_id: AgentId::from_uuid(row.agent_id),
        agent: row.agent_slug,
        site: row.site,
        status: row::status(&row.status)?,
        reason: row.reason,
        evidence: row.evidence,
        since_at: row.since_at,
        updated_at: row.updated_at,
        interval: micros(row.interval_us),
        timeout: micros(row.timeout_us),
        clock_offset_us: row.clock_offset_us.unwrap_or(0),
    })
}
