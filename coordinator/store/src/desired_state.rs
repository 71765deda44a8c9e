//! What agents should run, and which check revisions were ever given to them.

use std::collections::BTreeMap;

use nocturne_core::check_spec;
use nocturne_shared::{
    check::CheckSpec,
    id::{AgentId, CheckId, OrgId},
    label::Labels,
};
use nocturne_store_queries::queries::desired_state as sql;
use uuid::Uuid;

use crate::{
    error::{StoreError, damaged, query},
    labels::labels_from_json,
    pool::SystemStore,
};

/// An agent as selectors see it.
#[derive(Debug, Clone)]
pub struct DesiredAgent {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Its name.
    pub slug: String,
    /// Its site's name.
    pub site_slug: String,
    /// Labels given by the coordinator.
    pub labels: Labels,
}

/// A check in force.
#[derive(Debug, Clone)]
pub struct DesiredCheck {
    /// Organization.
    pub org_id: OrgId,
    /// Check.
    pub check_id: CheckId,
    /// Its name.
    pub slug: String,
    /// Selector over agents.
    pub agent_selector: String,
    /// Revision in force.
    pub revision: u32,
    /// What it does.
    pub spec: CheckSpec,
}

/// The latest generation of an agent.
#[derive(Debug, Clone)]
pub struct Latest {
    /// Generation.
    pub generation: i64,
    /// SHA-256 of its document.
    pub sha256: Vec<u8>,
}

/// A generation to store.
#[derive(Debug, Clone, Copy)]
pub struct NewDesired<'a> {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Generation.
    pub generation: i64,
    /// SHA-256 of the document.
    pub sha256: &'a [u8],
    /// The encoded document.
    pub document: &'a [u8],
    /// Check revisions in it.
    pub assigned: &'a [(CheckId, u32)],
    /// Generations up to this one are forgotten.
    pub forget_through: i64,
}

/// A check revision that was given to an agent.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// Name of the check.
    pub slug: String,
    /// What that revision does.
    pub spec: CheckSpec,
}

/// These agents, without revoked ones.
///
/// # Errors
///
/// The store's.
pub async fn desired_agents(
    system: &SystemStore,
    agent_ids: &[AgentId],
) -> Result<Vec<DesiredAgent>, StoreError> {
    let client = system.client().await?;
    let ids = uuids(agent_ids);
    let rows = sql::desired_agents().bind(&client, &ids).all().await.map_err(query("desired_agents"))?;
    let row = |row: sql::DesiredAgents| {
        Ok(DesiredAgent {
            org_id: OrgId::from_uuid(row.org_id),
            agent_id: AgentId::from_uuid(row.agent_id),
            slug: row.slug,
            site_slug: row.site_slug,
            labels: labels_from_json(row.labels)?,
        })
    };
    rows.into_iter().map(row).collect()
}

/// Checks in force of these organizations.
///
/// # Errors
///
/// The store's.
pub async fn desired_checks(
    system: &SystemStore,
    org_ids: &[OrgId],
) -> Result<Vec<DesiredCheck>, StoreError> {
    let client = system.client().await?;
    let ids: Vec<Uuid> = org_ids.iter().map(|id| id.uuid()).collect();
    let rows = sql::desired_checks().bind(&client, &ids).all().await.map_err(query("desired_checks"))?;
    let row = |row: sql::DesiredChecks| {
        Ok(DesiredCheck {
            org_id: OrgId::from_uuid(row.org_id),
            check_id: CheckId::from_uuid(row.check_id),
            slug: row.slug,
            agent_selector: row.agent_selector,
            revision: u32::try_from(row.revision).map_err(damaged("revision"))?,
            spec: check_spec::from_json(&row.spec).map_err(damaged("check specification"))?,
        })
    };
    rows.into_iter().map(row).collect()
}

/// The latest generation of each of these agents that has one.
///
/// # Errors
///
/// The store's.
pub async fn desired_latest(
    system: &SystemStore,
    agent_ids: &[AgentId],
) -> Result<BTreeMap<AgentId, Latest>, StoreError> {
    let client = system.client().await?;
    let ids = uuids(agent_ids);
    let rows = sql::desired_latest().bind(&client, &ids).all().await.map_err(query("desired_latest"))?;
    let row = |row: sql::DesiredLatest| {
        (AgentId::from_uuid(row.agent_id), Latest { generation: row.generation, sha256: row.sha256 })
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Stores a generation and what it assigns; false when another coordinator stored that generation first.
///
/// # Errors
///
/// The store's.
pub async fn desired_save(system: &SystemStore, made: &NewDesired<'_>) -> Result<bool, StoreError> {
    let tx = system.begin("desired_save").await?;
    let (org, agent) = (made.org_id.uuid(), made.agent_id.uuid());
    let n_made = sql::desired_insert()
        .bind(tx.client(), &org, &agent, &made.generation, &made.sha256, &made.document)
        .await
        .map_err(query("desired_insert"))?;
    let check_ids: Vec<Uuid> = made.assigned.iter().map(|(check_id, _)| check_id.uuid()).collect();
    let revisions: Vec<i32> =
        made.assigned.iter().map(|(_, revision)| i32::try_from(*revision).unwrap_or(i32::MAX)).collect();
    sql::assignment_insert()
        .bind(tx.client(), &org, &agent, &check_ids, &revisions)
        .await
        .map_err(query("assignment_insert"))?;
    // A check that the agent is not asked for any more has no status there: it would only grow old.
    sql::desired_states_forget()
        .bind(tx.client(), &org, &agent, &check_ids)
        .await
        .map_err(query("desired_states_forget"))?;
    sql::desired_trim()
        .bind(tx.client(), &org, &agent, &made.forget_through)
        .await
        .map_err(query("desired_trim"))?;
    tx.commit().await?;
    Ok(n_made == 1)
}

/// A check revision, if it was ever given to this agent.
///
/// # Errors
///
/// The store's.
pub async fn assignment_find(
    system: &SystemStore,
    org_id: OrgId,
    agent_id: AgentId,
    check_id: CheckId,
    revision: u32,
) -> Result<Option<Assigned>, StoreError> {
    let client = system.client().await?;
    let revision = i32::try_from(revision).map_err(damaged("revision"))?;
    let row = sql::assignment_find()
        .bind(&client, &org_id.uuid(), &agent_id.uuid(), &check_id.uuid(), &revision)
        .opt()
        .await
        .map_err(query("assignment_find"))?;
    let assigned = |row: sql::AssignmentFind| {
        let spec = check_spec::from_json(&row.spec).map_err(damaged("check specification"))?;
        Ok(Assigned { slug: row.slug, spec })
    };
    row.map(assigned).transpose()
}

fn uuids(agent_ids: &[AgentId]) -> Vec<Uuid> {
    agent_ids.iter().map(|id| id.uuid()).collect()
}
