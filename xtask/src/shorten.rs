//! Short names between glue and wasm.
//!
//! wasm-bindgen names each function that the two share by its path and a hash, once in either file.
//! Nobody else sees those names, and a hash does not compress: together 3 KB of the download.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::{command::Command, node};

/// What the widget's wasm may use: what the oldest browser that it runs in has.
const FEATURES: &[&str] = &[
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What stands in the glue before the name of an export.
const EXPORTS: &str = "wasm.";

/// How the wasm calls the glue, at the end of its name.
const GLUE: &str = "_bg.js";

/// Renames what both files share, in both.
pub(crate) fn shorten(glue: &Path, wasm: &Path) -> Result<()> {
    let file = wasm.display().to_string();
    let optimise = |how: &[&str]| {
        Command::new("wasm-opt")
            .arguments([file.as_str(), "-o", file.as_str()])
            .arguments(FEATURES.iter().copied())
            .arguments(how.iter().copied())
            .capture()
            .context("packing needs wasm-opt: run `cargo xtask setup`")
    };
    let map = optimise(&["--minify-imports-and-exports-and-modules"])?;
    // By itself: it would rename again in each round.
    optimise(&["-Oz", "--converge", "--low-memory-unused"])?;
    let names = Names::read(&map)?;
    let text = fs::read_to_string(glue)?;
    let short = names
        .applied(&text)
        .with_context(|| format!("{} does not fit its wasm", glue.display()))?;
    fs::write(glue, short)?;
    Ok(())
}

/// New names by old ones.
#[derive(Default)]
struct Names {
    /// What the wasm imports from the glue.
    glue: HashMap<String, String>,
    /// What it imports from other modules as it stands there: the module, the old and the new name.
    others: Vec<[String; 3]>,
    exports: HashMap<String, String>,
}

impl Names {
    /// From what wasm-opt prints: `{"imports": [[module, old, new]], "exports": [[old, new]]}`. It
    /// calls every module `a`.
    fn read(map: &str) -> Result<Self> {
        let mut names = Self::default();
        let imports = node::from_json(map, "it.imports.map((one) => one.join('\\t'))")?;
        for line in imports.lines() {
            let [module, old, new] = line.split('\t').collect::<Vec<_>>()[..] else {
                bail!("wasm-opt says `{line}` of an import, where three names belong");
            };
            if module.ends_with(GLUE) {
                names.glue.insert(old.to_owned(), new.to_owned());
            } else {
                names.others.push([module, old, new].map(str::to_owned));
            }
        }
        let exports = node::from_json(map, "it.exports.map((one) => one.join('\\t'))")?;
        for line in exports.lines() {
            let Some((old, new)) = line.split_once('\t') else {
                bail!("wasm-opt says `{line}` of an export, where two names belong");
            };
            names.exports.insert(old.to_owned(), new.to_owned());
        }
        Ok(names)
    }

    /// The glue with the new names: keys of its imports, and `wasm.` with an export. It hands over
    /// one module in which the imports from all are.
    ///
    /// # Errors
    ///
    /// Where the glue lacks an import, or uses an export that the wasm has not.
    fn applied(&self, glue: &str) -> Result<String> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "_$".contains(c);
        let mut short = String::with_capacity(glue.len());
        let mut found = HashSet::new();
        let mut rest = glue;
        while let Some(start) = rest.find(is_part) {
            let (before, from) = rest.split_at(start);
            short.push_str(before);
            let (word, after) = from.split_at(from.find(|c| !is_part(c)).unwrap_or(from.len()));
            let new = if short.ends_with(EXPORTS) {
                let new = self.exports.get(word);
                new.with_context(|| format!("the wasm exports no `{word}`"))?
            } else if let Some(new) = self.glue.get(word) {
                found.insert(word);
                new
            } else {
                word
            };
            short.push_str(new);
            rest = after;
        }
        short.push_str(rest);
        if let Some(lost) = self.glue.keys().find(|old| !found.contains(old.as_str())) {
            bail!("it has no `{lost}`, which the wasm imports");
        }
        self.in_one_module(&short)
    }

    fn in_one_module(&self, glue: &str) -> Result<String> {
        // `"MODULE": VARIABLE,`
        let handed = |line: &'_ str| -> Option<(String, String)> {
            let (module, variable) = line.trim().strip_prefix('"')?.split_once("\": ")?;
            Some((module.to_owned(), variable.strip_suffix(',')?.to_owned()))
        };
        let variables: HashMap<String, String> = glue.lines().filter_map(handed).collect();
        let mut others = String::new();
        for [module, old, new] in &self.others {
            let from = variables.get(module);
            let from = from.with_context(|| format!("it hands over no module `{module}`"))?;
            write!(others, ", {new}: {from}.{old}")?;
        }
        let lines = glue.lines().filter_map(|line| match handed(line) {
            Some((module, own)) if module.ends_with(GLUE) => {
                Some(format!("\"a\": {{ ...{own}{others} }},"))
            }
            Some((module, _)) if self.others.iter().any(|[other, ..]| *other == module) => None,
            _ => Some(line.to_owned()),
        });
        Ok(lines.collect::<Vec<_>>().join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = r#"{
        "imports": [["./tandem_bg.js", "__wbg_new_12ab", "$"], ["./page.js", "measure", "_"]],
        "exports": [["mount", "a"]]
    }"#;

    fn glue(handed: &str) -> String {
        format!(
            r#"export function mount() {{ return wasm.mount() }}
const import0 = {{ __wbg_new_12ab: () => __wbg_new_12abc }};
return {{
    {handed}
}}; // measure"#
        )
    }

    #[test]
    fn names_are_short_on_both_sides_and_nothing_else_changes() {
        let given = glue("\"./tandem_bg.js\": import0,\n    \"./page.js\": import1,");
        let short = Names::read(MAP).unwrap().applied(&given).unwrap();
        assert_eq!(
            short,
            r#"export function mount() { return wasm.a() }
const import0 = { $: () => __wbg_new_12abc };
return {
"a": { ...import0, _: import1.measure },
}; // measure"#
        );
    }

    #[test]
    fn glue_of_another_wasm_is_refused() {
        let names = Names::read(MAP).unwrap();
        let error = |glue: &str| names.applied(glue).unwrap_err().to_string();
        let no_page = glue("\"./tandem_bg.js\": import0,");
        assert!(error(&no_page).contains("`./page.js`"));
        assert!(error("wasm.other()").contains("`other`"));
        assert!(error("wasm.mount()").contains("`__wbg_new_12ab`"));
    }
}
