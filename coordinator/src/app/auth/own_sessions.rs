//! A person's own sessions.

use nocturne_core::audit::Action;
use nocturne_store::{
    refresh_token::{self, Family, Owner},
    user,
};
use uuid::Uuid;

use super::{
    Auth, Principal,
    own_password::{own_account, session_id},
};
use crate::{
    app::{
        audit::{Actor, Change, Object, record_system},
        page::{Page, PageRequest, Pager},
    },
    error::ApiError,
};

impl Auth {
    /// The caller's sessions that go on, those begun last first, each with whether it is the one that asks.
    ///
    /// # Errors
    ///
    /// [`ApiError::Precondition`] for a token; [`ApiError::Invalid`] names page size and page token; the store's.
    pub async fn session_list(
        &self,
        caller: &Principal,
        request: &PageRequest,
    ) -> Result<Page<(Family, bool)>, ApiError> {
        let user_id = own_account(caller)?;
        let pager = Pager::new(&self.seals());
        let size = pager.size(request)?;
        // A page token of one person says nothing about another.
        let list = format!("sessions {user_id}");
        let before: Option<Uuid> = pager.after(&list, caller.org_id, request)?;
        let own = session_id(caller);
        let mut families =
            refresh_token::refresh_token_families(&self.system, caller.org_id, user_id).await?;
        families.retain(|family| before.is_none_or(|before| family.family_id < before));
        families.sort_unstable_by_key(|family| std::cmp::Reverse(family.family_id));
        let with_own = |family: Family| {
            let current = own == Some(family.family_id);
            (family, current)
        };
        let page = pager.page(&list, caller.org_id, size, families, |family| family.family_id);
        Ok(page.map(with_own))
    }

    /// Ends one of the caller's sessions, with its access token.
    ///
    /// # Errors
    ///
    /// [`ApiError::NotFound`] when it is over or somebody else's; [`ApiError::Precondition`] for a token; the store's.
    pub async fn session_end(&self, caller: &Principal, id: &str) -> Result<(), ApiError> {
        let user_id = own_account(caller)?;
        let absent = || ApiError::NotFound { what: "session", id: id.to_owned() };
        let family_id: Uuid = id.parse().map_err(|_| absent())?;
        let tx = self.system.begin("session_end").await?;
        let owner = Owner { org_id: caller.org_id, user_id, family_id };
        if !refresh_token::refresh_token_end_own(&tx, owner).await? {
            return Err(absent());
        }
        user::user_sessions_end(&tx, user_id).await?;
        let object = Object::new("session", family_id, caller.name.clone());
        let change = Change { action: Action::AuthSessionEnd, object, before: None, after: None };
        record_system(&tx, caller.org_id, Actor::from(caller), change).await?;
        tx.commit().await?;
        self.forget_standings();
        Ok(())
    }
}
