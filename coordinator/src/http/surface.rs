//! Which surface a request uses: gRPC, gRPC-web or REST, all on one port.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware,
    response::Response,
};
use http::header::CONTENT_TYPE;
use tonic_web::{GrpcWebLayer, GrpcWebService};
use tower::ServiceExt as _;
use tower_layer::Layer as _;

use super::{principal, rest::RestSurface, size};
use crate::app::auth::Auth;

/// The surfaces over one set of services.
pub struct Surfaces {
    rest: RestSurface,
    grpc: Router,
    web: GrpcWebService<Router>,
}

impl Surfaces {
    /// Puts the layers around `services`, which answer gRPC and look at no credential themselves.
    ///
    /// # Errors
    ///
    /// An annotation that cannot be served as REST.
    pub fn new(services: Router, auth: Arc<Auth>) -> anyhow::Result<Self> {
        let rest = RestSurface::new(services.clone(), Arc::clone(&auth))?;
        let grpc = services
            .layer(middleware::from_fn_with_state(auth, principal::admit))
            .layer(middleware::from_fn(size::explain));
        Ok(Self { rest, web: GrpcWebLayer::new().layer(grpc.clone()), grpc })
    }

    /// One router that knows them apart.
    pub fn into_router(self) -> Router {
        Router::new().fallback(dispatch).with_state(Arc::new(self))
    }
}

async fn dispatch(State(surfaces): State<Arc<Surfaces>>, request: Request) -> Response {
    if is_grpc_web(&request) {
        return never(surfaces.web.clone().oneshot(request).await).map(Body::new);
    }
    if RestSurface::serves(request.uri().path()) {
        return surfaces.rest.answer(request).await;
    }
    never(surfaces.grpc.clone().oneshot(request).await)
}

fn is_grpc_web(request: &Request) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.starts_with("application/grpc-web"))
}

fn never<T>(answer: Result<T, Infallible>) -> T {
    match answer {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}
