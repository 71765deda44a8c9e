// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct ApiTokenInsertParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
    T5: crate::BytesSql,
> {
    pub org_id: uuid::Uuid,
    pub api_token_id: uuid::Uuid,
    pub name: T1,
    pub role: T2,
    pub scopes: Option<T4>,
    pub secret_sha256: T5,
    pub expires_at: Option<jiff::Timestamp>,
}
#[derive(Clone, Copy, Debug)]
pub struct ApiTokenPageParams {
    pub org_id: uuid::Uuid,
    pub before: Option<uuid::Uuid>,
    pub n_rows: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct ApiTokenLockParams {
    pub org_id: uuid::Uuid,
    pub api_token_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct ApiTokenRevokeParams {
    pub org_id: uuid::Uuid,
    pub api_token_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct ApiTokenInsert {
    pub api_token_id: uuid::Uuid,
    pub name: String,
    pub role: String,
    pub scopes: Option<Vec<String>>,
    pub permissions: Option<Vec<String>>,
    pub created_at: jiff::Timestamp,
    pub expires_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
}
pub struct ApiTokenInsertBorrowed<'a> {
    pub api_token_id: uuid::Uuid,
    pub name: &'a str,
    pub role: &'a str,
    pub scopes: Option<crate::ArrayIterator<'a, &'a str>>,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
    pub created_at: jiff::Timestamp,
    pub expires_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
}
impl<'a> From<ApiTokenInsertBorrowed<'a>> for ApiTokenInsert {
    fn from(
        ApiTokenInsertBorrowed {
            api_token_id,
            name,
            role,
            scopes,
            permissions,
            created_at,
            expires_at,
            revoked_at,
        }: ApiTokenInsertBorrowed<'a>,
    ) -> Self {
        Self {
            api_token_id,
            name: name.into(),
            role: role.into(),
            scopes: scopes.map(|v| v.map(|v| v.into()).collect()),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
            created_at,
            expires_at,
            revoked_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ApiTokenPage {
    pub api_token_id: uuid::Uuid,
    pub name: String,
    pub role: String,
    pub scopes: Option<Vec<String>>,
    pub permissions: Option<Vec<String>>,
    pub created_at: jiff::Timestamp,
    pub expires_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
}
pub struct ApiTokenPageBorrowed<'a> {
    pub api_token_id: uuid::Uuid,
    pub name: &'a str,
    pub role: &'a str,
    pub scopes: Option<crate::ArrayIterator<'a, &'a str>>,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
    pub created_at: jiff::Timestamp,
    pub expires_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
}
impl<'a> From<ApiTokenPageBorrowed<'a>> for ApiTokenPage {
    fn from(
        ApiTokenPageBorrowed {
            api_token_id,
            name,
            role,
            scopes,
            permissions,
            created_at,
            expires_at,
            revoked_at,
        }: ApiTokenPageBorrowed<'a>,
    ) -> Self {
        Self {
            api_token_id,
            name: name.into(),
            role: role.into(),
            scopes: scopes.map(|v| v.map(|v| v.into()).collect()),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
            created_at,
            expires_at,
            revoked_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ApiTokenLock {
    pub api_token_id: uuid::Uuid,
    pub name: String,
    pub role: String,
    pub scopes: Option<Vec<String>>,
    pub permissions: Option<Vec<String>>,
    pub created_at: jiff::Timestamp,
    pub expires_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
}
pub struct ApiTokenLockBorrowed<'a> {
    pub api_token_id: uuid::Uuid,
    pub name: &'a str,
    pub role: &'a str,
    pub scopes: Option<crate::ArrayIterator<'a, &'a str>>,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
    pub created_at: jiff::Timestamp,
    pub expires_at: Option<jiff::Timestamp>,
    pub revoked_at: Option<jiff::Timestamp>,
}
impl<'a> From<ApiTokenLockBorrowed<'a>> for ApiTokenLock {
    fn from(
        ApiTokenLockBorrowed {
            api_token_id,
            name,
            role,
            scopes,
            permissions,
            created_at,
            expires_at,
            revoked_at,
        }: ApiTokenLockBorrowed<'a>,
    ) -> Self {
        Self {
            api_token_id,
            name: name.into(),
            role: role.into(),
            scopes: scopes.map(|v| v.map(|v| v.into()).collect()),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
            created_at,
            expires_at,
            revoked_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct ApiTokenBySecret {
    pub org_id: uuid::Uuid,
    pub api_token_id: uuid::Uuid,
    pub name: String,
    pub role: String,
    pub scopes: Option<Vec<String>>,
    pub permissions: Option<Vec<String>>,
    pub expires_at: Option<jiff::Timestamp>,
    pub revoked: bool,
    pub expired: bool,
}
pub struct ApiTokenBySecretBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub api_token_id: uuid::Uuid,
    pub name: &'a str,
    pub role: &'a str,
    pub scopes: Option<crate::ArrayIterator<'a, &'a str>>,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
    pub expires_at: Option<jiff::Timestamp>,
    pub revoked: bool,
    pub expired: bool,
}
impl<'a> From<ApiTokenBySecretBorrowed<'a>> for ApiTokenBySecret {
    fn from(
        ApiTokenBySecretBorrowed {
            org_id,
            api_token_id,
            name,
            role,
            scopes,
            permissions,
            expires_at,
            revoked,
            expired,
        }: ApiTokenBySecretBorrowed<'a>,
    ) -> Self {
        Self {
            org_id,
            api_token_id,
            name: name.into(),
            role: role.into(),
            scopes: scopes.map(|v| v.map(|v| v.into()).collect()),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
            expires_at,
            revoked,
            expired,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct ApiTokenInsertQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ApiTokenInsertBorrowed, tokio_postgres::Error>,
    mapper: fn(ApiTokenInsertBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ApiTokenInsertQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ApiTokenInsertBorrowed) -> R) -> ApiTokenInsertQuery<'c, 'a, 's, C, R, N> {
        ApiTokenInsertQuery {
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
pub struct ApiTokenPageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ApiTokenPageBorrowed, tokio_postgres::Error>,
    mapper: fn(ApiTokenPageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ApiTokenPageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ApiTokenPageBorrowed) -> R) -> ApiTokenPageQuery<'c, 'a, 's, C, R, N> {
        ApiTokenPageQuery {
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
pub struct ApiTokenLockQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ApiTokenLockBorrowed, tokio_postgres::Error>,
    mapper: fn(ApiTokenLockBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ApiTokenLockQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(ApiTokenLockBorrowed) -> R) -> ApiTokenLockQuery<'c, 'a, 's, C, R, N> {
        ApiTokenLockQuery {
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
pub struct ApiTokenBySecretQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<ApiTokenBySecretBorrowed, tokio_postgres::Error>,
    mapper: fn(ApiTokenBySecretBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> ApiTokenBySecretQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(ApiTokenBySecretBorrowed) -> R,
    ) -> ApiTokenBySecretQuery<'c, 'a, 's, C, R, N> {
        ApiTokenBySecretQuery {
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
pub struct ApiTokenInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn api_token_insert() -> ApiTokenInsertStmt {
    ApiTokenInsertStmt(
        "WITH made AS ( INSERT INTO api_token (org_id, api_token_id, name, role, scopes, secret_sha256, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING org_id, api_token_id, name, role, scopes, created_at, expires_at, revoked_at ) SELECT made.api_token_id, made.name, made.role, made.scopes, r.permissions, made.created_at, made.expires_at, made.revoked_at FROM made JOIN role r ON r.org_id = made.org_id AND r.name = made.role",
        None,
    )
}
impl ApiTokenInsertStmt {
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
        T4: crate::ArraySql<Item = T3>,
        T5: crate::BytesSql,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        api_token_id: &'a uuid::Uuid,
        name: &'a T1,
        role: &'a T2,
        scopes: &'a Option<T4>,
        secret_sha256: &'a T5,
        expires_at: &'a Option<jiff::Timestamp>,
    ) -> ApiTokenInsertQuery<'c, 'a, 's, C, ApiTokenInsert, 7> {
        ApiTokenInsertQuery {
            client,
            params: [org_id, api_token_id, name, role, scopes, secret_sha256, expires_at],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ApiTokenInsertBorrowed, tokio_postgres::Error> {
                Ok(ApiTokenInsertBorrowed {
                    api_token_id: row.try_get(0)?,
                    name: row.try_get(1)?,
                    role: row.try_get(2)?,
                    scopes: row.try_get(3)?,
                    permissions: row.try_get(4)?,
                    created_at: row.try_get(5)?,
                    expires_at: row.try_get(6)?,
                    revoked_at: row.try_get(7)?,
                })
            },
            mapper: |it| ApiTokenInsert::from(it),
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
    T4: crate::ArraySql<Item = T3>,
    T5: crate::BytesSql,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        ApiTokenInsertParams<T1, T2, T3, T4, T5>,
        ApiTokenInsertQuery<'c, 'a, 's, C, ApiTokenInsert, 7>,
        C,
    > for ApiTokenInsertStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ApiTokenInsertParams<T1, T2, T3, T4, T5>,
    ) -> ApiTokenInsertQuery<'c, 'a, 's, C, ApiTokenInsert, 7> {
        self.bind(
            client,
            &params.org_id,
            &params.api_token_id,
            &params.name,
            &params.role,
            &params.scopes,
            &params.secret_sha256,
            &params.expires_at,
        )
    }
}
pub struct ApiTokenPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn api_token_page() -> ApiTokenPageStmt {
    ApiTokenPageStmt(
        "SELECT t.api_token_id, t.name, t.role, t.scopes, r.permissions, t.created_at, t.expires_at, t.revoked_at FROM api_token t JOIN role r ON r.org_id = t.org_id AND r.name = t.role WHERE t.org_id = $1 AND ($2::uuid IS NULL OR t.api_token_id < $2) ORDER BY t.api_token_id DESC LIMIT $3",
        None,
    )
}
impl ApiTokenPageStmt {
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
        before: &'a Option<uuid::Uuid>,
        n_rows: &'a i64,
    ) -> ApiTokenPageQuery<'c, 'a, 's, C, ApiTokenPage, 3> {
        ApiTokenPageQuery {
            client,
            params: [org_id, before, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ApiTokenPageBorrowed, tokio_postgres::Error> {
                Ok(ApiTokenPageBorrowed {
                    api_token_id: row.try_get(0)?,
                    name: row.try_get(1)?,
                    role: row.try_get(2)?,
                    scopes: row.try_get(3)?,
                    permissions: row.try_get(4)?,
                    created_at: row.try_get(5)?,
                    expires_at: row.try_get(6)?,
                    revoked_at: row.try_get(7)?,
                })
            },
            mapper: |it| ApiTokenPage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        ApiTokenPageParams,
        ApiTokenPageQuery<'c, 'a, 's, C, ApiTokenPage, 3>,
        C,
    > for ApiTokenPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ApiTokenPageParams,
    ) -> ApiTokenPageQuery<'c, 'a, 's, C, ApiTokenPage, 3> {
        self.bind(client, &params.org_id, &params.before, &params.n_rows)
    }
}
pub struct ApiTokenLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn api_token_lock() -> ApiTokenLockStmt {
    ApiTokenLockStmt(
        "SELECT t.api_token_id, t.name, t.role, t.scopes, r.permissions, t.created_at, t.expires_at, t.revoked_at FROM api_token t JOIN role r ON r.org_id = t.org_id AND r.name = t.role WHERE t.org_id = $1 AND t.api_token_id = $2 FOR UPDATE OF t",
        None,
    )
}
impl ApiTokenLockStmt {
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
        api_token_id: &'a uuid::Uuid,
    ) -> ApiTokenLockQuery<'c, 'a, 's, C, ApiTokenLock, 2> {
        ApiTokenLockQuery {
            client,
            params: [org_id, api_token_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<ApiTokenLockBorrowed, tokio_postgres::Error> {
                Ok(ApiTokenLockBorrowed {
                    api_token_id: row.try_get(0)?,
                    name: row.try_get(1)?,
                    role: row.try_get(2)?,
                    scopes: row.try_get(3)?,
                    permissions: row.try_get(4)?,
                    created_at: row.try_get(5)?,
                    expires_at: row.try_get(6)?,
                    revoked_at: row.try_get(7)?,
                })
            },
            mapper: |it| ApiTokenLock::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        ApiTokenLockParams,
        ApiTokenLockQuery<'c, 'a, 's, C, ApiTokenLock, 2>,
        C,
    > for ApiTokenLockStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a ApiTokenLockParams,
    ) -> ApiTokenLockQuery<'c, 'a, 's, C, ApiTokenLock, 2> {
        self.bind(client, &params.org_id, &params.api_token_id)
    }
}
pub struct ApiTokenRevokeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn api_token_revoke() -> ApiTokenRevokeStmt {
    ApiTokenRevokeStmt(
        "UPDATE api_token SET revoked_at = now() WHERE org_id = $1 AND api_token_id = $2 AND revoked_at IS NULL",
        None,
    )
}
impl ApiTokenRevokeStmt {
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
        api_token_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, api_token_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        ApiTokenRevokeParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for ApiTokenRevokeStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a ApiTokenRevokeParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.api_token_id))
    }
}
pub struct ApiTokenBySecretStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn api_token_by_secret() -> ApiTokenBySecretStmt {
    ApiTokenBySecretStmt(
        "SELECT t.org_id, t.api_token_id, t.name, t.role, t.scopes, r.permissions, t.expires_at, t.revoked_at IS NOT NULL AS revoked, coalesce(t.expires_at <= now(), false) AS expired FROM api_token t JOIN role r ON r.org_id = t.org_id AND r.name = t.role WHERE t.secret_sha256 = $1",
        None,
    )
}
impl ApiTokenBySecretStmt {
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
    ) -> ApiTokenBySecretQuery<'c, 'a, 's, C, ApiTokenBySecret, 1> {
        ApiTokenBySecretQuery {
            client,
            params: [secret_sha256],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<ApiTokenBySecretBorrowed, tokio_postgres::Error> {
                    Ok(ApiTokenBySecretBorrowed {
                        org_id: row.try_get(0)?,
                        api_token_id: row.try_get(1)?,
                        name: row.try_get(2)?,
                        role: row.try_get(3)?,
                        scopes: row.try_get(4)?,
                        permissions: row.try_get(5)?,
                        expires_at: row.try_get(6)?,
                        revoked: row.try_get(7)?,
                        expired: row.try_get(8)?,
                    })
                },
            mapper: |it| ApiTokenBySecret::from(it),
        }
    }
}
