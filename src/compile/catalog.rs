use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::Mined;
use crate::{
    domain::{Currency, ItemId, SafeUrl},
    mine::{
        config::SkuCase,
        dataset::{Dataset, Item},
    },
};

/// A product as the shop's catalogue lists it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// The shop's id.
    pub sku: String,
    /// Plain text.
    pub title: Option<String>,
    /// Its page.
    pub url: Option<SafeUrl>,
    /// Its picture.
    pub image: Option<SafeUrl>,
    /// Its price, above zero.
    pub price_minor: Option<i64>,
    /// Whether shoppers can see it.
    pub is_published: bool,
    /// Its type or category.
    pub product_type: Option<String>,
    /// Its name in its page's address.
    pub handle: Option<String>,
    /// The platform's product id.
    pub product_id: Option<String>,
    /// The platform's variant id.
    pub variant_id: Option<String>,
}

/// What a shop sells, by SKU.
#[derive(Debug, Clone)]
pub struct Catalog {
    products: Vec<Product>,
    by_sku: HashMap<String, usize, FxBuildHasher>,
    sku_case: SkuCase,
    /// What its prices are counted in; without it no product has a price.
    pub currency: Option<Currency>,
    /// Products whose price is zero.
    pub zero_prices: usize,
    /// Links and pictures that are no safe addresses.
    pub refused_addresses: usize,
}

/// How a catalogue and the orders fit together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatalogReport {
    /// Products listed.
    pub products: usize,
    /// Ordered items that are listed.
    pub known_items: usize,
    /// Ordered items that are not.
    pub unknown_items: usize,
    /// The most popular of those.
    pub unknown_examples: Vec<String>,
    /// Ordered items that are listed as unpublished.
    pub unpublished_items: usize,
    /// Products whose price is zero.
    pub zero_prices: usize,
    /// Links and pictures that are no safe addresses.
    pub refused_addresses: usize,
}

impl Catalog {
    /// A catalogue of these products. Of two with one SKU the first counts.
    #[must_use]
    pub fn new(products: Vec<Product>, currency: Option<Currency>, sku_case: SkuCase) -> Self {
        let mut by_sku = HashMap::default();
        for (position, product) in products.iter().enumerate() {
            by_sku
                .entry(folded(&product.sku, sku_case))
                .or_insert(position);
        }
        Self {
            products,
            by_sku,
            sku_case,
            currency,
            zero_prices: 0,
            refused_addresses: 0,
        }
    }

    /// The product of an ordered item, by any spelling of its SKU.
    #[must_use]
    pub fn find(&self, item: &Item) -> Option<&Product> {
        core::iter::once(&item.sku)
            .chain(&item.other_skus)
            .find_map(|sku| {
                let position = self.by_sku.get(&folded(sku, self.sku_case))?;
                self.products.get(*position)
            })
    }

    /// Compares the catalogue with what was ordered.
    pub(super) fn report(&self, dataset: &Dataset, mined: &Mined) -> CatalogReport {
        const EXAMPLES: usize = 3;
        let mut report = CatalogReport {
            products: self.products.len(),
            zero_prices: self.zero_prices,
            refused_addresses: self.refused_addresses,
            ..CatalogReport::default()
        };
        for id in (0..).map(ItemId).take(mined.baskets.item_count()) {
            let Some(item) = item_of(dataset, mined, id) else {
                continue;
            };
            match self.find(item) {
                Some(product) => {
                    report.known_items += 1;
                    report.unpublished_items += usize::from(!product.is_published);
                }
                None => {
                    report.unknown_items += 1;
                    if report.unknown_examples.len() < EXAMPLES {
                        report.unknown_examples.push(item.sku.clone());
                    }
                }
            }
        }
        report
    }
}

/// A dataset's item by its id.
pub(super) fn item_of<'a>(dataset: &'a Dataset, mined: &Mined, id: ItemId) -> Option<&'a Item> {
    dataset.items.get(mined.baskets.source_of(id)? as usize)
}

fn folded(sku: &str, case: SkuCase) -> String {
    match case {
        SkuCase::Ignore => sku.to_ascii_lowercase(),
        SkuCase::Exact => sku.to_owned(),
    }
}
