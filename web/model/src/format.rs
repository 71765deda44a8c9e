//! Values as people read them. Units stand behind a narrow space that does not break; numbers group by thin ones.

mod age;
mod duration;
mod metric;
mod number;
mod time;

pub use self::{
    age::{age, age_since, lasting},
    duration::{
        DurationError, duration_from_proto, duration_human, duration_json, duration_parse, duration_print,
        duration_to_proto,
    },
    metric::{Unit, metric_title, metric_unit, metric_value, series_part, unit_value},
    number::{bytes, count, counted, number, percent, plural, rate, seconds},
    time::{
        clock, day_and_clock, from_millis, offset_from_minutes, rfc3339, stamp, stamp_utc, timestamp,
        timestamp_to_proto, to_millis,
    },
};

pub(crate) use self::time::month;

/// Between a number and its unit.
pub const UNIT_SPACE: char = '\u{202f}';
