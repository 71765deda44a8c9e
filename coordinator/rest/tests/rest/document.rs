//! OpenAPI and the documentation page.

use std::collections::BTreeSet;

use http::StatusCode;
use nocturne_rest::{
    Access, Failure, Rest, RestOptions,
    json::{message_from_json, message_to_json},
};
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::{Value, json};

use crate::{
    contract::contract,
    fixture::{Fixture, status_of},
};

fn described() -> Fixture {
    Fixture::with(|options| {
        options.access = Box::new(|method| match method {
            "/nocturne.api.v1.SystemService/GetHealth" => Access::Public,
            "/nocturne.api.v1.LiveService/Watch" => Access::Login,
            _ => Access::Permission("things.read".to_owned()),
        });
        options.description = "What <it> is.".to_owned();
        options.failures = vec![Failure {
            reason: "NOT_FOUND",
            status: StatusCode::NOT_FOUND,
            meaning: "There is no such thing.",
        }];
    })
}

fn openapi() -> Value {
    serde_json::from_slice(&described().rest.openapi()).unwrap()
}

fn page() -> String {
    String::from_utf8(described().rest.docs_page().to_vec()).unwrap()
}

fn operations(api: &Value) -> Vec<(String, String, Value)> {
    let paths = api["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let verbs = item.as_object().unwrap().clone();
        let path = path.clone();
        verbs.into_iter().map(move |(verb, operation)| (path.clone(), verb, operation)).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// Every value in a document, with the name of its member.
fn walk(value: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                visit(name, value);
                walk(value, visit);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

#[test]
fn every_method_with_an_annotation_is_described_once() {
    let pool = DescriptorPool::decode(nocturne_proto::descriptor::FILE_DESCRIPTOR_SET).unwrap();
    let api = openapi();

    let ids: Vec<String> = operations(&api)
        .iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    for service in pool.services().filter(|service| service.package_name() == "nocturne.api.v1") {
        for method in service.methods() {
            assert!(unique.contains(&method.name().to_owned()), "{}", method.full_name());
        }
    }
    assert_eq!((&api["openapi"], &api["info"]["title"]), (&json!("3.1.0"), &json!("Nocturne")));
}

#[test]
fn everything_that_is_referred_to_is_there() {
    let api = openapi();
    let mut seen = BTreeSet::new();
    walk(&api, &mut |name, value| {
        if name == "$ref" {
            seen.insert(value.as_str().unwrap().to_owned());
        }
    });

    assert!(seen.len() > 30);
    for reference in seen {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(api.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn variables_of_a_path_are_its_parameters() {
    for (path, verb, operation) in operations(&openapi()) {
        let named: BTreeSet<&str> =
            path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
        let declared: BTreeSet<&str> = in_path.map(|parameter| parameter["name"].as_str().unwrap()).collect();
        assert_eq!(named, declared, "{verb} {path}");
        for parameter in &parameters {
            assert!(parameter["description"].is_string(), "{verb} {path}: {parameter}");
            assert_eq!(
                parameter["required"] == true,
                parameter["in"] == "path",
                "{verb} {path}: {parameter}"
            );
        }
    }
}

#[test]
fn every_type_and_field_has_its_comment() {
    let api = openapi();
    let mut silent = Vec::new();
    for (name, schema) in api["components"]["schemas"].as_object().unwrap() {
        if !schema["description"].is_string() {
            silent.push(name.clone());
        }
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            if name != "Problem" && !property["description"].is_string() {
                silent.push(format!("{name}.{field}"));
            }
        }
    }

    assert_eq!(silent, Vec::<String>::new());
    let status = api["components"]["schemas"]["CheckState.Status"]["description"].as_str().unwrap();
    assert!(status.contains("- `UP`: The target does what the check expects."), "{status}");
}

#[test]
fn input_is_closed_and_may_be_left_out_output_is_complete() {
    let api = openapi();
    let schemas = &api["components"]["schemas"];
    let (input, output) = (&schemas["CheckInput"], &schemas["Check"]);

    assert_eq!((&input["additionalProperties"], &input["required"]), (&json!(false), &Value::Null));
    assert_eq!(input["properties"]["slug"]["type"], json!(["string", "null"]));
    assert_eq!(output["additionalProperties"], Value::Null);
    assert_eq!(output["properties"]["slug"]["type"], json!("string"));
    assert_eq!(
        schemas["HttpCheckInput"]["properties"]["max_body_bytes"]["anyOf"][0]["maximum"],
        json!(u64::MAX)
    );
    assert_eq!(schemas["HttpCheck"]["properties"]["max_body_bytes"]["type"], "integer");
    assert_eq!(schemas["DnsCheck.Transport"]["enum"], json!(["UNSPECIFIED", "UDP", "TCP"]));
    let spellings = schemas["DnsCheck.TransportInput"]["anyOf"].as_array().unwrap();
    assert_eq!((spellings.len(), &spellings[2]["enum"]), (3, &json!([0, 1, 2])));
}

/// `required` is what the writer writes for an empty message, and nothing that it may leave out.
#[test]
fn required_is_what_is_always_printed() {
    let api = openapi();
    let pool = DescriptorPool::decode(nocturne_proto::descriptor::FILE_DESCRIPTOR_SET).unwrap();
    let mut checked = 0;
    for (name, schema) in api["components"]["schemas"].as_object().unwrap() {
        let Some(message) = pool.get_message_by_name(&format!("nocturne.api.v1.{name}")) else { continue };
        if schema["additionalProperties"] == false {
            continue;
        }
        let printed: Value = serde_json::from_slice(&message_to_json(&DynamicMessage::new(message))).unwrap();
        let printed: BTreeSet<String> = printed.as_object().unwrap().keys().cloned().collect();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let required: BTreeSet<String> =
            required.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        assert_eq!(printed, required, "{name}");
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn who_may_call_is_said() {
    let api = openapi();

    assert_eq!(api["security"], json!([{"bearer": []}]));
    let health = &api["paths"]["/api/v1/health"]["get"];
    assert_eq!((&health["security"], &health["x-permission"]), (&json!([]), &Value::Null));
    let list = &api["paths"]["/api/v1/checks"]["get"];
    assert_eq!((&list["security"], &list["x-permission"]), (&Value::Null, &json!("things.read")));
    assert!(list["description"].as_str().unwrap().contains("Needs the permission `things.read`."));
    assert!(api["paths"]["/api/v1/watch"]["get"]["x-permission"].is_null());
}

#[test]
fn headers_stand_where_they_work() {
    let api = openapi();
    let headers = |path: &str, verb: &str| {
        let parameters = api["paths"][path][verb]["parameters"].as_array().cloned().unwrap_or_default();
        let headers = parameters.iter().filter(|parameter| parameter["in"] == "header");
        headers.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(headers("/api/v1/checks", "post"), ["Idempotency-Key"]);
    assert_eq!(headers("/api/v1/checks/{check}", "get"), ["If-None-Match"]);
    assert_eq!(headers("/api/v1/checks/{check}", "patch"), ["If-Match"]);
    assert_eq!(headers("/api/v1/checks/{check}", "delete"), ["If-Match"]);
    assert_eq!(headers("/api/v1/watch", "get"), ["Last-Event-ID"]);
    assert_eq!(headers("/api/v1/checks", "get"), Vec::<String>::new());
    let answer = &api["paths"]["/api/v1/checks"]["get"]["responses"]["200"];
    assert!(answer["headers"]["Link"].is_object());
    assert!(api["paths"]["/api/v1/checks/{check}"]["get"]["responses"]["304"].is_object());
}

#[test]
fn streams_have_both_forms() {
    let api = openapi();

    let content = &api["paths"]["/api/v1/watch"]["get"]["responses"]["200"]["content"];

    let types: Vec<&String> = content.as_object().unwrap().keys().collect();
    assert_eq!(types, ["application/x-ndjson", "text/event-stream"]);
    assert_eq!(content["text/event-stream"]["x-item-schema"]["$ref"], "#/components/schemas/WatchResponse");
}

#[test]
fn the_bodies_of_examples_are_accepted() {
    let pool = DescriptorPool::decode(nocturne_proto::descriptor::FILE_DESCRIPTOR_SET).unwrap();
    let page = page();
    let mut read = 0;
    for example in page.split(" -d &#39;").skip(1) {
        let body = example.split("&#39;</code>").next().unwrap();
        let body =
            body.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let fits = pool.all_messages().filter(|message| message.package_name() == "nocturne.api.v1");
        let fits = fits.filter(|message| message_from_json(body.as_bytes(), message).is_ok());
        assert!(fits.count() > 0, "{body}");
        read += 1;
    }
    assert!(read >= 6, "{read}");
}

#[test]
fn the_page_is_one_file_that_needs_nothing_but_its_stylesheet() {
    let page = page();

    for foreign in ["<script", "<img", "style=", "onclick", "src=", "@import", "href=\"http"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("<link").count(), 1);
    assert!(page.contains("<link rel=\"stylesheet\" href=\"/api/docs.css\">"));
    let css = String::from_utf8(described().rest.docs_css().to_vec()).unwrap();
    assert!(!css.contains("url(") && !css.contains("@import"));
    assert_eq!(css.matches('{').count(), css.matches('}').count());
}

#[test]
fn every_link_of_the_page_leads_somewhere() {
    let page = page();
    let ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();

    assert_eq!(unique.len(), ids.len(), "an id is there twice");
    let links = page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    let mut n_links = 0;
    for link in links {
        assert!(unique.contains(link), "#{link}");
        n_links += 1;
    }
    assert!(n_links > 100, "{n_links}");
}

#[test]
fn tags_of_the_page_are_closed() {
    let page = page();
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
        match name {
            "!doctype" | "meta" | "link" | "wbr" => {}
            name if tag.starts_with('/') => assert_eq!(open.pop(), Some(name)),
            name => open.push(name),
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn the_page_says_everything_about_a_method() {
    let page = page();
    let article =
        page.split("<article id=\"UpdateCheck\">").nth(1).unwrap().split("</article>").next().unwrap();

    for part in [
        "PATCH",
        "/api/<wbr>v1/<wbr>checks/<wbr>{check_id}",
        "needs <code>things.read</code>",
        "A changed specification becomes its next revision.",
        "<code>If-Match</code>",
        "<code>update_mask</code>",
        "Without this parameter: the fields that the body names.",
        "href=\"#type-Check\"",
        "<code>412</code>",
        "curl -X PATCH &quot;$API/api/v1/checks/CHECK_ID&quot;",
    ] {
        assert!(article.contains(part), "{part}\n{article}");
    }
    assert!(page.contains("What &lt;it&gt; is."));
    assert!(page.contains("<td>404</td><td><code>not-found</code></td><td>There is no such thing.</td>"));
}

#[test]
fn a_contract_of_every_kind_is_described_too() {
    let set = contract(&[
        ("Get", "test.Kinds", "test.Kinds", r#"{"get": "/v1/{a_string=shelves/*}/x/{inner.a_string}"}"#),
        (
            "Put",
            "test.Kinds",
            "stream test.Kinds",
            r#"{"put": "/v1/x", "body": "*", "additional_bindings": [{"post": "/v1/x", "body": "inner"}]}"#,
        ),
        ("Pick", "test.Kinds", "test.Kinds", r#"{"get": "/v1/y", "response_body": "colours"}"#),
    ]);
    let rest = Rest::new(&set, RestOptions::new("Test", "1", status_of)).unwrap();
    let api: Value = serde_json::from_slice(&rest.openapi()).unwrap();

    let ids: Vec<Value> =
        operations(&api).iter().map(|(.., operation)| operation["operationId"].clone()).collect();
    assert_eq!(ids, [json!("Put_2"), json!("Put"), json!("Pick"), json!("Get")]);
    assert!(api["paths"]["/v1/{a_string}/x/{inner_a_string}"]["get"].is_object(), "{}", api["paths"]);
    let schema = &api["components"]["schemas"]["KindsInput"];
    for (name, want) in [
        (
            "an_int32",
            json!({"type": ["integer", "null"], "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX}),
        ),
        ("a_struct", json!({"type": ["object", "null"]})),
        ("a_value", json!({})),
        ("texts", json!({"type": ["object", "null"], "additionalProperties": {"type": "string"}})),
        ("inner", json!({"anyOf": [{"$ref": "#/components/schemas/KindsInput"}, {"type": "null"}]})),
    ] {
        assert_eq!(schema["properties"][name], want, "{name}");
    }
    assert_eq!(schema["properties"]["by_number"]["propertyNames"]["pattern"], "^-?(0|[1-9][0-9]{0,17})$");
    assert_eq!(schema["allOf"][0]["anyOf"].as_array().unwrap().len(), 2);
    assert_eq!(
        api["paths"]["/v1/y"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["type"],
        "array"
    );
}
