//! JSON schemas (draft 2020-12, as OpenAPI 3.1 wants them) of exactly what is read and what is written.
//!
//! The two differ: input may leave everything out, may be `null`, and has more than one spelling; output always has what
//! has no presence. A message that is both has two schemas, of which that for input is called `…Input`.

use std::{collections::BTreeMap, sync::Arc};

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};

use super::{comment::Comments, message};
use crate::{
    binding::{Binding, Body},
    json::{
        Json,
        name::{enum_names, fields},
        well_known,
    },
};

/// Whether a schema is for what is read or for what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Input,
    Output,
}

/// A type with a schema of its own.
#[derive(Clone)]
pub(crate) enum Type {
    Message(MessageDescriptor),
    Enum(EnumDescriptor),
}

impl Type {
    pub(crate) fn full_name(&self) -> &str {
        match self {
            Self::Message(message) => message.full_name(),
            Self::Enum(an_enum) => an_enum.full_name(),
        }
    }

    fn package(&self) -> &str {
        match self {
            Self::Message(message) => message.package_name(),
            Self::Enum(an_enum) => an_enum.package_name(),
        }
    }
}

/// Every type that is read or written, and what it is called.
pub(crate) struct Schemas<'a> {
    pub(crate) comments: Comments,
    pub(crate) server_made: &'a [&'static str],
    /// By full name, with the roles in which it appears.
    types: BTreeMap<String, (Type, Vec<Role>)>,
    /// How many types share a name without its package.
    same_name: BTreeMap<String, usize>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(
        bindings: &[Arc<Binding>],
        comments: Comments,
        server_made: &'a [&'static str],
    ) -> Self {
        let mut schemas = Self { comments, server_made, types: BTreeMap::new(), same_name: BTreeMap::new() };
        for binding in bindings {
            if let Some(body) = binding.body_message() {
                schemas.reach(Type::Message(body), Role::Input);
            }
            let variables = binding.variables.iter().map(|bound| &bound.leaf);
            for field in binding.parameters.iter().map(|parameter| &parameter.field).chain(variables) {
                schemas.reach_kind(&field.kind(), Role::Input);
            }
            match &binding.response_body {
                Some(field) => schemas.reach_kind(&field.kind(), Role::Output),
                None => schemas.reach(Type::Message(binding.method.output()), Role::Output),
            }
        }
        for (of, _) in schemas.types.values() {
            *schemas.same_name.entry(short(of).to_owned()).or_default() += 1;
        }
        schemas
    }

    /// Every schema by its name.
    pub(crate) fn components(&self) -> Vec<(String, Json)> {
        let mut components = Vec::new();
        for (of, roles) in self.types.values() {
            for role in roles {
                let schema = match of {
                    Type::Message(message) => message::schema(self, message, *role),
                    Type::Enum(an_enum) => enum_schema(self, an_enum, *role),
                };
                components.push((self.name(of, *role), schema));
            }
        }
        components.sort_by(|a, b| a.0.cmp(&b.0));
        components
    }

    /// Every type once, by its name, with the comment of its declaration.
    pub(crate) fn types(&self) -> Vec<(String, &Type)> {
        let name = |of: &Type| self.plain_name(of);
        let mut types: Vec<_> = self.types.values().map(|(of, _)| (name(of), of)).collect();
        types.sort_by(|a, b| a.0.cmp(&b.0));
        types
    }

    /// Name of the type, whichever way it goes.
    pub(crate) fn plain_name(&self, of: &Type) -> String {
        let name = short(of);
        let is_shared = self.same_name.get(name).is_some_and(|count| *count > 1);
        if is_shared || name == "Problem" { of.full_name().to_owned() } else { name.to_owned() }
    }

    /// A reference to the schema of a message.
    pub(crate) fn message(&self, message: &MessageDescriptor, role: Role) -> Json {
        self.reference(&Type::Message(message.clone()), role)
    }

    /// The schema of one value of a kind.
    pub(crate) fn kind(&self, kind: &Kind, role: Role) -> Json {
        match kind {
            Kind::Enum(an_enum) => self.reference(&Type::Enum(an_enum.clone()), role),
            Kind::Message(message) => match well_known::of(message) {
                Some(form) => message::well_known(self, form, message, role),
                None => self.message(message, role),
            },
            kind => message::scalar(kind, role),
        }
    }

    /// The schema of a field in a path or a query, where everything is text.
    pub(crate) fn text(&self, field: &FieldDescriptor) -> Json {
        let kind = field.kind();
        let one = match message::integer(&kind) {
            Some(integer) => integer,
            None => self.kind(&kind, Role::Input),
        };
        if field.is_list() { Json::object([("type", Json::text("array")), ("items", one)]) } else { one }
    }

    fn reference(&self, of: &Type, role: Role) -> Json {
        Json::object([("$ref", Json::text(format!("#/components/schemas/{}", self.name(of, role))))])
    }

    fn name(&self, of: &Type, role: Role) -> String {
        let both = self.types.get(of.full_name()).is_some_and(|(_, roles)| roles.len() > 1);
        let suffix = if both && role == Role::Input { "Input" } else { "" };
        format!("{}{suffix}", self.plain_name(of))
    }

    fn reach(&mut self, of: Type, role: Role) {
        let entry = self.types.entry(of.full_name().to_owned()).or_insert_with(|| (of.clone(), Vec::new()));
        if entry.1.contains(&role) {
            return;
        }
        entry.1.push(role);
        if let Type::Message(message) = of {
            for field in message.fields() {
                self.reach_kind(&field.kind(), role);
            }
        }
    }

    fn reach_kind(&mut self, kind: &Kind, role: Role) {
        match kind {
            Kind::Enum(an_enum) => self.reach(Type::Enum(an_enum.clone()), role),
            Kind::Message(message) if message.is_map_entry() => {
                self.reach_kind(&message.map_entry_value_field().kind(), role);
            }
            Kind::Message(message) if well_known::of(message).is_none() => {
                self.reach(Type::Message(message.clone()), role);
            }
            _ => {}
        }
    }
}

/// The full name without its package.
fn short(of: &Type) -> &str {
    of.full_name().strip_prefix(of.package()).map_or(of.full_name(), |rest| rest.trim_start_matches('.'))
}

/// Only the resource's own fields are named by a PATCH; see [`crate::request`].
pub(crate) fn is_patch(binding: &Binding) -> bool {
    binding.update_mask().is_some() && matches!(binding.body, Body::Field(_))
}

fn enum_schema(schemas: &Schemas<'_>, an_enum: &EnumDescriptor, role: Role) -> Json {
    let short = enum_names(an_enum);
    let mut text = schemas.comments.an_enum(an_enum).to_owned();
    for (name, value) in short.iter().zip(&an_enum.enum_descriptor_proto().value) {
        let comment = an_enum.get_value_by_name(value.name());
        let comment = comment.map(|value| schemas.comments.value(&value).replace('\n', " "));
        text.push_str(&format!("\n- `{name}`: {}", comment.unwrap_or_default()));
    }
    let names = Json::object([("type", Json::text("string")), ("enum", Json::texts(&short))]);
    if role == Role::Output {
        return names.with("description", text);
    }
    let declared = &an_enum.enum_descriptor_proto().value;
    let full: Vec<&str> = declared.iter().map(|value| value.name()).collect();
    let numbers: Vec<Json> = declared.iter().map(|value| Json::from(i64::from(value.number()))).collect();
    let mut spellings = vec![names];
    if full != short {
        let full = Json::object([("type", Json::text("string")), ("enum", Json::texts(full))]);
        spellings.push(full.with("description", "With the prefix of the type."));
    }
    let numbers = Json::object([("type", Json::text("integer")), ("enum", Json::List(numbers))]);
    spellings.push(numbers.with("description", "As a number."));
    Json::object([("description", Json::Text(text)), ("anyOf", Json::List(spellings))])
}

/// Fields in the order of the contract.
pub(crate) fn fields_of(message: &MessageDescriptor) -> Vec<FieldDescriptor> {
    fields(message).collect()
}
