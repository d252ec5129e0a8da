//! The demo's two shops: the `tandem` program on the real orders of `data`, into `www/demo`, and on
//! those of a shop that it grew itself, into `www/planted`.

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

pub(crate) const ORDERS: &str = "data/online-retail.csv.gz";
/// What the scripts below draw the pictures with.
const PICTURES: &str = "www/shop/draw";
const FILES: &str = "www/shop/make-files.mjs";

/// One of the two shops.
struct Shop {
    folder: &'static str,
    settings: &'static str,
    /// What lays out the products for the simulated shop.
    products: &'static str,
    /// How the orders come about.
    source: Source,
    /// How long it usually takes.
    usually: &'static str,
}

enum Source {
    /// An export as it is.
    Export(&'static str),
    /// A shop grown with these options.
    Grown(&'static [&'static str]),
}

const SHOPS: [Shop; 2] = [
    Shop {
        folder: "www/demo",
        settings: "data/demo.toml",
        products: "www/shop/make-products.mjs",
        source: Source::Export(ORDERS),
        usually: "half a minute, most of it choosing how to rank",
    },
    Shop {
        folder: "www/planted",
        settings: "data/planted.toml",
        products: "www/shop/make-planted.mjs",
        source: Source::Grown(&[
            "--orders",
            "6000",
            "--products",
            "280",
            "--departments",
            "3",
            "--seed",
            "7",
        ]),
        usually: "seconds",
    },
];

/// Builds the program, and each table when the program, its settings or its orders changed.
pub(crate) fn build() -> Result<()> {
    println!("demo: building the tandem program (the first time usually 3 to 4 minutes)");
    cargo(["build", "--bin", "tandem"]).run()?;
    for shop in &SHOPS {
        shop.build()?;
    }
    Ok(())
}

/// The folders of both.
pub(crate) fn folders() -> [&'static str; 2] {
    SHOPS.each_ref().map(|shop| shop.folder)
}

impl Shop {
    fn build(&self) -> Result<()> {
        let started = Instant::now();
        let folder = layout::root().join(self.folder);
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let stamp_file = layout::scratch().join(format!("{name}.stamp"));
        let stamp = stamp(&self.inputs()?)?;
        let kept = fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp);
        if folder.join("manifest.json").is_file() && kept {
            println!("demo: {} is up to date", self.folder);
            return Ok(());
        }
        println!("demo: building {} (usually {})", self.folder, self.usually);
        fs::create_dir_all(layout::scratch())?;
        let tandem = || Command::new(layout::tandem().display().to_string());
        let mut build =
            tandem().arguments(["build", "--config", self.settings, "--out", self.folder]);
        let grown = relative(&layout::scratch().join(format!("{name}-shop")));
        let numbers = layout::scratch().join(format!("{name}-numbers.jsonl"));
        let mut products = vec![
            self.products.to_owned(),
            self.folder.to_owned(),
            relative(&numbers),
        ];
        match self.source {
            Source::Export(file) => build = build.arguments(["--orders", file]),
            Source::Grown(options) => {
                let plant = tandem().arguments(["plant", "--out", &grown]);
                plant.arguments(options.iter().copied()).run()?;
                let file = |name: &str| format!("{grown}/{name}");
                build = build.arguments(["--orders".to_owned(), file("orders.csv")]);
                build = build.arguments(["--catalog".to_owned(), file("catalog.csv")]);
                products.push(grown);
            }
        }
        build.run()?;
        let every = tandem().arguments(["inspect", self.folder, "--every"]);
        fs::write(&numbers, every.capture()?)?;
        Command::new("node").arguments(products).run()?;
        fs::write(&stamp_file, stamp)?;
        println!(
            "demo: {} ready in {}",
            self.folder,
            duration(started.elapsed())
        );
        Ok(())
    }

    fn inputs(&self) -> Result<Vec<PathBuf>> {
        let mut inputs = vec![layout::tandem()];
        inputs.extend([self.settings, self.products, FILES].map(|name| layout::root().join(name)));
        if let Source::Export(file) = self.source {
            inputs.push(layout::root().join(file));
        }
        inputs.extend(files(&layout::root().join(PICTURES), ".mjs")?);
        Ok(inputs)
    }
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
