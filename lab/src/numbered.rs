//! The oracle: a target that knows what was measured.
//!
//! Each connection gets a number that was never given before, as one line. A number counts as handed out when the peer
//! has taken it: it closed its side without a reset, which the kernel sends for it when it dies or gives up with the
//! line unread. What is stored at the other end of the system can then be compared with [`NumberedTarget::numbers`]
//! without asking any of the programs under test.

use std::{
    fs::File,
    io::{self, Write as _},
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::listening::Listening;

/// How long a peer may take to read its number and close. A check that takes longer has timed out.
const TAKEN_WITHIN: Duration = Duration::from_secs(30);

/// Accepts and says a unique, increasing number and a line feed.
#[derive(Debug)]
pub struct NumberedTarget {
    listening: Listening,
    oracle: Arc<Oracle>,
}

/// What was handed out.
#[derive(Debug)]
pub(crate) struct Oracle(Mutex<Numbers>);

#[derive(Debug)]
struct Numbers {
    last: u64,
    taken: Vec<(u64, i64)>,
    log: Option<File>,
}

impl NumberedTarget {
    /// Listens at `at`; the first number is 1. Each number that was taken is appended to `log` as
    /// `NUMBER MICROSECONDS\n`, with the time of [`NumberedTarget::numbers`].
    ///
    /// # Errors
    ///
    /// The address cannot be bound or the log cannot be opened.
    pub async fn start(at: SocketAddr, log: Option<&Path>) -> io::Result<Self> {
        let oracle = Arc::new(Oracle::open(log)?);
        let shared = Arc::clone(&oracle);
        let listening = Listening::start(at, move |stream| serve(stream, Arc::clone(&shared))).await?;
        Ok(Self { listening, oracle })
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.listening.addr()
    }

    /// The numbers that were taken, in the order in which their peers were done, each with the time it was said:
    /// microseconds since 1970.
    #[must_use]
    pub fn numbers(&self) -> Vec<(u64, i64)> {
        self.oracle.numbers()
    }
}

impl Oracle {
    /// An oracle that begins with 1 and appends to `log`.
    pub(crate) fn open(log: Option<&Path>) -> io::Result<Self> {
        let log = log.map(|path| File::options().create(true).append(true).open(path)).transpose()?;
        Ok(Self(Mutex::new(Numbers { last: 0, taken: Vec::new(), log })))
    }

    /// What was taken, with its time.
    pub(crate) fn numbers(&self) -> Vec<(u64, i64)> {
        self.with(|numbers| numbers.taken.clone())
    }

    /// A panic elsewhere leaves at worst a number that was given and not taken.
    fn with<T>(&self, ask: impl FnOnce(&mut Numbers) -> T) -> T {
        ask(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One connection.
pub(crate) async fn serve(mut stream: TcpStream, oracle: Arc<Oracle>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let number = oracle.with(|numbers| {
        numbers.last = numbers.last.saturating_add(1);
        numbers.last
    });
    if gone(&stream) {
        return Ok(());
    }
    stream.write_all(format!("{number}\n").as_bytes()).await?;
    let said_us = jiff::Timestamp::now().as_microsecond();
    stream.shutdown().await?;

    let mut rest = [0; 256];
    while timeout(TAKEN_WITHIN, stream.read(&mut rest)).await?? > 0 {}
    // A peer that had left before the line came answers it with a reset that no read reports.
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    oracle.with(|numbers| numbers.take(number, said_us))
}

/// Whether the peer has closed already: a number must not be said to nobody.
fn gone(stream: &TcpStream) -> bool {
    matches!(stream.try_read(&mut [0; 1]), Ok(0))
}

impl Numbers {
    fn take(&mut self, number: u64, said_us: i64) -> io::Result<()> {
        if let Some(log) = &mut self.log {
            log.write_all(format!("{number} {said_us}\n").as_bytes())?;
        }
        self.taken.push((number, said_us));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
