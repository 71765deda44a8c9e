//! What names a series.

use nocturne_shared::label::Labels;
use sha2::{Digest as _, Sha256};

/// A metric with one set of labels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// Metric name.
    pub metric: String,
    /// Labels, without the metric name.
    pub labels: Labels,
}

impl SeriesKey {
    /// 64 bits over metric and labels, equal on every coordinator and for ever: it is stored.
    ///
    /// First 8 bytes of SHA-256 over metric, names and values, each closed by a zero byte, as little-endian integer.
    #[must_use]
    pub fn fingerprint(&self) -> i64 {
        let mut hash = Sha256::new();
        let mut feed = |text: &str| {
            hash.update(text.as_bytes());
            hash.update([0]);
        };
        feed(&self.metric);
        for (name, value) in &self.labels {
            feed(name);
            feed(value);
        }
        let digest = hash.finalize();
        let mut first = [0; 8];
        first.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        i64::from_le_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_tells_names_from_values_and_never_changes() {
        let key = |pairs: &[(&str, &str)]| SeriesKey {
            metric: "probe_success".to_owned(),
            labels: pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        };

        assert_eq!(key(&[("a", "bc")]).fingerprint(), key(&[("a", "bc")]).fingerprint());
        assert_ne!(key(&[("a", "bc")]).fingerprint(), key(&[("ab", "c")]).fingerprint());
        assert_ne!(key(&[]).fingerprint(), key(&[("", "")]).fingerprint());
        assert_eq!(key(&[("agent", "edge-1")]).fingerprint(), 69_858_516_322_690_285);
    }
}
