//! One of each target.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use serde::Serialize;

use crate::{
    EchoTarget, FlappingTarget, MuteTarget, NumberedTarget, RefusingTarget, SilentTarget, SlowTarget,
};

/// How the targets of a [`Lab`] behave.
#[derive(Debug, Clone)]
pub struct LabOptions {
    /// Where all of them listen, each on a free port.
    pub bind: IpAddr,
    /// What [`SlowTarget`] waits before it greets.
    pub slow: Duration,
    /// Length of a turn of [`FlappingTarget`].
    pub flap_every: Duration,
    /// Where [`NumberedTarget`] writes what it handed out.
    pub oracle: Option<PathBuf>,
}

/// Where everything listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addresses {
    /// [`EchoTarget`].
    pub echo: SocketAddr,
    /// [`NumberedTarget`].
    pub numbered: SocketAddr,
    /// [`SlowTarget`].
    pub slow: SocketAddr,
    /// [`MuteTarget`].
    pub mute: SocketAddr,
    /// [`FlappingTarget`].
    pub flapping: SocketAddr,
    /// [`RefusingTarget`].
    pub refusing: SocketAddr,
    /// [`SilentTarget`].
    pub silent: SocketAddr,
}

/// One of each target, until it is dropped.
#[derive(Debug)]
pub struct Lab {
    echo: EchoTarget,
    numbered: NumberedTarget,
    slow: SlowTarget,
    mute: MuteTarget,
    flapping: FlappingTarget,
    refusing: RefusingTarget,
    silent: SilentTarget,
}

impl Lab {
    /// Starts all targets.
    ///
    /// # Errors
    ///
    /// The first target that could not be started; none is left running.
    pub async fn start(options: &LabOptions) -> io::Result<Self> {
        let at = SocketAddr::new(options.bind, 0);
        Ok(Self {
            echo: EchoTarget::start(at).await?,
            numbered: NumberedTarget::start(at, options.oracle.as_deref()).await?,
            slow: SlowTarget::start(at, options.slow).await?,
            mute: MuteTarget::start(at).await?,
            flapping: FlappingTarget::start(at, options.flap_every)?,
            refusing: RefusingTarget::start(at)?,
            silent: SilentTarget::start(at)?,
        })
    }

    /// Where everything listens.
    #[must_use]
    pub const fn addresses(&self) -> Addresses {
        Addresses {
            echo: self.echo.addr(),
            numbered: self.numbered.addr(),
            slow: self.slow.addr(),
            mute: self.mute.addr(),
            flapping: self.flapping.addr(),
            refusing: self.refusing.addr(),
            silent: self.silent.addr(),
        }
    }

    /// The target that hands out numbers.
    #[must_use]
    pub const fn numbered(&self) -> &NumberedTarget {
        &self.numbered
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[tokio::test]
    async fn every_target_has_its_own_port() {
        let options = LabOptions {
            bind: IpAddr::from([127, 0, 0, 1]),
            slow: Duration::from_millis(1),
            flap_every: Duration::from_secs(1),
            oracle: None,
        };

        let lab = Lab::start(&options).await.unwrap();

        let at = lab.addresses();
        let all =
            BTreeSet::from([at.echo, at.numbered, at.slow, at.mute, at.flapping, at.refusing, at.silent]);
        assert_eq!(all.len(), 7);
        assert_eq!(lab.numbered().addr(), at.numbered);
    }
}
