//! The system role sees every organization, so only the modules named here may hold it; a handler of the API that needs
//! it is in the wrong place.

#![expect(clippy::expect_used, reason = "a test fails loudly")]

use std::path::{Path, PathBuf};

/// Where `SystemStore` or `SystemTx` may be named, and why.
const ALLOWED: &[&str] = &[
    // What identity and enrolment change is written down in their own transactions.
    "app/audit.rs",
    // A credential is presented before anybody knows which organization it belongs to.
    "app/auth.rs",
    "app/auth/bootstrap.rs",
    "app/auth/key_ring.rs",
    "app/auth/failures.rs",
    "app/auth/sessions.rs",
    "app/auth/keys.rs",
    "app/auth/second_factor.rs",
    // Accounts are global: a user is made, changed and removed there and in the organization at once.
    "app/user.rs",
    "app/user/change.rs",
    "app/idempotency.rs",
    "app/enrolment.rs",
    "app/session.rs",
    // The agents' port: the organization comes out of a certificate.
    "grpc/link.rs",
    "ingest/resolve.rs",
    "ingest/writer.rs",
    "ingest/writer/tests.rs",
    "pki/authority.rs",
    // Chains the entries of every organization.
    "reconcile/audit.rs",
    "reconcile/desired.rs",
    "reconcile/presence.rs",
    "reconcile/retention.rs",
    "reconcile/settings.rs",
    "reconcile/standing.rs",
    "start.rs",
    "telemetry.rs",
];

#[test]
fn only_the_named_modules_hold_the_system_role() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");

    let holders: Vec<String> = files(&source)
        .into_iter()
        .filter(|path| {
            let text = std::fs::read_to_string(path).expect("a source file");
            text.contains("SystemStore") || text.contains("SystemTx")
        })
        .map(|path| path.strip_prefix(&source).expect("below src").display().to_string())
        .filter(|path| !ALLOWED.contains(&path.as_str()))
        .collect();

    assert!(holders.is_empty(), "{holders:?} name the system role; use OrgStore, or move the code");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
