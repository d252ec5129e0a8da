//! The release build, in `dist`: the demo shop and the embed files as they ship.

use std::env;

use anyhow::{Context, Result};

use crate::{
    command::Command,
    layout,
    setup::{Machine, Tool},
};

/// What a release build needs.
pub(crate) const TOOLS: &[Tool] = &[
    Tool::WasmTarget,
    Tool::StdSource,
    Tool::Npm,
    Tool::WasmBindgen,
    Tool::Trunk,
];

/// Builds it. `www/demo` and `www/planted` must be there: trunk copies them.
pub(crate) fn build(machine: &Machine) -> Result<()> {
    println!("dist: the release build (the first time usually 3 to 5 minutes, then about one)");
    if !machine.wasm.has_source() {
        println!("dist: without the source of the standard library the widget is larger");
    }
    let trunk = Command::new("trunk").arguments(["build", "--release"]);
    machine
        .wasm
        .small(trunk, &flags())?
        .run()
        .context("the release build failed; what it needs comes with `cargo xtask setup`")
}

/// What a panic would say names its source file. What ships names no folder of the machine that built
/// it.
fn flags() -> String {
    let mut flags = format!("--remap-path-prefix={}=tandem", layout::root().display());
    let home = env::var_os("HOME").map(|home| std::path::Path::new(&home).join(".cargo"));
    let cargo = env::var_os("CARGO_HOME").map(Into::into).or(home);
    if let Some(cargo) = cargo {
        flags.push_str(&format!(" --remap-path-prefix={}=cargo", cargo.display()));
    }
    flags
}
