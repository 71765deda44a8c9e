//! The coordinator, as the console asks it.

mod calls;
mod client;
mod live;
mod provider;
mod session;
mod wire;

pub(crate) use self::{
    calls::{MAX_LISTED, Listing},
    client::Api,
    live::{Connection, Live, Subscription},
    provider::{ApiProvider, SessionView, use_api, use_connection, use_identity, use_session},
    session::{End, Identity},
};
