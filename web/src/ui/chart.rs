//! Charts: lines over time with what surrounds them, small lines in tables, strips of status.

mod canvas;
mod colors;
mod legend;
mod options;
mod plot;
mod range_picker;
mod shown;
mod status_strip;
mod time_chart;
mod tooltip;
mod uplot;

pub(crate) use self::{range_picker::TimeRangePicker, status_strip::StatusStrip, time_chart::TimeChart};
