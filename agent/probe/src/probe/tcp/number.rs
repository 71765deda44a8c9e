//! The number in a greeting.

/// Finds the first decimal number: digits with an optional sign and fraction. `cut` says that the bytes may end in the
/// middle of one, which then does not count.
///
/// A sign counts where a number begins, not inside a word: `SSH-2.0` holds 2.0, `t=-3` holds -3. Numbers beyond the range
/// of `f64` do not count.
pub(super) fn first(bytes: &[u8], cut: bool) -> Option<f64> {
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let starts = |index: usize| digit(index) || (bytes.get(index) == Some(&b'.') && digit(index + 1));
    let run = |from: usize| (from..).find(|index| !digit(*index)).unwrap_or(from);

    let mut at = 0;
    while at < bytes.len() {
        if !starts(at) {
            at += 1;
            continue;
        }
        let whole = run(at);
        let end = if bytes.get(whole) == Some(&b'.') && digit(whole + 1) { run(whole + 1) } else { whole };
        let touches_cut =
            cut && (end == bytes.len() || (bytes.get(end) == Some(&b'.') && end + 1 == bytes.len()));
        let begin = sign(bytes, at);
        let number =
            bytes.get(begin..end).and_then(|text| std::str::from_utf8(text).ok()?.parse::<f64>().ok());
        match number {
            Some(number) if number.is_finite() && !touches_cut => return Some(number),
            _ => at = end,
        }
    }
    None
}

/// Where the number that starts at `at` begins with its sign.
fn sign(bytes: &[u8], at: usize) -> usize {
    let before = |distance: usize| at.checked_sub(distance).and_then(|index| bytes.get(index));
    let signed = matches!(before(1), Some(b'-' | b'+'));
    if signed && !before(2).is_some_and(u8::is_ascii_alphanumeric) { at - 1 } else { at }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_number_is_found_where_people_see_it() {
        let table: [(&str, Option<f64>); 15] = [
            ("42", Some(42.0)),
            ("+7 -8", Some(7.0)),
            ("temp=-3.25C", Some(-3.25)),
            ("SSH-2.0-OpenSSH_9.2", Some(2.0)),
            ("220 mail ESMTP", Some(220.0)),
            ("10.1.2.3", Some(10.1)),
            ("a .5", Some(0.5)),
            ("-.5", Some(-0.5)),
            ("5.", Some(5.0)),
            ("1e3", Some(1.0)),
            ("--5", Some(-5.0)),
            ("- 5", Some(5.0)),
            ("", None),
            ("no number - . +", None),
            ("inf NaN", None),
        ];
        for (text, want) in table {
            assert_eq!(first(text.as_bytes(), false), want, "{text:?}");
        }
    }

    #[test]
    fn a_number_that_may_be_cut_does_not_count() {
        assert_eq!(first(b"x 12", true), None);
        assert_eq!(first(b"x 12.", true), None);
        assert_eq!(first(b"x 12 ", true), Some(12.0));
    }

    #[test]
    fn a_number_beyond_the_range_does_not_count() {
        assert_eq!(first(format!("{} 5", "9".repeat(400)).as_bytes(), false), Some(5.0));
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..1_200), cut: bool) {
            let number = first(&bytes, cut);

            prop_assert!(number.is_none_or(f64::is_finite));
        }

        #[test]
        fn a_number_in_text_is_read_back(number in -1e9..1e9_f64, before in "[a-z =:]{0,9} ", after in " [a-z]{0,9}") {
            prop_assert_eq!(first(format!("{before}{number}{after}").as_bytes(), false), Some(number));
        }
    }
}
