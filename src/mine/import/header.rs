//! Which column is which: by what the settings say, else by what the header is called.

use std::{collections::BTreeMap, path::Path};

use super::{
    CatalogColumn, ImportError, OrderColumn, ShopSystem, synonyms,
    text::{decode, folded, tidy},
};

/// The first row of a file.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// As written, tidied.
    pub(super) names: Vec<String>,
    folded: Vec<String>,
}

/// Where each wanted column is.
pub(super) type Places<C> = BTreeMap<C, usize>;

impl Header {
    pub(super) fn new<'c>(cells: impl IntoIterator<Item = &'c [u8]>) -> Self {
        let cells = cells.into_iter();
        let names: Vec<String> = cells.map(|cell| tidy(&decode(cell))).collect();
        let folded = names.iter().map(|name| folded(name)).collect();
        Self { names, folded }
    }

    pub(super) fn name(&self, column: usize) -> Option<String> {
        self.names.get(column).cloned()
    }

    /// Whether any of the columns is known, by the settings or by its name.
    pub(super) fn known(&self, named: &BTreeMap<OrderColumn, String>) -> usize {
        let by_settings = named.values().filter(|name| self.find(name).is_some());
        let by_name = OrderColumn::ALL
            .into_iter()
            .filter(|&column| self.first_of(synonyms::of_order(column)).is_some());
        by_settings.count() + by_name.count()
    }

    /// The same for a catalogue.
    pub(super) fn known_of_catalog(&self, named: &BTreeMap<CatalogColumn, String>) -> usize {
        let by_settings = named.values().filter(|name| self.find(name).is_some());
        let by_name = CatalogColumn::ALL
            .into_iter()
            .filter(|&column| self.first_of(synonyms::of_catalog(column)).is_some());
        by_settings.count() + by_name.count()
    }

    /// The column of this very name, else of this name without case and punctuation.
    fn find(&self, name: &str) -> Option<usize> {
        let wanted = tidy(name);
        self.names
            .iter()
            .position(|have| *have == wanted)
            .or_else(|| self.folded.iter().position(|have| *have == folded(name)))
    }

    fn position(&self, synonym: &str) -> Option<usize> {
        self.folded
            .iter()
            .position(|have| synonyms::means(have, synonym))
    }

    fn first_of(&self, synonyms: &str) -> Option<usize> {
        synonyms
            .split_ascii_whitespace()
            .find_map(|synonym| self.position(synonym))
    }

    /// The columns of an order export.
    pub(super) fn orders(
        &self,
        file: &Path,
        named: &BTreeMap<OrderColumn, String>,
    ) -> Result<(ShopSystem, Places<OrderColumn>), ImportError> {
        let system = synonyms::order_system(&self.folded);
        let mut places = self.places(&OrderColumn::ALL, |column| match (column, system) {
            // Shopify's order number is its name, `#1001`; the line's own names come first.
            (OrderColumn::Order, ShopSystem::Shopify) => "name",
            (OrderColumn::Date, ShopSystem::Shopify) => "createdat",
            (OrderColumn::Price, ShopSystem::Shopify) => "lineitemprice",
            (OrderColumn::Sku, ShopSystem::Shopify) => "lineitemsku",
            (OrderColumn::Customer, ShopSystem::Shopify) => "email",
            (OrderColumn::Order, ShopSystem::Magento) => "incrementid ordernumber orderid order",
            _ => synonyms::of_order(column),
        });
        for (&column, name) in named {
            let place = self
                .find(name)
                .ok_or_else(|| self.absent(file, "import.columns", column.key(), name))?;
            places.retain(|&other, &mut taken| taken != place || named.contains_key(&other));
            places.insert(column, place);
        }
        Ok((system, places))
    }

    /// The columns that a merchant compares products by.
    pub(super) fn attributes(
        &self,
        file: &Path,
        names: &[String],
    ) -> Result<Vec<usize>, ImportError> {
        let find = |name: &String| {
            self.find(name)
                .ok_or_else(|| self.absent(file, "catalog", "attributes", name))
        };
        names.iter().map(find).collect()
    }

    /// The columns of a catalogue.
    pub(super) fn catalog(
        &self,
        file: &Path,
        named: &BTreeMap<CatalogColumn, String>,
    ) -> Result<(ShopSystem, Places<CatalogColumn>), ImportError> {
        let system = synonyms::catalog_system(&self.folded);
        let mut places = self.places(&CatalogColumn::ALL, |column| match (column, system) {
            // `Type` in Woo's export is simple or variable, in Magento's `product_type` likewise.
            (CatalogColumn::Type, ShopSystem::WooCommerce | ShopSystem::Magento) => {
                "categories category"
            }
            _ => synonyms::of_catalog(column),
        });
        for (&column, name) in named {
            let place = self
                .find(name)
                .ok_or_else(|| self.absent(file, "catalog.columns", column.key(), name))?;
            places.retain(|&other, &mut taken| taken != place || named.contains_key(&other));
            places.insert(column, place);
        }
        Ok((system, places))
    }

    /// Each column by its likeliest name; a place is taken once, by the first column that asks.
    fn places<C: Copy + Ord>(
        &self,
        columns: &[C],
        synonyms: impl Fn(C) -> &'static str,
    ) -> Places<C> {
        let mut places = Places::new();
        for &column in columns {
            let place = synonyms(column)
                .split_ascii_whitespace()
                .filter_map(|synonym| self.position(synonym))
                .find(|place| !places.values().any(|taken| taken == place));
            if let Some(place) = place {
                places.insert(column, place);
            }
        }
        places
    }

    fn absent(
        &self,
        file: &Path,
        section: &'static str,
        key: &'static str,
        name: &str,
    ) -> ImportError {
        ImportError::NamedColumnAbsent {
            file: file.to_owned(),
            section,
            key,
            name: name.to_owned(),
            header: self.names.clone(),
        }
    }
}
