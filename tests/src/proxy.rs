//! A wire between agent and coordinator that can be delayed, silenced and cut.

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

/// Which way bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the agent.
    Up,
    /// From the coordinator.
    Down,
}

/// What the wire does to every byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// Passes it on.
    #[default]
    Pass,
    /// Passes it on later.
    Delay(Duration),
    /// Swallows it; connections stay open and no new one is answered.
    Silence,
    /// As [`Self::Silence`], and further connections are reset at once.
    Refuse,
}

/// A TCP proxy. Ends with its handle.
#[derive(Debug)]
pub struct Proxy {
    addr: SocketAddr,
    shared: Arc<Shared>,
    _stop: DropGuard,
}

#[derive(Debug)]
struct Shared {
    upstream: SocketAddr,
    mood: watch::Sender<Mood>,
    /// Replaced at each cut; connections hold the one they began with.
    alive: Mutex<CancellationToken>,
    /// Each further connection takes one and is reset after so many bytes.
    cuts: Mutex<VecDeque<(Way, usize)>>,
    n_cut: AtomicUsize,
}

impl Proxy {
    /// Listens on loopback and passes everything on to `upstream`.
    ///
    /// # Panics
    ///
    /// No port is free.
    pub async fn start(upstream: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let addr = listener.local_addr().expect("a listener has an address");
        let shared = Arc::new(Shared {
            upstream,
            mood: watch::Sender::new(Mood::Pass),
            alive: Mutex::new(CancellationToken::new()),
            cuts: Mutex::default(),
            n_cut: AtomicUsize::new(0),
        });
        let stop = CancellationToken::new();
        let tracker = TaskTracker::new();
        let accepting = accept(listener, Arc::clone(&shared), stop.clone(), tracker.clone());
        tracker.spawn(stop.clone().run_until_cancelled_owned(accepting));
        Self { addr, shared, _stop: stop.drop_guard() }
    }

    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// From now on.
    pub fn set(&self, mood: Mood) {
        self.shared.mood.send_replace(mood);
    }

    /// Resets every connection.
    pub fn reset(&self) {
        let ended = std::mem::take(&mut *locked(&self.shared.alive));
        ended.cancel();
    }

    /// Resets each of the next connections after so many bytes; those after them pass.
    pub fn cut_next(&self, cuts: impl IntoIterator<Item = (Way, usize)>) {
        locked(&self.shared.cuts).extend(cuts);
    }

    /// Connections that were cut by [`Self::cut_next`].
    #[must_use]
    pub fn n_cut(&self) -> usize {
        self.shared.n_cut.load(Ordering::Relaxed)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, stop: CancellationToken, tracker: TaskTracker) {
    while let Ok((agent, _)) = listener.accept().await {
        let (shared, stop) = (Arc::clone(&shared), stop.clone());
        tracker.spawn(async move {
            // Either side going away ends a connection; there is nothing to report.
            stop.run_until_cancelled(carry(agent, &shared)).await;
        });
    }
}

async fn carry(mut agent: TcpStream, shared: &Shared) -> io::Result<()> {
    if *shared.mood.borrow() == Mood::Refuse {
        return SockRef::from(&agent).set_linger(Some(Duration::ZERO));
    }
    let alive = locked(&shared.alive).clone();
    let cut = locked(&shared.cuts).pop_front();
    let mut coordinator = TcpStream::connect(shared.upstream).await?;
    for stream in [&agent, &coordinator] {
        stream.set_nodelay(true)?;
        // Closing resets: a cut wire says nothing polite.
        SockRef::from(stream).set_linger(Some(Duration::ZERO))?;
    }
    let limit = |way| cut.filter(|(cut_way, _)| *cut_way == way).map(|(_, bytes)| bytes);
    let (agent_read, agent_write) = agent.split();
    let (coordinator_read, coordinator_write) = coordinator.split();
    let up = pump(agent_read, coordinator_write, shared.mood.subscribe(), limit(Way::Up));
    let down = pump(coordinator_read, agent_write, shared.mood.subscribe(), limit(Way::Down));
    tokio::select! {
        () = alive.cancelled() => Ok(()),
        ended = up => note(shared, ended),
        ended = down => note(shared, ended),
    }
}

fn note(shared: &Shared, ended: io::Result<End>) -> io::Result<()> {
    if ended? == End::Cut {
        shared.n_cut.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Closed,
    Cut,
}

async fn pump(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mood: watch::Receiver<Mood>,
    mut left: Option<usize>,
) -> io::Result<End> {
    let mut buffer = vec![0; 16 << 10];
    loop {
        let n_read = from.read(&mut buffer).await?;
        if n_read == 0 {
            return Ok(End::Closed);
        }
        let mood = *mood.borrow();
        match mood {
            Mood::Pass => {}
            Mood::Delay(time) => tokio::time::sleep(time).await,
            Mood::Silence | Mood::Refuse => continue,
        }
        let n_passed = left.map_or(n_read, |left| left.min(n_read));
        to.write_all(buffer.get(..n_passed).unwrap_or_default()).await?;
        if let Some(left) = &mut left {
            *left -= n_passed;
            if *left == 0 {
                // What was passed on must arrive before the reset overtakes it.
                tokio::time::sleep(Duration::from_millis(5)).await;
                return Ok(End::Cut);
            }
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
