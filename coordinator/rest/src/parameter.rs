//! Fields of a request that can be in the query.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use crate::{
    binding::Bound,
    json::{
        name::{camel, fields},
        well_known::{self, WellKnown},
    },
};

/// Deepest field that can be in a query, steps. A message that contains itself would have no end.
const MAX_STEPS: usize = 4;

/// One parameter.
#[derive(Clone)]
pub(crate) struct Parameter {
    /// Dotted name in the proto's spelling.
    pub(crate) name: String,
    /// Dotted name in camelCase.
    pub(crate) camel: String,
    /// Fields from the request down to this one.
    pub(crate) path: Vec<FieldDescriptor>,
    /// The last of them.
    pub(crate) field: FieldDescriptor,
}

/// Every field that has a text form, except for the body and what the path binds.
pub(crate) fn all(
    input: &MessageDescriptor,
    body: Option<&FieldDescriptor>,
    variables: &[Bound],
) -> Vec<Parameter> {
    let mut found = Vec::new();
    collect(input, &mut Vec::new(), &mut found);
    found.retain(|parameter| {
        let in_body = body.is_some() && parameter.path.first() == body;
        !in_body && !variables.iter().any(|bound| bound.path == parameter.path)
    });
    found
}

/// Whether a path or a query can say a value of this kind.
pub(crate) fn has_text(kind: &Kind) -> bool {
    let form = kind.as_message().map(well_known::of);
    matches!(
        form,
        None | Some(Some(
            WellKnown::Timestamp | WellKnown::Duration | WellKnown::FieldMask | WellKnown::Wrapper
        ))
    )
}

/// Full name of a field of type `google.protobuf.Any`, however deep.
pub(crate) fn find_any(message: &MessageDescriptor) -> Option<String> {
    let mut seen = Vec::new();
    let mut next = vec![message.clone()];
    while let Some(message) = next.pop() {
        if seen.contains(&message) {
            continue;
        }
        for field in message.fields() {
            let Some(of) = field.kind().as_message().cloned() else { continue };
            if well_known::of(&of) == Some(WellKnown::Any) {
                return Some(field.full_name().to_owned());
            }
            next.push(of);
        }
        seen.push(message);
    }
    None
}

fn collect(message: &MessageDescriptor, above: &mut Vec<FieldDescriptor>, found: &mut Vec<Parameter>) {
    for field in fields(message) {
        if field.is_map() {
            continue;
        }
        above.push(field.clone());
        let kind = field.kind();
        if has_text(&kind) {
            let names: Vec<&str> = above.iter().map(FieldDescriptor::name).collect();
            let name = names.join(".");
            found.push(Parameter { camel: camel(&name), name, path: above.clone(), field });
        } else if let Some(inner) = kind.as_message()
            && !field.is_list()
            && above.len() < MAX_STEPS
        {
            collect(inner, above, found);
        }
        above.pop();
    }
}
