//! Builds the console into one folder of files that a coordinator can serve as they are.
//!
//! Compile, bind, name by content, compress, install. The same sources give the same bytes, and files that would stay
//! the same are not touched: the coordinator's program embeds them and is built again when their times change.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, bail};
use clap::Args;

use crate::tree;

mod assets;
mod compile;
mod install;
mod pack;
mod report;
mod stamp;
mod styles;

use assets::Site;
use pack::Effort;

/// Most that the first load may weigh after brotli, in bytes.
const BUDGET: usize = 800_000;
/// What it should weigh: goal W1 of the performance goals.
const GOAL: usize = 600_000;

/// What `xtask web` takes.
#[derive(Args)]
pub struct WebArgs {
    /// Build quickly, with names in backtraces, uncompressed and without a budget.
    #[arg(long)]
    dev: bool,
    /// Folder for the files; relative to the current one. The program of the coordinator embeds the default.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Folder of a cargo and a rustc without a standard library for browsers: it is compiled from their sources.
    #[arg(long, env = "NOCTURNE_WASM_TOOLCHAIN", value_name = "DIR")]
    toolchain: Option<PathBuf>,
    /// Do not fail when the first load is above its budget.
    #[arg(long)]
    any_size: bool,
    /// Print nothing when nothing changed.
    #[arg(long)]
    quiet: bool,
}

/// Builds the console.
///
/// # Errors
///
/// What did not compile or is missing; the former files stay then. Or that the first load is above its budget.
pub fn run(args: &WebArgs) -> anyhow::Result<()> {
    let begun = Instant::now();
    let web = tree::root().join("web");
    let out = match &args.out {
        Some(out) => std::path::absolute(out)?,
        None => web.join("dist"),
    };
    let compiled = compile::compile(args.dev, args.toolchain.as_deref())?;
    let stamp = stamp::Stamp::of(&web, &compiled, args.dev, &out)?;
    if let Some(first) = stamp.holds() {
        if !args.quiet {
            println!("console: nothing changed in {}", out.display());
        }
        return judge(args, first);
    }

    let site = site(&web, &compiled)?;
    let packed = pack::pack(site.files, if args.dev { Effort::None } else { Effort::Most })?;
    let first = report::first_load(&packed, &site.first_load);
    print!("{}", report::table(&packed, &site.first_load));
    if !args.dev {
        println!("{}", report::verdict(first, BUDGET, GOAL));
    }
    install::install(&packed, &out)?;
    stamp.write(first)?;
    println!("console: {} ({:.1} s)", out.display(), begun.elapsed().as_secs_f64());
    judge(args, first)
}

fn judge(args: &WebArgs, first: usize) -> anyhow::Result<()> {
    if first > BUDGET && !args.dev && !args.any_size {
        bail!("the first load of the console, {first} bytes, is above its budget of {BUDGET}");
    }
    Ok(())
}

/// Everything that is served, by the address it has.
fn site(web: &Path, compiled: &compile::Compiled) -> anyhow::Result<Site> {
    let read = |path: &str| {
        let path = web.join(path);
        fs::read(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let bound = compile::bind(compiled)?;
    let vendored = String::from_utf8(read("vendor/uplot/uPlot.min.css")?)?;
    let css = styles::bundle(&web.join("styles"), &[("vendor", &vendored)])?;
    let page = String::from_utf8(read("index.html")?).context("web/index.html is not UTF-8")?;

    let mut files = vec![
        ("console.js".to_owned(), bound.script),
        ("console.wasm".to_owned(), bound.module),
        ("console.css".to_owned(), css.into_bytes()),
        ("boot.js".to_owned(), read("boot.js")?),
        ("manifest.webmanifest".to_owned(), read("manifest.webmanifest")?),
        ("uPlot.js".to_owned(), read("vendor/uplot/uPlot.iife.min.js")?),
        ("uPlot-LICENSE.txt".to_owned(), read("vendor/uplot/LICENSE")?),
    ];
    for icon in tree::names(&web.join("icons"))? {
        files.push((icon.clone(), read(&format!("icons/{icon}"))?));
    }
    assets::site(&page, files)
}
