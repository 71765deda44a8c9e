//! The ways to call each method, read from the descriptors and their `google.api.http` annotations.
//!
//! The messages of this file read them, and not what the coordinator reads them with: a mistake there shows.

use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use prost::Message;

use super::{PACKAGE, Surface, Way};

/// Fits every variable: ids are UUIDs, and names may look like one.
const ID: &str = "0198c0de-0000-7000-8000-000000000001";

/// Every way to call every method of the API port.
pub(super) fn ways() -> Vec<Way> {
    let sets = [
        FILE_DESCRIPTOR_SET,
        tonic_health::pb::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
    ];
    let mut ways = Vec::new();
    for file in sets.into_iter().flat_map(|set| FileSet::decode(set).unwrap().files) {
        // The agents' own package is served on their port.
        if file.package.starts_with("nocturne.") && file.package != PACKAGE {
            continue;
        }
        for service in &file.services {
            for method in &service.methods {
                let path = format!("/{}.{}/{}", file.package, service.name, method.name);
                ways.extend(method.ways(&path));
            }
        }
    }
    ways
}

#[derive(Clone, PartialEq, Message)]
struct FileSet {
    #[prost(message, repeated, tag = "1")]
    files: Vec<File>,
}

#[derive(Clone, PartialEq, Message)]
struct File {
    #[prost(string, tag = "2")]
    package: String,
    #[prost(message, repeated, tag = "6")]
    services: Vec<Service>,
}

#[derive(Clone, PartialEq, Message)]
struct Service {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    methods: Vec<Method>,
}

#[derive(Clone, PartialEq, Message)]
struct Method {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, tag = "4")]
    options: Option<Options>,
    #[prost(bool, tag = "6")]
    streams: bool,
}

/// `google.protobuf.MethodOptions` with the extension `google.api.http`.
#[derive(Clone, PartialEq, Message)]
struct Options {
    #[prost(message, optional, tag = "72295728")]
    http: Option<HttpRule>,
}

#[derive(Clone, PartialEq, Message)]
struct HttpRule {
    #[prost(string, tag = "2")]
    get: String,
    #[prost(string, tag = "3")]
    put: String,
    #[prost(string, tag = "4")]
    post: String,
    #[prost(string, tag = "5")]
    delete: String,
    #[prost(string, tag = "6")]
    patch: String,
    #[prost(string, tag = "7")]
    body: String,
    #[prost(message, repeated, tag = "11")]
    additional: Vec<HttpRule>,
}

impl Method {
    fn ways(&self, path: &str) -> Vec<Way> {
        let rpc = |surface| Way {
            surface,
            method: path.to_owned(),
            verb: "POST",
            uri: path.to_owned(),
            body: &[0; 5],
            streams: self.streams,
        };
        let mut ways = vec![rpc(Surface::Grpc), rpc(Surface::Web)];
        let annotation = self.options.iter().filter_map(|options| options.http.as_ref());
        for rule in annotation.flat_map(|rule| std::iter::once(rule).chain(&rule.additional)) {
            let (verb, template) = rule.pattern().unwrap_or_else(|| panic!("{path} has no verb: {rule:?}"));
            let body: &[u8] = if rule.body.is_empty() { b"" } else { b"{}" };
            ways.push(Way { verb, uri: filled(template), body, ..rpc(Surface::Rest) });
        }
        ways
    }
}

impl HttpRule {
    fn pattern(&self) -> Option<(&'static str, &str)> {
        let verbs = [
            ("GET", &self.get),
            ("PUT", &self.put),
            ("POST", &self.post),
            ("DELETE", &self.delete),
            ("PATCH", &self.patch),
        ];
        verbs.into_iter().find(|(_, path)| !path.is_empty()).map(|(verb, path)| (verb, path.as_str()))
    }
}

/// A path with a value for each variable: `{name}` or `{name=things/*}`.
fn filled(template: &str) -> String {
    let mut parts = template.split(['{', '}']);
    let mut path = parts.next().unwrap_or_default().to_owned();
    while let (Some(variable), Some(literal)) = (parts.next(), parts.next()) {
        let (_, pattern) = variable.split_once('=').unwrap_or((variable, "*"));
        path.push_str(&pattern.replace("**", "*").replace('*', ID));
        path.push_str(literal);
    }
    path
}
