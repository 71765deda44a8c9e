//! What a click does, as it is done from a terminal: with curl over REST, and with noctl.
//!
//! The lines can be pasted into a POSIX shell as they are. They hold no credential: curl takes it from `$NOCTURNE_TOKEN`,
//! noctl takes it and the address from its profile.

use nocturne_proto::api::v1::{Check, CreateJoinTokenRequest};
use serde_json::{Map, Value, json};

use crate::{
    check_form::{CheckKind, changed_mask},
    check_json::check_to_json,
    format::{duration_from_proto, duration_json},
};

mod noctl;
pub mod shell;

use self::shell::{Words, quoted};

/// Longest document that stands in one line, characters.
const ONE_LINE: usize = 90;

/// One action in both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCall {
    /// For a shell with curl.
    pub curl: String,
    /// For a shell with noctl.
    pub noctl: String,
}

/// Where calls with curl go.
#[derive(Debug, Clone, Copy)]
pub struct Address<'a>(pub &'a str);

impl Address<'_> {
    /// Defines a check.
    #[must_use]
    pub fn check_create(self, check: &Check) -> ApiCall {
        let curl = self.curl("POST", "checks").body(&check_to_json(check));
        ApiCall { curl: curl.done(), noctl: noctl::create(check) }
    }

    /// Changes what differs between a check as it was read and as it should be; the etag that was read goes with it.
    #[must_use]
    pub fn check_update(self, before: &Check, after: &Check) -> ApiCall {
        let path = format!("checks/{}", segment(&before.check_id));
        let curl = self.curl("PATCH", &path).etag(&before.etag).body(&changes(before, after));
        ApiCall { curl: curl.done(), noctl: noctl::update(before, after) }
    }

    /// Deletes a check, when it is still the one that was read.
    #[must_use]
    pub fn check_delete(self, check: &Check) -> ApiCall {
        let curl = self.curl("DELETE", &format!("checks/{}", segment(&check.slug))).etag(&check.etag);
        ApiCall { curl: curl.done(), noctl: noctl::line(&["checks", "delete", &check.slug]) }
    }

    /// Lists checks with their verdicts, and what each agent says.
    #[must_use]
    pub fn check_list(self) -> ApiCall {
        self.read(
            &["checks?page_size=500", "check-verdicts?page_size=500", "check-states?page_size=500"],
            &[&["checks", "list"], &["verdicts"], &["states"]],
        )
    }

    /// Everything about one check.
    #[must_use]
    pub fn check_show(self, slug: &str) -> ApiCall {
        let name = segment(slug);
        self.read(
            &[
                &format!("checks/{name}"),
                &format!("check-verdicts?check={name}"),
                &format!("check-states?check={name}"),
                &format!("check-events?check={name}"),
                &format!("telemetry/latest?selector={}", segment(&format!("check={slug}"))),
            ],
            &[
                &["checks", "show", slug],
                &["verdicts", "--check", slug],
                &["states", "--check", slug],
                &["checks", "events", "--check", slug],
                &["results", "--check", slug],
                &["watch", "values", "--selector", &format!("check={slug}")],
            ],
        )
    }

    /// Lists agents, all or those that a selector matches.
    #[must_use]
    pub fn agent_list(self, selector: &str) -> ApiCall {
        if selector.is_empty() {
            return self.read(&["agents?page_size=500"], &[&["agents", "list"]]);
        }
        self.read(
            &[&format!("agents?page_size=500&selector={}", segment(selector))],
            &[&["agents", "list", "--selector", selector]],
        )
    }

    /// Everything about one agent.
    #[must_use]
    pub fn agent_show(self, slug: &str) -> ApiCall {
        let name = segment(slug);
        self.read(
            &[&format!("agents/{name}"), &format!("gaps?agent={name}")],
            &[&["agents", "show", slug], &["gaps", "--agent", slug]],
        )
    }

    /// Revokes an agent for good.
    #[must_use]
    pub fn agent_revoke(self, slug: &str) -> ApiCall {
        let curl = self.curl("POST", &format!("agents/{}:revoke", segment(slug))).body(&json!({}));
        ApiCall { curl: curl.done(), noctl: noctl::line(&["agents", "revoke", slug]) }
    }

    /// Lists join tokens.
    #[must_use]
    pub fn join_token_list(self) -> ApiCall {
        self.read(&["join-tokens?page_size=500"], &[&["tokens", "list"]])
    }

    /// Makes a join token.
    #[must_use]
    pub fn join_token_create(self, request: &CreateJoinTokenRequest) -> ApiCall {
        let labels = crate::order::map(request.labels.clone());
        let ttl = duration_from_proto(request.ttl.as_ref());
        let mut body = Map::new();
        body.insert("site".to_owned(), request.site.as_str().into());
        if !labels.is_empty() {
            body.insert("labels".to_owned(), json!(labels));
        }
        if let Some(ttl) = ttl {
            body.insert("ttl".to_owned(), duration_json(ttl).into());
        }
        if !request.agent_slug.is_empty() {
            body.insert("agent_slug".to_owned(), request.agent_slug.as_str().into());
        }
        let labels = labels.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let noctl = noctl::start(&["tokens", "create"])
            .option("--site", &request.site)
            .options("--label", &labels)
            .given("--ttl", ttl.map(crate::format::duration_print))
            .given("--name", Some(request.agent_slug.clone()).filter(|slug| !slug.is_empty()));
        let curl = self.curl("POST", "join-tokens").body(&Value::Object(body));
        ApiCall { curl: curl.done(), noctl: noctl.done() }
    }

    /// Ends a join token that was not redeemed.
    #[must_use]
    pub fn join_token_revoke(self, join_token_id: &str) -> ApiCall {
        let curl = self.curl("DELETE", &format!("join-tokens/{}", segment(join_token_id)));
        ApiCall { curl: curl.done(), noctl: noctl::line(&["tokens", "revoke", join_token_id]) }
    }

    fn read(self, paths: &[&str], commands: &[&[&str]]) -> ApiCall {
        let curl = paths.iter().map(|path| self.curl("GET", path).done());
        let noctl = commands.iter().map(|words| noctl::line(words));
        ApiCall { curl: curl.collect::<Vec<_>>().join("\n"), noctl: noctl.collect::<Vec<_>>().join("\n") }
    }

    fn curl(self, verb: &str, path: &str) -> Curl {
        let url = format!("{}/api/v1/{path}", self.0.trim_end_matches('/'));
        let verb = if verb == "GET" { String::new() } else { format!(" -X {verb}") };
        Curl(
            Words::new(format!("curl -sS{verb} {}", quoted(&url)))
                .bare("-H \"Authorization: Bearer $NOCTURNE_TOKEN\""),
        )
    }
}

/// A line for curl.
struct Curl(Words);

impl Curl {
    fn etag(self, etag: &str) -> Self {
        if etag.is_empty() { self } else { Self(self.0.option("-H", &format!("If-Match: \"{etag}\""))) }
    }

    fn body(self, body: &Value) -> Self {
        let short = body.to_string();
        let text = if short.chars().count() > ONE_LINE {
            serde_json::to_string_pretty(body).unwrap_or(short)
        } else {
            short
        };
        Self(self.0.option("-H", "Content-Type: application/json").option("-d", &text))
    }

    fn done(self) -> String {
        self.0.done()
    }
}

/// The fields of a change; one that has its default again is null.
fn changes(before: &Check, after: &Check) -> Value {
    let document = check_to_json(after);
    let kind = CheckKind::of(after).map_or("spec", CheckKind::slug);
    let field = |path: &String| {
        let value = document.get(path).cloned().unwrap_or(Value::Null);
        // A kind without a word about it has its defaults; no kind at all would be refused.
        let value = if value.is_null() && path == kind { json!({}) } else { value };
        (path.clone(), value)
    };
    let mut body = Map::new();
    body.extend(changed_mask(before, after).paths.iter().map(field));
    Value::Object(body)
}

/// A part of an address: everything but letters, digits and `-._~` by its bytes (RFC 3986 §2.3).
fn segment(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
