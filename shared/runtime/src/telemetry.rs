//! Logs and metrics of a process.

use std::{
    io::{self, IsTerminal},
    str::FromStr,
    sync::OnceLock,
    time::Duration,
};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde::Deserialize;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::{
    EnvFilter, Layer, filter::ParseError, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Histogram bounds in seconds, from a loopback exchange to a stuck request.
const BUCKETS_S: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

/// Often enough that samples waiting to be sorted into buckets stay few.
const UPKEEP_PERIOD: Duration = Duration::from_secs(5);

/// How log lines look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For a terminal; in colour if it is one.
    #[default]
    Human,
    /// One JSON object per line, for a collector.
    Json,
}

/// Not the name of a log format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a log format, expected human or json")]
pub struct BadLogFormat(pub String);

impl FromStr for LogFormat {
    type Err = BadLogFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "human" => Ok(Self::Human),
            "json" => Ok(Self::Json),
            other => Err(BadLogFormat(other.to_owned())),
        }
    }
}

/// Why logging could not begin.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not `level` or `target=level,…`.
    #[error("log filter {filter:?} is malformed")]
    Filter {
        /// As given.
        filter: String,
        /// What is wrong with it.
        #[source]
        source: ParseError,
    },
    /// Somebody set up logging before.
    #[error("logging is set up already")]
    AlreadyInitialized,
}

/// Sends log lines that pass `filter` (`info`, `info,nocturne_agent=debug`) to standard error.
///
/// # Errors
///
/// [`TelemetryError`]; logging is then as it was.
pub fn init(format: LogFormat, filter: &str) -> Result<(), TelemetryError> {
    let filter = parse_filter(filter)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let lines = match format {
        LogFormat::Human => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .try_init()
        .map_err(|_error| TelemetryError::AlreadyInitialized)
}

fn parse_filter(filter: &str) -> Result<EnvFilter, TelemetryError> {
    EnvFilter::builder()
        .parse(filter)
        .map_err(|source| TelemetryError::Filter { filter: filter.to_owned(), source })
}

/// Starts keeping metrics; renders them for a scrape. Calling again gives the same metrics.
#[must_use]
pub fn install_metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            #[expect(clippy::expect_used, reason = "refused only when empty")]
            let recorder =
                PrometheusBuilder::new().set_buckets(&BUCKETS_S).expect("there are buckets").build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("metrics go to another recorder; ours will stay empty");
            }
            handle
        })
        .clone()
}

/// Keeps the memory of histograms bounded while nobody scrapes. One supervised task per process.
///
/// # Errors
///
/// None; the type is a supervised task's.
pub async fn upkeep(handle: PrometheusHandle, shutdown: CancellationToken) -> anyhow::Result<()> {
    let mut tick = tokio::time::interval(UPKEEP_PERIOD);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while shutdown.run_until_cancelled(tick.tick()).await.is_some() {
        handle.run_upkeep();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_names() {
        assert_eq!("human".parse(), Ok(LogFormat::Human));
        assert_eq!("json".parse(), Ok(LogFormat::Json));
        assert_eq!("xml".parse::<LogFormat>(), Err(BadLogFormat("xml".to_owned())));
        assert_eq!(serde_norway::from_str::<LogFormat>("json").expect("a name"), LogFormat::Json);
    }

    #[test]
    fn a_malformed_filter_is_named() {
        let error = init(LogFormat::Human, "nocturne=loud").expect_err("no such level");

        assert!(error.to_string().contains("nocturne=loud"), "{error}");
    }

    #[test]
    fn logging_is_set_up_once() {
        init(LogFormat::Json, "off").expect("the first");

        let error = init(LogFormat::Human, "off").expect_err("the second");

        assert!(matches!(error, TelemetryError::AlreadyInitialized), "{error}");
    }

    #[test]
    fn metrics_are_installed_once_and_rendered() {
        let first = install_metrics();
        let second = install_metrics();

        metrics::counter!("nocturne_test_installs_total").increment(2);

        assert!(first.render().contains("nocturne_test_installs_total 2"), "{}", first.render());
        assert!(second.render().contains("nocturne_test_installs_total 2"));
    }

    #[tokio::test(start_paused = true)]
    async fn upkeep_ends_when_asked() {
        let shutdown = CancellationToken::new();
        let upkeep = upkeep(install_metrics(), shutdown.clone());

        let stop = async {
            tokio::time::advance(UPKEEP_PERIOD * 3).await;
            shutdown.cancel();
        };

        let (ended, ()) = tokio::join!(upkeep, stop);
        ended.expect("it never fails");
    }
}
