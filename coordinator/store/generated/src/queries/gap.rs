// This file was generated with `cornucopia`. Do not modify.

#[derive(Clone, Copy, Debug)]
pub struct GapPageParams {
    pub org_id: uuid::Uuid,
    pub agent_id: Option<uuid::Uuid>,
    pub ends_after: Option<jiff::Timestamp>,
    pub before_at: Option<jiff::Timestamp>,
    pub before_id: Option<uuid::Uuid>,
    pub n_rows: i64,
}
#[derive(Clone, Copy, Debug)]
pub struct GapOfAgentBetweenParams {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub from_at: jiff::Timestamp,
    pub to_at: jiff::Timestamp,
    pub n_rows: i64,
}
#[derive(Debug, Clone, PartialEq)]
pub struct GapRow {
    pub gap_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub agent_slug: String,
    pub cause: String,
    pub from_at: jiff::Timestamp,
    pub to_at: jiff::Timestamp,
    pub records: i64,
    pub detail: String,
}
pub struct GapRowBorrowed<'a> {
    pub gap_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub agent_slug: &'a str,
    pub cause: &'a str,
    pub from_at: jiff::Timestamp,
    pub to_at: jiff::Timestamp,
    pub records: i64,
    pub detail: &'a str,
}
impl<'a> From<GapRowBorrowed<'a>> for GapRow {
    fn from(
        GapRowBorrowed {
            gap_id,
            agent_id,
            agent_slug,
            cause,
            from_at,
            to_at,
            records,
            detail,
        }: GapRowBorrowed<'a>,
    ) -> Self {
        Self {
            gap_id,
            agent_id,
            agent_slug: agent_slug.into(),
            cause: cause.into(),
            from_at,
            to_at,
            records,
            detail: detail.into(),
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct GapRowQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GapRowBorrowed, tokio_postgres::Error>,
    mapper: fn(GapRowBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GapRowQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GapRowBorrowed) -> R) -> GapRowQuery<'c, 'a, 's, C, R, N> {
        GapRowQuery {
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
pub struct GapPageStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn gap_page() -> GapPageStmt {
    GapPageStmt(
        "SELECT g.gap_id, g.agent_id, a.slug AS agent_slug, g.cause, g.from_at, g.to_at, g.records, g.detail FROM gap g JOIN agent a ON a.org_id = g.org_id AND a.agent_id = g.agent_id WHERE g.org_id = $1 AND ($2::uuid IS NULL OR g.agent_id = $2) AND ($3::timestamptz IS NULL OR g.to_at > $3) AND ($4::timestamptz IS NULL OR (g.to_at, g.gap_id) < ($4, $5::uuid)) ORDER BY g.to_at DESC, g.gap_id DESC LIMIT $6",
        None,
    )
}
impl GapPageStmt {
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
        agent_id: &'a Option<uuid::Uuid>,
        ends_after: &'a Option<jiff::Timestamp>,
        before_at: &'a Option<jiff::Timestamp>,
        before_id: &'a Option<uuid::Uuid>,
        n_rows: &'a i64,
    ) -> GapRowQuery<'c, 'a, 's, C, GapRow, 6> {
        GapRowQuery {
            client,
            params: [org_id, agent_id, ends_after, before_at, before_id, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GapRowBorrowed, tokio_postgres::Error> {
                Ok(GapRowBorrowed {
                    gap_id: row.try_get(0)?,
                    agent_id: row.try_get(1)?,
                    agent_slug: row.try_get(2)?,
                    cause: row.try_get(3)?,
                    from_at: row.try_get(4)?,
                    to_at: row.try_get(5)?,
                    records: row.try_get(6)?,
                    detail: row.try_get(7)?,
                })
            },
            mapper: |it| GapRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, GapPageParams, GapRowQuery<'c, 'a, 's, C, GapRow, 6>, C>
    for GapPageStmt
{
    fn params(&'s self, client: &'c C, params: &'a GapPageParams) -> GapRowQuery<'c, 'a, 's, C, GapRow, 6> {
        self.bind(
            client,
            &params.org_id,
            &params.agent_id,
            &params.ends_after,
            &params.before_at,
            &params.before_id,
            &params.n_rows,
        )
    }
}
pub struct GapOfAgentBetweenStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn gap_of_agent_between() -> GapOfAgentBetweenStmt {
    GapOfAgentBetweenStmt(
        "SELECT g.gap_id, g.agent_id, a.slug AS agent_slug, g.cause, g.from_at, g.to_at, g.records, g.detail FROM gap g JOIN agent a ON a.org_id = g.org_id AND a.agent_id = g.agent_id WHERE g.org_id = $1 AND g.agent_id = $2 AND g.to_at >= $3 AND g.from_at < $4 ORDER BY g.from_at, g.gap_id LIMIT $5",
        None,
    )
}
impl GapOfAgentBetweenStmt {
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
        from_at: &'a jiff::Timestamp,
        to_at: &'a jiff::Timestamp,
        n_rows: &'a i64,
    ) -> GapRowQuery<'c, 'a, 's, C, GapRow, 5> {
        GapRowQuery {
            client,
            params: [org_id, agent_id, from_at, to_at, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GapRowBorrowed, tokio_postgres::Error> {
                Ok(GapRowBorrowed {
                    gap_id: row.try_get(0)?,
                    agent_id: row.try_get(1)?,
                    agent_slug: row.try_get(2)?,
                    cause: row.try_get(3)?,
                    from_at: row.try_get(4)?,
                    to_at: row.try_get(5)?,
                    records: row.try_get(6)?,
                    detail: row.try_get(7)?,
                })
            },
            mapper: |it| GapRow::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        GapOfAgentBetweenParams,
        GapRowQuery<'c, 'a, 's, C, GapRow, 5>,
        C,
    > for GapOfAgentBetweenStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a GapOfAgentBetweenParams,
    ) -> GapRowQuery<'c, 'a, 's, C, GapRow, 5> {
        self.bind(client, &params.org_id, &params.agent_id, &params.from_at, &params.to_at, &params.n_rows)
    }
}
