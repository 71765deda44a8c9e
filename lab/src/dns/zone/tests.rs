use super::*;

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn zone() -> Zone {
    let records = lines(&[
        "@ NS ns",
        "@ MX 10 mail",
        "www 30 A 192.0.2.10",
        "www A 192.0.2.11",
        "alias CNAME www",
        "dangling CNAME gone",
        "away CNAME www.example.org.",
        "a.b A 192.0.2.12",
        "text TXT \"two words\" three",
        "_sip._tcp SRV 1 2 5060 sip",
        "@ CAA 0 issue \"ca.example\"",
    ]);
    Zone::parse("lab.test", &records).unwrap()
}

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

fn shown(known: &Known) -> Vec<String> {
    let (Known::Records(records) | Known::NoData(records) | Known::NoName(records)) = known;
    records.iter().map(|record| record.data.to_string()).collect()
}

#[test]
fn names_in_data_are_relative_to_the_zone() {
    assert_eq!(shown(&zone().lookup(&name("lab.test."), RecordType::MX)), ["10 mail.lab.test."]);
    assert_eq!(shown(&zone().lookup(&name("LAB.test."), RecordType::NS)), ["ns.lab.test."]);
    assert_eq!(
        shown(&zone().lookup(&name("_sip._tcp.lab.test."), RecordType::SRV)),
        ["1 2 5060 sip.lab.test."]
    );
}

#[test]
fn aliases_are_followed_inside_the_zone() {
    assert_eq!(
        shown(&zone().lookup(&name("alias.lab.test."), RecordType::A)),
        ["www.lab.test.", "192.0.2.10", "192.0.2.11"]
    );
    assert_eq!(shown(&zone().lookup(&name("alias.lab.test."), RecordType::CNAME)), ["www.lab.test."]);
    assert!(matches!(zone().lookup(&name("dangling.lab.test."), RecordType::A), Known::NoName(_)));
    assert_eq!(shown(&zone().lookup(&name("away.lab.test."), RecordType::A)), ["www.example.org."]);
}

#[test]
fn a_missing_type_is_not_a_missing_name() {
    assert!(matches!(zone().lookup(&name("www.lab.test."), RecordType::AAAA), Known::NoData(_)));
    assert!(matches!(zone().lookup(&name("b.lab.test."), RecordType::A), Known::NoData(_)));
    assert!(matches!(zone().lookup(&name("gone.lab.test."), RecordType::A), Known::NoName(_)));
}

#[test]
fn a_zone_has_a_start_of_authority() {
    let found = shown(&zone().lookup(&name("lab.test."), RecordType::SOA));

    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("ns.lab.test. hostmaster.lab.test. 1 "), "{found:?}");
}

#[test]
fn every_wrong_line_is_found() {
    let records = lines(&[
        "www A 192.0.2.300",
        "ok A 192.0.2.1",
        "x NONSENSE 1",
        "far.example.org. A 192.0.2.1",
        "$INCLUDE zone.txt",
        "x A 192.0.2.1",
        "x CNAME ok",
    ]);

    let wrong = Zone::parse("lab.test", &records).unwrap_err();

    let at: Vec<Option<usize>> = wrong.iter().map(|(index, _)| *index).collect();
    assert_eq!(at, [Some(0), Some(2), Some(3), Some(4), None], "{wrong:?}");
    assert!(Zone::parse(".", &[]).is_err());
}
