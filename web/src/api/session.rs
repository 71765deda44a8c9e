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
use nocturne_web_model::failure::Failure;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use super::wire;

const LOCK: &str = "nocturne-session";

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
}

type Refreshing = Shared<LocalBoxFuture<'static, Result<(), Failure>>>;

/// The session of this tab.
#[derive(Default)]
pub(super) struct Session {
    token: Rc<RefCell<Option<String>>>,
    refreshing: RefCell<Option<Refreshing>>,
}

impl Session {
    pub(super) fn token(&self) -> Option<String> {
        self.token.borrow().clone()
    }

    pub(super) async fn login(&self, username: &str, password: &str) -> Result<(), Failure> {
        let token = wire::login(username, password).await?;
        *self.token.borrow_mut() = Some(token);
        Ok(())
    }

    /// Gets the next access token. Whoever asks while it is under way gets the same answer.
    pub(super) async fn refresh(&self) -> Result<(), Failure> {
        let running = self.refreshing.borrow().clone();
        if let Some(running) = running {
            return running.await;
        }
        let token = Rc::clone(&self.token);
        let running = async move {
            let next = in_turn(wire::refresh()).await?;
            *token.borrow_mut() = Some(next);
            Ok(())
        };
        let running = running.boxed_local().shared();
        *self.refreshing.borrow_mut() = Some(running.clone());
        let answer = running.await;
        *self.refreshing.borrow_mut() = None;
        answer
    }

    pub(super) async fn logout(&self) {
        // What cannot be told to the coordinator ends by itself; here the session is over in any case.
        drop(in_turn(wire::logout()).await);
        self.forget();
    }

    pub(super) fn forget(&self) {
        *self.token.borrow_mut() = None;
    }
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
