//! The descriptors of both packages, for reflection, transcoding and the lint of the contract.

/// An encoded `google.protobuf.FileDescriptorSet` with comments and all imports.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("generated/descriptors.bin");
