//! Rules for items with few orders or none, and how good they are.

mod trial;

use core::ops::Range;

pub use trial::{Asking, ColdFigures, ColdStep, ColdTrial, Hits, STRIPPED_ONE_IN, measured};

use super::{Mined, catalog::item_of};
use crate::{
    domain::ItemId,
    mine::{
        config::{BackOff, ColdSettings},
        count::MinedRow,
        dataset::Dataset,
        similar::{Lending, Likeness, Newness, Traits, lend},
    },
};

/// How boldly new items are suggested where the merchant wants it unmeasured: about where they find more of
/// themselves than they cost of others.
const UNMEASURED_BOLDNESS: f64 = 0.5;

/// What was decided, and why.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ColdChoice {
    /// The measurement; `None` where it was not wanted or there was too little to measure.
    pub trial: Option<ColdTrial>,
    /// What is in use.
    pub lending: Lending,
    /// Items with few orders that have rules from similar ones.
    pub borrowers: usize,
    /// New items, and items of the catalogue that no order holds.
    pub new_items: usize,
    /// Those of them that some row names now, by what those like them go with.
    pub placed: usize,
    /// Items of the catalogue that nobody ordered, beyond those that were looked at.
    pub not_looked_at: usize,
    /// The rules that were lent, by their items' positions in the dataset, ascending.
    pub lent: Vec<(u32, u32)>,
}

impl ColdChoice {
    /// Decides without a measurement where the settings say so; `measure` is asked otherwise.
    #[must_use]
    pub fn new(settings: &ColdSettings, measure: impl FnOnce() -> Option<ColdTrial>) -> Self {
        let all = Lending {
            rows: true,
            clear_only: false,
            boldness: UNMEASURED_BOLDNESS,
        };
        // A shop too thin to measure anything may not push its new items.
        let careful = Lending {
            clear_only: true,
            boldness: 0.0,
            ..all
        };
        let (trial, lending) = match settings.back_off {
            BackOff::Never => (None, Lending::default()),
            BackOff::Always => (None, all),
            BackOff::Measured => match measure() {
                // How boldly is known once the new items are counted.
                Some(trial) => {
                    let rows = trial.are_rows_better();
                    (Some(trial), Lending { rows, ..all })
                }
                None => (None, careful),
            },
        };
        Self {
            trial,
            lending,
            ..Self::default()
        }
    }

    /// Lends, by what was decided, to the items that `orders` hardly hold.
    ///
    /// `is_offered` is asked by an item's position in the dataset, and `may_lead` by two of them:
    /// whether the second may stand beside the first. Items of the catalogue that no order holds go
    /// on from the dataset's.
    pub fn apply(
        &mut self,
        dataset: &Dataset,
        orders: Range<usize>,
        mined: &mut Mined,
        likeness: &Likeness,
        settings: &ColdSettings,
        word: Permission<'_>,
    ) {
        if self.lending == Lending::default() {
            return;
        }
        let newness = newness(dataset, orders, mined, settings, word);
        let may_borrow = |newness: &Newness| newness.orders <= settings.max_orders;
        let is_new = |newness: &Newness| newness.is_new && may_borrow(newness);
        let new_items = newness
            .iter()
            .filter(|newness| newness.is_offered && is_new(newness));
        self.new_items = new_items.count();
        if let Some(trial) = &self.trial {
            let share = self.new_items as f64 / newness.len().max(1) as f64;
            self.lending.boldness = trial.boldness(share, settings.max_loss);
        }
        let baskets = &mined.baskets;
        let may_lead = |from: ItemId, to: ItemId| {
            let places = baskets.source_of(from).zip(baskets.source_of(to));
            places.is_some_and(|(from, to)| (word.may_lead)(from, to))
        };
        let kept = mined.meta.rules_per_item.into();
        let rows = core::mem::take(&mut mined.rows);
        let leads = |row: &MinedRow| row.rules.iter().map(|rule| rule.neighbour.item).collect();
        let before: Vec<Vec<ItemId>> = rows.iter().map(leads).collect();
        let lending = self.lending;
        mined.rows = lend(rows, &newness, likeness, lending, settings, kept, &may_lead);
        let of = |item: ItemId| newness.get(item.index()).copied().unwrap_or_default();
        let mut placed = vec![false; newness.len()];
        for ((item, row), before) in (0..).map(ItemId).zip(&mined.rows).zip(&before) {
            let leads = row.rules.iter().map(|rule| rule.neighbour.item);
            let lent: Vec<ItemId> = leads.filter(|other| !before.contains(other)).collect();
            self.borrowers += usize::from(may_borrow(&of(item)) && !lent.is_empty());
            for other in lent {
                if let Some(flag) = placed.get_mut(other.index()) {
                    *flag = true;
                }
                let places = baskets.source_of(item).zip(baskets.source_of(other));
                self.lent.extend(places);
            }
        }
        self.lent.sort_unstable();
        let placed = placed.iter().zip(&newness);
        self.placed = placed
            .filter(|(placed, newness)| **placed && is_new(newness))
            .count();
    }
}

/// What may be suggested, told of items by their position in the dataset.
#[derive(Clone, Copy)]
pub struct Permission<'a> {
    /// At all.
    pub is_offered: &'a (dyn Fn(u32) -> bool + Sync),
    /// The second beside the first.
    pub may_lead: &'a (dyn Fn(u32, u32) -> bool + Sync),
}

fn newness(
    dataset: &Dataset,
    orders: Range<usize>,
    mined: &Mined,
    settings: &ColdSettings,
    word: Permission<'_>,
) -> Vec<Newness> {
    let first_seen = first_seen(dataset, orders.clone());
    let chosen = dataset.orders.range(orders);
    let newest = chosen.last().map_or(0, |order| order.time);
    let oldest = chosen.first().map_or(0, |order| order.time);
    // In a short export everything would be new.
    let new_seconds = (i64::from(settings.new_days) * 86_400).min((newest - oldest) / 4);
    let ids = (0..).map(ItemId).take(mined.rows.len());
    ids.map(|id| {
        let source = mined.baskets.source_of(id);
        let seen = source.and_then(|source| first_seen.get(source as usize).copied());
        Newness {
            orders: mined.baskets.orders_with(id),
            is_new: seen
                .flatten()
                .is_none_or(|seen| seen > newest - new_seconds),
            is_offered: source.is_some_and(word.is_offered),
        }
    })
    .collect()
}

/// When each item was first ordered, by its position in the dataset.
fn first_seen(dataset: &Dataset, orders: Range<usize>) -> Vec<Option<i64>> {
    let mut seen = vec![None; dataset.items.len()];
    for order in dataset.orders.range(orders).iter() {
        for item in order.items {
            if let Some(seen) = seen.get_mut(*item as usize) {
                seen.get_or_insert(order.time);
            }
        }
    }
    seen
}

/// What is said of each mined item, by id: by its position in the dataset what `traits_of` knows, and
/// the orders' title and price where it knows none.
#[must_use]
pub fn likeness_of<'a>(
    dataset: &Dataset,
    mined: &Mined,
    traits_of: &dyn Fn(u32) -> Traits<'a>,
) -> Likeness {
    let ids = (0..).map(ItemId).take(mined.rows.len());
    let traits = ids.map(|id| {
        let mut traits = traits_of(mined.baskets.source_of(id).unwrap_or(u32::MAX));
        let item = item_of(dataset, mined, id);
        if traits.title.is_empty() {
            traits.title = item.map_or("", |item| item.title.as_str());
        }
        traits.price_minor = traits
            .price_minor
            .or_else(|| item.and_then(|item| item.price_minor));
        traits
    });
    Likeness::new(&traits.collect::<Vec<Traits<'_>>>())
}
