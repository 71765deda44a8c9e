//! What a DNS check asks and expects (RFC 1035).

use crate::field::FieldError;

/// Most answers that are expected.
const MAX_ANSWERS: usize = 32;
/// Longest expected answer, bytes.
const MAX_ANSWER: usize = 512;
/// Port of a DNS server when none is given.
const DEFAULT_PORT: u16 = 53;

macro_rules! mnemonics {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $text:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The number in a DNS message.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self { $(Self::$variant => $code,)* }
            }

            /// The mnemonic.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Reads a number; `None` for one that is not known here.
            #[must_use]
            pub const fn from_code(code: u16) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }

            /// Reads a mnemonic in any case; `None` for one that is not known here.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str().eq_ignore_ascii_case(text))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

mnemonics! {
    /// Type of the records asked for; numbers of the IANA registry.
    RecordType {
        /// IPv4 address.
        A = 1, "A";
        /// Name server.
        Ns = 2, "NS";
        /// Canonical name.
        Cname = 5, "CNAME";
        /// Start of authority.
        Soa = 6, "SOA";
        /// Pointer.
        Ptr = 12, "PTR";
        /// Mail exchange.
        Mx = 15, "MX";
        /// Text.
        Txt = 16, "TXT";
        /// IPv6 address.
        Aaaa = 28, "AAAA";
        /// Service.
        Srv = 33, "SRV";
        /// Certification authority authorization.
        Caa = 257, "CAA";
    }
}

mnemonics! {
    /// Response code; numbers of the IANA registry.
    Rcode {
        /// No error.
        NoError = 0, "NOERROR";
        /// The server did not understand.
        FormErr = 1, "FORMERR";
        /// The server failed.
        ServFail = 2, "SERVFAIL";
        /// The name does not exist.
        NxDomain = 3, "NXDOMAIN";
        /// The server does not do that.
        NotImp = 4, "NOTIMP";
        /// The server does not want to.
        Refused = 5, "REFUSED";
        /// The server is not in charge.
        NotAuth = 9, "NOTAUTH";
    }
}

/// A question to a DNS server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsSpec {
    /// Name to ask for, without the final dot; `.` is the root.
    pub query_name: String,
    /// Type of the records.
    pub record_type: RecordType,
    /// Port of the server, never 0.
    pub port: u16,
    /// True is TCP; false is UDP, and TCP when the answer was cut.
    pub tcp: bool,
    /// Asks the server to recurse.
    pub recursion_desired: bool,
    /// Response code that succeeds.
    pub expected_rcode: Rcode,
    /// Answers that must all be there, as `dig +short` writes them; empty is any, but with NOERROR at least one.
    pub expected_answers: Vec<String>,
}

/// The same as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawDns {
    /// Name.
    pub query_name: String,
    /// Mnemonic; empty is A.
    pub record_type: String,
    /// 0 is 53.
    pub port: u32,
    /// True is TCP.
    pub tcp: bool,
    /// `None` is true.
    pub recursion_desired: Option<bool>,
    /// Mnemonic; empty is NOERROR.
    pub expected_rcode: String,
    /// Answers.
    pub expected_answers: Vec<String>,
}

impl RawDns {
    /// The type that is asked for; `None` when it is not known.
    pub(super) fn record_type(&self) -> Option<RecordType> {
        or_default(&self.record_type, RecordType::A, RecordType::from_text)
    }

    pub(super) fn check(&self, found: &mut Vec<FieldError>) -> Option<DnsSpec> {
        let before = found.len();
        let mut finding = |field: &str, reason: String| found.push(FieldError::new(field, reason));
        let query_name = name(&self.query_name);
        if query_name.is_none() {
            finding("dns.query_name", format!("{:?} is no domain name", self.query_name));
        }
        let record_type = self.record_type();
        if record_type.is_none() {
            let known = listed(RecordType::ALL.iter().map(|value| value.as_str()));
            finding("dns.record_type", format!("{:?} is not known; use one of {known}", self.record_type));
        }
        let expected_rcode = or_default(&self.expected_rcode, Rcode::NoError, Rcode::from_text);
        if expected_rcode.is_none() {
            let known = listed(Rcode::ALL.iter().map(|value| value.as_str()));
            finding(
                "dns.expected_rcode",
                format!("{:?} is not known; use one of {known}", self.expected_rcode),
            );
        }
        let port = match u16::try_from(self.port) {
            Ok(0) => Some(DEFAULT_PORT),
            Ok(port) => Some(port),
            Err(_) => {
                finding("dns.port", format!("{} is no port; give 1 to 65535, or 0 for 53", self.port));
                None
            }
        };
        if self.expected_answers.len() > MAX_ANSWERS {
            let n_answers = self.expected_answers.len();
            finding("dns.expected_answers", format!("{n_answers} answers given, the limit is {MAX_ANSWERS}"));
        }
        for (index, answer) in self.expected_answers.iter().enumerate().take(MAX_ANSWERS) {
            if answer.is_empty() || answer.len() > MAX_ANSWER || answer.chars().any(char::is_control) {
                let reason = format!("must be 1 to {MAX_ANSWER} printable bytes");
                finding(&format!("dns.expected_answers[{index}]"), reason);
            }
        }
        if !self.expected_answers.is_empty() && expected_rcode.is_some_and(|rcode| rcode != Rcode::NoError) {
            let reason = "only an answer with NOERROR holds answers; leave them out or expect NOERROR";
            finding("dns.expected_answers", reason.to_owned());
        }
        if found.len() > before {
            return None;
        }
        Some(DnsSpec {
            query_name: query_name?,
            record_type: record_type?,
            port: port?,
            tcp: self.tcp,
            recursion_desired: self.recursion_desired.unwrap_or(true),
            expected_rcode: expected_rcode?,
            expected_answers: self.expected_answers.clone(),
        })
    }
}

fn or_default<T>(text: &str, default: T, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    if text.is_empty() { Some(default) } else { read(text) }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// A name in lower case without its final dot; `None` when it is none (RFC 1035 §2.3.4, with the underscore of RFC 8552
/// and the asterisk of RFC 4592).
pub(super) fn name(text: &str) -> Option<String> {
    if text == "." {
        return Some(text.to_owned());
    }
    let bare = text.strip_suffix('.').unwrap_or(text);
    let legal = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_*/".contains(&byte))
    };
    let is_name = (1..=253).contains(&bare.len()) && bare.split('.').all(legal);
    is_name.then(|| bare.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(raw: &RawDns) -> Vec<String> {
        let mut found = Vec::new();
        assert!(raw.check(&mut found).is_none());
        found.into_iter().map(|finding| finding.field).collect()
    }

    #[test]
    fn defaults_fill_what_is_not_given() {
        let raw = RawDns { query_name: "Example.ORG.".to_owned(), ..RawDns::default() };

        let spec = raw.check(&mut Vec::new()).unwrap();

        let want = DnsSpec {
            query_name: "example.org".to_owned(),
            record_type: RecordType::A,
            port: 53,
            tcp: false,
            recursion_desired: true,
            expected_rcode: Rcode::NoError,
            expected_answers: Vec::new(),
        };
        assert_eq!(spec, want);
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let raw = RawDns {
            query_name: "a..b".to_owned(),
            record_type: "AXFR".to_owned(),
            port: 70_000,
            expected_rcode: "nope".to_owned(),
            expected_answers: vec![String::new()],
            ..RawDns::default()
        };
        assert_eq!(
            fields(&raw),
            [
                "dns.query_name",
                "dns.record_type",
                "dns.expected_rcode",
                "dns.port",
                "dns.expected_answers[0]"
            ]
        );

        let contradicts = RawDns {
            query_name: "a".to_owned(),
            expected_rcode: "nxdomain".to_owned(),
            expected_answers: vec!["192.0.2.1".to_owned()],
            ..RawDns::default()
        };
        assert_eq!(fields(&contradicts), ["dns.expected_answers"]);
    }
}
