//! The answer of a method that answers once.

use axum::body::Body;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri,
    header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LINK},
};
use prost_reflect::DynamicMessage;
use tonic::{Code, Status};

use crate::{binding::Binding, condition, decode};

/// Reads the one message and writes it as JSON, or says that the caller has it already.
pub(crate) async fn unary(
    mut messages: crate::frame::Messages,
    binding: &Binding,
    asked: &HeaderMap,
    uri: &Uri,
) -> Result<Response<Body>, Status> {
    let none = || Status::new(Code::Internal, "the call ended without a message");
    let message = messages.next().await?.ok_or_else(none)?;
    // The status comes after the message.
    if messages.next().await?.is_some() {
        return Err(Status::new(Code::Internal, "the call answered twice"));
    }

    let etag = text(&message, "etag").filter(|_| binding.answers_etag());
    let known = etag.as_deref().is_some_and(|etag| condition::is_known(asked, etag));
    let mut response = Response::new(Body::empty());
    if known && binding.is_read() {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        let document = match &binding.response_body {
            Some(field) => binding.writer.write_field(&message, field),
            None => binding.writer.write(&message),
        };
        *response.body_mut() = Body::from(document);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(etag) = etag.and_then(|etag| HeaderValue::try_from(format!("\"{etag}\"")).ok()) {
        headers.insert(ETAG, etag);
    }
    let next = text(&message, "next_page_token").filter(|_| binding.is_read());
    if let Some(link) = next.and_then(|token| HeaderValue::try_from(next_page(uri, &token)).ok()) {
        headers.insert(LINK, link);
    }
    Ok(response)
}

/// Metadata of the answer that is not gRPC's own.
pub(crate) fn pass_on(metadata: HeaderMap, headers: &mut HeaderMap) {
    let mut last: Option<HeaderName> = None;
    for (name, value) in metadata {
        // Further values of a header come without its name.
        let Some(name) = name.or_else(|| last.clone()) else { continue };
        if !is_of_grpc(name.as_str()) {
            headers.append(name.clone(), value);
        }
        last = Some(name);
    }
}

fn is_of_grpc(name: &str) -> bool {
    const OWN: [&str; 8] = [
        "content-type",
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "connection",
        "trailer",
        "date",
        "cache-control",
    ];
    name.starts_with("grpc-") || name.ends_with("-bin") || OWN.contains(&name)
}

/// A text field that says something.
fn text(message: &DynamicMessage, name: &str) -> Option<String> {
    let value = message.get_field_by_name(name)?;
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The same address with another page token (RFC 8288).
fn next_page(uri: &Uri, token: &str) -> String {
    let is_token = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default();
        matches!(decode::percent(name, true).as_deref(), Ok("page_token" | "pageToken"))
    };
    let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_token(pair));
    let token = format!("page_token={}", decode::escape(token));
    let query: Vec<&str> = pairs.chain([token.as_str()]).collect();
    format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_the_other_parameters() {
        let uri = Uri::from_static("/api/v1/agents?selector=a%3Db&page_token=old&page_size=2");

        let link = next_page(&uri, "x+/=");

        assert_eq!(link, "</api/v1/agents?selector=a%3Db&page_size=2&page_token=x%2B%2F%3D>; rel=\"next\"");
    }

    #[test]
    fn only_foreign_metadata_is_passed_on() {
        let mut metadata = HeaderMap::new();
        for (name, value) in
            [("grpc-status", "0"), ("content-type", "application/grpc"), ("x-a", "1"), ("x-a", "2")]
        {
            metadata.append(name, HeaderValue::from_static(value));
        }
        let mut headers = HeaderMap::new();

        pass_on(metadata, &mut headers);

        assert_eq!(headers.len(), 2);
        assert_eq!(headers.get_all("x-a").iter().count(), 2);
    }
}
