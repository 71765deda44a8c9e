//! Numbers with three digits that mean something, and counts.

use super::UNIT_SPACE;

/// What stands where there is no number.
const NONE: &str = "–";

/// Three significant digits without zeros at the end, whole numbers grouped: `0.0123`, `12.3`, `1 234`.
#[must_use]
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let size = value.abs();
    if size >= 1e15 {
        return format!("{value:.2e}");
    }
    // Rounding can reach the next power of ten: 9.996 has one digit in front and is written 10.
    let decimals = decimals_of(size);
    let text = format!("{value:.decimals$}");
    let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if trimmed == "-0" { "0".to_owned() } else { grouped(trimmed) }
}

/// Decimals that leave three significant digits.
fn decimals_of(size: f64) -> usize {
    let limits =
        [(99.95, 0), (9.995, 1), (0.9995, 2), (0.09995, 3), (0.009_995, 4), (0.000_999_5, 5), (0.0, 6)];
    limits.iter().find(|(least, _)| size >= *least).map_or(6, |(_, decimals)| *decimals)
}

/// A count, grouped: `12 345`.
#[must_use]
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A count with its noun: `1 agent`, `3 agents`.
#[must_use]
pub fn plural(n: u64, noun: &str) -> String {
    let ending = match noun {
        _ if n == 1 => "",
        _ if noun.ends_with('s') => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", count(n))
}

/// A count with what is counted, said in the plural: `3 gaps`, `1 gap`.
#[must_use]
pub fn counted(n: u64, nouns: &str) -> String {
    plural(n, nouns.strip_suffix('s').unwrap_or(nouns))
}

/// A ratio as percent: `12.5 %`.
#[must_use]
pub fn percent(ratio: f64) -> String {
    if !ratio.is_finite() {
        return NONE.to_owned();
    }
    format!("{}{UNIT_SPACE}%", number(ratio * 100.0))
}

/// Seconds in the unit that suits them: `850 µs`, `12.3 ms`, `1.5 s`, `75 s`.
#[must_use]
pub fn seconds(value: f64) -> String {
    scaled(value, &[(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")])
}

/// Bytes in binary units: `512 B`, `1.5 MiB`.
#[must_use]
pub fn bytes(value: f64) -> String {
    const KIB: f64 = 1024.0;
    scaled(
        value,
        &[
            (KIB * KIB * KIB * KIB, "TiB"),
            (KIB * KIB * KIB, "GiB"),
            (KIB * KIB, "MiB"),
            (KIB, "KiB"),
            (1.0, "B"),
        ],
    )
}

/// Times a second: `12.5/s`.
#[must_use]
pub fn rate(per_second: f64) -> String {
    if per_second.is_finite() { format!("{}/s", number(per_second)) } else { NONE.to_owned() }
}

/// The first unit, largest first, that leaves a number of at least one; the last one for what is smaller.
fn scaled(value: f64, units: &[(f64, &str)]) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let fits = |(least, _): &&(f64, &str)| value.abs() >= *least * 0.9995;
    let zero = units.iter().find(|(least, _)| value == 0.0 && (*least - 1.0).abs() < f64::EPSILON);
    let chosen = zero.or_else(|| units.iter().find(fits)).or(units.last());
    chosen.map_or_else(String::new, |(factor, unit)| format!("{}{UNIT_SPACE}{unit}", number(value / factor)))
}

/// Puts thin spaces between groups of three in front of the point.
fn grouped(text: &str) -> String {
    let (sign, bare) = text.strip_prefix('-').map_or(("", text), |bare| ("−", bare));
    let (whole, rest) = bare.split_once('.').map_or((bare, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(UNIT_SPACE);
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> String {
        text.replace(UNIT_SPACE, " ")
    }

    #[test]
    fn numbers_keep_three_digits_that_mean_something() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (12.345, "12.3"),
            (9.996, "10"),
            (99.96, "100"),
            (0.999_6, "1"),
            (0.012_345, "0.0123"),
            (1_234.5, "1 234"),
            (-1_234_567.0, "−1 234 567"),
            (1e15, "1.00e15"),
            (f64::NAN, "–"),
            (f64::INFINITY, "–"),
        ];
        for (value, want) in cases {
            assert_eq!(plain(&number(value)), want, "{value}");
        }
    }

    #[test]
    fn units_suit_the_size() {
        let cases = [
            (0.0, "0 s"),
            (0.000_000_5, "500 ns"),
            (0.000_85, "850 µs"),
            (0.012_34, "12.3 ms"),
            (0.999_9, "1 s"),
            (1.5, "1.5 s"),
            (75.0, "75 s"),
            (-0.002, "−2 ms"),
        ];
        for (value, want) in cases {
            assert_eq!(plain(&seconds(value)), want, "{value}");
        }
        for (value, want) in
            [(0.0, "0 B"), (512.0, "512 B"), (1_536.0, "1.5 KiB"), (1_073_741_824.0, "1 GiB")]
        {
            assert_eq!(plain(&bytes(value)), want);
        }
        assert_eq!(plain(&percent(0.125)), "12.5 %");
        assert_eq!(plain(&percent(0.0)), "0 %");
        assert_eq!(rate(12.5), "12.5/s");
        for odd in [percent(f64::NAN), seconds(f64::NEG_INFINITY), bytes(f64::NAN), rate(f64::NAN)] {
            assert_eq!(odd, "–");
        }
    }

    #[test]
    fn counts_are_grouped_and_agree_with_their_noun() {
        assert_eq!(plain(&count(u64::MAX)), "18 446 744 073 709 551 615");
        assert_eq!(plain(&count(999)), "999");
        assert_eq!(plain(&plural(1, "agent")), "1 agent");
        assert_eq!(plain(&plural(0, "agent")), "0 agents");
        assert_eq!(plain(&plural(1_000, "status")), "1 000 statuses");
        assert_eq!(
            [0, 1, 2].map(|n| counted(n, "join tokens")),
            ["0 join tokens", "1 join token", "2 join tokens"]
        );
    }

    proptest! {
        #[test]
        fn a_printed_number_is_within_half_a_percent(value in -1e12_f64..1e12) {
            let text = plain(&number(value)).replace(' ', "").replace('−', "-");
            let read: f64 = text.parse().unwrap();
            prop_assert!((read - value).abs() <= value.abs() * 0.005 + 1e-6, "{} {}", value, text);
        }
    }
}
