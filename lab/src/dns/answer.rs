//! Questions to answers, without a socket.

use std::{net::Ipv4Addr, time::Duration};

use hickory_proto::{
    op::{Edns, Message, MessageType, Metadata, OpCode, Query, ResponseCode},
    rr::{
        DNSClass, Name, RData, Record, RecordType,
        rdata::{A, TXT},
    },
};

use super::{
    Transport,
    zone::{Known, Zone},
};
use crate::fault::Fail;

/// Largest datagram without EDNS (RFC 1035 §4.2.1).
const MIN_DATAGRAM: u16 = 512;
/// Largest datagram that is sent, whatever the client takes: fits every path (DNS flag day 2020).
const MAX_DATAGRAM: u16 = 1_232;
/// Longest wait of `delay-MS`.
const MAX_DELAY_MS: u64 = 60_000;
/// Seconds an answer of a name that behaves may be kept.
const TTL: u32 = 0;

/// What is sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Now(Vec<u8>),
    After(Duration, Vec<u8>),
    Never,
}

/// What a name that behaves asks for.
#[derive(Debug, PartialEq, Eq)]
enum Behaviour {
    Code(ResponseCode),
    Silent,
    Big,
    Delay(Duration),
}

/// Answers a question as the zones say, or as a fault does.
pub(super) fn reply(zones: &[Zone], question: &[u8], transport: Transport, fail: Option<Fail>) -> Reply {
    let request = match Message::from_vec(question) {
        Ok(request) if request.metadata.message_type == MessageType::Query => request,
        // An answer to an answer could go on for ever.
        Ok(_) => return Reply::Never,
        Err(_) => return malformed(question),
    };
    let mut response = Message::new(request.metadata.id, MessageType::Response, request.metadata.op_code);
    response.metadata = Metadata::response_from_request(&request.metadata);
    if request.edns.is_some() {
        let mut edns = Edns::new();
        edns.set_max_payload(MAX_DATAGRAM).set_version(0);
        response.set_edns(edns);
    }
    let limit = match transport {
        Transport::Udp => request.max_payload().clamp(MIN_DATAGRAM, MAX_DATAGRAM),
        Transport::Tcp => u16::MAX,
    };
    let wait = fill(zones, &request, fail, &mut response);
    match (encoded(&response, limit), wait) {
        (Some(answer), Ok(Duration::ZERO)) => Reply::Now(answer),
        (Some(answer), Ok(wait)) => Reply::After(wait, answer),
        (None, _) | (_, Err(Silence)) => Reply::Never,
    }
}

/// The name is silent.
struct Silence;

/// Writes the answer and says how long to wait with it.
fn fill(
    zones: &[Zone],
    request: &Message,
    fail: Option<Fail>,
    response: &mut Message,
) -> Result<Duration, Silence> {
    let code = |response: &mut Message, code| {
        response.metadata.response_code = code;
        Ok(Duration::ZERO)
    };
    if request.metadata.op_code != OpCode::Query {
        return code(response, ResponseCode::NotImp);
    }
    let [query] = request.queries.as_slice() else {
        return code(response, ResponseCode::FormErr);
    };
    response.add_query(query.clone());
    if request.edns.as_ref().is_some_and(|edns| edns.version() > 0) {
        return code(response, ResponseCode::BADVERS);
    }
    if fail == Some(Fail::Servfail) {
        return code(response, ResponseCode::ServFail);
    }
    let zone = zones.iter().filter(|zone| zone.origin().zone_of(&query.name));
    // Of two zones, one below the other, the lower knows.
    let zone = zone.max_by_key(|zone| zone.origin().num_labels());
    let Some(zone) = zone.filter(|_| matches!(query.query_class, DNSClass::IN | DNSClass::ANY)) else {
        return code(response, ResponseCode::Refused);
    };
    response.metadata.authoritative = true;
    if fail == Some(Fail::Nxdomain) {
        response.add_authority(zone.soa().clone());
        return code(response, ResponseCode::NXDomain);
    }
    match behaviour(zone.origin(), &query.name) {
        Some(Behaviour::Silent) => Err(Silence),
        Some(Behaviour::Code(refused)) => {
            response.metadata.authoritative = false;
            code(response, refused)
        }
        Some(Behaviour::Big) => {
            answer_if(response, zone, query, RecordType::TXT, big());
            Ok(Duration::ZERO)
        }
        Some(Behaviour::Delay(wait)) => {
            answer_if(response, zone, query, RecordType::A, RData::A(A(Ipv4Addr::LOCALHOST)));
            Ok(wait)
        }
        None => {
            from_zone(response, zone, query);
            Ok(Duration::ZERO)
        }
    }
}

fn from_zone(response: &mut Message, zone: &Zone, query: &Query) {
    match zone.lookup(&query.name, query.query_type) {
        Known::Records(records) => {
            response.add_answers(records);
        }
        Known::NoData(chain) => {
            response.add_answers(chain).add_authority(zone.soa().clone());
        }
        Known::NoName(chain) => {
            response.add_answers(chain).add_authority(zone.soa().clone());
            response.metadata.response_code = ResponseCode::NXDomain;
        }
    }
}

fn answer_if(response: &mut Message, zone: &Zone, query: &Query, has: RecordType, data: RData) {
    if query.query_type == has || query.query_type == RecordType::ANY {
        response.add_answer(Record::from_rdata(query.name.clone(), TTL, data));
    } else {
        response.add_authority(zone.soa().clone());
    }
}

/// 4 KB of text, which no datagram takes.
fn big() -> RData {
    let piece = |index: usize| format!("{index:03} {}", "nocturne ".repeat(27));
    RData::TXT(TXT::new((0..16).map(piece).collect()))
}

fn behaviour(origin: &Name, name: &Name) -> Option<Behaviour> {
    if name.num_labels() != origin.num_labels().saturating_add(1) {
        return None;
    }
    let label = name.iter().next()?.to_ascii_lowercase();
    match label.as_slice() {
        b"servfail" => Some(Behaviour::Code(ResponseCode::ServFail)),
        b"refused" => Some(Behaviour::Code(ResponseCode::Refused)),
        b"silent" => Some(Behaviour::Silent),
        b"big" => Some(Behaviour::Big),
        other => {
            let ms: u64 = std::str::from_utf8(other.strip_prefix(b"delay-")?).ok()?.parse().ok()?;
            Some(Behaviour::Delay(Duration::from_millis(ms.min(MAX_DELAY_MS))))
        }
    }
}

/// The message; beyond `limit` only its beginning, with the bit that says so.
fn encoded(response: &Message, limit: u16) -> Option<Vec<u8>> {
    let whole = response.to_vec().ok()?;
    if whole.len() <= usize::from(limit) { Some(whole) } else { response.truncate().to_vec().ok() }
}

/// What is no message is answered when at least its number can be read.
fn malformed(question: &[u8]) -> Reply {
    let [high, low, flags, ..] = question else { return Reply::Never };
    let is_response = flags & 0x80 != 0;
    if is_response || question.len() < 12 {
        return Reply::Never;
    }
    let error = Message::error_msg(u16::from_be_bytes([*high, *low]), OpCode::Query, ResponseCode::FormErr);
    error.to_vec().map_or(Reply::Never, Reply::Now)
}
