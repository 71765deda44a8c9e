//! Failed logins, written down behind the answer. Writing before it would tell by its duration which names exist.
//!
//! Names that do not exist belong to no organization, and so to no audit; they are counted in the metrics.

use std::sync::{Mutex, PoisonError};

use nocturne_core::audit::ActorKind;
use nocturne_shared::id::{OrgId, UserId};
use nocturne_store::{SystemStore, user::UserLogin};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{
        audit::{Action, Actor, Change, Object, record_system},
        call::Call,
    },
    error::ApiError,
};

/// Failures that wait to be written. The throttle lets few through; what finds no room is counted and not written.
const ROOM: usize = 256;

/// Takes failures from logins and gives them to the one task that writes.
pub(super) struct Failures {
    sender: Sender<Failure>,
    receiver: Mutex<Option<Receiver<Failure>>>,
}

struct Failure {
    org_id: OrgId,
    user_id: UserId,
    username: String,
    call: Call,
}

impl Default for Failures {
    fn default() -> Self {
        let (sender, receiver) = channel(ROOM);
        Self { sender, receiver: Mutex::new(Some(receiver)) }
    }
}

impl Failures {
    /// Notes that somebody did not prove to be this user.
    pub(super) fn note(&self, user: Option<&UserLogin>) {
        let Some(user) = user else { return };
        let (org_id, user_id, username) = (user.org_id, user.user_id, user.standing.username.clone());
        let failure = Failure { org_id, user_id, username, call: Call::current() };
        if self.sender.try_send(failure).is_err() {
            metrics::counter!("nocturne_audit_dropped_total").increment(1);
            tracing::warn!(user.id = %user_id, "a failed login of user {user_id} could not be written down: too many at once");
        }
    }

    /// Writes until shutdown, and then what is left.
    pub(super) async fn write(&self, system: &SystemStore, shutdown: CancellationToken) {
        let taken = self.receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut receiver) = taken else { return };
        loop {
            let failure = tokio::select! {
                biased;
                failure = receiver.recv() => failure,
                () = shutdown.cancelled() => break,
            };
            let Some(failure) = failure else { break };
            let user_id = failure.user_id;
            if let Err(error) = write(system, failure).await {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, user.id = %user_id, "a failed login of user {user_id} could not be written down");
            }
        }
    }
}

async fn write(system: &SystemStore, failure: Failure) -> Result<(), ApiError> {
    let Failure { org_id, user_id, username, call } = failure;
    let actor = Actor { kind: ActorKind::Anonymous, id: None, name: username.clone() };
    let object = Object::new("user", user_id, username);
    let change = Change { action: Action::AuthLoginFailed, object, before: None, after: None };
    let tx = system.begin("login_failed").await?;
    call.scope(record_system(&tx, org_id, actor, change)).await?;
    Ok(tx.commit().await?)
}
