// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct SessionAgentLockParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct SessionAgentOpenParams<
    T1: crate::StringSql,
    T2: crate::StringSql,
    T3: crate::StringSql,
    T4: crate::ArraySql<Item = T3>,
> {
    pub fence: i64,
    pub epoch_last: i64,
    pub version: T1,
    pub hostname: T2,
    pub capabilities: T4,
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct SessionPromoteParams<T1: crate::BytesSql> {
    pub certificate_expires_at: jiff::Timestamp,
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub serial: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct SessionCursorsLockParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct SessionCursorPutParams<T1: crate::BytesSql, T2: crate::BytesSql> {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub lane: i16,
    pub spool_id: T1,
    pub epoch: i64,
    pub seq: i64,
    pub chain: T2,
    pub fence: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct SessionAgentNamesParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct SessionAgentLock {
    pub slug: String,
    pub site_slug: String,
    pub labels: serde_json::Value,
    pub serial_current: Vec<u8>,
    pub serial_next: Option<Vec<u8>>,
    pub revoked_at: Option<jiff::Timestamp>,
    pub fence: i64,
    pub epoch_last: i64,
}
pub struct SessionAgentLockBorrowed<'a> {
    pub slug: &'a str,
    pub site_slug: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub serial_current: &'a [u8],
    pub serial_next: Option<&'a [u8]>,
    pub revoked_at: Option<jiff::Timestamp>,
    pub fence: i64,
    pub epoch_last: i64,
}
impl<'a> From<SessionAgentLockBorrowed<'a>> for SessionAgentLock {
    fn from(
        SessionAgentLockBorrowed {
            slug,
            site_slug,
            labels,
            serial_current,
            serial_next,
            revoked_at,
            fence,
            epoch_last,
        }: SessionAgentLockBorrowed<'a>,
    ) -> Self {
        Self {
            slug: slug.into(),
            site_slug: site_slug.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            serial_current: serial_current.into(),
            serial_next: serial_next.map(|v| v.into()),
            revoked_at,
            fence,
            epoch_last,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct SessionCursorsLock {
    pub lane: i16,
    pub spool_id: Vec<u8>,
    pub epoch: i64,
    pub seq: i64,
    pub chain: Vec<u8>,
    pub fence: i64,
}
pub struct SessionCursorsLockBorrowed<'a> {
    pub lane: i16,
    pub spool_id: &'a [u8],
    pub epoch: i64,
    pub seq: i64,
    pub chain: &'a [u8],
    pub fence: i64,
}
impl<'a> From<SessionCursorsLockBorrowed<'a>> for SessionCursorsLock {
    fn from(
        SessionCursorsLockBorrowed { lane, spool_id, epoch, seq, chain, fence }: SessionCursorsLockBorrowed<
            'a,
        >,
    ) -> Self {
        Self { lane, spool_id: spool_id.into(), epoch, seq, chain: chain.into(), fence }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct SessionStanding {
    pub agent_id: uuid::Uuid,
    pub serial_current: Vec<u8>,
    pub serial_next: Option<Vec<u8>>,
    pub revoked_at: Option<jiff::Timestamp>,
    pub fence: i64,
}
pub struct SessionStandingBorrowed<'a> {
    pub agent_id: uuid::Uuid,
    pub serial_current: &'a [u8],
    pub serial_next: Option<&'a [u8]>,
    pub revoked_at: Option<jiff::Timestamp>,
    pub fence: i64,
}
impl<'a> From<SessionStandingBorrowed<'a>> for SessionStanding {
    fn from(
        SessionStandingBorrowed {
            agent_id,
            serial_current,
            serial_next,
            revoked_at,
            fence,
        }: SessionStandingBorrowed<'a>,
    ) -> Self {
        Self {
            agent_id,
            serial_current: serial_current.into(),
            serial_next: serial_next.map(|v| v.into()),
            revoked_at,
            fence,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct SessionAgentNames {
    pub slug: String,
    pub site_slug: String,
}
pub struct SessionAgentNamesBorrowed<'a> {
    pub slug: &'a str,
    pub site_slug: &'a str,
}
impl<'a> From<SessionAgentNamesBorrowed<'a>> for SessionAgentNames {
    fn from(SessionAgentNamesBorrowed { slug, site_slug }: SessionAgentNamesBorrowed<'a>) -> Self {
        Self { slug: slug.into(), site_slug: site_slug.into() }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct SessionAgentLockQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SessionAgentLockBorrowed, tokio_postgres::Error>,
    mapper: fn(SessionAgentLockBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SessionAgentLockQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(SessionAgentLockBorrowed) -> R,
    ) -> SessionAgentLockQuery<'c, 'a, 's, C, R, N> {
        SessionAgentLockQuery {
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
pub struct SessionCursorsLockQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SessionCursorsLockBorrowed, tokio_postgres::Error>,
    mapper: fn(SessionCursorsLockBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SessionCursorsLockQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(SessionCursorsLockBorrowed) -> R,
    ) -> SessionCursorsLockQuery<'c, 'a, 's, C, R, N> {
        SessionCursorsLockQuery {
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
pub struct SessionStandingQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SessionStandingBorrowed, tokio_postgres::Error>,
    mapper: fn(SessionStandingBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SessionStandingQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(SessionStandingBorrowed) -> R,
    ) -> SessionStandingQuery<'c, 'a, 's, C, R, N> {
        SessionStandingQuery {
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
pub struct SessionAgentNamesQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SessionAgentNamesBorrowed, tokio_postgres::Error>,
    mapper: fn(SessionAgentNamesBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SessionAgentNamesQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(SessionAgentNamesBorrowed) -> R,
    ) -> SessionAgentNamesQuery<'c, 'a, 's, C, R, N> {
        SessionAgentNamesQuery {
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
pub struct SessionAgentLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn session_agent_lock() -> SessionAgentLockStmt {
    SessionAgentLockStmt(
        "SELECT a.slug, s.slug AS site_slug, a.labels, a.serial_current, a.serial_next, a.revoked_at, a.fence, a.epoch_last FROM agent a JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id WHERE a.org_id = $1 AND a.agent_id = $2 FOR UPDATE OF a",
        None,
    )
}
impl SessionAgentLockStmt {
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
    ) -> SessionAgentLockQuery<'c, 'a, 's, C, SessionAgentLock, 2> {
        SessionAgentLockQuery {
            client,
            params: [org_id, agent_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<SessionAgentLockBorrowed, tokio_postgres::Error> {
                    Ok(SessionAgentLockBorrowed {
                        slug: row.try_get(0)?,
                        site_slug: row.try_get(1)?,
                        labels: row.try_get(2)?,
                        serial_current: row.try_get(3)?,
                        serial_next: row.try_get(4)?,
                        revoked_at: row.try_get(5)?,
                        fence: row.try_get(6)?,
                        epoch_last: row.try_get(7)?,
                    })
                },
            mapper: |it| SessionAgentLock::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        SessionAgentLockParams,
        SessionAgentLockQuery<'c, 'a, 's, C, SessionAgentLock, 2>,
        C,
    > for SessionAgentLockStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SessionAgentLockParams,
    ) -> SessionAgentLockQuery<'c, 'a, 's, C, SessionAgentLock, 2> {
        self.bind(client, &params.org_id, &params.agent_id)
    }
}
pub struct SessionAgentOpenStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn session_agent_open() -> SessionAgentOpenStmt {
    SessionAgentOpenStmt(
        "UPDATE agent SET fence = $1, epoch_last = $2, version = $3, hostname = $4, capabilities = $5 WHERE org_id = $6 AND agent_id = $7",
        None,
    )
}
impl SessionAgentOpenStmt {
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
        fence: &'a i64,
        epoch_last: &'a i64,
        version: &'a T1,
        hostname: &'a T2,
        capabilities: &'a T4,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[fence, epoch_last, version, hostname, capabilities, org_id, agent_id]).await
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
        SessionAgentOpenParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SessionAgentOpenStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SessionAgentOpenParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.fence,
            &params.epoch_last,
            &params.version,
            &params.hostname,
            &params.capabilities,
            &params.org_id,
            &params.agent_id,
        ))
    }
}
pub struct SessionPromoteStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn session_promote() -> SessionPromoteStmt {
    SessionPromoteStmt(
        "UPDATE agent SET serial_current = serial_next, serial_next = NULL, certificate_expires_at = $1 WHERE org_id = $2 AND agent_id = $3 AND serial_next = $4",
        None,
    )
}
impl SessionPromoteStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql>(
        &'s self,
        client: &'c C,
        certificate_expires_at: &'a jiff::Timestamp,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
        serial: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[certificate_expires_at, org_id, agent_id, serial]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SessionPromoteParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SessionPromoteStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SessionPromoteParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.certificate_expires_at,
            &params.org_id,
            &params.agent_id,
            &params.serial,
        ))
    }
}
pub struct SessionCursorsLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn session_cursors_lock() -> SessionCursorsLockStmt {
    SessionCursorsLockStmt(
        "SELECT lane, spool_id, epoch, seq, chain, fence FROM agent_cursor WHERE org_id = $1 AND agent_id = $2 ORDER BY lane FOR UPDATE",
        None,
    )
}
impl SessionCursorsLockStmt {
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
    ) -> SessionCursorsLockQuery<'c, 'a, 's, C, SessionCursorsLock, 2> {
        SessionCursorsLockQuery {
            client,
            params: [org_id, agent_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<SessionCursorsLockBorrowed, tokio_postgres::Error> {
                    Ok(SessionCursorsLockBorrowed {
                        lane: row.try_get(0)?,
                        spool_id: row.try_get(1)?,
                        epoch: row.try_get(2)?,
                        seq: row.try_get(3)?,
                        chain: row.try_get(4)?,
                        fence: row.try_get(5)?,
                    })
                },
            mapper: |it| SessionCursorsLock::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        SessionCursorsLockParams,
        SessionCursorsLockQuery<'c, 'a, 's, C, SessionCursorsLock, 2>,
        C,
    > for SessionCursorsLockStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SessionCursorsLockParams,
    ) -> SessionCursorsLockQuery<'c, 'a, 's, C, SessionCursorsLock, 2> {
        self.bind(client, &params.org_id, &params.agent_id)
    }
}
pub struct SessionCursorPutStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn session_cursor_put() -> SessionCursorPutStmt {
    SessionCursorPutStmt(
        "INSERT INTO agent_cursor (org_id, agent_id, lane, spool_id, epoch, seq, chain, fence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id, agent_id, lane) DO UPDATE SET spool_id = excluded.spool_id, epoch = excluded.epoch, seq = excluded.seq, chain = excluded.chain, fence = excluded.fence, updated_at = now()",
        None,
    )
}
impl SessionCursorPutStmt {
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
        lane: &'a i16,
        spool_id: &'a T1,
        epoch: &'a i64,
        seq: &'a i64,
        chain: &'a T2,
        fence: &'a i64,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, agent_id, lane, spool_id, epoch, seq, chain, fence]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql, T2: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        SessionCursorPutParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SessionCursorPutStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SessionCursorPutParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_id,
            &params.agent_id,
            &params.lane,
            &params.spool_id,
            &params.epoch,
            &params.seq,
            &params.chain,
            &params.fence,
        ))
    }
}
pub struct SessionStandingStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn session_standing() -> SessionStandingStmt {
    SessionStandingStmt(
        "SELECT agent_id, serial_current, serial_next, revoked_at, fence FROM agent WHERE agent_id = ANY ($1)",
        None,
    )
}
impl SessionStandingStmt {
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
    ) -> SessionStandingQuery<'c, 'a, 's, C, SessionStanding, 1> {
        SessionStandingQuery {
            client,
            params: [agent_ids],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<SessionStandingBorrowed, tokio_postgres::Error> {
                Ok(SessionStandingBorrowed {
                    agent_id: row.try_get(0)?,
                    serial_current: row.try_get(1)?,
                    serial_next: row.try_get(2)?,
                    revoked_at: row.try_get(3)?,
                    fence: row.try_get(4)?,
                })
            },
            mapper: |it| SessionStanding::from(it),
        }
    }
}
pub struct SessionAgentNamesStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn session_agent_names() -> SessionAgentNamesStmt {
    SessionAgentNamesStmt(
        "SELECT a.slug, s.slug AS site_slug FROM agent a JOIN site s ON s.org_id = a.org_id AND s.site_id = a.site_id WHERE a.org_id = $1 AND a.agent_id = $2",
        None,
    )
}
impl SessionAgentNamesStmt {
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
    ) -> SessionAgentNamesQuery<'c, 'a, 's, C, SessionAgentNames, 2> {
        SessionAgentNamesQuery {
            client,
            params: [org_id, agent_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<SessionAgentNamesBorrowed, tokio_postgres::Error> {
                    Ok(SessionAgentNamesBorrowed { slug: row.try_get(0)?, site_slug: row.try_get(1)? })
                },
            mapper: |it| SessionAgentNames::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        SessionAgentNamesParams,
        SessionAgentNamesQuery<'c, 'a, 's, C, SessionAgentNames, 2>,
        C,
    > for SessionAgentNamesStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a SessionAgentNamesParams,
    ) -> SessionAgentNamesQuery<'c, 'a, 's, C, SessionAgentNames, 2> {
        self.bind(client, &params.org_id, &params.agent_id)
    }
}
