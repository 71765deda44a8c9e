//! Charts: from what the server answers to what is drawn.
//!
//! ```text
//! GetSeriesRangeResponse… ─▶ Track… ─▶ segments without holes ─▶ thinned ─▶ ChartData (one x axis, cells)
//! gaps, events ───────────────────────────────────────────────────────────▶ GapBand…, StatusSegment…
//! ```
//!
//! What was not measured is never drawn as a line, nor as a status: a segment ends where samples are further apart than they
//! should be, and a status is not known where there are no executions.

mod axis;
mod band;
mod data;
mod hole;
mod hover;
mod legend;
mod range;
mod status;
mod thin;
mod track;

pub use self::{
    axis::{instant, time_ticks, value_range, value_ticks},
    band::{GapBand, band_text, gap_bands, gap_cause_label, gap_cause_meaning},
    data::{Cell, ChartData, chart_data},
    hole::{Hole, conclusive_only, explained, holes, undeclared},
    hover::{Hover, Surroundings, hover},
    legend::{TrackStats, stats},
    range::{Preset, TimeRange},
    status::{StatusSegment, event_near, holes_in, status_segments, status_share, status_text, with_holes},
    thin::{MAX_POINTS, thin},
    track::{Point, Track, segments, tracks},
};

/// Width that lines are made for when nobody knows how wide they are drawn, pixels.
pub const DEFAULT_WIDTH: usize = 1_200;

#[cfg(test)]
mod tests;
