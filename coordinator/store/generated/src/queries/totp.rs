// This file was generated with `cornucopia`. Do not modify.

#[derive(Debug)]
pub struct TotpBeginParams<T1: crate::BytesSql, T2: crate::StringSql> {
    pub user_id: uuid::Uuid,
    pub secret_wrapped: T1,
    pub kek_id: T2,
}
#[derive(Debug)]
pub struct TotpConfirmParams<T1: crate::BytesSql> {
    pub step: i64,
    pub user_id: uuid::Uuid,
    pub secret_wrapped: T1,
}
#[derive(Clone, Copy, Debug)]
pub struct TotpUseParams {
    pub step: i64,
    pub user_id: uuid::Uuid,
}
#[derive(Debug)]
pub struct RecoveryCodeInsertParams<T1: crate::BytesSql> {
    pub user_id: uuid::Uuid,
    pub code_sha256: T1,
}
#[derive(Debug)]
pub struct RecoveryCodeUseParams<T1: crate::BytesSql> {
    pub user_id: uuid::Uuid,
    pub code_sha256: T1,
}
#[derive(Debug, Clone, PartialEq)]
pub struct TotpGet {
    pub secret_wrapped: Vec<u8>,
    pub confirmed_at: Option<jiff::Timestamp>,
    pub last_step: i64,
}
pub struct TotpGetBorrowed<'a> {
    pub secret_wrapped: &'a [u8],
    pub confirmed_at: Option<jiff::Timestamp>,
    pub last_step: i64,
}
impl<'a> From<TotpGetBorrowed<'a>> for TotpGet {
    fn from(TotpGetBorrowed { secret_wrapped, confirmed_at, last_step }: TotpGetBorrowed<'a>) -> Self {
        Self { secret_wrapped: secret_wrapped.into(), confirmed_at, last_step }
    }
}
use crate::client::async_::GenericClient;
use futures::{self, StreamExt, TryStreamExt};
pub struct TotpGetQuery<'c, 'a, 's, C: GenericClient, T, const N: usize> {
    client: &'c C,
    params: [&'a (dyn postgres_types::ToSql + Sync); N],
    query: &'static str,
    cached: Option<&'s tokio_postgres::Statement>,
    extractor: fn(&tokio_postgres::Row) -> Result<TotpGetBorrowed, tokio_postgres::Error>,
    mapper: fn(TotpGetBorrowed) -> T,
}
impl<'c, 'a, 's, C, T: 'c, const N: usize> TotpGetQuery<'c, 'a, 's, C, T, N>
where
    C: GenericClient,
{
    pub fn map<R>(self, mapper: fn(TotpGetBorrowed) -> R) -> TotpGetQuery<'c, 'a, 's, C, R, N> {
        TotpGetQuery {
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
pub struct TotpBeginStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn totp_begin() -> TotpBeginStmt {
    TotpBeginStmt(
        "INSERT INTO user_totp (user_id, secret_wrapped, kek_id) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET secret_wrapped = excluded.secret_wrapped, kek_id = excluded.kek_id, created_at = now() WHERE user_totp.confirmed_at IS NULL",
        None,
    )
}
impl TotpBeginStmt {
    pub async fn prepare<'a, C: GenericClient>(
        mut self,
        client: &'a C,
    ) -> Result<Self, tokio_postgres::Error> {
        self.1 = Some(client.prepare(self.0).await?);
        Ok(self)
    }
    pub async fn bind<'c, 'a, 's, C: GenericClient, T1: crate::BytesSql, T2: crate::StringSql>(
        &'s self,
        client: &'c C,
        user_id: &'a uuid::Uuid,
        secret_wrapped: &'a T1,
        kek_id: &'a T2,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id, secret_wrapped, kek_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql, T2: crate::StringSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        TotpBeginParams<T1, T2>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for TotpBeginStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a TotpBeginParams<T1, T2>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.user_id, &params.secret_wrapped, &params.kek_id))
    }
}
pub struct TotpGetStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn totp_get() -> TotpGetStmt {
    TotpGetStmt("SELECT secret_wrapped, confirmed_at, last_step FROM user_totp WHERE user_id = $1", None)
}
impl TotpGetStmt {
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
        user_id: &'a uuid::Uuid,
    ) -> TotpGetQuery<'c, 'a, 's, C, TotpGet, 1> {
        TotpGetQuery {
            client,
            params: [user_id],
            query: self.0,
            cached: self.1.as_ref(),
            extractor: |row: &tokio_postgres::Row| -> Result<TotpGetBorrowed, tokio_postgres::Error> {
                Ok(TotpGetBorrowed {
                    secret_wrapped: row.try_get(0)?,
                    confirmed_at: row.try_get(1)?,
                    last_step: row.try_get(2)?,
                })
            },
            mapper: |it| TotpGet::from(it),
        }
    }
}
pub struct TotpConfirmStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn totp_confirm() -> TotpConfirmStmt {
    TotpConfirmStmt(
        "UPDATE user_totp SET confirmed_at = now(), last_step = $1 WHERE user_id = $2 AND confirmed_at IS NULL AND secret_wrapped = $3",
        None,
    )
}
impl TotpConfirmStmt {
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
        step: &'a i64,
        user_id: &'a uuid::Uuid,
        secret_wrapped: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[step, user_id, secret_wrapped]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        TotpConfirmParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for TotpConfirmStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a TotpConfirmParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.step, &params.user_id, &params.secret_wrapped))
    }
}
pub struct TotpUseStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn totp_use() -> TotpUseStmt {
    TotpUseStmt(
        "UPDATE user_totp SET last_step = $1 WHERE user_id = $2 AND confirmed_at IS NOT NULL AND last_step < $1",
        None,
    )
}
impl TotpUseStmt {
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
        step: &'a i64,
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[step, user_id]).await
    }
}
impl<'a, C: GenericClient + Send + Sync>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        TotpUseParams,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for TotpUseStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a TotpUseParams,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.step, &params.user_id))
    }
}
pub struct TotpDeleteStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn totp_delete() -> TotpDeleteStmt {
    TotpDeleteStmt("DELETE FROM user_totp WHERE user_id = $1", None)
}
impl TotpDeleteStmt {
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
        user_id: &'a uuid::Uuid,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id]).await
    }
}
pub struct RecoveryCodeInsertStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn recovery_code_insert() -> RecoveryCodeInsertStmt {
    RecoveryCodeInsertStmt("INSERT INTO recovery_code (user_id, code_sha256) VALUES ($1, $2)", None)
}
impl RecoveryCodeInsertStmt {
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
        user_id: &'a uuid::Uuid,
        code_sha256: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id, code_sha256]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RecoveryCodeInsertParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RecoveryCodeInsertStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RecoveryCodeInsertParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.user_id, &params.code_sha256))
    }
}
pub struct RecoveryCodeUseStmt(&'static str, Option<tokio_postgres::Statement>);
pub fn recovery_code_use() -> RecoveryCodeUseStmt {
    RecoveryCodeUseStmt(
        "UPDATE recovery_code SET used_at = now() WHERE user_id = $1 AND code_sha256 = $2 AND used_at IS NULL",
        None,
    )
}
impl RecoveryCodeUseStmt {
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
        user_id: &'a uuid::Uuid,
        code_sha256: &'a T1,
    ) -> Result<u64, tokio_postgres::Error> {
        client.execute(self.0, &[user_id, code_sha256]).await
    }
}
impl<'a, C: GenericClient + Send + Sync, T1: crate::BytesSql>
    crate::client::async_::Params<
        'a,
        'a,
        'a,
        RecoveryCodeUseParams<T1>,
        std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>,
        C,
    > for RecoveryCodeUseStmt
{
    fn params(
        &'a self,
        client: &'a C,
        params: &'a RecoveryCodeUseParams<T1>,
    ) -> std::pin::Pin<Box<dyn futures::Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a>>
    {
        Box::pin(self.bind(client, &params.user_id, &params.code_sha256))
    }
}
