//! Layer: who calls, and may they? Decided from the head of a request, before its body is read.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, header::AUTHORIZATION};
use nocturne_core::access::{self, Decision};
use tonic::Status;

use crate::{
    app::auth::{Auth, Principal},
    error::ApiError,
};

/// Puts the caller's [`Principal`] into the request's extensions, or answers in the method's place.
pub async fn admit(State(auth): State<Arc<Auth>>, mut request: Request, next: Next) -> Response {
    let method = request.uri().path().to_owned();
    let refused = match access::decide(&method, None) {
        Decision::Allowed => return next.run(request).await,
        Decision::Unlisted => Status::unimplemented(format!("there is no method {method}")),
        Decision::LoginRequired | Decision::Forbidden(_) => match caller(&auth, request.headers()).await {
            Err(error) => error.into(),
            Ok(principal) => match access::decide(&method, Some(principal.role)) {
                Decision::Allowed => {
                    request.extensions_mut().insert(principal);
                    return next.run(request).await;
                }
                Decision::Forbidden(permission) => {
                    let role = principal.role.as_str();
                    ApiError::Forbidden { name: principal.name, role, permission }.into()
                }
                Decision::LoginRequired | Decision::Unlisted => Status::permission_denied("refused"),
            },
        },
    };
    refused.into_http::<Body>()
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
