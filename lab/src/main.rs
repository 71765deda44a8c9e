//! `nocturne-lab`: the emulated network as a process of its own.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for people and scripts")]

use std::{
    fs::{self, File},
    io::Write as _,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use nocturne_lab::{Lab, LabOptions};
use tokio::signal::unix::{SignalKind, signal};

/// Emulated network targets with faults on demand.
#[derive(Parser)]
#[command(name = "nocturne-lab", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Start one of each target on free ports and print where they are, as one line of JSON.
    Serve {
        /// Address to listen at.
        #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
        bind: IpAddr,
        /// Milliseconds the slow target waits before it greets.
        #[arg(long, default_value_t = 400)]
        slow_ms: u64,
        /// Milliseconds the flapping target stays open, and then closed.
        #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(10..))]
        flap_ms: u64,
        /// File to which the numbered target appends what it handed out: number and microseconds since 1970.
        #[arg(long)]
        oracle: Option<PathBuf>,
        /// File to write the line of JSON to as well; it appears when everything listens.
        #[arg(long)]
        announce: Option<PathBuf>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let Task::Serve { bind, slow_ms, flap_ms, oracle, announce } = Cli::parse().task;
    let options = LabOptions {
        bind,
        slow: Duration::from_millis(slow_ms),
        flap_every: Duration::from_millis(flap_ms),
        oracle,
    };
    match serve(&options, announce.as_deref()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nocturne-lab: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: &LabOptions, announce: Option<&Path>) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let lab = Lab::start(options)
        .await
        .with_context(|| format!("could not start the targets at {}", options.bind))?;

    let line = serde_json::to_string(&lab.addresses())?;
    if let Some(path) = announce {
        write_whole(path, &line).with_context(|| format!("could not write {}", path.display()))?;
    }
    println!("{line}");

    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// A reader sees all of it or no file.
fn write_whole(path: &Path, line: &str) -> anyhow::Result<()> {
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    writeln!(file, "{line}")?;
    file.sync_all()?;
    fs::rename(&part, path)?;
    Ok(())
}
