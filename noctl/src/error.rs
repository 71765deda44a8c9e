//! What can go wrong, in words that say what was tried, why it failed and what to do.

use std::{io, path::PathBuf};

use crate::{human, profile::ProfileError, url::UrlError};

mod explain;

pub(crate) use explain::CallError;

/// sysexits(3): the command was used wrongly.
pub(crate) const EX_USAGE: u8 = 64;
/// sysexits(3): the profile is wrong; repeating will not help.
pub(crate) const EX_CONFIG: u8 = 78;
const EX_FAILED: u8 = 1;

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The arguments, or a file given as argument, make no sense.
    #[error("{0}")]
    Usage(String),
    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The address cannot be used.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// Nobody said where the coordinator is.
    #[error("no address of the coordinator: {} does not name one", .profile.display())]
    NoUrl {
        /// The profile that was looked at.
        profile: PathBuf,
    },
    /// Credentials would travel readable.
    #[error("{url} is plain http to another machine: credentials could be read on the way")]
    PlainHttp {
        /// The address.
        url: String,
    },
    /// https without anything to check the certificate against.
    #[error("{url} is https and no CA is given to check its certificate with")]
    NoCa {
        /// The address.
        url: String,
    },
    /// The file with the CA is of no use.
    #[error("CA file {} cannot be used: {reason}", .path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Neither token nor session.
    #[error("not logged in at {url}")]
    NotLoggedIn {
        /// The coordinator.
        url: String,
        /// What else the reader should know; empty is nothing.
        why: String,
    },
    /// A call failed.
    #[error(transparent)]
    Call(Box<CallError>),
    /// Some of several steps were done.
    #[error("{what}")]
    Partly {
        /// What was done and what was not.
        what: String,
        /// Why it went no further.
        #[source]
        source: Box<Error>,
    },
    /// Several things failed, each for its own reason.
    #[error("{what}")]
    Several {
        /// What was tried.
        what: String,
        /// Why.
        sources: Vec<Error>,
    },
    /// The coordinator is there and does not serve calls.
    #[error("{url} is there and does not serve calls: {state}")]
    NotServing {
        /// The coordinator.
        url: String,
        /// What it says.
        state: &'static str,
    },
    /// The record of changes is not what it was.
    #[error("the audit is not intact (findings: {n_findings})")]
    AuditBroken {
        /// How many.
        n_findings: u64,
    },
    /// The coordinator has no live views.
    #[error("the coordinator at {url} has no live views")]
    NoLive {
        /// The coordinator.
        url: String,
    },
    /// An answer that makes no sense.
    #[error("{0}")]
    Answer(String),
    /// A file that was named cannot be read.
    #[error("could not read {what}")]
    Read {
        /// Which.
        what: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The answer cannot be written.
    #[error("could not write the answer")]
    Output(#[source] io::Error),
    /// The process cannot start.
    #[error("could not start")]
    Runtime(#[source] io::Error),
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        Self::Call(Box::new(error))
    }
}

impl Error {
    /// Exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => EX_USAGE,
            Self::Profile(_)
            | Self::Url(_)
            | Self::NoUrl { .. }
            | Self::PlainHttp { .. }
            | Self::NoCa { .. }
            | Self::CaFile { .. } => EX_CONFIG,
            Self::Output(source) if source.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::NotLoggedIn { .. }
            | Self::Call(_)
            | Self::Partly { .. }
            | Self::Several { .. }
            | Self::NotServing { .. }
            | Self::AuditBroken { .. }
            | Self::NoLive { .. }
            | Self::Answer(_)
            | Self::Read { .. }
            | Self::Output(_)
            | Self::Runtime(_) => EX_FAILED,
        }
    }

    /// True when the reader of the output went away, which is no fault.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(source) if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// What to do about it; empty when the error says it.
    fn advice(&self) -> String {
        match self {
            Self::Usage(_) => "`noctl COMMAND --help` shows how it is used".to_owned(),
            Self::Profile(error) => error.advice(),
            Self::Url(_) => "correct api_url in the profile, --api-url or NOCTL_API_URL".to_owned(),
            Self::NoUrl { .. } => {
                "log in with `noctl login --api-url URL --username NAME`, or give --api-url and NOCTL_API_TOKEN"
                    .to_owned()
            }
            Self::PlainHttp { .. } => {
                "use https, or a tunnel that ends on this machine; --api-insecure sends them anyway".to_owned()
            }
            Self::NoCa { .. } => "set ca_file in the profile or give --api-ca-file FILE with the CA that signed it; \
                 /etc/ssl/certs/ca-certificates.crt holds this system's public CAs"
                .to_owned(),
            Self::CaFile { .. } => "give a PEM file with `-----BEGIN CERTIFICATE-----`".to_owned(),
            Self::NotLoggedIn { why, .. } if !why.is_empty() => why.clone(),
            Self::NotLoggedIn { .. } => {
                "log in with `noctl login`, or give an API token in NOCTL_API_TOKEN".to_owned()
            }
            Self::Call(error) => error.advice(),
            Self::Partly { .. } => "mend the cause and repeat; what is done stays as it is".to_owned(),
            Self::NoLive { .. } => format!(
                "upgrade the coordinator to version {} or later (`noctl status` shows its version); until then \
                 `noctl states` and `noctl results` show what is current",
                env!("CARGO_PKG_VERSION")
            ),
            Self::AuditBroken { .. } => {
                "find out who could write to the database; compare with a backup or with an export that was kept elsewhere"
                    .to_owned()
            }
            Self::NotServing { .. } => {
                "wait a moment: it may be starting or going away; else look into its log".to_owned()
            }
            Self::Answer(_) => "compare `noctl --version` with the coordinator's version in `noctl status`".to_owned(),
            Self::Several { .. } | Self::Read { .. } | Self::Output(_) | Self::Runtime(_) => String::new(),
        }
    }

    /// The same with fields that the coordinator refuses named by `place`.
    pub(crate) fn placed(mut self, place: impl Fn(&str) -> String) -> Self {
        if let Self::Call(error) = &mut self {
            error.place(place);
        }
        self
    }

    /// True when the coordinator may answer a moment later.
    pub(crate) fn is_away(&self) -> bool {
        matches!(self, Self::Call(error) if error.is_away())
    }

    /// One line, without advice.
    pub(crate) fn line(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(source) = cause {
            text.push_str(&format!(": {source}"));
            cause = source.source();
        }
        human::clean(&text)
    }

    /// Everything a person should read, several lines.
    pub(crate) fn report(&self) -> String {
        let mut text = match self {
            Self::Partly { what, source } => {
                format!(
                    "error: {}\n{}",
                    human::clean(what),
                    indent(source.report().trim_start_matches("error: "))
                )
            }
            Self::Several { what, sources } => {
                let reports =
                    sources.iter().map(|source| indent(source.report().trim_start_matches("error: ")));
                format!("error: {}\n{}", human::clean(what), reports.collect::<Vec<_>>().join("\n"))
            }
            // Its lines are findings of a file or of the command line, built here.
            Self::Usage(lines) => {
                let lines: Vec<String> = lines.lines().map(human::clean).collect();
                format!("error: {}", lines.join("\n"))
            }
            _ => format!("error: {}", self.line()),
        };
        if let Self::Call(error) = self {
            for violation in error.violations() {
                text.push_str(&format!("\n  - {}", human::clean(&violation)));
            }
        }
        let advice = self.advice();
        if !advice.is_empty() {
            text.push_str(&format!("\n  what to do: {}", human::clean(&advice)));
        }
        text
    }
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
