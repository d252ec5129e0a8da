//! `[rules.segment.…]` and `[rules.tier.…]`: what holds on pages that name a segment or a loyalty tier.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ConfigError, FactorConfig, PinConfig, RulesConfig, RulesSettings, check::wrong};

/// A table is built for each set of labels that a page may name: at most so many.
const MAX_TABLES: usize = 12;

/// Rules for one label, as written. See [`RulesSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on RulesSettings")]
pub struct LabelRulesConfig {
    pub block: Option<Vec<String>>,
    pub pin: Option<Vec<PinConfig>>,
    pub boost: Option<Vec<FactorConfig>>,
    pub bury: Option<Vec<FactorConfig>>,
}

/// The labels of a page, as far as rules ask for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels {
    /// The segment.
    pub segment: Option<String>,
    /// The loyalty tier.
    pub tier: Option<String>,
}

/// What is said besides on pages with one label.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelRules {
    /// The one label.
    pub labels: Labels,
    /// Where it is written: `rules.segment.trade`.
    pub key: String,
    /// Blocks, pins and factors; the rest says nothing.
    pub rules: RulesSettings,
}

impl LabelRulesConfig {
    fn check(&self, key: &str) -> Result<RulesSettings, ConfigError> {
        let rules = RulesConfig {
            block: self.block.clone(),
            pin: self.pin.clone(),
            boost: self.boost.clone(),
            bury: self.bury.clone(),
            shop_links: Some(Vec::new()),
            ..RulesConfig::default()
        };
        rules.check().map_err(|error| match error {
            ConfigError::Value {
                key: wrong,
                value,
                expected,
            } => ConfigError::Value {
                key: wrong.replacen("rules", key, 1),
                value,
                expected,
            },
            other => other,
        })
    }
}

/// What is written under `[rules.segment]` and `[rules.tier]`, segments first.
pub(super) fn check(
    segments: &BTreeMap<String, LabelRulesConfig>,
    tiers: &BTreeMap<String, LabelRulesConfig>,
) -> Result<Vec<LabelRules>, ConfigError> {
    let tables = (segments.len() + 1) * (tiers.len() + 1) - 1;
    if tables > MAX_TABLES {
        return Err(wrong(
            "rules.segment, rules.tier",
            format!("{} segments, {} tiers", segments.len(), tiers.len()),
            "few enough for 12 tables at most: one is built for each segment, each tier, and each \
             segment with each tier",
        ));
    }
    let mut found = Vec::new();
    for (label, config) in segments {
        let key = format!("rules.segment.{label}");
        found.push(LabelRules {
            rules: config.check(&key)?,
            labels: Labels {
                segment: Some(label.clone()),
                tier: None,
            },
            key,
        });
    }
    for (label, config) in tiers {
        let key = format!("rules.tier.{label}");
        found.push(LabelRules {
            rules: config.check(&key)?,
            labels: Labels {
                segment: None,
                tier: Some(label.clone()),
            },
            key,
        });
    }
    Ok(found)
}

impl RulesSettings {
    /// The sets of labels that make a difference: those of two labels before those of one, so that the
    /// first that fits a page is the one that says most.
    #[must_use]
    pub fn label_sets(&self) -> Vec<Labels> {
        let single = || self.labelled.iter().map(|rules| &rules.labels);
        let mut sets = Vec::new();
        for segment in single().filter_map(|labels| labels.segment.clone()) {
            for tier in single().filter_map(|labels| labels.tier.clone()) {
                sets.push(Labels {
                    segment: Some(segment.clone()),
                    tier: Some(tier),
                });
            }
        }
        sets.extend(single().cloned());
        sets
    }

    /// What holds on pages with these labels: a tier's rules before a segment's, before all others.
    #[must_use]
    pub fn for_labels(&self, labels: &Labels) -> Self {
        let mut all = self.clone();
        all.labelled = Vec::new();
        let fits = |of: &&LabelRules| {
            let is = |own: &Option<String>, named: &Option<String>| own.is_none() || own == named;
            is(&of.labels.segment, &labels.segment) && is(&of.labels.tier, &labels.tier)
        };
        for of in self.labelled.iter().filter(fits) {
            all.block.extend(of.rules.block.iter().cloned());
            all.factors.extend(of.rules.factors.iter().cloned());
            all.pins.splice(..0, of.rules.pins.iter().cloned());
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::config::Config;

    #[test]
    fn a_tiers_pins_come_before_a_segments_before_all_others() {
        let text = "[rules]\npin = [{ beside = 'A', show = ['1'] }]\n\
            [rules.segment.trade]\npin = [{ beside = 'A', show = ['2'] }]\nblock = ['B']\n\
            [rules.tier.gold]\npin = [{ beside = 'A', show = ['3'] }]\n";
        let rules = Config::parse(text)
            .expect("TOML")
            .check()
            .expect("rules")
            .rules;
        let sets = rules.label_sets();
        let shown = |labels: &Labels| -> Vec<String> {
            let pins = rules.for_labels(labels).pins;
            let texts = pins.iter().flat_map(|pin| &pin.show);
            texts.map(|selector| selector.as_str().to_owned()).collect()
        };
        assert_eq!(sets.len(), 3);
        assert_eq!(shown(&sets[0]), ["3", "2", "1"]);
        assert_eq!(shown(&sets[1]), ["2", "1"]);
        assert_eq!(shown(&sets[2]), ["3", "1"]);
        assert_eq!(shown(&Labels::default()), ["1"]);
        assert_eq!(rules.for_labels(&sets[2]).block.len(), 0);
        assert_eq!(rules.for_labels(&sets[1]).block.len(), 1);
    }

    #[test]
    fn more_labels_than_tables_and_what_they_say_wrongly_are_named() {
        let said = |text: &str| {
            let config = Config::parse(text).expect("TOML").check();
            config.expect_err("refused").to_string()
        };
        let many: String = (0..13)
            .map(|at| format!("[rules.tier.t{at}]\nblock = ['A']\n"))
            .collect();
        assert!(said(&many).contains("0 segments, 13 tiers"));
        let wrong = "[rules.segment.trade]\nboost = [{ what = 'A', by = 0.5 }]\n";
        assert!(said(wrong).starts_with("rules.segment.trade.boost.by = 0.5"));
    }
}
