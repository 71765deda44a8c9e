//! Names by content: what a name stands for never changes, so a browser may keep it for ever.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

/// Addresses of everything but the page begin with this.
pub const FOLDER: &str = "assets/";
/// Hexadecimal digits of SHA-256 in a name. Two contents of one name that share 48 bits do not happen by accident.
const DIGITS: usize = 12;

/// What is served.
#[derive(Debug)]
pub struct Site {
    /// Content by path, relative to the root.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What a browser fetches before the console is there: the page and all that it names.
    pub first_load: BTreeSet<String>,
}

/// Gives each file its name and puts these names into the page, which names them `/assets/NAME`. A web manifest names
/// others in the same way.
///
/// # Errors
///
/// A file is named that is not there.
pub fn site(page: &str, files: Vec<(String, Vec<u8>)>) -> anyhow::Result<Site> {
    let mut site = Site { files: BTreeMap::new(), first_load: BTreeSet::new() };
    let mut named = BTreeMap::new();
    let (manifests, others): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(name, _)| name.ends_with(".webmanifest"));
    for (name, bytes) in others {
        add(&mut site, &mut named, name, bytes);
    }
    for (name, bytes) in manifests {
        let (text, _) = link(&name, std::str::from_utf8(&bytes)?, &named)?;
        add(&mut site, &mut named, name, text.into_bytes());
    }
    let (page, used) = link("index.html", page, &named)?;
    site.first_load = used;
    site.first_load.insert("index.html".to_owned());
    site.files.insert("index.html".to_owned(), page.into_bytes());
    Ok(site)
}

fn add(site: &mut Site, named: &mut BTreeMap<String, String>, name: String, bytes: Vec<u8>) {
    let path = format!("{FOLDER}{}", name_of(&name, &bytes));
    site.files.insert(path.clone(), bytes);
    named.insert(name, path);
}

/// `console.js` becomes `console-0123456789ab.js`.
fn name_of(name: &str, bytes: &[u8]) -> String {
    let mut hash = hex::encode(Sha256::digest(bytes));
    hash.truncate(DIGITS);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

/// The text with the addresses that the named files have, and which of them it names.
fn link(
    file: &str,
    text: &str,
    named: &BTreeMap<String, String>,
) -> anyhow::Result<(String, BTreeSet<String>)> {
    let mark = format!("\"/{FOLDER}");
    let mut parts = text.split(mark.as_str());
    let mut linked = parts.next().unwrap_or_default().to_owned();
    let mut used = BTreeSet::new();
    for part in parts {
        let (name, rest) = part.split_once('"').with_context(|| format!("{file}: a quote does not end"))?;
        let Some(path) = named.get(name) else {
            let known: Vec<&str> = named.keys().map(String::as_str).collect();
            bail!("{file} names /{FOLDER}{name}, which is not made; there are: {}", known.join(", "));
        };
        used.insert(path.clone());
        linked.push_str(&format!("\"/{path}\"{rest}"));
    }
    Ok((linked, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_the_content() {
        let one = name_of("console.js", b"one");
        let two = name_of("console.js", b"two");

        assert_ne!(one, two);
        assert_eq!(one, name_of("console.js", b"one"));
        assert_eq!(one, "console-7692c3ad3540.js");
        assert_eq!(name_of("LICENSE", b"one"), "LICENSE-7692c3ad3540");
    }

    #[test]
    fn the_page_names_what_is_there() {
        let page = r#"<script src="/assets/a.js" data-wasm="/assets/b.wasm"></script><a href="/api/docs">"#;
        let files = ["a.js", "b.wasm", "unused.svg"].map(|name| (name.to_owned(), name.as_bytes().to_vec()));

        let site = site(page, files.into()).unwrap();

        let a = format!("assets/{}", name_of("a.js", b"a.js"));
        let b = format!("assets/{}", name_of("b.wasm", b"b.wasm"));
        let page = String::from_utf8(site.files["index.html"].clone()).unwrap();
        assert_eq!(page, format!(r#"<script src="/{a}" data-wasm="/{b}"></script><a href="/api/docs">"#));
        assert_eq!(site.files.len(), 4);
        assert_eq!(site.first_load, BTreeSet::from([a, b, "index.html".to_owned()]));
    }

    #[test]
    fn a_manifest_names_others_and_has_a_name_itself() {
        let icon = ("icon.svg".to_owned(), b"<svg/>".to_vec());
        let manifest = ("a.webmanifest".to_owned(), br#"{"src": "/assets/icon.svg"}"#.to_vec());

        let site = site(r#"<link href="/assets/a.webmanifest">"#, vec![manifest, icon]).unwrap();

        let text = format!(r#"{{"src": "/assets/{}"}}"#, name_of("icon.svg", b"<svg/>"));
        let path = format!("assets/{}", name_of("a.webmanifest", text.as_bytes()));
        assert_eq!(site.files[&path], text.as_bytes());
        assert!(site.first_load.contains(&path));
    }

    #[test]
    fn a_name_that_is_not_made_is_refused() {
        let error = site(r#"<link href="/assets/nothing.css">"#, Vec::new()).unwrap_err().to_string();

        assert!(error.contains("/assets/nothing.css"), "{error}");
    }
}
