//! What the console does, as it is done from a terminal.

use nocturne_web_model::as_call::{Address, ApiCall};

/// The call at the address the console came from: the API is there as well.
pub(crate) fn as_call(call: impl FnOnce(Address<'_>) -> ApiCall) -> ApiCall {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    call(Address(&origin))
}
