//! Statements that give no rows, prepared once per connection.
//!
//! The generated code sends such a statement as text each time, which costs two more round trips; statements that give
//! rows come out of the connection's cache. Asked through this client, both do.

use std::sync::OnceLock;

use nocturne_store_queries::{
    client::GenericClient,
    deadpool_postgres::{ClientWrapper, Object},
    tokio_postgres::{
        Error, Row, RowStream, Statement, ToStatement,
        types::{BorrowToSql, ToSql},
    },
};

/// A connection for one statement: what is prepared through it is what it executes.
pub(super) struct Prepared<'c> {
    client: &'c Object,
    statement: OnceLock<Statement>,
}

impl<'c> Prepared<'c> {
    pub(super) const fn new(client: &'c Object) -> Self {
        Self { client, statement: OnceLock::new() }
    }
}

impl GenericClient for Prepared<'_> {
    fn stmt_cache() -> bool {
        true
    }

    async fn prepare(&self, query: &str) -> Result<Statement, Error> {
        let statement = ClientWrapper::prepare_cached(self.client, query).await?;
        Ok(self.statement.get_or_init(|| statement).clone())
    }

    async fn execute<T>(&self, query: &T, params: &[&(dyn ToSql + Sync)]) -> Result<u64, Error>
    where
        T: ?Sized + ToStatement + Sync + Send,
    {
        match self.statement.get() {
            Some(statement) => self.client.execute(statement, params).await,
            None => self.client.execute(query, params).await,
        }
    }

    async fn query_one<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Row, Error>
    where
        T: ?Sized + ToStatement + Sync + Send,
    {
        self.client.query_one(statement, params).await
    }

    async fn query_opt<T>(&self, statement: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Option<Row>, Error>
    where
        T: ?Sized + ToStatement + Sync + Send,
    {
        self.client.query_opt(statement, params).await
    }

    async fn query<T>(&self, query: &T, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error>
    where
        T: ?Sized + ToStatement + Sync + Send,
    {
        self.client.query(query, params).await
    }

    async fn query_raw<T, I>(&self, statement: &T, params: I) -> Result<RowStream, Error>
    where
        T: ?Sized + ToStatement + Sync + Send,
        I: IntoIterator + Sync + Send,
        I::IntoIter: ExactSizeIterator,
        I::Item: BorrowToSql,
    {
        self.client.query_raw(statement, params).await
    }
}
