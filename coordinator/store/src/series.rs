//! Series, and the blocks that hold their samples.

use std::{collections::HashMap, sync::Arc};

use nocturne_core::series::SeriesKey;
use nocturne_shared::{
    id::{AgentId, OrgId},
    label::Labels,
    time::Timestamp,
};
use nocturne_store_queries::queries::series as sql;
use serde_json::Value;

use crate::{
    error::{StoreError, query},
    labels::{labels_from_json, labels_to_json},
    pool::{OrgStore, SystemStore},
};

/// A stored series.
#[derive(Debug, Clone)]
pub struct SeriesRow {
    /// Organization.
    pub org_id: OrgId,
    /// Id.
    pub series_id: i64,
    /// Metric name.
    pub metric: String,
    /// Labels.
    pub labels: Labels,
    /// Whose blocks hold its samples.
    pub agent_id: AgentId,
}

/// A stored block.
#[derive(Debug, Clone)]
pub struct BlockRow {
    /// Organization.
    pub org_id: OrgId,
    /// Agent.
    pub agent_id: AgentId,
    /// Database clock at the commit.
    pub received_at: Timestamp,
    /// The bytes.
    pub data: Vec<u8>,
}

/// Ids of these series, made where they do not exist; committed when this returns.
///
/// # Errors
///
/// The store's.
pub async fn series_find_or_insert(
    system: &SystemStore,
    org_id: OrgId,
    agent_id: AgentId,
    keys: &[SeriesKey],
) -> Result<HashMap<SeriesKey, i64>, StoreError> {
    let client = system.client().await?;
    let org_ids = vec![org_id.uuid(); keys.len()];
    let agent_ids = vec![agent_id.uuid(); keys.len()];
    let metrics: Vec<&str> = keys.iter().map(|key| key.metric.as_str()).collect();
    let labels: Vec<Value> = keys.iter().map(|key| labels_to_json(&key.labels)).collect();
    let fingerprints: Vec<i64> = keys.iter().map(SeriesKey::fingerprint).collect();
    sql::series_insert()
        .bind(&client, &org_ids, &metrics, &labels, &fingerprints, &agent_ids)
        .await
        .map_err(query("series_insert"))?;
    let rows = sql::series_find()
        .bind(&client, &org_ids, &metrics, &labels, &fingerprints)
        .all()
        .await
        .map_err(query("series_find"))?;
    rows.into_iter()
        .map(|row| {
            let key = SeriesKey { metric: row.metric, labels: labels_from_json(row.labels)? };
            Ok((key, row.series_id))
        })
        .collect()
}

/// These series.
///
/// # Errors
///
/// The store's.
pub async fn series_by_ids(system: &SystemStore, series_ids: &[i64]) -> Result<Vec<SeriesRow>, StoreError> {
    let client = system.client().await?;
    let rows = sql::series_by_ids().bind(&client, &series_ids).all().await.map_err(query("series_by_ids"))?;
    let row = |row: sql::SeriesByIds| {
        Ok(SeriesRow {
            org_id: OrgId::from_uuid(row.org_id),
            series_id: row.series_id,
            metric: row.metric,
            labels: labels_from_json(row.labels)?,
            agent_id: AgentId::from_uuid(row.agent_id),
        })
    };
    rows.into_iter().map(row).collect()
}

/// One series of an organization.
///
/// # Errors
///
/// The store's.
pub async fn series_get(
    org: &OrgStore,
    org_id: OrgId,
    series_id: i64,
) -> Result<Option<SeriesRow>, StoreError> {
    let tx = org.begin("series_get", org_id).await?;
    let row = sql::series_get()
        .bind(tx.client(), &org_id.uuid(), &series_id)
        .opt()
        .await
        .map_err(query("series_get"))?;
    tx.commit().await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(SeriesRow {
        org_id,
        series_id: row.series_id,
        metric: row.metric,
        labels: labels_from_json(row.labels)?,
        agent_id: AgentId::from_uuid(row.agent_id),
    }))
}

/// Blocks of an agent that may hold samples with `ts_from` ≤ time < `ts_to`, in order of arrival.
///
/// # Errors
///
/// The store's.
pub async fn series_blocks(
    org: &OrgStore,
    org_id: OrgId,
    agent_id: AgentId,
    received_from: Timestamp,
    ts_from: Timestamp,
    ts_to: Timestamp,
) -> Result<Vec<Arc<[u8]>>, StoreError> {
    let tx = org.begin("series_blocks", org_id).await?;
    let rows = sql::series_blocks()
        .bind(tx.client(), &org_id.uuid(), &agent_id.uuid(), &received_from, &ts_from, &ts_to)
        .all()
        .await
        .map_err(query("series_blocks"))?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| row.data.into()).collect())
}

/// Every block received from a time on, in order of arrival.
///
/// # Errors
///
/// The store's.
pub async fn blocks_since(system: &SystemStore, from: Timestamp) -> Result<Vec<BlockRow>, StoreError> {
    let client = system.client().await?;
    let rows = sql::blocks_since().bind(&client, &from).all().await.map_err(query("blocks_since"))?;
    let row = |row: sql::BlocksSince| BlockRow {
        org_id: OrgId::from_uuid(row.org_id),
        agent_id: AgentId::from_uuid(row.agent_id),
        received_at: row.received_at,
        data: row.data,
    };
    Ok(rows.into_iter().map(row).collect())
}
