//! A message as JSON text.

use std::collections::{BTreeMap, HashMap};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use prost_reflect::{
    DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage as _,
    Value,
};

use super::{
    name::{fields, short},
    well_known::{self, WellKnown},
};

/// Writes a message as one line of JSON.
///
/// For many messages of one type a [`Writer`] is quicker.
#[must_use]
pub fn message_to_json(message: &DynamicMessage) -> Vec<u8> {
    Writer::new(&message.descriptor()).write(message)
}

/// How messages of one type are written, worked out once: reflection is slow, and lists are long.
pub struct Writer {
    /// The type itself first, then everything that it contains.
    plans: Vec<Plan>,
}

/// How one type is written.
struct Plan {
    form: Option<WellKnown>,
    fields: Vec<PlannedField>,
}

struct PlannedField {
    field: FieldDescriptor,
    /// `"name":`
    key: Vec<u8>,
    /// What stands for a value that is not set; `None` leaves the field out.
    unset: Option<&'static [u8]>,
    shape: Shape,
}

/// How one value is written, of a list and a map each of them.
enum Shape {
    Plain,
    /// Texts by number, in quotes.
    Enum(BTreeMap<i32, Vec<u8>>),
    /// Index of the plan.
    Message(usize),
}

impl Writer {
    /// Works out how messages of this type are written.
    #[must_use]
    pub fn new(descriptor: &MessageDescriptor) -> Self {
        let mut plans = Planner::default();
        plans.index(descriptor);
        Self { plans: plans.plans }
    }

    /// One line of JSON.
    #[must_use]
    pub fn write(&self, message: &DynamicMessage) -> Vec<u8> {
        let mut out = Vec::new();
        self.message(&mut out, 0, message);
        out
    }

    /// The value of one field of the message as a document of its own; `null` when it is absent.
    pub(crate) fn write_field(&self, message: &DynamicMessage, field: &FieldDescriptor) -> Vec<u8> {
        let mut out = Vec::new();
        let fields = self.plans.first().map(|plan| plan.fields.as_slice()).unwrap_or_default();
        match fields.iter().find(|planned| planned.field == *field) {
            Some(planned) if message.has_field(field) || planned.unset.is_some() => {
                self.field(&mut out, planned, &message.get_field(field));
            }
            _ => out.extend_from_slice(b"null"),
        }
        out
    }

    fn message(&self, out: &mut Vec<u8>, index: usize, message: &DynamicMessage) {
        let Some(plan) = self.plans.get(index) else { return };
        if let Some(form) = plan.form {
            self.well_known(out, form, plan, message);
            return;
        }
        out.push(b'{');
        let mut first = true;
        for planned in &plan.fields {
            let is_set = message.has_field(&planned.field);
            if !is_set && planned.unset.is_none() {
                continue;
            }
            separate(out, &mut first);
            out.extend_from_slice(&planned.key);
            match planned.unset {
                Some(unset) if !is_set && !matches!(planned.shape, Shape::Enum(_)) => {
                    out.extend_from_slice(unset)
                }
                _ => self.field(out, planned, &message.get_field(&planned.field)),
            }
        }
        out.push(b'}');
    }

    fn well_known(&self, out: &mut Vec<u8>, form: WellKnown, plan: &Plan, message: &DynamicMessage) {
        let text = match form {
            WellKnown::Timestamp => well_known::timestamp_text(message),
            WellKnown::Duration => well_known::duration_text(message),
            WellKnown::FieldMask => well_known::mask_text(message),
            WellKnown::Wrapper => {
                if let Some(inner) = plan.fields.first() {
                    self.field(out, inner, &message.get_field(&inner.field));
                }
                return;
            }
            WellKnown::Struct | WellKnown::Value | WellKnown::List => {
                out.extend_from_slice(&well_known::any_json(message).to_vec());
                return;
            }
            WellKnown::Any => None,
        };
        match text {
            Some(text) => write_plain(out, &text),
            // Out of its range, which no handler produces: JSON has no way to say it.
            None => out.extend_from_slice(b"null"),
        }
    }

    fn field(&self, out: &mut Vec<u8>, planned: &PlannedField, value: &Value) {
        let mut first = true;
        match value {
            Value::List(items) => {
                out.push(b'[');
                for item in items {
                    separate(out, &mut first);
                    self.value(out, &planned.shape, item);
                }
                out.push(b']');
            }
            Value::Map(entries) => {
                // By key: the same message is the same text.
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by(|a, b| a.0.cmp(b.0));
                out.push(b'{');
                for (key, value) in entries {
                    separate(out, &mut first);
                    write_key(out, key);
                    out.push(b':');
                    self.value(out, &planned.shape, value);
                }
                out.push(b'}');
            }
            value => self.value(out, &planned.shape, value),
        }
    }

    fn value(&self, out: &mut Vec<u8>, shape: &Shape, value: &Value) {
        match (value, shape) {
            (Value::Bool(value), _) => write_plain(out, value),
            (Value::I32(value), _) => write_plain(out, value),
            (Value::I64(value), _) => write_plain(out, value),
            (Value::U32(value), _) => write_plain(out, value),
            (Value::U64(value), _) => write_plain(out, value),
            (Value::F32(value), _) => write_float(out, value, f64::from(*value)),
            (Value::F64(value), _) => write_float(out, value, *value),
            (Value::String(text), _) => write_plain(out, text),
            (Value::Bytes(bytes), _) => write_plain(out, &STANDARD.encode(bytes)),
            (Value::EnumNumber(number), Shape::Enum(names)) => match names.get(number) {
                Some(name) => out.extend_from_slice(name),
                None => write_plain(out, number),
            },
            (Value::Message(message), Shape::Message(index)) => self.message(out, *index, message),
            // Values fit their field, and only fields are lists and maps.
            (Value::EnumNumber(_) | Value::Message(_) | Value::List(_) | Value::Map(_), _) => {
                out.extend_from_slice(b"null");
            }
        }
    }
}

/// Plans on their way.
#[derive(Default)]
struct Planner {
    plans: Vec<Plan>,
    /// Where the plan of a type is; types contain each other and themselves.
    known: HashMap<String, usize>,
}

impl Planner {
    fn index(&mut self, descriptor: &MessageDescriptor) -> usize {
        if let Some(index) = self.known.get(descriptor.full_name()) {
            return *index;
        }
        let (index, form) = (self.plans.len(), well_known::of(descriptor));
        self.known.insert(descriptor.full_name().to_owned(), index);
        self.plans.push(Plan { form, fields: Vec::new() });
        // What is inside of the others is written by their own rules.
        if matches!(form, None | Some(WellKnown::Wrapper)) {
            let fields = fields(descriptor).map(|field| self.field(field)).collect();
            if let Some(plan) = self.plans.get_mut(index) {
                plan.fields = fields;
            }
        }
        index
    }

    fn field(&mut self, field: FieldDescriptor) -> PlannedField {
        let mut key = Vec::new();
        write_plain(&mut key, field.name());
        key.push(b':');
        let kind = match field.kind() {
            Kind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind(),
            kind => kind,
        };
        let shape = match &kind {
            Kind::Enum(an_enum) => Shape::Enum(enum_texts(an_enum)),
            Kind::Message(message) => Shape::Message(self.index(message)),
            _ => Shape::Plain,
        };
        PlannedField { key, unset: unset(&field), shape, field }
    }
}

/// What stands for a field without presence that is not set. An enum's zero is written by its name.
fn unset(field: &FieldDescriptor) -> Option<&'static [u8]> {
    if field.supports_presence() {
        return None;
    }
    if field.is_map() {
        return Some(b"{}");
    }
    if field.is_list() {
        return Some(b"[]");
    }
    Some(match field.kind() {
        Kind::String | Kind::Bytes => b"\"\"",
        Kind::Bool => b"false",
        Kind::Double | Kind::Float => b"0.0",
        _ => b"0",
    })
}

fn enum_texts(an_enum: &EnumDescriptor) -> BTreeMap<i32, Vec<u8>> {
    let mut texts = BTreeMap::new();
    for value in &an_enum.enum_descriptor_proto().value {
        let mut text = Vec::new();
        write_plain(&mut text, short(an_enum, value.name()));
        // The first of two names for one number.
        texts.entry(value.number()).or_insert(text);
    }
    texts
}

fn write_float<T: serde::Serialize>(out: &mut Vec<u8>, number: &T, value: f64) {
    if value.is_finite() {
        write_plain(out, number);
    } else if value.is_nan() {
        write_plain(out, "NaN");
    } else if value > 0.0 {
        write_plain(out, "Infinity");
    } else {
        write_plain(out, "-Infinity");
    }
}

fn write_key(out: &mut Vec<u8>, key: &MapKey) {
    match key {
        MapKey::Bool(value) => write_plain(out, &value.to_string()),
        MapKey::I32(value) => write_plain(out, &value.to_string()),
        MapKey::I64(value) => write_plain(out, &value.to_string()),
        MapKey::U32(value) => write_plain(out, &value.to_string()),
        MapKey::U64(value) => write_plain(out, &value.to_string()),
        MapKey::String(text) => write_plain(out, text),
    }
}

/// Numbers, booleans and texts: writing them to memory cannot fail.
fn write_plain<T: serde::Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    serde_json::to_writer(out, value).unwrap_or_default();
}

fn separate(out: &mut Vec<u8>, first: &mut bool) {
    if !std::mem::take(first) {
        out.push(b',');
    }
}
