// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct IngestCursorsLockParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = i16>> {
    pub agent_ids: T1,
    pub lanes: T2,
}
#[derive(Debug)]
pub struct IngestCursorsAdvanceParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = i16>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::BytesSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub agent_ids: T1,
    pub lanes: T2,
    pub seqs: T3,
    pub chains: T5,
    pub last_ats: T6,
}
#[derive(Debug)]
pub struct IngestBlocksInsertParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::ArraySql<Item = i64>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::ArraySql<Item = jiff::Timestamp>,
    T7: crate::ArraySql<Item = jiff::Timestamp>,
    T8: crate::ArraySql<Item = i32>,
    T9: crate::ArraySql<Item = i64>,
    T10: crate::ArraySql<Item = bool>,
    T11: crate::BytesSql,
    T12: crate::ArraySql<Item = T11>,
> {
    pub org_ids: T1,
    pub agent_ids: T2,
    pub epochs: T3,
    pub first_seqs: T4,
    pub last_seqs: T5,
    pub ts_mins: T6,
    pub ts_maxs: T7,
    pub n_samples: T8,
    pub clock_offsets_us: T9,
    pub times_corrected: T10,
    pub data: T12,
}
#[derive(Debug)]
pub struct IngestStatesPutParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::ArraySql<Item = uuid::Uuid>,
    T6: crate::ArraySql<Item = i32>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
    T13: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub org_ids: T1,
    pub check_ids: T2,
    pub targets: T4,
    pub agent_ids: T5,
    pub revisions: T6,
    pub statuses: T8,
    pub reasons: T10,
    pub evidences: T12,
    pub since_ats: T13,
}
#[derive(Debug)]
pub struct IngestEventsInsertParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::ArraySql<Item = uuid::Uuid>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = T8>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = T10>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub org_ids: T1,
    pub check_ids: T2,
    pub targets: T4,
    pub agent_ids: T5,
    pub befores: T7,
    pub statuses: T9,
    pub reasons: T11,
    pub evidences: T13,
    pub ats: T14,
}
#[derive(Debug)]
pub struct IngestGapsInsertParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = jiff::Timestamp>,
    T7: crate::ArraySql<Item = jiff::Timestamp>,
    T8: crate::ArraySql<Item = i64>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
> {
    pub org_ids: T1,
    pub gap_ids: T2,
    pub agent_ids: T3,
    pub causes: T5,
    pub from_ats: T6,
    pub to_ats: T7,
    pub records: T8,
    pub details: T10,
}
#[derive(Debug)]
pub struct IngestDeadLettersInsertParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::ArraySql<Item = i16>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::ArraySql<Item = i32>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::BytesSql,
    T10: crate::ArraySql<Item = T9>,
> {
    pub org_ids: T1,
    pub agent_ids: T2,
    pub epochs: T3,
    pub lanes: T4,
    pub seqs: T5,
    pub kinds: T6,
    pub reasons: T8,
    pub payloads: T10,
}
#[derive(Debug)]
pub struct IngestConfigStatusParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub state: T1,
    pub detail: T2,
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub generation: i64,
}
#[derive(Debug)]
pub struct EventInsertParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::JsonSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::ArraySql<Item = jiff::Timestamp>,
> {
    pub org_ids: T1,
    pub event_ids: T2,
    pub kinds: T4,
    pub keys: T6,
    pub data: T8,
    pub ats: T9,
}
#[derive(Debug, Clone, PartialEq)]
pub struct IngestCursorsLock {
    pub agent_id: uuid::Uuid,
    pub lane: i16,
    pub epoch: i64,
    pub seq: i64,
    pub chain: Vec<u8>,
    pub fence: i64,
    pub last_at: Option<jiff::Timestamp>,
    pub database_now: jiff::Timestamp,
}
pub struct IngestCursorsLockBorrowed<'a> {
    pub agent_id: uuid::Uuid,
    pub lane: i16,
    pub epoch: i64,
    pub seq: i64,
    pub chain: &'a [u8],
    pub fence: i64,
    pub last_at: Option<jiff::Timestamp>,
    pub database_now: jiff::Timestamp,
}
impl<'a> From<IngestCursorsLockBorrowed<'a>> for IngestCursorsLock {
    fn from(
        IngestCursorsLockBorrowed {
            agent_id,
            lane,
            epoch,
            seq,
            chain,
            fence,
            last_at,
            database_now,
        }: IngestCursorsLockBorrowed<'a>,
    ) -> Self {
        Self { agent_id, lane, epoch, seq, chain: chain.into(), fence, last_at, database_now }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct IngestCursorsLockQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<IngestCursorsLockBorrowed, tokio_postgres::Error>,
    mapper: fn(IngestCursorsLockBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> IngestCursorsLockQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(IngestCursorsLockBorrowed) -> R,
    ) -> IngestCursorsLockQuery<'c, 'a, 's, C, R, N> {
        IngestCursorsLockQuery {
            client: self.client,
            params: self.params,
            query: self.query,
            cached: self.cached,
            extractor: self.extractor,
            mapper,
        }
    }
    pub async fn one(self) -> Result<T, tokio_postgres::Error> {
        let row = crate::client::async_::one(self.client, self.query, &self.params, self.cached).await?;
        Ok((self.mapper)((self.extractor)(&row)?))
    }
    pub async fn all(self) -> Result<Vec<T>, tokio_postgres::Error> {
        self.iter().await?.try_collect().await
    }
    pub async fn opt(self) -> Result<Option<T>, tokio_postgres::Error> {
        let opt_row = crate::client::async_::opt(self.client, self.query, &self.params, self.cached).await?;
        Ok(opt_row
            .map(|row| {
                let extracted = (self.extractor)(&row)?;
                Ok((self.mapper)(extracted))
            })
            .transpose()?)
    }
    pub async fn iter(
        self,
    ) -> Result<impl futures::Stream<Item = Result<T, tokio_postgres::Error>> + 'c, tokio_postgres::Error>
    {
        let stream =
            crate::client::async_::raw(self.client, self.query, crate::slice_iter(&self.params), self.cached)
                .await?;
        let mapped = stream
            .map(move |res| {
                res.and_then(|row| {
                    let extracted = (self.extractor)(&row)?;
                    Ok((self.mapper)(extracted))
                })
            })
            .into_stream();
        Ok(mapped)
    }
}
pub struct IngestCursorsLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn ingest_cursors_lock() -> IngestCursorsLockStmt {
    IngestCursorsLockStmt(
        "SELECT agent_id, lane, epoch, seq, chain, fence, last_at, now() AS database_now FROM agent_cursor WHERE (agent_id, lane) IN (SELECT * FROM unnest($1::uuid[], $2::smallint[])) ORDER BY agent_id, lane FOR UPDATE",
        None,
    )
}
impl IngestCursorsLockStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<
        'c,
        'a,
        's,
        C: GenericClient,
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::ArraySql<Item = i16>,
    >(
        &'s self,
        client: &'c C,
        agent_ids: &'a T1,
        lanes: &'a T2,
    ) -> IngestCursorsLockQuery<'c, 'a, 's, C, IngestCursorsLock, 2> {
        IngestCursorsLockQuery {
            client,
            params: [agent_ids, lanes],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<IngestCursorsLockBorrowed, tokio_postgres::Error> {
                    Ok(IngestCursorsLockBorrowed {
                        agent_id: row.try_get(0)?,
                        lane: row.try_get(1)?,
                        epoch: row.try_get(2)?,
                        seq: row.try_get(3)?,
                        chain: row.try_get(4)?,
                        fence: row.try_get(5)?,
                        last_at: row.try_get(6)?,
                        database_now: row.try_get(7)?,
                    })
                },
            mapper: |it| IngestCursorsLock::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = i16>>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        IngestCursorsLockParams<T1, T2>,
        IngestCursorsLockQuery<'c, 'a, 's, C, IngestCursorsLock, 2>,
        C,
    > for IngestCursorsLockStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a IngestCursorsLockParams<T1, T2>,
    ) -> IngestCursorsLockQuery<'c, 'a, 's, C, IngestCursorsLock, 2> {
        self.bind(client, &params.agent_ids, &params.lanes)
    }
}
pub struct IngestCursorsAdvanceStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn ingest_cursors_advance() -> IngestCursorsAdvanceStmt {
    IngestCursorsAdvanceStmt(
        "UPDATE agent_cursor c SET seq = n.seq, chain = n.chain, last_at = greatest(c.last_at, n.last_at), updated_at = now() FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bytea[], $5::timestamptz[]) AS n (agent_id, lane, seq, chain, last_at) WHERE c.agent_id = n.agent_id AND c.lane = n.lane",
        None,
    )
}
impl IngestCursorsAdvanceStmt {
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
        T2: crate::ArraySql<Item = i16>,
        T3: crate::ArraySql<Item = i64>,
        T4: crate::BytesSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        agent_ids: &'a T1,
        lanes: &'a T2,
        seqs: &'a T3,
        chains: &'a T5,
        last_ats: &'a T6,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[agent_ids, lanes, seqs, chains, last_ats]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = i16>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::BytesSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = jiff::Timestamp>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IngestCursorsAdvanceParams<T1, T2, T3, T4, T5, T6>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IngestCursorsAdvanceStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IngestCursorsAdvanceParams<T1, T2, T3, T4, T5, T6>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.agent_ids,
            &params.lanes,
            &params.seqs,
            &params.chains,
            &params.last_ats,
        ))
    }
}
pub struct IngestBlocksInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn ingest_blocks_insert() -> IngestBlocksInsertStmt {
    IngestBlocksInsertStmt(
        "INSERT INTO sample_block (org_id, agent_id, epoch, first_seq, last_seq, ts_min, ts_max, n_samples, clock_offset_us, times_corrected, data) SELECT * FROM unnest( $1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::integer[], $9::bigint[], $10::boolean[], $11::bytea[])",
        None,
    )
}
impl IngestBlocksInsertStmt {
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
        T6: crate::ArraySql<Item = jiff::Timestamp>,
        T7: crate::ArraySql<Item = jiff::Timestamp>,
        T8: crate::ArraySql<Item = i32>,
        T9: crate::ArraySql<Item = i64>,
        T10: crate::ArraySql<Item = bool>,
        T11: crate::BytesSql,
        T12: crate::ArraySql<Item = T11>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        agent_ids: &'a T2,
        epochs: &'a T3,
        first_seqs: &'a T4,
        last_seqs: &'a T5,
        ts_mins: &'a T6,
        ts_maxs: &'a T7,
        n_samples: &'a T8,
        clock_offsets_us: &'a T9,
        times_corrected: &'a T10,
        data: &'a T12,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    org_ids,
                    agent_ids,
                    epochs,
                    first_seqs,
                    last_seqs,
                    ts_mins,
                    ts_maxs,
                    n_samples,
                    clock_offsets_us,
                    times_corrected,
                    data,
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
    T6: crate::ArraySql<Item = jiff::Timestamp>,
    T7: crate::ArraySql<Item = jiff::Timestamp>,
    T8: crate::ArraySql<Item = i32>,
    T9: crate::ArraySql<Item = i64>,
    T10: crate::ArraySql<Item = bool>,
    T11: crate::BytesSql,
    T12: crate::ArraySql<Item = T11>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IngestBlocksInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IngestBlocksInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IngestBlocksInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_ids,
            &params.agent_ids,
            &params.epochs,
            &params.first_seqs,
            &params.last_seqs,
            &params.ts_mins,
            &params.ts_maxs,
            &params.n_samples,
            &params.clock_offsets_us,
            &params.times_corrected,
            &params.data,
        ))
    }
}
pub struct IngestStatesPutStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn ingest_states_put() -> IngestStatesPutStmt {
    IngestStatesPutStmt(
        "INSERT INTO check_state (org_id, check_id, target, agent_id, revision, status, reason, evidence, since_at) SELECT * FROM unnest( $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::timestamptz[]) ON CONFLICT (org_id, check_id, target, agent_id) DO UPDATE SET revision = excluded.revision, since_at = CASE WHEN check_state.status = excluded.status THEN check_state.since_at ELSE excluded.since_at END, status = excluded.status, reason = excluded.reason, evidence = excluded.evidence, updated_at = now()",
        None,
    )
}
impl IngestStatesPutStmt {
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
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
        T5: crate::ArraySql<Item = uuid::Uuid>,
        T6: crate::ArraySql<Item = i32>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
        T11: crate::StringSql,
        T12: crate::ArraySql<Item = T11>,
        T13: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        check_ids: &'a T2,
        targets: &'a T4,
        agent_ids: &'a T5,
        revisions: &'a T6,
        statuses: &'a T8,
        reasons: &'a T10,
        evidences: &'a T12,
        since_ats: &'a T13,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[org_ids, check_ids, targets, agent_ids, revisions, statuses, reasons, evidences, since_ats],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::ArraySql<Item = uuid::Uuid>,
    T6: crate::ArraySql<Item = i32>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
    T11: crate::StringSql,
    T12: crate::ArraySql<Item = T11>,
    T13: crate::ArraySql<Item = jiff::Timestamp>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IngestStatesPutParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IngestStatesPutStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IngestStatesPutParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_ids,
            &params.check_ids,
            &params.targets,
            &params.agent_ids,
            &params.revisions,
            &params.statuses,
            &params.reasons,
            &params.evidences,
            &params.since_ats,
        ))
    }
}
pub struct IngestEventsInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn ingest_events_insert() -> IngestEventsInsertStmt {
    IngestEventsInsertStmt(
        "INSERT INTO check_event (org_id, check_id, target, agent_id, before, status, reason, evidence, at) SELECT * FROM unnest( $1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])",
        None,
    )
}
impl IngestEventsInsertStmt {
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
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
        T5: crate::ArraySql<Item = uuid::Uuid>,
        T6: crate::StringSql,
        T7: crate::ArraySql<Item = T6>,
        T8: crate::StringSql,
        T9: crate::ArraySql<Item = T8>,
        T10: crate::StringSql,
        T11: crate::ArraySql<Item = T10>,
        T12: crate::StringSql,
        T13: crate::ArraySql<Item = T12>,
        T14: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        check_ids: &'a T2,
        targets: &'a T4,
        agent_ids: &'a T5,
        befores: &'a T7,
        statuses: &'a T9,
        reasons: &'a T11,
        evidences: &'a T13,
        ats: &'a T14,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[org_ids, check_ids, targets, agent_ids, befores, statuses, reasons, evidences, ats],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::ArraySql<Item = uuid::Uuid>,
    T6: crate::StringSql,
    T7: crate::ArraySql<Item = T6>,
    T8: crate::StringSql,
    T9: crate::ArraySql<Item = T8>,
    T10: crate::StringSql,
    T11: crate::ArraySql<Item = T10>,
    T12: crate::StringSql,
    T13: crate::ArraySql<Item = T12>,
    T14: crate::ArraySql<Item = jiff::Timestamp>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IngestEventsInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IngestEventsInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IngestEventsInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_ids,
            &params.check_ids,
            &params.targets,
            &params.agent_ids,
            &params.befores,
            &params.statuses,
            &params.reasons,
            &params.evidences,
            &params.ats,
        ))
    }
}
pub struct IngestGapsInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn ingest_gaps_insert() -> IngestGapsInsertStmt {
    IngestGapsInsertStmt(
        "INSERT INTO gap (org_id, gap_id, agent_id, cause, from_at, to_at, records, detail) SELECT g.org_id, g.gap_id, g.agent_id, g.cause, g.from_at, g.to_at, g.records, g.detail FROM unnest( $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bigint[], $8::text[]) AS g (org_id, gap_id, agent_id, cause, from_at, to_at, records, detail)",
        None,
    )
}
impl IngestGapsInsertStmt {
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
        T3: crate::ArraySql<Item = uuid::Uuid>,
        T4: crate::StringSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::ArraySql<Item = jiff::Timestamp>,
        T7: crate::ArraySql<Item = jiff::Timestamp>,
        T8: crate::ArraySql<Item = i64>,
        T9: crate::StringSql,
        T10: crate::ArraySql<Item = T9>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        gap_ids: &'a T2,
        agent_ids: &'a T3,
        causes: &'a T5,
        from_ats: &'a T6,
        to_ats: &'a T7,
        records: &'a T8,
        details: &'a T10,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[org_ids, gap_ids, agent_ids, causes, from_ats, to_ats, records, details])
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = uuid::Uuid>,
    T4: crate::StringSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = jiff::Timestamp>,
    T7: crate::ArraySql<Item = jiff::Timestamp>,
    T8: crate::ArraySql<Item = i64>,
    T9: crate::StringSql,
    T10: crate::ArraySql<Item = T9>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IngestGapsInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IngestGapsInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IngestGapsInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_ids,
            &params.gap_ids,
            &params.agent_ids,
            &params.causes,
            &params.from_ats,
            &params.to_ats,
            &params.records,
            &params.details,
        ))
    }
}
pub struct IngestDeadLettersInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn ingest_dead_letters_insert() -> IngestDeadLettersInsertStmt {
    IngestDeadLettersInsertStmt(
        "INSERT INTO ingest_dead_letter (org_id, agent_id, epoch, lane, seq, kind, reason, payload) SELECT * FROM unnest( $1::uuid[], $2::uuid[], $3::bigint[], $4::smallint[], $5::bigint[], $6::integer[], $7::text[], $8::bytea[])",
        None,
    )
}
impl IngestDeadLettersInsertStmt {
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
        T4: crate::ArraySql<Item = i16>,
        T5: crate::ArraySql<Item = i64>,
        T6: crate::ArraySql<Item = i32>,
        T7: crate::StringSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::BytesSql,
        T10: crate::ArraySql<Item = T9>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        agent_ids: &'a T2,
        epochs: &'a T3,
        lanes: &'a T4,
        seqs: &'a T5,
        kinds: &'a T6,
        reasons: &'a T8,
        payloads: &'a T10,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_ids, agent_ids, epochs, lanes, seqs, kinds, reasons, payloads]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::ArraySql<Item = i64>,
    T4: crate::ArraySql<Item = i16>,
    T5: crate::ArraySql<Item = i64>,
    T6: crate::ArraySql<Item = i32>,
    T7: crate::StringSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::BytesSql,
    T10: crate::ArraySql<Item = T9>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IngestDeadLettersInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IngestDeadLettersInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IngestDeadLettersInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_ids,
            &params.agent_ids,
            &params.epochs,
            &params.lanes,
            &params.seqs,
            &params.kinds,
            &params.reasons,
            &params.payloads,
        ))
    }
}
pub struct IngestConfigStatusStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn ingest_config_status() -> IngestConfigStatusStmt {
    IngestConfigStatusStmt(
        "UPDATE desired_state SET state = $1, detail = $2, settled_at = now() WHERE org_id = $3 AND agent_id = $4 AND generation = $5",
        None,
    )
}
impl IngestConfigStatusStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        state: &'a T1,
        detail: &'a T2,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
        generation: &'a i64,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[state, detail, org_id, agent_id, generation]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IngestConfigStatusParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IngestConfigStatusStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IngestConfigStatusParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.state,
            &params.detail,
            &params.org_id,
            &params.agent_id,
            &params.generation,
        ))
    }
}
pub struct EventInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn event_insert() -> EventInsertStmt {
    EventInsertStmt(
        "INSERT INTO event (org_id, event_id, kind, key, data, at) SELECT * FROM unnest( $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])",
        None,
    )
}
impl EventInsertStmt {
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
        T3: crate::StringSql,
        T4: crate::ArraySql<Item = T3>,
        T5: crate::StringSql,
        T6: crate::ArraySql<Item = T5>,
        T7: crate::JsonSql,
        T8: crate::ArraySql<Item = T7>,
        T9: crate::ArraySql<Item = jiff::Timestamp>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        event_ids: &'a T2,
        kinds: &'a T4,
        keys: &'a T6,
        data: &'a T8,
        ats: &'a T9,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_ids, event_ids, kinds, keys, data, ats]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::StringSql,
    T6: crate::ArraySql<Item = T5>,
    T7: crate::JsonSql,
    T8: crate::ArraySql<Item = T7>,
    T9: crate::ArraySql<Item = jiff::Timestamp>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        EventInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for EventInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a EventInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_ids,
            &params.event_ids,
            &params.kinds,
            &params.keys,
            &params.data,
            &params.ats,
        ))
    }
}
