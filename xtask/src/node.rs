//! What Node does for the chores: hashes, compressed sizes, minified JavaScript, JSON.
//!
//! Node is needed for the npm tools anyway, and brings SHA-2, zlib and brotli: this program stays
//! quick to build.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::command::Command;

const DIGESTS: &str = r#"
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
for (const file of process.argv.slice(1)) {
  const bytes = readFileSync(file);
  const hash = (name, form) => createHash(name).update(bytes).digest(form);
  console.log([hash("sha256", "hex"), "sha256-" + hash("sha256", "base64"), "sha384-" + hash("sha384", "base64")].join("\t"));
}
"#;

const WEIGHTS: &str = r#"
const { brotliCompressSync, gzipSync, constants } = require("node:zlib");
const { readFileSync } = require("node:fs");
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
for (const file of process.argv.slice(1)) {
  const bytes = readFileSync(file);
  const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes, { params })];
  console.log(sizes.map((some) => some.length).join("\t"));
}
"#;

/// The digests of one file.
#[derive(Clone, Debug)]
pub(crate) struct Digests {
    /// SHA-256, 64 hex digits.
    pub(crate) sha256: String,
    /// The same as browsers take it, the shortest that they do: `sha256-…`.
    pub(crate) checked: String,
    /// SHA-384 as `integrity` attributes have it: `sha384-…`.
    pub(crate) integrity: String,
}

impl Digests {
    /// What goes into a file's name: the first 16 hex digits.
    pub(crate) fn short(&self) -> &str {
        self.sha256.get(..16).unwrap_or(&self.sha256)
    }
}

/// The size of one file as it is, after gzip -9 and after brotli 11.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weight {
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

impl std::ops::Add for Weight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// The digests of these files, in order.
pub(crate) fn digests(files: &[&Path]) -> Result<Vec<Digests>> {
    rows(DIGESTS, files)?
        .into_iter()
        .map(|row| match row.split('\t').collect::<Vec<_>>()[..] {
            [sha256, checked, integrity] => Ok(Digests {
                sha256: sha256.to_owned(),
                checked: checked.to_owned(),
                integrity: integrity.to_owned(),
            }),
            _ => bail!("node printed `{row}` where three digests belong"),
        })
        .collect()
}

/// The sizes of these files, in order.
pub(crate) fn weights(files: &[&Path]) -> Result<Vec<Weight>> {
    rows(WEIGHTS, files)?
        .into_iter()
        .map(|row| {
            let sizes: Vec<u64> = row.split('\t').filter_map(|n| n.parse().ok()).collect();
            match sizes.as_slice() {
                [raw, gzip, brotli] => Ok(Weight {
                    raw: *raw,
                    gzip: *gzip,
                    brotli: *brotli,
                }),
                _ => bail!("node printed `{row}` where three sizes belong"),
            }
        })
        .collect()
}

fn rows(script: &str, files: &[&Path]) -> Result<Vec<String>> {
    let names = files.iter().map(|file| file.display().to_string());
    let printed = Command::new("node")
        .arguments(["-e", script, "--"])
        .arguments(names)
        .capture()?;
    let rows: Vec<String> = printed.lines().map(str::to_owned).collect();
    if rows.len() != files.len() {
        bail!("node answered for {} of {} files", rows.len(), files.len());
    }
    Ok(rows)
}

/// Evaluates a JavaScript expression over `input`, a JSON text that is parsed as `it`. Numbers and
/// strings come back as text, lists as lines.
pub(crate) fn from_json(json: &str, expression: &str) -> Result<String> {
    let folder = crate::layout::scratch();
    fs::create_dir_all(&folder)?;
    let file = folder.join("input.json");
    fs::write(&file, json)?;
    let script = format!(
        "const it = JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'));
const answer = ({expression});
console.log(Array.isArray(answer) ? answer.join('\\n') : String(answer));"
    );
    Command::new("node")
        .arguments(["-e", &script, "--"])
        .arguments([file.display().to_string()])
        .capture()
        .with_context(|| format!("cannot read `{expression}` from the JSON"))
}

/// A plain `<script>` of a module and all that it imports, in fewer bytes where `small`.
pub(crate) fn script(file: &Path, small: bool) -> Result<String> {
    let small = if small { SMALL } else { &[] };
    // What knows its own address is left out as unused, and need not be warned of.
    let plain = [
        "--bundle",
        "--format=iife",
        "--log-override:empty-import-meta=silent",
    ];
    esbuild(file, &[&plain[..], small].concat())
}

/// A module and all that it imports as one file, in fewer bytes where `small`. `defined` are names
/// that its source leaves open, with the JSON that they stand for.
pub(crate) fn bundled(file: &Path, small: bool, defined: &[(&str, String)]) -> Result<String> {
    let defined: Vec<String> = defined
        .iter()
        .map(|(name, json)| format!("--define:{name}={json}"))
        .collect();
    let mut arguments = vec!["--bundle", "--format=esm"];
    arguments.extend(defined.iter().map(String::as_str));
    if small {
        arguments.extend(SMALL);
    }
    esbuild(file, &arguments)
}

const SMALL: &[&str] = &["--minify", "--legal-comments=none"];

fn esbuild(file: &Path, arguments: &[&str]) -> Result<String> {
    Command::new("esbuild")
        .arguments([file.display().to_string()])
        .arguments(arguments.iter().copied())
        .arguments(["--charset=utf8", "--log-level=warning", "--target=es2022"])
        .capture()
        .context("packing needs esbuild: run `cargo xtask setup`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_in_a_name_is_sixteen_digits() {
        let digests = Digests {
            sha256: "0123456789abcdef".repeat(4),
            checked: String::new(),
            integrity: String::new(),
        };
        assert_eq!(digests.short(), "0123456789abcdef");
    }
}
