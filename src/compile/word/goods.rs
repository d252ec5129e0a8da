use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::super::catalog::Listing;
use crate::{
    domain::{Currency, Stock},
    mine::{
        config::{Bounds, Condition, Selector, Settings, SkuCase, ten_thousandths},
        dataset::{Dataset, Item},
        import::{CatalogRecord, LinkTarget, fits},
        relation::Thing,
        similar::Traits,
    },
};

/// A product, as orders and catalogue know it; one of them at least does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Good<'a> {
    pub(super) item: Option<&'a Item>,
    pub(super) record: Option<&'a CatalogRecord>,
}

/// Why a product cannot be suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProductFault {
    /// Neither ordered nor in the catalogue.
    Unknown,
    /// The catalogue does not publish it.
    Unpublished,
    /// The catalogue has none left.
    SoldOut,
    /// The catalogue gives it away.
    ZeroPrice,
    /// A gift card: it has a page of its own and no place beside others.
    GiftCard,
}

impl<'a> Good<'a> {
    /// The shop's own spelling, as on its card.
    pub(super) fn sku(&self) -> &'a str {
        match (self.record, self.item) {
            (Some(record), _) => &record.sku,
            (None, Some(item)) => &item.sku,
            (None, None) => "",
        }
    }

    pub(super) fn orders(&self) -> u32 {
        self.item.map_or(0, |item| item.orders)
    }
}

/// Everything that the orders or the catalogue know: the dataset's items by their place in it, then
/// what was never ordered, by SKU.
#[derive(Debug)]
pub(in super::super) struct Goods<'a> {
    pub(super) list: Vec<Good<'a>>,
    /// How many of them were ordered.
    pub(super) ordered: usize,
    pub(super) has_catalog: bool,
    by_sku: HashMap<String, u32, FxBuildHasher>,
    by_handle: HashMap<&'a str, Vec<u32>, FxBuildHasher>,
    by_product: HashMap<&'a str, Vec<u32>, FxBuildHasher>,
    by_parent: HashMap<String, Vec<u32>, FxBuildHasher>,
    sku_case: SkuCase,
    currency: Option<Currency>,
    /// Whether a price of zero means a gift. Where half of the catalogue has none, prices are told
    /// elsewhere.
    zero_is_free: bool,
    is_offered: Vec<bool>,
}

impl<'a> Goods<'a> {
    pub(super) fn new(
        dataset: &'a Dataset,
        listing: Option<&Listing<'a>>,
        settings: &Settings,
    ) -> Self {
        let sku_case = settings.import.sku_case;
        let mut list: Vec<Good<'a>> = dataset
            .items
            .iter()
            .map(|item| Good {
                item: Some(item),
                record: listing.and_then(|listing| listing.find(item)),
            })
            .collect();
        let ordered = list.len();
        let mut by_sku = HashMap::default();
        for (place, item) in (0_u32..).zip(&dataset.items) {
            for sku in core::iter::once(&item.sku).chain(&item.other_skus) {
                by_sku.entry(folded(sku, sku_case)).or_insert(place);
            }
        }
        for (place, good) in (0_u32..).zip(&list) {
            if let Some(record) = good.record {
                by_sku.entry(folded(&record.sku, sku_case)).or_insert(place);
            }
        }
        let records = listing.map_or(&[] as &[_], |listing| &listing.catalog.records);
        let mut others: Vec<&CatalogRecord> = records
            .iter()
            .filter(|record| !by_sku.contains_key(&folded(&record.sku, sku_case)))
            .collect();
        others.sort_by(|a, b| a.sku.cmp(&b.sku));
        for record in others {
            let place = list.len() as u32;
            if by_sku.contains_key(&folded(&record.sku, sku_case)) {
                continue;
            }
            by_sku.insert(folded(&record.sku, sku_case), place);
            list.push(Good {
                item: None,
                record: Some(record),
            });
        }
        let mut by_handle: HashMap<_, Vec<u32>, _> = HashMap::default();
        let mut by_product: HashMap<_, Vec<u32>, _> = HashMap::default();
        let mut by_parent: HashMap<_, Vec<u32>, _> = HashMap::default();
        for (place, good) in (0_u32..).zip(&list) {
            let Some(record) = good.record else { continue };
            if let Some(handle) = &record.handle {
                by_handle.entry(handle.as_str()).or_default().push(place);
            }
            if let Some(id) = &record.product_id {
                by_product.entry(id.as_str()).or_default().push(place);
            }
            if let Some(parent) = &record.parent {
                let parent = parent.to_ascii_lowercase();
                by_parent.entry(parent).or_default().push(place);
            }
        }
        let free = records.iter().filter(|record| is_free(record)).count();
        let mut goods = Self {
            list,
            ordered,
            has_catalog: listing.is_some(),
            by_sku,
            by_handle,
            by_product,
            by_parent,
            sku_case,
            currency: listing.and_then(|listing| listing.catalog.currency),
            zero_is_free: free * 2 < records.len(),
            is_offered: Vec::new(),
        };
        goods.is_offered = (0_u32..)
            .zip(&dataset.items)
            .map(|(place, item)| !dataset.is_everywhere(item) && goods.is_offerable(place))
            .collect();
        goods
    }

    pub(super) fn get(&self, place: u32) -> Option<Good<'a>> {
        self.list.get(place as usize).copied()
    }

    /// Whether mining may suggest an ordered item, by its place in the dataset: the catalogue, where
    /// there is one, publishes it at a price. What is sold out may be back before the next build,
    /// and the page asks the shop.
    pub(in super::super) fn is_offered(&self, place: u32) -> bool {
        self.is_offered
            .get(place as usize)
            .copied()
            .unwrap_or(false)
    }

    /// What the catalogue says of a product: title, categories, tags, brand, price.
    pub(in super::super) fn traits(&self, place: u32) -> Traits<'a> {
        let Some(record) = self.get(place).and_then(|good| good.record) else {
            return Traits::default();
        };
        let lists = record.categories.iter().chain(&record.tags);
        let labels = record.kind.iter().chain(lists).chain(&record.brand);
        Traits {
            title: record.title.as_deref().unwrap_or(""),
            labels: labels.map(String::as_str).collect(),
            price_minor: record.price_minor,
        }
    }

    /// What is said of every product, by place. Without a catalogue prices are the orders'.
    pub(in super::super) fn things(&self) -> Vec<Thing<'a>> {
        let things = self.list.iter().map(|good| {
            let record = good.record;
            let tag = record.and_then(|record| record.tags.first());
            let title = record.and_then(|record| record.title.as_deref());
            Thing {
                title: title
                    .or_else(|| good.item.map(|item| item.title.as_str()))
                    .unwrap_or(""),
                kind: record
                    .and_then(|record| record.kind.as_ref().or(tag))
                    .map(String::as_str),
                family: record.and_then(|record| record.parent.as_deref()),
                price_minor: if self.has_catalog {
                    record.and_then(|record| record.price_minor)
                } else {
                    good.item.and_then(|item| item.price_minor)
                },
            }
        });
        things.collect()
    }

    fn is_offerable(&self, place: u32) -> bool {
        matches!(self.fault(place), None | Some(ProductFault::SoldOut))
    }

    /// Why a product cannot be suggested by hand; `None` where it can.
    pub(super) fn fault(&self, place: u32) -> Option<ProductFault> {
        let Some(good) = self.get(place) else {
            return Some(ProductFault::Unknown);
        };
        let Some(record) = good.record else {
            // Without a catalogue, orders are all there is to know.
            return self.has_catalog.then_some(ProductFault::Unknown);
        };
        if !record.published {
            Some(ProductFault::Unpublished)
        } else if record.is_gift_card {
            Some(ProductFault::GiftCard)
        } else if self.zero_is_free && is_free(record) {
            Some(ProductFault::ZeroPrice)
        } else if record.stock == Stock::SoldOut {
            Some(ProductFault::SoldOut)
        } else {
            None
        }
    }

    /// Whether the catalogue has none left of a product.
    pub(in super::super) fn is_sold_out(&self, sku: &str) -> bool {
        let place = self.by_sku(sku);
        place.is_some_and(|place| self.fault(place) == Some(ProductFault::SoldOut))
    }

    pub(super) fn by_sku(&self, sku: &str) -> Option<u32> {
        self.by_sku.get(&folded(sku, self.sku_case)).copied()
    }

    /// The product that a link leads to: of a product's variants the most popular that can be
    /// suggested.
    pub(super) fn target(&self, target: &LinkTarget) -> Option<u32> {
        let none = Vec::new();
        let variants = |key: &str| self.by_parent.get(key).unwrap_or(&none);
        let candidates: Vec<u32> = match target {
            LinkTarget::ProductId(id) => {
                let own = self.by_product.get(id.as_str()).unwrap_or(&none);
                let variants = variants(&format!("id:{id}"));
                own.iter().chain(variants).copied().collect()
            }
            LinkTarget::Name(name) => match self.by_sku(name) {
                Some(place) if self.fault(place).is_none() => return Some(place),
                place => {
                    let named = self.by_handle.get(name.as_str()).unwrap_or(&none);
                    let variants = variants(&name.to_ascii_lowercase());
                    let all = named.iter().chain(variants).copied();
                    place.into_iter().chain(all).collect()
                }
            },
        };
        let mut fit: Vec<u32> = candidates
            .into_iter()
            .filter(|place| self.fault(*place).is_none())
            .collect();
        self.by_popularity(&mut fit);
        fit.first().copied()
    }

    /// The most popular first, ties by place.
    pub(super) fn by_popularity(&self, places: &mut [u32]) {
        places.sort_by_key(|place| {
            let orders = self.get(*place).map_or(0, |good| good.orders());
            (core::cmp::Reverse(orders), *place)
        });
    }

    /// What a selector holds for, by place.
    pub(super) fn matching(&self, selector: &Selector) -> Vec<u32> {
        if let Some(sku) = selector.sku() {
            return self.by_sku(sku).into_iter().collect();
        }
        (0_u32..)
            .zip(&self.list)
            .filter(|(_, good)| {
                let mut conditions = selector.conditions().iter();
                conditions.all(|condition| self.holds(condition, good))
            })
            .map(|(place, _)| place)
            .collect()
    }

    fn holds(&self, condition: &Condition, good: &Good<'_>) -> bool {
        let record = good.record;
        let among =
            |list: &[String], wanted: &str| list.iter().any(|have| have.to_lowercase() == *wanted);
        match condition {
            Condition::Sku(pattern) => {
                let item = good.item.into_iter();
                let ordered =
                    item.flat_map(|item| core::iter::once(&item.sku).chain(&item.other_skus));
                let mut skus = ordered.chain(record.map(|record| &record.sku));
                skus.any(|sku| match self.sku_case {
                    _ if pattern.contains('*') => fits(pattern, sku),
                    SkuCase::Exact => sku == pattern,
                    SkuCase::Ignore => sku.eq_ignore_ascii_case(pattern),
                })
            }
            Condition::Tag(tag) => record.is_some_and(|record| among(&record.tags, tag)),
            Condition::Category(name) => {
                record.is_some_and(|record| among(&record.categories, name))
            }
            Condition::Brand(name) => brand_of(record).as_ref() == Some(name),
            Condition::Price(bounds) => {
                let price = record.and_then(|record| record.price_minor);
                let price = price.zip(self.currency);
                price.is_some_and(|(minor, currency)| bounds.hold(ten_thousandths(minor, currency)))
            }
            Condition::Margin(bounds) => record
                .and_then(margin)
                .is_some_and(|margin| bounds.hold(margin)),
        }
    }
}

/// A record's brand in lower case.
pub(super) fn brand_of(record: Option<&CatalogRecord>) -> Option<String> {
    Some(record?.brand.as_ref()?.to_lowercase())
}

/// Price less cost as a share of the price, in ten-thousandths, rounded down. `None` where the
/// catalogue does not say both, or the price is 0.
pub(super) fn margin(record: &CatalogRecord) -> Option<i64> {
    let price = record.price_minor.filter(|price| *price > 0)?;
    let earned = price.checked_sub(record.cost_minor?)?;
    Some(earned.checked_mul(Bounds::ONE)?.div_euclid(price))
}

fn is_free(record: &CatalogRecord) -> bool {
    record.price_minor == Some(0)
}

fn folded(sku: &str, case: SkuCase) -> String {
    match case {
        SkuCase::Ignore => sku.to_ascii_lowercase(),
        SkuCase::Exact => sku.to_owned(),
    }
}
