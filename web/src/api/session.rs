//! Who is logged in, and the token that says so to the coordinator.
//!
//! The access token lives in this tab's memory and nowhere else; what outlives the tab is a cookie that no script can
//! read.

use std::{cell::RefCell, rc::Rc};

use futures::{
    FutureExt as _,
    future::{LocalBoxFuture, Shared},
};
use js_sys::Promise;
use nocturne_proto::api::v1::WhoAmIResponse;
use nocturne_web_model::failure::{Failure, FailureKind};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::wire;

const LOCK: &str = "nocturne-session";

/// Names, without a secret, the user whose session's cookie this browser was given: scripts cannot see the cookie itself.
/// Other tabs hear when it changes.
const MARK: &str = "nocturne.session";

#[wasm_bindgen]
extern "C" {
    /// Locks that all tabs of this browser share (Web Locks API).
    #[derive(Clone)]
    type LockManager;

    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = locks)]
    static LOCKS: Option<LockManager>;

    #[wasm_bindgen(method)]
    fn request(this: &LockManager, name: &str, granted: &JsValue) -> Promise;
}

/// Who is logged in and what they may do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Identity(pub WhoAmIResponse);

impl Identity {
    /// True when the permission is among the caller's, e.g. `checks.write`.
    #[must_use]
    pub(crate) fn may(&self, permission: &str) -> bool {
        self.0.permissions.iter().any(|held| held == permission)
    }
}

/// Why a session is over.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum End {
    /// There was none.
    None,
    /// The person left.
    LoggedOut,
    /// The coordinator does not know it any more.
    Over(String),
    /// It was ended in another tab of this browser, where this user is logged in now.
    Elsewhere(Option<String>),
}

type Refreshing = Shared<LocalBoxFuture<'static, Result<(), Failure>>>;

/// The session of this tab.
#[derive(Default)]
pub(super) struct Session {
    held: Rc<RefCell<Held>>,
    refreshing: Rc<RefCell<Option<Refreshing>>>,
}

/// What the tab has of it.
#[derive(Default)]
struct Held {
    token: Option<String>,
    /// Whose it is.
    user: Option<String>,
    /// The mark could be set: when it says something else, another tab has set it.
    marked: bool,
    /// Who has logged in in this browser in the place of `user`.
    other: Option<String>,
}

impl Held {
    fn begin(&mut self, session: wire::Session) {
        self.marked = storage().is_some_and(|storage| storage.set_item(MARK, &session.username).is_ok());
        self.token = Some(session.access_token);
        self.user = Some(session.username);
        self.other = None;
    }

    /// The cookie belongs to the browser and may be somebody else's by now: a tab does not change hands unnoticed.
    fn go_on(&mut self, session: wire::Session) -> Result<(), Failure> {
        if self.user.as_ref().is_some_and(|user| *user != session.username) {
            let detail = format!("{} has logged in", session.username);
            self.other = Some(session.username);
            return Err(Failure::new(FailureKind::Unauthenticated, detail));
        }
        self.begin(session);
        Ok(())
    }

    /// Nobody is logged in in this tab; others keep what they have.
    fn leave(&mut self) {
        self.token = None;
        self.user = None;
    }
}

impl Session {
    pub(super) fn token(&self) -> Option<String> {
        self.held.borrow().token.clone()
    }

    pub(super) async fn login(&self, username: &str, password: &str) -> Result<(), Failure> {
        let session = wire::login(username, password).await?;
        self.held.borrow_mut().begin(session);
        Ok(())
    }

    /// False when this browser surely has no session: to ask for one would only fail.
    pub(super) fn may_exist() -> bool {
        storage().is_none_or(|storage| storage.get_item(MARK).is_ok_and(|mark| mark.is_some()))
    }

    /// Gets the next access token. Whoever asks while it is under way gets the same answer.
    pub(super) async fn refresh(&self) -> Result<(), Failure> {
        let running = self.refreshing.borrow().clone();
        if let Some(running) = running {
            return running.await;
        }
        let (held, refreshing) = (Rc::clone(&self.held), Rc::clone(&self.refreshing));
        let running = async move {
            let answer = in_turn(wire::refresh()).await;
            *refreshing.borrow_mut() = None;
            held.borrow_mut().go_on(answer?)
        };
        let running = running.boxed_local().shared();
        *self.refreshing.borrow_mut() = Some(running.clone());
        // It is brought to its end even if whoever asked goes away meanwhile.
        spawn_local(running.clone().map(drop));
        running.await
    }

    /// Ends it because of a refusal.
    pub(super) fn end(&self, refused: Failure) -> End {
        let other = self.held.borrow().other.clone();
        if other.is_some() {
            self.held.borrow_mut().leave();
            return End::Elsewhere(other);
        }
        self.forget();
        End::Over(refused.detail)
    }

    /// Ends it when another tab has ended it, or has begun another.
    pub(super) fn ended_elsewhere(&self) -> Option<End> {
        let there = storage()?.get_item(MARK).ok()?;
        let mut held = self.held.borrow_mut();
        if there == held.user || (held.user.is_some() && !held.marked) {
            return None;
        }
        held.leave();
        Some(End::Elsewhere(there))
    }

    pub(super) async fn logout(&self) {
        // What cannot be told to the coordinator ends by itself; here the session is over in any case.
        drop(in_turn(wire::logout()).await);
        self.forget();
    }

    pub(super) fn forget(&self) {
        self.held.borrow_mut().leave();
        if let Some(storage) = storage() {
            drop(storage.remove_item(MARK));
        }
    }
}

/// What this browser keeps; `None` when it keeps nothing.
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Runs `work` while no other tab of this browser does the same: the cookie is shared, works once, and is seen only
/// after its answer.
async fn in_turn<T: 'static>(work: impl Future<Output = T> + 'static) -> T {
    let (held, is_held) = futures::channel::oneshot::channel::<()>();
    let (release, released) = futures::channel::oneshot::channel::<()>();
    // Only where the page is served safely (https, or from this machine) does a browser have them.
    let Some(locks) = LOCKS.with(Clone::clone) else { return work.await };
    let granted = Closure::once_into_js(move |_lock: JsValue| {
        // The waiting side may be gone, then nobody needs the turn.
        held.send(()).ok();
        wasm_bindgen_futures::future_to_promise(async move {
            released.await.ok();
            Ok(JsValue::UNDEFINED)
        })
    });
    let turn = locks.request(LOCK, &granted);
    is_held.await.ok();
    let done = work.await;
    release.send(()).ok();
    drop(JsFuture::from(turn).await);
    done
}
