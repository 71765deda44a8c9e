//! What certificates say.

use std::fmt;

use nocturne_shared::time::from_micros;
use rustls_pki_types::CertificateDer;
use x509_parser::{extensions::GeneralName, parse_x509_certificate};

/// Most names that are kept.
const MAX_NAMES: usize = 8;
/// Most characters of a name that are kept.
const MAX_NAME: usize = 120;

/// Facts of a chain, whether it is trusted or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Subject of the first certificate.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Hosts it is for; the first few.
    pub names: Vec<String>,
    /// When its time begins, seconds since 1970.
    pub not_before: i64,
    /// When its time ends, seconds since 1970.
    pub not_after: i64,
    /// When the time of the first certificate of the chain ends, seconds since 1970.
    pub earliest_end: i64,
}

impl Facts {
    /// Reads a chain as it was shown, the server's own certificate first; `None` when that is no certificate.
    #[must_use]
    pub fn read(leaf: &[u8], intermediates: &[CertificateDer<'_>]) -> Option<Self> {
        let (_rest, certificate) = parse_x509_certificate(leaf).ok()?;
        let not_after = certificate.validity().not_after.timestamp();
        let ends = intermediates.iter().filter_map(|der| {
            let (_rest, certificate) = parse_x509_certificate(der).ok()?;
            Some(certificate.validity().not_after.timestamp())
        });
        let names = certificate.subject_alternative_name().ok().flatten();
        let names = names.map(|extension| extension.value.general_names.as_slice()).unwrap_or_default();
        Some(Self {
            subject: cut(&certificate.subject().to_string()),
            issuer: cut(&certificate.issuer().to_string()),
            names: names.iter().filter_map(host).take(MAX_NAMES).collect(),
            not_before: certificate.validity().not_before.timestamp(),
            not_after,
            earliest_end: ends.fold(not_after, i64::min),
        })
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { subject, issuer, names, not_before, not_after, earliest_end } = self;
        let at = |seconds: &i64| from_micros(seconds.saturating_mul(1_000_000));
        // Who made the certificate chose the letters.
        let names: Vec<String> = names.iter().map(|name| name.escape_debug().to_string()).collect();
        let names = if names.is_empty() { "no host".to_owned() } else { names.join(", ") };
        write!(f, "certificate of {subject:?} for {names}, issuer {issuer:?}")?;
        write!(f, ", valid {} to {}", at(not_before), at(not_after))?;
        if earliest_end < not_after {
            write!(f, ", another of its chain to {}", at(earliest_end))?;
        }
        Ok(())
    }
}

fn host(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(cut(name)),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(std::net::IpAddr::from);
            let v6 = <[u8; 16]>::try_from(*bytes).map(std::net::IpAddr::from);
            v4.or(v6).ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}
