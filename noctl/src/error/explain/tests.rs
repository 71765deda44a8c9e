use std::sync::Arc;

use tonic_types::{ErrorDetails, FieldViolation};

use super::*;
use crate::error::Error;

fn failed(status: Status) -> CallError {
    let url = "http://127.0.0.1:7000".parse().unwrap();
    CallError::new("list agents", &url, Duration::from_secs(30), status)
}

fn with_cause(cause: impl StdError + Send + Sync + 'static) -> CallError {
    let mut status = Status::unavailable("error trying to connect");
    status.set_source(Arc::new(cause));
    failed(status)
}

#[test]
fn what_stops_a_connection_is_named() {
    let cases = [
        (io::ErrorKind::ConnectionRefused, "nothing listens at http://127.0.0.1:7000"),
        (io::ErrorKind::TimedOut, "no answer from http://127.0.0.1:7000 within 30s"),
        (io::ErrorKind::HostUnreachable, "cannot be reached"),
        (io::ErrorKind::ConnectionReset, "was cut"),
    ];
    for (kind, want) in cases {
        let error = with_cause(io::Error::from(kind));
        assert!(error.to_string().starts_with("could not list agents: "), "{error}");
        assert!(error.to_string().contains(want), "{error}");
        assert!(!error.advice().is_empty() && error.is_away(), "{kind:?}");
    }
    let unresolved =
        with_cause(io::Error::other("failed to lookup address information: Name or service not known"));
    assert!(unresolved.to_string().contains("could not be resolved"), "{unresolved}");
}

#[test]
fn a_certificate_that_is_not_accepted_is_no_riddle() {
    let reason = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);

    let error = with_cause(io::Error::new(io::ErrorKind::InvalidData, reason));

    assert!(error.to_string().contains("was not accepted: UnknownIssuer"), "{error}");
    assert!(error.advice().contains("ca_file"), "{}", error.advice());
}

#[test]
fn field_violations_stand_on_a_line_each() {
    let details = ErrorDetails::with_bad_request(vec![
        FieldViolation::new("interval", "0ns is outside 100ms to 24h"),
        FieldViolation::new("targets[0]", "\"a b\" is neither a host name nor an IP address"),
    ]);
    let status = Status::with_error_details(Code::InvalidArgument, "check is not valid", details);

    let report = Error::from(failed(status)).report();

    assert!(report.contains("could not list agents: check is not valid\n  - interval: 0ns"), "{report}");
    assert!(report.contains("\n  - targets[0]: "), "{report}");
    assert!(report.contains("what to do: correct the input"), "{report}");
}

#[test]
fn fields_are_named_as_the_reader_knows_them() {
    let details = ErrorDetails::with_bad_request(vec![
        FieldViolation::new("check.interval", "is too short"),
        FieldViolation::new("request_id", "was used"),
    ]);
    let status =
        Status::with_error_details(Code::InvalidArgument, "interval: is too short (and 1 more)", details);

    let report = Error::from(failed(status)).placed(|field| format!("f.yaml:7: {field}")).report();

    assert!(report.starts_with("error: could not list agents: what was sent is not valid\n"), "{report}");
    assert!(
        report.contains("\n  - f.yaml:7: interval: is too short\n  - f.yaml:7: request_id: was used"),
        "{report}"
    );
}

#[test]
fn every_code_has_words_even_without_a_message() {
    for code in (1..=16).map(Code::from_i32) {
        let error = failed(Status::new(code, ""));
        assert!(error.to_string().len() > "could not list agents: ".len(), "{code:?}");
        assert_eq!(Error::from(error).exit_code(), 1, "{code:?}");
    }
}

#[test]
fn the_coordinators_words_cannot_drive_the_terminal() {
    let report = Error::from(failed(Status::not_found("no agent \u{1b}[2Jx"))).report();

    assert!(!report.contains('\u{1b}') && report.contains("no agent"), "{report}");
}

#[test]
fn an_answer_that_is_no_grpc_is_told_from_a_refusal() {
    let error = failed(Status::unknown("grpc-status header missing, mapped from HTTP status code 404"));

    assert!(error.to_string().contains("does not speak gRPC"), "{error}");
}
