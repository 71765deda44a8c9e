//! Names of sites, as agents have them.

use nocturne_proto::api::v1::Agent;

use crate::table::natural_compare;

/// Every site that has an agent, by name.
#[must_use]
pub fn sites(agents: &[Agent]) -> Vec<String> {
    let all =
        crate::order::set(agents.iter().map(|agent| agent.site.as_str()).filter(|site| !site.is_empty()));
    let mut all: Vec<String> = all.into_iter().map(str::to_owned).collect();
    crate::order::sort_by(&mut all, |a, b| natural_compare(a, b));
    all
}

/// At most `limit` sites that may be meant by what was typed: those that begin with it, then those that contain it. The
/// one that was typed in full is not among them.
#[must_use]
pub fn sites_like(all: &[String], typed: &str, limit: usize) -> Vec<String> {
    let typed = typed.trim().to_lowercase();
    let begins = all.iter().filter(|site| site.starts_with(&typed));
    let contains = all.iter().filter(|site| !site.starts_with(&typed) && site.contains(&typed));
    begins.chain(contains).filter(|site| **site != typed).take(limit).cloned().collect()
}

/// A site that differs from what was typed by one letter or by `-`: a slip would make another site.
#[must_use]
pub fn similar_site<'a>(all: &'a [String], typed: &str) -> Option<&'a str> {
    let typed = typed.trim();
    if typed.chars().count() < 3 || all.iter().any(|site| site == typed) {
        return None;
    }
    all.iter().map(String::as_str).find(|site| is_slip(site, typed))
}

fn is_slip(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.replace(['-', '_', ' ', '.'], "").to_lowercase();
    let (a, b): (Vec<char>, Vec<char>) = (plain(a).chars().collect(), plain(b).chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let same_at_end =
        |short: &[char], long: &[char]| short.iter().rev().zip(long.iter().rev()).all(|(a, b)| a == b);
    match long.len() - short.len() {
        // Numbers tell sites apart: `ams1` and `ams2` are no slip of one another.
        0 if same < short.len() => {
            let digits = [short.get(same), long.get(same)].into_iter().flatten().all(char::is_ascii_digit);
            !digits
                && same_at_end(
                    short.get(same + 1..).unwrap_or_default(),
                    long.get(same + 1..).unwrap_or_default(),
                )
        }
        0 => true,
        1 => {
            let digit = long.get(same).is_some_and(char::is_ascii_digit);
            !digit
                && same_at_end(
                    short.get(same..).unwrap_or_default(),
                    long.get(same + 1..).unwrap_or_default(),
                )
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<String> {
        let agent = |site: &str| Agent { site: site.to_owned(), ..Agent::default() };
        sites(&[agent("fra-10"), agent("ams"), agent("fra-2"), agent("ams"), agent("")])
    }

    #[test]
    fn each_site_once_in_the_order_of_people() {
        assert_eq!(all(), ["ams", "fra-2", "fra-10"]);
    }

    #[test]
    fn what_begins_with_the_text_comes_before_what_contains_it() {
        let sites = ["big-fra", "fra-2"].map(str::to_owned);

        assert_eq!(sites_like(&sites, "FRA", 9), ["fra-2", "big-fra"]);
        assert_eq!(sites_like(&all(), "", 2), ["ams", "fra-2"]);
        assert_eq!(sites_like(&all(), "ams", 9), [] as [&str; 0]);
    }

    #[test]
    fn a_slip_is_noticed_and_another_number_is_none() {
        for (typed, want) in [
            ("amss", Some("ams")),
            ("am", None),
            ("ams", None),
            ("fra2", Some("fra-2")),
            ("fra-3", None),
            ("fra-20", None),
            ("anz", None),
            ("ans", Some("ams")),
            ("lon", None),
        ] {
            assert_eq!(similar_site(&all(), typed), want, "{typed}");
        }
    }
}
