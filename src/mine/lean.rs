//! What a preset makes of scores: they lean towards what sells less, or earns more.
//!
//! May import [`crate::domain`] and its neighbours in [`crate::mine`]; knows nothing of catalogues.
//!
//! Each item has one factor, by which its scores are multiplied wherever it is suggested, on pages and in
//! carts, before a row keeps its best: a row is filled from what the shop wants, and what goes together
//! by far still comes first.

use super::{
    config::Preset,
    count::{Baskets, Neighbour, Ranker, Scores},
};
use crate::domain::ItemId;

/// How far scores may lean, the farthest first. Under [`Preset::Discovery`] the orders of an item as a
/// share of the median item's, to this power, divide its scores; under [`Preset::Value`] what it earns
/// as a share of what the median item earns, to this power, multiplies them.
pub const EXPONENTS: [f64; 4] = [0.3, 0.2, 0.1, 0.05];

/// How far they lean where too little was sold to measure what that costs.
pub const UNMEASURED_EXPONENT: f64 = 0.1;

/// A sofa beside its cushions: under [`Preset::Value`], from so many times the median on and down to one
/// in so many, more makes no difference.
const MOST_TIMES: f64 = 8.0;

/// What each mined item earns, by id, of what each of the dataset's items does, by place.
#[must_use]
pub fn margins_by_id(baskets: &Baskets, margins_minor: &[Option<i64>]) -> Vec<Option<i64>> {
    let ids = (0..).map(ItemId).take(baskets.item_count());
    ids.map(|item| {
        let place = baskets.source_of(item)?;
        margins_minor.get(place as usize).copied().flatten()
    })
    .collect()
}

/// The factor of each mined item, by id, where scores lean so far; `None` where all are 1.
/// `margins_minor` is what each of the dataset's items earns, by place; empty where nobody knows.
#[must_use]
pub fn factors(
    preset: Preset,
    exponent: f64,
    baskets: &Baskets,
    margins_minor: &[Option<i64>],
) -> Option<Vec<f64>> {
    if exponent <= 0.0 {
        return None;
    }
    let (values, exponent, most): (Vec<Option<f64>>, f64, f64) = match preset {
        Preset::Relevance => return None,
        Preset::Discovery => {
            let ids = (0..).map(ItemId).take(baskets.item_count());
            let orders = ids.map(|item| Some(f64::from(baskets.orders_with(item))));
            (orders.collect(), -exponent, f64::INFINITY)
        }
        Preset::Value => {
            let margins = margins_by_id(baskets, margins_minor).into_iter();
            // What is sold at a loss is worth the least there is.
            let margins = margins.map(|margin| margin.map(|minor| minor.max(1) as f64));
            (margins.collect(), exponent, MOST_TIMES)
        }
    };
    let shares = in_medians(&values)?.into_iter();
    let shares = shares.map(|share| share.clamp(1.0 / most, most));
    Some(shares.map(|share| share.powf(exponent)).collect())
}

/// Values as multiples of their median; what is not known is 1. `None` where nothing is.
fn in_medians(values: &[Option<f64>]) -> Option<Vec<f64>> {
    let mut known: Vec<f64> = values.iter().flatten().copied().collect();
    known.retain(|value| *value > 0.0);
    known.sort_unstable_by(f64::total_cmp);
    let median = *known.get(known.len() / 2)?;
    let share = |value: &Option<f64>| value.map_or(1.0, |value| value / median);
    Some(values.iter().map(share).collect())
}

/// A ranker whose scores lean.
pub struct Leaning<'a> {
    /// Whose scores.
    pub inner: &'a dyn Ranker,
    /// By item: [`factors`].
    pub factors: &'a [f64],
}

impl Ranker for Leaning<'_> {
    fn score(
        &self,
        baskets: &Baskets,
        antecedent: ItemId,
        neighbours: &[Neighbour],
    ) -> Vec<Scores> {
        let mut all = self.inner.score(baskets, antecedent, neighbours);
        for (scores, neighbour) in all.iter_mut().zip(neighbours) {
            let factor = self.factors.get(neighbour.item.index()).unwrap_or(&1.0);
            scores.page *= factor;
            scores.cart = scores.cart.map(|cart| cart * factor);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::{config::OrderWeight, count::Purchase};

    fn baskets() -> Baskets {
        let orders = [vec![0, 1], vec![0, 1], vec![0, 2], vec![0, 3]];
        let purchases = orders.iter().map(|items| Purchase {
            items,
            customer: None,
        });
        let skus = ["bag", "tea", "pot", "cup"];
        Baskets::new(&skus, purchases, false, OrderWeight::Equal)
    }

    /// By SKU's place: bag, tea, pot, cup.
    fn by_place(preset: Preset, minor: [Option<i64>; 4]) -> [f64; 4] {
        let baskets = baskets();
        let factors = factors(preset, 0.3, &baskets, &minor).expect("factors");
        [0, 1, 2, 3].map(|place| {
            let id = baskets.id_of(place).expect("an ordered item");
            factors[id.index()]
        })
    }

    #[test]
    fn discovery_holds_down_what_sells_and_nothing_else() {
        let [bag, tea, pot, cup] = by_place(Preset::Discovery, [Some(1), None, Some(9), None]);
        assert!(
            bag < tea && tea < pot && pot == cup,
            "{bag} {tea} {pot} {cup}"
        );
    }

    #[test]
    fn value_lifts_what_earns_within_bounds_and_leaves_the_unknown() {
        let [dear, cheap, unknown, lost] =
            by_place(Preset::Value, [Some(1_000), Some(10), None, Some(-5)]);
        assert!(dear > 1.0 && cheap >= 1.0 && unknown == 1.0 && lost < 1.0);
        let most = MOST_TIMES.powf(0.3);
        assert!((dear - most).abs() < 1e-12 && (lost - 1.0 / most).abs() < 1e-12);
    }

    #[test]
    fn nothing_leans_by_relevance_nor_where_no_margin_is_known() {
        assert_eq!(factors(Preset::Relevance, 0.3, &baskets(), &[]), None);
        assert_eq!(factors(Preset::Value, 0.3, &baskets(), &[]), None);
    }
}
