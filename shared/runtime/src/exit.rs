//! What a process tells its supervisor when it ends, after sysexits(3).

/// Something went wrong while running; starting again may help.
pub const EX_FAILED: u8 = 1;
/// The command line was wrong.
pub const EX_USAGE: u8 = 64;
/// The configuration is wrong; starting again will not help.
pub const EX_CONFIG: u8 = 78;
