// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct SeriesInsertParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::JsonSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::ArraySql<Item = uuid::Uuid>,
> {
    pub org_ids: T1,
    pub metrics: T3,
    pub labels: T5,
    pub fingerprints: T6,
    pub agent_ids: T7,
}
#[derive(Debug)]
pub struct SeriesFindParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::JsonSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i64>,
> {
    pub org_ids: T1,
    pub metrics: T3,
    pub labels: T5,
    pub fingerprints: T6,
}
#[derive(Clone, Copy, Debug)]
pub struct SeriesGetParams {
    pub org_id: uuid::Uuid,
    pub series_id: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct SeriesBlocksParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub received_from: jiff::Timestamp,
    pub ts_from: jiff::Timestamp,
    pub ts_to: jiff::Timestamp,
}
#[derive(Clone, Copy, Debug)]
pub struct BlockLastSeqParams {
    pub agent_id: uuid::Uuid,
    pub epoch: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesFind {
    pub org_id: uuid::Uuid,
    pub series_id: i64,
    pub metric: String,
    pub labels: serde_json::Value,
    pub agent_id: uuid::Uuid,
}
pub struct SeriesFindBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub series_id: i64,
    pub metric: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub agent_id: uuid::Uuid,
}
impl<'a> From<SeriesFindBorrowed<'a>> for SeriesFind {
    fn from(
        SeriesFindBorrowed { org_id, series_id, metric, labels, agent_id }: SeriesFindBorrowed<'a>,
    ) -> Self {
        Self {
            org_id,
            series_id,
            metric: metric.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            agent_id,
        }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct SeriesCountByAgent {
    pub agent_id: uuid::Uuid,
    pub n_series: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesByIds {
    pub org_id: uuid::Uuid,
    pub series_id: i64,
    pub metric: String,
    pub labels: serde_json::Value,
    pub agent_id: uuid::Uuid,
}
pub struct SeriesByIdsBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub series_id: i64,
    pub metric: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub agent_id: uuid::Uuid,
}
impl<'a> From<SeriesByIdsBorrowed<'a>> for SeriesByIds {
    fn from(
        SeriesByIdsBorrowed { org_id, series_id, metric, labels, agent_id }: SeriesByIdsBorrowed<'a>,
    ) -> Self {
        Self {
            org_id,
            series_id,
            metric: metric.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            agent_id,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesGet {
    pub series_id: i64,
    pub metric: String,
    pub labels: serde_json::Value,
    pub agent_id: uuid::Uuid,
}
pub struct SeriesGetBorrowed<'a> {
    pub series_id: i64,
    pub metric: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub agent_id: uuid::Uuid,
}
impl<'a> From<SeriesGetBorrowed<'a>> for SeriesGet {
    fn from(SeriesGetBorrowed { series_id, metric, labels, agent_id }: SeriesGetBorrowed<'a>) -> Self {
        Self {
            series_id,
            metric: metric.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            agent_id,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesBlocks {
    pub received_at: jiff::Timestamp,
    pub data: Vec<u8>,
}
pub struct SeriesBlocksBorrowed<'a> {
    pub received_at: jiff::Timestamp,
    pub data: &'a [u8],
}
impl<'a> From<SeriesBlocksBorrowed<'a>> for SeriesBlocks {
    fn from(SeriesBlocksBorrowed { received_at, data }: SeriesBlocksBorrowed<'a>) -> Self {
        Self { received_at, data: data.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct BlocksSince {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub received_at: jiff::Timestamp,
    pub ts_max: jiff::Timestamp,
    pub n_samples: i32,
    pub data: Vec<u8>,
}
pub struct BlocksSinceBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub received_at: jiff::Timestamp,
    pub ts_max: jiff::Timestamp,
    pub n_samples: i32,
    pub data: &'a [u8],
}
impl<'a> From<BlocksSinceBorrowed<'a>> for BlocksSince {
    fn from(
        BlocksSinceBorrowed { org_id, agent_id, received_at, ts_max, n_samples, data }: BlocksSinceBorrowed<
            'a,
        >,
    ) -> Self {
        Self { org_id, agent_id, received_at, ts_max, n_samples, data: data.into() }
    }
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct BlockLastSeq {
    pub last_seq: Option<i64>,
    pub n_samples: Option<i64>,
    pub n_blocks: i64,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct SeriesFindQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SeriesFindBorrowed, tokio_postgres::Error>,
    mapper: fn(SeriesFindBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SeriesFindQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SeriesFindBorrowed) -> R) -> SeriesFindQuery<'c, 'a, 's, C, R, N> {
        SeriesFindQuery {
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
pub struct SeriesCountByAgentQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SeriesCountByAgent, tokio_postgres::Error>,
    mapper: fn(SeriesCountByAgent) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SeriesCountByAgentQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SeriesCountByAgent) -> R) -> SeriesCountByAgentQuery<'c, 'a, 's, C, R, N> {
        SeriesCountByAgentQuery {
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
pub struct SeriesByIdsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SeriesByIdsBorrowed, tokio_postgres::Error>,
    mapper: fn(SeriesByIdsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SeriesByIdsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SeriesByIdsBorrowed) -> R) -> SeriesByIdsQuery<'c, 'a, 's, C, R, N> {
        SeriesByIdsQuery {
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
pub struct SeriesGetQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SeriesGetBorrowed, tokio_postgres::Error>,
    mapper: fn(SeriesGetBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SeriesGetQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SeriesGetBorrowed) -> R) -> SeriesGetQuery<'c, 'a, 's, C, R, N> {
        SeriesGetQuery {
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
pub struct SeriesBlocksQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SeriesBlocksBorrowed, tokio_postgres::Error>,
    mapper: fn(SeriesBlocksBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SeriesBlocksQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(SeriesBlocksBorrowed) -> R) -> SeriesBlocksQuery<'c, 'a, 's, C, R, N> {
        SeriesBlocksQuery {
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
pub struct BlocksSinceQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<BlocksSinceBorrowed, tokio_postgres::Error>,
    mapper: fn(BlocksSinceBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BlocksSinceQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(BlocksSinceBorrowed) -> R) -> BlocksSinceQuery<'c, 'a, 's, C, R, N> {
        BlocksSinceQuery {
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
pub struct BlockLastSeqQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<BlockLastSeq, tokio_postgres::Error>,
    mapper: fn(BlockLastSeq) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BlockLastSeqQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(BlockLastSeq) -> R) -> BlockLastSeqQuery<'c, 'a, 's, C, R, N> {
        BlockLastSeqQuery {
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
pub struct SeriesInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn series_insert() -> SeriesInsertStmt {
    SeriesInsertStmt(
        "INSERT INTO series (org_id, metric, labels, fingerprint, agent_id) SELECT n.org_id, n.metric, n.labels, n.fingerprint, n.agent_id FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::bigint[], $5::uuid[]) AS n (org_id, metric, labels, fingerprint, agent_id) ON CONFLICT (org_id, fingerprint, metric, labels) DO NOTHING",
        None,
    )
}
impl SeriesInsertStmt {
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
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::JsonSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::ArraySql<Item = i64>,
        T7: crate::ArraySql<Item = uuid::Uuid>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        metrics: &'a T3,
        labels: &'a T5,
        fingerprints: &'a T6,
        agent_ids: &'a T7,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_ids, metrics, labels, fingerprints, agent_ids]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::JsonSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i64>,
    T7: crate::ArraySql<Item = uuid::Uuid>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SeriesInsertParams<T1, T2, T3, T4, T5, T6, T7>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SeriesInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SeriesInsertParams<T1, T2, T3, T4, T5, T6, T7>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_ids,
            &params.metrics,
            &params.labels,
            &params.fingerprints,
            &params.agent_ids,
        ))
    }
}
pub struct SeriesFindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn series_find() -> SeriesFindStmt {
    SeriesFindStmt(
        "SELECT s.org_id, s.series_id, s.metric, s.labels, s.agent_id FROM series s JOIN unnest($1::uuid[], $2::text[], $3::jsonb[], $4::bigint[]) AS n (org_id, metric, labels, fingerprint) ON s.org_id = n.org_id AND s.fingerprint = n.fingerprint AND s.metric = n.metric AND s.labels = n.labels",
        None,
    )
}
impl SeriesFindStmt {
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
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
        T4: crate::JsonSql,
        T5: crate::ArraySql<Item = T4>,
        T6: crate::ArraySql<Item = i64>,
    >(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
        metrics: &'a T3,
        labels: &'a T5,
        fingerprints: &'a T6,
    ) -> SeriesFindQuery<'c, 'a, 's, C, SeriesFind, 4> {
        SeriesFindQuery {
            client,
            params: [org_ids, metrics, labels, fingerprints],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SeriesFindBorrowed, tokio_postgres::Error> {
                Ok(SeriesFindBorrowed {
                    org_id: row.try_get(0)?,
                    series_id: row.try_get(1)?,
                    metric: row.try_get(2)?,
                    labels: row.try_get(3)?,
                    agent_id: row.try_get(4)?,
                })
            },
            mapper: |it| SeriesFind::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::JsonSql,
    T5: crate::ArraySql<Item = T4>,
    T6: crate::ArraySql<Item = i64>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        SeriesFindParams<T1, T2, T3, T4, T5, T6>,
        SeriesFindQuery<'c, 'a, 's, C, SeriesFind, 4>,
        C,
    > for SeriesFindStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SeriesFindParams<T1, T2, T3, T4, T5, T6>,
    ) -> SeriesFindQuery<'c, 'a, 's, C, SeriesFind, 4> {
        self.bind(client, &params.org_ids, &params.metrics, &params.labels, &params.fingerprints)
    }
}
pub struct SeriesCountByAgentStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn series_count_by_agent() -> SeriesCountByAgentStmt {
    SeriesCountByAgentStmt("SELECT agent_id, count(*) AS n_series FROM series GROUP BY agent_id", None)
}
impl SeriesCountByAgentStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
    ) -> SeriesCountByAgentQuery<'c, 'a, 's, C, SeriesCountByAgent, 0> {
        SeriesCountByAgentQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SeriesCountByAgent, tokio_postgres::Error> {
                Ok(SeriesCountByAgent { agent_id: row.try_get(0)?, n_series: row.try_get(1)? })
            },
            mapper: |it| SeriesCountByAgent::from(it),
        }
    }
}
pub struct SeriesByIdsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn series_by_ids() -> SeriesByIdsStmt {
    SeriesByIdsStmt(
        "SELECT org_id, series_id, metric, labels, agent_id FROM series WHERE series_id = ANY ($1)",
        None,
    )
}
impl SeriesByIdsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = i64>>(
        &'s self,
        client: &'c C,
        series_ids: &'a T1,
    ) -> SeriesByIdsQuery<'c, 'a, 's, C, SeriesByIds, 1> {
        SeriesByIdsQuery {
            client,
            params: [series_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SeriesByIdsBorrowed, tokio_postgres::Error> {
                Ok(SeriesByIdsBorrowed {
                    org_id: row.try_get(0)?,
                    series_id: row.try_get(1)?,
                    metric: row.try_get(2)?,
                    labels: row.try_get(3)?,
                    agent_id: row.try_get(4)?,
                })
            },
            mapper: |it| SeriesByIds::from(it),
        }
    }
}
pub struct SeriesGetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn series_get() -> SeriesGetStmt {
    SeriesGetStmt(
        "SELECT series_id, metric, labels, agent_id FROM series WHERE org_id = $1 AND series_id = $2",
        None,
    )
}
impl SeriesGetStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        series_id: &'a i64,
    ) -> SeriesGetQuery<'c, 'a, 's, C, SeriesGet, 2> {
        SeriesGetQuery {
            client,
            params: [org_id, series_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SeriesGetBorrowed, tokio_postgres::Error> {
                Ok(SeriesGetBorrowed {
                    series_id: row.try_get(0)?,
                    metric: row.try_get(1)?,
                    labels: row.try_get(2)?,
                    agent_id: row.try_get(3)?,
                })
            },
            mapper: |it| SeriesGet::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, SeriesGetParams, SeriesGetQuery<'c, 'a, 's, C, SeriesGet, 2>, C>
    for SeriesGetStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SeriesGetParams,
    ) -> SeriesGetQuery<'c, 'a, 's, C, SeriesGet, 2> {
        self.bind(client, &params.org_id, &params.series_id)
    }
}
pub struct SeriesBlocksStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn series_blocks() -> SeriesBlocksStmt {
    SeriesBlocksStmt(
        "SELECT received_at, data FROM sample_block WHERE org_id = $1 AND agent_id = $2 AND received_at >= $3 AND ts_max >= $4 AND ts_min < $5 ORDER BY received_at",
        None,
    )
}
impl SeriesBlocksStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
        received_from: &'a jiff::Timestamp,
        ts_from: &'a jiff::Timestamp,
        ts_to: &'a jiff::Timestamp,
    ) -> SeriesBlocksQuery<'c, 'a, 's, C, SeriesBlocks, 5> {
        SeriesBlocksQuery {
            client,
            params: [org_id, agent_id, received_from, ts_from, ts_to],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SeriesBlocksBorrowed, tokio_postgres::Error> {
                Ok(SeriesBlocksBorrowed { received_at: row.try_get(0)?, data: row.try_get(1)? })
            },
            mapper: |it| SeriesBlocks::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        SeriesBlocksParams,
        SeriesBlocksQuery<'c, 'a, 's, C, SeriesBlocks, 5>,
        C,
    > for SeriesBlocksStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SeriesBlocksParams,
    ) -> SeriesBlocksQuery<'c, 'a, 's, C, SeriesBlocks, 5> {
        self.bind(
            client,
            &params.org_id,
            &params.agent_id,
            &params.received_from,
            &params.ts_from,
            &params.ts_to,
        )
    }
}
pub struct BlocksSinceStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn blocks_since() -> BlocksSinceStmt {
    BlocksSinceStmt(
        "SELECT org_id, agent_id, received_at, ts_max, n_samples, data FROM sample_block WHERE received_at >= $1 ORDER BY received_at",
        None,
    )
}
impl BlocksSinceStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        received_from: &'a jiff::Timestamp,
    ) -> BlocksSinceQuery<'c, 'a, 's, C, BlocksSince, 1> {
        BlocksSinceQuery {
            client,
            params: [received_from],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<BlocksSinceBorrowed, tokio_postgres::Error> {
                Ok(BlocksSinceBorrowed {
                    org_id: row.try_get(0)?,
                    agent_id: row.try_get(1)?,
                    received_at: row.try_get(2)?,
                    ts_max: row.try_get(3)?,
                    n_samples: row.try_get(4)?,
                    data: row.try_get(5)?,
                })
            },
            mapper: |it| BlocksSince::from(it),
        }
    }
}
pub struct BlockLastSeqStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn block_last_seq() -> BlockLastSeqStmt {
    BlockLastSeqStmt(
        "SELECT max(last_seq)::bigint AS last_seq, sum(n_samples)::bigint AS n_samples, count(*) AS n_blocks FROM sample_block WHERE agent_id = $1 AND epoch = $2",
        None,
    )
}
impl BlockLastSeqStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        agent_id: &'a uuid::Uuid,
        epoch: &'a i64,
    ) -> BlockLastSeqQuery<'c, 'a, 's, C, BlockLastSeq, 2> {
        BlockLastSeqQuery {
            client,
            params: [agent_id, epoch],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<BlockLastSeq, tokio_postgres::Error> {
                Ok(BlockLastSeq {
                    last_seq: row.try_get(0)?,
                    n_samples: row.try_get(1)?,
                    n_blocks: row.try_get(2)?,
                })
            },
            mapper: |it| BlockLastSeq::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        BlockLastSeqParams,
        BlockLastSeqQuery<'c, 'a, 's, C, BlockLastSeq, 2>,
        C,
    > for BlockLastSeqStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a BlockLastSeqParams,
    ) -> BlockLastSeqQuery<'c, 'a, 's, C, BlockLastSeq, 2> {
        self.bind(client, &params.agent_id, &params.epoch)
    }
}
