//! Text of bytes.

use std::borrow::Cow;

/// The bytes as text. What is no UTF-8 becomes U+FFFD: every decoder of text gets its text from something that refuses or
/// replaces the rest before.
#[must_use]
pub fn of(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// What is told to people is one line of bearable length.
///
/// # Panics
///
/// It is not.
pub fn told(error: &dyn std::error::Error, most_bytes: usize) {
    let text = error.to_string();
    assert!(!text.is_empty(), "{error:?} says nothing");
    assert!(
        text.len() <= most_bytes,
        "{} bytes are told: {}…",
        text.len(),
        text.chars().take(200).collect::<String>()
    );
    assert!(!text.contains(char::is_control), "control characters are told: {text:?}");
}
