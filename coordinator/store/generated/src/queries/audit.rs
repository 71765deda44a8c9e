// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct AuditInsertParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
    T7: crate::StringSql,
    T8: crate::StringSql,
    T9: crate::StringSql,
    T10: crate::StringSql,
> {
    pub org_id: uuid::Uuid,
    pub audit_id: uuid::Uuid,
    pub actor_kind: T1,
    pub actor_id: Option<uuid::Uuid>,
    pub actor_name: T2,
    pub address: Option<T3>,
    pub request_id: T4,
    pub action: T5,
    pub object_kind: T6,
    pub object_id: T7,
    pub object_name: T8,
    pub before: Option<T9>,
    pub after: Option<T10>,
}
#[derive(Debug)]
pub struct AuditPageParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
> {
    pub org_id: uuid::Uuid,
    pub before_id: Option<uuid::Uuid>,
    pub actor_id: Option<uuid::Uuid>,
    pub actor_name: Option<T1>,
    pub action: Option<T2>,
    pub object_kind: Option<T3>,
    pub object: Option<T4>,
    pub from_at: Option<jiff::Timestamp>,
    pub to_at: Option<jiff::Timestamp>,
    pub n_rows: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct AuditGetParams {
    pub org_id: uuid::Uuid,
    pub audit_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct AuditSealedPageParams {
    pub org_id: uuid::Uuid,
    pub after_seq: i64,
    pub n_rows: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct AuditStrayParams {
    pub org_id: uuid::Uuid,
    pub n_rows: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct AuditPendingPageParams {
    pub org_id: uuid::Uuid,
    pub n_rows: i64,
}
#[derive(Debug)]
pub struct AuditSealInsertParams<
    T1: crate::ArraySql<Item = i64>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::BytesSql,
    T4: crate::ArraySql<Item = T3>,
> {
    pub org_id: uuid::Uuid,
    pub seqs: T1,
    pub audit_ids: T2,
    pub chains: T4,
}
#[derive(Debug)]
pub struct AuditPendingDeleteParams<T1: crate::ArraySql<Item = uuid::Uuid>> {
    pub org_id: uuid::Uuid,
    pub audit_ids: T1,
}
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    pub audit_id: uuid::Uuid,
    pub at: jiff::Timestamp,
    pub actor_kind: String,
    pub actor_id: Option<uuid::Uuid>,
    pub actor_name: String,
    pub address: Option<String>,
    pub request_id: String,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub object_name: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub seq: Option<i64>,
    pub chain: Option<Vec<u8>>,
}
pub struct AuditRowBorrowed<'a> {
    pub audit_id: uuid::Uuid,
    pub at: jiff::Timestamp,
    pub actor_kind: &'a str,
    pub actor_id: Option<uuid::Uuid>,
    pub actor_name: &'a str,
    pub address: Option<&'a str>,
    pub request_id: &'a str,
    pub action: &'a str,
    pub object_kind: &'a str,
    pub object_id: &'a str,
    pub object_name: &'a str,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    pub seq: Option<i64>,
    pub chain: Option<&'a [u8]>,
}
impl<'a> From<AuditRowBorrowed<'a>> for AuditRow {
    fn from(
        AuditRowBorrowed {
            audit_id,
            at,
            actor_kind,
            actor_id,
            actor_name,
            address,
            request_id,
            action,
            object_kind,
            object_id,
            object_name,
            before,
            after,
            seq,
            chain,
        }: AuditRowBorrowed<'a>,
    ) -> Self {
        Self {
            audit_id,
            at,
            actor_kind: actor_kind.into(),
            actor_id,
            actor_name: actor_name.into(),
            address: address.map(|v| v.into()),
            request_id: request_id.into(),
            action: action.into(),
            object_kind: object_kind.into(),
            object_id: object_id.into(),
            object_name: object_name.into(),
            before: before.map(|v| v.into()),
            after: after.map(|v| v.into()),
            seq,
            chain: chain.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct AuditSealedPage {
    pub seq: i64,
    pub chain: Vec<u8>,
    pub audit_id: uuid::Uuid,
    pub at: Option<jiff::Timestamp>,
    pub actor_kind: Option<String>,
    pub actor_id: Option<uuid::Uuid>,
    pub actor_name: Option<String>,
    pub address: Option<String>,
    pub request_id: Option<String>,
    pub action: Option<String>,
    pub object_kind: Option<String>,
    pub object_id: Option<String>,
    pub object_name: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}
pub struct AuditSealedPageBorrowed<'a> {
    pub seq: i64,
    pub chain: &'a [u8],
    pub audit_id: uuid::Uuid,
    pub at: Option<jiff::Timestamp>,
    pub actor_kind: Option<&'a str>,
    pub actor_id: Option<uuid::Uuid>,
    pub actor_name: Option<&'a str>,
    pub address: Option<&'a str>,
    pub request_id: Option<&'a str>,
    pub action: Option<&'a str>,
    pub object_kind: Option<&'a str>,
    pub object_id: Option<&'a str>,
    pub object_name: Option<&'a str>,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
}
impl<'a> From<AuditSealedPageBorrowed<'a>> for AuditSealedPage {
    fn from(
        AuditSealedPageBorrowed {
            seq,
            chain,
            audit_id,
            at,
            actor_kind,
            actor_id,
            actor_name,
            address,
            request_id,
            action,
            object_kind,
            object_id,
            object_name,
            before,
            after,
        }: AuditSealedPageBorrowed<'a>,
    ) -> Self {
        Self {
            seq,
            chain: chain.into(),
            audit_id,
            at,
            actor_kind: actor_kind.map(|v| v.into()),
            actor_id,
            actor_name: actor_name.map(|v| v.into()),
            address: address.map(|v| v.into()),
            request_id: request_id.map(|v| v.into()),
            action: action.map(|v| v.into()),
            object_kind: object_kind.map(|v| v.into()),
            object_id: object_id.map(|v| v.into()),
            object_name: object_name.map(|v| v.into()),
            before: before.map(|v| v.into()),
            after: after.map(|v| v.into()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct AuditSealHead {
    pub seq: i64,
    pub chain: Vec<u8>,
}
pub struct AuditSealHeadBorrowed<'a> {
    pub seq: i64,
    pub chain: &'a [u8],
}
impl<'a> From<AuditSealHeadBorrowed<'a>> for AuditSealHead {
    fn from(AuditSealHeadBorrowed { seq, chain }: AuditSealHeadBorrowed<'a>) -> Self {
        Self { seq, chain: chain.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPendingPage {
    pub audit_id: uuid::Uuid,
    pub at: jiff::Timestamp,
    pub actor_kind: String,
    pub actor_id: Option<uuid::Uuid>,
    pub actor_name: String,
    pub address: Option<String>,
    pub request_id: String,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub object_name: String,
    pub before: Option<String>,
    pub after: Option<String>,
}
pub struct AuditPendingPageBorrowed<'a> {
    pub audit_id: uuid::Uuid,
    pub at: jiff::Timestamp,
    pub actor_kind: &'a str,
    pub actor_id: Option<uuid::Uuid>,
    pub actor_name: &'a str,
    pub address: Option<&'a str>,
    pub request_id: &'a str,
    pub action: &'a str,
    pub object_kind: &'a str,
    pub object_id: &'a str,
    pub object_name: &'a str,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
}
impl<'a> From<AuditPendingPageBorrowed<'a>> for AuditPendingPage {
    fn from(
        AuditPendingPageBorrowed {
            audit_id,
            at,
            actor_kind,
            actor_id,
            actor_name,
            address,
            request_id,
            action,
            object_kind,
            object_id,
            object_name,
            before,
            after,
        }: AuditPendingPageBorrowed<'a>,
    ) -> Self {
        Self {
            audit_id,
            at,
            actor_kind: actor_kind.into(),
            actor_id,
            actor_name: actor_name.into(),
            address: address.map(|v| v.into()),
            request_id: request_id.into(),
            action: action.into(),
            object_kind: object_kind.into(),
            object_id: object_id.into(),
            object_name: object_name.into(),
            before: before.map(|v| v.into()),
            after: after.map(|v| v.into()),
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct StringQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<&str, tokio_postgres::Error>,
    mapper: fn(&str) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> StringQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(&str) -> R) -> StringQuery<'c, 'a, 's, C, R, N> {
        StringQuery {
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
pub struct AuditRowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AuditRowBorrowed, tokio_postgres::Error>,
    mapper: fn(AuditRowBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AuditRowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AuditRowBorrowed) -> R) -> AuditRowQuery<'c, 'a, 's, C, R, N> {
        AuditRowQuery {
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
pub struct AuditSealedPageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AuditSealedPageBorrowed, tokio_postgres::Error>,
    mapper: fn(AuditSealedPageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AuditSealedPageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(AuditSealedPageBorrowed) -> R,
    ) -> AuditSealedPageQuery<'c, 'a, 's, C, R, N> {
        AuditSealedPageQuery {
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
pub struct UuidUuidQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<uuid::Uuid, tokio_postgres::Error>,
    mapper: fn(uuid::Uuid) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> UuidUuidQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(uuid::Uuid) -> R) -> UuidUuidQuery<'c, 'a, 's, C, R, N> {
        UuidUuidQuery {
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
pub struct I64Query<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<i64, tokio_postgres::Error>,
    mapper: fn(i64) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> I64Query<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(i64) -> R) -> I64Query<'c, 'a, 's, C, R, N> {
        I64Query {
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
pub struct BoolQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<bool, tokio_postgres::Error>,
    mapper: fn(bool) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> BoolQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(bool) -> R) -> BoolQuery<'c, 'a, 's, C, R, N> {
        BoolQuery {
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
pub struct AuditSealHeadQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AuditSealHeadBorrowed, tokio_postgres::Error>,
    mapper: fn(AuditSealHeadBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AuditSealHeadQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AuditSealHeadBorrowed) -> R) -> AuditSealHeadQuery<'c, 'a, 's, C, R, N> {
        AuditSealHeadQuery {
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
pub struct AuditPendingPageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AuditPendingPageBorrowed, tokio_postgres::Error>,
    mapper: fn(AuditPendingPageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AuditPendingPageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(AuditPendingPageBorrowed) -> R,
    ) -> AuditPendingPageQuery<'c, 'a, 's, C, R, N> {
        AuditPendingPageQuery {
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
pub struct AuditInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_insert() -> AuditInsertStmt {
    AuditInsertStmt(
        "INSERT INTO audit ( org_id, audit_id, actor_kind, actor_id, actor_name, address, request_id, action, object_kind, object_id, object_name, before, after ) VALUES ( $1, $2, $3, $4, $5, ($6::text)::inet, $7, $8, $9, $10, $11, $12, $13 )",
        None,
    )
}
impl AuditInsertStmt {
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
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::StringSql,
        T4: crate::StringSql,
        T5: crate::StringSql,
        T6: crate::StringSql,
        T7: crate::StringSql,
        T8: crate::StringSql,
        T9: crate::StringSql,
        T10: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        audit_id: &'a uuid::Uuid,
        actor_kind: &'a T1,
        actor_id: &'a Option<uuid::Uuid>,
        actor_name: &'a T2,
        address: &'a Option<T3>,
        request_id: &'a T4,
        action: &'a T5,
        object_kind: &'a T6,
        object_id: &'a T7,
        object_name: &'a T8,
        before: &'a Option<T9>,
        after: &'a Option<T10>,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[
                    org_id,
                    audit_id,
                    actor_kind,
                    actor_id,
                    actor_name,
                    address,
                    request_id,
                    action,
                    object_kind,
                    object_id,
                    object_name,
                    before,
                    after,
                ],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::StringSql,
    T6: crate::StringSql,
    T7: crate::StringSql,
    T8: crate::StringSql,
    T9: crate::StringSql,
    T10: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AuditInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AuditInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AuditInsertParams<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_id,
            &params.audit_id,
            &params.actor_kind,
            &params.actor_id,
            &params.actor_name,
            &params.address,
            &params.request_id,
            &params.action,
            &params.object_kind,
            &params.object_id,
            &params.object_name,
            &params.before,
            &params.after,
        ))
    }
}
pub struct AuditPlanStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_plan() -> AuditPlanStmt {
    AuditPlanStmt("SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS mode", None)
}
impl AuditPlanStmt {
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
    ) -> StringQuery<'c, 'a, 's, C, String, 0> {
        StringQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
pub struct AuditPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_page() -> AuditPageStmt {
    AuditPageStmt(
        "SELECT a.audit_id, a.at, a.actor_kind, a.actor_id, a.actor_name, host(a.address) AS address, a.request_id, a.action, a.object_kind, a.object_id, a.object_name, a.before, a.after, s.seq, s.chain FROM audit a LEFT JOIN audit_seal s ON s.org_id = a.org_id AND s.audit_id = a.audit_id WHERE a.org_id = $1 AND ($2::uuid IS NULL OR a.audit_id < $2) AND ($3::uuid IS NULL OR a.actor_id = $3) AND ($4::text IS NULL OR a.actor_name = $4) AND ($5::text IS NULL OR a.action = $5) AND ($6::text IS NULL OR a.object_kind = $6) AND ($7::text IS NULL OR a.object_id = $7 OR a.object_name = $7) AND ($8::timestamptz IS NULL OR a.at >= $8) AND ($9::timestamptz IS NULL OR a.at < $9) ORDER BY a.audit_id DESC LIMIT $10",
        None,
    )
}
impl AuditPageStmt {
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
        T1: crate::StringSql,
        T2: crate::StringSql,
        T3: crate::StringSql,
        T4: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        before_id: &'a Option<uuid::Uuid>,
        actor_id: &'a Option<uuid::Uuid>,
        actor_name: &'a Option<T1>,
        action: &'a Option<T2>,
        object_kind: &'a Option<T3>,
        object: &'a Option<T4>,
        from_at: &'a Option<jiff::Timestamp>,
        to_at: &'a Option<jiff::Timestamp>,
        n_rows: &'a i64,
    ) -> AuditRowQuery<'c, 'a, 's, C, AuditRow, 10> {
        AuditRowQuery {
            client,
            params: [
                org_id,
                before_id,
                actor_id,
                actor_name,
                action,
                object_kind,
                object,
                from_at,
                to_at,
                n_rows,
            ],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AuditRowBorrowed, tokio_postgres::Error> {
                Ok(AuditRowBorrowed {
                    audit_id: row.try_get(0)?,
                    at: row.try_get(1)?,
                    actor_kind: row.try_get(2)?,
                    actor_id: row.try_get(3)?,
                    actor_name: row.try_get(4)?,
                    address: row.try_get(5)?,
                    request_id: row.try_get(6)?,
                    action: row.try_get(7)?,
                    object_kind: row.try_get(8)?,
                    object_id: row.try_get(9)?,
                    object_name: row.try_get(10)?,
                    before: row.try_get(11)?,
                    after: row.try_get(12)?,
                    seq: row.try_get(13)?,
                    chain: row.try_get(14)?,
                })
            },
            mapper: |it| AuditRow::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        AuditPageParams<T1, T2, T3, T4>,
        AuditRowQuery<'c, 'a, 's, C, AuditRow, 10>,
        C,
    > for AuditPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a AuditPageParams<T1, T2, T3, T4>,
    ) -> AuditRowQuery<'c, 'a, 's, C, AuditRow, 10> {
        self.bind(
            client,
            &params.org_id,
            &params.before_id,
            &params.actor_id,
            &params.actor_name,
            &params.action,
            &params.object_kind,
            &params.object,
            &params.from_at,
            &params.to_at,
            &params.n_rows,
        )
    }
}
pub struct AuditGetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_get() -> AuditGetStmt {
    AuditGetStmt(
        "SELECT a.audit_id, a.at, a.actor_kind, a.actor_id, a.actor_name, host(a.address) AS address, a.request_id, a.action, a.object_kind, a.object_id, a.object_name, a.before, a.after, s.seq, s.chain FROM audit a LEFT JOIN audit_seal s ON s.org_id = a.org_id AND s.audit_id = a.audit_id WHERE a.org_id = $1 AND a.audit_id = $2",
        None,
    )
}
impl AuditGetStmt {
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
        audit_id: &'a uuid::Uuid,
    ) -> AuditRowQuery<'c, 'a, 's, C, AuditRow, 2> {
        AuditRowQuery {
            client,
            params: [org_id, audit_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AuditRowBorrowed, tokio_postgres::Error> {
                Ok(AuditRowBorrowed {
                    audit_id: row.try_get(0)?,
                    at: row.try_get(1)?,
                    actor_kind: row.try_get(2)?,
                    actor_id: row.try_get(3)?,
                    actor_name: row.try_get(4)?,
                    address: row.try_get(5)?,
                    request_id: row.try_get(6)?,
                    action: row.try_get(7)?,
                    object_kind: row.try_get(8)?,
                    object_id: row.try_get(9)?,
                    object_name: row.try_get(10)?,
                    before: row.try_get(11)?,
                    after: row.try_get(12)?,
                    seq: row.try_get(13)?,
                    chain: row.try_get(14)?,
                })
            },
            mapper: |it| AuditRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, AuditGetParams, AuditRowQuery<'c, 'a, 's, C, AuditRow, 2>, C>
    for AuditGetStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a AuditGetParams,
    ) -> AuditRowQuery<'c, 'a, 's, C, AuditRow, 2> {
        self.bind(client, &params.org_id, &params.audit_id)
    }
}
pub struct AuditSealedPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_sealed_page() -> AuditSealedPageStmt {
    AuditSealedPageStmt(
        "SELECT s.seq, s.chain, s.audit_id, a.at, a.actor_kind, a.actor_id, a.actor_name, host(a.address) AS address, a.request_id, a.action, a.object_kind, a.object_id, a.object_name, a.before, a.after FROM audit_seal s LEFT JOIN audit a ON a.org_id = s.org_id AND a.audit_id = s.audit_id WHERE s.org_id = $1 AND s.seq > $2 ORDER BY s.seq LIMIT $3",
        None,
    )
}
impl AuditSealedPageStmt {
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
        after_seq: &'a i64,
        n_rows: &'a i64,
    ) -> AuditSealedPageQuery<'c, 'a, 's, C, AuditSealedPage, 3> {
        AuditSealedPageQuery {
            client,
            params: [org_id, after_seq, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AuditSealedPageBorrowed, tokio_postgres::Error> {
                Ok(AuditSealedPageBorrowed {
                    seq: row.try_get(0)?,
                    chain: row.try_get(1)?,
                    audit_id: row.try_get(2)?,
                    at: row.try_get(3)?,
                    actor_kind: row.try_get(4)?,
                    actor_id: row.try_get(5)?,
                    actor_name: row.try_get(6)?,
                    address: row.try_get(7)?,
                    request_id: row.try_get(8)?,
                    action: row.try_get(9)?,
                    object_kind: row.try_get(10)?,
                    object_id: row.try_get(11)?,
                    object_name: row.try_get(12)?,
                    before: row.try_get(13)?,
                    after: row.try_get(14)?,
                })
            },
            mapper: |it| AuditSealedPage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        AuditSealedPageParams,
        AuditSealedPageQuery<'c, 'a, 's, C, AuditSealedPage, 3>,
        C,
    > for AuditSealedPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a AuditSealedPageParams,
    ) -> AuditSealedPageQuery<'c, 'a, 's, C, AuditSealedPage, 3> {
        self.bind(client, &params.org_id, &params.after_seq, &params.n_rows)
    }
}
pub struct AuditStrayStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_stray() -> AuditStrayStmt {
    AuditStrayStmt(
        "SELECT a.audit_id FROM audit a WHERE a.org_id = $1 AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.org_id = a.org_id AND s.audit_id = a.audit_id) AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.org_id = a.org_id AND p.audit_id = a.audit_id) ORDER BY a.audit_id LIMIT $2",
        None,
    )
}
impl AuditStrayStmt {
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
        n_rows: &'a i64,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        UuidUuidQuery {
            client,
            params: [org_id, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        AuditStrayParams,
        UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2>,
        C,
    > for AuditStrayStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a AuditStrayParams,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        self.bind(client, &params.org_id, &params.n_rows)
    }
}
pub struct AuditPendingCountStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_pending_count() -> AuditPendingCountStmt {
    AuditPendingCountStmt("SELECT count(*) AS n_rows FROM audit_pending WHERE org_id = $1", None)
}
impl AuditPendingCountStmt {
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
    ) -> I64Query<'c, 'a, 's, C, i64, 1> {
        I64Query {
            client,
            params: [org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct AuditPendingOrganizationsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_pending_organizations() -> AuditPendingOrganizationsStmt {
    AuditPendingOrganizationsStmt("SELECT DISTINCT org_id FROM audit_pending", None)
}
impl AuditPendingOrganizationsStmt {
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
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 0> {
        UuidUuidQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct AuditSealLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_seal_lock() -> AuditSealLockStmt {
    AuditSealLockStmt(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1::uuid::text, 7281013)) AS locked",
        None,
    )
}
impl AuditSealLockStmt {
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
    ) -> BoolQuery<'c, 'a, 's, C, bool, 1> {
        BoolQuery {
            client,
            params: [org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct AuditSealHeadStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_seal_head() -> AuditSealHeadStmt {
    AuditSealHeadStmt("SELECT seq, chain FROM audit_seal WHERE org_id = $1 ORDER BY seq DESC LIMIT 1", None)
}
impl AuditSealHeadStmt {
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
    ) -> AuditSealHeadQuery<'c, 'a, 's, C, AuditSealHead, 1> {
        AuditSealHeadQuery {
            client,
            params: [org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AuditSealHeadBorrowed, tokio_postgres::Error> {
                Ok(AuditSealHeadBorrowed { seq: row.try_get(0)?, chain: row.try_get(1)? })
            },
            mapper: |it| AuditSealHead::from(it),
        }
    }
}
pub struct AuditPendingPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_pending_page() -> AuditPendingPageStmt {
    AuditPendingPageStmt(
        "SELECT a.audit_id, a.at, a.actor_kind, a.actor_id, a.actor_name, host(a.address) AS address, a.request_id, a.action, a.object_kind, a.object_id, a.object_name, a.before, a.after FROM audit_pending p JOIN audit a ON a.org_id = p.org_id AND a.audit_id = p.audit_id WHERE p.org_id = $1 ORDER BY p.pending_number LIMIT $2",
        None,
    )
}
impl AuditPendingPageStmt {
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
        n_rows: &'a i64,
    ) -> AuditPendingPageQuery<'c, 'a, 's, C, AuditPendingPage, 2> {
        AuditPendingPageQuery {
            client,
            params: [org_id, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<AuditPendingPageBorrowed, tokio_postgres::Error> {
                    Ok(AuditPendingPageBorrowed {
                        audit_id: row.try_get(0)?,
                        at: row.try_get(1)?,
                        actor_kind: row.try_get(2)?,
                        actor_id: row.try_get(3)?,
                        actor_name: row.try_get(4)?,
                        address: row.try_get(5)?,
                        request_id: row.try_get(6)?,
                        action: row.try_get(7)?,
                        object_kind: row.try_get(8)?,
                        object_id: row.try_get(9)?,
                        object_name: row.try_get(10)?,
                        before: row.try_get(11)?,
                        after: row.try_get(12)?,
                    })
                },
            mapper: |it| AuditPendingPage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        AuditPendingPageParams,
        AuditPendingPageQuery<'c, 'a, 's, C, AuditPendingPage, 2>,
        C,
    > for AuditPendingPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a AuditPendingPageParams,
    ) -> AuditPendingPageQuery<'c, 'a, 's, C, AuditPendingPage, 2> {
        self.bind(client, &params.org_id, &params.n_rows)
    }
}
pub struct AuditSealInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_seal_insert() -> AuditSealInsertStmt {
    AuditSealInsertStmt(
        "INSERT INTO audit_seal (org_id, seq, audit_id, chain) SELECT $1::uuid, sealed.seq, sealed.audit_id, sealed.chain FROM unnest($2::bigint[], $3::uuid[], $4::bytea[]) AS sealed (seq, audit_id, chain)",
        None,
    )
}
impl AuditSealInsertStmt {
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
        T1: crate::ArraySql<Item = i64>,
        T2: crate::ArraySql<Item = uuid::Uuid>,
        T3: crate::BytesSql,
        T4: crate::ArraySql<Item = T3>,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        seqs: &'a T1,
        audit_ids: &'a T2,
        chains: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, seqs, audit_ids, chains]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = i64>,
    T2: crate::ArraySql<Item = uuid::Uuid>,
    T3: crate::BytesSql,
    T4: crate::ArraySql<Item = T3>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AuditSealInsertParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AuditSealInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AuditSealInsertParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.seqs, &params.audit_ids, &params.chains))
    }
}
pub struct AuditPendingDeleteStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn audit_pending_delete() -> AuditPendingDeleteStmt {
    AuditPendingDeleteStmt("DELETE FROM audit_pending WHERE org_id = $1 AND audit_id = ANY($2::uuid[])", None)
}
impl AuditPendingDeleteStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        audit_ids: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, audit_ids]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AuditPendingDeleteParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AuditPendingDeleteStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AuditPendingDeleteParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.audit_ids))
    }
}
