//! Which build is running.

/// The commit this program was built from, or `unknown` when the build did not say.
///
/// Set by the build as `NOCTURNE_COMMIT`.
#[must_use]
pub const fn commit() -> &'static str {
    match option_env!("NOCTURNE_COMMIT") {
        Some(commit) => commit,
        None => "unknown",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_build_always_has_a_name() {
        assert!(!super::commit().is_empty());
    }
}
