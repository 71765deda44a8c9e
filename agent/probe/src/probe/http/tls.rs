//! The handshake, and what it shows of the certificates whether they are good or not.

use std::{
    io,
    sync::{Arc, OnceLock},
};

use nocturne_shared::{check::HttpSpec, outcome::Reason};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::{
        Resumption, WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    server::ParsedCertificate,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::{
    certificate::Facts,
    fault::cut_or_broken,
    trust::{Own, Trust},
};
use crate::probe::measurement::Finding;

/// What a handshake came to.
pub(super) struct Handshake {
    /// The certificates, when they were shown and could be read.
    pub(super) facts: Option<Facts>,
    /// What speaks against a certificate that was accepted all the same.
    pub(super) overlooked: Option<String>,
    pub(super) stream: Result<TlsStream<TcpStream>, Finding>,
}

/// Shakes hands as a client that wants to speak to `name`.
pub(super) async fn handshake(trust: &Trust, spec: &HttpSpec, name: &str, stream: TcpStream) -> Handshake {
    let refused = |finding| Handshake { facts: None, overlooked: None, stream: Err(finding) };
    let Ok(server_name) = ServerName::try_from(name.to_owned()) else {
        let evidence = format!("{name:?} is a name that no certificate can have");
        return refused(Finding::failure(Reason::TlsName, evidence));
    };
    let (inner, own) = match trust.verifier(spec) {
        Ok(verifier) => verifier,
        Err(finding) => return refused(finding),
    };
    let watcher = Arc::new(Watcher { inner, own, accepts_all: spec.tls_insecure, seen: OnceLock::new() });
    let config = match config(trust, Arc::clone(&watcher)) {
        Ok(config) => config,
        Err(error) => return refused(fault(&error, name)),
    };
    let connected = TlsConnector::from(Arc::new(config)).connect(server_name, stream).await;
    let seen = watcher.seen.get();
    Handshake {
        facts: seen.and_then(|seen| seen.facts.clone()),
        overlooked: seen.and_then(|seen| seen.complaint.clone()).filter(|_complaint| spec.tls_insecure),
        stream: connected.map_err(|error| match tls_error(&error) {
            Some(error) => fault(error, name),
            None => cut_or_broken(&error, &format!("tls handshake with {name}")),
        }),
    }
}

/// The error of TLS in one of a stream.
pub(super) fn tls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref::<Error>())
}

/// Which reason an error of TLS is.
pub(super) fn fault(error: &Error, name: &str) -> Finding {
    let (reason, what) = match error {
        Error::InvalidCertificate(error) => match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                (Reason::TlsExpired, "the time of a certificate is over")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                (Reason::TlsNotYetValid, "the time of a certificate has not begun")
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                (Reason::TlsName, "the certificate is for another host")
            }
            CertificateError::BadEncoding => (Reason::TlsHandshake, "what it shows is no certificate"),
            _ => (Reason::TlsUntrusted, "the certificate leads to no trusted root"),
        },
        Error::InvalidMessage(_) => (Reason::TlsHandshake, "what came back is no TLS"),
        Error::AlertReceived(AlertDescription::CertificateRequired) => {
            (Reason::TlsHandshake, "it wants a client certificate")
        }
        _ => (Reason::TlsHandshake, "no agreement"),
    };
    Finding::failure(reason, format!("tls with {name}: {what} ({error})"))
}

fn config(trust: &Trust, watcher: Arc<Watcher>) -> Result<ClientConfig, Error> {
    let mut config = ClientConfig::builder_with_details(Arc::clone(&trust.provider), trust.clock.clone())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(watcher)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Every execution measures, and verifies, a whole handshake.
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Remembers what it was shown. One handshake, one watcher.
#[derive(Debug)]
struct Watcher {
    inner: Arc<WebPkiServerVerifier>,
    own: Own,
    accepts_all: bool,
    seen: OnceLock<Seen>,
}

/// A certificate that the check names needs nobody's signature, only the right name and time. Devices sign their own,
/// often as authorities, which nobody else's verifier would take for a server's.
fn trusted_itself(
    certificate: &CertificateDer<'_>,
    facts: &Facts,
    name: &ServerName<'_>,
    now: UnixTime,
) -> Result<ServerCertVerified, Error> {
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now < facts.not_before {
        return Err(CertificateError::NotValidYet.into());
    }
    if now > facts.not_after {
        return Err(CertificateError::Expired.into());
    }
    verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
    Ok(ServerCertVerified::assertion())
}

#[derive(Debug)]
struct Seen {
    facts: Option<Facts>,
    complaint: Option<String>,
}

impl ServerCertVerifier for Watcher {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let facts = Facts::read(end_entity, intermediates);
        let verdict = match &facts {
            Some(facts) if self.own.contains(end_entity) => {
                trusted_itself(end_entity, facts, server_name, now)
            }
            _ => self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now),
        };
        let complaint = verdict.as_ref().err().map(ToString::to_string);
        // A second call in one handshake cannot change what was shown first.
        self.seen.set(Seen { facts, complaint }).ok();
        if self.accepts_all { Ok(ServerCertVerified::assertion()) } else { verdict }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.accepts_all {
            return Ok(HandshakeSignatureValid::assertion());
        }
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if self.accepts_all {
            return Ok(HandshakeSignatureValid::assertion());
        }
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
