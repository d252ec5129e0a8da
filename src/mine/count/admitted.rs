use rayon::prelude::*;

use super::{Baskets, Floors, RidgeSettings, ridge};
use crate::{domain::ItemId, mine::config::Recipe, score::measure};

/// One pair of a row, seen from its antecedent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The other item.
    pub item: ItemId,
    /// What the row holds of it: a weight of orders, or a score.
    pub value: f64,
}

/// The weighted counts of all pairs that clear the floors, both ways: 16 bytes each.
///
/// What fitting needs and counting row by row does not give: every row at once.
#[derive(Debug)]
pub struct Admitted {
    /// By antecedent, ascending consequents.
    pub(super) rows: Vec<Vec<Link>>,
    /// The weight of each item's orders.
    pub(super) totals: Vec<f64>,
}

impl Admitted {
    /// Counts. Time as [`Baskets::map_rows`].
    #[must_use]
    pub fn new(baskets: &Baskets, floors: Floors) -> Self {
        let rows = baskets.map_rows(floors, |_, _, neighbours| {
            neighbours
                .iter()
                .map(|neighbour| Link {
                    item: neighbour.item,
                    value: neighbour.weight.as_f64(),
                })
                .collect()
        });
        let totals = (0..)
            .map(ItemId)
            .take(baskets.item_count())
            .map(|item| baskets.weight_of(item).as_f64())
            .collect();
        Self { rows, totals }
    }

    /// Each pair's score C<sub>ij</sub> / (n<sub>i</sub><sup>a</sup> n<sub>j</sub><sup>b</sup>),
    /// rows and columns as counted.
    #[must_use]
    pub fn pair_scores(&self, antecedent_exponent: f64, consequent_exponent: f64) -> Scored {
        let power = |exponent: f64| -> Vec<f64> {
            let totals = self.totals.iter();
            totals
                .map(|total| measure::pair_score(1.0, 1.0, *total, 0.0, exponent))
                .collect()
        };
        let (rows, columns) = (power(antecedent_exponent), power(consequent_exponent));
        let of = |powers: &[f64], at: usize| powers.get(at).copied().unwrap_or(0.0);
        let rows = self
            .rows
            .par_iter()
            .enumerate()
            .map(|(antecedent, row)| {
                let left = of(&rows, antecedent);
                row.iter()
                    .map(|link| Link {
                        item: link.item,
                        value: link.value * left * of(&columns, link.item.index()),
                    })
                    .collect()
            })
            .collect();
        Scored::new(rows)
    }

    /// The ridge's weights, as rows by antecedent: see [`RidgeSettings`]. On all threads of the
    /// current rayon pool.
    #[must_use]
    pub fn ridge_weights(&self, settings: RidgeSettings) -> Scored {
        Scored::new(ridge::fit(self, settings))
    }

    /// What a recipe gives each pair: pair score and ridge weight, both with a mean row maximum of
    /// 1, in the shares asked for. What is not above 0 is absent.
    #[must_use]
    pub fn scores(&self, recipe: &Recipe) -> Scored {
        let pair = self.pair_scores(recipe.exponent_antecedent, recipe.exponent_consequent);
        if recipe.ridge_share <= 0.0 {
            return pair;
        }
        let ridge = self.ridge_weights(RidgeSettings::of(recipe));
        Scored::blend(&pair, &ridge, recipe.ridge_share)
    }
}

/// Scores of pairs, by antecedent, ascending consequents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scored {
    rows: Vec<Vec<Link>>,
    /// 1 over the mean of the rows' maxima.
    unit: f64,
}

impl Scored {
    fn new(rows: Vec<Vec<Link>>) -> Self {
        let maxima = rows
            .iter()
            .map(|row| row.iter().fold(0.0, |most: f64, link| most.max(link.value)));
        let (sum, count) = maxima
            .filter(|most| *most > 0.0)
            .fold((0.0, 0.0), |(sum, count), most| (sum + most, count + 1.0));
        let unit = if sum > 0.0 { count / sum } else { 0.0 };
        Self { rows, unit }
    }

    /// The rows, in id order.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Link>] {
        &self.rows
    }

    /// An item's score for one consequent; 0 where there is none.
    #[must_use]
    pub fn score(&self, antecedent: ItemId, consequent: ItemId) -> f64 {
        self.rows
            .get(antecedent.index())
            .and_then(|row| {
                let at = row.binary_search_by_key(&consequent, |link| link.item);
                row.get(at.ok()?)
            })
            .map_or(0.0, |link| link.value)
    }

    /// The same with each consequent's scores times its factor, by id.
    #[must_use]
    pub fn leaning(&self, factors: &[f64]) -> Self {
        let rows = self.rows.iter().map(|row| {
            let links = row.iter().map(|link| Link {
                item: link.item,
                value: link.value * factors.get(link.item.index()).unwrap_or(&1.0),
            });
            links.collect()
        });
        Self::new(rows.collect())
    }

    /// Pairs of both, `share` (0 to 1) of the second and the rest of the first, each with a mean
    /// row maximum of 1. What is not above 0 is left out.
    #[must_use]
    pub fn blend(pair: &Self, ridge: &Self, share: f64) -> Self {
        let (pair_unit, ridge_unit) = (pair.unit * (1.0 - share), ridge.unit * share);
        let empty = Vec::new();
        let rows = pair
            .rows
            .par_iter()
            .enumerate()
            .map(|(antecedent, row)| {
                let mut others = ridge
                    .rows
                    .get(antecedent)
                    .unwrap_or(&empty)
                    .iter()
                    .peekable();
                row.iter()
                    .filter_map(|link| {
                        while others.next_if(|other| other.item < link.item).is_some() {}
                        let other = others.next_if(|other| other.item == link.item);
                        let value = link.value * pair_unit
                            + other.map_or(0.0, |other| other.value) * ridge_unit;
                        (value > 0.0).then_some(Link {
                            item: link.item,
                            value,
                        })
                    })
                    .collect()
            })
            .collect();
        Self::new(rows)
    }
}
