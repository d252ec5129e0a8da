use super::Estimate;
use crate::domain::ItemId;

/// How deep a list is looked at for NDCG and coverage.
pub const DEPTH: usize = 10;

/// What became of one query: where the held-out item stood, and what stood on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The held-out item's place among all items outside the query, from 1.
    pub rank: u32,
    /// The best [`DEPTH`] items, best first; all of them where there are fewer.
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

    /// 1 where the held-out item is among the first `depth`, else 0.
    #[must_use]
    pub fn hit(&self, depth: u32) -> f64 {
        f64::from(u8::from(self.rank <= depth))
    }

    /// 1/log₂(rank + 1) where the held-out item is among the first [`DEPTH`], else 0.
    #[must_use]
    pub fn gain(&self) -> f64 {
        if self.rank as usize <= DEPTH {
            1.0 / (f64::from(self.rank) + 1.0).log2()
        } else {
            0.0
        }
    }

    /// By how much our NDCG@10 is above theirs, query by query: both must be answers to the same
    /// queries, `draws` of each order one after the other.
    #[must_use]
    pub fn lead(ours: &[Self], theirs: &[Self], draws: usize) -> Estimate {
        let pairs = ours.iter().zip(theirs);
        Estimate::of_draws(pairs.map(|(our, their)| our.gain() - their.gain()), draws)
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
}
