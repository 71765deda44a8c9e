// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct CheckStatePageParams<T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub check_id: Option<uuid::Uuid>,
    pub after_check: Option<T1>,
    pub after_target: Option<T2>,
    pub after_agent: Option<T3>,
    pub n_rows: i64,
}
#[derive(Debug)]
pub struct CheckStateOfTargetsParams<
    T1: crate::ArraySql<Item = uuid::Uuid>,
    T2: crate::StringSql,
    T3: crate::ArraySql<Item = T2>,
> {
    pub org_id: uuid::Uuid,
    pub check_ids: T1,
    pub targets: T3,
}
#[derive(Debug, Clone, PartialEq)]
pub struct CheckStatePage {
    pub check_id: uuid::Uuid,
    pub check_slug: String,
    pub agent_selector: String,
    pub interval_us: i64,
    pub timeout_us: i64,
    pub target: String,
    pub agent_id: uuid::Uuid,
    pub agent_slug: String,
    pub site: String,
    pub labels: serde_json::Value,
    pub clock_offset_us: Option<i64>,
    pub status: String,
    pub reason: String,
    pub evidence: String,
    pub since_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
}
pub struct CheckStatePageBorrowed<'a> {
    pub check_id: uuid::Uuid,
    pub check_slug: &'a str,
    pub agent_selector: &'a str,
    pub interval_us: i64,
    pub timeout_us: i64,
    pub target: &'a str,
    pub agent_id: uuid::Uuid,
    pub agent_slug: &'a str,
    pub site: &'a str,
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub clock_offset_us: Option<i64>,
    pub status: &'a str,
    pub reason: &'a str,
    pub evidence: &'a str,
    pub since_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
}
impl<'a> From<CheckStatePageBorrowed<'a>> for CheckStatePage {
    fn from(
        CheckStatePageBorrowed {
            check_id,
            check_slug,
            agent_selector,
            interval_us,
            timeout_us,
            target,
            agent_id,
            agent_slug,
            site,
            labels,
            clock_offset_us,
            status,
            reason,
            evidence,
            since_at,
            updated_at,
        }: CheckStatePageBorrowed<'a>,
    ) -> Self {
        Self {
            check_id,
            check_slug: check_slug.into(),
            agent_selector: agent_selector.into(),
            interval_us,
            timeout_us,
            target: target.into(),
            agent_id,
            agent_slug: agent_slug.into(),
            site: site.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            clock_offset_us,
            status: status.into(),
            reason: reason.into(),
            evidence: evidence.into(),
            since_at,
            updated_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct CheckStateOfTargets {
    pub check_id: uuid::Uuid,
    pub target: String,
    pub agent_id: uuid::Uuid,
    pub status: String,
    pub reason: String,
    pub since_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
}
pub struct CheckStateOfTargetsBorrowed<'a> {
    pub check_id: uuid::Uuid,
    pub target: &'a str,
    pub agent_id: uuid::Uuid,
    pub status: &'a str,
    pub reason: &'a str,
    pub since_at: jiff::Timestamp,
    pub updated_at: jiff::Timestamp,
}
impl<'a> From<CheckStateOfTargetsBorrowed<'a>> for CheckStateOfTargets {
    fn from(
        CheckStateOfTargetsBorrowed {
            check_id,
            target,
            agent_id,
            status,
            reason,
            since_at,
            updated_at,
        }: CheckStateOfTargetsBorrowed<'a>,
    ) -> Self {
        Self {
            check_id,
            target: target.into(),
            agent_id,
            status: status.into(),
            reason: reason.into(),
            since_at,
            updated_at,
        }
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct CheckStateCount {
    pub check_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub status: String,
    pub n_states: i64,
}
pub struct CheckStateCountBorrowed<'a> {
    pub check_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub status: &'a str,
    pub n_states: i64,
}
impl<'a> From<CheckStateCountBorrowed<'a>> for CheckStateCount {
    fn from(
        CheckStateCountBorrowed { check_id, agent_id, status, n_states }: CheckStateCountBorrowed<'a>,
    ) -> Self {
        Self { check_id, agent_id, status: status.into(), n_states }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct CheckStatePageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CheckStatePageBorrowed, tokio_postgres::Error>,
    mapper: fn(CheckStatePageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CheckStatePageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(CheckStatePageBorrowed) -> R) -> CheckStatePageQuery<'c, 'a, 's, C, R, N> {
        CheckStatePageQuery {
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
pub struct CheckStateOfTargetsQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CheckStateOfTargetsBorrowed, tokio_postgres::Error>,
    mapper: fn(CheckStateOfTargetsBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CheckStateOfTargetsQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(CheckStateOfTargetsBorrowed) -> R,
    ) -> CheckStateOfTargetsQuery<'c, 'a, 's, C, R, N> {
        CheckStateOfTargetsQuery {
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
pub struct CheckStateCountQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<CheckStateCountBorrowed, tokio_postgres::Error>,
    mapper: fn(CheckStateCountBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> CheckStateCountQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(CheckStateCountBorrowed) -> R,
    ) -> CheckStateCountQuery<'c, 'a, 's, C, R, N> {
        CheckStateCountQuery {
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
pub struct CheckStatePageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_state_page() -> CheckStatePageStmt {
    CheckStatePageStmt(
        "SELECT s.check_id, d.slug AS check_slug, d.agent_selector, (r.spec ->> 'interval_us')::bigint AS interval_us, (r.spec ->> 'timeout_us')::bigint AS timeout_us, s.target, s.agent_id, a.slug AS agent_slug, site.slug AS site, a.labels, p.clock_offset_us, s.status, s.reason, s.evidence, s.since_at, s.updated_at FROM check_state s JOIN check_definition d ON d.org_id = s.org_id AND d.check_id = s.check_id JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision JOIN agent a ON a.org_id = s.org_id AND a.agent_id = s.agent_id JOIN site ON site.org_id = a.org_id AND site.site_id = a.site_id LEFT JOIN agent_presence p ON p.org_id = a.org_id AND p.agent_id = a.agent_id WHERE s.org_id = $1 AND d.deleted_at IS NULL AND d.enabled AND a.revoked_at IS NULL AND jsonb_exists(r.spec -> 'targets', s.target) AND ($2::uuid IS NULL OR s.check_id = $2) AND ( $3::text IS NULL OR (d.slug COLLATE \"C\", s.target COLLATE \"C\", a.slug COLLATE \"C\") > ($3, $4, $5) ) ORDER BY d.slug COLLATE \"C\", s.target COLLATE \"C\", a.slug COLLATE \"C\" LIMIT $6",
        None,
    )
}
impl CheckStatePageStmt {
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
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        check_id: &'a Option<uuid::Uuid>,
        after_check: &'a Option<T1>,
        after_target: &'a Option<T2>,
        after_agent: &'a Option<T3>,
        n_rows: &'a i64,
    ) -> CheckStatePageQuery<'c, 'a, 's, C, CheckStatePage, 6> {
        CheckStatePageQuery {
            client,
            params: [org_id, check_id, after_check, after_target, after_agent, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CheckStatePageBorrowed, tokio_postgres::Error> {
                Ok(CheckStatePageBorrowed {
                    check_id: row.try_get(0)?,
                    check_slug: row.try_get(1)?,
                    agent_selector: row.try_get(2)?,
                    interval_us: row.try_get(3)?,
                    timeout_us: row.try_get(4)?,
                    target: row.try_get(5)?,
                    agent_id: row.try_get(6)?,
                    agent_slug: row.try_get(7)?,
                    site: row.try_get(8)?,
                    labels: row.try_get(9)?,
                    clock_offset_us: row.try_get(10)?,
                    status: row.try_get(11)?,
                    reason: row.try_get(12)?,
                    evidence: row.try_get(13)?,
                    since_at: row.try_get(14)?,
                    updated_at: row.try_get(15)?,
                })
            },
            mapper: |it| CheckStatePage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::StringSql, T2: crate::StringSql, T3: crate::StringSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        CheckStatePageParams<T1, T2, T3>,
        CheckStatePageQuery<'c, 'a, 's, C, CheckStatePage, 6>,
        C,
    > for CheckStatePageStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CheckStatePageParams<T1, T2, T3>,
    ) -> CheckStatePageQuery<'c, 'a, 's, C, CheckStatePage, 6> {
        self.bind(
            client,
            &params.org_id,
            &params.check_id,
            &params.after_check,
            &params.after_target,
            &params.after_agent,
            &params.n_rows,
        )
    }
}
pub struct CheckStateOfTargetsStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_state_of_targets() -> CheckStateOfTargetsStmt {
    CheckStateOfTargetsStmt(
        "SELECT s.check_id, s.target, s.agent_id, s.status, s.reason, s.since_at, s.updated_at FROM check_state s WHERE s.org_id = $1 AND (s.check_id, s.target) IN (SELECT * FROM unnest($2::uuid[], $3::text[]))",
        None,
    )
}
impl CheckStateOfTargetsStmt {
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
        org_id: &'a uuid::Uuid,
        check_ids: &'a T1,
        targets: &'a T3,
    ) -> CheckStateOfTargetsQuery<'c, 'a, 's, C, CheckStateOfTargets, 3> {
        CheckStateOfTargetsQuery {
            client,
            params: [org_id, check_ids, targets],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<CheckStateOfTargetsBorrowed, tokio_postgres::Error> {
                    Ok(CheckStateOfTargetsBorrowed {
                        check_id: row.try_get(0)?,
                        target: row.try_get(1)?,
                        agent_id: row.try_get(2)?,
                        status: row.try_get(3)?,
                        reason: row.try_get(4)?,
                        since_at: row.try_get(5)?,
                        updated_at: row.try_get(6)?,
                    })
                },
            mapper: |it| CheckStateOfTargets::from(it),
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
        CheckStateOfTargetsParams<T1, T2, T3>,
        CheckStateOfTargetsQuery<'c, 'a, 's, C, CheckStateOfTargets, 3>,
        C,
    > for CheckStateOfTargetsStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a CheckStateOfTargetsParams<T1, T2, T3>,
    ) -> CheckStateOfTargetsQuery<'c, 'a, 's, C, CheckStateOfTargets, 3> {
        self.bind(client, &params.org_id, &params.check_ids, &params.targets)
    }
}
pub struct CheckStateCountStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn check_state_count() -> CheckStateCountStmt {
    CheckStateCountStmt(
        "SELECT s.check_id, s.agent_id, s.status, count(*) AS n_states FROM check_state s JOIN check_definition d ON d.org_id = s.org_id AND d.check_id = s.check_id JOIN check_revision r ON r.org_id = d.org_id AND r.check_id = d.check_id AND r.revision = d.revision JOIN agent a ON a.org_id = s.org_id AND a.agent_id = s.agent_id WHERE s.org_id = $1 AND d.deleted_at IS NULL AND d.enabled AND a.revoked_at IS NULL AND jsonb_exists(r.spec -> 'targets', s.target) GROUP BY s.check_id, s.agent_id, s.status",
        None,
    )
}
impl CheckStateCountStmt {
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
    ) -> CheckStateCountQuery<'c, 'a, 's, C, CheckStateCount, 1> {
        CheckStateCountQuery {
            client,
            params: [org_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<CheckStateCountBorrowed, tokio_postgres::Error> {
                Ok(CheckStateCountBorrowed {
                    check_id: row.try_get(0)?,
                    agent_id: row.try_get(1)?,
                    status: row.try_get(2)?,
                    n_states: row.try_get(3)?,
                })
            },
            mapper: |it| CheckStateCount::from(it),
        }
    }
}
