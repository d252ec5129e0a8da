use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::Mined;
use crate::{
    domain::ItemId,
    mine::{
        config::SkuCase,
        dataset::{Dataset, Item},
        import::{Catalog, CatalogRecord, CatalogReport},
    },
};

/// A catalogue's products, found by the SKU of an ordered item.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub(super) catalog: &'a Catalog,
    by_sku: HashMap<String, &'a CatalogRecord, FxBuildHasher>,
    sku_case: SkuCase,
}

/// How a catalogue and the orders fit together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CatalogFit {
    /// How reading it went.
    pub reading: CatalogReport,
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
    /// Products listed without a price, at zero, or in a currency that is not used.
    pub products_without_price: usize,
}

impl<'a> Listing<'a> {
    /// Of two products whose SKUs are one to the shop, the first counts.
    pub(super) fn new(catalog: &'a Catalog, sku_case: SkuCase) -> Self {
        let mut by_sku = HashMap::default();
        for record in &catalog.records {
            by_sku
                .entry(folded(&record.sku, sku_case))
                .or_insert(record);
        }
        Self {
            catalog,
            by_sku,
            sku_case,
        }
    }

    /// The product of an ordered item, by any spelling of its SKU.
    pub(super) fn find(&self, item: &Item) -> Option<&'a CatalogRecord> {
        core::iter::once(&item.sku)
            .chain(&item.other_skus)
            .find_map(|sku| self.by_sku.get(&folded(sku, self.sku_case)))
            .copied()
    }

    /// Compares the catalogue with what was ordered.
    pub(super) fn fit(&self, dataset: &Dataset, mined: &Mined) -> CatalogFit {
        const EXAMPLES: usize = 3;
        let records = &self.catalog.records;
        let mut fit = CatalogFit {
            products: records.len(),
            products_without_price: records
                .iter()
                .filter(|record| record.price_minor.is_none_or(|minor| minor <= 0))
                .count(),
            reading: self.catalog.report.clone(),
            ..CatalogFit::default()
        };
        for item in mined
            .by_popularity()
            .into_iter()
            .filter_map(|id| item_of(dataset, mined, id))
            .filter(|item| item.orders > 0)
        {
            match self.find(item) {
                Some(record) => {
                    fit.known_items += 1;
                    fit.unpublished_items += usize::from(!record.published);
                }
                None => {
                    fit.unknown_items += 1;
                    if fit.unknown_examples.len() < EXAMPLES {
                        fit.unknown_examples.push(item.sku.clone());
                    }
                }
            }
        }
        fit
    }
}

/// An item by its id: one of the dataset, or one that no order holds.
pub(super) fn item_of<'a>(dataset: &'a Dataset, mined: &'a Mined, id: ItemId) -> Option<&'a Item> {
    let source = mined.baskets.source_of(id)? as usize;
    let ordered = dataset.items.len();
    dataset
        .items
        .get(source)
        .or_else(|| mined.newcomers.get(source.checked_sub(ordered)?))
}

fn folded(sku: &str, case: SkuCase) -> String {
    match case {
        SkuCase::Ignore => sku.to_ascii_lowercase(),
        SkuCase::Exact => sku.to_owned(),
    }
}
