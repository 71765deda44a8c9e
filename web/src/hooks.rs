//! What ties components to time, addresses, keys and the coordinator.

mod live;
mod now;
mod query;
mod resource;
mod shortcut;
mod title;

pub(crate) use self::{
    live::use_live,
    now::{NowProvider, use_now},
    query::{Query, use_query},
    resource::{Refresh, Resource, use_resource},
    shortcut::{Shortcut, use_global_shortcut, use_shortcut},
    title::use_title,
};
