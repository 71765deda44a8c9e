//! Is this certificate still the agent's?
//!
//! The database knows two serial numbers of an agent: the current one and the next one, handed out by a renewal. The
//! first use of the next one makes it the current one and ends the old.

/// What the database knows.
#[derive(Debug, Clone, Copy)]
pub struct Known<'s> {
    /// Serial number in use.
    pub current: &'s [u8],
    /// Serial number handed out and not used yet.
    pub next: Option<&'s [u8]>,
    /// True once an administrator revoked the agent.
    pub revoked: bool,
}

/// What to do with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Let it work.
    Current,
    /// Let it work and make this serial number the current one.
    Promote,
}

/// Why a stream must not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// An administrator revoked the agent.
    #[error("the agent was revoked; enrol it again with a fresh join token")]
    Revoked,
    /// Neither the current nor the next certificate.
    #[error("the certificate was replaced by a later one")]
    Replaced,
    /// Its time is over.
    #[error("the certificate has expired")]
    Expired,
}

/// Decides about one certificate; both times are microseconds since 1970 by the coordinator's clock.
///
/// # Errors
///
/// Why it must not be used.
pub fn standing(
    known: &Known<'_>,
    serial: &[u8],
    not_after_us: i64,
    now_us: i64,
) -> Result<Standing, Denied> {
    if known.revoked {
        return Err(Denied::Revoked);
    }
    if now_us >= not_after_us {
        return Err(Denied::Expired);
    }
    if serial == known.current {
        Ok(Standing::Current)
    } else if known.next == Some(serial) {
        Ok(Standing::Promote)
    } else {
        Err(Denied::Replaced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_current_and_the_next_serial_work_and_only_in_their_time() {
        let known = Known { current: b"a", next: Some(b"b"), revoked: false };

        let cases = [
            (known, b"a".as_slice(), 9, Ok(Standing::Current)),
            (known, b"b", 9, Ok(Standing::Promote)),
            (known, b"c", 9, Err(Denied::Replaced)),
            (known, b"a", 10, Err(Denied::Expired)),
            (Known { revoked: true, ..known }, b"a", 9, Err(Denied::Revoked)),
        ];
        for (known, serial, now, want) in cases {
            assert_eq!(standing(&known, serial, 10, now), want);
        }
    }
}
