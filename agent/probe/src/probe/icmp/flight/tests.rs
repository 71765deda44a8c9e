use super::*;

const TARGET: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 9));
const ROUTER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const TIMEOUT: Duration = Duration::from_secs(1);
const RTT: Duration = Duration::from_millis(3);

#[test]
fn packets_leave_at_their_gap_and_the_last_answer_ends_the_execution() {
    let (mut flights, mut report, start) = begin(3, Mode::Raw);

    for index in 0..3 {
        let at = start + Duration::from_millis(20) * index;
        assert_eq!(flights.next_at(), Some(at));
        let outgoing = send(&mut flights, at);
        assert!(flights.poll(at).is_none());
        reply(&mut flights, &outgoing, TARGET, at + RTT);
    }

    let report = report.try_recv().unwrap();
    assert_eq!((report.sent, report.rtts), (3, vec![RTT; 3]));
    assert_idle(&flights);
}

#[test]
fn an_execution_ends_at_its_deadline_with_what_it_has() {
    let (mut flights, mut report, start) = begin(2, Mode::Raw);
    let first = send(&mut flights, start);
    send(&mut flights, start + Duration::from_millis(20));
    reply(&mut flights, &first, TARGET, start + RTT);

    assert!(flights.poll(start + TIMEOUT - Duration::from_nanos(1)).is_none());
    assert!(report.try_recv().is_err());
    assert!(flights.poll(start + TIMEOUT).is_none());

    let report = report.try_recv().unwrap();
    assert_eq!((report.sent, report.rtts), (2, vec![RTT]));
    assert_idle(&flights);
}

#[test]
fn packets_that_do_not_fit_leave_closer_together() {
    let (mut flights, _report, start) = begin(200, Mode::Raw);

    let mut last = start;
    while flights.executions[&0].packets.len() < 200 {
        last = flights.next_at().unwrap();
        send(&mut flights, last);
    }

    assert!(last <= start + TIMEOUT / 2);
}

#[test]
fn an_answer_from_elsewhere_or_with_another_token_or_twice_is_ignored() {
    let (mut flights, mut report, start) = begin(1, Mode::Raw);
    let outgoing = send(&mut flights, start);

    reply(&mut flights, &outgoing, ROUTER, start + RTT);
    let forged = Message::Reply { label: outgoing.label, payload: &[0; 56] };
    flights.received(&forged, TARGET, start + RTT);
    let short = Message::Reply { label: outgoing.label, payload: &outgoing.token[..15] };
    flights.received(&short, TARGET, start + RTT);
    assert!(report.try_recv().is_err());

    reply(&mut flights, &outgoing, TARGET, start + RTT * 2);
    reply(&mut flights, &outgoing, TARGET, start + RTT * 3);
    assert_eq!(report.try_recv().unwrap().rtts, [RTT * 2]);
}

#[test]
fn an_error_ends_the_wait_and_names_its_sender() {
    let (mut flights, mut report, start) = begin(1, Mode::Raw);
    let outgoing = send(&mut flights, start);
    let error = |payload| Message::Error {
        target: TARGET,
        label: outgoing.label,
        payload,
        complaint: "host unreachable",
    };

    flights.received(&error(&[0; 16]), ROUTER, start + RTT);
    assert!(report.try_recv().is_err(), "quotes somebody else's request");
    flights.received(&error(&[]), ROUTER, start + RTT);

    let report = report.try_recv().unwrap();
    assert_eq!(report.complaint.as_deref(), Some("192.0.2.1 says: host unreachable"));
    assert_eq!((report.sent, report.rtts), (1, vec![]));
    assert_idle(&flights);
}

#[test]
fn a_datagram_reply_is_found_by_its_sequence() {
    let (mut flights, mut report, start) = begin(1, Mode::Datagram);
    let outgoing = send(&mut flights, start);
    assert_eq!(outgoing.label.identifier, 0);

    let label = Label { identifier: 0x4242, ..outgoing.label };
    flights.received(&Message::Reply { label, payload: &outgoing.token }, TARGET, start + RTT);

    assert_eq!(report.try_recv().unwrap().rtts, [RTT]);
}

#[test]
fn requests_to_one_target_never_share_a_label() {
    let mut flights = Flights::new(1);
    let start = Instant::now();
    let mut reports = Vec::new();
    for _execution in 0..5_000 {
        let (request, report) = request(20);
        flights.begin(request, Mode::Raw, start);
        reports.push(report);
    }

    let mut labels = std::collections::HashSet::new();
    while let Some(outgoing) = flights.poll(start + TIMEOUT) {
        assert!(labels.insert(outgoing.label));
        flights.sent(&outgoing, Ok(start), start);
    }

    assert_eq!(labels.len(), 100_000);
}

#[test]
fn labels_that_run_out_are_this_hosts_fault() {
    let mut flights = Flights::new(1);
    let start = Instant::now();
    let mut reports = Vec::new();
    for _execution in 0..65_537 {
        let (request, report) = request(1);
        flights.begin(request, Mode::Datagram, start);
        reports.push(report);
    }

    while let Some(outgoing) = flights.poll(start) {
        flights.sent(&outgoing, Ok(start), start);
    }

    let ended: Vec<Report> = reports.iter_mut().filter_map(|report| report.try_recv().ok()).collect();
    assert!(matches!(&ended[..], [Report { fault: Some(Fault::NothingSent), .. }]));
}

#[test]
fn a_full_send_buffer_is_tried_again_until_the_deadline() {
    let (mut flights, mut report, start) = begin(1, Mode::Raw);
    let mut tries = 0;
    while let Some(at) = flights.next_at() {
        let Some(outgoing) = flights.poll(at) else { continue };
        flights.sent(&outgoing, Err(io::ErrorKind::WouldBlock.into()), at);
        tries += 1;
    }

    assert_eq!(tries, 1_000);
    assert!(flights.next_at().is_none_or(|at| at >= start + TIMEOUT));
    assert!(matches!(report.try_recv().unwrap().fault, Some(Fault::NothingSent)));
}

#[test]
fn a_packet_that_cannot_leave_ends_the_execution() {
    let (mut flights, mut report, start) = begin(3, Mode::Raw);
    let outgoing = flights.poll(start).unwrap();

    flights.sent(&outgoing, Err(io::ErrorKind::NetworkUnreachable.into()), start);

    assert!(matches!(report.try_recv().unwrap().fault, Some(Fault::Send(_))));
    assert_idle(&flights);
}

fn request(packets: u32) -> (Request, oneshot::Receiver<Report>) {
    let (reply, report) = oneshot::channel();
    let spec = IcmpSpec { packets, ..IcmpSpec::default() };
    let request = Request::new(&spec, TARGET, Instant::now() + TIMEOUT * 100, reply);
    (request, report)
}

fn begin(packets: u32, mode: Mode) -> (Flights, oneshot::Receiver<Report>, Instant) {
    let mut flights = Flights::new(7);
    let start = Instant::now();
    let (mut request, report) = request(packets);
    request.deadline = start + TIMEOUT;
    flights.begin(request, mode, start);
    (flights, report, start)
}

fn send(flights: &mut Flights, at: Instant) -> Outgoing {
    let outgoing = flights.poll(at).expect("a packet is due");
    flights.sent(&outgoing, Ok(at), at);
    outgoing
}

fn reply(flights: &mut Flights, to: &Outgoing, from: IpAddr, at: Instant) {
    let mut payload = to.token.to_vec();
    payload.resize(56, 0);
    flights.received(&Message::Reply { label: to.label, payload: &payload }, from, at);
}

fn assert_idle(flights: &Flights) {
    assert!(
        flights.executions.is_empty() && flights.waiting.is_empty() && flights.timers.is_empty(),
        "{flights:?}"
    );
}
