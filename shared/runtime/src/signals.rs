//! Being asked to stop.

use std::future::Future;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Ends when SIGTERM or SIGINT arrives, counted from this call and not from the first poll.
///
/// Must be called inside a runtime. A handler that cannot be installed is logged and left out:
/// the signal then has its usual effect and ends the process without a drain.
pub fn terminate() -> impl Future<Output = ()> + Send + 'static {
    let mut terminate = listen(SignalKind::terminate());
    let mut interrupt = listen(SignalKind::interrupt());
    async move {
        tokio::select! {
            () = arrival(&mut terminate) => tracing::info!("asked to stop by SIGTERM"),
            () = arrival(&mut interrupt) => tracing::info!("asked to stop by SIGINT"),
        }
    }
}

fn listen(kind: SignalKind) -> Option<Signal> {
    signal(kind)
        .inspect_err(|error| {
            tracing::error!(
                error = error as &dyn std::error::Error,
                signal = kind.as_raw_value(),
                "cannot install a signal handler",
            );
        })
        .ok()
}

async fn arrival(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustix::process::{Signal, getpid, kill_process};

    use super::*;

    #[tokio::test]
    async fn either_signal_ends_the_wait_even_when_it_came_before_the_first_poll() {
        for signal in [Signal::TERM, Signal::INT] {
            let asked = terminate();

            kill_process(getpid(), signal).expect("a process may signal itself");

            tokio::time::timeout(Duration::from_secs(10), asked).await.expect("the signal is seen");
        }
    }
}
