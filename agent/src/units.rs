//! Durations and sizes as people write them in the configuration: `200ms`, `30s`, `5m`, `24h`, `7d`; `64KiB`, `1GiB`.

use std::time::Duration;

/// Units of time with their length in milliseconds.
const TIMES: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
/// Units of size with their length in bytes. Only binary ones: nobody should have to guess.
const SIZES: [(&str, u64); 5] =
    [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40)];

/// Reads a duration.
///
/// # Errors
///
/// Says what would be right.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    parse(text, &TIMES)
        .map(Duration::from_millis)
        .ok_or_else(|| format!("{text:?} is no duration; give a number with ms, s, m, h or d, e.g. 30s"))
}

/// Reads a size in bytes.
///
/// # Errors
///
/// Says what would be right.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    parse(text, &SIZES).ok_or_else(|| {
        format!("{text:?} is no size; give a number with B, KiB, MiB, GiB or TiB, e.g. 512MiB")
    })
}

fn parse(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let text = text.trim();
    let n_digits = text.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(n_digits)?;
    let factor = units.iter().find(|(name, _)| *name == unit.trim())?.1;
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units_are_read_and_others_refused() {
        assert_eq!(parse_duration("200ms"), Ok(Duration::from_millis(200)));
        assert_eq!(parse_duration("7d"), Ok(Duration::from_hours(7 * 24)));
        assert_eq!(parse_bytes("64 MiB"), Ok(64 << 20));
        for bad in ["", "5", "s", "-1s", "1.5h", "99999999999999999999s", "9999999999999d", "1MB", "1 é"] {
            assert!(parse_duration(bad).is_err(), "{bad}");
            assert!(parse_bytes(bad).is_err(), "{bad}");
        }
    }
}
