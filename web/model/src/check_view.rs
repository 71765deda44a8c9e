//! One check in full: what each target and agent says, what failed last, what can be drawn, what it is meant to do.

mod chart_choice;
mod definition;
mod event_row;
mod failure;
mod live_track;
mod missing;
mod phase;
mod place;
mod reading;

pub use self::{
    chart_choice::{ChartChoice, Shape, choices, series_of},
    definition::{agents_text, definition, policy_text},
    event_row::{EventRow, event_rows},
    failure::{Ending, Episode, Span, Witness, last_failure},
    live_track::append,
    missing::{Missing, missing},
    phase::{Phases, ServiceFact, phases, service_facts},
    place::{Place, TargetRow, check_summary, places, target_rows, worst_target},
    reading::{Reading, reading},
};

#[cfg(test)]
mod tests;
