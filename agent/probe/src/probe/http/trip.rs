//! The way from the first request to the last answer.

use std::{
    collections::BTreeSet,
    net::{IpAddr, SocketAddr},
    time::Instant,
};

use http::{HeaderMap, HeaderValue, StatusCode, Version, header};
use hyper::{Response, body::Incoming};
use nocturne_shared::{check::HttpSpec, outcome::Reason, target::Target};
use tokio::net::TcpStream;
use url::Url;

use super::{
    body::{self, Body, content_length},
    certificate::Facts,
    exchange::{Reply, Stream, exchange},
    expect,
    phase::{Phase, Phases},
    redirect::{Ask, is_redirect},
    tls::handshake,
    trust::Trust,
};
use crate::probe::{measurement::Finding, reach::Reach, tcp};

/// What every execution shares.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) reach: &'a Reach,
    pub(super) trust: &'a Trust,
    pub(super) spec: &'a HttpSpec,
    pub(super) deadline: Instant,
}

/// What is known so far. It outlives the requests, so that what was measured before a timeout is there.
#[derive(Debug)]
pub(super) struct Trip {
    pub(super) phases: Phases,
    /// Every request with what came of it.
    pub(super) hops: Vec<String>,
    /// Where the last request goes to.
    pub(super) address: Option<IpAddr>,
    pub(super) answer: Option<Answer>,
    pub(super) n_body_bytes: Option<u64>,
    pub(super) facts: Option<Facts>,
    pub(super) overlooked: Option<String>,
    /// Whether the body decided against the target.
    pub(super) body_failed: bool,
    pub(super) n_redirects: u32,
}

/// The head of the last answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) version: Version,
    pub(super) headers: HeaderMap,
    pub(super) is_tls: bool,
}

impl Trip {
    pub(super) fn new() -> Self {
        Self {
            phases: Phases::new(),
            hops: Vec::new(),
            address: None,
            answer: None,
            n_body_bytes: None,
            facts: None,
            overlooked: None,
            body_failed: false,
            n_redirects: 0,
        }
    }

    /// Asks, follows, reads and compares. `Err` is why the target is not as expected.
    pub(super) async fn make(&mut self, means: Means<'_>, url: &Url) -> Result<(), Finding> {
        let Means { spec, trust, .. } = means;
        let mut ask = Ask::first(spec, url);
        let mut asked = BTreeSet::new();
        let (mut reply, status) = loop {
            asked.insert((ask.method.as_str(), ask.url.clone()));
            let reply = self.ask(means, &ask, url).await?;
            let status = reply.response.status().as_u16();
            // An expected redirect is what the check is about.
            if !is_redirect(status) || spec.expected_statuses.contains(status) {
                break (reply, status);
            }
            let next = self.redirect(spec, &ask, &reply)?;
            if asked.contains(&(next.method.as_str(), next.url.clone())) {
                return Err(Finding::failure(Reason::HttpRedirect, "the redirects lead in a circle"));
            }
            self.n_redirects += 1;
            ask = next;
        };
        let body = self.read(spec, &ask, &mut reply).await;
        let length = content_length(reply.response.headers());
        drop(reply);
        expect::status(spec, status)?;
        let body = body?;
        expect::size(spec, &body, length)?;
        if expect::wants_body(spec) {
            let verdict = expect::body(spec, body.bytes).await;
            self.body_failed = verdict.as_ref().is_err_and(|finding| finding.reason == Reason::HttpBody);
            verdict?;
        }
        expect::remaining(spec, self.facts.as_ref(), trust.clock.now())
    }

    /// One request, until the head of its answer is there.
    async fn ask(&mut self, means: Means<'_>, ask: &Ask, first: &Url) -> Result<Reply, Finding> {
        self.answer = None;
        self.hops.push(format!("{} {}", ask.method.as_str(), brief(&ask.url)));
        let stream = self.connect(means, &ask.url).await?;
        let is_tls = ask.url.scheme() == "https";
        let stream: Box<dyn Stream> = if is_tls {
            Box::new(self.encrypt(means, &ask.url, first, stream).await?)
        } else {
            Box::new(stream)
        };
        let first_byte = self.phases.await_answer();
        let exchanged = exchange(ask, stream, first_byte, "waiting for the answer").await;
        self.phases.settle();
        let reply = exchanged?;
        let response = &reply.response;
        if let Some(hop) = self.hops.last_mut() {
            hop.push_str(&came_back(ask, response));
        }
        self.answer = Some(Answer {
            status: response.status(),
            version: response.version(),
            headers: response.headers().clone(),
            is_tls,
        });
        Ok(reply)
    }

    async fn connect(&mut self, means: Means<'_>, url: &Url) -> Result<TcpStream, Finding> {
        let Means { reach, deadline, .. } = means;
        let (Some(host), Some(port)) = (Target::Url(url.clone()).host(), url.port_or_known_default()) else {
            return Err(Finding::failure(Reason::HttpRedirect, format!("{} names no host", brief(url))));
        };
        self.phases.begin(Phase::Resolve);
        let addresses = reach.addresses(&host, deadline).await?;
        if matches!(host, Target::Name(_)) {
            self.phases.end();
        }
        let mut finding = Finding::failure(Reason::DnsFailed, format!("{host} has no address"));
        for address in addresses {
            let address = reach.admit(address)?;
            self.address = Some(address);
            self.phases.begin(Phase::Connect);
            match tcp::connect(SocketAddr::new(address, port), deadline).await {
                Ok(stream) => {
                    self.phases.end();
                    return Ok(stream);
                }
                // A host without this address family still reaches the target by the other one.
                Err(other) if other.reason == Reason::LocalNetwork => finding = other,
                Err(other) => return Err(other),
            }
        }
        Err(finding)
    }

    async fn encrypt(
        &mut self,
        means: Means<'_>,
        url: &Url,
        first: &Url,
        stream: TcpStream,
    ) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Finding> {
        let own = Target::Url(url.clone()).host().map(|host| host.to_string()).unwrap_or_default();
        let given = &means.spec.tls_server_name;
        // The name is for the host of the check, not for where that leads.
        let name = if given.is_empty() || url.host() != first.host() { own } else { given.clone() };
        self.phases.begin(Phase::Tls);
        let shaken = handshake(means.trust, means.spec, &name, stream).await;
        if let Some(facts) = shaken.facts
            && self.facts.as_ref().is_none_or(|before| facts.earliest_end < before.earliest_end)
        {
            self.facts = Some(facts);
        }
        self.overlooked = shaken.overlooked.or(self.overlooked.take());
        let stream = shaken.stream?;
        self.phases.end();
        Ok(stream)
    }

    /// The request that follows on a redirect.
    fn redirect(&mut self, spec: &HttpSpec, ask: &Ask, reply: &Reply) -> Result<Ask, Finding> {
        self.phases.end();
        let status = reply.response.status().as_u16();
        let wrong = |why: String| Finding::failure(Reason::HttpRedirect, why);
        let next = ask
            .follow(status, location(reply.response.headers()))
            .map_err(|why| wrong(format!("redirect {status} leads nowhere: {why}")))?;
        if self.n_redirects >= spec.max_redirects {
            let why = format!(
                "redirect {status} to {} is one more than the {} the check follows",
                brief(&next.url),
                spec.max_redirects
            );
            return Err(wrong(why));
        }
        Ok(next)
    }

    async fn read(&mut self, spec: &HttpSpec, ask: &Ask, reply: &mut Reply) -> Result<Body, Finding> {
        let host = ask.url.host_str().unwrap_or_default();
        let body = body::read(reply, spec.max_body_bytes, expect::wants_body(spec), host, "reading the body")
            .await?;
        self.phases.end();
        self.n_body_bytes = Some(body.n_bytes);
        Ok(body)
    }
}

/// What an answer is, and where it leads, without what a location may hold besides.
fn came_back(ask: &Ask, response: &Response<Incoming>) -> String {
    let status = response.status().as_u16();
    match ask.follow(status, location(response.headers())) {
        Ok(next) if is_redirect(status) => format!(" → {status} to {}", brief(&next.url)),
        _ => format!(" → {status}"),
    }
}

fn location(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get(header::LOCATION).map(HeaderValue::as_bytes)
}

/// A URL short enough to be shown among others.
fn brief(url: &Url) -> String {
    const MOST: usize = 160;
    let text = url.as_str();
    if text.len() <= MOST {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(MOST).collect::<String>())
    }
}
