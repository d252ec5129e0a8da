//! Runs the checks of [`crate::checks`] in order and tells what each found.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    checks::{self, Check, Count},
    command::duration,
    setup::{self, Tool},
};

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let started = Instant::now();
    let Some(chosen) = choose(arguments)? else {
        for check in checks::ALL {
            println!(
                "{:<13} {} (usually {})",
                check.name, check.about, check.usually
            );
        }
        return Ok(ExitCode::SUCCESS);
    };
    let tools: Vec<Tool> = chosen
        .iter()
        .flat_map(|check| check.tools)
        .copied()
        .collect();
    let machine = setup::ensure(&tools)?;
    let setup_time = started.elapsed();

    let mut rows: Vec<Row> = Vec::new();
    for check in chosen {
        println!();
        println!(
            "==> {}: {} (usually {})",
            check.name, check.about, check.usually
        );
        let begun = Instant::now();
        let end = match missing(check, &rows) {
            Some(name) => End::Missing(name),
            None => match (check.run)(&machine) {
                Ok(count) => End::Counted(count),
                Err(error) => End::Broken(format!("{error:#}")),
            },
        };
        let row = Row {
            name: check.name,
            end,
            time: begun.elapsed(),
        };
        println!("<== {}", row.line());
        rows.push(row);
    }
    Ok(summary(&rows, setup_time, started.elapsed()))
}

/// The checks asked for, or none where only their list was.
fn choose(arguments: &[String]) -> Result<Option<Vec<&'static Check>>> {
    match arguments {
        [] => Ok(Some(checks::ALL.iter().collect())),
        [list] if list == "--list" => Ok(None),
        [only, names] if only == "--only" => names
            .split(',')
            .map(|name| {
                checks::named(name)
                    .with_context(|| format!("no check is called `{name}`: see `--list`"))
            })
            .collect::<Result<_>>()
            .map(Some),
        _ => bail!("`test` takes `--only NAME,NAME` or `--list`"),
    }
}

/// How a check ended.
enum End {
    Counted(Count),
    /// Something that it needs did not come about.
    Missing(&'static str),
    Broken(String),
}

/// A check that ran.
struct Row {
    name: &'static str,
    end: End,
    time: Duration,
}

impl Row {
    fn passed(&self) -> u64 {
        match self.end {
            End::Counted(Count::Tests { passed, .. }) => passed,
            End::Counted(Count::Things { number, .. }) => u64::from(number > 0),
            _ => 0,
        }
    }

    /// A suite that looked at nothing has failed.
    fn failed(&self) -> u64 {
        match self.end {
            End::Counted(Count::Tests { passed, failed }) => {
                failed.max(u64::from(passed + failed == 0))
            }
            End::Counted(Count::Things { number, .. }) => u64::from(number == 0),
            End::Counted(Count::Skipped { .. }) => 0,
            End::Missing(_) | End::Broken(_) => 1,
        }
    }

    fn count(&self) -> String {
        match &self.end {
            End::Counted(Count::Tests { passed, failed: 0 }) => format!("{passed} tests"),
            End::Counted(Count::Tests { passed, failed }) => {
                format!("{passed} tests passed, {failed} failed")
            }
            End::Counted(Count::Things { number, name }) => format!("{number} {name}"),
            End::Counted(Count::Skipped { why }) => format!("skipped: {why}"),
            End::Missing(name) => format!("not run: {name} failed"),
            End::Broken(reason) => reason.clone(),
        }
    }

    fn line(&self) -> String {
        let verdict = match (&self.end, self.failed()) {
            (End::Counted(Count::Skipped { .. }), _) => "skip",
            (_, 0) => "ok",
            _ => "FAILED",
        };
        format!(
            "{:<13} {verdict:<7} {:>12}  {}",
            self.name,
            duration(self.time),
            self.count()
        )
    }
}

/// The first check before this one that was to run, and failed.
fn missing(check: &Check, rows: &[Row]) -> Option<&'static str> {
    rows.iter()
        .filter(|row| check.after.contains(&row.name))
        .find(|row| row.failed() > 0)
        .map(|row| row.name)
}

fn summary(rows: &[Row], setup_time: Duration, whole: Duration) -> ExitCode {
    println!();
    println!("{:<13} {:<7} {:>12}", "setup", "ok", duration(setup_time));
    for row in rows {
        // A broken check told its whole story where it ran.
        let line = row.line();
        println!("{}", line.lines().next().unwrap_or_default());
    }
    println!("{:<13} {:<7} {:>12}", "all", "", duration(whole));
    let passed: u64 = rows.iter().map(Row::passed).sum();
    let failed: u64 = rows.iter().map(Row::failed).sum();
    println!();
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, end: End) -> Row {
        Row {
            name,
            end,
            time: Duration::ZERO,
        }
    }

    #[test]
    fn a_suite_without_tests_has_failed() {
        let none = Count::Tests {
            passed: 0,
            failed: 0,
        };
        assert_eq!(row("wasm", End::Counted(none)).failed(), 1);
        let none = Count::Things {
            number: 0,
            name: "files",
        };
        assert_eq!(row("audit", End::Counted(none)).failed(), 1);
    }

    #[test]
    fn failed_tests_are_counted_one_by_one() {
        let some = row(
            "native",
            End::Counted(Count::Tests {
                passed: 5,
                failed: 2,
            }),
        );
        assert_eq!((some.passed(), some.failed()), (5, 2));
        assert!(some.line().contains("FAILED"));
    }

    #[test]
    fn what_stands_on_a_failed_check_is_not_run() {
        let e2e = checks::named("e2e").unwrap();
        let rows = [row("dist", End::Broken("no trunk".into()))];
        assert_eq!(missing(e2e, &rows), Some("dist"));
        assert_eq!(missing(e2e, &[]), None);
    }

    #[test]
    fn a_skip_is_seen() {
        let skip = row(
            "lint-wasm",
            End::Counted(Count::Skipped { why: "no clippy" }),
        );
        assert!(skip.line().contains("skipped: no clippy"));
        assert_eq!((skip.passed(), skip.failed()), (0, 0));
    }

    #[test]
    fn only_known_checks_can_be_chosen() {
        let of = |words: &[&str]| {
            choose(
                &words
                    .iter()
                    .map(|word| (*word).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&["--only", "format,audit"]).unwrap().unwrap().len(), 2);
        assert!(of(&["--only", "everything"]).is_err());
        assert!(of(&["--fast"]).is_err());
        assert!(of(&["--list"]).unwrap().is_none());
    }
}
