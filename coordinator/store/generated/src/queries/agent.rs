// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct AgentPageParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub after: Option<T1>,
    pub n_rows: i64,
}
#[derive(Debug)]
pub struct AgentFindParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub id_or_slug: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct AgentRevokeParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct AgentRevokeCursorsParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct AgentRow {
    pub agent_id: uuid::Uuid,
    pub slug: String,
    pub site: String,
    pub labels: serde_json::Value,
    pub hostname: String,
    pub version: String,
    pub capabilities: Vec<String>,
    pub certificate_expires_at: jiff::Timestamp,
    pub created_at: jiff::Timestamp,
    pub revoked_at: Option<jiff::Timestamp>,
    pub last_seen_at: Option<jiff::Timestamp>,
    pub clock_offset_us: Option<i64>,
    pub spool_pending_records: Option<i64>,
    pub spool_dropped_records: Option<i64>,
    pub scheduled_checks: Option<i32>,
    pub degraded: Option<Vec<String>>,
    pub remote_address: Option<String>,
    pub desired_generation: Option<i64>,
    pub desired_state: Option<String>,
    pub desired_detail: Option<String>,
    pub applied_generation: Option<i64>,
    pub database_now: jiff::Timestamp,
}
pub struct AgentRowBorrowed<'a> {
    pub agent_id: uuid::Uuid,
    pub slug: &'a str,
    pub site: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub hostname: &'a str,
    pub version: &'a str,
    pub capabilities: crate::ArrayIterator<'a, &'a str>,
    pub certificate_expires_at: jiff::Timestamp,
    pub created_at: jiff::Timestamp,
    pub revoked_at: Option<jiff::Timestamp>,
    pub last_seen_at: Option<jiff::Timestamp>,
    pub clock_offset_us: Option<i64>,
    pub spool_pending_records: Option<i64>,
    pub spool_dropped_records: Option<i64>,
    pub scheduled_checks: Option<i32>,
    pub degraded: Option<crate::ArrayIterator<'a, &'a str>>,
    pub remote_address: Option<&'a str>,
    pub desired_generation: Option<i64>,
    pub desired_state: Option<&'a str>,
    pub desired_detail: Option<&'a str>,
    pub applied_generation: Option<i64>,
    pub database_now: jiff::Timestamp,
}
impl<'a> From<AgentRowBorrowed<'a>> for AgentRow {
    fn from(
        AgentRowBorrowed {
            agent_id,
            slug,
            site,
            labels,
            hostname,
            version,
            capabilities,
            certificate_expires_at,
            created_at,
            revoked_at,
            last_seen_at,
            clock_offset_us,
            spool_pending_records,
            spool_dropped_records,
            scheduled_checks,
            degraded,
            remote_address,
            desired_generation,
            desired_state,
            desired_detail,
            applied_generation,
            database_now,
        }: AgentRowBorrowed<'a>,
    ) -> Self {
        Self {
            agent_id,
            slug: slug.into(),
            site: site.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            hostname: hostname.into(),
            version: version.into(),
            capabilities: capabilities.map(|v| v.into()).collect(),
            certificate_expires_at,
            created_at,
            revoked_at,
            last_seen_at,
            clock_offset_us,
            spool_pending_records,
            spool_dropped_records,
            scheduled_checks,
            degraded: degraded.map(|v| v.map(|v| v.into()).collect()),
            remote_address: remote_address.map(|v| v.into()),
            desired_generation,
            desired_state: desired_state.map(|v| v.into()),
            desired_detail: desired_detail.map(|v| v.into()),
            applied_generation,
            database_now,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct AgentSigns {
    pub agent_id: uuid::Uuid,
    pub slug: String,
    pub revoked: bool,
    pub last_seen_at: Option<jiff::Timestamp>,
    pub database_now: jiff::Timestamp,
}
pub struct AgentSignsBorrowed<'a> {
    pub agent_id: uuid::Uuid,
    pub slug: &'a str,
    pub revoked: bool,
    pub last_seen_at: Option<jiff::Timestamp>,
    pub database_now: jiff::Timestamp,
}
impl<'a> From<AgentSignsBorrowed<'a>> for AgentSigns {
    fn from(
        AgentSignsBorrowed { agent_id, slug, revoked, last_seen_at, database_now }: AgentSignsBorrowed<'a>,
    ) -> Self {
        Self { agent_id, slug: slug.into(), revoked, last_seen_at, database_now }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct AgentRoster {
    pub agent_id: uuid::Uuid,
    pub slug: String,
    pub site: String,
    pub labels: serde_json::Value,
    pub clock_offset_us: Option<i64>,
}
pub struct AgentRosterBorrowed<'a> {
    pub agent_id: uuid::Uuid,
    pub slug: &'a str,
    pub site: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub clock_offset_us: Option<i64>,
}
impl<'a> From<AgentRosterBorrowed<'a>> for AgentRoster {
    fn from(
        AgentRosterBorrowed { agent_id, slug, site, labels, clock_offset_us }: AgentRosterBorrowed<'a>,
    ) -> Self {
        Self {
            agent_id,
            slug: slug.into(),
            site: site.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            clock_offset_us,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct AgentRowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AgentRowBorrowed, tokio_postgres::Error>,
    mapper: fn(AgentRowBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AgentRowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AgentRowBorrowed) -> R) -> AgentRowQuery<'c, 'a, 's, C, R, N> {
        AgentRowQuery {
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
pub struct AgentSignsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AgentSignsBorrowed, tokio_postgres::Error>,
    mapper: fn(AgentSignsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AgentSignsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AgentSignsBorrowed) -> R) -> AgentSignsQuery<'c, 'a, 's, C, R, N> {
        AgentSignsQuery {
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
pub struct AgentRosterQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AgentRosterBorrowed, tokio_postgres::Error>,
    mapper: fn(AgentRosterBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AgentRosterQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(AgentRosterBorrowed) -> R) -> AgentRosterQuery<'c, 'a, 's, C, R, N> {
        AgentRosterQuery {
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
pub struct AgentPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn agent_page() -> AgentPageStmt {
    AgentPageStmt(
        "SELECT a.agent_id, a.slug, s.slug AS site, a.labels, a.hostname, a.version, a.capabilities, a.certificate_expires_at, a.created_at, a.revoked_at, p.last_seen_at, p.clock_offset_us, p.spool_pending_records, p.spool_dropped_records, p.scheduled_checks, p.degraded, p.remote_address, d.generation AS desired_generation, d.state AS desired_state, d.detail AS desired_detail, ( SELECT max(applied.generation) FROM desired_state applied WHERE applied.org_id = a.org_id AND applied.agent_id = a.agent_id AND applied.state = 'applied' ) AS applied_generation, now() AS database_now FROM agent a JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id LEFT JOIN LATERAL ( SELECT latest.generation, latest.state, latest.detail FROM desired_state latest WHERE latest.org_id = a.org_id AND latest.agent_id = a.agent_id ORDER BY latest.generation DESC LIMIT 1 ) d ON true WHERE a.org_id = $1 AND ($2::text IS NULL OR a.slug COLLATE \"C\" > $2) ORDER BY a.slug COLLATE \"C\" LIMIT $3",
        None,
    )
}
impl AgentPageStmt {
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
    ) -> AgentRowQuery<'c, 'a, 's, C, AgentRow, 3> {
        AgentRowQuery {
            client,
            params: [org_id, after, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AgentRowBorrowed, tokio_postgres::Error> {
                Ok(AgentRowBorrowed {
                    agent_id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    site: row.try_get(2)?,
                    labels: row.try_get(3)?,
                    hostname: row.try_get(4)?,
                    version: row.try_get(5)?,
                    capabilities: row.try_get(6)?,
                    certificate_expires_at: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                    revoked_at: row.try_get(9)?,
                    last_seen_at: row.try_get(10)?,
                    clock_offset_us: row.try_get(11)?,
                    spool_pending_records: row.try_get(12)?,
                    spool_dropped_records: row.try_get(13)?,
                    scheduled_checks: row.try_get(14)?,
                    degraded: row.try_get(15)?,
                    remote_address: row.try_get(16)?,
                    desired_generation: row.try_get(17)?,
                    desired_state: row.try_get(18)?,
                    desired_detail: row.try_get(19)?,
                    applied_generation: row.try_get(20)?,
                    database_now: row.try_get(21)?,
                })
            },
            mapper: |it| AgentRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        AgentPageParams<T1>,
        AgentRowQuery<'c, 'a, 's, C, AgentRow, 3>,
        C,
    > for AgentPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a AgentPageParams<T1>,
    ) -> AgentRowQuery<'c, 'a, 's, C, AgentRow, 3> {
        self.bind(client, &params.org_id, &params.after, &params.n_rows)
    }
}
pub struct AgentFindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn agent_find() -> AgentFindStmt {
    AgentFindStmt(
        "SELECT a.agent_id, a.slug, s.slug AS site, a.labels, a.hostname, a.version, a.capabilities, a.certificate_expires_at, a.created_at, a.revoked_at, p.last_seen_at, p.clock_offset_us, p.spool_pending_records, p.spool_dropped_records, p.scheduled_checks, p.degraded, p.remote_address, d.generation AS desired_generation, d.state AS desired_state, d.detail AS desired_detail, ( SELECT max(applied.generation) FROM desired_state applied WHERE applied.org_id = a.org_id AND applied.agent_id = a.agent_id AND applied.state = 'applied' ) AS applied_generation, now() AS database_now FROM agent a JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id LEFT JOIN LATERAL ( SELECT latest.generation, latest.state, latest.detail FROM desired_state latest WHERE latest.org_id = a.org_id AND latest.agent_id = a.agent_id ORDER BY latest.generation DESC LIMIT 1 ) d ON true WHERE a.org_id = $1 AND (a.agent_id::text = $2 OR a.slug = $2) ORDER BY a.agent_id::text = $2 DESC LIMIT 1",
        None,
    )
}
impl AgentFindStmt {
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
    ) -> AgentRowQuery<'c, 'a, 's, C, AgentRow, 2> {
        AgentRowQuery {
            client,
            params: [org_id, id_or_slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AgentRowBorrowed, tokio_postgres::Error> {
                Ok(AgentRowBorrowed {
                    agent_id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    site: row.try_get(2)?,
                    labels: row.try_get(3)?,
                    hostname: row.try_get(4)?,
                    version: row.try_get(5)?,
                    capabilities: row.try_get(6)?,
                    certificate_expires_at: row.try_get(7)?,
                    created_at: row.try_get(8)?,
                    revoked_at: row.try_get(9)?,
                    last_seen_at: row.try_get(10)?,
                    clock_offset_us: row.try_get(11)?,
                    spool_pending_records: row.try_get(12)?,
                    spool_dropped_records: row.try_get(13)?,
                    scheduled_checks: row.try_get(14)?,
                    degraded: row.try_get(15)?,
                    remote_address: row.try_get(16)?,
                    desired_generation: row.try_get(17)?,
                    desired_state: row.try_get(18)?,
                    desired_detail: row.try_get(19)?,
                    applied_generation: row.try_get(20)?,
                    database_now: row.try_get(21)?,
                })
            },
            mapper: |it| AgentRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        AgentFindParams<T1>,
        AgentRowQuery<'c, 'a, 's, C, AgentRow, 2>,
        C,
    > for AgentFindStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a AgentFindParams<T1>,
    ) -> AgentRowQuery<'c, 'a, 's, C, AgentRow, 2> {
        self.bind(client, &params.org_id, &params.id_or_slug)
    }
}
pub struct AgentRevokeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn agent_revoke() -> AgentRevokeStmt {
    AgentRevokeStmt(
        "UPDATE agent SET revoked_at = now(), fence = fence + 1 WHERE org_id = $1 AND agent_id = $2 AND revoked_at IS NULL",
        None,
    )
}
impl AgentRevokeStmt {
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
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, agent_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AgentRevokeParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AgentRevokeStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AgentRevokeParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.agent_id))
    }
}
pub struct AgentRevokeCursorsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn agent_revoke_cursors() -> AgentRevokeCursorsStmt {
    AgentRevokeCursorsStmt(
        "UPDATE agent_cursor c SET fence = a.fence FROM agent a WHERE c.org_id = $1 AND c.agent_id = $2 AND a.org_id = c.org_id AND a.agent_id = c.agent_id",
        None,
    )
}
impl AgentRevokeCursorsStmt {
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
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, agent_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AgentRevokeCursorsParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AgentRevokeCursorsStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AgentRevokeCursorsParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.agent_id))
    }
}
pub struct AgentSignsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn agent_signs() -> AgentSignsStmt {
    AgentSignsStmt(
        "SELECT a.agent_id, a.slug, a.revoked_at IS NOT NULL AS revoked, p.last_seen_at, now() AS database_now FROM agent a LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id WHERE a.org_id = $1",
        None,
    )
}
impl AgentSignsStmt {
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
    ) -> AgentSignsQuery<'c, 'a, 's, C, AgentSigns, 1> {
        AgentSignsQuery {
            client,
            params: [org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AgentSignsBorrowed, tokio_postgres::Error> {
                Ok(AgentSignsBorrowed {
                    agent_id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    revoked: row.try_get(2)?,
                    last_seen_at: row.try_get(3)?,
                    database_now: row.try_get(4)?,
                })
            },
            mapper: |it| AgentSigns::from(it),
        }
    }
}
pub struct AgentRosterStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn agent_roster() -> AgentRosterStmt {
    AgentRosterStmt(
        "SELECT a.agent_id, a.slug, s.slug AS site, a.labels, p.clock_offset_us FROM agent a JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id WHERE a.org_id = $1 AND a.revoked_at IS NULL",
        None,
    )
}
impl AgentRosterStmt {
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
    ) -> AgentRosterQuery<'c, 'a, 's, C, AgentRoster, 1> {
        AgentRosterQuery {
            client,
            params: [org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AgentRosterBorrowed, tokio_postgres::Error> {
                Ok(AgentRosterBorrowed {
                    agent_id: row.try_get(0)?,
                    slug: row.try_get(1)?,
                    site: row.try_get(2)?,
                    labels: row.try_get(3)?,
                    clock_offset_us: row.try_get(4)?,
                })
            },
            mapper: |it| AgentRoster::from(it),
        }
    }
}
