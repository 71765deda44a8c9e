//! Long runs by hand, and seeds that no hand writes.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]
#![expect(
    clippy::disallowed_methods,
    reason = "files are scratch, or seeds that are looked at before they are kept"
)]

use std::{
    fs, io,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use clap::Parser;
use nocturne_fuzz::{TARGETS, Target, campaign, corpus, mutate::Mutator, seeds};

/// A case that takes longer hangs.
const HANG: Duration = Duration::from_secs(20);
/// Between two lines about how far it is.
const TELL: Duration = Duration::from_secs(10);

/// Feeds mutations of a target's corpus to it until the time is over or something is found.
#[derive(Debug, Parser)]
#[command(name = "nocturne-fuzz")]
struct Cli {
    /// What to feed; without it the targets are listed.
    target: Option<String>,
    /// How long.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Chooses the series of mutations; the same seed and number are the same input. Without it, one by the clock.
    #[arg(long)]
    seed: Option<u64>,
    /// Feeds these files and nothing else.
    #[arg(long)]
    file: Vec<PathBuf>,
    /// Writes the input with this number of the seed to a file, without feeding it.
    #[arg(long, requires = "seed")]
    number: Option<u64>,
    /// Where an input that is a finding is written.
    #[arg(long, default_value = ".")]
    into: PathBuf,
    /// Writes the seeds of this target that are made by a program, and ends.
    #[arg(long)]
    make_seeds: bool,
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("nocturne-fuzz: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<(), String> {
    let Some(name) = &cli.target else {
        TARGETS.iter().for_each(|target| println!("{}", target.name));
        return Ok(());
    };
    let target = Target::named(name)
        .ok_or_else(|| format!("there is no target {name}; run without one for a list"))?;
    if cli.make_seeds {
        return make_seeds(&target).map_err(|error| error.to_string());
    }
    if cli.file.is_empty() {
        return long_run(&target, cli);
    }
    for file in &cli.file {
        let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let done = campaign::feed(&target, &bytes).map_err(|why| format!("{}: {why}", file.display()))?;
        let came_of_it = if done.accepted { "accepted" } else { "refused" };
        println!(
            "{}: {came_of_it} with {} bytes of memory in {:?}",
            file.display(),
            done.peak_bytes,
            done.took
        );
    }
    Ok(())
}

fn make_seeds(target: &Target) -> io::Result<()> {
    let folder = corpus::folder(target);
    fs::create_dir_all(&folder)?;
    for (name, bytes) in seeds::made(target.name) {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn long_run(target: &Target, cli: &Cli) -> Result<(), String> {
    let seeds = corpus::seeds(target);
    campaign::warm_up(target, &seeds);
    for seed in &seeds {
        campaign::replay(target, seed).map_err(|why| format!("{}: seed {} {why}", target.name, seed.name))?;
    }
    let seed = cli.seed.unwrap_or_else(|| fastrand::u64(..));
    let mutator = Mutator::new(&seeds, target.name, seed);
    let kept = |number: u64| cli.into.join(format!("{}-{seed}-{number}", target.name));
    if let Some(number) = cli.number {
        return Err(found(target, &kept(number), &mutator.input(number), "was not fed"));
    }
    println!(
        "{}: {} seeds replayed; mutations of seed {seed} for {} s",
        target.name,
        seeds.len(),
        cli.seconds
    );

    // What ends the process leaves its number behind.
    let current = cli.into.join(format!("{}-{seed}.current", target.name));
    let progress = Arc::new(AtomicU64::new(0));
    watch(&progress, format!("nocturne-fuzz: {} hangs; its number is in {}", target.name, current.display()));
    let place = fs::File::create(&current).map_err(|error| format!("{}: {error}", current.display()))?;
    let begun = Instant::now();
    let mut told = begun;
    let mut n_accepted = 0_u64;
    for number in 0.. {
        if Duration::from_secs(cli.seconds) <= begun.elapsed() {
            println!("{}: {number} mutations, {n_accepted} accepted, nothing found", target.name);
            break;
        }
        if TELL <= told.elapsed() {
            told = Instant::now();
            println!("{}: {number} mutations, {n_accepted} accepted", target.name);
        }
        let input = mutator.input(number);
        place.write_all_at(format!("{number:>20}\n").as_bytes(), 0).map_err(|error| error.to_string())?;
        progress.store(number + 1, Ordering::Relaxed);
        match campaign::feed(target, &input) {
            Ok(done) => n_accepted += u64::from(done.accepted),
            Err(why) => {
                fs::remove_file(&current).ok();
                return Err(found(target, &kept(number), &input, &why));
            }
        }
    }
    fs::remove_file(&current).map_err(|error| error.to_string())
}

/// A case that does not end is ended with the process.
fn watch(progress: &Arc<AtomicU64>, hangs: String) {
    let progress = Arc::clone(progress);
    thread::spawn(move || {
        let mut last = 0;
        loop {
            thread::sleep(HANG);
            let number = progress.load(Ordering::Relaxed);
            if number == last {
                eprintln!("{hangs}");
                std::process::abort();
            }
            last = number;
        }
    });
}

fn found(target: &Target, kept: &Path, input: &[u8], why: &str) -> String {
    let place = match fs::write(kept, input) {
        Ok(()) => format!("the input is in {}", kept.display()),
        Err(error) => format!("the input could not be written to {}: {error}", kept.display()),
    };
    format!("{}: {why}\n{place}", target.name)
}
