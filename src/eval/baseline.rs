use rayon::prelude::*;

use super::PairCounts;
use crate::{domain::ItemId, score::measure};

/// What a shop could do without this program: the usual item-to-item scores, summed over the query's
/// items.
///
/// Throughout, of N training orders n<sub>i</sub> hold the query's item, n<sub>j</sub> the item to be
/// scored and c both. All pairs are kept but where it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Baseline {
    /// n<sub>j</sub>, whatever the query.
    Popularity,
    /// c.
    CoCount,
    /// c / n<sub>i</sub>: of the orders with the query's item, the share that hold this one.
    Confidence,
    /// c N / (n<sub>i</sub> n<sub>j</sub>), for pairs in at least [`LIFT_FLOOR_PERMILLE`] of orders.
    Lift,
    /// c / √(n<sub>i</sub> n<sub>j</sub>).
    Cosine,
    /// c / (n<sub>i</sub> + n<sub>j</sub> − c).
    Jaccard,
    /// Dunning's G² of the pair, 0 where it is no more frequent than by chance
    /// ([`measure::log_likelihood_ratio`]).
    Llr,
    /// BM25 with items for documents and orders for words, as in the `implicit` library:
    /// f<sub>i</sub> f<sub>j</sub> Σ idf² over the orders with both, with
    /// f<sub>i</sub> = (k₁ + 1) / (k₁ (1 − b + b n<sub>i</sub> / mean n) + 1), k₁ = 1.2, b = 0.75;
    /// idf as in [`PairCounts`]. The best [`NEIGHBOURS`] of each item.
    Bm25,
    /// TF-IDF in the same way: the cosine of the items' order vectors, an order weighing idf.
    /// The best [`NEIGHBOURS`] of each item.
    TfIdf,
}

/// The least share of the training orders, in thousandths, that must hold a pair before its lift
/// counts: the minimum support that lift needs to be usable at all. At least 2 orders, and 50 are
/// enough in any shop.
pub const LIFT_FLOOR_PERMILLE: usize = 3;

const BM25_K1: f64 = 1.2;
const BM25_B: f64 = 0.75;

/// How many neighbours BM25 and TF-IDF keep of each item: those of highest similarity, ties to the
/// more popular one. Both gain by forgetting the rest.
pub const NEIGHBOURS: usize = 200;

impl Baseline {
    /// Every baseline, in the order of the report.
    pub const ALL: [Self; 9] = [
        Self::Popularity,
        Self::CoCount,
        Self::Confidence,
        Self::Lift,
        Self::Cosine,
        Self::Jaccard,
        Self::Llr,
        Self::Bm25,
        Self::TfIdf,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Popularity => "popularity",
            Self::CoCount => "co-count",
            Self::Confidence => "confidence",
            Self::Lift => "lift",
            Self::Cosine => "cosine",
            Self::Jaccard => "jaccard",
            Self::Llr => "llr",
            Self::Bm25 => "bm25",
            Self::TfIdf => "tf-idf",
        }
    }

    const fn neighbours(self) -> usize {
        match self {
            Self::Bm25 | Self::TfIdf => NEIGHBOURS,
            _ => usize::MAX,
        }
    }
}

/// One baseline's score of every pair that has one, ready to be asked: 16 bytes each.
#[derive(Debug)]
pub struct Similarity {
    /// By antecedent, ascending by consequent. Popularity has one row, for all.
    rows: Vec<Vec<(ItemId, f64)>>,
    any_query: bool,
}

impl Similarity {
    /// Works a baseline's scores out from counts.
    #[must_use]
    pub fn new(counts: &PairCounts, baseline: Baseline) -> Self {
        let items = || (0..).map(ItemId).take(counts.item_count());
        if baseline == Baseline::Popularity {
            return Self {
                rows: vec![items().map(|item| (item, counts.orders_of(item))).collect()],
                any_query: true,
            };
        }
        let rows = counts
            .rows()
            .par_iter()
            .enumerate()
            .map(|(antecedent, row)| {
                let antecedent = ItemId(u32::try_from(antecedent).unwrap_or(u32::MAX));
                let mut scores: Vec<(ItemId, f64)> = row
                    .iter()
                    .map(|pair| (pair.item, counts.score(baseline, antecedent, pair)))
                    .filter(|(_, score)| *score != 0.0)
                    .collect();
                if scores.len() > baseline.neighbours() {
                    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                    scores.truncate(baseline.neighbours());
                    scores.sort_unstable_by_key(|(item, _)| *item);
                }
                scores
            })
            .collect();
        Self {
            rows,
            any_query: false,
        }
    }

    /// Writes every item's score for a query: the sum over the query's items.
    pub fn score(&self, query: &[ItemId], scores: &mut [f64]) {
        scores.fill(0.0);
        let everything = [ItemId(0)];
        let asked = if self.any_query { &everything } else { query };
        for row in asked.iter().filter_map(|item| self.rows.get(item.index())) {
            for &(consequent, value) in row {
                if let Some(score) = scores.get_mut(consequent.index()) {
                    *score += value;
                }
            }
        }
    }
}

impl PairCounts {
    fn score(&self, baseline: Baseline, antecedent: ItemId, pair: &super::counts::Pair) -> f64 {
        let both = f64::from(pair.orders);
        let (left, right) = (self.orders_of(antecedent), self.orders_of(pair.item));
        let orders = self.order_count();
        match baseline {
            Baseline::Popularity => right,
            Baseline::CoCount => both,
            Baseline::Confidence => measure::confidence(both, left),
            Baseline::Lift if both < self.lift_floor() => 0.0,
            Baseline::Lift => measure::lift(both, left, right, orders),
            Baseline::Cosine => measure::cosine(both, left, right),
            Baseline::Jaccard => measure::jaccard(both, left, right),
            Baseline::Llr => measure::log_likelihood_ratio(both, left, right, orders),
            Baseline::Bm25 => {
                let mean = self.mean_orders();
                let factor = |orders: f64| {
                    let length = 1.0 - BM25_B + BM25_B * orders / mean;
                    (BM25_K1 + 1.0) / (BM25_K1 * length + 1.0)
                };
                factor(left) * factor(right) * pair.rarity
            }
            Baseline::TfIdf => measure::cosine(
                pair.rarity,
                self.rarity_of(antecedent),
                self.rarity_of(pair.item),
            ),
        }
    }

    fn lift_floor(&self) -> f64 {
        (self.order_count() * LIFT_FLOOR_PERMILLE as f64 / 1_000.0)
            .ceil()
            .clamp(2.0, 50.0)
    }
}
