//! What the rounds came to: a summary for people, JSON for programs.

use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;

use super::{Measured, Options, PAGE, Way};
use crate::{
    machine::Machine,
    stats::{Ratio, median, ratio_of_medians},
};

#[derive(Serialize)]
struct Report {
    name: &'static str,
    made_at: String,
    seconds: f64,
    quick: bool,
    machine: Machine,
    rows_per_page: usize,
    window_ms: u128,
    ratios: Vec<Ratios>,
    rounds: Vec<Measured>,
}

/// One way against the bare query.
#[derive(Serialize)]
struct Ratios {
    way: Way,
    n_clients: usize,
    pages_per_second: f64,
    median_ms: f64,
    p99_ms: f64,
    /// Our time over the query's; 1 would be free.
    time: Ratio,
    /// Our pages a second over the query's.
    throughput: Ratio,
}

/// Prints the summary and writes the JSON.
///
/// # Errors
///
/// The file cannot be written.
pub(crate) fn finish(
    options: &Options,
    machine: Machine,
    rounds: Vec<Measured>,
    took: Duration,
) -> anyhow::Result<()> {
    let counted: Vec<Measured> = rounds.iter().filter(|measured| measured.round > 0).copied().collect();
    let mut ratios = Vec::new();
    for n_clients in [1, options.n_clients] {
        ratios.extend(Way::ALL.map(|way| ratio(&counted, way, n_clients)));
    }
    let report = Report {
        name: "api",
        made_at: nocturne_runtime::clock::now().to_string(),
        seconds: took.as_secs_f64(),
        quick: options.quick,
        machine,
        rows_per_page: PAGE,
        window_ms: options.window.as_millis(),
        ratios,
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

fn ratio(counted: &[Measured], way: Way, n_clients: usize) -> Ratios {
    let values = |way: Way, value: fn(&Measured) -> f64| -> Vec<f64> {
        let of_way = |measured: &&Measured| measured.way == way && measured.n_clients == n_clients;
        counted.iter().filter(of_way).map(value).collect()
    };
    let time: fn(&Measured) -> f64 = |measured| measured.median_seconds;
    let rate: fn(&Measured) -> f64 = |measured| measured.per_second;
    Ratios {
        way,
        n_clients,
        pages_per_second: median(&values(way, rate)),
        median_ms: median(&values(way, time)) * 1e3,
        p99_ms: median(&values(way, |measured| measured.p99_seconds)) * 1e3,
        time: ratio_of_medians(&values(way, time), &values(Way::BareQuery, time)),
        throughput: ratio_of_medians(&values(way, rate), &values(Way::BareQuery, rate)),
    }
}

fn print(report: &Report) {
    let Machine { n_cores, cpu_model, kernel, postgresql, .. } = &report.machine;
    println!(
        "api: pages of {PAGE} checks with an API token; {n_cores} cores of {cpu_model}, {kernel}, PostgreSQL \
         {postgresql}; clients, coordinator and PostgreSQL share all cores\n"
    );
    println!(
        "{:<12}{:>8}{:>10}{:>11}{:>9}{:>26}{:>26}",
        "", "clients", "pages/s", "median ms", "p99 ms", "time ÷ bare query", "pages/s ÷ bare query"
    );
    let show = |ratio: &Ratio| format!("{:.2} [{:.2}, {:.2}]", ratio.value, ratio.low, ratio.high);
    for ratios in &report.ratios {
        println!(
            "{:<12}{:>8}{:>10.0}{:>11.2}{:>9.2}{:>26}{:>26}",
            name(ratios.way),
            ratios.n_clients,
            ratios.pages_per_second,
            ratios.median_ms,
            ratios.p99_ms,
            show(&ratios.time),
            show(&ratios.throughput),
        );
    }
    println!("\nthe whole took {:.0} s", report.seconds);
}

const fn name(way: Way) -> &'static str {
    match way {
        Way::BareQuery => "bare query",
        Way::Grpc => "gRPC",
        Way::Rest => "REST",
    }
}
