//! What stands along the axes.

use jiff::{Timestamp, tz::Offset};

use crate::format::{Unit, number};

const DAY: f64 = 86_400.0;
/// Room above the greatest value, as a share of the range.
const HEADROOM: f64 = 0.08;

/// Begin and end of the value axis for what is between `min` and `max`.
///
/// Times, sizes, ratios and counts begin at zero, so that a small wobble does not look like an outage; what names
/// something (codes, serials) does not.
#[must_use]
pub fn value_range(unit: Unit, min: Option<f64>, max: Option<f64>) -> (f64, f64) {
    let (Some(min), Some(max)) = (min, max) else { return (0.0, 1.0) };
    match unit {
        Unit::Flag => (0.0, 1.0),
        Unit::Ratio => (0.0_f64.min(min), (max * (1.0 + HEADROOM)).max(0.1)),
        Unit::Seconds | Unit::Bytes | Unit::Count => {
            let top = if max > 0.0 { max * (1.0 + HEADROOM) } else { 1.0 };
            (0.0_f64.min(min), top)
        }
        Unit::Code | Unit::Epoch | Unit::Plain => {
            let room = (max - min) * HEADROOM;
            let room = if room > 0.0 { room } else { (max.abs() * 0.1).max(1.0) };
            (min - room, max + room)
        }
    }
}

/// Texts at places of the value axis, all in one unit.
#[must_use]
pub fn value_ticks(unit: Unit, places: &[f64]) -> Vec<String> {
    let most = places.iter().fold(0.0_f64, |most, place| most.max(place.abs()));
    let (factor, name) = unit.axis(most);
    let text = |place: &f64| match unit {
        Unit::Epoch => day(*place, Offset::UTC),
        Unit::Code => format!("{place}"),
        _ if name.is_empty() => number(*place),
        _ => format!("{}{}{name}", number(place / factor), crate::format::UNIT_SPACE),
    };
    places.iter().map(text).collect()
}

/// Texts at places of the time axis, `step` seconds apart: the time of day, and the day where one begins.
#[must_use]
pub fn time_ticks(places: &[f64], step: f64, offset: impl Fn(Timestamp) -> Offset) -> Vec<String> {
    places
        .iter()
        .map(|place| {
            let at = instant(*place);
            let local = offset(at).to_datetime(at);
            let midnight = local.hour() == 0 && local.minute() == 0 && local.second() == 0;
            if step >= DAY || midnight {
                day(*place, offset(at))
            } else if step < 60.0 {
                format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second())
            } else {
                format!("{:02}:{:02}", local.hour(), local.minute())
            }
        })
        .collect()
}

/// A place of the time axis as a time.
#[must_use]
pub fn instant(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and is clamped to what a time can be")]
    let millis = (seconds * 1e3).round() as i64;
    crate::format::from_millis(millis)
}

/// `31 Jan`, which is how a short time of another day begins.
fn day(place: f64, offset: Offset) -> String {
    let local = offset.to_datetime(instant(place));
    format!("{} {}", local.day(), crate::format::month(local))
}
