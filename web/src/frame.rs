//! What stands around a page: navigation, top bar, banners, palette, help.

mod banner;
mod help;
mod mark;
mod navigation;
mod palette;
mod scroll;
mod shell;
mod theme;
mod top_bar;

pub(crate) use self::{mark::Mark, shell::Frame};
