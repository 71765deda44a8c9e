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
#[derive(Debug, Clone, PartialEq)]
pub struct GapPage {
    pub gap_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub agent_slug: String,
    pub cause: String,
    pub from_at: jiff::Timestamp,
    pub to_at: jiff::Timestamp,
    pub records: i64,
    pub detail: String,
}
pub struct GapPageBorrowed<'a> {
    pub gap_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub agent_slug: &'a str,
    pub cause: &'a str,
    pub from_at: jiff::Timestamp,
    pub to_at: jiff::Timestamp,
    pub records: i64,
    pub detail: &'a str,
}
impl<'a> From<GapPageBorrowed<'a>> for GapPage {
    fn from(
        GapPageBorrowed {
            gap_id,
            agent_id,
            agent_slug,
            cause,
            from_at,
            to_at,
            records,
            detail,
        }: GapPageBorrowed<'a>,
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
pub struct GapPageQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<GapPageBorrowed, tokio_postgres::Error>,
    mapper: fn(GapPageBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> GapPageQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(GapPageBorrowed) -> R) -> GapPageQuery<'c, 'a, 's, C, R, N> {
        GapPageQuery {
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
    ) -> GapPageQuery<'c, 'a, 's, C, GapPage, 6> {
        GapPageQuery {
            client,
            params: [org_id, agent_id, ends_after, before_at, before_id, n_rows],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<GapPageBorrowed, tokio_postgres::Error> {
                Ok(GapPageBorrowed {
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
            mapper: |it| GapPage::from(it),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient>
    crate::client::async_::Params<'c, 'a, 's, GapPageParams, GapPageQuery<'c, 'a, 's, C, GapPage, 6>, C>
    for GapPageStmt
{
    fn params(&'s self, client: &'c C, params: &'a GapPageParams) -> GapPageQuery<'c, 'a, 's, C, GapPage, 6> {
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
