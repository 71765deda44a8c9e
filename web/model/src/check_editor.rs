//! What the page that edits a check decides: fields by their paths, what is kept of an unfinished one, how two changes
//! become one, where on the page a finding stands, and what a preview says.

#[cfg(test)]
mod bad_input;
mod draft;
mod finding;
mod impact;
mod merge;
mod rhythm;
mod selector;
mod target_line;
mod value;

pub use self::{
    draft::Draft,
    finding::{findings, placed, shown},
    impact::{AgentChange, AgentGroup, agent_groups, needs, pace, reach_request},
    merge::{Merged, merge},
    rhythm::{Rhythm, rhythm},
    selector::{LabelChoice, label_choices, label_toggled},
    target_line::{LineFinding, TargetLines, target_lines},
    value::{FIELDS, FieldValue, changed_fields, field, is_default, put},
};
