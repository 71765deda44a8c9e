use nocturne_proto::api::v1::{HttpCheck, HttpHeader, StatusPolicy, check::Spec};

use super::*;
use crate::{
    check_form::{CheckForm, starters},
    format::duration_to_proto,
};

const AT: Address<'static> = Address("https://nocturne.example.org/");

fn form(kind: CheckKind) -> CheckForm {
    let mut form = CheckForm::new(kind);
    form.slug = "web".to_owned();
    form.targets =
        if kind == CheckKind::Http { "https://example.org/?a=b&c" } else { "192.0.2.1" }.to_owned();
    form.tcp.port = "22".to_owned();
    form.dns.query_name = "example.org".to_owned();
    form
}

fn read(form: &CheckForm) -> Check {
    Check { check_id: "0191-id".to_owned(), etag: "v7".to_owned(), ..form.to_check().unwrap() }
}

#[test]
fn a_check_is_defined_in_both_ways() {
    let mut form = form(CheckKind::Http);
    form.interval = "30s".to_owned();
    form.http.expected_statuses = "200 204".to_owned();
    form.http.body_matches = "it's ok".to_owned();

    let call = AT.check_create(&form.to_check().unwrap());

    assert!(call.curl.starts_with(
        "curl -sS -X POST https://nocturne.example.org/api/v1/checks \\\n  -H \"Authorization: Bearer $NOCTURNE_TOKEN\" \\\n"
    ));
    assert!(call.curl.contains(r#""targets": ["#) && call.curl.contains(r"it'\''s ok"), "{}", call.curl);
    let noctl = call.noctl.replace(" \\\n ", "");
    assert_eq!(
        noctl,
        "noctl checks create http web \
         --target 'https://example.org/?a=b&c' --interval 30s --method GET --expect-status 200 --expect-status 204 \
         --match 'it'\\''s ok' --status-policy 3,2,2"
    );
}

#[test]
fn a_change_sends_what_differs_and_the_etag() {
    let before = read(&form(CheckKind::Http));
    let mut edited = CheckForm::from_check(&before);
    edited.interval = "10s".to_owned();
    edited.enabled = false;
    edited.window = "5".to_owned();
    edited.description = "-v".to_owned();

    let call = AT.check_update(&before, &edited.to_check().unwrap());

    assert!(call.curl.contains("-X PATCH https://nocturne.example.org/api/v1/checks/0191-id"));
    assert!(call.curl.contains(r#"-H 'If-Match: "v7"'"#));
    assert!(call.curl.contains(r#""enabled": false"#) && call.curl.contains(r#""interval": "10s""#));
    assert!(!call.curl.contains("targets") && !call.curl.contains("http\":"), "{}", call.curl);
    let noctl = call.noctl.replace(" \\\n ", "");
    assert!(
        noctl.ends_with("checks update web --description=-v --interval 10s --status-policy 5,2,2 --disable"),
        "{noctl}"
    );
}

#[test]
fn what_gets_its_default_back_is_reset() {
    let mut form = form(CheckKind::Http);
    form.http.body = "x".to_owned();
    form.http.tls_insecure = true;
    form.http.tls_min_remaining = "14d".to_owned();
    form.agent_selector = "site=ams".to_owned();
    form.enabled = false;
    let before = read(&form);
    let plain = self::form(CheckKind::Http).to_check().unwrap();

    let call = AT.check_update(&before, &plain);

    let noctl = call.noctl.replace(" \\\n ", "");
    let resets =
        "--reset agent_selector --reset http.body --reset http.tls_insecure --reset http.tls_min_remaining";
    assert!(noctl.ends_with(&format!("checks update web {resets} --enable")), "{noctl}");
    assert!(
        call.curl.contains(r#""agent_selector":null"#) && call.curl.contains(r#""enabled":null"#),
        "{}",
        call.curl
    );
}

#[test]
fn what_options_cannot_say_is_told_as_a_file() {
    let before = read(&form(CheckKind::Http));
    let other_kind = form(CheckKind::Dns).to_check().unwrap();

    let call = AT.check_update(&before, &other_kind);
    assert!(
        call.noctl.contains("checks apply -f - <<'CHECK'\n{") && call.noctl.ends_with("\nCHECK"),
        "{}",
        call.noctl
    );

    let pem = "-----BEGIN CERTIFICATE-----\nCHECK\n-----END CERTIFICATE-----";
    let with_ca = Check {
        spec: Some(Spec::Http(HttpCheck { tls_ca_pem: pem.to_owned(), ..HttpCheck::default() })),
        ..before
    };
    let call = AT.check_create(&with_ca);
    assert!(call.noctl.contains("checks apply -f - <<'CHECK'"), "{}", call.noctl);
}

#[test]
fn every_starter_can_be_told_to_noctl() {
    for starter in starters() {
        let mut form = starter.form;
        form.slug = "x".to_owned();
        form.targets = self::form(form.kind).targets;

        let call = AT.check_create(&form.to_check().unwrap());

        assert!(call.noctl.contains(&format!("checks create {} x", form.kind.slug())), "{}", call.noctl);
    }
}

#[test]
fn every_field_of_every_kind_is_told() {
    let check = Check {
        slug: "web".to_owned(),
        spec: Some(Spec::Http(HttpCheck {
            method: "POST".to_owned(),
            headers: vec![HttpHeader { name: "a".to_owned(), value: "b c".to_owned() }],
            body: "line 1\nline 2".to_owned(),
            body_forbids: vec!["-x".to_owned()],
            max_redirects: Some(0),
            max_body_bytes: 65_536,
            tls_server_name: "example.net".to_owned(),
            tls_insecure: true,
            tls_min_remaining: Some(duration_to_proto(std::time::Duration::from_hours(336))),
            ..HttpCheck::default()
        })),
        status_policy: Some(StatusPolicy { window: 4, down_after: 3, up_after: 1 }),
        enabled: Some(false),
        ..Check::default()
    };

    let noctl = AT.check_create(&check).noctl.replace(" \\\n ", "");

    for part in [
        "--method POST",
        "--header 'a: b c'",
        "--body 'line 1\nline 2'",
        "--forbid=-x",
        "--max-redirects 0",
        "--max-body-bytes 65536",
        "--server-name example.net",
        "--insecure",
        "--min-remaining 14d",
        "--status-policy 4,3,1",
        "--disabled",
    ] {
        assert!(noctl.contains(part), "{part} in {noctl}");
    }
}

#[test]
fn the_rest_is_short() {
    let revoke = AT.agent_revoke("ams-1");
    assert!(revoke.curl.contains("-X POST https://nocturne.example.org/api/v1/agents/ams-1:revoke"));
    assert!(revoke.noctl.ends_with("agents revoke ams-1"));

    let delete = AT.check_delete(&read(&form(CheckKind::Tcp)));
    assert!(delete.curl.contains("-X DELETE https://nocturne.example.org/api/v1/checks/web"));
    assert!(delete.curl.contains("If-Match") && delete.noctl.ends_with("checks delete web"));

    assert!(AT.join_token_revoke("0191").noctl.ends_with("tokens revoke 0191"));
    assert!(AT.join_token_list().curl.contains("join-tokens?page_size=500"));
    assert!(AT.agent_list("site in (ams,fra)").curl.contains("selector=site%20in%20%28ams%2Cfra%29"));
    assert!(AT.agent_list("").noctl.ends_with("agents list"));
    assert_eq!(AT.check_list().curl.lines().filter(|line| line.starts_with("curl")).count(), 3);
    assert!(AT.check_show("web").noctl.ends_with("watch values --selector 'check=web'"));
    assert!(AT.check_show("web").curl.contains("telemetry/latest?selector=check%3Dweb"));
    assert_eq!(AT.agent_show("ams-1").noctl.lines().count(), 2);
}

#[test]
fn a_join_token_is_made_in_both_ways() {
    let request = CreateJoinTokenRequest {
        site: "ams; rm".to_owned(),
        labels: [("role".to_owned(), "edge".to_owned()), ("a".to_owned(), "b".to_owned())].into(),
        ttl: Some(duration_to_proto(std::time::Duration::from_hours(24))),
        agent_slug: "ams-1".to_owned(),
        request_id: "belongs to one attempt".to_owned(),
    };

    let call = AT.join_token_create(&request);

    assert!(
        call.curl.contains(
            r#"{"agent_slug":"ams-1","labels":{"a":"b","role":"edge"},"site":"ams; rm","ttl":"86400s"}"#
        ),
        "{}",
        call.curl
    );
    let noctl = call.noctl.replace(" \\\n ", "");
    assert!(
        noctl.ends_with(
            "tokens create --site 'ams; rm' --label 'a=b' --label 'role=edge' --ttl 1d --name ams-1"
        ),
        "{noctl}"
    );
}

#[test]
fn words_and_documents_stay_whole() {
    for (word, want) in
        [("", "''"), ("a'b", r"'a'\''b'"), ("$x", "'$x'"), ("a\nb", "'a\nb'"), ("plain-1.0", "plain-1.0")]
    {
        assert_eq!(shell::quoted(word), want);
    }
    assert_eq!(shell::here_document("a\nEND\n", "END"), "<<'END_'\na\nEND\nEND_");
}
