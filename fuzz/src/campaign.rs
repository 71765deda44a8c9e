//! Running cases, and what a finding is.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use crate::{
    Target,
    corpus::{Expected, Seed},
};

/// Longest time of one case. Real ones take micro- or milliseconds; the rest is a busy machine.
const MAX_TIME: Duration = Duration::from_secs(5);

/// What one input did.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// The decoder took it.
    pub accepted: bool,
    /// Most bytes allocated at one time.
    pub peak_bytes: u64,
    /// Time it took.
    pub took: Duration,
}

/// Feeds every seed once, so that what is made once and kept counts for no case.
pub fn warm_up(target: &Target, seeds: &[Seed]) {
    for seed in seeds {
        catch_unwind(|| (target.run)(&seed.bytes)).ok();
    }
}

/// Feeds one input.
///
/// # Errors
///
/// Why it is a finding.
pub fn feed(target: &Target, bytes: &[u8]) -> Result<Done, String> {
    let mut came_of_it = None;
    let begun = Instant::now();
    let memory = allocation_counter::measure(|| {
        // Caught inside, because counting does not survive unwinding.
        came_of_it = Some(catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))));
    });
    let took = begun.elapsed();
    let accepted = match came_of_it {
        Some(Ok(accepted)) => accepted,
        Some(Err(panic)) => return Err(format!("panics: {}", message(&*panic))),
        None => return Err("was not fed".to_owned()),
    };

    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let limits = target.limits;
    let most = limits.base_bytes.saturating_add(limits.bytes_per_byte.saturating_mul(length));
    if most < memory.bytes_max {
        let peak = memory.bytes_max;
        return Err(format!(
            "takes {peak} bytes of memory for {length} bytes of input; at most {most} are right"
        ));
    }
    if MAX_TIME < took {
        return Err(format!("takes {took:?}"));
    }
    Ok(Done { accepted, peak_bytes: memory.bytes_max, took })
}

/// Feeds a kept input.
///
/// # Errors
///
/// Why it is a finding, also when its name says something else than what came of it.
pub fn replay(target: &Target, seed: &Seed) -> Result<Done, String> {
    let done = feed(target, &seed.bytes)?;
    match (seed.expected, done.accepted) {
        (Expected::Accepted, false) => Err("is refused, and its name says that it is good".to_owned()),
        (Expected::Refused, true) => Err("is accepted, and its name says that it is bad".to_owned()),
        _ => Ok(done),
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".to_owned())
}
