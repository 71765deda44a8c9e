//! The lab's own certification authority and the certificates its HTTPS targets show.
//!
//! The authority is made once and kept in the state folder, so that checks that trust it go on working after a restart.
//! Leaf certificates are made at every start and every few hours: "expires in three days" stays true.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use nocturne_runtime::{
    clock,
    fs::{FsError, read_limited, read_secret, replace},
};
use rcgen::{
    BasicConstraints, Certificate as Signed, CertificateParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

/// The authority's certificate in the state folder.
pub(crate) const CA_FILE: &str = "ca.pem";
const KEY_FILE: &str = "ca.key";
/// A certificate is a kilobyte.
const MAX_PEM_BYTES: u64 = 64 << 10;

const DAY: Duration = Duration::from_hours(24);
/// Ten years: longer than any lab.
const CA_LIFE: Duration = Duration::from_hours(24 * 3_650);
/// Certificates begin in the past, so that a clock that is a little slow does not see them too early.
const BACKDATE: Duration = Duration::from_hours(24 * 30);

/// Which certificate an HTTPS target shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// Signed by the lab's authority for `localhost`, `*.lab.test` and the address, valid for 90 days.
    Good,
    /// The same, valid for three more days.
    Expiring,
    /// The same, ended yesterday.
    Expired,
    /// Signed by the lab's authority for another host.
    WrongName,
    /// Signed by nobody but itself.
    SelfSigned,
}

/// Why there is no authority or no certificate.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The state folder.
    #[error(transparent)]
    File(#[from] FsError),
    /// What was kept is no certificate with its key.
    #[error(
        "the authority kept in {folder} is damaged; remove {CA_FILE} and {KEY_FILE} there to get another"
    )]
    Damaged {
        /// The state folder.
        folder: String,
        /// What is wrong with it.
        #[source]
        source: rcgen::Error,
    },
    /// A certificate could not be made.
    #[error("a certificate could not be made")]
    Make(#[from] rcgen::Error),
    /// A certificate could not be used.
    #[error("a certificate could not be used")]
    Use(#[from] rustls::Error),
}

/// Signs the certificates of the targets.
pub(crate) struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// One that nobody will remember.
    pub(crate) fn make() -> Result<Self, AuthorityError> {
        let (pem, key) = root()?;
        Ok(Self { issuer: Issuer::from_ca_cert_pem(&pem, key)?, pem })
    }

    /// The one of a state folder; made if there is none. Blocks.
    pub(crate) fn keep(folder: &Path) -> Result<Self, AuthorityError> {
        let (ca_path, key_path) = (folder.join(CA_FILE), folder.join(KEY_FILE));
        if !ca_path.exists() || !key_path.exists() {
            let (pem, key) = root()?;
            replace(&key_path, key.serialize_pem().as_bytes(), 0o600)?;
            // Last: a key without a certificate is made again.
            replace(&ca_path, pem.as_bytes(), 0o644)?;
        }
        let pem = String::from_utf8_lossy(&read_limited(&ca_path, MAX_PEM_BYTES)?).into_owned();
        let key = read_secret(&key_path)?;
        let key = String::from_utf8_lossy(key.expose_secret());
        let issuer = KeyPair::from_pem(&key).and_then(|key| Issuer::from_ca_cert_pem(&pem, key));
        let damaged = |source| AuthorityError::Damaged { folder: folder.display().to_string(), source };
        Ok(Self { issuer: issuer.map_err(damaged)?, pem })
    }

    /// The certificate to trust.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// TLS settings of a server at `at` that shows `certificate`.
    pub(crate) fn server(
        &self,
        certificate: Certificate,
        at: IpAddr,
    ) -> Result<Arc<ServerConfig>, AuthorityError> {
        let key = KeyPair::generate()?;
        let signed = self.leaf(certificate, at, &key)?;
        let chain = vec![signed.der().clone()];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    fn leaf(&self, certificate: Certificate, at: IpAddr, key: &KeyPair) -> Result<Signed, rcgen::Error> {
        let now = since_1970();
        let mut params = match certificate {
            Certificate::WrongName => CertificateParams::new(vec!["elsewhere.invalid".to_owned()])?,
            _ => local_names(at)?,
        };
        params.distinguished_name.push(DnType::CommonName, "nocturne-lab");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let (begin, end) = match certificate {
            Certificate::Expiring => (now.saturating_sub(BACKDATE), now + DAY * 3),
            Certificate::Expired => (now.saturating_sub(BACKDATE), now.saturating_sub(DAY)),
            _ => (now.saturating_sub(BACKDATE), now + DAY * 90),
        };
        params.not_before = date_time_ymd(1970, 1, 1) + begin;
        params.not_after = date_time_ymd(1970, 1, 1) + end;
        match certificate {
            Certificate::SelfSigned => params.self_signed(key),
            _ => params.signed_by(key, &self.issuer),
        }
    }
}

fn local_names(at: IpAddr) -> Result<CertificateParams, rcgen::Error> {
    let mut params =
        CertificateParams::new(vec!["localhost".to_owned(), "lab.test".to_owned(), "*.lab.test".to_owned()])?;
    for address in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST), at] {
        let name = SanType::IpAddress(address);
        if !params.subject_alt_names.contains(&name) {
            params.subject_alt_names.push(name);
        }
    }
    Ok(params)
}

/// A new root: its certificate as PEM, and its key.
fn root() -> Result<(String, KeyPair), rcgen::Error> {
    let now = since_1970();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Nocturne lab authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(1970, 1, 1) + now.saturating_sub(BACKDATE * 2);
    params.not_after = date_time_ymd(1970, 1, 1) + now + CA_LIFE;
    let key = KeyPair::generate()?;
    let pem = CertifiedIssuer::self_signed(params, &key)?.pem();
    Ok((pem, key))
}

fn since_1970() -> Duration {
    Duration::try_from(clock::now().as_duration()).unwrap_or_default()
}
