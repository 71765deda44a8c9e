//! The contract keeps its own rules: names, comments, routes and zero values.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use prost_reflect::{DescriptorPool, DynamicMessage, EnumDescriptor, MessageDescriptor, Value};
use prost_types::FileDescriptorProto;

/// Enumerations of the agent protocol whose zero is a value of its own.
const ZERO_WITH_MEANING: [&str; 1] = ["nocturne.agent.v1.Reason"];

fn pool() -> DescriptorPool {
    DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the descriptor set is well formed")
}

fn ours(full_name: &str) -> bool {
    full_name.starts_with("nocturne.")
}

fn messages(pool: &DescriptorPool) -> Vec<MessageDescriptor> {
    pool.all_messages().filter(|message| ours(message.full_name()) && !message.is_map_entry()).collect()
}

fn enums(pool: &DescriptorPool) -> Vec<EnumDescriptor> {
    pool.all_enums().filter(|an_enum| ours(an_enum.full_name())).collect()
}

/// Leading comments by path (`SourceCodeInfo.Location.path`).
fn comments(file: &FileDescriptorProto) -> BTreeMap<Vec<i32>, String> {
    let info = file.source_code_info.as_ref().expect("the descriptor set carries comments");
    info.location
        .iter()
        .filter_map(|location| {
            let text = location.leading_comments.as_deref()?.trim().to_owned();
            (!text.is_empty()).then(|| (location.path.clone(), text))
        })
        .collect()
}

fn snake(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('_')
        && !text.contains("__")
}

fn camel(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// `CheckState.Status` to `STATUS`, `AgentKind` to `AGENT_KIND`.
fn screaming(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
    }
    out
}

#[test]
fn every_message_field_method_and_value_says_what_it_is() {
    let pool = pool();
    let mut silent = Vec::new();
    let mut want = |comments: &BTreeMap<Vec<i32>, String>, path: &[i32], name: &str| {
        if !comments.contains_key(path) {
            silent.push(name.to_owned());
        }
    };

    for file in pool.file_descriptor_protos().filter(|file| ours(file.package())) {
        let comments = comments(file);
        for message in messages(&pool).iter().filter(|message| message.parent_file().name() == file.name()) {
            want(&comments, message.path(), message.full_name());
            for field in message.fields() {
                want(&comments, field.path(), field.full_name());
            }
        }
        for an_enum in enums(&pool).iter().filter(|an_enum| an_enum.parent_file().name() == file.name()) {
            want(&comments, an_enum.path(), an_enum.full_name());
            for value in an_enum.values() {
                want(&comments, value.path(), value.full_name());
            }
        }
        for service in pool.services().filter(|service| service.parent_file().name() == file.name()) {
            want(&comments, service.path(), service.full_name());
            for method in service.methods() {
                want(&comments, method.path(), method.full_name());
            }
        }
    }

    assert!(silent.is_empty(), "without a comment: {silent:#?}");
}

#[test]
fn names_follow_the_conventions() {
    let pool = pool();
    let mut odd = Vec::new();
    let mut rule = |holds: bool, name: &str, why: &str| {
        if !holds {
            odd.push(format!("{name}: {why}"));
        }
    };

    for message in messages(&pool) {
        rule(camel(message.name()), message.full_name(), "messages are CamelCase");
        for field in message.fields() {
            let kind = field.kind();
            let of = kind.as_message().map(|message| message.full_name().to_owned());
            rule(snake(field.name()), field.full_name(), "fields are snake_case");
            if message.full_name().starts_with("nocturne.api.") && !message.is_map_entry() {
                let is_time = of.as_deref() == Some("google.protobuf.Timestamp");
                let says_time = field.name() == "time" || field.name().ends_with("_time");
                rule(is_time == says_time, field.full_name(), "times end in _time and are Timestamps");
            }
        }
    }
    for an_enum in enums(&pool) {
        let prefix = format!("{}_", screaming(an_enum.name()));
        for value in an_enum.values() {
            rule(
                value.name().starts_with(&prefix),
                value.full_name(),
                "values start with the name of their enum",
            );
        }
        let zero = an_enum.get_value(0).expect("proto3 enums have a zero");
        let wants_unspecified = !ZERO_WITH_MEANING.contains(&an_enum.full_name());
        rule(
            !wants_unspecified || zero.name() == format!("{prefix}UNSPECIFIED"),
            an_enum.full_name(),
            "zero is _UNSPECIFIED",
        );
    }
    for service in pool.services().filter(|service| ours(service.full_name())) {
        rule(camel(service.name()), service.full_name(), "services are CamelCase");
        if service.full_name().starts_with("nocturne.api.") {
            rule(service.name().ends_with("Service"), service.full_name(), "services are <Noun>Service");
        }
        for method in service.methods() {
            rule(camel(method.name()), method.full_name(), "methods are CamelCase");
        }
    }

    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn lists_are_paged_and_requests_have_their_own_message() {
    let pool = pool();
    let mut odd = Vec::new();
    let mut inputs = BTreeSet::new();

    for service in pool.services().filter(|service| service.full_name().starts_with("nocturne.api.")) {
        for method in service.methods() {
            let (input, output) = (method.input(), method.output());
            if input.name() != format!("{}Request", method.name())
                || !inputs.insert(input.full_name().to_owned())
            {
                odd.push(format!("{} takes {}", method.full_name(), input.name()));
            }
            let paged =
                ["page_size", "page_token"].iter().all(|name| input.get_field_by_name(name).is_some())
                    && output.get_field_by_name("next_page_token").is_some();
            if method.name().starts_with("List") && !paged {
                odd.push(format!("{} is not paged", method.full_name()));
            }
        }
    }

    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn every_method_of_the_api_has_one_route_of_its_own() {
    let pool = pool();
    let http = pool.get_extension_by_name("google.api.http").expect("annotations are imported");
    let mut odd = Vec::new();
    let mut routes = BTreeSet::new();

    for service in pool.services().filter(|service| service.full_name().starts_with("nocturne.api.")) {
        for method in service.methods() {
            let options = method.options();
            if !options.has_extension(&http) {
                odd.push(format!("{} has no route", method.full_name()));
                continue;
            }
            let value = options.get_extension(&http);
            let rule = value.as_message().expect("an http rule is a message");
            match route(rule) {
                Some((verb, path)) => {
                    let variables_exist = variables(&path).iter().all(|variable| {
                        let mut message = Some(method.input());
                        variable.split('.').all(|step| {
                            let field = message.take().and_then(|message| message.get_field_by_name(step));
                            message = field.as_ref().and_then(|field| field.kind().as_message().cloned());
                            field.is_some()
                        })
                    });
                    if !path.starts_with("/api/v1/") || !variables_exist {
                        odd.push(format!("{}: {path}", method.full_name()));
                    }
                    if !routes.insert((verb.clone(), path.clone())) {
                        odd.push(format!("{}: {verb} {path} is taken", method.full_name()));
                    }
                }
                None => odd.push(format!("{}: the rule names no path", method.full_name())),
            }
        }
    }

    assert!(odd.is_empty(), "{odd:#?}");
}

fn route(rule: &DynamicMessage) -> Option<(String, String)> {
    ["get", "put", "post", "delete", "patch"].into_iter().find_map(|verb| {
        match rule.get_field_by_name(verb)?.as_ref() {
            Value::String(path) if !path.is_empty() => Some((verb.to_owned(), path.clone())),
            _ => None,
        }
    })
}

fn variables(path: &str) -> Vec<String> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}
