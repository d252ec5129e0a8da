//! Words that may not stand in the sources: each would undo a promise that no other check sees.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{checks::files, command::relative, layout};

/// Something forbidden, where, and why.
struct Rule {
    folder: &'static str,
    ending: &'static str,
    word: &'static str,
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        folder: "src",
        ending: ".rs",
        word: "inner_html",
        why: "a title from the shop would become markup; pages with Trusted Types refuse it",
    },
    Rule {
        folder: "src/ui",
        ending: ".rs",
        word: "style=",
        why: "a strict content security policy refuses it; use the component's style sheet",
    },
    Rule {
        folder: "src",
        ending: ".rs",
        word: "unsafe {",
        why: "bytes from the network are read with checks only",
    },
    Rule {
        folder: "src",
        ending: ".rs",
        word: "allow(unsafe_code",
        why: "bytes from the network are read with checks only",
    },
    Rule {
        folder: "www",
        ending: ".js",
        word: "innerHTML",
        why: "a title from the shop would become markup; pages with Trusted Types refuse it",
    },
    Rule {
        folder: "www",
        ending: ".js",
        word: "eval(",
        why: "a strict content security policy refuses it",
    },
    Rule {
        folder: "www",
        ending: ".html",
        word: "https://",
        why: "the demo shop asks no other host",
    },
];

/// Looks at all of them and gives the number of files looked at.
pub(crate) fn run() -> Result<u64> {
    let root = layout::root();
    let mut faults = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for rule in RULES {
        for path in files(&root.join(rule.folder), rule.ending)? {
            // Made by the build from the shop's orders, and not kept.
            if path.starts_with(layout::demo()) || path.starts_with(layout::planted()) {
                continue;
            }
            let text = read(&path)?;
            for line in lines_with(&text, rule.word) {
                faults.push(format!(
                    "{}:{line}: `{}`: {}",
                    relative(&path),
                    rule.word,
                    rule.why
                ));
            }
            seen.insert(path);
        }
    }
    let lock = root.join("package-lock.json");
    if lock.is_file() {
        for line in lines_with(&read(&lock)?, "\"resolved\": \"http") {
            faults.push(format!(
                "package-lock.json:{line}: names a download host; \
                 write the file with `npm install --omit-lockfile-registry-resolved`"
            ));
        }
        seen.insert(lock);
    }
    if faults.is_empty() {
        Ok(seen.len() as u64)
    } else {
        bail!("{}", faults.join("\n"))
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", relative(path)))
}

/// The numbers of the lines of code, comments left out, that hold this word.
fn lines_with(text: &str, word: &str) -> Vec<usize> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//") && line.contains(word))
        .map(|(place, _)| place + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_found_and_comments_are_not() {
        let text = "// no inner_html here\nlet a = 1;\n<p inner_html=title />\n";
        assert_eq!(lines_with(text, "inner_html"), [3]);
    }
}
