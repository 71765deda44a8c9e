// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct IdempotencyClaimParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::BytesSql,
> {
    pub org_id: uuid::Uuid,
    pub principal: T1,
    pub method: T2,
    pub request_id: T3,
    pub request_sha256: T4,
    pub life_s: f64,
}
#[derive(Debug)]
pub struct IdempotencyGetParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub principal: T1,
    pub method: T2,
    pub request_id: T3,
}
#[derive(Debug)]
pub struct IdempotencySettleParams<
    T1: crate::BytesSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
> {
    pub response: T1,
    pub org_id: uuid::Uuid,
    pub principal: T2,
    pub method: T3,
    pub request_id: T4,
}
#[derive(Debug, Clone, PartialEq)]
pub struct IdempotencyGet {
    pub request_sha256: Vec<u8>,
    pub response: Option<Vec<u8>>,
}
pub struct IdempotencyGetBorrowed<'a> {
    pub request_sha256: &'a [u8],
    pub response: Option<&'a [u8]>,
}
impl<'a> From<IdempotencyGetBorrowed<'a>> for IdempotencyGet {
    fn from(IdempotencyGetBorrowed { request_sha256, response }: IdempotencyGetBorrowed<'a>) -> Self {
        Self { request_sha256: request_sha256.into(), response: response.map(|v| v.into()) }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct IdempotencyGetQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<IdempotencyGetBorrowed, tokio_postgres::Error>,
    mapper: fn(IdempotencyGetBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> IdempotencyGetQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(IdempotencyGetBorrowed) -> R) -> IdempotencyGetQuery<'c, 'a, 's, C, R, N> {
        IdempotencyGetQuery {
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
pub struct IdempotencyClaimStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn idempotency_claim() -> IdempotencyClaimStmt {
    IdempotencyClaimStmt(
        "INSERT INTO idempotency_key (org_id, principal, method, request_id, request_sha256) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, principal, method, request_id) DO UPDATE SET request_sha256 = excluded.request_sha256, response = NULL, created_at = now() WHERE idempotency_key.created_at <= now() - make_interval(secs => $6)",
        None,
    )
}
impl IdempotencyClaimStmt {
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
        T4: crate::BytesSql,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        principal: &'a T1,
        method: &'a T2,
        request_id: &'a T3,
        request_sha256: &'a T4,
        life_s: &'a f64,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, principal, method, request_id, request_sha256, life_s]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::BytesSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IdempotencyClaimParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IdempotencyClaimStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IdempotencyClaimParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_id,
            &params.principal,
            &params.method,
            &params.request_id,
            &params.request_sha256,
            &params.life_s,
        ))
    }
}
pub struct IdempotencyGetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn idempotency_get() -> IdempotencyGetStmt {
    IdempotencyGetStmt(
        "SELECT request_sha256, response FROM idempotency_key WHERE org_id = $1 AND principal = $2 AND method = $3 AND request_id = $4",
        None,
    )
}
impl IdempotencyGetStmt {
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
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        principal: &'a T1,
        method: &'a T2,
        request_id: &'a T3,
    ) -> IdempotencyGetQuery<'c, 'a, 's, C, IdempotencyGet, 4> {
        IdempotencyGetQuery {
            client,
            params: [org_id, principal, method, request_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<IdempotencyGetBorrowed, tokio_postgres::Error> {
                Ok(IdempotencyGetBorrowed { request_sha256: row.try_get(0)?, response: row.try_get(1)? })
            },
            mapper: |it| IdempotencyGet::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        IdempotencyGetParams<T1, T2, T3>,
        IdempotencyGetQuery<'c, 'a, 's, C, IdempotencyGet, 4>,
        C,
    > for IdempotencyGetStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a IdempotencyGetParams<T1, T2, T3>,
    ) -> IdempotencyGetQuery<'c, 'a, 's, C, IdempotencyGet, 4> {
        self.bind(client, &params.org_id, &params.principal, &params.method, &params.request_id)
    }
}
pub struct IdempotencySettleStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn idempotency_settle() -> IdempotencySettleStmt {
    IdempotencySettleStmt(
        "UPDATE idempotency_key SET response = $1 WHERE org_id = $2 AND principal = $3 AND method = $4 AND request_id = $5",
        None,
    )
}
impl IdempotencySettleStmt {
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
        T1: crate::BytesSql,
        T2: crate::StringSql,
        T3: crate::StringSql,
        T4: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        response: &'a T1,
        org_id: &'a uuid::Uuid,
        principal: &'a T2,
        method: &'a T3,
        request_id: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[response, org_id, principal, method, request_id]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::BytesSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        IdempotencySettleParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for IdempotencySettleStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a IdempotencySettleParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.response,
            &params.org_id,
            &params.principal,
            &params.method,
            &params.request_id,
        ))
    }
}
pub struct IdempotencyTrimStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn idempotency_trim() -> IdempotencyTrimStmt {
    IdempotencyTrimStmt(
        "DELETE FROM idempotency_key WHERE created_at <= now() - make_interval(secs => $1)",
        None,
    )
}
impl IdempotencyTrimStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient>(
        &'s self,
        client: &'c C,
        life_s: &'a f64,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[life_s]).await
    }
}
