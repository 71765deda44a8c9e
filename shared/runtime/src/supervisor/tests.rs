use std::{
    io,
    sync::{Arc, Mutex},
};

use tokio::{sync::oneshot, time::Instant};

use super::*;

const GRACE: Duration = Duration::from_secs(25);

#[tokio::test]
async fn a_signal_ends_everything_in_good_order() {
    let mut supervisor = Supervisor::new();
    let shutdown = supervisor.shutdown();
    let (ended, is_ended) = oneshot::channel();
    supervisor.spawn("worker", async move {
        shutdown.cancelled().await;
        ended.send(()).ok();
        Ok(())
    });

    supervisor.run(async {}, GRACE).await.expect("asked to stop");

    is_ended.await.expect("the worker saw the token");
}

#[tokio::test]
async fn an_early_end_is_a_failure_that_names_the_task_and_stops_the_others() {
    let mut supervisor = Supervisor::new();
    let shutdown = supervisor.shutdown();
    supervisor.spawn("patient", {
        let shutdown = shutdown.clone();
        async move {
            shutdown.cancelled().await;
            Ok(())
        }
    });
    supervisor.spawn("hasty", async { Ok(()) });

    let error = supervisor.run(std::future::pending(), GRACE).await.expect_err("hasty ended");

    assert!(error.to_string().contains("hasty"), "{error:#}");
    assert!(shutdown.is_cancelled());
}

#[tokio::test]
async fn an_error_is_kept_as_source() {
    let mut supervisor = Supervisor::new();
    supervisor.spawn("broken", async { Err(anyhow!("no spool")) });

    let error = supervisor.run(std::future::pending(), GRACE).await.expect_err("broken failed");

    assert_eq!(format!("{error:#}"), "task broken failed: no spool");
}

#[tokio::test]
async fn a_panic_is_a_failure_that_names_the_task() {
    let mut supervisor = Supervisor::new();
    supervisor.spawn("careless", async { panic!("oops") });

    let error = supervisor.run(std::future::pending(), GRACE).await.expect_err("it panicked");

    let chain = format!("{error:#}");
    assert!(chain.contains("careless") && chain.contains("oops"), "{chain}");
}

#[tokio::test(start_paused = true)]
async fn stragglers_are_named_and_aborted_after_the_grace_period() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.subscriber());
    let mut supervisor = Supervisor::new();
    let (held, is_dropped) = oneshot::channel::<()>();
    supervisor.spawn("deaf", async move {
        let _held = held;
        std::future::pending().await
    });
    let start = Instant::now();

    supervisor.run(async {}, GRACE).await.expect("asked to stop");

    assert_eq!(start.elapsed(), GRACE);
    is_dropped.await.expect_err("the task was dropped");
    assert!(log.text().contains(r#"["deaf"]"#), "{}", log.text());
}

/// What was logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn subscriber(&self) -> impl tracing::Subscriber + Send + Sync + 'static {
        let log = self.clone();
        tracing_subscriber::fmt().with_ansi(false).with_writer(move || log.clone()).finish()
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic while logging").clone()).expect("text")
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic while logging").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
