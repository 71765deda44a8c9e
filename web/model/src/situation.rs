//! How it stands: what is broken, since when, what changed, who sees it.
//!
//! The overview draws this. Everything is made from lists as the API gives them; nothing is remembered here.

mod agent_tally;
mod change;
mod first_run;
mod headline;
mod problem;
mod rate;
mod site;
mod tally;
mod trouble;

pub use self::{
    agent_tally::AgentTally,
    change::{
        Change, Changes, Known, PresenceChange, Sources, StatusChange, What, changes, presence_changes,
    },
    first_run::{Step, StepState, first_steps},
    headline::{Headline, headline},
    problem::{Evidence, LoneSite, Problem, ProblemGroup, evidence_of, lone_sites, problem_groups},
    rate::{Counted, Rate, sample_rate},
    site::{Sight, SiteView, site_views},
    tally::CheckTally,
    trouble::{Trouble, troubles},
};
