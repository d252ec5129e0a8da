//! How two items stand to each other: complement, variant or substitute; and what is the better choice.
//!
//! May import [`crate::domain`] and its neighbours in [`crate::mine`]; knows nothing of tables. Items
//! are named by their place in [`Dataset::items`]; products that nobody ordered yet go on from there.
//!
//! An item's *kind* is its type or last category in the catalogue, else its first tag, else the head
//! of its title: the last word before a comma, a dash, a bracket, "with" or "for". Items of one kind
//! whose titles are alike (cosine of their words' rarities at least [`LIKENESS`]) are *alternatives*.
//! Shoppers do buy alternatives together, so nothing is kept apart by its kind alone. A kind is of
//! substitutes where the orders say so, summed over all pairs of alternatives in it:
//!
//! 1. They are in one order no more than twice as often as by chance: (O + 1) / (E + 1) < 2, where
//!    E = Σ n<sub>i</sub> n<sub>j</sub> / N. The ones draw a ratio of small counts towards 1, as a
//!    gamma prior does (DuMouchel 1999).
//! 2. And either they go with the same things, but not with each other: among the orders that hold
//!    something which goes with both, they meet less than half as often as by chance; or they were
//!    bought by the same customers at other times more than twice as often as by chance, and five
//!    times as often as together. Both by a one-sided Poisson test at one in a thousand.
//!
//! Alternatives of such a kind are [`Relation::Substitute`], but for a pair that by itself is bought
//! together significantly more often than that. Orders of more than four times the median's lines (12
//! at least) are somebody stocking up, and say nothing here.

mod evidence;
mod kinds;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashSet;

use super::{config::RelationSettings, dataset::Dataset};
use evidence::Evidence;
pub use evidence::KindEvidence;
use kinds::Kinds;
pub use kinds::LIKENESS;

/// What is said of an item, beside its orders.
#[derive(Debug, Clone, Copy, Default)]
pub struct Thing<'a> {
    /// Its name.
    pub title: &'a str,
    /// Its type, category or tag, where a catalogue tells one.
    pub kind: Option<&'a str>,
    /// The product that it is a variant of.
    pub family: Option<&'a str>,
    /// Its price in minor units.
    pub price_minor: Option<i64>,
}

/// How two items stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Of different kinds, or of one kind but not alike.
    Complement,
    /// Alike, and nothing says that one is taken in place of the other.
    Variant,
    /// One is taken in place of the other.
    Substitute,
}

/// How a shop's items stand to one another. See the module.
#[derive(Debug)]
pub struct Relations {
    kinds: Kinds,
    evidence: Vec<KindEvidence>,
    /// Lower place first.
    substitutes: FxHashSet<(u32, u32)>,
    /// Variants of one product without proof that they are bought together.
    duplicates: FxHashSet<(u32, u32)>,
    prices: Vec<Option<i64>>,
    orders: Vec<u32>,
    settings: RelationSettings,
}

impl Relations {
    /// Looks at all orders. `things` are the dataset's items, in its order, then products that were
    /// never ordered, which are judged by their kind. Time: linear in the words of alike titles and in
    /// the orders of items that have alternatives.
    #[must_use]
    pub fn new(dataset: &Dataset, things: &[Thing<'_>], settings: &RelationSettings) -> Self {
        let kinds = Kinds::new(things, dataset.items.len());
        let evidence = Evidence::new(dataset);
        let judged = evidence.judge(&kinds);
        let mut substitutes = FxHashSet::default();
        if settings.substitutes {
            substitutes.extend(judged.substitutes);
        }
        let mut duplicates = FxHashSet::default();
        if settings.substitutes {
            let pairs = kinds.families().filter(|pair| !evidence.is_together(*pair));
            duplicates.extend(pairs);
        }
        Self {
            kinds,
            evidence: judged.kinds,
            substitutes,
            duplicates,
            prices: things.iter().map(|thing| thing.price_minor).collect(),
            orders: dataset.items.iter().map(|item| item.orders).collect(),
            settings: *settings,
        }
    }

    /// How two items stand to each other, whichever comes first.
    #[must_use]
    pub fn of(&self, one: u32, other: u32) -> Relation {
        if self.substitutes.contains(&ordered(one, other)) {
            Relation::Substitute
        } else if self.kinds.alike(one).iter().any(|(it, _)| *it == other) {
            Relation::Variant
        } else {
            Relation::Complement
        }
    }

    /// Whether `to` may stand beside `from`: it is no substitute for it, not the same product once
    /// more, and not the thing to own beside its own accessory.
    #[must_use]
    pub fn admits(&self, from: u32, to: u32) -> bool {
        let pair = ordered(from, to);
        !self.substitutes.contains(&pair)
            && !self.duplicates.contains(&pair)
            && !self.is_too_dear(from, to)
    }

    /// No phone for a phone case, but a case for a phone: `to` costs more than the settings' ratio
    /// times `from`, the catalogue calls them different kinds, and `from` is sold at least as often,
    /// so that P(from | to) is at least P(to | from).
    fn is_too_dear(&self, from: u32, to: u32) -> bool {
        let price = |place: u32| {
            let price = self.prices.get(place as usize).copied().flatten();
            price.filter(|price| *price > 0)
        };
        let sold = |place: u32| self.orders.get(place as usize).copied().unwrap_or(0);
        let (Some(ours), Some(theirs)) = (price(from), price(to)) else {
            return false;
        };
        self.settings.max_price_ratio > 0.0
            && theirs as f64 > ours as f64 * self.settings.max_price_ratio
            && self.kinds.are_told_apart(from, to)
            && sold(from) >= sold(to)
    }

    /// Substitutes of an item, ascending.
    #[must_use]
    pub fn substitutes_of(&self, item: u32) -> Vec<u32> {
        let alike = self.kinds.alike(item).iter().map(|(other, _)| *other);
        let mut found: Vec<u32> = alike
            .filter(|other| self.substitutes.contains(&ordered(item, *other)))
            .collect();
        found.sort_unstable();
        found
    }

    /// What could be taken in an item's place for some more money, the most ordered first: alike, of
    /// one kind and not of one that is bought together, at a price within the settings' bounds. At
    /// most as many as the settings say, only those that are wanted.
    #[must_use]
    pub fn upgrades(&self, item: u32, is_wanted: impl Fn(u32) -> bool) -> Vec<u32> {
        let price = |place: u32| self.prices.get(place as usize).copied().flatten();
        let Some(ours) = price(item).filter(|price| *price > 0) else {
            return Vec::new();
        };
        let is_variants = self
            .kinds
            .of(item)
            .and_then(|kind| self.evidence.get(kind as usize))
            .is_none_or(KindEvidence::is_together);
        if is_variants {
            return Vec::new();
        }
        let (least, most) = self.settings.upgrade_price;
        let mut found: Vec<u32> = self
            .kinds
            .alike(item)
            .iter()
            .map(|(other, _)| *other)
            .filter(|other| {
                let theirs = price(*other).unwrap_or(0) as f64 / ours as f64;
                // A cent is lost to rounding at either end.
                (least - 1e-9..=most + 1e-9).contains(&theirs)
                    && !self.duplicates.contains(&ordered(item, *other))
                    && is_wanted(*other)
            })
            .collect();
        let sold = |place: u32| self.orders.get(place as usize).copied().unwrap_or(0);
        found.sort_by_key(|other| (core::cmp::Reverse(sold(*other)), *other));
        found.truncate(self.settings.upgrades as usize);
        found
    }

    /// What the orders say of each kind that has alternatives, by name.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &KindEvidence)> {
        let named = self.kinds.names().iter().zip(&self.evidence);
        named
            .filter(|(_, evidence)| evidence.pairs > 0)
            .map(|(name, evidence)| (name.as_str(), evidence))
    }

    /// Pairs of substitutes, each once.
    #[must_use]
    pub fn substitute_pairs(&self) -> usize {
        self.substitutes.len()
    }

    /// Whether nothing is kept apart.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.substitutes.is_empty()
            && self.duplicates.is_empty()
            && !(self.settings.max_price_ratio > 0.0 && self.kinds.has_told())
    }
}

fn ordered(one: u32, other: u32) -> (u32, u32) {
    (one.min(other), one.max(other))
}
