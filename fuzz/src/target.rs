//! Hosts and URLs: `nocturne_shared::target`.

use nocturne_shared::target::Target;

use crate::{Limits, text};

/// Text in, a URL out.
pub const LIMITS: Limits = Limits { bytes_per_byte: 256, ..Limits::USUAL };

/// A target is told as itself, and carries nothing that a log must not hold or a resolver cannot ask for.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let given = text::of(bytes);
    let target: Target = match given.parse() {
        Ok(target) => target,
        Err(error) => {
            text::told(&error, 8 * given.len() + 512);
            return false;
        }
    };
    let told = target.to_string();
    assert_eq!(told.parse().as_ref(), Ok(&target), "{given:?} is told as {told:?}");
    assert!(told.is_ascii() && !told.contains(char::is_control), "{told:?}");
    let host = target.host().expect("every target has a host");
    assert!(!matches!(host, Target::Url(_)));
    assert_eq!(host.to_string().parse().as_ref(), Ok(&host), "the host of {told:?}");
    if let Target::Url(url) = &target {
        assert!(matches!(url.scheme(), "http" | "https"), "{told}");
        assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{told}");
    }
    true
}
