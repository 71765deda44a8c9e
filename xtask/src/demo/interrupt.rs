//! Ctrl-C and SIGTERM as something to ask about, so that a start that is half done is undone.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use tokio::signal::unix::{SignalKind, signal};

static ASKED: AtomicUsize = AtomicUsize::new(0);
/// How often a pause looks up. A person does not notice.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Begins to listen; both signals stop being fatal.
///
/// # Errors
///
/// The handlers cannot be installed.
pub fn watch() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("could not listen for signals")?;
    let (mut interrupt, mut terminate) = {
        let _inside = runtime.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    thread::spawn(move || {
        runtime.block_on(async {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                ASKED.fetch_add(1, Ordering::Relaxed);
            }
        });
    });
    Ok(())
}

/// Whether somebody asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed) > 0
}

/// Whether somebody asked more than once: waiting is over.
pub fn insists() -> bool {
    ASKED.load(Ordering::Relaxed) > 1
}

/// # Errors
///
/// Somebody asked to stop.
pub fn check() -> anyhow::Result<()> {
    if asked() {
        bail!("interrupted");
    }
    Ok(())
}

/// Waits, and no longer than until somebody asks to stop.
///
/// # Errors
///
/// Somebody asked to stop.
pub fn pause(length: Duration) -> anyhow::Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < length {
        check()?;
        thread::sleep(LOOK_EVERY.min(length));
    }
    check()
}
