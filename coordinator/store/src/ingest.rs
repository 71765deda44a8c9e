//! The ingest transaction: cursors locked, rows saved, cursors moved.

mod prepared;
mod rows;

use nocturne_shared::{
    id::AgentId,
    outcome::{CheckStatus, Lane},
    time::Timestamp,
};
use nocturne_store_queries::queries::ingest as sql;
use uuid::Uuid;

use self::prepared::Prepared;
pub use self::rows::{
    BlockRow, ConfigRow, CursorRow, DeadLetterRow, EventRow, GapRow, Locked, LockedRow, Rows, StateRow,
};
use crate::{
    error::{StoreError, damaged, query},
    pool::SystemTx,
    session::lane_number,
};

/// Locks cursors in (agent, lane) order, so that two commits never wait for each other in a circle.
///
/// # Errors
///
/// The store's.
pub async fn cursors_lock(tx: &SystemTx, keys: &[(AgentId, Lane)]) -> Result<Locked, StoreError> {
    let agent_ids: Vec<Uuid> = keys.iter().map(|(agent_id, _)| agent_id.uuid()).collect();
    let lanes: Vec<i16> = keys.iter().map(|(_, lane)| lane_number(*lane)).collect();
    let rows = sql::ingest_cursors_lock()
        .bind(tx.client(), &agent_ids, &lanes)
        .all()
        .await
        .map_err(query("ingest_cursors_lock"))?;
    let database_now = rows.first().map_or(Timestamp::UNIX_EPOCH, |row| row.database_now);
    let row = |row: sql::IngestCursorsLock| {
        Ok::<_, StoreError>(LockedRow {
            agent_id: AgentId::from_uuid(row.agent_id),
            lane: if row.lane == 0 { Lane::Critical } else { Lane::Telemetry },
            epoch: row.epoch,
            seq: row.seq,
            chain: row.chain.as_slice().try_into().map_err(damaged("chain"))?,
            fence: row.fence,
            last_at: row.last_at,
        })
    };
    Ok(Locked { database_now, rows: rows.into_iter().map(row).collect::<Result<_, _>>()? })
}

/// Saves everything. Statements for which there is nothing are not sent.
///
/// # Errors
///
/// The store's; the transaction is of no use then.
pub async fn rows_save(tx: &SystemTx, rows: &Rows) -> Result<(), StoreError> {
    // Sent at once and answered in order: the connection pipelines them.
    tokio::try_join!(
        blocks_save(tx, &rows.blocks),
        cursors_save(tx, &rows.cursors),
        states_save(tx, &rows.states),
        changes_save(tx, &rows.changes),
        events_save(tx, &rows.events),
        gaps_save(tx, &rows.gaps),
        configs_save(tx, &rows.configs),
        dead_letters_save(tx, &rows.dead_letters),
    )?;
    Ok(())
}

/// One column of rows.
fn column<'r, R, T>(rows: &'r [R], field: impl Fn(&'r R) -> T) -> Vec<T> {
    rows.iter().map(field).collect()
}

async fn cursors_save(tx: &SystemTx, rows: &[CursorRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let client = Prepared::new(tx.client());
    let statement =
        sql::ingest_cursors_advance().prepare(&client).await.map_err(query("ingest_cursors_advance"))?;
    statement
        .bind(
            &client,
            &column(rows, |row| row.agent_id.uuid()),
            &column(rows, |row| lane_number(row.lane)),
            &column(rows, |row| row.seq),
            &column(rows, |row| row.chain.as_slice()),
            &column(rows, |row| row.last_at),
        )
        .await
        .map(drop)
        .map_err(query("ingest_cursors_advance"))
}

async fn blocks_save(tx: &SystemTx, rows: &[BlockRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let client = Prepared::new(tx.client());
    let statement =
        sql::ingest_blocks_insert().prepare(&client).await.map_err(query("ingest_blocks_insert"))?;
    statement
        .bind(
            &client,
            &column(rows, |row| row.org_id.uuid()),
            &column(rows, |row| row.agent_id.uuid()),
            &column(rows, |row| row.epoch),
            &column(rows, |row| row.first_seq),
            &column(rows, |row| row.last_seq),
            &column(rows, |row| row.ts_min),
            &column(rows, |row| row.ts_max),
            &column(rows, |row| row.n_samples),
            &column(rows, |row| row.clock_offset_us),
            &column(rows, |row| row.times_corrected),
            &column(rows, |row| row.data.as_slice()),
        )
        .await
        .map(drop)
        .map_err(query("ingest_blocks_insert"))
}

async fn states_save(tx: &SystemTx, rows: &[StateRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sql::ingest_states_put()
        .bind(
            tx.client(),
            &column(rows, |row| row.org_id.uuid()),
            &column(rows, |row| row.check_id.uuid()),
            &column(rows, |row| row.target.as_str()),
            &column(rows, |row| row.agent_id.uuid()),
            &column(rows, |row| row.revision),
            &column(rows, |row| row.status.as_str()),
            &column(rows, |row| row.reason.as_str()),
            &column(rows, |row| row.evidence.as_str()),
            &column(rows, |row| row.at),
        )
        .await
        .map(drop)
        .map_err(query("ingest_states_put"))
}

async fn changes_save(tx: &SystemTx, rows: &[StateRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sql::ingest_events_insert()
        .bind(
            tx.client(),
            &column(rows, |row| row.org_id.uuid()),
            &column(rows, |row| row.check_id.uuid()),
            &column(rows, |row| row.target.as_str()),
            &column(rows, |row| row.agent_id.uuid()),
            &column(rows, |row| row.before.map_or("", CheckStatus::as_str)),
            &column(rows, |row| row.status.as_str()),
            &column(rows, |row| row.reason.as_str()),
            &column(rows, |row| row.evidence.as_str()),
            &column(rows, |row| row.at),
        )
        .await
        .map(drop)
        .map_err(query("ingest_events_insert"))
}

/// Saves events with the change that made them.
///
/// # Errors
///
/// The store's.
pub async fn events_save(tx: &SystemTx, rows: &[EventRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sql::event_insert()
        .bind(
            tx.client(),
            &column(rows, |row| row.org_id.uuid()),
            &column(rows, |row| row.event_id),
            &column(rows, |row| row.kind.as_str()),
            &column(rows, |row| row.key.as_str()),
            &column(rows, |row| row.data.clone()),
            &column(rows, |row| row.at),
        )
        .await
        .map(drop)
        .map_err(query("event_insert"))
}

async fn gaps_save(tx: &SystemTx, rows: &[GapRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sql::ingest_gaps_insert()
        .bind(
            tx.client(),
            &column(rows, |row| row.org_id.uuid()),
            &column(rows, |row| row.gap_id.uuid()),
            &column(rows, |row| row.agent_id.uuid()),
            &column(rows, |row| row.cause.as_str()),
            &column(rows, |row| row.from_at),
            &column(rows, |row| row.to_at),
            &column(rows, |row| row.records),
            &column(rows, |row| row.detail.as_str()),
        )
        .await
        .map(drop)
        .map_err(query("ingest_gaps_insert"))
}

async fn configs_save(tx: &SystemTx, rows: &[ConfigRow]) -> Result<(), StoreError> {
    for row in rows {
        let state = if row.applied { "applied" } else { "failed" };
        sql::ingest_config_status()
            .bind(
                tx.client(),
                &state,
                &row.detail.as_str(),
                &row.org_id.uuid(),
                &row.agent_id.uuid(),
                &row.generation,
            )
            .await
            .map_err(query("ingest_config_status"))?;
    }
    Ok(())
}

async fn dead_letters_save(tx: &SystemTx, rows: &[DeadLetterRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sql::ingest_dead_letters_insert()
        .bind(
            tx.client(),
            &column(rows, |row| row.org_id.uuid()),
            &column(rows, |row| row.agent_id.uuid()),
            &column(rows, |row| row.epoch),
            &column(rows, |row| lane_number(row.lane)),
            &column(rows, |row| row.seq),
            &column(rows, |row| row.kind),
            &column(rows, |row| row.reason.as_str()),
            &column(rows, |row| row.payload.as_slice()),
        )
        .await
        .map(drop)
        .map_err(query("ingest_dead_letters_insert"))
}
