//! OpenAPI 3.1 (2024), made of operations and schemas.

use http::Method;

use super::{
    Api, message,
    operation::{Group, Header, Operation, Variable},
    schema::{Role, is_patch},
};
use crate::{
    binding::Body,
    json::Json,
    options::Access,
    parameter::Parameter,
    problem::{MEDIA_TYPE, TYPE_PREFIX},
    stream::{EVENTS, LINES},
};

/// The whole document.
pub(crate) fn document(api: &Api<'_>) -> Json {
    let options = api.options;
    let info =
        Json::object([("title", Json::text(&options.title)), ("version", Json::text(&options.version))])
            .with_some("description", (!options.description.is_empty()).then(|| options.description.clone()));
    let tags = api.groups.iter().map(|group| {
        Json::object([("name", Json::text(&group.title)), ("description", Json::text(&group.text))])
    });
    Json::object([
        ("openapi", Json::text("3.1.0")),
        ("info", info),
        ("servers", Json::List(vec![Json::object([("url", Json::text("/"))])])),
        ("security", Json::List(vec![bearer()])),
        ("tags", Json::List(tags.collect())),
        ("paths", paths(api)),
        ("components", components(api)),
    ])
}

fn bearer() -> Json {
    Json::object([("bearer", Json::List(Vec::new()))])
}

/// Operations by path, in the order of the contract.
fn paths(api: &Api<'_>) -> Json {
    let mut paths: Vec<(String, Json)> = Vec::new();
    for group in &api.groups {
        for operation in &group.operations {
            let verb = operation.binding.verb.as_str().to_ascii_lowercase();
            let described = describe(api, group, operation);
            match paths.iter_mut().find(|(path, _)| same_path(path, &operation.path)) {
                Some((path, Json::Object(members))) => {
                    // One name for a variable in one path.
                    let described = renamed(described, &operation.path, path);
                    members.push((verb, described));
                }
                _ => paths.push((operation.path.clone(), Json::Object(vec![(verb, described)]))),
            }
        }
    }
    Json::Object(paths)
}

/// Paths that differ in the names of their variables only are one path (OpenAPI 3.1, Paths Object).
fn same_path(a: &str, b: &str) -> bool {
    let mut pairs = a.split('/').zip(b.split('/'));
    let same =
        |(a, b): (&str, &str)| a == b || (a.starts_with('{') && b.starts_with('{') && rest(a) == rest(b));
    a.split('/').count() == b.split('/').count() && pairs.all(same)
}

fn rest(segment: &str) -> &str {
    segment.rsplit_once('}').map_or("", |(_, rest)| rest)
}

/// Gives the path parameters of an operation the names that its path has already.
fn renamed(operation: Json, own: &str, path: &str) -> Json {
    let name = |segment: &str| Some(segment.strip_prefix('{')?.split_once('}')?.0.to_owned());
    let pairs = own.split('/').zip(path.split('/'));
    let names: Vec<(String, String)> =
        pairs.filter_map(|(own, other)| Some((name(own)?, name(other)?))).collect();
    let Json::Object(mut members) = operation else { return operation };
    let parameters = members.iter_mut().find(|(name, _)| name == "parameters");
    if let Some((_, Json::List(parameters))) = parameters {
        for parameter in parameters {
            let Json::Object(parameter) = parameter else { continue };
            let in_path = parameter.contains(&("in".to_owned(), Json::text("path")));
            let named = parameter.iter_mut().find(|(name, _)| name == "name").filter(|_| in_path);
            if let Some((_, Json::Text(name))) = named
                && let Some((_, other)) = names.iter().find(|(own, _)| own == name)
            {
                name.clone_from(other);
            }
        }
    }
    Json::Object(members)
}

fn describe(api: &Api<'_>, group: &Group, operation: &Operation) -> Json {
    let mut text = operation.text.clone();
    let mut add = |line: &str| text.push_str(&format!("\n\n{line}"));
    match &operation.access {
        Access::Public => add("No credential is needed."),
        Access::Login => {}
        Access::Permission(permission) => add(&format!("Needs the permission `{permission}`.")),
    }
    if operation.streams() {
        add(
            "The answer is a stream: server-sent events with `Accept: text/event-stream` (the event's name is the field \
             that is set), otherwise one JSON object a line. A failure after the start is the last event, `error`, or the \
             last line, `{\"error\": …}`.",
        );
    }
    let mut parameters: Vec<Json> = Vec::new();
    parameters.extend(operation.variables.iter().map(|variable| in_path(api, variable)));
    parameters.extend(operation.parameters().map(|parameter| in_query(api, operation, parameter)));
    parameters.extend(operation.headers().iter().map(in_header));

    let access = match &operation.access {
        Access::Public => Some(Json::List(Vec::new())),
        Access::Login | Access::Permission(_) => None,
    };
    let permission = match &operation.access {
        Access::Permission(permission) => Some(permission.clone()),
        Access::Public | Access::Login => None,
    };
    Json::object([
        ("operationId", Json::text(&operation.id)),
        ("tags", Json::texts([&group.title])),
        ("summary", Json::text(&operation.summary)),
        ("description", Json::Text(text)),
    ])
    .with_some("parameters", (!parameters.is_empty()).then_some(parameters))
    .with_some("requestBody", request_body(api, operation))
    .with("responses", responses(api, operation))
    .with_some("security", access)
    .with_some("x-permission", permission)
}

fn in_path(api: &Api<'_>, variable: &Variable) -> Json {
    let schema = api.schemas.text(&variable.field);
    let schema = match &schema {
        Json::Object(members)
            if members.len() == 1 && variable.field.kind() == prost_reflect::Kind::String =>
        {
            schema.with("minLength", 1_u64)
        }
        _ => schema,
    };
    parameter("path", &variable.name, api.schemas.comments.field(&variable.field), schema)
        .with("required", true)
}

fn in_query(api: &Api<'_>, operation: &Operation, given: &Parameter) -> Json {
    let mut text = api.schemas.comments.field(&given.field).to_owned();
    if operation.binding.update_mask().is_some_and(|mask| mask == given.field) {
        text.push_str(" Without this parameter: the fields that the body names.");
    }
    parameter("query", &given.name, &text, api.schemas.text(&given.field))
}

fn in_header(header: &Header) -> Json {
    let schema = Json::object([("type", Json::text("string"))])
        .with_some("pattern", header.pattern)
        .with_some("maxLength", header.max_length.and_then(|length| u64::try_from(length).ok()));
    parameter("header", header.name, header.text, schema)
}

fn parameter(place: &str, name: &str, text: &str, schema: Json) -> Json {
    Json::object([("name", Json::text(name)), ("in", Json::text(place))])
        .with_some("description", (!text.is_empty()).then_some(text))
        .with("schema", schema)
}

fn request_body(api: &Api<'_>, operation: &Operation) -> Option<Json> {
    let binding = &operation.binding;
    let message = binding.body_message()?;
    let schema = api.schemas.message(&message, Role::Input);
    let schema = if is_patch(binding) { schema.with("minProperties", 1_u64) } else { schema };
    let left_away =
        operation.left_away().into_iter().map(|name| (name, Json::Bool(false))).collect::<Vec<_>>();
    let schema = schema.with_some("properties", (!left_away.is_empty()).then_some(Json::Object(left_away)));
    let text = match &binding.body {
        Body::Field(field) => api.schemas.comments.field(field),
        Body::Whole | Body::None => api.schemas.comments.message(&message),
    };
    let content = Json::object([("application/json", Json::object([("schema", schema)]))]);
    let required = matches!(binding.body, Body::Field(_));
    Some(
        Json::Object(Vec::new())
            .with_some("description", (!text.is_empty()).then_some(text))
            .with("required", required)
            .with("content", content),
    )
}

fn responses(api: &Api<'_>, operation: &Operation) -> Json {
    let binding = &operation.binding;
    let output = binding.method.output();
    let schema = match &binding.response_body {
        Some(field) => message::answer(&api.schemas, field),
        None => api.schemas.message(&output, Role::Output),
    };
    let content = if operation.streams() {
        let item = schema;
        let of = |text: &str| {
            let schema = Json::object([("type", Json::text("string")), ("description", Json::text(text))]);
            Json::object([("schema", schema), ("x-item-schema", item.clone())])
        };
        Json::object([
            (
                EVENTS,
                of(
                    "Events; `data` of each is one JSON object, `id` is where to go on, `event` is the field that is set.",
                ),
            ),
            (LINES, of("One JSON object a line.")),
        ])
    } else {
        Json::object([("application/json", Json::object([("schema", schema)]))])
    };
    let header = |text: &str| {
        let schema = Json::object([("type", Json::text("string"))]);
        Json::object([("description", Json::text(text)), ("schema", schema)])
    };
    let mut headers = Vec::new();
    if binding.answers_etag() {
        headers.push((
            "ETag".to_owned(),
            header("Version of the answer, to be sent as `If-Match` with a change."),
        ));
    }
    if binding.is_read() && output.get_field_by_name("next_page_token").is_some() {
        headers.push((
            "Link".to_owned(),
            header("Address of the next page, `rel=\"next\"`, when there is one."),
        ));
    }
    let comment = api.schemas.comments.message(&output);
    let good =
        Json::object([("description", Json::text(if comment.is_empty() { "The answer." } else { comment }))])
            .with_some("headers", (!headers.is_empty()).then_some(Json::Object(headers)))
            .with("content", content);
    let known = (binding.verb == Method::GET && binding.answers_etag()).then(|| {
        Json::object([(
            "description",
            Json::text("The version named by `If-None-Match` is the current one."),
        )])
    });
    let problem = Json::object([("$ref", Json::text("#/components/responses/Problem"))]);
    Json::object([("200", good)]).with_some("304", known).with("default", problem)
}

fn components(api: &Api<'_>) -> Json {
    let mut schemas = api.schemas.components();
    schemas.push(("Problem".to_owned(), problem()));
    schemas.sort_by(|a, b| a.0.cmp(&b.0));
    let text = |text: &str| Json::object([("description", Json::text(text))]);
    let string = || Json::object([("type", Json::text("string"))]);
    let retry = text("Seconds after which it is worth trying again, with 429 and 503.");
    let retry = retry.with("schema", Json::object([("type", Json::text("integer"))]));
    let challenge = text("`Bearer`, with 401.").with("schema", string());
    let content =
        Json::object([("schema", Json::object([("$ref", Json::text("#/components/schemas/Problem"))]))]);
    let response = text("What went wrong (RFC 9457).")
        .with("headers", Json::object([("Retry-After", retry), ("WWW-Authenticate", challenge)]))
        .with("content", Json::object([(MEDIA_TYPE, content)]));
    let scheme = Json::object([("type", Json::text("http")), ("scheme", Json::text("bearer"))])
        .with("description", "An access token of a login, or an API token.");
    Json::object([
        ("schemas", Json::Object(schemas)),
        ("responses", Json::object([("Problem", response)])),
        ("securitySchemes", Json::object([("bearer", scheme)])),
    ])
}

fn problem() -> Json {
    let text =
        |about: &str| Json::object([("type", Json::text("string")), ("description", Json::text(about))]);
    let status = Json::object([("type", Json::text("integer")), ("description", Json::text("HTTP status."))]);
    let place = text("Part of the request.").with("enum", Json::texts(["body", "query", "path", "header"]));
    let error = Json::object([("type", Json::text("object"))])
        .with(
            "properties",
            Json::object([
                ("in", place),
                ("pointer", text("JSON pointer (RFC 6901) in that part; `\"\"` is the whole.")),
                ("field", text("The same as an expression: `targets[3]`; of a header its name.")),
                ("detail", text("What is wrong and what would be right.")),
            ]),
        )
        .with("required", Json::texts(["field", "detail"]));
    let errors = Json::object([("type", Json::text("array")), ("items", error)])
        .with("description", "Everything that is wrong with the request.");
    Json::object([("type", Json::text("object")), ("description", Json::text("What went wrong (RFC 9457)."))])
        .with(
            "properties",
            Json::object([
                ("type", text(&format!("Kind of problem, stable: `{TYPE_PREFIX}…`.")).with("format", "uri")),
                ("title", text("The kind in words.")),
                ("status", status),
                ("detail", text("What happened and what to do.")),
                ("instance", text("Path that was asked for.")),
                ("request_id", text("Id of the request, as in the service's log.")),
                ("trace_id", text("Trace of the request, when a `traceparent` was sent.")),
                ("errors", errors),
            ]),
        )
        .with("required", Json::texts(["type", "title", "status", "detail", "instance"]))
}
