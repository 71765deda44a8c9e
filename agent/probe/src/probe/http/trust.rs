//! Whose certificates are good.
//!
//! The roots are those of the host (which `SSL_CERT_FILE` and `SSL_CERT_DIR` move), so that an authority its owner added
//! is trusted and one that was removed is not. A host without any, such as a bare container, gets Mozilla's as they were
//! when this program was built.

use std::{fmt, io, sync::Arc, time::Duration};

use nocturne_shared::{check::HttpSpec, outcome::Reason};
use rustls::{
    RootCertStore,
    client::{VerifierBuilderError, WebPkiServerVerifier},
    crypto::CryptoProvider,
    time_provider::TimeProvider,
};
use rustls_pki_types::{CertificateDer, UnixTime, pem::PemObject as _};

use crate::probe::measurement::Finding;

/// What every handshake shares.
#[derive(Debug)]
pub(in crate::probe) struct Trust {
    pub(super) provider: Arc<CryptoProvider>,
    pub(super) clock: Arc<Clock>,
    roots: RootCertStore,
    verifier: Arc<WebPkiServerVerifier>,
}

impl Trust {
    /// Reads the host's roots. `clock` gives microseconds since 1970.
    pub(in crate::probe) fn load(clock: fn() -> i64) -> io::Result<Self> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        let (_added, ignored) = roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            tracing::info!("this host has no root certificates; those of Mozilla are used");
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        tracing::debug!(
            n_roots = roots.len(),
            ignored,
            faults = found.errors.len(),
            "root certificates read"
        );
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        // The first random number of a process takes tens of milliseconds, which are no part of the first handshake.
        provider.secure_random.fill(&mut [0; 32]).map_err(|_unspecified| no_entropy())?;
        let verifier = verifier(roots.clone(), &provider).map_err(io::Error::other)?;
        Ok(Self { provider, clock: Arc::new(Clock(clock)), roots, verifier })
    }

    /// Verifies against the usual roots and those of the check, which are returned too.
    pub(super) fn verifier(&self, spec: &HttpSpec) -> Result<(Arc<WebPkiServerVerifier>, Own), Finding> {
        if spec.tls_ca_pem.is_empty() {
            return Ok((Arc::clone(&self.verifier), Own::new()));
        }
        let unusable = |error: &dyn fmt::Display| {
            let evidence = format!("a certificate of tls_ca_pem cannot be a root: {error}");
            Finding::failure(Reason::TlsUntrusted, evidence)
        };
        let own = CertificateDer::pem_slice_iter(spec.tls_ca_pem.as_bytes()).collect::<Result<Own, _>>();
        let own = own.map_err(|error| unusable(&error))?;
        let mut roots = self.roots.clone();
        for certificate in &own {
            roots.add(certificate.clone()).map_err(|error| unusable(&error))?;
        }
        let verifier = verifier(roots, &self.provider).map_err(|error| unusable(&error))?;
        Ok((verifier, own))
    }
}

/// Roots of a check itself.
pub(super) type Own = Vec<CertificateDer<'static>>;

fn no_entropy() -> io::Error {
    io::Error::other("this host has no random numbers")
}

fn verifier(
    roots: RootCertStore,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, VerifierBuilderError> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build()
}

/// The clock of measurements, which certificates are looked at with too.
#[derive(Debug, Clone, Copy)]
pub(in crate::probe) struct Clock(fn() -> i64);

impl Clock {
    /// Seconds since 1970.
    pub(super) fn now(self) -> i64 {
        (self.0)().div_euclid(1_000_000)
    }
}

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.now()).unwrap_or(0);
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}
