//! One way in over HTTP to one gRPC method, read from its annotation and checked at start.

use std::fmt;

use http::{Method, Uri};
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value,
};

use crate::{
    json::{
        Writer,
        well_known::{self, WellKnown},
    },
    parameter::{self, Parameter},
    template::Template,
};

/// Full name of the extension.
const EXTENSION: &str = "google.api.http";

/// Where the body of a request goes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// There is none.
    None,
    /// It is the request.
    Whole,
    /// It is this field of the request.
    Field(FieldDescriptor),
}

/// A variable of the path.
#[derive(Clone)]
pub(crate) struct Bound {
    /// Fields from the request down to the one that is bound.
    pub(crate) path: Vec<FieldDescriptor>,
    /// Its last field.
    pub(crate) leaf: FieldDescriptor,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// One way in.
pub(crate) struct Binding {
    pub(crate) method: MethodDescriptor,
    /// Where the method is served: `/package.Service/Method`.
    pub(crate) grpc: Uri,
    pub(crate) verb: Method,
    pub(crate) template: Template,
    pub(crate) variables: Vec<Bound>,
    pub(crate) body: Body,
    /// Field of the response that is the body; `None` is the whole.
    pub(crate) response_body: Option<FieldDescriptor>,
    /// How answers are written.
    pub(crate) writer: Writer,
    /// What can be in the query.
    pub(crate) parameters: Vec<Parameter>,
    /// 0 for the annotation itself, then its additional bindings.
    pub(crate) index: usize,
}

impl Binding {
    pub(crate) fn input(&self) -> MessageDescriptor {
        self.method.input()
    }

    /// The message that the JSON document is.
    pub(crate) fn body_message(&self) -> Option<MessageDescriptor> {
        match &self.body {
            Body::None => None,
            Body::Whole => Some(self.method.input()),
            Body::Field(field) => field.kind().as_message().cloned(),
        }
    }

    /// GET: changes nothing, and HEAD may ask for its head.
    pub(crate) fn is_read(&self) -> bool {
        self.verb == Method::GET
    }

    /// Path of the field that `If-Match` sets: `etag` of the request, or of the resource that is changed.
    pub(crate) fn etag(&self) -> Option<Vec<FieldDescriptor>> {
        if let Some(field) = text_field(&self.input(), "etag") {
            return Some(vec![field]);
        }
        let changes = matches!(self.verb, Method::PATCH | Method::PUT | Method::DELETE);
        match &self.body {
            Body::Field(resource) if changes => {
                Some(vec![resource.clone(), text_field(resource.kind().as_message()?, "etag")?])
            }
            _ => None,
        }
    }

    /// The field that `Idempotency-Key` sets.
    pub(crate) fn request_id(&self) -> Option<FieldDescriptor> {
        text_field(&self.input(), "request_id")
    }

    /// The field that `Last-Event-ID` sets.
    pub(crate) fn resume_token(&self) -> Option<FieldDescriptor> {
        self.method.is_server_streaming().then(|| text_field(&self.input(), "resume_token")).flatten()
    }

    /// The field mask that a PATCH without one is given.
    pub(crate) fn update_mask(&self) -> Option<FieldDescriptor> {
        let field = self.input().get_field_by_name("update_mask")?;
        let kind = field.kind();
        let is_mask = kind.as_message().and_then(well_known::of) == Some(WellKnown::FieldMask);
        let applies = self.verb == Method::PATCH && matches!(self.body, Body::Field(_)) && is_mask;
        applies.then_some(field)
    }

    /// Whether answers carry an etag.
    pub(crate) fn answers_etag(&self) -> bool {
        let streams = self.method.is_server_streaming();
        !streams && self.response_body.is_none() && text_field(&self.method.output(), "etag").is_some()
    }
}

/// By hand: that of a descriptor prints what the message contains, which has no end when it contains itself.
impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.grpc, self.verb, self.template.shape)
    }
}

/// Singular text field of a message.
pub(crate) fn text_field(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    let field = message.get_field_by_name(name)?;
    (field.kind() == Kind::String && !field.is_list()).then_some(field)
}

/// The bindings of every method that has an annotation; what is wrong goes to `findings`.
pub(crate) fn read(pool: &DescriptorPool, findings: &mut Vec<String>) -> Vec<Binding> {
    let Some(extension) = pool.get_extension_by_name(EXTENSION) else {
        findings.push(format!("the descriptors do not have {EXTENSION}: there is nothing to route by"));
        return Vec::new();
    };
    let mut bindings = Vec::new();
    for service in pool.services() {
        for method in service.methods() {
            let options = method.options();
            if !options.has_extension(&extension) {
                continue;
            }
            let value = options.get_extension(&extension);
            let Some(rule) = value.as_message() else { continue };
            if let Err(reason) = serves(&method) {
                findings.push(format!("{}: {reason}", method.full_name()));
                continue;
            }
            for (index, rule) in [rule].into_iter().chain(additional(rule)).enumerate() {
                match binding(&method, rule, index) {
                    Ok(binding) => bindings.push(binding),
                    Err(reason) => findings.push(format!("{}: {reason}", method.full_name())),
                }
            }
        }
    }
    bindings
}

/// What cannot be transcoded at all.
fn serves(method: &MethodDescriptor) -> Result<(), String> {
    if method.is_client_streaming() {
        return Err("a stream of requests has no form over HTTP".to_owned());
    }
    for message in [method.input(), method.output()] {
        if let Some(name) = parameter::find_any(&message) {
            return Err(format!("{name} is a google.protobuf.Any, which has no JSON without its type"));
        }
    }
    Ok(())
}

fn binding(method: &MethodDescriptor, rule: &DynamicMessage, index: usize) -> Result<Binding, String> {
    let (verb, path) = pattern(rule).ok_or("the annotation names no verb and path")?;
    if index > 0 && additional(rule).next().is_some() {
        return Err(format!("{path}: an additional binding has no further ones"));
    }
    let template = Template::parse(&path).map_err(|reason| format!("{path:?} is no path: {reason}"))?;
    let input = method.input();
    let mut variables = Vec::new();
    for variable in &template.variables {
        let (path, leaf) = bound(&input, &variable.field)?;
        variables.push(Bound { path, leaf, from: variable.from, to: variable.to });
    }
    let body = body(&input, &verb, &text(rule, "body"))?;
    if let Body::Field(field) = &body
        && variables.iter().any(|bound| bound.path.len() == 1 && bound.leaf == *field)
    {
        return Err(format!("{} cannot be in the path and the body", field.name()));
    }
    let response_body = match text(rule, "response_body").as_str() {
        "" => None,
        name => {
            Some(method.output().get_field_by_name(name).ok_or_else(|| no_field(&method.output(), name))?)
        }
    };
    if response_body.is_some() && method.is_server_streaming() {
        return Err("a stream has no response_body".to_owned());
    }
    let parameters = match &body {
        Body::Whole => Vec::new(),
        Body::None => parameter::all(&input, None, &variables),
        Body::Field(field) => parameter::all(&input, Some(field), &variables),
    };
    let grpc = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let grpc = grpc.parse().map_err(|_| format!("{grpc} is no path of a method"))?;
    let writer = Writer::new(&method.output());
    let method = method.clone();
    Ok(Binding { method, grpc, verb, template, variables, body, response_body, writer, parameters, index })
}

fn bound(input: &MessageDescriptor, text: &str) -> Result<(Vec<FieldDescriptor>, FieldDescriptor), String> {
    let mut message = Some(input.clone());
    let mut path: Vec<FieldDescriptor> = Vec::new();
    for name in text.split('.') {
        let of = message.take().ok_or_else(|| format!("{text} goes through a field that is no message"))?;
        let field = of.get_field_by_name(name).ok_or_else(|| no_field(&of, name))?;
        if field.is_list() || field.is_map() {
            return Err(format!("{text} goes through {name}, which is repeated"));
        }
        message = field.kind().as_message().filter(|message| well_known::of(message).is_none()).cloned();
        path.push(field);
    }
    let leaf = path.last().cloned().ok_or("a variable has no name")?;
    if !parameter::has_text(&leaf.kind()) {
        return Err(format!("{text} is a message, which a path cannot say"));
    }
    Ok((path, leaf))
}

fn body(input: &MessageDescriptor, verb: &Method, name: &str) -> Result<Body, String> {
    match name {
        "" => Ok(Body::None),
        _ if matches!(*verb, Method::GET | Method::DELETE) => Err(format!("{verb} has no body (RFC 9110)")),
        "*" => Ok(Body::Whole),
        name => {
            let field = input.get_field_by_name(name).ok_or_else(|| no_field(input, name))?;
            let is_message =
                field.kind().as_message().is_some_and(|message| well_known::of(message).is_none());
            if is_message && !field.is_list() && !field.is_map() {
                Ok(Body::Field(field))
            } else {
                Err(format!("{name} cannot be the body: it must be one message"))
            }
        }
    }
}

fn no_field(message: &MessageDescriptor, name: &str) -> String {
    format!("{} has no field {name:?}", message.full_name())
}

fn pattern(rule: &DynamicMessage) -> Option<(Method, String)> {
    let verbs = [
        ("get", Method::GET),
        ("put", Method::PUT),
        ("post", Method::POST),
        ("delete", Method::DELETE),
        ("patch", Method::PATCH),
    ];
    verbs.into_iter().map(|(name, verb)| (verb, text(rule, name))).find(|(_, path)| !path.is_empty())
}

fn text(rule: &DynamicMessage, name: &str) -> String {
    let value = rule.get_field_by_name(name);
    value.as_deref().and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn additional(rule: &DynamicMessage) -> impl Iterator<Item = &DynamicMessage> {
    let field = rule.fields().find(|(field, _)| field.name() == "additional_bindings");
    let rules = field.and_then(|(_, value)| value.as_list()).unwrap_or_default();
    rules.iter().filter_map(Value::as_message)
}
