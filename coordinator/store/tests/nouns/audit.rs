//! Entries of the audit and their seals.

use std::fmt::Debug;

use nocturne_core::audit::{Action, Actor, ActorKind, SEAL_START, seal};
use nocturne_shared::id::AuditId;
use nocturne_store::{
    SystemTx,
    audit::{
        AuditFilter, NewAudit, audit_get, audit_insert, audit_insert_system, audit_page, audit_pending_count,
        audit_pending_organizations, audit_pending_page, audit_seal_head, audit_seal_insert, audit_seal_lock,
        audit_sealed_page, audit_stray,
    },
    bootstrap::connect_once,
    error::StoreError,
};
use uuid::Uuid;

use crate::fixture::{Fixture, fresh};

fn actor() -> Actor {
    Actor { kind: ActorKind::User, id: Some(Uuid::from_u128(7)), name: "admin".to_owned() }
}

fn new(actor: &Actor, action: Action) -> NewAudit<'_> {
    NewAudit {
        audit_id: fresh(),
        actor,
        address: Some("2001:db8::1".to_owned()),
        request_id: "r-1",
        action,
        object_kind: "check",
        object_id: "c-1",
        object_name: "web",
        before: None,
        after: Some("{\"z\": 1,  \"a\":2}".to_owned()),
    }
}

async fn write(fixture: &Fixture, action: Action) -> AuditId {
    let actor = actor();
    let new = new(&actor, action);
    fixture.in_tx(fixture.org_id, async |tx| audit_insert(tx, &new).await.unwrap()).await;
    new.audit_id
}

/// Seals everything of the organization, in one transaction that the caller ends.
async fn seal_all(fixture: &Fixture, tx: &SystemTx) -> usize {
    assert!(audit_seal_lock(tx, fixture.org_id).await.unwrap());
    let (mut seq, mut chain) = audit_seal_head(tx, fixture.org_id).await.unwrap().unwrap_or((0, SEAL_START));
    let mut seals = Vec::new();
    for entry in audit_pending_page(tx, fixture.org_id, 100).await.unwrap() {
        seq += 1;
        chain = seal(&chain, seq, fixture.org_id, &entry);
        seals.push((seq, entry.audit_id, chain));
    }
    audit_seal_insert(tx, fixture.org_id, &seals).await.unwrap();
    seals.len()
}

async fn pending(fixture: &Fixture) -> u64 {
    fixture.in_tx(fixture.org_id, async |tx| audit_pending_count(tx).await.unwrap()).await
}

#[tokio::test]
async fn an_entry_reads_back_letter_by_letter_and_only_in_its_organization() {
    let fixture = Fixture::new().await;

    let audit_id = write(&fixture, Action::ChecksCreate).await;

    let row = audit_get(&fixture.org, fixture.org_id, audit_id).await.unwrap().unwrap();
    assert_eq!(row.seal, None);
    let entry = row.entry;
    assert_eq!((entry.actor_kind.as_str(), entry.actor_id), ("user", Some(Uuid::from_u128(7))));
    assert_eq!((entry.address.as_deref(), entry.request_id.as_str()), (Some("2001:db8::1"), "r-1"));
    assert_eq!((entry.before, entry.after.as_deref()), (None, Some("{\"z\": 1,  \"a\":2}")));
    assert!(audit_get(&fixture.org, fixture.foreign, audit_id).await.unwrap().is_none());
    let all = AuditFilter::default();
    assert!(audit_page(&fixture.org, fixture.foreign, &all, None, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn entries_are_listed_newest_first_and_by_each_filter() {
    let fixture = Fixture::new().await;
    let first = write(&fixture, Action::ChecksCreate).await;
    let second = write(&fixture, Action::ChecksDelete).await;
    let list = async |filter: AuditFilter, before| -> Vec<AuditId> {
        let rows = audit_page(&fixture.org, fixture.org_id, &filter, before, 9).await.unwrap();
        rows.into_iter().map(|row| row.entry.audit_id).collect()
    };
    let all = AuditFilter::default;

    assert_eq!(list(all(), None).await, [second, first]);
    assert_eq!(list(all(), Some(second)).await, [first]);
    assert_eq!(list(AuditFilter { action: Some(Action::ChecksCreate), ..all() }, None).await, [first]);
    for object in ["web", "c-1"] {
        let filter = AuditFilter { object: Some(object.to_owned()), ..all() };
        assert_eq!(list(filter, None).await, [second, first], "{object}");
    }
    let at = audit_get(&fixture.org, fixture.org_id, second).await.unwrap().unwrap().entry.at;
    assert_eq!(list(AuditFilter { to: Some(at), ..all() }, None).await, [first]);
    assert_eq!(list(AuditFilter { from: Some(at), ..all() }, None).await, [second]);
    let nothing = [
        AuditFilter { actor_id: Some(Uuid::from_u128(8)), ..all() },
        AuditFilter { actor_name: Some("x".to_owned()), ..all() },
        AuditFilter { object: Some("x".to_owned()), ..all() },
        AuditFilter { object_kind: Some("agent".to_owned()), ..all() },
    ];
    for filter in nothing {
        assert_eq!(list(filter.clone(), None).await, [], "{filter:?}");
    }
}

#[tokio::test]
async fn entries_are_only_ever_added() {
    let fixture = Fixture::new().await;
    let audit_id = write(&fixture, Action::ChecksCreate).await;
    let tx = fixture.system.begin("test").await.unwrap();
    seal_all(&fixture, &tx).await;
    tx.commit().await.unwrap();
    let org_id = fixture.org_id;
    let statements = [
        "UPDATE audit SET actor_name = 'nobody'".to_owned(),
        "DELETE FROM audit".to_owned(),
        "TRUNCATE audit CASCADE".to_owned(),
        "UPDATE audit_seal SET chain = chain".to_owned(),
        "DELETE FROM audit_seal".to_owned(),
        "UPDATE audit_pending SET audit_id = audit_id".to_owned(),
        // The time is the database's.
        format!(
            "INSERT INTO audit (org_id, audit_id, at, actor_kind, actor_name, request_id, action, object_kind, object_id, object_name)
             VALUES ('{org_id}', '{audit_id}', '2020-01-01', 'user', '', '', '', '', '', '')"
        ),
    ];

    for statement in &statements {
        let tx = fixture.org.begin("test", org_id).await.unwrap();
        assert_denied(tx.client().batch_execute(statement).await, statement);
        let tx = fixture.system.begin("test").await.unwrap();
        assert_denied(tx.client().batch_execute(statement).await, statement);
    }
    let seal = format!(
        "INSERT INTO audit_seal (org_id, seq, audit_id, chain) VALUES ('{org_id}', 2, '{audit_id}', '\\x00')"
    );
    let tx = fixture.org.begin("test", org_id).await.unwrap();
    assert_denied(tx.client().batch_execute(&seal).await, "a seal by the application");
    let tx = fixture.org.begin("test", org_id).await.unwrap();
    assert_denied(tx.client().batch_execute("DELETE FROM audit_pending").await, "no seal");
}

/// SQLSTATE 42501 is `insufficient_privilege`.
fn assert_denied(result: Result<(), impl Debug>, what: &str) {
    let error = format!("{:?}", result.expect_err(what));
    assert!(error.contains("E42501"), "{what}: {error}");
}

#[tokio::test]
async fn what_is_committed_waits_for_its_seal_and_what_is_rolled_back_leaves_nothing() {
    let fixture = Fixture::new().await;
    let actor = actor();
    let tx = fixture.org.begin("test", fixture.org_id).await.unwrap();
    audit_insert(&tx, &new(&actor, Action::ChecksCreate)).await.unwrap();
    drop(tx);
    let all = AuditFilter::default();
    assert!(audit_page(&fixture.org, fixture.org_id, &all, None, 9).await.unwrap().is_empty());
    assert!(audit_pending_organizations(&fixture.system).await.unwrap().is_empty());

    let audit_id = write(&fixture, Action::ChecksCreate).await;
    let tx = fixture.system.begin("test").await.unwrap();
    audit_insert_system(&tx, fixture.org_id, &new(&actor, Action::ChecksDelete)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(audit_pending_organizations(&fixture.system).await.unwrap(), [fixture.org_id]);
    assert_eq!(pending(&fixture).await, 2);

    let tx = fixture.system.begin("test").await.unwrap();
    assert_eq!(seal_all(&fixture, &tx).await, 2);
    tx.commit().await.unwrap();
    assert_eq!(pending(&fixture).await, 0);
    let links = async |tx: &nocturne_store::OrgTx| audit_sealed_page(tx, 0, 9).await.unwrap();
    let links = fixture.in_tx(fixture.org_id, links).await;
    assert_eq!(links.iter().map(|link| link.seq).collect::<Vec<_>>(), [1, 2]);
    let first = links[0].entry.as_ref().unwrap();
    assert_eq!((first.audit_id, links[0].seal), (audit_id, seal(&SEAL_START, 1, fixture.org_id, first)));
    let row = audit_get(&fixture.org, fixture.org_id, audit_id).await.unwrap().unwrap();
    assert_eq!(row.seal, Some((1, links[0].seal)));
}

#[tokio::test]
async fn one_sealer_of_an_organization_works_at_a_time() {
    let fixture = Fixture::new().await;
    write(&fixture, Action::ChecksCreate).await;
    let (first, second) =
        (fixture.system.begin("a").await.unwrap(), fixture.system.begin("b").await.unwrap());

    seal_all(&fixture, &first).await;
    assert!(!audit_seal_lock(&second, fixture.org_id).await.unwrap());
    assert!(audit_seal_lock(&second, fixture.foreign).await.unwrap());
    first.commit().await.unwrap();

    assert!(audit_seal_lock(&second, fixture.org_id).await.unwrap());
    assert_eq!(audit_seal_head(&second, fixture.org_id).await.unwrap().unwrap().0, 1);
    let again = audit_seal_insert(&second, fixture.org_id, &[(1, fresh(), [0; 32])]).await;
    assert!(matches!(again, Err(StoreError::AlreadyExists { .. })), "{again:?}");
}

#[tokio::test]
async fn an_entry_that_was_slipped_in_is_found() {
    let fixture = Fixture::new().await;
    write(&fixture, Action::ChecksCreate).await;
    let audit_id: AuditId = fresh();
    let admin = connect_once(&fixture.database.admin()).await.unwrap();
    let org_id = fixture.org_id;
    let statement = format!(
        "SET session_replication_role = replica;
         INSERT INTO audit (org_id, audit_id, at, actor_kind, actor_name, request_id, action, object_kind, object_id, object_name)
         VALUES ('{org_id}', '{audit_id}', '2020-01-01', 'user', 'x', '', 'checks.create', 'check', 'c', 'web')"
    );
    admin.batch_execute(&statement).await.unwrap();

    let stray = fixture.in_tx(fixture.org_id, async |tx| audit_stray(tx, 9).await.unwrap()).await;

    assert_eq!(stray, [audit_id]);
}
