//! Join tokens as an agent is given them: `nocturne_agent::token`.

use nocturne_agent::token::JoinToken;

use crate::{Limits, text};

/// Text in, a few texts out.
pub const LIMITS: Limits = Limits::USUAL;

/// A token is told without its secret, and reads the same without the blanks around it.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let given = text::of(bytes);
    let token: JoinToken = match given.parse() {
        Ok(token) => token,
        Err(error) => {
            text::told(&error, 300);
            return false;
        }
    };
    assert_eq!(token.secret_text(), given.trim());
    assert_eq!(token.secret_text().parse::<JoinToken>().as_ref(), Ok(&token));
    assert_eq!(format!("{token:?}"), format!("JoinToken({})", token.id()), "nothing else is shown");
    true
}
