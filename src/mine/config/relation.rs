use serde::{Deserialize, Serialize};

use super::{ConfigError, check::within};

/// `[relation]`: what is offered beside an item, and what in its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelationSettings {
    /// Keep what is taken in an item's place, and other variants of the same product, out of its box,
    /// where the orders say so.
    pub substitutes: bool,
    /// Beside an item nothing that costs more than so many times as much, where the catalogue calls
    /// them different kinds and the cheaper one is sold at least as often: `1.0..`; 0 for any price.
    pub max_price_ratio: f64,
    /// What could be taken in an item's place, at most: `0..=4`.
    pub upgrades: u32,
    /// It costs at least and at most so many times as much: `1.0..=10.0`.
    pub upgrade_price: (f64, f64),
}

impl Default for RelationSettings {
    fn default() -> Self {
        Self {
            substitutes: true,
            max_price_ratio: 10.0,
            upgrades: 4,
            upgrade_price: (1.05, 1.5),
        }
    }
}

/// `[relation]`, as written. See [`RelationSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(
    missing_docs,
    reason = "each key is documented once, on RelationSettings"
)]
pub struct RelationConfig {
    pub substitutes: Option<bool>,
    pub max_price_ratio: Option<f64>,
    pub upgrades: Option<u32>,
    pub upgrade_min_price: Option<f64>,
    pub upgrade_max_price: Option<f64>,
}

impl RelationConfig {
    pub(super) fn check(&self) -> Result<RelationSettings, ConfigError> {
        let default = RelationSettings::default();
        let (least, most) = default.upgrade_price;
        let least = within(
            "relation.upgrade_min_price",
            self.upgrade_min_price,
            least,
            1.0..=10.0,
            "from 1 to 10",
        )?;
        Ok(RelationSettings {
            substitutes: self.substitutes.unwrap_or(default.substitutes),
            max_price_ratio: match self.max_price_ratio {
                Some(0.0) => 0.0,
                ratio => within(
                    "relation.max_price_ratio",
                    ratio,
                    default.max_price_ratio,
                    1.0..=1e6,
                    "0, or from 1 on",
                )?,
            },
            upgrades: within(
                "relation.upgrades",
                self.upgrades,
                default.upgrades,
                0..=4,
                "from 0 to 4",
            )?,
            upgrade_price: (
                least,
                within(
                    "relation.upgrade_max_price",
                    self.upgrade_max_price,
                    most.max(least),
                    least..=10.0,
                    "from relation.upgrade_min_price to 10",
                )?,
            ),
        })
    }
}
