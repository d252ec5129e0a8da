//! Benches: instruction counts that gate; bytes and throughput for people to read.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::{checks::files, command::cargo, demo, layout, setup};

/// The most instructions a round may take on the demo's table, in the everyday build, which is there
/// for the other tests already. It checks overflow and optimises little: the build that ships takes
/// fewer. Ratchet down, never up. (Up once: rows in an entropy code, four a record and with a second
/// code a rule, take twice the instructions and seven tenths of the bytes. And once more: rows that new
/// products are put into are fuller, by a seventh.)
const GATES: &[(&str, u64)] = &[
    ("open", 2_300),
    ("find", 2_500),
    ("score-page", 42_000),
    ("open-and-score-cart-of-20", 890_000),
];

/// Gates, the table's bytes, optimised instruction counts with their own gates, then mining.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let Some(argument) = arguments.first() {
        bail!("`bench` takes no `{argument}`");
    }
    setup::ensure(&[setup::Tool::Npm, setup::Tool::Valgrind])?;
    demo::build()?;
    gate()?;
    println!("bench: the table's bytes beside other forms, and what no form can go below");
    cargo(["bench", "--profile", "dev", "--bench", "table_bytes", "--"])
        .arguments([table()?.display().to_string()])
        .run()?;
    println!("bench: the optimised build (the first time usually 5 to 8 minutes)");
    let optimised = |bench: &str| cargo(["bench", "--profile", "native", "--bench", bench]);
    println!("bench: columns: what, instructions a round, at most");
    optimised("open_score").run()?;
    println!("bench: columns: step, wall seconds, CPU seconds, lines a CPU second");
    optimised("mine")
        .arguments(["--", &from_bench(demo::ORDERS)])
        .run()
}

/// Counts instructions on the demo's table and fails over the limit. Gives the number of limits.
pub(crate) fn gate() -> Result<u64> {
    let table = table()?.display().to_string();
    let ran = cargo(["bench", "--profile", "dev", "--bench", "open_score", "--"])
        .arguments([table])
        .tee()?;
    if !ran.success {
        bail!("nothing was counted");
    }
    judge(&ran.stdout)
}

/// The demo's rule table.
fn table() -> Result<PathBuf> {
    files(&layout::demo(), ".tdm")?
        .pop()
        .context("there is no table in www/demo: run `cargo xtask demo`")
}

/// A path that holds wherever cargo starts the bench.
fn from_bench(name: &str) -> String {
    layout::root().join(name).display().to_string()
}

/// Holds the lines `name, instructions, …` against the gates. A gate without a figure has failed,
/// and so has a figure of zero.
fn judge(stdout: &str) -> Result<u64> {
    let mut faults = Vec::new();
    for (name, most) in GATES {
        let count = stdout
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .find(|(first, _)| first == name)
            .and_then(|(_, rest)| rest.split('\t').next()?.parse::<u64>().ok());
        match count {
            None | Some(0) => faults.push(format!("{name} was not counted")),
            Some(count) if count > *most => faults.push(format!(
                "{name} takes {count} instructions, and {most} are allowed"
            )),
            Some(_) => {}
        }
    }
    if faults.is_empty() {
        Ok(GATES.len() as u64)
    } else {
        bail!("{}", faults.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the bench prints, with this figure for each.
    fn printed(count: u64) -> String {
        GATES
            .iter()
            .map(|(name, _)| format!("{name}\t{count}\t999\n"))
            .collect()
    }

    #[test]
    fn figures_within_their_gates_pass() {
        assert_eq!(judge(&printed(1)).unwrap(), GATES.len() as u64);
    }

    #[test]
    fn a_figure_over_its_gate_or_missing_or_zero_fails() {
        assert!(judge(&printed(1_000_000)).is_err());
        assert!(judge(&printed(0)).is_err());
        assert!(judge("open\t5\t9\n").is_err());
        assert!(judge("").is_err());
    }
}
