//! What people type into fields that are no plain text.

use crate::{failure::FieldFailure, format::duration_parse};

/// Lines that say something, without spaces around them.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Lines that say something, as they are: an expression may begin with a space.
pub(super) fn whole_lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

/// Targets on lines; hosts also between commas, semicolons or spaces. A URL may hold commas itself.
#[must_use]
pub fn targets(text: &str) -> Vec<String> {
    let split = |line: String| -> Vec<String> {
        if line.contains("://") {
            return vec![line];
        }
        words(&line)
    };
    lines(text).into_iter().flat_map(split).collect()
}

/// Words between spaces, commas and semicolons.
pub(super) fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A ratio as `0.25` or `25 %`; `None` when it is none.
#[must_use]
pub fn ratio_parse(text: &str) -> Option<f64> {
    let (number, divisor) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent, 100.0),
        None => (text, 1.0),
    };
    let value = number.trim().replace(',', ".").parse::<f64>().ok()?;
    value.is_finite().then_some(value / divisor)
}

/// A size as `512`, `64 KiB`, `1MB`; `None` when it is none.
#[must_use]
pub fn bytes_parse(text: &str) -> Option<u64> {
    const UNITS: [(&str, f64); 10] = [
        ("kib", 1024.0),
        ("mib", 1024.0 * 1024.0),
        ("gib", 1024.0 * 1024.0 * 1024.0),
        ("kb", 1e3),
        ("mb", 1e6),
        ("gb", 1e9),
        ("k", 1024.0),
        ("m", 1024.0 * 1024.0),
        ("bytes", 1.0),
        ("b", 1.0),
    ];
    let lower = text.trim().to_lowercase();
    let unit = UNITS.iter().find_map(|(unit, factor)| Some((lower.strip_suffix(unit)?, *factor)));
    let (number, factor) = unit.unwrap_or((lower.as_str(), 1.0));
    let number = number.trim();
    if let Ok(whole) = number.parse::<u64>()
        && factor == 1.0
    {
        return Some(whole);
    }
    let value =
        number.parse::<f64>().ok().filter(|_| number.starts_with(|c: char| c.is_ascii_digit()))? * factor;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, and rounded")]
    let whole = (0.0..9e15).contains(&value).then(|| value.round() as u64);
    whole
}

/// Reads fields, and collects what cannot be read.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub found: Vec<FieldFailure>,
}

impl Reader {
    /// A whole number; `None` of nothing.
    pub(super) fn number(&mut self, path: &str, text: &str) -> Option<u32> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if bare.is_empty() {
            return None;
        }
        let number = bare.parse::<u32>().ok();
        if number.is_none() {
            self.refuse(path, format!("\"{}\" is no whole number", text.trim()));
        }
        number
    }

    /// A duration; `None` of nothing.
    pub(super) fn duration(&mut self, path: &str, text: &str) -> Option<prost_types::Duration> {
        if text.trim().is_empty() {
            return None;
        }
        match duration_parse(text) {
            Ok(span) => Some(crate::format::duration_to_proto(span)),
            Err(error) => {
                self.refuse(path, error.to_string());
                None
            }
        }
    }

    /// What `read` makes of a text; the default of nothing.
    pub(super) fn other<T: Default>(
        &mut self,
        path: &str,
        text: &str,
        read: impl Fn(&str) -> Option<T>,
        like: &str,
    ) -> T {
        if text.trim().is_empty() {
            return T::default();
        }
        read(text).unwrap_or_else(|| {
            self.refuse(path, format!("\"{}\" cannot be read; write it like {like}", text.trim()));
            T::default()
        })
    }

    pub(super) fn refuse(&mut self, path: &str, message: impl Into<String>) {
        self.found.push(FieldFailure::new(path, message));
    }
}
