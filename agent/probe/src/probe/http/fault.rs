//! Which reason an error of the exchange is.

use std::{error::Error, io};

use nocturne_shared::outcome::Reason;

use super::tls;
use crate::probe::{fault::after_sending, measurement::Finding};

/// An error of hyper while `attempt`.
pub(super) fn broken(error: &hyper::Error, host: &str, attempt: &str) -> Finding {
    if error.is_incomplete_message() {
        let evidence = format!("{attempt}: the connection was closed before the answer was complete");
        return Finding::failure(Reason::TcpReset, evidence);
    }
    match io_error(error) {
        Some(io) => match tls::tls_error(io) {
            Some(error) => tls::fault(error, host),
            None => cut_or_broken(io, attempt),
        },
        None => Finding::failure(Reason::HttpProtocol, format!("{attempt}: {}", chain(error))),
    }
}

/// An error of a stream while `attempt`.
pub(super) fn cut_or_broken(error: &io::Error, attempt: &str) -> Finding {
    match error.kind() {
        _ if error.raw_os_error().is_some() => after_sending(error, attempt),
        io::ErrorKind::UnexpectedEof => Finding::failure(
            Reason::TcpReset,
            format!("{attempt}: the connection was closed in the middle ({error})"),
        ),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            Finding::failure(Reason::TcpReset, format!("{attempt}: {error}"))
        }
        _ => Finding::failure(Reason::HttpProtocol, format!("{attempt}: {error}")),
    }
}

fn io_error(error: &hyper::Error) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            return Some(io);
        }
        source = cause.source();
    }
    None
}

fn chain(error: &hyper::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
