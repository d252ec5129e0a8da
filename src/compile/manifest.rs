use serde::{Deserialize, Serialize};

use super::{Labelled, hash::sha256_hex, texts::OwnTexts};
use crate::{
    domain::{Currency, Locale},
    mine::config::{BreakStep, Recipe},
};

/// The manifest's file name in a folder of artefacts.
pub const MANIFEST_FILE: &str = "manifest.json";

/// A time as the manifest has it.
pub(super) fn written(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The newest form of manifest that this program writes and reads.
pub const MANIFEST_FORMAT: u32 = 1;

/// What a folder of artefacts holds: names, sizes and hashes of all files that a page may fetch,
/// and where they come from. The one file whose name stays the same from build to build.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`] of the writer.
    pub format: u32,
    /// Program and version that wrote it.
    pub generator: String,
    /// When, in UTC and RFC 3339, to the second.
    pub built_at: String,
    /// The orders behind it.
    pub data: DataSpan,
    /// The rule table.
    pub rules: RulesFile,
    /// What cards show.
    pub catalog: CatalogFiles,
    /// How the shop wants offers made.
    pub offer: OfferRules,
    /// How the rules were mined.
    pub mine: MineRules,
    /// The bundles that the shop offers, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundles: Vec<BundleOffer>,
    /// What the shop's own discounts take off for more of one item; of those that hold for an item
    /// the first counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<BreakOffer>,
    /// The shop's own texts: of those that fit a box, a later one counts before an earlier one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<OwnTexts>,
    /// What pages fetch in place of `rules` and `catalog` where they name a segment or a loyalty tier
    /// that the shop's rules speak of: the first that fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labelled: Vec<Labelled>,
    /// Which rules do not come from orders alone, where there are any. Pages do not fetch it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<FileEntry>,
}

/// A set of items that the shop offers as one. Its price is the shop's own affair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleOffer {
    /// Its name in the report and in `tandem.toml`.
    pub name: String,
    /// Its items, the most ordered first.
    pub skus: Vec<String>,
    /// Orders that held all of them.
    pub orders: u32,
    /// The discount that the shop itself gives on it, by its name or code there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<String>,
    /// When the offer ends, in UTC and RFC 3339, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
}

/// More of one item for less, as a discount of the shop's own has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BreakOffer {
    /// The items. Each counts on its own.
    pub skus: Vec<String>,
    /// The steps, the smallest number first.
    pub steps: Vec<BreakStep>,
    /// The discount, by its name or code in the shop.
    pub discount: String,
    /// When the offer ends, in UTC and RFC 3339, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
}

/// What orders the artefacts were made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSpan {
    /// Day of the first order, `2010-12-01`.
    pub from: String,
    /// Day of the last order.
    pub until: String,
    /// Orders counted.
    pub orders: u32,
    /// Distinct items in them.
    pub items: u32,
    /// Distinct customers, all unnamed ones as one; 0 where the export names none.
    pub customers: u32,
}

/// One file that the manifest vouches for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name, beside the manifest.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
}

/// The rule table's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesFile {
    /// Name, size, hash.
    #[serde(flatten)]
    pub entry: FileEntry,
    /// Rules in it.
    pub count: u32,
    /// Version of the table format.
    pub version: u16,
}

/// The catalogue's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogFiles {
    /// Items in each shard but the last: item *i* is in shard *i* / `shard_items`.
    pub shard_items: u32,
    /// ISO 4217 code of the prices; `None` where the shop names no currency.
    pub currency: Option<String>,
    /// Digits of the currency's minor unit.
    pub exponent: Option<u8>,
    /// Where titles and prices come from.
    pub prices: PriceSource,
    /// The shards, in order.
    pub shards: Vec<ShardFile>,
}

/// Where prices come from. A page may show only those that a catalogue states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PriceSource {
    /// The shop gave a catalogue.
    Catalog,
    /// There is none: the shards hold no price, and pages ask the shop.
    Orders,
}

/// One shard's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardFile {
    /// Name, size, hash.
    #[serde(flatten)]
    pub entry: FileEntry,
    /// The first item in it.
    pub first: u32,
    /// How many items.
    pub count: u32,
}

/// How the shop wants offers made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferRules {
    /// At most this many items beside the one on the page.
    pub max_items: u8,
    /// What is offered where no rule applies.
    pub fallback: FallbackRule,
    /// Whether shoppers are told in how many orders a pair was bought together.
    pub show_orders: bool,
    /// The language of the fallback fragments, a BCP 47 tag. The widget's is the page's own.
    #[serde(default = "english", skip_serializing_if = "is_english")]
    pub locale: String,
}

fn english() -> String {
    Locale::default().as_str().to_owned()
}

fn is_english(locale: &str) -> bool {
    locale == Locale::default().as_str()
}

/// What is offered where no rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FallbackRule {
    /// Nothing.
    None,
    /// The most popular items.
    Popularity,
}

/// The settings that the rules were mined with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MineRules {
    /// Rules kept for an item, at most.
    pub rules_per_item: u8,
    /// Orders that a pair was seen in, at least.
    pub min_pair_orders: u32,
    /// Distinct customers that a pair was seen with, at least; 0 where the export names none.
    pub min_pair_customers: u32,
    /// How one item is answered.
    pub page: Recipe,
    /// How several are.
    pub cart: Recipe,
}

impl From<FallbackRule> for crate::score::Fallback {
    fn from(rule: FallbackRule) -> Self {
        match rule {
            FallbackRule::None => Self::None,
            FallbackRule::Popularity => Self::Popularity,
        }
    }
}

impl CatalogFiles {
    /// What prices are counted in, where the shop names a currency.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        Currency::new(self.currency.as_deref()?, self.exponent?)
    }
}

impl FileEntry {
    /// Whether these are the file's bytes, by size and digest.
    #[must_use]
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.bytes == bytes.len() as u64 && sha256_hex(bytes).eq_ignore_ascii_case(&self.sha256)
    }
}

impl Manifest {
    /// Every file that the manifest names.
    pub fn files(&self) -> impl Iterator<Item = &FileEntry> {
        let labelled = self.labelled.iter().flat_map(|it| {
            core::iter::once(&it.rules.entry)
                .chain(it.catalog.shards.iter().map(|shard| &shard.entry))
                .chain(&it.sources)
        });
        core::iter::once(&self.rules.entry)
            .chain(self.catalog.shards.iter().map(|shard| &shard.entry))
            .chain(&self.sources)
            .chain(labelled)
    }

    /// The manifest as a file.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Strings, numbers and lists of them: nothing here can fail to serialise.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}
