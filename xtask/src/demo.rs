//! The demo table: the `tandem` program on the real orders of `data`, into `www/demo`.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::{Instant, UNIX_EPOCH},
};

use anyhow::{Context, Result};

use crate::{
    checks::files,
    command::{Command, cargo, duration, relative},
    layout,
};

const SETTINGS: &str = "data/demo.toml";
pub(crate) const ORDERS: &str = "data/online-retail.csv.gz";
const PRODUCTS: &str = "www/shop/make-products.mjs";
/// What the script above draws the pictures with.
const PICTURES: &str = "www/shop/draw";

/// Builds the program, and the table when the program, the settings or the orders changed.
pub(crate) fn build() -> Result<()> {
    let started = Instant::now();
    println!("demo: building the tandem program (the first time usually 3 to 4 minutes)");
    cargo(["build", "--bin", "tandem"]).run()?;

    let stamp_file = layout::scratch().join("demo.stamp");
    let manifest = layout::demo().join("manifest.json");
    let stamp = stamp(&inputs()?)?;
    if manifest.is_file() && fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        println!("demo: {} is up to date", relative(&layout::demo()));
        return Ok(());
    }

    println!(
        "demo: building the table from {ORDERS} (usually half a minute, most of it choosing how to rank)"
    );
    Command::new(layout::tandem().display().to_string())
        .arguments([
            "build", "--config", SETTINGS, "--orders", ORDERS, "--out", "www/demo",
        ])
        .run()?;
    Command::new("node")
        .arguments([PRODUCTS, "www/demo"])
        .run()?;
    fs::create_dir_all(layout::scratch())?;
    fs::write(&stamp_file, stamp)?;
    println!("demo: ready in {}", duration(started.elapsed()));
    Ok(())
}

fn inputs() -> Result<Vec<PathBuf>> {
    let mut inputs = vec![layout::tandem()];
    inputs.extend([SETTINGS, ORDERS, PRODUCTS].map(|name| layout::root().join(name)));
    inputs.extend(files(&layout::root().join(PICTURES), ".mjs")?);
    Ok(inputs)
}

/// Name, size and time of last change of each input.
fn stamp(inputs: &[PathBuf]) -> Result<String> {
    let mut stamp = String::new();
    for path in inputs {
        let (size, nanoseconds) = size_and_time(path)?;
        let _ = writeln!(stamp, "{} {size} {nanoseconds}", relative(path));
    }
    Ok(stamp)
}

fn size_and_time(path: &Path) -> Result<(u64, u128)> {
    let data = fs::metadata(path).with_context(|| format!("{} is missing", relative(path)))?;
    let changed = data.modified()?.duration_since(UNIX_EPOCH)?;
    Ok((data.len(), changed.as_nanos()))
}
