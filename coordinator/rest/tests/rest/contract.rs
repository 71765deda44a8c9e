//! A contract made up for tests: every kind of field, and whatever annotation is wanted.

use nocturne_proto::descriptor::FILE_DESCRIPTOR_SET;
use nocturne_rest::json::message_from_json;
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto, MessageOptions, MethodDescriptorProto, MethodOptions, OneofDescriptorProto,
    ServiceDescriptorProto,
    field_descriptor_proto::{Label, Type},
};

/// One method: name, request, response, annotation as JSON.
pub(crate) type Method<'a> = (&'a str, &'a str, &'a str, &'a str);

/// The contract with these methods, encoded.
pub(crate) fn contract(methods: &[Method<'_>]) -> Vec<u8> {
    pool(methods).encode_to_vec()
}

/// The message with every kind of field.
pub(crate) fn kinds() -> MessageDescriptor {
    pool(&[]).get_message_by_name("test.Kinds").unwrap()
}

fn pool(methods: &[Method<'_>]) -> DescriptorPool {
    let mut pool = DescriptorPool::global();
    let real = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let annotations = real.get_file_by_name("google/api/annotations.proto").unwrap();
    pool.decode_file_descriptor_proto(annotations.encode_to_vec().as_slice()).unwrap();
    pool.decode_file_descriptor_proto(file(&pool, methods).as_slice()).unwrap();
    pool
}

fn file(pool: &DescriptorPool, methods: &[Method<'_>]) -> Vec<u8> {
    let service = ServiceDescriptorProto {
        name: Some("TestService".to_owned()),
        method: methods
            .iter()
            .map(|(name, input, output, _rule)| MethodDescriptorProto {
                name: Some((*name).to_owned()),
                input_type: Some(format!(".{}", input.trim_start_matches("stream "))),
                output_type: Some(format!(".{}", output.trim_start_matches("stream "))),
                client_streaming: Some(input.starts_with("stream ")),
                server_streaming: Some(output.starts_with("stream ")),
                options: Some(MethodOptions::default()),
            })
            .collect(),
        ..ServiceDescriptorProto::default()
    };
    let file = FileDescriptorProto {
        name: Some("test.proto".to_owned()),
        package: Some("test".to_owned()),
        dependency: ["annotations", "wrappers", "struct", "timestamp", "duration", "field_mask", "any"]
            .iter()
            .map(|name| match *name {
                "annotations" => "google/api/annotations.proto".to_owned(),
                name => format!("google/protobuf/{name}.proto"),
            })
            .collect(),
        message_type: messages(),
        enum_type: vec![an_enum()],
        service: vec![service],
        syntax: Some("proto3".to_owned()),
        ..FileDescriptorProto::default()
    };
    annotated(pool, &file, methods)
}

/// Generated types drop extensions; reflection keeps them.
fn annotated(pool: &DescriptorPool, file: &FileDescriptorProto, methods: &[Method<'_>]) -> Vec<u8> {
    let http = pool.get_extension_by_name("google.api.http").unwrap();
    let rule = http.kind().as_message().unwrap().clone();
    let descriptor = pool.get_message_by_name("google.protobuf.FileDescriptorProto").unwrap();
    let mut file = DynamicMessage::decode(descriptor, file.encode_to_vec().as_slice()).unwrap();
    let services = file.get_field_by_name_mut("service").unwrap().as_list_mut().unwrap();
    let service = services[0].as_message_mut().unwrap();
    let described = service.get_field_by_name_mut("method").unwrap().as_list_mut().unwrap();
    for (method, (.., json)) in described.iter_mut().zip(methods).filter(|(_, (.., json))| !json.is_empty()) {
        let rule = message_from_json(json.as_bytes(), &rule).unwrap();
        let method = method.as_message_mut().unwrap();
        let options = method.get_field_by_name_mut("options").unwrap().as_message_mut().unwrap();
        options.set_extension(&http, prost_reflect::Value::Message(rule));
    }
    file.encode_to_vec()
}

fn messages() -> Vec<DescriptorProto> {
    let scalars = [
        ("a_double", Type::Double),
        ("a_float", Type::Float),
        ("an_int32", Type::Int32),
        ("an_int64", Type::Int64),
        ("a_uint32", Type::Uint32),
        ("a_uint64", Type::Uint64),
        ("a_sint32", Type::Sint32),
        ("a_sint64", Type::Sint64),
        ("a_fixed32", Type::Fixed32),
        ("a_fixed64", Type::Fixed64),
        ("a_sfixed32", Type::Sfixed32),
        ("a_sfixed64", Type::Sfixed64),
        ("a_bool", Type::Bool),
        ("a_string", Type::String),
        ("some_bytes", Type::Bytes),
    ];
    let mut fields: Vec<FieldDescriptorProto> =
        (1..).zip(scalars).map(|(n, (name, of))| field(n, name, of, "")).collect();
    for (number, name, of) in [
        (20, "a_time", ".google.protobuf.Timestamp"),
        (21, "a_duration", ".google.protobuf.Duration"),
        (22, "a_mask", ".google.protobuf.FieldMask"),
        (23, "a_wrapped_int64", ".google.protobuf.Int64Value"),
        (24, "a_wrapped_string", ".google.protobuf.StringValue"),
        (25, "a_struct", ".google.protobuf.Struct"),
        (26, "a_value", ".google.protobuf.Value"),
        (27, "a_list", ".google.protobuf.ListValue"),
        (28, "inner", ".test.Kinds"),
        (29, "etag_holder", ".test.Holder"),
    ] {
        fields.push(field(number, name, Type::Message, of));
    }
    fields.push(field(30, "colour", Type::Enum, ".test.Colour"));
    fields.push(repeated(field(31, "numbers", Type::Int64, "")));
    fields.push(repeated(field(32, "colours", Type::Enum, ".test.Colour")));
    fields.push(repeated(field(33, "inners", Type::Message, ".test.Kinds")));
    fields.push(repeated(field(34, "texts", Type::Message, ".test.Kinds.TextsEntry")));
    fields.push(repeated(field(35, "by_number", Type::Message, ".test.Kinds.ByNumberEntry")));
    fields.push(repeated(field(36, "by_bool", Type::Message, ".test.Kinds.ByBoolEntry")));
    fields.push(FieldDescriptorProto { oneof_index: Some(0), ..field(40, "left", Type::String, "") });
    fields.push(FieldDescriptorProto { oneof_index: Some(0), ..field(41, "right", Type::Int32, "") });
    fields.push(FieldDescriptorProto {
        oneof_index: Some(1),
        proto3_optional: Some(true),
        ..field(42, "maybe", Type::Int32, "")
    });
    let oneof = |name: &str| OneofDescriptorProto { name: Some(name.to_owned()), ..Default::default() };
    let kinds = DescriptorProto {
        name: Some("Kinds".to_owned()),
        field: fields,
        nested_type: vec![
            entry("TextsEntry", Type::String, field(2, "value", Type::String, "")),
            entry("ByNumberEntry", Type::Int64, field(2, "value", Type::Message, ".test.Kinds")),
            entry("ByBoolEntry", Type::Bool, field(2, "value", Type::Enum, ".test.Colour")),
        ],
        oneof_decl: vec![oneof("side"), oneof("_maybe")],
        ..DescriptorProto::default()
    };
    let holder = message(
        "Holder",
        vec![
            field(1, "etag", Type::String, ""),
            field(2, "name", Type::String, ""),
            field(3, "colour", Type::Enum, ".test.Colour"),
        ],
    );
    let any = message("HasAny", vec![field(1, "any", Type::Message, ".google.protobuf.Any")]);
    vec![kinds, holder, any]
}

fn message(name: &str, field: Vec<FieldDescriptorProto>) -> DescriptorProto {
    DescriptorProto { name: Some(name.to_owned()), field, ..DescriptorProto::default() }
}

fn an_enum() -> EnumDescriptorProto {
    let values =
        [("COLOUR_UNSPECIFIED", 0), ("COLOUR_RED", 1), ("COLOUR_DARK_BLUE", 2), ("COLOUR_MINUS", -1)];
    let value = |(name, number): (&str, i32)| EnumValueDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        options: None,
    };
    EnumDescriptorProto {
        name: Some("Colour".to_owned()),
        value: values.into_iter().map(value).collect(),
        ..EnumDescriptorProto::default()
    }
}

fn field(number: i32, name: &str, of: Type, type_name: &str) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        label: Some(Label::Optional.into()),
        r#type: Some(of.into()),
        type_name: (!type_name.is_empty()).then(|| type_name.to_owned()),
        ..FieldDescriptorProto::default()
    }
}

fn repeated(field: FieldDescriptorProto) -> FieldDescriptorProto {
    FieldDescriptorProto { label: Some(Label::Repeated.into()), ..field }
}

fn entry(name: &str, key: Type, value: FieldDescriptorProto) -> DescriptorProto {
    DescriptorProto {
        options: Some(MessageOptions { map_entry: Some(true), ..MessageOptions::default() }),
        ..message(name, vec![field(1, "key", key, ""), value])
    }
}
