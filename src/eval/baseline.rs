use crate::{domain::ItemId, mine::count::Baskets, score::measure};

/// What a shop could do without this program: textbook scores over plain counts of orders, summed
/// over the query's items, every pair kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// Orders that hold the item, whatever the query.
    Popularity,
    /// c, the orders that hold both.
    CoCount,
    /// c / n<sub>i</sub>: of the orders with the query's item, the share that hold this one.
    Confidence,
    /// c N / (n<sub>i</sub> n<sub>j</sub>), for pairs in at least [`LIFT_FLOOR_PERMILLE`] of orders.
    Lift,
    /// c / √(n<sub>i</sub> n<sub>j</sub>).
    Cosine,
}

/// The least share of the training orders, in thousandths, that must hold a pair before its lift
/// counts: the minimum support that lift needs to be usable at all.
pub const LIFT_FLOOR_PERMILLE: usize = 3;

impl Baseline {
    /// Every baseline, in the order of the report.
    pub const ALL: [Self; 5] = [
        Self::Popularity,
        Self::CoCount,
        Self::Confidence,
        Self::Lift,
        Self::Cosine,
    ];

    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Popularity => "popularity",
            Self::CoCount => "co-count",
            Self::Confidence => "confidence",
            Self::Lift => "lift, min support .3 %",
            Self::Cosine => "cosine",
        }
    }
}

/// The training orders' pair counts, all of them: eight bytes a directed pair.
#[derive(Debug)]
pub struct PairCounts {
    /// By antecedent: consequent and orders with both.
    rows: Vec<Vec<(ItemId, u32)>>,
    orders_with: Vec<f64>,
    order_count: f64,
    lift_floor: u32,
}

impl PairCounts {
    /// Counts the pairs among the items `0..vocabulary`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a count of orders")]
    pub fn new(train: &Baskets, vocabulary: usize) -> Self {
        let mut rows = train.map_rows(|item, neighbours| {
            if item.index() >= vocabulary {
                return Vec::new();
            }
            neighbours
                .iter()
                .filter(|neighbour| neighbour.item.index() < vocabulary)
                .map(|neighbour| (neighbour.item, neighbour.orders))
                .collect()
        });
        rows.truncate(vocabulary);
        let orders_with = (0..)
            .map(ItemId)
            .take(vocabulary)
            .map(|item| f64::from(train.orders_with(item)))
            .collect();
        let lift_floor = (train.order_count() * LIFT_FLOOR_PERMILLE).div_ceil(1_000);
        Self {
            rows,
            orders_with,
            order_count: train.order_count() as f64,
            lift_floor: u32::try_from(lift_floor.max(2)).unwrap_or(u32::MAX),
        }
    }

    /// Writes a baseline's score of every item for a query into `scores`.
    pub fn score(&self, baseline: Baseline, query: &[ItemId], scores: &mut [f64]) {
        if baseline == Baseline::Popularity {
            scores.copy_from_slice(&self.orders_with);
            return;
        }
        scores.fill(0.0);
        for antecedent in query {
            let Some(row) = self.rows.get(antecedent.index()) else {
                continue;
            };
            let with_antecedent = self.orders_of(*antecedent);
            for &(consequent, both) in row {
                let with_consequent = self.orders_of(consequent);
                let pair = f64::from(both);
                if let Some(score) = scores.get_mut(consequent.index()) {
                    *score += match baseline {
                        Baseline::Popularity => 0.0,
                        Baseline::CoCount => pair,
                        Baseline::Confidence => measure::confidence(pair, with_antecedent),
                        Baseline::Lift if both < self.lift_floor => 0.0,
                        Baseline::Lift => {
                            let orders = self.order_count;
                            measure::lift(pair, with_antecedent, with_consequent, orders)
                        }
                        Baseline::Cosine => measure::cosine(pair, with_antecedent, with_consequent),
                    };
                }
            }
        }
    }

    fn orders_of(&self, item: ItemId) -> f64 {
        self.orders_with.get(item.index()).copied().unwrap_or(1.0)
    }
}
