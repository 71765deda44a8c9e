//! The mark of the product, drawn by the console and by `web/icons/favicon.svg`.

/// Edge of the square it is drawn in.
pub const MARK_SIZE: u16 = 64;
/// The crescent, to be filled.
pub const MARK_MOON: &str = "M38.6 10.5A22.3 22.3 0 1 0 43.5 51.3A21.4 21.4 0 0 1 38.6 10.5z";
/// The pulse, a line with round ends.
pub const MARK_PULSE: &str = "M29.5 34h5.5l4.2-10.5 6 18.5 3.8-8H55";
/// Width of the pulse's line.
pub const MARK_PULSE_WIDTH: u16 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_and_the_console_draw_the_same_mark() {
        let icon = include_str!("../../icons/favicon.svg");

        for part in [
            format!("viewBox=\"0 0 {MARK_SIZE} {MARK_SIZE}\""),
            format!("d=\"{MARK_MOON}\""),
            format!("d=\"{MARK_PULSE}\""),
            format!("stroke-width=\"{MARK_PULSE_WIDTH}\""),
        ] {
            assert!(icon.contains(&part), "{part}");
        }
        assert_eq!(icon.matches("<path ").count(), 2);
    }
}
