//! Slugs and labels: `nocturne_shared::label`.

use nocturne_shared::{
    label::{Labels, MAX_LABEL_VALUE, Slug, label_check},
    selector::Selector,
};

use crate::{Limits, text};

/// Text in, text out.
pub const LIMITS: Limits = Limits::USUAL;

/// The input is a slug, or `name=value`. A slug is its own nearest slug, and a label can be selected by.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let given = text::of(bytes);
    let near = Slug::nearest(&given, "fallback");
    assert_eq!(near.as_str().parse().as_ref(), Ok(&near), "the nearest slug is a slug");
    let slug = given.parse::<Slug>();
    if let Ok(slug) = &slug {
        assert_eq!(slug.as_str(), given);
        // Two hyphens in a row are legal and become one.
        assert!(*slug == near || given.contains("--"), "{slug} is not its own nearest slug but {near}");
    }

    let Some((name, value)) = given.split_once('=') else { return slug.is_ok() };
    match label_check(name, value) {
        Ok(()) => {
            assert!(value.len() <= MAX_LABEL_VALUE);
            let selector: Selector = given.parse().expect("a label is a selector");
            let labels = Labels::from([(name.to_owned(), value.to_owned())]);
            assert!(selector.matches(&labels), "{given:?} does not select itself");
            true
        }
        Err(reason) => {
            assert!(!reason.is_empty());
            false
        }
    }
}
