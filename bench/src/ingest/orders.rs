//! What the benchmark and the process with the simulated agents say to each other: a JSON object on a line.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// To the agents.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order {
    /// Enrol and connect. Answered by [`Report::Ready`].
    Join {
        /// Agent port.
        coordinator: String,
        /// One join token per agent.
        tokens: Vec<String>,
        /// Where identities go.
        state_dir: PathBuf,
    },
    /// Fill the spools. Answered by [`Report::Filled`].
    Fill {
        /// Samples in each message.
        samples_per_message: u32,
        /// Agent's clock at sequence number 0.
        base_us: i64,
        /// Messages each agent holds ready.
        n_messages: usize,
    },
    /// Send as fast as credit allows, then wait for the last acknowledgement. Answered by [`Report::Drained`].
    Drain {
        /// How long messages are sent.
        window_ms: u64,
    },
}

/// From the agents.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Report {
    /// All are connected and have the check; their ids and epochs.
    Ready(Vec<(uuid::Uuid, u64)>),
    /// Messages are ready.
    Filled,
    /// Everything that was sent is acknowledged.
    Drained {
        /// From the first message to the last acknowledgement.
        elapsed_us: u64,
        /// Messages that were made while sending, because too few were ready.
        n_late: u64,
        /// By agent, in the order of [`Report::Ready`].
        acked: Vec<Acked>,
    },
}

/// What one agent was told is committed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Acked {
    /// Last sequence number that was acknowledged before.
    pub(crate) after_seq: u64,
    /// Last sequence number that is acknowledged.
    pub(crate) through_seq: u64,
    /// Chain there.
    pub(crate) chain: [u8; 16],
}
