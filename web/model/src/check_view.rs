//! One check in full: what each target and agent says, what failed last, what can be drawn, what it is meant to do.

mod chart_choice;
mod definition;
mod event_row;
mod failure;
mod live_track;
mod measured;
mod missing;
mod phase;
mod place;
mod reading;
mod watch;

pub use self::{
    chart_choice::{ChartChoice, Shape, choices, execution_series, series_of, tells_of_inconclusive},
    definition::{agents_text, definition, policy_text},
    event_row::{EventRow, event_count, event_rows},
    failure::{Ending, Episode, Span, Witness, last_failure},
    live_track::append,
    measured::measured,
    missing::{Missing, missing},
    phase::{Phases, ServiceFact, phases, service_facts},
    place::{Place, TargetRow, check_summary, places, target_rows, worst_target},
    reading::{Reading, reading},
    watch::Watch,
};

#[cfg(test)]
mod tests;
