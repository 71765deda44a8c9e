//! What the console decides without a browser: words, orders, forms, charts, commands.
//!
//! Nothing here reads a clock, a page or a network. What the time is, what was typed and what was answered are arguments;
//! so everything is tested on the machine that builds it, and the pages only draw.

pub mod agent;
pub mod as_call;
pub mod chart;
pub mod check_editor;
pub mod check_form;
pub mod check_json;
pub mod check_rows;
pub mod check_view;
pub mod failure;
pub mod fields;
pub mod format;
pub mod join;
pub mod join_form;
pub mod live;
pub mod login;
pub mod mark;
pub mod order;
pub mod overview;
pub mod palette;
pub mod reason;
pub mod situation;
pub mod status;
pub mod table;
