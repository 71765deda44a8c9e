// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct RefreshTokenInsertParams<T1: crate::BytesSql> {
    pub org_id: uuid::Uuid,
    pub refresh_token_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub family_id: uuid::Uuid,
    pub secret_sha256: T1,
    pub ttl_s: f64,
}
#[derive(Clone, Copy, Debug)]
pub struct RefreshTokenUseParams {
    pub successor_id: uuid::Uuid,
    pub org_id: uuid::Uuid,
    pub refresh_token_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct RefreshTokenVoidParams {
    pub org_id: uuid::Uuid,
    pub refresh_token_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct RefreshTokenFamilyRevokeParams {
    pub org_id: uuid::Uuid,
    pub family_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq, Copy)]
pub struct RefreshTokenPresented {
    pub org_id: uuid::Uuid,
    pub refresh_token_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub family_id: uuid::Uuid,
    pub expires_at: jiff::Timestamp,
    pub used_at: Option<jiff::Timestamp>,
    pub voided_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
    pub successor_id: Option<uuid::Uuid>,
    pub successor_used: bool,
    pub database_now: jiff::Timestamp,
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct JiffTimestampQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<jiff::Timestamp, tokio_postgres::Error>,
    mapper: fn(jiff::Timestamp) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> JiffTimestampQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(jiff::Timestamp) -> R) -> JiffTimestampQuery<'c, 'a, 's, C, R, N> {
        JiffTimestampQuery {
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
pub struct RefreshTokenPresentedQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RefreshTokenPresented, tokio_postgres::Error>,
    mapper: fn(RefreshTokenPresented) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RefreshTokenPresentedQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(RefreshTokenPresented) -> R,
    ) -> RefreshTokenPresentedQuery<'c, 'a, 's, C, R, N> {
        RefreshTokenPresentedQuery {
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
pub struct RefreshTokenInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_insert() -> RefreshTokenInsertStmt {
    RefreshTokenInsertStmt(
        "INSERT INTO refresh_token (org_id, refresh_token_id, user_id, family_id, secret_sha256, expires_at) VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) RETURNING expires_at",
        None,
    )
}
impl RefreshTokenInsertStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        refresh_token_id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        family_id: &'a uuid::Uuid,
        secret_sha256: &'a T1,
        ttl_s: &'a f64,
    ) -> JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 6> {
        JiffTimestampQuery {
            client,
            params: [org_id, refresh_token_id, user_id, family_id, secret_sha256, ttl_s],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        RefreshTokenInsertParams<T1>,
        JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 6>,
        C,
    > for RefreshTokenInsertStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a RefreshTokenInsertParams<T1>,
    ) -> JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 6> {
        self.bind(
            client,
            &params.org_id,
            &params.refresh_token_id,
            &params.user_id,
            &params.family_id,
            &params.secret_sha256,
            &params.ttl_s,
        )
    }
}
pub struct RefreshTokenFamilyStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_family() -> RefreshTokenFamilyStmt {
    RefreshTokenFamilyStmt("SELECT family_id FROM refresh_token WHERE secret_sha256 = $1", None)
}
impl RefreshTokenFamilyStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql>(
        &'s self,
        client: &'c C,
        secret_sha256: &'a T1,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 1> {
        UuidUuidQuery {
            client,
            params: [secret_sha256],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct RefreshTokenFamilyLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_family_lock() -> RefreshTokenFamilyLockStmt {
    RefreshTokenFamilyLockStmt(
        "SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 7281002))::text AS locked",
        None,
    )
}
impl RefreshTokenFamilyLockStmt {
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
        family_id: &'a uuid::Uuid,
    ) -> StringQuery<'c, 'a, 's, C, String, 1> {
        StringQuery {
            client,
            params: [family_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
pub struct RefreshTokenPresentedStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_presented() -> RefreshTokenPresentedStmt {
    RefreshTokenPresentedStmt(
        "SELECT t.org_id, t.refresh_token_id, t.user_id, t.family_id, t.expires_at, t.used_at, t.voided_at, t.revoked_at, t.successor_id, successor.used_at IS NOT NULL AS successor_used, now() AS database_now FROM refresh_token t LEFT JOIN refresh_token successor ON successor.org_id = t.org_id AND successor.refresh_token_id = t.successor_id WHERE t.secret_sha256 = $1",
        None,
    )
}
impl RefreshTokenPresentedStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql>(
        &'s self,
        client: &'c C,
        secret_sha256: &'a T1,
    ) -> RefreshTokenPresentedQuery<'c, 'a, 's, C, RefreshTokenPresented, 1> {
        RefreshTokenPresentedQuery {
            client,
            params: [secret_sha256],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RefreshTokenPresented, tokio_postgres::Error> {
                Ok(RefreshTokenPresented {
                    org_id: row.try_get(0)?,
                    refresh_token_id: row.try_get(1)?,
                    user_id: row.try_get(2)?,
                    family_id: row.try_get(3)?,
                    expires_at: row.try_get(4)?,
                    used_at: row.try_get(5)?,
                    voided_at: row.try_get(6)?,
                    revoked_at: row.try_get(7)?,
                    successor_id: row.try_get(8)?,
                    successor_used: row.try_get(9)?,
                    database_now: row.try_get(10)?,
                })
            },
            mapper: |it| RefreshTokenPresented::from(it),
        }
    }
}
pub struct RefreshTokenUseStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_use() -> RefreshTokenUseStmt {
    RefreshTokenUseStmt(
        "UPDATE refresh_token SET used_at = coalesce(used_at, now()), successor_id = $1 WHERE org_id = $2 AND refresh_token_id = $3",
        None,
    )
}
impl RefreshTokenUseStmt {
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
        successor_id: &'a uuid::Uuid,
        org_id: &'a uuid::Uuid,
        refresh_token_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[successor_id, org_id, refresh_token_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RefreshTokenUseParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RefreshTokenUseStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RefreshTokenUseParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.successor_id, &params.org_id, &params.refresh_token_id))
    }
}
pub struct RefreshTokenVoidStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_void() -> RefreshTokenVoidStmt {
    RefreshTokenVoidStmt(
        "UPDATE refresh_token SET voided_at = now() WHERE org_id = $1 AND refresh_token_id = $2 AND voided_at IS NULL",
        None,
    )
}
impl RefreshTokenVoidStmt {
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
        org_id: &'a uuid::Uuid,
        refresh_token_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, refresh_token_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RefreshTokenVoidParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RefreshTokenVoidStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RefreshTokenVoidParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.refresh_token_id))
    }
}
pub struct RefreshTokenFamilyRevokeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_family_revoke() -> RefreshTokenFamilyRevokeStmt {
    RefreshTokenFamilyRevokeStmt(
        "UPDATE refresh_token SET revoked_at = now() WHERE org_id = $1 AND family_id = $2 AND revoked_at IS NULL",
        None,
    )
}
impl RefreshTokenFamilyRevokeStmt {
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
        org_id: &'a uuid::Uuid,
        family_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, family_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RefreshTokenFamilyRevokeParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RefreshTokenFamilyRevokeStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RefreshTokenFamilyRevokeParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.family_id))
    }
}
pub struct RefreshTokenExpireStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_expire() -> RefreshTokenExpireStmt {
    RefreshTokenExpireStmt(
        "DELETE FROM refresh_token WHERE expires_at < now() - make_interval(days => 7)",
        None,
    )
}
impl RefreshTokenExpireStmt {
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
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[]).await
    }
}
