//! Writes the table of the console's files, so that the program carries them.
//!
//! `cargo run -p xtask -- web` makes them; without them the table is empty and the program says so where the console
//! would be. Only this package is built again when they change.

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::{Path, PathBuf},
};

/// Where the console is built, seen from this package.
const DIST: &str = "../../web/dist";
/// What compressed siblings end with.
const COMPRESSED: [&str; 2] = [".br", ".gz"];

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = manifest.join(DIST);
    // A path that is not there would be rebuilt for at every build; an empty folder can be watched.
    fs::create_dir_all(&dist).ok();
    println!("cargo::rerun-if-changed={}", dist.display());

    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // What is embedded is a copy: the console may be built again while the compiler reads.
    let copy = out.join("console");
    fs::remove_dir_all(&copy).ok();
    let mut paths = BTreeSet::new();
    if dist.join("index.html").is_file() {
        copy_all(&dist, &copy, "", &mut paths)?;
    }
    #[expect(clippy::disallowed_methods, reason = "nobody reads it before this program ends")]
    fs::write(out.join("console.rs"), table(&copy, &paths))
}

/// Copies a folder; `paths` are those of its files, relative and with slashes.
fn copy_all(from: &Path, to: &Path, prefix: &str, paths: &mut BTreeSet<String>) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry
            .file_name()
            .into_string()
            .map_err(|name| io::Error::other(format!("{} is not UTF-8", name.display())))?;
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &to.join(&name), &format!("{path}/"), paths)?;
        } else {
            fs::copy(entry.path(), to.join(&name))?;
            paths.insert(path);
        }
    }
    Ok(())
}

fn table(folder: &Path, paths: &BTreeSet<String>) -> String {
    let is_sibling = |path: &String| {
        COMPRESSED.iter().any(|end| path.strip_suffix(end).is_some_and(|raw| paths.contains(raw)))
    };
    let bytes = |path: &str| format!("include_bytes!({:?})", folder.join(path));
    let sibling = |path: &str| match paths.contains(path) {
        true => format!("Some({})", bytes(path)),
        false => "None".to_owned(),
    };
    let rows = paths.iter().filter(|path| !is_sibling(path)).map(|path| {
        format!(
            "    EmbeddedFile {{ path: {path:?}, raw: {}, brotli: {}, gzip: {} }},\n",
            bytes(path),
            sibling(&format!("{path}.br")),
            sibling(&format!("{path}.gz")),
        )
    });
    format!("&[\n{}]\n", rows.collect::<String>())
}
