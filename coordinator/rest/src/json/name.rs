//! Names of fields and enum values, in both spellings.

use prost_reflect::{EnumDescriptor, EnumValueDescriptor, FieldDescriptor, MessageDescriptor};

/// Most names that an error lists.
const MAX_LISTED: usize = 40;

/// Fields in the order in which the contract declares them; reflection has them by number.
pub(crate) fn fields(message: &MessageDescriptor) -> impl Iterator<Item = FieldDescriptor> + '_ {
    message.descriptor_proto().field.iter().filter_map(|field| message.get_field_by_name(field.name()))
}

/// The field with this name, in either spelling.
pub(crate) fn field(message: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    message.get_field_by_name(name).or_else(|| message.get_field_by_json_name(name))
}

/// Names in an error: `a, b and c`.
pub(crate) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.split_at_checked(MAX_LISTED) {
        Some((first, rest)) if !rest.is_empty() => format!("{} and {} more", first.join(", "), rest.len()),
        _ => match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, first)) => format!("{} and {last}", first.join(", ")),
            None => "none".to_owned(),
        },
    }
}

/// `PRESENCE_ONLINE` of `Presence` is `ONLINE`; a name without the prefix stays.
pub(crate) fn short<'a>(an_enum: &EnumDescriptor, name: &'a str) -> &'a str {
    let mut rest = name.chars();
    for (index, c) in an_enum.name().chars().enumerate() {
        let separated = index == 0 || !c.is_ascii_uppercase() || rest.next() == Some('_');
        if !separated || rest.next() != Some(c.to_ascii_uppercase()) {
            return name;
        }
    }
    match rest.as_str().strip_prefix('_') {
        Some(short) if !short.is_empty() => short,
        _ => name,
    }
}

/// The value with this name, short or full.
pub(crate) fn enum_value(an_enum: &EnumDescriptor, name: &str) -> Option<EnumValueDescriptor> {
    an_enum
        .get_value_by_name(name)
        .or_else(|| an_enum.values().find(|value| short(an_enum, value.name()) == name))
}

/// Short names of every value, as they are declared.
pub(crate) fn enum_names(an_enum: &EnumDescriptor) -> Vec<String> {
    let declared = &an_enum.enum_descriptor_proto().value;
    declared.iter().map(|value| short(an_enum, value.name()).to_owned()).collect()
}

/// `pageSize` is `page_size`; what is not camelCase stays.
pub(crate) fn snake(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// `check_id` is `checkId`.
pub(crate) fn camel(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut upper = false;
    for c in text.chars() {
        if c == '_' {
            upper = true;
        } else {
            out.push(if upper { c.to_ascii_uppercase() } else { c });
            upper = false;
        }
    }
    out
}
