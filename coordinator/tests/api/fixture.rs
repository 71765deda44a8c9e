//! One coordinator's API on a database of its own.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use nocturne_coordinator::{
    api_state::ApiState,
    app::auth::{Auth, Session, bootstrap::bootstrap_admin},
    config::layers::Layers,
    http::{api::router, console::Console, rate::Rates},
    hub::Hub,
    live::{Live, LiveOptions, publisher},
    pki::kek::Kek,
    settings::Settings,
    telemetry::{RecentLimits, Telemetry},
};
use nocturne_core::access::{Permissions, Role};
use nocturne_proto::api::v1 as wire;
use nocturne_runtime::{
    accept::{AcceptLoop, AcceptOptions},
    clock,
    health::Health,
};
use nocturne_shared::id::{AgentId, OrgId};
use nocturne_store::{SystemStore, bootstrap::connect_once, setting::setting_load, testing::TestDatabase};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{
    Request,
    transport::{Channel, Endpoint},
};
use tonic_health::server::HealthReporter;
use uuid::Uuid;

pub(crate) const PIN: [u8; 32] = [0xab; 32];

/// Sweeps call more often than people do.
const UNHURRIED: [(&str, &str); 4] = [
    ("limits.requests_per_second", "1000000"),
    ("limits.request_burst", "1000000"),
    ("limits.address_requests_per_second", "1000000"),
    ("limits.address_request_burst", "1000000"),
];

pub(crate) struct Fixture {
    pub(crate) database: TestDatabase,
    pub(crate) system: SystemStore,
    pub(crate) router: Router,
    pub(crate) kek: Kek,
    pub(crate) wake: Arc<Notify>,
    pub(crate) ready: Health,
    pub(crate) telemetry: Arc<Telemetry>,
    pub(crate) hub: Hub,
    pub(crate) live: Live,
    pub(crate) settings: Arc<Settings>,
    pub(crate) password: String,
    pub(crate) session: Session,
    _stop_when_dropped: DropGuard,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::with_live(LiveOptions::default()).await
    }

    /// With other limits and times of watches.
    pub(crate) async fn with_live(options: LiveOptions) -> Self {
        Self::with(options, &[]).await
    }

    /// With other values of settings.
    pub(crate) async fn with_settings(values: &[(&str, &str)]) -> Self {
        Self::with(LiveOptions::default(), values).await
    }

    async fn with(options: LiveOptions, values: &[(&str, &str)]) -> Self {
        let database = TestDatabase::create().await;
        let (org, system) = database.stores();
        let folder = tempfile::tempdir().unwrap();
        let kek = Kek::load_or_create(&folder.path().join("kek")).unwrap();
        let admin = bootstrap_admin(&system, None).await.unwrap().expect("the database is empty");
        let layers = Layers::defaults(&[&UNHURRIED, values].concat()).unwrap();
        let settings = Arc::new(Settings::new(layers, setting_load(&system).await.unwrap()));
        let auth = Arc::new(Auth::start(system.clone(), &kek, Arc::clone(&settings)).await.unwrap());
        let password = admin.password.expose_secret().to_owned();
        let session = auth.login("admin", SecretString::from(password.clone()), "", None).await.unwrap();
        let limits = RecentLimits { window: Duration::from_hours(1), max_bytes: 1 << 20 };
        let telemetry = Arc::new(Telemetry::new(org.clone(), limits));
        let wake = Arc::new(Notify::new());
        let ready = Health::new();
        ready.ready(true);
        let live = Live::new(options);
        let hub = Hub::new(live.clone());
        let shutdown = CancellationToken::new();
        #[expect(clippy::disallowed_methods, reason = "ends with the guard")]
        tokio::spawn(Arc::clone(&auth).write_failures(shutdown.clone()));
        let state = ApiState {
            org: org.clone(),
            settings: Arc::clone(&settings),
            rates: Arc::new(Rates::new(Arc::clone(&settings))),
            auth,
            authority_pin: PIN,
            agent_address: "coordinator.example:7443".to_owned(),
            hub: hub.clone(),
            live: live.clone(),
            telemetry: Arc::clone(&telemetry),
            wake_desired: Arc::clone(&wake),
            started_at: clock::now(),
            ready: ready.clone(),
            health: HealthReporter::new(),
        };
        let router = router(state.clone(), Console::default(), false).unwrap();
        let publisher = publisher::run(Arc::new(state), shutdown.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the guard")]
        tokio::spawn(publisher);
        let _stop_when_dropped = shutdown.drop_guard();
        Self {
            database,
            system,
            router,
            kek,
            wake,
            ready,
            telemetry,
            hub,
            live,
            settings,
            password,
            session,
            _stop_when_dropped,
        }
    }

    pub(crate) fn org_id(&self) -> OrgId {
        self.session.org_id
    }

    /// A request of the administrator.
    pub(crate) fn admin<T>(&self, message: T) -> Request<T> {
        bearer(&self.session.access_token, message)
    }

    /// An API token of this role.
    pub(crate) async fn api_token(&self, role: Role) -> String {
        let request = self.admin(wire::CreateApiTokenRequest {
            name: format!("{role} token"),
            role: role.as_str().to_owned(),
            ..wire::CreateApiTokenRequest::default()
        });
        let made = api_tokens(self).create_api_token(request).await.unwrap();
        made.into_inner().secret
    }

    /// An API token of a role made of these permissions.
    pub(crate) async fn api_token_of(&self, name: &str, permissions: Permissions) -> String {
        let role = wire::Role {
            name: name.to_owned(),
            permissions: permissions.texts().into_iter().map(str::to_owned).collect(),
            ..wire::Role::default()
        };
        let request = wire::CreateRoleRequest { role: Some(role), request_id: String::new() };
        roles(self).create_role(self.admin(request)).await.unwrap();
        let request = self.admin(wire::CreateApiTokenRequest {
            name: name.to_owned(),
            role: name.to_owned(),
            ..wire::CreateApiTokenRequest::default()
        });
        api_tokens(self).create_api_token(request).await.unwrap().into_inner().secret
    }

    /// Runs statements as superuser.
    pub(crate) async fn sql(&self, statements: &str) {
        let admin = connect_once(&self.database.admin()).await.unwrap();
        admin.batch_execute(statements).await.unwrap();
    }

    /// An enrolled agent at site `ams`.
    pub(crate) async fn agent(&self, slug: &str, labels: &str) -> AgentId {
        self.agent_at("ams", slug, labels).await
    }

    /// An enrolled agent.
    pub(crate) async fn agent_at(&self, site: &str, slug: &str, labels: &str) -> AgentId {
        let (org_id, agent_id, site_id) = (self.org_id(), Uuid::now_v7(), Uuid::now_v7());
        self.sql(&format!(
            "INSERT INTO site (org_id, site_id, slug) VALUES ('{org_id}', '{site_id}', '{site}') ON CONFLICT DO NOTHING;
             INSERT INTO agent (org_id, agent_id, slug, site_id, labels, serial_current, certificate_expires_at)
             SELECT '{org_id}', '{agent_id}', '{slug}', site_id, '{labels}', '\\x01', now() + interval '1 day'
             FROM site WHERE slug = '{site}' AND org_id = '{org_id}'"
        ))
        .await;
        AgentId::from_uuid(agent_id)
    }
}

/// The API on a real socket.
pub(crate) struct Served {
    address: SocketAddr,
    _stop_when_dropped: DropGuard,
}

impl Served {
    pub(crate) async fn start(fixture: &Fixture) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let accept = AcceptLoop { listener, tls: None, options: AcceptOptions::default() };
        let serve = accept.run(fixture.router.clone(), shutdown.clone(), Duration::ZERO);
        #[expect(clippy::disallowed_methods, reason = "ends with the guard")]
        tokio::spawn(serve);
        Self { address, _stop_when_dropped: shutdown.drop_guard() }
    }

    pub(crate) async fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).unwrap();
        endpoint.connect().await.unwrap()
    }
}

/// A request with a bearer token.
pub(crate) fn bearer<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    request
}

macro_rules! clients {
    ($($name:ident => $module:ident :: $client:ident;)*) => {$(
        pub(crate) fn $name(fixture: &Fixture) -> wire::$module::$client<Router> {
            wire::$module::$client::new(fixture.router.clone())
        }
    )*};
}

clients! {
    agents => agent_service_client::AgentServiceClient;
    api_tokens => api_token_service_client::ApiTokenServiceClient;
    audits => audit_service_client::AuditServiceClient;
    auths => auth_service_client::AuthServiceClient;
    checks => check_service_client::CheckServiceClient;
    join_tokens => join_token_service_client::JoinTokenServiceClient;
    lives => live_service_client::LiveServiceClient;
    settings => setting_service_client::SettingServiceClient;
    roles => role_service_client::RoleServiceClient;
    systems => system_service_client::SystemServiceClient;
    telemetries => telemetry_service_client::TelemetryServiceClient;
    users => user_service_client::UserServiceClient;
}
