//! Who changed what: every use case that changes something says so here, in the transaction of the change. An entry that
//! cannot be written takes the change with it.

pub mod reading;
pub mod snapshot;
pub mod verify;

use nocturne_core::audit::ActorKind;
pub use nocturne_core::audit::{Action, Actor};
use nocturne_shared::id::OrgId;
use nocturne_store::{
    OrgTx, SystemTx,
    audit::{NewAudit, audit_insert, audit_insert_system},
};
use serde_json::Value;

use crate::{
    app::{
        auth::{Caller, Principal},
        call::Call,
        id::fresh_id,
    },
    error::ApiError,
};

/// One change. Secrets never enter `before` and `after`.
#[derive(Debug, Clone)]
pub struct Change {
    /// What was done.
    pub action: Action,
    /// To what.
    pub object: Object,
    /// The thing before, under the names its fields have in the API; `None` when it was not there.
    pub before: Option<Value>,
    /// The thing after; `None` when it is gone.
    pub after: Option<Value>,
}

/// A thing that something was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Kind of thing, as it is called in the API.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name, for people.
    pub name: String,
}

impl Object {
    /// A thing by its kind, id and name.
    pub fn new(kind: &'static str, id: impl ToString, name: impl Into<String>) -> Self {
        Self { kind, id: id.to_string(), name: name.into() }
    }
}

impl From<&Principal> for Actor {
    fn from(caller: &Principal) -> Self {
        let (kind, id) = match caller.caller {
            Caller::User(user_id) => (ActorKind::User, user_id.uuid()),
            Caller::ApiToken(api_token_id) => (ActorKind::ApiToken, api_token_id.uuid()),
        };
        Self { kind, id: Some(id), name: caller.name.clone() }
    }
}

/// Writes down a change, after it and in its transaction.
///
/// # Errors
///
/// The store's; the transaction is of no use then.
pub async fn record(tx: &OrgTx, caller: &Principal, change: Change) -> Result<(), ApiError> {
    let (actor, call) = (Actor::from(caller), Call::current());
    Ok(audit_insert(tx, &entry(&actor, &call, &change)).await?)
}

/// Writes down a change of identity or pki, which work as the system role: the caller is who the credential says.
///
/// # Errors
///
/// The store's; the transaction is of no use then.
pub async fn record_system(
    tx: &SystemTx,
    org_id: OrgId,
    actor: Actor,
    change: Change,
) -> Result<(), ApiError> {
    let call = Call::current();
    Ok(audit_insert_system(tx, org_id, &entry(&actor, &call, &change)).await?)
}

fn entry<'a>(actor: &'a Actor, call: &'a Call, change: &'a Change) -> NewAudit<'a> {
    NewAudit {
        audit_id: fresh_id(),
        actor,
        // An IPv4 address of a listener for both families is an IPv4 address.
        address: call.address.map(|address| address.to_canonical().to_string()),
        request_id: &call.request_id,
        action: change.action,
        object_kind: change.object.kind,
        object_id: &change.object.id,
        object_name: &change.object.name,
        before: change.before.as_ref().map(Value::to_string),
        after: change.after.as_ref().map(Value::to_string),
    }
}
