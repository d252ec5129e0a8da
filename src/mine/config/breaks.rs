//! `[[break]]`: what a discount of the shop's own takes off where a shopper takes more of one item.

use serde::{Deserialize, Serialize};

use super::{
    ConfigError, Selector,
    bundle::ends,
    check::{within, wrong},
    rules::selectors,
};

/// `[[break]]`: more of one item for less, as a discount of the shop's own has it.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantityBreak {
    /// Of which products. Each counts on its own.
    pub what: Vec<Selector>,
    /// The discount's name or code in the shop.
    pub discount: String,
    /// Its steps, the smallest number first; at least one. More pieces save more.
    pub steps: Vec<BreakStep>,
    /// When the offer ends: from then on no page shows it.
    pub ends: Option<jiff::Timestamp>,
}

/// One step of a [`QuantityBreak`].
///
/// The manifest has it as it is here.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BreakStep {
    /// From so many pieces of the item on: `2..=10_000`.
    pub quantity: u32,
    /// So much comes off, as a share of their price: `0.001..=0.95`.
    pub saving: f64,
}

/// One `[[break]]`, as written. See [`QuantityBreak`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on QuantityBreak")]
pub struct BreakConfig {
    pub what: Vec<String>,
    pub discount: String,
    pub steps: Vec<StepConfig>,
    pub ends: Option<String>,
}

/// One of `break.steps`, as written. See [`BreakStep`] for the meanings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is documented once, on BreakStep")]
pub struct StepConfig {
    pub quantity: u32,
    pub saving: f64,
}

impl BreakConfig {
    pub(super) fn check(&self) -> Result<QuantityBreak, ConfigError> {
        if self.what.is_empty() {
            return Err(wrong("break.what", &self.what, "a list of products"));
        }
        let discount = self.discount.trim();
        if discount.is_empty() {
            return Err(wrong(
                "break.discount",
                discount,
                "the name or code of the discount that your shop gives: Tandem gives none",
            ));
        }
        let mut steps: Vec<BreakStep> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let quantity = within(
                "break.steps.quantity",
                Some(step.quantity),
                0,
                2..=10_000,
                "from 2 to 10000",
            )?;
            let saving = within(
                "break.steps.saving",
                Some(step.saving),
                0.0,
                0.001..=0.95,
                "a share from 0.001 to 0.95",
            )?;
            let is_more = |last: &BreakStep| quantity > last.quantity && saving > last.saving;
            if !steps.last().is_none_or(is_more) {
                return Err(wrong(
                    "break.steps",
                    (quantity, saving),
                    "more pieces and a larger saving than the step before it",
                ));
            }
            steps.push(BreakStep { quantity, saving });
        }
        if steps.is_empty() {
            return Err(wrong(
                "break.steps",
                "",
                "at least one step, { quantity = 6, saving = 0.1 }",
            ));
        }
        Ok(QuantityBreak {
            what: selectors("break.what", &self.what)?,
            discount: discount.to_owned(),
            steps,
            ends: ends("break.ends", self.ends.as_ref())?,
        })
    }
}
