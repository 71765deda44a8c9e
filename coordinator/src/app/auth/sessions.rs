//! Sessions that begin and end, written down.

use nocturne_core::audit::ActorKind;
use nocturne_shared::id::UserId;
use nocturne_store::{
    SystemTx,
    refresh_token::{Ended, Owner},
};
use serde_json::json;

use crate::{
    app::audit::{Action, Actor, Change, Object, record_system},
    error::ApiError,
};

/// Somebody proved who they are.
pub(super) async fn logged_in(tx: &SystemTx, owner: Owner, username: &str) -> Result<(), ApiError> {
    let change = change(Action::AuthLogin, owner, username, true);
    record_system(tx, owner.org_id, user(owner.user_id, username), change).await
}

/// Somebody ended their session.
pub(super) async fn logged_out(tx: &SystemTx, ended: &Ended) -> Result<(), ApiError> {
    let Ended { owner, username } = ended;
    let change = change(Action::AuthLogout, *owner, username, false);
    record_system(tx, owner.org_id, user(owner.user_id, username), change).await
}

/// Somebody presented a refresh token that was used before: the user, or whoever has a copy of it.
pub(super) async fn reused(tx: &SystemTx, ended: &Ended) -> Result<(), ApiError> {
    let Ended { owner, username } = ended;
    let actor = Actor { kind: ActorKind::Anonymous, id: None, name: username.clone() };
    record_system(tx, owner.org_id, actor, change(Action::AuthRefreshReused, *owner, username, false)).await
}

fn user(user_id: UserId, username: &str) -> Actor {
    Actor { kind: ActorKind::User, id: Some(user_id.uuid()), name: username.to_owned() }
}

fn change(action: Action, owner: Owner, username: &str, begins: bool) -> Change {
    let session = Some(json!({ "session_id": owner.family_id, "user_id": owner.user_id }));
    let (before, after) = if begins { (None, session) } else { (session, None) };
    Change { action, object: Object::new("session", owner.family_id, username), before, after }
}
