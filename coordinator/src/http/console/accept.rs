//! What a caller would take (RFC 9110 §12.5, §13.1.2).

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, ACCEPT_ENCODING, IF_NONE_MATCH},
};

use super::file::Coding;

/// Whether this coding may be sent. Without the header only what is not coded.
pub(super) fn coding(headers: &HeaderMap, coding: Coding) -> bool {
    let Some(name) = coding.name() else { return true };
    let offers = offers(headers, &ACCEPT_ENCODING);
    let of = |wanted: &str| offers.iter().find(|offer| offer.name == wanted).map(|offer| offer.welcome);
    of(name).or_else(|| of("*")).unwrap_or(false)
}

/// Whether a page may be sent. Without the header anything may.
pub(super) fn html(headers: &HeaderMap) -> bool {
    let offers = offers(headers, &ACCEPT);
    let of = |wanted: &str| offers.iter().find(|offer| offer.name == wanted).map(|offer| offer.welcome);
    of("text/html").or_else(|| of("text/*")).or_else(|| of("*/*")).unwrap_or(offers.is_empty())
}

/// Whether the caller holds the variant with this tag.
pub(super) fn has_it(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    let Ok(own) = etag.to_str().map(opaque) else { return false };
    elements(headers, &IF_NONE_MATCH).any(|held| held == "*" || opaque(held) == own)
}

/// One element of a list, in lower case.
struct Offer {
    name: String,
    /// False for a weight of 0, or one that cannot be read.
    welcome: bool,
}

fn offers(headers: &HeaderMap, name: &HeaderName) -> Vec<Offer> {
    elements(headers, name).map(Offer::read).collect()
}

fn elements<'h>(headers: &'h HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'h str> {
    let texts = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).map(str::trim).filter(|element| !element.is_empty())
}

impl Offer {
    fn read(element: &str) -> Self {
        let mut parts = element.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case("q").then(|| value.trim().parse::<f32>().unwrap_or(0.0))
        });
        Self { name, welcome: weight.is_none_or(|weight| weight > 0.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn codings_are_sent_to_whoever_names_them_and_does_not_refuse_them() {
        let cases = [
            ("gzip, deflate, br, zstd", true, true),
            ("BR;q=0.1", true, false),
            ("br;q=0, gzip;q=1.0", false, true),
            ("*", true, true),
            ("*;q=0", false, false),
            ("gzip;q=0, *", true, false),
            ("gzip;q=nonsense", false, false),
            ("identity", false, false),
            ("", false, false),
        ];
        for (value, brotli, gzip) in cases {
            let asked = header(ACCEPT_ENCODING, value);
            assert_eq!(coding(&asked, Coding::Brotli), brotli, "{value}");
            assert_eq!(coding(&asked, Coding::Gzip), gzip, "{value}");
            assert!(coding(&asked, Coding::Identity), "{value}");
        }
        assert!(!coding(&HeaderMap::new(), Coding::Brotli));
    }

    #[test]
    fn pages_are_for_whoever_takes_html() {
        let cases = [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("*/*", true),
            ("text/*;q=0.1", true),
            ("text/html;q=0, */*", false),
            ("application/json", false),
            ("image/avif,image/webp,image/png", false),
        ];
        for (value, want) in cases {
            assert_eq!(html(&header(ACCEPT, value)), want, "{value}");
        }
        assert!(html(&HeaderMap::new()));
    }

    #[test]
    fn a_tag_is_found_in_a_list_weak_or_strong() {
        let etag = HeaderValue::from_static("\"abc\"");

        for held in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            assert!(has_it(&header(IF_NONE_MATCH, held), &etag), "{held}");
        }
        for other in ["\"abcd\"", "abc", ""] {
            assert!(!has_it(&header(IF_NONE_MATCH, other), &etag), "{other}");
        }
    }
}
