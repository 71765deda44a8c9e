//! One database with two organizations, and rows that other modules would have written.

use nocturne_database::testing::TestDatabase;
use nocturne_shared::id::{AgentId, Id, OrgId, UserId};
use nocturne_store::{OrgStore, OrgTx, SystemStore, bootstrap::connect_once, user};
use uuid::Uuid;

pub(crate) struct Fixture {
    pub(crate) database: TestDatabase,
    pub(crate) org: OrgStore,
    pub(crate) system: SystemStore,
    /// The organization of the tests.
    pub(crate) org_id: OrgId,
    /// Another one, which must see nothing of it.
    pub(crate) foreign: OrgId,
    /// Administrator of the first.
    pub(crate) user_id: UserId,
}

pub(crate) fn fresh<K>() -> Id<K> {
    Id::from_uuid(Uuid::now_v7())
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::create().await;
        let (org, system) = database.stores();
        let (org_id, foreign, user_id) = (fresh(), fresh(), fresh());
        assert!(user::user_bootstrap(&system, org_id, "default", user_id, "admin", "hash").await.unwrap());
        let fixture = Self { database, org, system, org_id, foreign, user_id };
        fixture
            .sql(&format!(
                "INSERT INTO organization (org_id, slug, name) VALUES ('{foreign}', 'foreign', 'F')"
            ))
            .await;
        fixture
    }

    /// Runs `work` in a transaction of an organization and commits.
    pub(crate) async fn in_tx<T>(&self, org_id: OrgId, work: impl AsyncFnOnce(&OrgTx) -> T) -> T {
        let tx = self.org.begin("test", org_id).await.unwrap();
        let done = work(&tx).await;
        tx.commit().await.unwrap();
        done
    }

    /// Runs statements as superuser.
    pub(crate) async fn sql(&self, statements: &str) {
        let admin = connect_once(&self.database.admin()).await.unwrap();
        admin.batch_execute(statements).await.unwrap();
    }

    /// An agent at a site of its own.
    pub(crate) async fn agent(&self, slug: &str) -> AgentId {
        let (org_id, agent_id, site_id) =
            (self.org_id, fresh::<nocturne_shared::id::Agent>(), Uuid::now_v7());
        self.sql(&format!(
            "INSERT INTO site (org_id, site_id, slug) VALUES ('{org_id}', '{site_id}', 'site-{slug}');
             INSERT INTO agent (org_id, agent_id, slug, site_id, labels, serial_current, certificate_expires_at)
             VALUES ('{org_id}', '{agent_id}', '{slug}', '{site_id}', '{{\"role\": \"edge\"}}', '\\x01', now())"
        ))
        .await;
        agent_id
    }
}
