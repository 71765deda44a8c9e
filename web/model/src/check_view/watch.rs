//! Whether anybody measures a check at all: what nobody looks at has not been seen to fail, and that is no praise.

use nocturne_proto::api::v1::{Check, CheckState};

use crate::{check_rows::Slots, status::StatusKind};

/// Who measures a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// Some agent does, or it is not known that none does.
    Measured,
    /// No agent could ask its targets.
    Inconclusive,
    /// Its selector matches no agent in service.
    Unmatched,
    /// It is not run until it is enabled again.
    Disabled,
    /// It was deleted.
    Gone,
}

impl Watch {
    /// Of a check, by the agents there are.
    #[must_use]
    pub fn of(check: &Check, slots: &Slots, states: &[CheckState], gone: bool) -> Self {
        let could_ask = |state: &CheckState| StatusKind::from(state) != StatusKind::Inconclusive;
        if gone {
            Self::Gone
        } else if check.enabled == Some(false) {
            Self::Disabled
        } else if slots.reached(&check.agent_selector) == Some(false) {
            Self::Unmatched
        } else if !states.is_empty() && !states.iter().any(could_ask) {
            Self::Inconclusive
        } else {
            Self::Measured
        }
    }

    /// That nobody measures it, and why; `None` when somebody does.
    #[must_use]
    pub const fn nobody(self) -> Option<&'static str> {
        match self {
            Self::Measured => None,
            Self::Inconclusive => Some("No agent could ask: nothing is known about the target."),
            Self::Unmatched => Some("Nobody measures it: no agent in service matches its selector."),
            Self::Disabled => Some("Nobody measures it: the check is disabled."),
            Self::Gone => Some("Nobody measures it any more: the check is deleted."),
        }
    }

    /// What is known of failures at a target that none is known of.
    #[must_use]
    pub fn without_failure(self) -> String {
        match self.nobody() {
            None => {
                "None is known: since the first change that is kept no agent saw this target fail.".to_owned()
            }
            Some(why) => format!("None is known. {why}"),
        }
    }

    /// Why nothing is drawn of a check that has no samples.
    #[must_use]
    pub fn without_samples(self) -> &'static str {
        self.nobody()
            .unwrap_or("No agent has measured anything of it yet. The first samples come after one interval.")
    }
}

#[cfg(test)]
mod tests {
    use nocturne_proto::api::v1::Agent;

    use super::*;
    use crate::check_rows::agent_slots;

    #[test]
    fn what_nobody_measures_is_not_praised() {
        let labels = [("site".to_owned(), "ams".to_owned())].into();
        let slots = agent_slots(&[Agent { agent_id: "1".to_owned(), labels, ..Agent::default() }], &[]);
        let everywhere = Check::default();
        let mars = Check { agent_selector: "site=mars".to_owned(), ..Check::default() };
        let off = Check { enabled: Some(false), ..Check::default() };

        assert_eq!(Watch::of(&everywhere, &slots, &[], false), Watch::Measured);
        assert_eq!(Watch::of(&mars, &slots, &[], false), Watch::Unmatched);
        assert_eq!(Watch::of(&off, &slots, &[], false), Watch::Disabled);
        assert_eq!(Watch::of(&off, &slots, &[], true), Watch::Gone);
        assert!(!Watch::Unmatched.without_failure().contains("no agent saw"));
        assert!(!Watch::Unmatched.without_samples().contains("interval"));
        // Who may not list agents does not know it.
        assert_eq!(Watch::of(&mars, &agent_slots(&[], &[]), &[], false), Watch::Measured);
    }
}
