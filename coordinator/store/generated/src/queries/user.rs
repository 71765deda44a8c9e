// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct OrganizationInsertParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub slug: T1,
    pub name: T2,
}
#[derive(Debug)]
pub struct UserInsertParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub username: T1,
    pub display_name: T2,
    pub password_hash: T3,
    pub must_change_password: bool,
}
#[derive(Debug)]
pub struct UserBindParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
    pub role: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct UserLoggedInParams {
    pub user_id: uuid::Uuid,
    pub session_version: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct UserStandingParams {
    pub user_id: uuid::Uuid,
    pub org_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct UserPageParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub after: Option<T1>,
    pub n_rows: i64,
}
#[derive(Debug)]
pub struct UserFindParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub user: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct UserOtherAdminsParams {
    pub org_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct UserOtherOrganizationsParams {
    pub user_id: uuid::Uuid,
    pub org_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct UserUpdateParams<T1: crate::StringSql> {
    pub display_name: T1,
    pub disabled: bool,
    pub user_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct UserRoleSetParams<T1: crate::StringSql> {
    pub role: T1,
    pub org_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct UserPasswordResetParams<T1: crate::StringSql> {
    pub password_hash: T1,
    pub user_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct UserPasswordChangeParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub password_hash: T1,
    pub user_id: uuid::Uuid,
    pub former_hash: T2,
}
#[derive(Clone, Copy, Debug)]
pub struct UserUnbindParams {
    pub org_id: uuid::Uuid,
    pub user_id: uuid::Uuid,
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
    pub must_change_password: bool,
    pub org_id: uuid::Uuid,
    pub role: String,
    pub permissions: Option<Vec<String>>,
}
pub struct UserLoginBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub username: &'a str,
    pub password_hash: &'a str,
    pub session_version: i64,
    pub disabled: bool,
    pub must_change_password: bool,
    pub org_id: uuid::Uuid,
    pub role: &'a str,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
}
impl<'a> From<UserLoginBorrowed<'a>> for UserLogin {
    fn from(
        UserLoginBorrowed {
            user_id,
            username,
            password_hash,
            session_version,
            disabled,
            must_change_password,
            org_id,
            role,
            permissions,
        }: UserLoginBorrowed<'a>,
    ) -> Self {
        Self {
            user_id,
            username: username.into(),
            password_hash: password_hash.into(),
            session_version,
            disabled,
            must_change_password,
            org_id,
            role: role.into(),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct UserStanding {
    pub username: String,
    pub session_version: i64,
    pub disabled: bool,
    pub must_change_password: bool,
    pub role: String,
    pub permissions: Option<Vec<String>>,
}
pub struct UserStandingBorrowed<'a> {
    pub username: &'a str,
    pub session_version: i64,
    pub disabled: bool,
    pub must_change_password: bool,
    pub role: &'a str,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
}
impl<'a> From<UserStandingBorrowed<'a>> for UserStanding {
    fn from(
        UserStandingBorrowed {
            username,
            session_version,
            disabled,
            must_change_password,
            role,
            permissions,
        }: UserStandingBorrowed<'a>,
    ) -> Self {
        Self {
            username: username.into(),
            session_version,
            disabled,
            must_change_password,
            role: role.into(),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct UserPage {
    pub user_id: uuid::Uuid,
    pub username: String,
    pub display_name: String,
    pub disabled: bool,
    pub must_change_password: bool,
    pub last_login_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub version: i64,
    pub role: String,
    pub permissions: Option<Vec<String>>,
    pub second_factor: bool,
}
pub struct UserPageBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub username: &'a str,
    pub display_name: &'a str,
    pub disabled: bool,
    pub must_change_password: bool,
    pub last_login_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub version: i64,
    pub role: &'a str,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
    pub second_factor: bool,
}
impl<'a> From<UserPageBorrowed<'a>> for UserPage {
    fn from(
        UserPageBorrowed {
            user_id,
            username,
            display_name,
            disabled,
            must_change_password,
            last_login_at,
            created_at,
            version,
            role,
            permissions,
            second_factor,
        }: UserPageBorrowed<'a>,
    ) -> Self {
        Self {
            user_id,
            username: username.into(),
            display_name: display_name.into(),
            disabled,
            must_change_password,
            last_login_at,
            created_at,
            version,
            role: role.into(),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
            second_factor,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct UserFind {
    pub user_id: uuid::Uuid,
    pub username: String,
    pub display_name: String,
    pub disabled: bool,
    pub must_change_password: bool,
    pub last_login_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub version: i64,
    pub role: String,
    pub permissions: Option<Vec<String>>,
    pub second_factor: bool,
}
pub struct UserFindBorrowed<'a> {
    pub user_id: uuid::Uuid,
    pub username: &'a str,
    pub display_name: &'a str,
    pub disabled: bool,
    pub must_change_password: bool,
    pub last_login_at: Option<jiff::Timestamp>,
    pub created_at: jiff::Timestamp,
    pub version: i64,
    pub role: &'a str,
    pub permissions: Option<crate::ArrayIterator<'a, &'a str>>,
    pub second_factor: bool,
}
impl<'a> From<UserFindBorrowed<'a>> for UserFind {
    fn from(
        UserFindBorrowed {
            user_id,
            username,
            display_name,
            disabled,
            must_change_password,
            last_login_at,
            created_at,
            version,
            role,
            permissions,
            second_factor,
        }: UserFindBorrowed<'a>,
    ) -> Self {
        Self {
            user_id,
            username: username.into(),
            display_name: display_name.into(),
            disabled,
            must_change_password,
            last_login_at,
            created_at,
            version,
            role: role.into(),
            permissions: permissions.map(|v| v.map(|v| v.into()).collect()),
            second_factor,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct UserPasswordHash {
    pub username: String,
    pub password_hash: String,
}
pub struct UserPasswordHashBorrowed<'a> {
    pub username: &'a str,
    pub password_hash: &'a str,
}
impl<'a> From<UserPasswordHashBorrowed<'a>> for UserPasswordHash {
    fn from(UserPasswordHashBorrowed { username, password_hash }: UserPasswordHashBorrowed<'a>) -> Self {
        Self { username: username.into(), password_hash: password_hash.into() }
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
pub struct UserPageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<UserPageBorrowed, tokio_postgres::Error>,
    mapper: fn(UserPageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> UserPageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(UserPageBorrowed) -> R) -> UserPageQuery<'c, 'a, 's, C, R, N> {
        UserPageQuery {
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
pub struct UserFindQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<UserFindBorrowed, tokio_postgres::Error>,
    mapper: fn(UserFindBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> UserFindQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(UserFindBorrowed) -> R) -> UserFindQuery<'c, 'a, 's, C, R, N> {
        UserFindQuery {
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
pub struct UserPasswordHashQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<UserPasswordHashBorrowed, tokio_postgres::Error>,
    mapper: fn(UserPasswordHashBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> UserPasswordHashQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(UserPasswordHashBorrowed) -> R,
    ) -> UserPasswordHashQuery<'c, 'a, 's, C, R, N> {
        UserPasswordHashQuery {
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
        "INSERT INTO user_account (user_id, username, display_name, password_hash, must_change_password) VALUES ($1, lower($2), $3, $4, $5) ON CONFLICT (username) DO NOTHING",
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
    pub async fn bind<
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
        user_id: &'a uuid::Uuid,
        username: &'a T1,
        display_name: &'a T2,
        password_hash: &'a T3,
        must_change_password: &'a bool,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id, username, display_name, password_hash, must_change_password]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UserInsertParams<T1, T2, T3>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UserInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UserInsertParams<T1, T2, T3>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.user_id,
            &params.username,
            &params.display_name,
            &params.password_hash,
            &params.must_change_password,
        ))
    }
}
pub struct UserBindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_bind() -> UserBindStmt {
    UserBindStmt("INSERT INTO role_binding (org_id, user_id, role) VALUES ($1, $2, $3)", None)
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
        "SELECT u.user_id, u.username, u.password_hash, u.session_version, u.disabled_at IS NOT NULL AS disabled, u.must_change_password, b.org_id, b.role, r.permissions FROM user_account u JOIN role_binding b ON b.user_id = u.user_id JOIN role r ON r.org_id = b.org_id AND r.name = b.role WHERE u.username = lower($1) ORDER BY b.created_at, b.org_id LIMIT 1",
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
                    must_change_password: row.try_get(5)?,
                    org_id: row.try_get(6)?,
                    role: row.try_get(7)?,
                    permissions: row.try_get(8)?,
                })
            },
            mapper: |it| UserLogin::from(it),
        }
    }
}
pub struct UserLoggedInStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_logged_in() -> UserLoggedInStmt {
    UserLoggedInStmt(
        "UPDATE user_account SET last_login_at = now() WHERE user_id = $1 AND session_version = $2",
        None,
    )
}
impl UserLoggedInStmt {
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
        session_version: &'a i64,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id, session_version]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UserLoggedInParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UserLoggedInStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UserLoggedInParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.user_id, &params.session_version))
    }
}
pub struct UserStandingStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_standing() -> UserStandingStmt {
    UserStandingStmt(
        "SELECT u.username, u.session_version, u.disabled_at IS NOT NULL AS disabled, u.must_change_password, b.role, r.permissions FROM user_account u JOIN role_binding b ON b.user_id = u.user_id JOIN role r ON r.org_id = b.org_id AND r.name = b.role WHERE u.user_id = $1 AND b.org_id = $2",
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
                    must_change_password: row.try_get(3)?,
                    role: row.try_get(4)?,
                    permissions: row.try_get(5)?,
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
pub struct UserPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_page() -> UserPageStmt {
    UserPageStmt(
        "SELECT u.user_id, u.username, u.display_name, u.disabled_at IS NOT NULL AS disabled, u.must_change_password, u.last_login_at, u.created_at, u.version, b.role, r.permissions, t.confirmed_at IS NOT NULL AS second_factor FROM role_binding b JOIN user_account u ON u.user_id = b.user_id JOIN role r ON r.org_id = b.org_id AND r.name = b.role LEFT JOIN user_totp t ON t.user_id = u.user_id WHERE b.org_id = $1 AND ($2::text IS NULL OR u.username > $2) ORDER BY u.username LIMIT $3",
        None,
    )
}
impl UserPageStmt {
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
    ) -> UserPageQuery<'c, 'a, 's, C, UserPage, 3> {
        UserPageQuery {
            client,
            params: [org_id, after, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<UserPageBorrowed, tokio_postgres::Error> {
                Ok(UserPageBorrowed {
                    user_id: row.try_get(0)?,
                    username: row.try_get(1)?,
                    display_name: row.try_get(2)?,
                    disabled: row.try_get(3)?,
                    must_change_password: row.try_get(4)?,
                    last_login_at: row.try_get(5)?,
                    created_at: row.try_get(6)?,
                    version: row.try_get(7)?,
                    role: row.try_get(8)?,
                    permissions: row.try_get(9)?,
                    second_factor: row.try_get(10)?,
                })
            },
            mapper: |it| UserPage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        UserPageParams<T1>,
        UserPageQuery<'c, 'a, 's, C, UserPage, 3>,
        C,
    > for UserPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a UserPageParams<T1>,
    ) -> UserPageQuery<'c, 'a, 's, C, UserPage, 3> {
        self.bind(client, &params.org_id, &params.after, &params.n_rows)
    }
}
pub struct UserFindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_find() -> UserFindStmt {
    UserFindStmt(
        "SELECT u.user_id, u.username, u.display_name, u.disabled_at IS NOT NULL AS disabled, u.must_change_password, u.last_login_at, u.created_at, u.version, b.role, r.permissions, t.confirmed_at IS NOT NULL AS second_factor FROM role_binding b JOIN user_account u ON u.user_id = b.user_id JOIN role r ON r.org_id = b.org_id AND r.name = b.role LEFT JOIN user_totp t ON t.user_id = u.user_id WHERE b.org_id = $1 AND (u.user_id::text = lower($2) OR u.username = lower($2)) ORDER BY u.username = lower($2) DESC LIMIT 1",
        None,
    )
}
impl UserFindStmt {
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
        user: &'a T1,
    ) -> UserFindQuery<'c, 'a, 's, C, UserFind, 2> {
        UserFindQuery {
            client,
            params: [org_id, user],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<UserFindBorrowed, tokio_postgres::Error> {
                Ok(UserFindBorrowed {
                    user_id: row.try_get(0)?,
                    username: row.try_get(1)?,
                    display_name: row.try_get(2)?,
                    disabled: row.try_get(3)?,
                    must_change_password: row.try_get(4)?,
                    last_login_at: row.try_get(5)?,
                    created_at: row.try_get(6)?,
                    version: row.try_get(7)?,
                    role: row.try_get(8)?,
                    permissions: row.try_get(9)?,
                    second_factor: row.try_get(10)?,
                })
            },
            mapper: |it| UserFind::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        UserFindParams<T1>,
        UserFindQuery<'c, 'a, 's, C, UserFind, 2>,
        C,
    > for UserFindStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a UserFindParams<T1>,
    ) -> UserFindQuery<'c, 'a, 's, C, UserFind, 2> {
        self.bind(client, &params.org_id, &params.user)
    }
}
pub struct UserAdministrationLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_administration_lock() -> UserAdministrationLockStmt {
    UserAdministrationLockStmt(
        "SELECT name FROM role WHERE org_id = $1 AND name = 'admin' FOR NO KEY UPDATE",
        None,
    )
}
impl UserAdministrationLockStmt {
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
    ) -> StringQuery<'c, 'a, 's, C, String, 1> {
        StringQuery {
            client,
            params: [org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
pub struct UserOtherAdminsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_other_admins() -> UserOtherAdminsStmt {
    UserOtherAdminsStmt(
        "SELECT count(*) AS n_others FROM role_binding b JOIN user_account u ON u.user_id = b.user_id WHERE b.org_id = $1 AND b.role = 'admin' AND b.user_id <> $2 AND u.disabled_at IS NULL",
        None,
    )
}
impl UserOtherAdminsStmt {
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
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [org_id, user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, UserOtherAdminsParams, I64Query<'c, 'a, 's, C, i64, 2>, C>
    for UserOtherAdminsStmt
{
    fn params(&'s self, client: &'c C, params: &'a UserOtherAdminsParams) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.org_id, &params.user_id)
    }
}
pub struct UserOtherOrganizationsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_other_organizations() -> UserOtherOrganizationsStmt {
    UserOtherOrganizationsStmt(
        "SELECT count(*) AS n_others FROM role_binding WHERE user_id = $1 AND org_id <> $2",
        None,
    )
}
impl UserOtherOrganizationsStmt {
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
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        I64Query {
            client,
            params: [user_id, org_id],
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
        UserOtherOrganizationsParams,
        I64Query<'c, 'a, 's, C, i64, 2>,
        C,
    > for UserOtherOrganizationsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a UserOtherOrganizationsParams,
    ) -> I64Query<'c, 'a, 's, C, i64, 2> {
        self.bind(client, &params.user_id, &params.org_id)
    }
}
pub struct UserUpdateStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_update() -> UserUpdateStmt {
    UserUpdateStmt(
        "UPDATE user_account SET display_name = $1, disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, now()) END, session_version = session_version + CASE WHEN $2 AND disabled_at IS NULL THEN 1 ELSE 0 END, version = version + 1 WHERE user_id = $3",
        None,
    )
}
impl UserUpdateStmt {
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
        display_name: &'a T1,
        disabled: &'a bool,
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[display_name, disabled, user_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UserUpdateParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UserUpdateStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UserUpdateParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.display_name, &params.disabled, &params.user_id))
    }
}
pub struct UserRoleSetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_role_set() -> UserRoleSetStmt {
    UserRoleSetStmt("UPDATE role_binding SET role = $1 WHERE org_id = $2 AND user_id = $3", None)
}
impl UserRoleSetStmt {
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
        role: &'a T1,
        org_id: &'a uuid::Uuid,
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[role, org_id, user_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UserRoleSetParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UserRoleSetStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UserRoleSetParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.role, &params.org_id, &params.user_id))
    }
}
pub struct UserPasswordResetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_password_reset() -> UserPasswordResetStmt {
    UserPasswordResetStmt(
        "UPDATE user_account SET password_hash = $1, must_change_password = true, session_version = session_version + 1, version = version + 1 WHERE user_id = $2",
        None,
    )
}
impl UserPasswordResetStmt {
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
        password_hash: &'a T1,
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[password_hash, user_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        UserPasswordResetParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UserPasswordResetStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UserPasswordResetParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.password_hash, &params.user_id))
    }
}
pub struct UserPasswordHashStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_password_hash() -> UserPasswordHashStmt {
    UserPasswordHashStmt("SELECT username, password_hash FROM user_account WHERE user_id = $1", None)
}
impl UserPasswordHashStmt {
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
    ) -> UserPasswordHashQuery<'c, 'a, 's, C, UserPasswordHash, 1> {
        UserPasswordHashQuery {
            client,
            params: [user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<UserPasswordHashBorrowed, tokio_postgres::Error> {
                    Ok(UserPasswordHashBorrowed { username: row.try_get(0)?, password_hash: row.try_get(1)? })
                },
            mapper: |it| UserPasswordHash::from(it),
        }
    }
}
pub struct UserPasswordChangeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_password_change() -> UserPasswordChangeStmt {
    UserPasswordChangeStmt(
        "UPDATE user_account SET password_hash = $1, must_change_password = false, session_version = session_version + 1, version = version + 1 WHERE user_id = $2 AND password_hash = $3 RETURNING session_version",
        None,
    )
}
impl UserPasswordChangeStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        password_hash: &'a T1,
        user_id: &'a uuid::Uuid,
        former_hash: &'a T2,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        I64Query {
            client,
            params: [password_hash, user_id, former_hash],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        UserPasswordChangeParams<T1, T2>,
        I64Query<'c, 'a, 's, C, i64, 3>,
        C,
    > for UserPasswordChangeStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a UserPasswordChangeParams<T1, T2>,
    ) -> I64Query<'c, 'a, 's, C, i64, 3> {
        self.bind(client, &params.password_hash, &params.user_id, &params.former_hash)
    }
}
pub struct UserSessionsEndStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_sessions_end() -> UserSessionsEndStmt {
    UserSessionsEndStmt(
        "UPDATE user_account SET session_version = session_version + 1 WHERE user_id = $1",
        None,
    )
}
impl UserSessionsEndStmt {
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
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id]).await
    }
}
pub struct UserUnbindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_unbind() -> UserUnbindStmt {
    UserUnbindStmt("DELETE FROM role_binding WHERE org_id = $1 AND user_id = $2", None)
}
impl UserUnbindStmt {
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
        UserUnbindParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for UserUnbindStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a UserUnbindParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.user_id))
    }
}
pub struct UserDeleteUnboundStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn user_delete_unbound() -> UserDeleteUnboundStmt {
    UserDeleteUnboundStmt(
        "DELETE FROM user_account u WHERE u.user_id = $1 AND NOT EXISTS (SELECT FROM role_binding b WHERE b.user_id = u.user_id)",
        None,
    )
}
impl UserDeleteUnboundStmt {
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
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id]).await
    }
}
