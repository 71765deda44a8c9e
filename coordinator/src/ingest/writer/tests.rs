//! What a batch does to the others of its commit when it cannot be stored, on a real database.

use std::sync::atomic::{AtomicUsize, Ordering};

use nocturne_core::{
    block::Sample,
    chain::{CHAIN_START, Chain, chain_next},
};
use nocturne_shared::{
    id::{CheckId, Id, OrgId},
    outcome::{CheckStatus, Reason, RecordKind},
    time::from_micros,
};
use nocturne_store::{
    OrgStore, agent::agent_revoke, bootstrap::connect_once, testing::TestDatabase, user::user_bootstrap,
};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::*;
use crate::{
    ingest::stage::{Content, StagedRecord, StatusRow},
    telemetry::RecentLimits,
};

fn fresh<K>() -> Id<K> {
    Id::from_uuid(Uuid::now_v7())
}

struct Fixture {
    database: TestDatabase,
    org: OrgStore,
    system: SystemStore,
    org_id: OrgId,
}

impl Fixture {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let (org, system) = database.stores();
        let org_id = fresh();
        assert!(user_bootstrap(&system, org_id, "default", fresh(), "admin", "hash").await.unwrap());
        Self { database, org, system, org_id }
    }

    /// Runs statements as superuser.
    async fn sql(&self, statements: &str) {
        let admin = connect_once(&self.database.admin()).await.unwrap();
        admin.batch_execute(statements).await.unwrap();
    }

    /// One number.
    async fn number(&self, query: &str) -> i64 {
        let admin = connect_once(&self.database.admin()).await.unwrap();
        admin.query_one(query, &[]).await.unwrap().get(0)
    }

    /// An agent whose session has fence 1 and whose spool is empty.
    async fn agent(&self, slug: &str) -> AgentId {
        let (org_id, agent_id, site_id) = (self.org_id, fresh(), Uuid::now_v7());
        self.sql(&format!(
            "INSERT INTO site (org_id, site_id, slug) VALUES ('{org_id}', '{site_id}', 'site-{slug}');
             INSERT INTO agent (org_id, agent_id, slug, site_id, serial_current, certificate_expires_at, fence)
             VALUES ('{org_id}', '{agent_id}', '{slug}', '{site_id}', '\\x01', now() + interval '1 day', 1);
             INSERT INTO agent_cursor (org_id, agent_id, lane, spool_id, epoch, seq, chain, fence)
             VALUES ('{org_id}', '{agent_id}', 1, decode(repeat('00', 16), 'hex'), 1, 0,
                     decode(repeat('00', 16), 'hex'), 1)"
        ))
        .await;
        agent_id
    }

    /// A writer that commits as soon as it holds two samples.
    fn writer(&self, planner: Planner) -> mpsc::Sender<Staged> {
        let (sender, batches) = mpsc::channel(QUEUE);
        let limits = RecentLimits { window: Duration::from_hours(1), max_bytes: 1 << 20 };
        let writer = Writer {
            planner,
            batches,
            system: self.system.clone(),
            telemetry: Arc::new(Telemetry::new(self.org.clone(), limits)),
            live: Live::default(),
            options: IngestOptions { flush: Duration::from_secs(40), flush_samples: 2, n_writers: 1 },
        };
        #[expect(clippy::disallowed_methods, reason = "ends with its queue")]
        tokio::spawn(writer.run());
        sender
    }

    /// A batch of one record, the `seq`th of its agent, with one sample.
    fn batch(&self, agent_id: AgentId, seq: u64, content: Content) -> (Staged, oneshot::Receiver<Reply>) {
        let (reply, replied) = oneshot::channel();
        let record = StagedRecord {
            kind: RecordKind::Status.code(),
            payload: payload(seq).into(),
            chain: chain(seq),
            at: from_micros(1_000_000),
            samples_end: 1,
            content,
        };
        let staged = Staged {
            org_id: self.org_id,
            agent_id,
            agent: "a".to_owned(),
            lane: Lane::Telemetry,
            fence: 1,
            epoch: 1,
            first_seq: seq,
            hole: None,
            records: vec![record],
            samples: vec![Sample { series_id: 1, at_us: 1_000_000, value: 1.0 }],
            clock_offset_us: 0,
            reply,
        };
        (staged, replied)
    }
}

fn payload(seq: u64) -> Vec<u8> {
    format!("record {seq}").into_bytes()
}

/// The chain after the `seq`th record.
fn chain(seq: u64) -> Chain {
    let kind = u8::try_from(RecordKind::Status.code()).unwrap();
    (1..=seq).fold(CHAIN_START, |before, seq| chain_next(&before, seq, kind, &payload(seq)))
}

/// A status of a check that does not exist: its row breaks a foreign key.
fn orphan(evidence: &str) -> Content {
    Content::Status(StatusRow {
        check: (CheckId::from_parts(1, &[1; 10]), 1),
        check_slug: "web".to_owned(),
        target: "192.0.2.1".to_owned(),
        before: None,
        status: CheckStatus::Down,
        reason: Reason::Timeout,
        evidence: evidence.to_owned(),
        at: from_micros(1_000_000),
        repeated: true,
    })
}

#[tokio::test]
async fn a_refused_group_is_tried_alone_and_only_the_bad_batch_becomes_dead_letters() {
    let fixture = Fixture::new().await;
    let (good, bad) = (fixture.agent("good").await, fixture.agent("bad").await);
    // Refused at the commit, when everything of the group was written; a sequence counts what is rolled back too.
    fixture
        .sql(
            "ALTER TABLE check_state ALTER CONSTRAINT check_state_org_id_check_id_fkey DEFERRABLE INITIALLY DEFERRED;
             CREATE SEQUENCE blocks_tried;
             GRANT USAGE ON SEQUENCE blocks_tried TO nocturne_system;
             CREATE FUNCTION block_count() RETURNS trigger LANGUAGE plpgsql
             AS $$ BEGIN PERFORM nextval('blocks_tried'); RETURN NEW; END $$;
             CREATE TRIGGER block_count BEFORE INSERT ON sample_block FOR EACH ROW EXECUTE FUNCTION block_count()",
        )
        .await;
    let writer = fixture.writer(plan);
    let (first, first_reply) = fixture.batch(good, 1, Content::Samples);
    let (second, second_reply) = fixture.batch(bad, 1, orphan(""));

    assert!(writer.try_send(first).is_ok() && writer.try_send(second).is_ok());

    assert_eq!(first_reply.await.unwrap(), Reply::Committed { through_seq: 1 });
    assert_eq!(second_reply.await.unwrap(), Reply::Committed { through_seq: 1 });
    // Both blocks in the group, then each alone; the dead letters have none.
    assert_eq!(fixture.number("SELECT last_value FROM blocks_tried").await, 4);
    let blocks = format!("SELECT count(*) FROM sample_block WHERE agent_id = '{good}'");
    assert_eq!(
        (fixture.number(&blocks).await, fixture.number("SELECT count(*) FROM sample_block").await),
        (1, 1)
    );
    let dead = format!(
        "SELECT count(*) FROM ingest_dead_letter
         WHERE agent_id = '{bad}' AND seq = 1 AND payload = 'record 1' AND reason LIKE '%commit%'"
    );
    assert_eq!(fixture.number(&dead).await, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM ingest_dead_letter").await, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM check_state").await, 0);

    // The agent whose record was refused goes on after it.
    let (next, next_reply) = fixture.batch(bad, 2, Content::Samples);
    let (other, _other_reply) = fixture.batch(good, 2, Content::Samples);
    assert!(writer.try_send(next).is_ok() && writer.try_send(other).is_ok());
    assert_eq!(next_reply.await.unwrap(), Reply::Committed { through_seq: 2 });
}

#[tokio::test]
async fn a_mistake_in_planning_ends_neither_the_writer_nor_the_other_batches() {
    static PLANS: AtomicUsize = AtomicUsize::new(0);
    fn faulty(
        staged: &[Staged],
        cursors: &mut BTreeMap<(AgentId, Lane), LockedCursor>,
        now: Timestamp,
    ) -> Plan {
        PLANS.fetch_add(1, Ordering::Relaxed);
        let stumbles = |record: &StagedRecord| matches!(&record.content, Content::Status(status) if status.evidence == "stumble");
        assert!(!staged.iter().flat_map(|batch| &batch.records).any(stumbles), "a mistake in planning");
        plan(staged, cursors, now)
    }
    let fixture = Fixture::new().await;
    let (good, bad) = (fixture.agent("good").await, fixture.agent("bad").await);
    let writer = fixture.writer(faulty);
    let (first, first_reply) = fixture.batch(bad, 1, orphan("stumble"));
    let (second, second_reply) = fixture.batch(good, 1, Content::Samples);

    assert!(writer.try_send(first).is_ok() && writer.try_send(second).is_ok());

    assert_eq!(first_reply.await.unwrap(), Reply::Committed { through_seq: 1 });
    assert_eq!(second_reply.await.unwrap(), Reply::Committed { through_seq: 1 });
    // The group, the bad batch alone, its dead letters, the good batch alone.
    assert_eq!(PLANS.load(Ordering::Relaxed), 4);
    let dead = format!("SELECT count(*) FROM ingest_dead_letter WHERE agent_id = '{bad}' AND seq = 1");
    assert_eq!(fixture.number(&dead).await, 1);
    let blocks = format!("SELECT count(*) FROM sample_block WHERE agent_id = '{good}'");
    assert_eq!(fixture.number(&blocks).await, 1);
}

#[tokio::test]
async fn what_waits_for_its_commit_while_its_agent_is_revoked_is_refused() {
    let fixture = Fixture::new().await;
    let (revoked, stays) = (fixture.agent("revoked").await, fixture.agent("stays").await);
    // The writer gets no connection before the revocation is through.
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(fixture.system.client().await.unwrap());
    }
    let writer = fixture.writer(plan);
    let (first, first_reply) = fixture.batch(revoked, 1, Content::Samples);
    let (second, second_reply) = fixture.batch(stays, 1, Content::Samples);
    assert!(writer.try_send(first).is_ok() && writer.try_send(second).is_ok());

    let tx = fixture.org.begin("test", fixture.org_id).await.unwrap();
    assert!(agent_revoke(&tx, revoked).await.unwrap());
    tx.commit().await.unwrap();
    drop(held);

    assert_eq!(first_reply.await.unwrap(), Reply::Refused(Refusal::Fenced { held: 2, given: 1 }));
    assert_eq!(second_reply.await.unwrap(), Reply::Committed { through_seq: 1 });
    let blocks = format!("SELECT count(*) FROM sample_block WHERE agent_id = '{revoked}'");
    assert_eq!(fixture.number(&blocks).await, 0);
    let cursor = format!("SELECT seq FROM agent_cursor WHERE agent_id = '{revoked}'");
    assert_eq!(fixture.number(&cursor).await, 0);
}
