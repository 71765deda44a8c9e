// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct CheckEventPageParams {
    pub org_id: uuid::Uuid,
    pub before_at: jiff::Timestamp,
    pub before_id: i64,
    pub n_rows: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct CheckEventPageOfCheckParams {
    pub org_id: uuid::Uuid,
    pub check_id: uuid::Uuid,
    pub before_at: jiff::Timestamp,
    pub before_id: i64,
    pub n_rows: i64,
}
#[derive(Debug)]
pub struct CheckEventLatestParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
> {
    pub check_ids: T1,
    pub targets: T3,
    pub org_id: uuid::Uuid,
    pub n_rows: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct CheckEventRow {
    pub check_event_id: i64,
    pub check_id: uuid::Uuid,
    pub check_slug: String,
    pub target: String,
    pub agent_id: uuid::Uuid,
    pub agent_slug: String,
    pub before: String,
    pub status: String,
    pub reason: String,
    pub evidence: String,
    pub at: jiff::Timestamp,
    pub received_at: jiff::Timestamp,
}
pub struct CheckEventRowBorrowed<'a> {
    pub check_event_id: i64,
    pub check_id: uuid::Uuid,
    pub check_slug: &'a str,
    pub target: &'a str,
    pub agent_id: uuid::Uuid,
    pub agent_slug: &'a str,
    pub before: &'a str,
    pub status: &'a str,
    pub reason: &'a str,
    pub evidence: &'a str,
    pub at: jiff::Timestamp,
    pub received_at: jiff::Timestamp,
}
impl<'a> From<CheckEventRowBorrowed<'a>> for CheckEventRow {
    fn from(
        CheckEventRowBorrowed {
            check_event_id,
            check_id,
            check_slug,
            target,
            agent_id,
            agent_slug,
            before,
            status,
            reason,
            evidence,
            at,
            received_at,
        }: CheckEventRowBorrowed<'a>,
    ) -> Self {
        Self {
            check_event_id,
            check_id,
            check_slug: check_slug.into(),
            target: target.into(),
            agent_id,
            agent_slug: agent_slug.into(),
            before: before.into(),
            status: status.into(),
            reason: reason.into(),
            evidence: evidence.into(),
            at,
            received_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct CheckEventLatest {
    pub check_id: uuid::Uuid,
    pub target: String,
    pub agent_id: uuid::Uuid,
    pub before: String,
    pub at: jiff::Timestamp,
}
pub struct CheckEventLatestBorrowed<'a> {
    pub check_id: uuid::Uuid,
    pub target: &'a str,
    pub agent_id: uuid::Uuid,
    pub before: &'a str,
    pub at: jiff::Timestamp,
}
impl<'a> From<CheckEventLatestBorrowed<'a>> for CheckEventLatest {
    fn from(
        CheckEventLatestBorrowed { check_id, target, agent_id, before, at }: CheckEventLatestBorrowed<'a>,
    ) -> Self {
        Self { check_id, target: target.into(), agent_id, before: before.into(), at }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct CheckEventRowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CheckEventRowBorrowed, tokio_postgres::Error>,
    mapper: fn(CheckEventRowBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CheckEventRowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CheckEventRowBorrowed) -> R) -> CheckEventRowQuery<'c, 'a, 's, C, R, N> {
        CheckEventRowQuery {
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
pub struct CheckEventLatestQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CheckEventLatestBorrowed, tokio_postgres::Error>,
    mapper: fn(CheckEventLatestBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CheckEventLatestQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(CheckEventLatestBorrowed) -> R,
    ) -> CheckEventLatestQuery<'c, 'a, 's, C, R, N> {
        CheckEventLatestQuery {
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
pub struct CheckEventPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_event_page() -> CheckEventPageStmt {
    CheckEventPageStmt(
        "SELECT e.check_event_id, e.check_id, d.slug AS check_slug, e.target, e.agent_id, a.slug AS agent_slug, e.before, e.status, e.reason, e.evidence, e.at, e.received_at FROM ( SELECT check_event_id, org_id, check_id, target, agent_id, before, status, reason, evidence, at, received_at FROM check_event WHERE org_id = $1 AND received_at <= $2 AND (received_at, check_event_id) < ($2, $3) ORDER BY received_at DESC, check_event_id DESC LIMIT $4 ) e JOIN check_definition d ON d.org_id = e.org_id AND d.check_id = e.check_id JOIN agent a ON a.org_id = e.org_id AND a.agent_id = e.agent_id ORDER BY e.received_at DESC, e.check_event_id DESC",
        None,
    )
}
impl CheckEventPageStmt {
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
        before_at: &'a jiff::Timestamp,
        before_id: &'a i64,
        n_rows: &'a i64,
    ) -> CheckEventRowQuery<'c, 'a, 's, C, CheckEventRow, 4> {
        CheckEventRowQuery {
            client,
            params: [org_id, before_at, before_id, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CheckEventRowBorrowed, tokio_postgres::Error> {
                Ok(CheckEventRowBorrowed {
                    check_event_id: row.try_get(0)?,
                    check_id: row.try_get(1)?,
                    check_slug: row.try_get(2)?,
                    target: row.try_get(3)?,
                    agent_id: row.try_get(4)?,
                    agent_slug: row.try_get(5)?,
                    before: row.try_get(6)?,
                    status: row.try_get(7)?,
                    reason: row.try_get(8)?,
                    evidence: row.try_get(9)?,
                    at: row.try_get(10)?,
                    received_at: row.try_get(11)?,
                })
            },
            mapper: |it| CheckEventRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        CheckEventPageParams,
        CheckEventRowQuery<'c, 'a, 's, C, CheckEventRow, 4>,
        C,
    > for CheckEventPageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CheckEventPageParams,
    ) -> CheckEventRowQuery<'c, 'a, 's, C, CheckEventRow, 4> {
        self.bind(client, &params.org_id, &params.before_at, &params.before_id, &params.n_rows)
    }
}
pub struct CheckEventPageOfCheckStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_event_page_of_check() -> CheckEventPageOfCheckStmt {
    CheckEventPageOfCheckStmt(
        "SELECT e.check_event_id, e.check_id, d.slug AS check_slug, e.target, e.agent_id, a.slug AS agent_slug, e.before, e.status, e.reason, e.evidence, e.at, e.received_at FROM ( SELECT check_event_id, org_id, check_id, target, agent_id, before, status, reason, evidence, at, received_at FROM check_event WHERE org_id = $1 AND check_id = $2 AND received_at <= $3 AND (received_at, check_event_id) < ($3, $4) ORDER BY received_at DESC, check_event_id DESC LIMIT $5 ) e JOIN check_definition d ON d.org_id = e.org_id AND d.check_id = e.check_id JOIN agent a ON a.org_id = e.org_id AND a.agent_id = e.agent_id ORDER BY e.received_at DESC, e.check_event_id DESC",
        None,
    )
}
impl CheckEventPageOfCheckStmt {
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
        before_at: &'a jiff::Timestamp,
        before_id: &'a i64,
        n_rows: &'a i64,
    ) -> CheckEventRowQuery<'c, 'a, 's, C, CheckEventRow, 5> {
        CheckEventRowQuery {
            client,
            params: [org_id, check_id, before_at, before_id, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CheckEventRowBorrowed, tokio_postgres::Error> {
                Ok(CheckEventRowBorrowed {
                    check_event_id: row.try_get(0)?,
                    check_id: row.try_get(1)?,
                    check_slug: row.try_get(2)?,
                    target: row.try_get(3)?,
                    agent_id: row.try_get(4)?,
                    agent_slug: row.try_get(5)?,
                    before: row.try_get(6)?,
                    status: row.try_get(7)?,
                    reason: row.try_get(8)?,
                    evidence: row.try_get(9)?,
                    at: row.try_get(10)?,
                    received_at: row.try_get(11)?,
                })
            },
            mapper: |it| CheckEventRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        CheckEventPageOfCheckParams,
        CheckEventRowQuery<'c, 'a, 's, C, CheckEventRow, 5>,
        C,
    > for CheckEventPageOfCheckStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CheckEventPageOfCheckParams,
    ) -> CheckEventRowQuery<'c, 'a, 's, C, CheckEventRow, 5> {
        self.bind(
            client,
            &params.org_id,
            &params.check_id,
            &params.before_at,
            &params.before_id,
            &params.n_rows,
        )
    }
}
pub struct CheckEventLatestStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_event_latest() -> CheckEventLatestStmt {
    CheckEventLatestStmt(
        "SELECT p.check_id, p.target, e.agent_id, e.before, e.at FROM unnest($1::uuid[], $2::text[]) AS p (check_id, target) CROSS JOIN LATERAL ( SELECT agent_id, before, at, received_at, check_event_id FROM check_event WHERE org_id = $3 AND check_id = p.check_id AND target = p.target ORDER BY received_at DESC, check_event_id DESC LIMIT $4 ) e ORDER BY p.check_id, p.target, e.received_at DESC, e.check_event_id DESC",
        None,
    )
}
impl CheckEventLatestStmt {
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
        T1: crate::ArraySql<Item = uuid::Uuid>,
        T2: crate::StringSql,
        T3: crate::ArraySql<Item = T2>,
    >(
        &'s self,
        client: &'c C,
        check_ids: &'a T1,
        targets: &'a T3,
        org_id: &'a uuid::Uuid,
        n_rows: &'a i64,
    ) -> CheckEventLatestQuery<'c, 'a, 's, C, CheckEventLatest, 4> {
        CheckEventLatestQuery {
            client,
            params: [check_ids, targets, org_id, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<CheckEventLatestBorrowed, tokio_postgres::Error> {
                    Ok(CheckEventLatestBorrowed {
                        check_id: row.try_get(0)?,
                        target: row.try_get(1)?,
                        agent_id: row.try_get(2)?,
                        before: row.try_get(3)?,
                        at: row.try_get(4)?,
                    })
                },
            mapper: |it| CheckEventLatest::from(it),
        }
    }
}
impl<
    'c,
    'a,
    's,
    C: GenericClient,
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        CheckEventLatestParams<T1, T2, T3>,
        CheckEventLatestQuery<'c, 'a, 's, C, CheckEventLatest, 4>,
        C,
    > for CheckEventLatestStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CheckEventLatestParams<T1, T2, T3>,
    ) -> CheckEventLatestQuery<'c, 'a, 's, C, CheckEventLatest, 4> {
        self.bind(client, &params.check_ids, &params.targets, &params.org_id, &params.n_rows)
    }
}
