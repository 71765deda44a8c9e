//! A name server that knows its zones and nothing else, over UDP and TCP on one port.
//!
//! Besides the records of the scenario each zone has names that behave: `servfail.`, `refused.`, `silent.`, `big.` (a TXT
//! answer that does not fit a datagram) and `delay-MS.` (an A record after that many milliseconds).

mod answer;
mod datagram;
mod zone;

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{sleep, timeout},
};

use self::answer::Reply;
pub(crate) use self::{datagram::Datagrams, zone::Zone};
use crate::{
    fault::Fail,
    live::{Live, Strike},
};

/// How long a connection may wait between two questions (RFC 7766 §6.2.3 asks for seconds).
const IDLE: Duration = Duration::from_secs(30);

/// What both transports share.
#[derive(Debug)]
pub(crate) struct NameServer {
    zones: Vec<Zone>,
    live: Arc<Live>,
}

/// How the question came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transport {
    Udp,
    Tcp,
}

impl NameServer {
    /// A server of these zones.
    pub(crate) const fn new(zones: Vec<Zone>, live: Arc<Live>) -> Self {
        Self { zones, live }
    }

    /// One connection.
    pub(crate) async fn serve(self: Arc<Self>, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        loop {
            let length = match timeout(IDLE, stream.read_u16()).await? {
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            };
            let mut question = vec![0; usize::from(length)];
            timeout(IDLE, stream.read_exact(&mut question)).await??;
            let Some(answer) = self.answer(&question, Transport::Tcp).await else { continue };
            let length = u16::try_from(answer.len()).map_err(io::Error::other)?;
            stream.write_all(&[&length.to_be_bytes(), answer.as_slice()].concat()).await?;
        }
    }

    /// The answer, when its time has come; `None` is silence.
    async fn answer(&self, question: &[u8], transport: Transport) -> Option<Vec<u8>> {
        let strike: Strike = self.live.request();
        strike.wait().await;
        if strike.fail == Some(Fail::Silence) {
            return None;
        }
        match answer::reply(&self.zones, question, transport, strike.fail) {
            Reply::Now(answer) => Some(answer),
            Reply::After(wait, answer) => {
                sleep(wait).await;
                Some(answer)
            }
            Reply::Never => None,
        }
    }
}
