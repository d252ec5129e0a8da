//! Benches: instruction counts that gate, and throughput for people to read.

use anyhow::{Result, bail};

/// Runs both.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let Some(argument) = arguments.first() {
        bail!("`bench` takes no `{argument}`");
    }
    gate()?;
    Ok(())
}

/// Counts instructions and fails over the limit. Gives the number of limits.
pub(crate) fn gate() -> Result<u64> {
    bail!("there is no bench of open and score yet")
}
