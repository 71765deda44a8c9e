// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct PresencePutParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::ArraySql<Item = i64>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::ArraySql<Item = i32>,
    T8: crate::ArraySql<Item = i64>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
> {
    pub org_ids: T1,
    pub agent_ids: T2,
    pub ages_us: T3,
    pub clock_offsets_us: T4,
    pub pending: T5,
    pub dropped: T6,
    pub scheduled: T7,
    pub missed: T8,
    pub degraded: T10,
    pub remote_addresses: T12,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct PresencePutStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn presence_put() -> PresencePutStmt {
    PresencePutStmt(
        "INSERT INTO agent_presence (org_id, agent_id, last_seen_at, clock_offset_us, spool_pending_records, spool_dropped_records, scheduled_checks, missed_slots, degraded, remote_address) SELECT n.org_id, n.agent_id, now() - make_interval(secs => n.age_us / 1e6), n.clock_offset_us, n.pending, n.dropped, n.scheduled, n.missed, coalesce(string_to_array(nullif(n.degraded, ''), E'\\n'), ARRAY[]::text[]), n.remote_address FROM unnest( $1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::integer[], $8::bigint[], $9::text[], $10::text[]) AS n (org_id, agent_id, age_us, clock_offset_us, pending, dropped, scheduled, missed, degraded, remote_address) ON CONFLICT (org_id, agent_id) DO UPDATE SET last_seen_at = greatest(agent_presence.last_seen_at, excluded.last_seen_at), clock_offset_us = excluded.clock_offset_us, spool_pending_records = excluded.spool_pending_records, spool_dropped_records = excluded.spool_dropped_records, scheduled_checks = excluded.scheduled_checks, missed_slots = excluded.missed_slots, degraded = excluded.degraded, remote_address = excluded.remote_address",
        None,
    )
}
impl PresencePutStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::ArraySql<Item = i64>,
        T4: crate::ArraySql<Item = i64>,
        T5: crate::ArraySql<Item = i64>,
        T6: crate::ArraySql<Item = i64>,
        T7: crate::ArraySql<Item = i32>,
        T8: crate::ArraySql<Item = i64>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = T11>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        agent_ids: &'a T2,
        ages_us: &'a T3,
        clock_offsets_us: &'a T4,
        pending: &'a T5,
        dropped: &'a T6,
        scheduled: &'a T7,
        missed: &'a T8,
        degraded: &'a T10,
        remote_addresses: &'a T12,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    org_ids,
                    agent_ids,
                    ages_us,
                    clock_offsets_us,
                    pending,
                    dropped,
                    scheduled,
                    missed,
                    degraded,
                    remote_addresses,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::ArraySql<Item = i64>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::ArraySql<Item = i32>,
    T8: crate::ArraySql<Item = i64>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        PresencePutParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for PresencePutStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a PresencePutParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_ids,
            &params.agent_ids,
            &params.ages_us,
            &params.clock_offsets_us,
            &params.pending,
            &params.dropped,
            &params.scheduled,
            &params.missed,
            &params.degraded,
            &params.remote_addresses,
        ))
    }
}
