//! Seen from outside: alive, ready, and numbers.
//!
//! Ready means "has done its work lately", not "is running": each worker announces how often it
//! will be heard of, and one that is late makes the process unready.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    http::{StatusCode, header::CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};
use metrics_exporter_prometheus::PrometheusHandle;
use serde::Serialize;
use tokio::time::Instant;

/// The version Prometheus' text format has had since 2014.
const PROMETHEUS_TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What a process knows of its own fitness. Clones share it. Not ready until told so.
#[derive(Debug, Clone, Default)]
pub struct Health {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    ready: bool,
    workers: BTreeMap<&'static str, Worker>,
}

#[derive(Debug)]
struct Worker {
    max_age: Duration,
    /// The last beat, or when the worker was announced.
    seen: Instant,
}

/// The answer to "may work be sent here?".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Nothing is late, and the process says it is ready.
    pub ready: bool,
    /// False while starting and once stopping.
    pub serving: bool,
    /// Workers not heard of in time, by name.
    pub late: Vec<Late>,
}

/// A worker that was not heard of in time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Late {
    /// As announced.
    pub name: &'static str,
    /// Seconds since its last beat, or since it was announced.
    pub age_s: f64,
    /// Seconds it may be silent.
    pub max_age_s: f64,
}

impl Health {
    /// Not ready, nobody expected.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that the process has started, or is about to stop.
    pub fn ready(&self, ready: bool) {
        self.state().ready = ready;
    }

    /// Announces the worker `name`, to be heard of at least every `max_age` from this moment on.
    pub fn expect(&self, name: &'static str, max_age: Duration) {
        self.state().workers.insert(name, Worker { max_age, seen: Instant::now() });
    }

    /// The worker `name` is no longer expected.
    pub fn forget(&self, name: &str) {
        self.state().workers.remove(name);
    }

    /// The worker `name` has done its work. Ignored if it was not announced.
    pub fn beat(&self, name: &str) {
        if let Some(worker) = self.state().workers.get_mut(name) {
            worker.seen = Instant::now();
        }
    }

    /// How things are at this moment.
    #[must_use]
    pub fn report(&self) -> Report {
        let state = self.state();
        let late: Vec<Late> = state.workers.iter().filter_map(|(name, worker)| worker.late(name)).collect();
        Report { ready: state.ready && late.is_empty(), serving: state.ready, late }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is one assignment: a panic elsewhere cannot have left it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    fn late(&self, name: &'static str) -> Option<Late> {
        let age = self.seen.elapsed();
        let late = Late { name, age_s: age.as_secs_f64(), max_age_s: self.max_age.as_secs_f64() };
        (self.max_age < age).then_some(late)
    }
}

/// `/healthz` (the process answers), `/readyz` (503 and who is late) and `/metrics`.
pub fn router(health: Health, metrics: PrometheusHandle) -> Router {
    let ready = move || {
        let report = health.report();
        let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        std::future::ready((status, Json(report)))
    };
    let scrape = move || {
        let text = ([(CONTENT_TYPE, PROMETHEUS_TEXT)], metrics.render());
        std::future::ready(text.into_response())
    };
    Router::new()
        .route("/healthz", get(|| std::future::ready("ok\n")))
        .route("/readyz", get(ready))
        .route("/metrics", get(scrape))
}
