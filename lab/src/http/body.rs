//! Bodies: whole, streamed, slow and broken.

use std::{convert::Infallible, io, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::Frame;
use tokio::time::sleep;

use super::wire::{Mode, WireMode};

/// Any of them.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// What is streamed at a time.
const PIECE: usize = 64 << 10;
/// Pieces of a slow body at most: more would be a test of timers.
const MAX_DRIPS: usize = 100;
/// How long the beginning of a body takes to leave at most.
const FLUSHED: Duration = Duration::from_millis(20);
/// What streamed bodies are made of: lines of 64 bytes.
const LINE: &[u8; 64] = b"nocturne-lab 0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKL\n";

/// A body that is there.
pub(super) fn whole(text: impl Into<Bytes>) -> Body {
    Full::new(text.into()).map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// `n_bytes` as fast as they are taken; never more than a piece in memory.
pub(super) fn bytes(n_bytes: usize) -> Body {
    streamed(n_bytes, PIECE, Duration::ZERO)
}

/// `n_bytes`, evenly over `during`.
pub(super) fn drip(n_bytes: usize, during: Duration) -> Body {
    let n_pieces = n_bytes.clamp(1, MAX_DRIPS);
    let pause = during / u32::try_from(n_pieces).unwrap_or(1);
    streamed(n_bytes, n_bytes.div_ceil(n_pieces), pause)
}

/// Some bytes, and then the connection is reset.
pub(super) fn broken(mode: Arc<WireMode>) -> Body {
    let begun = stream::once(async { Ok(Frame::data(Bytes::from_static(LINE))) });
    let cut = stream::once(async move {
        // What was said so far leaves while nothing more comes.
        sleep(FLUSHED).await;
        mode.set(Mode::Reset);
        Err(io::ErrorKind::ConnectionReset.into())
    });
    StreamBody::new(begun.chain(cut)).boxed_unsync()
}

fn streamed(n_bytes: usize, piece: usize, pause: Duration) -> Body {
    let source: Bytes = LINE.repeat(PIECE / LINE.len()).into();
    let pieces = stream::unfold(0, move |sent: usize| {
        let source = source.clone();
        async move {
            let left = n_bytes.saturating_sub(sent);
            if left == 0 {
                return None;
            }
            if !pause.is_zero() {
                sleep(pause).await;
            }
            let from = sent % LINE.len();
            let n = piece.min(left).min(source.len() - from);
            Some((Ok(Frame::data(source.slice(from..from + n))), sent + n))
        }
    });
    StreamBody::new(pieces).boxed_unsync()
}
