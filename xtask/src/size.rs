//! What every shipped file weighs, against its budget.
//!
//! Budgets go down, never up: a change that makes something smaller lowers the number here.
//! A kilobyte is 1,000 bytes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    checks::files,
    command::{Command, relative},
    layout,
    node::{self, Weight},
};

/// The loader, in bytes after brotli: everything before an offer is near the viewport.
const LOADER_BROTLI_BYTES: u64 = 2_000;

/// Wasm, glue and styles, all placements, in bytes after brotli. The aim is 48,000.
const WIDGET_BROTLI_BYTES: u64 = 77_700;

/// The texts of the one language that a page fetches, English apart, after brotli.
const WORDS_BROTLI_BYTES: u64 = 1_500;

/// The cart of the one shop system that a page fetches, after brotli. It was 2,500 before adapters knew of
/// other tabs, of variations, and of Shopify's standard actions.
const ADAPTER_BROTLI_BYTES: u64 = 3_450;

/// What a shop that measures fetches once its shopper agrees, after brotli.
const ANALYTICS_BROTLI_BYTES: u64 = 1_000;

/// The table without its evidence: ids, codes, scales and keys.
const TABLE_BYTES_PER_RULE: f64 = 2.4;

/// The same after gzip, as most hosts would send it.
const TABLE_GZIP_BYTES_PER_RULE: f64 = 2.2;

/// A shipped file.
struct Shipped {
    path: PathBuf,
    part: Part,
    weight: Weight,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Loader,
    Widget,
    Words,
    Adapter,
    Analytics,
    Rules,
    Catalog,
    Manifest,
}

impl Part {
    /// What ships of the embed files and the data beside them; the rest of `dist` is the demo shop.
    fn of(path: &str) -> Option<Self> {
        let (folder, name) = path.rsplit_once('/')?;
        match (folder, name) {
            ("embed", "tandem.js") => Some(Self::Loader),
            ("embed", _) if name.starts_with("tandem_words_") => Some(Self::Words),
            ("embed", _) if name.starts_with("tandem_adapter_") => Some(Self::Adapter),
            ("embed", _) if name.starts_with("tandem_analytics-") => Some(Self::Analytics),
            ("embed", _) if name.ends_with(".json") => None,
            ("embed", _) => Some(Self::Widget),
            ("demo", "manifest.json") => Some(Self::Manifest),
            ("demo", _) if name.starts_with("rules-") => Some(Self::Rules),
            ("demo", _) if name.starts_with("catalog-") => Some(Self::Catalog),
            _ => None,
        }
    }
}

/// A budget and what it is held against.
struct Budget {
    what: &'static str,
    limit: f64,
    actual: f64,
    unit: &'static str,
}

/// Prints all sizes.
pub(crate) fn print() -> Result<()> {
    measure().map(|_| ())
}

/// Prints all sizes and fails where one is over its budget. Gives the number of budgets.
pub(crate) fn check() -> Result<u64> {
    let budgets = measure()?;
    let over: Vec<String> = budgets
        .iter()
        .filter(|budget| budget.actual > budget.limit)
        .map(|budget| {
            format!(
                "{} is {:.2} {}, and {:.2} is allowed",
                budget.what, budget.actual, budget.unit, budget.limit
            )
        })
        .collect();
    if over.is_empty() {
        Ok(budgets.len() as u64)
    } else {
        bail!("{}", over.join("; "))
    }
}

fn measure() -> Result<Vec<Budget>> {
    let shipped = shipped(&layout::dist())?;
    println!(
        "{:<52} {:>10} {:>10} {:>10}",
        "bytes", "raw", "gzip -9", "brotli 11"
    );
    for file in &shipped {
        println!(
            "{:<52} {:>10} {:>10} {:>10}",
            relative(&file.path),
            file.weight.raw,
            file.weight.gzip,
            file.weight.brotli
        );
    }
    let sum = |part: Part| {
        shipped
            .iter()
            .filter(|file| file.part == part)
            .fold(Weight::default(), |sum, file| sum + file.weight)
    };
    let largest = |part: Part| {
        let weights = shipped.iter().filter(|file| file.part == part);
        weights.map(|file| file.weight.brotli).max().unwrap_or(0)
    };
    for (part, name) in [
        (Part::Loader, "loader"),
        (Part::Widget, "wasm and glue"),
        (Part::Words, "texts"),
        (Part::Adapter, "shop adapters"),
        (Part::Analytics, "analytics"),
        (Part::Rules, "rules"),
    ] {
        if sum(part).raw == 0 {
            bail!("no file of the {name} in dist: run `cargo xtask dist`");
        }
    }
    let table = table(&shipped)?;
    let budgets = vec![
        Budget {
            what: "the loader",
            limit: LOADER_BROTLI_BYTES as f64 / 1_000.0,
            actual: sum(Part::Loader).brotli as f64 / 1_000.0,
            unit: "KB after brotli",
        },
        Budget {
            what: "the widget: wasm, glue, styles",
            limit: WIDGET_BROTLI_BYTES as f64 / 1_000.0,
            actual: sum(Part::Widget).brotli as f64 / 1_000.0,
            unit: "KB after brotli",
        },
        Budget {
            what: "the longest language, one a page",
            limit: WORDS_BROTLI_BYTES as f64 / 1_000.0,
            actual: largest(Part::Words) as f64 / 1_000.0,
            unit: "KB after brotli",
        },
        Budget {
            what: "the largest shop adapter, one a page",
            limit: ADAPTER_BROTLI_BYTES as f64 / 1_000.0,
            actual: largest(Part::Adapter) as f64 / 1_000.0,
            unit: "KB after brotli",
        },
        Budget {
            what: "analytics, where switched on and agreed to",
            limit: ANALYTICS_BROTLI_BYTES as f64 / 1_000.0,
            actual: largest(Part::Analytics) as f64 / 1_000.0,
            unit: "KB after brotli",
        },
        Budget {
            what: "the table without evidence",
            limit: TABLE_BYTES_PER_RULE,
            actual: table.bytes_per_rule,
            unit: "bytes a rule",
        },
        Budget {
            what: "the table without evidence, on the wire",
            limit: TABLE_GZIP_BYTES_PER_RULE,
            actual: table.gzip_bytes_per_rule,
            unit: "bytes a rule after gzip",
        },
    ];
    println!();
    println!(
        "the table: {:.0} rules; evidence takes another {:.2} bytes a rule",
        table.rules, table.evidence_bytes_per_rule
    );
    println!();
    println!("{:<52} {:>10} {:>10}", "budgets", "now", "at most");
    for budget in &budgets {
        println!(
            "{:<52} {:>10.2} {:>10.2} {}",
            budget.what, budget.actual, budget.limit, budget.unit
        );
    }
    Ok(budgets)
}

/// What a rule costs.
struct PerRule {
    rules: f64,
    bytes_per_rule: f64,
    gzip_bytes_per_rule: f64,
    evidence_bytes_per_rule: f64,
}

/// Asks `tandem inspect`. Evidence lies at the end of the file, so what comes before it is weighed
/// by itself.
fn table(shipped: &[Shipped]) -> Result<PerRule> {
    let inspected = Command::new(layout::tandem().display().to_string())
        .arguments(["inspect", "dist/demo", "--json"])
        .capture()?;
    let numbers = node::from_json(
        &inspected,
        "[it.rules, it.bytes_per_rule, it.bytes_per_rule_without_evidence]",
    )?;
    let numbers: Vec<f64> = numbers.lines().filter_map(|n| n.parse().ok()).collect();
    let [rules, whole, without] = numbers.as_slice() else {
        bail!("`tandem inspect --json` gave no sizes");
    };
    let file = shipped
        .iter()
        .find(|file| file.part == Part::Rules)
        .context("no rule table in dist/demo")?;
    let bytes = fs::read(&file.path)?;
    let kept = bytes
        .get(..(rules * without).round() as usize)
        .context("the table is shorter than `tandem inspect` says")?;
    let part = layout::scratch().join("table-without-evidence");
    fs::write(&part, kept)?;
    let weight = node::weights(&[&part])?
        .first()
        .copied()
        .unwrap_or_default();
    Ok(PerRule {
        rules: *rules,
        bytes_per_rule: *without,
        gzip_bytes_per_rule: weight.gzip as f64 / rules,
        evidence_bytes_per_rule: whole - without,
    })
}

fn shipped(dist: &Path) -> Result<Vec<Shipped>> {
    let parts: Vec<(PathBuf, Part)> = files(dist, "")?
        .into_iter()
        .filter_map(|path| {
            let name = path
                .strip_prefix(dist)
                .ok()?
                .to_string_lossy()
                .replace('\\', "/");
            let part = Part::of(&name)?;
            Some((path, part))
        })
        .collect();
    let paths: Vec<&Path> = parts.iter().map(|(path, _)| path.as_path()).collect();
    let weights = if paths.is_empty() {
        Vec::new()
    } else {
        node::weights(&paths)?
    };
    Ok(parts
        .into_iter()
        .zip(weights)
        .map(|((path, part), weight)| Shipped { path, part, weight })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_held_against_its_own_budget() {
        assert_eq!(Part::of("embed/tandem.js"), Some(Part::Loader));
        assert_eq!(Part::of("embed/tandem_widget-1.js"), Some(Part::Widget));
        assert_eq!(
            Part::of("embed/tandem_widget_bg-1.wasm"),
            Some(Part::Widget)
        );
        assert_eq!(Part::of("embed/integrity.json"), None);
        assert_eq!(Part::of("embed/tandem_words_de-1.json"), Some(Part::Words));
        assert_eq!(
            Part::of("embed/tandem_adapter_demo-1.js"),
            Some(Part::Adapter)
        );
        assert_eq!(
            Part::of("embed/tandem_analytics-1.js"),
            Some(Part::Analytics)
        );
        assert_eq!(Part::of("demo/rules-1.tdm"), Some(Part::Rules));
        assert_eq!(Part::of("demo/catalog-0-1.json.gz"), Some(Part::Catalog));
        assert_eq!(Part::of("demo/fallback/1.html"), None);
        assert_eq!(Part::of("shop/shop.js"), None);
    }

    #[test]
    fn any_other_file_beside_the_loader_counts_as_widget() {
        assert_eq!(Part::of("embed/tandem.css"), Some(Part::Widget));
    }
}
