//! Who calls, as the admission layer found out.

use nocturne_core::access::Permissions;
use prost::Message;
use tonic::{Request, Status};

use crate::{
    app::{
        auth::Principal,
        idempotency::Asked,
        page::{Page, PageRequest},
    },
    error::ApiError,
};

/// The caller of a method that is not public.
///
/// # Errors
///
/// `UNAUTHENTICATED` when the admission layer did not run: a handler never works without it.
pub(crate) fn principal<T>(request: &Request<T>) -> Result<Principal, Status> {
    let found = request.extensions().get::<Principal>().cloned();
    found.ok_or_else(|| ApiError::Unauthenticated("no credential was looked at").into())
}

/// Page size and token of a list request.
pub(crate) const fn page_request(size: i32, token: String) -> PageRequest {
    PageRequest { size, token }
}

/// Rows of a page as messages, and the token of the next one.
pub(crate) fn page_to_wire<T, U>(page: Page<T>, row_to_wire: impl FnMut(T) -> U) -> (Vec<U>, String) {
    let page = page.map(row_to_wire);
    (page.rows, page.next)
}

/// A creation as it was asked for; `request` is its message without the id.
pub(crate) fn asked(request_id: String, request: &impl Message) -> Asked {
    Asked::new(request_id, &request.encode_to_vec())
}

/// Permissions as texts, sorted.
pub(crate) fn texts(permissions: Permissions) -> Vec<String> {
    permissions.texts().into_iter().map(str::to_owned).collect()
}
