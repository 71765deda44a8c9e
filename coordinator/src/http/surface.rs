//! Which surface a request uses: gRPC, gRPC-web, REST or the console, all on one port.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware,
    response::Response,
};
use http::{HeaderValue, header::CONTENT_TYPE};
use tonic_web::{GrpcWebLayer, GrpcWebService};
use tower::ServiceExt as _;
use tower_layer::Layer as _;

use super::{
    console::{Console, ConsoleSurface},
    principal::{self, Gate},
    rest::RestSurface,
    size,
};

const GRPC: &[u8] = b"application/grpc";
const GRPC_WEB: &[u8] = b"application/grpc-web";

/// The surfaces over one set of services, and the console.
pub struct Surfaces {
    rest: RestSurface,
    grpc: Router,
    web: GrpcWebService<Router>,
    console: ConsoleSurface,
}

impl Surfaces {
    /// Puts the layers around `services`, which answer gRPC and look at no credential themselves. `tls` says
    /// whether the port is reached by TLS.
    ///
    /// # Errors
    ///
    /// An annotation that cannot be served as REST.
    pub fn new(services: Router, gate: Gate, console: Console, tls: bool) -> anyhow::Result<Self> {
        let rest = RestSurface::new(services.clone(), gate.clone(), tls)?;
        let grpc = services
            .layer(middleware::from_fn_with_state(gate, principal::admit))
            .layer(middleware::from_fn(size::explain));
        Ok(Self {
            rest,
            web: GrpcWebLayer::new().layer(grpc.clone()),
            grpc,
            console: ConsoleSurface::new(console),
        })
    }

    /// One router that knows them apart.
    pub fn into_router(self) -> Router {
        Router::new().fallback(dispatch).with_state(Arc::new(self))
    }
}

async fn dispatch(State(surfaces): State<Arc<Surfaces>>, request: Request) -> Response {
    let content_type = request.headers().get(CONTENT_TYPE).map_or(&[][..], HeaderValue::as_bytes);
    if content_type.starts_with(GRPC_WEB) {
        return never(surfaces.web.clone().oneshot(request).await).map(Body::new);
    }
    if RestSurface::serves(request.uri().path()) {
        return surfaces.rest.answer(request).await;
    }
    if content_type.starts_with(GRPC) {
        return never(surfaces.grpc.clone().oneshot(request).await);
    }
    let (head, _body) = request.into_parts();
    surfaces.console.answer(&head).await
}

fn never<T>(answer: Result<T, Infallible>) -> T {
    match answer {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}
