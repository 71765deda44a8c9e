// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct SiteInsertParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub site_id: uuid::Uuid,
    pub slug: T1,
}
#[derive(Debug)]
pub struct SiteBySlugParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub slug: T1,
}
#[derive(Debug)]
pub struct JoinTokenInsertParams<T1: crate::JsonSql, T2: crate::StringSql, T3: crate::BytesSql> {
    pub org_id: uuid::Uuid,
    pub join_token_id: uuid::Uuid,
    pub site_id: uuid::Uuid,
    pub labels: T1,
    pub agent_slug: T2,
    pub secret_sha256: T3,
    pub ttl_s: f64,
}
#[derive(Clone, Copy, Debug)]
pub struct JoinTokenGetParams {
    pub org_id: uuid::Uuid,
    pub join_token_id: uuid::Uuid,
}
#[derive(Clone, Copy, Debug)]
pub struct JoinTokenPageParams {
    pub org_id: uuid::Uuid,
    pub before: Option<uuid::Uuid>,
    pub n_rows: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct JoinTokenRevokeParams {
    pub org_id: uuid::Uuid,
    pub join_token_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct JoinTokenRow {
    pub join_token_id: uuid::Uuid,
    pub site: String,
    pub labels: serde_json::Value,
    pub agent_slug: String,
    pub created_at: jiff::Timestamp,
    pub expires_at: jiff::Timestamp,
    pub agent_id: Option<uuid::Uuid>,
    pub state: String,
}
pub struct JoinTokenRowBorrowed<'a> {
    pub join_token_id: uuid::Uuid,
    pub site: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub agent_slug: &'a str,
    pub created_at: jiff::Timestamp,
    pub expires_at: jiff::Timestamp,
    pub agent_id: Option<uuid::Uuid>,
    pub state: &'a str,
}
impl<'a> From<JoinTokenRowBorrowed<'a>> for JoinTokenRow {
    fn from(
        JoinTokenRowBorrowed {
            join_token_id,
            site,
            labels,
            agent_slug,
            created_at,
            expires_at,
            agent_id,
            state,
        }: JoinTokenRowBorrowed<'a>,
    ) -> Self {
        Self {
            join_token_id,
            site: site.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            agent_slug: agent_slug.into(),
            created_at,
            expires_at,
            agent_id,
            state: state.into(),
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
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
pub struct JoinTokenRowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<JoinTokenRowBorrowed, tokio_postgres::Error>,
    mapper: fn(JoinTokenRowBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> JoinTokenRowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(JoinTokenRowBorrowed) -> R) -> JoinTokenRowQuery<'c, 'a, 's, C, R, N> {
        JoinTokenRowQuery {
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
pub struct SiteInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn site_insert() -> SiteInsertStmt {
    SiteInsertStmt(
        "INSERT INTO site (org_id, site_id, slug) VALUES ($1, $2, $3) ON CONFLICT (org_id, slug) DO NOTHING",
        None,
    )
}
impl SiteInsertStmt {
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
        site_id: &'a uuid::Uuid,
        slug: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, site_id, slug]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SiteInsertParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SiteInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SiteInsertParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.site_id, &params.slug))
    }
}
pub struct SiteBySlugStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn site_by_slug() -> SiteBySlugStmt {
    SiteBySlugStmt("SELECT site_id FROM site WHERE org_id = $1 AND slug = $2", None)
}
impl SiteBySlugStmt {
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
        slug: &'a T1,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        UuidUuidQuery {
            client,
            params: [org_id, slug],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        SiteBySlugParams<T1>,
        UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2>,
        C,
    > for SiteBySlugStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SiteBySlugParams<T1>,
    ) -> UuidUuidQuery<'c, 'a, 's, C, uuid::Uuid, 2> {
        self.bind(client, &params.org_id, &params.slug)
    }
}
pub struct JoinTokenInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn join_token_insert() -> JoinTokenInsertStmt {
    JoinTokenInsertStmt(
        "INSERT INTO join_token (org_id, join_token_id, site_id, labels, agent_slug, secret_sha256, expires_at) VALUES ( $1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7) )",
        None,
    )
}
impl JoinTokenInsertStmt {
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
        T1: crate::JsonSql,
        T2: crate::StringSql,
        T3: crate::BytesSql,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        join_token_id: &'a uuid::Uuid,
        site_id: &'a uuid::Uuid,
        labels: &'a T1,
        agent_slug: &'a T2,
        secret_sha256: &'a T3,
        ttl_s: &'a f64,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(self.0, &[org_id, join_token_id, site_id, labels, agent_slug, secret_sha256, ttl_s])
            .await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::JsonSql, T2: crate::StringSql, T3: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        JoinTokenInsertParams<T1, T2, T3>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for JoinTokenInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a JoinTokenInsertParams<T1, T2, T3>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_id,
            &params.join_token_id,
            &params.site_id,
            &params.labels,
            &params.agent_slug,
            &params.secret_sha256,
            &params.ttl_s,
        ))
    }
}
pub struct JoinTokenGetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn join_token_get() -> JoinTokenGetStmt {
    JoinTokenGetStmt(
        "SELECT t.join_token_id, s.slug AS site, t.labels, t.agent_slug, t.created_at, t.expires_at, t.agent_id, CASE WHEN t.redeemed_at IS NOT NULL THEN 'REDEEMED' WHEN t.revoked_at IS NOT NULL THEN 'REVOKED' WHEN t.expires_at <= now() THEN 'EXPIRED' ELSE 'OPEN' END AS state FROM join_token t JOIN site s ON s.org_id = t.org_id AND s.site_id = t.site_id WHERE t.org_id = $1 AND t.join_token_id = $2",
        None,
    )
}
impl JoinTokenGetStmt {
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
        join_token_id: &'a uuid::Uuid,
    ) -> JoinTokenRowQuery<'c, 'a, 's, C, JoinTokenRow, 2> {
        JoinTokenRowQuery {
            client,
            params: [org_id, join_token_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<JoinTokenRowBorrowed, tokio_postgres::Error> {
                Ok(JoinTokenRowBorrowed {
                    join_token_id: row.try_get(0)?,
                    site: row.try_get(1)?,
                    labels: row.try_get(2)?,
                    agent_slug: row.try_get(3)?,
                    created_at: row.try_get(4)?,
                    expires_at: row.try_get(5)?,
                    agent_id: row.try_get(6)?,
                    state: row.try_get(7)?,
                })
            },
            mapper: |it| JoinTokenRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        JoinTokenGetParams,
        JoinTokenRowQuery<'c, 'a, 's, C, JoinTokenRow, 2>,
        C,
    > for JoinTokenGetStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a JoinTokenGetParams,
    ) -> JoinTokenRowQuery<'c, 'a, 's, C, JoinTokenRow, 2> {
        self.bind(client, &params.org_id, &params.join_token_id)
    }
}
pub struct JoinTokenPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn join_token_page() -> JoinTokenPageStmt {
    JoinTokenPageStmt(
        "SELECT t.join_token_id, s.slug AS site, t.labels, t.agent_slug, t.created_at, t.expires_at, t.agent_id, CASE WHEN t.redeemed_at IS NOT NULL THEN 'REDEEMED' WHEN t.revoked_at IS NOT NULL THEN 'REVOKED' WHEN t.expires_at <= now() THEN 'EXPIRED' ELSE 'OPEN' END AS state FROM join_token t JOIN site s ON s.org_id = t.org_id AND s.site_id = t.site_id WHERE t.org_id = $1 AND ($2::uuid IS NULL OR t.join_token_id < $2) ORDER BY t.join_token_id DESC LIMIT $3",
        None,
    )
}
impl JoinTokenPageStmt {
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
    ) -> JoinTokenRowQuery<'c, 'a, 's, C, JoinTokenRow, 3> {
        JoinTokenRowQuery {
            client,
            params: [org_id, before, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<JoinTokenRowBorrowed, tokio_postgres::Error> {
                Ok(JoinTokenRowBorrowed {
                    join_token_id: row.try_get(0)?,
                    site: row.try_get(1)?,
                    labels: row.try_get(2)?,
                    agent_slug: row.try_get(3)?,
                    created_at: row.try_get(4)?,
                    expires_at: row.try_get(5)?,
                    agent_id: row.try_get(6)?,
                    state: row.try_get(7)?,
                })
            },
            mapper: |it| JoinTokenRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        JoinTokenPageParams,
        JoinTokenRowQuery<'c, 'a, 's, C, JoinTokenRow, 3>,
        C,
    > for JoinTokenPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a JoinTokenPageParams,
    ) -> JoinTokenRowQuery<'c, 'a, 's, C, JoinTokenRow, 3> {
        self.bind(client, &params.org_id, &params.before, &params.n_rows)
    }
}
pub struct JoinTokenRevokeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn join_token_revoke() -> JoinTokenRevokeStmt {
    JoinTokenRevokeStmt(
        "UPDATE join_token SET revoked_at = now() WHERE org_id = $1 AND join_token_id = $2 AND redeemed_at IS NULL AND revoked_at IS NULL",
        None,
    )
}
impl JoinTokenRevokeStmt {
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
        join_token_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, join_token_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        JoinTokenRevokeParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for JoinTokenRevokeStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a JoinTokenRevokeParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.org_id, &params.join_token_id))
    }
}
