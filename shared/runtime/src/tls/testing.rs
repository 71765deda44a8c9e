//! Certificates for tests, made on the spot.
#![allow(clippy::expect_used, reason = "tests")]

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType, SerialNumber, date_time_ymd,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};

use super::{server_config, spki_sha256};

pub(crate) const COORDINATOR: &str = "nocturne://test/coordinator";
pub(crate) const AGENT: &str = "nocturne://test/org/0192f0c1-2e4a-7c3b-8d5e-6f708192a3b4\
                                /agent/0192f0c1-2e4a-7c3b-8d5e-6f708192a3b5";

/// A certificate authority of its own.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A chain from an end entity to its root, and its key.
pub(crate) type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a root"))
    }

    pub(crate) fn root(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    pub(crate) fn pin(&self) -> [u8; 32] {
        spki_sha256(&self.root()).expect("a root")
    }

    pub(crate) fn coordinator(&self) -> Identity {
        self.issue(server_params(&[COORDINATOR]))
    }

    pub(crate) fn agent(&self) -> Identity {
        let mut params = server_params(&[AGENT]);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.issue(params)
    }

    pub(crate) fn issue(&self, params: CertificateParams) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        (vec![certificate.der().clone(), self.root()], key)
    }

    /// A server with `identity` that takes client certificates of this authority.
    pub(crate) fn server(&self, (chain, key): Identity) -> ServerConfig {
        server_config(chain, key, &[self.root()]).expect("a server configuration")
    }
}

/// A server's certificate with `uris`, valid for long.
pub(crate) fn server_params(uris: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::ExplicitNoCa;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.serial_number = Some(SerialNumber::from_slice(&[0xfe, 1, 2]));
    params.not_before = date_time_ymd(2020, 1, 2);
    params.not_after = date_time_ymd(2120, 3, 4);
    let uri = |uri: &&str| SanType::URI((*uri).try_into().expect("ASCII"));
    params.subject_alt_names = uris.iter().map(uri).collect();
    params
}
