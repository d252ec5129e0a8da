//! Every check there is, in the order in which `cargo xtask test` runs them: quick ones first.
//!
//! A new check is one more row here. Each says how many things it looked at; none at all is a
//! failure, so that a suite that is switched off by accident is seen.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    audit, bench,
    command::{Command, Ran, cargo, relative},
    demo, dist, layout, node,
    setup::{Machine, Tool},
    size,
};

/// One check.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    /// What it makes sure of.
    pub(crate) about: &'static str,
    /// How long it usually takes on two cores, the first time.
    pub(crate) usually: &'static str,
    /// What must be installed.
    pub(crate) tools: &'static [Tool],
    /// Checks that leave behind what this one looks at.
    pub(crate) after: &'static [&'static str],
    pub(crate) run: fn(&Machine) -> Result<Count>,
}

/// What a check looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// Tests, each with a verdict of its own.
    Tests { passed: u64, failed: u64 },
    /// Files, budgets, rules: the check as a whole passes or fails.
    Things { number: u64, name: &'static str },
    /// It cannot run here, and says why.
    Skipped { why: &'static str },
}

/// All of them.
pub(crate) const ALL: &[Check] = &[
    Check {
        name: "audit",
        about: "nothing forbidden in the sources",
        usually: "a second",
        tools: &[],
        after: &[],
        run: |_| {
            let number = audit::run()?;
            Ok(Count::Things {
                number,
                name: "files",
            })
        },
    },
    Check {
        name: "format",
        about: "Rust code is laid out by rustfmt",
        usually: "a second",
        tools: &[Tool::Rustfmt],
        after: &[],
        run: |_| {
            cargo(["fmt", "--all", "--check"])
                .run()
                .context("`cargo xtask fmt` lays it out")?;
            rust_files(&["src", "tests", "benches", "xtask/src"])
        },
    },
    Check {
        name: "lint",
        about: "clippy, natively, every target of the workspace",
        usually: "1 to 2 minutes",
        tools: &[Tool::Clippy],
        after: &[],
        run: |_| {
            cargo([
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ])
            .run()?;
            rust_files(&["src", "tests", "benches", "xtask/src"])
        },
    },
    Check {
        name: "lint-wasm",
        about: "clippy, as the browser gets it",
        usually: "1 to 2 minutes",
        tools: &[Tool::Clippy, Tool::WasmTarget],
        after: &[],
        run: |machine| {
            if !machine.wasm.has_clippy() {
                return Ok(Count::Skipped {
                    why: "clippy has no wasm target where Debian's packages stand in",
                });
            }
            machine
                .wasm
                .cargo(
                    "clippy",
                    &[
                        "--package",
                        "tandem",
                        "--lib",
                        "--test",
                        "web",
                        "--",
                        "-D",
                        "warnings",
                    ],
                )
                .run()?;
            rust_files(&["src", "tests/web"])
        },
    },
    Check {
        name: "native",
        about: "unit tests and the native suite",
        usually: "4 to 5 minutes",
        tools: &[],
        after: &[],
        run: |_| cargo_tests(&cargo(["test", "--workspace", "--tests", "--no-fail-fast"])),
    },
    Check {
        name: "doc",
        about: "the examples in the documentation",
        usually: "half a minute",
        tools: &[],
        after: &[],
        run: |_| cargo_tests(&cargo(["test", "--doc", "--no-fail-fast"])),
    },
    Check {
        name: "demo",
        about: "the tables of both demo shops, checked record by record",
        usually: "1 to 2 minutes",
        tools: &[Tool::Npm],
        after: &[],
        run: |_| {
            demo::build()?;
            let tandem = |verb: &str, folder: &str| {
                Command::new(layout::tandem().display().to_string()).arguments([verb, folder])
            };
            let mut number = 0;
            for folder in demo::folders() {
                tandem("verify", folder).run()?;
                let inspect = tandem("inspect", folder).arguments(["--json"]);
                let rules = node::from_json(&inspect.capture()?, "it.rules")?;
                number += rules.trim().parse::<u64>()?;
            }
            Ok(Count::Things {
                number,
                name: "rules",
            })
        },
    },
    Check {
        name: "wasm",
        about: "the suite in a real browser",
        usually: "2 to 3 minutes",
        tools: &[Tool::WasmTarget, Tool::WasmBindgen, Tool::Chromium],
        after: &[],
        run: |machine| {
            // Unit tests lie with the code and run natively: this suite is what needs a page.
            let tests = machine.wasm.cargo(
                "test",
                &["--package", "tandem", "--test", "web", "--no-fail-fast"],
            );
            let Some(browser) = &machine.browser else {
                bail!("there is no browser");
            };
            cargo_tests(&tests.env("CHROMEDRIVER", browser.driver.display().to_string()))
        },
    },
    Check {
        name: "dist",
        about: "the release build",
        usually: "3 to 5 minutes",
        tools: dist::TOOLS,
        after: &["demo"],
        run: |machine| {
            dist::build(machine)?;
            Ok(Count::Things {
                number: files(&layout::dist(), "")?.len() as u64,
                name: "files",
            })
        },
    },
    Check {
        name: "size",
        about: "byte budgets of what ships",
        usually: "a few seconds",
        tools: &[Tool::Npm],
        after: &["demo", "dist"],
        run: |_| {
            let number = size::check()?;
            Ok(Count::Things {
                number,
                name: "budgets",
            })
        },
    },
    Check {
        name: "instructions",
        about: "what opening a table and scoring a cart cost",
        usually: "half a minute",
        tools: &[Tool::Valgrind],
        after: &["demo"],
        run: |_| {
            let number = bench::gate()?;
            Ok(Count::Things {
                number,
                name: "gates",
            })
        },
    },
    Check {
        name: "e2e",
        about: "the demo shop and the embed page in a real browser",
        usually: "1 to 3 minutes",
        tools: &[Tool::Npm, Tool::Chromium],
        after: &["demo", "dist"],
        run: |machine| node_tests(&suites("tests/e2e", machine)?),
    },
    Check {
        name: "pictures",
        about: "boxes look as in the pictures that are kept of them",
        usually: "1 to 2 minutes",
        tools: &[Tool::Npm, Tool::Chromium],
        after: &["demo", "dist"],
        run: |machine| node_tests(&suites("tests/pictures", machine)?),
    },
    Check {
        name: "browsers",
        about: "the main flows in Firefox and WebKit",
        usually: "1 to 2 minutes",
        tools: &[Tool::Npm, Tool::Firefox, Tool::Webkit],
        after: &["demo", "dist"],
        run: |machine| node_tests(&suites("tests/browsers", machine)?),
    },
    Check {
        name: "oscar",
        about: "a django-oscar shop, from its first order to suggestions that are bought",
        usually: "1 to 2 minutes",
        tools: &[Tool::Npm, Tool::Chromium, Tool::Oscar],
        after: &["demo", "dist"],
        run: |machine| {
            let Some(python) = &machine.oscar else {
                bail!("there is no Python with django-oscar");
            };
            let tests = suites("tests/oscar", machine)?
                .env("OSCAR_PYTHON", python.display().to_string())
                .env("TANDEM", layout::tandem().display().to_string());
            node_tests(&tests)
        },
    },
];

/// The check of that name.
pub(crate) fn named(name: &str) -> Option<&'static Check> {
    ALL.iter().find(|check| check.name == name)
}

/// The browser's tests of a folder, one after the other.
pub(crate) fn suites(folder: &str, machine: &Machine) -> Result<Command> {
    let suites = files(&layout::root().join(folder), ".test.mjs")?;
    let command = Command::new("node")
        .arguments(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .arguments(suites.iter().map(|suite| relative(suite)));
    Ok(match &machine.browser {
        Some(browser) => command.env("CHROME", browser.program.display().to_string()),
        None => command,
    })
}

fn cargo_tests(command: &Command) -> Result<Count> {
    let ran = command.tee()?;
    verdict(&ran, libtest_count(&ran.stdout))
}

fn node_tests(command: &Command) -> Result<Count> {
    let ran = command.tee()?;
    verdict(&ran, node_count(&ran.stdout))
}

/// The count, unless something failed that the count does not show: a build, a crash.
fn verdict(ran: &Ran, (passed, failed): (u64, u64)) -> Result<Count> {
    if !ran.success && failed == 0 {
        bail!(
            "it ended with {} before it could count its tests ({passed} had passed)",
            ran.status
        );
    }
    Ok(Count::Tests { passed, failed })
}

/// Adds up the lines `test result: ok. 12 passed; 0 failed; …` of each test program.
fn libtest_count(stdout: &str) -> (u64, u64) {
    stdout
        .lines()
        .filter_map(|line| line.trim().strip_prefix("test result: "))
        .map(|line| (before(line, " passed"), before(line, " failed")))
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

/// The number that stands before a word.
fn before(line: &str, word: &str) -> u64 {
    line.split_once(word)
        .and_then(|(head, _)| head.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// Reads the closing lines `ℹ pass 12` and `ℹ fail 0` of node's test runner.
fn node_count(stdout: &str) -> (u64, u64) {
    let last = |word: &str| {
        stdout
            .lines()
            .rev()
            .find_map(|line| {
                let (mark, rest) = line.split_once(' ')?;
                (mark == "ℹ" || mark == "#")
                    .then_some(rest)?
                    .strip_prefix(word)
            })
            .and_then(|number| number.trim().parse().ok())
            .unwrap_or(0)
    };
    (last("pass "), last("fail ") + last("cancelled "))
}

fn rust_files(folders: &[&str]) -> Result<Count> {
    let mut number = 0;
    for folder in folders {
        number += files(&layout::root().join(folder), ".rs")?.len() as u64;
    }
    Ok(Count::Things {
        number,
        name: "files",
    })
}

/// The files under a folder whose names end so, in order. A folder that is not there has none.
pub(crate) fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_several_programs_add_up() {
        let stdout = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 10 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(libtest_count(stdout), (13, 2));
        assert_eq!(libtest_count("no tests to run!"), (0, 0));
    }

    #[test]
    fn nodes_closing_lines_are_read_in_both_manners() {
        assert_eq!(node_count("ℹ tests 7\nℹ pass 6\nℹ fail 1\n"), (6, 1));
        assert_eq!(
            node_count("# tests 7\n# pass 7\n# fail 0\n# cancelled 0\n"),
            (7, 0)
        );
        assert_eq!(node_count("ok 1 - pass 12 gates\n"), (0, 0));
    }

    #[test]
    fn a_failed_build_is_not_a_count_of_zero() {
        let ran = Ran {
            success: false,
            status: "signal: 9".into(),
            stdout: String::new(),
        };
        assert!(verdict(&ran, (0, 0)).is_err());
    }

    #[test]
    fn every_prerequisite_is_a_check_that_runs_earlier() {
        for (place, check) in ALL.iter().enumerate() {
            for name in check.after {
                let earlier = ALL.iter().take(place).any(|other| other.name == *name);
                assert!(earlier, "{} wants {name} before it", check.name);
            }
        }
    }

    #[test]
    fn names_are_unique() {
        for check in ALL {
            let same = ALL.iter().filter(|other| other.name == check.name);
            assert_eq!(same.count(), 1, "{}", check.name);
        }
    }
}
