//! One style sheet of many: each file in the layer it is named after.

use std::{fs, path::Path};

use anyhow::{Context as _, bail};

use crate::tree;

/// Layers, from the one that yields to all to the one that wins. `vendor` is what others wrote.
const LAYERS: [&str; 7] = ["reset", "tokens", "base", "vendor", "components", "frame", "pages"];

/// Puts `NAME.css` and the files of `NAME/` into the layer NAME, and `others` into the layers they name.
///
/// # Errors
///
/// A file that belongs to no layer, or names one itself.
pub fn bundle(folder: &Path, others: &[(&str, &str)]) -> anyhow::Result<String> {
    let mut css = format!("@layer {};\n", LAYERS.join(", "));
    let names = tree::names(folder)?;
    if let Some(odd) = names.iter().find(|name| !LAYERS.contains(&name.trim_end_matches(".css"))) {
        bail!("{} is in no layer; there are: {}", folder.join(odd).display(), LAYERS.join(", "));
    }
    for layer in LAYERS {
        let file = folder.join(format!("{layer}.css"));
        let mut paths = if file.is_file() { vec![file] } else { Vec::new() };
        if folder.join(layer).is_dir() {
            paths.extend(tree::names(&folder.join(layer))?.iter().map(|name| folder.join(layer).join(name)));
        }
        for path in paths {
            let text =
                fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
            let text = bare(&text);
            if text.contains("@import") || text.contains("@layer") {
                bail!("{} names a layer or imports: its name is its layer", path.display());
            }
            css.push_str(&in_layer(layer, &text));
        }
        for (_, text) in others.iter().filter(|(name, _)| *name == layer) {
            css.push_str(&in_layer(layer, text));
        }
    }
    Ok(css)
}

fn in_layer(layer: &str, text: &str) -> String {
    format!("@layer {layer} {{\n{}\n}}\n", text.trim_end())
}

/// Without comments, indentation and empty lines. What is inside quotes stays.
fn bare(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut quote = None;
    while let Some(next) = rest.next() {
        match quote {
            None if next == '/' && rest.peek() == Some(&'*') => {
                rest.next();
                let mut before = ' ';
                for skipped in rest.by_ref() {
                    if before == '*' && skipped == '/' {
                        break;
                    }
                    before = skipped;
                }
                continue;
            }
            None if matches!(next, '"' | '\'') => quote = Some(next),
            Some(_) if next == '\\' => {
                kept.push(next);
                kept.extend(rest.next());
                continue;
            }
            Some(end) if next == end => quote = None,
            _ => {}
        }
        kept.push(next);
    }
    let lines: Vec<&str> = kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_in_the_order_of_the_layers() {
        let folder = folder(&[
            ("pages.css", ".p {\n  color: red;\n}\n"),
            ("base.css", "a { color: blue; }"),
            ("components/table.css", ".t { top: 0; }"),
            ("components/button.css", ".b { top: 0; }"),
        ]);

        let css = bundle(folder.path(), &[("vendor", ".uplot{width:1px}")]).unwrap();

        assert_eq!(
            css,
            "@layer reset, tokens, base, vendor, components, frame, pages;\n\
             @layer base {\na { color: blue; }\n}\n\
             @layer vendor {\n.uplot{width:1px}\n}\n\
             @layer components {\n.b { top: 0; }\n}\n\
             @layer components {\n.t { top: 0; }\n}\n\
             @layer pages {\n.p {\ncolor: red;\n}\n}\n"
        );
    }

    #[test]
    fn a_file_without_a_layer_is_refused() {
        let error = bundle(folder(&[("extra.css", "a {}")]).path(), &[]).unwrap_err().to_string();

        assert!(error.contains("extra.css is in no layer"), "{error}");
    }

    #[test]
    fn a_file_that_names_its_layer_is_refused() {
        for text in ["@layer base { a {} }", "@import url(other.css);"] {
            let error = bundle(folder(&[("base.css", text)]).path(), &[]).unwrap_err().to_string();
            assert!(error.contains("its name is its layer"), "{error}");
        }
    }

    #[test]
    fn comments_go_and_strings_stay() {
        assert_eq!(bare("/* a\n b */\n\n  a::before { content: \"/* \\\" */\"; }\n"), {
            "a::before { content: \"/* \\\" */\"; }"
        });
        assert_eq!(bare("a { left: 1px /**/; } /* open"), "a { left: 1px ; }");
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let temp = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = temp.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        temp
    }
}
