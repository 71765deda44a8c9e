#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::os::unix::fs::PermissionsExt as _;

use nocturne_shared::time::from_micros;
use rcgen::{CertificateSigningRequestParams, Issuer, SanType};

use super::{certificate::CertificateError, *};

const AGENT: &str =
    "nocturne://test/org/0198f3a2-7c1e-7d33-9b61-2f0c5e8a4d10/agent/0198f3a2-7c1e-7d33-9b61-2f0c5e8a4d11";

struct Ca {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
}

impl Ca {
    fn new() -> Self {
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let root = params.self_signed(&key).unwrap().der().clone();
        Self { issuer: Issuer::new(params, key), root }
    }

    /// Certifies the key of a request for `uri`.
    fn issue(&self, request_der: &[u8], uri: &str) -> Issued {
        let request = CertificateSigningRequestParams::from_der(&request_der.into()).unwrap();
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![SanType::URI(uri.try_into().unwrap())];
        let leaf = params.signed_by(&request.public_key, &self.issuer).unwrap();
        Issued {
            chain: vec![leaf.der().clone(), self.root.clone()],
            roots: vec![self.root.clone()],
            facts: Facts {
                coordinator: "localhost:7443".to_owned(),
                agent_slug: "rack-1".to_owned(),
                site_slug: "ams".to_owned(),
                issued_at: from_micros(1_700_000_000_000_000),
            },
        }
    }
}

fn store() -> (tempfile::TempDir, IdentityStore) {
    let temp = tempfile::tempdir().unwrap();
    let store = IdentityStore::new(temp.path().to_owned());
    (temp, store)
}

#[test]
fn an_identity_survives_the_disk_and_is_for_this_user_only() {
    let (temp, store) = store();
    assert!(store.load().unwrap().is_none());
    let key = store.next_key(None).unwrap();
    let issued = Ca::new().issue(&key.request_der().unwrap(), AGENT);

    store.adopt(&key, &issued).unwrap();

    let identity = store.load().unwrap().unwrap();
    assert_eq!(identity.chain(), issued.chain);
    assert_eq!(identity.roots(), issued.roots);
    assert_eq!(identity.facts(), &issued.facts);
    assert_eq!(identity.agent_id().to_string(), "0198f3a2-7c1e-7d33-9b61-2f0c5e8a4d11");
    for entry in fs::read_dir(temp.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", entry.file_name());
        assert_ne!(entry.file_name(), NEXT_KEY_FILE);
    }
}

#[test]
fn a_retry_asks_with_the_same_key() {
    let (_temp, store) = store();

    let first = store.next_key(None).unwrap().public_key();

    assert_eq!(store.next_key(None).unwrap().public_key(), first);
}

#[test]
fn renewal_never_certifies_the_key_in_use() {
    let (_temp, store) = store();
    let key = store.next_key(None).unwrap();
    store.adopt(&key, &Ca::new().issue(&key.request_der().unwrap(), AGENT)).unwrap();
    let identity = store.load().unwrap().unwrap();
    // A crash between the switch and the removal leaves the key behind.
    write(&store.dir.join(NEXT_KEY_FILE), key.pair.serialize_pem().as_bytes()).unwrap();

    assert_ne!(store.next_key(Some(&identity)).unwrap().public_key(), key.public_key());
}

#[test]
fn a_certificate_for_another_key_or_nobody_changes_nothing() {
    let (_temp, store) = store();
    let ca = Ca::new();
    let key = store.next_key(None).unwrap();
    let other = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let request = CertificateParams::default().serialize_request(&other).unwrap();

    let for_other = store.adopt(&key, &ca.issue(request.der(), AGENT));
    let for_nobody = store.adopt(&key, &ca.issue(&key.request_der().unwrap(), "nocturne://test/coordinator"));

    assert!(matches!(for_other, Err(IdentityError::NotOurs(CertificateError::OtherKey))));
    assert!(matches!(for_nobody, Err(IdentityError::NotOurs(CertificateError::NoAgent))));
    assert!(!store.exists());
}

#[test]
fn a_damaged_identity_is_reported_and_kept() {
    let (_temp, store) = store();
    write(&store.dir.join(AGENT_FILE), b"half a fi").unwrap();

    assert!(matches!(store.load(), Err(IdentityError::Unusable { .. })));
    assert!(store.exists());
}
