//! The coordinator, as the console asks it.

mod calls;
mod client;
mod live;
mod provider;
mod session;
mod terminal;
mod wire;

pub(crate) use self::{
    calls::{Listing, MAX_LISTED},
    client::Api,
    live::{Connection, Live},
    provider::{ApiProvider, SessionView, use_api, use_connection, use_identity, use_session},
    session::{End, Identity},
    terminal::as_call,
};
