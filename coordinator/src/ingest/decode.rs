//! Records of agents, looked at. What cannot be read is not an error of the batch: it goes to the dead letters and the
//! cursor still advances, so that one bad record never holds up an agent.

use bytes::Bytes;
use nocturne_proto::{agent::v1 as wire, convert::time::timestamp_from_wire};
use nocturne_shared::{
    id::CheckId,
    outcome::{CheckStatus, GapCause, Metric, Outcome, Reason, RecordKind},
    time::Timestamp,
};

/// Most rows of one RESULTS record.
pub const MAX_ROWS: usize = 512;
/// Most metric columns of one RESULTS record.
const MAX_COLUMNS: usize = 256;
/// Longest text taken from an agent, bytes.
const MAX_TEXT: usize = 4_096;

/// A record that can be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Decoded {
    /// Executions.
    Results(Results),
    /// A status.
    Status(Status),
    /// What became of a desired state.
    Config(ConfigStatus),
    /// A time without data.
    Gap(Gap),
}

/// Executions, with every index checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// Check revisions the rows name.
    pub checks: Vec<(CheckId, u32)>,
    /// One per execution.
    pub rows: Vec<Row>,
    /// Values beyond success and duration.
    pub columns: Vec<Column>,
}

/// One execution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Index into [`Results::checks`].
    pub check_index: usize,
    /// Index of the target in that revision; not checked yet.
    pub target_index: u32,
    /// Agent's clock.
    pub start_us: i64,
    /// Microseconds.
    pub duration_us: u64,
    /// Outcome.
    pub outcome: Outcome,
}

/// Values of one metric with one set of dynamic labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Metric.
    pub metric: Metric,
    /// Names and values in turn.
    pub labels: Vec<String>,
    /// Row index and value.
    pub values: Vec<(usize, f64)>,
}

/// A decided status.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// Check.
    pub check: (CheckId, u32),
    /// Index of the target in that revision; not checked yet.
    pub target_index: u32,
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

/// What became of a desired state.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigStatus {
    /// Generation.
    pub generation: i64,
    /// True when it runs.
    pub applied: bool,
    /// Why not.
    pub detail: String,
}

/// A time without data.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Why.
    pub cause: GapCause,
    /// Begin.
    pub from: Timestamp,
    /// End.
    pub to: Timestamp,
    /// Records known to be missing.
    pub records: i64,
    /// For people.
    pub detail: String,
}

/// Reads one record.
///
/// # Errors
///
/// Why it cannot be read, for the dead letter.
pub fn decode(kind: i32, payload: &Bytes) -> Result<Decoded, String> {
    match RecordKind::from_code(kind) {
        Some(RecordKind::Results) => results(parse(payload)?).map(Decoded::Results),
        Some(RecordKind::Status) => status(parse(payload)?).map(Decoded::Status),
        Some(RecordKind::ConfigStatus) => config_status(parse(payload)?).map(Decoded::Config),
        Some(RecordKind::Gap) => Ok(Decoded::Gap(gap(parse(payload)?))),
        Some(reserved @ (RecordKind::CommandResult | RecordKind::Chunk)) => {
            Err(format!("records of kind {reserved} are not understood by this coordinator"))
        }
        None => Err(format!("record kind {kind} is unknown")),
    }
}

fn parse<M: prost::Message + Default>(payload: &Bytes) -> Result<M, String> {
    M::decode(payload.clone()).map_err(|error| format!("undecodable payload: {error}"))
}

fn results(message: wire::Results) -> Result<Results, String> {
    let n = message.check_index.len();
    if !(1..=MAX_ROWS).contains(&n) {
        return Err(format!("{n} rows, allowed are 1 to {MAX_ROWS}"));
    }
    let lengths = [
        message.target_index.len(),
        message.start_us.len(),
        message.duration_us.len(),
        message.outcome.len(),
        message.reason.len(),
    ];
    if lengths.iter().any(|length| *length != n) {
        return Err(format!("row columns have different lengths: {n} and {lengths:?}"));
    }
    if message.columns.len() > MAX_COLUMNS {
        return Err(format!("{} metric columns, allowed are {MAX_COLUMNS}", message.columns.len()));
    }
    let checks = message.checks.iter().map(check_ref).collect::<Result<Vec<_>, _>>()?;
    let rows = rows(&message, checks.len())?;
    let columns = message.columns.into_iter().map(|raw| column(raw, n)).collect::<Result<Vec<_>, _>>()?;
    Ok(Results { checks, rows, columns })
}

fn rows(message: &wire::Results, n_checks: usize) -> Result<Vec<Row>, String> {
    let mut start_us = 0_i64;
    let numbers = message.check_index.iter().zip(&message.target_index);
    let times = message.start_us.iter().zip(&message.duration_us);
    numbers
        .zip(times)
        .zip(&message.outcome)
        .map(|(((check, target), (step, duration)), outcome)| {
            let check_index = usize::try_from(*check).ok().filter(|index| *index < n_checks);
            start_us = start_us.saturating_add(*step);
            Ok(Row {
                check_index: check_index.ok_or_else(|| format!("check index {check} of {n_checks}"))?,
                target_index: *target,
                start_us,
                duration_us: *duration,
                outcome: Outcome::from_code(*outcome)
                    .ok_or_else(|| format!("outcome {outcome} is unknown"))?,
            })
        })
        .collect()
}

fn column(raw: wire::MetricColumn, n_rows: usize) -> Result<Column, String> {
    let metric = Metric::from_code(raw.metric).ok_or_else(|| format!("metric {} is unknown", raw.metric))?;
    if matches!(metric, Metric::ProbeSuccess | Metric::ProbeDuration) {
        return Err(format!("{metric} is derived by the coordinator and must not be sent"));
    }
    let label_fits = |text: &String| (1..=128).contains(&text.len()) && !text.contains(char::is_control);
    if raw.labels.len() > 8 || !raw.labels.len().is_multiple_of(2) || !raw.labels.iter().all(label_fits) {
        return Err(format!("labels of {metric} are malformed"));
    }
    let indexes: Vec<usize> = if raw.rows.is_empty() {
        (0..n_rows).collect()
    } else {
        raw.rows.iter().filter_map(|row| usize::try_from(*row).ok()).collect()
    };
    let ascending = indexes.is_sorted_by(|a, b| a < b);
    if indexes.len() != raw.values.len() || !ascending || indexes.last().is_some_and(|last| *last >= n_rows) {
        return Err(format!("rows of {metric} do not fit its values"));
    }
    Ok(Column { metric, labels: raw.labels, values: indexes.into_iter().zip(raw.values).collect() })
}

fn check_ref(raw: &wire::CheckRevisionRef) -> Result<(CheckId, u32), String> {
    let check_id = CheckId::from_bytes(&raw.check_id).ok_or("a check id is not 16 bytes long")?;
    if raw.revision == 0 || i32::try_from(raw.revision).is_err() {
        return Err(format!("revision {} is out of range", raw.revision));
    }
    Ok((check_id, raw.revision))
}

fn status(message: wire::StatusChange) -> Result<Status, String> {
    let check = check_ref(message.check.as_ref().ok_or("status without a check")?)?;
    let status = CheckStatus::from_code(message.status)
        .ok_or_else(|| format!("status {} is unknown", message.status))?;
    let reason =
        Reason::from_code(message.reason).ok_or_else(|| format!("reason {} is unknown", message.reason))?;
    Ok(Status {
        check,
        target_index: message.target_index,
        before: CheckStatus::from_code(message.before),
        status,
        reason,
        evidence: text(message.evidence),
        at: message.at.as_ref().map(timestamp_from_wire).ok_or("status without a time")?,
        repeated: message.repeated,
    })
}

fn config_status(message: wire::ConfigStatus) -> Result<ConfigStatus, String> {
    let generation = i64::try_from(message.generation).map_err(|_| "generation is out of range")?;
    let applied = match message.state() {
        wire::config_status::State::Applied => true,
        wire::config_status::State::Failed => false,
        wire::config_status::State::Unspecified => return Err("state is not given".to_owned()),
    };
    Ok(ConfigStatus { generation, applied, detail: text(message.detail) })
}

fn gap(message: wire::Gap) -> Gap {
    let from = message.from_time.as_ref().map(timestamp_from_wire).unwrap_or(Timestamp::UNIX_EPOCH);
    let to = message.to_time.as_ref().map_or(from, timestamp_from_wire);
    Gap {
        cause: GapCause::from_code(message.cause).unwrap_or(GapCause::Unknown),
        from: from.min(to),
        to,
        records: i64::try_from(message.records).unwrap_or(i64::MAX),
        detail: text(message.detail),
    }
}

/// Text of an agent for people: capped, and without the zero bytes that PostgreSQL refuses.
fn text(mut text: String) -> String {
    if text.len() > MAX_TEXT {
        let end = text.floor_char_boundary(MAX_TEXT);
        text.truncate(end);
    }
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

#[cfg(test)]
mod tests;
