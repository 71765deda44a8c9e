//! Protobuf both ways.

use std::fmt::Debug;

use prost::Message;

/// Reads a message; what was read must mean the same after it was written. `None` when the bytes are no such message.
///
/// # Panics
///
/// Writing and reading changes it.
pub fn round_trip<M: Message + Default + PartialEq + Debug>(bytes: &[u8]) -> Option<M> {
    let message = M::decode(bytes).ok()?;
    let written = message.encode_to_vec();
    let again = M::decode(written.as_slice()).expect("what was written can be read");

    // Numbers that are not equal to themselves are compared as they are written.
    assert!(again == message || again.encode_to_vec() == written, "{message:?} became {again:?}");
    // A varint is written in its shortest form and an unpacked number packed, with a length in front of it.
    assert!(written.len() <= 2 * bytes.len(), "{} bytes became {}", bytes.len(), written.len());
    Some(message)
}
