// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct SigningKeyInsertParams<
    T1: crate::StringSql,
    T2: crate::BytesSql,
    T3: crate::BytesSql,
    T4: crate::StringSql,
> {
    pub key_id: T1,
    pub public_key: T2,
    pub private_wrapped: T3,
    pub kek_id: T4,
}
#[derive(Debug, Clone, PartialEq)]
pub struct SigningKeyActive {
    pub key_id: String,
    pub public_key: Vec<u8>,
    pub private_wrapped: Vec<u8>,
    pub kek_id: String,
}
pub struct SigningKeyActiveBorrowed<'a> {
    pub key_id: &'a str,
    pub public_key: &'a [u8],
    pub private_wrapped: &'a [u8],
    pub kek_id: &'a str,
}
impl<'a> From<SigningKeyActiveBorrowed<'a>> for SigningKeyActive {
    fn from(
        SigningKeyActiveBorrowed { key_id, public_key, private_wrapped, kek_id }: SigningKeyActiveBorrowed<
            'a,
        >,
    ) -> Self {
        Self {
            key_id: key_id.into(),
            public_key: public_key.into(),
            private_wrapped: private_wrapped.into(),
            kek_id: kek_id.into(),
        }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
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
pub struct SigningKeyActiveQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<SigningKeyActiveBorrowed, tokio_postgres::Error>,
    mapper: fn(SigningKeyActiveBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> SigningKeyActiveQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(
        self,
        mapper: fn(SigningKeyActiveBorrowed) -> R,
    ) -> SigningKeyActiveQuery<'c, 'a, 's, C, R, N> {
        SigningKeyActiveQuery {
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
pub struct Optionf64Query<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<Option<f64>, tokio_postgres::Error>,
    mapper: fn(Option<f64>) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> Optionf64Query<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(Option<f64>) -> R) -> Optionf64Query<'c, 'a, 's, C, R, N> {
        Optionf64Query {
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
pub struct SigningKeyLockStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn signing_key_lock() -> SigningKeyLockStmt {
    SigningKeyLockStmt("SELECT pg_advisory_xact_lock(7281001)::text AS locked", None)
}
impl SigningKeyLockStmt {
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
    ) -> StringQuery<'c, 'a, 's, C, String, 0> {
        StringQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it.into(),
        }
    }
}
pub struct SigningKeyActiveStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn signing_key_active() -> SigningKeyActiveStmt {
    SigningKeyActiveStmt(
        "SELECT key_id, public_key, private_wrapped, kek_id FROM signing_key WHERE retired_at IS NULL ORDER BY created_at DESC, key_id LIMIT 2",
        None,
    )
}
impl SigningKeyActiveStmt {
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
    ) -> SigningKeyActiveQuery<'c, 'a, 's, C, SigningKeyActive, 0> {
        SigningKeyActiveQuery {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor:
                |row: &tokio_postgres::Row| -> Result<SigningKeyActiveBorrowed, tokio_postgres::Error> {
                    Ok(SigningKeyActiveBorrowed {
                        key_id: row.try_get(0)?,
                        public_key: row.try_get(1)?,
                        private_wrapped: row.try_get(2)?,
                        kek_id: row.try_get(3)?,
                    })
                },
            mapper: |it| SigningKeyActive::from(it),
        }
    }
}
pub struct SigningKeyNewestAgeStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn signing_key_newest_age() -> SigningKeyNewestAgeStmt {
    SigningKeyNewestAgeStmt(
        "SELECT extract(epoch FROM now() - max(created_at))::float8 AS age_s FROM signing_key WHERE retired_at IS NULL",
        None,
    )
}
impl SigningKeyNewestAgeStmt {
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
    ) -> Optionf64Query<'c, 'a, 's, C, Option<f64>, 0> {
        Optionf64Query {
            client,
            params: [],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row| Ok(row.try_get(0)?),
            mapper: |it| it,
        }
    }
}
pub struct SigningKeyTrimStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn signing_key_trim() -> SigningKeyTrimStmt {
    SigningKeyTrimStmt(
        "DELETE FROM signing_key WHERE key_id NOT IN ( SELECT key_id FROM signing_key WHERE retired_at IS NULL ORDER BY created_at DESC, key_id LIMIT $1 )",
        None,
    )
}
impl SigningKeyTrimStmt {
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
        n_kept: &'a i64,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[n_kept]).await
    }
}
pub struct SigningKeyInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn signing_key_insert() -> SigningKeyInsertStmt {
    SigningKeyInsertStmt(
        "INSERT INTO signing_key (key_id, public_key, private_wrapped, kek_id) VALUES ($1, $2, $3, $4)",
        None,
    )
}
impl SigningKeyInsertStmt {
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
        key_id: &'a T1,
        public_key: &'a T2,
        private_wrapped: &'a T3,
        kek_id: &'a T4,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[key_id, public_key, private_wrapped, kek_id]).await
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
        SigningKeyInsertParams<T1, T2, T3, T4>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for SigningKeyInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a SigningKeyInsertParams<T1, T2, T3, T4>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(
            client,
            &params.key_id,
            &params.public_key,
            &params.private_wrapped,
            &params.kek_id,
        ))
    }
}
