//! Access tokens that were tampered with, and keys that change.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use nocturne_coordinator::app::auth::{Auth, keys::SigningKeys};
use nocturne_proto::api::v1 as wire;
use nocturne_store::signing_key::{Rotation, signing_key_active};
use serde_json::{Value, json};
use tonic::Code;
use uuid::Uuid;

use crate::fixture::{Fixture, auths, bearer};

/// Who signs as this installation does.
struct Forger {
    key: EncodingKey,
    public: Vec<u8>,
    header: Header,
    claims: Value,
}

impl Forger {
    async fn new(fixture: &Fixture) -> Self {
        let row = signing_key_active(&fixture.system).await.unwrap().remove(0);
        let place = format!("signing_key|{}|private_wrapped", row.key_id);
        let private = fixture.kek.unwrap(&place, &row.private_wrapped).unwrap();
        let token = &fixture.session.access_token;
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        Self {
            key: EncodingKey::from_ed_der(&private),
            public: row.public_key,
            header: jsonwebtoken::decode_header(token).unwrap(),
            claims: serde_json::from_slice(&claims).unwrap(),
        }
    }

    fn sign(&self, change: impl FnOnce(&mut Header, &mut Value)) -> String {
        let (mut header, mut claims) = (self.header.clone(), self.claims.clone());
        change(&mut header, &mut claims);
        jsonwebtoken::encode(&header, &claims, &self.key).unwrap()
    }

    fn sign_with_secret(&self, secret: &[u8]) -> String {
        let header = Header { alg: Algorithm::HS256, ..self.header.clone() };
        jsonwebtoken::encode(&header, &self.claims, &EncodingKey::from_secret(secret)).unwrap()
    }

    fn without(&self, claim: &str) -> String {
        self.sign(|_, claims| drop(claims.as_object_mut().unwrap().remove(claim)))
    }

    fn unsigned(&self, alg: &str) -> String {
        let kid = self.header.kid.as_deref().unwrap();
        let header = json!({"typ": "at+jwt", "alg": alg, "kid": kid}).to_string();
        let [header, claims] = [header, self.claims.to_string()].map(|text| URL_SAFE_NO_PAD.encode(text));
        format!("{header}.{claims}.")
    }
}

#[tokio::test]
async fn no_attack_on_an_access_token_works() {
    let fixture = Fixture::new().await;
    let forger = Forger::new(&fixture).await;
    assert!(whoami(&fixture, &forger.sign(|_, _| ())).await.is_ok(), "the forger's own work is good");

    let stranger = Uuid::now_v7().to_string();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n", URL_SAFE_NO_PAD.encode(&forger.public));
    let mut attacks = vec![
        ("no algorithm", forger.unsigned("none")),
        ("no algorithm in capitals", forger.unsigned("NONE")),
        ("the right algorithm and no signature", forger.unsigned("EdDSA")),
        ("the public key as a shared secret", forger.sign_with_secret(&forger.public)),
        ("the public key in letters as a shared secret", forger.sign_with_secret(pem.as_bytes())),
        ("another type", forger.sign(|header, _| header.typ = Some("JWT".to_owned()))),
        ("no type", forger.sign(|header, _| header.typ = None)),
        ("no key", forger.sign(|header, _| header.kid = None)),
        ("an audience of others", forger.sign(|_, claims| claims["aud"] = json!("nocturne-agent"))),
        ("an issuer of others", forger.sign(|_, claims| claims["iss"] = json!("https://example.com"))),
        ("an end that is no number", forger.sign(|_, claims| claims["exp"] = json!("9999999999"))),
        ("another organization", forger.sign(|_, claims| claims["org"] = json!(stranger))),
        ("another user", forger.sign(|_, claims| claims["sub"] = json!(stranger))),
        ("an earlier session version", forger.sign(|_, claims| claims["sv"] = json!(0))),
        ("an array", forger.sign(|_, claims| *claims = json!([claims.clone()]))),
        ("nothing said", forger.sign(|_, claims| *claims = json!({}))),
    ];
    for kid in ["../../../../etc/passwd", "/dev/null", "' OR 1=1 --", "", "\u{0}"] {
        attacks.push((
            "a key's name that is a path",
            forger.sign(|header, _| header.kid = Some(kid.to_owned())),
        ));
    }
    for claim in ["iss", "aud", "exp", "nbf", "sub", "org", "sv"] {
        attacks.push(("a claim left out", forger.without(claim)));
    }

    for (attack, token) in attacks {
        let refused = whoami(&fixture, &token).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{attack}: {token}");
    }
}

#[tokio::test]
async fn another_key_logs_nobody_out_on_any_coordinator() {
    let fixture = Fixture::new().await;
    let other = Auth::start(fixture.system.clone(), &fixture.kek, fixture.settings.clone()).await.unwrap();
    let before = &fixture.session.access_token;

    let done = SigningKeys::rotate(&fixture.system, &fixture.kek, Duration::ZERO, 1).await.unwrap();
    assert_eq!(done, Rotation::Done);
    let third = Auth::start(fixture.system.clone(), &fixture.kek, fixture.settings.clone()).await.unwrap();
    let after = third.refresh(&fixture.session.refresh_token, None).await.unwrap().access_token;

    assert_ne!(kid(before), kid(&after));
    for token in [before, &after] {
        assert!(other.principal(token).await.is_ok(), "{token}");
        assert!(whoami(&fixture, token).await.is_ok(), "{token}");
    }
    assert_eq!(third.seals()[1], other.seals()[1], "page tokens of before go on");
}

#[tokio::test]
async fn a_key_is_not_replaced_before_its_time_and_only_two_are_kept() {
    let fixture = Fixture::new().await;
    let rotate = async |min_age, n_kept| {
        SigningKeys::rotate(&fixture.system, &fixture.kek, min_age, n_kept).await.unwrap()
    };

    assert!(matches!(rotate(Duration::from_mins(20), 1).await, Rotation::Young { .. }));
    for _ in 0..3 {
        assert_eq!(rotate(Duration::ZERO, 1).await, Rotation::Done);
    }
    assert_eq!(signing_key_active(&fixture.system).await.unwrap().len(), 2);
    assert_eq!(rotate(Duration::ZERO, 0).await, Rotation::Done);
    assert_eq!(signing_key_active(&fixture.system).await.unwrap().len(), 1);
    let fresh = Auth::start(fixture.system.clone(), &fixture.kek, fixture.settings.clone()).await.unwrap();
    assert!(fresh.principal(&fixture.session.access_token).await.is_err(), "its key is gone");
}

async fn whoami(fixture: &Fixture, token: &str) -> Result<wire::WhoAmIResponse, tonic::Status> {
    let answer = auths(fixture).who_am_i(bearer(token, wire::WhoAmIRequest {})).await;
    answer.map(tonic::Response::into_inner)
}

fn kid(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token).unwrap().kid
}
