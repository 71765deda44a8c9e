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
    http::rate::Rates,
};

/// What is asked before a call goes on.
#[derive(Clone)]
pub struct Gate {
    /// Who somebody is.
    pub auth: Arc<Auth>,
    /// How often they may call.
    pub rates: Arc<Rates>,
}

/// Layer: puts the caller's [`Principal`] into the request's extensions, or answers in the method's place.
pub async fn admit(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    match enter(&gate, head.uri.path(), &head.headers, &mut head.extensions).await {
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
    gate: &Gate,
    method: &str,
    headers: &HeaderMap,
    extensions: &mut Extensions,
) -> Result<(), Status> {
    let paid = gate.rates.address(extensions)?;
    match access::decide(method, None) {
        Decision::Allowed => return Ok(()),
        Decision::Unlisted => return Err(Status::unimplemented(format!("there is no method {method}"))),
        Decision::LoginRequired | Decision::Forbidden(_) => {}
    }
    let principal = caller(&gate.auth, headers).await?;
    gate.rates.principal(paid, &principal)?;
    match access::decide(method, Some(principal.permissions)) {
        Decision::Allowed if principal.must_change_password && !access::is_for_expired_passwords(method) => {
            Err(ApiError::PasswordExpired.into())
        }
        Decision::Allowed => {
            extensions.insert(principal);
            Ok(())
        }
        Decision::Forbidden(permission) => {
            let name = principal.label();
            Err(ApiError::Forbidden { name, role: principal.role, permission }.into())
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
