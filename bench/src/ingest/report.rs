//! What the rounds came to: a summary for people, JSON for programs.

use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;

use super::{Measured, Options, Way, audit::Audited, float};
use crate::{
    machine::Machine,
    stats::{Ratio, median, ratio_of_medians},
    system::N_WRITERS,
};

#[derive(Serialize)]
struct Report {
    name: &'static str,
    made_at: String,
    seconds: f64,
    quick: bool,
    machine: Machine,
    setup: Setup,
    yardstick: Way,
    ways: Vec<Summary>,
    ratios: Vec<Ratios>,
    audit: Audited,
    bytes_per_sample_on_disk: f64,
    rounds: Vec<Measured>,
}

#[derive(Serialize)]
struct Setup {
    n_agents: usize,
    n_writers: usize,
    flush_samples: usize,
    window_ms: u128,
    n_rounds: usize,
    placement: &'static str,
}

/// Medians over the counted rounds.
#[derive(Serialize)]
struct Summary {
    way: Way,
    samples_per_second: f64,
    /// CPU seconds per million samples.
    cpu: PerMillion,
    wal_bytes_per_sample: f64,
    n_late: u64,
}

#[derive(Serialize)]
struct PerMillion {
    /// Coordinator, or the client of COPY.
    own: f64,
    postgresql: f64,
    load: f64,
    /// PostgreSQL, and with ours the coordinator.
    server: f64,
}

/// Ours against the yardstick; above 1 is better than it.
#[derive(Serialize)]
struct Ratios {
    samples_per_message: u32,
    /// Samples a second over rows a second.
    throughput: Ratio,
    /// Samples over rows per CPU second of the server.
    per_server_cpu: Ratio,
}

const PLACEMENT: &str = "PostgreSQL, coordinator and simulated agents share all cores; the client of COPY sends rows that \
                         were encoded before and costs next to nothing";

/// Prints the summary and writes the JSON.
///
/// # Errors
///
/// The file cannot be written.
pub(crate) fn finish(
    options: &Options,
    machine: Machine,
    rounds: Vec<Measured>,
    audit: Audited,
    disk_bytes: u64,
    took: Duration,
) -> anyhow::Result<()> {
    let counted: Vec<Measured> = rounds.iter().filter(|measured| measured.round > 0).copied().collect();
    let yardstick = yardstick(&counted);
    let mut ways = vec![Way::CopyChunks, Way::CopyWhole];
    ways.extend(options.samples_per_message.iter().map(|samples| Way::Ours(*samples)));
    let ratios = options.samples_per_message.iter().map(|samples| Ratios {
        samples_per_message: *samples,
        throughput: ratio(&counted, Way::Ours(*samples), yardstick, |measured| measured.per_second),
        per_server_cpu: ratio(&counted, Way::Ours(*samples), yardstick, |measured| {
            float(measured.n_samples) / server_seconds(measured)
        }),
    });
    let report = Report {
        name: "ingest",
        made_at: nocturne_runtime::clock::now().to_string(),
        seconds: took.as_secs_f64(),
        quick: options.quick,
        machine,
        setup: Setup {
            n_agents: options.n_agents,
            n_writers: N_WRITERS,
            flush_samples: options.flush_samples,
            window_ms: options.window.as_millis(),
            n_rounds: options.n_rounds,
            placement: PLACEMENT,
        },
        yardstick,
        ratios: ratios.collect(),
        ways: ways.into_iter().map(|way| summary(&counted, way)).collect(),
        bytes_per_sample_on_disk: float(disk_bytes) / float(audit.samples.max(1)),
        audit,
        rounds,
    };
    print(&report);
    let folder = options.out.parent().context("the JSON has no folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    nocturne_runtime::fs::replace(&options.out, &serde_json::to_vec_pretty(&report)?, 0o644)
        .with_context(|| format!("could not write {}", options.out.display()))?;
    println!("\n{}", options.out.display());
    Ok(())
}

/// The faster way of COPY.
fn yardstick(counted: &[Measured]) -> Way {
    let rate = |way| median(&values(counted, way, |measured| measured.per_second));
    if rate(Way::CopyWhole) > rate(Way::CopyChunks) { Way::CopyWhole } else { Way::CopyChunks }
}

fn values(counted: &[Measured], way: Way, value: impl Fn(&Measured) -> f64) -> Vec<f64> {
    counted.iter().filter(|measured| measured.way == way).map(value).collect()
}

fn ratio(counted: &[Measured], ours: Way, theirs: Way, value: impl Fn(&Measured) -> f64) -> Ratio {
    ratio_of_medians(&values(counted, ours, &value), &values(counted, theirs, &value))
}

fn server_seconds(measured: &Measured) -> f64 {
    match measured.way {
        Way::Ours(_) => measured.cpu.postgresql + measured.cpu.own,
        Way::CopyChunks | Way::CopyWhole => measured.cpu.postgresql,
    }
}

fn summary(counted: &[Measured], way: Way) -> Summary {
    let of = |value: fn(&Measured) -> f64| median(&values(counted, way, value));
    Summary {
        way,
        samples_per_second: of(|measured| measured.per_second),
        cpu: PerMillion {
            own: of(|measured| measured.cpu.own / float(measured.n_samples) * 1e6),
            postgresql: of(|measured| measured.cpu.postgresql / float(measured.n_samples) * 1e6),
            load: of(|measured| measured.cpu.load / float(measured.n_samples) * 1e6),
            server: of(|measured| server_seconds(measured) / float(measured.n_samples) * 1e6),
        },
        wal_bytes_per_sample: of(|measured| {
            float(u64::try_from(measured.wal_bytes).unwrap_or(0)) / float(measured.n_samples)
        }),
        n_late: counted.iter().filter(|measured| measured.way == way).map(|measured| measured.n_late).sum(),
    }
}

fn print(report: &Report) {
    let Machine { n_cores, cpu_model, kernel, postgresql, .. } = &report.machine;
    let Setup { n_agents, n_writers, n_rounds, .. } = &report.setup;
    println!(
        "ingest: {n_agents} agents, {n_writers} writers, {n_rounds} rounds; {n_cores} cores of {cpu_model}, {kernel}, \
         PostgreSQL {postgresql}, fsync on\n{PLACEMENT}\n"
    );
    println!("{:<28}{:>12}{:>42}{:>8}", "", "M samples/s", "CPU s per M samples", "WAL");
    println!(
        "{:<28}{:>12}{:>12}{:>12}{:>10}{:>8}{:>8}",
        "", "", "own", "postgresql", "agents", "server", "B"
    );
    for Summary { way, samples_per_second, cpu, wal_bytes_per_sample, n_late } in &report.ways {
        let late = if *n_late > 0 { format!("  ({n_late} messages made late)") } else { String::new() };
        println!(
            "{:<28}{:>12.2}{:>12.3}{:>12.3}{:>10.3}{:>8.3}{:>8.1}{late}",
            name(*way),
            samples_per_second / 1e6,
            cpu.own,
            cpu.postgresql,
            cpu.load,
            cpu.server,
            wal_bytes_per_sample,
        );
    }
    println!(
        "\nratio to {} (above 1: ours is better; 95 % interval, the low end counts)",
        name(report.yardstick)
    );
    for Ratios { samples_per_message, throughput, per_server_cpu } in &report.ratios {
        let show = |ratio: &Ratio| format!("{:.2} [{:.2}, {:.2}]", ratio.value, ratio.low, ratio.high);
        println!(
            "{samples_per_message:>6} samples a message: throughput {}, per server CPU {}",
            show(throughput),
            show(per_server_cpu)
        );
    }
    let Audited { records, samples, compared } = report.audit;
    println!(
        "\naudit: {records} records with {samples} samples are stored exactly once, {compared} samples compared one by \
         one\ndisk: {:.2} B a sample; the whole took {:.0} s",
        report.bytes_per_sample_on_disk, report.seconds
    );
}

fn name(way: Way) -> String {
    match way {
        Way::CopyChunks => "COPY, commit every 10 000".to_owned(),
        Way::CopyWhole => "COPY, one commit".to_owned(),
        Way::Ours(samples) => format!("ours, {samples} a message"),
    }
}
