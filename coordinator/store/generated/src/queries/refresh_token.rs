// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct RefreshTokenInsertParams<T1: crate::BytesSql, T2: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub refresh_token_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub family_id: uuid::Uuid,
    pub secret_sha256: T1,
    pub ttl_s: f64,
    pub address: Option<T2>,
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
#[derive(Clone, Copy, Debug)]
pub struct RefreshTokenOthersRevokeParams {
    pub user_id: uuid::Uuid,
    pub kept_family_id: Option<uuid::Uuid>,
}
#[derive(Clone, Copy, Debug)]
pub struct RefreshTokenUserDeleteParams {
    pub org_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct RefreshTokenFamiliesParams {
    pub org_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct RefreshTokenOwnFamilyRevokeParams {
    pub org_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub family_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct RefreshTokenPresented {
    pub org_id: uuid::Uuid,
    pub refresh_token_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub username: String,
    pub family_id: uuid::Uuid,
    pub expires_at: jiff::Timestamp,
    pub used_at: Option<jiff::Timestamp>,
    pub voided_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
    pub successor_id: Option<uuid::Uuid>,
    pub successor_used: bool,
    pub database_now: jiff::Timestamp,
}
pub struct RefreshTokenPresentedBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub refresh_token_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub username: &'a str,
    pub family_id: uuid::Uuid,
    pub expires_at: jiff::Timestamp,
    pub used_at: Option<jiff::Timestamp>,
    pub voided_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
    pub successor_id: Option<uuid::Uuid>,
    pub successor_used: bool,
    pub database_now: jiff::Timestamp,
}
impl<'a> From<RefreshTokenPresentedBorrowed<'a>> for RefreshTokenPresented {
    fn from(
        RefreshTokenPresentedBorrowed {
            org_id,
            refresh_token_id,
            user_id,
            username,
            family_id,
            expires_at,
            used_at,
            voided_at,
            revoked_at,
            successor_id,
            successor_used,
            database_now,
        }: RefreshTokenPresentedBorrowed<'a>,
    ) -> Self {
        Self {
            org_id,
            refresh_token_id,
            user_id,
            username: username.into(),
            family_id,
            expires_at,
            used_at,
            voided_at,
            revoked_at,
            successor_id,
            successor_used,
            database_now,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct RefreshTokenFamilies {
    pub family_id: uuid::Uuid,
    pub begun_at: jiff::Timestamp,
    pub last_used_at: jiff::Timestamp,
    pub address: Option<String>,
}
pub struct RefreshTokenFamiliesBorrowed<'a> {
    pub family_id: uuid::Uuid,
    pub begun_at: jiff::Timestamp,
    pub last_used_at: jiff::Timestamp,
    pub address: Option<&'a str>,
}
impl<'a> From<RefreshTokenFamiliesBorrowed<'a>> for RefreshTokenFamilies {
    fn from(
        RefreshTokenFamiliesBorrowed {
            family_id,
            begun_at,
            last_used_at,
            address,
        }: RefreshTokenFamiliesBorrowed<'a>,
    ) -> Self {
        Self { family_id, begun_at, last_used_at, address: address.map(|v| v.into()) }
    }
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
    extractor: fn(&tokio_postgres::Row) -> Result<RefreshTokenPresentedBorrowed, tokio_postgres::Error>,
    mapper: fn(RefreshTokenPresentedBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RefreshTokenPresentedQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(RefreshTokenPresentedBorrowed) -> R,
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
pub struct RefreshTokenFamiliesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RefreshTokenFamiliesBorrowed, tokio_postgres::Error>,
    mapper: fn(RefreshTokenFamiliesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RefreshTokenFamiliesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(RefreshTokenFamiliesBorrowed) -> R,
    ) -> RefreshTokenFamiliesQuery<'c, 'a, 's, C, R, N> {
        RefreshTokenFamiliesQuery {
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
        "INSERT INTO refresh_token (org_id, refresh_token_id, user_id, family_id, secret_sha256, expires_at, address) VALUES ( $1, $2, $3, $4, $5, now() + make_interval(secs => $6), $7 ) RETURNING expires_at",
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
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        refresh_token_id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
        family_id: &'a uuid::Uuid,
        secret_sha256: &'a T1,
        ttl_s: &'a f64,
        address: &'a Option<T2>,
    ) -> JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 7> {
        JiffTimestampQuery {
            client,
            params: [org_id, refresh_token_id, user_id, family_id, secret_sha256, ttl_s, address],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        RefreshTokenInsertParams<T1, T2>,
        JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 7>,
        C,
    > for RefreshTokenInsertStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a RefreshTokenInsertParams<T1, T2>,
    ) -> JiffTimestampQuery<'c, 'a, 's, C, jiff::Timestamp, 7> {
        self.bind(
            client,
            &params.org_id,
            &params.refresh_token_id,
            &params.user_id,
            &params.family_id,
            &params.secret_sha256,
            &params.ttl_s,
            &params.address,
        )
    }
}
pub struct RefreshTokenFamilyStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_family() -> RefreshTokenFamilyStmt {
    RefreshTokenFamilyStmt(
        "SELECT t.family_id FROM refresh_token t JOIN user_account u ON u.user_id = t.user_id WHERE t.secret_sha256 = $1 FOR SHARE OF u",
        None,
    )
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
        "SELECT t.org_id, t.refresh_token_id, t.user_id, u.username, t.family_id, t.expires_at, t.used_at, t.voided_at, t.revoked_at, t.successor_id, successor.used_at IS NOT NULL AS successor_used, now() AS database_now FROM refresh_token t JOIN user_account u ON u.user_id = t.user_id LEFT JOIN refresh_token successor ON successor.org_id = t.org_id AND successor.refresh_token_id = t.successor_id WHERE t.secret_sha256 = $1",
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
            extractor:
                |row: &tokio_postgres::Row| -> Result<RefreshTokenPresentedBorrowed, tokio_postgres::Error> {
                    Ok(RefreshTokenPresentedBorrowed {
                        org_id: row.try_get(0)?,
                        refresh_token_id: row.try_get(1)?,
                        user_id: row.try_get(2)?,
                        username: row.try_get(3)?,
                        family_id: row.try_get(4)?,
                        expires_at: row.try_get(5)?,
                        used_at: row.try_get(6)?,
                        voided_at: row.try_get(7)?,
                        revoked_at: row.try_get(8)?,
                        successor_id: row.try_get(9)?,
                        successor_used: row.try_get(10)?,
                        database_now: row.try_get(11)?,
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
pub struct RefreshTokenOthersRevokeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_others_revoke() -> RefreshTokenOthersRevokeStmt {
    RefreshTokenOthersRevokeStmt(
        "UPDATE refresh_token SET revoked_at = now() WHERE user_id = $1 AND ($2::uuid IS NULL OR family_id <> $2) AND revoked_at IS NULL",
        None,
    )
}
impl RefreshTokenOthersRevokeStmt {
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
        user_id: &'a uuid::Uuid,
        kept_family_id: &'a Option<uuid::Uuid>,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id, kept_family_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RefreshTokenOthersRevokeParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RefreshTokenOthersRevokeStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RefreshTokenOthersRevokeParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.user_id, &params.kept_family_id))
    }
}
pub struct RefreshTokenUserDeleteStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_user_delete() -> RefreshTokenUserDeleteStmt {
    RefreshTokenUserDeleteStmt("DELETE FROM refresh_token WHERE org_id = $1 AND user_id = $2", None)
}
impl RefreshTokenUserDeleteStmt {
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
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, user_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RefreshTokenUserDeleteParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RefreshTokenUserDeleteStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RefreshTokenUserDeleteParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.user_id))
    }
}
pub struct RefreshTokenFamiliesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_families() -> RefreshTokenFamiliesStmt {
    RefreshTokenFamiliesStmt(
        "SELECT family_id, min(created_at) AS begun_at, max(created_at) AS last_used_at, (array_agg(address ORDER BY created_at DESC))[1] AS address FROM refresh_token WHERE org_id = $1 AND user_id = $2 GROUP BY family_id HAVING bool_or(used_at IS NULL AND voided_at IS NULL AND revoked_at IS NULL AND expires_at > now()) ORDER BY last_used_at DESC, family_id LIMIT 500",
        None,
    )
}
impl RefreshTokenFamiliesStmt {
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
        user_id: &'a uuid::Uuid,
    ) -> RefreshTokenFamiliesQuery<'c, 'a, 's, C, RefreshTokenFamilies, 2> {
        RefreshTokenFamiliesQuery {
            client,
            params: [org_id, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<RefreshTokenFamiliesBorrowed, tokio_postgres::Error> {
                    Ok(RefreshTokenFamiliesBorrowed {
                        family_id: row.try_get(0)?,
                        begun_at: row.try_get(1)?,
                        last_used_at: row.try_get(2)?,
                        address: row.try_get(3)?,
                    })
                },
            mapper: |it| RefreshTokenFamilies::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        RefreshTokenFamiliesParams,
        RefreshTokenFamiliesQuery<'c, 'a, 's, C, RefreshTokenFamilies, 2>,
        C,
    > for RefreshTokenFamiliesStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a RefreshTokenFamiliesParams,
    ) -> RefreshTokenFamiliesQuery<'c, 'a, 's, C, RefreshTokenFamilies, 2> {
        self.bind(client, &params.org_id, &params.user_id)
    }
}
pub struct RefreshTokenOwnFamilyRevokeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn refresh_token_own_family_revoke() -> RefreshTokenOwnFamilyRevokeStmt {
    RefreshTokenOwnFamilyRevokeStmt(
        "UPDATE refresh_token SET revoked_at = now() WHERE org_id = $1 AND user_id = $2 AND family_id = $3 AND revoked_at IS NULL",
        None,
    )
}
impl RefreshTokenOwnFamilyRevokeStmt {
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
        user_id: &'a uuid::Uuid,
        family_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, user_id, family_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RefreshTokenOwnFamilyRevokeParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RefreshTokenOwnFamilyRevokeStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RefreshTokenOwnFamilyRevokeParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.user_id, &params.family_id))
    }
}
