//! The form that makes a join token, and what becomes of the token.

mod draft;
mod stage;

pub use self::{
    draft::{JoinDraft, LIVES, Life, name_taken},
    stage::{JoinStage, ends_soon, join_stage, n_open},
};
