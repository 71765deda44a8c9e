//! The Control stream of one session.

use std::{sync::Arc, time::Duration};

use nocturne_proto::{
    agent::v1::{self as wire, Refusal, agent_link_service_client::AgentLinkServiceClient, down, up},
    convert::time::duration_from_wire,
};
use rustls::AlertDescription;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming, transport::Channel};

use crate::{
    assignments::{Arrival, AssignmentsHandle},
    connect::{Connection, Fault},
    identity::Identity,
    link::SessionNote,
    refusal::{refusal_of, status_sentence},
};

/// Beats that may wait to be sent.
const UP_QUEUE: usize = 4;
/// Largest message that is taken, bytes: a part of a desired state with its envelope.
pub const MAX_MESSAGE: usize = 1 << 20;

/// How a task of a session ended.
pub enum Ended {
    /// In order; the session goes on.
    Done,
    /// A connection is there.
    Connected(Arc<Identity>, Connection),
    /// The coordinator accepted the session.
    Welcomed(Box<Greeted>),
    /// The session, or the attempt, is over.
    Lost(String),
    /// The coordinator refuses this identity.
    Refused(Refusal),
    /// There is a younger identity on disk.
    Renewed,
}

/// An accepted session.
pub struct Greeted {
    /// What it was accepted with.
    pub welcome: wire::Welcome,
    /// To the coordinator.
    pub up: mpsc::Sender<wire::Up>,
    /// From it.
    pub down: Streaming<wire::Down>,
}

/// What a session reports while it goes on.
#[derive(Debug)]
pub enum Note {
    /// The coordinator asks to reconnect.
    GoAway {
        /// Longest time until then.
        after: Duration,
        /// Why.
        reason: String,
    },
}

/// A client of the link with our limits.
#[must_use]
pub fn client(connection: &Connection) -> AgentLinkServiceClient<Channel> {
    AgentLinkServiceClient::new(connection.channel.clone()).max_decoding_message_size(MAX_MESSAGE)
}

/// How a status ends a session.
#[must_use]
pub fn ended_by(status: &Status, fault: &Fault) -> Ended {
    if let Some(refusal) = refusal_of(status) {
        return Ended::Refused(refusal);
    }
    match fault.alert() {
        Some(AlertDescription::CertificateExpired) => Ended::Refused(Refusal::Expired),
        Some(
            AlertDescription::UnknownCA
            | AlertDescription::CertificateUnknown
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::DecryptError,
        ) => Ended::Refused(Refusal::Unknown),
        Some(AlertDescription::CertificateRevoked) => Ended::Refused(Refusal::Revoked),
        Some(AlertDescription::CertificateRequired) => Ended::Refused(Refusal::NoCertificate),
        Some(alert) => {
            Ended::Lost(format!("the coordinator ended the connection ({alert:?}); its log says why"))
        }
        None => Ended::Lost(status_sentence(status)),
    }
}

/// Opens Control and waits for Welcome.
pub async fn greet(connection: Connection, hello: wire::Hello) -> Ended {
    let (up, messages) = mpsc::channel(UP_QUEUE);
    if up.send(wire::Up { kind: Some(up::Kind::Hello(hello)) }).await.is_err() {
        return Ended::Lost("the Control stream could not be opened".to_owned());
    }
    let mut down = match client(&connection).control(ReceiverStream::new(messages)).await {
        Ok(response) => response.into_inner(),
        Err(status) => return ended_by(&status, &connection.fault),
    };
    match down.message().await {
        Ok(Some(wire::Down { kind: Some(down::Kind::Welcome(welcome)) })) => {
            Ended::Welcomed(Box::new(Greeted { welcome, up, down }))
        }
        Ok(Some(wire::Down { kind: Some(down::Kind::GoAway(go_away)) })) => {
            Ended::Lost(format!("the coordinator sends agents away: {}", go_away.reason))
        }
        Ok(Some(_)) => Ended::Lost("the coordinator's first word was not Welcome".to_owned()),
        Ok(None) => Ended::Lost("the coordinator closed the session without a word".to_owned()),
        Err(status) => ended_by(&status, &connection.fault),
    }
}

/// Hands over what the coordinator sends until it ends.
pub async fn listen(
    mut down: Streaming<wire::Down>,
    assignments: AssignmentsHandle,
    (session, notes): (u64, mpsc::Sender<SessionNote>),
    connection: Connection,
) -> Ended {
    assignments.take(Arrival::Session).await;
    loop {
        let kind = match down.message().await {
            Ok(Some(message)) => message.kind,
            Ok(None) => return Ended::Lost("the coordinator ended the session".to_owned()),
            Err(status) => return ended_by(&status, &connection.fault),
        };
        match kind {
            Some(down::Kind::DesiredStatePart(part)) => assignments.take(Arrival::Part(part)).await,
            Some(down::Kind::GoAway(wire::GoAway { after, reason })) => {
                let after = after.as_ref().and_then(duration_from_wire).unwrap_or_default();
                notes.send((session, Note::GoAway { after, reason })).await.ok();
            }
            Some(down::Kind::Welcome(_)) => {
                return Ended::Lost("the coordinator said Welcome twice".to_owned());
            }
            // From a later version; agents ignore what they do not know.
            None => {}
        }
    }
}
