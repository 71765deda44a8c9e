//! Loops that close the gap between what is wanted and what is. They take no input: a wake-up carries no data, and a lost
//! one costs at most a period.

pub mod audit;
pub mod desired;
pub mod presence;
pub mod retention;
pub mod settings;
pub mod standing;
