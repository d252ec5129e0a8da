//! The same work by other libraries: from an export to each item's nearest, in CPU time and memory.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    command::{Command, cargo},
    layout, python,
};

/// What is measured against, and what reads the file for it.
const PACKAGES: &[&str] = &[
    "implicit==0.7.3",
    "rusket==0.1.101",
    "sparse_dot_topn==1.2.0",
    "polars==2.1.0",
    "numpy==2.4.6",
    "scipy==1.17.1",
];

const PEERS: &[&str] = &["implicit", "rusket", "sparse_dot_topn"];

const LINES: u64 = 10_000_000;

const SCRIPT: &str = "benches/peers.py";

/// What one process took.
struct Figures {
    name: String,
    threads: u32,
    wall: f64,
    cpu: f64,
    reading: f64,
    bytes: f64,
}

/// Makes the environment and the file where they are missing, runs all, compares the lists, prints
/// the table. Fails where lists differ.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let lines = match arguments {
        [] => LINES,
        [lines] => lines
            .replace(['_', ','], "")
            .parse()
            .with_context(|| format!("`{lines}` is no number of lines"))?,
        _ => bail!("`peers` takes one number of lines"),
    };
    let folder = layout::target().join("peers");
    fs::create_dir_all(&folder)?;
    let python = python::environment(&folder, PACKAGES)?;
    let python = |arguments: &[&str]| {
        Command::new(python.display().to_string())
            .arguments([SCRIPT])
            .arguments(arguments.iter().copied())
    };
    let export = folder.join(format!("orders-{lines}.csv"));
    let export = export.display().to_string();
    if !PathBuf::from(&export).exists() {
        let part = format!("{export}.part");
        python(&["make", &part, &lines.to_string()]).run()?;
        fs::rename(part, &export)?;
    }
    let lists = |name: &str| folder.join(format!("{name}.tsv")).display().to_string();
    cargo([
        "bench",
        "--profile",
        "native",
        "--bench",
        "mine",
        "--no-run",
    ])
    .run()?;
    let mut all = Vec::new();
    for threads in [1_u32, 2] {
        let count = threads.to_string();
        let ours = cargo(["bench", "--profile", "native", "--bench", "mine", "--"])
            .arguments([export.as_str(), &count, &lists("tandem")])
            .tee()?;
        all.push(figures(&ours.stdout).context("no figures of tandem's")?);
        for peer in PEERS {
            // Each has its own way to be told of threads.
            let theirs = [
                "RAYON_NUM_THREADS",
                "POLARS_MAX_THREADS",
                "OMP_NUM_THREADS",
                "OPENBLAS_NUM_THREADS",
            ]
            .into_iter()
            .fold(
                python(&["run", peer, &export, &count, &lists(peer)]),
                |command, name| command.env(name, &count),
            )
            .tee()?;
            all.push(figures(&theirs.stdout).with_context(|| format!("no figures of {peer}'s"))?);
            python(&["compare", &lists("tandem"), &lists(peer)])
                .run()
                .with_context(|| format!("the lists of tandem and {peer} differ"))?;
        }
    }
    print(&all, lines);
    Ok(())
}

/// The last line that is an object.
fn figures(stdout: &str) -> Option<Figures> {
    let line = stdout.lines().rev().find(|line| line.starts_with('{'))?;
    let text = |name: &str| {
        let (_, rest) = line.split_once(&format!("\"{name}\": "))?;
        rest.split([',', '}']).next()
    };
    let number = |name: &str| text(name)?.parse::<f64>().ok();
    Some(Figures {
        name: text("name")?.trim_matches('"').to_owned(),
        threads: text("threads")?.parse().ok()?,
        wall: number("wall")?,
        cpu: number("cpu")?,
        reading: number("reading")?,
        bytes: number("bytes")?,
    })
}

fn print(all: &[Figures], lines: u64) {
    println!("\n{lines} lines, from the file to each item's 20 nearest by cosine, lists equal");
    println!(
        "{:<16} {:>7} {:>7} {:>7} {:>13} {:>9} {:>8} {:>8}",
        "", "threads", "wall s", "CPU s", "reading CPU s", "peak MB", "CPU", "memory"
    );
    for it in all {
        let ours = all
            .iter()
            .find(|ours| ours.name == "tandem" && ours.threads == it.threads);
        let (cpu, memory) = ours.map_or((1.0, 1.0), |ours| {
            (it.cpu / ours.cpu, it.bytes / ours.bytes)
        });
        println!(
            "{:<16} {:>7} {:>7.1} {:>7.1} {:>13.1} {:>9.0} {:>7.2}x {:>7.2}x",
            it.name,
            it.threads,
            it.wall,
            it.cpu,
            it.reading,
            it.bytes / 1e6,
            cpu,
            memory
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_the_last_object() {
        let line = |cpu| {
            format!(
                r#"{{"name": "tandem", "threads": 2, "wall": 3.5, "cpu": {cpu}, "reading": 1, "bytes": 1024}}"#
            )
        };
        let read = figures(&format!("{}\nnote\n{}\n", line(1.0), line(6.5))).expect("an object");
        assert_eq!((read.name.as_str(), read.threads), ("tandem", 2));
        assert!((read.cpu - 6.5).abs() < 1e-9 && (read.bytes - 1024.0).abs() < 1e-9);
        assert!(figures("").is_none());
    }
}
