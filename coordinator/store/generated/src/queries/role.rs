// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct RolePageParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub after: Option<T1>,
    pub n_rows: i64,
}
#[derive(Debug)]
pub struct RoleGetParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub name: T1,
}
#[derive(Debug)]
pub struct RoleHoldParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub name: T1,
}
#[derive(Debug)]
pub struct RoleLockParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub name: T1,
}
#[derive(Debug)]
pub struct RoleInsertParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
> {
    pub org_id: uuid::Uuid,
    pub name: T1,
    pub description: T2,
    pub permissions: T4,
}
#[derive(Debug)]
pub struct RoleUpdateParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
> {
    pub description: T1,
    pub permissions: T3,
    pub org_id: uuid::Uuid,
    pub name: T4,
}
#[derive(Debug)]
pub struct RoleDeadTokensDeleteParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub role: T1,
}
#[derive(Debug)]
pub struct RoleDeleteParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub name: T1,
}
#[derive(Debug, Clone, PartialEq)]
pub struct RolePage {
    pub name: String,
    pub description: String,
    pub permissions: Option<Vec<String>>,
    pub version: i64,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub n_users: i64,
    pub n_api_tokens: i64,
}
pub struct RolePageBorrowed<'a> {
    pub name: &'a str,
    pub description: &'a str,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
    pub version: i64,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub n_users: i64,
    pub n_api_tokens: i64,
}
impl<'a> From<RolePageBorrowed<'a>> for RolePage {
    fn from(
        RolePageBorrowed {
            name,
            description,
            permissions,
            version,
            created_at,
            updated_at,
            n_users,
            n_api_tokens,
        }: RolePageBorrowed<'a>,
    ) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
            version,
            created_at,
            updated_at,
            n_users,
            n_api_tokens,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct RoleGet {
    pub name: String,
    pub description: String,
    pub permissions: Option<Vec<String>>,
    pub version: i64,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub n_users: i64,
    pub n_api_tokens: i64,
}
pub struct RoleGetBorrowed<'a> {
    pub name: &'a str,
    pub description: &'a str,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
    pub version: i64,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub n_users: i64,
    pub n_api_tokens: i64,
}
impl<'a> From<RoleGetBorrowed<'a>> for RoleGet {
    fn from(
        RoleGetBorrowed {
            name,
            description,
            permissions,
            version,
            created_at,
            updated_at,
            n_users,
            n_api_tokens,
        }: RoleGetBorrowed<'a>,
    ) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
            version,
            created_at,
            updated_at,
            n_users,
            n_api_tokens,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct RolePageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RolePageBorrowed, tokio_postgres::Error>,
    mapper: fn(RolePageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RolePageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RolePageBorrowed) -> R) -> RolePageQuery<'c, 'a, 's, C, R, N> {
        RolePageQuery {
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
pub struct RoleGetQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<RoleGetBorrowed, tokio_postgres::Error>,
    mapper: fn(RoleGetBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> RoleGetQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(RoleGetBorrowed) -> R) -> RoleGetQuery<'c, 'a, 's, C, R, N> {
        RoleGetQuery {
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
pub struct OptionVecStringQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor:
        fn(&tokio_postgres::Row) -> Result<Option<crate::ArrayIterator<'_, &str>>, tokio_postgres::Error>,
    mapper: fn(Option<crate::ArrayIterator<'_, &str>>) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> OptionVecStringQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(Option<crate::ArrayIterator<'_, &str>>) -> R,
    ) -> OptionVecStringQuery<'c, 'a, 's, C, R, N> {
        OptionVecStringQuery {
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
pub struct RolePageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn role_page() -> RolePageStmt {
    RolePageStmt(
        "SELECT r.name, r.description, r.permissions, r.version, r.created_at, r.updated_at, (SELECT count(*) FROM role_binding b WHERE b.org_id = r.org_id AND b.role = r.name) AS n_users, (SELECT count(*) FROM api_token t WHERE t.org_id = r.org_id AND t.role = r.name AND t.revoked_at IS NULL AND coalesce(t.expires_at > now(), true)) AS n_api_tokens FROM role r WHERE r.org_id = $1 AND ($2::text IS NULL OR r.name > $2) ORDER BY r.name LIMIT $3",
        None,
    )
}
impl RolePageStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        after: &'a Option<T1>,
        n_rows: &'a i64,
    ) -> RolePageQuery<'c, 'a, 's, C, RolePage, 3> {
        RolePageQuery {
            client,
            params: [org_id, after, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RolePageBorrowed, tokio_postgres::Error> {
                Ok(RolePageBorrowed {
                    name: row.try_get(0)?,
                    description: row.try_get(1)?,
                    permissions: row.try_get(2)?,
                    version: row.try_get(3)?,
                    created_at: row.try_get(4)?,
                    updated_at: row.try_get(5)?,
                    n_users: row.try_get(6)?,
                    n_api_tokens: row.try_get(7)?,
                })
            },
            mapper: |it| RolePage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        RolePageParams<T1>,
        RolePageQuery<'c, 'a, 's, C, RolePage, 3>,
        C,
    > for RolePageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a RolePageParams<T1>,
    ) -> RolePageQuery<'c, 'a, 's, C, RolePage, 3> {
        self.bind(client, &params.org_id, &params.after, &params.n_rows)
    }
}
pub struct RoleGetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn role_get() -> RoleGetStmt {
    RoleGetStmt(
        "SELECT r.name, r.description, r.permissions, r.version, r.created_at, r.updated_at, (SELECT count(*) FROM role_binding b WHERE b.org_id = r.org_id AND b.role = r.name) AS n_users, (SELECT count(*) FROM api_token t WHERE t.org_id = r.org_id AND t.role = r.name AND t.revoked_at IS NULL AND coalesce(t.expires_at > now(), true)) AS n_api_tokens FROM role r WHERE r.org_id = $1 AND r.name = $2",
        None,
    )
}
impl RoleGetStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        name: &'a T1,
    ) -> RoleGetQuery<'c, 'a, 's, C, RoleGet, 2> {
        RoleGetQuery {
            client,
            params: [org_id, name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<RoleGetBorrowed, tokio_postgres::Error> {
                Ok(RoleGetBorrowed {
                    name: row.try_get(0)?,
                    description: row.try_get(1)?,
                    permissions: row.try_get(2)?,
                    version: row.try_get(3)?,
                    created_at: row.try_get(4)?,
                    updated_at: row.try_get(5)?,
                    n_users: row.try_get(6)?,
                    n_api_tokens: row.try_get(7)?,
                })
            },
            mapper: |it| RoleGet::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, RoleGetParams<T1>, RoleGetQuery<'c, 'a, 's, C, RoleGet, 2>, C>
    for RoleGetStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a RoleGetParams<T1>,
    ) -> RoleGetQuery<'c, 'a, 's, C, RoleGet, 2> {
        self.bind(client, &params.org_id, &params.name)
    }
}
pub struct RoleHoldStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn role_hold() -> RoleHoldStmt {
    RoleHoldStmt("SELECT permissions FROM role WHERE org_id = $1 AND name = $2 FOR SHARE", None)
}
impl RoleHoldStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        name: &'a T1,
    ) -> OptionVecStringQuery<'c, 'a, 's, C, Option<Vec<String>>, 2> {
        OptionVecStringQuery {
            client,
            params: [org_id, name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.map(|v| v.map(|v| v.into()).collect()),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        RoleHoldParams<T1>,
        OptionVecStringQuery<'c, 'a, 's, C, Option<Vec<String>>, 2>,
        C,
    > for RoleHoldStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a RoleHoldParams<T1>,
    ) -> OptionVecStringQuery<'c, 'a, 's, C, Option<Vec<String>>, 2> {
        self.bind(client, &params.org_id, &params.name)
    }
}
pub struct RoleLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn role_lock() -> RoleLockStmt {
    RoleLockStmt("SELECT version FROM role WHERE org_id = $1 AND name = $2 FOR UPDATE", None)
}
impl RoleLockStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        name: &'a T1,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [org_id, name],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<'c, 'a, 's, RoleLockParams<T1>, I64Query<'c, 'a, 's, C, i64, 2>, C>
    for RoleLockStmt
{
    fn params(&'s self, client: &'c C, params: &'a RoleLockParams<T1>) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.org_id, &params.name)
    }
}
pub struct RoleInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn role_insert() -> RoleInsertStmt {
    RoleInsertStmt(
        "INSERT INTO role (org_id, name, description, permissions) VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, name) DO NOTHING",
        None,
    )
}
impl RoleInsertStmt {
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
        T4: crate::ArraySql<Item = T3>,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        name: &'a T1,
        description: &'a T2,
        permissions: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, name, description, permissions]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RoleInsertParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RoleInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RoleInsertParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.name, &params.description, &params.permissions))
    }
}
pub struct RoleUpdateStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn role_update() -> RoleUpdateStmt {
    RoleUpdateStmt(
        "UPDATE role SET description = $1, permissions = $2, version = version + 1, updated_at = now() WHERE org_id = $3 AND name = $4 AND permissions IS NOT NULL",
        None,
    )
}
impl RoleUpdateStmt {
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
        T3: crate::ArraySql<Item = T2>,
        T4: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        description: &'a T1,
        permissions: &'a T3,
        org_id: &'a uuid::Uuid,
        name: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[description, permissions, org_id, name]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
    T4: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RoleUpdateParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RoleUpdateStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RoleUpdateParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.description, &params.permissions, &params.org_id, &params.name))
    }
}
pub struct RoleDeadTokensDeleteStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn role_dead_tokens_delete() -> RoleDeadTokensDeleteStmt {
    RoleDeadTokensDeleteStmt(
        "DELETE FROM api_token WHERE org_id = $1 AND role = $2 AND (revoked_at IS NOT NULL OR expires_at <= now())",
        None,
    )
}
impl RoleDeadTokensDeleteStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        role: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, role]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RoleDeadTokensDeleteParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RoleDeadTokensDeleteStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RoleDeadTokensDeleteParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.role))
    }
}
pub struct RoleDeleteStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn role_delete() -> RoleDeleteStmt {
    RoleDeleteStmt("DELETE FROM role WHERE org_id = $1 AND name = $2 AND permissions IS NOT NULL", None)
}
impl RoleDeleteStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        name: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, name]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RoleDeleteParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RoleDeleteStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RoleDeleteParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.name))
    }
}
