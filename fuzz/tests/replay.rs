//! Every target with its corpus and a fixed number of mutations of it.
#![allow(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a finding is a panic, and its input scratch"
)]

use std::{fs, io::Write as _, path::Path, time::Instant};

use nocturne_fuzz::{Target, campaign, corpus, for_each_target, mutate::Mutator};

/// Chooses the series of mutations of a test run.
const SEED: u64 = 1;

macro_rules! tests {
    ($($name:ident,)*) => {$(
        #[test]
        fn $name() {
            campaign(stringify!($name));
        }
    )*};
}

for_each_target!(tests);

fn campaign(name: &str) {
    let target = Target::named(name).expect("a target of this name");
    let seeds = corpus::seeds(&target);
    campaign::warm_up(&target, &seeds);
    let begun = Instant::now();

    for seed in &seeds {
        if let Err(why) = campaign::replay(&target, seed) {
            panic!("{name}: seed {} {why}", seed.name);
        }
    }
    let mutator = Mutator::new(&seeds, name, SEED);
    let mut n_accepted = 0_u64;
    for number in 0..target.limits.mutations {
        let input = mutator.input(number);
        match campaign::feed(&target, &input) {
            Ok(done) => n_accepted += u64::from(done.accepted),
            Err(why) => {
                let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{SEED}-{number}"));
                fs::write(&kept, &input).expect("a finding is written");
                panic!("{name}: mutation {number} of seed {SEED} {why}\nthe input is in {}", kept.display());
            }
        }
    }

    let (n_seeds, n_mutations, took) = (seeds.len(), target.limits.mutations, begun.elapsed());
    // Not by a macro: those are only shown when a test fails.
    writeln!(
        std::io::stderr(),
        "{name}: {n_seeds} kept inputs, {n_mutations} mutations (seed {SEED}), {n_accepted} accepted, {} ms",
        took.as_millis()
    )
    .ok();
}
