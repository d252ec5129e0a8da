//! What a person typed, as clap reads it. Each verb turns its own part into what it needs.

use std::{
    num::{NonZeroU64, NonZeroUsize},
    path::PathBuf,
    str::FromStr as _,
};

use clap::{Args, Parser, Subcommand};

use super::{init::InitArguments, pack::PackArguments, plant::PlantArguments};
use crate::{domain::Placement, eval::BaselineSet, mine::config::Preset};

const AFTER_HELP: &str = "\
Examples:
  tandem init --orders orders.csv                  recognise the export, write tandem.toml
  tandem build --orders orders.csv --out public/   mine it, write what the widget fetches
  tandem inspect public/ --item 85123A             what goes with a product, and why
  tandem eval --orders orders.csv                  how good the picks are on held-out orders

Exit codes: 0 done, 1 the data or the settings are wrong, 2 the command was not understood.";

/// Frequently bought together, scored in the shopper's browser from a static rule table.
#[derive(Debug, Parser)]
#[command(name = "tandem", version, about, after_help = AFTER_HELP, max_term_width = 100)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: Verb,
    /// Work on this many threads [default: one for each processor]. Results do not depend on it.
    #[arg(long, global = true, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Init(InitArguments),
    Build(BuildArguments),
    Inspect(InspectArguments),
    Verify(VerifyArguments),
    Sign(SignArguments),
    Doctor(DoctorArguments),
    Score(ScoreArguments),
    Eval(EvalArguments),
    Render(RenderArguments),
    Plant(PlantArguments),
    Pack(PackArguments),
}

const BUILD_HELP: &str = "\
Examples:
  tandem build --orders orders.csv.gz --out public/tandem
  tandem build --config tandem.toml --orders 2023.csv 2024.csv --catalog products.csv --out public
  tandem build --orders orders.csv --preset discovery --out public

The folder then holds manifest.json, the rule table, the catalogue, fallback fragments for pages
without script, and report.html for you. Upload all but the report beside tandem.js. The same input
and settings give the same bytes; only manifest.json and the report tell the time, which
SOURCE_DATE_EPOCH fixes. A build that fails leaves the folder as it was.

Findings come one a line with a code, error[unknown-sku]: … An error stops the build with exit code
1, so that a shop can check its rules before it publishes; --warn tells it and goes on.";

/// Mine order exports into what the widget fetches.
#[derive(Debug, Args)]
#[command(after_help = BUILD_HELP)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    pub(super) orders: OrderArguments,
    /// What the shop says of its products: an export, products.json or a merchant feed, by SKU. Of
    /// several files, later ones say what the first leave open.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub(super) catalog: Vec<PathBuf>,
    /// The folder to write.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// What is wanted of suggestions beside hits, `relevance`, `discovery` or `value` [default:
    /// mine.preset]. What it costs and brings is measured and printed.
    #[arg(long, value_name = "NAME", value_parser = preset)]
    pub(super) preset: Option<Preset>,
    /// Build although rules or data have faults: these are told, and what they say is left out.
    #[arg(long)]
    pub(super) warn: bool,
}

/// Where orders come from and how they are read.
#[derive(Debug, Args)]
pub(super) struct OrderArguments {
    /// Order exports, as the shop made them: CSV or TSV, plain or gzip.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub(super) orders: Vec<PathBuf>,
    /// Settings [default: those of tandem.example.toml]. `tandem init` writes one.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Stop at the first line that cannot be read.
    #[arg(long)]
    pub(super) strict: bool,
    /// Memory that orders may take, as 512M or 4G; lines beyond it go to a temporary file. Results
    /// do not depend on it.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(super) memory: Option<u64>,
}

/// Bytes, with K, M or G for 1024 of the one before.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no size: write a whole number and K, M or G, as 512M");
    let upper = text.trim().to_ascii_uppercase();
    let number = upper.trim_end_matches("IB").trim_end_matches('B');
    let (number, shift) = match number.char_indices().next_back() {
        Some((end, 'K')) => (number.get(..end), 10),
        Some((end, 'M')) => (number.get(..end), 20),
        Some((end, 'G')) => (number.get(..end), 30),
        _ => (Some(number), 0),
    };
    let number: u64 = number
        .and_then(|number| number.trim().parse().ok())
        .ok_or_else(wrong)?;
    number
        .checked_mul(1 << shift)
        .filter(|bytes| *bytes > 0)
        .ok_or_else(wrong)
}

const INSPECT_HELP: &str = "\
Examples:
  tandem inspect public/
  tandem inspect public/ --item 85123A
  tandem inspect public/ --json | jq .rules
  tandem inspect public/ --every > products.jsonl";

/// Show what is in a built folder, or what goes with one product and why.
#[derive(Debug, Args)]
#[command(after_help = INSPECT_HELP)]
pub(super) struct InspectArguments {
    /// The folder that `tandem build` wrote.
    pub(super) dir: PathBuf,
    /// Only this product: its SKU, or another id that the table knows.
    #[arg(long, value_name = "SKU")]
    pub(super) item: Option<String>,
    /// Every product that has a card, as with --item: one JSON object a line.
    #[arg(long, conflicts_with = "item")]
    pub(super) every: bool,
    /// Write JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Check every file of a built folder: sizes, checksums, every record. One sentence a fault.
#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// The folder that `tandem build` wrote.
    pub(super) dir: PathBuf,
    /// Also its signature, by the public key that `tandem sign` printed.
    #[arg(long, value_name = "BASE64")]
    pub(super) key: Option<String>,
}

const SIGN_HELP: &str = "\
Make a key once, and keep it where the pages' files are not:
  openssl genpkey -algorithm ed25519 -out tandem.key

Example:
  tandem sign public/tandem --key tandem.key

Upload the .sig file with the rest. A page whose tag says data-key=\"…\", which this prints, then takes
nothing that this key has not signed.";

/// Sign a built folder, so that pages take no other.
#[derive(Debug, Args)]
#[command(after_help = SIGN_HELP)]
pub(super) struct SignArguments {
    /// The folder that `tandem build` wrote.
    pub(super) dir: PathBuf,
    /// The private key: Ed25519, PKCS #8, PEM.
    #[arg(long, value_name = "FILE")]
    pub(super) key: PathBuf,
}

const DOCTOR_HELP: &str = "\
Examples:
  tandem doctor https://shop.example/products/teacup
  tandem doctor https://shop.example/products/teacup --json
  tandem doctor public/ --max-age 60

Give the address of a product page. It and all that its tag leads to is fetched as a browser would;
scripts are not run. Of a folder, manifest.json and each page in it are looked at. Exit code 1 where
there is an error or a warning; notes are for information.";

/// Look at a shop's page, or a folder, and say what is wrong with Tandem there and what to do.
#[derive(Debug, Args)]
#[command(after_help = DOCTOR_HELP)]
pub(super) struct DoctorArguments {
    /// The address of a page, or a folder.
    #[arg(value_name = "URL|DIR")]
    pub(super) target: String,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// The days after which a table counts as old.
    #[arg(long, value_name = "DAYS", default_value_t = 35)]
    pub(super) max_age: u32,
    /// The seconds that one file may take.
    #[arg(long, value_name = "SECONDS", default_value = "10")]
    pub(super) timeout: NonZeroU64,
}

const SCORE_HELP: &str = "\
Examples:
  tandem score public/ --items 85123A
  tandem score public/ --items 85123A,22423 -k 10 --json
  tandem score public/ --queries carts.jsonl --out picks.jsonl

A file of queries has one JSON object a line, {\"items\":[\"85123A\",\"22423\"]}; the answers come in the
same order, one line each, {\"items\":[{\"sku\":\"22384\",\"score\":0.41}]}. Scores are exact: a page that
asks the same of the same table gets the same numbers.";

/// Rank what goes with a product or a cart, exactly as the widget does.
#[derive(Debug, Args)]
#[command(after_help = SCORE_HELP)]
pub(super) struct ScoreArguments {
    /// The folder that `tandem build` wrote.
    pub(super) dir: PathBuf,
    /// The products of the query: SKUs, or other ids that the table knows, parted by commas.
    #[arg(
        long,
        value_name = "A,B",
        value_delimiter = ',',
        required_unless_present = "queries"
    )]
    pub(super) items: Vec<String>,
    /// Where the offer would stand, `product`, `cart` or `upgrade`: a product page asks about its
    /// first item alone and never offers the rest; an upgrade takes the first item's place.
    #[arg(long, value_name = "P", value_parser = placement)]
    pub(super) placement: Option<Placement>,
    /// The segment that the page names, where rules speak of any.
    #[arg(long, value_name = "LABEL")]
    pub(super) segment: Option<String>,
    /// The loyalty tier that the page names.
    #[arg(long, value_name = "LABEL")]
    pub(super) tier: Option<String>,
    /// How many picks at most [default: the shop's own limit, offer.max_items].
    #[arg(short = 'k', value_name = "N")]
    pub(super) limit: Option<usize>,
    /// Write JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// Answer a file of queries instead.
    #[arg(long, value_name = "F.jsonl", requires = "out", conflicts_with_all = ["items", "json"])]
    pub(super) queries: Option<PathBuf>,
    /// Where the answers go.
    #[arg(long, value_name = "R.jsonl", requires = "queries")]
    pub(super) out: Option<PathBuf>,
}

const EVAL_HELP: &str = "\
Examples:
  tandem eval --orders orders.csv.gz
  tandem eval --orders orders.csv.gz --baselines all
  tandem eval --orders orders.csv.gz --config tandem.toml --json > eval.json

The newest 15 % of the orders are held back. From each, one item is hidden and asked for, given one
other item (page), up to three (cart3) or all others (cart); then another, --draws times. HR@k is the share of queries whose
hidden item is among the first k of all items; NDCG@10 counts a hit less the lower it stands; cov@10
is the share of products that ever appear in a first 10; lead is how far the NDCG@10 of the table is
above a method's. docs/evaluation.md defines every figure. No build depends on this.";

/// Measure the picks on held-out orders, against the usual methods.
#[derive(Debug, Args)]
#[command(after_help = EVAL_HELP)]
pub(super) struct EvalArguments {
    #[command(flatten)]
    pub(super) orders: OrderArguments,
    /// Chooses which item of each order is hidden.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    /// How many items of each order are hidden, one after the other.
    #[arg(long, default_value = "5", value_name = "N")]
    pub(super) draws: NonZeroUsize,
    /// What to compare with: `fast` takes seconds; `all` adds the closed-form regression EASE^R,
    /// which takes minutes for 10,000 products and is left out beyond.
    #[arg(long, value_enum, default_value_t = Baselines::Fast, value_name = "SET")]
    pub(super) baselines: Baselines,
    /// Measure new products instead: strip one product in ten of its history, and see how well those
    /// with similar names stand in for it.
    #[arg(long)]
    pub(super) cold: bool,
    /// Ask at most this many queries of each kind: fewer of each order, then fewer orders.
    #[arg(long, default_value = "20000", value_name = "N")]
    pub(super) queries: NonZeroUsize,
    /// Write JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// The methods to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Baselines {
    Fast,
    All,
}

impl From<Baselines> for BaselineSet {
    fn from(baselines: Baselines) -> Self {
        match baselines {
            Baselines::Fast => Self::Fast,
            Baselines::All => Self::All,
        }
    }
}

/// Print the HTML that stands in for the box of one product where no script runs.
#[derive(Debug, Args)]
pub(super) struct RenderArguments {
    /// The folder that `tandem build` wrote.
    pub(super) dir: PathBuf,
    /// The product: its SKU, or another id that the table knows.
    #[arg(long, value_name = "SKU")]
    pub(super) item: String,
}

fn placement(text: &str) -> Result<Placement, String> {
    Placement::from_str(text).map_err(|()| {
        let known = Placement::ALL.map(Placement::as_str);
        format!("it must be one of: {}", known.join(", "))
    })
}

fn preset(text: &str) -> Result<Preset, String> {
    Preset::from_word(text).ok_or_else(|| {
        let known = Preset::ALL.map(Preset::as_str);
        format!("it must be one of: {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn clap_finds_no_fault() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_in_the_docs_is_understood() {
        let docs = [
            include_str!("../../docs/commands.md"),
            include_str!("../../README.md"),
            include_str!("../../docs/shops.md"),
            include_str!("../../docs/shops/bigcommerce.md"),
            include_str!("../../docs/shops/custom.md"),
            include_str!("../../docs/shops/magento.md"),
            include_str!("../../docs/shops/oscar.md"),
            include_str!("../../docs/shops/shopify.md"),
            include_str!("../../docs/shops/woocommerce.md"),
            AFTER_HELP,
            BUILD_HELP,
            INSPECT_HELP,
            DOCTOR_HELP,
            SCORE_HELP,
            EVAL_HELP,
            super::super::plant::PLANT_HELP,
            super::super::pack::PACK_HELP,
        ];
        let mut commands = 0;
        for line in docs.iter().flat_map(|text| text.lines()) {
            let line = line.trim_start().trim_start_matches("$ ");
            // Comments, pipes and the remarks of an aligned column are for people.
            let line = line.split(['|', '>', '#']).next().unwrap_or_default();
            let line = line.split("   ").next().unwrap_or_default();
            if line.starts_with("tandem ") && line.contains(" --") {
                Arguments::try_parse_from(line.split_whitespace())
                    .unwrap_or_else(|error| panic!("{line}\n{error}"));
                commands += 1;
            }
        }
        assert!(commands >= 20, "{commands} commands found");
    }

    #[test]
    fn every_command_of_a_schedule_is_understood() {
        let page = include_str!("../../docs/shops.md");
        let (_, section) = page
            .split_once("\n## Rebuild on a schedule\n")
            .expect("a section on schedules");
        let section = section.split("\n## ").next().unwrap_or_default();
        let mut verbs = std::collections::BTreeSet::new();
        for line in section.lines() {
            let line = line.trim_start().trim_start_matches("- run: ");
            if !line.starts_with("tandem ") {
                continue;
            }
            let parsed = Arguments::try_parse_from(line.split_whitespace())
                .unwrap_or_else(|error| panic!("{line}\n{error}"));
            verbs.insert(format!("{:?}", core::mem::discriminant(&parsed.verb)));
        }
        assert_eq!(verbs.len(), 3, "build, verify and pack: {verbs:?}");
        let profile = section
            .split("--profile ")
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next())
            .expect("a profile");
        let cargo = include_str!("../../Cargo.toml");
        assert!(cargo.contains(&format!("[profile.{profile}]")), "{profile}");
    }

    #[test]
    fn sizes_are_whole_numbers_of_something() {
        for (text, bytes) in [
            ("4096", 4096),
            ("512K", 512 << 10),
            ("512M", 512 << 20),
            ("2gb", 2 << 30),
            ("3 GiB", 3 << 30),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "M", "0", "0G", "-1M", "1.5G", "12X", "99999999999G"] {
            assert!(
                size(text).is_err_and(|told| told.contains("512M")),
                "{text}"
            );
        }
    }
}
