// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct AuthorityInsertParams<
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::BytesSql,
    T4: crate::StringSql,
> {
    pub ca_id: uuid::Uuid,
    pub trust_domain: T1,
    pub certificate_der: T2,
    pub key_wrapped: T3,
    pub kek_id: T4,
    pub expires_at: jiff::Timestamp,
}
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorityActive {
    pub ca_id: uuid::Uuid,
    pub trust_domain: String,
    pub certificate_der: Vec<u8>,
    pub key_wrapped: Vec<u8>,
    pub kek_id: String,
    pub expires_at: jiff::Timestamp,
}
pub struct AuthorityActiveBorrowed<'a> {
    pub ca_id: uuid::Uuid,
    pub trust_domain: &'a str,
    pub certificate_der: &'a [u8],
    pub key_wrapped: &'a [u8],
    pub kek_id: &'a str,
    pub expires_at: jiff::Timestamp,
}
impl<'a> From<AuthorityActiveBorrowed<'a>> for AuthorityActive {
    fn from(
        AuthorityActiveBorrowed {
            ca_id,
            trust_domain,
            certificate_der,
            key_wrapped,
            kek_id,
            expires_at,
        }: AuthorityActiveBorrowed<'a>,
    ) -> Self {
        Self {
            ca_id,
            trust_domain: trust_domain.into(),
            certificate_der: certificate_der.into(),
            key_wrapped: key_wrapped.into(),
            kek_id: kek_id.into(),
            expires_at,
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct AuthorityActiveQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<AuthorityActiveBorrowed, tokio_postgres::Error>,
    mapper: fn(AuthorityActiveBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> AuthorityActiveQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(AuthorityActiveBorrowed) -> R,
    ) -> AuthorityActiveQuery<'c, 'a, 's, C, R, N> {
        AuthorityActiveQuery {
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
pub struct AuthorityActiveStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn authority_active() -> AuthorityActiveStmt {
    AuthorityActiveStmt(
        "SELECT ca_id, trust_domain, certificate_der, key_wrapped, kek_id, expires_at FROM certificate_authority WHERE state = 'active'",
        None,
    )
}
impl AuthorityActiveStmt {
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
    ) -> AuthorityActiveQuery<'c, 'a, 's, C, AuthorityActive, 0> {
        AuthorityActiveQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<AuthorityActiveBorrowed, tokio_postgres::Error> {
                Ok(AuthorityActiveBorrowed {
                    ca_id: row.try_get(0)?,
                    trust_domain: row.try_get(1)?,
                    certificate_der: row.try_get(2)?,
                    key_wrapped: row.try_get(3)?,
                    kek_id: row.try_get(4)?,
                    expires_at: row.try_get(5)?,
                })
            },
            mapper: |it| AuthorityActive::from(it),
        }
    }
}
pub struct AuthorityInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn authority_insert() -> AuthorityInsertStmt {
    AuthorityInsertStmt(
        "INSERT INTO certificate_authority (ca_id, trust_domain, certificate_der, key_wrapped, kek_id, state, expires_at) VALUES ($1, $2, $3, $4, $5, 'active', $6) ON CONFLICT DO NOTHING",
        None,
    )
}
impl AuthorityInsertStmt {
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
        T2: crate::BytesSql,
        T3: crate::BytesSql,
        T4: crate::StringSql,
    >(
        &'s self,
        client: &'c C,
        ca_id: &'a uuid::Uuid,
        trust_domain: &'a T1,
        certificate_der: &'a T2,
        key_wrapped: &'a T3,
        kek_id: &'a T4,
        expires_at: &'a jiff::Timestamp,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[ca_id, trust_domain, certificate_der, key_wrapped, kek_id, expires_at]).await
    }
}
impl<
    'a,
    C: GenericClient + Send + Sync,
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::BytesSql,
    T4: crate::StringSql,
>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        AuthorityInsertParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for AuthorityInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a AuthorityInsertParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.ca_id,
            &params.trust_domain,
            &params.certificate_der,
            &params.key_wrapped,
            &params.kek_id,
            &params.expires_at,
        ))
    }
}
