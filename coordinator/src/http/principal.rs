//! Who calls, and may they? Decided from the head of a request, before its body is read.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{Extensions, HeaderMap, header::AUTHORIZATION};
use nocturne_core::access::{self, Decision};
use tonic::Status;

use crate::{
    app::auth::{Auth, Principal},
    error::ApiError,
};

/// Layer: puts the caller's [`Principal`] into the request's extensions, or answers in the method's place.
pub async fn admit(State(auth): State<Arc<Auth>>, request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    match enter(&auth, head.uri.path(), &head.headers, &mut head.extensions).await {
        Ok(()) => next.run(Request::from_parts(head, body)).await,
        Err(refused) => refused.into_http::<Body>(),
    }
}

/// Decides about a call of the method with this gRPC path. Whoever is known is put into `extensions`.
///
/// # Errors
///
/// Why the call is refused, as every surface says it.
pub async fn enter(
    auth: &Auth,
    method: &str,
    headers: &HeaderMap,
    extensions: &mut Extensions,
) -> Result<(), Status> {
    match access::decide(method, None) {
        Decision::Allowed => return Ok(()),
        Decision::Unlisted => return Err(Status::unimplemented(format!("there is no method {method}"))),
        Decision::LoginRequired | Decision::Forbidden(_) => {}
    }
    let principal = caller(auth, headers).await?;
    match access::decide(method, Some(principal.role)) {
        Decision::Allowed => {
            extensions.insert(principal);
            Ok(())
        }
        Decision::Forbidden(permission) => {
            let role = principal.role.as_str();
            Err(ApiError::Forbidden { name: principal.label(), role, permission }.into())
        }
        Decision::LoginRequired | Decision::Unlisted => Err(Status::permission_denied("refused")),
    }
}

async fn caller(auth: &Auth, headers: &HeaderMap) -> Result<Principal, ApiError> {
    let header = headers.get(AUTHORIZATION).ok_or(ApiError::Unauthenticated(
        "no credential was sent; log in, or send an API token, as `authorization: Bearer <token>`",
    ))?;
    let token = header.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let token = token.ok_or(ApiError::Unauthenticated(
        "the authorization header is malformed; it must be `Bearer <token>`",
    ))?;
    auth.principal(token).await
}
