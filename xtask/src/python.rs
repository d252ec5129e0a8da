//! Environments of Python packages, each in a folder of its own below `target`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::command::Command;

/// A Python with these packages, made where it is missing or other packages are asked for.
pub(crate) fn environment(folder: &Path, packages: &[&str]) -> Result<PathBuf> {
    if let Some(python) = present(folder, packages) {
        return Ok(python);
    }
    let place = folder.join("venv");
    let system = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    Command::new(system)
        .arguments(["-m", "venv", "--clear", &place.display().to_string()])
        .run_logged("python-venv")?;
    let python = program(folder);
    Command::new(python.display().to_string())
        .arguments(["-m", "pip", "install", "--quiet"])
        .arguments(packages.iter().copied())
        .run_logged("python-packages")?;
    fs::write(stamp(folder), packages.join("\n")).context("cannot write the list of packages")?;
    Ok(python)
}

/// The Python of a folder that has just these packages.
pub(crate) fn present(folder: &Path, packages: &[&str]) -> Option<PathBuf> {
    let python = program(folder);
    let has = fs::read_to_string(stamp(folder)).ok()?;
    (python.exists() && has == packages.join("\n")).then_some(python)
}

fn program(folder: &Path) -> PathBuf {
    folder.join(if cfg!(windows) {
        "venv/Scripts/python.exe"
    } else {
        "venv/bin/python"
    })
}

/// Written last: an environment without it was never finished.
fn stamp(folder: &Path) -> PathBuf {
    folder.join("packages.txt")
}
