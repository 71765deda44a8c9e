// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct CheckFindParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub id_or_slug: T1,
}
#[derive(Debug)]
pub struct CheckPageParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub after: Option<T1>,
    pub n_rows: i64,
}
#[derive(Debug)]
pub struct CheckInsertParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub slug: T1,
    pub description: T2,
    pub agent_selector: T3,
    pub enabled: bool,
}
#[derive(Debug)]
pub struct CheckRevisionInsertParams<T1: crate::JsonSql> {
    pub org_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub revision: i32,
    pub spec: T1,
}
#[derive(Debug)]
pub struct CheckUpdateParams<T1: crate::StringSql, T2: crate::StringSql> {
    pub description: T1,
    pub agent_selector: T2,
    pub enabled: bool,
    pub revision: i32,
    pub org_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub version: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct CheckDeleteParams {
    pub org_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub version: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct CheckRevisionPageParams {
    pub org_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub before: i32,
    pub n_rows: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    pub check_id: uuid::Uuid,
    pub slug: String,
    pub description: String,
    pub agent_selector: String,
    pub enabled: bool,
    pub revision: i32,
    pub version: i64,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub spec: serde_json::Value,
}
pub struct CheckRowBorrowed<'a> {
    pub check_id: uuid::Uuid,
    pub slug: &'a str,
    pub description: &'a str,
    pub agent_selector: &'a str,
    pub enabled: bool,
    pub revision: i32,
    pub version: i64,
    pub created_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
    pub spec: postgres_types::Json<&'a serde_json::value::RawValue>,
}
impl<'a> From<CheckRowBorrowed<'a>> for CheckRow {
    fn from(
        CheckRowBorrowed {
            check_id,
            slug,
            description,
            agent_selector,
            enabled,
            revision,
            version,
            created_at,
            updated_at,
            spec,
        }: CheckRowBorrowed<'a>,
    ) -> Self {
        Self {
            check_id,
            slug: slug.into(),
            description: description.into(),
            agent_selector: agent_selector.into(),
            enabled,
            revision,
            version,
            created_at,
            updated_at,
            spec: serde_json::from_str(spec.0.get()).unwrap(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct CheckSelectors {
    pub check_id: uuid::Uuid,
    pub agent_selector: String,
}
pub struct CheckSelectorsBorrowed<'a> {
    pub check_id: uuid::Uuid,
    pub agent_selector: &'a str,
}
impl<'a> From<CheckSelectorsBorrowed<'a>> for CheckSelectors {
    fn from(CheckSelectorsBorrowed { check_id, agent_selector }: CheckSelectorsBorrowed<'a>) -> Self {
        Self { check_id, agent_selector: agent_selector.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRevisionPage {
    pub revision: i32,
    pub spec: serde_json::Value,
    pub created_at: jiff::Timestamp,
}
pub struct CheckRevisionPageBorrowed<'a> {
    pub revision: i32,
    pub spec: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub created_at: jiff::Timestamp,
}
impl<'a> From<CheckRevisionPageBorrowed<'a>> for CheckRevisionPage {
    fn from(CheckRevisionPageBorrowed { revision, spec, created_at }: CheckRevisionPageBorrowed<'a>) -> Self {
        Self { revision, spec: serde_json::from_str(spec.0.get()).unwrap(), created_at }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct CheckRowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CheckRowBorrowed, tokio_postgres::Error>,
    mapper: fn(CheckRowBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CheckRowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CheckRowBorrowed) -> R) -> CheckRowQuery<'c, 'a, 's, C, R, N> {
        CheckRowQuery {
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
pub struct CheckSelectorsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CheckSelectorsBorrowed, tokio_postgres::Error>,
    mapper: fn(CheckSelectorsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CheckSelectorsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CheckSelectorsBorrowed) -> R) -> CheckSelectorsQuery<'c, 'a, 's, C, R, N> {
        CheckSelectorsQuery {
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
pub struct CheckRevisionPageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CheckRevisionPageBorrowed, tokio_postgres::Error>,
    mapper: fn(CheckRevisionPageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CheckRevisionPageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(CheckRevisionPageBorrowed) -> R,
    ) -> CheckRevisionPageQuery<'c, 'a, 's, C, R, N> {
        CheckRevisionPageQuery {
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
pub struct CheckFindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_find() -> CheckFindStmt {
    CheckFindStmt(
        "SELECT d.check_id, d.slug, d.description, d.agent_selector, d.enabled, d.revision, d.version, d.created_at, d.updated_at, r.spec FROM check_definition d JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision WHERE d.org_id = $1 AND (d.check_id::text = $2 OR d.slug = $2) AND d.deleted_at IS NULL ORDER BY d.check_id::text = $2 DESC LIMIT 1",
        None,
    )
}
impl CheckFindStmt {
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
        id_or_slug: &'a T1,
    ) -> CheckRowQuery<'c, 'a, 's, C, CheckRow, 2> {
        CheckRowQuery {
            client,
            params: [org_id, id_or_slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CheckRowBorrowed, tokio_postgres::Error> {
                Ok(CheckRowBorrowed {
                    check_id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    description: row.try_get(2)?,
                    agent_selector: row.try_get(3)?,
                    enabled: row.try_get(4)?,
                    revision: row.try_get(5)?,
                    version: row.try_get(6)?,
                    created_at: row.try_get(7)?,
                    updated_at: row.try_get(8)?,
                    spec: row.try_get(9)?,
                })
            },
            mapper: |it| CheckRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        CheckFindParams<T1>,
        CheckRowQuery<'c, 'a, 's, C, CheckRow, 2>,
        C,
    > for CheckFindStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CheckFindParams<T1>,
    ) -> CheckRowQuery<'c, 'a, 's, C, CheckRow, 2> {
        self.bind(client, &params.org_id, &params.id_or_slug)
    }
}
pub struct CheckPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_page() -> CheckPageStmt {
    CheckPageStmt(
        "SELECT d.check_id, d.slug, d.description, d.agent_selector, d.enabled, d.revision, d.version, d.created_at, d.updated_at, r.spec FROM check_definition d JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision WHERE d.org_id = $1 AND ($2::text IS NULL OR d.slug COLLATE \"C\" > $2) AND d.deleted_at IS NULL ORDER BY d.slug COLLATE \"C\" LIMIT $3",
        None,
    )
}
impl CheckPageStmt {
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
    ) -> CheckRowQuery<'c, 'a, 's, C, CheckRow, 3> {
        CheckRowQuery {
            client,
            params: [org_id, after, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CheckRowBorrowed, tokio_postgres::Error> {
                Ok(CheckRowBorrowed {
                    check_id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    description: row.try_get(2)?,
                    agent_selector: row.try_get(3)?,
                    enabled: row.try_get(4)?,
                    revision: row.try_get(5)?,
                    version: row.try_get(6)?,
                    created_at: row.try_get(7)?,
                    updated_at: row.try_get(8)?,
                    spec: row.try_get(9)?,
                })
            },
            mapper: |it| CheckRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        CheckPageParams<T1>,
        CheckRowQuery<'c, 'a, 's, C, CheckRow, 3>,
        C,
    > for CheckPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CheckPageParams<T1>,
    ) -> CheckRowQuery<'c, 'a, 's, C, CheckRow, 3> {
        self.bind(client, &params.org_id, &params.after, &params.n_rows)
    }
}
pub struct CheckInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_insert() -> CheckInsertStmt {
    CheckInsertStmt(
        "INSERT INTO check_definition (org_id, check_id, slug, description, agent_selector, enabled, revision) VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (org_id, slug) WHERE deleted_at IS NULL DO NOTHING",
        None,
    )
}
impl CheckInsertStmt {
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
        org_id: &'a uuid::Uuid,
        check_id: &'a uuid::Uuid,
        slug: &'a T1,
        description: &'a T2,
        agent_selector: &'a T3,
        enabled: &'a bool,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, check_id, slug, description, agent_selector, enabled]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        CheckInsertParams<T1, T2, T3>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for CheckInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a CheckInsertParams<T1, T2, T3>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_id,
            &params.check_id,
            &params.slug,
            &params.description,
            &params.agent_selector,
            &params.enabled,
        ))
    }
}
pub struct CheckRevisionInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_revision_insert() -> CheckRevisionInsertStmt {
    CheckRevisionInsertStmt(
        "INSERT INTO check_revision (org_id, check_id, revision, spec) VALUES ($1, $2, $3, $4)",
        None,
    )
}
impl CheckRevisionInsertStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::JsonSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        check_id: &'a uuid::Uuid,
        revision: &'a i32,
        spec: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, check_id, revision, spec]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::JsonSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        CheckRevisionInsertParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for CheckRevisionInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a CheckRevisionInsertParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.check_id, &params.revision, &params.spec))
    }
}
pub struct CheckUpdateStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_update() -> CheckUpdateStmt {
    CheckUpdateStmt(
        "UPDATE check_definition SET description = $1, agent_selector = $2, enabled = $3, revision = $4, version = version + 1, updated_at = now() WHERE org_id = $5 AND check_id = $6 AND version = $7 AND deleted_at IS NULL",
        None,
    )
}
impl CheckUpdateStmt {
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
        description: &'a T1,
        agent_selector: &'a T2,
        enabled: &'a bool,
        revision: &'a i32,
        org_id: &'a uuid::Uuid,
        check_id: &'a uuid::Uuid,
        version: &'a i64,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[description, agent_selector, enabled, revision, org_id, check_id, version])
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        CheckUpdateParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for CheckUpdateStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a CheckUpdateParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.description,
            &params.agent_selector,
            &params.enabled,
            &params.revision,
            &params.org_id,
            &params.check_id,
            &params.version,
        ))
    }
}
pub struct CheckDeleteStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_delete() -> CheckDeleteStmt {
    CheckDeleteStmt(
        "UPDATE check_definition SET deleted_at = now(), version = version + 1, updated_at = now() WHERE org_id = $1 AND check_id = $2 AND version = $3 AND deleted_at IS NULL",
        None,
    )
}
impl CheckDeleteStmt {
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
        check_id: &'a uuid::Uuid,
        version: &'a i64,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, check_id, version]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        CheckDeleteParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for CheckDeleteStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a CheckDeleteParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.check_id, &params.version))
    }
}
pub struct CheckCountStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_count() -> CheckCountStmt {
    CheckCountStmt(
        "SELECT count(*) AS n_checks FROM check_definition WHERE org_id = $1 AND deleted_at IS NULL",
        None,
    )
}
impl CheckCountStmt {
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
pub struct CheckSelectorsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_selectors() -> CheckSelectorsStmt {
    CheckSelectorsStmt(
        "SELECT check_id, agent_selector FROM check_definition WHERE org_id = $1 AND enabled AND deleted_at IS NULL",
        None,
    )
}
impl CheckSelectorsStmt {
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
    ) -> CheckSelectorsQuery<'c, 'a, 's, C, CheckSelectors, 1> {
        CheckSelectorsQuery {
            client,
            params: [org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CheckSelectorsBorrowed, tokio_postgres::Error> {
                Ok(CheckSelectorsBorrowed { check_id: row.try_get(0)?, agent_selector: row.try_get(1)? })
            },
            mapper: |it| CheckSelectors::from(it),
        }
    }
}
pub struct CheckRevisionPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_revision_page() -> CheckRevisionPageStmt {
    CheckRevisionPageStmt(
        "SELECT r.revision, r.spec, r.created_at FROM check_revision r JOIN check_definition d ON d.org_id = r.org_id AND d.check_id = r.check_id WHERE r.org_id = $1 AND r.check_id = $2 AND r.revision < $3 AND d.deleted_at IS NULL ORDER BY r.revision DESC LIMIT $4",
        None,
    )
}
impl CheckRevisionPageStmt {
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
        check_id: &'a uuid::Uuid,
        before: &'a i32,
        n_rows: &'a i64,
    ) -> CheckRevisionPageQuery<'c, 'a, 's, C, CheckRevisionPage, 4> {
        CheckRevisionPageQuery {
            client,
            params: [org_id, check_id, before, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<CheckRevisionPageBorrowed, tokio_postgres::Error> {
                    Ok(CheckRevisionPageBorrowed {
                        revision: row.try_get(0)?,
                        spec: row.try_get(1)?,
                        created_at: row.try_get(2)?,
                    })
                },
            mapper: |it| CheckRevisionPage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        CheckRevisionPageParams,
        CheckRevisionPageQuery<'c, 'a, 's, C, CheckRevisionPage, 4>,
        C,
    > for CheckRevisionPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CheckRevisionPageParams,
    ) -> CheckRevisionPageQuery<'c, 'a, 's, C, CheckRevisionPage, 4> {
        self.bind(client, &params.org_id, &params.check_id, &params.before, &params.n_rows)
    }
}
