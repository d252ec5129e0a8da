use serde::Serialize;

use crate::domain::ItemId;

/// How deep a list is looked at for NDCG and coverage.
pub const DEPTH: usize = 10;

/// What became of one query: where the held-out item stood, and what stood on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The held-out item's place among all items outside the query, from 1.
    pub rank: u32,
    /// The best [`DEPTH`] items, best first.
    pub top: Vec<ItemId>,
    /// Whether any item scored above zero, that is, whether a shopper would have seen anything
    /// without the popularity list behind it.
    pub answered: bool,
}

impl Outcome {
    /// Places the held-out item by its score.
    ///
    /// Items rank by falling score, ties and zeros by popularity (ids ascend as popularity falls);
    /// the query's own items take no part: their scores are struck out. `scores` holds one number
    /// an item, none of them NaN or infinite. Linear in the items.
    #[must_use]
    pub fn place(scores: &mut [f64], query: &[ItemId], held_out: ItemId) -> Self {
        for item in query {
            if let Some(score) = scores.get_mut(item.index()) {
                *score = f64::NEG_INFINITY;
            }
        }
        let held_out_score = scores.get(held_out.index()).copied().unwrap_or(0.0);
        let mut better = 0_u32;
        let mut answered = false;
        let mut top: Vec<(f64, ItemId)> = Vec::with_capacity(DEPTH + 1);
        for (id, &score) in (0..).map(ItemId).zip(scores.iter()) {
            if score.is_infinite() {
                continue;
            }
            let in_reach = top.len() < DEPTH || top.last().is_some_and(|last| score > last.0);
            let beats_held_out =
                score > held_out_score || (score >= held_out_score && id < held_out);
            better += u32::from(beats_held_out);
            answered |= score > 0.0;
            if in_reach {
                // Ids come ascending, so after all that score as much is the place of a tie.
                let place = top.partition_point(|other| other.0 >= score);
                top.insert(place, (score, id));
                top.truncate(DEPTH);
            }
        }
        Self {
            rank: better + 1,
            top: top.into_iter().map(|(_, id)| id).collect(),
            answered,
        }
    }
}

/// A mean over queries with its standard error: the sample's standard deviation over √queries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error; 0 for fewer than two queries.
    pub standard_error: f64,
}

impl Estimate {
    /// The estimate from one value a query. An empty sample has mean 0.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of queries")]
    pub fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let count = values.clone().count() as f64;
        if count == 0.0 {
            return Self {
                mean: 0.0,
                standard_error: 0.0,
            };
        }
        let mean = values.clone().sum::<f64>() / count;
        let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
        let standard_error = if count > 1.0 {
            (squares / (count - 1.0) / count).sqrt()
        } else {
            0.0
        };
        Self {
            mean,
            standard_error,
        }
    }
}

/// How good a ranker is at one kind of query. Every query counts in every denominator: one without
/// an answer is answered with the popularity list, and scored on that.
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
    /// Coverage@10: distinct items in any first 10, over the items of the vocabulary. It has no
    /// standard error: it is no mean.
    pub coverage_10: f64,
    /// Share of queries where no item scored above zero.
    pub empty: f64,
}

impl Metrics {
    /// Sums up one ranker's outcomes over a vocabulary of this many items.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of queries and items")]
    pub fn of(outcomes: &[Outcome], vocabulary: usize) -> Self {
        let hit_rate = |depth: u32| {
            Estimate::of(
                outcomes
                    .iter()
                    .map(move |outcome| f64::from(u8::from(outcome.rank <= depth))),
            )
        };
        let mut seen = vec![false; vocabulary];
        for item in outcomes.iter().flat_map(|outcome| &outcome.top) {
            if let Some(flag) = seen.get_mut(item.index()) {
                *flag = true;
            }
        }
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        Self {
            queries: outcomes.len(),
            hr_1: hit_rate(1),
            hr_4: hit_rate(4),
            hr_10: hit_rate(10),
            ndcg_10: Estimate::of(outcomes.iter().map(|outcome| {
                if outcome.rank as usize <= DEPTH {
                    1.0 / f64::from(outcome.rank + 1).log2()
                } else {
                    0.0
                }
            })),
            mrr: Estimate::of(outcomes.iter().map(|outcome| 1.0 / f64::from(outcome.rank))),
            coverage_10: share(seen.iter().filter(|flag| **flag).count(), vocabulary),
            empty: share(
                outcomes.iter().filter(|outcome| !outcome.answered).count(),
                outcomes.len(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The plain way: sort everything, look.
        #[test]
        fn placing_agrees_with_sorting(
            scores in prop::collection::vec(0..4_u8, 2..40),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 2..5),
        ) {
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            let mut ids: Vec<_> =
                picks.iter().map(|pick| ItemId(pick.index(scores.len()) as u32)).collect();
            ids.dedup();
            let held_out = ids.pop().unwrap();
            ids.retain(|id| *id != held_out);

            let mut sorted: Vec<_> = (0..scores.len() as u32)
                .map(ItemId)
                .filter(|id| !ids.contains(id))
                .collect();
            sorted.sort_by(|a, b| {
                scores[b.index()].total_cmp(&scores[a.index()]).then(a.cmp(b))
            });
            let rank = 1 + sorted.iter().position(|id| *id == held_out).unwrap();
            let answered = sorted.iter().any(|id| scores[id.index()] > 0.0);
            sorted.truncate(DEPTH);

            let outcome = Outcome::place(&mut scores.clone(), &ids, held_out);
            prop_assert_eq!(outcome.rank as usize, rank);
            prop_assert_eq!(outcome.top, sorted);
            prop_assert_eq!(outcome.answered, answered);
        }
    }

    #[test]
    fn metrics_by_hand() {
        let outcome = |rank, top: u32| Outcome {
            rank,
            top: vec![ItemId(top)],
            answered: rank < 20,
        };
        let metrics = Metrics::of(
            &[outcome(1, 0), outcome(3, 0), outcome(10, 1), outcome(20, 2)],
            8,
        );
        assert_eq!(metrics.queries, 4);
        assert!((metrics.hr_1.mean - 0.25).abs() < 1e-12);
        assert!((metrics.hr_4.mean - 0.5).abs() < 1e-12);
        assert!((metrics.hr_10.mean - 0.75).abs() < 1e-12);
        let ndcg = (1.0 + 0.5 + 1.0 / 11_f64.log2()) / 4.0;
        assert!((metrics.ndcg_10.mean - ndcg).abs() < 1e-12);
        let mrr = (1.0 + 1.0 / 3.0 + 0.1 + 0.05) / 4.0;
        assert!((metrics.mrr.mean - mrr).abs() < 1e-12);
        assert!((metrics.coverage_10 - 3.0 / 8.0).abs() < 1e-12);
        assert!((metrics.empty - 0.25).abs() < 1e-12);
        // p(1 - p) / (n - 1) under the root, for a share p.
        assert!((metrics.hr_1.standard_error - 0.25).abs() < 1e-12);
    }

    #[test]
    fn nothing_asked_is_nothing_claimed() {
        let metrics = Metrics::of(&[], 0);
        assert_eq!(metrics.queries, 0);
        assert!(metrics.ndcg_10.mean.abs() < 1e-12 && metrics.empty.abs() < 1e-12);
    }
}
