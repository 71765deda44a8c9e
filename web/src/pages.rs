//! The pages, one file or folder each.

mod agent;
mod agents;
mod check;
mod check_editor;
mod checks;
mod join_tokens;
mod login;
mod new_agent;
mod not_found;
mod overview;

pub(crate) use self::{
    agent::Agent,
    agents::Agents,
    check::Check,
    check_editor::{EditCheck, NewCheck},
    checks::Checks,
    join_tokens::JoinTokens,
    login::Login,
    new_agent::NewAgent,
    not_found::NotFound,
    overview::Overview,
};
