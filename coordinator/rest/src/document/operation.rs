//! Services and their methods, as they are named in descriptions.

use std::{collections::BTreeMap, sync::Arc};

use prost_reflect::FieldDescriptor;

use super::comment::{Comments, first_sentence};
use crate::{
    binding::{Binding, Body, Bound},
    condition::MAX_KEY,
    options::{Access, RestOptions},
    parameter::Parameter,
    template::Segment,
};

/// A service.
pub(crate) struct Group {
    /// `JoinTokenService` is `Join token`.
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) operations: Vec<Operation>,
}

/// One way in to one method.
pub(crate) struct Operation {
    pub(crate) binding: Arc<Binding>,
    /// Unique name.
    pub(crate) id: String,
    /// With named variables: `/checks/{check_id}`.
    pub(crate) path: String,
    pub(crate) variables: Vec<Variable>,
    pub(crate) summary: String,
    pub(crate) text: String,
    pub(crate) access: Access,
}

/// A variable of a path.
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) field: FieldDescriptor,
}

/// A header that a method reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    pub(crate) name: &'static str,
    pub(crate) pattern: Option<&'static str>,
    pub(crate) max_length: Option<usize>,
    pub(crate) text: &'static str,
}

const IF_MATCH: Header = Header {
    name: "If-Match",
    pattern: Some(r#"^(\*|(W/)?"[!#-+\--~]+"|[A-Za-z0-9._~-]+)$"#),
    max_length: None,
    text: "Etag of what was read: nothing is changed when it is not the current one (412). `*` is no condition. The \
           same as the field `etag`.",
};
const IF_NONE_MATCH: Header = Header {
    name: "If-None-Match",
    pattern: None,
    max_length: None,
    text: "Etags that are known: the answer is 304 without a body when the current one is among them.",
};
const IDEMPOTENCY_KEY: Header = Header {
    name: "Idempotency-Key",
    pattern: Some("^[!#-~]+$"),
    max_length: Some(MAX_KEY),
    text: "Makes a repetition harmless: the same key with the same request answers what the first call answered. The \
           same as the field `request_id`.",
};
const LAST_EVENT_ID: Header = Header {
    name: "Last-Event-ID",
    pattern: None,
    max_length: None,
    text: "Id of the last event seen, to go on after it; an EventSource sends it when it connects again. Stands before \
           the parameter `resume_token`.",
};

impl Operation {
    /// Headers that it reads, besides those that every method reads.
    pub(crate) fn headers(&self) -> Vec<Header> {
        let binding = &self.binding;
        let mut headers = Vec::new();
        if binding.etag().is_some() {
            headers.push(IF_MATCH);
        }
        if binding.request_id().is_some() && !binding.is_read() {
            headers.push(IDEMPOTENCY_KEY);
        }
        if binding.is_read() && binding.answers_etag() {
            headers.push(IF_NONE_MATCH);
        }
        if binding.resume_token().is_some() {
            headers.push(LAST_EVENT_ID);
        }
        headers
    }

    /// Parameters of the query, but for those that are better said by a header.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let by_header = self.by_header();
        self.binding.parameters.iter().filter(move |given| !by_header.contains(&given.name))
    }

    /// Fields of the body that another part of the request says: the path or a header. They are accepted when both
    /// agree, and nobody needs to know.
    pub(crate) fn left_away(&self) -> Vec<String> {
        let binding = &self.binding;
        let from = match &binding.body {
            Body::None => return Vec::new(),
            Body::Whole => None,
            Body::Field(field) => Some(field),
        };
        let below = |bound: &Bound| {
            let rest = match from {
                Some(field) if bound.path.first() == Some(field) => bound.path.get(1..),
                Some(_) => None,
                None => Some(bound.path.as_slice()),
            };
            rest.filter(|rest| rest.len() == 1).map(|_| bound.leaf.name().to_owned())
        };
        let mut names: Vec<String> = binding.variables.iter().filter_map(below).collect();
        if from.is_none() {
            names.extend(self.by_header());
        }
        names
    }

    /// Fields of the request that a header says.
    fn by_header(&self) -> Vec<String> {
        let binding = &self.binding;
        let etag = binding.etag().filter(|path| path.len() == 1).and_then(|path| path.into_iter().next());
        let key = binding.request_id().filter(|_| !binding.is_read());
        etag.into_iter().chain(key).map(|field| field.name().to_owned()).collect()
    }

    pub(crate) fn streams(&self) -> bool {
        self.binding.method.is_server_streaming()
    }
}

/// Operations by service, in the order of the contract.
pub(crate) fn groups(bindings: &[Arc<Binding>], comments: &Comments, options: &RestOptions) -> Vec<Group> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for binding in bindings.iter().filter(|binding| binding.index == 0) {
        *names.entry(binding.method.name().to_owned()).or_default() += 1;
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut service = None;
    for binding in bindings {
        let parent = binding.method.parent_service().clone();
        if service.as_ref() != Some(&parent) {
            let name = parent.name().strip_suffix("Service").unwrap_or(parent.name());
            let text = comments.service(&parent).to_owned();
            groups.push(Group { title: words(name), text, operations: Vec::new() });
            service = Some(parent);
        }
        let unique = names.get(binding.method.name()) == Some(&1);
        if let Some(group) = groups.last_mut() {
            group.operations.push(operation(binding, comments, options, unique));
        }
    }
    groups
}

fn operation(binding: &Arc<Binding>, comments: &Comments, options: &RestOptions, unique: bool) -> Operation {
    let method = &binding.method;
    let id = if unique {
        method.name().to_owned()
    } else {
        format!("{}_{}", method.parent_service().name(), method.name())
    };
    let id = if binding.index == 0 { id } else { format!("{id}_{}", binding.index + 1) };
    let text = comments.method(method).to_owned();
    let variables: Vec<Variable> = binding
        .variables
        .iter()
        .map(|bound| Variable { name: variable_name(bound, &binding.variables), field: bound.leaf.clone() })
        .collect();
    Operation {
        id,
        path: path(binding, &variables),
        variables,
        summary: first_sentence(&text),
        text,
        access: (options.access)(binding.grpc.path()),
        binding: Arc::clone(binding),
    }
}

/// The last step of the field's path, all of them where that says too little.
fn variable_name(bound: &Bound, all: &[Bound]) -> String {
    let same = all.iter().filter(|other| other.leaf.name() == bound.leaf.name()).count();
    if same == 1 {
        return bound.leaf.name().to_owned();
    }
    bound.path.iter().map(FieldDescriptor::name).collect::<Vec<_>>().join("_")
}

fn path(binding: &Binding, variables: &[Variable]) -> String {
    let mut path = String::new();
    let segments = &binding.template.shape.segments;
    let mut index = 0;
    while let Some(segment) = segments.get(index) {
        let mut starts = binding.variables.iter().zip(variables);
        let variable = starts.find(|(bound, _)| bound.from == index);
        path.push('/');
        match (variable, segment) {
            (Some((bound, variable)), _) => {
                path.push_str(&format!("{{{}}}", variable.name));
                index = bound.to;
                continue;
            }
            (None, Segment::Literal(literal)) => path.push_str(literal),
            (None, Segment::One) => path.push('*'),
            (None, Segment::Rest) => path.push_str("**"),
        }
        index += 1;
    }
    if let Some(verb) = &binding.template.shape.verb {
        path.push_str(&format!(":{verb}"));
    }
    path
}

/// `JoinToken` is `Join token`, and `ApiToken` is `API token`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
            words.push(c.to_ascii_lowercase());
        } else {
            words.push(c);
        }
    }
    match words.strip_prefix("Api ") {
        Some(rest) => format!("API {rest}"),
        None => words,
    }
}
