use serde::{Deserialize, Serialize};

use super::{
    ConfigError,
    check::{within, word},
};

/// Whether items with few orders borrow from those like them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BackOff {
    /// Where it finds more than best-sellers do, measured on items that the shop knows.
    #[default]
    Measured,
    /// Always, unmeasured.
    Always,
    /// Never.
    Never,
}

/// `[cold]`: items with few orders or none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColdSettings {
    /// Whether they borrow rules from items with similar titles, categories and prices.
    pub back_off: BackOff,
    /// How many similar items lend to one: `1..=20`.
    pub similar: u32,
    /// An item with n orders counts n/(n + this) where it lends, and a new one that much less where it
    /// is suggested: `1..=1_000`.
    pub prior_orders: u32,
    /// With more orders than this an item has no need to borrow: `0..=10_000`.
    pub max_orders: u32,
    /// An item first ordered within so many days of the newest order is new: `0..=365`.
    pub new_days: u32,
    /// The share of their NDCG@10 that new items may cost the others: `0.0..=1.0`.
    pub max_loss: f64,
}

impl Default for ColdSettings {
    fn default() -> Self {
        Self {
            back_off: BackOff::Measured,
            similar: 5,
            prior_orders: 10,
            max_orders: 10,
            new_days: 30,
            max_loss: 0.01,
        }
    }
}

/// `[cold]`, as written. See [`ColdSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on ColdSettings")]
pub struct ColdConfig {
    pub back_off: Option<String>,
    pub similar: Option<u32>,
    pub prior_orders: Option<u32>,
    pub max_orders: Option<u32>,
    pub new_days: Option<u32>,
    pub max_loss: Option<f64>,
}

impl ColdConfig {
    pub(super) fn check(&self) -> Result<ColdSettings, ConfigError> {
        let default = ColdSettings::default();
        Ok(ColdSettings {
            back_off: word(
                "cold.back_off",
                self.back_off.as_ref(),
                &[
                    ("measured", BackOff::Measured),
                    ("always", BackOff::Always),
                    ("never", BackOff::Never),
                ],
                "\"measured\", \"always\" or \"never\"",
            )?,
            similar: within(
                "cold.similar",
                self.similar,
                default.similar,
                1..=20,
                "from 1 to 20",
            )?,
            prior_orders: within(
                "cold.prior_orders",
                self.prior_orders,
                default.prior_orders,
                1..=1_000,
                "from 1 to 1000",
            )?,
            max_orders: within(
                "cold.max_orders",
                self.max_orders,
                default.max_orders,
                0..=10_000,
                "from 0 to 10000",
            )?,
            new_days: within(
                "cold.new_days",
                self.new_days,
                default.new_days,
                0..=365,
                "from 0 to 365",
            )?,
            max_loss: within(
                "cold.max_loss",
                self.max_loss,
                default.max_loss,
                0.0..=1.0,
                "from 0 to 1",
            )?,
        })
    }
}
