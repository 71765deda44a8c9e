//! The limit ours is held against: binary COPY of plain rows into a logged table without an index, on the same server,
//! over as many connections as the coordinator has writers.

use std::{pin::pin, time::Duration};

use anyhow::Context as _;
use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::SinkExt as _;
use nocturne_store::{bootstrap::connect_once, endpoint::Endpoint};
use tokio::{task::JoinSet, time::Instant};
use tokio_postgres::Client;

use crate::system::N_WRITERS;

/// Rows of a COPY that is committed before the next.
const CHUNK_ROWS: usize = 10_000;
/// Different series in the rows.
const N_SERIES: usize = 4_000;
/// Microseconds between 1970 and 2000, where PostgreSQL counts from.
const EPOCH_US: i64 = 946_684_800_000_000;
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: &[u8] = &(-1_i16).to_be_bytes();
const COPY: &str = "COPY bench_raw_copy (ts, series_id, value, status) FROM STDIN BINARY";

/// How often it commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// A commit every 10 000 rows.
    Chunks,
    /// One commit at the end.
    Whole,
}

/// Connections that copy.
pub(crate) struct Ceiling {
    clients: Vec<Client>,
    rows: Bytes,
}

/// Rows that were committed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copied {
    /// Rows.
    pub(crate) n_rows: u64,
    /// From the first byte to the last commit.
    pub(crate) elapsed: Duration,
}

impl Ceiling {
    /// Makes the table and the rows.
    ///
    /// # Errors
    ///
    /// The database's.
    pub(crate) async fn prepare(database: &Endpoint, now_us: i64) -> anyhow::Result<Self> {
        let mut clients = Vec::new();
        for _ in 0..N_WRITERS {
            clients.push(connect_once(database).await.context("could not connect for COPY")?);
        }
        let make = "CREATE TABLE bench_raw_copy \
                    (ts timestamptz NOT NULL, series_id bigint NOT NULL, value float8 NOT NULL, status smallint NOT NULL)";
        if let Some(client) = clients.first() {
            client.batch_execute(make).await.context("could not make the table for COPY")?;
        }
        Ok(Self { clients, rows: rows(now_us) })
    }

    /// Empties the table.
    ///
    /// # Errors
    ///
    /// The database's.
    pub(crate) async fn clear(&self) -> anyhow::Result<()> {
        for client in self.clients.iter().take(1) {
            client.batch_execute("TRUNCATE bench_raw_copy").await.context("could not empty the table")?;
        }
        Ok(())
    }

    /// Copies for this long on every connection.
    ///
    /// # Errors
    ///
    /// The database's, or rows are not there that were committed.
    pub(crate) async fn copy(&mut self, cut: Cut, window: Duration) -> anyhow::Result<Copied> {
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        for client in self.clients.drain(..) {
            let rows = self.rows.clone();
            tasks.spawn(async move {
                let copied = copy(&client, &rows, cut, begun + window).await;
                (client, copied)
            });
        }
        let ended = tasks.join_all().await;
        let elapsed = begun.elapsed();

        let mut n_rows = 0;
        for (client, copied) in ended {
            n_rows += copied?;
            self.clients.push(client);
        }
        Ok(Copied { n_rows, elapsed })
    }

    /// Compares what is stored with what was copied.
    ///
    /// # Errors
    ///
    /// They differ.
    pub(crate) async fn audit(&self, copied: Copied) -> anyhow::Result<()> {
        let client = self.clients.first().context("there is no connection")?;
        let row = client.query_one("SELECT count(*) FROM bench_raw_copy", &[]).await?;
        let stored: i64 = row.get(0);
        anyhow::ensure!(
            u64::try_from(stored)? == copied.n_rows,
            "copied {} rows, stored {stored}",
            copied.n_rows
        );
        Ok(())
    }
}

async fn copy(client: &Client, rows: &Bytes, cut: Cut, until: Instant) -> anyhow::Result<u64> {
    let copy = client.prepare(COPY).await?;
    let mut n_rows = 0;
    while Instant::now() < until {
        let mut sink = pin!(client.copy_in::<_, Bytes>(&copy).await?);
        sink.feed(Bytes::from_static(HEADER)).await?;
        sink.feed(rows.clone()).await?;
        while cut == Cut::Whole && Instant::now() < until {
            sink.feed(rows.clone()).await?;
        }
        sink.feed(Bytes::from_static(TRAILER)).await?;
        n_rows += sink.finish().await?;
    }
    Ok(n_rows)
}

/// A chunk of rows as COPY reads them.
fn rows(now_us: i64) -> Bytes {
    let mut bytes = BytesMut::with_capacity(CHUNK_ROWS * 44);
    for (number, series_id) in (0_i64..).zip((1_i64..).take(N_SERIES).cycle()).take(CHUNK_ROWS) {
        bytes.put_i16(4);
        bytes.put_i32(8);
        bytes.put_i64(now_us - EPOCH_US + number * 1_000);
        bytes.put_i32(8);
        bytes.put_i64(series_id);
        bytes.put_i32(8);
        bytes.put_f64(f64::from(u32::try_from(number).unwrap_or(0)) / 1e6);
        bytes.put_i32(2);
        bytes.put_i16(0);
    }
    bytes.freeze()
}
