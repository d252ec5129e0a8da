//! The release build, in `dist`: the demo shop and the embed files as they ship.

use anyhow::{Context, Result};

use crate::{
    command::Command,
    setup::{Machine, Tool},
};

/// What a release build needs.
pub(crate) const TOOLS: &[Tool] = &[Tool::WasmTarget, Tool::Npm, Tool::WasmBindgen, Tool::Trunk];

/// Builds it. `www/demo` must be there: trunk copies it.
pub(crate) fn build(machine: &Machine) -> Result<()> {
    println!("dist: the release build (the first time usually 3 to 5 minutes, then about one)");
    let trunk = Command::new("trunk").arguments(["build", "--release"]);
    machine
        .wasm
        .on_path(trunk)?
        .run()
        .context("the release build failed; what it needs comes with `cargo xtask setup`")
}
