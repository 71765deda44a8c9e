// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct OrganizationInsertParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub slug: T1,
    pub name: T2,
}
#[derive(Debug)]
pub struct UserInsertParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub username: T1,
    pub password_hash: T2,
}
#[derive(Debug)]
pub struct UserBindParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub role: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct UserStandingParams {
    pub user_id: uuid::Uuid,
    pub org_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct OrganizationBySlug {
    pub org_id: uuid::Uuid,
    pub name: String,
}
pub struct OrganizationBySlugBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub name: &'a str,
}
impl<'a> From<OrganizationBySlugBorrowed<'a>> for OrganizationBySlug {
    fn from(OrganizationBySlugBorrowed { org_id, name }: OrganizationBySlugBorrowed<'a>) -> Self {
        Self { org_id, name: name.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct UserLogin {
    pub user_id: uuid::Uuid,
    pub username: String,
    pub password_hash: String,
    pub session_version: i64,
    pub disabled: bool,
    pub org_id: uuid::Uuid,
    pub role: String,
}
pub struct UserLoginBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub username: &'a str,
    pub password_hash: &'a str,
    pub session_version: i64,
    pub disabled: bool,
    pub org_id: uuid::Uuid,
    pub role: &'a str,
}
impl<'a> From<UserLoginBorrowed<'a>> for UserLogin {
    fn from(
        UserLoginBorrowed {
            user_id,
            username,
            password_hash,
            session_version,
            disabled,
            org_id,
            role,
        }: UserLoginBorrowed<'a>,
    ) -> Self {
        Self {
            user_id,
            username: username.into(),
            password_hash: password_hash.into(),
            session_version,
            disabled,
            org_id,
            role: role.into(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct UserStanding {
    pub username: String,
    pub session_version: i64,
    pub disabled: bool,
    pub role: String,
}
pub struct UserStandingBorrowed<'a> {
    pub username: &'a str,
    pub session_version: i64,
    pub disabled: bool,
    pub role: &'a str,
}
impl<'a> From<UserStandingBorrowed<'a>> for UserStanding {
    fn from(
        UserStandingBorrowed { username, session_version, disabled, role }: UserStandingBorrowed<'a>,
    ) -> Self {
        Self { username: username.into(), session_version, disabled, role: role.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct OrganizationBySlugQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<OrganizationBySlugBorrowed, tokio_postgres::Error>,
    mapper: fn(OrganizationBySlugBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> OrganizationBySlugQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(OrganizationBySlugBorrowed) -> R,
    ) -> OrganizationBySlugQuery<'c, 'a, 's, C, R, N> {
        OrganizationBySlugQuery {
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
pub struct UserLoginQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<UserLoginBorrowed, tokio_postgres::Error>,
    mapper: fn(UserLoginBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> UserLoginQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(UserLoginBorrowed) -> R) -> UserLoginQuery<'c, 'a, 's, C, R, N> {
        UserLoginQuery {
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
pub struct UserStandingQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<UserStandingBorrowed, tokio_postgres::Error>,
    mapper: fn(UserStandingBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> UserStandingQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(UserStandingBorrowed) -> R) -> UserStandingQuery<'c, 'a, 's, C, R, N> {
        UserStandingQuery {
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
pub struct OrganizationInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn organization_insert() -> OrganizationInsertStmt {
    OrganizationInsertStmt(
        "INSERT INTO organization (org_id, slug, name) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING",
        None,
    )
}
impl OrganizationInsertStmt {
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
        org_id: &'a uuid::Uuid,
        slug: &'a T1,
        name: &'a T2,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, slug, name]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        OrganizationInsertParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for OrganizationInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a OrganizationInsertParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.slug, &params.name))
    }
}
pub struct OrganizationBySlugStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn organization_by_slug() -> OrganizationBySlugStmt {
    OrganizationBySlugStmt("SELECT org_id, name FROM organization WHERE slug = $1", None)
}
impl OrganizationBySlugStmt {
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
        slug: &'a T1,
    ) -> OrganizationBySlugQuery<'c, 'a, 's, C, OrganizationBySlug, 1> {
        OrganizationBySlugQuery {
            client,
            params: [slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<OrganizationBySlugBorrowed, tokio_postgres::Error> {
                    Ok(OrganizationBySlugBorrowed { org_id: row.try_get(0)?, name: row.try_get(1)? })
                },
            mapper: |it| OrganizationBySlug::from(it),
        }
    }
}
pub struct UserAnyStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_any() -> UserAnyStmt {
    UserAnyStmt("SELECT EXISTS (SELECT FROM user_account) AS found", None)
}
impl UserAnyStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient>(&'s self, client: &'c C) -> BoolQuery<'c, 'a, 's, C, bool, 0> {
        BoolQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct UserInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_insert() -> UserInsertStmt {
    UserInsertStmt(
        "INSERT INTO user_account (user_id, username, password_hash) VALUES ($1, lower($2), $3) ON CONFLICT (username) DO NOTHING",
        None,
    )
}
impl UserInsertStmt {
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
        user_id: &'a uuid::Uuid,
        username: &'a T1,
        password_hash: &'a T2,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id, username, password_hash]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UserInsertParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UserInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UserInsertParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.user_id, &params.username, &params.password_hash))
    }
}
pub struct UserBindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_bind() -> UserBindStmt {
    UserBindStmt(
        "INSERT INTO role_binding (org_id, user_id, role) VALUES ($1, $2, $3) ON CONFLICT (org_id, user_id) DO UPDATE SET role = excluded.role",
        None,
    )
}
impl UserBindStmt {
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
        user_id: &'a uuid::Uuid,
        role: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, user_id, role]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UserBindParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UserBindStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UserBindParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.user_id, &params.role))
    }
}
pub struct UserLoginStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_login() -> UserLoginStmt {
    UserLoginStmt(
        "SELECT u.user_id, u.username, u.password_hash, u.session_version, u.disabled_at IS NOT NULL AS disabled, b.org_id, b.role FROM user_account u JOIN role_binding b ON b.user_id = u.user_id WHERE u.username = lower($1) ORDER BY b.created_at, b.org_id LIMIT 1",
        None,
    )
}
impl UserLoginStmt {
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
        username: &'a T1,
    ) -> UserLoginQuery<'c, 'a, 's, C, UserLogin, 1> {
        UserLoginQuery {
            client,
            params: [username],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<UserLoginBorrowed, tokio_postgres::Error> {
                Ok(UserLoginBorrowed {
                    user_id: row.try_get(0)?,
                    username: row.try_get(1)?,
                    password_hash: row.try_get(2)?,
                    session_version: row.try_get(3)?,
                    disabled: row.try_get(4)?,
                    org_id: row.try_get(5)?,
                    role: row.try_get(6)?,
                })
            },
            mapper: |it| UserLogin::from(it),
        }
    }
}
pub struct UserStandingStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_standing() -> UserStandingStmt {
    UserStandingStmt(
        "SELECT u.username, u.session_version, u.disabled_at IS NOT NULL AS disabled, b.role FROM user_account u JOIN role_binding b ON b.user_id = u.user_id WHERE u.user_id = $1 AND b.org_id = $2",
        None,
    )
}
impl UserStandingStmt {
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
        user_id: &'a uuid::Uuid,
        org_id: &'a uuid::Uuid,
    ) -> UserStandingQuery<'c, 'a, 's, C, UserStanding, 2> {
        UserStandingQuery {
            client,
            params: [user_id, org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<UserStandingBorrowed, tokio_postgres::Error> {
                Ok(UserStandingBorrowed {
                    username: row.try_get(0)?,
                    session_version: row.try_get(1)?,
                    disabled: row.try_get(2)?,
                    role: row.try_get(3)?,
                })
            },
            mapper: |it| UserStanding::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        UserStandingParams,
        UserStandingQuery<'c, 'a, 's, C, UserStanding, 2>,
        C,
    > for UserStandingStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a UserStandingParams,
    ) -> UserStandingQuery<'c, 'a, 's, C, UserStanding, 2> {
        self.bind(client, &params.user_id, &params.org_id)
    }
}
pub struct UserDisableStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_disable() -> UserDisableStmt {
    UserDisableStmt(
        "UPDATE user_account SET disabled_at = now(), session_version = session_version + 1 WHERE username = lower($1) AND disabled_at IS NULL",
        None,
    )
}
impl UserDisableStmt {
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
        username: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[username]).await
    }
}
