use core::fmt;

use super::{
    BundleList, Coverage, Mined,
    catalog::{CatalogFit, item_of},
    texts::{self, TextFault},
    word::{Goods, ProductFault},
};
use crate::{
    domain::ItemId,
    mine::{
        config::{OfferSettings, OwnText, Preset},
        count::Floors,
        dataset::Dataset,
        import::{Catalog, grouped},
    },
    render,
};

/// Orders that end this long before the build are called old.
const OLD_DATA_DAYS: i64 = 90;

/// Below this share of products with a suggestion the shop is told what to do about it.
const THIN_COVERAGE: f64 = 0.2;

const SECONDS_PER_DAY: i64 = 86_400;

/// What a finding does to a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written, unless the shop asks for warnings alone.
    Error,
    /// The build goes on.
    Warning,
}

impl Severity {
    /// The word in front of a code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Something a shop should know about its data and rules before it relies on the result.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Lint {
    /// A rule names a product that cannot be suggested.
    Product {
        /// Why not.
        fault: ProductFault,
        /// The product, as the rule names it.
        sku: String,
        /// The rule: `rules.pin 2`.
        rule: String,
    },
    /// A rule suggests a product beside itself.
    SelfPair {
        /// The product.
        sku: String,
        /// The rule.
        rule: String,
    },
    /// A rule asks what only a catalogue can answer, and there is none.
    NeedsCatalog {
        /// The rule.
        rule: String,
        /// What it asks.
        selector: String,
    },
    /// Suggestions shall lean towards what earns, and too few costs are known.
    MissingCosts {
        /// Ordered products with a price and a cost.
        known: usize,
        /// Ordered products with a price in the catalogue.
        of: usize,
    },
    /// The catalogue has prices, and nothing says of which currency.
    MissingCurrency {
        /// How many prices.
        prices: u64,
    },
    /// An offer whose end is past.
    ExpiredOffer {
        /// The offer: `bundle A+B+C`, `break 1`.
        offer: String,
        /// The key of its end.
        key: &'static str,
        /// When it ended.
        ended: jiff::Timestamp,
    },
    /// A saving without the name of the discount that gives it.
    UnnamedDiscount {
        /// The bundle.
        bundle: String,
    },
    /// A language of the shop's pages that the package has no texts in.
    MissingTranslation {
        /// Its tag.
        locale: String,
    },
    /// A text of the shop's own that the widget could not say.
    WrongText {
        /// Where it is written: file, line and column.
        at: String,
        /// Its key.
        key: String,
        /// What is wrong.
        fault: TextFault,
        /// What would do; what it is depends on the fault.
        expected: String,
    },
    /// A rule tells a number of orders that does not clear the floors.
    BelowPrivacyFloor {
        /// How many rules.
        rules: usize,
    },
    /// Orders are newer than the build's own time: the clock it was given is wrong.
    OlderThanData {
        /// Such orders.
        orders: usize,
        /// Of how many.
        of: usize,
    },
    /// A few orders were newer than the build, and left out.
    FutureOrders {
        /// Such orders.
        orders: u64,
        /// The number of one of them.
        example: String,
    },
    /// A rule speaks of no product.
    MatchesNothing {
        /// The rule.
        rule: String,
        /// What it asks.
        selector: String,
    },
    /// Pins that a stronger rule forbids.
    Overruled {
        /// The pins' rule.
        rule: String,
        /// The stronger one.
        by: String,
        /// How many pins.
        pins: usize,
    },
    /// Pins beyond the places that a product has for them.
    TooManyPins {
        /// The rule.
        rule: String,
        /// How many pins are left out.
        pins: usize,
    },
    /// Links of the catalogue that lead to nothing that can be suggested.
    DeadLinks {
        /// How many.
        links: usize,
        /// Of how many.
        of: usize,
        /// Where some of them lead.
        examples: Vec<String>,
    },
    /// Suggested products that are sold out in the catalogue.
    SoldOut {
        /// How many.
        items: usize,
    },
    /// The orders end long before the build.
    OldData {
        /// Days between.
        age_days: i64,
    },
    /// Ordered items that the catalogue does not list: they are not offered.
    UnknownInCatalog {
        /// How many.
        items: usize,
        /// Of how many.
        of: usize,
        /// Some of them, most popular first.
        examples: Vec<String>,
    },
    /// Ordered items that the catalogue lists as unpublished: they are not offered.
    Unpublished {
        /// How many.
        items: usize,
    },
    /// Catalogue products without a usable price.
    NoPrice {
        /// How many.
        items: usize,
    },
    /// Catalogue links or pictures that no page may use.
    RefusedAddress {
        /// How many.
        addresses: u64,
    },
    /// Few products get a suggestion.
    ThinCoverage {
        /// Products with a suggestion.
        items: usize,
        /// Of how many.
        of: usize,
    },
}

impl Lint {
    /// A short name that stays the same over versions.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Product { fault, .. } => match fault {
                ProductFault::Unknown => "unknown-sku",
                ProductFault::Unpublished => "unpublished-sku",
                ProductFault::SoldOut => "sold-out-sku",
                ProductFault::ZeroPrice => "zero-price-sku",
                ProductFault::GiftCard => "gift-card-sku",
            },
            Self::SelfPair { .. } => "self-pair",
            Self::NeedsCatalog { .. } => "needs-catalog",
            Self::MissingCosts { .. } => "missing-costs",
            Self::MissingCurrency { .. } => "missing-currency",
            Self::ExpiredOffer { .. } => "expired-offer",
            Self::UnnamedDiscount { .. } => "unnamed-discount",
            Self::MissingTranslation { .. } => "missing-translation",
            Self::WrongText { .. } => "wrong-text",
            Self::BelowPrivacyFloor { .. } => "below-privacy-floor",
            Self::OlderThanData { .. } => "older-than-data",
            Self::FutureOrders { .. } => "future-orders",
            Self::MatchesNothing { .. } => "matches-nothing",
            Self::Overruled { .. } => "overruled",
            Self::TooManyPins { .. } => "too-many-pins",
            Self::DeadLinks { .. } => "dead-links",
            Self::SoldOut { .. } => "sold-out",
            Self::OldData { .. } => "old-data",
            Self::UnknownInCatalog { .. } => "unknown-in-catalog",
            Self::Unpublished { .. } => "unpublished",
            Self::NoPrice { .. } => "no-price",
            Self::RefusedAddress { .. } => "refused-address",
            Self::ThinCoverage { .. } => "thin-coverage",
        }
    }

    /// The same of rules that stand under another key than `rules`.
    pub(super) fn under(mut self, key: &str) -> Self {
        let (Self::Product { rule, .. }
        | Self::SelfPair { rule, .. }
        | Self::NeedsCatalog { rule, .. }
        | Self::MatchesNothing { rule, .. }
        | Self::Overruled { rule, .. }
        | Self::TooManyPins { rule, .. }) = &mut self
        else {
            return self;
        };
        *rule = rule.replacen("rules", key, 1);
        self
    }

    /// Whether it stops a build: where a person said something that cannot be done, or the result
    /// would tell what must not be told. What is merely so in a shop's data does not.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Product { .. }
            | Self::SelfPair { .. }
            | Self::NeedsCatalog { .. }
            | Self::MissingCosts { .. }
            | Self::MissingCurrency { .. }
            | Self::ExpiredOffer { .. }
            | Self::UnnamedDiscount { .. }
            | Self::MissingTranslation { .. }
            | Self::WrongText { .. }
            | Self::BelowPrivacyFloor { .. }
            | Self::OlderThanData { .. } => Severity::Error,
            _ => Severity::Warning,
        }
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product { fault, sku, rule } => {
                let (is, remedy) = match fault {
                    ProductFault::Unknown => (
                        "is in neither orders nor catalogue",
                        "correct the SKU, or give the catalogue that lists it",
                    ),
                    ProductFault::Unpublished => {
                        ("is not published", "publish it, or take it out of the rule")
                    }
                    ProductFault::SoldOut => (
                        "is sold out",
                        "take it out of the rule until it is back, or build with --warn",
                    ),
                    ProductFault::ZeroPrice => (
                        "has a price of zero",
                        "price it, or take it out of the rule",
                    ),
                    ProductFault::GiftCard => (
                        "is a gift card",
                        "take it out of the rule: gift cards are not suggested beside products",
                    ),
                };
                write!(f, "{rule}: {sku} {is}: {remedy}.")
            }
            Self::SelfPair { sku, rule } => write!(
                f,
                "{rule}: {sku} is suggested beside itself: take it out of the list."
            ),
            Self::NeedsCatalog { rule, selector } => write!(
                f,
                "{rule}: only a catalogue can say what \"{selector}\" is: give one with --catalog."
            ),
            Self::MissingCosts { known, of } => write!(
                f,
                "mine.preset is \"value\" and costs are known of {} of {} ordered products with a price: \
                 give a catalogue with the costs of at least half of them, or choose another preset.",
                grouped(*known as u64),
                grouped(*of as u64)
            ),
            Self::MissingCurrency { prices } => write!(
                f,
                "{} prices of the catalogue have no currency: add a currency column, or set \
                 import.currency in tandem.toml.",
                grouped(*prices)
            ),
            Self::ExpiredOffer { offer, key, ended } => write!(
                f,
                "{offer}: the offer ended on {ended}: set a later {key} in tandem.toml, or take the \
                 offer out."
            ),
            Self::UnnamedDiscount { bundle } => write!(
                f,
                "bundle {bundle}: it has a saving and no discount: name in bundle.discount the \
                 discount that your shop gives, or take bundle.saving out."
            ),
            Self::MissingTranslation { locale } => write!(
                f,
                "offer.locales: there are no texts in \"{locale}\", its boxes would be in English: say \
                 every text yourself under [words.{locale}], or give your own on its pages \
                 (data-tandem-messages), and take \"{locale}\" out of the list."
            ),
            Self::WrongText {
                at,
                key,
                fault,
                expected,
            } => match fault {
                TextFault::Key => write!(
                    f,
                    "{at}: no text of the widget is called \"{key}\": did you mean \"{expected}\"? \
                     docs/embed.md lists them all."
                ),
                TextFault::Form => write!(
                    f,
                    "{at}: \"{key}\" depends on a number: write a key for each plural form of the \
                     language, \"{key}\" with a dot and {expected}."
                ),
                TextFault::Placeholder if expected.is_empty() => write!(
                    f,
                    "{at}: \"{key}\" has no placeholder that could be filled: take out what is in braces."
                ),
                TextFault::Placeholder => write!(
                    f,
                    "{at}: \"{key}\" has a placeholder that nothing fills: it knows {expected}."
                ),
                TextFault::MissingForm => write!(
                    f,
                    "{at}: beside \"{key}\" the language also needs \"{expected}\": write it in the \
                     same table."
                ),
            },
            Self::BelowPrivacyFloor { rules } => write!(
                f,
                "{rules} rules would tell numbers of orders below the floors of \
                 mine.min_pair_orders and mine.min_pair_customers."
            ),
            Self::OlderThanData { orders, of } => write!(
                f,
                "{} of {} orders are newer than the build: correct the clock, SOURCE_DATE_EPOCH or \
                 the dates.",
                grouped(*orders as u64),
                grouped(*of as u64)
            ),
            Self::FutureOrders { orders, example } => write!(
                f,
                "{} orders, such as {example}, are newer than the build and left out: check their dates.",
                grouped(*orders)
            ),
            Self::MatchesNothing { rule, selector } => write!(
                f,
                "{rule}: no product is \"{selector}\": the rule does nothing."
            ),
            Self::Overruled { rule, by, pins } => write!(
                f,
                "{rule}: {pins} of its suggestions are forbidden by {by} and left out."
            ),
            Self::TooManyPins { rule, pins } => write!(
                f,
                "{rule}: {pins} of its suggestions are left out: a product has places for 8."
            ),
            Self::DeadLinks {
                links,
                of,
                examples,
            } => write!(
                f,
                "{links} of {of} links in the catalogue lead to nothing that can be suggested ({}).",
                examples.join(", ")
            ),
            Self::SoldOut { items } => write!(
                f,
                "{items} suggested products are sold out in the catalogue: pages that cannot ask the \
                 shop will show them."
            ),
            Self::OldData { age_days } => write!(
                f,
                "The newest order is {} days old: export again to catch what sells now.",
                grouped(age_days.unsigned_abs())
            ),
            Self::UnknownInCatalog {
                items,
                of,
                examples,
            } => write!(
                f,
                "{items} of {of} ordered products are not in the catalogue and are not offered \
                 (the most popular: {}): check that both exports use the same SKUs.",
                examples.join(", ")
            ),
            Self::Unpublished { items } => write!(
                f,
                "{items} ordered products are unpublished in the catalogue and are not offered."
            ),
            Self::NoPrice { items } => write!(
                f,
                "{items} products have no price in the catalogue, or zero, or one in another currency: their \
                 cards show none."
            ),
            Self::RefusedAddress { addresses } => write!(
                f,
                "{addresses} links or pictures in the catalogue are left out: only http and https \
                 addresses and paths are used."
            ),
            Self::ThinCoverage { items, of } => write!(
                f,
                "Only {items} of {of} products get a suggestion: a longer stretch of orders helps \
                 most."
            ),
        }
    }
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looked<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) catalog: Option<&'a Catalog>,
    pub(super) goods: &'a Goods<'a>,
    pub(super) floors: Floors,
    pub(super) mined: &'a Mined,
    pub(super) fit: Option<&'a CatalogFit>,
    pub(super) coverage: &'a Coverage,
    pub(super) built_at_seconds: i64,
}

/// Looks for what a shop should know.
pub(super) fn lint(looked: Looked<'_>) -> Vec<Lint> {
    let Looked {
        dataset,
        catalog,
        mined,
        fit,
        coverage,
        ..
    } = looked;
    let mut found = Vec::new();
    if let Some(catalog) = catalog
        && catalog.currency.is_none()
        && catalog.report.unused_prices > 0
    {
        let prices = catalog.report.unused_prices;
        found.push(Lint::MissingCurrency { prices });
    }
    let rules = below_floors(mined, looked.floors);
    if rules > 0 {
        found.push(Lint::BelowPrivacyFloor { rules });
    }
    found.extend(age(dataset, looked.built_at_seconds));
    if catalog.is_some() {
        let items = sold_out(looked);
        found.extend((items > 0).then_some(Lint::SoldOut { items }));
    }
    if let Some(fit) = fit {
        let counted = |count: u64, lint: Lint| (count > 0).then_some(lint);
        found.extend(counted(
            fit.unknown_items as u64,
            Lint::UnknownInCatalog {
                items: fit.unknown_items,
                of: dataset.items.len(),
                examples: fit.unknown_examples.clone(),
            },
        ));
        let items = fit.unpublished_items;
        found.extend(counted(items as u64, Lint::Unpublished { items }));
        let items = fit.products_without_price;
        found.extend(counted(items as u64, Lint::NoPrice { items }));
        let addresses = fit.reading.refused_urls;
        found.extend(counted(addresses, Lint::RefusedAddress { addresses }));
    }
    if (coverage.items_with_rules as f64) < THIN_COVERAGE * coverage.items as f64 {
        found.push(Lint::ThinCoverage {
            items: coverage.items_with_rules,
            of: coverage.items,
        });
    }
    found
}

/// A preset that has nothing to lean on.
pub(super) fn preset(preset: Preset, goods: &Goods<'_>) -> Option<Lint> {
    let missing = goods.margins().err().filter(|_| preset == Preset::Value)?;
    Some(Lint::MissingCosts {
        known: missing.known,
        of: missing.of,
    })
}

/// Languages of the shop's pages that the package does not speak.
pub(super) fn locales<'a>(
    offer: &'a OfferSettings,
    words: &'a [OwnText],
) -> impl Iterator<Item = Lint> + 'a {
    let missing = offer
        .locales
        .iter()
        .filter(|locale| !render::speaks(locale) && !texts::are_whole(words, locale));
    missing.map(|locale| Lint::MissingTranslation {
        locale: locale.as_str().to_owned(),
    })
}

/// What the shop says of its bundles and cannot keep.
pub(super) fn bundles(list: &BundleList, now: jiff::Timestamp) -> Vec<Lint> {
    let mut found = Vec::new();
    for named in &list.shown {
        let Some(terms) = &named.terms else {
            continue;
        };
        let bundle = named.name.clone();
        if terms.saving.is_some() && terms.discount.is_none() {
            found.push(Lint::UnnamedDiscount {
                bundle: bundle.clone(),
            });
        }
        if let Some(ended) = terms.ends.filter(|ends| *ends <= now) {
            found.push(Lint::ExpiredOffer {
                offer: format!("bundle {bundle}"),
                key: "bundle.ends",
                ended,
            });
        }
    }
    found
}

/// How the orders' dates and the build's go together. A day's slack: orders tell the shop's own
/// clock, the build the world's.
fn age(dataset: &Dataset, built_at_seconds: i64) -> Option<Lint> {
    let last = dataset.orders.last()?;
    let limit = built_at_seconds.saturating_add(SECONDS_PER_DAY);
    // Orders come by time.
    let before = dataset.orders.partition_point(|order| order.time <= limit);
    let (later, of) = (dataset.orders.len() - before, dataset.orders.len());
    if later > 0 {
        return Some(Lint::OlderThanData { orders: later, of });
    }
    if let Some(example) = dataset.report.future_example.clone() {
        return Some(Lint::FutureOrders {
            orders: dataset.report.future_orders,
            example,
        });
    }
    let age_days = (built_at_seconds - last.time).div_euclid(SECONDS_PER_DAY);
    (age_days > OLD_DATA_DAYS).then_some(Lint::OldData { age_days })
}

/// Rules that would tell a number of orders although their pair does not clear the floors.
fn below_floors(mined: &Mined, floors: Floors) -> usize {
    mined
        .rows
        .iter()
        .flat_map(|row| &row.rules)
        .filter(|rule| rule.neighbour.orders > 0 && !floors.admit(&rule.neighbour))
        .count()
}

/// Suggested items that the catalogue has none left of.
fn sold_out(looked: Looked<'_>) -> usize {
    let mut named = vec![false; looked.mined.rows.len()];
    let rules = looked.mined.rows.iter().flat_map(|row| &row.rules);
    for item in rules.map(|rule| rule.neighbour.item) {
        if let Some(flag) = named.get_mut(item.index()) {
            *flag = true;
        }
    }
    let is_sold_out = |id| {
        let item = item_of(looked.dataset, looked.mined, id);
        item.is_some_and(|item| looked.goods.is_sold_out(&item.sku))
    };
    (0..)
        .map(ItemId)
        .zip(named)
        .filter(|(id, is_named)| *is_named && is_sold_out(*id))
        .count()
}

#[cfg(test)]
mod tests {
    use crate::mine::{
        config::{MineSettings, OrderWeight},
        count::{Baskets, MinedRow, MinedRule, Neighbour, Purchase, Scores},
    };

    use super::*;

    /// No build makes one: the word gives no number to what it adds. Should that ever change, nothing
    /// is published.
    #[test]
    fn a_number_below_the_floors_is_found() {
        let purchases = [vec![0, 1]];
        let purchases = purchases.iter().map(|items| Purchase {
            items,
            customer: None,
        });
        let baskets = Baskets::new(&["a", "b"], purchases, true, OrderWeight::Equal);
        let weight = baskets.weight_of(ItemId(0));
        let row = |orders, customers| MinedRow {
            rules: vec![MinedRule {
                neighbour: Neighbour {
                    item: ItemId(1),
                    orders,
                    customers,
                    weight,
                },
                scores: Scores {
                    page: 1.0,
                    cart: None,
                },
            }],
            ..MinedRow::default()
        };
        let mined = Mined {
            baskets,
            rows: vec![row(5, 2), row(2, 5), row(0, 0), row(3, 3)],
            newcomers: Vec::new(),
            alternatives: Vec::new(),
            meta: crate::table::Meta {
                order_count: 1,
                customer_count: 1,
                min_pair_orders: 3,
                min_pair_customers: 3,
                data_from_day: 0,
                data_until_day: 0,
                planes: 1,
                rules_per_item: 1,
            },
        };
        let floors = Floors::told(&MineSettings::default());
        assert_eq!(below_floors(&mined, floors), 2);
    }
}
