use serde::{Deserialize, Serialize};

use super::{
    ConfigError,
    check::{within, word, wrong},
};

/// What bundles rank by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BundleRank {
    /// How much more often they are bought together than by chance, for their size.
    #[default]
    Attach,
    /// In how many orders they are bought together beyond chance.
    Volume,
}

/// `[bundles]`: sets of three or four items to sell as one offer.
#[derive(Debug, Clone, PartialEq)]
pub struct BundleSettings {
    /// Orders that hold the whole set, at least; `None`: one order in 500, and 10 at least.
    pub min_orders: Option<u32>,
    /// Orders with more distinct items than this are not looked at: `3..=1_000`.
    pub max_order_items: u32,
    /// The whole set was bought together in the last days of the export: `1..=3_650`.
    pub recent_days: u32,
    /// What they rank by.
    pub rank: BundleRank,
    /// How many the report shows, at most: `0..=200`.
    pub max_shown: u32,
    /// The share of a bundle's price that must stay after its cost, for the report's idea of a
    /// price: `0.0..1.0`. Without costs there is no idea.
    pub min_margin: f64,
    /// The largest saving that the idea goes to, as a share of the prices apart: `0.0..=0.5`.
    pub max_saving: f64,
    /// The bundles that the shop offers, by the names in the report: their SKUs joined by `+`. Those
    /// of `[[bundle]]` come last.
    pub accept: Vec<String>,
    /// What the shop says of some of them.
    pub terms: Vec<BundleTerms>,
}

/// `[[bundle]]`: a bundle that the shop offers, and on what terms.
#[derive(Debug, Clone, PartialEq)]
pub struct BundleTerms {
    /// Its name in the report.
    pub name: String,
    /// The name or code of the discount that the shop itself gives on it. Pages promise none without.
    pub discount: Option<String>,
    /// What the discount takes off, as a share of the prices apart: `0.0..=0.95`. For the report:
    /// shoppers are told what their cart says.
    pub saving: Option<f64>,
    /// When the offer ends: from then on no page shows it.
    pub ends: Option<jiff::Timestamp>,
}

impl Default for BundleSettings {
    fn default() -> Self {
        Self {
            min_orders: None,
            max_order_items: 60,
            recent_days: 90,
            rank: BundleRank::Attach,
            max_shown: 20,
            min_margin: 0.3,
            max_saving: 0.1,
            accept: Vec::new(),
            terms: Vec::new(),
        }
    }
}

/// `[bundles]`, as written. See [`BundleSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(
    missing_docs,
    reason = "each key is documented once, on BundleSettings"
)]
pub struct BundleConfig {
    /// 0 for the default.
    pub min_orders: Option<u32>,
    pub max_order_items: Option<u32>,
    pub recent_days: Option<u32>,
    pub rank: Option<String>,
    pub max_shown: Option<u32>,
    pub min_margin: Option<f64>,
    pub max_saving: Option<f64>,
    pub accept: Option<Vec<String>>,
}

/// One `[[bundle]]`, as written. See [`BundleTerms`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on BundleTerms")]
pub struct BundleTermsConfig {
    pub name: String,
    pub discount: Option<String>,
    pub saving: Option<f64>,
    pub ends: Option<String>,
}

impl BundleTermsConfig {
    fn check(&self) -> Result<BundleTerms, ConfigError> {
        check_name("bundle.name", &self.name)?;
        Ok(BundleTerms {
            name: self.name.clone(),
            discount: self
                .discount
                .as_ref()
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty()),
            saving: self
                .saving
                .map(|share| {
                    within(
                        "bundle.saving",
                        Some(share),
                        share,
                        0.0..=0.95,
                        "a share from 0 to 0.95",
                    )
                })
                .transpose()?,
            ends: ends("bundle.ends", self.ends.as_ref())?,
        })
    }
}

/// When an offer ends.
pub(super) fn ends(
    key: &str,
    text: Option<&String>,
) -> Result<Option<jiff::Timestamp>, ConfigError> {
    let parse = |text: &String| {
        text.parse().map_err(|_| {
            wrong(
                key,
                text,
                "a time with its offset, \"2026-12-24T23:59:59+01:00\"",
            )
        })
    };
    text.map(parse).transpose()
}

fn check_name(key: &'static str, name: &str) -> Result<(), ConfigError> {
    if (3..=4).contains(&name.split('+').filter(|sku| !sku.is_empty()).count()) {
        return Ok(());
    }
    Err(wrong(
        key,
        name,
        "the name of a bundle as the report has it: three or four SKUs joined by +",
    ))
}

impl BundleConfig {
    pub(super) fn check(&self, terms: &[BundleTermsConfig]) -> Result<BundleSettings, ConfigError> {
        let default = BundleSettings::default();
        let mut accept = self.accept.clone().unwrap_or_default();
        for name in &accept {
            check_name("bundles.accept", name)?;
        }
        let terms = terms
            .iter()
            .map(BundleTermsConfig::check)
            .collect::<Result<Vec<_>, _>>()?;
        accept.extend(terms.iter().map(|terms| terms.name.clone()));
        Ok(BundleSettings {
            min_orders: match self.min_orders {
                None | Some(0) => None,
                Some(orders) => Some(orders.max(2)),
            },
            max_order_items: within(
                "bundles.max_order_items",
                self.max_order_items,
                default.max_order_items,
                3..=1_000,
                "from 3 to 1000",
            )?,
            recent_days: within(
                "bundles.recent_days",
                self.recent_days,
                default.recent_days,
                1..=3_650,
                "from 1 to 3650",
            )?,
            rank: word(
                "bundles.rank",
                self.rank.as_ref(),
                &[
                    ("attach", BundleRank::Attach),
                    ("volume", BundleRank::Volume),
                ],
                "\"attach\" or \"volume\"",
            )?,
            max_shown: within(
                "bundles.max_shown",
                self.max_shown,
                default.max_shown,
                0..=200,
                "from 0 to 200",
            )?,
            min_margin: within(
                "bundles.min_margin",
                self.min_margin,
                default.min_margin,
                0.0..=0.95,
                "from 0 to 0.95",
            )?,
            max_saving: within(
                "bundles.max_saving",
                self.max_saving,
                default.max_saving,
                0.0..=0.5,
                "from 0 to 0.5",
            )?,
            accept,
            terms,
        })
    }
}
