//! Label selectors: `nocturne_shared::selector`.

use nocturne_shared::{
    label::Labels,
    selector::{MAX_SELECTOR, Selector},
};

use crate::{Limits, text};

/// Text in, terms out.
pub const LIMITS: Limits = Limits { bytes_per_byte: 256, ..Limits::USUAL };

/// A selector is told as one that selects the same.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let given = text::of(bytes);
    let selector: Selector = match given.parse() {
        Ok(selector) => selector,
        Err(error) => {
            text::told(&error, 8 * MAX_SELECTOR);
            return false;
        }
    };
    let told = selector.to_string();
    let again: Selector = told.parse().expect("what is told can be read");
    assert_eq!(again, selector, "{given:?} is told as {told:?}");
    assert_eq!(again.to_string(), told);
    for (site, role) in [("ams", "edge"), ("fra", "core")] {
        let labels: Labels =
            [("site", site), ("role", role)].map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        assert_eq!(selector.matches(&labels), again.matches(&labels));
    }
    true
}
