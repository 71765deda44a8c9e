// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct DesiredDocumentParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct DesiredInsertParams<T1: crate::BytesSql, T2: crate::BytesSql> {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub generation: i64,
    pub sha256: T1,
    pub document: T2,
}
#[derive(Clone, Copy, Debug)]
pub struct DesiredTrimParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub generation: i64,
}
#[derive(Debug)]
pub struct DesiredStatesForgetParams<T1: crate::ArraySql<Item = uuid::Uuid>> {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub check_ids: T1,
}
#[derive(Debug)]
pub struct AssignmentInsertParams<T1: crate::ArraySql<Item = uuid::Uuid>, T2: crate::ArraySql<Item = i32>> {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub check_ids: T1,
    pub revisions: T2,
}
#[derive(Clone, Copy, Debug)]
pub struct AssignmentFindParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub revision: i32,
}
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredAgents {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub slug: String,
    pub site_slug: String,
    pub labels: serde_json::Value,
}
pub struct DesiredAgentsBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub slug: &'a str,
    pub site_slug: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
}
impl<'a> From<DesiredAgentsBorrowed<'a>> for DesiredAgents {
    fn from(
        DesiredAgentsBorrowed { org_id, agent_id, slug, site_slug, labels }: DesiredAgentsBorrowed<'a>,
    ) -> Self {
        Self {
            org_id,
            agent_id,
            slug: slug.into(),
            site_slug: site_slug.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredChecks {
    pub org_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub slug: String,
    pub agent_selector: String,
    pub revision: i32,
    pub spec: serde_json::Value,
}
pub struct DesiredChecksBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub slug: &'a str,
    pub agent_selector: &'a str,
    pub revision: i32,
    pub spec: postgres_types::Json<&'a serde_json::value::RawValue>,
}
impl<'a> From<DesiredChecksBorrowed<'a>> for DesiredChecks {
    fn from(
        DesiredChecksBorrowed {
            org_id,
            check_id,
            slug,
            agent_selector,
            revision,
            spec,
        }: DesiredChecksBorrowed<'a>,
    ) -> Self {
        Self {
            org_id,
            check_id,
            slug: slug.into(),
            agent_selector: agent_selector.into(),
            revision,
            spec: serde_json::from_str(spec.0.get()).unwrap(),
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredLatest {
    pub agent_id: uuid::Uuid,
    pub generation: i64,
    pub sha256: Vec<u8>,
    pub state: String,
}
pub struct DesiredLatestBorrowed<'a> {
    pub agent_id: uuid::Uuid,
    pub generation: i64,
    pub sha256: &'a [u8],
    pub state: &'a str,
}
impl<'a> From<DesiredLatestBorrowed<'a>> for DesiredLatest {
    fn from(
        DesiredLatestBorrowed { agent_id, generation, sha256, state }: DesiredLatestBorrowed<'a>,
    ) -> Self {
        Self { agent_id, generation, sha256: sha256.into(), state: state.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredDocument {
    pub generation: i64,
    pub sha256: Vec<u8>,
    pub document: Vec<u8>,
}
pub struct DesiredDocumentBorrowed<'a> {
    pub generation: i64,
    pub sha256: &'a [u8],
    pub document: &'a [u8],
}
impl<'a> From<DesiredDocumentBorrowed<'a>> for DesiredDocument {
    fn from(DesiredDocumentBorrowed { generation, sha256, document }: DesiredDocumentBorrowed<'a>) -> Self {
        Self { generation, sha256: sha256.into(), document: document.into() }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentFind {
    pub check_id: uuid::Uuid,
    pub revision: i32,
    pub slug: String,
    pub spec: serde_json::Value,
}
pub struct AssignmentFindBorrowed<'a> {
    pub check_id: uuid::Uuid,
    pub revision: i32,
    pub slug: &'a str,
    pub spec: postgres_types::Json<&'a serde_json::value::RawValue>,
}
impl<'a> From<AssignmentFindBorrowed<'a>> for AssignmentFind {
    fn from(AssignmentFindBorrowed { check_id, revision, slug, spec }: AssignmentFindBorrowed<'a>) -> Self {
        Self { check_id, revision, slug: slug.into(), spec: serde_json::from_str(spec.0.get()).unwrap() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct DesiredAgentsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DesiredAgentsBorrowed, tokio_postgres::Error>,
    mapper: fn(DesiredAgentsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DesiredAgentsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DesiredAgentsBorrowed) -> R) -> DesiredAgentsQuery<'c, 'a, 's, C, R, N> {
        DesiredAgentsQuery {
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
pub struct DesiredChecksQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DesiredChecksBorrowed, tokio_postgres::Error>,
    mapper: fn(DesiredChecksBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DesiredChecksQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DesiredChecksBorrowed) -> R) -> DesiredChecksQuery<'c, 'a, 's, C, R, N> {
        DesiredChecksQuery {
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
pub struct DesiredLatestQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DesiredLatestBorrowed, tokio_postgres::Error>,
    mapper: fn(DesiredLatestBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DesiredLatestQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(DesiredLatestBorrowed) -> R) -> DesiredLatestQuery<'c, 'a, 's, C, R, N> {
        DesiredLatestQuery {
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
pub struct DesiredDocumentQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<DesiredDocumentBorrowed, tokio_postgres::Error>,
    mapper: fn(DesiredDocumentBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> DesiredDocumentQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(DesiredDocumentBorrowed) -> R,
    ) -> DesiredDocumentQuery<'c, 'a, 's, C, R, N> {
        DesiredDocumentQuery {
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
pub struct AssignmentFindQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AssignmentFindBorrowed, tokio_postgres::Error>,
    mapper: fn(AssignmentFindBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AssignmentFindQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AssignmentFindBorrowed) -> R) -> AssignmentFindQuery<'c, 'a, 's, C, R, N> {
        AssignmentFindQuery {
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
pub struct DesiredAgentsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn desired_agents() -> DesiredAgentsStmt {
    DesiredAgentsStmt(
        "SELECT a.org_id, a.agent_id, a.slug, s.slug AS site_slug, a.labels FROM agent a JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id WHERE a.agent_id = ANY ($1) AND a.revoked_at IS NULL",
        None,
    )
}
impl DesiredAgentsStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        agent_ids: &'a T1,
    ) -> DesiredAgentsQuery<'c, 'a, 's, C, DesiredAgents, 1> {
        DesiredAgentsQuery {
            client,
            params: [agent_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DesiredAgentsBorrowed, tokio_postgres::Error> {
                Ok(DesiredAgentsBorrowed {
                    org_id: row.try_get(0)?,
                    agent_id: row.try_get(1)?,
                    slug: row.try_get(2)?,
                    site_slug: row.try_get(3)?,
                    labels: row.try_get(4)?,
                })
            },
            mapper: |it| DesiredAgents::from(it),
        }
    }
}
pub struct DesiredChecksStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn desired_checks() -> DesiredChecksStmt {
    DesiredChecksStmt(
        "SELECT d.org_id, d.check_id, d.slug, d.agent_selector, d.revision, r.spec FROM check_definition d JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision WHERE d.org_id = ANY ($1) AND d.enabled AND d.deleted_at IS NULL ORDER BY d.org_id, d.check_id",
        None,
    )
}
impl DesiredChecksStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        org_ids: &'a T1,
    ) -> DesiredChecksQuery<'c, 'a, 's, C, DesiredChecks, 1> {
        DesiredChecksQuery {
            client,
            params: [org_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DesiredChecksBorrowed, tokio_postgres::Error> {
                Ok(DesiredChecksBorrowed {
                    org_id: row.try_get(0)?,
                    check_id: row.try_get(1)?,
                    slug: row.try_get(2)?,
                    agent_selector: row.try_get(3)?,
                    revision: row.try_get(4)?,
                    spec: row.try_get(5)?,
                })
            },
            mapper: |it| DesiredChecks::from(it),
        }
    }
}
pub struct DesiredLatestStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn desired_latest() -> DesiredLatestStmt {
    DesiredLatestStmt(
        "SELECT DISTINCT ON (agent_id) agent_id, generation, sha256, state FROM desired_state WHERE agent_id = ANY ($1) ORDER BY agent_id, generation DESC",
        None,
    )
}
impl DesiredLatestStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::ArraySql<Item = uuid::Uuid>>(
        &'s self,
        client: &'c C,
        agent_ids: &'a T1,
    ) -> DesiredLatestQuery<'c, 'a, 's, C, DesiredLatest, 1> {
        DesiredLatestQuery {
            client,
            params: [agent_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DesiredLatestBorrowed, tokio_postgres::Error> {
                Ok(DesiredLatestBorrowed {
                    agent_id: row.try_get(0)?,
                    generation: row.try_get(1)?,
                    sha256: row.try_get(2)?,
                    state: row.try_get(3)?,
                })
            },
            mapper: |it| DesiredLatest::from(it),
        }
    }
}
pub struct DesiredDocumentStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn desired_document() -> DesiredDocumentStmt {
    DesiredDocumentStmt(
        "SELECT generation, sha256, document FROM desired_state WHERE org_id = $1 AND agent_id = $2 ORDER BY generation DESC LIMIT 1",
        None,
    )
}
impl DesiredDocumentStmt {
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
    ) -> DesiredDocumentQuery<'c, 'a, 's, C, DesiredDocument, 2> {
        DesiredDocumentQuery {
            client,
            params: [org_id, agent_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<DesiredDocumentBorrowed, tokio_postgres::Error> {
                Ok(DesiredDocumentBorrowed {
                    generation: row.try_get(0)?,
                    sha256: row.try_get(1)?,
                    document: row.try_get(2)?,
                })
            },
            mapper: |it| DesiredDocument::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        DesiredDocumentParams,
        DesiredDocumentQuery<'c, 'a, 's, C, DesiredDocument, 2>,
        C,
    > for DesiredDocumentStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a DesiredDocumentParams,
    ) -> DesiredDocumentQuery<'c, 'a, 's, C, DesiredDocument, 2> {
        self.bind(client, &params.org_id, &params.agent_id)
    }
}
pub struct DesiredInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn desired_insert() -> DesiredInsertStmt {
    DesiredInsertStmt(
        "INSERT INTO desired_state (org_id, agent_id, generation, sha256, document) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        None,
    )
}
impl DesiredInsertStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql, T2: crate::BytesSql>(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
        generation: &'a i64,
        sha256: &'a T1,
        document: &'a T2,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, agent_id, generation, sha256, document]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql, T2: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        DesiredInsertParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for DesiredInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a DesiredInsertParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_id,
            &params.agent_id,
            &params.generation,
            &params.sha256,
            &params.document,
        ))
    }
}
pub struct DesiredTrimStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn desired_trim() -> DesiredTrimStmt {
    DesiredTrimStmt(
        "DELETE FROM desired_state WHERE org_id = $1 AND agent_id = $2 AND generation <= $3",
        None,
    )
}
impl DesiredTrimStmt {
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
        agent_id: &'a uuid::Uuid,
        generation: &'a i64,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, agent_id, generation]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        DesiredTrimParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for DesiredTrimStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a DesiredTrimParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.agent_id, &params.generation))
    }
}
pub struct DesiredStatesForgetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn desired_states_forget() -> DesiredStatesForgetStmt {
    DesiredStatesForgetStmt(
        "DELETE FROM check_state WHERE org_id = $1 AND agent_id = $2 AND NOT check_id = ANY ($3)",
        None,
    )
}
impl DesiredStatesForgetStmt {
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
        agent_id: &'a uuid::Uuid,
        check_ids: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, agent_id, check_ids]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::ArraySql<Item = uuid::Uuid>>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        DesiredStatesForgetParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for DesiredStatesForgetStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a DesiredStatesForgetParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.agent_id, &params.check_ids))
    }
}
pub struct AssignmentInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn assignment_insert() -> AssignmentInsertStmt {
    AssignmentInsertStmt(
        "INSERT INTO check_assignment (org_id, agent_id, check_id, revision) SELECT $1, $2, n.check_id, n.revision FROM unnest($3::uuid[], $4::integer[]) AS n (check_id, revision) ON CONFLICT DO NOTHING",
        None,
    )
}
impl AssignmentInsertStmt {
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
        T2: crate::ArraySql<Item = i32>,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
        check_ids: &'a T1,
        revisions: &'a T2,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, agent_id, check_ids, revisions]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::ArraySql<Item = i32>,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AssignmentInsertParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AssignmentInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AssignmentInsertParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.agent_id, &params.check_ids, &params.revisions))
    }
}
pub struct AssignmentFindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn assignment_find() -> AssignmentFindStmt {
    AssignmentFindStmt(
        "SELECT a.check_id, a.revision, d.slug, r.spec FROM check_assignment a JOIN check_definition d ON d.org_id = a.org_id AND d.check_id = a.check_id JOIN check_revision r ON r.org_id = a.org_id AND r.check_id = a.check_id AND r.revision = a.revision WHERE a.org_id = $1 AND a.agent_id = $2 AND a.check_id = $3 AND a.revision = $4",
        None,
    )
}
impl AssignmentFindStmt {
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
        check_id: &'a uuid::Uuid,
        revision: &'a i32,
    ) -> AssignmentFindQuery<'c, 'a, 's, C, AssignmentFind, 4> {
        AssignmentFindQuery {
            client,
            params: [org_id, agent_id, check_id, revision],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AssignmentFindBorrowed, tokio_postgres::Error> {
                Ok(AssignmentFindBorrowed {
                    check_id: row.try_get(0)?,
                    revision: row.try_get(1)?,
                    slug: row.try_get(2)?,
                    spec: row.try_get(3)?,
                })
            },
            mapper: |it| AssignmentFind::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        AssignmentFindParams,
        AssignmentFindQuery<'c, 'a, 's, C, AssignmentFind, 4>,
        C,
    > for AssignmentFindStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a AssignmentFindParams,
    ) -> AssignmentFindQuery<'c, 'a, 's, C, AssignmentFind, 4> {
        self.bind(client, &params.org_id, &params.agent_id, &params.check_id, &params.revision)
    }
}
