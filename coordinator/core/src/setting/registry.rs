//! The one list of settings.

use super::{
    Change, Definition,
    kind::{Kind, TimeUnit},
};

const TEXT: Kind = Kind::Text { optional: false };
const OPTIONAL: Kind = Kind::Text { optional: true };

/// Everything that can be set, by section.
pub const REGISTRY: &[Definition] = &[
    startup("database.host", TEXT, "/run/postgresql", "Host name, or the absolute path of a socket folder."),
    startup("database.port", count("", 1, 65_535), "5432", "Port."),
    startup("database.name", TEXT, "nocturne", "Name of the database."),
    startup(
        "database.tls",
        Kind::Choice(&["off", "verify-full"]),
        "off",
        "verify-full, or off (only for a socket folder or loopback).",
    ),
    startup(
        "database.ca_file",
        OPTIONAL,
        "",
        "Roots that the server's certificate must lead to, PEM. Needed with verify-full.",
    ),
    secret(
        "database.owner_password_file",
        "/etc/nocturne/owner.password",
        "File with the password of nocturne_owner, which only this program can read.",
    ),
    secret("database.app_password_file", "/etc/nocturne/app.password", "The same of nocturne_app."),
    secret("database.system_password_file", "/etc/nocturne/system.password", "The same of nocturne_system."),
    startup("database.app_connections", count("", 2, 200), "16", "Most connections of requests."),
    startup(
        "database.system_connections",
        count("", 4, 200),
        "12",
        "Most connections of ingest and the background loops.",
    ),
    secret(
        "keys.kek_file",
        "/etc/nocturne/kek",
        "64 hexadecimal digits that wrap every private key in the database. Make it with: openssl rand -hex 32",
    ),
    startup(
        "api.listen",
        TEXT,
        "127.0.0.1:8080",
        "gRPC, gRPC-web, REST and the console. Anything but loopback needs certificate_file and key_file.",
    ),
    startup("api.certificate_file", OPTIONAL, "", "Certificate chain of the API port, PEM."),
    Definition {
        name: "api.key_file",
        kind: OPTIONAL,
        default: "",
        description: "Private key of the API port, PEM.",
        change: Change::Startup,
        secret: true,
    },
    startup(
        "api.console_dir",
        OPTIONAL,
        "",
        "Folder to serve the console from, read at every request; for work on the console. Null is the one in the \
         program.",
    ),
    live(
        "api.sign_up",
        Kind::Boolean,
        "false",
        "Whether strangers may make an organization of their own, with themselves as its administrator.",
    ),
    live(
        "api.cors_origins",
        Kind::Origins,
        "",
        "Pages of these origins may call the API from a browser, with a bearer token and never with a cookie. Exact \
         origins, e.g. https://tools.example.org; none is the default.",
    ),
    live(
        "api.hsts_s",
        Kind::Duration { unit: TimeUnit::Seconds, least: 0, most: 63_072_000 },
        "31536000",
        "How long browsers shall insist on TLS after a visit. Said only where the API port has a certificate; 0 says \
         nothing.",
    ),
    startup("agents.listen", TEXT, "0.0.0.0:8443", "Where agents connect, always with mutual TLS."),
    startup(
        "agents.advertise",
        OPTIONAL,
        "",
        "The same as agents see it, HOST:PORT; it is part of the commands that are shown. Null is the listen address.",
    ),
    startup(
        "agents.trust_domain",
        TEXT,
        "nocturne",
        "Name of this installation in every certificate. It cannot be changed later.",
    ),
    restart(
        "agents.certificate_life_s",
        Kind::Duration { unit: TimeUnit::Seconds, least: 10, most: 31_536_000 },
        "86400",
        "How long an agent's certificate works; it is renewed at two thirds.",
    ),
    restart(
        "agents.heartbeat_s",
        Kind::Duration { unit: TimeUnit::Seconds, least: 1, most: 60 },
        "5",
        "How often agents say that they are there.",
    ),
    restart("agents.max_connections", count("", 1, 1_000_000), "10000", "Agents at once."),
    startup("health.listen", TEXT, "127.0.0.1:9090", "/healthz, /readyz and /metrics, plain HTTP."),
    restart(
        "ingest.flush_ms",
        Kind::Duration { unit: TimeUnit::Milliseconds, least: 1, most: 1_000 },
        "20",
        "Longest time a batch waits for company.",
    ),
    restart(
        "ingest.flush_samples",
        count("samples", 100, 1_000_000),
        "30000",
        "Samples after which a batch does not wait.",
    ),
    restart("ingest.writers", count("", 1, 16), "2", "Commits at the same time."),
    live(
        "limits.requests_per_second",
        count("requests/s", 1, 1_000_000),
        "50",
        "Calls that one user or API token may make in the long run, on each coordinator. A stream is one call.",
    ),
    live(
        "limits.request_burst",
        count("requests", 1, 1_000_000),
        "200",
        "Calls that one user or API token may make at once.",
    ),
    live(
        "limits.address_requests_per_second",
        count("requests/s", 1, 1_000_000),
        "100",
        "Calls without a valid credential, logins among them, that one address may make in the long run. An IPv6 \
         network of 64 bits is one address.",
    ),
    live(
        "limits.address_request_burst",
        count("requests", 1, 1_000_000),
        "400",
        "Calls without a valid credential that one address may make at once.",
    ),
    live(
        "limits.login_failures_per_minute",
        count("logins", 1, 1_000),
        "5",
        "Failed logins in a minute after which an account, and an address, has to wait.",
    ),
    restart(
        "telemetry.recent_window_s",
        Kind::Duration { unit: TimeUnit::Seconds, least: 0, most: 604_800 },
        "7200",
        "How long measurements are kept in memory; older ones are read from the database.",
    ),
    restart("telemetry.recent_max_mib", count("MiB", 0, 1_048_576), "256", "Memory for them."),
    live(
        "retention.samples_days",
        Kind::Duration { unit: TimeUnit::Days, least: 1, most: 3_650 },
        "30",
        "Whole days (UTC) that measurements are kept. What is older than a smaller number is deleted at once.",
    ),
    live(
        "retention.events_days",
        Kind::Duration { unit: TimeUnit::Days, least: 1, most: 3_650 },
        "90",
        "Whole days (UTC) that events and changes of status are kept.",
    ),
    startup("log.format", Kind::Choice(&["human", "json"]), "human", "human or json."),
    startup("log.filter", TEXT, "info", "As RUST_LOG."),
];

const fn count(unit: &'static str, least: u64, most: u64) -> Kind {
    Kind::Integer { unit, least, most }
}

const fn startup(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    description: &'static str,
) -> Definition {
    Definition { name, kind, default, description, change: Change::Startup, secret: false }
}

const fn secret(name: &'static str, default: &'static str, description: &'static str) -> Definition {
    Definition { name, kind: TEXT, default, description, change: Change::Startup, secret: true }
}

const fn restart(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    description: &'static str,
) -> Definition {
    Definition { name, kind, default, description, change: Change::Restart, secret: false }
}

const fn live(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    description: &'static str,
) -> Definition {
    Definition { name, kind, default, description, change: Change::Live, secret: false }
}
