//! `spool stat` and `spool verify`.

use std::fmt::Write as _;

use nocturne_shared::time::from_micros;
use nocturne_spool::{Lane, LaneStat, VerifyReport, stat_dir};
use serde_json::{Value, json};

use super::{Failure, Output, SpoolArgs, print};
use crate::state_dir::StateDir;

/// Prints the numbers of a spool.
pub(super) fn stat(args: &SpoolArgs) -> Result<(), Failure> {
    let stat = stat_dir(&spool_dir(args)?).map_err(|error| Failure::failed(&error))?;
    let lanes = Lane::ALL.map(|lane| (lane, stat.lane(lane)));
    let text = match args.output {
        Output::Json => pretty(&json!({
            "spool_id": hex::encode(stat.spool_id),
            "epoch": stat.epoch,
            "lanes": lanes.map(|(lane, numbers)| lane_json(lane, numbers)).to_vec(),
        })),
        Output::Table => {
            let mut text = format!("spool {} epoch {}\n", hex::encode(stat.spool_id), stat.epoch);
            text.push_str("lane       produced      acked    pending    dropped  pending bytes  oldest\n");
            for (lane, numbers) in lanes {
                let oldest = numbers.oldest_at_us.map_or_else(|| "-".to_owned(), time);
                let LaneStat { produced_records, acked_records, pending_records, dropped_records, .. } =
                    numbers;
                writeln!(
                    text,
                    "{:<9} {produced_records:>9} {acked_records:>10} {pending_records:>10} {dropped_records:>10} {:>14}  {oldest}",
                    lane.to_string(),
                    numbers.pending_bytes,
                )
                .ok();
            }
            text
        }
    };
    print(&text)
}

/// Checks a spool; damage is a failure.
pub(super) fn verify(args: &SpoolArgs) -> Result<(), Failure> {
    let report = nocturne_spool::verify(&spool_dir(args)?).map_err(|error| Failure::failed(&error))?;
    print(&match args.output {
        Output::Json => pretty(&report_json(&report)),
        Output::Table => report_text(&report),
    })?;
    if report.is_ok() {
        return Ok(());
    }
    let advice = "the spool is damaged; the agent repairs it at its next start and declares what is missing";
    Err(Failure { code: nocturne_runtime::exit::EX_FAILED, text: advice.to_owned() })
}

fn spool_dir(args: &SpoolArgs) -> Result<std::path::PathBuf, Failure> {
    let dir = StateDir::new(args.state.dir.clone()).spool();
    if dir.is_dir() {
        return Ok(dir);
    }
    Err(Failure::usage(format!(
        "{} is no agent's directory, or its agent never ran",
        args.state.dir.display()
    )))
}

fn lane_json(lane: Lane, numbers: &LaneStat) -> Value {
    json!({
        "lane": lane.number(),
        "produced_records": numbers.produced_records,
        "acked_records": numbers.acked_records,
        "pending_records": numbers.pending_records,
        "dropped_records": numbers.dropped_records,
        "pending_bytes": numbers.pending_bytes,
        "disk_bytes": numbers.disk_bytes,
        "segments": numbers.segments,
        "first_seq": numbers.first_seq,
        "last_seq": numbers.last_seq,
        "acked_seq": numbers.acked_seq,
        "oldest_time": numbers.oldest_at_us.map(time),
    })
}

fn report_json(report: &VerifyReport) -> Value {
    let files = report.files.iter().map(|file| {
        json!({
            "name": file.name,
            "lane": file.lane.map(Lane::number),
            "first_seq": file.first_seq,
            "last_seq": file.last_seq,
            "records": file.records,
            "bytes": file.bytes,
            "findings": file.findings,
        })
    });
    json!({
        "ok": report.is_ok(),
        "spool_id": report.spool_id.map(hex::encode),
        "epoch": report.epoch,
        "clean_stop": report.clean_stop,
        "records": report.records(),
        "files": files.collect::<Vec<_>>(),
        "findings": report.findings,
    })
}

fn report_text(report: &VerifyReport) -> String {
    let verdict = if report.is_ok() { "in order" } else { "damaged" };
    let mut text = format!("{verdict}: {} records in {} files\n", report.records(), report.files.len());
    for finding in &report.findings {
        writeln!(text, "  {finding}").ok();
    }
    for file in &report.files {
        writeln!(text, "  {}: {} records, {} bytes", file.name, file.records, file.bytes).ok();
        for finding in &file.findings {
            writeln!(text, "    {finding}").ok();
        }
    }
    text
}

fn time(micros: u64) -> String {
    from_micros(i64::try_from(micros).unwrap_or(i64::MAX)).to_string()
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
