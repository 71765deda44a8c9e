//! Sessions of one's own.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, listed, time_of};

/// One session.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OwnSession {
    session_id: String,
    begin_time: Option<Timestamp>,
    last_use_time: Option<Timestamp>,
    address: String,
    current: bool,
}

impl From<wire::UserSession> for OwnSession {
    fn from(session: wire::UserSession) -> Self {
        Self {
            session_id: session.session_id,
            begin_time: time_of(session.begin_time),
            last_use_time: time_of(session.last_use_time),
            address: session.address,
            current: session.current,
        }
    }
}

impl View for OwnSession {
    const COLUMNS: &'static [Column] = &[
        listed("session_id", "ID"),
        listed("begin_time", "BEGUN"),
        listed("last_use_time", "LAST USED"),
        listed("address", "FROM"),
        listed("current", "THIS ONE"),
    ];
    const EMPTY: &'static str = "No sessions.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.session_id.clone()),
            Value::Age(self.begin_time),
            Value::Age(self.last_use_time),
            Value::Text(self.address.clone()),
            Value::Flag(self.current),
        ]
    }
}
