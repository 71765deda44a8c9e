//! Joining: a token and a key become an identity.
//!
//! The key is on disk before the coordinator hears of it, and stays there until it is certified: whatever is lost in
//! between, the same command may be given again and gets the same agent.

use std::{sync::Arc, time::Duration};

use nocturne_proto::{
    agent::v1::{self as wire, Refusal, agent_enrolment_service_client::AgentEnrolmentServiceClient},
    convert::time::timestamp_from_wire,
};
use nocturne_runtime::{
    clock,
    tls::{CoordinatorVerifier, TlsConfigError, client_config, spki_sha256},
};
use nocturne_shared::id::AgentId;
use rustls_pki_types::CertificateDer;
use tonic::Status;

use crate::{
    address::Address,
    connect::{ConnectError, connect},
    identity::{Facts, IdentityError, IdentityStore, Issued},
    refusal::{refusal_of, sentence, status_sentence},
    state_dir::{StateDir, StateDirError},
    token::JoinToken,
};

/// How long the coordinator may take to certify a key.
const ENROL_WITHIN: Duration = Duration::from_secs(20);
/// Longest name of a host that is sent, bytes.
const MAX_HOSTNAME: usize = 253;

/// What an agent became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Its id.
    pub agent_id: AgentId,
    /// Its name.
    pub agent_slug: String,
    /// Its site.
    pub site_slug: String,
}

/// Why there is no identity. Nothing was used up unless the coordinator says so.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// One directory, one agent.
    #[error(
        "{dir} already holds the identity of agent {agent}. To start over, revoke that agent (`noctl agents revoke`), \
         move {dir}/identity away and enrol again with a new token"
    )]
    Exists {
        /// The directory.
        dir: String,
        /// Who lives there, or that it cannot be read.
        agent: String,
    },
    /// The directory cannot be used.
    #[error(transparent)]
    StateDir(#[from] StateDirError),
    /// The key or the certificate cannot be kept.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The TLS library does not work.
    #[error("TLS cannot be set up")]
    Tls(#[source] TlsConfigError),
    /// There is no connection, or it is not to the coordinator of the token.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The coordinator said no.
    #[error("{}", sentence(*.0))]
    Refused(Refusal),
    /// The call failed in another way. It may have been carried out: the same command gets the same agent.
    #[error("{0}. The same command may be given again: the token is bound to this host's key")]
    Call(String),
    /// The roots are not those of the token.
    #[error(
        "the coordinator's answer holds another certificate authority than the token names; nothing was kept. Create \
         the token on this coordinator"
    )]
    ForeignRoots,
}

/// Enrols the agent of a directory.
///
/// # Errors
///
/// What happened, what it means and what to do. An identity that exists is never touched.
pub async fn enrol(
    state: &StateDir,
    coordinator: &Address,
    token: &JoinToken,
) -> Result<Enrolled, EnrolError> {
    let locked = state.lock()?;
    let store = IdentityStore::new(locked.dir().identity());
    refuse_second(&store, state)?;
    let key = store.next_key(None)?;
    let verifier = Arc::new(CoordinatorVerifier::pinned(token.ca_pin()));
    let tls = client_config(verifier, None).map_err(EnrolError::Tls)?;
    let connection = connect(coordinator, Arc::new(tls)).await?;
    let request = wire::EnrolRequest {
        token: token.secret_text().to_owned(),
        csr_der: key.request_der()?,
        hostname: hostname(),
        agent_version: version(),
    };
    let mut client = AgentEnrolmentServiceClient::new(connection.channel);
    let answer = tokio::time::timeout(ENROL_WITHIN, client.enrol(request))
        .await
        .unwrap_or_else(|_elapsed| Err(Status::deadline_exceeded("no answer")))
        .map_err(|status| refused(&status))?
        .into_inner();
    let issued = issued(&answer, coordinator, token)?;
    store.adopt(&key, &issued)?;
    let agent_id = store.load()?.map(|identity| identity.agent_id());
    Ok(Enrolled {
        agent_id: agent_id.ok_or(IdentityError::NoRoots)?,
        agent_slug: answer.agent_slug,
        site_slug: answer.site_slug,
    })
}

fn refuse_second(store: &IdentityStore, state: &StateDir) -> Result<(), EnrolError> {
    if !store.exists() {
        return Ok(());
    }
    let agent = match store.load() {
        Ok(Some(identity)) => format!("{} ({})", identity.facts().agent_slug, identity.agent_id()),
        Ok(None) | Err(_) => "(its files cannot be read)".to_owned(),
    };
    Err(EnrolError::Exists { dir: state.root().display().to_string(), agent })
}

fn refused(status: &Status) -> EnrolError {
    match refusal_of(status) {
        Some(refusal) => EnrolError::Refused(refusal),
        None => EnrolError::Call(status_sentence(status)),
    }
}

fn issued(
    answer: &wire::EnrolResponse,
    coordinator: &Address,
    token: &JoinToken,
) -> Result<Issued, EnrolError> {
    let roots = certificates(&answer.trust_bundle_der);
    if !roots.iter().any(|root| spki_sha256(root).is_ok_and(|hash| hash == token.ca_pin())) {
        return Err(EnrolError::ForeignRoots);
    }
    Ok(Issued {
        chain: certificates(&answer.chain_der),
        roots,
        facts: Facts {
            coordinator: coordinator.to_string(),
            agent_slug: answer.agent_slug.clone(),
            site_slug: answer.site_slug.clone(),
            issued_at: answer.server_time.as_ref().map_or_else(clock::now, timestamp_from_wire),
        },
    })
}

/// Certificates as they travel.
#[must_use]
pub fn certificates(der: &[Vec<u8>]) -> Vec<CertificateDer<'static>> {
    der.iter().map(|certificate| CertificateDer::from(certificate.clone())).collect()
}

/// Name this host gives itself, at most 253 bytes.
#[must_use]
pub fn hostname() -> String {
    let mut name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    name.truncate(name.floor_char_boundary(MAX_HOSTNAME));
    name
}

/// Version of this program with its commit.
#[must_use]
pub fn version() -> String {
    format!("{}+{}", env!("CARGO_PKG_VERSION"), nocturne_runtime::version::commit())
}
