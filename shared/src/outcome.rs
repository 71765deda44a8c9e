//! What executions of checks come to: outcomes, reasons, metrics, statuses, causes of gaps.
//!
//! Each value has a number, which is the one it has in `nocturne/agent/v1/record.proto`, and a text, which is the one the
//! API, the database and label values use. Both are part of the contract: they are added to, never changed.

macro_rules! coded {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $text:literal;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every value, by number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The number on the wire.
            #[must_use]
            pub const fn code(self) -> i32 {
                match self { $(Self::$variant => $code,)* }
            }

            /// The text in the API, the database and labels.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Reads a number; `None` for one that is not known.
            #[must_use]
            pub const fn from_code(code: i32) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }

            /// Reads a text; `None` for one that is not known.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

coded! {
    /// What one execution of a check at one target came to.
    Outcome {
        /// The target did what the check expects.
        Success = 1, "success";
        /// It did not.
        Failure = 2, "failure";
        /// This host could not ask; says nothing about the target.
        Inconclusive = 3, "inconclusive";
    }
}

coded! {
    /// Why an execution did not succeed: the closed list.
    Reason {
        /// Success.
        None = 0, "";
        /// Nothing came back in time.
        Timeout = 1, "timeout";
        /// The target's name does not exist.
        DnsNxdomain = 2, "dns.nxdomain";
        /// The target's name could not be resolved.
        DnsFailed = 3, "dns.failed";
        /// The target answered with a reset.
        TcpRefused = 4, "tcp.refused";
        /// The connection was cut before the answer was complete.
        TcpReset = 5, "tcp.reset";
        /// A router or the host said it cannot be reached.
        IcmpUnreachable = 6, "icmp.unreachable";
        /// More echo requests stayed unanswered than the check allows.
        IcmpLoss = 7, "icmp.loss";
        /// The greeting holds no number though the check asks for one.
        TcpAnswer = 8, "tcp.answer";
        /// The server answered with another response code than the check expects.
        DnsRcode = 9, "dns.rcode";
        /// The answer holds no record of the type.
        DnsNoAnswer = 10, "dns.no_answer";
        /// An expected answer is not there.
        DnsAnswer = 11, "dns.answer";
        /// What came back is no DNS answer to the question.
        DnsMalformed = 12, "dns.malformed";
        /// The status code is not one the check expects.
        HttpStatus = 13, "http.status";
        /// The body does not match, or matches what is forbidden.
        HttpBody = 14, "http.body";
        /// A redirect loop, one redirect too many, or one that leads nowhere.
        HttpRedirect = 15, "http.redirect";
        /// The body is longer than the check reads.
        HttpBodySize = 16, "http.body_size";
        /// What came back is not HTTP.
        HttpProtocol = 17, "http.protocol";
        /// This host may not open the socket it needs.
        LocalPermission = 20, "local.permission";
        /// This host has no route or no address of the family.
        LocalNetwork = 21, "local.network";
        /// This host is out of files, ports or memory.
        LocalResources = 22, "local.resources";
        /// A certificate's time is over.
        TlsExpired = 23, "tls.expired";
        /// A certificate's time has not begun.
        TlsNotYetValid = 24, "tls.not_yet_valid";
        /// No trusted root signed the chain.
        TlsUntrusted = 25, "tls.untrusted";
        /// The certificate is for another name.
        TlsName = 26, "tls.name";
        /// The certificate ends sooner than the check allows.
        TlsExpiring = 27, "tls.expiring";
        /// TLS could not be agreed on.
        TlsHandshake = 28, "tls.handshake";
    }
}

coded! {
    /// Decided state of one check at one target as seen by one agent.
    CheckStatus {
        /// The target does what the check expects.
        Up = 1, "UP";
        /// Some executions fail, fewer than make it down.
        Degraded = 2, "DEGRADED";
        /// The target does not do what the check expects.
        Down = 3, "DOWN";
        /// The observer itself was cut off or not permitted.
        Inconclusive = 4, "INCONCLUSIVE";
    }
}

coded! {
    /// A number a check measures. Texts are the metric names; they follow `blackbox_exporter` where it has one.
    Metric {
        /// 1 or 0. Derived by the coordinator from the outcome.
        ProbeSuccess = 1, "probe_success";
        /// Seconds. Derived by the coordinator from the duration.
        ProbeDuration = 2, "probe_duration_seconds";
        /// Mean round trip in seconds, `phase="rtt"`.
        IcmpDuration = 3, "probe_icmp_duration_seconds";
        /// Share of echo requests without an answer, 0 to 1.
        IcmpLossRatio = 4, "probe_icmp_loss_ratio";
        /// Round trip statistics in seconds, `stat="min|avg|max|stddev|jitter"`.
        IcmpRtt = 5, "probe_icmp_rtt_seconds";
        /// Seconds, `phase="connect|answer"`.
        TcpDuration = 6, "probe_tcp_duration_seconds";
        /// The first number in the target's greeting.
        TcpAnswerNumber = 7, "probe_tcp_answer_number";
        /// Seconds to resolve the target's name.
        DnsLookupTime = 8, "probe_dns_lookup_time_seconds";
        /// Seconds to find the server, to reach it and to be answered, `phase="resolve|connect|request"`.
        DnsDuration = 9, "probe_dns_duration_seconds";
        /// Records in the answer section.
        DnsAnswerRrs = 10, "probe_dns_answer_rrs";
        /// Records in the authority section.
        DnsAuthorityRrs = 11, "probe_dns_authority_rrs";
        /// Records in the additional section.
        DnsAdditionalRrs = 12, "probe_dns_additional_rrs";
        /// Serial number of the zone, for SOA.
        DnsSerial = 13, "probe_dns_serial";
        /// Seconds, `phase="resolve|connect|tls|processing|transfer"`, each summed over redirects.
        HttpDuration = 14, "probe_http_duration_seconds";
        /// Status code of the last response.
        HttpStatusCode = 15, "probe_http_status_code";
        /// Content-Length of the last response; -1 when it says none.
        HttpContentLength = 16, "probe_http_content_length";
        /// Bytes of body that were read.
        HttpBodyBytes = 17, "probe_http_uncompressed_body_length";
        /// Redirects that were followed.
        HttpRedirects = 18, "probe_http_redirects";
        /// 1 when the last response came over TLS, else 0.
        HttpSsl = 19, "probe_http_ssl";
        /// Version of HTTP of the last response.
        HttpVersion = 20, "probe_http_version";
        /// 1 when the body decided the failure, else 0.
        FailedDueToRegex = 21, "probe_failed_due_to_regex";
        /// Seconds since 1970 at which the first certificate of the chain ends.
        SslEarliestExpiry = 22, "probe_ssl_earliest_cert_expiry";
        /// 4 or 6.
        IpProtocol = 23, "probe_ip_protocol";
    }
}

coded! {
    /// Why there is no data.
    GapCause {
        /// Not known.
        Unknown = 0, "unknown";
        /// The spool reached its size limit and gave up its oldest records.
        SpoolFull = 1, "spool_full";
        /// Records grew older than the spool keeps them.
        SpoolExpired = 2, "spool_expired";
        /// The disk had less room than the spool must leave.
        DiskFull = 3, "disk_full";
        /// Bytes on disk were damaged.
        Corruption = 4, "corruption";
        /// The agent ended without a clean stop.
        UncleanStop = 5, "unclean_stop";
        /// The agent was stopped and started.
        Restart = 6, "restart";
        /// Records left the spool; the agent restarted since and no longer knows why.
        SpoolLoss = 7, "spool_loss";
        /// Writing to disk failed.
        DiskError = 8, "disk_error";
        /// The agent did not run: its process or its host was stopped, asleep or starved.
        Stalled = 9, "stalled";
    }
}

coded! {
    /// What a record in the spool is.
    RecordKind {
        /// Executions.
        Results = 1, "results";
        /// A decided status.
        Status = 2, "status";
        /// Result of a command.
        CommandResult = 3, "command_result";
        /// What became of a desired state.
        ConfigStatus = 4, "config_status";
        /// A time without data.
        Gap = 5, "gap";
        /// Part of something too large for a record.
        Chunk = 6, "chunk";
    }
}

/// The two queues of a spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Command results and configuration status: never dropped.
    Critical,
    /// Everything else: may be dropped, every drop declared.
    Telemetry,
}

impl Lane {
    /// Both lanes, by number.
    pub const ALL: [Self; 2] = [Self::Critical, Self::Telemetry];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Critical => 0,
            Self::Telemetry => 1,
        }
    }

    /// Reads a number; `None` for one that is not known.
    #[must_use]
    pub const fn from_number(number: u32) -> Option<Self> {
        match number {
            0 => Some(Self::Critical),
            1 => Some(Self::Telemetry),
            _ => None,
        }
    }
}
