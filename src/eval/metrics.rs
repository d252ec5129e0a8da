use serde::Serialize;

use super::{HoldOut, Outcome, QueryKind, Strata, Stratum};

/// A mean over queries with its standard error.
///
/// Draws from one order resemble each other, so that orders are what chance deals out, not queries:
/// with y the sum of an order's values, k their number, K the number of all values and m that of
/// orders with any, the error is the root of m/(m − 1) Σ (y − k mean)² / K² (the linearised variance
/// of a ratio; Cochran, *Sampling Techniques*, 6.4). With one draw an order that is the sample's
/// standard deviation over √m.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean; 0 of no queries.
    pub mean: f64,
    /// Its standard error; 0 for fewer than two orders.
    pub standard_error: f64,
}

impl Estimate {
    /// The estimate from one value a query, each of an order of its own.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        Self::of_draws(values, 1)
    }

    /// The estimate from one value a query, `draws` of each order one after the other.
    #[must_use]
    pub fn of_draws(values: impl IntoIterator<Item = f64>, draws: usize) -> Self {
        let mut sample = Sample::default();
        for (position, value) in values.into_iter().enumerate() {
            sample.add(position / draws.max(1), value);
        }
        sample.estimate()
    }
}

/// Sums by order.
#[derive(Debug, Clone, Default)]
struct Sample {
    /// The order that was added to last.
    last: Option<usize>,
    /// The sum of an order's values, and their number.
    orders: Vec<(f64, f64)>,
}

impl Sample {
    /// Adds a value. Those of one order come one after the other.
    fn add(&mut self, order: usize, value: f64) {
        match self.orders.last_mut() {
            Some((sum, count)) if self.last == Some(order) => {
                *sum += value;
                *count += 1.0;
            }
            _ => self.orders.push((value, 1.0)),
        }
        self.last = Some(order);
    }

    fn count(&self) -> f64 {
        self.orders.iter().map(|(_, count)| count).sum()
    }

    fn mean(&self) -> f64 {
        let sum: f64 = self.orders.iter().map(|(sum, _)| sum).sum();
        sum / self.count().max(1.0)
    }

    fn estimate(&self) -> Estimate {
        let (orders, count, mean) = (self.orders.len() as f64, self.count(), self.mean());
        let squares: f64 = self
            .orders
            .iter()
            .map(|(sum, count)| (sum - count * mean) * (sum - count * mean))
            .sum();
        let standard_error = if orders > 1.0 {
            (squares * orders / (orders - 1.0)).sqrt() / count
        } else {
            0.0
        };
        Estimate {
            mean,
            standard_error,
        }
    }
}

/// HR@10 over some of the queries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Part {
    /// How many queries those are.
    pub queries: usize,
    /// Their HR@10.
    pub hr_10: Estimate,
}

/// HR@10 by how popular an item is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Parts {
    /// The best-sellers that make up a third of sales.
    pub head: Part,
    /// The next third.
    pub torso: Part,
    /// The rest.
    pub tail: Part,
}

/// How good a ranker is at one kind of query.
///
/// Every query counts in every denominator: one without an answer is answered with the popularity
/// list, and scored on that. [`Metrics::empty`] says how many those were. All figures come from one
/// pass over the outcomes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metrics {
    /// How many queries were asked.
    pub queries: usize,
    /// HR@1: share of queries whose held-out item is on top.
    pub hr_1: Estimate,
    /// HR@4: share of queries whose held-out item is among the first 4.
    pub hr_4: Estimate,
    /// HR@10: share of queries whose held-out item is among the first 10.
    pub hr_10: Estimate,
    /// NDCG@10: mean of 1/log₂(rank + 1) where rank ≤ 10, else 0. With one relevant item the ideal
    /// list scores 1, so nothing is left to normalise (Järvelin and Kekäläinen 2002).
    pub ndcg_10: Estimate,
    /// MRR: mean of 1/rank over the whole list, however deep.
    pub mrr: Estimate,
    /// MPR: mean of 100 (1 − (rank − 1)/(candidates − 1)), candidates being the vocabulary without
    /// the query's items. 100 is always on top, 50 is chance, 0 always last; a lone candidate is
    /// on top. (Hu, Koren and Volinsky 2008, who count from the other end.)
    pub mpr: Estimate,
    /// HR@10 over the queries whose held-out item is outside [`Stratum::Head`]: what is found that
    /// best-sellers alone would not find.
    pub non_head_hr_10: Estimate,
    /// Coverage@10: distinct items in any first 10, over the items of the vocabulary. It has no
    /// standard error: it is no mean.
    pub coverage_10: f64,
    /// Training orders of an item in the first 10, on average over all those places, over training
    /// orders of a held-out item, on average over the queries. 1: what is shown is as popular as
    /// what is bought; above: more popular.
    pub popularity_bias: f64,
    /// Share of queries where no item scored above zero.
    pub empty: f64,
    /// HR@10 by the popularity of the query: of its one item, or of the median of its items by
    /// popularity (of two in the middle the more popular one).
    pub by_query: Parts,
    /// HR@10 by the popularity of the held-out item.
    pub by_target: Parts,
}

/// Everything that [`Metrics`] adds up.
#[derive(Debug)]
pub(super) struct Tally<'a> {
    strata: &'a Strata,
    vocabulary: usize,
    /// Queries of one order, one after the other.
    draws: usize,
    asked: usize,
    hits: [Sample; 3],
    gain: Sample,
    reciprocal: Sample,
    percentile: Sample,
    non_head: Sample,
    by_query: [Sample; 3],
    by_target: [Sample; 3],
    seen: Vec<bool>,
    shown_orders: Sample,
    target_orders: Sample,
    unanswered: usize,
}

const HIT_DEPTHS: [u32; 3] = [1, 4, 10];

impl<'a> Tally<'a> {
    pub(super) fn new(strata: &'a Strata, draws: usize) -> Self {
        let vocabulary = strata.item_count();
        Self {
            strata,
            vocabulary,
            draws: draws.max(1),
            asked: 0,
            hits: Default::default(),
            gain: Sample::default(),
            reciprocal: Sample::default(),
            percentile: Sample::default(),
            non_head: Sample::default(),
            by_query: Default::default(),
            by_target: Default::default(),
            seen: vec![false; vocabulary],
            shown_orders: Sample::default(),
            target_orders: Sample::default(),
            unanswered: 0,
        }
    }

    pub(super) fn add(&mut self, query: &HoldOut, kind: QueryKind, outcome: &Outcome) {
        let shown = query.query(kind);
        let order = self.asked / self.draws;
        self.asked += 1;
        for (sample, depth) in self.hits.iter_mut().zip(HIT_DEPTHS) {
            sample.add(order, outcome.hit(depth));
        }
        let rank = f64::from(outcome.rank);
        self.gain.add(order, outcome.gain());
        self.reciprocal.add(order, 1.0 / rank);
        let others = (self.vocabulary - shown.len().min(self.vocabulary)) as f64 - 1.0;
        self.percentile.add(
            order,
            if others > 0.0 {
                100.0 * (1.0 - (rank - 1.0) / others)
            } else {
                100.0
            },
        );
        let target = self.strata.of(query.held_out);
        if target != Stratum::Head {
            self.non_head.add(order, outcome.hit(10));
        }
        let mut by_popularity = shown.to_vec();
        by_popularity.sort_unstable();
        let middle = by_popularity.len().saturating_sub(1) / 2;
        let asked = by_popularity
            .get(middle)
            .map_or(Stratum::Tail, |item| self.strata.of(*item));
        for (parts, stratum) in [(&mut self.by_query, asked), (&mut self.by_target, target)] {
            if let Some(sample) = parts.get_mut(stratum as usize) {
                sample.add(order, outcome.hit(10));
            }
        }
        for item in &outcome.top {
            if let Some(flag) = self.seen.get_mut(item.index()) {
                *flag = true;
            }
            self.shown_orders
                .add(order, self.strata.orders_with(*item).into());
        }
        self.target_orders
            .add(order, self.strata.orders_with(query.held_out).into());
        self.unanswered += usize::from(!outcome.answered);
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number"
    )]
    pub(super) fn metrics(&self) -> Metrics {
        let part = |sample: &Sample| Part {
            queries: sample.count() as usize,
            hr_10: sample.estimate(),
        };
        let parts = |[head, torso, tail]: &[Sample; 3]| Parts {
            head: part(head),
            torso: part(torso),
            tail: part(tail),
        };
        let [hr_1, hr_4, hr_10] = self.hits.each_ref().map(Sample::estimate);
        let queries = self.asked;
        let covered = self.seen.iter().filter(|flag| **flag).count();
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        Metrics {
            queries,
            hr_1,
            hr_4,
            hr_10,
            ndcg_10: self.gain.estimate(),
            mrr: self.reciprocal.estimate(),
            mpr: self.percentile.estimate(),
            non_head_hr_10: self.non_head.estimate(),
            coverage_10: share(covered as f64, self.vocabulary as f64),
            popularity_bias: share(self.shown_orders.mean(), self.target_orders.mean()),
            empty: share(self.unanswered as f64, queries as f64),
            by_query: parts(&self.by_query),
            by_target: parts(&self.by_target),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ItemId;

    #[test]
    fn metrics_by_hand() {
        // Sales 6 + 3 + 3 + 2 + 2 + 1 + 1: a third is item 0 alone, two thirds end inside item 2.
        let strata = Strata::new(vec![6, 3, 3, 2, 2, 1, 1]);
        let mut tally = Tally::new(&strata, 1);
        let mut answer = |held_out, shown: &[u32], rank, top: &[u32]| {
            let shown = shown.iter().copied().map(ItemId).collect();
            let query = HoldOut::new(ItemId(held_out), shown).expect("a question");
            let outcome = Outcome {
                rank,
                top: top.iter().copied().map(ItemId).collect(),
                answered: rank < 5,
            };
            tally.add(&query, QueryKind::Cart, &outcome);
        };
        answer(0, &[5], 1, &[0, 1]);
        answer(1, &[6, 0], 3, &[0, 2]);
        answer(5, &[1, 0, 2], 4, &[5, 2]);
        answer(6, &[4], 6, &[0, 1]);
        let metrics = tally.metrics();
        let near = |value: f64, expected: f64| {
            assert!((value - expected).abs() < 1e-12, "{value} {expected}");
        };
        assert_eq!(metrics.queries, 4);
        near(metrics.hr_1.mean, 0.25);
        near(metrics.hr_4.mean, 0.75);
        near(metrics.hr_10.mean, 1.0);
        // p(1 - p) / (n - 1) under the root, for a share p.
        near(metrics.hr_1.standard_error, 0.25);
        let gains = 1.0 + 0.5 + 1.0 / 5_f64.log2() + 1.0 / 7_f64.log2();
        near(metrics.ndcg_10.mean, gains / 4.0);
        near(metrics.mrr.mean, (1.0 + 1.0 / 3.0 + 0.25 + 1.0 / 6.0) / 4.0);
        // Of 6, 5, 4 and 6 candidates.
        near(metrics.mpr.mean, (100.0 + 50.0 + 0.0 + 0.0) / 4.0);
        near(metrics.coverage_10, 4.0 / 7.0);
        near(
            metrics.popularity_bias,
            (6.0 * 3.0 + 3.0 * 4.0 + 1.0) / 8.0 / (11.0 / 4.0),
        );
        near(metrics.empty, 0.25);
        near(metrics.non_head_hr_10.mean, 1.0);
        let counts = |parts: Parts| [parts.head, parts.torso, parts.tail].map(|part| part.queries);
        assert_eq!(
            counts(metrics.by_query),
            [1, 1, 2],
            "medians are items 5, 0, 1 and 4"
        );
        assert_eq!(counts(metrics.by_target), [1, 1, 2]);
    }

    #[test]
    fn nothing_asked_is_nothing_claimed() {
        let metrics = Tally::new(&Strata::new(Vec::new()), 1).metrics();
        assert_eq!(metrics.queries, 0);
        let zeros = [
            metrics.ndcg_10.mean,
            metrics.mpr.mean,
            metrics.empty,
            metrics.popularity_bias,
        ];
        assert!(zeros.iter().all(|value| value.abs() < 1e-12), "{metrics:?}");
    }
}
