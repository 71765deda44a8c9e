//! The methods of the API and their routes, as the descriptors tell.

use std::sync::LazyLock;

use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, ReflectMessage as _, Value};

/// Fits every variable: ids are UUIDs, and names may look like one.
const ID: &str = "0198c0de-0000-7000-8000-000000000001";

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap());

/// Every method of the API.
pub(super) fn methods() -> Vec<MethodDescriptor> {
    let services = POOL.services().filter(|service| service.full_name().starts_with("nocturne.api."));
    services.flat_map(|service| service.methods().collect::<Vec<_>>()).collect()
}

/// gRPC path of a method.
pub(super) fn path(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// Verbs and paths of the `google.api.http` annotation, with a value for each variable.
pub(super) fn routes(method: &MethodDescriptor) -> Vec<(&'static str, String)> {
    let http = POOL.get_extension_by_name("google.api.http").unwrap();
    let options = method.options();
    let Value::Message(rule) = options.get_extension(&http).into_owned() else {
        panic!("{} has no route", method.full_name())
    };
    let more = rule.get_field_by_name("additional_bindings").unwrap().into_owned();
    let more = more.as_list().unwrap_or_default().iter().filter_map(Value::as_message).cloned();
    let routes: Vec<_> = std::iter::once(rule).chain(more).filter_map(|rule| route(&rule)).collect();
    assert!(!routes.is_empty(), "{} has no route", method.full_name());
    routes
}

fn route(rule: &DynamicMessage) -> Option<(&'static str, String)> {
    let verbs = [("GET", "get"), ("PUT", "put"), ("POST", "post"), ("DELETE", "delete"), ("PATCH", "patch")];
    verbs.into_iter().find_map(|(verb, field)| {
        let field = rule.descriptor().get_field_by_name(field)?;
        let template = rule.has_field(&field).then(|| rule.get_field(&field).as_str().map(filled))??;
        Some((verb, template))
    })
}

/// `/things/{thing}:verb` with a thing.
fn filled(template: &str) -> String {
    let parts = template.split(['{', '}']).enumerate();
    parts.map(|(index, part)| if index % 2 == 0 { part } else { ID }).collect()
}
