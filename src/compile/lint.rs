use core::fmt;

use super::{Coverage, Mined, catalog::CatalogFit};
use crate::mine::{dataset::Dataset, import::grouped};

/// Orders that end this long before the build are called old.
const OLD_DATA_DAYS: i64 = 90;

/// Below this share of products with a suggestion the shop is told what to do about it.
const THIN_COVERAGE: f64 = 0.2;

/// Something a shop should know about its data before it relies on the result. The build goes on.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Lint {
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
            Self::OldData { .. } => "old-data",
            Self::UnknownInCatalog { .. } => "unknown-in-catalog",
            Self::Unpublished { .. } => "unpublished",
            Self::NoPrice { .. } => "no-price",
            Self::RefusedAddress { .. } => "refused-address",
            Self::ThinCoverage { .. } => "thin-coverage",
        }
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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
                 most; shops with few orders may set mine.min_pair_orders = 2 in tandem.toml."
            ),
        }
    }
}

/// Looks for what a shop should know.
pub(super) fn lint(
    dataset: &Dataset,
    mined: &Mined,
    fit: Option<&CatalogFit>,
    coverage: &Coverage,
    built_at_seconds: i64,
) -> Vec<Lint> {
    let mut found = Vec::new();
    if let Some(last) = dataset.orders.last() {
        let age_days = (built_at_seconds - last.time).div_euclid(86_400);
        if age_days > OLD_DATA_DAYS {
            found.push(Lint::OldData { age_days });
        }
    }
    if let Some(fit) = fit {
        let counted = |count: u64, lint: Lint| (count > 0).then_some(lint);
        found.extend(counted(
            fit.unknown_items as u64,
            Lint::UnknownInCatalog {
                items: fit.unknown_items,
                of: mined.baskets.item_count(),
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
