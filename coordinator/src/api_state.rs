//! What every use case of the API has at hand.

use std::sync::Arc;

use nocturne_runtime::health::Health;
use nocturne_shared::time::Timestamp;
use nocturne_store::OrgStore;
use tokio::sync::Notify;
use tonic_health::server::HealthReporter;

use crate::{
    app::{auth::Auth, page::Pager},
    http::rate::Rates,
    hub::Hub,
    live::Live,
    settings::Settings,
    telemetry::Telemetry,
};

/// Made once at start. The system role is not here: [`Auth`] alone holds it, because a credential is presented before
/// anybody knows which organization it belongs to.
#[derive(Clone)]
pub struct ApiState {
    /// Tables, one organization at a time.
    pub org: OrgStore,
    /// What can be set.
    pub settings: Arc<Settings>,
    /// How often somebody may call.
    pub rates: Arc<Rates>,
    /// Who somebody is.
    pub auth: Arc<Auth>,
    /// SHA-256 of the agents' certificate authority's public key: part of every join token.
    pub authority_pin: [u8; 32],
    /// Where agents connect to, as it is advertised: `HOST:PORT`.
    pub agent_address: String,
    /// Connected agents.
    pub hub: Hub,
    /// Those who watch.
    pub live: Live,
    /// Measurements.
    pub telemetry: Arc<Telemetry>,
    /// Poked when something changed that agents should run. Carries nothing: the store is the truth.
    pub wake_desired: Arc<Notify>,
    /// When this coordinator started.
    pub started_at: Timestamp,
    /// Whether calls are served: what `/readyz` says.
    pub ready: Health,
    /// What gRPC health checks are told; see [`crate::http::api::serving`].
    pub health: HealthReporter,
}

impl ApiState {
    /// Page tokens of this installation.
    #[must_use]
    pub fn pager(&self) -> Pager {
        Pager::new(&self.auth.seals())
    }
}
