//! Which passwords are good enough.
//!
//! Length decides, as NIST SP 800-63B §5.1.1.2 has it: no rules about kinds of characters, but what everybody tries first
//! is refused.

/// Fewest characters.
pub const MIN_CHARS: usize = 12;
/// Most characters: a limit to the work of hashing.
pub const MAX_CHARS: usize = 128;
/// What a refused password would consist of: longer ones are made of these.
const COMMON: [&str; 28] = [
    "123123",
    "1234",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "0987654321",
    "987654321",
    "1q2w3e4r",
    "1qaz2wsx",
    "abc123",
    "abcdef",
    "admin",
    "administrator",
    "changeme",
    "iloveyou",
    "letmein",
    "monkey",
    "nocturne",
    "passw0rd",
    "password",
    "qazwsx",
    "qwerty",
    "qwertyuiop",
    "secret",
    "welcome",
];

/// Why a password is not good enough. The text never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Too few or too many characters.
    #[error("must have 12 to 128 characters")]
    Length,
    /// It is the user name, perhaps with little around it.
    #[error("must not be the user name or little more than it")]
    Username,
    /// It is made of what everybody tries first.
    #[error("is one that is tried first; several words that have nothing to do with each other are good")]
    Common,
}

/// Judges a password that `username` wants.
///
/// # Errors
///
/// Why it is not good enough.
pub fn check(password: &str, username: &str) -> Result<(), Weak> {
    let n_chars = password.chars().count();
    if !(MIN_CHARS..=MAX_CHARS).contains(&n_chars) {
        return Err(Weak::Length);
    }
    let lower = password.to_lowercase();
    let username = username.to_lowercase();
    let around = lower.replacen(&username, "", 1);
    if !username.is_empty() && around.len() < lower.len() && around.chars().count() < MIN_CHARS / 2 {
        return Err(Weak::Username);
    }
    if is_common(&lower) { Err(Weak::Common) } else { Ok(()) }
}

/// True for what consists of common parts, repeated characters and punctuation at its end.
fn is_common(lower: &str) -> bool {
    let mut chars = lower.chars();
    let first = chars.next();
    if chars.all(|c| Some(c) == first) {
        return true;
    }
    let core = lower.trim_end_matches(|c: char| !c.is_alphabetic());
    [lower, core].into_iter().any(|text| consists_of_common(text) || COMMON.contains(&text))
}

fn consists_of_common(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let longest = COMMON.iter().filter_map(|part| rest.strip_prefix(part)).min_by_key(|rest| rest.len());
        match longest {
            Some(left) => rest = left,
            None => return false,
        }
    }
    !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("elf zeichen", "eve"), Err(Weak::Length));
        assert_eq!(check("zwölf zeiche", "eve"), Ok(()));
        assert_eq!(check(&"aé".repeat(64), "eve"), Ok(()));
        assert_eq!(check(&"aé".repeat(65), "eve"), Err(Weak::Length));
    }

    #[test]
    fn the_user_name_with_little_around_it_is_refused() {
        for password in ["eve-of-destruction", "Eve-of-destruction", "EVE-OF-DESTRUCTION1!"] {
            assert_eq!(check(password, "eve-of-destruction"), Err(Weak::Username), "{password}");
        }
        assert_eq!(check("never walk under ladders", "eve"), Ok(()));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for password in [
            "passwordpassword",
            "Password123456",
            "PasswordPassword1!",
            "qwertyuiop1234567890",
            "aaaaaaaaaaaaaaaa",
            "nocturne123456",
            "changeme-2026!",
            "administrator1",
        ] {
            assert_eq!(check(password, "eve"), Err(Weak::Common), "{password}");
        }
        for password in ["correct horse battery", "password of my aunt", "kX7-hq2-Lm9-zz4"] {
            assert_eq!(check(password, "eve"), Ok(()), "{password}");
        }
    }
}
