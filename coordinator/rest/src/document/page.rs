//! The documentation page: everything on it comes from the descriptors, but for the conventions that all methods share.

use super::{
    Api, example,
    html::{anchor, escape, inline, paragraphs},
    operation::{Group, Operation},
    reference::{self, fields_table, link, row, table, type_of},
    schema::Type,
};
use crate::{
    binding::Body,
    options::Access,
    problem::{OWN, TYPE_PREFIX},
};

/// What all methods share.
const CONVENTIONS: &str = include_str!("conventions.html");

/// The whole page.
pub(crate) fn page(api: &Api<'_>) -> String {
    let options = api.options;
    let title = escape(&options.title);
    let services: String = api.groups.iter().map(|group| service(api, group)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} API</title>\n\
         <link rel=\"stylesheet\" href=\"{css}\">\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#content\">Skip to the content</a>\n\
         <header><a class=\"brand\" href=\"#top\">{title} <span>API</span></a> \
         <a class=\"file\" href=\"{openapi}\">OpenAPI 3.1</a></header>\n\
         <div class=\"page\" id=\"top\">\n{navigation}<main id=\"content\">\n\
         <section class=\"intro\"><h1>{title} API <span class=\"version\">{version}</span></h1>\n{description}</section>\n\
         {conventions}{problems}{services}\
         <section id=\"types\"><h2>Types</h2>\n{types}</section>\n</main>\n</div>\n</body>\n</html>\n",
        css = escape(&options.css_href),
        openapi = escape(&options.openapi_href),
        version = escape(&options.version),
        description = paragraphs(&options.description),
        navigation = navigation(api),
        conventions = CONVENTIONS.replace("MAX_BODY", &size(options.max_body_bytes)),
        problems = problems(api),
        types = reference::types(&api.schemas),
    )
}

/// `1 MiB`.
fn size(bytes: usize) -> String {
    match bytes {
        bytes if bytes % (1 << 20) == 0 => format!("{} MiB", bytes >> 20),
        bytes if bytes % (1 << 10) == 0 => format!("{} KiB", bytes >> 10),
        bytes => format!("{bytes} bytes"),
    }
}

fn navigation(api: &Api<'_>) -> String {
    let mut items = String::from(
        "<li><a href=\"#conventions\">Conventions</a></li><li><a href=\"#problems\">Problems</a></li>",
    );
    for group in &api.groups {
        let methods: String = group
            .operations
            .iter()
            .map(|operation| {
                let verb = operation.binding.verb.as_str();
                let badge = format!("<span class=\"verb {}\">{verb}</span>", verb.to_ascii_lowercase());
                let id = &operation.id;
                format!("<li><a href=\"#{}\">{badge} {}</a></li>", anchor(id), escape(id))
            })
            .collect();
        let title = escape(&group.title);
        let target = group_anchor(group);
        items.push_str(&format!(
            "<li><a class=\"group\" href=\"#{target}\">{title}</a><ul>{methods}</ul></li>"
        ));
    }
    items.push_str("<li><a class=\"last\" href=\"#types\">Types</a></li>");
    format!(
        "<nav aria-label=\"Methods\"><details class=\"menu\"><summary>Contents</summary><ul>{items}</ul></details>\
         <ul class=\"side\">{items}</ul></nav>\n"
    )
}

fn group_anchor(group: &Group) -> String {
    format!("service-{}", anchor(&group.title.to_ascii_lowercase()))
}

fn service(api: &Api<'_>, group: &Group) -> String {
    let operations: String = group.operations.iter().map(|operation| method(api, operation)).collect();
    format!(
        "<section class=\"service\" id=\"{}\"><h2>{}</h2>\n{}{operations}</section>\n",
        group_anchor(group),
        escape(&group.title),
        paragraphs(&group.text)
    )
}

fn method(api: &Api<'_>, operation: &Operation) -> String {
    let binding = &operation.binding;
    let verb = binding.verb.as_str();
    let (access, needs_token) = match &operation.access {
        Access::Public => ("no credential".to_owned(), false),
        Access::Login => ("any credential".to_owned(), true),
        Access::Permission(permission) => (format!("<code>{}</code>", escape(permission)), true),
    };
    let id = escape(&operation.id);
    format!(
        "<article id=\"{anchor}\"><h3><a href=\"#{anchor}\">{id}</a></h3>\n\
         <p class=\"line\"><span class=\"verb {class}\">{verb}</span> <code>{path}</code></p>\n\
         <p class=\"facts\"><span>needs {access}</span> <span>gRPC <code>{grpc}</code></span></p>\n\
         {text}{parameters}{body}{answer}{errors}\
         <h4>Example</h4><pre tabindex=\"0\"><code>{curl}</code></pre>\n</article>\n",
        anchor = anchor(&operation.id),
        class = verb.to_ascii_lowercase(),
        path = breakable(&operation.path),
        grpc = breakable(binding.grpc.path()),
        text = paragraphs(&operation.text),
        parameters = parameters(api, operation),
        body = request_body(api, operation),
        answer = answer(api, operation),
        errors = errors(operation, needs_token),
        curl = escape(&example::curl(&api.schemas, operation, needs_token)),
    )
}

/// A path that a narrow screen may break after a slash.
fn breakable(path: &str) -> String {
    escape(path).replace('/', "/<wbr>").replacen("/<wbr>", "/", 1)
}

fn parameters(api: &Api<'_>, operation: &Operation) -> String {
    let schemas = &api.schemas;
    let place = |of: &str, place: &str| format!("{of} <span class=\"note\">{place}</span>");
    let mut rows = String::new();
    for variable in &operation.variables {
        let text = inline(schemas.comments.field(&variable.field));
        rows.push_str(&row(&variable.name, &place(&type_of(schemas, &variable.field), "path"), &text));
    }
    for given in operation.parameters() {
        let mut text = inline(schemas.comments.field(&given.field));
        if operation.binding.update_mask().is_some_and(|mask| mask == given.field) {
            text.push_str(" Without this parameter: the fields that the body names.");
        }
        rows.push_str(&row(&given.name, &place(&type_of(schemas, &given.field), "query"), &text));
    }
    for header in operation.headers() {
        rows.push_str(&row(header.name, &place("string", "header"), &inline(header.text)));
    }
    let table = table("parameter", rows);
    if table.is_empty() { table } else { format!("<h4>Parameters</h4>{table}") }
}

fn request_body(api: &Api<'_>, operation: &Operation) -> String {
    let binding = &operation.binding;
    let Some(message) = binding.body_message() else { return String::new() };
    let text = match &binding.body {
        Body::Field(field) => api.schemas.comments.field(field),
        Body::Whole | Body::None => api.schemas.comments.message(&message),
    };
    let link = link(&api.schemas, &Type::Message(message.clone()));
    let table = fields_table(&api.schemas, &message);
    format!("<h4>Request body: {link}</h4>{}{}", paragraphs(text), folded(&table, true))
}

fn answer(api: &Api<'_>, operation: &Operation) -> String {
    let binding = &operation.binding;
    if let Some(field) = &binding.response_body {
        return format!("<h4>Answer: {}</h4>", type_of(&api.schemas, field));
    }
    let message = binding.method.output();
    let link = link(&api.schemas, &Type::Message(message.clone()));
    let stream = if operation.streams() { "stream of " } else { "" };
    let text = paragraphs(api.schemas.comments.message(&message));
    format!("<h4>Answer: {stream}{link}</h4>{text}{}", folded(&fields_table(&api.schemas, &message), false))
}

/// Fields that can be folded away.
fn folded(table: &str, open: bool) -> String {
    if table.is_empty() {
        return String::new();
    }
    let open = if open { " open" } else { "" };
    format!("<details{open}><summary>Fields</summary>{table}</details>\n")
}

/// Statuses that the shape of the method makes possible.
fn errors(operation: &Operation, needs_token: bool) -> String {
    let binding = &operation.binding;
    let has_body = binding.body != Body::None;
    let has_input = has_body || operation.parameters().next().is_some();
    let possible = [
        (400, true),
        // Whoever logs in may be refused, too.
        (401, needs_token || !binding.is_read()),
        (403, matches!(operation.access, Access::Permission(_))),
        (404, !operation.variables.is_empty()),
        (409, !binding.is_read()),
        (412, binding.etag().is_some()),
        (413, has_body),
        (415, has_body),
        (422, has_input),
        (429, true),
        (503, true),
    ];
    let listed = possible.iter().filter(|(_, applies)| *applies);
    let listed: Vec<String> = listed.map(|(status, _)| format!("<code>{status}</code>")).collect();
    format!("<p class=\"errors\"><a href=\"#problems\">Problems</a>: {}</p>\n", listed.join(" "))
}

fn problems(api: &Api<'_>) -> String {
    let own = OWN.iter().map(|(slug, status, meaning)| ((*slug).to_owned(), status.as_u16(), *meaning));
    let theirs = api.options.failures.iter().map(|failure| {
        let slug = failure.reason.to_ascii_lowercase().replace('_', "-");
        (slug, failure.status.as_u16(), failure.meaning)
    });
    let mut all: Vec<(String, u16, &str)> = own.chain(theirs).collect();
    all.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    all.dedup_by(|a, b| a.0 == b.0);
    let rows: String = all
        .iter()
        .map(|(slug, status, meaning)| {
            let slug = escape(slug);
            format!("<tr><td>{status}</td><td><code>{slug}</code></td><td>{}</td></tr>", inline(meaning))
        })
        .collect();
    format!(
        "<section id=\"problems\"><h2>Problems</h2>\n<p>A call that fails answers with \
         <code>application/problem+json</code> (RFC 9457). <code>type</code> is <code>{TYPE_PREFIX}</code> and the word \
         below, and never changes; <code>detail</code> says what happened and what to do; <code>errors</code> lists \
         everything that is wrong with the request, each with a JSON pointer.</p>\n\
         <div class=\"scroll\"><table><thead><tr><th scope=\"col\">status</th><th scope=\"col\">type</th>\
         <th scope=\"col\">meaning</th></tr></thead><tbody>{rows}</tbody></table></div>\n</section>\n"
    )
}
