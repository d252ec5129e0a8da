use core::cmp::Ordering;

use super::{Baskets, Neighbour};
use crate::{domain::ItemId, score::measure};

/// What a pair must show before it may become a rule: the evidence floor and the privacy floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floors {
    /// Orders that hold both items: fewer is chance.
    pub min_pair_orders: u32,
    /// Distinct customers among those orders: fewer would publish what somebody bought.
    pub min_pair_customers: u32,
}

impl Floors {
    /// Whether a pair clears both.
    #[must_use]
    pub fn admit(&self, neighbour: &Neighbour) -> bool {
        neighbour.orders >= self.min_pair_orders && neighbour.customers >= self.min_pair_customers
    }
}

/// What a ranker says of one consequent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// For a query of one item: a product page. Positive, or the rule is dropped.
    pub page: f64,
    /// For a query of several: a cart. `None` where the page score serves both.
    pub cart: Option<f64>,
}

/// A way to turn an item's counted neighbours into scores.
///
/// A row at a time, so that a ranker may look at the whole neighbourhood (a local regression does),
/// and on many threads at once, so that it holds only what is shared. Same row, same scores.
pub trait Ranker: Sync {
    /// Scores for each neighbour, in the given order.
    fn score(&self, baskets: &Baskets, antecedent: ItemId, neighbours: &[Neighbour])
    -> Vec<Scores>;
}

/// The popularity-shrunk pair score: C<sub>ij</sub> / (n<sub>i</sub><sup>a</sup>
/// n<sub>j</sub><sup>b</sup>) over weighted counts, for pages and carts alike.
///
/// Between confidence (a = 1, b = 0) and cosine (both one half): best-sellers are held down without
/// letting two lucky orders of a rare item win. See [`measure::pair_score`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairRanker {
    /// a, 0 to 1. It matters where rows are added up, in a cart.
    pub antecedent_exponent: f64,
    /// b, 0 to 1. Higher finds fewer best-sellers.
    pub consequent_exponent: f64,
}

impl Default for PairRanker {
    fn default() -> Self {
        Self {
            antecedent_exponent: 0.8,
            consequent_exponent: 0.2,
        }
    }
}

impl Ranker for PairRanker {
    fn score(
        &self,
        baskets: &Baskets,
        antecedent: ItemId,
        neighbours: &[Neighbour],
    ) -> Vec<Scores> {
        let antecedent_weight = baskets.weight_of(antecedent).as_f64();
        neighbours
            .iter()
            .map(|neighbour| {
                let page = measure::pair_score(
                    neighbour.weight.as_f64(),
                    antecedent_weight,
                    baskets.weight_of(neighbour.item).as_f64(),
                    self.antecedent_exponent,
                    self.consequent_exponent,
                );
                Scores { page, cart: None }
            })
            .collect()
    }
}

/// A pair that became a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MinedRule {
    /// The counts it stands on.
    pub neighbour: Neighbour,
    /// What the ranker gave it.
    pub scores: Scores,
}

/// An item's rules, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MinedRow {
    /// At most as many as asked for: falling page score, ties by id ascending.
    pub rules: Vec<MinedRule>,
    /// How many pairs were counted for the item, whatever the floors.
    pub pairs_seen: u32,
    /// How many of them cleared the floors, to items that are offered.
    pub pairs_admitted: u32,
}

/// Counts all pairs, ranks those that clear the floors, and keeps the best of each item.
///
/// Items for which `is_offered` is false have rules of their own but are in nobody's. The result is in id order and the same for any number of threads. Costs as [`Baskets::map_rows`],
/// plus the ranker.
#[must_use]
pub fn mine(
    baskets: &Baskets,
    ranker: &dyn Ranker,
    floors: Floors,
    is_offered: &(dyn Fn(ItemId) -> bool + Sync),
    rules_per_item: usize,
) -> Vec<MinedRow> {
    baskets.map_rows(|antecedent, neighbours| {
        let pairs_seen = u32::try_from(neighbours.len()).unwrap_or(u32::MAX);
        neighbours.retain(|neighbour| floors.admit(neighbour) && is_offered(neighbour.item));
        let pairs_admitted = u32::try_from(neighbours.len()).unwrap_or(u32::MAX);
        let mut rules: Vec<_> = neighbours
            .iter()
            .zip(ranker.score(baskets, antecedent, neighbours))
            .filter(|(_, scores)| scores.page > 0.0 && scores.page.is_finite())
            .map(|(&neighbour, scores)| MinedRule { neighbour, scores })
            .collect();
        choose(&mut rules, rules_per_item);
        MinedRow {
            rules,
            pairs_seen,
            pairs_admitted,
        }
    })
}

/// Keeps the rules that a row has room for, best first.
///
/// Where the ranker scores carts apart, five eighths of the row go to the best for a page and the rest
/// to the best for a cart among what is left: few rules are among the best of both, and a row that
/// served one kind of query alone would leave the other with scraps.
fn choose(rules: &mut Vec<MinedRule>, rules_per_item: usize) {
    let for_page = if rules.iter().any(|rule| rule.scores.cart.is_some()) {
        (rules_per_item * 5).div_ceil(8)
    } else {
        rules_per_item
    };
    if rules.len() > rules_per_item {
        rules.sort_unstable_by(best_first);
        if let Some(rest) = rules.get_mut(for_page..) {
            rest.sort_unstable_by(best_in_cart_first);
        }
        rules.truncate(rules_per_item);
    }
    rules.sort_unstable_by(best_first);
}

/// As [`best_first`], by the cart's score.
fn best_in_cart_first(a: &MinedRule, b: &MinedRule) -> Ordering {
    let cart = |rule: &MinedRule| rule.scores.cart.unwrap_or_default();
    cart(b).total_cmp(&cart(a)).then_with(|| best_first(a, b))
}

/// A total order, as no two rules of a row name one item.
fn best_first(a: &MinedRule, b: &MinedRule) -> Ordering {
    b.scores
        .page
        .total_cmp(&a.scores.page)
        .then(a.neighbour.item.cmp(&b.neighbour.item))
}
