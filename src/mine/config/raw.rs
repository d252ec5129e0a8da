//! Settings as a person wrote them. The meanings are documented once, on the settings that run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BreakConfig, BundleConfig, BundleTermsConfig, ColdConfig};
use crate::mine::import::{CatalogColumn, OrderColumn};

/// `tandem.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `[import]`.
    pub import: ImportConfig,
    /// `[mine]`.
    pub mine: MineConfig,
    /// `[table]`.
    pub table: TableConfig,
    /// `[catalog]`.
    pub catalog: CatalogConfig,
    /// `[rules]`.
    pub rules: super::RulesConfig,
    /// `[offer]`.
    pub offer: OfferConfig,
    /// `[output]`.
    pub output: OutputConfig,
    /// `[bundles]`.
    pub bundles: BundleConfig,
    /// `[[bundle]]`.
    pub bundle: Vec<BundleTermsConfig>,
    /// `[[break]]`.
    #[serde(rename = "break")]
    pub breaks: Vec<BreakConfig>,
    /// `[relation]`.
    pub relation: super::RelationConfig,
    /// `[cold]`.
    pub cold: ColdConfig,
    /// `[words]`.
    pub words: super::WordsConfig,
}

/// `[import]`, as written. See [`super::ImportSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(
    missing_docs,
    reason = "each key is documented once, on ImportSettings"
)]
pub struct ImportConfig {
    pub delimiter: Option<String>,
    pub encoding: Option<String>,
    pub dates: Option<String>,
    pub decimal: Option<String>,
    pub currency: Option<String>,
    pub list_separator: Option<String>,
    pub strict: Option<bool>,
    pub max_bad_share: Option<f64>,
    pub cancelled_prefixes: Option<Vec<String>>,
    pub adjustment_prefixes: Option<Vec<String>>,
    pub left_out_statuses: Option<Vec<String>>,
    pub fee_skus: Option<Vec<String>>,
    pub fee_titles: Option<Vec<String>>,
    pub free_lines: Option<String>,
    pub sku_case: Option<String>,
    pub sku_from_title: Option<bool>,
    pub max_order_items: Option<u32>,
    pub max_same_orders: Option<u32>,
    pub max_customer_share: Option<f64>,
    pub columns: BTreeMap<OrderColumn, String>,
}

/// `[mine]`, as written. See [`super::MineSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on MineSettings")]
pub struct MineConfig {
    pub preset: Option<String>,
    pub rules_per_item: Option<u32>,
    pub min_pair_orders: Option<NumberOrWord>,
    pub min_pair_customers: Option<NumberOrWord>,
    pub choose: Option<bool>,
    pub fallback: Option<String>,
    pub page: RecipeConfig,
    pub cart: RecipeConfig,
}

/// `[mine.page]` and `[mine.cart]`, as written. See [`super::Recipe`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on Recipe")]
pub struct RecipeConfig {
    pub order_weight: Option<String>,
    pub exponent_antecedent: Option<NumberOrWord>,
    pub exponent_consequent: Option<NumberOrWord>,
    pub ridge_share: Option<NumberOrWord>,
    pub ridge_strength: Option<NumberOrWord>,
    pub ridge_neighbours: Option<NumberOrWord>,
    pub trend: Option<NumberOrWord>,
}

/// A number, or a word in its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NumberOrWord {
    /// `0.2`.
    Number(f64),
    /// `"auto"`.
    Word(String),
}

/// `[table]`, as written. See [`super::TableSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on TableSettings")]
pub struct TableConfig {
    pub keys: Option<Vec<String>>,
}

/// `[catalog]`, as written. See [`super::CatalogSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(
    missing_docs,
    reason = "each key is documented once, on CatalogSettings"
)]
pub struct CatalogConfig {
    pub url: Option<String>,
    pub image: Option<String>,
    pub title_case: Option<String>,
    pub shard_items: Option<u32>,
    pub attributes: Option<Vec<String>>,
    pub columns: BTreeMap<CatalogColumn, String>,
}

/// `[offer]`, as written. See [`super::OfferSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on OfferSettings")]
pub struct OfferConfig {
    pub max_items: Option<u32>,
    pub show_orders: Option<bool>,
    pub locales: Option<Vec<String>>,
}

/// `[output]`, as written. See [`super::OutputSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(
    missing_docs,
    reason = "each key is documented once, on OutputSettings"
)]
pub struct OutputConfig {
    pub fallback: Option<bool>,
    pub report: Option<bool>,
}
