// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct EnrolmentTokenBindParams<T1: crate::BytesSql> {
    pub spki_sha256: T1,
    pub agent_id: uuid::Uuid,
    pub org_id: uuid::Uuid,
    pub join_token_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct EnrolmentSlugTakenParams<T1: crate::StringSql> {
    pub org_id: uuid::Uuid,
    pub slug: T1,
}
#[derive(Debug)]
pub struct EnrolmentAgentInsertParams<
    T1: crate::StringSql,
    T2: crate::JsonSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::BytesSql,
> {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub slug: T1,
    pub site_id: uuid::Uuid,
    pub labels: T2,
    pub hostname: T3,
    pub version: T4,
    pub serial: T5,
    pub certificate_expires_at: jiff::Timestamp,
}
#[derive(Debug)]
pub struct EnrolmentAgentAgainParams<T1: crate::BytesSql> {
    pub serial: T1,
    pub certificate_expires_at: jiff::Timestamp,
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct EnrolmentCertificateInsertParams<T1: crate::BytesSql, T2: crate::BytesSql> {
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
    pub serial: T1,
    pub spki_sha256: T2,
    pub not_before: jiff::Timestamp,
    pub not_after: jiff::Timestamp,
}
#[derive(Debug)]
pub struct EnrolmentRenewParams<T1: crate::BytesSql> {
    pub serial: T1,
    pub org_id: uuid::Uuid,
    pub agent_id: uuid::Uuid,
}
#[derive(Debug, Clone, PartialEq)]
pub struct EnrolmentTokenLock {
    pub org_id: uuid::Uuid,
    pub secret_sha256: Vec<u8>,
    pub labels: serde_json::Value,
    pub agent_slug: String,
    pub site_id: uuid::Uuid,
    pub site_slug: String,
    pub expires_at: jiff::Timestamp,
    pub revoked_at: Option<jiff::Timestamp>,
    pub redeemed_at: Option<jiff::Timestamp>,
    pub redeemed_spki_sha256: Option<Vec<u8>>,
    pub agent_id: Option<uuid::Uuid>,
    pub database_now: jiff::Timestamp,
}
pub struct EnrolmentTokenLockBorrowed<'a> {
    pub org_id: uuid::Uuid,
    pub secret_sha256: &'a [u8],
    pub labels: postgres_types::Json<&'a serde_json::value::RawValue>,
    pub agent_slug: &'a str,
    pub site_id: uuid::Uuid,
    pub site_slug: &'a str,
    pub expires_at: jiff::Timestamp,
    pub revoked_at: Option<jiff::Timestamp>,
    pub redeemed_at: Option<jiff::Timestamp>,
    pub redeemed_spki_sha256: Option<&'a [u8]>,
    pub agent_id: Option<uuid::Uuid>,
    pub database_now: jiff::Timestamp,
}
impl<'a> From<EnrolmentTokenLockBorrowed<'a>> for EnrolmentTokenLock {
    fn from(
        EnrolmentTokenLockBorrowed {
            org_id,
            secret_sha256,
            labels,
            agent_slug,
            site_id,
            site_slug,
            expires_at,
            revoked_at,
            redeemed_at,
            redeemed_spki_sha256,
            agent_id,
            database_now,
        }: EnrolmentTokenLockBorrowed<'a>,
    ) -> Self {
        Self {
            org_id,
            secret_sha256: secret_sha256.into(),
            labels: serde_json::from_str(labels.0.get()).unwrap(),
            agent_slug: agent_slug.into(),
            site_id,
            site_slug: site_slug.into(),
            expires_at,
            revoked_at,
            redeemed_at,
            redeemed_spki_sha256: redeemed_spki_sha256.map(|v| v.into()),
            agent_id,
            database_now,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct EnrolmentTokenLockQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<EnrolmentTokenLockBorrowed, tokio_postgres::Error>,
    mapper: fn(EnrolmentTokenLockBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> EnrolmentTokenLockQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(EnrolmentTokenLockBorrowed) -> R,
    ) -> EnrolmentTokenLockQuery<'c, 'a, 's, C, R, N> {
        EnrolmentTokenLockQuery {
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
pub struct EnrolmentTokenLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn enrolment_token_lock() -> EnrolmentTokenLockStmt {
    EnrolmentTokenLockStmt(
        "SELECT t.org_id, t.secret_sha256, t.labels, t.agent_slug, t.site_id, s.slug AS site_slug, t.expires_at, t.revoked_at, t.redeemed_at, t.redeemed_spki_sha256, t.agent_id, now() AS database_now FROM join_token t JOIN site s ON s.org_id = t.org_id AND s.site_id = t.site_id WHERE t.join_token_id = $1 FOR UPDATE OF t",
        None,
    )
}
impl EnrolmentTokenLockStmt {
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
        join_token_id: &'a uuid::Uuid,
    ) -> EnrolmentTokenLockQuery<'c, 'a, 's, C, EnrolmentTokenLock, 1> {
        EnrolmentTokenLockQuery {
            client,
            params: [join_token_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<EnrolmentTokenLockBorrowed, tokio_postgres::Error> {
                    Ok(EnrolmentTokenLockBorrowed {
                        org_id: row.try_get(0)?,
                        secret_sha256: row.try_get(1)?,
                        labels: row.try_get(2)?,
                        agent_slug: row.try_get(3)?,
                        site_id: row.try_get(4)?,
                        site_slug: row.try_get(5)?,
                        expires_at: row.try_get(6)?,
                        revoked_at: row.try_get(7)?,
                        redeemed_at: row.try_get(8)?,
                        redeemed_spki_sha256: row.try_get(9)?,
                        agent_id: row.try_get(10)?,
                        database_now: row.try_get(11)?,
                    })
                },
            mapper: |it| EnrolmentTokenLock::from(it),
        }
    }
}
pub struct EnrolmentTokenBindStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn enrolment_token_bind() -> EnrolmentTokenBindStmt {
    EnrolmentTokenBindStmt(
        "UPDATE join_token SET redeemed_at = now(), redeemed_spki_sha256 = $1, agent_id = $2 WHERE org_id = $3 AND join_token_id = $4 AND redeemed_at IS NULL",
        None,
    )
}
impl EnrolmentTokenBindStmt {
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
        spki_sha256: &'a T1,
        agent_id: &'a uuid::Uuid,
        org_id: &'a uuid::Uuid,
        join_token_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[spki_sha256, agent_id, org_id, join_token_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        EnrolmentTokenBindParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for EnrolmentTokenBindStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a EnrolmentTokenBindParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.spki_sha256,
            &params.agent_id,
            &params.org_id,
            &params.join_token_id,
        ))
    }
}
pub struct EnrolmentSlugTakenStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn enrolment_slug_taken() -> EnrolmentSlugTakenStmt {
    EnrolmentSlugTakenStmt("SELECT EXISTS (SELECT FROM agent WHERE org_id = $1 AND slug = $2) AS taken", None)
}
impl EnrolmentSlugTakenStmt {
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
    ) -> BoolQuery<'c, 'a, 's, C, bool, 2> {
        BoolQuery {
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
        EnrolmentSlugTakenParams<T1>,
        BoolQuery<'c, 'a, 's, C, bool, 2>,
        C,
    > for EnrolmentSlugTakenStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a EnrolmentSlugTakenParams<T1>,
    ) -> BoolQuery<'c, 'a, 's, C, bool, 2> {
        self.bind(client, &params.org_id, &params.slug)
    }
}
pub struct EnrolmentAgentInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn enrolment_agent_insert() -> EnrolmentAgentInsertStmt {
    EnrolmentAgentInsertStmt(
        "INSERT INTO agent (org_id, agent_id, slug, site_id, labels, hostname, version, serial_current, certificate_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        None,
    )
}
impl EnrolmentAgentInsertStmt {
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
        T2: crate::JsonSql,
        T3: crate::StringSql,
        T4: crate::StringSql,
        T5: crate::BytesSql,
    >(
        &'s self,
        client: &'c C,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
        slug: &'a T1,
        site_id: &'a uuid::Uuid,
        labels: &'a T2,
        hostname: &'a T3,
        version: &'a T4,
        serial: &'a T5,
        certificate_expires_at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client
            .execute(
                self.0,
                &[org_id, agent_id, slug, site_id, labels, hostname, version, serial, certificate_expires_at],
            )
            .await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::JsonSql,
    T3: crate::StringSql,
    T4: crate::StringSql,
    T5: crate::BytesSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        EnrolmentAgentInsertParams<T1, T2, T3, T4, T5>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for EnrolmentAgentInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a EnrolmentAgentInsertParams<T1, T2, T3, T4, T5>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_id,
            &params.agent_id,
            &params.slug,
            &params.site_id,
            &params.labels,
            &params.hostname,
            &params.version,
            &params.serial,
            &params.certificate_expires_at,
        ))
    }
}
pub struct EnrolmentAgentAgainStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn enrolment_agent_again() -> EnrolmentAgentAgainStmt {
    EnrolmentAgentAgainStmt(
        "UPDATE agent SET serial_current = $1, serial_next = NULL, certificate_expires_at = $2 WHERE org_id = $3 AND agent_id = $4 AND revoked_at IS NULL RETURNING slug",
        None,
    )
}
impl EnrolmentAgentAgainStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub fn bind<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql>(
        &'s self,
        client: &'c C,
        serial: &'a T1,
        certificate_expires_at: &'a jiff::Timestamp,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
    ) -> StringQuery<'c, 'a, 's, C, String, 4> {
        StringQuery {
            client,
            params: [serial, certificate_expires_at, org_id, agent_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
impl<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql>
    crate::client::async_::Params<
        'c,
        'a,
        's,
        EnrolmentAgentAgainParams<T1>,
        StringQuery<'c, 'a, 's, C, String, 4>,
        C,
    > for EnrolmentAgentAgainStmt
{
    fn params(
        &'s self,
        client: &'c C,
        params: &'a EnrolmentAgentAgainParams<T1>,
    ) -> StringQuery<'c, 'a, 's, C, String, 4> {
        self.bind(client, &params.serial, &params.certificate_expires_at, &params.org_id, &params.agent_id)
    }
}
pub struct EnrolmentCertificateInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn enrolment_certificate_insert() -> EnrolmentCertificateInsertStmt {
    EnrolmentCertificateInsertStmt(
        "INSERT INTO agent_certificate (org_id, agent_id, serial, spki_sha256, not_before, not_after) VALUES ($1, $2, $3, $4, $5, $6)",
        None,
    )
}
impl EnrolmentCertificateInsertStmt {
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
        serial: &'a T1,
        spki_sha256: &'a T2,
        not_before: &'a jiff::Timestamp,
        not_after: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[org_id, agent_id, serial, spki_sha256, not_before, not_after]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql, T2: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        EnrolmentCertificateInsertParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for EnrolmentCertificateInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a EnrolmentCertificateInsertParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.org_id,
            &params.agent_id,
            &params.serial,
            &params.spki_sha256,
            &params.not_before,
            &params.not_after,
        ))
    }
}
pub struct EnrolmentRenewStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn enrolment_renew() -> EnrolmentRenewStmt {
    EnrolmentRenewStmt(
        "UPDATE agent SET serial_next = $1 WHERE org_id = $2 AND agent_id = $3 AND revoked_at IS NULL",
        None,
    )
}
impl EnrolmentRenewStmt {
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
        serial: &'a T1,
        org_id: &'a uuid::Uuid,
        agent_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[serial, org_id, agent_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        EnrolmentRenewParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for EnrolmentRenewStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a EnrolmentRenewParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.serial, &params.org_id, &params.agent_id))
    }
}
