//! Types on the page: tables of fields and values.

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};

use super::{
    html::{anchor, escape, inline, paragraphs},
    schema::{Schemas, Type, fields_of},
};
use crate::json::{
    name::short,
    well_known::{self, WellKnown},
};

/// Every type that methods use, each once.
pub(crate) fn types(schemas: &Schemas<'_>) -> String {
    schemas.types().iter().map(|(name, of)| one_type(schemas, name, of)).collect()
}

/// Fields of a message as a table; empty for a message without fields.
pub(crate) fn fields_table(schemas: &Schemas<'_>, message: &MessageDescriptor) -> String {
    let rows = fields_of(message).into_iter().map(|field| {
        let note = match field.containing_oneof().filter(|oneof| !oneof.is_synthetic()) {
            Some(oneof) => format!(" <span class=\"note\">one of {}</span>", escape(oneof.name())),
            None if field.supports_presence() && field.kind().as_message().is_none() => {
                " <span class=\"note\">optional</span>".to_owned()
            }
            None => String::new(),
        };
        let text = inline(schemas.comments.field(&field));
        row(field.name(), &format!("{}{note}", type_of(schemas, &field)), &text)
    });
    table("field", rows.collect())
}

/// A table of names, types and texts; the last two are HTML.
pub(crate) fn table(what: &str, rows: String) -> String {
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{what}</th><th scope=\"col\">type</th>\
         <th scope=\"col\">meaning</th></tr></thead><tbody>{rows}</tbody></table></div>\n"
    )
}

/// A row of such a table.
pub(crate) fn row(name: &str, of: &str, text: &str) -> String {
    format!("<tr><td><code>{}</code></td><td class=\"kind\">{of}</td><td>{text}</td></tr>", escape(name))
}

/// Type of a field, with a link to where it is described.
pub(crate) fn type_of(schemas: &Schemas<'_>, field: &FieldDescriptor) -> String {
    let kind = field.kind();
    if let Some(entry) = kind.as_message().filter(|_| field.is_map()) {
        return format!("object of {}", kind_name(schemas, &entry.map_entry_value_field().kind()));
    }
    let one = kind_name(schemas, &kind);
    if field.is_list() { format!("array of {one}") } else { one }
}

/// Link to a message.
pub(crate) fn link(schemas: &Schemas<'_>, of: &Type) -> String {
    let name = schemas.plain_name(of);
    format!("<a href=\"#type-{}\">{}</a>", anchor(&name), escape(&name))
}

fn kind_name(schemas: &Schemas<'_>, kind: &Kind) -> String {
    let plain = match kind {
        Kind::Bool => "boolean",
        Kind::String => "string",
        Kind::Bytes => "string, base64",
        Kind::Double | Kind::Float => "number",
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => "integer, 32 bits",
        Kind::Uint32 | Kind::Fixed32 => "integer ≥ 0, 32 bits",
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => "integer, 64 bits",
        Kind::Uint64 | Kind::Fixed64 => "integer ≥ 0, 64 bits",
        Kind::Enum(an_enum) => return link(schemas, &Type::Enum(an_enum.clone())),
        Kind::Message(message) => match well_known::of(message) {
            Some(WellKnown::Timestamp) => "time",
            Some(WellKnown::Duration) => "duration",
            Some(WellKnown::FieldMask) => "field mask",
            Some(WellKnown::Wrapper) => {
                let inner = well_known::wrapped(message);
                return inner.map_or_else(String::new, |kind| kind_name(schemas, &kind));
            }
            Some(WellKnown::Struct) => "object",
            Some(WellKnown::List) => "array",
            Some(WellKnown::Value | WellKnown::Any) => "any value",
            None => return link(schemas, &Type::Message(message.clone())),
        },
    };
    plain.to_owned()
}

fn one_type(schemas: &Schemas<'_>, name: &str, of: &Type) -> String {
    let (text, table) = match of {
        Type::Message(message) => (schemas.comments.message(message), fields_table(schemas, message)),
        Type::Enum(an_enum) => (schemas.comments.an_enum(an_enum), values_table(schemas, an_enum)),
    };
    let table = if table.is_empty() { "<p class=\"note\">No fields.</p>".to_owned() } else { table };
    format!(
        "<section class=\"type\" id=\"type-{}\"><h3><code>{}</code></h3>\n{}{table}</section>\n",
        anchor(name),
        escape(name),
        paragraphs(text)
    )
}

fn values_table(schemas: &Schemas<'_>, an_enum: &EnumDescriptor) -> String {
    let declared = an_enum.enum_descriptor_proto().value.iter();
    let values = declared.filter_map(|value| an_enum.get_value_by_name(value.name()));
    let rows: String = values
        .map(|value| {
            let text = inline(schemas.comments.value(&value));
            row(short(an_enum, value.name()), &value.number().to_string(), &text)
        })
        .collect();
    format!(
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">value</th><th scope=\"col\">number</th>\
         <th scope=\"col\">meaning</th></tr></thead><tbody>{rows}</tbody></table></div>\n"
    )
}
