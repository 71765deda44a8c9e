//! Defining a check: the choice of its kind, the form, and beside it what it would do.

mod around;
mod asked;
mod choose;
mod conflict;
mod difference;
mod edit;
mod editing;
mod editor;
mod field;
mod focus;
mod identity;
mod impact;
mod keep;
mod leave;
mod more;
mod new;
mod often;
mod place;
mod save;
mod targets;
mod what;
mod working;

pub(crate) use self::{edit::EditCheck, new::NewCheck};
