//! `[rules]`: what the merchant has to say about suggestions, and the selectors that say of which
//! products.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ConfigError, LabelRules, LabelRulesConfig, check::wrong, labels};
use crate::{domain::Currency, mine::import::LinkKind};

/// `[rules]`, as written. See [`RulesSettings`] for the meanings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each key is documented once, on RulesSettings")]
pub struct RulesConfig {
    pub block: Option<Vec<String>>,
    pub never_together: Option<Vec<Vec<String>>>,
    pub pin: Option<Vec<PinConfig>>,
    pub upgrade: Option<Vec<PinConfig>>,
    pub link: Option<Vec<LinkConfig>>,
    pub boost: Option<Vec<FactorConfig>>,
    pub bury: Option<Vec<FactorConfig>>,
    pub min_margin: Option<f64>,
    pub max_brand_share: Option<f64>,
    pub shop_links: Option<Vec<String>>,
    pub segment: BTreeMap<String, LabelRulesConfig>,
    pub tier: BTreeMap<String, LabelRulesConfig>,
}

/// One of `rules.pin` or `rules.upgrade`, as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is documented once, on PinRule")]
pub struct PinConfig {
    pub beside: String,
    pub show: Vec<String>,
}

/// One of `rules.link`, as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is documented once, on LinkRule")]
pub struct LinkConfig {
    pub from: String,
    pub to: String,
    pub items: Option<u8>,
}

/// One of `rules.boost` or `rules.bury`, as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is documented once, on FactorRule")]
pub struct FactorConfig {
    pub what: String,
    pub by: f64,
}

/// `[rules]`: what the merchant wants and does not want suggested.
#[derive(Debug, Clone, PartialEq)]
pub struct RulesSettings {
    /// Products that are suggested beside nothing.
    pub block: Vec<Selector>,
    /// Lists of which no product is suggested beside one of another entry of the list, and no two of
    /// different entries stand in one box. A list of one entry keeps its products apart from each
    /// other.
    pub never_together: Vec<Vec<Selector>>,
    /// Suggestions that come first.
    pub pins: Vec<PinRule>,
    /// What is offered in a product's place, before what the orders and the catalogue say.
    pub upgrades: Vec<PinRule>,
    /// Kinds of products that go with kinds of products.
    pub links: Vec<LinkRule>,
    /// Suggestions made stronger or weaker.
    pub factors: Vec<FactorRule>,
    /// Mined suggestions with a smaller margin are dropped; 0 is no floor. Products whose cost is not
    /// known stay.
    pub min_margin: f64,
    /// The largest share of a box that is of one brand, `0.0..=1.0`; one product always may be.
    pub max_brand_share: f64,
    /// Which of the catalogue's own links count as pins.
    pub shop_links: Vec<LinkKind>,
    /// What is said besides on pages that name a segment or a loyalty tier.
    pub labelled: Vec<LabelRules>,
}

/// Suggestions that come first beside some products, or in their place.
#[derive(Debug, Clone, PartialEq)]
pub struct PinRule {
    /// Beside which.
    pub beside: Selector,
    /// What is suggested, in this order; of a selector's products the most popular first.
    pub show: Vec<Selector>,
}

/// Products of one kind go with products of another.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkRule {
    /// Beside which.
    pub from: Selector,
    /// Among which to choose: those bought together most, then the most popular.
    pub to: Selector,
    /// How many of them: `1..=8`.
    pub items: u8,
}

/// Suggestions made stronger or weaker.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorRule {
    /// Suggestions of what.
    pub what: Selector,
    /// What their scores are multiplied by: above 1 for `boost`, below for `bury`.
    pub factor: f64,
}

impl Default for RulesSettings {
    fn default() -> Self {
        Self {
            block: Vec::new(),
            never_together: Vec::new(),
            pins: Vec::new(),
            upgrades: Vec::new(),
            links: Vec::new(),
            factors: Vec::new(),
            min_margin: 0.0,
            max_brand_share: 1.0,
            shop_links: LinkKind::ALL.to_vec(),
            labelled: Vec::new(),
        }
    }
}

/// Says of which products a rule speaks: all of some conditions, parted by ` & `.
///
/// | condition | holds for |
/// |---|---|
/// | `CAM-1`, `sku:CAM-*` | a SKU; `*` is any run of characters |
/// | `tag:`, `category:`, `brand:` | what the catalogue says, without case; a category holds all under it |
/// | `price:<10`, `price:>=10`, `price:10..20` | the catalogue's price, ends included in a range |
/// | `margin:<0.2` | price less cost, as a share of the price |
///
/// What the catalogue does not say fulfils no condition.
///
/// ```
/// use tandem_widget::mine::config::Selector;
///
/// let cheap = Selector::parse("tag:memory card & price:<20").expect("two conditions");
/// assert_eq!(cheap.as_str(), "tag:memory card & price:<20");
/// assert!(Selector::parse("price:cheap").is_none());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    text: String,
    conditions: Vec<Condition>,
}

/// One condition of a selector.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A SKU, or a pattern of SKUs where it has a `*`.
    Sku(String),
    /// A tag, lower case.
    Tag(String),
    /// A category or type, lower case.
    Category(String),
    /// A brand, lower case.
    Brand(String),
    /// Prices in whole units of the currency.
    Price(Bounds),
    /// Margins as shares of the price.
    Margin(Bounds),
}

/// What a number must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// At least this, in ten-thousandths.
    pub at_least: i64,
    /// At most this, in ten-thousandths.
    pub at_most: i64,
}

impl Bounds {
    /// How many of its units are one.
    pub const ONE: i64 = 10_000;

    /// Whether a number of ten-thousandths is within.
    #[must_use]
    pub fn hold(self, number: i64) -> bool {
        (self.at_least..=self.at_most).contains(&number)
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let all = Self {
            at_least: i64::MIN,
            at_most: i64::MAX,
        };
        if let Some((low, high)) = text.split_once("..") {
            let bounds = Self {
                at_least: decimal(low)?,
                at_most: decimal(high)?,
            };
            return (bounds.at_least <= bounds.at_most).then_some(bounds);
        }
        let after = |sign| text.strip_prefix(sign).map(decimal);
        // The longer sign first.
        if let Some(number) = after("<=") {
            number.map(|at_most| Self { at_most, ..all })
        } else if let Some(number) = after(">=") {
            number.map(|at_least| Self { at_least, ..all })
        } else if let Some(number) = after("<") {
            let at_most = number?.checked_sub(1)?;
            Some(Self { at_most, ..all })
        } else if let Some(number) = after(">") {
            let at_least = number?.checked_add(1)?;
            Some(Self { at_least, ..all })
        } else {
            None
        }
    }
}

/// A plain decimal number in ten-thousandths; more than four digits after the point are an error.
fn decimal(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() > 4 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let fraction: i64 = format!("{fraction:0<4}").parse().ok()?;
    whole
        .checked_mul(Bounds::ONE)?
        .checked_add(fraction)?
        .checked_mul(sign)
}

const FIELDS: [&str; 6] = ["sku:", "tag:", "category:", "brand:", "price:", "margin:"];

impl Selector {
    /// Reads a selector; `None` where a condition is empty or a number cannot be read. Text without
    /// a known field in front is a SKU, colons and all.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut conditions = Vec::new();
        let mut rest = Some(text);
        while let Some(part) = rest {
            // Only where a field follows: a SKU may hold an ampersand.
            let cut = part.match_indices(" & ").find(|(at, _)| {
                let next = part.get(at + 3..).unwrap_or_default().trim_start();
                FIELDS.iter().any(|field| next.starts_with(field))
            });
            let (this, next) = match cut {
                Some((at, _)) => (part.get(..at)?, part.get(at + 3..)),
                None => (part, None),
            };
            conditions.push(condition(this.trim())?);
            rest = next;
        }
        Some(Self {
            text: text.to_owned(),
            conditions,
        })
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// All of them must hold. Never empty.
    #[must_use]
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// The SKU, where the selector is one and no pattern.
    #[must_use]
    pub fn sku(&self) -> Option<&str> {
        match self.conditions.as_slice() {
            [Condition::Sku(sku)] if !sku.contains('*') => Some(sku),
            _ => None,
        }
    }

    /// Whether only a catalogue can answer it.
    #[must_use]
    pub fn needs_catalog(&self) -> bool {
        let is_sku = |condition: &Condition| matches!(condition, Condition::Sku(_));
        !self.conditions.iter().all(is_sku)
    }
}

fn condition(text: &str) -> Option<Condition> {
    let field = FIELDS.iter().find(|field| text.starts_with(**field));
    let value = text.get(field.map_or(0, |field| field.len())..)?.trim();
    if value.is_empty() {
        return None;
    }
    let lower = || value.to_lowercase();
    Some(match field.copied().unwrap_or("sku:") {
        "tag:" => Condition::Tag(lower()),
        "category:" => Condition::Category(lower()),
        "brand:" => Condition::Brand(lower()),
        "price:" => Condition::Price(Bounds::parse(value)?),
        "margin:" => Condition::Margin(Bounds::parse(value)?),
        _ => Condition::Sku(value.to_owned()),
    })
}

/// An amount of minor units in ten-thousandths of the whole unit.
#[must_use]
pub fn ten_thousandths(minor: i64, currency: Currency) -> i64 {
    let digits = 4_u32.saturating_sub(u32::from(currency.exponent()));
    minor.saturating_mul(10_i64.pow(digits))
}

const SELECTOR: &str = "a SKU, or conditions such as \"tag:camera\", \"category:Lenses\", \
     \"brand:Acme\", \"price:<20\" or \"margin:10..20\", parted by \" & \"";

fn selector(key: &str, text: &str) -> Result<Selector, ConfigError> {
    Selector::parse(text).ok_or_else(|| wrong(key, text, SELECTOR))
}

pub(super) fn selectors(key: &str, texts: &[String]) -> Result<Vec<Selector>, ConfigError> {
    texts.iter().map(|text| selector(key, text)).collect()
}

impl RulesConfig {
    pub(super) fn check(&self) -> Result<RulesSettings, ConfigError> {
        let default = RulesSettings::default();
        let mut settings = RulesSettings {
            block: selectors("rules.block", self.block.as_deref().unwrap_or_default())?,
            min_margin: share("rules.min_margin", self.min_margin, default.min_margin)?,
            max_brand_share: share(
                "rules.max_brand_share",
                self.max_brand_share,
                default.max_brand_share,
            )?,
            labelled: labels::check(&self.segment, &self.tier)?,
            ..default
        };
        for list in self.never_together.iter().flatten() {
            let list = selectors("rules.never_together", list)?;
            settings
                .never_together
                .extend((!list.is_empty()).then_some(list));
        }
        for pin in self.pin.iter().flatten() {
            settings.pins.push(PinRule {
                beside: selector("rules.pin.beside", &pin.beside)?,
                show: selectors("rules.pin.show", &pin.show)?,
            });
        }
        for upgrade in self.upgrade.iter().flatten() {
            settings.upgrades.push(PinRule {
                beside: selector("rules.upgrade.beside", &upgrade.beside)?,
                show: selectors("rules.upgrade.show", &upgrade.show)?,
            });
        }
        for link in self.link.iter().flatten() {
            let items = link.items.unwrap_or(LinkRule::ITEMS);
            if !(1..=LinkRule::MAX_ITEMS).contains(&items) {
                return Err(wrong("rules.link.items", items, "from 1 to 8"));
            }
            settings.links.push(LinkRule {
                from: selector("rules.link.from", &link.from)?,
                to: selector("rules.link.to", &link.to)?,
                items,
            });
        }
        for (key, rules, is_boost) in [
            ("rules.boost", &self.boost, true),
            ("rules.bury", &self.bury, false),
        ] {
            for rule in rules.iter().flatten() {
                if !(1.0..=100.0).contains(&rule.by) {
                    return Err(wrong(&format!("{key}.by"), rule.by, "from 1.0 to 100.0"));
                }
                settings.factors.push(FactorRule {
                    what: selector(&format!("{key}.what"), &rule.what)?,
                    factor: if is_boost { rule.by } else { 1.0 / rule.by },
                });
            }
        }
        if let Some(names) = &self.shop_links {
            settings.shop_links = names
                .iter()
                .map(|name| {
                    let known = LinkKind::ALL.into_iter().find(|kind| kind.key() == name);
                    known.ok_or_else(|| {
                        wrong(
                            "rules.shop_links",
                            names,
                            "a list of \"complementary\", \"cross-sells\", \"related\" and \"up-sells\"",
                        )
                    })
                })
                .collect::<Result<_, _>>()?;
        }
        Ok(settings)
    }
}

impl LinkRule {
    const ITEMS: u8 = 2;
    const MAX_ITEMS: u8 = 8;
}

fn share(key: &str, value: Option<f64>, default: f64) -> Result<f64, ConfigError> {
    match value {
        None => Ok(default),
        Some(share) if (0.0..=1.0).contains(&share) => Ok(share),
        Some(share) => Err(wrong(key, share, "a share from 0.0 to 1.0")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(text: &str) -> Vec<Condition> {
        Selector::parse(text).expect(text).conditions().to_vec()
    }

    #[test]
    fn a_sku_may_hold_anything() {
        for sku in ["A:1", "a & b", "http://x", "tagged"] {
            assert_eq!(conditions(sku), [Condition::Sku(sku.to_owned())]);
            assert_eq!(Selector::parse(sku).expect(sku).sku(), Some(sku));
        }
        let odd = "sku:tag:1";
        assert_eq!(conditions(odd), [Condition::Sku("tag:1".to_owned())]);
    }

    #[test]
    fn conditions_are_joined() {
        assert_eq!(
            conditions(" brand:Black & Decker & price:>=10 "),
            [
                Condition::Brand("black & decker".to_owned()),
                Condition::Price(Bounds {
                    at_least: 100_000,
                    at_most: i64::MAX
                })
            ]
        );
    }

    #[test]
    fn numbers_with_their_ends() {
        let bounds = |text| Bounds::parse(text).expect(text);
        assert!(bounds("<10").hold(99_999) && !bounds("<10").hold(100_000));
        assert!(bounds("<=10").hold(100_000) && !bounds("<=10").hold(100_001));
        assert!(bounds(">0.1").hold(1_001) && !bounds(">0.1").hold(1_000));
        assert!(bounds("-0.5..0.25").hold(2_500) && bounds("-0.5..0.25").hold(-5_000));
        for text in ["", "10", "<", "<1e3", "<1.00001", "2..1", "..", "<1,5"] {
            assert_eq!(Bounds::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_selector() {
        for text in ["", "tag:", "sku: ", "price:10", "tag:a & margin:x"] {
            assert_eq!(Selector::parse(text), None, "{text}");
        }
    }
}
