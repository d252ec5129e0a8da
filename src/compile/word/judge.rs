use super::{Word, at};
use crate::{
    domain::ItemId,
    mine::count::{Baskets, Neighbour, Ranker, Scores},
};

/// What keeps a suggestion that is named by hand among the best of its row until it gets its place:
/// far above any score. A power of two, so that it goes without a trace.
const HELD: f64 = f64::from_bits((1_023 + 200) << 52);

/// A ranker whose scores the merchant's word was laid upon: 0 for what is dropped.
pub(in super::super) struct Judged<'a> {
    pub(in super::super) inner: &'a dyn Ranker,
    pub(in super::super) word: &'a Word<'a>,
}

/// Whether a score was lifted.
pub(super) fn is_held(scores: &Scores) -> bool {
    scores.page > HELD.sqrt()
}

/// The score before it was lifted.
pub(super) fn released(scores: Scores) -> Scores {
    if is_held(&scores) {
        times(scores, 1.0 / HELD)
    } else {
        scores
    }
}

fn times(scores: Scores, factor: f64) -> Scores {
    Scores {
        page: scores.page * factor,
        cart: scores.cart.map(|cart| cart * factor),
    }
}

impl Word<'_> {
    /// What a mined score is multiplied by, links apart.
    fn verdict(&self, from: u32, to: u32) -> f64 {
        if self.is_forbidden(from, to) {
            0.0
        } else if self.is_named(from, to) {
            HELD
        } else if self.is_thin(to) {
            0.0
        } else {
            self.factor(to)
        }
    }

    /// Lifts what `rules.link` choose among the neighbours of a product: the best few of each link.
    fn hold_linked(&self, from: u32, neighbours: &[(u32, Scores)], judged: &mut [Scores]) {
        for number in at(&self.link_from, from) {
            let mut fit: Vec<usize> = (0..)
                .zip(neighbours)
                .filter(|(_, (to, _))| {
                    at(&self.link_to, *to).contains(number) && !self.is_forbidden(from, *to)
                })
                .map(|(place, _)| place)
                .collect();
            let page = |place: usize| neighbours.get(place).map_or(0.0, |(_, own)| own.page);
            // Stable: ties in the order of the neighbours, by id.
            fit.sort_by(|a, b| page(*b).total_cmp(&page(*a)));
            let items = self.links.get(*number).map_or(0, |link| link.items);
            for place in fit.into_iter().take(items) {
                if let (Some(scores), Some((_, own))) =
                    (judged.get_mut(place), neighbours.get(place))
                {
                    *scores = times(*own, HELD);
                }
            }
        }
    }
}

impl Ranker for Judged<'_> {
    fn score(
        &self,
        baskets: &Baskets,
        antecedent: ItemId,
        neighbours: &[Neighbour],
    ) -> Vec<Scores> {
        let all = self.inner.score(baskets, antecedent, neighbours);
        let Some(from) = baskets.source_of(antecedent) else {
            return all;
        };
        let placed: Vec<(u32, Scores)> = neighbours
            .iter()
            .zip(all)
            .map(|(neighbour, scores)| {
                let to = baskets.source_of(neighbour.item);
                (to.unwrap_or(u32::MAX), scores)
            })
            .collect();
        let mut judged: Vec<Scores> = placed
            .iter()
            .map(|(to, scores)| times(*scores, self.word.verdict(from, *to)))
            .collect();
        self.word.hold_linked(from, &placed, &mut judged);
        judged
    }
}
