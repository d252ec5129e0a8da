//! Where things lie in the repository.

use std::{env, path::PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let own = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), PathBuf::from)
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Logs, stamps and shims of the chores themselves. Safe to delete.
pub(crate) fn scratch() -> PathBuf {
    target().join("xtask")
}

/// The demo artefacts, made from the orders in `data`.
pub(crate) fn demo() -> PathBuf {
    root().join("www/demo")
}

/// The same of the made-up shop.
pub(crate) fn planted() -> PathBuf {
    root().join("www/planted")
}

/// What trunk lays out: the demo shop with the embed files.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The `tandem` program in its everyday build.
pub(crate) fn tandem() -> PathBuf {
    target()
        .join("debug")
        .join(format!("tandem{}", env::consts::EXE_SUFFIX))
}
